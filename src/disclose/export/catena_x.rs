//! A footprint of Catena-X (`io.catenax.pcf` 9.0.0): every node a list of one, numbers as numbers.

use super::node::{Members, Node, Numbers, moment, uuid};
use super::pact::{NEGATIVE_PACKAGING, preceding};
use crate::decimal::{ArithmeticError, Decimal};
use crate::gas::Component;
use crate::quantity::Emissions;
use crate::statement::{Asked, At, Facts, Naming, Record, Share, once, rules_used, standards};

const VERSION: &str = "urn:io.catenax.pcf:datamodel:version:9.0.0";

/// The names of one stage: totals and parts, `None` where the stage has no such name.
struct Names {
    including: &'static str,
    excluding: &'static str,
    parts: [(Component, &'static str); 6],
    uptake: &'static str,
}

const PRODUCTION: Names = Names {
    including: "pcfIncludingBiogenicUptake",
    excluding: "pcfExcludingBiogenicUptake",
    parts: [
        (Component::Fossil, "fossilGhgEmissions"),
        (Component::BiogenicNonCo2, "biogenicNonCO2Emissions"),
        (Component::LandUseChange, "landUseChangeGhgEmissions"),
        (Component::LandManagement, "landManagementBiogenicCO2Emissions"),
        (Component::LandRemovals, "landManagementBiogenicCO2Removals"),
        (Component::Aircraft, "aircraftGhgEmissions"),
    ],
    uptake: "biogenicCO2Uptake",
};

macro_rules! prefixed {
    ($prefix:literal) => {
        Names {
            including: concat!($prefix, "PcfIncludingBiogenicUptake"),
            excluding: concat!($prefix, "PcfExcludingBiogenicUptake"),
            parts: [
                (Component::Fossil, concat!($prefix, "FossilGhgEmissions")),
                (Component::BiogenicNonCo2, concat!($prefix, "BiogenicNonCO2Emissions")),
                (Component::LandUseChange, concat!($prefix, "LandUseChangeGhgEmissions")),
                (Component::LandManagement, concat!($prefix, "LandManagementBiogenicCO2Emissions")),
                (Component::LandRemovals, concat!($prefix, "LandManagementBiogenicCO2Removals")),
                (Component::Aircraft, concat!($prefix, "AircraftGhgEmissions")),
            ],
            uptake: concat!($prefix, "BiogenicCO2Uptake"),
        }
    };
}

const PACKAGING: Names = prefixed!("packaging");
const DISTRIBUTION: Names = prefixed!("distributionStage");

/// The document of one product; its id follows from all that it says.
///
/// # Errors
///
/// An overflow.
pub(super) fn document(facts: &Facts<'_>, asked: &mut Asked) -> Result<Node, ArithmeticError> {
    let info = information(facts, asked);
    let mut assessment = Members::default();
    let method = methodology(facts, asked);
    assessment.put("pcfMethodology", method);
    assessment.put("dataSourcesAndQuality", quality(facts));
    let stages = stages(facts, asked)?;
    let conformance = attestation(facts, asked);
    let carbon = carbon(facts);
    let body = |id: &str| {
        let mut scope = Members::default();
        scope.put("specVersion", VERSION);
        scope.put("partialFullPcf", "Cradle-to-gate");
        let mut assessment = assessment.clone();
        assessment.put("pcfAssessmentInformation", assessed(facts, id, &info));
        let mut general = Members::default();
        general.maybe("pcfLegalStatement", facts.statement.text("legal"));
        general.put("comment", comment(facts));
        let mut out = Members::default();
        out.put("scopeOfPcfForm", scope.wrapped());
        out.put("companyAndProductInformation", product(facts));
        out.put("pcfAssessmentAndMethodology", assessment.wrapped());
        out.put("general", general.wrapped());
        out.put("productLifeCycleStagesAndEmissions", stages.clone());
        out.put("carbonContent", carbon.clone());
        out.maybe("attestationOfConformance", conformance.clone());
        out.object()
    };
    let id = uuid(&body("").json(Numbers::Numbers));
    Ok(body(&id))
}

/// Preceding ids have no place of their own: 9.0.0 has empty objects there.
fn comment(facts: &Facts<'_>) -> String {
    match preceding(facts).as_slice() {
        [] => facts.comment.clone(),
        ids => format!("{} Replaces: {}.", facts.comment, ids.join(", ")),
    }
}

fn product(facts: &Facts<'_>) -> Node {
    let mut company = Members::default();
    company.put("companyName", facts.company.as_str());
    company.put("companyIds", facts.company_ids.as_slice());
    let mut product = Members::default();
    product.put("productNameCompany", facts.name.as_str());
    product.put("productIds", facts.product_ids.as_slice());
    product.put("declaredUnitOfMeasurement", facts.unit);
    product.put("declaredUnitAmount", facts.amount);
    product.put("productMassPerDeclaredUnit", facts.mass);
    product.texts("productClassifications", &once(facts.statement.texts("classifications")));
    product.put("productDescription", facts.description.as_str());
    let mut out = Members::default();
    out.put("companyInformation", company.wrapped());
    out.put("productInformation", product.wrapped());
    out.wrapped()
}

/// What the assessment says apart from its id, which follows from it.
struct Information {
    outlook: &'static str,
    valid_until: Option<String>,
    capture: bool,
    region: String,
}

fn information(facts: &Facts<'_>, asked: &mut Asked) -> Information {
    let id = facts.id();
    let is_bpnl = |urn: &String| urn.to_uppercase().contains("BPNL");
    if !facts.company_ids.is_empty() && !facts.company_ids.iter().any(is_bpnl) {
        asked.missing("company_ids (BPNL)", At::Disclosure);
    }
    if facts.exempted_percent > Decimal::from(10) {
        asked.not_in_range(id, ["exemptedEmissionsPercent"; 2], facts.exempted_percent, ["10 at most", "不超过 10"]);
    }
    let capture = facts.captured(asked).is_some();
    if capture {
        asked.untold(id, ["technical removals as a part of the total", "作为总量组成部分的技术清除"]);
    }
    if facts.share == Share::Full {
        asked.untold(id, ["a breakdown by factor and item", "按因子和物料的分解"]);
    }
    if facts.statement.footprint.gwp_sets.len() > 1 {
        asked.untold(id, ["several GWP sets", "多套 GWP"]);
    }
    let outlook = match (facts.statement.footprint.scenario(), facts.statement.text("outlook")) {
        (None, _) => "Retrospective PCF",
        (Some(_), Some("new")) => "Prospective PCF without forerunner",
        (Some(_), Some("further-developed")) => "Prospective PCF of further developed product with forerunner",
        (Some(_), Some("future-production")) => "Prospective PCF for current product for future production date",
        (Some(_), Some(_)) => "Progressive PCF",
        (Some(_), None) => {
            asked.missing("outlook", At::Disclosure);
            ""
        }
    };
    let region = facts.whereabouts.named_region().map(str::to_owned);
    let region = asked.needed(region, "region", At::Study);
    Information { outlook, valid_until: facts.statement.valid.map(|v| moment(v.to.next())), capture, region }
}

fn assessed(facts: &Facts<'_>, id: &str, info: &Information) -> Node {
    let mut version = Members::default();
    version.put("id", id);
    version.put("version", Decimal::ZERO);
    version.put("status", "Active");
    version.put("retroOrProspectivePcfType", info.outlook);
    let mut limits = Members::default();
    limits.put("exemptedEmissionsPercent", facts.exempted_percent);
    limits.maybe("exemptedEmissionsDescription", Some(facts.exempted.as_str()).filter(|e| !e.is_empty()));
    let mut technology = Members::default();
    technology.put("ccsTechnologicalCO2CaptureIncluded", info.capture);
    technology.maybe("boundaryProcessesDescription", facts.statement.text("boundary_description"));
    // All levels side by side, the region always.
    let mut geography = Members::default();
    let place = &facts.whereabouts;
    geography.put("geographyRegionOrSubregion", info.region.as_str());
    geography.maybe("geographyCountry", place.country.as_deref());
    geography.maybe("geographyCountrySubdivision", place.subdivision.as_deref());
    let mut time = Members::default();
    time.put("referencePeriodStart", moment(facts.period.from));
    time.put("referencePeriodEnd", moment(facts.period.to.next()));
    time.put("created", moment(facts.created));
    time.maybe("validityPeriodStart", facts.statement.valid.map(|v| moment(v.from)));
    time.maybe("validityPeriodEnd", info.valid_until.as_deref());
    let mut out = Members::default();
    out.put("idAndVersion", version.wrapped());
    out.put("boundarySpecifications", limits.wrapped());
    out.put("technology", technology.wrapped());
    out.put("geography", geography.wrapped());
    out.put("time", time.wrapped());
    out.wrapped()
}

fn methodology(facts: &Facts<'_>, asked: &mut Asked) -> Node {
    let statement = facts.statement;
    let mut rules = Members::default();
    rules.put("crossSectoralStandards", standards(statement.texts("standards"), Naming::CatenaX).as_slice());
    rules.put("productOrSectorSpecificRules", rules_used(statement.texts("sector_rules")).as_slice());
    let mut gwp = Members::default();
    // One value: where factors of several sets meet, which one the total is of nobody can say.
    gwp.put(
        "ipccCharacterizationFactors",
        match statement.footprint.gwp_sets.as_slice() {
            [one] => one.name(),
            _ => "unspecified",
        },
    );
    let mut allocation = Members::default();
    let burnt = statement.text("waste_incineration").map(str::to_owned);
    allocation.put("allocationWasteIncineration", asked.needed(burnt, "waste_incineration", At::Disclosure));
    allocation.maybe("allocationRulesDescription", facts.allocation.as_deref());
    let mut balance = Members::default();
    let scheme = asked.needed(statement.text("mass_balance").map(str::to_owned), "mass_balance", At::Disclosure);
    let used = !scheme.eq_ignore_ascii_case("none");
    balance.put("massBalancingUsed", used);
    let free = if used && !scheme.is_empty() {
        let said = statement.text("free_attribution").map(|free| if free == "yes" { "true" } else { "false" });
        asked.needed(said, "free_attribution", At::Disclosure)
    } else {
        "not applicable"
    };
    balance.put("freeAttributionInMassBalancing", free);
    balance.put("massBalancingCertificateScheme", if used { scheme.as_str() } else { "not applicable" });
    let mut out = Members::default();
    out.put("standards", rules.wrapped());
    out.put("gwpCharacterizationFactorDetails", gwp.wrapped());
    out.put("allocationInForeground", allocation.wrapped());
    out.put("massBalancingInformation", balance.wrapped());
    out.wrapped()
}

/// What looks ahead has neither measured data nor ratings.
fn quality(facts: &Facts<'_>) -> Node {
    let mut out = Members::default();
    let measured = facts.statement.footprint.scenario().is_none();
    out.maybe("primaryDataShare", facts.primary_percent.filter(|_| measured));
    let sources: Vec<String> = facts.sources.iter().map(|(name, version)| format!("{name} ({version})")).collect();
    out.texts("secondaryEmissionFactorSources", &sources);
    if let Some([technology, time, geography]) = facts.ratings.filter(|_| measured) {
        out.put("technologicalDQR", technology);
        out.put("temporalDQR", time);
        out.put("geographicalDQR", geography);
    }
    out.wrapped()
}

fn stages(facts: &Facts<'_>, asked: &mut Asked) -> Result<Node, ArithmeticError> {
    let id = facts.id();
    asked.at_least_zero(id, ["pcfExcludingBiogenicUptake"; 2], facts.total);
    let mut production = Members::default();
    stage(&facts.gate.emissions, &PRODUCTION, &mut production)?;
    let mut packaging = Members::default();
    packaging.put("packagingEmissionsIncluded", facts.gate.packaging.is_some());
    if let Some(part) = &facts.gate.packaging {
        let including = part.total_including_biogenic()?;
        let mut names = PACKAGING;
        if including.is_negative() {
            // 9.0.0 refuses a packaging that takes up more than it emits; its parts say so all the same.
            names.including = "";
            asked.untold(id, ["packaging whose total with biogenic uptake is negative", "含生物吸收为负的包装合计"]);
        }
        if part.total()?.is_negative() {
            names.excluding = "";
            asked.untold(id, NEGATIVE_PACKAGING);
        }
        stage(part, &names, &mut packaging)?;
    }
    let mut distribution = Members::default();
    let outbound = &facts.gate.outbound;
    let delivered = Component::ALL.into_iter().any(|c| !outbound.get(c).is_zero());
    distribution.put("distributionStageIncluded", delivered);
    if delivered {
        asked.at_least_zero(id, ["distribution"; 2], outbound.total()?);
        stage(outbound, &DISTRIBUTION, &mut distribution)?;
    }
    let mut out = Members::default();
    out.put("productionStage", production.wrapped());
    out.put("packagingStage", packaging.wrapped());
    out.put("distributionStage", distribution.wrapped());
    Ok(out.wrapped())
}

/// Totals and parts of a stage. Aircraft stands beside fossil here.
fn stage(emissions: &Emissions, names: &Names, out: &mut Members) -> Result<(), ArithmeticError> {
    let (excluding, including) = (emissions.total()?, emissions.total_including_biogenic()?);
    out.maybe(names.including, Some(including).filter(|_| !names.including.is_empty()));
    out.maybe(names.excluding, Some(excluding).filter(|_| !names.excluding.is_empty()));
    for (component, name) in names.parts {
        out.unless_zero(name, emissions.get(component));
    }
    out.unless_zero(names.uptake, emissions.biogenic_net()?);
    Ok(())
}

fn carbon(facts: &Facts<'_>) -> Node {
    let [fossil, biogenic, recycled] = facts.carbon;
    let mut out = Members::default();
    out.maybe("carbonContentTotal", facts.carbon_total);
    out.maybe("fossilCarbonContent", fossil);
    out.maybe("biogenicCarbonContent", biogenic);
    out.maybe("recycledCarbonContent", recycled);
    out.wrapped()
}

/// Of a verification of today's footprint. All its names are demanded: what the record lacks is asked for.
fn attestation(facts: &Facts<'_>, asked: &mut Asked) -> Option<Node> {
    let record: &Record = facts.verification()?;
    let mut needed = |value: &Option<String>, key| asked.needed(value.clone(), key, At::Verification);
    let mut out = Members::default();
    let kind =
        if record.scope.as_deref() == Some("program") { "PCF Program Certification" } else { "PCF Verification" };
    out.put("attestationType", kind);
    out.put("standardName", needed(&record.criteria, "criteria"));
    out.put("attestationStandard", needed(&record.standard, "standard"));
    out.put("attestationOfConformanceId", needed(&record.certificate, "certificate"));
    out.put("providerName", needed(&record.provider, "provider"));
    out.maybe("completedAt", record.date.map(moment));
    Some(out.wrapped())
}
