//! CSV text split into rows, each with the number that a spreadsheet would give it.
//!
//! The `csv` crate splits what holds quotes. Its line numbers are off by one on CRLF files and after blank lines, so rows
//! are counted here. A text without a single quote is split here as well, as that crate would: then a line is a row, cells
//! stay where they stand, and the text can be cut at line ends into parts that are read at the same time.

use csv::StringRecord;

/// The cells of the row read last.
#[derive(Debug, Default)]
pub(super) struct Cells<'a> {
    /// The row as it stands in the text, where it holds no quote.
    plain: Option<&'a str>,
    /// Where each cell of a plain row ends.
    ends: Vec<usize>,
    /// The cells of any other row.
    record: StringRecord,
}

impl<'a> Cells<'a> {
    /// A row whose cells are put together by `fill`.
    pub(super) fn collect<T>(&mut self, fill: impl FnOnce(&mut StringRecord) -> T) -> T {
        self.plain = None;
        fill(&mut self.record)
    }

    pub(super) fn len(&self) -> usize {
        if self.plain.is_some() { self.ends.len() } else { self.record.len() }
    }

    /// How many bytes its cells hold, or a few more.
    pub(super) fn bytes(&self) -> usize {
        self.plain.map_or_else(|| self.record.as_slice().len(), str::len)
    }

    pub(super) fn get(&self, at: usize) -> Option<&str> {
        let Some(line) = self.plain else { return self.record.get(at) };
        let end = *self.ends.get(at)?;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| end.saturating_add(1));
        line.get(start..end)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|at| self.get(at))
    }

    /// Takes the row that `rest` begins with; returns how long it is, with its line end.
    fn take_line(&mut self, rest: &'a str, separator: u8) -> usize {
        self.ends.clear();
        let bytes = rest.as_bytes();
        let mut end = bytes.len();
        for (at, byte) in bytes.iter().enumerate() {
            if *byte == separator {
                self.ends.push(at);
            } else if matches!(byte, b'\n' | b'\r') {
                end = at;
                break;
            }
        }
        self.ends.push(end);
        self.plain = rest.get(..end);
        end.saturating_add(line_end(bytes.get(end..).unwrap_or_default()))
    }
}

/// How long the line end is that these bytes begin with.
fn line_end(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

/// How many line feeds a text has. Counted in bytes by the piece, which compilers turn into vector instructions.
fn line_feeds(text: &str) -> usize {
    let of_piece = |piece: &[u8]| piece.iter().fold(0_u8, |count, b| count.wrapping_add(u8::from(*b == b'\n')));
    text.as_bytes().chunks(255).map(|piece| usize::from(of_piece(piece))).sum()
}

/// The rows of a CSV text, one at a time.
pub(super) struct CsvRows<'a> {
    text: &'a str,
    /// Splits a text that holds quotes.
    reader: Option<csv::Reader<&'a [u8]>>,
    separator: u8,
    /// The row read last; 1 is the first line of the file.
    row: u32,
    /// The byte at which it begins.
    at: usize,
    /// The byte at which the next begins, in a text without quotes.
    next: usize,
}

impl<'a> CsvRows<'a> {
    /// Splits by `separator`, else by what Excel's `sep=` line states, else by what splits the header most.
    pub(super) fn new(text: &'a str, separator: Option<u8>) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (start, row, stated) = skip_separator_line(text);
        let body = text.get(start..).unwrap_or_default();
        let separator = separator.or(stated).unwrap_or_else(|| guess_separator(body));
        let reader = body.contains('"').then(|| {
            let mut builder = csv::ReaderBuilder::new();
            builder.delimiter(separator).has_headers(false).flexible(true).from_reader(body.as_bytes())
        });
        Self { text: body, reader, separator, row, at: 0, next: 0 }
    }

    /// Reads the next row; `None` at the end.
    pub(super) fn next(&mut self, cells: &mut Cells<'a>) -> Option<u32> {
        let Some(reader) = &mut self.reader else { return self.next_line(cells) };
        self.at = byte_of(reader);
        // Decoded text is UTF-8 and ragged rows are allowed, so reading cannot fail.
        if !cells.collect(|record| reader.read_record(record)).unwrap_or(false) {
            return None;
        }
        self.row = self.row.saturating_add(1).saturating_add(blank_lines(self.text, self.at));
        Some(self.row)
    }

    fn next_line(&mut self, cells: &mut Cells<'a>) -> Option<u32> {
        let mut rest = self.text.get(self.next..)?;
        // Blank lines are no rows, and they count.
        loop {
            let blank = line_end(rest.as_bytes());
            if blank == 0 {
                break;
            }
            rest = rest.get(blank..)?;
            self.row = self.row.saturating_add(1);
            self.next = self.next.saturating_add(blank);
        }
        if rest.is_empty() {
            return None;
        }
        self.at = self.next;
        self.next = self.next.saturating_add(cells.take_line(rest, self.separator));
        self.row = self.row.saturating_add(1);
        Some(self.row)
    }

    /// Reads the next row into a record.
    pub(super) fn next_record(&mut self, record: &mut StringRecord) -> Option<u32> {
        let mut cells = Cells::default();
        let row = self.next(&mut cells)?;
        *record = if cells.plain.is_some() { cells.iter().collect() } else { cells.record };
        Some(row)
    }

    /// What is left to be read, cut at line ends into parts of about so many bytes, each with its row numbers; `None`
    /// where a line is not always a row.
    pub(super) fn parts(&self, size: usize) -> Option<Vec<Self>> {
        let mut rest = self.text.get(self.next..)?;
        // A carriage return that no line feed follows ends a line as well.
        let alone = || rest.contains('\r') && rest.matches('\r').count() != rest.matches("\r\n").count();
        if self.reader.is_some() || alone() {
            return None;
        }
        let mut parts = Vec::new();
        let mut row = self.row;
        while !rest.is_empty() {
            let from = rest.as_bytes().get(size..).unwrap_or_default();
            let end = from
                .iter()
                .position(|b| *b == b'\n')
                .map_or(rest.len(), |at| size.saturating_add(at).saturating_add(1));
            let (part, after) = rest.split_at_checked(end)?;
            parts.push(Self { text: part, reader: None, separator: self.separator, row, at: 0, next: 0 });
            row = row.saturating_add(u32::try_from(line_feeds(part)).unwrap_or(u32::MAX));
            rest = after;
        }
        Some(parts)
    }

    /// About how many rows are left in a text without quotes, for whoever makes room for them: no more than its lines, nor
    /// than rows of 32 bytes, so that a file of blank lines gets no more room than others of its size; 0 for any other.
    pub(super) fn rows_left(&self) -> usize {
        let left = self.text.get(self.next..).filter(|_| self.reader.is_none());
        left.map_or(0, |left| line_feeds(left).saturating_add(1).min(left.len() / 32))
    }

    /// How many bytes were read so far.
    pub(super) fn bytes_read(&self) -> usize {
        self.reader.as_ref().map_or(self.next, byte_of)
    }

    pub(super) fn separator(&self) -> u8 {
        self.separator
    }

    /// Whether a quote of the row read last, the last of the file, was never closed: the csv crate reads on to the end
    /// of the file without a word.
    pub(super) fn swallowed_by_quote<'c>(&self, mut cells: impl Iterator<Item = &'c str>) -> bool {
        let Some(reader) = &self.reader else { return false };
        if byte_of(reader) < self.text.len() || !cells.any(|c| c.contains(['\n', '\r'])) {
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
