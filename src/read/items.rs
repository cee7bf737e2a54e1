//! `items.csv`: names, declared units, masses, factor links.

use super::Reading;
use super::table::{Schema, Table};
use crate::diagnostic::texts;
use crate::study::{ItemDetails, ItemRecord, NONE};

pub(super) const SCHEMA: Schema = Schema {
    file: "items",
    columns: &[
        "id",
        "name",
        "name_zh",
        "unit",
        "mass",
        "density",
        "factor",
        "region",
        "supplier",
        "fossil_carbon",
        "biogenic_carbon",
        "recycled_carbon",
        "kind",
        "note",
    ],
    required: 1,
};
const ID: usize = 0;
const NAME: usize = 1;
const NAME_ZH: usize = 2;
const UNIT: usize = 3;
const MASS: usize = 4;
const DENSITY: usize = 5;
const FACTOR: usize = 6;
const REGION: usize = 7;
const SUPPLIER: usize = 8;
const FOSSIL: usize = 9;
const BIOGENIC: usize = 10;
const RECYCLED: usize = 11;
const KIND: usize = 12;

pub(super) fn read(table: &mut Table<'_>, reading: &mut Reading) {
    let file = reading.add_file(table);
    let Reading { study, report, .. } = reading;
    while table.next_row(report) {
        let origin = file.row(table);
        let Some(text) = table.required(ID, report) else { continue };
        let id = study.intern(text);
        if let Some(first) = study.item_of(id).and_then(|i| study.items.get(i as usize)) {
            let first = first.origin.row.to_string();
            let place = Some(table.place("id"));
            report.add(
                &texts::ITEM_TWICE,
                place,
                &[("what", "item"), ("what_zh", "物料"), ("seen", text), ("first", &first)],
            );
            continue;
        }
        let details = ItemDetails {
            name_zh: table.text(NAME_ZH).to_owned(),
            mass: table.cell(MASS, report),
            density: table.cell(DENSITY, report),
            region: table.text(REGION).to_owned(),
            supplier: table.text(SUPPLIER).to_owned(),
            carbon: [FOSSIL, BIOGENIC, RECYCLED].map(|column| table.cell(column, report)),
            packaging: matches!(table.text(KIND).to_lowercase().as_str(), "packaging" | "包装"),
        };
        let stated = details.mass.is_some()
            || details.density.is_some()
            || details.packaging
            || details.carbon.iter().any(Option::is_some)
            || [&details.name_zh, &details.region, &details.supplier].iter().any(|t| !t.is_empty());
        let factor = match table.text(FACTOR) {
            "" => NONE,
            reference => study.intern(reference),
        };
        let record = ItemRecord {
            id,
            unit: table.unit(UNIT, report),
            factor,
            origin,
            name: table.text(NAME).into(),
            process: false,
            details: stated.then(|| Box::new(details)),
        };
        let at = study.ensure_item(id, origin);
        if let Some(slot) = study.items.get_mut(at as usize) {
            *slot = record;
        }
    }
}
