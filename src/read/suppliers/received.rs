//! A footprint that someone else calculated, whatever format it came in: what it says of one declared unit.

use crate::decimal::{ArithmeticError, Decimal, Wide};
use crate::diagnostic::Place;
use crate::factor::Factor;
use crate::formula::{Cell, Formula};
use crate::gas::{Component, GwpSet};
use crate::stage::Boundary;
use crate::study::Date;
use crate::unit::Unit;

/// Which format it came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Pact3,
    Pact2,
    CatenaX,
}

impl Format {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pact3 | Self::Pact2 => "PACT",
            Self::CatenaX => "Catena-X",
        }
    }
}

/// Who verified it, as far as it says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verification {
    pub(crate) provider: Option<String>,
    pub(crate) completed: Option<Date>,
}

/// A received footprint. Amounts are per declared unit, which is `amount` x `unit`.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) place: Place,
    pub(crate) format: Format,
    /// The version of the format as the file states it.
    pub(crate) version: String,
    /// The document's own id, plain and in lower case; empty if it has none.
    pub(crate) id: String,
    pub(crate) preceding: Vec<String>,
    pub(crate) deprecated: bool,
    pub(crate) company: String,
    pub(crate) product_ids: Vec<String>,
    pub(crate) name: String,
    pub(crate) classifications: Vec<String>,
    /// What people wrote: comment, boundary, allocation.
    pub(crate) words: Vec<String>,
    pub(crate) unit_text: String,
    pub(crate) unit: Option<Unit>,
    pub(crate) amount: Decimal,
    /// kg of the declared unit; `None` where none is stated or 0 is.
    pub(crate) mass: Option<Decimal>,
    /// The time of the data, both days included.
    pub(crate) from: Option<Date>,
    pub(crate) to: Option<Date>,
    /// The last day on which it may be used.
    pub(crate) valid_to: Option<Date>,
    /// As a region code where there is one; else empty.
    pub(crate) region: String,
    /// As stated.
    pub(crate) geography: String,
    /// Or what is stated instead; nothing where nothing is.
    pub(crate) boundary: Result<Boundary, String>,
    /// By component; `None` where nothing is said.
    pub(crate) parts: [Option<Decimal>; 9],
    /// The total without biogenic uptake, and how it is written.
    pub(crate) excluding: Decimal,
    pub(crate) written: String,
    pub(crate) including: Option<Decimal>,
    pub(crate) outbound: Option<Decimal>,
    /// The stages beside or inside the total whose parts do not make what they state.
    pub(crate) broken_stages: Vec<&'static str>,
    /// Percent, as stated.
    pub(crate) primary_share: Option<Decimal>,
    pub(crate) exempted: Option<Decimal>,
    /// Technology, time, geography on the scale from 1 to 5.
    pub(crate) quality: [Option<Decimal>; 3],
    /// The other scale that it is rated on.
    pub(crate) other_scale: Option<&'static str>,
    pub(crate) gwp: Vec<String>,
    pub(crate) verification: Option<Verification>,
    /// The whole content in one spelling, to tell copies from changes.
    pub(crate) content: String,
}

/// The components that make the total.
pub(crate) const COUNTED: usize = 7;

impl Received {
    /// What the total states beyond the sum of its parts; a part that is not stated counts as 0.
    pub(crate) fn rest(&self) -> Result<Decimal, ArithmeticError> {
        let parts = self.parts.iter().take(COUNTED).flatten();
        parts.copied().try_fold(self.excluding, Decimal::checked_sub)
    }

    pub(crate) fn is_cradle_to_gate(&self) -> bool {
        self.boundary == Ok(Boundary::CradleToGate)
    }

    /// Whether it says what its total is made of.
    pub(crate) fn has_parts(&self) -> bool {
        self.parts.iter().take(COUNTED).any(Option::is_some)
    }

    /// What the total with biogenic carbon states beyond the total without and the biogenic parts; 0 where none is
    /// stated.
    pub(crate) fn biogenic_rest(&self) -> Result<Decimal, ArithmeticError> {
        let Some(including) = self.including else { return Ok(Decimal::ZERO) };
        let parts = self.parts.iter().skip(COUNTED).flatten();
        parts.copied().try_fold(including.checked_sub(self.excluding)?, Decimal::checked_sub)
    }

    /// The share of primary data between 0 and 1. A figure above 0 and up to 1 may be a percentage or a fraction:
    /// nobody can say which, and none is taken.
    pub(crate) fn primary_fraction(&self) -> Option<Decimal> {
        let share = self.primary_share.filter(|s| !self.is_share_ambiguous(*s))?;
        let fraction = share.checked_div(Decimal::from(100)).ok()?;
        (!share.is_negative() && fraction <= Decimal::ONE).then_some(fraction)
    }

    pub(crate) fn is_share_ambiguous(&self, share: Decimal) -> bool {
        share > Decimal::ZERO && share <= Decimal::ONE
    }

    /// The names under which an item may refer to it: its id, its product ids, and the last part of each.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names = vec![self.id.clone()];
        for id in &self.product_ids {
            names.push(id.clone());
            names.push(last_part(id).to_owned());
        }
        names.retain(|n| !n.is_empty());
        names.sort();
        names.dedup();
        names
    }

    /// The factor that it is: kg CO2e per one unit, its stated total kept. What the parts leave open stands as an entry
    /// of its own beside them.
    pub(crate) fn factor(&self, id: &str, unit: Unit) -> Result<Factor, ArithmeticError> {
        let mut factor = Factor::new(id, unit);
        for (component, part) in Component::ALL.into_iter().zip(self.parts) {
            if let Some(part) = part {
                factor.values.push((component, self.per_unit(part)?));
            }
        }
        let rest = self.rest()?;
        if !rest.is_zero() {
            factor.values.push((Component::Fossil, self.per_unit(rest)?));
        }
        let rest = self.biogenic_rest()?;
        if !rest.is_zero() {
            let component = if rest.is_negative() { Component::BiogenicUptake } else { Component::BiogenicCo2 };
            factor.values.push((component, self.per_unit(rest)?));
        }
        factor.details.name.clone_from(&self.name);
        factor.region.clone_from(&self.region);
        factor.valid_from = self.from.map(|d| d.year);
        factor.valid_to = self.valid_to.map(|d| d.year);
        factor.gwp = match self.gwp.as_slice() {
            [set] => set.parse::<GwpSet>().ok(),
            _ => None,
        };
        factor.details.primary_share = self.primary_fraction().map(Cell::Number);
        factor.details.quality = self.quality.map(|q| q.map(Cell::Number));
        factor.details.other_scale = self.other_scale;
        factor.details.source = self.source();
        factor.details.publisher.clone_from(&self.company);
        factor.details.year = self.to.map(|d| d.year.to_string()).unwrap_or_default();
        factor.details.note = self.geography.clone();
        factor.place = Some(self.place.clone());
        Ok(factor)
    }

    /// `PACT 3.0.0, urn:…, 2024-01-01 – 2024-12-31`
    fn source(&self) -> String {
        let mut source = format!("{} {}", self.format.name(), self.version).trim_end().to_owned();
        if let Some(id) = self.product_ids.first().or(Some(&self.id)).filter(|i| !i.is_empty()) {
            source.push_str(", ");
            source.push_str(id);
        }
        if let (Some(from), Some(to)) = (self.from, self.to) {
            source.push_str(&format!(", {from} – {to}"));
        }
        source
    }

    /// A part divided by the amount: a number where that is exact, else the division itself, which is done later with
    /// more digits.
    fn per_unit(&self, part: Decimal) -> Result<Cell, ArithmeticError> {
        per(part, self.amount)
    }

    /// The amount of `unit` in kilograms, where it is a mass; else its stated mass.
    pub(crate) fn kilograms(&self) -> Option<Decimal> {
        let kg = Unit::kilogram();
        let converted = self.unit.and_then(|u| u.convert(self.amount.into(), kg)).and_then(|w| w.narrow().ok());
        converted.or(self.mass).filter(|m| *m > Decimal::ZERO)
    }
}

/// `value` / `amount`, exactly.
fn per(value: Decimal, amount: Decimal) -> Result<Cell, ArithmeticError> {
    let quotient = value.over(amount).ok_or(ArithmeticError::Overflow)?;
    if Wide::from(quotient).mul(Wide::from(amount)).cmp(Wide::from(value)).is_eq() {
        return Ok(Cell::Number(quotient));
    }
    // However small it is: the division keeps its digits.
    let formula = Formula::parse(&format!("={value}/{amount}"), b'.').map_err(|_| ArithmeticError::DivisionByZero)?;
    Ok(Cell::Formula(Box::new(formula)))
}

/// What stands behind the last colon of an id.
pub(crate) fn last_part(id: &str) -> &str {
    id.rsplit(':').next().unwrap_or(id)
}
