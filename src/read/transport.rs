//! `transport.csv`: legs.

use super::Reading;
use super::table::{Schema, Table};
use crate::study::LegRecord;

pub(super) const SCHEMA: Schema = Schema {
    file: "transport",
    columns: &["item", "mode", "leg", "distance_km", "mass_kg", "stage", "note"],
    required: 2,
};

pub(super) fn read(table: &mut Table<'_>, reading: &mut Reading) {
    let file = reading.add_file(table);
    let Reading { study, report, .. } = reading;
    while table.next_row(report) {
        let origin = file.row(table);
        let (Some(item), Some(mode)) = (table.required(0, report), table.required(1, report)) else { continue };
        let (item, mode) = (study.intern(item), study.intern(mode));
        study.legs.push(LegRecord {
            item,
            mode,
            distance_km: table.cell(3, report),
            mass_kg: table.cell(4, report),
            stage: table.stage(5, report),
            origin,
        });
    }
}
