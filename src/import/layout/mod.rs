//! Each layout of a bill of materials to blocks: one parent with its lines. Here nothing is interpreted but who the
//! parent of a line is.

pub(crate) mod continuation;
mod dotted;
mod flat;
mod indented;
mod parent_child;
mod stacked;
mod two_lists;

use std::sync::Arc;

use super::columns::Concept;
use super::plan::{Column, Layout, Plan};
use crate::diagnostic::{Place, Report};
use crate::read::raw::{RawRow, RawTable};
use crate::read::sheet::CellKind;

/// The cells of a row by what they hold; empty ones left out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cells {
    cells: Vec<(Concept, Box<str>, CellKind)>,
    pub(crate) row: u32,
}

impl Cells {
    pub(crate) fn of(row: &RawRow, columns: &[Column]) -> Self {
        let cell = |c: &Column| {
            let text = row.text(c.at);
            (!text.is_empty()).then(|| Some((c.concept?, Box::from(text), row.kind(c.at)))).flatten()
        };
        Self { cells: columns.iter().filter_map(cell).collect(), row: row.number }
    }

    /// No cells: of the head of a list only the row is known.
    pub(crate) fn at(row: u32) -> Self {
        Self { cells: Vec::new(), row }
    }

    pub(crate) fn text(&self, concept: Concept) -> &str {
        self.cells.iter().find(|(c, ..)| *c == concept).map_or("", |(_, text, _)| text)
    }

    pub(crate) fn kind(&self, concept: Concept) -> CellKind {
        self.cells.iter().find(|(c, ..)| *c == concept).map_or(CellKind::Text, |(.., kind)| *kind)
    }

    pub(crate) fn has(&self, concept: Concept) -> bool {
        !self.text(concept).is_empty()
    }

    pub(crate) fn set(&mut self, concept: Concept, text: &str) {
        self.cells.retain(|(c, ..)| *c != concept);
        self.cells.push((concept, text.into(), CellKind::Text));
    }
}

/// A line below its parent.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) cells: Cells,
    /// In a list of totals: the row of the parent, whose quantity is the base of this one; `None` for the head.
    pub(crate) above: Option<Cells>,
}

/// One bill of materials as a table states it.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) file: Arc<str>,
    /// The item that it makes: a code, or a database key where the table has `ParentKey`.
    pub(crate) parent: String,
    /// Which bill of the item it is, where an item may have several.
    pub(crate) bill: String,
    /// What is said of the bill as a whole.
    pub(crate) head: Cells,
    pub(crate) lines: Vec<Line>,
    /// What it makes, where it is a list: the product and by-products.
    pub(crate) outputs: Vec<Cells>,
    /// Whether it stands in a list of quantities for the head of the list.
    pub(crate) exploded: bool,
}

impl Block {
    fn new(table: &RawTable, parent: &str, head: Cells) -> Self {
        let bill = [Concept::BomCode, Concept::BomName].into_iter().map(|c| head.text(c)).find(|t| !t.is_empty());
        Self {
            file: Arc::clone(&table.file),
            parent: parent.to_owned(),
            bill: bill.unwrap_or_default().to_owned(),
            head,
            lines: Vec::new(),
            outputs: Vec::new(),
            exploded: false,
        }
    }

    pub(crate) fn place(&self, row: u32) -> Place {
        Place::file(Arc::clone(&self.file)).row(row)
    }
}

/// The code that a cell and the name beside it state. A workbook that a system writes may hold a code that begins with `=`
/// as a formula: then the name alone has it.
pub(crate) fn stated(cells: &Cells, concept: Concept, name: Concept) -> &str {
    let named = bracketed(cells.text(name)).filter(|n| n.starts_with('='));
    named.unwrap_or_else(|| code(cells.text(concept)))
}

/// The parent that a row names: its code, the code in its name, the code of its bill, its key.
fn parent_of(cells: &Cells) -> String {
    let direct = stated(cells, Concept::Parent, Concept::ParentName);
    if !direct.is_empty() {
        return direct.to_owned();
    }
    let named = [Concept::ParentName, Concept::BomName].into_iter().find_map(|c| bracketed(cells.text(c)));
    if let Some(named) = named {
        return named.to_owned();
    }
    let other = [Concept::ParentKey, Concept::BomCode].into_iter().map(|c| cells.text(c)).find(|t| !t.is_empty());
    code(other.unwrap_or_default()).to_owned()
}

/// A code without the apostrophe that keeps a spreadsheet from reading it as a formula.
pub(crate) fn code(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => text,
    }
}

/// The code of `[CODE] Name`, or of `rev C: [CODE] Name`.
pub(crate) fn bracketed(text: &str) -> Option<&str> {
    let begin = if text.starts_with('[') { 1 } else { text.find(": [")?.checked_add(3)? };
    let (inside, _) = text.get(begin..)?.split_once(']')?;
    (!inside.is_empty()).then_some(inside)
}

/// The name of `[CODE] Name`.
pub(crate) fn without_code(text: &str) -> &str {
    match (text.starts_with('['), text.split_once("] ")) {
        (true, Some((_, name))) => name.trim(),
        _ => text,
    }
}

/// The code of a line's item, where a list of parts has one or is named by value and land pattern.
pub(crate) fn part_of(cells: &Cells) -> String {
    match stated(cells, Concept::Child, Concept::ChildName) {
        "" => flat::part(cells),
        code => code.to_owned(),
    }
}

/// The blocks of a table of lines. `root` is the item at the head of a list that does not name it.
pub(crate) fn blocks(table: &RawTable, plan: &Plan, root: Option<&str>, report: &mut Report) -> Vec<Block> {
    match plan.layout {
        Layout::ParentChild => parent_child::blocks(table, plan),
        Layout::Continuation => continuation::blocks(table, plan),
        Layout::TwoLists => two_lists::blocks(table, plan),
        Layout::Indented => indented::blocks(table, plan, root, report),
        Layout::Dotted => dotted::blocks(table, plan, root, report),
        Layout::Stacked => stacked::blocks(table, plan, report),
        Layout::Flat => flat::blocks(table, plan, root),
    }
}

/// The item that a list is of, where it names none: what the title above it says, or the name of the file.
pub(crate) fn head_of(table: &RawTable, plan: &Plan) -> String {
    let titles = table.rows.iter().take(plan.header);
    for row in titles {
        let texts: Vec<&str> = row.filled().collect();
        for (at, text) in texts.iter().enumerate() {
            let (label, rest) = text.split_once([':', '：']).unwrap_or((text, ""));
            let folded = super::columns::fold(label);
            if !matches!(
                folded.as_str(),
                "material"
                    | "materialnumber"
                    | "materialnr"
                    | "assembly"
                    | "物料"
                    | "物料编码"
                    | "父项物料编码"
                    | "产品编码"
                    | "baugruppe"
            ) {
                continue;
            }
            let value = if rest.trim().is_empty() { texts.get(at.saturating_add(1)).copied() } else { Some(rest) };
            if let Some(value) = value.map(str::trim).filter(|v| !v.is_empty()) {
                return value.to_owned();
            }
        }
    }
    let file = table.file.split('#').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    stem.to_owned()
}

/// The quantity of the head for which a list is exploded, where a title says it.
pub(crate) fn required_quantity(table: &RawTable, plan: &Plan) -> Option<String> {
    for row in table.rows.iter().take(plan.header) {
        let texts: Vec<&str> = row.filled().collect();
        for (at, text) in texts.iter().enumerate() {
            let (label, rest) = text.split_once([':', '：']).unwrap_or((text, ""));
            let folded = super::columns::fold(label);
            let known = [
                "requiredquantity",
                "reqdqty",
                "requiredqty",
                "reqdquantity",
                "einsatzmenge",
                "basequantity",
                "basismenge",
                "bedarfsmenge",
                "需求数量",
            ];
            if known.contains(&folded.as_str()) {
                let value = if rest.trim().is_empty() { texts.get(at.saturating_add(1)).copied() } else { Some(rest) };
                return value.map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
            }
        }
    }
    None
}
