//! The workbook that works a footprint out again: every line with live formulas, from what the files state to the
//! total, without macros and without a cell that is hidden.
//!
//! A formula is written with the value that the program has for it, for whoever opens the file without calculating. A
//! text of the study never becomes a formula: it is written as a text, into a cell that is formatted as one.

mod amounts;
mod cells;
mod lines;
mod result;
mod tables;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet as Sheet, XlsxError,
};

use cells::{at, letters, row, text_of};

use super::terminal::component_label;
use crate::diagnostic::{Language, Report, verify};
use crate::error::Error;
use crate::footprint::{Model, Shared, Worksheet};
use crate::gas::Component;

/// Lines that a sheet takes, below its header.
const MAX_LINES: usize = 1_000_000;
/// Unknowns of a loop that a spreadsheet still inverts: what is larger is shown as solved, and checked.
const MAX_SYSTEM: usize = 100;

// Columns of the sheet of lines.
const L_PARENT: u16 = 1;
const L_CHILD: u16 = 2;
const L_CLAIM: u16 = 3;
const L_FILE: u16 = 4;
const L_ROW: u16 = 5;
const L_WRITTEN: u16 = 6;
const L_QUANTITY: u16 = 7;
const L_CONVERSION: u16 = 8;
const L_SCRAP: u16 = 9;
const L_PER: u16 = 10;
const L_YIELD: u16 = 11;
const L_EACH: u16 = 12;
const L_NEEDED: u16 = 13;
const L_AMOUNT: u16 = 14;
const L_UNIT: u16 = 15;
const L_FACTOR: u16 = 16;
const L_STAGE: u16 = 17;
/// The first of the components; the total comes after the last.
const L_COMPONENTS: u16 = 18;

const A_AMOUNT: u16 = 5;
const A_CHECK: u16 = 6;

const S_AMOUNT: u16 = 1;
const S_WEIGHT: u16 = 2;
const S_PRODUCT: u16 = 3;

const F_UNIT: u16 = 5;
const F_COMPONENTS: u16 = 6;

impl Model {
    /// The footprint of an item as a workbook (.xlsx) with live formulas: each line of the walk from the product down
    /// to its factors, and the totals by stage and component as sums over them. Loops are systems of equations.
    ///
    /// Spreadsheets calculate in binary floating point: they meet the total within about 1e-12 of it.
    ///
    /// # Errors
    ///
    /// As [`Model::footprint`]; or there are more lines than a sheet has rows (E114).
    pub fn workbook(&self, id: &str, language: Language) -> Result<Vec<u8>, Error> {
        let worksheet = self.worksheet(id)?;
        let refused = |reason: &str| {
            let mut report = Report::default();
            let most = MAX_LINES.to_string();
            let arguments = [("seen", id), ("reason", reason), ("most", &most)];
            report.add(&verify::WORKBOOK_TOO_LONG, None, &arguments);
            Error::input(report)
        };
        if worksheet.lines.len() > MAX_LINES {
            return Err(refused(&worksheet.lines.len().to_string()));
        }
        write(self, &worksheet, language).map_err(|e| refused(&e.to_string()))
    }
}

/// For each site and process the row of the first thing made, and of the first total.
fn shares_layout(shared: &[Shared]) -> Vec<(u32, u32)> {
    let mut next = 0_u32;
    let place = |shared: &Shared| {
        let rows = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let first = next.saturating_add(2);
        let totals = first.saturating_add(rows(shared.made.len())).saturating_add(1);
        next = totals.saturating_add(rows(shared.totals.len())).saturating_add(1);
        (first, totals)
    };
    shared.iter().map(place).collect()
}

struct Book<'a> {
    model: &'a Model,
    work: &'a Worksheet,
    language: Language,
    shares_layout: Vec<(u32, u32)>,
    title: Format,
    header: Format,
    text: Format,
    bold: Format,
}

fn write(model: &Model, work: &Worksheet, language: Language) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2024, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title("pcf workbook").set_creation_datetime(&made));
    let pages = Book {
        model,
        work,
        language,
        shares_layout: shares_layout(&work.shared),
        title: Format::new().set_bold().set_font_size(14),
        header: Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_background_color(Color::RGB(0xEE_EE_EE)),
        text: Format::new().set_num_format("@"),
        bold: Format::new().set_bold(),
    };
    let [stated, calculated] = pages.result(book.add_worksheet())?;
    pages.lines(book.add_worksheet())?;
    pages.amounts(book.add_worksheet())?;
    if pages.systems().next().is_some() {
        pages.systems_page(book.add_worksheet())?;
    }
    if !work.shared.is_empty() {
        pages.shares(book.add_worksheet())?;
    }
    if !work.recycled.is_empty() {
        pages.recycling(book.add_worksheet())?;
    }
    pages.factors(book.add_worksheet())?;
    pages.notes(book.add_worksheet())?;
    book.define_name("pcf_total_stated", &stated)?;
    book.define_name("pcf_total_calculated", &calculated)?;
    book.save_to_buffer()
}

impl Book<'_> {
    pub(super) fn say<T>(&self, words: [T; 2]) -> T {
        self.language.pick(words)
    }

    pub(super) fn lines_name(&self) -> &'static str {
        self.say(["lines", "清单行"])
    }

    pub(super) fn amounts_name(&self) -> &'static str {
        self.say(["amounts", "需要量"])
    }

    pub(super) fn systems_name(&self) -> &'static str {
        self.say(["loops", "循环"])
    }

    pub(super) fn shares_name(&self) -> &'static str {
        self.say(["shares", "分配"])
    }

    pub(super) fn recycling_name(&self) -> &'static str {
        self.say(["recycling", "回收"])
    }

    pub(super) fn factors_name(&self) -> &'static str {
        self.say(["factors", "因子"])
    }

    pub(super) fn text(&self, sheet: &mut Sheet, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
        if !text.is_empty() {
            sheet.write_string_with_format(row, column, text_of(text), &self.text)?;
        }
        Ok(())
    }

    pub(super) fn head(&self, sheet: &mut Sheet, row: u32, headers: &[[String; 2]]) -> Result<(), XlsxError> {
        for (column, words) in (0_u16..).zip(headers) {
            sheet.write_string_with_format(row, column, self.say([&words[0], &words[1]]), &self.header)?;
        }
        Ok(())
    }

    /// The components in use; those of the total first.
    pub(super) fn components(&self) -> &[Component] {
        &self.work.components
    }

    pub(super) fn total_column(&self) -> u16 {
        L_COMPONENTS.saturating_add(u16::try_from(self.components().len()).unwrap_or(0))
    }

    pub(super) fn component_headers(&self) -> Vec<[String; 2]> {
        let head = |c: &Component| component_label(*c).map(|name| format!("{name}\nkg CO2e"));
        self.components().iter().map(head).collect()
    }

    /// A range of the lines' sheet from top to bottom of one column.
    pub(super) fn all_lines(&self, column: u16) -> String {
        let letters = letters(column);
        format!("'{}'!${letters}$2:${letters}${}", self.lines_name(), self.work.lines.len().saturating_add(1))
    }

    /// A range of lines in one column.
    pub(super) fn some_lines(&self, column: u16, lines: &std::ops::Range<usize>) -> String {
        let (first, last) = (at(column, row(lines.start)), at(column, row(lines.end.saturating_sub(1))));
        format!("'{}'!{first}:{last}", self.lines_name())
    }
}

const LARGE_LOOP: [&str; 2] = [
    "A loop here has more unknowns than a spreadsheet inverts well: its amounts stand as solved by pcf, and the residual \
     beside each shows that they solve the lines. Change one of its lines, and the residual is no longer 0.",
    "本表中有循环的未知数过多，不宜由电子表格求逆：其需要量为 pcf 的解，旁边的残差说明它满足各行方程。\
     改动其中一行，残差便不再为 0。",
];
