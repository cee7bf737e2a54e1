//! The sheet for the border (CBAM), and the attributes of GS1.

use indexmap::IndexMap;

use super::node::{moment, plain};
use crate::decimal::{ArithmeticError, Decimal};
use crate::diagnostic::Language;
use crate::footprint::Model;
use crate::stage::{Boundary, Stage};
use crate::statement::{Asked, At, Naming, Share, Statement, standards};
use crate::study::Date;
use crate::unit::Unit;

type Row = IndexMap<String, String>;

fn row(cells: &[(&str, String)]) -> Row {
    cells.iter().map(|(name, cell)| ((*name).to_owned(), cell.clone())).collect()
}

/// The goods of one study, t CO2e per tonne.
pub(super) const CBAM: [&str; 19] = [
    "row",
    "good",
    "cn_code",
    "name",
    "operator",
    "installation",
    "unlocode",
    "country",
    "year",
    "production_route",
    "quantity_t",
    "direct_see",
    "indirect_see",
    "precursor_see",
    "total_see",
    "unit",
    "verified_by",
    "digest",
    "comment",
];

/// The row of a good, and in full one for each precursor.
///
/// # Errors
///
/// As [`Model::footprint`]; an overflow.
pub(super) fn cbam(
    model: &Model,
    statement: &Statement,
    share: Share,
    asked: &mut Asked,
) -> Result<Vec<Row>, crate::error::Error> {
    let footprint = &statement.footprint;
    let id = footprint.id();
    let too_large = |_: ArithmeticError| model.too_large(id);
    let embedded = footprint.embedded().map_err(too_large)?;
    if !embedded.foreign.is_empty() {
        let list = |zh: usize| {
            let one = |(words, kg): &([&'static str; 2], Decimal)| {
                format!("{} {} kg", words[zh], plain(kg.round_significant(4)))
            };
            embedded.foreign.iter().map(one).collect::<Vec<_>>().join(if zh == 0 { ", " } else { "、" })
        };
        asked.foreign(id, [&list(0), &list(1)]);
    }
    let mass = model.gate(id)?.mass;
    let kg: Decimal = asked.needed(mass.filter(|kg| !kg.is_zero()), "mass", At::Item(id));
    let per_tonne = |value: Decimal| {
        if kg.is_zero() { Ok(Decimal::ZERO) } else { value.checked_div(kg).map_err(too_large) }
    };
    let [direct, indirect, precursors] =
        [per_tonne(embedded.direct)?, per_tonne(embedded.indirect)?, per_tonne(embedded.precursors)?];
    let total = direct.checked_add(indirect).and_then(|s| s.checked_add(precursors)).map_err(too_large)?;
    let text = |asked: &mut Asked, key: &str, at: At<'_>| asked.needed(statement.text(key).map(str::to_owned), key, at);
    let product = At::Product(id);
    let operator = asked.needed(statement.producer(Language::En).map(str::to_owned), "producer", At::Disclosure);
    if statement.period.is_none() {
        asked.missing("period", At::Study);
    }
    let country = footprint.region.as_deref().unwrap_or_default();
    let verified = statement.status.record().filter(|_| statement.status.is_verified());
    let good = row(&[
        ("row", "good".to_owned()),
        ("good", id.to_owned()),
        ("cn_code", text(asked, "cn_code", product)),
        ("name", if footprint.name.is_empty() { footprint.name_zh.clone() } else { footprint.name.clone() }),
        ("operator", operator),
        ("installation", text(asked, "installation", product)),
        ("unlocode", text(asked, "unlocode", product)),
        ("country", country.split('-').next().unwrap_or_default().to_owned()),
        ("year", statement.period.map(|p| p.to_string()).unwrap_or_default()),
        ("production_route", text(asked, "production_route", product)),
        ("quantity_t", plain(kg.checked_div(Decimal::from(1000)).map_err(too_large)?)),
        ("direct_see", plain(direct)),
        ("indirect_see", plain(indirect)),
        ("precursor_see", plain(precursors)),
        ("total_see", plain(total)),
        ("unit", "t CO2e/t".to_owned()),
        ("verified_by", verified.and_then(|r| r.provider.clone()).unwrap_or_default()),
        ("digest", statement.digest.clone()),
        ("comment", share.sentence().to_owned()),
    ]);
    let mut rows = vec![good];
    if share == Share::Full {
        for (name, value) in &embedded.each {
            rows.push(row(&[
                ("row", "precursor".to_owned()),
                ("good", id.to_owned()),
                ("name", name.clone()),
                ("precursor_see", plain(per_tonne(*value)?)),
                ("unit", "t CO2e/t".to_owned()),
            ]));
        }
    }
    Ok(rows)
}

/// GS1's attributes by their names in GDSN, with the trade item before and our remark behind them.
pub(super) const GS1: [&str; 12] = [
    "gtin",
    "tradeItemDescription",
    "cfpCountryCode",
    "cfpDate",
    "cfpValueVerificationCode",
    "cfpBoundariesCode",
    "cfpValue",
    "cfpValue/@measurementUnitCode",
    "cfpFunctionalUnit",
    "cfpMethodologyCode",
    "cfpAccountingCode",
    "comment",
];

/// Stages that GS1 has a code for, and those of ours that each holds.
const GS1_STAGES: [(&str, &[Stage]); 5] = [
    ("RAW_MATERIALS", &[Stage::RawMaterials, Stage::InboundTransport]),
    ("MANUFACTURING", &[Stage::Design, Stage::Production]),
    ("TRANSPORT_FINAL_PRODUCT", &[Stage::Distribution, Stage::Storage]),
    ("USE", &[Stage::Use]),
    ("END_OF_LIFE", &[Stage::EndOfLife]),
];

/// The row of the whole boundary, and in full one for each stage inside it.
///
/// # Errors
///
/// As [`Model::footprint`]; an overflow.
pub(super) fn gs1(
    model: &Model,
    statement: &Statement,
    share: Share,
    asked: &mut Asked,
) -> Result<Vec<Row>, crate::error::Error> {
    let footprint = &statement.footprint;
    let id = footprint.id();
    let too_large = |_: ArithmeticError| model.too_large(id);
    let product = At::Product(id);
    let text = |asked: &mut Asked, key: &str| asked.needed(statement.text(key).map(str::to_owned), key, product);
    let (gtin, market) = (text(asked, "gtin"), text(asked, "target_market"));
    if statement.date("issued").is_none() {
        asked.missing("issued", At::Disclosure);
    }
    if statement.texts("standards").is_empty() {
        asked.missing("standards", At::Disclosure);
    }
    let kilograms = footprint.unit().convert(footprint.amount().into(), Unit::kilogram()).and_then(|w| w.to_decimal());
    let (by, unit, functional) = match kilograms {
        Some(kg) => (kg, "KG_CO2_EQ_PER_KG", String::new()),
        None => {
            let stated = footprint.functional_unit.clone();
            let words = format!("{} {}", footprint.amount(), footprint.unit());
            (Decimal::ONE, "KG_CO2_EQ_PER_FU", if stated.is_empty() { words } else { stated })
        }
    };
    let methods = standards(statement.texts("standards"), Naming::Gs1);
    let method = methods.iter().find(|m| *m != "OTHER").or(methods.first()).cloned().unwrap_or_default();
    let boundary = match footprint.boundary() {
        Boundary::CradleToGate => "CRADLE_TO_GATE",
        Boundary::CradleToGrave => "CRADLE_TO_GRAVE",
    };
    let verified = if statement.status.is_verified() { "EXTERNAL_VERIFICATION" } else { "NOT_VERIFIED" };
    let issued: Option<Date> = statement.date("issued");
    let line = |code: &str, value: Decimal| {
        let value = value.checked_div(by).map_err(too_large)?;
        Ok::<Row, crate::error::Error>(row(&[
            ("gtin", gtin.clone()),
            ("tradeItemDescription", statement.text("description").unwrap_or(&footprint.name).to_owned()),
            ("cfpCountryCode", market.clone()),
            ("cfpDate", issued.map(moment).unwrap_or_default()),
            ("cfpValueVerificationCode", verified.to_owned()),
            ("cfpBoundariesCode", code.to_owned()),
            ("cfpValue", plain(value)),
            ("cfpValue/@measurementUnitCode", unit.to_owned()),
            ("cfpFunctionalUnit", functional.clone()),
            ("cfpMethodologyCode", method.clone()),
            ("cfpAccountingCode", "ATTRIBUTIONAL".to_owned()),
            ("comment", share.sentence().to_owned()),
        ]))
    };
    let mut rows = vec![line(boundary, footprint.total())?];
    if share == Share::Full {
        for (code, stages) in GS1_STAGES {
            if !stages.iter().any(|s| footprint.boundary().includes(*s)) {
                continue;
            }
            let sum = stages.iter().try_fold(Decimal::ZERO, |sum, s| sum.checked_add(footprint.stage(*s)));
            rows.push(line(code, sum.map_err(too_large)?)?);
        }
    }
    Ok(rows)
}
