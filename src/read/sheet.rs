//! A sheet of a workbook as rows of text: which row is the header, which rows at the end are totals, what a cell was
//! before it became text.
//!
//! Nothing here knows a file format; `workbook.rs` makes sheets.

use std::sync::Arc;

use csv::StringRecord;

use crate::diagnostic::{Place, Report, exchange};

/// A sheet: the rows that hold anything.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) hidden: bool,
    pub(crate) rows: Vec<SheetRow>,
}

/// A row, numbered as the spreadsheet numbers it.
#[derive(Debug)]
pub(crate) struct SheetRow {
    pub(crate) number: u32,
    /// In order of their columns; empty ones left out.
    pub(crate) cells: Vec<SheetCell>,
}

/// A cell that is not empty.
#[derive(Debug)]
pub(crate) struct SheetCell {
    /// 0 is column A.
    pub(crate) column: u32,
    pub(crate) kind: CellKind,
    pub(crate) text: Box<str>,
}

/// What a cell was before it became text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellKind {
    Text,
    Number,
    Date,
    /// `#REF!` and its like, or a formula that was never calculated.
    Error,
}

/// In how many rows at the top a header is looked for: below titles, dates of issue, addresses.
const HEADER_WITHIN: usize = 40;

/// Labels of a row of totals, folded as headers are.
const TOTALS: [&str; 20] = [
    "total",
    "totals",
    "subtotal",
    "grandtotal",
    "sum",
    "sumtotal",
    "summe",
    "gesamt",
    "gesamtsumme",
    "zwischensumme",
    "totale",
    "totaal",
    "suma",
    "合计",
    "总计",
    "小计",
    "总和",
    "汇总",
    "共计",
    "合計",
];

/// Whether a cell is the label of a row of totals.
pub(crate) fn is_total(label: &str) -> bool {
    TOTALS.contains(&super::table::fold_header(label.trim().trim_end_matches([':', '：'])).as_str())
}

impl SheetRow {
    fn text(&self, column: u32) -> &str {
        let at = self.cells.binary_search_by_key(&column, |c| c.column);
        at.ok().and_then(|i| self.cells.get(i)).map_or("", |c| &c.text)
    }

    /// The texts from column A to the last cell before column `end`, and behind them the first that stands farther right:
    /// a row that holds nothing else is no blank row.
    fn record(&self, record: &mut StringRecord, point: u8, end: u32) {
        record.clear();
        let mut next = 0_u32;
        for cell in self.cells.iter().take_while(|c| c.column < end) {
            while next < cell.column {
                record.push_field("");
                next = next.saturating_add(1);
            }
            if cell.kind == CellKind::Number && point != b'.' {
                record.push_field(&cell.text.replace('.', &char::from(point).to_string()));
            } else {
                record.push_field(&cell.text);
            }
            next = cell.column.saturating_add(1);
        }
        let beyond = self.cells.iter().skip_while(|c| c.column < end).find(|c| !c.text.trim().is_empty());
        if let Some(cell) = beyond {
            (next..end).for_each(|_| record.push_field(""));
            record.push_field(&cell.text);
        }
    }

    fn is_blank(&self) -> bool {
        self.cells.iter().all(|c| c.text.trim().is_empty())
    }
}

impl Sheet {
    /// How many rows hold anything.
    pub(crate) fn filled(&self) -> usize {
        self.rows.iter().filter(|r| !r.is_blank()).count()
    }

    /// The first rows as texts, for whoever looks for a header among them.
    fn top(&self) -> impl Iterator<Item = (usize, &SheetRow)> {
        self.rows.iter().enumerate().filter(|(_, r)| !r.is_blank()).take(HEADER_WITHIN)
    }

    /// The row that holds most headers, the first of several; `known` says which column a header names.
    pub(crate) fn header(&self, known: impl Fn(&str) -> Option<usize>) -> Option<usize> {
        let headers = |row: &SheetRow| {
            let mut columns: Vec<usize> = row.cells.iter().filter_map(|c| known(&c.text)).collect();
            columns.sort_unstable();
            columns.dedup();
            columns.len()
        };
        let mut best: Option<(usize, usize)> = None;
        for (at, row) in self.top() {
            let count = headers(row);
            if best.is_none_or(|(most, _)| count > most) {
                best = Some((count, at));
            }
        }
        best.map(|(_, at)| at)
    }
}

/// The rows of a sheet below its header, one at a time.
pub(crate) struct SheetRows<'a> {
    sheet: &'a Sheet,
    /// The row that comes next.
    next: usize,
    /// The row at which the totals begin.
    end: usize,
    current: usize,
    /// The columns of the header, once it is read; what stands to the right of them belongs to no column.
    width: u32,
}

impl<'a> SheetRows<'a> {
    /// Begins at row `header` of the sheet.
    pub(crate) fn new(sheet: &'a Sheet, header: usize) -> Self {
        Self { sheet, next: header, end: sheet.rows.len(), current: header, width: u32::MAX }
    }

    /// Moves on to the next row; `None` at the end. The number is the spreadsheet's.
    pub(crate) fn next(&mut self, record: &mut StringRecord, point: u8) -> Option<u32> {
        if self.next >= self.end {
            return None;
        }
        self.current = self.next;
        self.next = self.next.saturating_add(1);
        let row = self.sheet.rows.get(self.current)?;
        row.record(record, point, self.width);
        if self.width == u32::MAX {
            self.width = u32::try_from(record.len()).unwrap_or(u32::MAX);
        }
        Some(row.number)
    }

    fn below_header(&self) -> &'a [SheetRow] {
        self.sheet.rows.get(self.next..self.end).unwrap_or_default()
    }

    /// Passes over a second header row that repeats the first in another language.
    pub(crate) fn skip_second_header(&mut self, position_of: impl Fn(&str) -> Option<usize>) {
        let Some(row) = self.below_header().first() else { return };
        let repeats = |c: &SheetCell| position_of(&c.text).is_some_and(|at| u32::try_from(at) == Ok(c.column));
        if !row.cells.is_empty() && row.cells.iter().all(repeats) {
            self.next = self.next.saturating_add(1);
        }
    }

    /// Leaves out the rows at the end that are totals, each with a warning: their first cell says so, and one of the
    /// `required` positions is empty, as it is in no row of data.
    pub(crate) fn leave_out_totals(&mut self, required: &[usize], file: &Arc<str>, report: &mut Report) {
        let alone = required.len() <= 1;
        let mut out = Vec::new();
        for (at, row) in self.below_header().iter().enumerate().rev() {
            if row.is_blank() {
                continue;
            }
            let label = row.cells.iter().map(|c| c.text.trim()).find(|t| !t.is_empty()).unwrap_or_default();
            let missing = required.iter().any(|p| row.text(u32::try_from(*p).unwrap_or(u32::MAX)).trim().is_empty());
            if !is_total(label) || !(alone || missing) {
                break;
            }
            self.end = self.next.saturating_add(at);
            out.push((row.number, label));
        }
        for (number, label) in out.into_iter().rev() {
            let place = Some(Place::file(Arc::clone(file)).row(number));
            report.add(&exchange::TOTALS_LEFT_OUT, place, &[("seen", label)]);
        }
    }

    /// Warns of each column of codes whose cells are numbers or dates: what was typed may have been another code.
    pub(crate) fn warn_of_numeric_codes(&self, columns: &[(usize, Arc<str>)], file: &Arc<str>, report: &mut Report) {
        for (position, written) in columns {
            let column = u32::try_from(*position).unwrap_or(u32::MAX);
            let cells = self.below_header().iter().flat_map(|r| r.cells.iter().map(move |c| (r.number, c)));
            let mut typed =
                cells.filter(|(_, c)| c.column == column && matches!(c.kind, CellKind::Number | CellKind::Date));
            let Some((row, first)) = typed.next() else { continue };
            let more = typed.count().saturating_add(1).to_string();
            let place = Place::file(Arc::clone(file)).row(row).column(Arc::clone(written));
            report.add(&exchange::NUMERIC_CODE, Some(place), &[("seen", &first.text), ("count", &more)]);
        }
    }

    /// The cells of the current row that hold an error.
    pub(crate) fn errors(&self) -> impl Iterator<Item = (usize, &str)> {
        let row = self.sheet.rows.get(self.current);
        let cells = row.into_iter().flat_map(|r| &r.cells).filter(|c| c.kind == CellKind::Error);
        cells.map(|c| (usize::try_from(c.column).unwrap_or(usize::MAX), &*c.text))
    }
}
