//! Texts kept once, known by number: item ids and factor references.

use std::hash::BuildHasher;

use super::{NONE, NameId};

/// A set of texts in one string, numbered in the order in which they came.
///
/// A lookup is one look into the memory where the text is short: the table is far larger than any cache, and a bill of
/// materials asks it twice a line. So it is one array of entries that hold the text's beginning, and nothing beside it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    text: String,
    /// Where each text ends; it begins where the one before ends.
    ends: Vec<usize>,
    /// A power of two of them, or none. What is taken goes to the next that is free.
    slots: Vec<Entry>,
    /// Seeded at random: a file cannot be made so that its ids collide.
    hasher: foldhash::fast::RandomState,
}

/// A number with the start of its text: nearly all ids are short, and are then found without a look at the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    /// The first eight bytes.
    head: u64,
    /// The next three, and the length.
    more: u32,
    /// `NONE` where the slot is free.
    id: NameId,
}

const HEAD: usize = 11;
/// How many texts are looked up together.
const TOGETHER: usize = 64;
const FREE: Entry = Entry { head: 0, more: 0, id: NONE };

impl Entry {
    fn new(text: &str, id: NameId) -> Self {
        let bytes = text.as_bytes();
        let length = u8::try_from(text.len()).unwrap_or(u8::MAX);
        let (head, rest) = match bytes.split_first_chunk::<8>() {
            Some((head, rest)) => (u64::from_le_bytes(*head), rest),
            None => (packed(bytes), &[][..]),
        };
        let more = packed(rest.get(..3).unwrap_or(rest)) << 8 | u64::from(length);
        Self { head, more: u32::try_from(more).unwrap_or(u32::MAX), id }
    }

    /// Whether the entry may be of the text that `wanted` was made of; it is if that text is no longer than the head.
    fn fits(self, wanted: Self) -> bool {
        self.head == wanted.head && self.more == wanted.more
    }
}

/// Up to eight bytes as a number.
fn packed(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

impl Names {
    /// The text of a number; empty if there is none.
    pub(crate) fn get(&self, id: NameId) -> &str {
        slice(&self.text, &self.ends, id)
    }

    fn hash(&self, text: &str) -> u64 {
        self.hasher.hash_one(text)
    }

    /// Where the text stands, or the free slot where it would.
    fn slot(&self, text: &str, hash: u64) -> Option<(usize, Entry)> {
        let mask = self.slots.len().checked_sub(1)?;
        let wanted = Entry::new(text, NONE);
        let mut at = hash as usize & mask;
        loop {
            let entry = *self.slots.get(at)?;
            if entry.id == NONE || (entry.fits(wanted) && (text.len() <= HEAD || self.get(entry.id) == text)) {
                return Some((at, entry));
            }
            at = at.wrapping_add(1) & mask;
        }
    }

    /// The number of a text, if it is known.
    pub(crate) fn find(&self, text: &str) -> Option<NameId> {
        self.find_hashed(text, self.hash(text))
    }

    fn find_hashed(&self, text: &str, hash: u64) -> Option<NameId> {
        self.slot(text, hash).map(|(_, entry)| entry.id).filter(|id| *id != NONE)
    }

    /// Where each of some texts would be looked for first: copied out in a loop that does nothing else, so that many
    /// entries are waited for at once.
    fn fetch(&self, hashes: &[u64]) -> [Entry; TOGETHER] {
        let mut entries = [FREE; TOGETHER];
        let mask = self.slots.len().saturating_sub(1);
        for (entry, hash) in entries.iter_mut().zip(hashes) {
            *entry = self.slots.get(*hash as usize & mask).copied().unwrap_or(FREE);
        }
        entries
    }

    /// The number of a text whose first entry was fetched; `NONE` if it is not known.
    fn find_fetched(&self, text: &str, hash: u64, entry: Entry) -> NameId {
        if entry.id == NONE || (text.len() <= HEAD && entry.fits(Entry::new(text, NONE))) {
            return entry.id;
        }
        self.find_hashed(text, hash).unwrap_or(NONE)
    }

    /// The number of a text, which it gets now if it has none.
    pub(crate) fn intern(&mut self, text: &str) -> NameId {
        self.intern_hashed(text, self.hash(text))
    }

    fn intern_hashed(&mut self, text: &str, hash: u64) -> NameId {
        // Five eighths full at most: what is sought is mostly found where it is looked for first.
        if self.ends.len().saturating_mul(8) >= self.slots.len().saturating_mul(5) {
            self.grow(self.slots.len().saturating_mul(2).max(16));
        }
        let Some((at, entry)) = self.slot(text, hash) else { return NONE };
        if entry.id != NONE {
            return entry.id;
        }
        let id = NameId::try_from(self.ends.len()).unwrap_or(NONE);
        self.text.push_str(text);
        self.ends.push(self.text.len());
        self.slots[at] = Entry::new(text, id);
        id
    }

    /// Makes room for so many more texts.
    pub(crate) fn reserve(&mut self, more: usize) {
        let wanted = self.ends.len().saturating_add(more).saturating_mul(8).div_ceil(5);
        if wanted > self.slots.len() {
            self.ends.reserve(more);
            self.grow(wanted.next_power_of_two());
        }
    }

    fn grow(&mut self, slots: usize) {
        self.slots = vec![FREE; slots];
        for id in 0..NameId::try_from(self.ends.len()).unwrap_or(NONE) {
            let text = self.get(id);
            let entry = Entry::new(text, id);
            if let Some((at, _)) = self.slot(text, self.hash(text)) {
                self.slots[at] = entry;
            }
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// All texts, in the order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.text.get(start..*end).unwrap_or(""))
    }
}

/// Texts of a part of a file, which get their numbers together: one lookup need not wait for another then.
pub(crate) struct Texts {
    text: String,
    ends: Vec<usize>,
    hashes: Vec<u64>,
    hasher: foldhash::fast::RandomState,
    /// The number of each; `NONE` as long as it is not known.
    numbers: Vec<NameId>,
}

impl Texts {
    /// None yet, of a study that knows these names.
    pub(crate) fn new(names: &Names) -> Self {
        let hasher = names.hasher.clone();
        Self { text: String::new(), ends: Vec::new(), hashes: Vec::new(), hasher, numbers: Vec::new() }
    }

    /// Adds a text; returns its place here.
    pub(crate) fn push(&mut self, text: &str) -> NameId {
        let at = NameId::try_from(self.ends.len()).unwrap_or(NONE);
        self.hashes.push(self.hasher.hash_one(text));
        self.text.push_str(text);
        self.ends.push(self.text.len());
        at
    }

    fn get(&self, at: NameId) -> &str {
        slice(&self.text, &self.ends, at)
    }

    /// Looks all of them up; whether all are known.
    pub(crate) fn find_in(&mut self, names: &Names) -> bool {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let mut texts = starts.zip(&self.ends).map(|(start, end)| self.text.get(start..*end).unwrap_or(""));
        self.numbers = Vec::with_capacity(self.ends.len());
        for hashes in self.hashes.chunks(TOGETHER) {
            let entries = names.fetch(hashes);
            let found = texts.by_ref().take(hashes.len()).zip(hashes).zip(entries);
            self.numbers.extend(found.map(|((text, hash), entry)| names.find_fetched(text, *hash, entry)));
        }
        !self.numbers.contains(&NONE)
    }

    /// The number of one of them, if it is known.
    pub(crate) fn number(&self, at: NameId) -> NameId {
        self.numbers.get(at as usize).copied().unwrap_or(NONE)
    }

    /// The number of one of them, which it gets now if it has none. Called in the order of the rows, this gives the
    /// numbers that reading row by row would have given.
    pub(crate) fn intern_in(&mut self, names: &mut Names, at: NameId) -> NameId {
        match self.number(at) {
            NONE => self.hashes.get(at as usize).map_or(NONE, |hash| names.intern_hashed(self.get(at), *hash)),
            known => known,
        }
    }
}

fn slice<'a>(text: &'a str, ends: &[usize], id: NameId) -> &'a str {
    let at = id as usize;
    let Some(end) = ends.get(at).copied() else { return "" };
    let start = at.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
    text.get(start..end).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_one_number() {
        let mut names = Names::default();
        let long = "a name that is longer than the head of an entry";
        let texts = ["a", "", "钢", "a", "b", "", long, "a name that", "a name that ", long, "a\0"];
        let numbers: Vec<NameId> = texts.iter().map(|t| names.intern(t)).collect();
        assert_eq!(numbers, [0, 1, 2, 0, 3, 1, 4, 5, 6, 4, 7]);
        assert_eq!(names.iter().take(4).collect::<Vec<_>>(), ["a", "", "钢", "b"]);
        assert_eq!((names.get(2), names.get(9)), ("钢", ""));
        assert_eq!((names.find("b"), names.find("c")), (Some(3), None));
        let longer = format!("{long}{}", "x".repeat(300));
        assert_eq!(names.find(&longer), None);
        assert_eq!(names.intern(&longer), 8);
        assert_eq!(names.find(&longer), Some(8));
    }

    #[test]
    fn many_texts_are_found_again() {
        let mut names = Names::default();
        for n in 0..20_000_u32 {
            assert_eq!(names.intern(&format!("M{n}")), n);
        }
        assert!((0..20_000_u32).all(|n| names.find(&format!("M{n}")) == Some(n)));
    }
}
