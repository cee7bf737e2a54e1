//! What has no factor, which factors may fit it, and what a person confirmed for it.
//!
//! Advice is ranked and written down; only what is confirmed is taken, and only where nothing else is found.

use std::cmp::Reverse;
use std::sync::Arc;

use super::{Reference, Resolver, Wanted};
use crate::decimal::{Decimal, Dual, Wide};
use crate::diagnostic::{Place, exchange};
use crate::factor::{Factor, FactorSet, Vocabulary};
use crate::read::nearest::nearest_few;
use crate::study::{ItemRecord, NONE};
use crate::unit::{Dimension, Unit};

/// Something without a factor: an item, or a reference that leads nowhere.
#[derive(Debug)]
pub(crate) struct Unmatched {
    /// The item's id, or the reference as it is written.
    pub(crate) text: String,
    pub(crate) name: String,
    pub(crate) name_zh: String,
    pub(crate) unit: Option<Unit>,
    pub(crate) place: Option<Place>,
    /// The best first.
    pub(crate) suggestions: Vec<Suggested>,
}

#[derive(Debug)]
pub(crate) struct Suggested {
    pub(crate) factor: Arc<Factor>,
    /// What to write to mean it.
    pub(crate) reference: String,
    /// kg CO2e per unit of the factor with the study's GWP set, biogenic CO2 aside.
    pub(crate) total: Option<Decimal>,
}

impl Resolver<'_> {
    /// What a person confirmed for a text that means nothing by itself, and where.
    pub(super) fn matched(&mut self, text: &str) -> Option<(String, Option<Place>)> {
        let study = self.study;
        if study.matches.is_empty() || self.knows(text) {
            return None;
        }
        let key = [text, Reference::parse(text).id].into_iter().find(|key| study.matches.contains_key(*key))?;
        let found = study.matches.get(key)?;
        self.used_matches.insert(key.to_owned());
        let reference = self.swap(&found.factor).into_owned();
        Some((reference, study.place(found.origin, "factor")))
    }

    /// Says which matches had nothing to do.
    pub(crate) fn report_unused_matches(&mut self) {
        let study = self.study;
        for (text, unused) in study.matches.iter().filter(|(text, _)| !self.used_matches.contains(*text)) {
            let known = self.knows(text) || study.item_by_text(text).is_some();
            let [why, why_zh] = match known {
                true => ["it has a factor or lines without it", "它已有因子或清单行"],
                false => ["nothing in the study refers to it", "研究中没有引用它"],
            };
            let arguments = [("seen", text.as_str()), ("factor", &unused.factor), ("why", why), ("why_zh", why_zh)];
            self.report.add(&exchange::MATCH_UNUSED, study.place(unused.origin, "item"), &arguments);
        }
    }

    /// Everything without a factor, each with the factors that fit it best.
    pub(crate) fn suggest(&mut self, most: usize) -> Vec<Unmatched> {
        let study = self.study;
        let unmatched = std::mem::take(&mut self.unmatched);
        let mut all = Vec::with_capacity(unmatched.len());
        for (text, (wanted, place)) in unmatched {
            let item = study.item_by_text(&text).and_then(|i| study.items.get(i as usize));
            // A reference of an item has the item's name.
            let of = item.or_else(|| {
                let named = |i: &&ItemRecord| study.name_of(i.factor) == text;
                study.items.iter().filter(|i| i.factor != NONE).find(named)
            });
            let name = of.map(|i| study.titles.get(i.title).to_owned()).unwrap_or_default();
            let name_zh = of.and_then(|i| i.details.as_deref()).map(|d| d.name_zh.clone()).unwrap_or_default();
            let unit = of.and_then(|i| i.unit);
            let words = format!("{} {name} {name_zh}", wanted.id);
            let suggestions = self.ranked(&wanted, &words, of, most);
            all.push(Unmatched { text, name, name_zh, unit, place, suggestions });
        }
        all
    }

    /// What could be meant, the best first. The number of words in common comes before everything; among equals, what
    /// is in a unit that the item can be turned into, and has a row where it is wanted. What would be refused if it
    /// were taken is no suggestion.
    fn ranked(&mut self, wanted: &Wanted, words: &str, of: Option<&ItemRecord>, most: usize) -> Vec<Suggested> {
        let study = self.study;
        let unit = of.and_then(|item| item.unit).map(Unit::dimension);
        let mass = of.and_then(|item| self.mass_of(study.item_of(item.id)?)).map(|_| Dimension::Mass);
        let fit = |id: &str| {
            let row = self.suggested_row(id, wanted, unit);
            let turns = |f: &Factor| [unit, mass].contains(&Some(f.unit.dimension()));
            row.map_or(0_u8, |(factor, here)| match (turns(&factor), here) {
                (true, true) => 4,
                (true, false) => 3,
                (false, true) => 2,
                (false, false) => 1,
            })
        };
        // An item's id is its own; a reference may be misspelled.
        let mut best: Vec<String> = match of {
            Some(_) => Vec::new(),
            None => {
                let factors = self.sets.iter().flat_map(FactorSet::ids);
                nearest_few(&wanted.id, factors, most, |id| fit(id) > 0).into_iter().map(str::to_owned).collect()
            }
        };
        let vocabulary = self.vocabulary.get_or_init(|| Vocabulary::of(&self.sets));
        let mut meant: Vec<(u32, u8, u32, &str)> = vocabulary
            .ranked(words)
            .into_iter()
            .take(most.saturating_mul(20))
            .map(|(count, says, id)| (count, fit(id), says, id))
            .filter(|(_, fit, ..)| *fit > 0)
            .collect();
        meant.sort_by(|a, b| (b.0, b.1, b.2).cmp(&(a.0, a.1, a.2)).then((a.3.len(), a.3).cmp(&(b.3.len(), b.3))));
        for (.., id) in meant {
            if !best.iter().any(|known| known == id) {
                best.push(id.to_owned());
            }
        }
        best.truncate(most);
        let taken = best.into_iter().filter_map(|id| {
            let (factor, here) = self.suggested_row(&id, wanted, unit)?;
            let reference = if here || factor.region.is_empty() { id } else { format!("{id}@{}", factor.region) };
            Some((factor, reference))
        });
        let taken: Vec<(Arc<Factor>, String)> = taken.collect();
        let total = |emissions: [Dual; 9]| {
            emissions.iter().take(7).fold(Wide::ZERO, |sum, part| sum.add(part.value)).to_decimal()
        };
        taken
            .into_iter()
            .map(|(factor, reference)| {
                let total = self.characterise(&factor).and_then(total);
                Suggested { factor, reference, total }
            })
            .collect()
    }

    /// The row of an id to suggest, and whether it is the one that would be taken where it is wanted; else the newest
    /// one elsewhere, China's first. Only rows of the study's GWP set, and goods for goods: no electricity or freight for
    /// a part.
    fn suggested_row(&self, id: &str, wanted: &Wanted, unit: Option<Dimension>) -> Option<(Arc<Factor>, bool)> {
        let mixed = self.study.declared.rules.mixed_gwp;
        let services = [Unit::megajoule(), Unit::tonne_kilometre()].map(Unit::dimension);
        let goods = |d: Dimension| !services.contains(&d);
        let may = |f: &Factor| {
            let dimension = f.unit.dimension();
            let set = mixed || f.values.is_empty() || f.gwp.is_none_or(|set| set == self.gwp);
            set && unit.is_none_or(|unit| unit == dimension || (goods(unit) && goods(dimension)))
        };
        if let Some(taken) = self.usable(id, wanted).filter(|taken| may(&taken.factor)) {
            return Some((taken.factor, true));
        }
        let rows = self.sets.iter().flat_map(|set| set.factors(id)).filter(|f| f.may_enter() && may(f));
        let best = rows.min_by_key(|f| (f.region != "CN", Reverse(f.valid_from)))?;
        Some((Arc::clone(best), false))
    }
}
