//! Rows to table: header, rows with their places, cells with their kinds.
//!
//! Rows come from CSV text or from a sheet of a workbook; this layer knows our columns, in two languages and the user's
//! own words, and says of every cell where it stands.

use std::sync::{Arc, OnceLock};

use indexmap::IndexMap;

use super::cells::hint_in;
use super::contents::RowDigests;
use super::csv_rows::{Cells, CsvRows};
use super::sheet::{Sheet, SheetRows};
use super::text::plain;
use crate::data;
use crate::diagnostic::{Place, Report, exchange, limits, shortened, texts};
use crate::parallel;
use crate::progress::Progress;
use crate::unit::half_width;

/// Bytes that a cell may hold: four times what a spreadsheet allows.
const MAX_CELL: usize = 131_072;
/// Columns that a table may have: as many as a spreadsheet has.
const MAX_COLUMNS: usize = 16_384;

/// What a file of the study may hold.
pub(crate) struct Schema {
    /// The file's name in the study without `.csv`; its spellings in `data/headers.csv` go by it.
    pub(crate) file: &'static str,
    pub(crate) columns: &'static [&'static str],
    /// How many of `columns`, from the front, the file must have.
    pub(crate) required: usize,
}

/// How a study wants its tables read.
#[derive(Clone, Debug)]
pub(crate) struct TableOptions {
    pub(crate) separator: Option<u8>,
    /// The decimal sign.
    pub(crate) point: u8,
    /// The user's own header, folded, to our column or `ignore`.
    pub(crate) mapping: IndexMap<String, String>,
    pub(crate) progress: Progress,
}

impl Default for TableOptions {
    fn default() -> Self {
        Self { separator: None, point: b'.', mapping: IndexMap::new(), progress: Progress::default() }
    }
}

/// A header the way it is compared: without case, blanks, hyphens, underscores; full-width forms as ASCII.
pub(crate) fn fold_header(text: &str) -> String {
    let kept = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '_' | '\u{feff}');
    half_width(text).chars().filter(kept).flat_map(char::to_lowercase).collect()
}

/// The column of each spelling of a file's headers.
pub(super) fn spellings(file: &str) -> &'static IndexMap<String, String> {
    static ALL: OnceLock<IndexMap<String, IndexMap<String, String>>> = OnceLock::new();
    static NOTHING: OnceLock<IndexMap<String, String>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let mut all: IndexMap<String, IndexMap<String, String>> = IndexMap::new();
        for row in data::table(data::HEADERS) {
            let column = row.get("column");
            let of_file = all.entry(row.get("file").to_owned()).or_default();
            for spelling in row.get("spellings").split('|') {
                if !spelling.is_empty() {
                    of_file.entry(fold_header(spelling)).or_insert_with(|| column.to_owned());
                }
            }
        }
        all
    });
    all.get(file).unwrap_or_else(|| NOTHING.get_or_init(IndexMap::new))
}

/// The first Chinese spelling of a column's header.
#[cfg(feature = "xlsx")]
pub(crate) fn chinese_header(file: &str, column: &str) -> Option<&'static str> {
    let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    spellings(file).iter().find(|(spelling, ours)| *ours == column && chinese(spelling)).map(|(s, _)| s.as_str())
}

/// Columns that hold codes: in a workbook they have to be text, or leading zeros are gone.
const CODES: [&str; 8] = ["id", "parent", "child", "factor", "item", "carrier", "process", "output"];

/// Columns that hold numbers. All others hold text: there a code stays what was typed.
pub(crate) const NUMERIC: [&str; 40] = [
    "quantity",
    "per",
    "scrap",
    "yield",
    "gsd",
    "mass",
    "density",
    "fossil_carbon",
    "biogenic_carbon",
    "recycled_carbon",
    "co2e",
    "fossil",
    "aircraft",
    "biogenic_non_co2",
    "land_use_change",
    "land_management",
    "land_removals",
    "technical_removals",
    "biogenic_co2",
    "biogenic_uptake",
    "primary_share",
    "dqr_technology",
    "dqr_time",
    "dqr_geography",
    "kg",
    "distance_km",
    "mass_kg",
    "price",
    "share",
    "kwh",
    "amount",
    "weight",
    "A",
    "B",
    "R1",
    "R2",
    "R3",
    "Qs_in",
    "Qs_out",
    "LHV",
];

/// Where the rows of a table come from.
enum Rows<'a> {
    Csv(CsvRows<'a>),
    Sheet(SheetRows<'a>),
}

/// What a header cell means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Header {
    /// The user's mapping skips it.
    Ignored,
    /// A column of the schema.
    Column(usize),
    Unknown,
}

/// What each header of a file means, folded: by the user's mapping, our name, a synonym.
struct Headers(IndexMap<String, Header>);

impl Headers {
    fn new(schema: &Schema, options: &TableOptions) -> Self {
        let ours = |name: &str| {
            let folded = fold_header(name);
            let at = schema.columns.iter().position(|c| fold_header(c) == folded);
            at.map_or(Header::Unknown, Header::Column)
        };
        let mut all = IndexMap::new();
        for (spelling, column) in spellings(schema.file) {
            all.insert(spelling.clone(), ours(column));
        }
        for (at, column) in schema.columns.iter().enumerate() {
            all.insert(fold_header(column), Header::Column(at));
        }
        for (spelling, mapped) in &options.mapping {
            let meaning = if mapped == "ignore" { Header::Ignored } else { ours(mapped) };
            all.insert(spelling.clone(), meaning);
        }
        Self(all)
    }

    /// The column that a header names; or names in two languages at once, as in `quantity / 数量`.
    fn meaning(&self, written: &str) -> Header {
        let named = |text: &str| self.0.get(&fold_header(text)).copied().unwrap_or(Header::Unknown);
        let whole = named(written);
        if whole != Header::Unknown {
            return whole;
        }
        let mut parts = written.split(['\n', '/', '|']).filter(|p| !p.trim().is_empty()).map(named);
        let first = parts.next().unwrap_or(Header::Unknown);
        if parts.all(|part| part == first) { first } else { Header::Unknown }
    }

    fn column(&self, written: &str) -> Option<usize> {
        match self.meaning(written) {
            Header::Column(column) => Some(column),
            Header::Ignored | Header::Unknown => None,
        }
    }
}

/// Bytes of a part that is read beside others: a few thousand rows, which fit a core's own cache.
const PART: usize = 1 << 18;

/// Bytes after which whoever listens is told that they were read.
const TOLD: usize = PART;

/// A cell without blanks around it; most have none.
fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

/// A table whose header was understood; rows are read one at a time.
pub(crate) struct Table<'a> {
    rows: Rows<'a>,
    schema: &'a Schema,
    pub(crate) file: Arc<str>,
    /// For each column of the schema, its position in the rows.
    positions: Vec<Option<usize>>,
    /// Our column names and the file's, for messages.
    pub(crate) written: Arc<[(&'static str, Arc<str>)]>,
    width: usize,
    pub(super) point: u8,
    row: u32,
    cells: Cells<'a>,
    /// What the rows say, for whoever asks for it.
    said: Option<RowDigests>,
    progress: Progress,
    /// Bytes that were told of.
    told: usize,
}

impl<'a> Table<'a> {
    /// Reads the header of a CSV text. `None`, with the reasons in `report`, if the table cannot be understood.
    pub(crate) fn open(
        text: &'a str,
        file: Arc<str>,
        schema: &'a Schema,
        options: &TableOptions,
        report: &mut Report,
    ) -> Option<Self> {
        Self::with_rows(Rows::Csv(CsvRows::new(text, options.separator)), file, schema, options, report)
    }

    /// Reads the header of a sheet, which may stand below titles, and leaves out the totals at its end.
    pub(crate) fn of_sheet(
        sheet: &'a Sheet,
        file: Arc<str>,
        schema: &'a Schema,
        options: &TableOptions,
        report: &mut Report,
    ) -> Option<Self> {
        let headers = Headers::new(schema, options);
        let header = sheet.header(|text| headers.column(text)).unwrap_or(0);
        let rows = Rows::Sheet(SheetRows::new(sheet, header));
        let mut table = Self::with_rows(rows, file, schema, options, report)?;
        let positions = table.positions.clone();
        let required: Vec<usize> = table.positions.iter().take(schema.required).flatten().copied().collect();
        let codes = table.written.iter().filter(|(ours, _)| CODES.contains(ours));
        let codes: Vec<(usize, Arc<str>)> = codes
            .filter_map(|(ours, written)| {
                let column = schema.columns.iter().position(|c| c == ours)?;
                Some((table.positions[column]?, Arc::clone(written)))
            })
            .collect();
        if let Rows::Sheet(rows) = &mut table.rows {
            rows.skip_second_header(|text| headers.column(text).and_then(|c| positions[c]));
            rows.leave_out_totals(&required, &table.file, report);
            rows.warn_of_numeric_codes(&codes, &table.file, report);
        }
        Some(table)
    }

    fn with_rows(
        mut rows: Rows<'a>,
        file: Arc<str>,
        schema: &'a Schema,
        options: &TableOptions,
        report: &mut Report,
    ) -> Option<Self> {
        let mut header = Cells::default();
        let row = match &mut rows {
            Rows::Csv(rows) => rows.next(&mut header),
            Rows::Sheet(rows) => header.collect(|record| rows.next(record, b'.')),
        };
        let Some(row) = row.filter(|_| header.iter().any(|h| !h.trim().is_empty())) else {
            report.add(&texts::FILE_EMPTY, Some(Place::file(Arc::clone(&file))), &[("seen", &file)]);
            return None;
        };
        let place = || Some(Place::file(Arc::clone(&file)).row(row));
        if !keeps_limit(&header, place, report) {
            return None;
        }
        if header.len() > MAX_COLUMNS {
            let (seen, limit) = (header.len().to_string(), MAX_COLUMNS.to_string());
            report.add(&limits::TOO_MANY_COLUMNS, place(), &[("seen", &seen), ("limit", &limit)]);
            return None;
        }
        let mut table = Self {
            rows,
            schema,
            file,
            positions: vec![None; schema.columns.len()],
            written: Arc::default(),
            width: header.len(),
            point: options.point,
            row,
            cells: Cells::default(),
            said: None,
            progress: options.progress.clone(),
            told: 0,
        };
        table.read_header(&header, options, report).then_some(table)
    }

    fn read_header(&mut self, header: &Cells<'_>, options: &TableOptions, report: &mut Report) -> bool {
        let known = spellings(self.schema.file);
        // Our own names need no look into the synonyms.
        let headers = std::cell::LazyCell::new(|| Headers::new(self.schema, options));
        let plain = |written: &str| self.schema.columns.iter().position(|c| *c == written);
        let plain = |written: &str| if options.mapping.is_empty() { plain(written) } else { None };
        let all = || self.schema.columns.join(", ");
        let mut sound = true;
        let mut spelled = Vec::new();
        for (at, written) in header.iter().enumerate() {
            let written = written.trim();
            if written.is_empty() {
                continue;
            }
            let meaning = plain(written).map_or_else(|| headers.meaning(written), Header::Column);
            let column = match meaning {
                Header::Ignored => continue,
                Header::Column(column) => Some(column),
                Header::Unknown => None,
            };
            let shown = shortened(&written.replace(['\n', '\r'], " "));
            let shown = shown.as_str();
            let place = Place::file(Arc::clone(&self.file)).row(self.row).column(shown);
            let Some(column) = column else {
                // A mapping that leads nowhere is misspelled where it points to.
                let meant = options.mapping.get(&fold_header(written)).map_or(written, String::as_str);
                let candidates = self.schema.columns.iter().copied().chain(known.keys().map(String::as_str));
                let [near, near_zh] = hint_in(report, meant, candidates);
                report.add(
                    &texts::COLUMN_UNKNOWN,
                    Some(place),
                    &[
                        ("seen", meant),
                        ("file", &self.file),
                        ("columns", &all()),
                        ("near", &near),
                        ("near_zh", &near_zh),
                    ],
                );
                sound = false;
                continue;
            };
            if let Some(first) = self.positions[column] {
                let first = header.get(first).unwrap_or_default().trim();
                let arguments = [("seen", shown), ("column", self.schema.columns[column]), ("first", first)];
                report.add(&texts::COLUMN_TWICE, Some(place), &arguments);
                sound = false;
                continue;
            }
            self.positions[column] = Some(at);
            spelled.push((self.schema.columns[column], Arc::from(shown)));
        }
        self.written = spelled.into();
        // A missing column is often the unknown one under another name: say both.
        for (column, position) in self.schema.columns.iter().zip(&self.positions).take(self.schema.required) {
            if position.is_none() {
                let place = Place::file(Arc::clone(&self.file)).row(self.row);
                report.add(
                    &texts::COLUMN_MISSING,
                    Some(place),
                    &[("seen", column), ("file", &self.file), ("columns", &all())],
                );
                sound = false;
            }
        }
        sound
    }

    /// Moves to the next row that is not blank; `false` at the end.
    pub(crate) fn next_row(&mut self, report: &mut Report) -> bool {
        loop {
            let row = match &mut self.rows {
                Rows::Csv(rows) => rows.next(&mut self.cells),
                Rows::Sheet(rows) => self.cells.collect(|record| rows.next(record, self.point)),
            };
            self.tell(row.is_none());
            let Some(row) = row else { return false };
            self.row = row;
            if matches!(&self.rows, Rows::Csv(rows) if rows.swallowed_by_quote(self.cells.iter())) {
                report.add(&texts::UNCLOSED_QUOTE, Some(self.place("")), &[("seen", "\"")]);
                return false;
            }
            if !keeps_limit(&self.cells, || Some(self.place("")), report) {
                continue;
            }
            match &self.rows {
                Rows::Csv(rows) => {
                    let too_long = self.cells.len() > self.width;
                    if too_long && self.cells.iter().skip(self.width).any(|c| !c.trim().is_empty()) {
                        let separator = char::from(rows.separator()).escape_debug().to_string();
                        let (seen, columns) = (self.cells.len().to_string(), self.width.to_string());
                        let arguments = [("seen", seen.as_str()), ("columns", &columns), ("separator", &separator)];
                        report.add(&texts::ROW_TOO_LONG, Some(self.place("")), &arguments);
                        continue;
                    }
                }
                Rows::Sheet(rows) => {
                    let named = |at| self.positions.iter().position(|p| *p == Some(at));
                    let errors = rows.errors().filter_map(|(at, text)| Some((named(at)?, text)));
                    let errors: Vec<(usize, &str)> = errors.collect();
                    for (column, text) in &errors {
                        let place = Some(self.place(self.name(*column)));
                        let uncalculated = text.starts_with('=');
                        let words = if uncalculated { &exchange::CELL_UNCALCULATED } else { &exchange::CELL_ERROR };
                        report.add(words, place, &[("seen", text)]);
                    }
                    if !errors.is_empty() {
                        continue;
                    }
                }
            }
            if self.cells.iter().any(|c| !c.trim().is_empty()) {
                self.hear_row();
                return true;
            }
        }
    }

    /// Lets `read` read the rows: all at once, or in parts, several at the same time. `take` gets what it makes of each
    /// part, in the order of the rows, and with it what was found there. A part may look at the state as it is after
    /// parts before it, but not after all of them.
    pub(crate) fn in_parts<S: Sync, T: Send>(
        &mut self,
        state: &mut S,
        report: &mut Report,
        read: impl Fn(&S, &mut Table<'a>, &mut Report) -> T + Sync,
        mut take: impl FnMut(&mut S, &mut Report, T, Report),
    ) {
        let parts = match &self.rows {
            Rows::Csv(rows) => rows.parts(PART),
            Rows::Sheet(_) => None,
        };
        let Some(parts) = parts else {
            let mut found = Report::default();
            let made = read(state, self, &mut found);
            return take(state, report, made, found);
        };
        let parts: Vec<Table<'a>> = parts.into_iter().map(|rows| self.part(rows)).collect();
        parallel::in_batches(
            &mut (state, report, &mut self.said),
            parts,
            |(state, ..), mut table: Table<'a>| {
                let mut found = Report::default();
                let made = read(state, &mut table, &mut found);
                (made, found, table.said)
            },
            |(state, report, all), (made, found, said)| {
                if let (Some(all), Some(said)) = (all.as_mut(), said) {
                    all.extend(said);
                }
                take(state, report, made, found);
            },
        );
    }

    /// Tells how much was read, if that is worth a word.
    fn tell(&mut self, is_end: bool) {
        let Rows::Csv(rows) = &self.rows else { return };
        let bytes = rows.bytes_read().saturating_sub(self.told);
        if bytes >= TOLD || (is_end && bytes > 0) {
            self.progress.tell(bytes);
            self.told = self.told.saturating_add(bytes);
        }
    }

    /// About how many rows are left, for whoever makes room for them; 0 where only reading them would tell.
    pub(crate) fn rows_left(&self) -> usize {
        match &self.rows {
            Rows::Csv(rows) => rows.rows_left(),
            Rows::Sheet(_) => 0,
        }
    }

    /// This table with some of its rows.
    fn part(&self, rows: CsvRows<'a>) -> Self {
        Self {
            rows: Rows::Csv(rows),
            schema: self.schema,
            file: Arc::clone(&self.file),
            positions: self.positions.clone(),
            written: Arc::clone(&self.written),
            width: self.width,
            point: self.point,
            row: self.row,
            cells: Cells::default(),
            said: self.said.is_some().then(RowDigests::default),
            progress: self.progress.clone(),
            told: 0,
        }
    }

    /// From here on, keeps digests of what rows say.
    pub(super) fn listen(&mut self) {
        self.said = Some(RowDigests::default());
    }

    fn hear_row(&mut self) {
        let Some(mut said) = self.said.take() else { return };
        let cells = self.schema.columns.iter().enumerate().map(|(at, column)| (*column, self.text(at)));
        said.add(cells.filter(|(_, cell)| !cell.is_empty()), self.point);
        self.said = Some(said);
    }

    /// What the rows read since [`Table::listen`] say.
    pub(super) fn content(&mut self) -> Option<[u8; 32]> {
        self.said.take().map(RowDigests::digest)
    }

    /// The row as a spreadsheet counts it; 1 is the first line of the file.
    pub(crate) fn row(&self) -> u32 {
        self.row
    }

    /// Whether the file has a column of the schema.
    pub(crate) fn has(&self, column: usize) -> bool {
        self.positions.get(column).is_some_and(Option::is_some)
    }

    /// The cell of a column of the schema, without blanks around it and without the apostrophe that keeps a spreadsheet
    /// from taking it for a formula; empty where there is none.
    pub(crate) fn text(&self, column: usize) -> &str {
        let at = self.positions.get(column).copied().flatten();
        at.and_then(|i| self.cells.get(i)).map_or("", |cell| plain(trimmed(cell)))
    }

    /// The place of a column of the current row.
    pub(crate) fn place(&self, column: &str) -> Place {
        let place = Place::file(Arc::clone(&self.file)).row(self.row);
        if column.is_empty() {
            return place;
        }
        let written = self.written.iter().find(|(ours, _)| *ours == column).map(|(_, theirs)| Arc::clone(theirs));
        place.column(written.unwrap_or_else(|| column.into()))
    }

    pub(super) fn name(&self, column: usize) -> &'static str {
        self.schema.columns.get(column).copied().unwrap_or("")
    }
}

/// Whether no cell of a row is too long; says so otherwise.
fn keeps_limit(record: &Cells<'_>, place: impl Fn() -> Option<Place>, report: &mut Report) -> bool {
    if record.bytes() <= MAX_CELL {
        return true;
    }
    let longest = record.iter().map(str::len).max().unwrap_or(0);
    if longest > MAX_CELL {
        let (seen, limit) = (longest.to_string(), MAX_CELL.to_string());
        report.add(&limits::CELL_TOO_LONG, place(), &[("seen", &seen), ("limit", &limit)]);
    }
    longest <= MAX_CELL
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: Schema = Schema { file: "bom", columns: &["parent", "child", "quantity"], required: 3 };

    fn rows(text: &str) -> (Vec<(u32, Vec<String>)>, Vec<&'static str>) {
        let mut report = Report::default();
        let mut rows = Vec::new();
        if let Some(mut table) = Table::open(text, "bom.csv".into(), &SCHEMA, &TableOptions::default(), &mut report) {
            while table.next_row(&mut report) {
                rows.push((table.row(), (0..3).map(|c| table.text(c).to_owned()).collect()));
            }
        }
        (rows, report.diagnostics().iter().map(|d| d.code()).collect())
    }

    fn numbers(text: &str) -> Vec<u32> {
        rows(text).0.into_iter().map(|(n, _)| n).collect()
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_counts_them() {
        assert_eq!(numbers("parent,child,quantity\na,b,1\na,c,2\n"), [2, 3]);
        assert_eq!(numbers("parent,child,quantity\r\na,b,1\r\na,c,2\r\n"), [2, 3]);
        assert_eq!(numbers("parent,child,quantity\r\n\r\na,b,1\r\n\r\n\r\na,c,2"), [3, 6]);
        assert_eq!(numbers("parent,child,quantity\n\n\na,b,1\n,,\na,c,2\n\n"), [4, 6]);
        assert_eq!(numbers("parent,child,quantity\ra,b,1\ra,c,2\r"), [2, 3]);
        assert_eq!(numbers("parent,child,quantity\na,\"b\nb\",1\na,c,2\n"), [2, 3]);
        assert_eq!(numbers("sep=;\r\nparent;child;quantity\r\na;b;1\r\n"), [3]);
        assert_eq!(numbers("\n\nparent,child,quantity\na,b,1\n"), [4]);
    }

    #[test]
    fn separators_are_found_in_the_header() {
        for text in ["parent;child;quantity\na;b;1,5\n", "parent\tchild\tquantity\na\tb\t1,5\n"] {
            assert_eq!(rows(text).0[0].1[2], "1,5");
        }
        assert_eq!(rows("\"parent\",\"child\",\"quantity\"\n\"a\",\"b; c\",\"1\"\n").0[0].1[1], "b; c");
    }

    #[test]
    fn headers_are_read_in_two_languages_and_refused_by_name() {
        assert_eq!(rows("Parent Item,子项编码,用量\na,b,1\n").0.len(), 1);
        assert_eq!(rows("parent,child,colour,quantity\na,b,red,1\n"), (vec![], vec!["E105"]));
        assert_eq!(rows("parent,child,qty,quantity\na,b,1,1\n"), (vec![], vec!["E104"]));
        assert_eq!(rows("parent,child\na,b\n"), (vec![], vec!["E105"]));
        assert_eq!(rows(""), (vec![], vec!["E112"]));
        assert_eq!(rows("\n\n"), (vec![], vec!["E112"]));
    }

    #[test]
    fn broken_rows_are_named() {
        let (kept, codes) = rows("parent,child,quantity\na,b,1,5\na,c,2\n");
        assert_eq!((kept.len(), codes), (1, vec!["E120"]));
        let (kept, codes) = rows("parent,child,quantity\na,b,1\na,\"c,2\na,d,3\n");
        assert_eq!((kept.len(), codes), (1, vec!["E120"]));
        assert_eq!(rows("parent,child,quantity\na,12\" pipe,1\na,c,2\n").0.len(), 2);
        assert_eq!(rows("parent,child,quantity\na,b,1,,\n").0.len(), 1);
    }
}
