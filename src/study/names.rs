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
    numbers: HashTable<NameId>,
    /// Seeded at random: a file cannot be made so that its ids collide.
    hasher: foldhash::fast::RandomState,
}

impl Names {
    /// The text of a number; empty if there is none.
    pub(crate) fn get(&self, id: NameId) -> &str {
        slice(&self.text, &self.ends, id)
    }

    /// The number of a text, if it is known.
    pub(crate) fn find(&self, text: &str) -> Option<NameId> {
        let hash = self.hasher.hash_one(text);
        self.numbers.find(hash, |id| self.get(*id) == text).copied()
    }

    /// The number of a text, which it gets now if it has none.
    pub(crate) fn intern(&mut self, text: &str) -> NameId {
        let Self { text: all, ends, numbers, hasher } = self;
        let hash = hasher.hash_one(text);
        if let Some(id) = numbers.find(hash, |id| slice(all, ends, *id) == text) {
            return *id;
        }
        let id = NameId::try_from(ends.len()).unwrap_or(NONE);
        all.push_str(text);
        ends.push(all.len());
        numbers.insert_unique(hash, id, |id| hasher.hash_one(slice(all, ends, *id)));
        id
    }

    /// All texts, in the order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| self.text.get(start..*end).unwrap_or(""))
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
        let numbers: Vec<NameId> = ["a", "", "钢", "a", "b", ""].iter().map(|t| names.intern(t)).collect();
        assert_eq!(numbers, [0, 1, 2, 0, 3, 1]);
        assert_eq!(names.iter().collect::<Vec<_>>(), ["a", "", "钢", "b"]);
        assert_eq!((names.get(2), names.get(9)), ("钢", ""));
        assert_eq!((names.find("b"), names.find("c")), (Some(3), None));
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
