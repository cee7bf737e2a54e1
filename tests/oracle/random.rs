//! Random studies for the properties.
//!
//! A draw is a [`Sketch`]: plain numbers and choices, which shrink one by one. [`Sketch::study`] makes a valid study of
//! any sketch, whatever was shrunk away: children follow parents, units fit, leaves have factors, loops have the gain
//! that was drawn, credits lie on no loop.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::Index;

use super::{
    CREDIT, Factor, Item, Leg, Line, Number, Study, UNITS, declared_unit, dimension, is_on_loop, line_ratio,
    requirement,
};

/// What a family of studies may contain.
#[derive(Clone, Copy)]
pub(crate) struct Family {
    /// The most items.
    pub(crate) items: usize,
    /// The most lines that close loops.
    pub(crate) loops: usize,
    /// Few digits and divisors of powers of ten only: results end after few decimals.
    pub(crate) short: bool,
}

pub(crate) const TREES: Family = Family { items: 9, loops: 0, short: false };
pub(crate) const LOOPS: Family = Family { items: 7, loops: 4, short: false };
pub(crate) const SHORT: Family = Family { items: 5, loops: 0, short: true };

#[derive(Clone, Debug)]
struct Sketch {
    family_short: bool,
    cradle_to_grave: bool,
    names: u8,
    items: Vec<SketchItem>,
    factors: Vec<SketchFactor>,
    lines: Vec<SketchLine>,
    loops: Vec<SketchLoop>,
    legs: Vec<SketchLeg>,
    products: Vec<(Index, Number)>,
}

#[derive(Clone, Debug)]
struct SketchItem {
    unit: Option<Index>,
    mass: Option<Number>,
    density: Option<Number>,
    factor: Index,
    /// Binds the item to the factor even if it has lines.
    bound: bool,
    how: Binding,
}

/// Where the binding of an item is written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Binding {
    Items,
    Lines,
    /// The item bears the factor's name.
    Namesake,
}

#[derive(Clone, Debug)]
struct SketchFactor {
    unit: Index,
    values: [Number; 9],
    fossil_only: bool,
    stage: Option<usize>,
}

#[derive(Clone, Debug)]
struct Terms {
    unit: Option<Index>,
    per: Option<Number>,
    scrap: Option<Number>,
    recovery: Option<Number>,
    stage: Option<usize>,
}

#[derive(Clone, Debug)]
struct SketchLine {
    parent: Index,
    child: Index,
    /// The child is one of the next few nodes, so that levels pile up.
    near: bool,
    quantity: Number,
    terms: Terms,
    /// A credit, with a negative quantity if true.
    credit: Option<bool>,
}

#[derive(Clone, Debug)]
struct SketchLoop {
    parent: Index,
    child: Index,
    /// What the loop that this line closes takes to make 1, in thousandths.
    gain: i64,
    terms: Terms,
}

#[derive(Clone, Debug)]
struct SketchLeg {
    item: Index,
    hub: bool,
    distance_km: Number,
    mass_kg: Option<Number>,
    stage: Option<usize>,
}

/// Few digits, many digits, or none.
fn quantity(short: bool) -> BoxedStrategy<Number> {
    if short {
        return prop_oneof![1 => Just(Number::new(0, 0)), 20 => (1_i64..=20, 0_u32..=1).prop_map(to_number)].boxed();
    }
    prop_oneof![
        1 => Just(Number::new(0, 0)),
        16 => (1_i64..=9999, 3_u32..=6).prop_map(to_number),
        3 => (1_i64..=999_999_999_999_999_999, 17_u32..=18).prop_map(to_number),
    ]
    .boxed()
}

fn to_number((digits, places): (i64, u32)) -> Number {
    Number::new(digits, places)
}

fn one_of(texts: &'static [(i64, u32)]) -> BoxedStrategy<Number> {
    (0..texts.len()).prop_map(move |at| to_number(texts[at])).boxed()
}

fn terms(short: bool) -> impl Strategy<Value = Terms> {
    let (per, scrap, recovery) = if short {
        (one_of(&[(1, 0), (2, 0), (4, 0), (10, 0)]), one_of(&[(5, 1), (25, 2)]), one_of(&[(1, 0), (5, 1), (8, 1)]))
    } else {
        (
            (1_i64..=30_000, 0_u32..=3).prop_map(to_number).boxed(),
            (0_i64..=5000, 3_u32..=6).prop_map(to_number).boxed(),
            (1_i64..=1000).prop_map(|n| Number::new(n, 3)).boxed(),
        )
    };
    let rarely = |numbers: BoxedStrategy<Number>| option::weighted(0.2, numbers);
    (
        option::weighted(0.6, any::<Index>()),
        rarely(per),
        rarely(scrap),
        rarely(recovery),
        option::weighted(0.25, 0..CREDIT),
    )
        .prop_map(|(unit, per, scrap, recovery, stage)| Terms { unit, per, scrap, recovery, stage })
}

fn item(short: bool) -> impl Strategy<Value = SketchItem> {
    let (mass, density) = if short {
        (one_of(&[(5, 1), (2, 0), (25, 2)]), one_of(&[(1000, 0), (800, 0), (500, 0)]))
    } else {
        (
            (1_i64..=50_000, 3_u32..=4).prop_map(to_number).boxed(),
            (1_i64..=15_000, 0_u32..=1).prop_map(to_number).boxed(),
        )
    };
    let how = prop_oneof![4 => Just(Binding::Items), 1 => Just(Binding::Lines), 1 => Just(Binding::Namesake)];
    let unit = option::weighted(0.8, any::<Index>());
    (unit, option::of(mass), option::of(density), any::<Index>(), any::<bool>(), how)
        .prop_map(|(unit, mass, density, factor, bound, how)| SketchItem { unit, mass, density, factor, bound, how })
}

fn factor(short: bool) -> impl Strategy<Value = SketchFactor> {
    let value = if short {
        (0_i64..=50, 0_u32..=1).prop_map(to_number).boxed()
    } else {
        prop_oneof![
            8 => (0_i64..=99_999, 1_u32..=6).prop_map(to_number),
            1 => (0_i64..=999_999_999_999_999_999, 15_u32..=18).prop_map(to_number),
        ]
        .boxed()
    };
    (any::<Index>(), vec(value, 9), any::<bool>(), option::of(0..CREDIT)).prop_map(
        |(unit, values, fossil_only, stage)| {
            // Removals and uptake are zero or negative.
            let sign = |at: usize| if matches!(at, 5 | 6 | 8) { -1 } else { 1 };
            let values = std::array::from_fn(|at| Number::new(sign(at) * values[at].digits, values[at].places));
            SketchFactor { unit, values, fossil_only, stage }
        },
    )
}

fn line(short: bool) -> impl Strategy<Value = SketchLine> {
    let credit = option::weighted(0.1, any::<bool>());
    (any::<Index>(), any::<Index>(), prop::bool::weighted(0.75), quantity(short), terms(short), credit).prop_map(
        |(parent, child, near, quantity, terms, credit)| SketchLine { parent, child, near, quantity, terms, credit },
    )
}

fn leg(short: bool) -> impl Strategy<Value = SketchLeg> {
    let (distance, mass) = if short {
        (one_of(&[(100, 0), (25, 1), (8, 0)]), one_of(&[(2, 0), (5, 1)]))
    } else {
        (
            (1_i64..=99_999, 1_u32..=2).prop_map(to_number).boxed(),
            (0_i64..=99_999, 3_u32..=4).prop_map(to_number).boxed(),
        )
    };
    (any::<Index>(), prop::bool::weighted(0.3), distance, option::of(mass), option::of(0..CREDIT))
        .prop_map(|(item, hub, distance_km, mass_kg, stage)| SketchLeg { item, hub, distance_km, mass_kg, stage })
}

/// Studies of a family; a loop takes `gains` thousandths of what it makes.
pub(crate) fn studies_with(family: Family, gains: std::ops::RangeInclusive<i64>) -> impl Strategy<Value = Study> {
    let short = family.short;
    let closing = (any::<Index>(), any::<Index>(), gains, terms(short))
        .prop_map(|(parent, child, gain, terms)| SketchLoop { parent, child, gain, terms });
    let amount = if short {
        (1_i64..=50, 0_u32..=1).prop_map(to_number).boxed()
    } else {
        (1_i64..=99_999, 0_u32..=4).prop_map(to_number).boxed()
    };
    (
        (any::<bool>(), 0_u8..4),
        vec(item(short), 1..=family.items),
        vec(factor(short), 1..=4),
        vec(line(short), 1..=family.items * 5 / 2),
        vec(closing, family.loops.min(1)..=family.loops),
        vec(leg(short), 0..=2),
        vec((any::<Index>(), amount), 0..=2),
    )
        .prop_map(move |((cradle_to_grave, names), items, factors, lines, loops, legs, products)| {
            Sketch { family_short: short, cradle_to_grave, names, items, factors, lines, loops, legs, products }.study()
        })
}

/// Studies of a family whose loops each take less than 0.9 of what they make.
pub(crate) fn studies(family: Family) -> impl Strategy<Value = Study> {
    studies_with(family, 1..=900)
}

const ITEM_UNITS: [&str; 10] = ["piece", "kg", "g", "t", "m3", "L", "MJ", "kWh", "m", "lb"];
const FACTOR_UNITS: [&str; 10] = ["kg", "t", "piece", "kWh", "MJ", "L", "m3", "g", "m", "GJ"];
/// Units whose conversions have an end.
const SHORT_ITEM_UNITS: [&str; 6] = ["piece", "kg", "g", "t", "L", "m3"];
const SHORT_FACTOR_UNITS: [&str; 4] = ["kg", "t", "piece", "L"];

impl Sketch {
    fn id(&self, at: usize) -> String {
        match (self.names, at % 3) {
            (0, _) | (1, 0) => format!("i{at}"),
            (1, 1) => format!("part {at}, \"b\""),
            (1, _) => format!("零件{at}"),
            // Against the order of the lines.
            (2, _) => format!("i{}", 99 - at),
            (_, _) => format!("I{at}"),
        }
    }

    /// The study that the sketch means.
    fn study(&self) -> Study {
        let factors = self.factors();
        let mut study = Study {
            cradle_to_grave: self.cradle_to_grave,
            products: Vec::new(),
            items: Vec::new(),
            lines: Vec::new(),
            legs: Vec::new(),
            factors,
        };
        let children: Vec<(usize, usize)> = self.lines.iter().map(|l| self.place(l)).collect();
        let ids = self.add_items(&mut study, &children);
        self.add_lines(&mut study, &children, &ids);
        self.close_loops(&mut study, &ids);
        self.mark_credits(&mut study);
        self.add_legs(&mut study);
        for (item, amount) in &self.products {
            let id = &ids[item.index(self.items.len())];
            if study.products.iter().all(|(p, _)| p != id) {
                study.products.push((id.clone(), *amount));
            }
        }
        study
    }

    fn factors(&self) -> Vec<Factor> {
        let units: &[&str] = if self.family_short { &SHORT_FACTOR_UNITS } else { &FACTOR_UNITS };
        let factor = |(at, f): (usize, &SketchFactor)| {
            let mut values = f.values;
            if f.fossil_only {
                values[1..].fill(Number::new(0, 0));
            }
            Factor { id: format!("f{at}"), unit: units[f.unit.index(units.len())], values, stage: f.stage }
        };
        self.factors.iter().enumerate().map(factor).collect()
    }

    /// Parent and child of a line, as numbers of nodes: items first, then factors; the child always comes later.
    fn place(&self, line: &SketchLine) -> (usize, usize) {
        let nodes = self.items.len() + self.factors.len();
        let parent = line.parent.index(self.items.len());
        let after = nodes - parent - 1;
        let window = if line.near { after.min(3) } else { after };
        (parent, parent + 1 + line.child.index(window))
    }

    /// The items with units that fit their factors, and the ids of all nodes.
    fn add_items(&self, study: &mut Study, children: &[(usize, usize)]) -> Vec<String> {
        let mut ids: Vec<String> = (0..self.items.len()).map(|at| self.id(at)).collect();
        ids.extend(study.factors.iter().map(|f| f.id.clone()));
        let mut namesakes: Vec<usize> = Vec::new();
        for (at, sketch) in self.items.iter().enumerate() {
            let leaf = children.iter().all(|(parent, _)| *parent != at);
            let factor = sketch.factor.index(study.factors.len());
            let bound = (leaf || sketch.bound).then(|| study.factors[factor].id.clone());
            let pool: &[&str] = if self.family_short { &SHORT_ITEM_UNITS } else { &ITEM_UNITS };
            let mut item = Item {
                id: ids[at].clone(),
                unit: sketch.unit.map(|u| pool[u.index(pool.len())]),
                mass: sketch.mass,
                density: None,
                factor: bound.clone(),
            };
            let wanted = bound.as_ref().map(|_| study.factors[factor].unit);
            fit(&mut item, wanted, sketch.density);
            // A namesake has nothing but its name, and there is one per factor.
            let unused = self.loops.is_empty() && self.legs.is_empty();
            if leaf && unused && sketch.how == Binding::Namesake && !namesakes.contains(&factor) {
                namesakes.push(factor);
                item.id = study.factors[factor].id.clone();
                item.factor = None;
                ids[at].clone_from(&item.id);
            }
            study.items.push(item);
        }
        ids
    }

    fn add_lines(&self, study: &mut Study, children: &[(usize, usize)], ids: &[String]) {
        // All lines first: whether an item has lines says what it is.
        let line = |(parent, child): &(usize, usize)| Line::new(&ids[*parent], &ids[*child], Number::ONE);
        study.lines = children.iter().map(line).collect();
        for (at, sketch) in self.lines.iter().enumerate() {
            let child = study.lines[at].child.clone();
            let (unit, ratio) = line_unit(study, &child, sketch.terms.unit, self.family_short);
            let line = &mut study.lines[at];
            line.quantity = sketch.quantity.shifted(-magnitude(&ratio));
            (line.unit, line.stage) = (unit, sketch.terms.stage);
            (line.per, line.scrap, line.recovery) = (sketch.terms.per, sketch.terms.scrap, sketch.terms.recovery);
        }
        // A binding may stand on a line instead, or on several.
        for (at, sketch) in self.items.iter().enumerate().filter(|(_, i)| i.how == Binding::Lines) {
            let lines = study.lines.iter_mut().filter(|l| l.child == ids[at]);
            let lines: Vec<&mut Line> = lines.take(1 + sketch.factor.index(2)).collect();
            if lines.is_empty() {
                continue;
            }
            let bound = study.items[at].factor.take();
            lines.into_iter().for_each(|l| l.factor.clone_from(&bound));
        }
    }

    /// Lines back up, each with the quantity that gives its loop the drawn gain.
    fn close_loops(&self, study: &mut Study, ids: &[String]) {
        for sketch in &self.loops {
            let parent = sketch.parent.index(self.items.len());
            let child = sketch.child.index(parent + 1);
            let (unit, ratio) = line_unit(study, &ids[child], sketch.terms.unit, self.family_short);
            let mut line = Line {
                unit,
                stage: sketch.terms.stage,
                per: sketch.terms.per,
                scrap: sketch.terms.scrap,
                recovery: sketch.terms.recovery,
                ..Line::new(&ids[parent], &ids[child], Number::ONE)
            };
            let Some(needed) = requirement(study, &ids[child], &ids[parent]) else { return };
            let gain = Number::new(sketch.gain, 3).exact();
            let per_unit = line.gross() * ratio;
            // Not a loop yet: any quantity does.
            let quantity = if needed.is_zero() { gain } else { gain / needed / per_unit };
            if let Some(quantity) = few_digits(&quantity) {
                line.quantity = quantity;
                study.lines.push(line);
            }
        }
    }

    fn mark_credits(&self, study: &mut Study) {
        for (at, sketch) in self.lines.iter().enumerate() {
            let Some(negative) = sketch.credit else { continue };
            if is_on_loop(study, at) {
                continue;
            }
            let line = &mut study.lines[at];
            line.stage = Some(CREDIT);
            if negative {
                line.quantity.digits = -line.quantity.digits;
            }
        }
    }

    /// Legs by a mode per t·km, and hubs per kg, of items that have a mass one way or the other.
    fn add_legs(&self, study: &mut Study) {
        for sketch in &self.legs {
            let (id, unit) = if sketch.hub { ("hub", "kg") } else { ("lorry", "t·km") };
            if study.factors.iter().all(|f| f.id != id) {
                let mut values = [Number::new(0, 0); 9];
                values[0] = Number::new(11, 2);
                study.factors.push(Factor { id: id.to_owned(), unit, values, stage: Some(2) });
            }
            let item = &study.items[sketch.item.index(study.items.len())];
            let mass_kg = sketch.mass_kg.or(if item.mass.is_some() { None } else { Some(Number::new(5, 1)) });
            let distance_km = (!sketch.hub).then_some(sketch.distance_km);
            let (item, mode) = (item.id.clone(), id.to_owned());
            study.legs.push(Leg { item, mode, distance_km, mass_kg, stage: sketch.stage });
        }
    }
}

/// Gives the item what bridges its unit to its factor's, or failing that the factor's unit.
fn fit(item: &mut Item, wanted: Option<&'static str>, density: Option<Number>) {
    let unit = item.unit.or(wanted).unwrap_or("piece");
    let own = dimension(unit);
    if own == "mass" {
        // A kilogram weighs a kilogram.
        item.mass = None;
        item.density = density;
    } else if own == "volume" && density.is_some() {
        item.mass = None;
        item.density = density;
    }
    let Some(wanted) = wanted else { return };
    let bridged = match (own, dimension(wanted)) {
        (a, b) if a == b => true,
        ("mass", "volume") => item.density.is_some(),
        ("volume", "mass") => item.density.is_some() || item.mass.is_some(),
        (_, "mass") => item.mass.is_some(),
        _ => false,
    };
    if !bridged {
        *item = Item { unit: Some(wanted), mass: None, density: None, ..item.clone() };
    }
}

/// A unit that fits the child, and how much of the child's declared unit it is.
fn line_unit(study: &Study, child: &str, pick: Option<Index>, short: bool) -> (Option<&'static str>, BigRational) {
    let declared = declared_unit(study, child);
    let Some(pick) = pick else { return (None, Number::ONE.exact()) };
    let nothing = Item { id: String::new(), unit: None, mass: None, density: None, factor: None };
    let item = study.items.iter().find(|i| i.id == child).unwrap_or(&nothing);
    let fits = |unit: &str| match (dimension(declared), dimension(unit)) {
        (a, b) if a == b => true,
        ("mass", "volume") => item.density.is_some(),
        ("volume", "mass") => item.density.is_some() || item.mass.is_some(),
        (_, "mass") => item.mass.is_some(),
        _ => false,
    };
    let pool: Vec<&'static str> =
        UNITS.iter().map(|u| u.0).filter(|u| fits(u) && !(short && matches!(*u, "lb" | "kWh"))).collect();
    let unit = pool[pick.index(pool.len())];
    (Some(unit), line_ratio(item, declared, unit))
}

/// The power of ten nearest below or at `ratio`, which is positive.
fn magnitude(ratio: &BigRational) -> i32 {
    let ten = |e: i32| {
        let power = BigRational::from(BigInt::from(10).pow(e.unsigned_abs()));
        if e < 0 { power.recip() } else { power }
    };
    (-12..=12).rev().find(|e| ten(*e) <= *ratio).unwrap_or(-12)
}

/// About `number` with four significant digits, rounded down; None where that is no number for a bill of materials.
pub(crate) fn few_digits(number: &BigRational) -> Option<Number> {
    assert!(number.is_positive(), "a quantity of a loop");
    let magnitude = magnitude(number);
    if !(-9..=6).contains(&magnitude) {
        return None;
    }
    let places = u32::try_from(3 - magnitude).unwrap_or(0);
    let scaled = number * BigRational::from(BigInt::from(10).pow(places));
    Some(Number::new(i64::try_from(scaled.to_integer()).ok()?, places))
}

/// Studies print as the files that make them, ready to be pasted into a folder.
impl std::fmt::Debug for Study {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f)?;
        for (name, text) in super::files::texts(self) {
            write!(f, "-- {name}\n{text}")?;
        }
        Ok(())
    }
}
