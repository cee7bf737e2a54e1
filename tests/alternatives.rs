//! What stands beside a total (the other side of electricity, packaging, other recycling methods, carbon content), and
//! the rules that are printed with it.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use product_footprint::{FactorLibrary, Footprint, Language, Model, Study};

/// A folder that is gone when the test is.
struct Folder(PathBuf);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("pcf-alternatives-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        for (name, text) in files {
            std::fs::write(path.join(name), text).unwrap();
        }
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn model(files: &[(&str, &str)]) -> Model {
    let folder = Folder::new(files);
    let study = Study::open(&folder.0).unwrap();
    Model::new(study, FactorLibrary::empty()).unwrap_or_else(|e| panic!("{:#?}", e.diagnostics()))
}

fn allocation_of(footprint: &Footprint) -> Vec<String> {
    let rules = footprint.rules().iter().filter(|rule| rule.kind() == "allocation");
    rules.map(|rule| rule.statement(Language::En).to_owned()).collect()
}

const LAMP: [(&str, &str); 3] = [
    ("bom.csv", "parent,child,quantity,unit\nlamp,power,1,kWh\nlamp,box,1,piece\nbox,power,1,kWh\nbox,board,1,kg\n"),
    ("items.csv", "id,unit,factor,kind\npower,kWh,grid,\nbox,piece,,packaging\n"),
    ("factors.csv", "id,unit,co2e,stage\ngrid,kWh,0.5,production\nwind,kWh,0.1,production\nboard,kg,1,\n"),
];

/// A credit is not made: it neither takes from what contracts cover nor adds to what is consumed.
#[test]
fn credits_consume_no_electricity() {
    for credited in ["-1", "1", "-3"] {
        let bom = format!(
            "parent,child,quantity,unit,stage\nlamp,power,2,kWh,\nlamp,saved,{credited},piece,beyond-boundary\nsaved,power,1,kWh,\n"
        );
        let model = model(&[
            ("bom.csv", &bom),
            ("items.csv", "id,unit,factor\npower,kWh,grid\n"),
            LAMP[2],
            ("electricity.csv", "item,instrument,factor,kwh\npower,contract,wind,1\n"),
            ("study.toml", "[[product]]\nid = \"lamp\"\n"),
        ]);
        let both = model.footprint("lamp").unwrap().electricity();
        assert_eq!((both.location().to_string(), both.market().to_string()), ("1".into(), "0.6".into()), "{credited}");
    }
}

#[test]
fn packaging_is_there_also_where_contracts_cover_all_that_is_consumed() {
    let files = |basis: &'static str| {
        let mut files = LAMP.to_vec();
        files.push(("electricity.csv", "item,instrument,factor,kwh\npower,contract,wind,2\n"));
        files.push(("study.toml", basis));
        files
    };
    let location = model(&files("[[product]]\nid = \"lamp\"\n")).footprint("lamp").unwrap();
    assert_eq!(location.total().to_string(), "2");
    assert_eq!(location.packaging().to_string(), "1.5");
    let market = model(&files("[study]\nelectricity = \"market\"\n[[product]]\nid = \"lamp\"\n"));
    let market = market.footprint("lamp").unwrap();
    assert_eq!(market.total().to_string(), "1.2");
    assert_eq!(market.packaging().to_string(), "1.1");
    assert_eq!(market.electricity().location().to_string(), "2");
}

#[test]
fn every_recycling_method_is_shown_also_where_contracts_cover_all_that_is_consumed() {
    let files = [
        ("bom.csv", "parent,child,quantity,unit\nremelt,power,1,kWh\n"),
        ("items.csv", "id,unit,factor\npower,kWh,grid\nalloy,kg,\nremelt,kg,\n"),
        ("factors.csv", "id,unit,co2e,stage\ngrid,kWh,0.5,production\nwind,kWh,0.1,production\nore,kg,8,\ntip,kg,0,\n"),
        // By cut-off the alloy takes 1 kg of remelt; by substitution none of it is recycled content.
        (
            "recycling.csv",
            "item,method,virgin,recycled,recycling_eol,disposal,A,R1\nalloy,cut-off,ore,remelt,remelt,tip,0.2,1\n",
        ),
        ("electricity.csv", "item,instrument,factor,kwh\npower,contract,wind,1\n"),
        ("study.toml", "[study]\nelectricity = \"market\"\n[[product]]\nid = \"alloy\"\n"),
    ];
    let alloy = model(&files).footprint("alloy").unwrap();
    let by_method: Vec<String> =
        alloy.recycling_alternatives().map(|(name, total)| format!("{name} {total}")).collect();
    assert_eq!(by_method, ["cut-off 0.1", "substitution 8", "fifty-fifty 4.05", "cff 6.42"]);
}

#[test]
fn nothing_is_left_of_the_grid_where_contracts_cover_everything() {
    let mut files = LAMP.to_vec();
    files.push(("electricity.csv", "item,instrument,factor,kwh\npower,contract,wind,2\n"));
    files.push(("study.toml", "[study]\nelectricity = \"market\"\n[[product]]\nid = \"lamp\"\n"));
    let (_, lines) = model(&files).trace("lamp").unwrap();
    let factors: Vec<&str> = lines.iter().map(|line| line.factor().id()).collect();
    assert_eq!(factors, ["board", "wind"]);
}

#[test]
fn shares_of_a_third_add_up_to_one() {
    let coproducts = |last: &str| {
        format!(
            "process,output,quantity,unit,allocation,share\np,a,1,kg,share,=1/3\np,b,1,kg,,=1/3\np,c,1,kg,,{last}\n"
        )
    };
    let files = |coproducts: &str| {
        let folder = Folder::new(&[
            ("bom.csv", "parent,child,quantity,unit\np,co2e,6,kg\n"),
            ("items.csv", "id,unit\na,kg\nb,kg\nc,kg\n"),
            ("factors.csv", "id,unit,co2e\nco2e,kg,1\n"),
            ("coproducts.csv", coproducts),
        ]);
        Model::new(Study::open(&folder.0).unwrap(), FactorLibrary::empty())
    };
    let thirds = files(&coproducts("=1/3")).unwrap();
    for id in ["a", "b", "c"] {
        assert_eq!(thirds.footprint(id).unwrap().total().to_string(), "2", "{id}");
    }
    // What a cell can write down is not rounded away.
    for last in ["0.333333333333333333333333333", "0.3333333333333333333333333334", "=2/3"] {
        let error = files(&coproducts(last)).unwrap_err();
        assert_eq!(error.diagnostics()[0].code(), "E111", "{last}");
        assert!(!error.diagnostics()[0].message(Language::En).contains("add up to 1,"), "{last}");
    }
}

#[test]
fn an_output_that_bears_nothing_says_by_which_rule() {
    let model = model(&[
        ("bom.csv", "parent,child,quantity,unit\nworks,co2e,2,t\n"),
        ("items.csv", "id,unit\nsteel,t\ngas,MJ\n"),
        ("factors.csv", "id,unit,co2e\nco2e,kg,1\n"),
        (
            "coproducts.csv",
            "process,output,quantity,unit,allocation,price\nworks,steel,1,t,economic,4000\nworks,gas,10,GJ,,0\n",
        ),
    ]);
    let gas = model.footprint("gas").unwrap();
    assert!(gas.total().is_zero());
    assert_eq!(allocation_of(&gas), ["works: economic allocation: steel 100 %, gas 0 %"]);
    assert_eq!(allocation_of(&model.footprint("steel").unwrap()), allocation_of(&gas));
}

#[test]
fn a_share_that_is_not_zero_is_not_printed_as_zero() {
    let model = model(&[
        ("bom.csv", "parent,child,quantity,unit\nworks,co2e,2,t\n"),
        ("items.csv", "id,unit\nsteel,kg\ndust,kg\n"),
        ("factors.csv", "id,unit,co2e\nco2e,kg,1\n"),
        ("coproducts.csv", "process,output,quantity,unit,allocation\nworks,steel,999999,kg,mass\nworks,dust,1,kg,\n"),
    ]);
    assert_eq!(
        allocation_of(&model.footprint("dust").unwrap()),
        ["works: mass allocation: steel 100 %, dust 0.0001 %"]
    );
}

#[test]
fn the_carbon_of_a_product_is_not_that_of_its_packaging() {
    let files = |carbon: &'static str| {
        [
            ("bom.csv", "parent,child,quantity,unit\nchair,wood,1,kg\nchair,pallet,1,piece\npallet,wood,2,kg\n"),
            ("items.csv", carbon),
            ("factors.csv", "id,unit,co2e,biogenic_uptake\nwood,kg,0.1,=-0.5*44/12\n"),
            ("study.toml", "[[product]]\nid = \"chair\"\namount = \"10\"\n"),
        ]
    };
    let right = "id,unit,kind,biogenic_carbon\nchair,piece,,0.5\npallet,piece,packaging,\n";
    let chair = model(&files(right)).footprint("chair").unwrap();
    assert_eq!(chair.warnings(), []);
    assert_eq!(chair.carbon_content().unwrap().biogenic().unwrap().to_string(), "5");
    let wrong = "id,unit,kind,biogenic_carbon\nchair,piece,,1.5\npallet,piece,packaging,\n";
    let chair = model(&files(wrong)).footprint("chair").unwrap();
    let codes: Vec<&str> = chair.warnings().iter().map(|d| d.code()).collect();
    assert_eq!(codes, ["W217"]);
}
