//! The cells of the parent are blank on continuation rows: a row that fills one of them begins a new bill.

use super::super::columns::Concept;
use super::{Block, Cells, Line, Plan, RawTable, parent_of};

/// What only the first row of a bill states.
pub(crate) const HEAD: [Concept; 5] =
    [Concept::Parent, Concept::ParentKey, Concept::BomCode, Concept::ParentName, Concept::BomType];

pub(super) fn blocks(table: &RawTable, plan: &Plan) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for row in plan.data(table) {
        let cells = Cells::of(row, &plan.columns);
        if HEAD.iter().any(|concept| cells.has(*concept)) || blocks.is_empty() {
            blocks.push(Block::new(table, &parent_of(&cells), cells.clone()));
        }
        if let Some(block) = blocks.last_mut() {
            block.lines.push(Line { cells, above: None });
        }
    }
    blocks
}
