//! Footprints as tables: PACT's names, and the CSV of the Catena-X calculation tools. One product a row.

use std::io::Write;

use indexmap::IndexMap;

use super::node::{Node, moment, plain, uuid};
use super::pact;
use crate::data;
use crate::decimal::{ArithmeticError, Decimal};
use crate::disclose::rows::safe;
use crate::gas::Component;
use crate::quantity::Emissions;
use crate::statement::{
    Asked, At, Facts, Naming, Share, emissions_of_one, of_one, rules_used, sector_rules, standards,
};

/// A header and rows.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<IndexMap<String, String>>,
}

impl Table {
    pub(super) fn with(columns: &[&str]) -> Self {
        Self { columns: columns.iter().map(|c| (*c).to_owned()).collect(), rows: Vec::new() }
    }

    /// As CSV. Text from outside never becomes a formula; numbers are ours.
    pub(super) fn write(&self, separator: u8, out: &mut dyn Write) -> std::io::Result<()> {
        let mut csv = csv::WriterBuilder::new().delimiter(separator).from_writer(out);
        csv.write_record(&self.columns)?;
        for row in &self.rows {
            let cells = self.columns.iter().map(|c| row.get(c).map_or("", String::as_str));
            csv.write_record(cells.map(|cell| match cell.parse::<Decimal>() {
                Ok(_) => cell.to_owned(),
                Err(_) => safe(cell),
            }))?;
        }
        csv.flush()
    }
}

/// PACT's footprints with PACT's names, without the level `pcf`.
pub(super) fn flat(documents: &[Node]) -> Table {
    let mut table = Table::default();
    for document in documents {
        let row: IndexMap<String, String> = document.cells("pcf").into_iter().collect();
        table.rows.push(row);
    }
    for row in &table.rows {
        // A column stands behind the one that it follows in its own row.
        let mut after = 0;
        for name in row.keys() {
            match table.columns.iter().position(|c| c == name) {
                Some(at) => after = at.saturating_add(1),
                None => {
                    table.columns.insert(after, name.clone());
                    after = after.saturating_add(1);
                }
            }
        }
    }
    table
}

/// The columns of the calculation tools, in order: their name and the path in version 7 of the model.
fn profile() -> impl Iterator<Item = (String, String)> {
    data::table(data::CATENA_X_CSV).map(|row| (row.get("column").to_owned(), row.get("path").to_owned()))
}

/// An empty table of the calculation tools.
pub(super) fn calculation_table() -> Table {
    Table { columns: profile().map(|(column, _)| column).collect(), rows: Vec::new() }
}

/// A row of the calculation tools: everything for one unit.
///
/// # Errors
///
/// An overflow.
pub(super) fn calculation_row(
    facts: &Facts<'_>,
    asked: &mut Asked,
) -> Result<IndexMap<String, String>, ArithmeticError> {
    let one = emissions_of_one(&facts.gate.emissions, facts.amount)?;
    if facts.captured(asked).is_some() {
        asked.untold(facts.id(), ["technical removals as a part of the total", "作为总量组成部分的技术清除"]);
    }
    if facts.share == Share::Full {
        asked.untold(facts.id(), ["a breakdown by factor and item", "按因子和物料的分解"]);
    }
    let mut said = Said::default();
    master_data(facts, asked, &mut said)?;
    said.stage("", &one)?;
    if let Some(packaging) = &facts.gate.packaging {
        said.number("packagingGhgEmissions", emissions_of_one(packaging, facts.amount)?.total()?);
    }
    let outbound = emissions_of_one(&facts.gate.outbound, facts.amount)?;
    if Component::ALL.into_iter().any(|c| !outbound.get(c).is_zero()) {
        said.stage("distributionStage", &outbound)?;
    }
    let id = said.0.iter().map(|(name, value)| format!("{name}={value:?}\n")).collect::<String>();
    said.text("id", &uuid(&id));
    Ok(said.0)
}

/// Cells by column.
#[derive(Default)]
struct Said(IndexMap<String, String>);

impl Said {
    fn text(&mut self, column: &str, text: &str) {
        self.0.insert(column.to_owned(), text.to_owned());
    }

    fn maybe(&mut self, column: &str, text: Option<&str>) {
        if let Some(text) = text.filter(|t| !t.is_empty()) {
            self.text(column, text);
        }
    }

    fn number(&mut self, column: &str, number: Decimal) {
        self.text(column, &plain(number));
    }

    fn number_if(&mut self, column: &str, number: Option<Decimal>) {
        if let Some(number) = number {
            self.number(column, number);
        }
    }

    /// Totals and parts of a stage. Land use has one column, of any sign.
    fn stage(&mut self, prefix: &str, e: &Emissions) -> Result<(), ArithmeticError> {
        let column = |name: &str| match prefix {
            "" => name.to_owned(),
            prefix => {
                let mut letters = name.chars();
                let first = letters.next().map(|c| c.to_ascii_uppercase()).unwrap_or_default();
                format!("{prefix}{first}{}", letters.as_str())
            }
        };
        let (excluding, including) = (e.total()?, e.total_including_biogenic()?);
        self.number(&column("pcfExcludingBiogenic"), excluding);
        self.number(&column("pcfIncludingBiogenic"), including);
        let parts = [
            ("fossilGhgEmissions", e.get(Component::Fossil)),
            ("biogenicCarbonEmissionsOtherThanCO2", e.get(Component::BiogenicNonCo2)),
            ("biogenicCarbonWithdrawal", e.biogenic_net()?),
            ("dlucGhgEmissions", e.get(Component::LandUseChange)),
            ("luGhgEmissions", e.land_net()?),
            ("aircraftGhgEmissions", e.get(Component::Aircraft)),
        ];
        for (name, value) in parts {
            if !value.is_zero() || name == "fossilGhgEmissions" {
                self.number(&column(name), value);
            }
        }
        Ok(())
    }
}

fn master_data(facts: &Facts<'_>, asked: &mut Asked, said: &mut Said) -> Result<(), ArithmeticError> {
    let statement = facts.statement;
    said.text("specVersion", "urn:io.catenax.pcf:datamodel:version:7.0.0");
    said.text("partialFullPcf", "Cradle-to-gate");
    said.maybe("precedingPfIds.1", pact::preceding(facts).first().map(String::as_str));
    said.text("version", "0");
    said.text("created", &moment(facts.created));
    said.text("status", "Active");
    if let Some(valid) = statement.valid {
        said.text("validityPeriodStart", &moment(valid.from));
        said.text("validityPeriodEnd", &moment(valid.to.next()));
    }
    said.text("comment", &facts.comment);
    said.maybe("pcfLegalStatement", statement.text("legal"));
    said.text("companyName", &facts.company);
    said.maybe("companyIds.1", facts.company_ids.first().map(String::as_str));
    said.text("productDescription", &facts.description);
    said.maybe("productIds.1", facts.product_ids.first().map(String::as_str));
    let cpc = statement.texts("classifications").iter().find_map(|c| c.strip_prefix("urn:cpc:"));
    said.maybe("productCategoryCpc", cpc);
    said.text("productNameCompany", &facts.name);
    said.text("declaredUnit", facts.unit);
    said.number("unitaryProductAmount", facts.amount);
    said.number("productMassPerDeclaredUnit", of_one(facts.mass, facts.amount)?);
    said.number("exemptedEmissionsPercent", facts.exempted_percent);
    said.maybe("exemptedEmissionsDescription", Some(&facts.exempted));
    said.text("packagingEmissionsIncluded", if facts.gate.packaging.is_some() { "TRUE" } else { "FALSE" });
    said.maybe("boundaryProcessesDescription", statement.text("boundary_description"));
    let place = &facts.whereabouts;
    said.maybe("geographyCountrySubdivision", place.subdivision.as_deref());
    said.maybe("geographyCountry", place.country.as_deref());
    let region = place.named_region().map(str::to_owned);
    said.text("geographyRegionOrSubregion", &asked.needed(region, "region", At::Study));
    said.text("referencePeriodStart", &moment(facts.period.from));
    said.text("referencePeriodEnd", &moment(facts.period.to.next()));
    let standard = standards(statement.texts("standards"), Naming::CatenaX);
    said.maybe("crossSectoralStandardsUsed.1.crossSectoralStandard", standard.first().map(String::as_str));
    if let Some(rules) = sector_rules(statement.texts("sector_rules")).first() {
        said.text("productOrSectorSpecificRules.1.operator", rules.operator);
        said.maybe("productOrSectorSpecificRules.1.ruleNames.1.ruleName", rules.names.first().map(String::as_str));
        said.maybe("productOrSectorSpecificRules.1.otherOperatorName", rules.other.as_deref());
    }
    let gwp: Vec<&str> = statement.footprint.gwp_sets.iter().map(|set| set.name()).collect();
    said.text("characterizationFactors", &gwp.join(", "));
    said.maybe("allocationRulesDescription", facts.allocation.as_deref());
    let burnt = statement.text("waste_incineration").map(str::to_owned);
    said.text("allocationWasteIncineration", &asked.needed(burnt, "waste_incineration", At::Disclosure));
    said.number_if("primaryDataShare", facts.primary_percent);
    let source = facts.sources.first().map(|(name, version)| format!("{name} ({version})"));
    said.maybe("secondaryEmissionFactorSources.1.emissionFactorDS", source.as_deref());
    // Our ratings are on PACT's scale from 1 to 5; these columns are on one from 1 to 3, which does not convert.
    said.number_if("carbonContentTotal", facts.carbon_total.map(|c| of_one(c, facts.amount)).transpose()?);
    let [fossil, biogenic, _] = facts.carbon;
    said.number_if("fossilCarbonContent", fossil.map(|c| of_one(c, facts.amount)).transpose()?);
    said.number_if("biogenicCarbonContent", biogenic.map(|c| of_one(c, facts.amount)).transpose()?);
    more_than_one(facts, asked);
    Ok(())
}

/// Where the row has one column, the first of several is written.
fn more_than_one(facts: &Facts<'_>, asked: &mut Asked) {
    let statement = facts.statement;
    let lists = [
        (facts.company_ids.len(), ["more than one company id", "多个企业编号"]),
        (facts.product_ids.len(), ["more than one product id", "多个产品编号"]),
        (statement.texts("standards").len(), ["more than one standard", "多个标准"]),
        (rules_used(statement.texts("sector_rules")).len(), ["more than one sector rule", "多条行业规则"]),
        (facts.sources.len(), ["more than one source of factors", "多个因子来源"]),
    ];
    for (count, words) in lists {
        if count > 1 {
            asked.untold(facts.id(), words);
        }
    }
    if facts.ratings.is_some() {
        asked.untold(facts.id(), ["ratings on the scale from 1 to 5", "1–5 级数据质量评分"]);
    }
    if facts.carbon[2].is_some() {
        asked.untold(facts.id(), ["recycled carbon", "再生碳含量"]);
    }
    if facts.verification().is_some() {
        asked.untold(facts.id(), ["a verification", "核查信息"]);
    }
}
