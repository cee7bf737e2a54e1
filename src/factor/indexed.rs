//! Tables of factors that travel with the program: scanned once for where the rows of each id stand, read row by row
//! when a row is wanted.
//!
//! A study uses a handful of three thousand rows. Finding the line breaks and the ids at their beginning costs a
//! fraction of a millisecond; reading every cell costs twenty times that.

use std::sync::{Arc, OnceLock};

use indexmap::IndexMap;

use super::{Factor, Holds};
use crate::diagnostic::Place;

/// Reads the rows of a CSV text that begins with its header. It lives in `read`, which this module may not name.
pub(crate) type ReadRows = fn(file: &str, text: &str) -> Vec<Factor>;

/// Files of factors, indexed by id. No cell of theirs holds a line break and no id is quoted: a test reads them all.
pub(crate) struct Indexed {
    files: Vec<File>,
    read: ReadRows,
    rows: Vec<Row>,
    /// The first row of each id; the others follow by [`Row::next`].
    first: IndexMap<&'static str, u32>,
}

struct File {
    name: &'static str,
    text: &'static str,
    header: &'static str,
    /// Which of its columns say where and when a row holds: region, first year, last year.
    holds: [Option<usize>; 3],
}

struct Row {
    file: u16,
    /// As a spreadsheet counts: 1 is the header.
    number: u32,
    line: &'static str,
    /// The next row of the same id.
    next: Option<u32>,
    factor: OnceLock<Arc<Factor>>,
}

impl Indexed {
    pub(crate) fn scan(files: &[(&'static str, &'static str)], read: ReadRows) -> Self {
        let mut index = Self { files: Vec::new(), read, rows: Vec::new(), first: IndexMap::new() };
        // By id: its last row so far.
        let mut last: Vec<u32> = Vec::new();
        for (name, text) in files {
            let mut lines = text.split('\n');
            let header = lines.next().unwrap_or_default();
            let holds = ["region", "valid_from", "valid_to"].map(|name| header.split(',').position(|c| c == name));
            let file = u16::try_from(index.files.len()).unwrap_or(u16::MAX);
            index.files.push(File { name, text, header, holds });
            for (line, number) in lines.zip(2_u32..).filter(|(line, _)| !line.is_empty()) {
                let at = number_of(index.rows.len());
                index.rows.push(Row { file, number, line, next: None, factor: OnceLock::new() });
                let id = line.split(',').next().unwrap_or_default();
                let entry = index.first.entry(id);
                let of_id = entry.index();
                entry.or_insert(at);
                match last.get_mut(of_id) {
                    None => last.push(at),
                    Some(before) => {
                        let before = std::mem::replace(before, at);
                        index.rows[before as usize].next = Some(at);
                    }
                }
            }
        }
        index
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.first.keys().copied()
    }

    pub(crate) fn contains(&self, id: &str) -> bool {
        self.first.contains_key(id)
    }

    /// The rows of an id, in the order of the files.
    fn rows_of(&self, id: &str) -> impl Iterator<Item = &Row> {
        let first = self.first.get(id).map(|at| &self.rows[*at as usize]);
        std::iter::successors(first, |row| row.next.map(|at| &self.rows[at as usize]))
    }

    /// Where and when each row of an id holds, from its line alone.
    pub(crate) fn holds(&self, id: &str) -> Vec<Holds<'_>> {
        self.rows_of(id)
            .map(|row| {
                let [region, from, to] = cells_at(row.line, self.files[usize::from(row.file)].holds);
                Holds { region, from: from.parse().ok(), to: to.parse().ok() }
            })
            .collect()
    }

    /// The row at a place among those of an id, read when first asked for.
    pub(crate) fn factor(&self, id: &str, at: usize) -> Option<&Arc<Factor>> {
        let row = self.rows_of(id).nth(at)?;
        if let Some(known) = row.factor.get() {
            return Some(known);
        }
        let file = &self.files[usize::from(row.file)];
        let alone = format!("{}\n{}\n", file.header, row.line);
        let read = (self.read)(file.name, &alone).pop()?;
        Some(row.factor.get_or_init(|| file.placed(read, row.number)))
    }

    /// All rows of an id.
    pub(crate) fn factors(&self, id: &str) -> Vec<&Arc<Factor>> {
        let count = self.rows_of(id).count();
        if count > FEW {
            self.read_all();
        }
        (0..count).filter_map(|at| self.factor(id, at)).collect()
    }

    /// Every row, grouped by id.
    pub(crate) fn all(&self) -> Vec<&Arc<Factor>> {
        self.read_all();
        self.ids().flat_map(|id| self.rows_of(id)).filter_map(|row| row.factor.get()).collect()
    }

    /// Reads file by file what has not been read: cheaper than row by row.
    fn read_all(&self) {
        for (at, file) in self.files.iter().enumerate() {
            let mut rows = self.rows.iter().filter(|row| usize::from(row.file) == at);
            if rows.clone().all(|row| row.factor.get().is_some()) {
                continue;
            }
            for factor in (self.read)(file.name, file.text) {
                if let Some(row) = rows.next() {
                    row.factor.get_or_init(|| file.placed(factor, row.number));
                }
            }
        }
    }
}

/// Up to so many rows are read one by one.
const FEW: usize = 16;

fn number_of(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl File {
    fn placed(&self, mut factor: Factor, row: u32) -> Arc<Factor> {
        factor.place = Some(Place::file(self.name).row(row));
        Arc::new(factor)
    }
}

/// Some cells of a line, as they stand there; empty where there is none.
fn cells_at<const N: usize>(line: &str, columns: [Option<usize>; N]) -> [&str; N] {
    let mut found = [""; N];
    let most = columns.iter().flatten().max().copied().unwrap_or(0);
    for (at, cell) in Cells(Some(line)).enumerate().take(most.saturating_add(1)) {
        for (slot, column) in found.iter_mut().zip(columns) {
            if column == Some(at) {
                *slot = cell;
            }
        }
    }
    found
}

/// The cells of a line; quoted ones with their quotes.
struct Cells<'a>(Option<&'a str>);

impl<'a> Iterator for Cells<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let rest = self.0?;
        let mut quoted = false;
        let end = rest.bytes().position(|b| {
            quoted ^= b == b'"';
            b == b',' && !quoted
        });
        let (cell, after) = match end {
            Some(end) => (rest.get(..end)?, rest.get(end.saturating_add(1)..)),
            None => (rest, None),
        };
        self.0 = after;
        Some(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data;

    #[test]
    fn embedded_lines_are_rows_and_begin_with_their_id() {
        for (name, text) in data::FACTORS {
            assert!(!text.contains('\r') && text.ends_with('\n'), "{name}");
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let records: Vec<csv::StringRecord> = reader.records().map(|r| r.unwrap_or_default()).collect();
            let lines: Vec<&str> = text.lines().skip(1).collect();
            assert_eq!(lines.len(), records.len(), "{name}: a cell holds a line break, or a line is blank");
            for (line, record) in lines.into_iter().zip(&records) {
                let cells: Vec<String> = Cells(Some(line))
                    .map(|cell| match cell.strip_prefix('"').and_then(|c| c.strip_suffix('"')) {
                        Some(inner) => inner.replace("\"\"", "\""),
                        None => cell.to_owned(),
                    })
                    .collect();
                assert_eq!(cells, record.iter().collect::<Vec<_>>(), "{name}");
                assert!(!line.starts_with('"') && record.get(0).is_some_and(|id| line.split(',').next() == Some(id)));
            }
            let header: Vec<&str> = text.lines().next().unwrap_or_default().split(',').collect();
            for column in ["id", "region", "valid_from", "valid_to"] {
                let at = header.iter().position(|c| *c == column);
                let at = at.unwrap_or_else(|| panic!("{name} has no column {column}"));
                let plain = |cell: &str| !cell.contains('"') && *cell == cell.trim().to_uppercase();
                assert!(at == 0 || records.iter().all(|r| plain(r.get(at).unwrap_or_default())), "{name} {column}");
            }
        }
    }
}
