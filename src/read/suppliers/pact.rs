//! PACT footprints as JSON: version 3, and version 2, which is read as if it were version 3.
//!
//! What the schema of version 3 demands is demanded here, and beyond it that decimals are decimals, signs are as the
//! specification has them, and amounts are above 0. A wrong sum is no fault of form: the stated total is kept.
//! Version 2 states emissions for one unit, version 3 for the declared amount of units.

use super::common::{self, Names, plain_id};
use super::document::{Document, Origin};
use super::received::{Format, Received, Verification};
use super::shape::Kind::{Choice, Decimal, Filled, Flag, Form, Moment, Object, Objects, Set, Text};
use super::shape::{Property, always, check, format, may};
use crate::gas::Component;
use crate::stage::Boundary;

const UNITS: [&str; 10] = [
    "liter",
    "kilogram",
    "cubic meter",
    "kilowatt hour",
    "megajoule",
    "ton kilometer",
    "square meter",
    "piece",
    "hour",
    "megabit second",
];

/// The regions of the United Nations.
pub(crate) const REGIONS: [&str; 22] = [
    "Africa",
    "Americas",
    "Asia",
    "Europe",
    "Oceania",
    "Australia and New Zealand",
    "Central Asia",
    "Eastern Asia",
    "Eastern Europe",
    "Latin America and the Caribbean",
    "Melanesia",
    "Micronesia",
    "Northern Africa",
    "Northern America",
    "Northern Europe",
    "Polynesia",
    "South-eastern Asia",
    "Southern Asia",
    "Southern Europe",
    "Sub-Saharan Africa",
    "Western Asia",
    "Western Europe",
];

fn is_urn(text: &str) -> bool {
    text.get(..4).is_some_and(|t| t.eq_ignore_ascii_case("urn:"))
}

/// `4a7c4482-8431-4c31-a895-70341d2a1376`, also in upper case, in braces or as a URN.
fn is_uuid(text: &str) -> bool {
    let text = plain_id(text);
    let groups: Vec<&str> = text.split('-').collect();
    groups.iter().map(|g| g.len()).eq([8, 4, 4, 4, 12])
        && groups.iter().all(|g| g.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// `3.0.0`, or `2.0.1-20230314`.
fn is_version(text: &str) -> bool {
    let (numbers, date) = text.split_once('-').unwrap_or((text, "00000000"));
    let parts: Vec<&str> = numbers.split('.').collect();
    let digits = |t: &&str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    parts.len() == 3 && parts.iter().all(digits) && date.len() == 8 && digits(&date)
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
}

fn is_subdivision(text: &str) -> bool {
    text.split_once('-').is_some_and(|(country, rest)| {
        let known = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
        is_country(country) && (1..=3).contains(&rest.len()) && rest.bytes().all(known)
    })
}

fn is_report(text: &str) -> bool {
    text.strip_prefix("AR").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

fn is_any(_: &str) -> bool {
    true
}

fn is_filled(text: &str) -> bool {
    !text.is_empty()
}

const UUID: [&str; 2] = ["a UUID", "UUID"];
const URN: [&str; 2] = ["a text that begins with urn:", "以 urn: 开头的文本"];
const NAMES: [&str; 2] = ["texts", "文本"];

const FOOTPRINT: [Property; 16] = [
    format("id", Form(is_uuid, UUID)),
    format("specVersion", Form(is_version, ["a version of three numbers, such as 3.0.0", "三段版本号，例如 3.0.0"])),
    may("precedingPfIds", Set(is_uuid, UUID)),
    format("created", Moment),
    format("status", Choice(&["Active", "Deprecated"])),
    may("validityPeriodStart", Moment),
    may("validityPeriodEnd", Moment),
    format("companyName", Filled),
    format("companyIds", Set(is_urn, URN)),
    format("productDescription", Text),
    format("productIds", Set(is_urn, URN)),
    format("productNameCompany", Filled),
    may("productClassifications", Set(is_urn, URN)),
    may("comment", Text),
    always("pcf", Object(&PCF)),
    may("extensions", Objects(&EXTENSION, 0)),
];

const EXTENSION: [Property; 2] = [format("specVersion", Text), format("dataSchema", Text)];

const PCF: [Property; 45] = [
    always("declaredUnitOfMeasurement", Choice(&UNITS)),
    always("declaredUnitAmount", Decimal),
    format("productMassPerDeclaredUnit", Decimal),
    always("referencePeriodStart", Moment),
    always("referencePeriodEnd", Moment),
    may("geographyRegionOrSubregion", Choice(&REGIONS)),
    may("geographyCountry", Form(is_country, ["a country code of two capital letters", "两个大写字母的国家代码"])),
    may("geographyCountrySubdivision", Form(is_subdivision, ["a code such as CN-ZJ", "CN-ZJ 形式的代码"])),
    may("boundaryProcessesDescription", Text),
    always("pcfExcludingBiogenicUptake", Decimal),
    format("pcfIncludingBiogenicUptake", Decimal),
    format("fossilCarbonContent", Decimal),
    may("biogenicCarbonContent", Decimal),
    may("recycledCarbonContent", Decimal),
    format("fossilGhgEmissions", Decimal),
    may("landUseChangeGhgEmissions", Decimal),
    may("landCarbonLeakage", Decimal),
    may("landManagementFossilGhgEmissions", Decimal),
    may("landManagementBiogenicCO2Emissions", Decimal),
    may("landManagementBiogenicCO2Removals", Decimal),
    may("biogenicCO2Uptake", Decimal),
    may("biogenicNonCO2Emissions", Decimal),
    may("landAreaOccupation", Decimal),
    may("aircraftGhgEmissions", Decimal),
    may("packagingEmissionsIncluded", Flag),
    may("packagingGhgEmissions", Decimal),
    may("packagingBiogenicCarbonContent", Decimal),
    may("outboundLogisticsGhgEmissions", Decimal),
    may("ccsTechnologicalCO2CaptureIncluded", Flag),
    may("ccsTechnologicalCO2Capture", Decimal),
    may("technologicalCO2CaptureOrigin", Text),
    may("technologicalCO2Removals", Decimal),
    may("ccuCarbonContent", Decimal),
    may("ccuCalculationApproach", Choice(&["Cut-off", "Credit"])),
    may("ccuCreditCertification", Text),
    format("ipccCharacterizationFactors", Set(is_report, ["an assessment report such as AR6", "评估报告，例如 AR6"])),
    format("crossSectoralStandards", Set(is_any, NAMES)),
    may("productOrSectorSpecificRules", Objects(&RULE, 1)),
    format("exemptedEmissionsPercent", Decimal),
    may("exemptedEmissionsDescription", Text),
    may("allocationRulesDescription", Text),
    may("secondaryEmissionFactorSources", Objects(&SOURCE, 1)),
    may("primaryDataShare", Decimal),
    may("dqi", Object(&QUALITY)),
    may("verification", Object(&VERIFICATION)),
];

const RULE: [Property; 3] = [
    format("operator", Choice(&["PEF", "EPD International", "Other"])),
    format("ruleNames", Set(is_filled, NAMES)),
    may("otherOperatorName", Filled),
];

const SOURCE: [Property; 2] = [format("name", Filled), format("version", Filled)];

const QUALITY: [Property; 3] =
    [format("technologicalDQR", Decimal), format("geographicalDQR", Decimal), format("temporalDQR", Decimal)];

const VERIFICATION: [Property; 5] = [
    may("coverage", Choice(&["PCF calculation model", "PCF program", "product level"])),
    may("providerName", Text),
    may("completedAt", Moment),
    may("standardName", Text),
    may("comments", Text),
];

/// The names that stand beside `pcf` and not in it, in versions 2 and 3; a flat table has no such levels.
pub(super) const OUTSIDE_PCF: [&str; 20] = [
    "id",
    "specVersion",
    "precedingPfIds",
    "version",
    "created",
    "updated",
    "status",
    "statusComment",
    "validityPeriodStart",
    "validityPeriodEnd",
    "companyName",
    "companyIds",
    "productDescription",
    "productIds",
    "productCategoryCpc",
    "productNameCompany",
    "productClassifications",
    "comment",
    "extensions",
    "pcf",
];

/// The names inside `pcf`, for the headers of a flat table.
pub(super) fn names_in_pcf() -> impl Iterator<Item = &'static str> {
    PCF.iter().map(|p| p.name).chain(V2_IN_PCF)
}

/// What version 2 calls otherwise.
const V2_IN_PCF: [&str; 14] = [
    "declaredUnit",
    "unitaryProductAmount",
    "pCfExcludingBiogenic",
    "pCfIncludingBiogenic",
    "dLucGhgEmissions",
    "iLucGhgEmissions",
    "landManagementGhgEmissions",
    "otherBiogenicGhgEmissions",
    "biogenicCarbonWithdrawal",
    "characterizationFactors",
    "ipccCharacterizationFactorsSources",
    "crossSectoralStandardsUsed",
    "assurance",
    "uncertaintyAssessmentDescription",
];

/// Reads a footprint of version 3.
pub(super) fn read_3(document: &mut Document<'_>) -> Option<Received> {
    check(document, document.root(), "", &FOOTPRINT);
    let places = ["pcf.geographyRegionOrSubregion", "pcf.geographyCountry", "pcf.geographyCountrySubdivision"];
    let stated = places.iter().filter(|p| document.find(p).is_some()).count();
    if stated > 1 && document.origin == Origin::Json {
        let country = document.find(places[1]).or(document.find(places[0])).unwrap_or(document.root());
        let want = ["at most one of region, country and subdivision", "地区、国家、行政区三者至多一个"];
        document.wrong(country, places[1], want);
    }
    if document.report.has_errors() {
        return None;
    }
    let names = Names {
        unit: "pcf.declaredUnitOfMeasurement",
        amount: "pcf.declaredUnitAmount",
        mass: "pcf.productMassPerDeclaredUnit",
        excluding: "pcf.pcfExcludingBiogenicUptake",
        including: "pcf.pcfIncludingBiogenicUptake",
        per_one: false,
        parts: &[
            (Component::Fossil, "pcf.fossilGhgEmissions"),
            (Component::Aircraft, "pcf.aircraftGhgEmissions"),
            (Component::BiogenicNonCo2, "pcf.biogenicNonCO2Emissions"),
            (Component::LandUseChange, "pcf.landUseChangeGhgEmissions"),
            (Component::LandManagement, "pcf.landManagementBiogenicCO2Emissions"),
            (Component::LandRemovals, "pcf.landManagementBiogenicCO2Removals"),
            (Component::TechnicalRemovals, "pcf.technologicalCO2Removals"),
            (Component::TechnicalRemovals, "pcf.ccsTechnologicalCO2Capture"),
            (Component::BiogenicUptake, "pcf.biogenicCO2Uptake"),
        ],
        aircraft_within_fossil: true,
        exempted: "pcf.exemptedEmissionsPercent",
        share: "pcf.primaryDataShare",
        quality: Some(["pcf.dqi.technologicalDQR", "pcf.dqi.temporalDQR", "pcf.dqi.geographicalDQR"]),
        period: ["pcf.referencePeriodStart", "pcf.referencePeriodEnd"],
        valid_to: "validityPeriodEnd",
        geography: places,
        gwp: &["pcf.ipccCharacterizationFactors"],
        outbound: "pcf.outboundLogisticsGhgEmissions",
    };
    let mut received = common::read(document, &names, Format::Pact3)?;
    outside(document, &mut received);
    received.boundary = Ok(Boundary::CradleToGate);
    received.verification =
        document.find("pcf.verification").is_some().then(|| verification(document, "pcf.verification"));
    Some(received)
}

/// Reads a footprint of version 2.
pub(super) fn read_2(document: &mut Document<'_>) -> Option<Received> {
    if let Some(extension) = document.find("extensions").filter(|e| is_shipment(e)) {
        let want = [
            "a footprint of a product; shipments (iLEAP) state their total for all tonne-kilometres",
            "产品足迹；货运（iLEAP）给出的是全部吨公里的合计",
        ];
        document.wrong(extension, "extensions", want);
        return None;
    }
    let names = Names {
        unit: "pcf.declaredUnit",
        amount: "pcf.unitaryProductAmount",
        mass: "pcf.productMassPerDeclaredUnit",
        excluding: "pcf.pCfExcludingBiogenic",
        including: "pcf.pCfIncludingBiogenic",
        per_one: true,
        parts: &[
            (Component::Fossil, "pcf.fossilGhgEmissions"),
            (Component::Aircraft, "pcf.aircraftGhgEmissions"),
            (Component::BiogenicNonCo2, "pcf.otherBiogenicGhgEmissions"),
            (Component::LandUseChange, "pcf.dLucGhgEmissions"),
            (Component::BiogenicUptake, "pcf.biogenicCarbonWithdrawal"),
        ],
        aircraft_within_fossil: true,
        exempted: "pcf.exemptedEmissionsPercent",
        share: "pcf.primaryDataShare",
        // From 1 to 3, another scale: it does not convert.
        quality: None,
        period: ["pcf.referencePeriodStart", "pcf.referencePeriodEnd"],
        valid_to: "validityPeriodEnd",
        geography: ["pcf.geographyRegionOrSubregion", "pcf.geographyCountry", "pcf.geographyCountrySubdivision"],
        gwp: &["pcf.ipccCharacterizationFactorsSources", "pcf.characterizationFactors"],
        outbound: "",
    };
    let mut received = common::read(document, &names, Format::Pact2)?;
    let land = "pcf.landManagementGhgEmissions";
    if let Some(value) = document.decimal(land) {
        let value = common::scaled(document, land, value, received.amount)?;
        let component = if value.is_negative() { Component::LandRemovals } else { Component::LandManagement };
        received.parts[component as usize] = Some(value);
        let what = ["was taken as emissions or removals by its sign", "按正负号视为排放或清除"];
        document.assumed(land, &value.to_string(), what);
    }
    if document.find("pcf.dqi").is_some() {
        let what =
            ["is on a scale from 1 to 3, which does not convert, and was left out", "采用 1–3 级，无法换算，未采用"];
        document.assumed("pcf.dqi", "dqi", what);
        received.other_scale = Some("PACT 2 (1–3)");
    }
    outside(document, &mut received);
    if let Some(code) = document.text("productCategoryCpc").filter(|_| received.classifications.is_empty()) {
        received.classifications.push(format!("urn:cpc:{code}"));
    }
    received.boundary = match document.text("pcf.assurance.boundary") {
        Some(text) if text.eq_ignore_ascii_case("gate-to-gate") => Err(text),
        _ => Ok(Boundary::CradleToGate),
    };
    let assured = document.find("pcf.assurance").is_some() && document.flag("pcf.assurance.assurance") != Some(false);
    received.verification = assured.then(|| verification(document, "pcf.assurance"));
    Some(received)
}

/// Whether one of the extensions makes it a shipment's footprint.
fn is_shipment(extensions: &super::json::Json) -> bool {
    let mut text = String::new();
    extensions.content(&mut text);
    let text = text.to_lowercase();
    text.contains("ileap") || text.contains("shipmentfootprint") || text.contains("shipment-footprint")
}

/// What stands beside `pcf`.
fn outside(document: &mut Document<'_>, received: &mut Received) {
    received.version = document.text("specVersion").unwrap_or_default();
    received.id = document.text("id").map(|t| plain_id(&t)).unwrap_or_default();
    received.preceding = document.list("precedingPfIds").iter().map(|t| plain_id(t)).collect();
    received.deprecated = document.text("status").is_some_and(|s| s.eq_ignore_ascii_case("deprecated"));
    received.company = document.text("companyName").unwrap_or_default();
    received.product_ids = document.list("productIds");
    received.name = document.text("productNameCompany").unwrap_or_default();
    received.classifications = document.list("productClassifications");
    let words = [
        "comment",
        "productDescription",
        "pcf.boundaryProcessesDescription",
        "pcf.exemptedEmissionsDescription",
        "pcf.allocationRulesDescription",
    ];
    received.words = words.iter().filter_map(|path| document.text(path)).collect();
    if received.id.is_empty() && received.product_ids.is_empty() {
        document.missing("productIds");
    }
}

fn verification(document: &mut Document<'_>, path: &str) -> Verification {
    Verification {
        provider: document.text(&format!("{path}.providerName")),
        completed: document.moment(&format!("{path}.completedAt")).map(|m| m.day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_what_the_schema_says() {
        assert!(
            is_uuid("4A7C4482-8431-4c31-a895-70341d2a1376") && is_uuid("urn:uuid:4a7c4482-8431-4c31-a895-70341d2a1376")
        );
        assert!(is_uuid("{4a7c4482-8431-4c31-a895-70341d2a1376}") && !is_uuid("4a7c4482") && !is_uuid(""));
        assert!(is_version("3.0.0") && is_version("2.0.1-20230314"));
        assert!(!is_version("3.0") && !is_version("3.0.x") && !is_version("3.0.0-1") && !is_version(""));
        assert!(is_country("CN") && !is_country("cn") && !is_country("CHN"));
        assert!(
            is_subdivision("CN-ZJ") && is_subdivision("FR-75C") && !is_subdivision("CN-") && !is_subdivision("C-1")
        );
        assert!(is_report("AR6") && !is_report("AR") && !is_report("ar6"));
        assert!(is_urn("URN:x") && !is_urn("ur:") && !is_urn("é"));
    }
}
