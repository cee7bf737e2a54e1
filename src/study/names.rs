//! Texts kept once, known by number: item ids and factor references.

use std::hash::BuildHasher;

use hashbrown::HashTable;

use super::{NONE, NameId};

/// A set of texts in one string, numbered in the order in which they came.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    text: String,
    /// Where each text ends; it begins where the one before ends.
    ends: Vec<usize>,
    numbers: HashTable<Entry>,
    /// Seeded at random: a file cannot be made so that its ids collide.
    hasher: foldhash::fast::RandomState,
}

/// A number with the start of its text: nearly all ids are short, and are then found without a look at the text.
#[derive(Clone, Copy, Debug)]
struct Entry {
    head: [u8; HEAD],
    length: u8,
    id: NameId,
}

const HEAD: usize = 11;

impl Entry {
    fn new(text: &str, id: NameId) -> Self {
        let mut head = [0; HEAD];
        for (slot, byte) in head.iter_mut().zip(text.bytes()) {
            *slot = byte;
        }
        Self { head, length: u8::try_from(text.len()).unwrap_or(u8::MAX), id }
    }

    /// Whether the entry may be of the text that `wanted` was made of; it is if that text is no longer than the head.
    fn fits(&self, wanted: &Self) -> bool {
        self.head == wanted.head && self.length == wanted.length
    }
}

impl Names {
    /// The text of a number; empty if there is none.
    pub(crate) fn get(&self, id: NameId) -> &str {
        slice(&self.text, &self.ends, id)
    }

    /// The number of a text, if it is known.
    pub(crate) fn find(&self, text: &str) -> Option<NameId> {
        let wanted = Entry::new(text, NONE);
        let found = |e: &Entry| e.fits(&wanted) && (text.len() <= HEAD || self.get(e.id) == text);
        self.numbers.find(self.hasher.hash_one(text), found).map(|e| e.id)
    }

    /// The number of a text, which it gets now if it has none.
    pub(crate) fn intern(&mut self, text: &str) -> NameId {
        if let Some(id) = self.find(text) {
            return id;
        }
        let Self { text: all, ends, numbers, hasher } = self;
        let id = NameId::try_from(ends.len()).unwrap_or(NONE);
        all.push_str(text);
        ends.push(all.len());
        let entry = Entry::new(text, id);
        numbers.insert_unique(hasher.hash_one(text), entry, |e| hasher.hash_one(slice(all, ends, e.id)));
        id
    }

    /// All texts, in the order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.text.get(start..*end).unwrap_or(""))
    }
}

/// The names of a part of a file that is read beside others: those that the study knows by their number, new ones by a
/// number of the part's own.
pub(crate) struct PartNames<'n> {
    known: &'n Names,
    new: NewNames,
}

/// Marks the number of a name that only its part knows.
const NEW: NameId = 1 << 31;

impl<'n> PartNames<'n> {
    pub(crate) fn new(known: &'n Names) -> Self {
        Self { known, new: NewNames::default() }
    }

    pub(crate) fn intern(&mut self, text: &str) -> NameId {
        self.known.find(text).unwrap_or_else(|| NEW | self.new.names.intern(text))
    }

    /// The names that were new.
    pub(crate) fn into_new(self) -> NewNames {
        self.new
    }
}

/// Names of a part that the study did not know when the part was read.
#[derive(Debug, Default)]
pub(crate) struct NewNames {
    names: Names,
    /// The number in the study, once it has one.
    known: Vec<NameId>,
}

impl NewNames {
    pub(crate) fn is_empty(&self) -> bool {
        self.names.ends.is_empty()
    }

    /// The number in the study of a name of the part. Called in the order of the rows, it gives the numbers that reading
    /// row by row would have given.
    pub(crate) fn adopt(&mut self, id: NameId, names: &mut Names) -> NameId {
        if id == NONE || id & NEW == 0 {
            return id;
        }
        let own = id & !NEW;
        self.known.resize(self.names.ends.len(), NONE);
        match self.known.get_mut(own as usize) {
            Some(slot) if *slot == NONE => {
                *slot = names.intern(self.names.get(own));
                *slot
            }
            Some(slot) => *slot,
            None => NONE,
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
