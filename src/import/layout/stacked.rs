//! Stacked blocks: of each bill a row of headers with one row of values, and below it a row of headers with its lines.

use super::super::columns::{Concept, reading};
use super::super::headers::is_header;
use super::super::plan::{Column, Why};
use super::{Block, Cells, Line, Plan, RawTable, parent_of};
use crate::diagnostic::{Report, import as words};
use crate::read::raw::RawRow;
use crate::read::sheet::is_total;

/// The columns that a row of headers inside the table names.
fn columns(row: &RawRow) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for (at, cell) in row.cells.iter().enumerate() {
        let concept = reading(&cell.text).map(|r| r.concept);
        // One thing stands twice where a list has an auxiliary unit: the first is the main one.
        let twice = concept.is_some() && columns.iter().any(|c| c.concept == concept);
        let concept = if twice { Some(Concept::Known) } else { concept };
        columns.push(Column { at, written: cell.text.to_string(), concept, why: Why::Header });
    }
    columns
}

pub(super) fn blocks(table: &RawTable, plan: &Plan, report: &mut Report) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut current: Vec<Column> = Vec::new();
    for row in &table.rows {
        if is_header(row) {
            current = columns(row);
            continue;
        }
        let has = |concept| current.iter().any(|c| c.concept == Some(concept));
        let cells = Cells::of(row, &current);
        let label = row.filled().next().unwrap_or_default();
        if current.is_empty() || is_total(label) {
            continue;
        }
        if has(Concept::Parent) && !has(Concept::Child) {
            if cells.has(Concept::Parent) {
                blocks.push(Block::new(table, &parent_of(&cells), cells));
            }
        } else if cells.has(Concept::Child) || cells.has(Concept::Quantity) {
            match blocks.last_mut() {
                Some(block) => block.lines.push(Line { cells, above: None }),
                None => {
                    let place = crate::diagnostic::Place::file(std::sync::Arc::clone(&table.file)).row(row.number);
                    let place = place.column(plan.written(Concept::Parent));
                    report.add(&words::LEVEL_WRONG, Some(place), &[("seen", label)]);
                }
            }
        }
    }
    blocks
}
