//! `bom.csv`: what is made of what.

use super::Reading;
use super::table::{Schema, Table};
use crate::decimal::Decimal;
use crate::study::{Amount, LineRecord, Terms};

pub(super) const SCHEMA: Schema = Schema {
    file: "bom",
    columns: &[
        "parent", "child", "quantity", "unit", "per", "scrap", "yield", "stage", "factor", "data", "gsd", "pedigree",
        "note",
    ],
    required: 3,
};
const PARENT: usize = 0;
const CHILD: usize = 1;
const QUANTITY: usize = 2;
const UNIT: usize = 3;
const PER: usize = 4;
const SCRAP: usize = 5;
const YIELD: usize = 6;
const STAGE: usize = 7;
const FACTOR: usize = 8;
const DATA: usize = 9;
const GSD: usize = 10;
const PEDIGREE: usize = 11;

/// The kinds of data a quantity or factor may be; true is `secondary`.
pub(super) const DATA_KINDS: [&str; 2] = ["primary", "secondary"];

pub(super) fn is_secondary(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "primary" | "初级" | "初级数据" => Some(false),
        "secondary" | "次级" | "次级数据" => Some(true),
        _ => None,
    }
}

pub(super) fn read(table: &mut Table<'_>, reading: &mut Reading) {
    let file = reading.add_file(table);
    let Reading { study, report, .. } = reading;
    let mut rows = 0_usize;
    while table.next_row(report) {
        rows = rows.saturating_add(1);
        let origin = file.row(table);
        let (parent, child) = (table.required(PARENT, report), table.required(CHILD, report));
        let (Some(parent), Some(child)) = (parent, child) else { continue };
        let (parent, child) = (study.intern(parent), study.intern(child));
        // A number that cannot be read is reported; 0 in its place keeps the rest of the row checkable, and the
        // report keeps any result from being made of it.
        let quantity = table.required_cell(QUANTITY, report);
        let quantity = quantity.map_or(Amount::Number(Decimal::ZERO), |cell| study.amount_of(cell));
        let terms = Terms {
            per: table.cell(PER, report),
            scrap: table.cell(SCRAP, report),
            recovery: table.cell(YIELD, report),
            gsd: table.cell(GSD, report),
            pedigree: table.pedigree(PEDIGREE, report),
            secondary: table.choice(DATA, &DATA_KINDS, is_secondary, report).unwrap_or(false),
        };
        let unit = table.unit(UNIT, report);
        let stage = table.stage(STAGE, report);
        let terms = if terms == Terms::default() { 0 } else { study.intern_terms(terms) };
        study.lines.push(LineRecord { parent, child, quantity, unit, stage, terms, origin });
        let factor = table.text(FACTOR);
        if !factor.is_empty() {
            let factor = study.intern(factor);
            study.bindings.push((child, factor, origin));
        }
    }
    reading.need_rows(table, rows);
}
