//! `factors.csv` and `gases.csv`: the study's own emission factors; and, in the same shape, the embedded library.

use std::borrow::Cow;
use std::hash::BuildHasher as _;
use std::sync::Arc;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use indexmap::IndexMap;

use super::Reading;
use super::bom::{DATA_KINDS, is_secondary};
use super::nearest::hint;
use super::table::{Schema, Table, TableOptions};
use crate::diagnostic::{Report, texts};
use crate::factor::{Basis, Details, Factor, GasMass};
use crate::formula::Cell;
use crate::gas::{Component, GwpSet, Origin, gas_name, gas_names};
use crate::stage::Stage;

pub(super) const SCHEMA: Schema = Schema {
    file: "factors",
    columns: &[
        "id",
        "unit",
        "name",
        "name_zh",
        "category",
        "co2e",
        "fossil",
        "aircraft",
        "biogenic_non_co2",
        "land_use_change",
        "land_management",
        "land_removals",
        "technical_removals",
        "biogenic_co2",
        "biogenic_uptake",
        "region",
        "valid_from",
        "valid_to",
        "gwp",
        "basis",
        "gas",
        "stage",
        "data",
        "primary_share",
        "dqr_technology",
        "dqr_time",
        "dqr_geography",
        "gsd",
        "source",
        "publisher",
        "year",
        "licence",
        "note",
        // Only in the library's own files.
        "page",
        "confidence",
        "row",
        "co2_kg",
        "ch4_kg",
        "n2o_kg",
        "ch4_origin",
        // Appended: the others keep their places.
        "pedigree",
    ],
    required: 2,
};
const ID: usize = 0;
const UNIT: usize = 1;
const NAME: usize = 2;
const NAME_ZH: usize = 3;
const CATEGORY: usize = 4;
const CO2E: usize = 5;
const FOSSIL: usize = 6;
const REGION: usize = 15;
const FROM: usize = 16;
const TO: usize = 17;
const GWP: usize = 18;
const BASIS: usize = 19;
const GAS: usize = 20;
const STAGE: usize = 21;
const DATA: usize = 22;
const SHARE: usize = 23;
const DQR: usize = 24;
const GSD: usize = 27;
const SOURCE: usize = 28;
const PUBLISHER: usize = 29;
const YEAR: usize = 30;
const LICENCE: usize = 31;
const NOTE: usize = 32;
const PAGE: usize = 33;
const CONFIDENCE: usize = 34;
const CO2_KG: usize = 36;
const CH4_KG: usize = 37;
const N2O_KG: usize = 38;
const CH4_ORIGIN: usize = 39;
const PEDIGREE: usize = 40;

pub(super) const GASES: Schema = Schema { file: "gases", columns: &["factor", "gas", "kg", "origin"], required: 3 };

pub(super) fn read(table: &mut Table<'_>, reading: &mut Reading) {
    reading.add_file(table);
    let rows = read_rows(table, &mut reading.report);
    reading.study.factors.extend(rows);
}

/// The factors of a table. A key that stands there twice is E104.
pub(super) fn read_rows(table: &mut Table<'_>, report: &mut Report) -> Vec<Arc<Factor>> {
    let id_column = table.place("id").column_name().map(Arc::from);
    let mut all = Kept::with_room(table.rows_left());
    table.in_parts(
        &mut all,
        report,
        |_, table, report| {
            let mut rows = Vec::new();
            while table.next_row(report) {
                let made = factor(table, report).map(Arc::new);
                rows.push((made, table.row(), std::mem::take(report)));
            }
            rows
        },
        |all, report, rows, after| {
            for (factor, row, found) in rows {
                report.extend(found);
                if let Some(factor) = factor {
                    all.keep(factor, row, &id_column, report);
                }
            }
            report.extend(after);
        },
    );
    all.factors
}

/// The factors of a table so far, each with its row, found by their keys.
struct Kept {
    factors: Vec<Arc<Factor>>,
    rows: Vec<u32>,
    by_key: HashTable<u32>,
    hasher: RandomState,
}

impl Kept {
    fn with_room(rows: usize) -> Self {
        Self {
            factors: Vec::with_capacity(rows),
            rows: Vec::with_capacity(rows),
            by_key: HashTable::with_capacity(rows),
            hasher: RandomState::default(),
        }
    }

    fn keep(&mut self, factor: Arc<Factor>, row: u32, id_column: &Option<Arc<str>>, report: &mut Report) {
        let Self { factors, rows, by_key, hasher } = self;
        let key_of = |factor: &u32| factors.get(*factor as usize).map_or(Cow::Borrowed(""), |f| f.holds().key(&f.id));
        let key = factor.holds().key(&factor.id);
        let hash = hasher.hash_one(&*key);
        if let Some(first) = by_key.find(hash, |known| key_of(known) == key) {
            let place = factor.place.clone().zip(id_column.clone()).map(|(place, column)| place.column(column));
            let first = rows.get(*first as usize).map(u32::to_string).unwrap_or_default();
            let arguments = [("what", "factor"), ("what_zh", "因子"), ("seen", &*key), ("first", &first)];
            report.add(&texts::ITEM_TWICE, place, &arguments);
            return;
        }
        let at = u32::try_from(factors.len()).unwrap_or(u32::MAX);
        by_key.insert_unique(hash, at, |known| hasher.hash_one(&*key_of(known)));
        drop(key);
        rows.push(row);
        factors.push(factor);
    }
}

/// The factor of the current row.
fn factor(table: &Table<'_>, report: &mut Report) -> Option<Factor> {
    let id = table.required(ID, report)?.to_owned();
    let unit = if table.text(UNIT).is_empty() {
        table.required(UNIT, report);
        None
    } else {
        table.unit(UNIT, report)
    }?;
    let text = |column| table.text(column).to_owned();
    let of_components: [Option<Cell>; 9] = std::array::from_fn(|i| table.cell(FOSSIL.saturating_add(i), report));
    let co2e = table.cell(CO2E, report);
    if co2e.is_some() && of_components[Component::Fossil as usize].is_some() {
        let arguments = [("seen", "fossil"), ("column", "fossil"), ("first", "co2e")];
        report.add(&texts::COLUMN_TWICE, Some(table.place("fossil")), &arguments);
    }
    let count = of_components.iter().flatten().count().saturating_add(usize::from(co2e.is_some()));
    let mut values = Vec::with_capacity(count);
    values.extend(co2e.map(|co2e| (Component::Fossil, co2e)));
    values.extend(Component::ALL.into_iter().zip(of_components).filter_map(|(c, cell)| Some((c, cell?))));
    let year = |column: usize, report: &mut Report| -> Option<i32> {
        let text = table.text(column);
        let first = text.get(..4).unwrap_or(text);
        let year = first.parse().ok().filter(|_| !text.is_empty());
        if year.is_none() && !text.is_empty() {
            let name = SCHEMA.columns[column];
            report.add(&texts::DATE, Some(table.place(name)), &[("seen", text)]);
        }
        year
    };
    let methane = table.choice(CH4_ORIGIN, &Origin::NAMES, Origin::parse, report).unwrap_or_default();
    // The nitrous oxide of what is burnt is biogenic where its methane is; the CO2 has a column of its own there.
    let nitrous = if methane == Origin::Biogenic { methane } else { Origin::Fossil };
    let masses = [("CO2", CO2_KG, Origin::Fossil), ("CH4", CH4_KG, methane), ("N2O", N2O_KG, nitrous)];
    let mut gases = Vec::new();
    for (gas, column, origin) in masses {
        if let Some(kg) = table.cell(column, report) {
            gases.push(GasMass { gas: gas.to_owned(), kg, origin });
        }
    }
    let gas_kinds = ["CO2e", "CO2"];
    let co2_only = |t: &str| match t.to_lowercase().as_str() {
        "co2e" | "co2eq" | "co2-eq" => Some(false),
        "co2" => Some(true),
        _ => None,
    };
    let basis = table.choice(BASIS, &Basis::NAMES, Basis::parse, report);
    let primary = table.choice(DATA, &DATA_KINDS, is_secondary, report).map(|secondary| !secondary);
    let (valid_from, valid_to) = (year(FROM, report), year(TO, report));
    let gwp = table.choice(GWP, &GwpSet::NAMES, |t| t.parse().ok(), report);
    let co2_only = table.choice(GAS, &gas_kinds, co2_only, report).unwrap_or(false);
    let stage = table.stage(STAGE, report).unwrap_or(Stage::RawMaterials);
    let primary_share = table.cell(SHARE, report);
    let quality = [0, 1, 2].map(|i: usize| table.cell(DQR.saturating_add(i), report));
    let gsd = table.cell(GSD, report);
    let pedigree = table.pedigree(PEDIGREE, report);
    let details = Details {
        name: text(NAME),
        name_zh: text(NAME_ZH),
        category: text(CATEGORY),
        source: text(SOURCE),
        publisher: text(PUBLISHER),
        year: text(YEAR),
        licence: text(LICENCE),
        page: text(PAGE),
        confidence: text(CONFIDENCE),
        note: text(NOTE),
        primary_share,
        quality,
        other_scale: None,
        pedigree,
    };
    Some(Factor {
        id,
        unit,
        values,
        gases,
        region: table.text(REGION).to_uppercase(),
        valid_from,
        valid_to,
        gwp,
        basis: basis.unwrap_or_default(),
        co2_only,
        stage,
        primary: primary.unwrap_or(false),
        gsd,
        details: details.into(),
        place: Some(table.place("")),
    })
}

pub(super) fn read_gases(table: &mut Table<'_>, reading: &mut Reading) {
    reading.add_file(table);
    let Reading { study, report, .. } = reading;
    let mut by_id: IndexMap<String, Vec<usize>> = IndexMap::new();
    for (at, factor) in study.factors.iter().enumerate() {
        by_id.entry(factor.id.clone()).or_default().push(at);
    }
    while table.next_row(report) {
        let (Some(id), Some(gas)) = (table.required(0, report), table.required(1, report)) else { continue };
        let Some(kg) = table.required_cell(2, report) else { continue };
        let origin = table.choice(3, &Origin::NAMES, Origin::parse, report).unwrap_or_default();
        let Some(name) = gas_name(gas) else {
            let [near, near_zh] = hint(gas, gas_names());
            let arguments = [("seen", gas), ("set", "GWP"), ("near", near.as_str()), ("near_zh", near_zh.as_str())];
            report.add(&texts::GAS_UNKNOWN, Some(table.place("gas")), &arguments);
            continue;
        };
        let mass = GasMass { gas: name, kg, origin };
        let rows = by_id.get(id).map_or(&[][..], Vec::as_slice);
        for at in rows {
            if let Some(factor) = study.factors.get_mut(*at) {
                Arc::make_mut(factor).gases.push(mass.clone());
            }
        }
        if rows.is_empty() {
            let [near, near_zh] = hint(id, study.factors.iter().map(|f| f.id.as_str()));
            report.add(
                &texts::FACTOR_NOT_FOUND,
                Some(table.place("factor")),
                &[("role", "factor"), ("role_zh", "因子"), ("seen", id), ("near", &near), ("near_zh", &near_zh)],
            );
        }
    }
}

/// The factors of an embedded file, or of part of it. Our own files are well-formed; a test reads every row.
pub(super) fn embedded_rows(file: &str, text: &str) -> Vec<Factor> {
    let mut report = Report::default();
    let mut rows = Vec::new();
    if let Some(mut table) = Table::open(text, Arc::from(file), &SCHEMA, &TableOptions::default(), &mut report) {
        while table.next_row(&mut report) {
            rows.extend(factor(&table, &mut report));
        }
    }
    debug_assert!(!report.has_errors(), "{:?}", report.diagnostics().first());
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data;
    use crate::factor::FactorLibrary;

    #[test]
    fn the_embedded_library_is_read_without_a_finding() {
        for (file, text) in data::FACTORS {
            let mut report = Report::default();
            let table = Table::open(text, Arc::from(*file), &SCHEMA, &TableOptions::default(), &mut report);
            let mut rows = 0;
            if let Some(mut table) = table {
                while table.next_row(&mut report) {
                    rows += usize::from(factor(&table, &mut report).is_some());
                }
            }
            assert_eq!(report.diagnostics(), [], "{file}");
            assert!(rows > 0, "{file}");
        }
        assert!(FactorLibrary::embedded().len() > 100);
    }

    #[test]
    fn columns_stand_where_the_constants_say() {
        let named = [
            (CO2E, "co2e"),
            (FOSSIL, "fossil"),
            (REGION, "region"),
            (STAGE, "stage"),
            (SHARE, "primary_share"),
            (DQR, "dqr_technology"),
            (GSD, "gsd"),
            (SOURCE, "source"),
            (NOTE, "note"),
            (CONFIDENCE, "confidence"),
            (CO2_KG, "co2_kg"),
            (CH4_ORIGIN, "ch4_origin"),
            (PEDIGREE, "pedigree"),
        ];
        for (at, name) in named {
            assert_eq!(SCHEMA.columns[at], name);
        }
        for (component, column) in Component::ALL.iter().zip(&SCHEMA.columns[FOSSIL..]) {
            assert_eq!(component.name(), *column);
        }
    }
}
