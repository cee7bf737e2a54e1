//! A ProductFootprint of PACT 3.

use super::node::{Members, Node, Numbers, moment, uuid};
use crate::gas::Component;
use crate::statement::{Asked, At, Facts, Naming, SectorRules, Share, once, sector_rules, standards};

/// The version that is written, as all published samples have it.
const VERSION: &str = "3.0.0";

/// The document of one product; its id follows from all that it says.
/// Where everything is shared, `breakdown` says whether it has a place for what the total is made of.
pub(super) fn document(facts: &Facts<'_>, breakdown: bool, asked: &mut Asked) -> Node {
    if facts.share == Share::Full && !breakdown {
        asked.untold(facts.id(), ["a breakdown by factor and item", "按因子和物料的分解"]);
    }
    let carbon_footprint = footprint(facts, asked);
    let body = |id: &str| {
        let mut out = Members::default();
        out.put("id", id);
        out.put("specVersion", VERSION);
        out.texts("precedingPfIds", &preceding(facts));
        out.put("created", moment(facts.created));
        out.put("status", "Active");
        if let Some(valid) = facts.statement.valid {
            out.put("validityPeriodStart", moment(valid.from));
            out.put("validityPeriodEnd", moment(valid.to.next()));
        }
        out.put("companyName", facts.company.as_str());
        out.put("companyIds", facts.company_ids.as_slice());
        out.put("productDescription", facts.description.as_str());
        out.put("productIds", facts.product_ids.as_slice());
        out.texts("productClassifications", &once(facts.statement.texts("classifications")));
        out.put("productNameCompany", facts.name.as_str());
        out.put("comment", facts.comment.as_str());
        out.put("pcf", carbon_footprint.clone().object());
        if facts.share == Share::Full && breakdown {
            out.put("extensions", Node::List(vec![extension(facts)]));
        }
        out.object()
    };
    let id = uuid(&body("").json(Numbers::Texts));
    body(&id)
}

/// Lower case and plain, as ids of this format are written.
pub(super) fn preceding(facts: &Facts<'_>) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for id in facts.statement.texts("preceding") {
        let id = id.to_lowercase();
        let id = id.strip_prefix("urn:uuid:").unwrap_or(&id).to_owned();
        if !list.contains(&id) {
            list.push(id);
        }
    }
    list
}

fn footprint(facts: &Facts<'_>, asked: &mut Asked) -> Members {
    let mut out = Members::default();
    let (id, statement) = (facts.id(), facts.statement);
    out.put("declaredUnitOfMeasurement", facts.unit);
    out.put("declaredUnitAmount", facts.amount);
    out.put("productMassPerDeclaredUnit", facts.mass);
    out.put("referencePeriodStart", moment(facts.period.from));
    out.put("referencePeriodEnd", moment(facts.period.to.next()));
    // One of the three at most: the finest.
    let place = &facts.whereabouts;
    if place.subdivision.is_some() {
        out.maybe("geographyCountrySubdivision", place.subdivision.as_deref());
    } else if place.country.is_some() {
        out.maybe("geographyCountry", place.country.as_deref());
    } else {
        out.maybe("geographyRegionOrSubregion", place.region.as_deref());
    }
    out.maybe("boundaryProcessesDescription", statement.text("boundary_description"));
    out.put("pcfExcludingBiogenicUptake", facts.total);
    out.put("pcfIncludingBiogenicUptake", facts.including);
    let [fossil, biogenic, recycled] = facts.carbon;
    out.put("fossilCarbonContent", asked.needed(fossil, "fossil_carbon", At::Item(id)));
    out.maybe("biogenicCarbonContent", biogenic);
    out.maybe("recycledCarbonContent", recycled);
    out.put("fossilGhgEmissions", asked.at_least_zero(id, ["fossil"; 2], facts.fossil_with_aircraft));
    out.unless_zero("landUseChangeGhgEmissions", facts.component(Component::LandUseChange));
    out.unless_zero("landManagementBiogenicCO2Emissions", facts.component(Component::LandManagement));
    out.unless_zero("landManagementBiogenicCO2Removals", facts.component(Component::LandRemovals));
    // Where the carbon in the product is stated, that nothing was taken up is a statement too.
    if biogenic.is_some() {
        out.put("biogenicCO2Uptake", facts.biogenic);
    } else {
        out.unless_zero("biogenicCO2Uptake", facts.biogenic);
    }
    out.unless_zero("biogenicNonCO2Emissions", facts.component(Component::BiogenicNonCo2));
    out.unless_zero("aircraftGhgEmissions", facts.component(Component::Aircraft));
    packaging(facts, &mut out, asked);
    let outbound = facts.outbound();
    out.unless_zero("outboundLogisticsGhgEmissions", asked.at_least_zero(id, ["distribution"; 2], outbound));
    removals(facts, &mut out, asked);
    let gwp: Vec<String> = statement.footprint.gwp_sets.iter().map(|set| set.name().to_owned()).collect();
    out.put("ipccCharacterizationFactors", gwp.as_slice());
    out.put("crossSectoralStandards", standards(statement.texts("standards"), Naming::Pact).as_slice());
    let rules: Vec<Node> = sector_rules(statement.texts("sector_rules")).iter().map(rule).collect();
    out.maybe("productOrSectorSpecificRules", Some(Node::List(rules.clone())).filter(|_| !rules.is_empty()));
    out.put("exemptedEmissionsPercent", facts.exempted_percent);
    out.maybe("exemptedEmissionsDescription", Some(facts.exempted.as_str()).filter(|e| !e.is_empty()));
    out.maybe("allocationRulesDescription", facts.allocation.as_deref());
    let sources: Vec<Node> = facts.sources.iter().map(source).collect();
    out.maybe("secondaryEmissionFactorSources", Some(Node::List(sources.clone())).filter(|_| !sources.is_empty()));
    out.maybe("primaryDataShare", facts.primary_percent);
    if let Some([technology, time, geography]) = facts.ratings {
        let mut dqi = Members::default();
        dqi.put("technologicalDQR", technology);
        dqi.put("geographicalDQR", geography);
        dqi.put("temporalDQR", time);
        out.put("dqi", dqi.object());
    }
    verification(facts, &mut out);
    out
}

/// What no format holds: packaging that removes more than it emits.
pub(super) const NEGATIVE_PACKAGING: [&str; 2] = ["a part of packaging below 0", "为负的包装部分"];

/// A flag, and the part of the total; a part alone where there is one.
fn packaging(facts: &Facts<'_>, out: &mut Members, asked: &mut Asked) {
    out.put("packagingEmissionsIncluded", facts.packaging_total.is_some());
    let part = facts.packaging_total.filter(|part| !part.is_negative());
    if facts.packaging_total != part {
        asked.untold(facts.id(), NEGATIVE_PACKAGING);
    }
    out.maybe("packagingGhgEmissions", part);
}

fn removals(facts: &Facts<'_>, out: &mut Members, asked: &mut Asked) {
    let captured = facts.captured(asked);
    out.put("ccsTechnologicalCO2CaptureIncluded", captured.is_some());
    let Some(captured) = captured else { return };
    let value = facts.component(Component::TechnicalRemovals);
    if captured {
        out.put("ccsTechnologicalCO2Capture", value);
    }
    out.maybe("technologicalCO2CaptureOrigin", facts.statement.text("capture_origin"));
    if !captured {
        out.put("technologicalCO2Removals", value);
    }
}

fn rule(rules: &SectorRules) -> Node {
    let mut out = Members::default();
    out.put("operator", rules.operator);
    out.put("ruleNames", rules.names.as_slice());
    out.maybe("otherOperatorName", rules.other.as_deref());
    out.object()
}

fn source((name, version): &(String, String)) -> Node {
    let mut out = Members::default();
    out.put("name", name.as_str());
    out.put("version", version.as_str());
    out.object()
}

/// Its presence means that today's footprint was verified.
fn verification(facts: &Facts<'_>, out: &mut Members) {
    let Some(record) = facts.verification() else { return };
    let mut inner = Members::default();
    let coverage = record.scope.as_deref().map(|scope| match scope {
        "model" => "PCF calculation model",
        "program" => "PCF program",
        _ => "product level",
    });
    inner.maybe("coverage", coverage);
    inner.maybe("providerName", record.provider.as_deref());
    inner.maybe("completedAt", record.date.map(moment));
    inner.maybe("standardName", record.standard.as_deref());
    let level = record.level.as_deref().map(|level| format!("{level} assurance"));
    let named = |what: &str, value: &Option<String>| value.as_ref().map(|v| format!("{what}: {v}"));
    let comments = [
        level,
        named("criteria", &record.criteria),
        named("certificate", &record.certificate),
        named("opinion", &record.opinion),
        named("excluded", &record.exclusions),
    ];
    let comments: Vec<String> = comments.into_iter().flatten().collect();
    inner.maybe("comments", Some(comments.join("; ")).filter(|c| !c.is_empty()));
    out.put("verification", inner.object());
}

/// What the total is made of, for a receiver with whom everything is shared.
fn extension(facts: &Facts<'_>) -> Node {
    let footprint = &facts.statement.footprint;
    let mut stages = Members::default();
    for stage in crate::stage::Stage::ALL {
        stages.put(stage.name(), footprint.stage(stage));
    }
    let rows = footprint.contributions.iter().map(|c| {
        let mut row = Members::default();
        row.put("factor", c.factor.id.as_str());
        row.put("item", c.item.as_str());
        row.put("stage", c.stage.name());
        row.put("quantity", c.quantity);
        row.put("unit", c.factor.unit.symbol());
        row.put("kg_co2e", c.kg_co2e);
        row.object()
    });
    let mut data = Members::default();
    data.put("stages", stages.object());
    data.put("contributions", Node::List(rows.collect()));
    let mut out = Members::default();
    out.put("specVersion", "1.0.0");
    out.put("dataSchema", "urn:product-footprint:breakdown:1");
    out.put("data", data.object());
    out.object()
}
