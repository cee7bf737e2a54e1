//! What the library says about a study, digit for digit, in a form that can be compared and sorted.

use num_bigint::BigInt;
use num_rational::BigRational;
use product_footprint::{Component, Error, FactorLibrary, Footprint, Model, RollUp, Stage, TraceLine};

use super::exact;

/// A model without the factors that travel with the library.
pub(crate) fn model(study: product_footprint::Study) -> Result<Model, Error> {
    Model::new(study, FactorLibrary::empty())
}

/// Every number of the footprints of `ids` and of the roll-up, with a name each.
///
/// Contributions and trace lines stand in the order of the result.
pub(crate) fn everything(model: &Model, ids: &[String]) -> Result<Vec<(String, String)>, Error> {
    let mut out = Vec::new();
    for id in ids {
        let (footprint, trace) = model.trace(id)?;
        out.extend(of_footprint(id, &footprint));
        out.extend(trace.iter().map(|line| of_trace_line(id, line)));
    }
    for row in model.roll_up()? {
        out.extend(of_roll_up(&row));
    }
    Ok(out)
}

/// The same for the numbers of footprints alone, contributions in the order of their names: what stays when ids change
/// or lines are written in another way.
pub(crate) fn footprints(model: &Model, ids: &[String]) -> Result<Vec<(String, String)>, Error> {
    let mut out = Vec::new();
    for (at, id) in ids.iter().enumerate() {
        out.extend(of_footprint(&at.to_string(), &model.footprint(id)?));
    }
    out.sort();
    Ok(out)
}

fn of_footprint(id: &str, footprint: &Footprint) -> Vec<(String, String)> {
    let named = |what: &str, digits: product_footprint::Decimal| (format!("{id}: {what}"), digits.to_string());
    let mut out = vec![
        named("total", footprint.total()),
        named("total over all stages", footprint.total_all_stages()),
        named("total including biogenic", footprint.total_including_biogenic()),
        named("beyond boundary", footprint.beyond_boundary()),
    ];
    for stage in Stage::ALL {
        out.push(named(stage.name(), footprint.stage(stage)));
        for component in Component::ALL {
            let cell = footprint.stage_components(stage).get(component);
            out.push(named(&format!("{stage} {}", component.name()), cell));
        }
    }
    out.extend(Component::ALL.into_iter().map(|c| named(c.name(), footprint.component(c))));
    for (kind, contributions) in [("contribution", footprint.contributions()), ("credit", footprint.credits())] {
        for contribution in contributions {
            let (factor, stage) = (contribution.factor().id(), contribution.stage());
            out.push(named(&format!("{kind} of {factor} in {stage}, quantity"), contribution.quantity()));
            out.push(named(&format!("{kind} of {factor} in {stage}, kg CO2e"), contribution.kg_co2e()));
        }
    }
    out
}

fn of_trace_line(id: &str, line: &TraceLine) -> (String, String) {
    let what = format!("{id}: trace {} by {} in {}", line.factor().id(), line.path().join(" > "), line.stage());
    (what, format!("{} x {} = {}", line.quantity(), line.factor_quantity(), line.kg_co2e()))
}

fn of_roll_up(row: &RollUp) -> Vec<(String, String)> {
    let of_one = row.intensity().of_one();
    let id = row.id();
    let mut out = vec![
        (format!("{id}: rolled up"), row.total().to_string()),
        (format!("{id}: rolled up beyond boundary"), row.beyond_boundary().to_string()),
    ];
    let components = Component::ALL.into_iter();
    out.extend(components.map(|c| (format!("{id}: rolled up {}", c.name()), of_one.get(c).to_string())));
    out
}

/// The exact value of a result.
pub(crate) fn value(digits: product_footprint::Decimal) -> BigRational {
    exact(&digits.to_string())
}

/// The exact sum of results.
pub(crate) fn sum(digits: impl IntoIterator<Item = product_footprint::Decimal>) -> BigRational {
    digits.into_iter().map(value).sum()
}

/// 10^-`places`.
pub(crate) fn tenth(places: u32) -> BigRational {
    BigRational::new(BigInt::from(1), BigInt::from(10).pow(places))
}
