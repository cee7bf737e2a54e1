//! Transport legs: item -> mode, mass_kg / 1000 x distance_km tonne-kilometres; a hub takes the mass alone.

use super::{Cause, Network};
use crate::decimal::{Dual, Wide};
use crate::diagnostic::texts;
use crate::resolve::{MODE, Resolver, Target};
use crate::stage::Stage;
use crate::study::LegRecord;
use crate::unit::{Dimension, Unit};

pub(super) fn lower(resolver: &mut Resolver<'_>, network: &mut Network) {
    let study = resolver.study;
    if study.legs.is_empty() {
        return;
    }
    let consumed = study.consumed();
    for (at, leg) in study.legs.iter().enumerate() {
        let Some(item) = study.item_of(leg.item) else { continue };
        let region = study.items.get(item as usize).and_then(|i| i.region());
        let Some(mode) = resolver.target(leg.mode, region, MODE, || study.place(leg.origin, "mode")) else { continue };
        let Some(quantity) = amount(resolver, leg, item, mode) else { continue };
        let default = match consumed.get(item as usize) {
            Some(true) => Stage::InboundTransport,
            _ => Stage::Distribution,
        };
        let cause = Cause::Leg(u32::try_from(at).unwrap_or(u32::MAX));
        network.add(item, mode, &quantity, Some(leg.stage.unwrap_or(default)), cause);
    }
}

/// How much of the mode one declared unit of the item takes, in the mode's unit.
fn amount(resolver: &mut Resolver<'_>, leg: &LegRecord, item: u32, mode: Target) -> Option<Dual> {
    let study = resolver.study;
    let place = |column: &str| study.place(leg.origin, column);
    let mut stated = |cell: &Option<crate::formula::Cell>, column: &str| -> Option<Option<Dual>> {
        let Some(cell) = cell else { return Some(None) };
        let value = resolver.value(cell, place(column))?;
        if value.value.is_negative() {
            resolver.out_of_range(column, value.value, place(column), ["a number >= 0", "不小于 0 的数"]);
            return None;
        }
        Some(Some(value))
    };
    let distance = stated(&leg.distance_km, "distance_km");
    let mass = stated(&leg.mass_kg, "mass_kg");
    let (distance, mass) = (distance?, mass?);
    let mass = match mass {
        Some(mass) => mass,
        // The mass of one declared unit: stated for the item, or the unit itself if it is one of mass.
        None => {
            let (one, unit) = (Dual::from(Wide::ONE), resolver.unit(Target::Item(item)));
            resolver.convert(one, unit, Unit::kilogram(), Some(item), || place("item"))?
        }
    };
    let unit = resolver.unit(mode);
    if unit.dimension() == Dimension::Mass {
        if let Some(distance) = distance {
            let range = ["an empty cell: the mode is per mass, a hub", "留空：该方式按质量计（枢纽）"];
            resolver.out_of_range("distance_km", distance.value, place("distance_km"), range);
            return None;
        }
        return mass.linear(|n| Unit::kilogram().convert(n, unit));
    }
    let Some(distance) = distance else {
        let arguments = [("seen", ""), ("column", "distance_km")];
        resolver.report.add(&texts::NUMBER_MISSING, place("distance_km"), &arguments);
        return None;
    };
    let tonnes = mass.linear(|n| Unit::kilogram().convert(n, Unit::tonne()))?;
    resolver.convert(tonnes.mul(&distance), Unit::tonne_kilometre(), unit, mode, || place("mode"))
}
