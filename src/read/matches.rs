//! `matches.csv`: which factor stands for what has none, as a person confirmed it. `pcf suggest` writes the file; only
//! its confirmed rows count.

use std::path::Path;
use std::sync::Arc;

use super::config::TableSettings;
use super::table::{Schema, Table};
use super::{Content, Part, ReadOptions, Reading, disk, read_part, with_options};
use crate::diagnostic::{Place, exchange, texts};
use crate::study::{Match, Study};

pub(crate) const SCHEMA: Schema = Schema {
    file: "matches",
    columns: &[
        "item",
        "factor",
        "confirmed",
        // What follows helps a person to decide, and is not read.
        "name",
        "name_zh",
        "unit",
        "used_in",
        "suggestion",
        "factor_name",
        "kg_co2e",
        "factor_unit",
        "region",
        "years",
        "basis",
        "source",
        "note",
    ],
    required: 3,
};
const ITEM: usize = 0;
const FACTOR: usize = 1;
const CONFIRMED: usize = 2;

const PART: Part = ("matches.csv", &SCHEMA, read);

/// What people write into the column `confirmed`.
fn confirmed(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "" | "no" | "n" | "0" | "false" | "-" | "否" | "不" => Some(false),
        "yes" | "y" | "x" | "1" | "true" | "ok" | "✓" | "√" | "是" | "对" | "确认" | "已确认" => Some(true),
        _ => None,
    }
}

pub(super) fn read(table: &mut Table<'_>, reading: &mut Reading) {
    let file = reading.add_file(table);
    let Reading { study, report, .. } = reading;
    while table.next_row(report) {
        let origin = file.row(table);
        let Some(item) = table.required(ITEM, report) else { continue };
        let text = table.text(CONFIRMED);
        let Some(yes) = confirmed(text) else {
            report.add(&exchange::CONFIRMATION, Some(table.place("confirmed")), &[("seen", text)]);
            continue;
        };
        if !yes {
            continue;
        }
        let Some(factor) = table.required(FACTOR, report) else { continue };
        match study.matches.get(item) {
            Some(first) if first.factor != factor => {
                let arguments = [("seen", factor), ("first", &first.factor), ("item", item)];
                report.add(&texts::BOUND_TWICE, Some(table.place("confirmed")), &arguments);
            }
            Some(_) => {}
            None => {
                // A scenario may swap it.
                study.intern(factor);
                study.matches.insert(item.to_owned(), Match { factor: factor.to_owned(), origin });
            }
        }
    }
}

impl Study {
    /// Reads a file of matches; those of the study itself are replaced, because two files cannot both be meant.
    pub(crate) fn with_matches(mut self, path: &Path, options: &ReadOptions) -> Self {
        let name: Arc<str> = path.display().to_string().into();
        let report = std::mem::take(&mut self.report);
        self.matches.clear();
        let mut reading = Reading { study: self, report, contents: None };
        match disk::named(path, options.most_bytes()) {
            Ok(bytes) => {
                let settings = with_options(TableSettings::default(), options);
                read_part(Content::Csv(&bytes), name, PART, &settings, &mut reading);
            }
            Err(error) => {
                let arguments = [("seen", &*name), ("reason", &error.to_string())];
                reading.report.add(&texts::FILE_UNREADABLE, Some(Place::file(Arc::clone(&name))), &arguments);
            }
        }
        let Reading { mut study, report, .. } = reading;
        study.report = report;
        study
    }
}
