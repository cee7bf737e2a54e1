//! Documents that leave the house: valid by the official schemas and by the specification's arithmetic, and read again to
//! the same numbers.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::print_stdout, reason = "a test may")]

use std::path::{Path, PathBuf};
use std::process::Command;

use jsonschema::{Draft, Validator};
use num_rational::BigRational;
use proptest::prelude::{Just, Strategy, prop_oneof};
use serde_json::{Value, json};

/// A folder that is gone when the test is.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("pcf-exports-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(path.join("suppliers")).unwrap();
        Self(path)
    }

    /// A copy of the example study.
    fn stool(name: &str) -> Self {
        let folder = Self::new(name);
        for entry in std::fs::read_dir(example()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::copy(&path, folder.0.join(path.file_name().unwrap())).unwrap();
            }
        }
        folder
    }

    fn write(&self, name: &str, text: &str) -> &Self {
        std::fs::write(self.0.join(name), text).unwrap();
        self
    }

    fn replace(&self, name: &str, from: &str, to: &str) -> &Self {
        let text = std::fs::read_to_string(self.0.join(name)).unwrap();
        assert!(text.contains(from), "{name} does not hold {from}");
        self.write(name, &text.replace(from, to))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/examples/wooden-stool")
}

/// Exit status, standard output and standard error.
fn pcf(study: &Path, command: &str, arguments: &[&str]) -> (i32, String, String) {
    let mut run = Command::new(env!("CARGO_BIN_EXE_pcf"));
    let output = run.arg(command).arg(study).args(arguments).args(["--lang", "en"]).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn export(study: &Path, to: &str, arguments: &[&str]) -> String {
    let (status, out, err) = pcf(study, "export", &[&["--to", to], arguments].concat());
    assert_eq!(status, 0, "{err}");
    out
}

/// The document of one product.
fn one(study: &Path, to: &str, product: &str) -> Value {
    serde_json::from_str(&export(study, to, &["--product", product])).unwrap()
}

fn refused(study: &Path, to: &str, arguments: &[&str]) -> Vec<(String, String)> {
    let (status, out, _) = pcf(study, "export", &[&["--to", to, "--format", "json"], arguments].concat());
    assert_eq!(status, 3, "{out}");
    let document: Value = serde_json::from_str(&out).unwrap();
    let errors = document["errors"].as_array().unwrap().iter();
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    errors.map(|e| (text(&e["code"]), text(&e["column"]))).collect()
}

/// The number of a text, exactly; it must be plain.
fn exact(text: &str) -> BigRational {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    assert!(plain(whole) && (digits == whole || plain(fraction)), "{text} is no plain decimal");
    assert!(whole == "0" || !whole.starts_with('0'), "{text} begins with 0");
    let digits: num_bigint::BigInt = format!("{whole}{fraction}").parse().unwrap();
    assert!(sign == 1 || digits != 0.into(), "{text} is a negative nothing");
    BigRational::new(digits * sign, num_bigint::BigInt::from(10).pow(u32::try_from(fraction.len()).unwrap()))
}

fn number(value: &Value) -> BigRational {
    match value {
        Value::Null => exact("0"),
        Value::String(text) => exact(text),
        other => panic!("{other} is no decimal text"),
    }
}

fn zero() -> BigRational {
    exact("0")
}

/// What neither the schema nor the conformance tests of PACT notice: lexis, signs, sums.
fn check_pact(document: &Value) {
    let pcf = &document["pcf"];
    let decimals = [
        "declaredUnitAmount",
        "productMassPerDeclaredUnit",
        "fossilGhgEmissions",
        "fossilCarbonContent",
        "biogenicCarbonContent",
        "recycledCarbonContent",
        "landUseChangeGhgEmissions",
        "landManagementBiogenicCO2Emissions",
        "biogenicNonCO2Emissions",
        "aircraftGhgEmissions",
        "packagingGhgEmissions",
        "outboundLogisticsGhgEmissions",
        "exemptedEmissionsPercent",
        "primaryDataShare",
    ];
    for name in decimals {
        assert!(number(&pcf[name]) >= zero(), "{name}");
    }
    assert!(number(&pcf["declaredUnitAmount"]) > zero());
    let removals = [
        "landManagementBiogenicCO2Removals",
        "technologicalCO2Removals",
        "ccsTechnologicalCO2Capture",
        "biogenicCO2Uptake",
    ];
    for name in removals {
        assert!(number(&pcf[name]) <= zero(), "{name}");
    }
    let sum = ["fossilGhgEmissions", "landUseChangeGhgEmissions", "landManagementBiogenicCO2Emissions"]
        .into_iter()
        .chain(["landManagementBiogenicCO2Removals", "technologicalCO2Removals", "ccsTechnologicalCO2Capture"])
        .chain(["biogenicNonCO2Emissions"])
        .fold(zero(), |sum, name| sum + number(&pcf[name]));
    assert_eq!(sum, number(&pcf["pcfExcludingBiogenicUptake"]), "excluding");
    let including = sum + number(&pcf["biogenicCO2Uptake"]);
    assert_eq!(including, number(&pcf["pcfIncludingBiogenicUptake"]), "including");
    assert!(number(&pcf["aircraftGhgEmissions"]) <= number(&pcf["fossilGhgEmissions"]), "aircraft lies inside fossil");
    if let Some(biogenic) = pcf["biogenicCarbonContent"].as_str() {
        let want = exact(biogenic) * BigRational::new(44.into(), 12.into());
        let rest = want.clone() + number(&pcf["biogenicCO2Uptake"]);
        let thousandth = want * BigRational::new(1.into(), 1000.into());
        assert!(rest <= thousandth.clone() && -rest <= thousandth, "44/12");
    }
    for quality in ["technologicalDQR", "geographicalDQR", "temporalDQR"] {
        if let Some(rating) = pcf["dqi"][quality].as_str() {
            assert!((exact("1")..=exact("5")).contains(&exact(rating)), "{quality}");
        }
    }
    assert!(pcf["packagingEmissionsIncluded"] == true || pcf["packagingGhgEmissions"].is_null());
    assert!(pcf["verification"].is_null() || pcf["verification"]["providerName"].is_string());
}

fn shared() -> Option<PathBuf> {
    let path = std::env::var_os("PCF_SHARED").map(PathBuf::from);
    if path.is_none() {
        println!("skipped: PCF_SHARED does not name the folder with the official schemas");
    }
    path
}

/// The schema of a ProductFootprint in PACT's OpenAPI document.
fn pact_schema(shared: &Path) -> Validator {
    let text = std::fs::read_to_string(shared.join("schemas/pact/openapi_v3_0.yaml")).unwrap();
    let api: Value = serde_yaml_ng::from_str(&text).unwrap();
    assert_eq!(api["info"]["version"], "3.0.4");
    let schema = json!({"$ref": "#/components/schemas/ProductFootprint", "components": api["components"]});
    jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true).build(&schema).unwrap()
}

fn catena_x_schema(shared: &Path) -> Validator {
    let text = std::fs::read_to_string(shared.join("schemas/catena-x-pcf/9.0.0/Pcf-schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    jsonschema::options().with_draft(Draft::Draft4).should_validate_formats(true).build(&schema).unwrap()
}

fn faults(schema: &Validator, document: &Value) -> Vec<String> {
    schema.iter_errors(document).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

#[test]
fn documents_are_valid_by_the_official_schemas() {
    let Some(shared) = shared() else { return };
    let (pact, catena_x) = (pact_schema(&shared), catena_x_schema(&shared));
    for product in ["STOOL", "PANEL"] {
        for share in ["summary", "full"] {
            for (to, schema) in [("pact", &pact), ("catena-x", &catena_x)] {
                let text = export(&example(), to, &["--product", product, "--share", share]);
                let document: Value = serde_json::from_str(&text).unwrap();
                assert_eq!(faults(schema, &document), Vec::<String>::new(), "{product} {to} {share}");
            }
        }
    }
    // The schemas do refuse: what they find in a broken document proves that they were asked.
    let mut broken = one(&example(), "pact", "STOOL");
    let breaks: [(&str, Value); 6] = [
        ("/id", json!("no uuid")),
        ("/companyIds", json!([])),
        ("/pcf/declaredUnitOfMeasurement", json!("kg")),
        ("/pcf/pcfExcludingBiogenicUptake", json!(3.2)),
        ("/pcf/geographyCountrySubdivision", json!(null)),
        ("/pcf/referencePeriodEnd", json!("2025-12-31")),
    ];
    for (path, value) in breaks {
        let good = std::mem::replace(broken.pointer_mut(path).unwrap(), value);
        assert_ne!(faults(&pact, &broken), Vec::<String>::new(), "{path}");
        *broken.pointer_mut(path).unwrap() = good;
    }
    assert!(faults(&pact, &broken).is_empty());
    let mut broken = one(&example(), "catena-x", "STOOL");
    let stage = "/productLifeCycleStagesAndEmissions/0/productionStage/0/pcfExcludingBiogenicUptake";
    for (path, value) in [(stage, json!("3.2")), (stage, json!(-1)), ("/scopeOfPcfForm/0/partialFullPcf", json!("?"))] {
        let good = std::mem::replace(broken.pointer_mut(path).unwrap(), value);
        assert_ne!(faults(&catena_x, &broken), Vec::<String>::new(), "{path}");
        *broken.pointer_mut(path).unwrap() = good;
    }
    assert!(faults(&catena_x, &broken).is_empty());
}

#[test]
fn the_stool_is_what_a_person_works_out() {
    let stool = one(&example(), "pact", "STOOL");
    check_pact(&stool);
    let pcf = &stool["pcf"];
    // 3.2 timber, 0.15 varnish, 0.2 fittings, carton, 1.8 kWh; 0.96 t·km by lorry and 0.3 by air; 2.84 to the customer.
    for (name, value) in [
        ("pcfExcludingBiogenicUptake", "3.243"),
        ("pcfIncludingBiogenicUptake", "-2.389"),
        ("fossilGhgEmissions", "3.179"),
        ("aircraftGhgEmissions", "0.213"),
        ("landUseChangeGhgEmissions", "0.048"),
        ("biogenicNonCO2Emissions", "0.0128"),
        ("landManagementBiogenicCO2Emissions", "0.0064"),
        ("landManagementBiogenicCO2Removals", "-0.0032"),
        ("biogenicCO2Uptake", "-5.632"),
        ("packagingGhgEmissions", "0.41"),
        ("outboundLogisticsGhgEmissions", "0.284"),
        ("productMassPerDeclaredUnit", "3.55"),
        ("fossilCarbonContent", "0.12"),
        ("biogenicCarbonContent", "1.536"),
    ] {
        assert_eq!(pcf[name], value, "{name}");
    }
    // Timber is primary: 0.448 of 3.243. Excluded: 0.02 of 3.263.
    let percent = |a: &str, b: &str| exact(a) / exact(b) * exact("100");
    let near = |text: &Value, want: BigRational| {
        let off = number(text) - want;
        let little = BigRational::new(1.into(), num_bigint::BigInt::from(10).pow(20));
        off < little.clone() && -off < little
    };
    assert!(near(&pcf["primaryDataShare"], percent("0.448", "3.243")), "{}", pcf["primaryDataShare"]);
    assert!(near(&pcf["exemptedEmissionsPercent"], percent("0.02", "3.263")));
    assert_eq!(pcf["crossSectoralStandards"], json!(["GB/T 24067", "ISO14067"]));
    assert_eq!(pcf["geographyCountrySubdivision"], "CN-ZJ");
    assert!(pcf["geographyCountry"].is_null() && pcf["geographyRegionOrSubregion"].is_null());
    assert_eq!(pcf["referencePeriodEnd"], "2026-01-01T00:00:00Z");
    assert_eq!(stool["validityPeriodEnd"], "2029-01-01T00:00:00Z");
    assert_eq!(stool["precedingPfIds"], json!(["3893bb5d-da16-4dc1-9185-11d97476c254"]));
    check_pact(&one(&example(), "pact", "PANEL"));
    let several: Value = serde_json::from_str(&export(&example(), "pact", &[])).unwrap();
    assert_eq!(several.as_array().map(Vec::len), Some(2));
    let host: Value = serde_json::from_str(&export(&example(), "pact", &["--data"])).unwrap();
    assert_eq!(host["data"], several);
}

#[test]
fn the_end_cover_is_exported_with_its_verification() {
    let cover = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/examples/end-cover");
    let (status, document, said) = pcf(&cover, "export", &["--to", "pact"]);
    assert_eq!(status, 0, "{said}");
    assert!(!said.contains("W272"), "the record is of today's footprint: {said}");
    let document: Value = serde_json::from_str(&document).unwrap();
    check_pact(&document);
    let pcf = &document["pcf"];
    assert_eq!((&pcf["fossilCarbonContent"], &pcf["pcfExcludingBiogenicUptake"]), (&json!("0"), &json!("15.61568")));
    assert_eq!(pcf["verification"]["providerName"], "Example Verification (invented) 示例核验（虚构）");
}

#[test]
fn an_id_follows_from_what_is_said() {
    let first = export(&example(), "pact", &[]);
    assert_eq!(first, export(&example(), "pact", &[]));
    let id = |text: &str| one_id(&serde_json::from_str(text).unwrap());
    fn one_id(document: &Value) -> String {
        document[0]["id"].as_str().unwrap().to_owned()
    }
    assert_eq!(&id(&first)[14..15], "5");
    let folder = Folder::stool("ids");
    assert_eq!(id(&export(&folder.0, "pact", &[])), id(&first));
    folder.replace("study.toml", "issued = \"2026-03-01\"", "issued = \"2026-03-02\"");
    assert_ne!(id(&export(&folder.0, "pact", &[])), id(&first));
    let folder = Folder::stool("ids-bom");
    folder.replace("bom.csv", "STOOL,varnish,0.15", "STOOL,varnish,0.16");
    assert_ne!(id(&export(&folder.0, "pact", &[])), id(&first));
}

/// A study that uses a footprint received in `file`; its total and its total with biogenic carbon.
fn received(name: &str, file: &str, text: &str, unit: &str, quantity: &str) -> (String, String, String) {
    let folder = Folder::new(name);
    folder.write("bom.csv", &format!("parent,child,quantity,unit\nx,part,{quantity},{unit}\n"));
    folder.write("items.csv", &format!("id,unit,factor\npart,{unit},{}\n", file.split('.').next().unwrap()));
    folder.write(&format!("suppliers/{file}"), text);
    let (status, out, err) = pcf(&folder.0, "footprint", &["--format", "json"]);
    assert_eq!(status, 0, "{err}{out}");
    let document: Value = serde_json::from_str(&out).unwrap();
    let product = &document["products"][0];
    let text = |v: &Value| v.as_str().unwrap().to_owned();
    let warnings = document["warnings"].as_array().unwrap().iter().map(|w| text(&w["code"])).collect::<Vec<_>>();
    (text(&product["total"]), text(&product["total_including_biogenic"]), warnings.join(" "))
}

#[test]
fn what_is_written_is_read_again_to_the_same_numbers() {
    for (to, file) in
        [("pact", "part.json"), ("catena-x", "part.json"), ("catena-x-csv", "part.csv"), ("csv", "part.csv")]
    {
        for (product, unit, total, including) in
            [("STOOL", "piece", "3.243", "-2.389"), ("PANEL", "kg", "0.3395", "-1.3325")]
        {
            let text = export(&example(), to, &["--product", product]);
            let read = received(&format!("again-{to}-{product}"), file, &text, unit, "1");
            assert_eq!(read, (total.to_owned(), including.to_owned(), String::new()), "{to} {product}");
        }
    }
    // In a folder with others: nothing is refused but what is rated on no scale, and nothing has to be taken for granted.
    let folder = Folder::new("ingest");
    for (to, file) in [("pact", "a.json"), ("catena-x", "b.json"), ("csv", "c.csv"), ("catena-x-csv", "d.csv")] {
        folder.write(file, &export(&example(), to, &[]));
    }
    let (status, out, err) = pcf(&folder.0, "ingest", &["--format", "json"]);
    assert_eq!(status, 0, "{err}");
    let document: Value = serde_json::from_str(&out).unwrap();
    let rows = document["rows"].as_array().unwrap();
    assert_eq!((rows.len(), &document["refused"]), (8, &json!(0)));
    for (at, row) in rows.iter().enumerate() {
        assert_eq!(row["kg_co2e"], if at % 2 == 0 { "3.243" } else { "0.3395" }, "{row}");
        assert_eq!((&row["reasons"], &row["notes"]), (&json!([]), &json!([])), "{row}");
        // The table with PACT's names is the same footprint as the JSON, down to its id.
        assert_eq!(row["copy_of"].is_string(), row["file"] == "c.csv", "{row}");
    }
}

#[test]
fn amounts_and_units_of_every_kind_are_read_again() {
    // Declared unit of the study, amount, its name in the formats, the amount there.
    let cases = [
        ("g", "250", "kilogram", "0.25"),
        ("t", "2", "kilogram", "2000"),
        ("L", "12.5", "liter", "12.5"),
        ("m³", "3", "cubic meter", "3"),
        ("kWh", "7", "kilowatt hour", "7"),
        ("MWh", "1", "kilowatt hour", "1000"),
        ("GJ", "0.5", "megajoule", "500"),
        ("t·km", "40", "ton kilometer", "40"),
        ("m²", "2", "square meter", "2"),
        ("h", "3", "hour", "3"),
        ("piece", "1000", "piece", "1000"),
    ];
    for (at, (unit, amount, name, there)) in cases.into_iter().enumerate() {
        let folder = Folder::new(&format!("unit-{at}"));
        folder.write("bom.csv", "parent,child,quantity,unit\nx,f,0.3,kg\n");
        folder.write("items.csv", &format!("id,unit,mass,fossil_carbon\nx,{unit},{},0\n", mass_of(unit)));
        folder.write("factors.csv", "id,unit,co2e,publisher,year\nf,kg,1.7,DEMO,2025\n");
        folder.write("study.toml", &study(&format!("amount = \"{amount}\"")));
        let document = one(&folder.0, "pact", "x");
        check_pact(&document);
        assert_eq!(document["pcf"]["declaredUnitOfMeasurement"], name);
        assert_eq!(document["pcf"]["declaredUnitAmount"], there);
        let total = document["pcf"]["pcfExcludingBiogenicUptake"].as_str().unwrap();
        assert_eq!(exact(total), exact("0.51") * exact(amount));
        let mass = match unit {
            "kWh" | "MWh" | "GJ" | "t·km" | "h" => zero(),
            _ => {
                exact(if mass_of(unit).is_empty() { there } else { mass_of(unit) })
                    * exact(if mass_of(unit).is_empty() { "1" } else { amount })
            }
        };
        assert_eq!(number(&document["pcf"]["productMassPerDeclaredUnit"]), mass, "{unit}");
        for (to, file) in
            [("pact", "part.json"), ("catena-x", "part.json"), ("csv", "part.csv"), ("catena-x-csv", "part.csv")]
        {
            let text = export(&folder.0, to, &[]);
            let read = received(&format!("unit-{at}-{to}"), file, &text, unit, amount);
            assert_eq!(exact(&read.0), exact(total), "{unit} {to}");
        }
    }
    // No name, no remainder: refused with the unit.
    for (unit, amount) in [("Nm³", "1"), ("min", "1"), ("box", "1")] {
        let folder = Folder::new("unit-none");
        folder.write("bom.csv", "parent,child,quantity,unit\nx,f,0.3,kg\n");
        folder.write("items.csv", &format!("id,unit,mass,fossil_carbon\nx,{unit},1,0\n"));
        folder.write("factors.csv", "id,unit,co2e,publisher,year\nf,kg,1.7,DEMO,2025\n");
        folder.write("study.toml", &study(&format!("amount = \"{amount}\"")));
        let codes = refused(&folder.0, "pact", &[]);
        assert!(codes.contains(&("E102".to_owned(), "unit".to_owned())), "{unit} {codes:?}");
    }
}

fn mass_of(unit: &str) -> &'static str {
    match unit {
        "L" => "0.8",
        "m³" => "2400",
        "m²" => "5",
        "piece" => "0.008",
        _ => "",
    }
}

/// A study.toml with all that documents ask for.
fn study(product: &str) -> String {
    format!(
        r#"[study]
company = "Example Works (DEMO)"
period = "2025"
region = "DE"
[[product]]
id = "x"
{product}
[disclosure]
company_ids = ["urn:BPNL0000000DEMO1"]
domain = "works.example"
issued = "2026-03-01"
standards = ["PAS 2050:2011"]
waste_incineration = "cut-off"
mass_balance = "none"
"#
    )
}

/// A study of one product and one factor.
fn simple(name: &str, factor: &str, extra: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write("bom.csv", "parent,child,quantity,unit\nx,f,1,kg\n");
    folder.write("items.csv", "id,unit,mass,fossil_carbon\nx,piece,1.5,0\n");
    folder.write("factors.csv", factor);
    folder.write("study.toml", &(study("") + extra));
    folder
}

#[test]
fn everything_that_is_missing_is_asked_for_at_once() {
    let folder = Folder::new("missing");
    folder.write("bom.csv", "parent,child,quantity,unit\nx,f,1,kg\n");
    folder.write("factors.csv", "id,unit,co2e\nf,kg,1\n");
    let asked = |to: &str| {
        let list = refused(&folder.0, to, &[]);
        assert!(list.iter().all(|(code, _)| code == "E123"), "{list:?}");
        list.into_iter().map(|(_, column)| column).collect::<Vec<_>>()
    };
    let common = ["producer", "mass", "company_ids", "ids", "issued", "period", "standards"];
    let all = |more: &[&'static str]| [common.as_slice(), more].concat();
    assert_eq!(asked("pact"), all(&["fossil_carbon"]));
    assert_eq!(asked("csv"), all(&["fossil_carbon"]));
    assert_eq!(asked("catena-x"), all(&["region", "waste_incineration", "mass_balance"]));
    assert_eq!(asked("catena-x-csv"), all(&["region", "waste_incineration"]));
    assert_eq!(asked("gs1"), ["gtin", "target_market", "issued", "standards"]);
    assert_eq!(
        asked("cbam"),
        ["mass", "producer", "period", "cn_code", "installation", "unlocode", "production_route"]
    );
    // Nothing is written over what was there.
    let file = folder.0.join("out.json");
    std::fs::write(&file, "before").unwrap();
    let (status, ..) = pcf(&folder.0, "export", &["--to", "pact", "-o", file.to_str().unwrap()]);
    assert_eq!((status, std::fs::read_to_string(&file).unwrap().as_str()), (3, "before"));
}

#[test]
fn a_summary_tells_no_materials_and_no_suppliers() {
    let betrayals = [
        "timber",
        "Timber",
        "varnish",
        "Varnish",
        "fittings",
        "Fittings",
        "carton",
        "Carton",
        "Blue Hills",
        "sandpaper",
    ];
    for to in ["pact", "catena-x", "catena-x-csv", "csv"] {
        let text = export(&example(), to, &[]);
        for word in betrayals {
            assert!(!text.contains(word), "{to} tells of {word}");
        }
        assert!(text.contains("Shared as summary"), "{to}");
    }
    let full = export(&example(), "pact", &["--share", "full"]);
    for word in ["timber", "demo-varnish", "fittings", "carton", "Blue Hills", "sandpaper", "Shared in full"] {
        assert!(full.contains(word), "{word}");
    }
    let document: Value = serde_json::from_str(&full).unwrap();
    let rows = document[0]["extensions"][0]["data"]["contributions"].as_array().unwrap();
    let sum = rows.iter().fold(zero(), |sum, row| sum + number(&row["kg_co2e"]));
    let beside = number(&document[0]["pcf"]["outboundLogisticsGhgEmissions"]);
    assert_eq!(sum, number(&document[0]["pcf"]["pcfExcludingBiogenicUptake"]) + beside);
    // What is withheld, or names no source, is said.
    let (.., err) = pcf(&example(), "export", &["--to", "pact", "--product", "STOOL"]);
    assert!(err.contains("W266") && !err.contains("W263"), "{err}");
    let (.., err) = pcf(&example(), "export", &["--to", "pact", "--share", "full"]);
    assert!(!err.contains("W266") && !err.contains("W263"), "{err}");
    let unnamed = simple("unnamed", "id,unit,co2e,publisher\nf,kg,1,DEMO\n", "");
    let (_, out, err) = pcf(&unnamed.0, "export", &["--to", "pact"]);
    assert!(err.contains("W263") && !out.contains("secondaryEmissionFactorSources"), "{err}");
    // The study may say what goes out; the command wins.
    let folder = Folder::stool("share");
    folder.replace("study.toml", "domain = \"joinery.example\"", "domain = \"joinery.example\"\nshare = \"full\"");
    assert!(export(&folder.0, "pact", &[]).contains("Shared in full"));
    assert!(export(&folder.0, "pact", &["--share", "summary"]).contains("Shared as summary"));
}

#[test]
fn what_would_make_a_document_invalid_is_refused_where_it_is_read() {
    for (key, value) in [
        ("preceding", "version 1"),
        ("preceding", "3893bb5d-da16-4dc1-9185-11d97476c25g"),
        ("company_ids", "joinery"),
        ("company_ids", "urn:pact:joinery example:1"),
        ("ids", "urn:例"),
    ] {
        let folder = simple("malformed", "id,unit,co2e,publisher,year\nf,kg,1,DEMO,2025\n", "");
        let section = if key == "company_ids" { "" } else { "[disclosure.product.\"x\"]\n" };
        let text = study("").replace("company_ids = [\"urn:BPNL0000000DEMO1\"]\n", "");
        folder.write("study.toml", &format!("{text}{section}{key} = \"{value}\"\n"));
        assert_eq!(refused(&folder.0, "pact", &[]), [("E120".to_owned(), key.to_owned())], "{value}");
    }
    // What is odd but right goes out, each thing once.
    let extra = "[disclosure.product.\"x\"]\nids = [\"urn:gtin:1\", \"URN:GTIN:1\"]\ngtin = \"1\"\n\
        preceding = \"urn:uuid:3893BB5D-DA16-4DC1-9185-11D97476C254; 3893bb5d-da16-4dc1-9185-11d97476c254\"\n";
    let folder = simple("once", "id,unit,co2e,publisher,year\nf,kg,1,DEMO,2025\n", extra);
    let document = one(&folder.0, "pact", "x");
    assert_eq!(document["productIds"], json!(["urn:gtin:1"]));
    assert_eq!(document["precedingPfIds"], json!(["3893bb5d-da16-4dc1-9185-11d97476c254"]));
}

#[test]
fn any_id_makes_a_urn_and_any_name_a_name() {
    let folder = Folder::new("urn");
    folder.write("bom.csv", "parent,child,quantity,unit\nEC 90/ä,f,1,kg\n");
    folder.write("items.csv", "id,name_zh,unit,mass,fossil_carbon\nEC 90/ä,端盖,piece,1,0\n");
    folder.write("factors.csv", "id,unit,co2e,publisher,year\nf,kg,1,DEMO,2025\n");
    folder.write("study.toml", &study("").replace("id = \"x\"", "id = \"EC 90/ä\""));
    let document = one(&folder.0, "pact", "EC 90/ä");
    assert_eq!(document["productIds"], json!(["urn:pact:works.example:product-id:EC%2090%2F%C3%A4"]));
    assert_eq!((&document["productNameCompany"], &document["pcf"]["geographyCountry"]), (&json!("端盖"), &json!("DE")));
    let catena_x = one(&folder.0, "catena-x", "EC 90/ä");
    let assessed = &catena_x["pcfAssessmentAndMethodology"][0]["pcfAssessmentInformation"][0];
    assert_eq!(
        assessed["geography"],
        json!([{"geographyRegionOrSubregion": "Western Europe", "geographyCountry": "DE"}])
    );
    if let Some(shared) = shared() {
        assert_eq!(faults(&pact_schema(&shared), &document), Vec::<String>::new());
        assert_eq!(faults(&catena_x_schema(&shared), &catena_x), Vec::<String>::new());
    }
}

#[test]
fn the_whole_world_is_written_where_a_study_says_it_alone() {
    let folder = simple("world", "id,unit,co2e\nf,kg,1\n", "");
    let with = |region: &str| {
        folder.write("study.toml", &study("").replace("region = \"DE\"", &format!("region = \"{region}\"")));
    };
    with("GLO");
    let text = export(&folder.0, "catena-x", &[]);
    assert!(text.contains("\"geographyRegionOrSubregion\": \"Global\""), "{text}");
    assert!(export(&folder.0, "catena-x-csv", &[]).contains("Global"));
    let pact = one(&folder.0, "pact", "x");
    assert!(pact["pcf"]["geographyRegionOrSubregion"].is_null(), "PACT has no name for it");
    with("hall 7");
    for to in ["catena-x", "catena-x-csv"] {
        assert_eq!(refused(&folder.0, to, &[]), [("E123".to_owned(), "region".to_owned())]);
    }
}

#[test]
fn a_scenario_is_told_as_one() {
    let factor = "id,unit,co2e,publisher,year\nf,kg,2,DEMO,2025\ng,kg,1,DEMO,2025\n";
    let scenario = "[scenario.y2030.factors]\nf = \"g\"\n";
    let folder = simple("scenario", factor, scenario);
    let run = |to: &str| pcf(&folder.0, "export", &["--to", to, "--scenario", "y2030"]);
    let document: Value = serde_json::from_str(&run("pact").1).unwrap();
    assert_eq!(document["pcf"]["pcfExcludingBiogenicUptake"], "1");
    assert!(document["comment"].as_str().unwrap().contains("Scenario: y2030."));
    assert!(run("catena-x").2.contains("`outlook` in [disclosure]"));
    let folder = simple("scenario-said", factor, &format!("outlook = \"future-production\"\n{scenario}"));
    let text = pcf(&folder.0, "export", &["--to", "catena-x", "--scenario", "y2030"]).1;
    assert!(text.contains("Prospective PCF for current product for future production date"));
    assert!(!text.contains("DQR") && !text.contains("primaryDataShare"));
    assert!(export(&folder.0, "catena-x", &[]).contains("Retrospective PCF"));
}

#[test]
fn a_verification_is_told_only_while_it_is_of_this_footprint() {
    let folder = Folder::stool("verified");
    let before = one(&folder.0, "pact", "STOOL");
    let comment = before["comment"].as_str().unwrap();
    let digest = &comment[comment.find("sha256:").unwrap()..][..71];
    let text = std::fs::read_to_string(folder.0.join("study.toml")).unwrap();
    let record = |digest: &str| {
        format!(
            "{text}\n[verification]\nstatus = \"verified\"\nprovider = \"Example Verifiers\"\nscope = \"product\"\n\
             level = \"limited\"\nstandard = \"ISO 14064-3\"\ncriteria = \"ISO 14067:2018\"\ncertificate = \"V-7\"\n\
             date = \"2026-02-10\"\ndigest = \"{digest}\"\n"
        )
    };
    folder.write("study.toml", &record(digest));
    let verified = one(&folder.0, "pact", "STOOL");
    assert_eq!(
        verified["pcf"]["verification"],
        json!({"coverage": "product level", "providerName": "Example Verifiers", "completedAt": "2026-02-10T00:00:00Z",
            "standardName": "ISO 14064-3",
            "comments": "limited assurance; criteria: ISO 14067:2018; certificate: V-7"})
    );
    check_pact(&verified);
    let catena_x = one(&folder.0, "catena-x", "STOOL");
    assert_eq!(catena_x["attestationOfConformance"][0]["attestationOfConformanceId"], "V-7");
    if let Some(shared) = shared() {
        assert_eq!(faults(&pact_schema(&shared), &verified), Vec::<String>::new());
        assert_eq!(faults(&catena_x_schema(&shared), &catena_x), Vec::<String>::new());
    }
    // The other product is another footprint, and so is this one after a change.
    assert!(one(&folder.0, "pact", "PANEL")["pcf"]["verification"].is_null());
    folder.replace("bom.csv", "STOOL,varnish,0.15", "STOOL,varnish,0.16");
    let (_, out, err) = pcf(&folder.0, "export", &["--to", "pact", "--product", "STOOL"]);
    assert!(err.contains("W272") && !out.contains("\"verification\""), "{err}");
    assert!(!export(&folder.0, "catena-x", &["--product", "STOOL"]).contains("attestationOfConformance"));
}

#[test]
fn technical_removals_are_written_where_the_study_says() {
    let factor = "id,unit,fossil,technical_removals,publisher,year\nf,kg,2,-0.5,DEMO,2025\n";
    let folder = simple("removals", factor, "");
    assert_eq!(
        refused(&folder.0, "pact", &[]),
        [("E123".to_owned(), "capture_origin".to_owned()), ("E123".to_owned(), "removals".to_owned())]
    );
    for (kind, name, other) in [
        ("removal", "technologicalCO2Removals", "ccsTechnologicalCO2Capture"),
        ("capture", "ccsTechnologicalCO2Capture", "technologicalCO2Removals"),
    ] {
        let folder = simple("removals-said", factor, &format!("removals = \"{kind}\"\ncapture_origin = \"air\"\n"));
        let document = one(&folder.0, "pact", "x");
        check_pact(&document);
        assert_eq!(document["pcf"][name], "-0.5");
        assert!(document["pcf"][other].is_null());
        assert_eq!(document["pcf"]["ccsTechnologicalCO2CaptureIncluded"], true);
        let read = received("removals-read", "part.json", &document.to_string(), "piece", "1");
        assert_eq!(read.0, "1.5");
        // Catena-X has the total, and no name for the part: that is said, and its reader remarks it.
        let (_, out, err) = pcf(&folder.0, "export", &["--to", "catena-x"]);
        assert!(err.contains("W265"), "{err}");
        let read = received("removals-cx", "part.json", &out, "piece", "1");
        assert_eq!((read.0.as_str(), read.2.as_str()), ("1.5", "W228"));
    }
}

#[test]
fn numbers_that_a_format_cannot_hold_are_refused() {
    // More biogenic CO2 is released than was taken up.
    let factor = "id,unit,fossil,biogenic_co2,publisher,year\nf,kg,2,0.4,DEMO,2025\n";
    let folder = simple("released", factor, "");
    assert_eq!(refused(&folder.0, "pact", &[]), [("E114".to_owned(), String::new())]);
    // A part of packaging below 0 is left out, and said; the total counts it.
    let factor = "id,unit,fossil,land_removals,publisher,year\nf,kg,5,,DEMO,2025\ng,kg,1,-3,DEMO,2025\n";
    let folder = simple("packaging", factor, "");
    folder.write("bom.csv", "parent,child,quantity,unit\nx,f,1,kg\nx,box,1,kg\n");
    folder.write("items.csv", "id,unit,mass,fossil_carbon,factor,kind\nx,piece,1.5,0,,\nbox,kg,,,g,packaging\n");
    for (to, file) in [("pact", "part.json"), ("catena-x", "part.json")] {
        let (status, out, err) = pcf(&folder.0, "export", &["--to", to]);
        assert!(status == 0 && err.contains("W265") && out.contains("\"packagingEmissionsIncluded\": true"), "{err}");
        assert!(!out.contains("packagingGhgEmissions") && !out.contains("packagingPcf"), "{out}");
        assert_eq!(received("packaging-read", file, &out, "piece", "1").0, "3");
        if let Some(shared) = shared() {
            let schema = if to == "pact" { pact_schema(&shared) } else { catena_x_schema(&shared) };
            assert_eq!(faults(&schema, &serde_json::from_str(&out).unwrap()), Vec::<String>::new());
        }
    }
    // Catena-X wants a total of at least 0, PACT does not.
    let factor = "id,unit,fossil,land_removals,publisher,year\nf,kg,1,-3,DEMO,2025\n";
    let folder = simple("negative", factor, "");
    assert_eq!(one(&folder.0, "pact", "x")["pcf"]["pcfExcludingBiogenicUptake"], "-2");
    assert_eq!(refused(&folder.0, "catena-x", &[]), [("E114".to_owned(), String::new())]);
    // More than 10 % left out.
    let factor = "id,unit,fossil,publisher,year\nf,kg,1,DEMO,2025\n";
    let folder = simple("excluded", factor, "[[exclude]]\nwhat = \"glue\"\nreason = \"unknown\"\nestimate = 1\n");
    assert_eq!(one(&folder.0, "pact", "x")["pcf"]["exemptedEmissionsPercent"], "50");
    assert_eq!(refused(&folder.0, "catena-x", &[]), [("E114".to_owned(), String::new())]);
    // Beside a total that removals make 0 or less, what is left out is no share of anything, and not 0 % either.
    for (removed, left_out) in [("-3", "2"), ("-3", "1")] {
        let factor = format!("id,unit,fossil,land_removals,publisher,year\nf,kg,1,{removed},DEMO,2025\n");
        let exclude = format!("[[exclude]]\nwhat = \"glue\"\nreason = \"unknown\"\nestimate = {left_out}\n");
        let folder = simple("no-share", &factor, &exclude);
        assert_eq!(refused(&folder.0, "pact", &[]), [("E114".to_owned(), String::new())], "{left_out}");
    }
}

#[test]
fn a_gate_to_grave_study_is_exported_to_the_gate() {
    let folder = Folder::stool("grave");
    folder.replace("study.toml", "cradle-to-gate", "cradle-to-grave");
    let grave = one(&folder.0, "pact", "STOOL");
    let gate = one(&example(), "pact", "STOOL");
    for name in ["pcfExcludingBiogenicUptake", "outboundLogisticsGhgEmissions", "primaryDataShare", "dqi"] {
        assert_eq!(grave["pcf"][name], gate["pcf"][name], "{name}");
    }
    let (status, _, err) = pcf(&folder.0, "export", &["--to", "pact", "--boundary", "cradle-to-grave"]);
    assert_eq!(status, 2, "{err}");
}

/// What a PACT document says, as far as a Catena-X document says it too, read from that one.
fn pact_of_catena_x(document: &Value) -> Value {
    let first = |path: &[&str]| {
        path.iter().fold(document, |at, name| {
            let at = &at[*name];
            if at.is_array() && at[0].is_object() { &at[0] } else { at }
        })
    };
    let text = |v: &Value| match v {
        Value::Number(n) => json!(n.to_string()),
        other => other.clone(),
    };
    let product = ["companyAndProductInformation", "productInformation"];
    let company = ["companyAndProductInformation", "companyInformation"];
    let assessed = ["pcfAssessmentAndMethodology", "pcfAssessmentInformation"];
    let method = ["pcfAssessmentAndMethodology", "pcfMethodology"];
    let data = ["pcfAssessmentAndMethodology", "dataSourcesAndQuality"];
    let production = ["productLifeCycleStagesAndEmissions", "productionStage"];
    let at = |path: &[&str], name: &str| text(first(&[path, &[name]].concat()));
    let below = |path: [&'static str; 2], node: &'static str, name: &str| at(&[path[0], path[1], node], name);
    let mut pcf = serde_json::Map::new();
    let mut out = serde_json::Map::new();
    for name in ["declaredUnitOfMeasurement", "declaredUnitAmount", "productMassPerDeclaredUnit"] {
        pcf.insert(name.into(), at(&product, name));
    }
    for name in ["productNameCompany", "productIds", "productDescription", "productClassifications"] {
        out.insert(name.into(), at(&product, name));
    }
    for name in ["companyName", "companyIds"] {
        out.insert(name.into(), at(&company, name));
    }
    for name in ["referencePeriodStart", "referencePeriodEnd"] {
        pcf.insert(name.into(), below(assessed, "time", name));
    }
    for name in ["created", "validityPeriodStart", "validityPeriodEnd"] {
        out.insert(name.into(), below(assessed, "time", name));
    }
    out.insert("status".into(), below(assessed, "idAndVersion", "status"));
    out.insert("comment".into(), text(first(&["general", "comment"])));
    for name in ["exemptedEmissionsPercent", "exemptedEmissionsDescription"] {
        pcf.insert(name.into(), below(assessed, "boundarySpecifications", name));
    }
    for name in ["ccsTechnologicalCO2CaptureIncluded", "boundaryProcessesDescription"] {
        pcf.insert(name.into(), below(assessed, "technology", name));
    }
    // The finest of three.
    let levels = ["geographyCountrySubdivision", "geographyCountry", "geographyRegionOrSubregion"];
    if let Some(name) = levels.into_iter().find(|name| below(assessed, "geography", name).is_string()) {
        pcf.insert(name.into(), below(assessed, "geography", name));
    }
    let gwp = below(method, "gwpCharacterizationFactorDetails", "ipccCharacterizationFactors");
    pcf.insert("ipccCharacterizationFactors".into(), json!([gwp]));
    let standards = below(method, "standards", "crossSectoralStandards");
    let standards = standards.as_array().unwrap().iter().map(|s| s.as_str().unwrap().replace("ISO ", "ISO"));
    pcf.insert("crossSectoralStandards".into(), standards.collect());
    pcf.insert(
        "allocationRulesDescription".into(),
        below(method, "allocationInForeground", "allocationRulesDescription"),
    );
    pcf.insert("primaryDataShare".into(), at(&data, "primaryDataShare"));
    let ratings = ["technologicalDQR", "geographicalDQR", "temporalDQR"];
    pcf.insert("dqi".into(), ratings.into_iter().map(|n| (n.to_owned(), at(&data, n))).collect());
    let sources = at(&data, "secondaryEmissionFactorSources");
    let source = |s: &Value| {
        let (name, version) = s.as_str().unwrap().rsplit_once(" (").unwrap();
        json!({"name": name, "version": version.trim_end_matches(')')})
    };
    pcf.insert("secondaryEmissionFactorSources".into(), sources.as_array().unwrap().iter().map(source).collect());
    for name in [
        "pcfExcludingBiogenicUptake",
        "pcfIncludingBiogenicUptake",
        "landUseChangeGhgEmissions",
        "landManagementBiogenicCO2Emissions",
        "landManagementBiogenicCO2Removals",
        "biogenicCO2Uptake",
        "biogenicNonCO2Emissions",
        "aircraftGhgEmissions",
    ] {
        pcf.insert(name.into(), at(&production, name));
    }
    // Aircraft goes back into fossil.
    let aircraft = pcf["aircraftGhgEmissions"].as_str().map_or(zero(), exact);
    let fossil = exact(at(&production, "fossilGhgEmissions").as_str().unwrap()) + aircraft;
    pcf.insert("fossilGhgEmissions".into(), json!(decimal(&fossil)));
    for name in ["fossilCarbonContent", "biogenicCarbonContent", "recycledCarbonContent"] {
        pcf.insert(name.into(), text(first(&["carbonContent", name])));
    }
    let stages = "productLifeCycleStagesAndEmissions";
    pcf.insert("packagingEmissionsIncluded".into(), at(&[stages, "packagingStage"], "packagingEmissionsIncluded"));
    pcf.insert("packagingGhgEmissions".into(), at(&[stages, "packagingStage"], "packagingPcfExcludingBiogenicUptake"));
    pcf.insert(
        "outboundLogisticsGhgEmissions".into(),
        at(&[stages, "distributionStage"], "distributionStagePcfExcludingBiogenicUptake"),
    );
    out.insert("pcf".into(), Value::Object(pcf));
    Value::Object(out)
}

/// A sum of decimals as a decimal.
fn decimal(number: &BigRational) -> String {
    let places = (0..40).find(|p| (number * BigRational::from(num_bigint::BigInt::from(10).pow(*p))).is_integer());
    let places = usize::try_from(places.unwrap()).unwrap();
    let digits =
        (number * BigRational::from(num_bigint::BigInt::from(10).pow(u32::try_from(places).unwrap()))).to_integer();
    let text = format!("{:0>1$}", digits.to_string(), places + 1);
    if places == 0 { text } else { format!("{}.{}", &text[..text.len() - places], &text[text.len() - places..]) }
}

/// Where two documents differ.
fn differences(path: &str, a: &Value, b: &Value, found: &mut Vec<String>) {
    match (a, b) {
        (Value::Object(x), Value::Object(y)) => {
            let mut names: Vec<&String> = x.keys().chain(y.keys()).collect();
            names.sort();
            names.dedup();
            for name in names {
                let get = |m: &serde_json::Map<String, Value>| m.get(name).cloned().unwrap_or(Value::Null);
                differences(&format!("{path}/{name}"), &get(x), &get(y), found);
            }
        }
        _ if a == b => {}
        _ => found.push(path.to_owned()),
    }
}

#[test]
fn from_pact_over_catena_x_and_back_only_what_is_known_is_lost() {
    // Numbers of Catena-X are JSON numbers: read as text they are the same digits, and this test reads them so.
    for product in ["STOOL", "PANEL"] {
        let pact = one(&example(), "pact", product);
        let text = export(&example(), "catena-x", &["--product", product]);
        let back = pact_of_catena_x(&with_texts(&text));
        let mut lost = Vec::new();
        differences("", &pact, &back, &mut lost);
        // Another document has another id, and version 9 has only empty objects for preceding ones: they stand in the
        // comment. Rules are plain texts without an operator.
        let known = ["/comment", "/id", "/pcf/productOrSectorSpecificRules", "/precedingPfIds", "/specVersion"];
        let known = known.iter().filter(|p| product == "STOOL" || !["/comment", "/precedingPfIds"].contains(p));
        assert_eq!(lost, known.map(|p| (*p).to_owned()).collect::<Vec<_>>());
    }
}

/// JSON with its numbers turned into texts, digit by digit, before anything reads them.
fn with_texts(json: &str) -> Value {
    let mut out = String::new();
    for line in json.lines() {
        let (name, value) = line.split_once("\": ").map_or(("", line), |(n, v)| (n, v));
        let bare = value.trim_end_matches(',');
        let is_number = !name.is_empty() && bare.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        if is_number {
            let comma = if value.ends_with(',') { "," } else { "" };
            out.push_str(&format!("{name}\": \"{bare}\"{comma}\n"));
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    serde_json::from_str(&out).unwrap()
}

/// A random study: one product of one or two factors, with packaging and legs or without.
fn random_study() -> impl Strategy<Value = (Vec<String>, String, bool, bool)> {
    let value = |range: std::ops::Range<u32>| {
        (range, 0_u32..7).prop_map(|(digits, places)| {
            let number = BigRational::new(digits.into(), num_bigint::BigInt::from(10).pow(places));
            decimal(&number)
        })
    };
    let factor =
        (value(0..99_999), value(0..999), value(0..999), value(0..999), value(0..999), value(0..999), value(0..9_999));
    let factor = factor.prop_map(|(fossil, aircraft, non_co2, luc, land, removal, uptake)| {
        format!("{fossil},{aircraft},{non_co2},{luc},{land},-{removal},-{uptake}")
    });
    let amount = prop_oneof![Just("1".to_owned()), Just("3".to_owned()), value(1..99_999)];
    (proptest::collection::vec(factor, 2), amount, proptest::bool::ANY, proptest::bool::ANY)
}

#[test]
fn random_studies_hold_every_sum() {
    let schemas = shared().map(|shared| (pact_schema(&shared), catena_x_schema(&shared)));
    let config = proptest::test_runner::Config { cases: 24, failure_persistence: None, ..Default::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let done = runner.run(&random_study(), |(factors, amount, packaged, delivered)| {
        let folder = Folder::new("random");
        let carton = if packaged { "x,box,1.25,kg\n" } else { "" };
        folder.write("bom.csv", &format!("parent,child,quantity,unit\nx,f,0.75,kg\n{carton}"));
        folder.write("items.csv", "id,unit,mass,fossil_carbon,factor,kind\nx,piece,2.5,0.1,,\nbox,kg,,,g,packaging\n");
        let head = "fossil,aircraft,biogenic_non_co2,land_use_change,land_management,land_removals,biogenic_uptake";
        let rows: String = ["f", "g"].iter().zip(&factors).map(|(id, f)| format!("{id},kg,{f},DEMO,2025\n")).collect();
        let lorry = "lorry,t·km,0.07,,,,,,,DEMO,2025\n";
        folder.write("factors.csv", &format!("id,unit,{head},publisher,year\n{rows}{lorry}"));
        if delivered {
            folder.write("transport.csv", "item,mode,distance_km\nx,lorry,150\n");
        }
        folder.write("study.toml", &study(&format!("amount = \"{amount}\"")));
        let document = one(&folder.0, "pact", "x");
        check_pact(&document);
        let total = number(&document["pcf"]["pcfExcludingBiogenicUptake"]);
        let texts = document.to_string();
        let again = received("random-pact", "part.json", &texts, "piece", &amount);
        assert_eq!(exact(&again.0), total);
        if let Some((pact, _)) = &schemas {
            assert_eq!(faults(pact, &document), Vec::<String>::new());
        }
        let table = export(&folder.0, "catena-x-csv", &[]);
        let again = exact(&received("random-csv", "part.csv", &table, "piece", &amount).0) - total.clone();
        // For one unit, a number that the amount does not divide keeps 20 decimals.
        let little = exact(&amount) * BigRational::new(1.into(), num_bigint::BigInt::from(10).pow(18));
        assert!(again <= little.clone() && -again <= little, "{table}");
        if total >= zero() {
            let text = export(&folder.0, "catena-x", &[]);
            if let Some((_, catena_x)) = &schemas {
                assert_eq!(faults(catena_x, &serde_json::from_str(&text).unwrap()), Vec::<String>::new());
            }
            assert_eq!(exact(&received("random-cx", "part.json", &text, "piece", &amount).0), total);
        }
        Ok(())
    });
    done.unwrap();
}

/// The cells of a table by column.
fn rows(text: &str) -> Vec<std::collections::BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

const BORDER: &str = "producer = \"Example Smelter (DEMO)\"\n[disclosure.product.\"x\"]\ncn_code = \"76011000\"\n\
    installation = \"Pot line 2\"\nunlocode = \"DEHAM\"\nproduction_route = \"electrolysis\"\n";

fn smelter(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write(
        "bom.csv",
        "parent,child,quantity,unit,stage\nx,gas,2,kg,production\nx,electricity-own,15,kWh,production\nx,alumina,1.9,kg,\n",
    );
    folder.write("items.csv", "id,unit\nx,kg\n");
    folder.write(
        "factors.csv",
        "id,unit,co2e,publisher,year\ngas,kg,0.8,DEMO,2025\nelectricity-own,kWh,0.5,DEMO,2025\nalumina,kg,1,DEMO,2025\n\
         lorry,t·km,0.1,DEMO,2025\n",
    );
    folder.write("study.toml", &(study("amount = \"4\"") + BORDER));
    folder
}

#[test]
fn the_sheet_for_the_border_counts_what_counts_there() {
    let folder = smelter("cbam");
    let table = rows(&export(&folder.0, "cbam", &["--share", "full"]));
    let good = &table[0];
    for (column, cell) in [
        ("good", "x"),
        ("cn_code", "76011000"),
        ("installation", "Pot line 2"),
        ("unlocode", "DEHAM"),
        ("country", "DE"),
        ("year", "2025"),
        ("production_route", "electrolysis"),
        ("quantity_t", "0.004"),
        ("direct_see", "1.6"),
        ("indirect_see", "7.5"),
        ("precursor_see", "1.9"),
        ("total_see", "11"),
        ("verified_by", ""),
    ] {
        assert_eq!(good[column], cell, "{column}");
    }
    assert_eq!((table.len(), table[1]["name"].as_str(), table[1]["precursor_see"].as_str()), (2, "alumina", "1.9"));
    let summary = export(&folder.0, "cbam", &[]);
    assert!(!summary.contains("alumina") && summary.contains("Shared as summary"));
    // Transport is no part of it, nor packaging, nor use.
    folder.write("transport.csv", "item,mode,distance_km,stage\nx,lorry,100,inbound-transport\n");
    assert_eq!(refused(&folder.0, "cbam", &[]), [("E110".to_owned(), String::new())]);
    folder.write("transport.csv", "item,mode,distance_km\nx,lorry,100\n");
    assert_eq!(rows(&export(&folder.0, "cbam", &[]))[0]["total_see"], "11", "delivery lies outside the gate");
    let folder = smelter("cbam-packed");
    folder.write("items.csv", "id,unit,kind\nx,kg,\nalumina,kg,packaging\n");
    assert_eq!(refused(&folder.0, "cbam", &[]), [("E110".to_owned(), String::new())]);
    // Energy of which nothing says what it is goes to neither side.
    let folder = smelter("cbam-unclear");
    folder.write("bom.csv", "parent,child,quantity,unit,stage\nx,mains,2,kWh,production\n");
    let power = |category: &str| {
        folder.write(
            "factors.csv",
            &format!("id,unit,co2e,publisher,year,category\nmains,kWh,0.5,DEMO,2025,{category}\n"),
        );
    };
    power("");
    assert_eq!(refused(&folder.0, "cbam", &[]), [("E123".to_owned(), "category".to_owned())]);
    power("electricity");
    let table = rows(&export(&folder.0, "cbam", &[]));
    assert_eq!((table[0]["direct_see"].as_str(), table[0]["indirect_see"].as_str()), ("0", "1"));
}

#[test]
fn gs1_attributes_are_those_of_the_study() {
    let table = rows(&export(&example(), "gs1", &["--product", "STOOL"]));
    let row = &table[0];
    for (column, cell) in [
        ("gtin", "04712345060507"),
        ("cfpCountryCode", "276"),
        ("cfpDate", "2026-03-01T00:00:00Z"),
        ("cfpValueVerificationCode", "NOT_VERIFIED"),
        ("cfpBoundariesCode", "CRADLE_TO_GATE"),
        ("cfpValue", "3.243"),
        ("cfpValue/@measurementUnitCode", "KG_CO2_EQ_PER_FU"),
        ("cfpFunctionalUnit", "one stool of solid wood, packed, at the factory gate"),
        ("cfpMethodologyCode", "CARBON_FOOTPRINT_STANDARD"),
        ("cfpAccountingCode", "ATTRIBUTIONAL"),
    ] {
        assert_eq!(row[column], cell, "{column}");
    }
    let grave = ["--product", "STOOL", "--boundary", "cradle-to-grave", "--share", "full"];
    let table = rows(&export(&example(), "gs1", &grave));
    let code = |at: usize| (table[at]["cfpBoundariesCode"].as_str(), table[at]["cfpValue"].as_str());
    assert_eq!(table.len(), 6);
    assert_eq!(code(0), ("CRADLE_TO_GRAVE", "3.527"));
    assert_eq!((code(1), code(2)), (("RAW_MATERIALS", "2.199"), ("MANUFACTURING", "1.044")));
    assert_eq!(code(3), ("TRANSPORT_FINAL_PRODUCT", "0.284"));
    // By mass, per kilogram.
    let folder = smelter("gs1");
    folder.replace("study.toml", "cn_code", "gtin = \"1\"\ntarget_market = \"276\"\ncn_code");
    let row = &rows(&export(&folder.0, "gs1", &[]))[0];
    let cells = ["cfpValue", "cfpValue/@measurementUnitCode", "cfpFunctionalUnit"].map(|c| row[c].as_str());
    assert_eq!(cells, ["11", "KG_CO2_EQ_PER_KG", ""]);
}

#[test]
fn text_from_outside_is_no_formula_in_a_table() {
    let folder = smelter("formula");
    folder.replace("study.toml", "Pot line 2", "=HYPERLINK(1)");
    assert_eq!(rows(&export(&folder.0, "cbam", &[]))[0]["installation"], "'=HYPERLINK(1)");
}
