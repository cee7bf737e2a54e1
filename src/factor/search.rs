//! Finding factors by words, in English or Chinese.

use std::cmp::Reverse;

use super::{Factor, FactorLibrary};

/// What is searched for: every word must occur.
#[derive(Clone, Debug)]
pub struct Search {
    words: Vec<String>,
}

impl Search {
    /// A search for all words of `text`, whatever their case and order.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { words: text.split_whitespace().map(str::to_lowercase).collect() }
    }

    /// How well a factor fits; 0 not at all. Ids and names weigh more than categories, whole words more than parts.
    fn score(&self, factor: &Factor) -> u32 {
        let fields = [(&factor.id, 4_u32), (&factor.name, 3), (&factor.name_zh, 3), (&factor.category, 1)];
        let mut total = 0_u32;
        for word in &self.words {
            let mut best = 0_u32;
            for (field, weight) in fields {
                let field = field.to_lowercase();
                let fit = if field == *word {
                    8
                } else if field.split(|c: char| !c.is_alphanumeric()).any(|part| part == word) {
                    4
                } else if field.starts_with(word.as_str()) {
                    3
                } else {
                    u32::from(field.contains(word.as_str()))
                };
                best = best.max(fit.saturating_mul(weight));
            }
            if best == 0 {
                return 0;
            }
            total = total.saturating_add(best);
        }
        total
    }
}

impl FactorLibrary {
    /// The factors that fit a search, best first: life-cycle factors before partial ones, China before the rest, the
    /// newest year first.
    pub fn search<'a>(&'a self, search: &Search) -> impl Iterator<Item = &'a Factor> + use<'a> {
        let mut found: Vec<(u32, &Factor)> =
            self.iter().map(|f| (search.score(f), f)).filter(|(score, _)| *score > 0).collect();
        found.sort_by_key(|(score, f)| {
            let partial = f.basis != super::Basis::Lifecycle || f.co2_only;
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
        assert!(library.search(&Search::new("钢")).count() > 10);
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
