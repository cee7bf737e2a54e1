//! Which factors a text may mean: its words, and what they mean in the words of ids and names.
//!
//! For advice only, where nothing was found under an id. It never decides what a reference means.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use indexmap::{IndexMap, IndexSet};

use super::FactorSet;
use crate::data;

/// The words of the ids, names and categories of some sets.
pub(crate) struct Vocabulary {
    ids: Vec<String>,
    /// By word: the ids that have it, and how much it says of each.
    found: BTreeMap<String, IndexMap<u32, u32>>,
}

/// How much a word of an id, a name or a category says.
const OF_ID: u32 = 4;
const OF_NAME: u32 = 3;
const OF_CATEGORY: u32 = 1;

impl Vocabulary {
    /// The words of the factors that may stand in a footprint by themselves.
    pub(crate) fn of(sets: &[FactorSet]) -> Self {
        let mut ids: IndexSet<String> = IndexSet::new();
        let mut found: BTreeMap<String, IndexMap<u32, u32>> = BTreeMap::new();
        for factor in sets.iter().flat_map(FactorSet::all).filter(|f| f.may_enter()) {
            let (at, _) = ids.insert_full(factor.id.clone());
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            let fields = [
                (&factor.id, OF_ID),
                (&factor.details.name, OF_NAME),
                (&factor.details.name_zh, OF_NAME),
                (&factor.details.category, OF_CATEGORY),
            ];
            for (field, says) in fields {
                for word in words(field).into_iter().flat_map(parts) {
                    let slot = found.entry(word).or_default().entry(at).or_insert(0);
                    *slot = says.max(*slot);
                }
            }
        }
        Self { ids: ids.into_iter().collect(), found }
    }

    /// The ids that share most words with a text, best first; those that `prefers` keeps before the others.
    pub(crate) fn like(&self, text: &str, most: usize, prefers: impl Fn(&str) -> bool) -> Vec<&str> {
        // Whether an id is preferred may cost a choice: ask for the best only.
        let ranked = self.ranked(text).into_iter().take(most.saturating_mul(20));
        let (preferred, others): (Vec<_>, Vec<_>) = ranked.partition(|(_, _, id)| prefers(id));
        preferred.into_iter().chain(others).map(|(_, _, id)| id).take(most).collect()
    }

    /// Every id that shares a word with a text: how many it shares, how much they say, and the id; best first.
    pub(crate) fn ranked(&self, text: &str) -> Vec<(u32, u32, &str)> {
        // By id: how many words it shares, and how much they say.
        let mut shared: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        for word in meant(text) {
            let mut best: BTreeMap<u32, u32> = BTreeMap::new();
            for (fit, ids) in self.holding(&word) {
                for (id, says) in ids {
                    let slot = best.entry(*id).or_insert(0);
                    *slot = fit.saturating_mul(*says).max(*slot);
                }
            }
            for (id, says) in best {
                let slot = shared.entry(id).or_insert((0, 0));
                *slot = (slot.0.saturating_add(1), slot.1.saturating_add(says));
            }
        }
        let mut ranked: Vec<(u32, u32, &str)> = shared
            .into_iter()
            .filter_map(|(id, (count, says))| Some((count, says, self.ids.get(id as usize)?.as_str())))
            .collect();
        let order =
            |a: &(u32, u32, &str), b: &(u32, u32, &str)| (b.0, b.1, a.2.len(), a.2).cmp(&(a.0, a.1, b.2.len(), b.2));
        ranked.sort_by(order);
        ranked
    }

    /// What has a word, or one that begins with it or that it begins with; and how well that fits.
    fn holding(&self, word: &str) -> Vec<(u32, &IndexMap<u32, u32>)> {
        let mut found = Vec::new();
        if let Some(ids) = self.found.get(word) {
            found.push((4, ids));
        }
        // The ends of words differ: plastic and plastics, weld and welded.
        if word.is_ascii() && word.len() >= 4 {
            let longer = self.found.range(word.to_owned()..).take_while(|(w, _)| w.starts_with(word));
            found.extend(longer.filter(|(w, _)| w.as_str() != word).map(|(_, ids)| (2, ids)));
            let shorter = (4..word.len()).filter_map(|end| self.found.get(word.get(..end)?));
            found.extend(shorter.map(|ids| (2, ids)));
        }
        found
    }
}

/// The words of a text in lower case: what lies between signs and blanks; a run of Chinese is one word.
fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let mut words: Vec<String> = Vec::new();
    let mut kind = None;
    for c in lower.chars() {
        let of = if is_han(c) { Some(true) } else { c.is_alphanumeric().then_some(false) };
        match (of, words.last_mut()) {
            (None, _) => {}
            (Some(_), Some(word)) if kind == of => word.push(c),
            _ => words.push(c.to_string()),
        }
        kind = of;
    }
    words.retain(|w| w.chars().any(char::is_alphabetic));
    words
}

pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// A word as it is found: itself; a run of Chinese by its pairs of characters.
fn parts(word: String) -> Vec<String> {
    let characters: Vec<char> = word.chars().collect();
    if characters.len() < 2 || !characters.iter().all(|c| is_han(*c)) {
        return vec![word];
    }
    characters.windows(2).map(|pair| pair.iter().collect()).collect()
}

/// Words that say nothing of a thing.
const EMPTY: [&str; 9] = ["a", "an", "and", "for", "from", "in", "of", "the", "with"];

/// The words to look for: those of the text, and what the table says that they mean.
fn meant(text: &str) -> IndexSet<String> {
    let mut wanted = IndexSet::new();
    for word in words(text).into_iter().filter(|word| !EMPTY.contains(&word.as_str())) {
        let han = word.chars().all(is_han);
        for (known, means) in table() {
            if *known == word || (han && word.contains(known.as_str())) {
                wanted.extend(means.iter().cloned());
            }
        }
        if han || word.chars().count() >= 2 {
            wanted.extend(parts(word));
        }
    }
    wanted
}

/// What the table says that a word, in lower case, means.
pub(super) fn meanings(word: &str) -> &'static [String] {
    table().get(word).map_or(&[], Vec::as_slice)
}

/// What people call things, and the words of ids for them: `data/words.csv`.
fn table() -> &'static IndexMap<String, Vec<String>> {
    static TABLE: OnceLock<IndexMap<String, Vec<String>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let means = |text: &str| text.split(' ').map(str::to_owned).collect();
        data::table(data::WORDS).map(|row| (row.get("word").to_owned(), means(row.get("means")))).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FactorLibrary;

    fn like(text: &str) -> Vec<String> {
        let library = FactorLibrary::embedded();
        Vocabulary::of(library.sets()).like(text, 3, |_| true).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn what_people_say_leads_somewhere() {
        for (text, part) in [
            ("steel tube", "pipe"),
            ("STEEL-TUBE-16x1.5", "steel"),
            ("鋼管", "steel"),
            ("钢管", "steel"),
            ("不锈钢板材", "stainless"),
            ("plastic-granulate", "resin"),
            ("Strom", "electricity"),
            ("Elektrizität", "electricity"),
            ("lorry 20 t", "road"),
            ("aluminum sheet", "aluminium"),
            ("铝板", "aluminium"),
        ] {
            let found = like(text);
            assert!(found.iter().any(|id| id.contains(part)), "{text}: {found:?}");
        }
        assert_eq!(like("phlogiston"), Vec::<String>::new());
        assert_eq!(like("4711-0815"), Vec::<String>::new());
    }

    #[test]
    fn words_lie_between_signs() {
        assert_eq!(words("PP-copolymer, 16x1.5 mm"), ["pp", "copolymer", "16x1", "mm"]);
        assert_eq!(words("铝板1050 mm"), ["铝板", "mm"]);
        assert_eq!(parts("不锈钢".into()), ["不锈", "锈钢"]);
        assert_eq!(parts("钢".into()), ["钢"]);
    }

    #[test]
    fn the_table_of_words_is_in_lower_case_and_has_each_word_once() {
        let rows: Vec<_> = data::table(data::WORDS).collect();
        assert_eq!(rows.len(), table().len());
        for (word, means) in table() {
            assert!(*word == word.to_lowercase() && !means.iter().any(String::is_empty), "{word}");
        }
    }
}
