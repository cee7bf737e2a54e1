//! Random studies against the oracle: what the library gives is the exact result, sums to itself exactly, and depends
//! on what a study means, not on how it is written.
//!
//! Every draw is reproducible. `PROPTEST_CASES=5000` looks further, `PROPTEST_RNG_SEED=7` elsewhere; a failure prints
//! the smallest study that still fails as the files that make it. The largest errors seen are printed with
//! `cargo test --test properties -- --nocapture`.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "fractions do not overflow, a test may panic, and it prints the errors that it measured"
)]

mod oracle;

use std::cell::RefCell;
use std::collections::BTreeMap;

use num_rational::BigRational;
use num_traits::{Signed, Zero};
use product_footprint::{Error, Model, Settings, Stage};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngSeed, TestCaseResult, TestRunner};

use oracle::agree::{Errors, Tolerance, agrees, ids, is_right, refused};
use oracle::answers::{footprints, model, tenth, value};
use oracle::random::{Family, LOOPS, SHORT, TREES, studies, studies_with};
use oracle::{Answer, CREDIT, Item, Line, Number, Refusal, Study, approximately, decimal_digits, files, solve};

/// Runs `property` on values of `strategy`, the same values every time unless the environment says otherwise.
fn check<S: Strategy>(cases: u32, strategy: S, property: impl Fn(S::Value) -> TestCaseResult) {
    let stated = Config::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { stated.cases } else { cases };
    let rng_seed = if stated.rng_seed == RngSeed::Random { RngSeed::Fixed(2026) } else { stated.rng_seed };
    let config = Config { cases, rng_seed, failure_persistence: None, max_shrink_iters: 4000, ..stated };
    if let Err(failure) = TestRunner::new(config).run(&strategy, property) {
        panic!("{failure}");
    }
}

/// Runs a family of studies against the oracle and prints the largest errors.
fn family_is_right(name: &str, cases: u32, family: Family, relative: BigRational) {
    let seen = RefCell::new(Errors::default());
    check(cases, studies(family), |study| {
        let tolerance = Tolerance { relative: relative.clone(), seen: &seen };
        let model = model(files::open(&study)).map_err(|e| refused(&e))?;
        is_right(&study, &model, &tolerance)
    });
    let seen = seen.into_inner();
    let (relative, absolute) = (approximately(&seen.relative), approximately(&seen.absolute));
    println!("{name}: largest error {relative} relative, {absolute} kg absolute, over {} numbers", seen.compared);
}

#[test]
fn without_loops_every_number_is_the_exact_one() {
    family_is_right("without loops", 250, TREES, tenth(24));
}

#[test]
fn with_loops_every_number_is_the_exact_one() {
    family_is_right("with loops", 200, LOOPS, tenth(22));
}

#[test]
fn a_study_built_in_code_gives_the_digits_of_its_files() {
    check(60, prop_oneof![studies(TREES), studies(LOOPS)], |study| {
        let ids = ids(&solve(&study).map_err(|e| TestCaseError::reject(format!("{e:?}")))?);
        let read = model(files::open(&study)).map_err(|e| refused(&e))?;
        let built = model(files::build(&study)).map_err(|e| refused(&e))?;
        let digits = |model: &Model| footprints(model, &ids).map_err(|e| refused(&e));
        prop_assert_eq!(digits(&read)?, digits(&built)?);
        Ok(())
    });
}

#[test]
fn the_boundary_moves_the_total_and_nothing_else() {
    check(40, studies(TREES), |study| {
        let ids = ids(&solve(&study).map_err(|e| TestCaseError::reject(format!("{e:?}")))?);
        let other = Study { cradle_to_grave: !study.cradle_to_grave, ..study.clone() };
        let flipped =
            if other.cradle_to_grave { product_footprint::Boundary::CradleToGrave } else { Default::default() };
        let settings = Settings::new().boundary(flipped);
        let library = product_footprint::FactorLibrary::empty;
        let stated = model(files::open(&other)).map_err(|e| refused(&e))?;
        let asked = Model::with(files::open(&study), library(), &settings).map_err(|e| refused(&e))?;
        let digits = |model: &Model| footprints(model, &ids).map_err(|e| refused(&e));
        prop_assert_eq!(digits(&stated)?, digits(&asked)?);
        let original = model(files::open(&study)).map_err(|e| refused(&e))?;
        for id in &ids {
            let (a, b) = (original.footprint(id).unwrap(), asked.footprint(id).unwrap());
            prop_assert!(Stage::ALL.into_iter().all(|s| a.stage_components(s) == b.stage_components(s)));
            prop_assert_eq!(a.total_all_stages(), b.total_all_stages());
            prop_assert_eq!(a.beyond_boundary(), b.beyond_boundary());
        }
        Ok(())
    });
}

// ---- The same study in other words ----

/// A study, and the same study in other words; `renamed` gives the id there of an id here.
fn means_the_same(one: &Study, other: &Study, renamed: impl Fn(&str) -> String) -> TestCaseResult {
    let answers = solve(one).map_err(|e| TestCaseError::reject(format!("{e:?}")))?;
    let ids = ids(&answers);
    let there: Vec<String> = ids.iter().map(|id| renamed(id)).collect();
    let rewritten = solve(other).expect("the other study has a result too");
    for (id, there) in ids.iter().zip(&there) {
        prop_assert!(answers[id].cells == rewritten[there].cells, "the oracle itself sees two studies");
    }
    let digits = |study: &Study, ids: &[String]| {
        let model = model(files::open(study)).map_err(|e| refused(&e))?;
        footprints(&model, ids).map_err(|e| refused(&e))
    };
    let (here, there) = (digits(one, &ids)?, digits(other, &there)?);
    if is_short(&answers) {
        prop_assert_eq!(here, there);
        return Ok(());
    }
    // Where decimals have no end, two ways to write a study may round differently, far down.
    prop_assert_eq!(here.len(), there.len());
    for ((what, a), (_, b)) in here.iter().zip(&there) {
        let (a, b) = (oracle::exact(a), oracle::exact(b));
        let allowed = (a.abs() * tenth(22)).max(tenth(24));
        prop_assert!((&a - &b).abs() <= allowed, "{}: {} and {}", what, a, b);
    }
    Ok(())
}

/// Whether every number of every item ends within the digits that a result has.
fn is_short(answers: &BTreeMap<String, Answer>) -> bool {
    let is_short = |n: &BigRational| decimal_digits(n).is_some_and(|digits| digits <= 26);
    let short_answer = |a: &Answer| {
        let uses = a.uses.iter().flat_map(BTreeMap::values);
        a.cells.iter().flatten().chain(uses).all(is_short)
    };
    answers.values().all(short_answer)
}

fn short_or_not() -> impl Strategy<Value = Study> {
    prop_oneof![3 => studies(SHORT), 1 => studies(TREES), 1 => studies(LOOPS)]
}

fn same(id: &str) -> String {
    id.to_owned()
}

#[test]
fn short_studies_give_the_exact_digits_and_nothing_is_rounded() {
    let seen = RefCell::new(Errors::default());
    let count = RefCell::new((0, 0));
    check(150, studies(SHORT), |study| {
        let answers = solve(&study).map_err(|e| TestCaseError::reject(format!("{e:?}")))?;
        count.borrow_mut().1 += 1;
        if !is_short(&answers) {
            return Ok(());
        }
        count.borrow_mut().0 += 1;
        let one = Study { products: Vec::new(), ..study };
        let model = model(files::open(&one)).map_err(|e| refused(&e))?;
        for (id, answer) in &answers {
            let footprint = model.footprint(id).map_err(|e| refused(&e))?;
            let tolerance = Tolerance { relative: BigRational::zero(), seen: &seen };
            agrees(&footprint, answer, one.cradle_to_grave, &tolerance)?;
            prop_assert_eq!(value(footprint.total()), answer.total(one.cradle_to_grave));
            prop_assert_eq!(value(footprint.total_all_stages()), answer.total_all_stages());
        }
        Ok(())
    });
    let (short, all) = count.into_inner();
    assert!(short * 3 > all, "too few short studies to prove anything: {short} of {all}");
    assert!(seen.into_inner().absolute.is_zero());
}

#[test]
fn a_declared_amount_scales_the_result() {
    let amounts = prop_oneof![Just(Number::new(2, 0)), Just(Number::new(5, 1)), Just(Number::new(1250, 0))];
    check(60, (short_or_not(), any::<Index>(), amounts), |(study, pick, times)| {
        let one = Study { products: Vec::new(), ..study };
        let answers = solve(&one).map_err(|e| TestCaseError::reject(format!("{e:?}")))?;
        let ids = ids(&answers);
        let id = pick.get(&ids);
        let many = Study { products: vec![(id.clone(), times)], ..one.clone() };
        let digits = |study: &Study| {
            let model = model(files::open(study)).map_err(|e| refused(&e))?;
            footprints(&model, std::slice::from_ref(id)).map_err(|e| refused(&e))
        };
        let (of_one, of_many) = (digits(&one)?, digits(&many)?);
        // All numbers of a product are rounded to one place, which its largest number decides.
        let largest = of_many.iter().map(|(_, n)| oracle::exact(n).abs()).max().unwrap_or_default();
        for ((what, of_one), (_, of_many)) in of_one.iter().zip(&of_many) {
            let (want, got) = (oracle::exact(of_one) * times.exact(), oracle::exact(of_many));
            let allowed = if is_short(&answers) { BigRational::zero() } else { (&largest * tenth(22)).max(tenth(24)) };
            prop_assert!((&want - &got).abs() <= allowed, "{}: {} of one, {} of {}", what, of_one, of_many, times);
        }
        Ok(())
    });
}

#[test]
fn a_line_may_be_split_in_two() {
    check(80, (short_or_not(), any::<Index>(), 0_i64..=10), |(study, pick, tenths)| {
        prop_assume!(!study.lines.is_empty());
        let mut other = study.clone();
        let at = pick.index(study.lines.len());
        let mut line = other.lines[at].clone();
        prop_assume!(line.quantity.digits.abs() < i64::MAX / 20);
        let (digits, places) = (line.quantity.digits * 10, line.quantity.places + 1);
        let first = digits / 10 * tenths;
        line.quantity = Number::new(first, places);
        other.lines[at].quantity = Number::new(digits - first, places);
        other.lines.push(line);
        means_the_same(&study, &other, same)
    });
}

#[test]
fn an_item_may_be_handed_through_another() {
    check(80, (short_or_not(), any::<Index>()), |(study, pick)| {
        prop_assume!(!study.lines.is_empty());
        let mut other = study.clone();
        let at = pick.index(study.lines.len());
        let child = study.lines[at].child.clone();
        let declared = oracle::declared_unit(&study, &child);
        let stated = study.items.iter().find(|i| i.id == child);
        other.items.push(Item {
            id: "handed through".to_owned(),
            unit: Some(declared),
            mass: stated.and_then(|i| i.mass),
            density: stated.and_then(|i| i.density),
            factor: None,
        });
        other.lines[at].child = "handed through".to_owned();
        let binding = other.lines[at].factor.take();
        let last = Line { factor: binding, ..Line::new("handed through", &child, Number::ONE) };
        other.lines.push(last);
        means_the_same(&study, &other, same)
    });
}

#[test]
fn ids_are_only_names() {
    check(60, short_or_not(), |study| {
        let mut other = study.clone();
        // The order of the new names is not the order of the old ones.
        let items: Vec<String> = study.items.iter().map(|i| i.id.clone()).collect();
        let new = |id: &str| {
            if study.factors.iter().any(|f| f.id == id) {
                return id.to_owned();
            }
            let at = items.iter().position(|i| i == id).unwrap_or_else(|| panic!("no item {id}"));
            format!("{} 件, named \"{}\"", (at * 7 + 3) % 11, 40 - at)
        };
        for item in &mut other.items {
            item.id = new(&item.id);
        }
        for line in &mut other.lines {
            (line.parent, line.child) = (new(&line.parent), new(&line.child));
        }
        for leg in &mut other.legs {
            leg.item = new(&leg.item);
        }
        for (id, _) in &mut other.products {
            *id = new(id);
        }
        means_the_same(&study, &other, new)
    });
}

#[test]
fn kilograms_may_be_written_in_grams() {
    check(80, short_or_not(), |study| {
        let mut other = study.clone();
        for line in &mut other.lines {
            let (unit, by) = match line.unit {
                Some("kg") => ("g", 3),
                Some("g") => ("t", -6),
                Some("t") => ("kg", 3),
                Some("m3") => ("L", 3),
                Some("L") => ("m3", -3),
                Some("GJ") => ("MJ", 3),
                _ => continue,
            };
            // Eighteen digits cannot take zeros on.
            if line.quantity.places >= 3 || line.quantity.digits.abs() < 1_000_000 {
                (line.unit, line.quantity) = (Some(unit), line.quantity.shifted(by));
            }
        }
        means_the_same(&study, &other, same)
    });
}

#[test]
fn a_base_quantity_a_scrap_and_a_yield_may_be_worked_out_beforehand() {
    check(60, studies(SHORT), |study| {
        let mut other = study.clone();
        for line in &mut other.lines {
            // quantity / per x (1 + scrap) / yield, of the few values that short studies have.
            let per = line.per.take().map_or(1000, |n| 1000 / n.digits);
            let scrap = line.scrap.take().map_or(100, |n| 100 + n.digits * 10_i64.pow(2 - n.places));
            let recovery = line.recovery.take().map_or(100, |n| 1000 / (n.digits * 10_i64.pow(1 - n.places)));
            line.quantity.digits *= per * scrap * recovery;
            line.quantity.places += 3 + 2 + 2;
        }
        means_the_same(&study, &other, same)
    });
}

// ---- Loops at the limit ----

/// Whether a study is refused with this code, by whichever call meets it first.
fn refusal(study: &Study) -> Option<Vec<&'static str>> {
    let answer = model(files::open(study)).and_then(|model| {
        model.roll_up()?;
        model.footprints()
    });
    let codes = |e: Error| e.diagnostics().iter().map(|d| d.code()).filter(|c| c.starts_with('E')).collect();
    answer.err().map(codes)
}

#[test]
fn a_loop_that_makes_less_than_it_takes_is_refused_and_no_other() {
    let count = RefCell::new((0, 0));
    check(200, studies_with(LOOPS, 300..=1400), |study| {
        match solve(&study) {
            Ok(_) => {
                count.borrow_mut().0 += 1;
                // A study in which something consumes every item has no product, but its items have footprints.
                prop_assert!(refusal(&study).is_none_or(|codes| codes == ["E112"]));
            }
            Err(Refusal::Unproductive) => {
                count.borrow_mut().1 += 1;
                let codes = refusal(&study).unwrap_or_default();
                prop_assert!(!codes.is_empty() && codes.iter().all(|c| *c == "E103"), "{:?}", codes);
            }
            Err(Refusal::CreditOnLoop) => unreachable!("random studies have no credits on loops"),
        }
        Ok(())
    });
    let (solved, refused) = count.into_inner();
    println!("loops around 1: {solved} solved, {refused} refused");
    assert!(solved.min(refused) * 10 > solved.max(refused), "one-sided: {solved} solved, {refused} refused");
}

/// A factor of 1 kg CO2e per kg.
fn unit_factor() -> oracle::Factor {
    let mut values = [Number::new(0, 0); 9];
    values[0] = Number::ONE;
    oracle::Factor { id: "f".to_owned(), unit: "kg", values, stage: None }
}

fn kilograms(id: String) -> Item {
    Item { id, unit: Some("kg"), mass: None, density: None, factor: None }
}

/// A ring whose quantities are powers of two and five and multiply to exactly 1, each line in its own unit.
fn exact_ring() -> impl Strategy<Value = Study> {
    let step = (-3_i32..=3, -3_i32..=3, 0_usize..3, any::<bool>());
    proptest::collection::vec(step, 0..6).prop_map(|steps| {
        let size = steps.len() + 1;
        let (mut twos, mut fives) = (0, 0);
        let mut lines = Vec::new();
        for at in 0..size {
            let (two, five, unit, through_yield) = steps.get(at).copied().unwrap_or((-twos, -fives, 0, false));
            (twos, fives) = (twos + two, fives + five);
            // 2^two x 5^five is an integer over a power of ten.
            let (up, down) = (two.max(0) + (-five).max(0), five.max(0) + (-two).max(0));
            let digits = 2_i64.pow(up.unsigned_abs()) * 5_i64.pow(down.unsigned_abs());
            let places = u32::try_from((-two).max(0) + (-five).max(0)).unwrap();
            let (unit, by) = [("kg", 0), ("g", 3), ("t", -3)][unit];
            let quantity = Number::new(digits, places).shifted(by);
            let mut line = Line::new(&format!("i{at}"), &format!("i{}", (at + 1) % size), quantity);
            line.unit = Some(unit);
            if through_yield {
                (line.quantity.digits, line.recovery) = (line.quantity.digits * 3, Some(Number::new(75, 2)));
                line.per = Some(Number::new(4, 0));
            }
            lines.push(line);
        }
        lines.push(Line::new("i0", "f", Number::ONE));
        let items = (0..size).map(|at| kilograms(format!("i{at}"))).collect();
        let (products, legs, factors) = (Vec::new(), Vec::new(), vec![unit_factor()]);
        Study { cradle_to_grave: false, products, items, lines, legs, factors }
    })
}

/// Items that each take from the others, and in sum from all of them, exactly what they make.
fn closed_economy() -> impl Strategy<Value = Study> {
    (2_usize..=6, proptest::collection::vec(0_i64..=1000, 36)).prop_map(|(size, shares)| {
        let mut lines = vec![Line::new("i0", "f", Number::ONE)];
        for parent in 0..size {
            // Each share is taken of what is left, and the next item takes the rest: all hang together.
            let mut left = 1000;
            for step in 1..=size {
                let child = (parent + 1 + step) % size;
                let rest = child == (parent + 1) % size;
                let share = if rest { left } else { shares[parent * 6 + child] % left.max(1) };
                left -= share;
                let quantity = Number::new(share, 3);
                lines.push(Line::new(&format!("i{parent}"), &format!("i{child}"), quantity));
            }
        }
        let items = (0..size).map(|at| kilograms(format!("i{at}"))).collect();
        let (products, legs, factors) = (Vec::new(), Vec::new(), vec![unit_factor()]);
        Study { cradle_to_grave: false, products, items, lines, legs, factors }
    })
}

#[test]
fn a_loop_that_takes_exactly_what_it_makes_is_refused() {
    check(120, prop_oneof![exact_ring(), closed_economy()], |study| {
        prop_assert_eq!(solve(&study).err(), Some(Refusal::Unproductive), "the oracle finds a solution");
        prop_assert_eq!(refusal(&study), Some(vec!["E103"]));
        Ok(())
    });
}

#[test]
fn a_credit_on_a_loop_is_refused() {
    for negative in [false, true] {
        let credit = Number::new(if negative { -1 } else { 1 }, 1);
        let lines = vec![
            Line::new("a", "b", Number::new(5, 1)),
            Line { stage: Some(CREDIT), ..Line::new("b", "a", credit) },
            Line::new("a", "f", Number::ONE),
        ];
        let items = ["a", "b"].map(|id| kilograms(id.to_owned())).to_vec();
        let (products, legs, factors) = (Vec::new(), Vec::new(), vec![unit_factor()]);
        let study = Study { cradle_to_grave: false, products, items, lines, legs, factors };
        assert_eq!(solve(&study).err(), Some(Refusal::CreditOnLoop));
        assert_eq!(refusal(&study), Some(vec!["E103"]));
    }
}
