//! A site's bills, shared out to what it made: per declared unit of item i and carrier, total x w_i / Σ (n_j w_j).
//!
//! Summed over what the site made this is the bill again: Σ n_i x total x w_i / Σ (n_j w_j) = total. Rows of one item, a
//! month each, are one n and one w.

use indexmap::IndexMap;
use indexmap::map::Entry;

use super::{Derived, Network};
use crate::decimal::{Dual, Wide};
use crate::diagnostic::texts;
use crate::resolve::{Bridge, CARRIER, Resolver, Target, shown};
use crate::stage::Stage;
use crate::study::{EnergyReading, NameId, Origin, Period, SiteAllocation, SiteOutput, Study};
use crate::unit::Unit;

/// One thing that a site made: its item and the first row that states it, the amount n in declared units, the weight w of
/// one.
struct Made {
    output: u32,
    item: u32,
    amount: Dual,
    weight: Dual,
}

impl Made {
    /// Another row of the same item: amounts add up, and the weight is what one weighs on average.
    fn join(&mut self, amount: &Dual, weight: &Dual) {
        let sum = self.amount.add(amount);
        if self.weight != *weight {
            let weights = self.amount.mul(&self.weight).add(&amount.mul(weight));
            // Of nothing made there is no average; whatever one weighs, it takes nothing.
            self.weight = weights.div(&sum).unwrap_or_else(|| self.weight.clone());
        }
        self.amount = sum;
    }
}

/// The outputs of each site, and the readings of each carrier there, with their numbers.
type Outputs<'s> = IndexMap<&'s str, Vec<(u32, &'s SiteOutput)>>;
type Readings<'s> = IndexMap<(&'s str, NameId), Vec<(u32, &'s EnergyReading)>>;

fn grouped(study: &Study) -> (Outputs<'_>, Readings<'_>) {
    let mut sites = Outputs::new();
    for (at, output) in study.outputs.iter().enumerate() {
        sites.entry(&output.site).or_default().push((u32::try_from(at).unwrap_or(u32::MAX), output));
    }
    let mut carriers = Readings::new();
    for (at, reading) in study.readings.iter().enumerate() {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        carriers.entry((&reading.site, reading.carrier)).or_default().push((at, reading));
    }
    (sites, carriers)
}

pub(super) fn lower(resolver: &mut Resolver<'_>, network: &mut Network) {
    let study = resolver.study;
    let (sites, carriers) = grouped(study);
    let made: IndexMap<&str, Vec<Made>> =
        sites.into_iter().map(|(site, outputs)| (site, made_at(resolver, site, &outputs))).collect();
    for ((site, carrier), readings) in carriers {
        let first = readings.first().map_or(0, |(at, _)| *at);
        let place = || study.readings.get(first as usize).and_then(|r| study.place(r.origin, "carrier"));
        let Some(made) = made.get(site) else {
            resolver.report.add(&texts::SITE_WITHOUT_OUTPUT, place(), &[("seen", site)]);
            continue;
        };
        let Some(target) = resolver.target(carrier, None, CARRIER, place) else { continue };
        let Some(total) = total(resolver, site, carrier, target, &readings) else { continue };
        if let Target::Item(item) = target {
            let metered = network.metered.entry(item).or_insert(Dual::ZERO);
            *metered = metered.add(&total);
        }
        let weights = made.iter().fold(Dual::ZERO, |sum, m| sum.add(&m.amount.mul(&m.weight)));
        for m in made {
            let Some(quantity) = total.mul(&m.weight).div(&weights) else { continue };
            let derived = Derived::Site { output: m.output, reading: first };
            network.add_derived(m.item, target, &quantity, Some(Stage::Production), derived);
        }
    }
}

/// A site's books: what it made, and what its bills add up to.
#[cfg(feature = "cli")]
pub(crate) struct SiteBook {
    pub(crate) site: String,
    /// Number of the output, amount n in declared units, weight w of one.
    pub(crate) made: Vec<(u32, Wide, Wide)>,
    /// Number of the carrier's first reading, and the sum of its readings within the period.
    pub(crate) totals: Vec<(u32, Wide)>,
}

/// The books of all sites, for whoever shows how their bills are shared out.
#[cfg(feature = "cli")]
pub(crate) fn site_books(resolver: &mut Resolver<'_>) -> Vec<SiteBook> {
    let (sites, carriers) = grouped(resolver.study);
    let mut books = Vec::with_capacity(sites.len());
    for (site, outputs) in sites {
        let made = made_at(resolver, site, &outputs);
        let made = made.into_iter().map(|m| (m.output, m.amount.value, m.weight.value)).collect();
        let mut totals = Vec::new();
        for ((at, carrier), readings) in carriers.iter().filter(|((at, _), _)| *at == site) {
            let first = readings.first().map_or(0, |(number, _)| *number);
            let Some(target) = resolver.target(*carrier, None, CARRIER, || None) else { continue };
            if let Some(total) = total(resolver, at, *carrier, target, readings) {
                totals.push((first, total.value));
            }
        }
        books.push(SiteBook { site: site.to_owned(), made, totals });
    }
    books
}

/// What a site made, with amounts in declared units and weights that may be added.
fn made_at(resolver: &mut Resolver<'_>, site: &str, outputs: &[(u32, &SiteOutput)]) -> Vec<Made> {
    let study = resolver.study;
    let Some((_, first)) = outputs.first().copied() else { return Vec::new() };
    let mut made: IndexMap<u32, Made> = IndexMap::new();
    let first_unit = study.item_of(first.item).map_or_else(Unit::piece, |i| resolver.unit(Target::Item(i)));
    for (at, output) in outputs {
        let place = |column: &str| study.place(output.origin, column);
        if output.allocation != first.allocation {
            let name = |a: SiteAllocation| SiteAllocation::NAMES[a as usize];
            let arguments = [("seen", site), ("first", name(first.allocation)), ("second", name(output.allocation))];
            resolver.report.add(&texts::SITE_ALLOCATION, place("allocation"), &arguments);
            continue;
        }
        let Some(item) = study.item_of(output.item) else { continue };
        let declared = resolver.unit(Target::Item(item));
        let Some(amount) = resolver.value(&output.amount, place("amount")) else { continue };
        if amount.value.is_negative() {
            resolver.out_of_range("amount", amount.value, place("amount"), ["a number >= 0", "不小于 0 的数"]);
            continue;
        }
        let unit = output.unit.unwrap_or(declared);
        let Some(amount) = resolver.convert(amount, unit, declared, Some(item), || place("unit")) else { continue };
        let one = || Dual::from(Wide::ONE);
        let weight = match output.allocation {
            SiteAllocation::Mass => resolver.convert(one(), declared, Unit::kilogram(), Some(item), || place("item")),
            SiteAllocation::Quantity => {
                resolver.convert(one(), declared, first_unit, Bridge::none(Target::Item(item)), || place("unit"))
            }
            SiteAllocation::Weight => match &output.weight {
                Some(cell) => resolver.value(cell, place("weight")),
                None => {
                    let arguments = [("seen", ""), ("column", "weight")];
                    resolver.report.add(&texts::NUMBER_MISSING, place("weight"), &arguments);
                    None
                }
            },
        };
        let Some(weight) = weight else { continue };
        if weight.value.is_negative() {
            resolver.out_of_range("weight", weight.value, place("weight"), ["a number >= 0", "不小于 0 的数"]);
            continue;
        }
        match made.entry(item) {
            Entry::Occupied(mut known) => known.get_mut().join(&amount, &weight),
            Entry::Vacant(new) => {
                new.insert(Made { output: *at, item, amount, weight });
            }
        }
    }
    let made: Vec<Made> = made.into_values().collect();
    if made.iter().all(|m| m.amount.mul(&m.weight).value.is_zero()) && !resolver.report.has_errors() {
        let place = study.place(first.origin, "");
        resolver.report.add(&texts::SITE_WEIGHT_ZERO, place, &[("seen", site)]);
    }
    made
}

/// The sum of a carrier's readings within the period, in its declared unit; says what the readings do not cover.
fn total(
    resolver: &mut Resolver<'_>,
    site: &str,
    carrier: NameId,
    target: Target,
    readings: &[(u32, &EnergyReading)],
) -> Option<Dual> {
    let study = resolver.study;
    let mut sum = Some(Dual::ZERO);
    let mut covered: Vec<(Period, Origin)> = Vec::new();
    for (_, reading) in readings {
        let place = |column: &str| study.place(reading.origin, column);
        let span = Period { from: reading.from, to: reading.to };
        if let Some(period) = study.declared.period.filter(|p| !p.contains(span)) {
            let seen = format!("{} – {}", span.from, span.to);
            let text = if period.meets(span) { &texts::PERIOD_STRADDLED } else { &texts::OUTSIDE_PERIOD };
            resolver.report.add(text, place("from"), &[("seen", &seen)]);
            continue;
        }
        covered.push((span, reading.origin));
        let amount = resolver.value(&reading.amount, place("amount"));
        if let Some(negative) = amount.as_ref().map(|a| a.value).filter(|a| a.is_negative()) {
            resolver.report.add(&texts::QUANTITY_NEGATIVE, place("amount"), &[("seen", &shown(negative))]);
        }
        let wanted = resolver.unit(target);
        let unit = match reading.unit {
            Some(unit) => unit,
            None => resolver.unit_as_written(carrier, None, target),
        };
        let amount = amount.filter(|_| resolver.coal_equivalent_fits(unit, target, || place("unit")));
        let amount = amount.and_then(|a| resolver.convert(a, unit, wanted, target, || place("unit")));
        sum = sum.zip(amount).map(|(sum, amount)| sum.add(&amount));
    }
    covered.sort_by_key(|(span, _)| (span.from, span.to));
    if let Some((other, span, origin)) = first_overlap(&covered) {
        let place = study.place(origin, "from");
        let [first, seen] = [other, span].map(|span| format!("{} – {}", span.from, span.to));
        let arguments =
            [("seen", seen.as_str()), ("first", &first), ("carrier", study.name_of(carrier)), ("site", site)];
        resolver.report.add(&texts::READINGS_OVERLAP, place, &arguments);
    }
    if let Some(period) = study.declared.period {
        let days = days_covered(&covered);
        if days < period.days() {
            let place = readings.first().and_then(|(_, r)| study.place(r.origin, "from"));
            let text = if days == 0 { &texts::ENERGY_NONE } else { &texts::ENERGY_GAP };
            let (days, of) = (days.to_string(), period.days().to_string());
            let arguments = [("seen", study.name_of(carrier)), ("site", site), ("days", &days), ("of", &of)];
            resolver.report.add(text, place, &arguments);
        }
    }
    sum
}

/// The first span, of several in order of their days, that shares some days with one before it and not all: several meters
/// have the same days, a year beside its months does not.
fn first_overlap(spans: &[(Period, Origin)]) -> Option<(Period, Period, Origin)> {
    let mut longest = spans.first()?.0;
    for (span, origin) in spans {
        if *span != longest && longest.meets(*span) {
            return Some((longest, *span, *origin));
        }
        if span.to > longest.to {
            longest = *span;
        }
    }
    None
}

/// How many days lie in at least one of the spans, which are in order.
fn days_covered(spans: &[(Period, Origin)]) -> i64 {
    let mut days = 0_i64;
    let mut upto: Option<i64> = None;
    for (span, _) in spans {
        let (from, to) = (span.from.number(), span.to.number());
        let start = upto.map_or(from, |u| from.max(u.saturating_add(1)));
        days = days.saturating_add(to.saturating_sub(start).saturating_add(1).max(0));
        upto = Some(upto.map_or(to, |u| u.max(to)));
    }
    days
}
