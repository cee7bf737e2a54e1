//! The systems whose exports are known: how one is told from another, and what its numbers mean.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use indexmap::IndexMap;
use toml::de::{DeTable, DeValue};

use super::columns::{Concept, fold};
use crate::data;
use crate::decimal::Decimal;
use crate::unit::Unit;

/// What a percentage of loss means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loss {
    /// gross = net x (1 + s)
    Added,
    /// gross = net / (1 - s)
    Divided,
    /// Losses are left out.
    Ignored,
}

impl Loss {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        match name {
            "added" => Some(Self::Added),
            "divided" => Some(Self::Divided),
            "ignore" => Some(Self::Ignored),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Divided => "divided",
            Self::Ignored => "ignore",
        }
    }
}

/// A system of `data/import/systems.toml`.
#[derive(Debug)]
pub(crate) struct System {
    pub(crate) name: String,
    pub(crate) title: String,
    signatures: Vec<Vec<String>>,
    pub(crate) loss: Option<Loss>,
    /// Whether losses are in percent, where the system says so everywhere.
    pub(crate) loss_in_percent: Option<bool>,
    units: IndexMap<String, Unit>,
    pub(crate) blank_unit: Option<Unit>,
    pub(crate) blank_quantity: Option<Decimal>,
    /// The base quantity stands in a column or file of its own: without it quantities mean nothing.
    pub(crate) base_elsewhere: bool,
    /// Exploded lists state totals for the head of the list.
    pub(crate) totals: bool,
    pub(crate) mass_unit: Option<Unit>,
    /// A mass in a list of lines is that of one item.
    pub(crate) line_mass: bool,
    pub(crate) phantom_types: Vec<String>,
    positions: Vec<Concept>,
    positional: Option<String>,
}

fn systems() -> &'static [System] {
    static ALL: OnceLock<Vec<System>> = OnceLock::new();
    ALL.get_or_init(|| {
        let table = DeTable::parse(data::IMPORT_SYSTEMS).map(toml::Spanned::into_inner).unwrap_or_default();
        let list = table.iter().find(|(key, _)| key.get_ref() == "system").map(|(_, value)| value.get_ref());
        let tables = list.and_then(|v| v.as_array()).into_iter().flat_map(|a| a.iter());
        tables.filter_map(|t| t.get_ref().as_table()).map(System::of).collect()
    })
}

fn strings(value: Option<&DeValue<'_>>) -> Vec<String> {
    let items = value.and_then(|v| v.as_array()).into_iter().flat_map(|a| a.iter());
    items.filter_map(|i| i.get_ref().as_str()).map(str::to_owned).collect()
}

impl System {
    fn of(table: &DeTable<'_>) -> Self {
        let value = |key: &str| table.iter().find(|(k, _)| k.get_ref() == key).map(|(_, v)| v.get_ref());
        let text = |key: &str| value(key).and_then(|v| v.as_str()).map(str::to_owned);
        let unit = |key: &str| text(key).and_then(|t| t.parse::<Unit>().ok());
        let signatures = value("signature").and_then(|v| v.as_array()).into_iter().flat_map(|a| a.iter());
        let named = value("units").and_then(|v| v.as_table()).into_iter().flat_map(|t| t.iter());
        let named = named.filter_map(|(k, v)| Some((k.get_ref().to_string(), v.get_ref().as_str()?.parse().ok()?)));
        let mut units: IndexMap<String, Unit> = named.collect();
        if let Some(column) = text("unit_column") {
            for row in data::table(data::UNITS) {
                if !row.get(&column).is_empty() {
                    units.entry(row.get(&column).to_owned()).or_insert_with(|| Unit::by_code(row.get("code")));
                }
            }
        }
        Self {
            name: text("name").unwrap_or_default(),
            title: text("title").unwrap_or_default(),
            signatures: signatures.map(|s| strings(Some(s.get_ref()))).collect(),
            loss: text("loss").as_deref().and_then(Loss::parse),
            loss_in_percent: text("loss_scale").map(|scale| scale == "percent"),
            units,
            blank_unit: unit("blank_unit"),
            blank_quantity: text("blank_quantity").and_then(|t| t.parse().ok()),
            base_elsewhere: text("base").is_some(),
            totals: text("quantities").is_some_and(|q| q == "total"),
            mass_unit: unit("mass_unit"),
            line_mass: text("line_mass").is_some_and(|of| of == "item"),
            phantom_types: strings(value("phantom_types")),
            positions: strings(value("columns")).iter().filter_map(|c| Concept::parse(c)).collect(),
            positional: text("positional_signature"),
        }
    }

    /// The names of all systems.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        systems().iter().map(|s| s.name.as_str())
    }

    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        let folded = fold(name);
        systems().iter().find(|s| s.name == folded)
    }

    /// The system whose signature the headers of a table bear: the one with the longest.
    pub(crate) fn recognise(headers: &[BTreeSet<String>]) -> Option<&'static Self> {
        let bears = |element: &String| headers.iter().any(|names| matches(names, element));
        let longest = |s: &&System| {
            let borne = s.signatures.iter().filter(|all| !all.is_empty() && all.iter().all(bears));
            borne.map(Vec::len).max().unwrap_or(0)
        };
        // The first of several equals: the file lists the more particular systems first.
        let all = systems().iter().rev().max_by_key(longest)?;
        (longest(&all) > 0).then_some(all)
    }

    /// What a column is by its position, where the system has a fixed order and the table shows it.
    pub(crate) fn by_position(&self, at: usize, headers: &[BTreeSet<String>]) -> Option<Concept> {
        let mark = self.positional.as_ref()?;
        let shown = headers.iter().any(|names| matches(names, mark));
        self.positions.get(at).copied().filter(|_| shown)
    }

    /// What the system calls a unit; `None` if it has no name of its own for it.
    pub(crate) fn unit(&self, text: &str) -> Option<Unit> {
        self.units.get(text).copied()
    }
}

/// Whether a header has a name; `*x` is any name that ends in x.
fn matches(names: &BTreeSet<String>, element: &str) -> bool {
    match element.strip_prefix('*') {
        Some(end) => names.iter().any(|name| name.ends_with(end)),
        None => names.contains(element) || names.contains(&fold(element)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::columns::names;

    fn system(headers: &str) -> &'static str {
        let headers: Vec<_> = headers.split(',').map(names).collect();
        System::recognise(&headers).map_or("", |s| s.name.as_str())
    }

    #[test]
    fn systems_are_told_apart_by_their_headers() {
        for (headers, name) in [
            ("Parent BoM/Product/Internal Reference,Component/Internal Reference,Quantity", "odoo"),
            ("Stammstückliste/Produkt/Interne Referenz,Komponente/Interne Referenz,Menge", "odoo"),
            ("BOM/Code,Product/Code,Quantity,Unit/Symbol", "tryton"),
            ("Stückliste/Code,Artikel/Artikelnummer,Menge,Einheit/Symbol", "tryton"),
            ("装配件,组件,编号,数量,Quantity,组件.Ipn", "inventree"),
            ("Refs,Value,Footprint,Qty,DNP", "kicad"),
            ("Level,Component number,Comp. Qty (CUn),Component unit", "sap"),
            ("Stufe,Komponentennummer,Komponentenmenge,KompMengenEinheit", "sap"),
            ("BOM层级,子项物料编码,用量:分子,用量:分母", "kingdee"),
            ("子件编码,基本用量,基础数量", "yonyou"),
            ("COMPONENT_ITEM,COMPONENT_QUANTITY,COMPONENT_YIELD_FACTOR", "oracle"),
            ("ITEM NO.,PART NUMBER,DESCRIPTION,QTY.", "solidworks"),
            ("parent,child,quantity", ""),
        ] {
            assert_eq!(system(headers), name, "{headers}");
        }
    }

    #[test]
    fn units_of_the_data_are_units() {
        let table = DeTable::parse(data::IMPORT_SYSTEMS).map(toml::Spanned::into_inner).unwrap_or_default();
        let list = table.iter().find(|(key, _)| key.get_ref() == "system").map(|(_, value)| value.get_ref());
        for system in list.and_then(|v| v.as_array()).into_iter().flat_map(|a| a.iter()) {
            let units = system.get_ref().as_table().and_then(|t| t.iter().find(|(k, _)| k.get_ref() == "units"));
            for (_, unit) in units.and_then(|(_, v)| v.get_ref().as_table()).into_iter().flat_map(|t| t.iter()) {
                let unit = unit.get_ref().as_str().unwrap_or_default();
                assert!(unit.parse::<Unit>().is_ok(), "{unit}");
            }
        }
        for system in systems() {
            assert!(!system.signatures.is_empty(), "{}", system.name);
        }
        assert_eq!(System::find("odoo").and_then(|s| s.unit("Ton")).map(Unit::symbol), Some("t"));
    }
}
