//! `items.csv`: names, declared units, masses, factor links.

use super::table::{Schema, Table};
use super::{FileId, Reading};
use crate::diagnostic::{Report, texts};
use crate::study::{ItemDetails, ItemRecord, NONE, Names, Study, Texts, Titles};

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
/// The columns of [`ItemDetails`].
const DETAILS: [usize; 9] = [NAME_ZH, MASS, DENSITY, REGION, SUPPLIER, FOSSIL, BIOGENIC, RECYCLED, KIND];

pub(super) fn read(table: &mut Table<'_>, reading: &mut Reading) {
    let file = reading.add_file(table);
    let Reading { study, report, .. } = reading;
    // An item has a name and often a factor's.
    let rows = table.rows_left();
    study.names.reserve(rows.saturating_mul(2));
    study.items.reserve(rows);
    table.in_parts(
        study,
        report,
        |study, table, report| Part::read(&study.names, file, table, report),
        |study, report, part, found| part.put_into(study, report, found),
    );
}

/// Items of a part of the file.
struct Part {
    rows: Vec<Row>,
    /// The ids of items and factors.
    names: Texts,
    titles: Titles,
}

struct Row {
    record: ItemRecord,
    /// What was found up to the row's id, and what in its other cells.
    before: Report,
    own: Report,
}

impl Part {
    fn read(names: &Names, file: FileId, table: &mut Table<'_>, report: &mut Report) -> Self {
        let mut names = Texts::new(names);
        let mut titles = Titles::default();
        let mut rows = Vec::new();
        while table.next_row(report) {
            let origin = file.row(table);
            let Some(text) = table.required(ID, report) else { continue };
            let id = names.push(text);
            let mut own = Report::default();
            let details = details(table, &mut own);
            let factor = match table.text(FACTOR) {
                "" => NONE,
                reference => names.push(reference),
            };
            let record = ItemRecord {
                id,
                unit: table.unit(UNIT, &mut own),
                factor,
                origin,
                title: titles.push(table.text(NAME)),
                process: false,
                details,
            };
            rows.push(Row { record, before: std::mem::take(report), own });
        }
        Self { rows, names, titles }
    }

    fn put_into(mut self, study: &mut Study, report: &mut Report, after: Report) {
        // Looked up together first: most are new, and then their places in the table are at hand.
        self.names.find_in(&study.names);
        let moved = study.titles.append(&self.titles);
        for Row { mut record, before, own } in self.rows {
            report.extend(before);
            record.id = self.names.intern_in(&mut study.names, record.id);
            record.title = record.title.moved(moved);
            if let Some(first) = study.item_of(record.id).and_then(|i| study.items.get(i as usize)) {
                let (seen, first) = (study.name_of(record.id), { first.origin.row }.to_string());
                let arguments = [("what", "item"), ("what_zh", "物料"), ("seen", seen), ("first", &first)];
                report.add(&texts::ITEM_TWICE, study.place(record.origin, "id"), &arguments);
                continue;
            }
            report.extend(own);
            if record.factor != NONE {
                record.factor = self.names.intern_in(&mut study.names, record.factor);
            }
            let at = study.ensure_item(record.id, record.origin);
            if let Some(slot) = study.items.get_mut(at as usize) {
                *slot = record;
            }
        }
        report.extend(after);
    }
}

/// What few items state; `None` where this one does not.
fn details(table: &Table<'_>, report: &mut Report) -> Option<Box<ItemDetails>> {
    if !DETAILS.iter().any(|column| table.has(*column)) {
        return None;
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
    stated.then(|| Box::new(details))
}
