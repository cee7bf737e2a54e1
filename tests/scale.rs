//! Depth, width and loops that break what recurses, enumerates paths or solves the whole graph at once.
//!
//! Every model is built and walked on a stack of 256 KiB: what recurses over a study dies here.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test may panic")]

use std::thread;

use product_footprint::{Component, Decimal, Factor, FactorLibrary, Item, Line, Model, Study, StudyBuilder, Unit};

const STACK: usize = 256 * 1024;

/// Runs on a small stack.
fn shallow(work: impl FnOnce() + Send + 'static) {
    let worker = thread::Builder::new().stack_size(STACK).spawn(work).unwrap();
    worker.join().unwrap();
}

fn kilogram() -> Unit {
    "kg".parse().unwrap()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// A study of kilograms, with ore at 3 kg CO2e per kg.
struct Kilograms(StudyBuilder);

impl Kilograms {
    fn new() -> Self {
        let ore = Factor::new("ore", kilogram()).value(Component::Fossil, Decimal::from(3u8));
        Self(Study::builder().factor(ore))
    }

    fn item(self, id: impl Into<String>) -> Self {
        Self(self.0.item(Item::new(id).unit(kilogram())))
    }

    fn line(self, parent: impl Into<String>, child: impl Into<String>, quantity: Decimal) -> Self {
        Self(self.0.line(Line::new(parent, child, quantity).unit(kilogram())))
    }

    fn model(self, product: &str, amount: Decimal) -> Model {
        Model::new(self.0.product(product, amount).build(), FactorLibrary::empty()).unwrap()
    }
}

#[test]
fn a_chain_of_a_million_levels() {
    const LEVELS: u32 = 1_000_000;
    shallow(|| {
        let mut study = (0..LEVELS).fold(Kilograms::new(), |study, at| study.item(at.to_string()));
        for at in 1..LEVELS {
            study = study.line((at - 1).to_string(), at.to_string(), Decimal::ONE);
        }
        let last = (LEVELS - 1).to_string();
        let model = study.line(last, "ore", Decimal::from(2u8)).model("0", Decimal::ONE);
        let (footprint, lines) = model.trace("0").unwrap();
        assert_eq!(footprint.total(), Decimal::from(6u8));
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].path().len(), LEVELS as usize + 1);
        let mut seen = 0u32;
        let each = |item: product_footprint::RollUp| {
            assert_eq!(item.total(), Decimal::from(6u8));
            seen += 1;
        };
        model.roll_up_each(each).unwrap();
        assert_eq!(seen, LEVELS);
    });
}

#[test]
fn two_to_the_sixtieth_paths() {
    // Each level takes the next one over two items: 60 levels, 2^60 paths.
    shallow(|| {
        let mut study = Kilograms::new();
        for at in 0..60 {
            let next = if at == 59 { "ore".to_owned() } else { format!("level-{}", at + 1) };
            study = study.item(format!("level-{at}"));
            for side in ["left", "right"] {
                let through = format!("{side}-{at}");
                study = study.item(&through).line(format!("level-{at}"), &through, Decimal::ONE);
                study = study.line(through, &next, Decimal::ONE);
            }
        }
        let model = study.model("level-0", Decimal::ONE);
        let (footprint, lines) = model.trace("level-0").unwrap();
        let paths = Decimal::from(1u64 << 60);
        assert_eq!(footprint.total(), paths.checked_mul(Decimal::from(3u8)).unwrap());
        let sum = lines.iter().try_fold(Decimal::ZERO, |sum, line| sum.checked_add(line.kg_co2e())).unwrap();
        assert_eq!(sum, footprint.total());
        assert!(lines.iter().all(|line| line.has_other_paths()));
        let rolled = model.roll_up().unwrap();
        let left = rolled.iter().find(|r| r.id() == "left-0").unwrap();
        assert_eq!(left.total(), Decimal::from(1u64 << 59).checked_mul(Decimal::from(3u8)).unwrap());
    });
}

#[test]
fn a_ring_of_two_hundred() {
    // Each takes 1 kg of ore and half a kilogram of the next: x = 3 + x / 2.
    shallow(|| {
        let mut study = Kilograms::new();
        for at in 0..200 {
            let (this, next) = (at.to_string(), ((at + 1) % 200).to_string());
            study = study.item(&this).line(&this, "ore", Decimal::ONE).line(&this, next, decimal("0.5"));
        }
        let model = study.model("7", Decimal::ONE);
        assert_eq!(model.loop_count(), 1);
        assert_eq!(model.footprint("7").unwrap().total(), Decimal::from(6u8));
        assert!(model.roll_up().unwrap().iter().all(|r| r.total() == Decimal::from(6u8)));
    });
}

#[test]
fn two_hundred_of_which_each_takes_from_every_other() {
    // x = 3 + 199 x / 400, so 201 x = 1200.
    shallow(|| {
        let mut study = Kilograms::new();
        for at in 0..200 {
            let this = at.to_string();
            study = study.item(&this).line(&this, "ore", Decimal::ONE);
            for other in (0..200).filter(|other| *other != at) {
                study = study.line(&this, other.to_string(), decimal("0.0025"));
            }
        }
        let model = study.model("0", decimal("201"));
        assert_eq!(model.loop_count(), 1);
        let total = model.footprint("0").unwrap().total();
        let off = total.checked_sub(Decimal::from(1200u16)).unwrap();
        let allowed = decimal("0.000000000000000000001");
        assert!(off <= allowed && off.checked_add(allowed).unwrap() >= Decimal::ZERO, "{total}");
    });
}
