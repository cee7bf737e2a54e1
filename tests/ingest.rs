//! `pcf ingest`: a folder of footprints, some hundred right and one of each kind of wrong.

#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]
#![allow(clippy::print_stdout, reason = "a test that was skipped says so")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use product_footprint::{Component, FactorLibrary, Model, Study};
use serde_json::{Value, json};

/// A folder that is gone when the test is.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("pcf-ingest-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn pcf(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_pcf")).args(arguments).current_dir(&self.0).output().unwrap()
    }

    fn ingest(&self, arguments: &[&str]) -> Value {
        let output = self.pcf(&[&["ingest", "in", "--format", "json"], arguments].concat());
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A footprint that nothing is wrong with; figures differ with `n`.
fn footprint(n: usize) -> Value {
    let (fossil, land) = (1800 + (n * 37) % 900, 200 + (n * 11) % 90);
    let [fossil_text, land_text, total] =
        [fossil, land, fossil + land].map(|v| format!("{}.{:03}", v / 1000, v % 1000));
    json!({
        "id": format!("00000000-0000-4000-8000-{n:012}"),
        "specVersion": "3.0.0", "created": "2025-02-01T10:00:00Z", "status": "Active",
        "companyName": format!("Supplier {}", n % 20), "companyIds": ["urn:pact:company:x"], "productDescription": "",
        "productIds": [format!("urn:pact:s{}.example:product-id:P{n}", n % 20)], "productNameCompany": format!("Part {n}"),
        "productClassifications": [format!("urn:cpc:{}", 4100 + n % 3)],
        "pcf": {
            "declaredUnitOfMeasurement": "kilogram", "declaredUnitAmount": "1", "productMassPerDeclaredUnit": "1",
            "referencePeriodStart": "2024-01-01T00:00:00Z", "referencePeriodEnd": "2025-01-01T00:00:00Z",
            "geographyCountry": "CN", "pcfExcludingBiogenicUptake": total, "pcfIncludingBiogenicUptake": total,
            "fossilCarbonContent": "0", "fossilGhgEmissions": fossil_text, "landUseChangeGhgEmissions": land_text,
            "ipccCharacterizationFactors": ["AR6"], "crossSectoralStandards": ["ISO14067"],
            "exemptedEmissionsPercent": "1", "primaryDataShare": "42.5"
        }
    })
}

fn with(mut footprint: Value, changes: &[(&str, Value)]) -> Value {
    for (name, value) in changes {
        match footprint["pcf"].get(name).is_some() || !footprint.as_object().unwrap().contains_key(*name) {
            true => footprint["pcf"][*name] = value.clone(),
            false => footprint[*name] = value.clone(),
        }
    }
    footprint
}

/// The reasons of each file, refused ones only.
fn refused(document: &Value) -> Vec<(String, Vec<String>)> {
    let rows = document["rows"].as_array().unwrap().iter().filter(|row| row["status"] == "refused");
    let texts = |v: &Value| v.as_array().unwrap().iter().map(|t| t.as_str().unwrap().to_owned()).collect();
    rows.map(|row| (row["file"].as_str().unwrap().to_owned(), texts(&row["reasons"]))).collect()
}

fn planted() -> Vec<(&'static str, Vec<&'static str>, String)> {
    let of = |n: usize, changes: &[(&str, Value)]| with(footprint(n), changes).to_string();
    let total = |text: &str| {
        ["pcfExcludingBiogenicUptake", "pcfIncludingBiogenicUptake"].map(|name| (name, json!(text))).to_vec()
    };
    let mut without_boundary: Value = serde_json::from_str(include_str!("fixtures/catena-x-9.json")).unwrap();
    without_boundary["scopeOfPcfForm"][0]["partialFullPcf"] = json!("Cradle-to-grave");
    let mut off = total("2500");
    off.extend([("fossilGhgEmissions", json!("2300")), ("landUseChangeGhgEmissions", json!("200"))]);
    vec![
        (
            "unit",
            vec!["B02"],
            of(
                900,
                &[("declaredUnitOfMeasurement", json!("kilowatt hour")), ("productMassPerDeclaredUnit", json!("0"))],
            ),
        ),
        ("unit-unknown", vec!["B02"], of(901, &[("declaredUnitOfMeasurement", json!("megabit second"))])),
        (
            "mass",
            vec!["B03"],
            of(902, &[("declaredUnitOfMeasurement", json!("piece")), ("productMassPerDeclaredUnit", json!("0"))]),
        ),
        (
            "old",
            vec!["B04"],
            of(
                903,
                &[
                    ("referencePeriodStart", json!("2019-01-01T00:00:00Z")),
                    ("referencePeriodEnd", json!("2020-01-01T00:00:00Z")),
                    ("validityPeriodEnd", json!("2030-01-01T00:00:00Z")),
                ],
            )
            .replace("\"validityPeriodEnd\":\"2030-01-01T00:00:00Z\"", "\"x\":1")
            .replacen('{', "{\"validityPeriodEnd\":\"2030-01-01T00:00:00Z\",", 1),
        ),
        ("expired", vec!["B05"], of(904, &[]).replacen('{', "{\"validityPeriodEnd\":\"2025-06-01T00:00:00Z\",", 1)),
        ("deprecated", vec!["B05"], of(905, &[("status", json!("Deprecated"))])),
        ("gwp", vec!["B06"], of(906, &[("ipccCharacterizationFactors", json!(["AR4"]))])),
        ("sum", vec!["B07"], of(907, &[("fossilGhgEmissions", json!("0.1"))])),
        ("negative", vec!["B07", "B09"], of(908, &total("-12.5"))),
        ("share", vec!["B10"], of(909, &[("primaryDataShare", json!("0.85"))])),
        ("exempted", vec!["B11"], of(910, &[("exemptedEmissionsPercent", json!("5.1"))])),
        ("market", vec!["B12"], of(911, &[("boundaryProcessesDescription", json!("Electricity is market-based."))])),
        ("outlier", vec!["B13"], of(912, &off)),
        ("duplicate-a", vec!["B14"], of(913, &[("productIds", json!(["urn:x:same"]))])),
        ("duplicate-b", vec!["B14"], of(914, &[("productIds", json!(["URN:X:same"]))])),
        ("offsets", vec!["B15"], of(915, &[]).replacen('{', "{\"comment\":\"Part of the CO2 was offset.\",", 1)),
        ("verification", vec!["B16"], of(916, &[("verification", json!({"coverage": "product level"}))])),
        ("changed-a", vec!["B17"], of(917, &[])),
        ("changed-b", vec!["B17"], of(918, &[("id", json!("00000000-0000-4000-8000-000000000917"))])),
        (
            "digit",
            vec!["B18"],
            of(
                919,
                &[
                    ("pcfExcludingBiogenicUptake", json!("3")),
                    ("pcfIncludingBiogenicUptake", json!("3")),
                    ("fossilGhgEmissions", json!("3")),
                    ("landUseChangeGhgEmissions", json!("0")),
                ],
            ),
        ),
        ("replaced", vec!["B05"], of(920, &[])),
        ("grave", vec!["B01"], without_boundary.to_string()),
        ("json", vec!["E120"], "{\"half".to_owned()),
        ("number", vec!["E107"], of(922, &[("fossilGhgEmissions", json!("banana"))])),
        ("format", vec!["E112"], "{\"a\": 1}".to_owned()),
        ("empty", vec!["E120"], String::new()),
    ]
}

#[test]
fn every_fault_is_found_and_nothing_else_is_refused() {
    let folder = Folder::new("faults");
    for n in 0..400 {
        folder.file(&format!("in/{}/{n:03}.json", n / 50), footprint(n).to_string());
    }
    let replacing =
        footprint(921).to_string().replacen('{', "{\"precedingPfIds\":[\"00000000-0000-4000-8000-000000000920\"],", 1);
    folder.file("in/replacing.json", replacing);
    folder.file("in/bytes.csv", [0xFF, 0x00, 0xC3, 0x28]);
    folder.file("in/readme.pdf", "not a footprint");
    let mut expected: Vec<(String, Vec<String>)> = vec![("bytes.csv".into(), vec!["E120".into()])];
    for (name, reasons, text) in planted() {
        folder.file(&format!("in/{name}.json"), &text);
        expected.push((format!("{name}.json"), reasons.into_iter().map(String::from).collect()));
    }
    expected.sort();
    let document = folder.ingest(&["--date", "2026-01-31"]);
    let mut found = refused(&document);
    found.sort();
    assert_eq!(found, expected);
    assert_eq!((&document["accepted"], &document["factors"]), (&json!(401), &json!(401)));
    // Of its class are 134 of the right ones, and 7 of the others: energy has no mass.
    let first = &document["rows"][0];
    assert_eq!(
        (&first["file"], &first["row"], &first["category_count"]),
        (&json!("0/000.json"), &json!(1), &json!(141))
    );
    assert_eq!(document["other_files"], json!(["readme.pdf"]));
    // Without a day nothing is too old, and what is marked as gone still is.
    let document = folder.ingest(&[]);
    let without = refused(&document);
    assert!(!without.iter().any(|(file, _)| file == "old.json" || file == "expired.json"));
    assert!(without.iter().any(|(file, _)| file == "deprecated.json"));
    // What is allowed is noted and refuses no more; what cannot be used stays refused.
    let document = folder.ingest(&["--date", "2026-01-31", "--allow", "B02", "--allow", "b07"]);
    let still = refused(&document);
    for (file, refused) in
        [("unit.json", false), ("unit-unknown.json", true), ("sum.json", false), ("negative.json", true)]
    {
        assert_eq!(still.iter().any(|(f, _)| f == file), refused, "{file}");
    }
    let row = document["rows"].as_array().unwrap().iter().find(|row| row["file"] == "sum.json").unwrap();
    assert_eq!((&row["reasons"], &row["why"][0]["allowed"]), (&json!(["B07"]), &json!(true)));
}

#[test]
fn the_same_folder_gives_the_same_bytes_and_one_row_a_footprint() {
    let folder = Folder::new("bytes");
    for n in 0..30 {
        folder.file(&format!("in/{n}.json"), footprint(n).to_string());
    }
    let run = || folder.pcf(&["ingest", "in", "--format", "csv", "--date", "2026-01-31"]).stdout;
    let first = run();
    assert_eq!(first, run());
    assert_eq!(String::from_utf8(first).unwrap().lines().count(), 31);
}

#[test]
fn figures_are_brought_to_one_kilogram() {
    let folder = Folder::new("kilogram");
    let piece = [
        ("declaredUnitOfMeasurement", json!("piece")),
        ("declaredUnitAmount", json!("1000")),
        ("productMassPerDeclaredUnit", json!("8")),
    ];
    folder.file("in/piece.json", with(footprint(1), &piece).to_string());
    let litre = [
        ("declaredUnitOfMeasurement", json!("liter")),
        ("declaredUnitAmount", json!("12.5")),
        ("productMassPerDeclaredUnit", json!("10")),
    ];
    folder.file("in/litre.json", with(footprint(2), &litre).to_string());
    let table = "productIds.1,companyName,declaredUnitOfMeasurement,declaredUnitAmount,referencePeriodStart,referencePeriodEnd,\
                 pcfExcludingBiogenicUptake\nT1,Works,t,2,2024-01-01,2024-12-31,5200\nT2,Works,g,500,2024-01-01,2024-12-31,0.25\n";
    folder.file("in/table.csv", table);
    let document = folder.ingest(&[]);
    let of = |name: &str| document["rows"].as_array().unwrap().iter().map(|r| r[name].clone()).collect::<Vec<_>>();
    // litre, piece, table: 2.096 kg of 10, 2.048 of 8, 5200 of 2000, 0.25 of 0.5
    assert_eq!(of("kg_co2e_per_kg"), ["0.2096", "0.256", "2.6", "0.5"].map(Value::from));
    assert_eq!(of("kg_co2e_per_unit"), ["0.16768", "0.002048", "2600", "0.0005"].map(Value::from));
    assert_eq!(of("factor"), ["P2", "P1", "T1", "T2"].map(Value::from));
}

#[test]
fn the_factor_set_gives_the_numbers_of_the_footprints() {
    let folder = Folder::new("set");
    let mut bom = "parent,child,quantity,unit\n".to_owned();
    for n in 0..12 {
        // Thirds and sevenths do not end; every fourth does not add up by a little, and the total counts.
        let amount = ["3", "7", "1", "12"][n % 4];
        let mut one =
            with(footprint(n), &[("declaredUnitOfMeasurement", json!("piece")), ("declaredUnitAmount", json!(amount))]);
        if n % 4 == 0 {
            one = with(
                one,
                &[
                    ("pcfExcludingBiogenicUptake", json!("2.009")),
                    ("fossilGhgEmissions", json!("1.799")),
                    ("landUseChangeGhgEmissions", json!("0.2")),
                ],
            );
            one["pcf"]["pcfIncludingBiogenicUptake"] = json!("2.009");
        }
        one["pcf"]["aircraftGhgEmissions"] = json!("0.01");
        folder.file(&format!("in/{n}.json"), one.to_string());
        bom.push_str(&format!("x,P{n},{},piece\n", n + 1));
    }
    let output = folder.pcf(&["ingest", "in", "--out", "out", "--format", "csv", "--allow", "B07"]);
    assert!(output.status.success());
    let table = std::fs::read(folder.0.join("out/table.csv")).unwrap();
    assert_eq!(table, output.stdout);
    let json: Value = serde_json::from_slice(&std::fs::read(folder.0.join("out/table.json")).unwrap()).unwrap();
    assert_eq!(json["accepted"], 12);
    folder.file("a/bom.csv", &bom);
    folder.file("b/bom.csv", &bom);
    for n in 0..12 {
        std::fs::create_dir_all(folder.0.join("a/suppliers")).unwrap();
        std::fs::copy(folder.0.join(format!("in/{n}.json")), folder.0.join(format!("a/suppliers/{n}.json"))).unwrap();
    }
    let received = Model::new(Study::open(folder.0.join("a")).unwrap(), FactorLibrary::empty()).unwrap();
    let library = FactorLibrary::open(folder.0.join("out/factors.csv")).unwrap();
    let read = Model::new(Study::open(folder.0.join("b")).unwrap(), library).unwrap();
    let [received, read] = [&received, &read].map(|m| m.footprint("x").unwrap());
    assert!(!received.total().is_zero());
    assert_eq!(received.total(), read.total());
    for component in Component::ALL {
        assert_eq!(received.component(component), read.component(component), "{component:?}");
    }
}

#[test]
fn copies_are_one_factor_and_rivals_for_an_id_get_others() {
    let folder = Folder::new("copies");
    folder.file("in/a.json", footprint(1).to_string());
    folder.file("in/b/a.json", footprint(1).to_string());
    // Two companies, one short name.
    folder.file("in/c.json", with(footprint(2), &[("productIds", json!(["urn:y:P1"]))]).to_string());
    let document = folder.ingest(&[]);
    let of = |name: &str| document["rows"].as_array().unwrap().iter().map(|r| r[name].clone()).collect::<Vec<_>>();
    assert_eq!(of("status"), ["accepted"; 3].map(Value::from));
    assert_eq!(of("copy_of"), [Value::Null, json!("a.json:1"), Value::Null]);
    let ids = of("factor");
    assert_eq!(ids[0], ids[1]);
    assert_eq!((&ids[0], &ids[2]), (&json!("urn:pact:s1.example:product-id:P1"), &json!("urn:y:P1")));
    assert_eq!(document["factors"], 2);
}

/// What is published: 90 footprints, each twice. None adds up, and each names its share so that it has two readings;
/// nothing else is held against them.
#[test]
fn official_samples_have_the_faults_that_are_known_of_them() {
    let Some(shared) = std::env::var_os("PCF_SHARED").map(PathBuf::from) else {
        println!("skipped: PCF_SHARED does not name the official samples");
        return;
    };
    let folder = Folder::new("official");
    for file in std::fs::read_dir(shared.join("schemas/pact/samples")).unwrap().map(|e| e.unwrap().path()) {
        folder.file(&format!("in/{}", file.file_name().unwrap().to_string_lossy()), std::fs::read(&file).unwrap());
    }
    let document = folder.ingest(&["--date", "2026-01-31"]);
    let refused = refused(&document);
    assert_eq!(refused.len(), 180);
    for (file, reasons) in refused {
        assert_eq!(reasons, ["B07", "B10"], "{file}");
    }
    let document = folder.ingest(&["--allow", "B07", "--allow", "B10"]);
    assert_eq!((&document["accepted"], &document["factors"]), (&json!(180), &json!(90)));
}

#[test]
fn a_folder_without_footprints_is_no_input() {
    let folder = Folder::new("nothing");
    folder.file("in/readme.txt", "");
    for name in ["in", "nowhere"] {
        let output = folder.pcf(&["ingest", name]);
        assert_eq!(output.status.code(), Some(3), "{name}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("E112"), "{name}");
    }
    assert_eq!(folder.pcf(&["ingest", "in", "--allow", "B01"]).status.code(), Some(2));
    assert_eq!(folder.pcf(&["ingest", "in", "--date", "soon"]).status.code(), Some(2));
    assert!(Path::new(&folder.0).exists());
}
