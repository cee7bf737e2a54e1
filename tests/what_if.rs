//! What if: a value that is set gives what the study gives where the value is written into it, is said in every output,
//! and is refused where it means nothing or two things.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

mod oracle;

use std::process::Command;

use oracle::random::{LOOPS, TREES, studies};
use oracle::{Number, files};
use product_footprint::{FactorLibrary, Model, Settings, Stage, Study};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngSeed, TestRunner};

const FILES: [(&str, &str); 4] = [
    ("bom.csv", "parent,child,quantity,unit\npan,body,=2*share,kg\npan,lid,1,\npan,grid@CN,10,kWh\nlid,foam,3,kg\n"),
    ("items.csv", "id,unit,factor,region\nbody,kg,steel,\nlid,piece,,\nfoam,kg,steel,DE\npower,kWh,grid,DE\n"),
    (
        "factors.csv",
        "id,unit,region,co2e,aircraft,stage\nsteel,kg,,2,0.5,\ngrid,kWh,CN,0.6,,production\ngrid,kWh,DE,0.3,,production\n\
         wind,kWh,,0.01,,\nbody-2,kg,,1,,\nlid,piece,,7,,\n",
    ),
    (
        "study.toml",
        "[study]\nregion = \"CN\"\n[parameters]\nshare = \"0.5\"\nbody-2 = \"1\"\n[scenario.high.parameters]\nshare = \"0.9\"\n",
    ),
];

fn folder() -> files::Folder {
    let folder = files::Folder::new();
    for (name, text) in FILES {
        folder.write(name, text);
    }
    folder
}

fn study() -> Study {
    Study::open(folder().path()).unwrap()
}

fn total(settings: &Settings) -> String {
    Model::with(study(), FactorLibrary::empty(), settings).unwrap().footprint("pan").unwrap().total().to_string()
}

fn set(name: &str, value: &str) -> Settings {
    Settings::new().set(name, value.parse().unwrap())
}

#[test]
fn parameters_factors_and_items_can_be_set() {
    // 1 kg of body and 3 kg of foam at 2.5, 10 kWh at 0.6.
    assert_eq!(total(&Settings::new()), "16");
    assert_eq!(total(&set("share", "1")), "18.5");
    assert_eq!(total(&set("share", "1").scenario("high")), "18.5");
    // All components give way: 4 kg at 1.
    assert_eq!(total(&set("steel", "1")), "10");
    assert_eq!(total(&set("body", "1")), "14.5");
    assert_eq!(total(&set("grid", "0.4")), "14");
    assert_eq!(total(&set("grid@CN", "0.4")), "14");
    assert_eq!(total(&Settings::new().set_per("grid@CN", "400".parse().unwrap(), "MWh".parse().unwrap())), "14");
    // The nearest name wins, whatever the order.
    assert_eq!(total(&set("grid", "0.4").set("grid@CN", "0.5".parse().unwrap())), "15");
    assert_eq!(total(&set("grid@CN", "0.5").set("grid", "0.4".parse().unwrap())), "15");
}

#[test]
fn what_cannot_be_set_is_refused_with_the_reason() {
    let refused = |settings: Settings| {
        let error = Model::with(study(), FactorLibrary::empty(), &settings).unwrap_err();
        let first = &error.diagnostics().iter().find(|d| d.code().starts_with('E')).unwrap();
        format!("{} {}", first.code(), first.message(product_footprint::Language::En))
    };
    for (settings, code, words) in [
        (set("stel", "1"), "E101", "the nearest: `steel`"),
        (set("shore", "1"), "E101", "the nearest: `share`"),
        (set("pan", "1"), "E101", "made of its lines"),
        (set("grid@FR", "1"), "E101", "of that id it uses grid@CN"),
        (set("wind", "1"), "E101", "uses no such factor"),
        (set("lid", "1"), "E104", "both an item and a factor"),
        (set("body-2", "1"), "E104", "both a parameter and a factor"),
        (set("share", "1").set("share", "2".parse().unwrap()), "E104", "set twice"),
        (Settings::new().set_per("share", "1".parse().unwrap(), "kg".parse().unwrap()), "E102", "no unit"),
        (Settings::new().set_per("steel", "1".parse().unwrap(), "kWh".parse().unwrap()), "E102", "per kg"),
    ] {
        let seen = refused(settings.clone());
        assert!(seen.starts_with(code) && seen.contains(words), "{settings:?}: {seen}");
    }
    // Of one id, two units: a bare number would mean two things.
    let folder = folder();
    folder.write("factors.csv", "id,unit,region,co2e\nsteel,kg,,2\nsteel,t,DE,2000\ngrid,kWh,,0.6\n");
    folder.write("bom.csv", "parent,child,quantity,unit\npan,steel,1,kg\npan,steel@DE,1,kg\n");
    folder.write("items.csv", "id\npan\n");
    let study = Study::open(folder.path()).unwrap();
    let error = Model::with(study.clone(), FactorLibrary::empty(), &set("steel", "1")).unwrap_err();
    assert_eq!(error.diagnostics()[0].code(), "E102");
    let per_kg = Settings::new().set_per("steel", "1".parse().unwrap(), "kg".parse().unwrap());
    let both = Model::with(study, FactorLibrary::empty(), &per_kg).unwrap();
    assert_eq!(both.footprint("pan").unwrap().total().to_string(), "2");
}

fn pcf(arguments: &[&str]) -> String {
    let folder = folder();
    let mut command = Command::new(env!("CARGO_BIN_EXE_pcf"));
    let done = command.arg(arguments[0]).arg(folder.path()).args(&arguments[1..]).output().unwrap();
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn every_output_says_what_was_set() {
    let given = ["--set", "grid@CN=0.4", "--set", "share = 1"];
    let on = ["--product", "pan"];
    for (verb, further) in [
        ("footprint", &on[..]),
        ("footprint", &["--product", "pan", "--by", "stage"]),
        ("footprint", &["--all-scenarios", "--product", "pan"]),
        ("rollup", &[]),
        ("trace", &on),
        ("trace", &["--product", "pan", "--paths"]),
        ("trace", &["--product", "pan", "--tree"]),
    ] {
        let run =
            |format: &str, set: &[&str]| pcf(&[&[verb], further, &["--lang", "en", "--format", format], set].concat());
        let text = run("text", &given);
        assert!(
            text.starts_with("WHAT IF  grid@CN = 0.4 kg CO2e/kWh (in place of 0.6: grid@CN)\nWHAT IF  share = 1 "),
            "{text}"
        );
        let csv = run("csv", &given);
        assert!(csv.lines().next().unwrap().ends_with(",set"), "{csv}");
        assert!(csv.lines().skip(1).all(|l| l.ends_with(",grid@CN = 0.4 kg CO2e/kWh; share = 1")), "{csv}");
        let json = run("json", &given);
        assert!(
            json.contains("\"set\": [") && json.contains("\"name\": \"grid@CN\"") && json.contains("W237"),
            "{json}"
        );
        for format in ["text", "csv", "json"] {
            let own = run(format, &[]);
            assert!(!own.contains("WHAT IF") && !own.contains(",set\n") && !own.contains("\"set\""), "{own}");
        }
    }
}

#[test]
fn a_set_factor_is_the_factor_edited_by_hand() {
    let compared = std::cell::Cell::new(0_usize);
    let config = Config { cases: 200, rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..Config::default() };
    let cases = (prop_oneof![studies(TREES), studies(LOOPS)], any::<Index>(), -5000_i64..5000);
    let property = |(study, which, digits): (oracle::Study, Index, i64)| {
        let mut edited = study.clone();
        let at = which.index(study.factors.len());
        edited.factors[at].values = [Number::new(0, 0); 9];
        edited.factors[at].values[0] = Number::new(digits, 3);
        let settings = Settings::new().set(study.factors[at].id.clone(), files::decimal(Number::new(digits, 3)));
        let Ok(by_set) = Model::with(files::open(&study), FactorLibrary::empty(), &settings) else { return Ok(()) };
        let by_hand = Model::new(files::open(&edited), FactorLibrary::empty()).unwrap();
        for id in by_hand.products() {
            let (a, b) = (by_set.footprint(id).unwrap(), by_hand.footprint(id).unwrap());
            prop_assert_eq!(a.total(), b.total());
            for stage in Stage::ALL.into_iter().chain([Stage::BeyondBoundary]) {
                prop_assert_eq!(a.stage_components(stage), b.stage_components(stage));
            }
            let lines = |m: &Model| {
                m.trace(id).unwrap().1.iter().map(|l| (l.kg_co2e(), l.factor_quantity())).collect::<Vec<_>>()
            };
            prop_assert_eq!(lines(&by_set), lines(&by_hand));
        }
        let rows =
            |m: &Model| m.roll_up().unwrap().iter().map(|r| (r.id().to_owned(), *r.intensity())).collect::<Vec<_>>();
        prop_assert_eq!(rows(&by_set), rows(&by_hand));
        compared.set(compared.get() + 1);
        Ok(())
    };
    if let Err(failure) = TestRunner::new(config).run(&cases, property) {
        panic!("{failure}");
    }
    assert!(compared.get() > 100, "only {} studies were compared", compared.get());
}
