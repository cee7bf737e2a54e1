//! Catena-X footprints (`io.catenax.pcf` 7 to 10) as JSON, and what the calculation tools' CSV makes of them.
//!
//! Versions 7 and 8 are flat; from 9 on every node is a list, of which one element is meant. Version 7 states emissions
//! for one unit, later ones for the declared amount. Aircraft stands beside fossil here, packaging inside the
//! production stage, distribution beside it.

use super::common::{self, Names, plain_id};
use super::document::Document;
use super::json::Value;
use super::received::{Format, Received, Verification};
use crate::decimal::{ArithmeticError, Decimal};
use crate::gas::Component;
use crate::stage::Boundary;

/// The names that only Catena-X has.
struct Own {
    version: &'static str,
    boundary: &'static str,
    id: &'static str,
    status: &'static [&'static str],
    preceding: &'static str,
    company: &'static str,
    product_ids: &'static str,
    product_name: &'static str,
    classifications: &'static str,
    words: &'static [&'static str],
    attestation: &'static str,
    /// Total and parts of the stages beside or inside the total.
    distribution: Option<(&'static str, &'static [&'static str])>,
    packaging: Option<(&'static str, &'static [&'static str])>,
}

const NAMES_7: Names = Names {
    unit: "pcf.declaredUnit",
    amount: "pcf.unitaryProductAmount",
    mass: "pcf.productMassPerDeclaredUnit",
    excluding: "pcf.pcfExcludingBiogenic",
    including: "pcf.pcfIncludingBiogenic",
    per_one: true,
    parts: &[
        (Component::Fossil, "pcf.fossilGhgEmissions"),
        (Component::Aircraft, "pcf.aircraftGhgEmissions"),
        (Component::BiogenicNonCo2, "pcf.biogenicCarbonEmissionsOtherThanCO2"),
        (Component::LandUseChange, "pcf.dlucGhgEmissions"),
        (Component::BiogenicUptake, "pcf.biogenicCarbonWithdrawal"),
    ],
    aircraft_within_fossil: false,
    exempted: "pcf.exemptedEmissionsPercent",
    share: "pcf.primaryDataShare",
    // From 1 to 3, another scale: it does not convert.
    quality: None,
    period: ["pcf.referencePeriodStart", "pcf.referencePeriodEnd"],
    valid_to: "validityPeriodEnd",
    geography: ["pcf.geographyRegionOrSubregion", "pcf.geographyCountry", "pcf.geographyCountrySubdivision"],
    gwp: &["pcf.extWBCSD_characterizationFactors"],
    outbound: "pcf.distributionStagePcfExcludingBiogenic",
};

const OWN_7: Own = Own {
    version: "specVersion",
    boundary: "partialFullPcf",
    id: "id",
    status: &["extWBCSD_pfStatus"],
    preceding: "precedingPfIds",
    company: "companyName",
    product_ids: "productIds",
    product_name: "productName",
    classifications: "extWBCSD_productCodeCpc",
    words: &[
        "comment",
        "productDescription",
        "pcfLegalStatement",
        "pcf.boundaryProcessesDescription",
        "pcf.exemptedEmissionsDescription",
        "pcf.extWBCSD_allocationRulesDescription",
    ],
    attestation: "attestationOfConformance",
    distribution: Some((
        "pcf.distributionStagePcfExcludingBiogenic",
        &[
            "pcf.distributionStageFossilGhgEmissions",
            "pcf.distributionStageAircraftGhgEmissions",
            "pcf.distributionStageBiogenicCarbonEmissionsOtherThanCO2",
            "pcf.extTFS_distributionStageDlucGhgEmissions",
            "pcf.extTFS_distributionStageLuGhgEmissions",
        ],
    )),
    packaging: None,
};

/// The names of version 8, and from 9 on the same behind the path of a node.
macro_rules! names_from_8 {
    ($product:literal, $production:literal, $distribution:literal, $time:literal, $geography:literal, $limits:literal,
     $gwp:literal, $data:literal, $quality:literal, $valid:literal) => {
        Names {
            unit: concat!($product, "declaredUnitOfMeasurement"),
            amount: concat!($product, "declaredUnitAmount"),
            mass: concat!($product, "productMassPerDeclaredUnit"),
            excluding: concat!($production, "pcfExcludingBiogenicUptake"),
            including: concat!($production, "pcfIncludingBiogenicUptake"),
            per_one: false,
            parts: &[
                (Component::Fossil, concat!($production, "fossilGhgEmissions")),
                (Component::Aircraft, concat!($production, "aircraftGhgEmissions")),
                (Component::BiogenicNonCo2, concat!($production, "biogenicNonCO2Emissions")),
                (Component::LandUseChange, concat!($production, "landUseChangeGhgEmissions")),
                (Component::LandManagement, concat!($production, "landManagementBiogenicCO2Emissions")),
                (Component::LandRemovals, concat!($production, "landManagementBiogenicCO2Removals")),
                (Component::BiogenicUptake, concat!($production, "biogenicCO2Uptake")),
            ],
            aircraft_within_fossil: false,
            exempted: concat!($limits, "exemptedEmissionsPercent"),
            share: concat!($data, "primaryDataShare"),
            quality: Some([
                concat!($quality, "technologicalDQR"),
                concat!($quality, "temporalDQR"),
                concat!($quality, "geographicalDQR"),
            ]),
            period: [concat!($time, "referencePeriodStart"), concat!($time, "referencePeriodEnd")],
            valid_to: $valid,
            geography: [
                concat!($geography, "geographyRegionOrSubregion"),
                concat!($geography, "geographyCountry"),
                concat!($geography, "geographyCountrySubdivision"),
            ],
            gwp: &[concat!($gwp, "ipccCharacterizationFactors")],
            outbound: concat!($distribution, "distributionStagePcfExcludingBiogenicUptake"),
        }
    };
}

macro_rules! stage {
    ($node:literal, $prefix:literal) => {
        (
            concat!($node, $prefix, "PcfExcludingBiogenicUptake"),
            &[
                concat!($node, $prefix, "FossilGhgEmissions"),
                concat!($node, $prefix, "AircraftGhgEmissions"),
                concat!($node, $prefix, "BiogenicNonCO2Emissions"),
                concat!($node, $prefix, "LandUseChangeGhgEmissions"),
                concat!($node, $prefix, "LandManagementBiogenicCO2Emissions"),
                concat!($node, $prefix, "LandManagementBiogenicCO2Removals"),
            ],
        )
    };
}

const NAMES_8: Names = names_from_8!(
    "pcf.",
    "pcf.",
    "pcf.",
    "pcf.",
    "pcf.",
    "pcf.",
    "pcf.",
    "pcf.",
    "pcf.dataQualityRating.",
    "validityPeriodEnd"
);

const OWN_8: Own = Own {
    version: "specVersion",
    boundary: "partialFullPcf",
    id: "id",
    status: &["status"],
    preceding: "precedingPfIds",
    company: "companyName",
    product_ids: "productIds",
    product_name: "productNameCompany",
    classifications: "productClassifications",
    words: &[
        "comment",
        "productDescription",
        "pcfLegalStatement",
        "pcf.boundaryProcessesDescription",
        "pcf.exemptedEmissionsDescription",
        "pcf.allocationRulesDescription",
    ],
    attestation: "attestationOfConformance",
    distribution: Some(stage!("pcf.", "distributionStage")),
    packaging: Some(stage!("pcf.", "packaging")),
};

const NAMES_9: Names = names_from_8!(
    "companyAndProductInformation.productInformation.",
    "productLifeCycleStagesAndEmissions.productionStage.",
    "productLifeCycleStagesAndEmissions.distributionStage.",
    "pcfAssessmentAndMethodology.pcfAssessmentInformation.time.",
    "pcfAssessmentAndMethodology.pcfAssessmentInformation.geography.",
    "pcfAssessmentAndMethodology.pcfAssessmentInformation.boundarySpecifications.",
    "pcfAssessmentAndMethodology.pcfMethodology.gwpCharacterizationFactorDetails.",
    "pcfAssessmentAndMethodology.dataSourcesAndQuality.",
    "pcfAssessmentAndMethodology.dataSourcesAndQuality.",
    "pcfAssessmentAndMethodology.pcfAssessmentInformation.time.validityPeriodEnd"
);

const OWN_9: Own = Own {
    version: "scopeOfPcfForm.specVersion",
    boundary: "scopeOfPcfForm.partialFullPcf",
    id: "pcfAssessmentAndMethodology.pcfAssessmentInformation.idAndVersion.id",
    status: &["pcfAssessmentAndMethodology.pcfAssessmentInformation.idAndVersion.status"],
    preceding: "pcfAssessmentAndMethodology.pcfAssessmentInformation.idAndVersion.precedingPfIds",
    company: "companyAndProductInformation.companyInformation.companyName",
    product_ids: "companyAndProductInformation.productInformation.productIds",
    product_name: "companyAndProductInformation.productInformation.productNameCompany",
    classifications: "companyAndProductInformation.productInformation.productClassifications",
    words: &[
        "general.comment",
        "companyAndProductInformation.productInformation.productDescription",
        "general.pcfLegalStatement",
        "pcfAssessmentAndMethodology.pcfAssessmentInformation.technology.boundaryProcessesDescription",
        "pcfAssessmentAndMethodology.pcfAssessmentInformation.boundarySpecifications.exemptedEmissionsDescription",
        "pcfAssessmentAndMethodology.pcfMethodology.allocationInForeground.allocationRulesDescription",
    ],
    attestation: "attestationOfConformance",
    distribution: Some(stage!("productLifeCycleStagesAndEmissions.distributionStage.", "distributionStage")),
    packaging: Some(stage!("productLifeCycleStagesAndEmissions.packagingStage.", "packaging")),
};

/// The nodes of which there has to be one.
const NODES: [&str; 8] = [
    "scopeOfPcfForm",
    "companyAndProductInformation",
    "companyAndProductInformation.productInformation",
    "pcfAssessmentAndMethodology",
    "pcfAssessmentAndMethodology.pcfAssessmentInformation",
    "productLifeCycleStagesAndEmissions",
    "productLifeCycleStagesAndEmissions.productionStage",
    "pcfAssessmentAndMethodology.pcfAssessmentInformation.idAndVersion",
];

/// Reads a footprint of a major version.
pub(super) fn read(document: &mut Document<'_>, major: u32) -> Option<Received> {
    let (names, own) = match major {
        ..=7 => (&NAMES_7, &OWN_7),
        8 => (&NAMES_8, &OWN_8),
        _ => (&NAMES_9, &OWN_9),
    };
    if major >= 9 {
        for path in NODES {
            let Some(node) = document.find(path) else { continue };
            if matches!(&node.value, Value::List(list) if list.len() > 1) {
                document.wrong(node, path, ["a list of one", "只有一个元素的列表"]);
            }
        }
    }
    let mut received = common::read(document, names, Format::CatenaX)?;
    if major <= 7 {
        land_use(document, &mut received)?;
        if document.find("pcf.dataQualityRating").is_some() {
            let what = [
                "is on a scale from 1 to 3, which does not convert, and was left out",
                "采用 1–3 级，无法换算，未采用",
            ];
            document.assumed("pcf.dataQualityRating", "dataQualityRating", what);
            received.other_scale = Some("Catena-X 7 (1–3)");
        }
    }
    received.version =
        document.text(own.version).map(|v| v.rsplit(':').next().unwrap_or(&v).to_owned()).unwrap_or_default();
    received.boundary = match document.text(own.boundary) {
        Some(text) => text.parse::<Boundary>().map_err(|_| text),
        None => Err(String::new()),
    };
    received.id = document.text(own.id).map(|t| plain_id(&t)).unwrap_or_default();
    received.deprecated =
        own.status.iter().any(|path| document.text(path).is_some_and(|s| s.eq_ignore_ascii_case("deprecated")));
    // Version 9 wraps them in empty objects, which say nothing.
    received.preceding = document.list(own.preceding).iter().map(|t| plain_id(t)).collect();
    received.company = document.text(own.company).unwrap_or_default();
    received.product_ids = document.list(own.product_ids);
    received.name = document.text(own.product_name).unwrap_or_default();
    received.classifications = document.list(own.classifications);
    received.words = own.words.iter().filter_map(|path| document.text(path)).collect();
    received.gwp.retain(|set| set != "unspecified");
    received.verification = attestation(document, own.attestation);
    for (name, stage) in [("distribution", own.distribution), ("packaging", own.packaging)] {
        if let Some((total, parts)) = stage
            && !adds_up(document, total, parts).unwrap_or(false)
        {
            received.broken_stages.push(name);
        }
    }
    if received.id.is_empty() && received.product_ids.is_empty() {
        document.missing(own.product_ids);
    }
    Some(received)
}

/// Land use of version 7 has any sign.
fn land_use(document: &mut Document<'_>, received: &mut Received) -> Option<()> {
    let path = "pcf.extTFS_luGhgEmissions";
    let Some(value) = document.decimal(path) else { return Some(()) };
    let value = common::scaled(document, path, value, received.amount)?;
    let component = if value.is_negative() { Component::LandRemovals } else { Component::LandManagement };
    received.parts[component as usize] = Some(value);
    Some(())
}

fn attestation(document: &mut Document<'_>, path: &str) -> Option<Verification> {
    let stated = document.find(path)?;
    if matches!(&stated.value, Value::List(list) if list.is_empty()) {
        return None;
    }
    let provider = document.text(&format!("{path}.providerName"));
    let completed = document.moment(&format!("{path}.completedAt")).map(|m| m.day);
    Some(Verification { provider, completed })
}

/// Whether the parts of a stage make its total, within half a per cent; a stage without parts makes no claim.
fn adds_up(document: &mut Document<'_>, total: &str, parts: &[&str]) -> Result<bool, ArithmeticError> {
    let Some(total) = document.decimal(total) else { return Ok(true) };
    let parts: Vec<Decimal> = parts.iter().filter_map(|path| document.decimal(path)).collect();
    if parts.is_empty() {
        return Ok(true);
    }
    let sum = parts.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)?;
    within(total, sum)
}

/// Whether two numbers differ by no more than half a per cent of the first.
fn within(total: Decimal, sum: Decimal) -> Result<bool, ArithmeticError> {
    let magnitude = |d: Decimal| if d.is_negative() { Decimal::ZERO.checked_sub(d) } else { Ok(d) };
    let difference = magnitude(total.checked_sub(sum)?)?;
    Ok(difference.checked_mul(Decimal::from(200))? <= magnitude(total)?)
}
