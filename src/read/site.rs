//! `energy.csv` and `output.csv`: a site's bills, and what it made.

use super::Reading;
use super::table::{Schema, Table};
use crate::diagnostic::{Report, texts};
use crate::study::{Date, EnergyReading, SiteAllocation, SiteOutput};

pub(super) const ENERGY: Schema =
    Schema { file: "energy", columns: &["site", "carrier", "from", "to", "amount", "unit", "note"], required: 5 };
pub(super) const OUTPUT: Schema = Schema {
    file: "output",
    columns: &["site", "item", "amount", "unit", "allocation", "weight", "note"],
    required: 3,
};

fn date(table: &Table<'_>, column: usize, report: &mut Report) -> Option<Date> {
    let text = table.required(column, report)?;
    let date = Date::parse(text);
    if date.is_none() {
        report.add(&texts::DATE, Some(table.place(ENERGY.columns[column])), &[("seen", text)]);
    }
    date
}

pub(super) fn read_energy(table: &mut Table<'_>, reading: &mut Reading) {
    let file = reading.add_file(table);
    let Reading { study, report, .. } = reading;
    while table.next_row(report) {
        let origin = file.row(table);
        let site = table.required(0, report).map(str::to_owned);
        let carrier = table.required(1, report).map(str::to_owned);
        let (from, to) = (date(table, 2, report), date(table, 3, report));
        let amount = table.required_cell(4, report);
        let unit = table.unit(5, report);
        let (Some(site), Some(carrier), Some(from), Some(to), Some(amount)) = (site, carrier, from, to, amount) else {
            continue;
        };
        if to < from {
            let arguments = [
                ("seen", table.text(3)),
                ("column", "to"),
                ("range", "a day not before `from`"),
                ("range_zh", "不早于 from 的日期"),
            ];
            report.add(&texts::OUT_OF_RANGE, Some(table.place("to")), &arguments);
            continue;
        }
        let carrier = study.intern(&carrier);
        study.readings.push(EnergyReading { site, carrier, from, to, amount, unit, origin });
    }
}

pub(super) fn read_output(table: &mut Table<'_>, reading: &mut Reading) {
    let file = reading.add_file(table);
    let Reading { study, report, .. } = reading;
    while table.next_row(report) {
        let origin = file.row(table);
        let site = table.required(0, report).map(str::to_owned);
        let item = table.required(1, report).map(str::to_owned);
        let amount = table.required_cell(2, report);
        let unit = table.unit(3, report);
        let allocation = table.choice(4, &SiteAllocation::NAMES, SiteAllocation::parse, report);
        let weight = table.cell(5, report);
        let (Some(site), Some(item), Some(amount)) = (site, item, amount) else { continue };
        let item = study.intern(&item);
        let allocation = allocation.unwrap_or_default();
        study.outputs.push(SiteOutput { site, item, amount, unit, allocation, weight, origin });
    }
}
