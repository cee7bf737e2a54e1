//! Energy: the readings of a site are handed out to what it made, all of them and once.

use std::collections::BTreeMap;

use super::{TooLarge, held};
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Report, trust};
use crate::lower::{Cause, Derived, Network};
use crate::resolve::{CARRIER, Resolver, Target, shown_to};
use crate::study::{EnergyReading, Period};
use crate::unit::Unit;

/// A carrier of a site, over the study's period.
#[derive(Clone, Debug)]
pub struct EnergyClosure {
    pub(crate) site: String,
    pub(crate) carrier: String,
    pub(crate) unit: Option<Unit>,
    pub(crate) metered: Decimal,
    pub(crate) handed_out: Decimal,
    pub(crate) in_lines: Decimal,
}

impl EnergyClosure {
    /// The site.
    #[must_use]
    pub fn site(&self) -> &str {
        &self.site
    }

    /// The carrier; empty where a site that made things has no reading at all.
    #[must_use]
    pub fn carrier(&self) -> &str {
        &self.carrier
    }

    /// The unit of the amounts; `None` where there is no reading.
    #[must_use]
    pub fn unit(&self) -> Option<Unit> {
        self.unit
    }

    /// The sum of the readings.
    #[must_use]
    pub fn metered(&self) -> Decimal {
        self.metered
    }

    /// What the items that the site made were given of it.
    #[must_use]
    pub fn handed_out(&self) -> Decimal {
        self.handed_out
    }

    /// What the lines of bom.csv give the same items of the same carrier besides: counted twice if the meter counts it.
    #[must_use]
    pub fn in_lines(&self) -> Decimal {
        self.in_lines
    }

    /// Whether all that was metered was handed out, once.
    #[must_use]
    pub fn closes(&self) -> bool {
        !self.carrier.is_empty() && self.metered == self.handed_out && self.in_lines.is_zero()
    }
}

#[derive(Default)]
struct Sums {
    unit: Option<Unit>,
    metered: Wide,
    handed_out: Wide,
    in_lines: Wide,
    reading: u32,
}

pub(super) fn check(
    resolver: &mut Resolver<'_>,
    network: &Network,
    found: &mut Report,
) -> Result<Vec<EnergyClosure>, String> {
    let study = resolver.study;
    let mut sums: BTreeMap<(&str, &str), Sums> = BTreeMap::new();
    // By site: the items that it made, with their amounts in declared units.
    let mut made: BTreeMap<&str, BTreeMap<u32, Wide>> = BTreeMap::new();
    for output in &study.outputs {
        let Some(item) = study.item_of(output.item) else { continue };
        let declared = resolver.unit(Target::Item(item));
        let amount = resolver.value(&output.amount, None);
        let unit = output.unit.unwrap_or(declared);
        let declared = amount.and_then(|a| resolver.convert(a, unit, declared, Some(item), || None));
        let of_site = made.entry(&output.site).or_default().entry(item).or_insert(Wide::ZERO);
        *of_site = of_site.add(declared.map_or(Wide::ZERO, |amount| amount.value));
    }
    // What each carrier means, so that lines to the same can be found.
    let mut carriers: BTreeMap<u32, Vec<(&str, &str)>> = BTreeMap::new();
    for (at, reading) in study.readings.iter().enumerate() {
        let carrier = study.name_of(reading.carrier);
        let Some(target) = resolver.target(reading.carrier, None, CARRIER, || None) else { continue };
        let key = (reading.site.as_str(), carrier);
        let node = match target {
            Target::Item(item) => item,
            Target::Factor(factor) => network.items.saturating_add(factor),
        };
        let known = carriers.entry(node).or_default();
        if !known.contains(&key) {
            known.push(key);
        }
        let amount = metered(resolver, reading, target).unwrap_or(Wide::ZERO);
        let unit = resolver.unit(target);
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        let slot = sums.entry(key).or_insert_with(|| Sums { unit: Some(unit), reading: at, ..Sums::default() });
        slot.metered = slot.metered.add(amount);
    }
    for at in 0..network.lines.len() {
        let (parent, child) = network.lines.ends(at);
        let quantity = || network.lines.quantity(at);
        match network.lines.cause(at).into() {
            Cause::Derived(derived) => {
                let Some(Derived::Site { reading, .. }) = network.derived.get(derived as usize) else { continue };
                let Some(reading) = study.readings.get(*reading as usize) else { continue };
                let amount = made.get(reading.site.as_str()).and_then(|items| items.get(&parent));
                let key = (reading.site.as_str(), study.name_of(reading.carrier));
                if let (Some(amount), Some(slot)) = (amount, sums.get_mut(&key)) {
                    slot.handed_out = slot.handed_out.add(quantity().mul(*amount));
                }
            }
            Cause::Line(_) => {
                for key in carriers.get(&child).into_iter().flatten() {
                    let amount = made.get(key.0).and_then(|items| items.get(&parent));
                    if let (Some(amount), Some(slot)) = (amount, sums.get_mut(key)) {
                        slot.in_lines = slot.in_lines.add(quantity().mul(*amount));
                    }
                }
            }
            _ => {}
        }
    }
    let mut rows = Vec::new();
    for ((site, carrier), sum) in &sums {
        let row = row(site, carrier, sum).map_err(|TooLarge| (*carrier).to_owned())?;
        report(resolver, &row, sum, found);
        rows.push(row);
    }
    for site in made.keys().filter(|site| !sums.keys().any(|(with, _)| with == *site)) {
        let place = study.outputs.iter().filter(|o| o.site == **site).map(|o| o.origin).min();
        let place = place.and_then(|origin| study.place(origin, "site"));
        found.add(&trust::SITE_WITHOUT_READINGS, place, &[("seen", site)]);
        let none = Sums::default();
        rows.push(row(site, "", &none).map_err(|TooLarge| (*site).to_owned())?);
    }
    rows.sort_by(|a, b| (&a.site, &a.carrier).cmp(&(&b.site, &b.carrier)));
    Ok(rows)
}

/// A reading within the period, in the carrier's unit.
fn metered(resolver: &mut Resolver<'_>, reading: &EnergyReading, target: Target) -> Option<Wide> {
    let span = Period { from: reading.from, to: reading.to };
    if resolver.study.declared.period.is_some_and(|period| !period.contains(span)) {
        return None;
    }
    let unit = match reading.unit {
        Some(unit) => unit,
        None => resolver.unit_as_written(reading.carrier, None, target),
    };
    let amount = resolver.value(&reading.amount, None)?;
    resolver.convert(amount, unit, resolver.unit(target), target, || None).map(|amount| amount.value)
}

fn row(site: &str, carrier: &str, sum: &Sums) -> Result<EnergyClosure, TooLarge> {
    // The shares were divided, with 37 digits: what differs in the last of them is the same amount.
    let off = sum.handed_out.sub(sum.metered);
    let rounding = sum.metered.abs().mul(Wide::power_of_ten(-24));
    let handed_out = if off.abs().cmp(rounding).is_le() { sum.metered } else { sum.handed_out };
    Ok(EnergyClosure {
        site: site.to_owned(),
        carrier: carrier.to_owned(),
        unit: sum.unit,
        metered: held(sum.metered)?,
        handed_out: held(handed_out)?,
        in_lines: held(sum.in_lines)?,
    })
}

fn report(resolver: &Resolver<'_>, row: &EnergyClosure, sum: &Sums, found: &mut Report) {
    if row.closes() {
        return;
    }
    let study = resolver.study;
    let place = study.readings.get(sum.reading as usize).and_then(|r| study.place(r.origin, "amount"));
    let amount = |value: Decimal| shown_to(4, Wide::from(value));
    let unit = row.unit.map(|u| u.to_string()).unwrap_or_default();
    let (metered, handed_out, in_lines) = (amount(row.metered), amount(row.handed_out), amount(row.in_lines));
    let arguments = [
        ("seen", row.carrier.as_str()),
        ("site", row.site.as_str()),
        ("metered", &metered),
        ("handed", &handed_out),
        ("lines", &in_lines),
        ("unit", &unit),
    ];
    if row.metered != row.handed_out {
        found.add(&trust::ENERGY_OFF, place.clone(), &arguments);
    }
    if !row.in_lines.is_zero() {
        found.add(&trust::ENERGY_TWICE, place, &arguments);
    }
}
