//! What exports of items, suppliers and partners say of an item.

use std::sync::OnceLock;

use indexmap::IndexMap;

use super::Table;
use super::columns::Concept;
use super::layout::{Cells, bracketed, code, without_code};
use super::units::{Measure, Units};
use crate::data;
use crate::decimal::{Decimal, Wide};
use crate::unit::Unit;

/// What is known of an item.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub(crate) name: String,
    pub(crate) name_zh: String,
    /// How the item is counted.
    pub(crate) unit: Option<Measure>,
    /// The unit as written, where nothing decides what it is.
    pub(crate) unit_open: String,
    /// kg of one of that unit.
    pub(crate) mass: Option<Decimal>,
    /// The export states a mass of 0.
    pub(crate) mass_zero: bool,
    pub(crate) region: String,
    pub(crate) suppliers: Vec<String>,
    /// The system says that it is made.
    pub(crate) made: bool,
}

impl Facts {
    /// Keeps the first name in each script.
    pub(crate) fn add_name(&mut self, text: &str) {
        let name = without_code(text).replace(['\n', '\r'], " ");
        let chinese = name.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        let kept = if chinese { &mut self.name_zh } else { &mut self.name };
        if kept.is_empty() {
            *kept = name;
        }
    }
}

/// All items by code, and the codes of database keys.
#[derive(Debug, Default)]
pub(crate) struct Items {
    pub(crate) facts: IndexMap<String, Facts>,
    keys: IndexMap<String, String>,
}

impl Items {
    pub(crate) fn entry(&mut self, code: &str) -> &mut Facts {
        self.facts.entry(code.to_owned()).or_default()
    }

    pub(crate) fn key(&mut self, key: &str, code: &str) {
        if !key.is_empty() && !code.is_empty() {
            self.keys.entry(key.to_owned()).or_insert_with(|| code.to_owned());
        }
    }

    /// The code behind a key; the key itself where no export says more.
    pub(crate) fn of_key<'k>(&'k self, key: &'k str) -> &'k str {
        self.keys.get(key).map_or(key, String::as_str)
    }

    /// Takes over a row of an export of items.
    pub(super) fn add(&mut self, cells: &Cells, table: &Table<'_>, units: &Units) {
        let system = table.plan.system;
        let text =
            |concepts: &[Concept]| concepts.iter().map(|c| cells.text(*c)).find(|t| !t.is_empty()).unwrap_or_default();
        let name = text(&[Concept::ItemName, Concept::ChildName]);
        let own = code(text(&[Concept::Item, Concept::Child, Concept::Parent]));
        // What has no code in the system is known by its name.
        let id = if own.is_empty() { bracketed(name).unwrap_or(name) } else { own }.to_owned();
        if id.is_empty() {
            return;
        }
        self.key(cells.text(Concept::Key), &id);
        let facts = self.entry(&id);
        facts.add_name(name);
        let unit = text(&[Concept::ItemUnit, Concept::Unit, Concept::PartUnits]);
        let blank = system.is_some_and(|s| s.unit("").is_some());
        if facts.unit.is_none() && (!unit.is_empty() || blank) {
            facts.unit = units.find(unit, system);
            if facts.unit.is_none() {
                unit.clone_into(&mut facts.unit_open);
            }
        }
        add_mass(facts, cells, table, units);
        if let Some(region) = region(cells.text(Concept::Origin)) {
            facts.region = region;
        }
        facts.made |=
            matches!(cells.text(Concept::Procurement), "自制" | "自制件" | "E" | "make" | "Make" | "Eigenfertigung");
        let supplier = text(&[Concept::Supplier]);
        if !supplier.is_empty() && !facts.suppliers.iter().any(|s| s == supplier) {
            facts.suppliers.push(supplier.to_owned());
        }
    }
}

/// Takes over the mass that a row states: in the unit of its own column, of the cell, of the header, else of the system.
pub(super) fn add_mass(facts: &mut Facts, cells: &Cells, table: &Table<'_>, units: &Units) {
    let system = table.plan.system;
    let Some(number) = table.number(cells, Concept::Mass).filter(|n| n.over == Decimal::ONE) else { return };
    let header = table.plan.written(Concept::Mass);
    let in_header = header.split(['(', '（', '[']).nth(1).and_then(|rest| rest.split([')', '）', ']']).next());
    let stated = [cells.text(Concept::MassUnit), &number.unit, in_header.unwrap_or_default()];
    let unit = match stated.into_iter().find(|t| !t.is_empty()) {
        Some(stated) => units.find(stated, system),
        None => Some(Measure::one(system.and_then(|s| s.mass_unit).unwrap_or_else(Unit::kilogram))),
    };
    facts.mass_zero |= number.is_zero();
    let of = |m: Measure| m.unit.convert(Wide::from(number.value).mul(Wide::from(m.factor)), Unit::kilogram());
    let kg = unit.and_then(of).and_then(Wide::to_decimal);
    facts.mass = kg.filter(|kg| !kg.is_zero() && !kg.is_negative()).or(facts.mass);
}

/// The code of a country from its name or code.
fn region(text: &str) -> Option<String> {
    static NAMES: OnceLock<IndexMap<String, String>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let mut names = IndexMap::new();
        for row in data::table(data::REGIONS) {
            for name in ["code", "name", "name_zh"].map(|c| row.get(c)).into_iter().filter(|n| !n.is_empty()) {
                names.entry(name.to_owned()).or_insert_with(|| row.get("code").to_owned());
            }
        }
        names
    });
    names.get(text).cloned()
}
