//! Electricity bought with contracts and certificates, or made on site: the market-based side of an electricity item.
//!
//! On the location-based side an item stays what its own factor or lines make of it, usually the grid. On the
//! market-based side each instrument covers its kilowatt-hours, and the rest is the residual mix, or the item's own
//! lines where the study names none.

use indexmap::IndexMap;

use super::{AppliedRule, Derived, Fixed, Network};
use crate::decimal::{Decimal, Dual, Wide};
use crate::diagnostic::{Place, texts};
use crate::resolve::{FACTOR, REFERENCE, Resolver, Target, shown};
use crate::study::{Date, Instrument, InstrumentKind};
use crate::unit::Unit;

/// What an instrument claims of an item's consumption.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub(crate) item: u32,
    pub(crate) row: u32,
    pub(crate) kwh: Dual,
    /// kWh in one declared unit of the item.
    pub(crate) kwh_per_unit: Dual,
    /// What supplies it, and how much of it makes one declared unit of the item.
    supply: (Target, Dual),
}

/// What an electricity item consumes in the period, and how that is known.
#[derive(Clone, Debug)]
pub(crate) struct Consumed {
    /// If it is not metered, without derivatives.
    pub(crate) kwh: Dual,
    pub(crate) metered: bool,
}

/// By electricity item. Its claims add up to no more.
pub(crate) type Consumption = IndexMap<u32, Consumed>;

/// Checks every instrument. With a `consumption`, the electricity items change to the market-based side.
pub(super) fn lower(resolver: &mut Resolver<'_>, network: &mut Network, consumption: Option<&Consumption>) {
    network.claims = claims(resolver);
    let residual = residual(resolver);
    let Some(consumption) = consumption else { return };
    for (item, consumed) in consumption {
        let claims: Vec<Claim> = network.claims.iter().filter(|c| c.item == *item).cloned().collect();
        let claimed = claims.iter().fold(Dual::ZERO, |sum, c| sum.add(&c.kwh));
        let share_of = |kwh: &Dual| kwh.div(&consumed.kwh).unwrap_or(Dual::ZERO);
        // Nothing consumed: nothing is claimed, and one declared unit of the item is all rest.
        let none = consumed.kwh.value.is_zero();
        if none {
            network.slopes.fix(&consumed.kwh, Fixed::Contracts);
        }
        let rest = if none { Dual::from(Wide::ONE) } else { share_of(&consumed.kwh.sub(&claimed)) };
        let by_residual = residual.clone().and_then(|(target, place)| {
            let (from, to) = (resolver.unit(Target::Item(*item)), resolver.unit(target));
            Some((target, resolver.convert(Dual::from(Wide::ONE), from, to, Some(*item), || place)?))
        });
        network.rescale(*item, if by_residual.is_some() { Dual::ZERO } else { rest.clone() });
        for claim in &claims {
            let (target, per_unit) = &claim.supply;
            let quantity = per_unit.mul(&share_of(&claim.kwh));
            network.add_derived(*item, *target, &quantity, None, Derived::Instrument { row: claim.row });
        }
        if let Some((target, per_unit)) = &by_residual {
            network.add_derived(*item, *target, &per_unit.mul(&rest), None, Derived::Residual { item: *item });
        }
        network.rules.push(AppliedRule::Electricity {
            item: *item,
            consumed: consumed.clone(),
            claims: claims.iter().map(|c| (c.row, c.kwh.value)).collect(),
            residual: by_residual.is_some(),
        });
    }
}

/// The residual mix that the study names, and where.
fn residual<'a>(resolver: &mut Resolver<'a>) -> Option<(Target, Option<Place>)> {
    let study = resolver.study;
    let (name, place) = study.declared.residual.as_ref()?;
    if study.instruments.is_empty() {
        resolver.report.add(&texts::RESIDUAL_UNUSED, place.clone(), &[("seen", name)]);
        return None;
    }
    let target = resolver.declared_target(name, FACTOR, place.clone())?;
    Some((target, place.clone()))
}

/// The instruments that can be understood; what is wrong with the others is in the report.
fn claims(resolver: &mut Resolver<'_>) -> Vec<Claim> {
    let study = resolver.study;
    let mut claims = Vec::new();
    let mut used: IndexMap<&str, u32> = IndexMap::new();
    for (at, row) in study.instruments.iter().enumerate() {
        if let Some(first) = used.get(row.id.as_str()).filter(|_| !row.id.is_empty()) {
            let first = first.to_string();
            let arguments = [("seen", row.id.as_str()), ("first", first.as_str())];
            resolver.report.add(&texts::CERTIFICATE_TWICE, study.place(row.origin, "id"), &arguments);
            continue;
        }
        used.insert(&row.id, row.origin.row);
        check_period(resolver, row);
        if let Some(claim) = claim(resolver, row, u32::try_from(at).unwrap_or(u32::MAX)) {
            claims.push(claim);
        }
    }
    claims
}

fn claim(resolver: &mut Resolver<'_>, row: &Instrument, at: u32) -> Option<Claim> {
    let study = resolver.study;
    let place = |column: &str| study.place(row.origin, column);
    let item = study.item_of(row.item)?;
    let region = study.items.get(item as usize).and_then(|i| i.region());
    let kwh = resolver.value(&row.kwh, place("kwh"));
    if let Some(negative) = kwh.as_ref().map(|kwh| kwh.value).filter(|kwh| kwh.is_negative()) {
        resolver.report.add(&texts::QUANTITY_NEGATIVE, place("kwh"), &[("seen", &shown(negative))]);
        return None;
    }
    if row.kind == InstrumentKind::Certificate
        && let Some(kwh) = &kwh
    {
        check_certificate(resolver, row, kwh.value);
    }
    let target = resolver.target(row.factor, region, REFERENCE, || place("factor"));
    let declared = resolver.unit(Target::Item(item));
    let one = Dual::from(Wide::ONE);
    let kwh_per_unit = resolver.convert(one.clone(), declared, Unit::kilowatt_hour(), Some(item), || place("item"));
    let (kwh, target, kwh_per_unit) = (kwh?, target?, kwh_per_unit?);
    let supplied = resolver.unit(target);
    let per_unit = resolver.convert(one, declared, supplied, Some(item), || place("factor"))?;
    Some(Claim { item, row: at, kwh, kwh_per_unit, supply: (target, per_unit) })
}

/// Electricity of another period cannot have been used in this one.
fn check_period(resolver: &mut Resolver<'_>, row: &Instrument) {
    let study = resolver.study;
    let (Some(period), [from, to]) = (study.declared.period, row.generated) else { return };
    let outside = |day: &Date| *day < period.from || *day > period.to;
    let column = match (from.filter(outside), to.filter(outside)) {
        (Some(_), _) => "generated_from",
        (None, Some(_)) => "generated_to",
        (None, None) => return,
    };
    let days: Vec<String> = [from, to].into_iter().flatten().map(|day| day.to_string()).collect();
    let (span, period) = (days.join(" – "), period.to_string());
    let seen = if row.id.is_empty() { study.name_of(row.item) } else { &row.id };
    let arguments = [("seen", seen), ("span", span.as_str()), ("period", period.as_str())];
    resolver.report.add(&texts::GENERATED_OUTSIDE, study.place(row.origin, column), &arguments);
}

/// A Chinese green certificate (绿证) stands for one megawatt-hour and has a number of 32 characters.
fn check_certificate(resolver: &mut Resolver<'_>, row: &Instrument, kwh: Wide) {
    let study = resolver.study;
    let region = study.item_of(row.item).and_then(|i| study.items.get(i as usize)).and_then(|i| i.region());
    let region = region.or(study.declared.region.as_deref()).unwrap_or_default().to_uppercase();
    if region != "CN" && !region.starts_with("CN-") {
        return;
    }
    let characters = row.id.chars().count();
    let certificates = kwh.div(Wide::from(Decimal::from(1000_u16))).unwrap_or(Wide::ZERO);
    let reason = if characters != 32 {
        [format!("its number has {characters} characters"), format!("其编号为 {characters} 位")]
    } else if certificates != certificates.round_to_places(0) {
        let kwh = shown(kwh);
        [format!("{kwh} kWh are no whole number of certificates"), format!("{kwh} kWh 不是整张证书的电量")]
    } else {
        return;
    };
    let arguments = [("seen", row.id.as_str()), ("reason", &reason[0]), ("reason_zh", &reason[1])];
    resolver.report.add(&texts::CERTIFICATE_FORM, study.place(row.origin, "id"), &arguments);
}
