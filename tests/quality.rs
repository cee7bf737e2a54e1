//! How good the data behind a footprint are: ratings by PACT 3, primary data, age, steps down. Against sums made here in
//! fractions, over every path.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

mod oracle;

use std::collections::BTreeMap;

use num_rational::BigRational;
use num_traits::{Signed, Zero};
use oracle::answers::{tenth, value};
use product_footprint::trust::Quality;
use product_footprint::{Component, Decimal, Factor, FactorLibrary, Item, Line, Model, Stage, Study, Unit};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn unit(text: &str) -> Unit {
    text.parse().unwrap()
}

fn factor(id: &str, co2e: &str) -> Factor {
    Factor::new(id, unit("kg")).value(Component::Fossil, d(co2e))
}

fn quality(study: Study) -> Quality {
    let model = Model::new(study, FactorLibrary::empty()).unwrap_or_else(|e| panic!("{:#?}", e.diagnostics()));
    model.footprint("pan").unwrap().quality().clone()
}

fn text(share: Option<Decimal>) -> String {
    share.map_or_else(|| "-".to_owned(), |s| s.to_string())
}

#[test]
fn the_end_cover_of_the_plan_has_its_primary_share() {
    // Recycled aluminium alone is primary in quantity and factor: 1.2325 of 15.61568.
    let lines = [
        ("al-primary", "0.60", "16.20"),
        ("al-recycled", "1.45", "0.85"),
        ("agent", "0.03", "2.50"),
        ("board", "0.12", "1.05"),
        ("road", "1.43", "0.11"),
        ("power", "5.40", "0.5777"),
        ("gas", "0.42", "2.79"),
        ("dross", "0.03", "0.45"),
    ];
    let mut study = Study::builder();
    for (id, quantity, co2e) in lines {
        let row = if id == "al-recycled" { factor(id, co2e).primary() } else { factor(id, co2e) };
        study = study.line(Line::new("pan", id, d(quantity))).factor(row);
    }
    let q = quality(study.build());
    assert_eq!(q.primary_share().unwrap().round(4), d("0.0789"));
    assert_eq!((q.technology(), text(q.coverage()).as_str()), (None, "0"), "nothing is rated, nothing is assumed");
}

#[test]
fn ratings_weigh_by_contribution_and_only_where_they_are_stated() {
    let study = Study::builder()
        .line(Line::new("pan", "a", d("3")))
        .line(Line::new("pan", "b", d("1")))
        .line(Line::new("pan", "c", d("4")))
        .line(Line::new("pan", "d", d("9")).stage(Stage::Use))
        .factor(factor("a", "1").rated(d("1"), d("2"), d("3")))
        .factor(factor("b", "1").rated(d("5"), d("4"), d("3")))
        .factor(factor("c", "1"))
        .factor(factor("d", "1").rated(d("5"), d("5"), d("5")));
    let q = quality(study.build());
    // (3 x 1 + 1 x 5) / 4; c states nothing, d counts outside the boundary.
    for (rating, value) in [(q.technology(), "2"), (q.time(), "2.5"), (q.geography(), "3")] {
        let rating = rating.unwrap();
        assert_eq!((rating.value().to_string().as_str(), rating.coverage().to_string().as_str()), (value, "0.5"));
    }
    assert_eq!(text(q.coverage()), "0.5");
    assert!(!q.has_negative());
    // A removal weighs by what it takes away: (3 + 1 x 5) / 4 again, and it is said.
    let study = Study::builder()
        .line(Line::new("pan", "a", d("3")))
        .line(Line::new("pan", "b", d("1")))
        .factor(factor("a", "1").rated(d("1"), d("1"), d("1")))
        .factor(Factor::new("b", unit("kg")).value(Component::LandRemovals, d("-1")).rated(d("5"), d("5"), d("5")));
    let q = quality(study.build());
    assert_eq!((q.technology().unwrap().value().to_string().as_str(), q.has_negative()), ("2", true));
}

#[test]
fn a_secondary_quantity_anywhere_on_the_way_is_not_primary() {
    let study = |secondary: [bool; 3]| {
        let line = |at: usize, line: Line| if secondary[at] { line.secondary() } else { line };
        Study::builder()
            .item(Item::new("tube").unit(unit("kg")).factor("steel"))
            .line(line(0, Line::new("pan", "frame", d("2"))))
            .line(line(1, Line::new("frame", "tube", d("3"))))
            .line(line(2, Line::new("pan", "tube", d("4"))))
            .factor(factor("steel", "1").primary())
            .build()
    };
    for (secondary, share) in [
        ([false, false, false], "1"),
        ([true, false, false], "0.4"),
        ([false, true, false], "0.4"),
        ([false, false, true], "0.6"),
        ([true, true, true], "0"),
    ] {
        assert_eq!(text(quality(study(secondary)).primary_share()), share, "{secondary:?}");
    }
}

#[test]
fn loops_keep_the_primary_part_of_what_goes_round() {
    // body = 1 steel + 0.5 body (returned scrap): 2 steel a body, all of it primary or none.
    let study = |secondary: bool| {
        let scrap = Line::new("body", "body", d("0.5"));
        Study::builder()
            .line(Line::new("pan", "body", d("1")))
            .line(Line::new("body", "steel", d("1")))
            .line(if secondary { scrap.secondary() } else { scrap })
            .factor(factor("steel", "1").primary())
            .build()
    };
    assert_eq!(text(quality(study(false)).primary_share()), "1");
    // Of the 2 kg the first comes without the secondary quantity of scrap.
    assert_eq!(text(quality(study(true)).primary_share()), "0.5");
}

#[test]
fn ages_and_steps_down_are_counted_with_their_share() {
    let study = Study::builder()
        .year(2024)
        .region("CN-ZJ")
        .line(Line::new("pan", "old", d("1")))
        .line(Line::new("pan", "new", d("2")))
        .line(Line::new("pan", "undated", d("1")))
        .factor(factor("old", "1").valid(2014, 2019).region("CN-ZJ"))
        .factor(factor("new", "1").valid(2024, 2025).region("CN"))
        .factor(factor("undated", "1").region("CN-ZJ"));
    let q = quality(study.build());
    assert_eq!(q.oldest(), Some((2014, "old@CN-ZJ:2014-2019")));
    assert_eq!((q.mean_age().unwrap().round(4), text(q.dated()).as_str()), (d("3.3333"), "0.75"));
    assert_eq!((q.coarser().factors(), text(q.coarser().share()).as_str()), (1, "0.5"));
    assert_eq!((q.older().factors(), text(q.older().share()).as_str()), (1, "0.25"));
    assert_eq!(q.reference_year(), Some(2024));
}

#[test]
fn nothing_that_contributes_has_no_quality() {
    let q = quality(Study::builder().line(Line::new("pan", "a", d("0"))).factor(factor("a", "1")).build());
    assert_eq!((q.coverage(), q.primary_share(), q.mean_age(), q.technology()), (None, None, None, None));
}

#[derive(Clone, Debug)]
struct Drawn {
    /// From an item to a later one or to a factor: quantity in tenths, whether it is secondary.
    lines: Vec<(usize, usize, i64, bool)>,
    /// In thousandths; ratings; primary share in tenths; stage.
    factors: Vec<(i64, Option<[u8; 3]>, u8, bool)>,
}

const ITEMS: usize = 5;

fn drawn() -> impl Strategy<Value = Drawn> {
    let line = (0..ITEMS, 0_usize..20, 1_i64..60, any::<bool>());
    let factor = (-900_i64..4000, proptest::option::of([1_u8..=5, 1_u8..=5, 1_u8..=5]), 0_u8..=10, any::<bool>());
    (proptest::collection::vec(line, 1..14), proptest::collection::vec(factor, 1..5))
        .prop_map(|(lines, factors)| Drawn { lines, factors })
}

impl Drawn {
    /// Items are `pan` and `i1`…; each has a line to the first factor, so that all are made of something.
    fn lines(&self) -> Vec<(usize, usize, i64, bool)> {
        let targets = ITEMS + self.factors.len();
        let mut lines: Vec<_> = (0..ITEMS).map(|item| (item, ITEMS, 1, item % 2 == 1)).collect();
        for (from, to, quantity, secondary) in &self.lines {
            // A later item, or a factor.
            let to = from + 1 + to % (targets - from - 1);
            lines.push((*from, to, *quantity, *secondary));
        }
        lines
    }

    fn study(&self, turned: bool) -> Study {
        let name = |at: usize| match at {
            0 => "pan".to_owned(),
            at if at < ITEMS => format!("i{at}"),
            at => format!("f{}", at - ITEMS),
        };
        let mut study = Study::builder();
        let mut lines = self.lines();
        let mut factors: Vec<_> = self.factors.iter().enumerate().collect();
        if turned {
            lines.reverse();
            factors.reverse();
        }
        for item in 0..ITEMS {
            study = study.item(Item::new(name(if turned { ITEMS - 1 - item } else { item })).unit(unit("piece")));
        }
        for (from, to, quantity, secondary) in lines {
            let line = Line::new(name(from), name(to), d(&format!("{quantity}e-1")));
            study = study.line(if secondary { line.secondary() } else { line });
        }
        for (at, (co2e, ratings, primary, used)) in factors {
            let mut row = factor(&name(ITEMS + at), &format!("{co2e}e-3")).primary_share(d(&format!("{primary}e-1")));
            if let Some([a, b, c]) = ratings {
                row = row.rated(Decimal::from(*a), Decimal::from(*b), Decimal::from(*c));
            }
            study = study.factor(row.stage(if *used { Stage::Use } else { Stage::Production }));
        }
        study.build()
    }

    /// By factor: what `pan` needs of it, and what of that primary quantities lead to. Over every path.
    fn needs(&self) -> BTreeMap<usize, [BigRational; 2]> {
        let lines = self.lines();
        let mut found: BTreeMap<usize, [BigRational; 2]> = BTreeMap::new();
        let one = BigRational::from_integer(1.into());
        let mut paths = vec![(0_usize, one, true)];
        while let Some((at, amount, primary)) = paths.pop() {
            if at >= ITEMS {
                let slot = found.entry(at - ITEMS).or_default();
                slot[0] += &amount;
                if primary {
                    slot[1] += &amount;
                }
                continue;
            }
            for (_, to, quantity, secondary) in lines.iter().filter(|l| l.0 == at) {
                let quantity = BigRational::new((*quantity).into(), 10.into());
                paths.push((*to, &amount * quantity, primary && !secondary));
            }
        }
        found
    }
}

fn holds(study: &Drawn) -> Result<(), TestCaseError> {
    let q = quality(study.study(false));
    prop_assert_eq!(&q, &quality(study.study(true)), "the order of rows changes something");
    let whole = |n: i64| BigRational::from_integer(n.into());
    let inputs: Vec<(BigRational, BigRational, usize)> = study
        .needs()
        .into_iter()
        .filter(|(at, _)| !study.factors[*at].3)
        .map(|(at, [all, primary])| {
            let co2e = BigRational::new(study.factors[at].0.into(), 1000.into());
            ((&all * co2e).abs(), primary / all, at)
        })
        .filter(|(weight, ..)| !weight.is_zero())
        .collect();
    let total: BigRational = inputs.iter().map(|(weight, ..)| weight.clone()).sum();
    if total.is_zero() {
        prop_assert_eq!(q.primary_share(), None);
        return Ok(());
    }
    let close = |a: Decimal, b: BigRational| (value(a) - b).abs() < tenth(25);
    let primary: BigRational = inputs
        .iter()
        .map(|(weight, part, at)| weight * part * BigRational::new(study.factors[*at].2.into(), 10.into()))
        .sum();
    let share = q.primary_share().unwrap();
    prop_assert!(close(share, primary / &total), "{share}");
    prop_assert!(!share.is_negative() && share <= Decimal::ONE);
    for (k, rating) in [q.technology(), q.time(), q.geography()].into_iter().enumerate() {
        let rated: Vec<(&BigRational, u8)> =
            inputs.iter().filter_map(|(weight, _, at)| Some((weight, study.factors[*at].1?[k]))).collect();
        let weight: BigRational = rated.iter().map(|(weight, _)| (*weight).clone()).sum();
        prop_assert_eq!(rating.is_some(), !rated.is_empty());
        let Some(rating) = rating else { continue };
        let mean: BigRational = rated.iter().map(|(weight, s)| *weight * whole((*s).into())).sum();
        prop_assert!(close(rating.value(), mean / &weight));
        prop_assert!(close(rating.coverage(), weight / &total));
        let bounds = rated.iter().map(|(_, s)| Decimal::from(*s));
        prop_assert!(bounds.clone().min().unwrap() <= rating.value() && rating.value() <= bounds.max().unwrap());
    }
    Ok(())
}

#[test]
fn means_and_shares_are_those_of_all_paths() {
    let config = Config { cases: 300, rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..Config::default() };
    if let Err(failure) = TestRunner::new(config).run(&drawn(), |study| holds(&study)) {
        panic!("{failure}");
    }
}
