//! All that a report on one product says: its statement, and beside it the interval, every line, what changed since the
//! last version, and what its scenarios would bring.

use std::cmp::Ordering;

use super::names::supplier_names;
use super::{Disclosure, Share, Statement};
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::Diagnostic;
use crate::error::Error;
use crate::footprint::{Comparison, Model, Rest, Sensitivity, TraceLine, Uncertainty};
use crate::resolve::Settings;

/// What a report on one product is made of.
pub(crate) struct Sheet<'d> {
    pub(crate) model: &'d Model,
    pub(crate) statement: &'d Statement,
    pub(crate) share: Share,
    pub(crate) uncertainty: Uncertainty,
    pub(crate) sensitivity: Sensitivity,
    /// Every line that contributes, in any stage, largest first.
    pub(crate) lines: Vec<TraceLine>,
    /// Which components any factor states.
    pub(crate) stated: [bool; 9],
    /// Against the version before, where one is named.
    pub(crate) change: Option<Change>,
    /// What the study's scenarios would bring, the largest reduction first.
    pub(crate) levers: Vec<Lever>,
    /// kg of the declared amount, where the study states a mass.
    pub(crate) mass: Option<Decimal>,
    /// Whether the study marks packaging.
    pub(crate) has_packaging: bool,
    /// Names of suppliers, which a summary keeps back; ASCII letters small.
    suppliers: Vec<String>,
}

/// A product against its version before.
pub(crate) enum Change {
    Split(Box<Comparison>),
    /// The two cannot be compared, and why.
    Refused(Vec<Diagnostic>),
}

impl Change {
    /// A product against the product of the same id in the version before.
    pub(crate) fn of(before: &Model, after: &Model, id: &str) -> Self {
        match Comparison::of(before, after, id) {
            Ok(comparison) => Self::Split(Box::new(comparison)),
            Err(error) => Self::Refused(error.diagnostics().to_vec()),
        }
    }
}

/// What a scenario does to the total within the boundary.
#[derive(Clone, Debug)]
pub(crate) struct Lever {
    pub(crate) scenario: String,
    /// The scenario's total less the study's, kg CO2e.
    pub(crate) change: Decimal,
    /// The change over the study's total.
    pub(crate) share: Option<Decimal>,
}

impl<'d> Sheet<'d> {
    /// The sheet of one statement of a disclosure that was opened with these settings. `before` is the model of the
    /// version before.
    ///
    /// # Errors
    ///
    /// As [`Model::footprint`]; or a difference is too large for a [`Decimal`] (E115).
    pub(crate) fn of(
        disclosure: &'d Disclosure,
        statement: &'d Statement,
        settings: &Settings,
        before: Option<&Model>,
        share: Share,
    ) -> Result<Self, Error> {
        let model = &disclosure.model;
        let id = statement.footprint.id();
        let change = before.map(|before| Change::of(before, model, id));
        let lines = model.trace(id)?.1;
        // What a document adds up of these, of whatever part of them, then fits as well.
        Rest::of(lines.iter().map(|line| line.kg_co2e)).map_err(|_| model.too_large(id))?;
        Ok(Self {
            model,
            statement,
            share,
            uncertainty: model.uncertainty(id)?,
            sensitivity: model.sensitivity(id)?,
            lines,
            stated: model.stated_components(id)?,
            change,
            levers: levers(model, statement, settings)?,
            mass: model.gate(id)?.mass.filter(|kg| !kg.is_zero()),
            has_packaging: model.study().items.iter().any(|item| item.is_packaging()),
            // ASCII letters alone change their case in place, so that positions stay.
            suppliers: supplier_names(model).iter().map(|name| name.to_ascii_lowercase()).collect(),
        })
    }

    /// A text of the study as it may go out: a summary names no supplier.
    pub(crate) fn outward(&self, text: &str) -> String {
        let mut text = text.to_owned();
        if self.share == Share::Full {
            return text;
        }
        for name in &self.suppliers {
            let mut from = 0;
            while let Some(at) = text.get(from..).and_then(|rest| rest.to_ascii_lowercase().find(name)) {
                let start = from.saturating_add(at);
                text.replace_range(start..start.saturating_add(name.len()), WITHHELD);
                from = start.saturating_add(WITHHELD.len());
            }
        }
        text
    }

    /// The lines that count in the total.
    pub(crate) fn counted(&self) -> impl Iterator<Item = &TraceLine> {
        let boundary = self.statement.footprint.boundary();
        self.lines.iter().filter(move |line| boundary.includes(line.stage()))
    }
}

/// What stands for the name of a supplier in a summary.
const WITHHELD: &str = "[…]";

/// The scenarios of a study that is calculated as it is. One that has no result of its own is left out: `pcf footprint
/// --scenario` says why.
fn levers(model: &Model, statement: &Statement, settings: &Settings) -> Result<Vec<Lever>, Error> {
    let f = &statement.footprint;
    let mut list = Vec::new();
    if model.scenario().is_some() {
        return Ok(list);
    }
    let names: Vec<String> = model.study().scenario_names().map(str::to_owned).collect();
    for scenario in names {
        let Ok(other) = model.again(&settings.clone().scenario(&scenario)).and_then(|m| m.footprint(f.id())) else {
            continue;
        };
        let change = other.total().checked_sub(f.total()).map_err(|_| model.too_large(f.id()))?;
        list.push(Lever { scenario, change, share: change.over(f.total()) });
    }
    list.sort_by(|a, b| a.change.partial_cmp(&b.change).unwrap_or(Ordering::Equal));
    Ok(list)
}

/// What the total changes by, as a share of it, if an input were lower by a tenth: exact for a factor.
pub(crate) fn tenth_lower(elasticity: Decimal) -> Option<Decimal> {
    Decimal::from(-10).checked_div(Decimal::from(100)).and_then(|tenth| elasticity.checked_mul(tenth)).ok()
}

/// How far a share reaches from 0 to 1 of the largest of some numbers, for bars: in thousandths.
pub(crate) fn thousandths(part: Decimal, largest: Decimal) -> usize {
    let share = Wide::from(part).abs().div(Wide::from(largest).abs());
    let share = share.map(|s| s.mul(Wide::power_of_ten(3)).round_to_places(0)).and_then(Wide::to_decimal);
    share.and_then(|s| s.to_string().parse().ok()).unwrap_or(0)
}
