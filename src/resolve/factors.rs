//! Which row a factor reference means, whether it may be used at all, and what it emits with the study's GWP set.

use std::hash::BuildHasher as _;
use std::sync::Arc;

use indexmap::IndexMap;

use super::chosen::Beside;
use super::{ChosenFactor, Resolver, Role};
use crate::decimal::{Decimal, Dual, Wide};
use crate::diagnostic::{Place, exchange, texts, trust};
use crate::factor::{Basis, Factor, FactorOrigin, NoEmissions, Pedigree, Reference, Taken, Wanted, take};
use crate::formula::Cell;
use crate::gas::Component;
use crate::study::{NONE, NameId};

/// How uncertain a value is, as a study states it. The variance is worked out where it is asked for: a logarithm in
/// decimals takes as long as reading a hundred rows.
#[derive(Clone, Copy, Debug)]
pub(crate) enum StatedSpread {
    /// A geometric standard deviation, 1 or more.
    Gsd(Wide),
    Scores(Pedigree),
}

impl StatedSpread {
    /// The variance of the value's logarithm.
    pub(crate) fn variance(self) -> Option<Wide> {
        match self {
            Self::Gsd(gsd) => gsd.ln().map(|ln| ln.mul(ln)),
            Self::Scores(scores) => Some(scores.variance()),
        }
    }
}

/// Variances of spreads: the figures of many inputs are few, and a logarithm is taken once of each.
#[derive(Debug, Default)]
pub(crate) struct Variances(IndexMap<Decimal, Spread>);

/// A variance and its root.
type Spread = (Option<Wide>, Option<Wide>);

impl Variances {
    /// [`StatedSpread::variance`].
    pub(crate) fn of(&mut self, spread: StatedSpread) -> Option<Wide> {
        self.both(spread).0
    }

    /// Its root.
    #[cfg(feature = "simulate")]
    pub(crate) fn deviation(&mut self, spread: StatedSpread) -> Option<Wide> {
        self.both(spread).1
    }

    fn both(&mut self, spread: StatedSpread) -> Spread {
        let found = || {
            let variance = spread.variance();
            (variance, variance.and_then(Wide::sqrt))
        };
        let StatedSpread::Gsd(gsd) = spread else { return found() };
        // A figure that no decimal of a file holds is worked out each time.
        match gsd.to_decimal().filter(|key| Wide::from(*key) == gsd) {
            Some(key) => *self.0.entry(key).or_insert_with(found),
            None => found(),
        }
    }
}

/// Where a row lies: a row that is chosen twice is one allocation.
pub(super) fn address(factor: &Arc<Factor>) -> usize {
    Arc::as_ptr(factor).addr()
}

impl Resolver<'_> {
    /// The factor of a reference for a region, chosen once; `None` after a finding.
    pub(crate) fn factor(
        &mut self,
        reference: &str,
        region: Option<&str>,
        role: Role,
        place: impl Fn() -> Option<Place>,
    ) -> Option<u32> {
        let name = self.study.names.find(reference);
        self.factor_of_name(name, reference, region, role, place)
    }

    /// As [`Resolver::factor`], for a reference whose number among the study's names is known.
    pub(super) fn factor_of_name(
        &mut self,
        name: Option<NameId>,
        reference: &str,
        region: Option<&str>,
        role: Role,
        place: impl Fn() -> Option<Place>,
    ) -> Option<u32> {
        let of_region = region.unwrap_or_default().trim();
        // Without a region the number of the name says it all; most studies name none.
        let name = name.filter(|_| of_region.is_empty()).map(|name| name as usize);
        if let Some(known) = name.and_then(|name| self.by_name.get(name).copied().flatten()) {
            return known;
        }
        let hash = self.hasher.hash_one((reference, of_region));
        let same = |known: &(Box<str>, Box<str>, _)| *known.0 == *reference && *known.1 == *of_region;
        if let Some((.., known)) = self.cache.find(hash, same) {
            return *known;
        }
        let chosen = match self.matched(reference) {
            Some((matched, at)) => self.take_factor(&matched, region, role, || at.clone()),
            None => self.take_factor(reference, region, role, place),
        };
        if let Some(name) = name {
            self.know_name(u32::try_from(name).unwrap_or(NONE), chosen);
            return chosen;
        }
        let hasher = self.hasher.clone();
        let entry = (reference.into(), of_region.into(), chosen);
        self.cache.insert_unique(hash, entry, |(reference, region, _)| hasher.hash_one((&**reference, &**region)));
        chosen
    }

    /// Keeps what a reference means where there is no region.
    pub(super) fn know_name(&mut self, name: NameId, chosen: Option<u32>) {
        if self.by_name.is_empty() {
            self.by_name.resize(self.study.names.len(), None);
        }
        if let Some(slot) = self.by_name.get_mut(name as usize) {
            *slot = Some(chosen);
        }
    }

    fn take_factor(
        &mut self,
        reference: &str,
        region: Option<&str>,
        role: Role,
        place: impl Fn() -> Option<Place>,
    ) -> Option<u32> {
        let wanted = self.wanted(reference, region);
        // What asks for no more than these very words was never asked for in others, unless by a match.
        let plain = wanted.id == reference && wanted.year.is_none() && wanted.region.is_none();
        let as_written = plain && self.study.matches.is_empty();
        if !as_written && let Some(known) = self.taken.get(&wanted) {
            return *known;
        }
        let chosen = self.choose_factor(reference, &wanted, role, place);
        if !as_written {
            self.taken.insert(wanted, chosen);
        }
        chosen
    }

    /// What a reference asks for: its own region and year, else the item's or the study's.
    pub(super) fn wanted(&self, text: &str, region: Option<&str>) -> Wanted {
        // An id may hold an @ of its own.
        let whole = Reference { id: text, region: None, year: None };
        let reference = if !text.contains('@') || self.has_id(text) { whole } else { Reference::parse(text) };
        let year = reference.year.or(self.study.declared.period.map(|p| p.from.year));
        // Whom one buys from is where it comes from: a supplier's footprint holds for its own region.
        let home = || self.supplied(reference.id).first().map(|f| f.region.as_str());
        Wanted::new(reference.id, reference.region.or_else(home).or(region), year)
    }

    /// The footprints that suppliers sent under a name; none if the study's own factors have that id and win.
    fn supplied(&self, id: &str) -> Vec<&Arc<Factor>> {
        let set = self.sets.iter().find(|set| set.origin == FactorOrigin::Supplier);
        let found = set.map(|set| set.factors(id)).unwrap_or_default();
        let own = || self.sets.first().is_some_and(|own| own.contains(id));
        if found.is_empty() || own() { Vec::new() } else { found }
    }

    /// Says so if a name means several footprints that suppliers sent.
    fn check_supplied_once(&mut self, text: &str, id: &str, place: impl Fn() -> Option<Place>) -> Option<()> {
        let supplied = self.supplied(id);
        if supplied.len() < 2 {
            return Some(());
        }
        let files = supplied.iter().filter_map(|f| f.place.as_ref()).map(ToString::to_string);
        let list = files.collect::<Vec<_>>().join(", ");
        self.report.add(&exchange::RECEIVED_TWICE, place(), &[("seen", text), ("list", &list)]);
        None
    }

    fn choose_factor(
        &mut self,
        text: &str,
        wanted: &Wanted,
        role: Role,
        place: impl Fn() -> Option<Place>,
    ) -> Option<u32> {
        self.check_supplied_once(text, &wanted.id, &place)?;
        let sets = Arc::clone(&self.sets);
        let taken = match take(&sets, wanted) {
            Ok(taken) => taken,
            // The footprint of that name was refused, and that has been said.
            Err(passed) if passed.is_empty() && self.knows(&wanted.id) => return None,
            Err(passed) => {
                self.report_miss(text, wanted, &passed, role, place());
                return None;
            }
        };
        if let Some(set) = self.set_for(wanted, &taken) {
            // A what-if mends nothing: what may not be used may not be set either.
            self.check_use(&taken.factor, wanted, place())?;
            let emissions = self.characterise(&taken.factor)?.map(|e| e.value);
            return self.choose_set(set, (&taken.factor, &emissions, taken.set));
        }
        if !self.is_unremarkable(&taken) {
            let place = place();
            self.report_taken(&taken, wanted, place.clone());
            self.check_use(&taken.factor, wanted, place.clone())?;
            self.report_no_upstream(&taken.factor, place);
        }
        if let Some(findings) = self.study.findings_in(&taken.factor) {
            self.report.extend_new(findings.clone());
        }
        let short = (taken.choice.coarser || taken.choice.older).then(|| (wanted.clone(), taken.choice));
        let hash = self.hasher.hash_one(address(&taken.factor));
        let same = |at: &u32| self.chosen.get(*at as usize).is_some_and(|c| Arc::ptr_eq(&c.factor, &taken.factor));
        if let Some(at) = self.chosen_rows.find(hash, same).copied() {
            if let Some(known) = self.chosen.get_mut(at as usize) {
                short.into_iter().for_each(|(wanted, choice)| known.fall_short(wanted, choice));
            }
            return Some(at);
        }
        let emissions = self.characterise(&taken.factor)?;
        let moving = Component::ALL.into_iter().filter(|c| c.in_total() && !emissions[*c as usize].is_constant());
        let moving = moving.fold(Dual::ZERO, |sum, c| sum.add(&emissions[c as usize]));
        let spread = self.spread_of_factor(&taken.factor);
        let (slopes, emissions) = (moving.slopes().to_vec(), emissions.map(|e| e.value).into());
        let Taken { factor, set, .. } = taken;
        let origin = sets.get(set).map_or(FactorOrigin::Study, |s| s.origin.clone());
        let (quality, primary) = self.stated_quality(&factor);
        let mut chosen = ChosenFactor::new(factor, origin, set, emissions);
        chosen.spread = spread;
        chosen.say(Beside { quality, primary, slopes, wants: short.into_iter().collect() });
        Some(self.add_chosen(hash, chosen))
    }

    /// Adds a row that was not chosen yet; `hash` is that of its address.
    pub(super) fn add_chosen(&mut self, hash: u64, factor: ChosenFactor) -> u32 {
        let at = u32::try_from(self.chosen.len()).unwrap_or(NONE);
        self.chosen.push(factor);
        let Self { chosen, chosen_rows, hasher, .. } = self;
        let hash_of = |at: &u32| hasher.hash_one(chosen.get(*at as usize).map_or(0, |c| address(&c.factor)));
        chosen_rows.insert_unique(hash, at, hash_of);
        at
    }

    /// Whether nothing has to be said of a row or of its being taken: nearly all rows of a study's own.
    fn is_unremarkable(&self, taken: &Taken) -> bool {
        let Taken { factor, choice, set, passed } = taken;
        let of_file = self.sets.get(*set).is_some_and(|set| matches!(set.origin, FactorOrigin::File(_)));
        let of_other_set = factor.gwp.is_some_and(|gwp| gwp != self.gwp);
        let exact = !choice.coarser && !choice.older && passed.is_empty();
        exact && !of_file && !of_other_set && factor.is_complete()
    }

    /// Says where a fuel comes without its upstream, and which row of another region has one.
    fn report_no_upstream(&mut self, factor: &Factor, place: Option<Place>) {
        if factor.basis != Basis::NoUpstream {
            return;
        }
        let upstream = format!("{}-upstream", factor.id);
        let elsewhere = self.sets.iter().find_map(|set| Some(set.factor(&upstream, 0)?.key()));
        let [lead, lead_zh] = match elsewhere {
            Some(key) => [format!(" (another region: `{key}`)"), format!("（其他地区：{key}）")],
            None => [String::new(), String::new()],
        };
        let arguments = [("seen", factor.id.as_str()), ("lead", &lead), ("lead_zh", &lead_zh)];
        self.report.add(&texts::NO_UPSTREAM, place, &arguments);
    }

    /// Whether a factor may enter a footprint of CO2e at all.
    fn check_use(&mut self, factor: &Factor, wanted: &Wanted, place: Option<Place>) -> Option<()> {
        let what = match (factor.basis, factor.co2_only) {
            (Basis::Combustion, _) => Some(["direct combustion only", "只含直接燃烧"]),
            (Basis::Upstream, _) => Some(["the upstream part only", "只含上游部分"]),
            (_, true) => Some(["CO2 only", "只含二氧化碳"]),
            _ => None,
        };
        if let Some([what, what_zh]) = what {
            let [en, zh] = self.life_cycle_instead(factor, wanted);
            let arguments = [
                ("seen", factor.id.as_str()),
                ("what", what),
                ("what_zh", what_zh),
                ("instead", &en),
                ("instead_zh", &zh),
            ];
            self.report.add(&texts::BASIS, place, &arguments);
            return None;
        }
        if let Some(have) = factor.gwp.filter(|have| *have != self.gwp) {
            // Gas masses are characterised here, whatever set the row's convenience value was made with.
            if !self.study.declared.rules.mixed_gwp && !factor.values.is_empty() {
                let arguments = [("seen", factor.id.as_str()), ("have", have.name()), ("want", self.gwp.name())];
                self.report.add(&texts::MIXED_GWP, place, &arguments);
                return None;
            }
        }
        Some(())
    }

    /// Whether validity, shares, ratings and deviations lie in their ranges.
    fn check_ranges(&mut self, factor: &Factor) {
        let place = |column: &str| factor.place.clone().map(|p| p.column(column));
        if let (Some(from), Some(to)) = (factor.valid_from, factor.valid_to)
            && to < from
        {
            let to = Wide::from(Decimal::from(to));
            self.out_of_range(
                "valid_to",
                to,
                place("valid_to"),
                ["a year not before valid_from", "不早于 valid_from 的年份"],
            );
        }
        let number = |n: u8| Wide::from(Decimal::from(n));
        let [technology, time, geography] = &factor.details.quality;
        let bounded = [
            ("primary_share", &factor.details.primary_share, 0, Some(1), ["a number from 0 to 1", "0 到 1 的数"]),
            ("dqr_technology", technology, 1, Some(5), ["a number from 1 to 5", "1 到 5 的数"]),
            ("dqr_time", time, 1, Some(5), ["a number from 1 to 5", "1 到 5 的数"]),
            ("dqr_geography", geography, 1, Some(5), ["a number from 1 to 5", "1 到 5 的数"]),
        ];
        for (column, cell, least, most, range) in bounded {
            let Some(value) = cell.as_ref().and_then(|c| self.number(c, place(column))) else { continue };
            if value.cmp(number(least)).is_lt() || most.is_some_and(|m| value.cmp(number(m)).is_gt()) {
                self.out_of_range(column, value, place(column), range);
            }
        }
    }

    /// The ratings of a factor, and its share of primary data, where it states them. Its cells have been checked.
    fn stated_quality(&mut self, factor: &Factor) -> ([Option<Wide>; 3], Option<Wide>) {
        let mut value =
            |cell: &Option<Cell>| cell.as_ref().and_then(|c| self.value(c, factor.place.clone())).map(|v| v.value);
        let [technology, time, geography] = &factor.details.quality;
        ([value(technology), value(time), value(geography)], value(&factor.details.primary_share))
    }

    fn spread_of_factor(&mut self, factor: &Factor) -> Option<StatedSpread> {
        let place = |column: &str| factor.place.clone().map(|p| p.column(column));
        self.spread(factor.gsd.as_ref(), factor.details.pedigree, &factor.id, place)
    }

    /// The uncertainty that a geometric standard deviation or pedigree scores state; `None` where neither stands there,
    /// and after a finding.
    pub(crate) fn spread(
        &mut self,
        gsd: Option<&Cell>,
        scores: Option<Pedigree>,
        seen: &str,
        place: impl Fn(&str) -> Option<Place>,
    ) -> Option<StatedSpread> {
        let Some(cell) = gsd else { return scores.map(StatedSpread::Scores) };
        if scores.is_some() {
            self.report.add(&trust::SPREAD_TWICE, place("pedigree"), &[("seen", seen)]);
            return None;
        }
        let gsd = self.value_at(cell, || place("gsd"))?.value;
        if gsd.cmp(Wide::ONE).is_lt() {
            self.out_of_range("gsd", gsd, place("gsd"), ["a number >= 1", "不小于 1 的数"]);
            return None;
        }
        Some(StatedSpread::Gsd(gsd))
    }

    /// The nine components per unit, gas masses weighed with the study's GWP set.
    pub(super) fn characterise(&mut self, factor: &Factor) -> Option<[Dual; 9]> {
        self.check_ranges(factor);
        let set = self.gwp;
        let emissions = factor.emissions(set, |cell, component| {
            let Some(component) = component else { return self.value_at(cell, || factor.place.clone()) };
            let place = || factor.place.clone().map(|p| p.column(component.name()));
            let stated = self.value_at(cell, place)?;
            let value = stated.value;
            let negative_only =
                matches!(component, Component::LandRemovals | Component::TechnicalRemovals | Component::BiogenicUptake);
            let positive_only = matches!(component, Component::BiogenicCo2);
            if negative_only && !value.is_negative() && !value.is_zero() {
                self.out_of_range(component.name(), value, place(), ["a number <= 0", "不大于 0 的数"]);
            } else if positive_only && value.is_negative() {
                self.out_of_range(component.name(), value, place(), ["a number >= 0", "不小于 0 的数"]);
            }
            Some(stated)
        });
        if let Err(NoEmissions::Gas(gas)) = emissions {
            let arguments = [("seen", gas), ("set", set.name()), ("near", ""), ("near_zh", "")];
            self.report.add(&texts::GAS_UNKNOWN, factor.place.clone(), &arguments);
        }
        let emissions = emissions.ok()?;
        let removes = |c: Component| matches!(c, Component::LandRemovals | Component::TechnicalRemovals);
        for component in Component::ALL.into_iter().filter(|c| c.in_total() && !removes(*c)) {
            let value = emissions[component as usize].value;
            if value.is_negative() {
                let place = factor.place.clone().map(|p| p.column(component.name()));
                let seen = super::shown(value);
                let arguments = [("seen", seen.as_str()), ("factor", &factor.id), ("component", component.name())];
                self.report.add(&texts::EMISSION_NEGATIVE, place, &arguments);
            }
        }
        Some(emissions)
    }
}
