//! The lines that a verifier must see: the coverage is reached and no line more than that, the draw depends on seed and
//! content alone, and every line of the rest has the same chance.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

mod oracle;

use std::collections::BTreeMap;
use std::process::Command;

use num_rational::BigRational;
use num_traits::{Signed, Zero};
use oracle::answers::value;
use oracle::files;
use oracle::random::{LOOPS, TREES, studies};
use product_footprint::trust::{AuditLines, AuditSample};
use product_footprint::{Component, Decimal, Factor, FactorLibrary, Line, Model, Stage, Study, TraceLine};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn sample(model: &Model, id: &str, asked: &AuditSample) -> AuditLines {
    model.audit_lines(id, asked).unwrap().1
}

/// A line without its row: what it is and what it states.
fn content(line: &TraceLine) -> String {
    format!("{} {} {} {}", line.path().join(">"), line.stage().name(), line.written(), line.kg_co2e())
}

fn contents(lines: &AuditLines) -> [Vec<String>; 2] {
    [lines.largest(), lines.drawn()].map(|list| {
        let mut all: Vec<String> = list.iter().map(content).collect();
        all.sort();
        all
    })
}

fn absolute<'a>(lines: impl IntoIterator<Item = &'a TraceLine>) -> BigRational {
    lines.into_iter().fold(BigRational::zero(), |sum, line| sum + value(line.kg_co2e()).abs())
}

fn holds(study: &oracle::Study, order: &[usize], per_cent: u8, seed: u64) -> Result<(), TestCaseError> {
    let Ok(model) = Model::new(files::open(study), FactorLibrary::empty()) else { return Ok(()) };
    let share = Decimal::from(per_cent).checked_div(Decimal::from(100)).unwrap();
    let asked = AuditSample::new(share, seed);
    let mut turned = study.clone();
    let mut keyed: Vec<_> = order.iter().chain(std::iter::repeat(&0)).zip(study.lines.iter().cloned()).collect();
    keyed.sort_by_key(|(key, _)| **key);
    turned.lines = keyed.into_iter().map(|(_, line)| line).collect();
    turned.items.reverse();
    turned.factors.reverse();
    turned.legs.reverse();
    let other = Model::new(files::open(&turned), FactorLibrary::empty()).unwrap();
    for id in model.products() {
        let Ok((footprint, selected)) = model.audit_lines(id, &asked) else { continue };
        let within: Vec<TraceLine> =
            model.trace(id).unwrap().1.into_iter().filter(|l| footprint.boundary().includes(l.stage())).collect();
        let total = absolute(&within);
        let goal = &total * value(share);
        let largest = selected.largest();
        // Reached, and not before the last of them.
        prop_assert!(absolute(largest) >= goal);
        prop_assert!(largest.is_empty() || absolute(&largest[..largest.len() - 1]) < goal);
        if !total.is_zero() {
            let covered = value(selected.covered().unwrap());
            prop_assert!((covered - absolute(largest) / &total).abs() < oracle::answers::tenth(25));
        }
        // The rest is smaller, and of it as many as the square root of their number.
        let least = largest.last().map(|l| value(l.kg_co2e()).abs());
        for line in selected.drawn() {
            prop_assert!(least.as_ref().is_none_or(|least| value(line.kg_co2e()).abs() <= *least));
        }
        prop_assert_eq!(selected.line_count(), within.len());
        prop_assert_eq!(selected.rest(), within.len() - largest.len());
        let drawn = selected.drawn().len();
        prop_assert!(drawn * drawn >= selected.rest() && (drawn == 0 || (drawn - 1) * (drawn - 1) < selected.rest()));
        // No line twice, none that is not there.
        let mut left: Vec<String> = within.iter().map(|l| format!("{} {:?}", content(l), l.place())).collect();
        for line in largest.iter().chain(selected.drawn()) {
            let at = left.iter().position(|l| *l == format!("{} {:?}", content(line), line.place()));
            prop_assert!(at.is_some());
            left.remove(at.unwrap());
        }
        prop_assert_eq!(contents(&selected), contents(&sample(&other, id, &asked)), "the order of rows matters");
        prop_assert_eq!(contents(&selected), contents(&sample(&model, id, &asked)));
    }
    Ok(())
}

#[test]
fn coverage_is_reached_and_the_order_of_rows_changes_nothing() {
    let config = Config { cases: 200, rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..Config::default() };
    let cases = (
        prop_oneof![studies(TREES), studies(LOOPS)],
        proptest::collection::vec(any::<usize>(), 0..40),
        0_u8..=100,
        any::<u64>(),
    );
    let property =
        |(study, order, per_cent, seed): (oracle::Study, Vec<usize>, u8, u64)| holds(&study, &order, per_cent, seed);
    if let Err(failure) = TestRunner::new(config).run(&cases, property) {
        panic!("{failure}");
    }
}

/// A pan of one large part and `small` small ones, the last of which is 0.
fn pan(small: u32) -> Model {
    let kg = "kg".parse().unwrap();
    let mut study = Study::builder()
        .factor(Factor::new("large", kg).value(Component::Fossil, d("100")))
        .line(Line::new("pan", "large", d("9")))
        .line(Line::new("pan", "large", d("9")).stage(Stage::Use));
    for at in 0..small {
        let id = format!("p{at}");
        let co2e = Decimal::from(small - 1 - at);
        study =
            study.factor(Factor::new(id.clone(), kg).value(Component::Fossil, co2e)).line(Line::new("pan", id, d("1")));
    }
    Model::new(study.build(), FactorLibrary::empty()).unwrap()
}

#[test]
fn every_line_of_the_rest_has_the_same_chance_whatever_its_size() {
    let model = pan(9);
    let mut drawn: BTreeMap<String, u32> = BTreeMap::new();
    let seeds = 3000_u64;
    for seed in 0..seeds {
        let selected = sample(&model, "pan", &AuditSample::new(d("0.9"), seed));
        assert_eq!((selected.largest().len(), selected.rest(), selected.drawn().len()), (1, 9, 3));
        for line in selected.drawn() {
            *drawn.entry(line.factor().id().to_owned()).or_default() += 1;
        }
    }
    // A third of the seeds each: 1000, with a standard deviation of 26.
    assert_eq!(drawn.len(), 9);
    assert!(drawn.values().all(|count| count.abs_diff(1000) < 130), "{drawn:?}");
}

#[test]
fn a_line_keeps_its_number_when_others_come() {
    // What was drawn of nine is drawn again of ten, unless a new line comes before it.
    let (nine, ten) = (pan(9), pan(10));
    for seed in 0..50 {
        let ids = |model: &Model, size: usize| -> Vec<String> {
            let selected = sample(model, "pan", &AuditSample::new(d("0.9"), seed).size(size));
            selected.drawn().iter().map(|l| l.factor().id().to_owned()).collect()
        };
        let (before, after) = (ids(&nine, 4), ids(&ten, 4));
        let gone = before.iter().filter(|id| !after.contains(id)).count();
        assert!(gone <= 1 && (gone == 0 || after.contains(&"p9".to_owned())), "{seed}: {before:?} {after:?}");
        assert_eq!(ids(&nine, 99).len(), 9);
        assert!(ids(&nine, 0).is_empty());
    }
}

#[test]
fn a_coverage_that_is_no_share_is_refused() {
    for coverage in ["1.1", "-0.1"] {
        let error = pan(2).audit_lines("pan", &AuditSample::new(d(coverage), 1)).unwrap_err();
        assert_eq!(error.diagnostics()[0].code(), "E114");
    }
}

#[test]
fn the_command_says_what_was_chosen_and_how() {
    let pcf = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pcf"));
        let study = concat!(env!("CARGO_MANIFEST_DIR"), "/data/examples/desk-lamp");
        let done = command.args(["trace", study, "--lang", "en"]).args(arguments).output().unwrap();
        (done.status.code(), String::from_utf8(done.stdout).unwrap())
    };
    let asked = ["--coverage", "80", "--seed", "7", "--sample", "2"];
    let (_, text) = pcf(&asked);
    assert!(
        text.contains("The 4 largest of 30 lines cover 84.8 %") && text.contains("2 of the other 26 lines"),
        "{text}"
    );
    let (_, csv) = pcf(&[&asked[..], &["--format", "csv"]].concat());
    let marks: Vec<&str> = csv.lines().map(|l| l.rsplit(',').next().unwrap()).collect();
    assert_eq!(marks, ["selected", "largest", "largest", "largest", "largest", "drawn", "drawn"]);
    let (_, json) = pcf(&[&asked[..], &["--format", "json"]].concat());
    assert!(json.contains("\"seed\": \"7\"") && json.matches("\"selected\": \"drawn\"").count() == 2, "{json}");
    for wrong in [&["--coverage", "80"][..], &["--seed", "7"], &["--coverage", "101", "--seed", "7"]] {
        assert_eq!(pcf(wrong).0, Some(2), "{wrong:?}");
    }
}
