//! `recycling.csv`: recycled content and end of life.

use indexmap::IndexMap;

use super::Reading;
use super::table::{Schema, Table};
use crate::diagnostic::texts;
use crate::study::{NONE, NameId, RecyclingMethod, RecyclingRow};

pub(super) const SCHEMA: Schema = Schema {
    file: "recycling",
    columns: &[
        "item",
        "method",
        "virgin",
        "recycled",
        "recycling_eol",
        "virgin_substituted",
        "disposal",
        "energy_recovery",
        "heat_substituted",
        "electricity_substituted",
        "A",
        "B",
        "R1",
        "R2",
        "R3",
        "Qs_in",
        "Qs_out",
        "LHV",
        "X_heat",
        "X_elec",
        "note",
    ],
    required: 2,
};
const REFERENCES: usize = 2;
const NUMBERS: usize = 10;

pub(super) fn read(table: &mut Table<'_>, reading: &mut Reading) {
    let file = reading.add_file(table);
    let Reading { study, report, .. } = reading;
    let mut stated: IndexMap<NameId, u32> = IndexMap::new();
    while table.next_row(report) {
        let origin = file.row(table);
        let item = table.required(0, report).map(str::to_owned);
        let method = match table.required(1, report) {
            Some(_) => table.choice(1, &RecyclingMethod::NAMES, RecyclingMethod::parse, report),
            None => None,
        };
        let numbers = std::array::from_fn(|i| table.cell(NUMBERS.saturating_add(i), report));
        let (Some(item), Some(method)) = (item, method) else { continue };
        let item = study.intern(&item);
        if let Some(first) = stated.get(&item) {
            let (seen, first) = (study.name_of(item), first.to_string());
            let arguments = [("what", "item"), ("what_zh", "物料"), ("seen", seen), ("first", first.as_str())];
            report.add(&texts::ITEM_TWICE, Some(table.place("item")), &arguments);
            continue;
        }
        let references = std::array::from_fn(|i| match table.text(REFERENCES.saturating_add(i)) {
            "" => NONE,
            reference => study.intern(reference),
        });
        stated.insert(item, origin.row);
        study.recycling.push(RecyclingRow { item, method, references, numbers, origin });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_where_the_constants_say() {
        assert_eq!(SCHEMA.columns[REFERENCES..NUMBERS], RecyclingRow::REFERENCES);
        assert_eq!(SCHEMA.columns[NUMBERS..NUMBERS + 10], RecyclingRow::NUMBERS);
    }
}
