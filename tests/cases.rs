//! The worked cases of `tests/cases/`, each a study and what it must give, over the public interface.
//!
//! `tests/cases/README.md` says how `expect.json` reads and where each case comes from.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

use std::path::{Path, PathBuf};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use product_footprint::{Component, Decimal, FactorLibrary, Footprint, GwpSet, Model, Settings, Stage, Study};
use serde_json::Value;

/// A decimal text, exactly.
fn rational(text: &str) -> BigRational {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: BigInt = format!("{whole}{fraction}").parse().unwrap();
    let power = exponent.parse::<i64>().unwrap() - fraction.len() as i64;
    let scale = BigInt::from(10).pow(power.unsigned_abs() as u32);
    if power < 0 { BigRational::new(digits, scale) } else { BigRational::from_integer(digits * scale) }
}

fn exact(value: Decimal) -> BigRational {
    rational(&value.to_string())
}

struct Case {
    name: String,
    folder: PathBuf,
    expect: Value,
}

fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<Case> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|folder| {
            let text = std::fs::read_to_string(folder.join("expect.json")).unwrap();
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            Case { name, folder, expect: serde_json::from_str(&text).unwrap() }
        })
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

/// The settings and the products that a case's arguments ask for.
fn arguments(expect: &Value) -> (Settings, Vec<String>) {
    let mut settings = Settings::new();
    let mut products = Vec::new();
    if let Some(set) = expect["gwp"].as_str() {
        settings = settings.gwp(set.parse::<GwpSet>().unwrap());
    }
    let words: Vec<&str> = expect["args"].as_array().into_iter().flatten().map(|w| w.as_str().unwrap()).collect();
    for pair in words.chunks(2) {
        match pair {
            ["--scenario", name] => settings = settings.scenario(*name),
            ["--product", id] => products.push((*id).to_owned()),
            ["--boundary", name] => settings = settings.boundary(name.parse().unwrap()),
            other => panic!("an argument that this test does not know: {other:?}"),
        }
    }
    (settings, products)
}

fn check_close(case: &str, what: &str, got: Decimal, want: &str, allowed: &BigRational, scale: &BigRational) {
    let (got, want) = (exact(got), rational(want));
    let difference = (&got - &want).abs();
    assert!(difference <= allowed * scale.abs(), "{case}: {what} is {got}, not {want}");
}

fn check_product(case: &str, footprint: &Footprint, want: &Value) {
    let allowed = rational(want["rel"].as_str().unwrap_or("0"));
    let numbers =
        |key: &str| want[key].as_object().into_iter().flatten().map(|(k, v)| (k.clone(), v.as_str().unwrap()));
    let stages: Vec<(String, &str)> = numbers("stages").collect();
    let components: Vec<(String, &str)> = numbers("components").collect();
    let total = want["total"].as_str().unwrap();
    let all = stages.iter().chain(&components).map(|(_, text)| *text).chain([total]);
    let largest = all.map(|text| rational(text).abs()).max().unwrap();
    let of_total = if rational(total).is_zero() { &largest } else { &rational(total) };
    let id = footprint.id();
    check_close(case, &format!("total of {id}"), footprint.total(), total, &allowed, of_total);
    if !stages.is_empty() {
        for stage in Stage::ALL {
            let want = stages.iter().find(|(name, _)| name == stage.name()).map_or("0", |(_, text)| text);
            check_close(case, stage.name(), footprint.stage(stage), want, &allowed, &largest);
        }
    }
    if !components.is_empty() {
        for component in Component::ALL {
            let want = components.iter().find(|(name, _)| name == component.name()).map_or("0", |(_, text)| text);
            check_close(case, component.name(), footprint.component(component), want, &allowed, &largest);
        }
    }
    if let Some(text) = want["total_including_biogenic"].as_str() {
        let got = footprint.total_including_biogenic();
        check_close(case, "total including biogenic", got, text, &allowed, &largest);
    }
    if let Some(text) = want["beyond_boundary"].as_str() {
        check_close(case, "beyond boundary", footprint.beyond_boundary(), text, &allowed, &largest);
    }
    check_beside(case, footprint, want, &allowed, &largest);
}

/// What stands beside a total, where the case says so.
fn check_beside(case: &str, footprint: &Footprint, want: &Value, allowed: &BigRational, largest: &BigRational) {
    let id = footprint.id();
    let electricity = footprint.electricity();
    let carbon = footprint.carbon_content();
    let method = |name: &str| footprint.recycling_alternatives().find(|(m, _)| *m == name).map(|(_, total)| total);
    for (key, value) in want.as_object().unwrap() {
        let numbers: Vec<(&str, &str)> = match value {
            Value::String(text) => vec![("", text)],
            Value::Object(map) => map.iter().map(|(k, v)| (k.as_str(), v.as_str().unwrap())).collect(),
            other => panic!("{case}: {key} is {other}"),
        };
        for (name, text) in numbers {
            let got = match (key.as_str(), name) {
                ("total" | "stages" | "components" | "rel" | "total_including_biogenic" | "beyond_boundary", _) => {
                    continue;
                }
                ("electricity", "location") => Some(electricity.location()),
                ("electricity", "market") => Some(electricity.market()),
                ("recycling", name) => method(name),
                ("packaging", "") => Some(footprint.packaging()),
                ("carbon_content", "fossil") => carbon.and_then(|c| c.fossil()),
                ("carbon_content", "biogenic") => carbon.and_then(|c| c.biogenic()),
                ("carbon_content", "recycled") => carbon.and_then(|c| c.recycled()),
                ("excluded_share", "") => footprint.excluded_share(),
                _ => panic!("{case}: a key that this test does not know: {key} {name}"),
            };
            let got = got.unwrap_or_else(|| panic!("{case}: {id} has no {key} {name}"));
            check_close(case, &format!("{key} {name} of {id}"), got, text, allowed, largest);
        }
    }
}

fn check_products(case: &str, footprints: &[Footprint], wanted: &Value) {
    for (id, want) in wanted.as_object().unwrap() {
        let footprint = footprints.iter().find(|f| f.id() == id).unwrap_or_else(|| panic!("{case}: no {id}"));
        check_product(case, footprint, want);
    }
}

/// The codes of all warnings, where the case lists them.
fn check_warnings(case: &str, footprints: &[Footprint], wanted: &Value) {
    let Some(wanted) = wanted.as_array() else { return };
    let mut codes: Vec<&str> = footprints.iter().flat_map(|f| f.warnings().iter().map(|d| d.code())).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes, wanted.iter().map(|code| code.as_str().unwrap()).collect::<Vec<_>>(), "{case}: warnings");
}

/// Rounded to as many decimals as the source prints, the total is what the source prints.
fn check_published(case: &str, footprint: &Footprint, published: &str) {
    let places = published.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let unit = BigRational::new(1.into(), BigInt::from(10).pow(places as u32));
    let difference = (exact(footprint.total()) - rational(published)).abs();
    assert!(difference * BigInt::from(2) <= unit, "{case}: {} does not round to {published}", footprint.total());
}

#[test]
fn every_case_gives_what_it_must() {
    let cases = cases();
    assert!(cases.len() >= 120, "only {} cases", cases.len());
    let library = FactorLibrary::embedded();
    for Case { name, folder, expect } in cases {
        let (settings, products) = arguments(&expect);
        let model = Study::open(&folder).and_then(|study| Model::with(study, library.clone(), &settings));
        if let Some(code) = expect["error"].as_str() {
            let error = model.expect_err(&format!("{name} must be refused"));
            let codes: Vec<&str> = error.diagnostics().iter().map(|d| d.code()).collect();
            assert!(codes.contains(&code), "{name}: {codes:?} does not hold {code}");
            continue;
        }
        if cfg!(not(feature = "gb18030")) && name == "R-gb18030-chinese" {
            let error = model.expect_err("a file in GB18030 is refused without the feature, never misread");
            assert!(error.diagnostics().iter().any(|d| d.code() == "E120"), "{name}");
            continue;
        }
        let model = model.unwrap_or_else(|error| panic!("{name}: {:#?}", error.diagnostics()));
        let footprints = if products.is_empty() {
            model.footprints().unwrap()
        } else {
            products.iter().map(|id| model.footprint(id).unwrap()).collect()
        };
        check_products(&name, &footprints, &expect["products"]);
        check_warnings(&name, &footprints, &expect["warnings"]);
        for (scenario, wanted) in expect["scenarios"].as_object().into_iter().flatten() {
            let name = format!("{name}, scenario {scenario}");
            let other = model.again(&settings.clone().scenario(scenario));
            let other = other.unwrap_or_else(|error| panic!("{name}: {:#?}", error.diagnostics()));
            check_products(&name, &other.footprints().unwrap(), wanted);
        }
        for (id, published) in expect["published"].as_object().into_iter().flatten() {
            let footprint = footprints.iter().find(|f| f.id() == id).unwrap();
            check_published(&name, footprint, published.as_str().unwrap());
        }
    }
}
