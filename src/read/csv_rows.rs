//! CSV text split into rows, each with the number that a spreadsheet would give it.
//!
//! The `csv` crate splits. Its line numbers are off by one on CRLF files and after blank lines, so rows are counted
//! here.

use csv::StringRecord;

/// The rows of a CSV text, one at a time.
pub(super) struct CsvRows<'a> {
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    separator: u8,
    /// The row read last; 1 is the first line of the file.
    row: u32,
    /// The byte at which it begins.
    at: usize,
}

impl<'a> CsvRows<'a> {
    /// Splits by `separator`, else by what Excel's `sep=` line states, else by what splits the header most.
    pub(super) fn new(text: &'a str, separator: Option<u8>) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (start, row, stated) = skip_separator_line(text);
        let body = text.get(start..).unwrap_or_default();
        let separator = separator.or(stated).unwrap_or_else(|| guess_separator(body));
        let reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(body.as_bytes());
        Self { text: body, reader, separator, row, at: 0 }
    }

    /// Reads the next row; `None` at the end.
    pub(super) fn next(&mut self, record: &mut StringRecord) -> Option<u32> {
        self.at = byte_of(&self.reader);
        // Decoded text is UTF-8 and ragged rows are allowed, so reading cannot fail.
        if !self.reader.read_record(record).unwrap_or(false) {
            return None;
        }
        self.row = self.row.saturating_add(1).saturating_add(blank_lines(self.text, self.at));
        Some(self.row)
    }

    pub(super) fn separator(&self) -> u8 {
        self.separator
    }

    /// Whether a quote of the row read last, the last of the file, was never closed: the csv crate reads on to the end
    /// of the file without a word.
    pub(super) fn swallowed_by_quote(&self, record: &StringRecord) -> bool {
        if byte_of(&self.reader) < self.text.len() || !record.iter().any(|c| c.contains(['\n', '\r'])) {
            return false;
        }
        let raw = self.text.get(self.at..).unwrap_or_default();
        raw.bytes().filter(|b| *b == b'"').count() % 2 == 1
    }
}

/// The byte at which the reader stands.
fn byte_of(reader: &csv::Reader<&[u8]>) -> usize {
    usize::try_from(reader.position().byte()).unwrap_or(usize::MAX)
}

/// How many blank lines stand at byte `at`, where a record ends and the next has not begun. The csv crate skips them
/// without counting, and leaves the LF of a CRLF for the next record.
fn blank_lines(text: &str, at: usize) -> u32 {
    let bytes = text.as_bytes();
    let mut rest = bytes.get(at..).unwrap_or_default();
    if at > 0 && bytes.get(at.saturating_sub(1)) == Some(&b'\r') {
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    let mut blank = 0_u32;
    loop {
        rest = match rest {
            [b'\r', b'\n', tail @ ..] | [b'\n' | b'\r', tail @ ..] => tail,
            _ => return blank,
        };
        blank = blank.saturating_add(1);
    }
}

/// The separator that Excel's `sep=;` line states, if there is one.
#[cfg(feature = "cli")]
pub(super) fn stated_separator(text: &str) -> Option<u8> {
    skip_separator_line(text.strip_prefix('\u{feff}').unwrap_or(text)).2
}

/// Excel's `sep=;` line: where the table starts, the rows before it, and the separator it states.
fn skip_separator_line(text: &str) -> (usize, u32, Option<u8>) {
    let line = text.lines().next().unwrap_or_default();
    match line.trim_end_matches('"').trim_start_matches('"').as_bytes() {
        [b's', b'e', b'p', b'=', separator] => {
            let end = text.find('\n').map_or(text.len(), |i| i.saturating_add(1));
            (end, 1, Some(*separator))
        }
        _ => (0, 0, None),
    }
}

/// The separator that splits the header line into most cells: comma, semicolon or tab.
fn guess_separator(text: &str) -> u8 {
    let mut counts = [0_usize; 3];
    let mut quoted = false;
    for b in text.trim_start_matches(['\r', '\n']).bytes() {
        match b {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            b',' if !quoted => counts[0] = counts[0].saturating_add(1),
            b';' if !quoted => counts[1] = counts[1].saturating_add(1),
            b'\t' if !quoted => counts[2] = counts[2].saturating_add(1),
            _ => {}
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let at = counts.iter().position(|c| *c == most).unwrap_or(0);
    [b',', b';', b'\t'][at]
}
