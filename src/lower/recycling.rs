//! Recycled content and end of life: the Circular Footprint Formula, of which the other methods are cases.
//!
//! ```text
//! raw materials  ((1 - R1) + R1 (1 - A) Qs_in) virgin + R1 A recycled
//! end of life    (1 - A) R2 recycling_eol - (1 - A) R2 Qs_out virgin_substituted
//!              + (1 - B) R3 (energy_recovery - LHV X_heat heat - LHV X_elec electricity)
//!              + (1 - R2 - R3) disposal
//! ```
//!
//! `cut-off` is A = 1 and B = 1, `substitution` A = 0, `fifty-fifty` A = 1/2.

use super::{AppliedRule, Derived, Fixed, Network};
use crate::decimal::{Decimal, Dual, Wide};
use crate::diagnostic::texts;
use crate::resolve::{REFERENCE, Resolver, Target, shown};
use crate::stage::Stage;
use crate::study::{NameId, RecyclingMethod, RecyclingRow};
use crate::unit::Unit;

/// One term of the formula: the column of its reference, its coefficient in the formula's letters, the coefficient.
type Term = (&'static str, &'static str, Dual);

/// The values of a row, as the method in force has them.
struct Values {
    a: Dual,
    b: Dual,
    r1: Dual,
    r2: Dual,
    r3: Dual,
    qs_in: Dual,
    qs_out: Dual,
    lhv: Dual,
    x_heat: Dual,
    x_elec: Dual,
}

pub(super) fn lower(resolver: &mut Resolver<'_>, network: &mut Network, instead: Option<RecyclingMethod>) {
    let study = resolver.study;
    for (at, row) in study.recycling.iter().enumerate() {
        let Some(item) = study.item_of(row.item) else { continue };
        let method = instead.unwrap_or(row.method);
        let Some(values) = values(resolver, row, method) else { continue };
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        for (stage, terms) in [(Stage::RawMaterials, values.raw_materials()), (Stage::EndOfLife, values.end_of_life())]
        {
            for (column, letters, coefficient) in terms {
                if coefficient.value.is_zero() && (coefficient.is_constant() || reference(row, column).is_none()) {
                    network.slopes.fix(&coefficient, Fixed::Recycling);
                    continue;
                }
                let Some((target, quantity)) = line(resolver, row, item, column, coefficient) else { continue };
                let cause = Derived::Recycling { row: at, letters };
                network.add_derived(item, target, &quantity, Some(stage), cause);
            }
        }
        network.rules.push(AppliedRule::Recycling { item, row: at, method, values: values.stated(row) });
    }
}

/// The letters and the coefficient of each term.
#[cfg(feature = "cli")]
pub(crate) type Coefficients = Vec<(&'static str, Wide)>;

/// The numbers of a row in the order of [`RecyclingRow::NUMBERS`], as its method has them, and the terms.
#[cfg(feature = "cli")]
pub(crate) fn coefficients(resolver: &mut Resolver<'_>, row: &RecyclingRow) -> Option<([Wide; 10], Coefficients)> {
    let values = values(resolver, row, row.method)?;
    let numbers = values.all().map(|number| number.value);
    let terms = values.raw_materials().into_iter().chain(values.end_of_life());
    Some((numbers, terms.map(|(_, letters, coefficient)| (letters, coefficient.value)).collect()))
}

/// What a row names for a term. What is substituted is the virgin material, unless something else is named.
fn reference(row: &RecyclingRow, column: &'static str) -> Option<NameId> {
    let stated = row.reference(column);
    if column == "virgin_substituted" { stated.or_else(|| row.reference("virgin")) } else { stated }
}

/// What a term's reference means, and how much of it one declared unit of the item takes, in its unit.
fn line(
    resolver: &mut Resolver<'_>,
    row: &RecyclingRow,
    item: u32,
    column: &'static str,
    coefficient: Dual,
) -> Option<(Target, Dual)> {
    let study = resolver.study;
    let place = || study.place(row.origin, column);
    let Some(name) = reference(row, column) else {
        let seen = shown(coefficient.value);
        let arguments = [("seen", seen.as_str()), ("item", study.name_of(row.item)), ("column", column)];
        resolver.report.add(&texts::REFERENCE_MISSING, place(), &arguments);
        return None;
    };
    let region = study.items.get(item as usize).and_then(|i| i.region());
    let target = resolver.target(name, region, REFERENCE, place)?;
    let wanted = resolver.unit(target);
    if !resolver.coal_equivalent_fits(resolver.unit(Target::Item(item)), target, place) {
        return None;
    }
    let is_energy = matches!(column, "heat_substituted" | "electricity_substituted");
    let quantity = if is_energy {
        resolver.convert(coefficient, Unit::megajoule(), wanted, target, place)?
    } else {
        resolver.convert(coefficient, resolver.unit(Target::Item(item)), wanted, Some(item), place)?
    };
    Some((target, quantity))
}

/// The row's numbers in their ranges; `None` after a finding.
fn values(resolver: &mut Resolver<'_>, row: &RecyclingRow, method: RecyclingMethod) -> Option<Values> {
    let study = resolver.study;
    let place = |column: &str| study.place(row.origin, column);
    let mut sound = true;
    let mut number = |column: &str, default: Dual, most: Option<Wide>| {
        let Some(cell) = row.number(column) else { return default };
        let Some(value) = resolver.value(cell, place(column)) else {
            sound = false;
            return default;
        };
        if value.value.is_negative() || most.is_some_and(|m| value.value.cmp(m).is_gt()) {
            let range = match most {
                Some(_) => ["a number from 0 to 1", "0 到 1 的数"],
                None => ["a number >= 0", "不小于 0 的数"],
            };
            resolver.out_of_range(column, value.value, place(column), range);
            sound = false;
        }
        value
    };
    let share = Some(Wide::ONE);
    let [a, b, r1, r2, r3] = ["A", "B", "R1", "R2", "R3"].map(|column| number(column, Dual::ZERO, share));
    let [qs_in, qs_out] = ["Qs_in", "Qs_out"].map(|column| number(column, Dual::from(Wide::ONE), None));
    let [lhv, x_heat, x_elec] = ["LHV", "X_heat", "X_elec"].map(|column| number(column, Dual::ZERO, None));
    let half = Wide::from(Decimal::ONE).div(Wide::from(Decimal::from(2_u8))).unwrap_or(Wide::ZERO);
    let (a, b) = match method {
        RecyclingMethod::CutOff => (Dual::from(Wide::ONE), Dual::from(Wide::ONE)),
        RecyclingMethod::Substitution => (Dual::ZERO, b),
        RecyclingMethod::FiftyFifty => (Dual::from(half), b),
        RecyclingMethod::Cff => (a, b),
    };
    if method == RecyclingMethod::Cff && row.number("A").is_none() {
        resolver.report.add(&texts::NUMBER_MISSING, place("A"), &[("seen", ""), ("column", "A")]);
        sound = false;
    }
    let recovered = r2.add(&r3).value;
    if recovered.cmp(Wide::ONE).is_gt() {
        let seen = shown(recovered);
        let arguments = [("seen", seen.as_str()), ("item", study.name_of(row.item))];
        resolver.report.add(&texts::RATES_SUM, place("R2"), &arguments);
        sound = false;
    }
    sound.then_some(Values { a, b, r1, r2, r3, qs_in, qs_out, lhv, x_heat, x_elec })
}

fn rest(share: &Dual) -> Dual {
    Dual::from(Wide::ONE).sub(share)
}

impl Values {
    fn raw_materials(&self) -> Vec<Term> {
        let virgin = rest(&self.r1).add(&self.r1.mul(&rest(&self.a)).mul(&self.qs_in));
        vec![("virgin", "(1 - R1) + R1 (1 - A) Qs_in", virgin), ("recycled", "R1 A", self.r1.mul(&self.a))]
    }

    fn end_of_life(&self) -> Vec<Term> {
        let recycled = rest(&self.a).mul(&self.r2);
        let burnt = rest(&self.b).mul(&self.r3);
        let energy = |x: &Dual| burnt.mul(&self.lhv).mul(x).neg();
        vec![
            ("recycling_eol", "(1 - A) R2", recycled.clone()),
            ("virgin_substituted", "-(1 - A) R2 Qs_out", recycled.mul(&self.qs_out).neg()),
            ("energy_recovery", "(1 - B) R3", burnt.clone()),
            ("heat_substituted", "-(1 - B) R3 LHV X_heat", energy(&self.x_heat)),
            ("electricity_substituted", "-(1 - B) R3 LHV X_elec", energy(&self.x_elec)),
            ("disposal", "1 - R2 - R3", rest(&self.r2.add(&self.r3))),
        ]
    }

    /// In the order of [`RecyclingRow::NUMBERS`].
    fn all(&self) -> [&Dual; 10] {
        [
            &self.a,
            &self.b,
            &self.r1,
            &self.r2,
            &self.r3,
            &self.qs_in,
            &self.qs_out,
            &self.lhv,
            &self.x_heat,
            &self.x_elec,
        ]
    }

    /// A and B, and what else the row states, for the statement of the rule.
    fn stated(&self, row: &RecyclingRow) -> Vec<(&'static str, Wide)> {
        let named = RecyclingRow::NUMBERS.into_iter().zip(self.all());
        let stated = named.filter(|(name, _)| matches!(*name, "A" | "B") || row.number(name).is_some());
        stated.map(|(name, value)| (name, value.value)).collect()
    }
}
