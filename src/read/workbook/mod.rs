//! Bytes of a workbook to sheets of text: .xlsx, .xlsm, .xls and .ods.
//!
//! `calamine` reads the formats and hands numbers over as binary floating point; they leave here as the decimal text
//! that the spreadsheet shows, 15 significant digits at most. It also allocates what a file asks for, so what a file
//! may ask for is checked first: a few kilobytes can claim gigabytes.

mod cells;
mod compound;
mod opendocument;

use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{Data, Ods, Range, Reader, SheetType, SheetVisible, Xls, Xlsx};

use super::sheet::Sheet;
use crate::diagnostic::{Place, Report, exchange};
use cells::Filling;

/// Bytes that the parts of a workbook may expand to.
const MAX_EXPANDED: u64 = 256 << 20;
/// Parts that it may have.
const MAX_PARTS: usize = 10_000;
/// Cells that hold something, over all sheets.
const MAX_CELLS: usize = 5_000_000;
/// Bytes of text in all cells: a text that is kept once may stand in a million of them.
const MAX_TEXT: usize = 256 << 20;
/// Rows and columns of a sheet, as in every spreadsheet program.
const MAX_ROWS: u32 = 1_048_576;
const MAX_COLUMNS: u32 = 16_384;
/// Positions between the first and the last cell, over all sheets, where a format is read as a whole.
const MAX_SPAN: u64 = 10_000_000;

/// Why a workbook is refused; English and Chinese.
enum Refused {
    Malformed([String; 2]),
    TooLarge { what: [String; 2], limit: [String; 2] },
}

impl Refused {
    fn malformed(reason: &str) -> Self {
        Self::Malformed([reason.to_owned(), reason.to_owned()])
    }

    fn expanded() -> Self {
        let limit = MAX_EXPANDED >> 20;
        Self::TooLarge {
            what: ["it expands to more".to_owned(), "解压后超出限制".to_owned()],
            limit: [
                format!("{limit} MB unpacked in {MAX_PARTS} parts"),
                format!("解压后 {limit} MB、{MAX_PARTS} 个部分"),
            ],
        }
    }

    fn cells() -> Self {
        Self::TooLarge {
            what: ["it has more cells".to_owned(), "单元格过多".to_owned()],
            limit: [format!("{MAX_CELLS} filled cells"), format!("{MAX_CELLS} 个非空单元格")],
        }
    }

    fn text() -> Self {
        let limit = MAX_TEXT >> 20;
        Self::TooLarge {
            what: ["its cells hold more text".to_owned(), "单元格文字过多".to_owned()],
            limit: [format!("{limit} MB of text in all cells"), format!("全部单元格文字 {limit} MB")],
        }
    }

    fn outside() -> Self {
        Self::TooLarge {
            what: ["a cell lies outside the sheet".to_owned(), "有单元格位于工作表范围之外".to_owned()],
            limit: [format!("{MAX_ROWS} rows and {MAX_COLUMNS} columns"), format!("{MAX_ROWS} 行、{MAX_COLUMNS} 列")],
        }
    }

    fn span() -> Self {
        Self::TooLarge {
            what: ["its cells lie too far apart".to_owned(), "单元格分布范围过大".to_owned()],
            limit: [
                format!("{MAX_SPAN} positions between the first and the last cell"),
                format!("首末单元格之间 {MAX_SPAN} 个位置"),
            ],
        }
    }
}

/// The sheets of a workbook, hidden ones without their rows; `None`, with the reason in `report`, if it is refused.
pub(super) fn sheets(bytes: &[u8], file: &Arc<str>, report: &mut Report) -> Option<Vec<Sheet>> {
    // A reader of binary formats that meets nonsense may panic; what it was given is dropped with it.
    let read = catch_unwind(AssertUnwindSafe(|| read(bytes)));
    let refused = match read {
        Ok(Ok(sheets)) => return Some(sheets),
        Ok(Err(refused)) => refused,
        Err(_) => Refused::malformed("its structure makes no sense"),
    };
    let place = Some(Place::file(Arc::clone(file)));
    match refused {
        Refused::Malformed([reason, reason_zh]) => {
            let arguments = [("seen", &**file), ("reason", &reason), ("reason_zh", &reason_zh)];
            report.add(&exchange::WORKBOOK_MALFORMED, place, &arguments);
        }
        Refused::TooLarge { what: [what, what_zh], limit: [limit, limit_zh] } => {
            let arguments =
                [("seen", &**file), ("what", &what), ("what_zh", &what_zh), ("limit", &limit), ("limit_zh", &limit_zh)];
            report.add(&exchange::WORKBOOK_TOO_LARGE, place, &arguments);
        }
    }
    None
}

fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Refused> {
    match bytes {
        [b'P', b'K', ..] => match package(bytes, MAX_EXPANDED)? {
            Package::Excel => excel(bytes),
            Package::OpenDocument(content) => {
                opendocument::check(&content)?;
                let book = Ods::new(Cursor::new(bytes)).map_err(|e| Refused::malformed(&e.to_string()))?;
                whole(book)
            }
        },
        [0xD0, 0xCF, 0x11, 0xE0, ..] => {
            compound::check(bytes)?;
            let book = Xls::new(Cursor::new(bytes)).map_err(|e| Refused::malformed(&e.to_string()))?;
            whole(book)
        }
        _ => Err(Refused::Malformed([
            "its content is no workbook, whatever its name says".to_owned(),
            "其内容不是工作簿，与文件名不符".to_owned(),
        ])),
    }
}

/// What cells may still hold.
struct Left {
    cells: usize,
    text: usize,
}

impl Left {
    fn take(&mut self, text: &str) -> Result<(), Refused> {
        self.cells = self.cells.checked_sub(1).ok_or_else(Refused::cells)?;
        self.text = self.text.checked_sub(text.len()).ok_or_else(Refused::text)?;
        Ok(())
    }
}

/// What a zip file with a workbook in it holds.
enum Package {
    Excel,
    /// With its `content.xml`.
    OpenDocument(Vec<u8>),
}

/// Unpacks every part once, counting, and says what the package is.
fn package(bytes: &[u8], most: u64) -> Result<Package, Refused> {
    let malformed = |e: &dyn std::fmt::Display| Refused::malformed(&e.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| malformed(&e))?;
    if archive.len() > MAX_PARTS {
        return Err(Refused::expanded());
    }
    let mut left = most;
    let mut excel = false;
    let mut content = None;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|e| malformed(&e))?;
        let name = part.name().map_err(|e| malformed(&e))?.into_owned();
        excel |= name.eq_ignore_ascii_case("xl/workbook.xml");
        let wanted = name == "content.xml";
        // What a part claims to hold is not what it holds: count.
        let mut part = part.take(left.saturating_add(1));
        let mut kept = Vec::new();
        let unpacked = if wanted {
            part.read_to_end(&mut kept).map(|n| n as u64)
        } else {
            std::io::copy(&mut part, &mut std::io::sink())
        };
        let unpacked = unpacked.map_err(|e| malformed(&e))?;
        left = left.checked_sub(unpacked).ok_or_else(Refused::expanded)?;
        if wanted {
            content = Some(kept);
        }
    }
    match content {
        _ if excel => Ok(Package::Excel),
        Some(content) => Ok(Package::OpenDocument(content)),
        None => Err(Refused::Malformed([
            "it is a zip file without a workbook in it".to_owned(),
            "压缩包中没有工作簿".to_owned(),
        ])),
    }
}

/// The sheets that can hold rows, in their order, and which of them are hidden.
fn tables<S: std::io::Read + std::io::Seek, B: Reader<S>>(book: &B) -> Vec<(String, bool)> {
    let tables = book.sheets_metadata().iter().filter(|s| s.typ == SheetType::WorkSheet);
    tables.map(|s| (s.name.clone(), s.visible != SheetVisible::Visible)).collect()
}

/// .xlsx and .xlsm, cell by cell: nothing is allocated for the empty ones between.
fn excel(bytes: &[u8]) -> Result<Vec<Sheet>, Refused> {
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(|e| Refused::malformed(&e.to_string()))?;
    let mut left = Left { cells: MAX_CELLS, text: MAX_TEXT };
    let mut sheets = Vec::new();
    for (name, hidden) in tables(&book) {
        if hidden {
            sheets.push(Sheet { name, hidden, rows: Vec::new() });
            continue;
        }
        let mut cells = book.worksheet_cells_reader(&name).map_err(|e| Refused::malformed(&e.to_string()))?;
        let mut filling = Filling::default();
        while let Some(cell) =
            cells.next_cell_with_formula_metadata().map_err(|e| Refused::malformed(&e.to_string()))?
        {
            let (row, column) = cell.pos;
            if row >= MAX_ROWS || column >= MAX_COLUMNS {
                return Err(Refused::outside());
            }
            let formula = cell.formula.is_some();
            if let Some((kind, text)) = cells::text(Data::from(cell.value), formula) {
                left.take(&text)?;
                filling.add(cell.pos, kind, text);
            }
        }
        sheets.push(filling.sheet(name)?);
    }
    Ok(sheets)
}

/// Formats that are read as a whole.
fn whole<B: Reader<Cursor<B2>>, B2>(mut book: B) -> Result<Vec<Sheet>, Refused>
where
    Cursor<B2>: std::io::Read + std::io::Seek,
    B::Error: std::fmt::Display,
{
    let mut left = Left { cells: MAX_CELLS, text: MAX_TEXT };
    let mut sheets = Vec::new();
    for (name, hidden) in tables(&book) {
        if hidden {
            sheets.push(Sheet { name, hidden, rows: Vec::new() });
            continue;
        }
        let range: Range<Data> = book.worksheet_range(&name).map_err(|e| Refused::malformed(&e.to_string()))?;
        let formulas = book.worksheet_formula(&name).map_err(|e| Refused::malformed(&e.to_string()))?;
        let mut filling = Filling::default();
        let (row, column) = range.start().unwrap_or_default();
        for (r, c, value) in range.used_cells() {
            let at = |from: u32, by: usize| from.saturating_add(u32::try_from(by).unwrap_or(u32::MAX));
            if let Some((kind, text)) = cells::text(value.clone(), false) {
                left.take(&text)?;
                filling.add((at(row, r), at(column, c)), kind, text);
            }
        }
        let (row, column) = formulas.start().unwrap_or_default();
        for (r, c, formula) in formulas.used_cells() {
            let at = |from: u32, by: usize| from.saturating_add(u32::try_from(by).unwrap_or(u32::MAX));
            let position = (at(row, r), at(column, c));
            let empty = range.get_value(position).is_none_or(|v| *v == Data::Empty);
            if empty && !formula.is_empty() {
                filling.add(position, super::sheet::CellKind::Error, cells::uncalculated());
            }
        }
        sheets.push(filling.sheet(name)?);
    }
    Ok(sheets)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn zipped(parts: &[(&str, usize)]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, zeros) in parts {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(&vec![b' '; *zeros]).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn what_expands_too_far_is_refused_before_it_is_read() {
        let small = zipped(&[("xl/workbook.xml", 1000), ("content.xml", 1000)]);
        assert!(matches!(package(&small, 2000), Ok(Package::Excel)));
        assert!(matches!(package(&small, 1999), Err(Refused::TooLarge { .. })));
        let bomb = zipped(&[("content.xml", 4_000_000)]);
        assert!(bomb.len() < 10_000);
        assert!(matches!(package(&bomb, 1 << 20), Err(Refused::TooLarge { .. })));
        assert!(matches!(package(&zipped(&[("a.txt", 5)]), 100), Err(Refused::Malformed(_))));
        assert!(matches!(package(b"PK\x03\x04", 100), Err(Refused::Malformed(_))));
    }

    #[test]
    fn a_claimed_size_is_not_believed() {
        // The local header and the directory both say 10 bytes; the data are 4,000,000.
        let mut lying = zipped(&[("content.xml", 4_000_000)]);
        let truth = 4_000_000_u32.to_le_bytes();
        let places: Vec<usize> = (0..lying.len() - 4).filter(|at| lying[*at..*at + 4] == truth).collect();
        assert!(!places.is_empty());
        for at in places {
            lying[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
        }
        assert!(package(&lying, 1 << 20).is_err());
    }

    #[test]
    fn repeated_rows_and_cells_are_counted_before_they_are_laid_out() {
        let table = |rows: &str| format!("<table:table table:name=\"bom\">{rows}</table:table>");
        let row = |repeats: u32, cells: &str| {
            format!("<table:table-row table:number-rows-repeated=\"{repeats}\">{cells}</table:table-row>")
        };
        let filled = "<table:table-cell office:value-type=\"float\" office:value=\"1\"/>";
        let wide = "<table:table-cell table:number-columns-repeated=\"16384\" office:value=\"1\"/>";
        let empty = "<table:table-cell table:number-columns-repeated=\"16384\"/>";
        let check = |text: String| opendocument::check(text.as_bytes()).is_ok();
        assert!(check(table(&row(1, filled))));
        assert!(check(table(&(row(1, filled) + &row(1_048_575, empty)))));
        assert!(!check(table(&row(1000, wide))));
        assert!(!check(table(&(row(1_000_000, empty) + &row(1, &wide.replace("16384", "20"))))));
        assert!(!check((0..50).map(|_| table(&row(20, wide))).collect()));
        assert!(check((0..20).map(|_| table(&row(20, wide))).collect()));
    }
}
