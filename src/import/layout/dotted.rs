//! Dotted positions: the parent of 1.2.1 is 1.2. What has one number alone belongs to the root.

use indexmap::IndexMap;

use super::super::columns::Concept;
use super::{Block, Cells, Line, Plan, RawTable, code};
use crate::diagnostic::{Place, Report, import as words};

pub(super) fn blocks(table: &RawTable, plan: &Plan, root: Option<&str>, report: &mut Report) -> Vec<Block> {
    let head = super::head_of(table, plan);
    let mut blocks: Vec<Block> = vec![Block::new(table, root.unwrap_or(&head), Cells::default())];
    // Of each position its row, and the block of its components once it has any.
    let mut seen: IndexMap<String, (Cells, Option<usize>)> = IndexMap::new();
    for row in plan.data(table) {
        let cells = Cells::of(row, &plan.columns);
        let position = cells.text(Concept::Position).trim_end_matches('.').to_owned();
        let mut at = Some(0);
        let mut above = None;
        if let Some((prefix, _)) = position.rsplit_once('.') {
            at = seen.get_mut(prefix).map(|(parent, block)| {
                above = Some(parent.clone());
                *block.get_or_insert_with(|| {
                    blocks.push(Block::new(table, code(parent.text(Concept::Child)), Cells::at(parent.row)));
                    blocks.len().saturating_sub(1)
                })
            });
        }
        let Some(block) = at.and_then(|at| blocks.get_mut(at)) else {
            let place = Place::file(std::sync::Arc::clone(&table.file)).row(cells.row);
            let place = place.column(plan.written(Concept::Position));
            report.add(&words::LEVEL_WRONG, Some(place), &[("seen", &position)]);
            continue;
        };
        block.exploded = true;
        block.lines.push(Line { cells: cells.clone(), above });
        seen.insert(position, (cells, None));
    }
    blocks
}
