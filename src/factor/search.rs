//! Finding factors by words, in English or Chinese.

use std::cmp::Reverse;

use super::vocabulary::{is_han, meanings};
use super::{Factor, FactorLibrary, Vocabulary};

/// What is searched for: every word must occur, or what it means in the words of the library.
#[derive(Clone, Debug)]
pub struct Search {
    words: Vec<Vec<Wording>>,
}

/// A word to look for, and how much it weighs: the searcher's own more than what it means.
#[derive(Clone, Debug)]
struct Wording {
    word: String,
    weight: u32,
}

const OWN: u32 = 4;
const MEANT: u32 = 3;

impl Search {
    /// A search for all words of `text`, whatever their case and order. Common names, also Chinese ones, stand for
    /// the library's words: `truck` finds road freight, `钢` finds steel.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let wordings = |word: String| {
            let meant = meanings(&word).iter().map(|m| Wording { word: m.clone(), weight: MEANT });
            let meant: Vec<Wording> = meant.collect();
            std::iter::once(Wording { word, weight: OWN }).chain(meant).collect()
        };
        Self { words: text.split_whitespace().map(|word| wordings(word.to_lowercase())).collect() }
    }

    /// How well a factor fits; 0 not at all. Ids and names weigh more than categories, whole words more than parts.
    fn score(&self, fields: &[(String, u32); 4]) -> u32 {
        let mut total = 0_u32;
        for wordings in &self.words {
            let fits = wordings.iter().flat_map(|wording| {
                let of = |(field, says): &(String, u32)| fit(field, &wording.word).saturating_mul(*says);
                fields.iter().map(of).map(|fit| fit.saturating_mul(wording.weight))
            });
            match fits.max() {
                None | Some(0) => return 0,
                Some(best) => total = total.saturating_add(best),
            }
        }
        total
    }
}

/// How well a field has a word. What a Chinese name ends in is what the thing is: 碳钢 is a steel, 钢轨 a rail.
fn fit(field: &str, word: &str) -> u32 {
    if field == word {
        return 8;
    }
    let mut parts = field.split(|c: char| !c.is_alphanumeric());
    if parts.clone().any(|part| part == word) || (word.chars().all(is_han) && parts.any(|part| part.ends_with(word))) {
        4
    } else if field.starts_with(word) {
        3
    } else {
        u32::from(field.contains(word))
    }
}

/// The fields that are searched, in lower case, and how much each says.
fn fields(factor: &Factor) -> [(String, u32); 4] {
    let fields =
        [(&factor.id, 4), (&factor.details.name, 3), (&factor.details.name_zh, 3), (&factor.details.category, 1)];
    fields.map(|(field, says)| (field.to_lowercase(), says))
}

impl FactorLibrary {
    /// Ids that a text may mean, by its words and what they mean, best first.
    pub(crate) fn like(&self, text: &str, most: usize) -> Vec<String> {
        let vocabulary = Vocabulary::of(self.sets());
        vocabulary.like(text, most, |_| true).into_iter().map(str::to_owned).collect()
    }

    /// The factors that fit a search, best first: what may stand in a footprint before what may not, then how well it
    /// fits, China before the rest, the newest year first.
    pub fn search<'a>(&'a self, search: &Search) -> impl Iterator<Item = &'a Factor> + use<'a> {
        let mut found: Vec<(u32, &Factor)> =
            self.iter().map(|f| (search.score(&fields(f)), f)).filter(|(score, _)| *score > 0).collect();
        found.sort_by_key(|(score, f)| {
            let partial = !f.may_enter();
            let abroad = !f.region.starts_with("CN");
            (partial, Reverse(*score), abroad, f.id.clone(), f.region.clone(), Reverse(f.valid_from))
        });
        found.into_iter().map(|(_, factor)| factor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_find_the_same_thing() {
        let library = FactorLibrary::embedded();
        let first = |words: &str| library.search(&Search::new(words)).next().map(|f| f.id.clone());
        assert!(first("steel").is_some_and(|id| id.contains("steel")));
        assert_eq!(first("钢"), Some("steel".into()));
        assert!(library.search(&Search::new("钢")).count() > 10);
        assert!(first("truck").is_some_and(|id| id.contains("road") || id.contains("freight")), "{:?}", first("truck"));
        assert_eq!(first("electricity-grid"), Some("electricity-grid".into()));
        assert_eq!(library.search(&Search::new("steel phlogiston")).count(), 0);
    }

    #[test]
    fn references_find_their_row() {
        let library = FactorLibrary::embedded();
        let found = library.find("electricity-grid@CN:2024");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].region, "CN");
        assert!(library.find("electricity-grid").len() > 2);
        assert!(library.find("electricity-grid@ZZ").is_empty());
        let key = library.iter().next().map(Factor::key).unwrap_or_default();
        assert_eq!(library.find(&key).len(), 1);
    }
}
