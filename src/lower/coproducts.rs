//! Co-products: each output gets one line to its process, weight / total weight / quantity of a run.
//!
//! Summed over the outputs of one run this is exactly one run: Σ n_i w_i / W / n_i = 1.

use indexmap::IndexMap;

use super::{AppliedRule, Derived, Fixed, Network};
use crate::decimal::{Decimal, Dual, Wide};
use crate::diagnostic::texts;
use crate::formula::Cell;
use crate::resolve::{Resolver, Target, shown, shown_to};
use crate::study::{Allocation, NameId, ProcessOutput};
use crate::unit::Unit;

/// An output with its amount in declared units, its weight in the allocation, and its value per kg where both price
/// and mass are known.
struct Output {
    row: u32,
    item: u32,
    amount: Dual,
    weight: Dual,
    value_per_kg: Option<Wide>,
}

pub(super) fn lower(resolver: &mut Resolver<'_>, network: &mut Network) {
    let study = resolver.study;
    let mut processes: IndexMap<NameId, Vec<(u32, &ProcessOutput)>> = IndexMap::new();
    for (at, output) in study.outputs_of_processes.iter().enumerate() {
        processes.entry(output.process).or_default().push((u32::try_from(at).unwrap_or(u32::MAX), output));
    }
    for (name, rows) in processes {
        let Some(process) = study.item_of(name) else { continue };
        let Some(allocation) = allocation(resolver, name, &rows) else { continue };
        let Some(outputs) = outputs(resolver, allocation, &rows) else { continue };
        let total = outputs.iter().fold(Dual::ZERO, |sum, o| sum.add(&o.weight));
        let place = |column: &str| rows.first().and_then(|(_, r)| study.place(r.origin, column));
        if total.value.is_zero() {
            resolver.report.add(&texts::WEIGHTS_ZERO, place("allocation"), &[("seen", study.name_of(name))]);
            continue;
        }
        if allocation == Allocation::Share {
            network.slopes.fix(&total, Fixed::Shares);
        }
        if allocation == Allocation::Share && !adds_up_to_one(total.value) {
            let sum = shown(total.value);
            resolver.report.add(&texts::SHARES_SUM, place("share"), &[("seen", study.name_of(name)), ("sum", &sum)]);
            continue;
        }
        check_ratio(resolver, name, allocation, &outputs);
        let (mut shares, mut weights) = (Vec::with_capacity(outputs.len()), Vec::with_capacity(outputs.len()));
        for o in &outputs {
            let (Some(share), Some(quantity)) = (o.weight.div(&total), o.weight.div(&total.mul(&o.amount))) else {
                continue;
            };
            shares.push((o.item, share.value));
            weights.push(o.weight.value);
            network.add_derived(o.item, Target::Item(process), &quantity, None, Derived::Output { row: o.row });
        }
        network.rules.push(AppliedRule::Allocation { process, allocation, shares, weights });
    }
}

/// To the 28 decimals that a cell can hold. Beyond them a sum differs by the rounding of formulas such as `=1/3`, which
/// goes when each share is divided by the sum.
fn adds_up_to_one(sum: Wide) -> bool {
    sum.to_decimal() == Some(Decimal::ONE)
}

/// The one method that the rows of a process state.
fn allocation(resolver: &mut Resolver<'_>, process: NameId, rows: &[(u32, &ProcessOutput)]) -> Option<Allocation> {
    let study = resolver.study;
    let seen = study.name_of(process);
    let mut stated = rows.iter().filter_map(|(_, r)| Some((r.allocation?, r.origin)));
    let Some((first, _)) = stated.next() else {
        let place = rows.first().and_then(|(_, r)| study.place(r.origin, "allocation"));
        resolver.report.add(&texts::ALLOCATION_MISSING, place, &[("seen", seen)]);
        return None;
    };
    if let Some((second, origin)) = stated.find(|(a, _)| *a != first) {
        let arguments = [("seen", seen), ("first", first.names()[0]), ("second", second.names()[0])];
        resolver.report.add(&texts::ALLOCATION_TWICE, study.place(origin, "allocation"), &arguments);
        return None;
    }
    Some(first)
}

/// The outputs with their weights; `None` after a finding, so that no share is made of part of a process.
fn outputs(resolver: &mut Resolver<'_>, allocation: Allocation, rows: &[(u32, &ProcessOutput)]) -> Option<Vec<Output>> {
    let study = resolver.study;
    let mut outputs = Vec::with_capacity(rows.len());
    let mut common: Option<Unit> = None;
    let mut sound = true;
    for (row, output) in rows {
        let place = |column: &str| study.place(output.origin, column);
        let item = study.item_of(output.output)?;
        let declared = resolver.unit(Target::Item(item));
        let unit = output.unit.unwrap_or(declared);
        let stated = resolver.value(&output.quantity, place("quantity"));
        let stated = stated.filter(|quantity| {
            let positive = !quantity.value.is_zero() && !quantity.value.is_negative();
            if !positive {
                resolver.out_of_range("quantity", quantity.value, place("quantity"), ["a number > 0", "大于 0 的数"]);
            }
            positive
        });
        let prices = [("price", &output.price), ("energy", &output.energy), ("share", &output.share)];
        let [price, energy, share] = prices.map(|(column, cell)| positive(resolver, cell, output, column));
        let common = *common.get_or_insert(unit);
        let Some(stated) = stated else {
            sound = false;
            continue;
        };
        let amount = resolver.convert(stated.clone(), unit, declared, Some(item), || place("unit"));
        let weight = match allocation {
            Allocation::Mass => resolver.convert(stated.clone(), unit, Unit::kilogram(), Some(item), || place("unit")),
            Allocation::Quantity => resolver.convert(stated.clone(), unit, common, Some(item), || place("unit")),
            Allocation::Economic => needed(resolver, price.clone(), output, "price").map(|p| stated.mul(&p)),
            Allocation::Energy => needed(resolver, energy, output, "energy").map(|e| stated.mul(&e)),
            Allocation::Share => needed(resolver, share, output, "share"),
        };
        let (Some(amount), Some(weight)) = (amount, weight) else {
            sound = false;
            continue;
        };
        // For the check of the ratio alone: an output without a mass takes no part in it.
        let mass = crate::resolve::Conversion::of(Some(item), resolver).convert(&stated, unit, Unit::kilogram());
        let value = price.map(|p| stated.value.mul(p.value)).filter(|v| !v.is_zero());
        let value_per_kg = value.zip(mass).and_then(|(value, mass)| value.div(mass.value));
        outputs.push(Output { row: *row, item, amount, weight, value_per_kg });
    }
    sound.then_some(outputs)
}

/// The value of a cell that may not be negative: a price below 0 is the price of a waste treatment, not of a product.
fn positive(resolver: &mut Resolver<'_>, cell: &Option<Cell>, output: &ProcessOutput, column: &str) -> Option<Dual> {
    let place = resolver.study.place(output.origin, column);
    let value = resolver.value(cell.as_ref()?, place.clone())?;
    if value.value.is_negative() {
        resolver.out_of_range(column, value.value, place, ["a number >= 0", "不小于 0 的数"]);
        return None;
    }
    Some(value)
}

/// A weight that the allocation cannot do without.
fn needed(resolver: &mut Resolver<'_>, value: Option<Dual>, output: &ProcessOutput, column: &str) -> Option<Dual> {
    let cell = match column {
        "price" => &output.price,
        "energy" => &output.energy,
        _ => &output.share,
    };
    if cell.is_none() {
        let place = resolver.study.place(output.origin, column);
        resolver.report.add(&texts::NUMBER_MISSING, place, &[("seen", ""), ("column", column)]);
    }
    value
}

/// PACT: economic allocation where the values per kg differ more than fivefold, else a physical relation. What was
/// chosen instead may be right; it is said.
fn check_ratio(resolver: &mut Resolver<'_>, process: NameId, allocation: Allocation, outputs: &[Output]) {
    let values: Vec<Wide> = outputs.iter().filter_map(|o| o.value_per_kg).collect();
    let largest = values.iter().copied().reduce(|a, b| if b.cmp(a).is_gt() { b } else { a });
    let least = values.iter().copied().reduce(|a, b| if b.cmp(a).is_lt() { b } else { a });
    let Some(ratio) = largest.zip(least).and_then(|(most, least)| most.div(least)) else { return };
    let above = ratio.cmp(Wide::from(Decimal::from(5_u8))).is_gt();
    let economic = allocation == Allocation::Economic;
    if values.len() < 2 || above == economic || allocation == Allocation::Share {
        return;
    }
    let study = resolver.study;
    let place = study.outputs_of_processes.iter().find(|o| o.process == process);
    let place = place.and_then(|o| study.place(o.origin, "allocation"));
    let ratio = shown_to(2, ratio);
    let [method, method_zh] = allocation.names();
    let arguments =
        [("seen", study.name_of(process)), ("method", method), ("method_zh", method_zh), ("ratio", ratio.as_str())];
    resolver.report.add(&texts::ALLOCATION_RATIO, place, &arguments);
}
