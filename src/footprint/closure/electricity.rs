//! Electricity: what is claimed against what was consumed. More than that, or a certificate used twice, is refused
//! before there is a model (E109), and one without a number too (E120): here stands what is left.

use super::{TooLarge, held};
use crate::decimal::{Decimal, Wide};
use crate::footprint::Model;
use crate::lower::AppliedRule;
use crate::study::InstrumentKind;

/// An electricity item with its contracts and certificates.
#[derive(Clone, Debug)]
pub struct CertificateClosure {
    pub(crate) item: String,
    pub(crate) is_metered: bool,
    pub(crate) consumed: Decimal,
    /// By kind, in the order of the kinds: rows and kWh.
    pub(crate) matched: [(usize, Decimal); 3],
    pub(crate) rest: Decimal,
}

impl CertificateClosure {
    /// The electricity item.
    #[must_use]
    pub fn item(&self) -> &str {
        &self.item
    }

    /// Whether the consumption is metered; else it is what the products need.
    #[must_use]
    pub fn is_metered(&self) -> bool {
        self.is_metered
    }

    /// What was consumed in the period, kWh.
    #[must_use]
    pub fn consumed_kwh(&self) -> Decimal {
        self.consumed
    }

    /// `contract`, `certificate` and `on-site`, each with its rows and the kWh that they claim.
    pub fn matched(&self) -> impl Iterator<Item = (&'static str, usize, Decimal)> {
        InstrumentKind::NAMES.into_iter().zip(self.matched).map(|(name, (rows, kwh))| (name, rows, kwh))
    }

    /// What nothing claims, kWh: 0 or more.
    #[must_use]
    pub fn rest_kwh(&self) -> Decimal {
        self.rest
    }
}

pub(super) fn check(model: &Model) -> Result<Vec<CertificateClosure>, String> {
    let mut rows = Vec::new();
    let study = model.study();
    for rule in model.applied_rules() {
        let AppliedRule::Electricity { item, consumed, claims, .. } = rule else { continue };
        let id = study.item_name(*item);
        let mut matched = [(0_usize, Wide::ZERO); 3];
        for (row, kwh) in claims {
            let Some(instrument) = study.instruments.get(*row as usize) else { continue };
            let slot = &mut matched[instrument.kind as usize];
            *slot = (slot.0.saturating_add(1), slot.1.add(*kwh));
        }
        let rest = matched.iter().fold(consumed.kwh.value, |rest, (_, kwh)| rest.sub(*kwh));
        let too_large = |TooLarge| id.to_owned();
        let mut narrow = [(0_usize, Decimal::ZERO); 3];
        for (slot, (count, kwh)) in narrow.iter_mut().zip(matched) {
            *slot = (count, held(kwh).map_err(too_large)?);
        }
        rows.push(CertificateClosure {
            item: id.to_owned(),
            is_metered: consumed.metered,
            consumed: held(consumed.kwh.value).map_err(too_large)?,
            matched: narrow,
            rest: held(rest).map_err(too_large)?,
        });
    }
    rows.sort_by(|a, b| a.item.cmp(&b.item));
    Ok(rows)
}
