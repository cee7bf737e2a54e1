//! What if, change by change, against models that are built with the changed values; where-used against walks down.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

mod oracle;

use std::cell::Cell;
use std::collections::BTreeSet;

use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use oracle::answers::{model, tenth, value};
use oracle::random::{LOOPS, TREES, studies};
use oracle::{Number, Study, declared_unit, files, requirement};
use product_footprint::{FactorLibrary, Intensity, Model};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngSeed, TestRunner};

fn config() -> Config {
    Config { cases: 150, rng_seed: RngSeed::Fixed(2026), failure_persistence: None, ..Config::default() }
}

fn rows(model: &Model) -> Vec<(String, String, Intensity)> {
    let rows = model.roll_up().unwrap();
    rows.iter().map(|r| (r.id().to_owned(), r.beyond_boundary().to_string(), *r.intensity())).collect()
}

/// The study with line `at` of that gross quantity, as a person would write it.
fn with_quantity(study: &Study, at: usize, quantity: Number) -> Option<Study> {
    let mut edited = study.clone();
    let line = &mut edited.lines[at];
    (line.quantity, line.per, line.scrap, line.recovery) = (quantity, None, None, None);
    line.unit = Some(declared_unit(study, &line.child));
    let child = line.child.clone();
    // An item that only lines name is in the unit of the first of them.
    (declared_unit(&edited, &child) == declared_unit(study, &child)).then_some(edited)
}

#[test]
fn every_change_gives_what_a_rebuild_gives() {
    let (lines, factors, refused) = (Cell::new(0_usize), Cell::new(0_usize), Cell::new(0_usize));
    let change = (any::<bool>(), any::<Index>(), 0_i64..5000, 0_u32..5);
    let cases = (prop_oneof![studies(TREES), studies(LOOPS)], proptest::collection::vec(change, 1..5));
    let property = |(mut study, changes): (Study, Vec<(bool, Index, i64, u32)>)| {
        let base = model(files::open(&study)).unwrap();
        let before = rows(&base);
        let mut what_if = base.what_if();
        for (is_line, which, digits, places) in changes {
            let number = Number::new(digits, places);
            let count = if is_line {
                let at = which.index(study.lines.len());
                let (parent, child) = (study.lines[at].parent.clone(), study.lines[at].child.clone());
                let alike = study.lines.iter().filter(|l| l.parent == parent && l.child == child).count();
                let Some(edited) = with_quantity(&study, at, number) else { continue };
                let done = what_if.set_quantity(&parent, &child, files::decimal(number));
                if alike > 1 {
                    prop_assert_eq!(done.unwrap_err().diagnostics()[0].code(), "E104");
                    continue;
                }
                match (done, model(files::open(&edited))) {
                    (Ok(count), Ok(_)) => {
                        study = edited;
                        lines.set(lines.get() + 1);
                        count
                    }
                    (Err(a), Err(b)) => {
                        // The loop takes as much as it makes: refused in the same words but for the row, and undone.
                        prop_assert_eq!(a.diagnostics()[0].code(), b.diagnostics()[0].code());
                        refused.set(refused.get() + 1);
                        continue;
                    }
                    (a, b) => panic!("{a:?} {:?}", b.map(|_| ())),
                }
            } else {
                let at = which.index(study.factors.len());
                let id = study.factors[at].id.clone();
                // A factor that nothing uses is not there to be set.
                let Ok(count) = what_if.set_factor(&id, files::decimal(number)) else { continue };
                study.factors[at].values = [Number::new(0, 0); 9];
                study.factors[at].values[0] = number;
                factors.set(factors.get() + 1);
                count
            };
            let rebuilt = rows(&model(files::open(&study)).unwrap());
            prop_assert!(count <= rebuilt.len());
            for (id, beyond, intensity) in &rebuilt {
                let row = what_if.roll_up(id).unwrap();
                prop_assert_eq!(row.intensity(), intensity, "{}", id);
                prop_assert_eq!(&row.beyond_boundary().to_string(), beyond, "{}", id);
            }
            // Whatever is another now than at first is among the affected; each is there once.
            let affected: Vec<String> = what_if.affected().map(|r| r.unwrap().id().to_owned()).collect();
            let set: BTreeSet<&String> = affected.iter().collect();
            prop_assert_eq!(set.len(), affected.len());
            for (old, new) in before.iter().zip(&rebuilt) {
                prop_assert!(old == new || set.contains(&new.0), "{} changed and is not named", new.0);
            }
        }
        prop_assert_eq!(rows(&base), before, "the model stays as it is");
        Ok(())
    };
    if let Err(failure) = TestRunner::new(config()).run(&cases, property) {
        panic!("{failure}");
    }
    let seen = (lines.get(), factors.get(), refused.get());
    assert!(seen.0 > 50 && seen.1 > 50 && seen.2 > 1, "lines, factors, refused loops: {seen:?}");
}

#[test]
fn a_component_that_no_factor_had_is_found() {
    let folder = files::Folder::new();
    folder.write("bom.csv", "parent,child,quantity,unit\npan,tree,2,kg\nlid,tin,1,kg\n");
    folder.write("factors.csv", "id,unit,fossil,biogenic_co2\ntree,kg,0,3\ntin,kg,0,1\n");
    let model = Model::new(product_footprint::Study::open(folder.path()).unwrap(), FactorLibrary::empty()).unwrap();
    let mut what_if = model.what_if();
    assert_eq!(what_if.set_factor("tree", "1.5".parse().unwrap()).unwrap(), 1);
    assert_eq!(what_if.roll_up("pan").unwrap().total().to_string(), "3");
    assert_eq!(what_if.roll_up("lid").unwrap().intensity().of_one(), model.roll_up().unwrap()[0].intensity().of_one());
    assert_eq!(what_if.set_quantity("pan", "tree", "3".parse().unwrap()).unwrap(), 1);
    assert_eq!(what_if.roll_up("pan").unwrap().total().to_string(), "4.5");
    for (parent, child, code) in [("pan", "tin", "E101"), ("pot", "tin", "E101")] {
        let error = what_if.set_quantity(parent, child, "1".parse().unwrap()).unwrap_err();
        assert_eq!(error.diagnostics()[0].code(), code);
    }
    assert_eq!(what_if.set_quantity("pan", "tree", "-1".parse().unwrap()).unwrap_err().diagnostics()[0].code(), "E106");
    assert_eq!(what_if.set_factor("tre", "1".parse().unwrap()).unwrap_err().diagnostics()[0].code(), "E101");
}

#[test]
fn where_used_is_every_requirement_turned_round() {
    let compared = Cell::new(0_usize);
    let property = |study: Study| {
        let model = model(files::open(&study)).unwrap();
        let ids: Vec<String> = model.roll_up().unwrap().iter().map(|r| r.id().to_owned()).collect();
        for of in &ids {
            let used = model.where_used(of).unwrap();
            for id in ids.iter().filter(|id| *id != of) {
                let want = requirement(&study, id, of).unwrap();
                let got = used.iter().find(|u| u.id() == id).map_or_else(BigRational::zero, |u| value(u.quantity()));
                let scale = if want.abs() > BigRational::one() { want.abs() } else { BigRational::one() };
                prop_assert!((got - &want).abs() <= scale * tenth(25), "{} in {}", of, id);
                compared.set(compared.get() + 1);
            }
            for used in &used {
                let consumed = study.lines.iter().any(|l| l.child == used.id());
                prop_assert!(used.is_top() != consumed, "{}", used.id());
            }
        }
        Ok(())
    };
    let cases = prop_oneof![studies(TREES), studies(LOOPS)];
    if let Err(failure) = TestRunner::new(config()).run(&cases, property) {
        panic!("{failure}");
    }
    assert!(compared.get() > 500, "{}", compared.get());
}
