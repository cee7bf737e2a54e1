//! Whole studies, with everything that their files may say, against the oracle: every number of every item, both sides
//! of electricity, and the same under a scenario.
//!
//! `PCF_STUDIES=10000 cargo test --release --test agreement -- --nocapture` looks at ten thousand of them.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "fractions do not overflow, a test may panic, and it prints what it measured"
)]

mod oracle;

use std::cell::RefCell;
use std::collections::BTreeMap;

use product_footprint::{FactorLibrary, Model, Settings};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseResult, TestRunner};

use oracle::agree::{Errors, Tolerance, are_right, refused};
use oracle::answers::{tenth, value};
use oracle::draw::wholes;
use oracle::random::{LOOPS, TREES};
use oracle::whole::{METHODS, Whole};
use oracle::{Answer, Refusal, approximately, written};

/// How many studies had what, so that nobody is content with studies that had nothing.
#[derive(Default)]
struct Seen(BTreeMap<String, usize>);

impl Seen {
    fn count(&mut self, what: &str, present: bool) {
        *self.0.entry(what.to_owned()).or_default() += usize::from(present);
    }

    fn study(&mut self, whole: &Whole) {
        let study = &whole.study;
        self.count("studies", true);
        self.count("cradle to grave", study.cradle_to_grave);
        self.count("scrap or yield", study.lines.iter().any(|l| l.scrap.is_some() || l.recovery.is_some()));
        self.count("stages on lines", study.lines.iter().any(|l| l.stage.is_some()));
        self.count("credits", study.lines.iter().any(|l| l.stage == Some(oracle::CREDIT)));
        self.count("transport legs", !study.legs.is_empty());
        self.count("mass or density bridges", study.items.iter().any(|i| i.mass.is_some() || i.density.is_some()));
        for run in &whole.runs {
            self.count(&format!("co-products by {}", oracle::whole::ALLOCATIONS[run.allocation]), true);
        }
        for row in &whole.recycling {
            self.count(&format!("recycling by {}", METHODS[row.method]), true);
        }
        self.count("sites", whole.site.is_some());
        self.count("instruments", whole.power.as_ref().is_some_and(|p| !p.instruments.is_empty()));
        self.count("residual mix", whole.power.as_ref().is_some_and(|p| p.residual.is_some()));
        self.count("market-based headline", whole.power.as_ref().is_some_and(|p| p.market));
        self.count("gas masses", !whole.gases.is_empty());
        self.count("formulas", !whole.formulas.is_empty());
        self.count("swaps", !whole.scenario.swaps.is_empty());
        self.count("parameters of the scenario", !whole.scenario.parameters.is_empty());
        self.count("suppliers", !whole.suppliers.is_empty());
    }
}

type Answers = BTreeMap<String, Answer>;

/// Both sides of electricity; None where the oracle refuses the study.
fn solved(whole: &Whole) -> Result<(Answers, Answers), Refusal> {
    let location = whole.solve(false)?;
    let market = if whole.power.is_some() { whole.solve(true)? } else { location.clone() };
    Ok((location, market))
}

/// Compares one model, headline and both sides.
fn agrees_on_both_sides(whole: &Whole, model: &Model, tolerance: &Tolerance<'_>) -> TestCaseResult {
    let (location, market) = solved(whole).map_err(|e| TestCaseError::reject(format!("{e:?}")))?;
    let by_market = whole.power.as_ref().is_some_and(|p| p.market);
    are_right(&whole.study, model, if by_market { &market } else { &location }, tolerance)?;
    for id in location.keys() {
        let amount = oracle::agree::amount(&whole.study, id).exact();
        let footprint = model.footprint(id).map_err(|e| refused(&e))?;
        let sides = [
            ("location-based", footprint.electricity().location(), &location),
            ("market-based", footprint.electricity().market(), &market),
        ];
        for (what, got, answers) in sides {
            let answer = answers[id].clone().times(&amount);
            let grave = whole.study.cradle_to_grave;
            let want = answer.total(grave);
            tolerance.compare(&format!("{what} total of {id}"), &value(got), &want, &answer.largest(grave))?;
        }
    }
    Ok(())
}

/// How many studies a run looks at.
fn studies() -> u32 {
    std::env::var("PCF_STUDIES").map_or(120, |n| n.parse().expect("a number in PCF_STUDIES"))
}

#[test]
fn whole_studies_agree_with_the_oracle() {
    let (errors, seen) = (RefCell::new(Errors::default()), RefCell::new(Seen::default()));
    let stated = Config::default();
    let rng_seed = if stated.rng_seed == RngSeed::Random { RngSeed::Fixed(9) } else { stated.rng_seed };
    let config = Config { cases: studies(), rng_seed, failure_persistence: None, max_shrink_iters: 150, ..stated };
    let strategy = prop_oneof![wholes(TREES), wholes(LOOPS)];
    let outcome = TestRunner::new(config).run(&strategy, |whole: Whole| {
        let tolerance = Tolerance { relative: tenth(22), seen: &errors };
        let model = Model::new(written::open(&whole), FactorLibrary::empty()).map_err(|e| refused(&e))?;
        agrees_on_both_sides(&whole, &model, &tolerance)?;
        let other = whole.under_scenario();
        let settings = Settings::new().scenario("other");
        let model = model.again(&settings).map_err(|e| refused(&e))?;
        agrees_on_both_sides(&other, &model, &tolerance)?;
        seen.borrow_mut().study(&whole);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
    let (errors, seen) = (errors.into_inner(), seen.into_inner().0);
    let (relative, absolute) = (approximately(&errors.relative), approximately(&errors.absolute));
    println!("largest error {relative} relative, {absolute} kg absolute, over {} numbers", errors.compared);
    for (what, count) in &seen {
        println!("{count:6} {what}");
    }
    let few: Vec<&String> = seen.iter().filter(|(_, n)| **n * 60 < seen["studies"]).map(|(what, _)| what).collect();
    assert!(few.is_empty(), "hardly any study has {few:?}");
}
