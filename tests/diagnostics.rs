//! Every diagnostic, from the smallest study that earns it: its code and the place it points at.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::PathBuf;

use product_footprint::{Diagnostic, FactorLibrary, Language, Model, Settings, Severity, Study};

/// A folder that is gone when the test is.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("pcf-diagnostics-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        for (name, text) in files {
            std::fs::write(path.join(name), text).unwrap();
        }
        Self(path)
    }

    /// Everything that is found, whether or not there is a result.
    fn findings(&self) -> Vec<Diagnostic> {
        match Study::open(&self.0).and_then(|study| Model::new(study, FactorLibrary::embedded())) {
            Ok(model) => {
                let of_products = model.footprints().unwrap_or_default();
                let of_products = of_products.iter().flat_map(|f| f.warnings().to_vec());
                let mut all = model.warnings().to_vec();
                all.extend(of_products.skip(model.warnings().len()));
                all
            }
            Err(error) => error.diagnostics().to_vec(),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// `code file:row column`
fn place(d: &Diagnostic) -> String {
    format!("{} {}", d.code(), d.place().map(ToString::to_string).unwrap_or_default())
}

const BOM: (&str, &str) = ("bom.csv", "parent,child,quantity,unit\npan,steel,1.5,kg\n");
const FACTORS: (&str, &str) = ("factors.csv", "id,unit,co2e\nsteel,kg,2\n");

#[test]
fn each_code_points_at_its_cell() {
    let bom = |rows: &'static str| ("bom.csv", rows);
    let toml = |text: &'static str| ("study.toml", text);
    let items = |text: &'static str| ("items.csv", text);
    let factors = |text: &'static str| ("factors.csv", text);
    let coproducts = |text: &'static str| ("coproducts.csv", text);
    let recycling = |text: &'static str| ("recycling.csv", text);
    let electricity = |text: &'static str| ("electricity.csv", text);
    let works = bom("parent,child,quantity,unit\nworks,steel,1,kg\n");
    let power = [
        bom("parent,child,quantity,unit\npan,power,9,kWh\n"),
        items("id,unit,factor\npower,kWh,grid\n"),
        factors("id,unit,co2e\ngrid,kWh,0.6\nwind,kWh,0.1\n"),
        toml("[study]\nperiod = \"2024\"\n"),
    ];
    let with = |more: &[(&'static str, &'static str)]| {
        let replaced = |name: &str| more.iter().any(|(m, _)| *m == name);
        power.iter().filter(|(name, _)| !replaced(name)).chain(more).copied().collect::<Vec<_>>()
    };
    #[rustfmt::skip]
    let cases: Vec<(&str, Vec<(&str, &str)>)> = vec![
        ("E101 bom.csv:2 child", vec![bom("parent,child,quantity\npan,stel,1\n"), FACTORS]),
        ("E101 items.csv:3", vec![BOM, FACTORS, items("id\npan\nlid\n")]),
        ("E101 bom.csv:2 child", vec![bom("parent,child,quantity\npan,grid,1\n"), factors("id,unit,co2e,region\ngrid,kWh,1,DE\n"), toml("[study]\nregion = \"CN\"\n")]),
        ("E101 study.toml:2 id", vec![BOM, FACTORS, toml("[[product]]\nid = \"pot\"\n")]),
        ("E102 bom.csv:2 unit", vec![bom("parent,child,quantity,unit\npan,steel,1,L\n"), FACTORS]),
        ("E102 bom.csv:2 unit", vec![bom("parent,child,quantity,unit\npan,steel,1,furlong\n"), FACTORS]),
        ("E102 bom.csv:2 unit", vec![bom("parent,child,quantity,unit\npan,steel,1,gr\n"), FACTORS]),
        ("E102 items.csv:2 factor", vec![bom("parent,child,quantity\npan,grip,1\n"), FACTORS, items("id,unit,mass,factor\ngrip,piece,0,steel\n")]),
        ("E102 bom.csv:2 unit", vec![bom("parent,child,quantity,unit\npan,electricity-grid,1,tce\n"), toml("[study]\nregion = \"CN\"\n")]),
        ("E102 bom.csv:2 unit", vec![bom("parent,child,quantity,unit\npan,steam,1,公斤标煤\n"), items("id,factor\nsteam,heat\n"), factors("id,unit,co2e,category\nheat,GJ,60,heat\n")]),
        ("E102 items.csv:2 factor", vec![BOM, FACTORS, items("id,unit,factor\npan,tce,heat\n"), factors("id,unit,co2e\nsteel,kg,2\nheat,GJ,60\n")]),
        ("E102 energy.csv:2 unit", vec![BOM, FACTORS, toml("[study]\nregion = \"CN\"\n"), items("id,mass\npan,1\n"), ("energy.csv", "site,carrier,from,to,amount,unit\nA,electricity-grid,2024-01-01,2024-12-31,5,吨标煤\n"), ("output.csv", "site,item,amount\nA,pan,5\n")]),
        ("E103 bom.csv:2 child", vec![bom("parent,child,quantity\na,a,1\na,steel,1\n"), FACTORS]),
        ("E103 bom.csv:2 child", vec![bom("parent,child,quantity,stage\na,b,-1,beyond-boundary\nb,a,0.5,\na,steel,1,\n"), FACTORS]),
        ("E104 items.csv:3 id", vec![BOM, FACTORS, items("id\npan\npan\n")]),
        ("E104 bom.csv:1 Qty", vec![bom("parent,child,quantity,Qty\npan,steel,1,1\n"), FACTORS]),
        ("E104 bom.csv:3 factor", vec![bom("parent,child,quantity,factor\npan,grip,1,steel\npot,grip,1,iron\n"), factors("id,unit,co2e\nsteel,kg,2\niron,kg,3\n")]),
        ("E104 factors.csv:3 id", vec![BOM, factors("id,unit,co2e\nsteel,kg,2\nsteel,kg,3\n")]),
        ("E105 bom.csv:1 colour", vec![bom("parent,child,quantity,colour\npan,steel,1,red\n"), FACTORS]),
        ("E105 bom.csv:1", vec![bom("parent,child\npan,steel\n"), FACTORS]),
        ("E105 study.toml:2 boundry", vec![BOM, FACTORS, toml("[study]\nboundry = \"cradle-to-gate\"\n")]),
        ("E106 bom.csv:3 quantity", vec![bom("parent,child,quantity\npan,steel,1\npan,steel,-1\n"), FACTORS]),
        ("E107 bom.csv:2 Menge", vec![bom("parent;child;Menge\npan;steel;1,5\n"), FACTORS, toml("[columns]\n\"Menge\" = \"quantity\"\n")]),
        ("E107 bom.csv:2 quantity", vec![bom("parent,child,quantity\npan,steel,\n"), FACTORS]),
        ("E108 bom.csv:2 child", vec![BOM, factors("id,unit,co2e,basis\nsteel,kg,2,combustion\n")]),
        ("E108 bom.csv:2 child", vec![BOM, factors("id,unit,co2e,gas\nsteel,kg,2,CO2\n")]),
        ("E110 items.csv:2 factor", vec![bom("parent,child,quantity\npan,sheet,1\n"), items("id,factor\nsheet,rolling\n"), factors("id,unit,co2e,basis\nrolling,kg,2,gate-to-gate\n")]),
        ("E110 bom.csv:2 child", vec![bom("parent,child,quantity\npan,rolling,1\n"), factors("id,unit,co2e,basis\nrolling,kg,0.2,gate-to-gate\n")]),
        ("E111 energy.csv:2 carrier", vec![BOM, FACTORS, ("energy.csv", "site,carrier,from,to,amount\nA,steel,2024-01-01,2024-01-31,5\n")]),
        ("E112 bom.csv", vec![FACTORS]),
        ("E112 bom.csv", vec![bom("parent,child,quantity\n"), FACTORS]),
        ("E113 bom.csv:2 child", vec![BOM, factors("id,unit,co2e,gwp\nsteel,kg,2,AR5\n")]),
        ("E113 gases.csv:2 gas", vec![BOM, FACTORS, ("gases.csv", "factor,gas,kg\nsteel,phlogiston,1\n")]),
        ("E114 bom.csv:2 per", vec![bom("parent,child,quantity,per\npan,steel,1,0\n"), FACTORS]),
        ("E114 bom.csv:2 scrap", vec![bom("parent,child,quantity,scrap\npan,steel,1,-0.1\n"), FACTORS]),
        ("E114 bom.csv:2 yield", vec![bom("parent,child,quantity,yield\npan,steel,1,1.01\n"), FACTORS]),
        ("E114 bom.csv:2 gsd", vec![bom("parent,child,quantity,gsd\npan,steel,1,0.9\n"), FACTORS]),
        ("E114 items.csv:2 mass", vec![BOM, FACTORS, items("id,mass\npan,-1\n")]),
        ("E114 factors.csv:2 biogenic_uptake", vec![BOM, factors("id,unit,biogenic_uptake\nsteel,kg,2\n")]),
        ("E114 factors.csv:2 primary_share", vec![BOM, factors("id,unit,co2e,primary_share\nsteel,kg,2,1.5\n")]),
        ("E114 transport.csv:2 distance_km", vec![BOM, factors("id,unit,co2e\nsteel,kg,2\nhub,t,1\n"), ("transport.csv", "item,mode,distance_km,mass_kg\npan,hub,5,1\n")]),
        ("E116 bom.csv:2 quantity", vec![bom("parent,child,quantity\npan,steel,=1+\n"), FACTORS]),
        ("E116 bom.csv:2 quantity", vec![bom("parent,child,quantity\npan,steel,=wall\n"), FACTORS]),
        ("E116 study.toml:2 wall", vec![BOM, FACTORS, toml("[parameters]\nwall = \"=wall\"\n")]),
        ("E117 bom.csv:2 stage", vec![bom("parent,child,quantity,stage\npan,steel,1,marketing\n"), FACTORS]),
        ("E117 study.toml:2 gwp", vec![BOM, FACTORS, toml("[study]\ngwp = \"AR7\"\n")]),
        ("E118 bom.csv:2 child", vec![BOM, factors("id,unit,co2e,valid_from\nsteel,kg,2,2025\n"), toml("[study]\nperiod = \"2024\"\n")]),
        ("E120 study.toml:1", vec![BOM, FACTORS, toml("[study\n")]),
        ("E120 bom.csv:3", vec![bom("parent,child,quantity\npan,steel,1\npan,steel,1,5\n"), FACTORS]),
        ("E120 bom.csv:2", vec![bom("parent,child,quantity\npan,\"steel,1\npan,steel,1\n"), FACTORS]),
        ("E120 bom.csv:2 child", vec![bom("parent,child,quantity\npan,,1\n"), FACTORS]),
        ("E120 energy.csv:2 from", vec![BOM, FACTORS, ("energy.csv", "site,carrier,from,to,amount\nA,steel,yesterday,2024-01-31,5\n")]),
        ("W201 bom.csv:2 child", vec![BOM, factors("id,unit,co2e,region\nsteel,kg,2,GLO\n"), toml("[study]\nregion = \"CN-ZJ\"\n")]),
        ("W202 bom.csv:2 child", vec![BOM, factors("id,unit,co2e,valid_to\nsteel,kg,2,2020\n"), toml("[study]\nperiod = \"2024\"\n")]),
        ("W203 bom.csv:2 unit", vec![bom("parent,child,quantity,unit\npan,steel,1,ton\n"), FACTORS]),
        ("W205 ", vec![BOM, factors("id,unit,co2e,gwp\nsteel,kg,2,AR5\n"), toml("[rules]\nmixed_gwp = true\n")]),
        ("W207 energy.csv:2 from", vec![BOM, FACTORS, toml("[study]\nperiod = \"2024\"\n"), items("id,mass\npan,1\n"), ("energy.csv", "site,carrier,from,to,amount\nA,steel,2024-01-01,2024-01-31,5\n"), ("output.csv", "site,item,amount\nA,pan,5\n")]),
        ("W208 bom.csv:3 child", vec![bom("parent,child,quantity\na,b,2\nb,a,2\na,steel,1\n"), FACTORS, toml("[rules]\nnegative_lines = true\n[[product]]\nid = \"a\"\n")]),
        ("W209 energy.csv:2 from", vec![BOM, FACTORS, toml("[study]\nperiod = \"2024\"\n"), items("id,mass\npan,1\n"), ("energy.csv", "site,carrier,from,to,amount\nA,steel,2023-01-01,2023-01-31,5\n"), ("output.csv", "site,item,amount\nA,pan,5\n")]),
        // coproducts.csv
        ("E104 coproducts.csv:3 output", vec![works, FACTORS, coproducts("process,output,quantity,allocation\nworks,a,1,quantity\nforge,a,1,quantity\n")]),
        ("E102 items.csv:2 unit", vec![works, FACTORS, items("id,unit\nworks,kg\n"), coproducts("process,output,quantity,allocation\nworks,a,1,quantity\n")]),
        ("E102 coproducts.csv:3 unit", vec![works, FACTORS, items("id,unit\nb,m\n"), coproducts("process,output,quantity,allocation\nworks,a,1,quantity\nworks,b,1,\n")]),
        ("E107 coproducts.csv:3 price", vec![works, FACTORS, coproducts("process,output,quantity,allocation,price\nworks,a,1,economic,4\nworks,b,1,,\n")]),
        ("E111 coproducts.csv:2 allocation", vec![works, FACTORS, coproducts("process,output,quantity,allocation\nworks,a,1,\n")]),
        ("E111 coproducts.csv:3 allocation", vec![works, FACTORS, coproducts("process,output,quantity,allocation,price\nworks,a,1,quantity,1\nworks,b,1,economic,1\n")]),
        ("E111 coproducts.csv:2 share", vec![works, FACTORS, coproducts("process,output,quantity,allocation,share\nworks,a,1,share,0.5\nworks,b,1,,0.4\n")]),
        ("E111 coproducts.csv:2 allocation", vec![works, FACTORS, coproducts("process,output,quantity,allocation,price\nworks,a,1,economic,0\nworks,b,1,,0\n")]),
        ("E114 coproducts.csv:2 quantity", vec![works, FACTORS, coproducts("process,output,quantity,allocation\nworks,a,0,quantity\n")]),
        ("E114 coproducts.csv:2 price", vec![works, FACTORS, coproducts("process,output,quantity,allocation,price\nworks,a,1,economic,-1\n")]),
        ("E117 coproducts.csv:2 allocation", vec![works, FACTORS, coproducts("process,output,quantity,allocation\nworks,a,1,exergy\n")]),
        ("W213 coproducts.csv:2 allocation", vec![works, FACTORS, items("id,unit\na,kg\nb,kg\n"), coproducts("process,output,quantity,allocation,price\nworks,a,1,mass,60\nworks,b,1,,10\n")]),
        ("W213 coproducts.csv:2 allocation", vec![works, FACTORS, items("id,unit\na,kg\nb,kg\n"), coproducts("process,output,quantity,allocation,price\nworks,a,1,economic,50\nworks,b,1,,10\n")]),
        // recycling.csv
        ("E101 recycling.csv:2 virgin", vec![BOM, FACTORS, recycling("item,method,R1,disposal\npan,cut-off,0.3,steel\n")]),
        ("E101 recycling.csv:2 recycling_eol", vec![BOM, FACTORS, recycling("item,method,virgin,disposal,R2\npan,substitution,steel,steel,0.5\n")]),
        ("E104 recycling.csv:3 item", vec![BOM, FACTORS, recycling("item,method,virgin,disposal\npan,cut-off,steel,steel\npan,cff,steel,steel\n")]),
        ("E107 recycling.csv:2 A", vec![BOM, FACTORS, items("id,unit\npan,kg\n"), recycling("item,method,virgin,disposal,A\npan,cff,steel,steel,\n")]),
        ("E114 recycling.csv:2 R2", vec![BOM, FACTORS, recycling("item,method,R2,R3\npan,cut-off,0.8,0.3\n")]),
        ("E114 recycling.csv:2 R1", vec![BOM, FACTORS, recycling("item,method,R1\npan,cut-off,30\n")]),
        ("E117 recycling.csv:2 method", vec![BOM, FACTORS, recycling("item,method\npan,100:0\n")]),
        // electricity.csv
        ("E109 electricity.csv:3 id", with(&[electricity("item,instrument,factor,kwh,id\npower,certificate,wind,1,c1\npower,certificate,wind,1,c1\n")])),
        ("E109 electricity.csv:3 kwh", with(&[electricity("item,instrument,factor,kwh\npower,contract,wind,5\npower,on-site,wind,4.1\n")])),
        ("E106 electricity.csv:2 kwh", with(&[electricity("item,instrument,factor,kwh\npower,contract,wind,-1\n")])),
        ("E101 electricity.csv:2 factor", with(&[electricity("item,instrument,factor,kwh\npower,contract,wynd,1\n")])),
        ("E114 electricity.csv:2 generated_to", with(&[electricity("item,instrument,factor,kwh,generated_from,generated_to\npower,contract,wind,1,2024-05-01,2024-04-01\n")])),
        ("E117 electricity.csv:2 instrument", with(&[electricity("item,instrument,factor,kwh\npower,promise,wind,1\n")])),
        ("E118 electricity.csv:2 generated_from", with(&[electricity("item,instrument,factor,kwh,generated_from\npower,contract,wind,1,2023-12-31\n")])),
        ("E118 electricity.csv:2 generated_to", with(&[electricity("item,instrument,factor,kwh,generated_from,generated_to\npower,contract,wind,1,2024-12-01,2025-01-01\n")])),
        ("E120 electricity.csv:2 id", with(&[electricity("item,instrument,factor,kwh,id\npower,certificate,wind,1,\n")])),
        ("W214 electricity.csv:2 id", with(&[toml("[study]\nregion = \"CN\"\n"), electricity("item,instrument,factor,kwh,id\npower,certificate,wind,1,c1\n")])),
        ("W214 electricity.csv:2 id", with(&[toml("[study]\nregion = \"CN-ZJ\"\n"), electricity("item,instrument,factor,kwh,id\npower,certificate,wind,1,01234567890123456789012345678901\n")])),
        ("W215 study.toml:2 residual", with(&[toml("[study]\nresidual = \"grid\"\n")])),
        // [[exclude]] and carbon
        ("E101 study.toml:1 exclude", vec![BOM, FACTORS, toml("[[exclude]]\nwhat = \"glue\"\nreason = \"small\"\nestimate = 1\nproduct = \"lid\"\n")]),
        ("E114 study.toml:1 exclude", vec![BOM, FACTORS, toml("[[exclude]]\nwhat = \"glue\"\nreason = \"small\"\nestimate = -1\n")]),
        ("E117 study.toml:2 profile", vec![BOM, FACTORS, toml("[rules]\nprofile = \"pact\"\n")]),
        ("E117 study.toml:5 stage", vec![BOM, FACTORS, toml("[[exclude]]\nwhat = \"glue\"\nreason = \"small\"\nestimate = 1\nstage = \"beyond-boundary\"\n")]),
        ("E120 study.toml:1 exclude", vec![BOM, FACTORS, toml("[[exclude]]\nwhat = \"glue\"\nestimate = 1\n")]),
        ("E120 study.toml:5 exclude", vec![BOM, FACTORS, toml("[[exclude]]\nwhat = \"glue\"\nreason = \"small\"\nestimate = 1\n[[exclude]]\nreason = \"small\"\nestimate = 1\n")]),
        ("W216 study.toml:1 exclude", vec![BOM, FACTORS, toml("[[exclude]]\nwhat = \"glue\"\nreason = \"small\"\nestimate = \"0.04\"\n")]),
        ("W217 items.csv:2 biogenic_carbon", vec![BOM, FACTORS, items("id,biogenic_carbon\npan,0.1\n")]),
        ("W218 items.csv:2 factor", vec![BOM, FACTORS, items("id,unit,factor\npan,kg,steel-pipe-welded@CN\n")]),
        ("W210 bom.csv:2 child", vec![bom("parent,child,quantity,unit\npan,fuel-oil,1,kg\n"), toml("[study]\nregion = \"CN\"\n")]),
        ("W210 bom.csv:2 child", vec![BOM, factors("id,unit,co2e,basis\nsteel,kg,2,no-upstream\n")]),
    ];
    let mut wrong = Vec::new();
    for (at, (want, files)) in cases.iter().enumerate() {
        let folder = Folder::new(&at.to_string(), files);
        let found: Vec<String> = folder.findings().iter().map(place).collect();
        let only_warnings = !want.starts_with('W') || found.iter().all(|f| f.starts_with('W'));
        if !found.iter().any(|f| f == want) || !only_warnings {
            wrong.push(format!("case {at}: wanted {want}, found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_preset_that_changes_nothing_is_refused_and_says_what_it_sets() {
    let folder = Folder::new("preset", &[BOM, FACTORS, ("study.toml", "[parameters]\neaf_share = \"0.1\"\n")]);
    let settings = Settings::new().scenario("preset:china-2030");
    let model = Model::with(Study::open(&folder.0).unwrap(), FactorLibrary::empty(), &settings);
    let error = model.unwrap_err();
    let [unused] = error.diagnostics() else { panic!("{:?}", error.diagnostics()) };
    assert_eq!((unused.code(), unused.place(), unused.seen()), ("E101", None, "preset:china-2030"));
    for language in [Language::En, Language::Zh] {
        assert!(unused.wanted(language).ends_with("waste_industrial_solid_utilisation_share"));
    }
    let settings = Settings::new().scenario("preset:china-2031");
    let model = Model::with(Study::open(&folder.0).unwrap(), FactorLibrary::empty(), &settings);
    assert!(model.unwrap_err().diagnostics()[0].message(Language::En).contains("`preset:china-2030`"));
}

#[test]
fn an_overflow_is_an_error_and_not_a_number() {
    let large = "79228162514264337593543950335";
    let bom = format!("parent,child,quantity\na,b,{large}\nb,steel,{large}\n");
    let folder = Folder::new("overflow", &[("bom.csv", &bom), FACTORS]);
    let model = Model::new(Study::open(&folder.0).unwrap(), FactorLibrary::empty()).unwrap();
    for error in [model.footprint("a").unwrap_err(), model.roll_up().unwrap_err()] {
        assert_eq!(error.diagnostics()[0].code(), "E115");
    }
    // What is too small to be shown as anything but 0 is refused as well; what only passes through is not.
    let tiny = "0.000000000000000001";
    let bom = format!("parent,child,quantity\na,b,{tiny}\nb,c,{tiny}\nc,steel,1\nback,a,{}\n", "1000000000000000000");
    let folder = Folder::new("underflow", &[("bom.csv", &bom), FACTORS]);
    let model = Model::new(Study::open(&folder.0).unwrap(), FactorLibrary::empty()).unwrap();
    assert_eq!(model.footprint("a").unwrap_err().diagnostics()[0].code(), "E115");
    assert_eq!(model.footprint("back").unwrap().total().to_string(), "0.000000000000000002");
}

#[test]
fn one_run_reports_everything() {
    let folder = Folder::new(
        "everything",
        &[
            (
                "bom.csv",
                "parent,child,quantity,unit,stage,scrap\npan,stel,1,kg,,\npan,steel,1;5,kg,,\npan,steel,1,furlong,,\npan,steel,-1,kg,,\npan,steel,1,kg,nowhere,\npan,steel,1,kg,,-2\n",
            ),
            FACTORS,
            ("study.toml", "[study]\ngwp = \"AR9\"\nname = 5\n"),
        ],
    );
    let found = folder.findings();
    let mut codes: Vec<&str> = found.iter().map(Diagnostic::code).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["E101", "E102", "E106", "E107", "E114", "E117", "E117"]);
    for d in &found {
        assert_eq!(d.severity(), Severity::Error);
        for language in [Language::En, Language::Zh] {
            assert!(!d.message(language).is_empty() && !d.wanted(language).is_empty() && !d.fix(language).is_empty());
        }
        assert_ne!(d.message(Language::En), d.message(Language::Zh));
        assert!(!d.message(Language::En).contains('{') && !d.message(Language::Zh).contains('{'));
    }
}

#[test]
fn a_single_file_is_a_bill_of_materials() {
    let folder =
        Folder::new("single", &[("chair.csv", "parent,child,quantity,unit\nchair,electricity-grid@CN,2,kWh\n")]);
    let study = Study::open(folder.0.join("chair.csv")).unwrap();
    assert_eq!(study.name(), "chair");
    let chair = Model::new(study, FactorLibrary::embedded()).unwrap().footprint("chair").unwrap();
    assert_eq!(chair.total().to_string(), "1.1554");
    assert_eq!(Study::open(folder.0.join("nothing.csv")).unwrap_err().diagnostics()[0].code(), "E112");
    std::fs::write(folder.0.join("book.xlsx"), b"PK\x03\x04").unwrap();
    let study = Study::open(folder.0.join("book.xlsx")).unwrap();
    let error = Model::new(study, FactorLibrary::embedded()).unwrap_err();
    // A workbook that is none, or, without the feature that reads workbooks, one that cannot be read.
    assert!(["E120", "E112"].contains(&error.diagnostics()[0].code()));
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_study_is_not_followed() {
    let outside = Folder::new("outside", &[FACTORS]);
    let folder = Folder::new("links", &[BOM]);
    std::os::unix::fs::symlink(outside.0.join("factors.csv"), folder.0.join("factors.csv")).unwrap();
    let found: Vec<String> = folder.findings().iter().map(place).collect();
    assert!(found.contains(&"E119 factors.csv".to_owned()), "{found:?}");
    // A link inside the study is a file of the study.
    let folder = Folder::new("inside", &[BOM, ("real.csv", FACTORS.1)]);
    std::os::unix::fs::symlink(folder.0.join("real.csv"), folder.0.join("factors.csv")).unwrap();
    assert_eq!(folder.findings(), []);
}

#[test]
fn coal_equivalent_is_for_fuels() {
    let total = |files: &[(&str, &str)]| {
        let folder = Folder::new("coal-equivalent", files);
        let model = Model::new(Study::open(&folder.0).unwrap(), FactorLibrary::embedded()).unwrap();
        model.footprint("pan").unwrap().total()
    };
    let of = |quantity: &str| {
        total(&[("bom.csv", &format!("parent,child,quantity,unit\npan,raw-coal-energy@CN,{quantity}\n"))])
    };
    // 1 tce = 7000 kcal/kg x 4.1868 kJ/kcal = 29.3076 GJ.
    assert_eq!(of("1,吨标煤"), of("29.3076,GJ"));
    assert_eq!(of("1,tce"), of("1000,kgce"));
    for category in ["fuel", "fuel/own", "Fuel", "燃料/煤"] {
        let own = format!("id,unit,co2e,category\nsteel,GJ,90,{category}\n");
        let bom = ("bom.csv", "parent,child,quantity,unit\npan,steel,1,tce\n");
        assert_eq!(total(&[bom, ("factors.csv", &own)]).to_string(), "2637.684", "{category}");
    }
    // In its own unit nothing is converted, and nothing assumed.
    let own = ("factors.csv", "id,unit,co2e\nsteel,tce,2600\n");
    assert_eq!(total(&[("bom.csv", "parent,child,quantity\npan,steel,2\n"), own]).to_string(), "5200");
}

#[test]
fn what_a_fuel_without_upstream_lacks_is_named() {
    let bom = ("bom.csv", "parent,child,quantity,unit\npan,fuel-oil@CN,1,kg\npan,coke@CN,1,kg\npan,diesel@CN,1,kg\n");
    let found = Folder::new("no-upstream", &[bom]).findings();
    let places: Vec<String> = found.iter().map(place).collect();
    assert_eq!(places, ["W210 bom.csv:2 child", "W210 bom.csv:3 child"]);
    let words = found[0].message(Language::En);
    assert!(words.contains("fuel-oil") && words.contains("fuel-oil-upstream@GB:2025"), "{words}");
    assert!(found[0].message(Language::Zh).contains("fuel-oil-upstream@GB:2025"));
    assert!(!found[1].message(Language::En).contains('@'), "no other region has an upstream of coke");
    // What is refused names a factor that may be used.
    let bom = ("bom.csv", "parent,child,quantity,unit\npan,diesel-co2@CN,1,kg\n");
    let found = Folder::new("co2-only", &[bom]).findings();
    assert!(found[0].fix(Language::En).contains("`diesel@CN"), "{}", found[0].fix(Language::En));
}

#[test]
fn readings_of_another_year_are_said_to_count_as_nothing() {
    let found = |to: &str| {
        let energy = format!("site,carrier,from,to,amount\nA,steel,2023-01-01,{to},5\n");
        let files = [
            BOM,
            FACTORS,
            ("study.toml", "[study]\nperiod = \"2024\"\n"),
            ("items.csv", "id,mass\npan,1\n"),
            ("energy.csv", &energy),
            ("output.csv", "site,item,amount\nA,pan,5\n"),
        ];
        Folder::new("another-year", &files).findings()
    };
    let outside = found("2023-12-31");
    assert_eq!(outside.iter().map(Diagnostic::code).collect::<Vec<_>>(), ["W209", "W207"]);
    let [_, none] = &outside[..] else { panic!("{outside:?}") };
    assert!(none.message(Language::En).ends_with("counts as 0"), "{none}");
    assert!(none.message(Language::Zh).ends_with("按 0 计"), "{none}");
    // Partly outside is refused: nothing says which part belongs to the period.
    assert_eq!(found("2024-12-31")[0].code(), "E114");
}

#[test]
fn a_residual_mix_without_an_electricity_item_is_never_passed_over() {
    for basis in ["location", "market"] {
        let toml = format!("[study]\nelectricity = \"{basis}\"\nresidual = \"mix\"\n");
        let factors = ("factors.csv", "id,unit,co2e\nsteel,kg,2\nmix,kWh,0.9\n");
        let found = Folder::new("residual", &[BOM, factors, ("study.toml", &toml)]).findings();
        assert_eq!(found.iter().map(place).collect::<Vec<_>>(), ["W215 study.toml:3 residual"], "{basis}");
        assert!(found[0].fix(Language::En).contains("kwh 0"));
    }
}

#[test]
fn a_percentage_is_told_as_the_share_that_it_means() {
    for (written, share) in [("3%", "0.03"), ("2.5 %", "0.025"), ("１０％", "0.1")] {
        let bom = format!("parent,child,quantity,unit,scrap\npan,steel,1.5,kg,{written}\n");
        let folder = Folder::new("percentage", &[("bom.csv", &bom), FACTORS]);
        let found = folder.findings();
        assert_eq!(place(&found[0]), "E107 bom.csv:2 scrap");
        assert!(found[0].fix(Language::En).contains(share), "{written}: {}", found[0].fix(Language::En));
    }
}

#[test]
fn values_that_are_rarely_meant_are_said_and_counted() {
    let warned = |files: &[(&str, &str)]| {
        let folder = Folder::new("rare", files);
        let all = folder.findings();
        all.iter().filter(|d| d.code() == "W274").map(place).collect::<Vec<_>>()
    };
    let scrap = |share: &str| format!("parent,child,quantity,unit,scrap\npan,steel,1.5,kg,{share}\n");
    assert_eq!(warned(&[("bom.csv", &scrap("3")), FACTORS]), ["W274 bom.csv:2 scrap"]);
    assert_eq!(warned(&[("bom.csv", &scrap("1")), FACTORS]), Vec::<String>::new());
    let negative = "id,unit,co2e\nsteel,kg,-2\n";
    assert_eq!(warned(&[BOM, ("factors.csv", negative)]).len(), 1);
    let removal = "id,unit,co2e,land_removals\nsteel,kg,2,-1\n";
    assert_eq!(warned(&[BOM, ("factors.csv", removal)]), Vec::<String>::new());
    let readings = |second: &str| {
        let energy = format!("site,carrier,from,to,amount\nS,steel,2024-01-01,2024-12-31,100\nS,steel,{second},50\n");
        let toml = "[study]\nperiod = \"2024\"\n";
        warned(&[
            BOM,
            FACTORS,
            ("study.toml", toml),
            ("energy.csv", &energy),
            ("output.csv", "site,item,amount,allocation\nS,pan,10,quantity\n"),
        ])
    };
    assert_eq!(readings("2024-06-01,2024-06-30"), ["W274 energy.csv:3 from"]);
    assert_eq!(readings("2024-01-01,2024-12-31"), Vec::<String>::new(), "two meters");
}
