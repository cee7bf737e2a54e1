//! Loops so dense that binary numbers help: the solution is put back into its equations in exact fractions.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::float_arithmetic, reason = "a test may panic")]

mod oracle;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use num_rational::BigRational;
use num_traits::{Signed, Zero};
use oracle::answers::{tenth, value};
use oracle::{exact, files};
use product_footprint::{FactorLibrary, Model, Study};

/// Every item takes of most others, on lines that add up to `gain` thousandths, with a stage on some; and emits.
fn dense(items: u64, gain: u64) -> (String, Vec<(usize, usize, String)>) {
    let mut state = 7_u64;
    let mut below = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut bom = "parent,child,quantity,stage\n".to_owned();
    let mut lines = Vec::new();
    for parent in 0..items {
        let weights: Vec<u64> = (0..items).map(|_| if below(4) == 0 { 0 } else { 1 + below(1000) }).collect();
        let sum: u64 = weights.iter().sum();
        for (child, weight) in (0..items).zip(weights).filter(|(_, weight)| *weight > 0) {
            // gain x weight / sum, cut off: never more than the gain in all.
            let digits = u128::from(gain) * u128::from(weight) * 10_u128.pow(21) / u128::from(sum);
            let quantity = format!("0.{digits:024}");
            let stage = if below(50) == 0 { "production" } else { "" };
            writeln!(bom, "i{parent},i{child},{quantity},{stage}").unwrap();
            lines.push((usize::try_from(parent).unwrap(), usize::try_from(child).unwrap(), quantity));
        }
        writeln!(bom, "i{parent},co2e,{}.5,", below(1000)).unwrap();
    }
    (bom, lines)
}

fn open(bom: &str) -> Study {
    let folder = files::Folder::new();
    folder.write("bom.csv", bom);
    folder.write("factors.csv", "id,unit,co2e\nco2e,kg,1\n");
    Study::open(folder.path()).unwrap()
}

#[test]
fn solutions_of_dense_loops_hold_in_their_equations() {
    // The last is so near to taking what it makes that decimals alone decide.
    for (items, gain) in [(130, 900), (130, 999), (101, 0)] {
        let (bom, lines) = if gain == 0 { dense_gain("0.999999999") } else { dense(items, gain) };
        let model = Model::new(open(&bom), FactorLibrary::empty()).unwrap();
        let scores: BTreeMap<String, BigRational> =
            model.roll_up().unwrap().iter().map(|row| (row.id().to_owned(), value(row.total()))).collect();
        let score = |at: usize| &scores[&format!("i{at}")];
        let mut right: Vec<BigRational> = vec![BigRational::zero(); scores.len()];
        let mut sizes = right.clone();
        for row in bom.lines().filter(|row| row.contains("co2e")) {
            let cells: Vec<&str> = row.split(',').collect();
            right[cells[0][1..].parse::<usize>().unwrap()] += exact(cells[2]);
        }
        for (parent, child, quantity) in &lines {
            let term = exact(quantity) * score(*child);
            sizes[*parent] += term.abs();
            right[*parent] += term;
        }
        for (at, (right, size)) in right.iter().zip(&sizes).enumerate() {
            assert!((score(at) - right).abs() <= size * tenth(24), "i{at} of {items}, gain {gain}");
        }
        // Down: what the factor is needed for is what the item emits, for the factor is 1.
        for at in [0, 7, 100] {
            let footprint = model.footprint(&format!("i{at}")).unwrap();
            let needed: BigRational = footprint.contributions().iter().map(|c| value(c.quantity())).sum();
            assert!((&needed - score(at)).abs() <= score(at) * tenth(24), "i{at} of {items}, gain {gain}");
        }
        let used = model.where_used("i3").unwrap();
        assert_eq!(used.len(), scores.len() - 1);
    }
}

/// Every item takes the same of every one, `gain` in all.
fn dense_gain(gain: &str) -> (String, Vec<(usize, usize, String)>) {
    let items = 101_usize;
    let share = format!("{:.15}", gain.parse::<f64>().unwrap() / 101.0);
    let mut bom = "parent,child,quantity,stage\n".to_owned();
    let mut lines = Vec::new();
    for parent in 0..items {
        for child in 0..items {
            writeln!(bom, "i{parent},i{child},{share},").unwrap();
            lines.push((parent, child, share.clone()));
        }
        writeln!(bom, "i{parent},co2e,1,").unwrap();
    }
    (bom, lines)
}

#[test]
fn dense_loops_that_take_what_they_make_are_refused() {
    for gain in ["1.000000001", "1.5"] {
        let error = Model::new(open(&dense_gain(gain).0), FactorLibrary::empty()).unwrap_err();
        assert_eq!(error.diagnostics()[0].code(), "E103", "{gain}");
    }
}
