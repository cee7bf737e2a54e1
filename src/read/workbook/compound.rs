//! What an .xls file asks for: chains of sectors that end, and cells that do not lie gigabytes apart.
//!
//! The layout is that of the compound file binary format and of BIFF8: sectors chained by an allocation table, and in
//! the stream `Workbook` records of a type, a length and their data.

use std::collections::BTreeMap;

use super::{MAX_SPAN, Refused};

/// Sector numbers from here on are marks, not sectors.
const MARKS: u32 = 0xFFFF_FFFA;

/// Streams shorter than this lie in the short sectors.
const SHORT_STREAM: u64 = 4096;
const SHORT_SECTOR: usize = 64;
/// Rows and columns of an .xls sheet: 65,536 x 256.
const MAX_CLAIM: u64 = 1 << 24;
/// Sheets that a workbook may name.
const MAX_SHEETS: usize = 1000;

fn nonsense() -> Refused {
    Refused::Malformed(["its structure makes no sense".to_owned(), "其结构不合理".to_owned()])
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(pair.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

/// A chain of sectors and the table that links them.
struct Chains<'a> {
    data: &'a [u8],
    size: usize,
    next: Vec<u32>,
    /// Links that may still be followed: a sector belongs to one chain, so there are no more than sectors.
    left: usize,
}

impl Chains<'_> {
    fn sector(&self, id: u32) -> Option<&[u8]> {
        let start = usize::try_from(id).ok()?.checked_mul(self.size)?;
        let rest = self.data.get(start..).filter(|r| !r.is_empty())?;
        rest.get(..self.size).or(Some(rest))
    }

    /// The bytes of the chain that begins at a sector, as far as `length`.
    fn read(&mut self, first: u32, length: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut id = first;
        while id < MARKS && bytes.len() < length {
            self.left = self.left.checked_sub(1)?;
            bytes.extend_from_slice(self.sector(id)?);
            id = *self.next.get(usize::try_from(id).ok()?)?;
        }
        bytes.truncate(length);
        Some(bytes)
    }
}

/// Refuses an .xls file that would make its reader run in circles or ask for more memory than there is.
pub(super) fn check(file: &[u8]) -> Result<(), Refused> {
    let stream = workbook_stream(file).ok_or_else(nonsense)?;
    match total_span(&stream) {
        Some(span) if span <= MAX_SPAN => Ok(()),
        Some(_) => Err(Refused::span()),
        None => Err(nonsense()),
    }
}

/// The stream that holds the workbook, after every chain of the file was followed to its end.
fn workbook_stream(file: &[u8]) -> Option<Vec<u8>> {
    let size = match u16_at(file, 30)? {
        9 => 512,
        12 => 4096,
        _ => return None,
    };
    let body = file.get(size..)?;
    let sectors = body.len().div_ceil(size);
    let table_of = |bytes: &[u8]| -> Vec<u32> { bytes.chunks_exact(4).filter_map(|c| u32_at(c, 0)).collect() };
    // The sectors of the allocation table stand in the header and, if they are many, in a chain of lists.
    let mut lists = table_of(file.get(76..512)?);
    let mut list = u32_at(file, 68)?;
    let mut left = sectors.saturating_add(1);
    let whole = |id: u32| body.get(usize::try_from(id).ok()?.checked_mul(size)?..)?.get(..size);
    while list < MARKS {
        left = left.checked_sub(1)?;
        lists.extend(table_of(whole(list)?));
        list = lists.pop()?;
    }
    let mut next = Vec::new();
    for id in lists.into_iter().filter(|id| *id < MARKS) {
        next.extend(table_of(whole(id)?));
        (next.len() <= sectors.saturating_mul(2).saturating_add(size)).then_some(())?;
    }
    let mut long = Chains { data: body, size, next, left: sectors.saturating_mul(2).saturating_add(16) };
    let directory = long.read(u32_at(file, 48)?, usize::MAX)?;
    let entries: Vec<&[u8]> = directory.chunks_exact(128).collect();
    let length = |entry: &[u8]| -> Option<u64> {
        let low = u64::from(u32_at(entry, 120)?);
        let high = if size == 512 { 0 } else { u64::from(u32_at(entry, 124)?) << 32 };
        let length = low | high;
        (length <= file.len() as u64).then_some(length)
    };
    let root = entries.first()?;
    let short_tables = usize::try_from(u32_at(file, 64)?).ok()?.checked_mul(size).filter(|n| *n <= file.len())?;
    let (short_data, short_next) = if short_tables > 0 {
        let data = long.read(u32_at(root, 116)?, usize::try_from(length(root)?).ok()?)?;
        (data, table_of(&long.read(u32_at(file, 60)?, short_tables)?))
    } else {
        (Vec::new(), Vec::new())
    };
    let left = short_next.len().saturating_add(16);
    let mut short = Chains { data: &short_data, size: SHORT_SECTOR, next: short_next, left };
    let mut workbook: Option<Vec<u8>> = None;
    for entry in entries.iter().skip(1) {
        // 2: a stream. Others have no chain of their own.
        if entry.get(66) != Some(&2) {
            continue;
        }
        let (first, length) = (u32_at(entry, 116)?, length(entry)?);
        let wanted = usize::try_from(length).ok()?;
        let bytes = if length < SHORT_STREAM { short.read(first, wanted) } else { long.read(first, wanted) }?;
        let name: Vec<u8> = entry.get(..64)?.chunks_exact(2).map(|c| c[0]).take_while(|c| *c != 0).collect();
        let is = |text: &[u8]| name.eq_ignore_ascii_case(text);
        if is(b"Workbook") || (is(b"Book") && workbook.is_none()) {
            workbook = Some(bytes);
        }
    }
    workbook
}

/// How many positions all sheets of the stream span together.
fn total_span(stream: &[u8]) -> Option<u64> {
    let mut starts = Vec::new();
    let mut at = 0_usize;
    while let Some((kind, data, after)) = record(stream, at) {
        match kind {
            // A sheet: where its records begin.
            0x0085 => starts.push(usize::try_from(u32_at(data, 0)?).ok()?),
            0x000A => break,
            _ => {}
        }
        at = after;
    }
    (starts.len() <= MAX_SHEETS).then_some(())?;
    let mut known: BTreeMap<usize, u64> = BTreeMap::new();
    let mut total = 0_u64;
    for start in starts {
        let span = match known.get(&start) {
            Some(span) => *span,
            None => span_of(stream, start),
        };
        known.insert(start, span);
        total = total.saturating_add(span);
    }
    Some(total)
}

/// The record at a byte: its kind, its data, and where the next begins.
fn record(stream: &[u8], at: usize) -> Option<(u16, &[u8], usize)> {
    let kind = u16_at(stream, at)?;
    let length = usize::from(u16_at(stream, at.checked_add(2)?)?);
    let begin = at.checked_add(4)?;
    let end = begin.checked_add(length)?;
    Some((kind, stream.get(begin..end)?, end))
}

/// The positions between the first and the last cell of the sheet whose records begin at `at`; no end of them where the
/// sheet claims to be larger than a sheet can be.
fn span_of(stream: &[u8], mut at: usize) -> u64 {
    let (mut rows, mut columns) = ((u64::MAX, 0_u64), (u64::MAX, 0_u64));
    let (mut begun, mut depth) = (false, 0_usize);
    while let Some((kind, data, after)) = record(stream, at) {
        at = after;
        match kind {
            // Charts inside a sheet have records of their own.
            0x0809 if begun => depth = depth.saturating_add(1),
            0x0809 => begun = true,
            0x000A if depth == 0 => break,
            0x000A => depth = depth.saturating_sub(1),
            0x0200 if depth == 0 => {
                let number = |at: usize| u32_at(data, at).map_or(0, u64::from);
                let short = |at: usize| u16_at(data, at).map_or(0, u64::from);
                // Before BIFF8 rows are counted in two bytes.
                let (rows, columns) = if data.len() < 14 {
                    ((short(0), short(2)), (short(4), short(6)))
                } else {
                    ((number(0), number(4)), (short(8), short(10)))
                };
                // A first column that cannot be is read as 0.
                let from = if columns.0 > 0xFF || columns.1 < columns.0 { 0 } else { columns.0 };
                let claim = rows.1.checked_sub(rows.0).map(|n| n.saturating_mul(columns.1.saturating_sub(from)));
                // Empty rows and columns are no more than a reservation; what no sheet has is nonsense.
                if claim.is_none_or(|n| n > MAX_CLAIM) {
                    return u64::MAX;
                }
            }
            0x0006 | 0x00D6 | 0x0203 | 0x0204 | 0x0205 | 0x027E | 0x00FD | 0x00BD if depth == 0 => {
                let (Some(row), Some(first)) = (u16_at(data, 0), u16_at(data, 2)) else { continue };
                // Several numbers in one record: the last column stands at its end.
                let last = if kind == 0x00BD { u16_at(data, data.len().saturating_sub(2)) } else { None };
                let (row, first) = (u64::from(row), u64::from(first));
                let last = last.map_or(first, u64::from);
                rows = (rows.0.min(row), rows.1.max(row));
                columns = (columns.0.min(first), columns.1.max(last).max(first));
            }
            _ => {}
        }
    }
    let extent = |(from, to): (u64, u64)| to.saturating_sub(from).saturating_add(1);
    if rows.0 > rows.1 { 0 } else { extent(rows).saturating_mul(extent(columns)) }
}
