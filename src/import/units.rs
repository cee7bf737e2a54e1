//! Units as a system names them: its own names first, then what everybody knows, then what its export of units defines.

use std::cell::RefCell;

use indexmap::IndexMap;

use super::columns::Concept;
use super::decisions::Decisions;
use super::layout::Cells;
use super::numbers;
use super::systems::System;
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Report, import as words};
use crate::read::nearest;
use crate::unit::Unit;

/// A unit that an export of units defines: so many of another.
#[derive(Clone, Debug)]
struct Defined {
    factor: Decimal,
    reference: String,
}

/// A unit of the table, and how many of it the system's unit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Measure {
    pub(crate) unit: Unit,
    pub(crate) factor: Decimal,
}

impl Measure {
    pub(crate) fn one(unit: Unit) -> Self {
        Self { unit, factor: Decimal::ONE }
    }
}

/// What is known of units, and what was asked in vain.
#[derive(Debug, Default)]
pub(crate) struct Units {
    defined: IndexMap<String, Defined>,
    /// Units whose exact factor differs from the system's, once used.
    rounded: RefCell<IndexMap<String, [String; 3]>>,
    /// Units that nothing decides, and how many cells hold them.
    asked: RefCell<IndexMap<String, usize>>,
    decided: IndexMap<String, Unit>,
}

/// How long a chain of definitions may be: box of 100, of packs of 6, of pieces.
const CHAIN: usize = 8;

impl Units {
    pub(crate) fn new(decisions: &Decisions, report: &mut Report) -> Self {
        let mut units = Self::default();
        for (written, meant) in &decisions.units {
            match meant.parse::<Unit>() {
                Ok(unit) => {
                    units.decided.insert(written.clone(), unit);
                }
                Err(_) => unknown(meant, 1, report),
            }
        }
        units
    }

    /// Takes over the rows of an export of units.
    pub(crate) fn define(&mut self, rows: &[Cells], point: u8) {
        let number = |cells: &Cells, concept| {
            numbers::parse(cells.text(concept), point).filter(|n| n.over == Decimal::ONE).map(|n| n.value)
        };
        // Of each category the unit with factor 1 is the reference.
        let mut references: IndexMap<&str, &str> = IndexMap::new();
        let name = |cells: &'_ Cells| -> Box<str> {
            let names = [Concept::UnitSymbol, Concept::UnitName, Concept::ChildName];
            names.into_iter().map(|c| cells.text(c)).find(|t| !t.is_empty()).unwrap_or_default().into()
        };
        let names: Vec<Box<str>> = rows.iter().map(name).collect();
        for (cells, name) in rows.iter().zip(&names) {
            let one = number(cells, Concept::UnitFactor) == Some(Decimal::ONE);
            if one && cells.has(Concept::UnitCategory) {
                references.entry(cells.text(Concept::UnitCategory)).or_insert(name);
            }
        }
        for (cells, name) in rows.iter().zip(&names) {
            let stated = cells.text(Concept::UnitReference);
            let reference = if stated.is_empty() {
                references.get(cells.text(Concept::UnitCategory)).copied()
            } else {
                Some(stated)
            };
            let (Some(factor), Some(reference)) = (number(cells, Concept::UnitFactor), reference) else { continue };
            if reference != &**name {
                self.defined.insert(name.to_string(), Defined { factor, reference: reference.to_owned() });
            }
        }
    }

    /// Reads a unit; what nothing decides is kept for [`Units::ask`].
    pub(crate) fn read(&self, text: &str, system: Option<&System>) -> Option<Measure> {
        let found = self.find(text, system);
        if found.is_none() {
            let mut asked = self.asked.borrow_mut();
            let count = asked.entry(text.to_owned()).or_default();
            *count = count.saturating_add(1);
        }
        found
    }

    /// Reads a unit without asking for it: most items of a list are in no bill.
    pub(crate) fn find(&self, text: &str, system: Option<&System>) -> Option<Measure> {
        let mut factor = Decimal::ONE;
        let mut name = text;
        for _ in 0..CHAIN {
            if let Some(unit) = self.decided.get(name).copied() {
                return Some(Measure { unit, factor });
            }
            let own = system.and_then(|s| s.unit(name));
            let sure = own.or_else(|| Unit::read(name).ok().filter(|(_, a)| a.is_none()).map(|(unit, _)| unit));
            let defined = self.defined.get(name);
            if let Some(unit) = sure
                && defined.is_none_or(|d| self.agrees(name, unit, d, system))
            {
                return Some(Measure { unit, factor });
            }
            let defined = defined?;
            factor = factor.checked_mul(defined.factor).ok()?;
            name = &defined.reference;
        }
        None
    }

    /// Whether a unit is what the system defines under its name, but for rounding; what was rounded is remembered.
    fn agrees(&self, name: &str, unit: Unit, defined: &Defined, system: Option<&System>) -> bool {
        let reference = system.and_then(|s| s.unit(&defined.reference));
        let Some(reference) = reference.or_else(|| defined.reference.parse().ok()) else { return true };
        let Some(exact) = unit.convert(Wide::ONE, reference) else { return unit == reference };
        let stated = Wide::from(defined.factor);
        if exact.cmp(stated).is_eq() {
            return true;
        }
        let hundredth = exact.abs().mul(Wide::power_of_ten(-2));
        let near = exact.sub(stated).abs().cmp(hundredth).is_le();
        if near {
            let exact = exact.to_decimal().map(|d| d.round_significant(12).to_string()).unwrap_or_default();
            let words = [defined.factor.to_string(), defined.reference.clone(), exact];
            self.rounded.borrow_mut().insert(name.to_owned(), words);
        }
        near
    }

    /// Asks for the units that nothing decided, each once, and says which factors the system rounds.
    pub(crate) fn ask(&self, report: &mut Report) {
        for (text, count) in self.asked.borrow().iter() {
            match Unit::ambiguity(text) {
                Some(ambiguity) => {
                    let count = count.to_string();
                    let arguments = [
                        ("seen", text.as_str()),
                        ("count", count.as_str()),
                        ("candidates", ambiguity.candidates.as_str()),
                        ("example", ambiguity.example.as_str()),
                    ];
                    report.add(&words::UNIT_ASKED, None, &arguments);
                }
                None => unknown(text, *count, report),
            }
        }
        for (unit, [stated, reference, exact]) in self.rounded.borrow().iter() {
            let arguments = [("seen", unit.as_str()), ("stated", stated), ("reference", reference), ("exact", exact)];
            report.add(&words::UNIT_ROUNDED, None, &arguments);
        }
    }
}

fn unknown(text: &str, count: usize, report: &mut Report) {
    let [near, near_zh] = nearest::hint(text, Unit::spellings());
    let count = count.to_string();
    let arguments = [("seen", text), ("count", &count), ("near", &near), ("near_zh", &near_zh)];
    report.add(&words::UNIT_UNKNOWN, None, &arguments);
}
