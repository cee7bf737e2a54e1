//! A flat list of what one root is made of. Rows that are alike are one line.

use super::super::columns::Concept;
use super::{Block, Cells, Line, Plan, RawTable};

pub(super) fn blocks(table: &RawTable, plan: &Plan, root: Option<&str>) -> Vec<Block> {
    let named = super::head_of(table, plan);
    let root = root.unwrap_or(&named);
    let mut block = Block::new(table, root, Cells::default());
    for row in plan.data(table) {
        let mut cells = Cells::of(row, &plan.columns);
        if !cells.has(Concept::Child) {
            let part = part(&cells);
            cells.set(Concept::Child, &part);
        }
        block.lines.push(Line { cells, above: None });
    }
    vec![block]
}

/// What a line of a circuit board's list is called: the number of its manufacturer, else its value and land pattern.
pub(super) fn part(cells: &Cells) -> String {
    let [mpn, value, footprint] = [Concept::Mpn, Concept::PartValue, Concept::Footprint].map(|c| cells.text(c));
    let pattern = footprint.rsplit(':').next().unwrap_or_default();
    match (mpn, value, pattern) {
        ("", value, "") => value.to_owned(),
        ("", value, pattern) => format!("{value} {pattern}"),
        (mpn, ..) => mpn.to_owned(),
    }
}
