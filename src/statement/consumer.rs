//! The footprint of a trade item: per kilogram or per functional unit, in all and by the stages that GS1 has a code for.

use super::Statement;
use crate::decimal::{ArithmeticError, Decimal};
use crate::stage::{Boundary, Stage};
use crate::unit::Unit;

/// What GS1 is told.
pub(crate) struct Consumer {
    /// Code and kg CO2e per unit: the whole boundary first, then each stage inside it.
    pub(crate) values: Vec<(&'static str, Decimal)>,
    /// GS1's code of the unit.
    pub(crate) unit: &'static str,
    /// In words, where the unit is the functional unit.
    pub(crate) functional_unit: Option<String>,
}

/// Stages that GS1 has a code for, and those of ours that each holds.
const STAGES: [(&str, &[Stage]); 5] = [
    ("RAW_MATERIALS", &[Stage::RawMaterials, Stage::InboundTransport]),
    ("MANUFACTURING", &[Stage::Design, Stage::Production]),
    ("TRANSPORT_FINAL_PRODUCT", &[Stage::Distribution, Stage::Storage]),
    ("USE", &[Stage::Use]),
    ("END_OF_LIFE", &[Stage::EndOfLife]),
];

/// Works it out: per kilogram for what is declared by mass, per functional unit for everything else.
///
/// # Errors
///
/// An overflow.
pub(crate) fn consumer(statement: &Statement) -> Result<Consumer, ArithmeticError> {
    let footprint = &statement.footprint;
    let kilograms = footprint.unit().convert(footprint.amount().into(), Unit::kilogram()).and_then(|w| w.to_decimal());
    let by = kilograms.unwrap_or(Decimal::ONE);
    let whole = match footprint.boundary() {
        Boundary::CradleToGate => "CRADLE_TO_GATE",
        Boundary::CradleToGrave => "CRADLE_TO_GRAVE",
    };
    let mut values = vec![(whole, footprint.total().checked_div(by)?)];
    for (code, stages) in STAGES {
        if let Some(value) = footprint.of_stages(stages)? {
            values.push((code, value.checked_div(by)?));
        }
    }
    let words = Some(footprint.functional_unit.as_str()).filter(|words| !words.is_empty()).map(str::to_owned);
    let words = words.unwrap_or_else(|| format!("{} {}", footprint.amount(), footprint.unit()));
    Ok(Consumer {
        values,
        unit: if kilograms.is_some() { "KG_CO2_EQ_PER_KG" } else { "KG_CO2_EQ_PER_FU" },
        functional_unit: kilograms.is_none().then_some(words),
    })
}
