//! Items whose factor is plain: one row of the study's own that holds everywhere and always, in numbers, and of which
//! nothing has to be said. Nearly all factors of a study that brings its own are such. What they amount to is worked out
//! for many items at a time; whatever is not plain goes the long way, row by row.

use std::hash::BuildHasher as _;
use std::sync::Arc;

use super::factors::{StatedSpread, address};
use super::{ChosenFactor, Emitted, Resolver};
use crate::decimal::Wide;
use crate::factor::{Factor, FactorOrigin, FactorSet};
use crate::formula::Cell;
use crate::gas::Component;
use crate::study::{NONE, NameId};

/// A plain row and what it amounts to.
pub(super) struct Plain<'a> {
    factor: &'a Arc<Factor>,
    /// Of the row's address.
    hash: u64,
    fossil: Wide,
    spread: Option<StatedSpread>,
}

impl Resolver<'_> {
    /// Whether names mean what they say: no scenario puts others in their place, and nothing is set.
    fn as_declared(&self) -> bool {
        self.swaps.is_empty() && self.set.is_empty() && self.study.declared.region.is_none()
    }

    /// The plain row that a name means where no region is asked for; `None` if what it means is not plain.
    pub(super) fn plain_row<'s>(&self, sets: &'s [FactorSet], name: NameId) -> Option<Plain<'s>> {
        let own = sets.first().filter(|_| name != NONE && self.as_declared())?;
        let factor = own.only(self.study.name_of(name))?;
        let holds_always = factor.region.is_empty() && factor.valid_from.is_none() && factor.valid_to.is_none();
        let of_this_set = factor.gwp.is_none_or(|gwp| gwp == self.gwp);
        if !(holds_always && of_this_set && factor.is_complete() && factor.details.is_nothing()) {
            return None;
        }
        let mut fossil = Wide::ZERO;
        for (component, cell) in &factor.values {
            match cell {
                Cell::Number(number) if *component == Component::Fossil => fossil = fossil.add(Wide::from(*number)),
                _ => return None,
            }
        }
        let spread = match &factor.gsd {
            None => None,
            Some(Cell::Number(gsd)) => Some(Wide::from(*gsd)).filter(|gsd| gsd.cmp(Wide::ONE).is_ge()),
            Some(Cell::Formula(_)) => None,
        };
        let odd = spread.is_none() != factor.gsd.is_none() || !factor.gases.is_empty() || fossil.is_negative();
        let plain = || Plain {
            factor,
            hash: self.hasher.hash_one(address(factor)),
            fossil,
            spread: spread.map(StatedSpread::Gsd),
        };
        (!odd).then(plain)
    }

    /// Chooses a plain row, unless it was chosen before.
    pub(super) fn choose_plain(&mut self, name: NameId, plain: &Plain<'_>) -> u32 {
        let Plain { factor, hash, fossil, spread } = plain;
        let same = |at: &u32| self.chosen.get(*at as usize).is_some_and(|c| Arc::ptr_eq(&c.factor, factor));
        let known = self.chosen_rows.find(*hash, same).copied();
        let at = known.unwrap_or_else(|| {
            let emissions = Emitted::Fossil(*fossil);
            let mut chosen = ChosenFactor::new(Arc::clone(factor), FactorOrigin::Study, 0, emissions);
            chosen.spread = *spread;
            self.add_chosen(*hash, chosen)
        });
        self.know_name(name, Some(at));
        at
    }
}
