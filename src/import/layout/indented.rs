//! Indented levels: the parent of a row is the last row one level above.

use super::super::columns::Concept;
use super::{Block, Cells, Line, Plan, RawTable, code};
use crate::diagnostic::{Report, import as words};

/// The level of `2`, `..2`, `++`, `- - 2`; `None` for what is none.
fn level(text: &str) -> Option<u32> {
    let marks = |c: char| matches!(c, '.' | '+' | '-' | '*' | '·' | '>' | '|' | ' ' | '…');
    let digits = text.trim_start_matches(marks);
    if digits.is_empty() {
        let count = text.chars().filter(|c| !c.is_whitespace()).count();
        return (count > 0).then(|| u32::try_from(count).unwrap_or(u32::MAX));
    }
    // A spreadsheet may keep a level as 1.0.
    digits.strip_suffix(".0").unwrap_or(digits).parse().ok()
}

/// A row on the way to the current one.
struct Above {
    level: u32,
    /// The block of its components.
    block: Option<usize>,
    cells: Cells,
}

pub(super) fn blocks(table: &RawTable, plan: &Plan, root: Option<&str>, report: &mut Report) -> Vec<Block> {
    let rows: Vec<Cells> = plan.data(table).map(|row| Cells::of(row, &plan.columns)).collect();
    let leveled: Vec<(u32, &Cells)> =
        rows.iter().filter_map(|cells| Some((level(cells.text(Concept::Level))?, cells))).collect();
    let place = |cells: &Cells| {
        let place = crate::diagnostic::Place::file(std::sync::Arc::clone(&table.file)).row(cells.row);
        Some(place.column(plan.written(Concept::Level)))
    };
    for cells in rows.iter().filter(|c| level(c.text(Concept::Level)).is_none()) {
        // A line of text between rows of a printed list has no level and no quantity.
        if cells.has(Concept::Quantity) {
            report.add(&words::LEVEL_WRONG, place(cells), &[("seen", cells.text(Concept::Level))]);
        }
    }
    let Some(least) = leveled.iter().map(|(level, _)| *level).min() else { return Vec::new() };
    let heads = leveled.iter().filter(|(level, _)| *level == least).count();
    let first = leveled.first().is_some_and(|(level, _)| *level == least);
    // Level 0 is the item itself; so is a head alone on top that has no quantity, or that is named as the root.
    let named = leveled.first().is_some_and(|(_, cells)| {
        let own = code(cells.text(Concept::Child));
        root.map_or(!cells.has(Concept::Quantity), |root| root == own)
    });
    let rooted = least == 0 || (heads == 1 && first && named);
    let mut blocks: Vec<Block> = Vec::new();
    let mut above: Vec<Above> = Vec::new();
    let mut missing = None;
    if !rooted {
        // Where rows name their parents by key, the head has one; else the title or the file names it.
        let keyed = leveled.first().map(|(_, cells)| cells.text(Concept::ParentKey)).filter(|key| !key.is_empty());
        let head = keyed.map_or_else(|| super::head_of(table, plan), str::to_owned);
        let parent = root.unwrap_or(&head);
        let mut block = Block::new(table, parent, Cells::default());
        block.exploded = true;
        blocks.push(block);
        missing = Some(0);
    }
    for (level, cells) in leveled {
        while above.last().is_some_and(|a| a.level >= level) {
            above.pop();
        }
        let expected = above.last().map_or(least, |a| a.level.saturating_add(1));
        if level != expected {
            report.add(&words::LEVEL_WRONG, place(cells), &[("seen", cells.text(Concept::Level))]);
            continue;
        }
        let (block, parent) = match above.last_mut() {
            None => (missing, None),
            Some(last) => {
                let block = *last.block.get_or_insert_with(|| {
                    let own = [Concept::Child, Concept::ChildKey].into_iter().map(|c| last.cells.text(c));
                    let parent = own.into_iter().find(|t| !t.is_empty()).unwrap_or_default();
                    let mut block = Block::new(table, code(parent), Cells::at(last.cells.row));
                    block.exploded = true;
                    blocks.push(block);
                    blocks.len().saturating_sub(1)
                });
                (Some(block), Some(last.cells.clone()))
            }
        };
        if let Some(block) = block.and_then(|at| blocks.get_mut(at)) {
            block.lines.push(Line { cells: cells.clone(), above: parent });
        }
        above.push(Above { level, block: None, cells: cells.clone() });
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::level;

    #[test]
    fn levels_are_read_as_systems_write_them() {
        for (text, expected) in
            [("1", 1), (".1", 1), ("..2", 2), ("...3", 3), ("+", 1), ("++", 2), ("0", 0), ("2.0", 2), ("- 1", 1)]
        {
            assert_eq!(level(text), Some(expected), "{text}");
        }
        assert_eq!(level(""), None);
        assert_eq!(level("x"), None);
    }
}
