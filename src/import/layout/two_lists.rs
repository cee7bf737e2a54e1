//! Two lists side by side: what a bill makes and what it takes. Rows pair nothing: each list runs on its own.

use super::super::columns::Concept;
use super::{Block, Cells, Line, Plan, RawTable, code};

pub(super) fn blocks(table: &RawTable, plan: &Plan) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for row in plan.data(table) {
        let cells = Cells::of(row, &plan.columns);
        if cells.has(Concept::BomCode) || cells.has(Concept::BomName) || blocks.is_empty() {
            let bill = code(cells.text(Concept::BomCode)).to_owned();
            blocks.push(Block::new(table, &bill, cells.clone()));
        }
        let Some(block) = blocks.last_mut() else { continue };
        if cells.has(Concept::Output) {
            block.outputs.push(cells.clone());
        }
        if cells.has(Concept::Child) || cells.has(Concept::ChildBom) || cells.has(Concept::Quantity) {
            block.lines.push(Line { cells, above: None });
        }
    }
    blocks
}
