//! What the library says, compared with the oracle number by number, and summed up exactly.

use std::cell::RefCell;
use std::collections::BTreeMap;

use num_rational::BigRational;
use num_traits::Signed;
use product_footprint::{Component, Contribution, Error, Footprint, Model, Stage};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;

use super::answers::{sum, tenth, value};
use super::{Answer, COMPONENTS, CREDIT, Number, STAGES, Study, approximately, solve};

/// The items of a study that have an answer, in order.
pub(crate) fn ids(answers: &BTreeMap<String, Answer>) -> Vec<String> {
    answers.keys().cloned().collect()
}

pub(crate) fn amount(study: &Study, id: &str) -> Number {
    study.products.iter().find(|(product, _)| product == id).map_or(Number::ONE, |(_, amount)| *amount)
}

pub(crate) fn refused(error: &Error) -> TestCaseError {
    TestCaseError::fail(format!("refused: {error}"))
}

/// The largest errors met, relative to the largest number of a product and in kg.
#[derive(Default)]
pub(crate) struct Errors {
    pub(crate) relative: BigRational,
    pub(crate) absolute: BigRational,
    pub(crate) compared: usize,
}

/// What a result may differ by.
pub(crate) struct Tolerance<'a> {
    /// Relative to the largest number of the product.
    pub(crate) relative: BigRational,
    pub(crate) seen: &'a RefCell<Errors>,
}

impl Tolerance<'_> {
    pub(crate) fn compare(
        &self,
        what: &str,
        got: &BigRational,
        want: &BigRational,
        largest: &BigRational,
    ) -> TestCaseResult {
        let error = (got - want).abs();
        let mut seen = self.seen.borrow_mut();
        seen.compared += 1;
        // Below a tenth of a kilogram the last of 28 decimals is what counts.
        if *largest > tenth(1) {
            seen.relative = (&error / largest).max(std::mem::take(&mut seen.relative));
        } else {
            seen.absolute = error.clone().max(std::mem::take(&mut seen.absolute));
        }
        let allowed = (&self.relative * largest).max(tenth(25));
        let words = || format!("{what}: {} off, largest number {}", approximately(&error), approximately(largest));
        prop_assert!(error <= allowed, "{}", words());
        Ok(())
    }
}

/// Compares every number of a footprint with the oracle's.
pub(crate) fn agrees(footprint: &Footprint, answer: &Answer, grave: bool, tolerance: &Tolerance<'_>) -> TestCaseResult {
    let largest = answer.largest(grave);
    let compare = |what: &str, got, want: &BigRational| {
        tolerance.compare(&format!("{} of {}", what, footprint.id()), &value(got), want, &largest)
    };
    compare("total", footprint.total(), &answer.total(grave))?;
    compare("total over all stages", footprint.total_all_stages(), &answer.total_all_stages())?;
    let biogenic = answer.total_including_biogenic(grave);
    compare("total including biogenic", footprint.total_including_biogenic(), &biogenic)?;
    compare("beyond boundary", footprint.beyond_boundary(), &answer.stage(CREDIT))?;
    for (at, stage) in Stage::ALL.into_iter().enumerate() {
        compare(STAGES[at], footprint.stage(stage), &answer.stage(at))?;
        for (component, want) in Component::ALL.into_iter().zip(&answer.cells[at]) {
            let what = format!("{} {}", STAGES[at], component.name());
            compare(&what, footprint.stage_components(stage).get(component), want)?;
        }
    }
    for (at, component) in Component::ALL.into_iter().enumerate() {
        compare(COMPONENTS[at], footprint.component(component), &answer.component(at, grave))?;
    }
    for (at, uses) in answer.uses.iter().enumerate() {
        for contribution in contributions_of(footprint, at) {
            let factor = contribution.factor().id();
            prop_assert!(uses.contains_key(factor), "{factor} is not used in {}", STAGES[at]);
        }
        for (factor, want) in uses {
            let used: Vec<_> =
                contributions_of(footprint, at).filter(|c| c.factor().id() == factor).map(|c| c.quantity()).collect();
            prop_assert!(used.len() <= 1, "{factor} stands twice in {}", STAGES[at]);
            // Where a factor emits nothing, or next to nothing, there may be no row.
            for got in used {
                let error = (value(got) - want).abs();
                let allowed = (&tolerance.relative * want.abs()).max(tenth(27));
                prop_assert!(error <= allowed, "quantity of {factor}: {got}, {} off", approximately(&error));
            }
        }
    }
    Ok(())
}

fn contributions_of(footprint: &Footprint, stage: usize) -> impl Iterator<Item = &Contribution> {
    let of_life_cycle = footprint.contributions().iter().filter(move |c| c.stage().name() == STAGES[stage]);
    of_life_cycle.chain(footprint.credits().iter().filter(move |_| stage == CREDIT))
}

/// Every sum that a footprint promises, exactly.
pub(crate) fn sums_exactly(model: &Model, id: &str, footprint: &Footprint) -> TestCaseResult {
    let boundary = footprint.boundary();
    let all_stages = value(footprint.total_all_stages());
    let stages = || Stage::ALL.into_iter().map(|s| (s, footprint.stage(s)));
    prop_assert_eq!(sum(stages().map(|(_, kg)| kg)), all_stages.clone(), "the stages of {}", id);
    let inside = stages().filter(|(s, _)| boundary.includes(*s)).map(|(_, kg)| kg);
    prop_assert_eq!(sum(inside), value(footprint.total()), "the stages of {} inside the boundary", id);
    let seven = Component::ALL[..7].iter().map(|c| footprint.component(*c));
    prop_assert_eq!(sum(seven), value(footprint.total()), "the components of {}", id);
    let nine = Component::ALL.into_iter().map(|c| footprint.component(c));
    prop_assert_eq!(sum(nine), value(footprint.total_including_biogenic()), "the nine components of {}", id);
    for stage in Stage::ALL {
        let cells = Component::ALL[..7].iter().map(|c| footprint.stage_components(stage).get(*c));
        prop_assert_eq!(sum(cells), value(footprint.stage(stage)), "the components of {} in {}", id, stage);
    }
    let contributions = footprint.contributions().iter().map(Contribution::kg_co2e);
    prop_assert_eq!(sum(contributions), all_stages.clone(), "the contributions of {}", id);
    let credits = footprint.credits().iter().map(Contribution::kg_co2e);
    prop_assert_eq!(sum(credits), value(footprint.beyond_boundary()), "the credits of {}", id);

    let (traced, lines) = model.trace(id).map_err(|e| refused(&e))?;
    prop_assert_eq!(traced.total_all_stages(), footprint.total_all_stages());
    let (credits, lines): (Vec<_>, Vec<_>) = lines.iter().partition(|l| l.stage() == Stage::BeyondBoundary);
    prop_assert_eq!(sum(lines.iter().map(|l| l.kg_co2e())), all_stages, "the trace of {}", id);
    let beyond = value(footprint.beyond_boundary());
    prop_assert_eq!(sum(credits.iter().map(|l| l.kg_co2e())), beyond, "the credits in the trace of {}", id);
    Ok(())
}

/// The roll-up has one row per item, in the order of ids, with the numbers that the footprint of one has.
pub(crate) fn rolls_up(
    model: &Model,
    study: &Study,
    answers: &BTreeMap<String, Answer>,
    tolerance: &Tolerance<'_>,
) -> TestCaseResult {
    let rows = model.roll_up().map_err(|e| refused(&e))?;
    let listed: Vec<String> = rows.iter().map(|r| r.id().to_owned()).collect();
    prop_assert_eq!(listed, ids(answers), "the rows of the roll-up");
    for row in &rows {
        let answer = &answers[row.id()];
        let largest = answer.largest(true);
        for (at, component) in Component::ALL.into_iter().enumerate() {
            let got = value(row.intensity().of_one().get(component));
            let what = format!("rolled up {} of {}", component.name(), row.id());
            tolerance.compare(&what, &got, &answer.component(at, true), &largest)?;
        }
        let seven = Component::ALL[..7].iter().map(|c| row.intensity().of_one().get(*c));
        prop_assert_eq!(sum(seven), value(row.total()), "the rolled up components of {}", row.id());
        if amount(study, row.id()).exact() != Number::ONE.exact() {
            continue;
        }
        let footprint = model.footprint(row.id()).map_err(|e| refused(&e))?;
        prop_assert_eq!(row.total(), footprint.total_all_stages(), "rolled up and footprint of {}", row.id());
        prop_assert_eq!(row.beyond_boundary(), footprint.beyond_boundary(), "credits of {}", row.id());
        for component in Component::ALL {
            let cells = Stage::ALL.into_iter().map(|s| footprint.stage_components(s).get(component));
            let rolled_up = value(row.intensity().of_one().get(component));
            prop_assert_eq!(sum(cells), rolled_up, "{} of {}", component.name(), row.id());
        }
    }
    Ok(())
}

/// The whole result of a study against the oracle.
pub(crate) fn is_right(study: &Study, model: &Model, tolerance: &Tolerance<'_>) -> TestCaseResult {
    let answers = solve(study).map_err(|e| TestCaseError::reject(format!("{e:?}")))?;
    are_right(study, model, &answers, tolerance)
}

/// The same for answers that stand already.
pub(crate) fn are_right(
    study: &Study,
    model: &Model,
    answers: &BTreeMap<String, Answer>,
    tolerance: &Tolerance<'_>,
) -> TestCaseResult {
    for (id, answer) in answers {
        let footprint = model.footprint(id).map_err(|e| refused(&e))?;
        let answer = answer.clone().times(&amount(study, id).exact());
        agrees(&footprint, &answer, study.cradle_to_grave, tolerance)?;
        sums_exactly(model, id, &footprint)?;
    }
    rolls_up(model, study, answers, tolerance)
}
