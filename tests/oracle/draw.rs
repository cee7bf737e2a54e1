//! Draws whole studies: a random bill with loops, credits, legs and bridges ([`random`](super::random)), and on top of it
//! what the other files say.
//!
//! What is added comes from one seed, and each kind of it has a bit, so that a failure shrinks to the kinds that matter.
//! Everything added hangs below one new item, `top`, and takes from the bill below it.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use proptest::prelude::*;

use super::random::{Family, few_digits, studies};
use super::whole::{ALLOCATIONS, Formula, GASES, ORIGINS, Output, Power, Recycling, Run, Scenario, Site, Whole};
use super::{CREDIT, Factor, Item, Line, Number, Study, is_on_loop};

const RUNS: u16 = 1;
const RECYCLING: u16 = 2;
const SITE: u16 = 4;
const POWER: u16 = 8;
const MASSES: u16 = 16;
const FORMULAS: u16 = 32;
const SWAPS: u16 = 64;
const SUPPLIERS: u16 = 128;
const RUN_LOOPS: u16 = 256;
const SPELLINGS: u16 = 512;

/// Whole studies over bills of a family. Most have most of the kinds.
pub(crate) fn wholes(family: Family) -> impl Strategy<Value = Whole> {
    (studies(family), any::<u16>(), any::<u16>(), any::<u64>())
        .prop_map(|(study, a, b, seed)| Draw::of(study, a | b, seed).whole())
}

/// A generator of its own, so that a seed means the same study everywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit).unwrap()).unwrap()
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// Up to four digits, above zero.
    fn number(&mut self, places: u32) -> Number {
        Number::new(1 + i64::try_from(self.below(9999)).unwrap(), places)
    }

    /// 0 to 1 in thousandths, or one of the ends.
    fn share(&mut self) -> Number {
        match self.below(6) {
            0 => Number::new(0, 0),
            1 => Number::ONE,
            _ => Number::new(i64::try_from(self.below(1001)).unwrap(), 3),
        }
    }
}

struct Draw {
    kinds: u16,
    dice: Dice,
    whole: Whole,
    /// The items of the bill below.
    below: Vec<String>,
    /// Which lines of the bill lie on loops.
    on_loop: Vec<bool>,
}

const MASS_UNITS: [&str; 4] = ["kg", "g", "t", "lb"];
const ENERGY_UNITS: [&str; 3] = ["kWh", "MJ", "GJ"];

impl Draw {
    fn of(study: Study, kinds: u16, seed: u64) -> Self {
        let mut dice = Dice(seed);
        let below: Vec<String> = study.items.iter().map(|i| i.id.clone()).collect();
        let on_loop = (0..study.lines.len()).map(|at| is_on_loop(&study, at)).collect();
        let spelling = if kinds & SPELLINGS == 0 { 3 } else { dice.next() };
        let whole = Whole {
            study,
            formulas: std::collections::BTreeMap::new(),
            parameters: Vec::new(),
            runs: Vec::new(),
            recycling: Vec::new(),
            site: None,
            power: None,
            gases: Vec::new(),
            gwp: dice.below(3),
            suppliers: Vec::new(),
            scenario: Scenario::default(),
            spelling,
        };
        Self { kinds, dice, whole, below, on_loop }
    }

    fn whole(mut self) -> Whole {
        self.item("top", Some("piece"), None);
        let first = self.below[0].clone();
        self.line("top", &first);
        let amount = self.dice.number(2);
        self.whole.study.products.push(("top".to_owned(), amount));
        let has = |kind: u16| self.kinds & kind != 0;
        let (runs, recycling, site, power) = (has(RUNS), has(RECYCLING), has(SITE), has(POWER));
        let (masses, formulas, swaps, suppliers) = (has(MASSES), has(FORMULAS), has(SWAPS), has(SUPPLIERS));
        if suppliers {
            self.add_suppliers();
        }
        if power {
            self.add_power();
        }
        if runs {
            (0..1 + self.dice.below(2)).for_each(|at| self.add_run(at));
        }
        if recycling {
            (0..1 + self.dice.below(2)).for_each(|at| self.add_recycling(at));
        }
        if site {
            self.add_site();
        }
        if masses {
            self.add_gases();
        }
        if formulas {
            self.add_formulas();
        }
        if swaps {
            self.add_swaps();
        }
        self.add_instruments();
        self.whole
    }

    // ---- What all kinds need ----

    fn item(&mut self, id: &str, unit: Option<&'static str>, mass: Option<Number>) {
        self.whole.study.items.push(Item { id: id.to_owned(), unit, mass, density: None, factor: None });
    }

    /// A line with some of the terms that a line may have.
    fn line(&mut self, parent: &str, child: &str) {
        let mut line = Line::new(parent, child, self.dice.number(3));
        if self.dice.chance(20) {
            line.per = Some(self.dice.number(2));
        }
        if self.dice.chance(20) {
            line.scrap = Some(Number::new(self.dice.number(0).digits, 5));
        }
        if self.dice.chance(20) {
            line.recovery = Some(Number::new(1 + i64::try_from(self.dice.below(1000)).unwrap(), 3));
        }
        if self.dice.chance(20) {
            line.stage = Some(self.dice.below(CREDIT));
        } else if self.dice.chance(8) {
            line.stage = Some(CREDIT);
            line.quantity.digits *= if self.dice.chance(50) { -1 } else { 1 };
        }
        self.whole.study.lines.push(line);
    }

    fn factor(&mut self, kind: &str, unit: &'static str) -> String {
        let id = format!("{kind}-{}", self.whole.study.factors.len());
        let sign = |at: usize| if matches!(at, 5 | 6 | 8) { -1 } else { 1 };
        let zero = self.dice.chance(40);
        let values = std::array::from_fn(|at| {
            let drawn = self.dice.number(3);
            Number::new(if at > 0 && zero { 0 } else { sign(at) * drawn.digits }, drawn.places)
        });
        let stage = self.dice.chance(50).then(|| self.dice.below(CREDIT));
        self.whole.study.factors.push(Factor { id: id.clone(), unit, values, stage });
        id
    }

    /// An item of its own, bound to a factor.
    fn bound(&mut self, id: &str, unit: &'static str, factor: &str) {
        self.item(id, Some(unit), None);
        self.whole.study.items.last_mut().unwrap().factor = Some(factor.to_owned());
    }

    // ---- The kinds ----

    fn add_suppliers(&mut self) {
        let unit = self.dice.of(&["kg", "L", "kWh", "MJ"]);
        let id = self.factor("supplier", unit);
        let factor = self.whole.study.factors.last_mut().unwrap();
        factor.stage = None;
        factor.values[7] = Number::new(0, 0);
        let amount = Number::new(1 + i64::try_from(self.dice.below(900)).unwrap(), 1);
        self.whole.suppliers.push((id.clone(), amount));
        self.bound("bought", unit, &id);
        self.line("top", "bought");
    }

    fn add_power(&mut self) {
        let unit = self.dice.of(&ENERGY_UNITS);
        let of_grid = self.dice.of(&ENERGY_UNITS);
        let grid = self.factor("grid", of_grid);
        self.bound("power", unit, &grid);
        self.line("top", "power");
        // A negative need has no contracts.
        let line = self.whole.study.lines.last_mut().unwrap();
        line.quantity.digits = line.quantity.digits.abs();
        line.stage = line.stage.filter(|s| *s != CREDIT);
        let market = self.dice.chance(50);
        let residual = self.dice.chance(40).then(|| self.factor("residual", "kWh"));
        self.whole.power = Some(Power { item: "power".to_owned(), instruments: Vec::new(), residual, market });
    }

    fn add_run(&mut self, at: usize) {
        let process = format!("run {at}");
        for _ in 0..1 + self.dice.below(3) {
            let child = self.below[self.dice.below(self.below.len())].clone();
            self.line(&process, &child);
        }
        if self.whole.power.is_some() {
            self.line(&process, "power");
            let line = self.whole.study.lines.last_mut().unwrap();
            (line.quantity.digits, line.stage) = (line.quantity.digits.abs(), None);
        }
        let allocation = self.dice.below(ALLOCATIONS.len());
        let count = 1 + self.dice.below(4);
        let mut outputs = Vec::new();
        let mut shares_left = 1000;
        for number in 0..count {
            let item = format!("out {at}.{number}");
            let masses = self.dice.chance(60) || ALLOCATIONS[allocation] == "quantity";
            let declared = if masses { self.dice.of(&MASS_UNITS) } else { "piece" };
            let mass = (!masses).then(|| self.dice.number(2));
            let unit = self.dice.chance(60).then(|| self.dice.of(&MASS_UNITS));
            self.item(&item, Some(declared), mass);
            let share = if number + 1 == count { shares_left } else { self.dice.below(shares_left + 1) };
            shares_left -= share;
            let weight_share = Number::new(i64::try_from(share).unwrap(), 3);
            // The first output bears something, others may bear nothing.
            let nothing = number > 0 && self.dice.chance(15);
            let weight = match ALLOCATIONS[allocation] {
                "share" => weight_share,
                _ if nothing => Number::new(0, 0),
                _ => self.dice.number(2),
            };
            outputs.push(Output { item: item.clone(), quantity: self.dice.number(2), unit, weight });
            self.line("top", &item);
        }
        self.whole.runs.push(Run { process: process.clone(), allocation, outputs: outputs.clone() });
        // Some of the last output goes back: less than half of what the run gives of it.
        if self.kinds & RUN_LOOPS != 0 {
            let output = outputs.last().unwrap();
            let back = Line {
                unit: output.unit,
                quantity: Number::new(output.quantity.digits * 4, output.quantity.places + 1),
                stage: self.dice.chance(20).then(|| self.dice.below(CREDIT)),
                ..Line::new(&process, &output.item, Number::ONE)
            };
            self.whole.study.lines.push(back);
        }
    }

    fn add_recycling(&mut self, at: usize) {
        let item = format!("material {at}");
        let piece = self.dice.chance(25);
        let unit = if piece { "piece" } else { self.dice.of(&MASS_UNITS) };
        let mass = piece.then(|| self.dice.number(2));
        self.item(&item, Some(unit), mass);
        self.line("top", &item);
        let method = self.dice.below(4);
        let mut references: [Option<String>; 8] = Default::default();
        for (place, kind) in
            ["virgin", "recycled", "recycling", "replaced", "tip", "burnt", "heat", "current"].into_iter().enumerate()
        {
            let unit = if place < 6 { self.dice.of(&MASS_UNITS) } else { self.dice.of(&ENERGY_UNITS) };
            references[place] = Some(self.factor(kind, unit));
        }
        if self.dice.chance(40) {
            references[3] = None;
        }
        if self.dice.chance(30) {
            // An item, not a factor.
            let factor = references[0].take().unwrap();
            let unit = self.whole.study.factors.iter().find(|f| f.id == factor).unwrap().unit;
            let ore = format!("ore {at}");
            self.bound(&ore, unit, &factor);
            references[0] = Some(ore);
        }
        let mut shares: [Option<Number>; 10] = std::array::from_fn(|_| self.dice.chance(80).then(|| self.dice.share()));
        if method == 3 {
            shares[0] = Some(self.dice.share());
        } else {
            (shares[0], shares[1]) = (None, None);
        }
        let more_than_all = |r2: Number, r3: Number| r2.exact() + r3.exact() > Number::ONE.exact();
        if shares[3].zip(shares[4]).is_some_and(|(r2, r3)| more_than_all(r2, r3)) {
            shares[4] = Some(Number::new(0, 0));
        }
        for share in &mut shares[5..8] {
            *share = self.dice.chance(60).then(|| self.dice.number(2));
        }
        self.whole.recycling.push(Recycling { item, method, references, shares });
    }

    fn add_site(&mut self) {
        let gas = self.factor("gas", "MJ");
        let oil = self.factor("oil", "L");
        let mut readings = Vec::new();
        for _ in 0..1 + self.dice.below(5) {
            let inside = self.dice.chance(85);
            let (carrier, unit) = match self.dice.below(3) {
                0 if self.whole.power.is_some() => ("power".to_owned(), self.dice.of(&ENERGY_UNITS)),
                1 => (gas.clone(), self.dice.of(&ENERGY_UNITS)),
                _ => (oil.clone(), self.dice.of(&["L", "m3", "mL"])),
            };
            readings.push((carrier, self.dice.number(1), unit, inside));
        }
        let allocation = self.dice.below(3);
        let mut outputs = Vec::new();
        for at in 0..1 + self.dice.below(3) {
            let item = format!("good {at}");
            let unit = if allocation == 1 || self.dice.chance(50) { "piece" } else { self.dice.of(&MASS_UNITS) };
            let mass = (unit == "piece").then(|| self.dice.number(2));
            self.item(&item, Some(unit), mass);
            let stated = if unit == "piece" { None } else { Some(self.dice.of(&MASS_UNITS)) };
            outputs.push((item.clone(), self.dice.number(1), stated, self.dice.number(2)));
            self.line("top", &item);
        }
        self.whole.site = Some(Site { readings, allocation, outputs });
    }

    fn add_gases(&mut self) {
        let stated: Vec<String> = self.whole.study.factors.iter().map(|f| f.id.clone()).collect();
        let mut seen = Vec::new();
        for _ in 0..1 + self.dice.below(5) {
            let factor = stated[self.dice.below(stated.len())].clone();
            if self.whole.suppliers.iter().any(|(id, _)| *id == factor) {
                continue;
            }
            let (gas, origin) = (self.dice.below(GASES.len()), self.dice.below(ORIGINS.len() + 1).checked_sub(1));
            if seen.contains(&(factor.clone(), gas, origin)) {
                continue;
            }
            seen.push((factor.clone(), gas, origin));
            self.whole.gases.push(super::whole::Gas { factor, gas, kg: self.dice.number(4), origin });
        }
    }

    fn add_formulas(&mut self) {
        let name = |name: &str| Formula::Name(name.to_owned());
        for parameter in ["share", "rate", "份额"] {
            let drawn = Formula::Number(self.dice.number(3));
            self.whole.parameters.push((parameter.to_owned(), drawn));
        }
        let of_others = Formula::of(
            Formula::of(name("share"), '*', name("rate")),
            '+',
            Formula::of(Formula::Number(self.dice.number(2)), '/', name("份额")),
        );
        self.whole.parameters.push(("mixed".to_owned(), of_others));
        let lines = self.whole.study.lines.clone();
        for (at, line) in lines.iter().enumerate() {
            // A loop keeps the gain that was drawn.
            let back = self.whole.runs.iter().any(|r| r.process == line.parent && line.child.starts_with("out "));
            if !self.dice.chance(40) || back || self.on_loop.get(at) == Some(&true) {
                continue;
            }
            let parameter = name(self.dice.of(&["share", "rate", "份额", "mixed"]));
            let n = Formula::Number(line.quantity);
            let formula = match self.dice.below(5) {
                0 => Formula::of(n, '*', parameter),
                1 => Formula::of(n, '*', Formula::of(Formula::Number(Number::ONE), '+', parameter)),
                2 => Formula::of(n, '/', Formula::of(parameter, '+', name("rate"))),
                3 if line.quantity.digits >= 0 => Formula::of(Formula::of(n, '+', parameter), '/', name("share")),
                _ => Formula::of(Formula::Negative(Box::new(n)), '*', Formula::Negative(Box::new(parameter))),
            };
            self.whole.formulas.insert(at, formula);
        }
        // A scenario in which something changes.
        let share = Formula::Number(self.dice.number(3));
        self.whole.scenario.parameters.push(("share".to_owned(), share));
        if self.dice.chance(50) {
            let mixed = Formula::of(name("rate"), '-', Formula::Negative(Box::new(name("share"))));
            self.whole.scenario.parameters.push(("mixed".to_owned(), mixed));
        }
    }

    /// Swaps of factors of one unit for each other, and of an item for a later one.
    fn add_swaps(&mut self) {
        let study = &self.whole.study;
        let is_item = |id: &str| study.items.iter().any(|i| i.id == id);
        let bound = |id: &str| study.items.iter().any(|i| i.factor.as_deref() == Some(id));
        let named = |id: &str| study.lines.iter().any(|l| l.child == id || l.factor.as_deref() == Some(id));
        let usable: Vec<(String, &'static str)> = (study.factors.iter())
            .filter(|f| !is_item(&f.id) && (bound(&f.id) || named(&f.id)))
            .map(|f| (f.id.clone(), f.unit))
            .collect();
        if usable.is_empty() {
            return;
        }
        let (from, unit) = usable[self.dice.below(usable.len())].clone();
        let others: Vec<&(String, &str)> = usable.iter().filter(|(id, u)| *id != from && *u == unit).collect();
        if others.is_empty() {
            let to = self.factor("instead", unit);
            self.whole.scenario.swaps.push((from, to));
        } else {
            let to = others[self.dice.below(others.len())].0.clone();
            if self.dice.chance(50) {
                // Each for the other: a swap is applied once.
                self.whole.scenario.swaps.push((to.clone(), from.clone()));
            }
            self.whole.scenario.swaps.push((from, to));
        }
        let material = self.whole.recycling.first().map(|r| r.item.clone());
        if let (Some(material), true) = (material, self.dice.chance(50)) {
            let unit = self.whole.study.items.iter().find(|i| i.id == material).unwrap().unit.unwrap();
            let mass = self.whole.study.items.iter().find(|i| i.id == material).unwrap().mass;
            let factor = self.factor("other", "kg");
            self.bound("other material", unit, &factor);
            self.whole.study.items.last_mut().unwrap().mass = mass;
            self.whole.scenario.swaps.push((material, "other material".to_owned()));
        }
    }

    /// Contracts and certificates for part of what is consumed, in the study and under its scenario. An item that
    /// none covers is like any other.
    fn add_instruments(&mut self) {
        if self.whole.power.is_some() {
            self.cover();
        }
        if self.whole.power.as_ref().is_some_and(|p| p.instruments.is_empty()) {
            self.whole.power = None;
        }
    }

    fn cover(&mut self) {
        let consumed = [self.whole.consumption("power"), self.whole.under_scenario().consumption("power")];
        let [Some(base), Some(other)] = consumed else { return };
        let least = base.min(other);
        if !least.is_positive() {
            return;
        }
        let mut left = least.clone();
        for _ in 0..self.dice.below(4) {
            let share = BigRational::new(BigInt::from(1 + self.dice.below(600)), BigInt::from(1000));
            let wanted = &left * share;
            let Some(kwh) = (!wanted.is_zero()).then(|| few_digits(&wanted)).flatten() else { continue };
            left -= kwh.exact();
            let unit = self.dice.of(&ENERGY_UNITS);
            let factor = self.factor("wind", unit);
            let instrument = self.dice.of(&["contract", "certificate", "on-site"]);
            self.whole.power.as_mut().unwrap().instruments.push((instrument, factor, kwh));
        }
    }
}
