//! `coproducts.csv`: processes with several outputs.

use indexmap::IndexMap;

use super::Reading;
use super::table::{Schema, Table};
use crate::diagnostic::texts;
use crate::study::{Allocation, NameId, ProcessOutput};

pub(super) const SCHEMA: Schema = Schema {
    file: "coproducts",
    columns: &["process", "output", "quantity", "unit", "allocation", "price", "energy", "share", "note"],
    required: 3,
};

pub(super) fn read(table: &mut Table<'_>, reading: &mut Reading) {
    let file = reading.add_file(table);
    let Reading { study, report, .. } = reading;
    let mut made: IndexMap<NameId, u32> = IndexMap::new();
    while table.next_row(report) {
        let origin = file.row(table);
        let process = table.required(0, report).map(str::to_owned);
        let output = table.required(1, report).map(str::to_owned);
        let quantity = table.required_cell(2, report);
        let unit = table.unit(3, report);
        let allocation = table.choice(4, &Allocation::NAMES, Allocation::parse, report);
        let [price, energy, share] = [5, 6, 7].map(|column| table.cell(column, report));
        let (Some(process), Some(output), Some(quantity)) = (process, output, quantity) else { continue };
        let (process, output) = (study.intern(&process), study.intern(&output));
        if let Some(first) = made.get(&output) {
            let (seen, first) = (study.name_of(output), first.to_string());
            let place = Some(table.place("output"));
            report.add(&texts::OUTPUT_TWICE, place, &[("seen", seen), ("first", &first)]);
            continue;
        }
        made.insert(output, origin.row);
        let row = ProcessOutput { process, output, quantity, unit, allocation, price, energy, share, origin };
        study.outputs_of_processes.push(row);
    }
}
