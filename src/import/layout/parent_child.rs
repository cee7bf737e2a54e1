//! Parent and child on every row.

use indexmap::IndexMap;

use super::{Block, Cells, Line, Plan, RawTable, parent_of};

pub(super) fn blocks(table: &RawTable, plan: &Plan) -> Vec<Block> {
    let mut blocks: IndexMap<(String, String), Block> = IndexMap::new();
    for row in plan.data(table) {
        let cells = Cells::of(row, &plan.columns);
        let parent = parent_of(&cells);
        let fresh = Block::new(table, &parent, cells.clone());
        let block = blocks.entry((parent, fresh.bill.clone())).or_insert(fresh);
        block.lines.push(Line { cells, above: None });
    }
    blocks.into_values().collect()
}
