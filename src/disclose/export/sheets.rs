//! The sheet for the border (CBAM), and the attributes of GS1.

use indexmap::IndexMap;

use super::node::{moment, plain};
use crate::decimal::Decimal;
use crate::diagnostic::Language;
use crate::footprint::Model;
use crate::statement::{Asked, At, Naming, Share, Statement, Whereabouts, consumer, standards};
use crate::study::Date;

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
    let mass = model.gate(id)?.mass.filter(|kg| !kg.is_zero());
    if mass.is_none() {
        asked.missing("mass", At::Item(id));
    }
    let embedded = footprint.embedded(mass.unwrap_or(Decimal::ONE)).map_err(|_| model.too_large(id))?;
    for factor in &embedded.unclear {
        asked.missing("category", At::Factor(factor));
    }
    if !embedded.foreign.is_empty() {
        let list = |zh: usize| {
            let one = |(words, kg): &([&'static str; 2], Decimal)| {
                format!("{} {} kg", words[zh], plain(kg.round_significant(4)))
            };
            embedded.foreign.iter().map(one).collect::<Vec<_>>().join(if zh == 0 { ", " } else { "、" })
        };
        asked.foreign(id, [&list(0), &list(1)]);
    }
    let text = |asked: &mut Asked, key: &str, at: At<'_>| asked.needed(statement.text(key).map(str::to_owned), key, at);
    let product = At::Product(id);
    let operator = asked.needed(statement.producer(Language::En).map(str::to_owned), "producer", At::Disclosure);
    if statement.period.is_none() {
        asked.missing("period", At::Study);
    }
    let country = Whereabouts::of(footprint.region.as_deref()).country;
    let verified = statement.status.record().filter(|_| statement.status.is_verified());
    let good = row(&[
        ("row", "good".to_owned()),
        ("good", id.to_owned()),
        ("cn_code", text(asked, "cn_code", product)),
        ("name", if footprint.name.is_empty() { footprint.name_zh.clone() } else { footprint.name.clone() }),
        ("operator", operator),
        ("installation", text(asked, "installation", product)),
        ("unlocode", text(asked, "unlocode", product)),
        ("country", country.unwrap_or_default()),
        ("year", statement.period.map(|p| p.to_string()).unwrap_or_default()),
        ("production_route", text(asked, "production_route", product)),
        ("quantity_t", plain(embedded.tonnes)),
        ("direct_see", plain(embedded.direct)),
        ("indirect_see", plain(embedded.indirect)),
        ("precursor_see", plain(embedded.precursors)),
        ("total_see", plain(embedded.total)),
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
                ("precursor_see", plain(*value)),
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
    let product = At::Product(id);
    let text = |asked: &mut Asked, key: &str| asked.needed(statement.text(key).map(str::to_owned), key, product);
    let (gtin, market) = (text(asked, "gtin"), text(asked, "target_market"));
    if statement.date("issued").is_none() {
        asked.missing("issued", At::Disclosure);
    }
    if statement.texts("standards").is_empty() {
        asked.missing("standards", At::Disclosure);
    }
    let methods = standards(statement.texts("standards"), Naming::Gs1);
    let method = methods.iter().find(|m| *m != "OTHER").or(methods.first()).cloned().unwrap_or_default();
    let verified = if statement.status.is_verified() { "EXTERNAL_VERIFICATION" } else { "NOT_VERIFIED" };
    let issued: Option<Date> = statement.date("issued");
    let told = consumer(statement).map_err(|_| model.too_large(id))?;
    let line = |(code, value): &(&'static str, Decimal)| {
        row(&[
            ("gtin", gtin.clone()),
            ("tradeItemDescription", statement.text("description").unwrap_or(&footprint.name).to_owned()),
            ("cfpCountryCode", market.clone()),
            ("cfpDate", issued.map(moment).unwrap_or_default()),
            ("cfpValueVerificationCode", verified.to_owned()),
            ("cfpBoundariesCode", (*code).to_owned()),
            ("cfpValue", plain(*value)),
            ("cfpValue/@measurementUnitCode", told.unit.to_owned()),
            ("cfpFunctionalUnit", told.functional_unit.clone().unwrap_or_default()),
            ("cfpMethodologyCode", method.clone()),
            ("cfpAccountingCode", "ATTRIBUTIONAL".to_owned()),
            ("comment", share.sentence().to_owned()),
        ])
    };
    let count = if share == Share::Full { told.values.len() } else { 1 };
    Ok(told.values.iter().take(count).map(line).collect())
}
