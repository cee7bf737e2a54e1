//! The bill of materials: gross quantity = quantity / per x (1 + scrap) / yield, in the child's declared unit.

use std::cmp::Ordering;

use super::{Cause, Lines, LoweredLine, Network};
use crate::decimal::{Dual, Wide};
use crate::diagnostic::{Place, texts};
use crate::formula::Cell;
use crate::parallel;
use crate::resolve::{CHILD, Resolver, StatedSpread, Target, shown};
use crate::stage::Stage;
use crate::study::{Amount, LineRecord, Terms};
use crate::unit::Unit;

pub(super) fn lower(resolver: &mut Resolver<'_>, network: &mut Network) {
    let study = resolver.study;
    // Many lines share their terms: what they amount to is worked out once.
    let known: Vec<Option<Ratio>> = vec![None; study.terms.len()];
    network.spreads = vec![None; study.terms.len()];
    let mut first = 0_u32;
    let parts = study.lines.chunks(LINES).map(|lines| {
        let part = (first, lines);
        first = first.saturating_add(u32::try_from(lines.len()).unwrap_or(u32::MAX));
        part
    });
    parallel::in_batches(
        &mut (resolver, network, known),
        parts,
        |(resolver, _, known), (first, lines)| lower_plain(resolver, first, lines, known),
        |(resolver, network, known), (lines, others)| {
            network.lines.append(lines);
            for at in others {
                if let Some(line) = study.lines.get(at as usize) {
                    lower_line(resolver, network, line, Cause::Line(at), known);
                }
            }
        },
    );
}

/// How many lines one thread looks at a time.
const LINES: usize = 1 << 12;

/// The plain lines of a part that begins at `first`, and the numbers of the others.
fn lower_plain(
    resolver: &Resolver<'_>,
    first: u32,
    lines: &[LineRecord],
    known: &[Option<Ratio>],
) -> (Lines, Vec<u32>) {
    let (mut lowered, mut others) = (Lines::default(), Vec::new());
    lowered.reserve(lines.len());
    let mut at = first;
    for lines in lines.chunks(TOGETHER) {
        // Children lie all over the items. Looked up together, none of them waits for another.
        let mut children = [None; TOGETHER];
        for (slot, line) in children.iter_mut().zip(lines) {
            *slot = resolver.item_unswapped(line.child);
        }
        let children = children.map(|child| child.map(|child| (child, resolver.unit(Target::Item(child)))));
        for (line, child) in lines.iter().zip(children) {
            match child.and_then(|child| plain(resolver, line, child, known)) {
                Some((parent, child, quantity)) => {
                    lowered.push(LoweredLine { parent, child, quantity, claim: line.stage, cause: Cause::Line(at) });
                }
                None => others.push(at),
            }
            at = at.saturating_add(1);
        }
    }
    (lowered, others)
}

/// How many children are looked up together.
const TOGETHER: usize = 64;

/// Parent, child and quantity of a line about which nothing has to be looked up, derived or said: most are such. `None`
/// for any other. The child comes with its declared unit.
fn plain(
    resolver: &Resolver<'_>,
    line: &LineRecord,
    (child, wanted): (u32, Unit),
    known: &[Option<Ratio>],
) -> Option<(u32, u32, Wide)> {
    let study = resolver.study;
    let parent = study.item_of(line.parent)?;
    let Amount::Number(number) = study.amount(line) else { return None };
    let (over, under) = known.get(line.terms as usize)?.as_ref()?;
    if number.is_negative() || !over.is_constant() || !under.is_constant() {
        return None;
    }
    let number = Wide::from(number);
    let gross = if over.is_one() { number } else { number.mul(over.value) };
    let gross = if under.is_one() { gross } else { gross.div(under.value)? };
    let unit = line.unit.unwrap_or(wanted);
    if unit == wanted {
        return Some((parent, child, gross));
    }
    let converted = unit.convert(gross, wanted).filter(|_| !unit.is_coal_equivalent() && !wanted.is_coal_equivalent());
    Some((parent, child, converted?))
}

fn lower_line(
    resolver: &mut Resolver<'_>,
    network: &mut Network,
    line: &LineRecord,
    cause: Cause,
    known: &mut [Option<Ratio>],
) {
    let study = resolver.study;
    let Some(parent) = study.item_of(line.parent) else { return };
    let region = study.items.get(parent as usize).and_then(|i| i.region());
    let quantity = gross_quantity(resolver, line, known, &mut network.spreads);
    let target = resolver.target(line.child, region, CHILD, || study.place(line.origin, "child"));
    let (Some(quantity), Some(target)) = (quantity, target) else { return };
    let unit = match line.unit {
        Some(unit) => unit,
        None => resolver.unit_as_written(line.child, region, target),
    };
    let wanted = resolver.unit(target);
    let place = || study.place(line.origin, "unit");
    if !resolver.coal_equivalent_fits(unit, target, place) {
        return;
    }
    if let Some(quantity) = resolver.convert(quantity, unit, wanted, target, place) {
        network.add(parent, target, &quantity, line.stage, cause);
    }
}

/// (1 + scrap) over (per x yield).
type Ratio = (Dual, Dual);

/// The gross quantity in the line's own unit; `None` after a finding.
fn gross_quantity(
    resolver: &mut Resolver<'_>,
    line: &LineRecord,
    known: &mut [Option<Ratio>],
    spreads: &mut [Option<StatedSpread>],
) -> Option<Dual> {
    let study = resolver.study;
    let place = |column: &str| study.place(line.origin, column);
    let quantity = match study.amount(line) {
        Amount::Number(number) => Some(Dual::from(Wide::from(number))),
        Amount::Formula(formula) => resolver.value(&Cell::Formula(Box::new(formula.clone())), place("quantity")),
    };
    if let Some(negative) = quantity.as_ref().map(|q| q.value).filter(|q| q.is_negative())
        && line.stage != Some(Stage::BeyondBoundary)
        && !study.declared.rules.negative_lines
    {
        resolver.report.add(&texts::QUANTITY_NEGATIVE, place("quantity"), &[("seen", &shown(negative))]);
    }
    let at = line.terms as usize;
    let slot = known.get_mut(at)?;
    if slot.is_none() {
        *slot = ratio(resolver, line);
        if let Some(spread) = spreads.get_mut(at) {
            let terms = study.terms_of(line);
            *spread = resolver.spread(terms.gsd.as_ref(), terms.pedigree, study.name_of(line.child), place);
        }
    }
    let (over, under) = slot.as_ref()?;
    let gross = if over.is_one() { quantity? } else { quantity?.mul(over) };
    if under.is_one() { Some(gross) } else { gross.div(under) }
}

/// What the terms of a line amount to; `None` after a finding.
fn ratio(resolver: &mut Resolver<'_>, line: &LineRecord) -> Option<Ratio> {
    let study = resolver.study;
    let place = |column: &str| study.place(line.origin, column);
    let terms = study.terms_of(line);
    if *terms == Terms::default() {
        return Some((Dual::from(Wide::ONE), Dual::from(Wide::ONE)));
    }
    let mut term = |cell: &Option<Cell>, column: &str, allowed: fn(Wide) -> bool, range: [&str; 2]| {
        let Some(cell) = cell else { return Some(Dual::from(Wide::ONE)) };
        let value = resolver.value(cell, place(column))?;
        if allowed(value.value) {
            return Some(value);
        }
        let at: Option<Place> = place(column);
        resolver.out_of_range(column, value.value, at, range);
        None
    };
    let positive = |w: Wide| !w.is_zero() && !w.is_negative();
    let at_most_one = |w: Wide| !w.is_zero() && !w.is_negative() && w.cmp(Wide::ONE) != Ordering::Greater;
    let per = term(&terms.per, "per", positive, ["a number > 0", "大于 0 的数"]);
    let recovery =
        term(&terms.recovery, "yield", at_most_one, ["a number above 0 and at most 1", "大于 0 且不大于 1 的数"]);
    let scrap = match &terms.scrap {
        None => Some(Dual::ZERO),
        some => term(some, "scrap", |w| !w.is_negative(), ["a number >= 0", "不小于 0 的数"]),
    };
    if let Some(scrap) = scrap.as_ref().map(|s| s.value).filter(|s| s.cmp(Wide::ONE) == Ordering::Greater) {
        let [seen, share] = [scrap, scrap.mul(Wide::power_of_ten(-2))].map(shown);
        resolver.report.add(&texts::SCRAP_LARGE, place("scrap"), &[("seen", &seen), ("share", &share)]);
    }
    Some((Dual::from(Wide::ONE).add(&scrap?), per?.mul(&recovery?)))
}
