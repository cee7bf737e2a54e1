//! `electricity.csv`: contracts, certificates and on-site generation.

use super::Reading;
use super::table::{Schema, Table};
use crate::diagnostic::{Report, texts};
use crate::study::{Date, Instrument, InstrumentKind};

pub(super) const SCHEMA: Schema = Schema {
    file: "electricity",
    columns: &["item", "instrument", "factor", "kwh", "id", "generated_from", "generated_to", "note"],
    required: 4,
};
const GENERATED_FROM: usize = 5;
const GENERATED_TO: usize = 6;

fn date(table: &Table<'_>, column: usize, report: &mut Report) -> Option<Date> {
    let text = table.text(column);
    let date = Date::parse(text);
    if date.is_none() && !text.is_empty() {
        report.add(&texts::DATE, Some(table.place(SCHEMA.columns[column])), &[("seen", text)]);
    }
    date
}

pub(super) fn read(table: &mut Table<'_>, reading: &mut Reading) {
    let file = reading.add_file(table);
    let Reading { study, report, .. } = reading;
    while table.next_row(report) {
        let origin = file.row(table);
        let item = table.required(0, report).map(str::to_owned);
        let kind = match table.required(1, report) {
            Some(_) => table.choice(1, &InstrumentKind::NAMES, InstrumentKind::parse, report),
            None => None,
        };
        let factor = table.required(2, report).map(str::to_owned);
        let kwh = table.required_cell(3, report);
        let generated = [GENERATED_FROM, GENERATED_TO].map(|column| date(table, column, report));
        if let [Some(from), Some(to)] = generated
            && to < from
        {
            let arguments = [
                ("seen", table.text(GENERATED_TO)),
                ("column", "generated_to"),
                ("range", "a day not before `generated_from`"),
                ("range_zh", "不早于 generated_from 的日期"),
            ];
            report.add(&texts::OUT_OF_RANGE, Some(table.place("generated_to")), &arguments);
            continue;
        }
        // A certificate without an id cannot be shown to be used once.
        let id = match kind {
            Some(InstrumentKind::Certificate) => table.required(4, report).map(str::to_owned),
            _ => Some(table.text(4).to_owned()),
        };
        let (Some(item), Some(kind), Some(factor), Some(kwh), Some(id)) = (item, kind, factor, kwh, id) else {
            continue;
        };
        let (item, factor) = (study.intern(&item), study.intern(&factor));
        study.instruments.push(Instrument { item, kind, factor, kwh, id, generated, origin });
    }
}
