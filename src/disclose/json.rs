//! Results for programs: JSON with every number as a decimal string, unrounded.
//!
//! The key names are a contract (`docs/formats.md`); keys may be added, none may go.

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::decimal::Decimal;
use crate::diagnostic::{Diagnostic, Language, Severity};
use crate::factor::FactorOrigin;
use crate::footprint::{
    AuditLines, Closure, Contribution, Exclusion, FactorUse, Footprint, MethodRule, Model, RollUp, TraceLine,
    all_warnings,
};
use crate::gas::{Component, GwpSet};
use crate::quantity::Emissions;
use crate::resolve::SetValue;
use crate::stage::Stage;
use crate::unit::Unit;

/// An object whose keys keep their order.
pub(super) struct Ordered<'a>(pub(super) Vec<(&'a str, Decimal)>);

impl Serialize for Ordered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

fn components(emissions: &Emissions) -> Ordered<'static> {
    Ordered(Component::ALL.into_iter().map(|c| (c.name(), emissions.get(c))).collect())
}

#[derive(serde::Serialize)]
pub(super) struct StudyHead<'a> {
    name: &'a str,
    boundary: &'a str,
    gwp: &'a str,
    scenario: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    set: Vec<SetRow<'a>>,
    digest: Option<&'a str>,
    generator: &'static str,
    data: &'static str,
}

/// What the calculation was made with instead of the study's own value.
#[derive(serde::Serialize)]
struct SetRow<'a> {
    name: &'a str,
    kind: &'static str,
    value: Decimal,
    unit: Option<&'static str>,
    replaced: Vec<ReplacedRow<'a>>,
    statement: String,
    statement_zh: String,
}

#[derive(serde::Serialize)]
struct ReplacedRow<'a> {
    key: &'a str,
    value: Option<Decimal>,
}

impl<'a> SetRow<'a> {
    fn of(set: &'a SetValue) -> Self {
        Self {
            name: set.name(),
            kind: set.kind(),
            value: set.value(),
            unit: set.unit().map(Unit::symbol),
            replaced: set.replaced().map(|(key, value)| ReplacedRow { key, value }).collect(),
            statement: set.statement(Language::En),
            statement_zh: set.statement(Language::Zh),
        }
    }
}

impl<'a> StudyHead<'a> {
    pub(super) fn of(model: &'a Model) -> Self {
        Self {
            name: model.study().name(),
            boundary: model.boundary().name(),
            gwp: model.gwp().name(),
            scenario: model.scenario(),
            set: model.set_values().iter().map(SetRow::of).collect(),
            digest: model.study().digest(),
            generator: concat!("product-footprint ", env!("CARGO_PKG_VERSION")),
            data: crate::data::VERSION.trim(),
        }
    }
}

#[derive(serde::Serialize)]
pub(crate) struct Finding<'a> {
    code: &'static str,
    file: Option<&'a str>,
    row: Option<u32>,
    column: Option<&'a str>,
    seen: &'a str,
    wanted: &'a str,
    wanted_zh: &'a str,
    fix: &'a str,
    fix_zh: &'a str,
    message: &'a str,
    message_zh: &'a str,
}

impl<'a> Finding<'a> {
    pub(super) fn of(d: &'a Diagnostic) -> Self {
        let place = d.place();
        Self {
            code: d.code(),
            file: place.map(|p| p.file_name()),
            row: place.and_then(|p| p.row_number()),
            column: place.and_then(|p| p.column_name()),
            seen: d.seen(),
            wanted: d.wanted(Language::En),
            wanted_zh: d.wanted(Language::Zh),
            fix: d.fix(Language::En),
            fix_zh: d.fix(Language::Zh),
            message: d.message(Language::En),
            message_zh: d.message(Language::Zh),
        }
    }
}

pub(crate) fn findings(diagnostics: &[Diagnostic], severity: Severity) -> Vec<Finding<'_>> {
    diagnostics.iter().filter(|d| d.severity() == severity).map(Finding::of).collect()
}

#[derive(serde::Serialize)]
pub(super) struct FactorHead<'a> {
    factor: &'a str,
    region: &'a str,
    years: &'a str,
    source: &'a str,
    publisher: &'a str,
    year: &'a str,
    licence: &'a str,
    library: bool,
    origin: &'static str,
    factor_file: Option<&'a str>,
    factor_row: Option<u32>,
    regions_wanted: &'a [String],
    years_wanted: &'a [i32],
    kg_co2e_per_unit: Decimal,
}

impl<'a> FactorHead<'a> {
    pub(super) fn of(f: &'a FactorUse) -> Self {
        Self {
            factor: &f.id,
            region: &f.region,
            years: &f.years,
            source: &f.source,
            publisher: &f.publisher,
            year: &f.year,
            licence: &f.licence,
            library: !matches!(f.origin(), FactorOrigin::Study | FactorOrigin::Supplier | FactorOrigin::Set),
            origin: f.origin().name(),
            factor_file: f.place().map(|p| p.file_name()),
            factor_row: f.place().and_then(|p| p.row_number()),
            regions_wanted: f.regions_wanted(),
            years_wanted: f.years_wanted(),
            kg_co2e_per_unit: f.kg_co2e_per_unit,
        }
    }
}

#[derive(serde::Serialize)]
struct ContributionRow<'a> {
    #[serde(flatten)]
    factor: FactorHead<'a>,
    item: &'a str,
    items: usize,
    stage: &'static str,
    quantity: Decimal,
    unit: String,
    kg_co2e: Decimal,
    components: Ordered<'static>,
    share: Option<Decimal>,
}

impl<'a> ContributionRow<'a> {
    fn of(c: &'a Contribution) -> Self {
        Self {
            factor: FactorHead::of(&c.factor),
            item: &c.item,
            items: c.items,
            stage: c.stage.name(),
            quantity: c.quantity,
            unit: c.factor.unit.to_string(),
            kg_co2e: c.kg_co2e,
            components: components(&c.emissions),
            share: c.share,
        }
    }
}

#[derive(serde::Serialize)]
pub(super) struct Product<'a> {
    id: &'a str,
    name: &'a str,
    name_zh: &'a str,
    functional_unit: &'a str,
    unit: String,
    amount: Decimal,
    boundary: &'a str,
    period: Option<&'a str>,
    region: Option<&'a str>,
    gwp_sets: Vec<&'static str>,
    total: Decimal,
    total_including_biogenic: Decimal,
    total_all_stages: Decimal,
    stages: Ordered<'static>,
    components: Ordered<'static>,
    beyond_boundary: Decimal,
    contributions: Vec<ContributionRow<'a>>,
    credits: Vec<ContributionRow<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contributions_by: Option<super::why::Sides<'a>>,
    electricity: Ordered<'static>,
    recycling: Ordered<'static>,
    packaging: Decimal,
    carbon_content: Option<Carbon>,
    rules: Vec<RuleRow<'a>>,
    excluded: Excluded<'a>,
    quality: super::quality::QualityRow<'a>,
}

/// kg C in the declared amount, as stated.
#[derive(serde::Serialize)]
struct Carbon {
    fossil: Option<Decimal>,
    biogenic: Option<Decimal>,
    recycled: Option<Decimal>,
}

#[derive(serde::Serialize)]
struct RuleRow<'a> {
    kind: &'static str,
    subject: &'a str,
    method: &'a str,
    values: Ordered<'a>,
    statement: &'a str,
    statement_zh: &'a str,
    file: Option<&'a str>,
    row: Option<u32>,
}

impl<'a> RuleRow<'a> {
    fn of(rule: &'a MethodRule) -> Self {
        Self {
            kind: rule.kind,
            subject: &rule.subject,
            method: &rule.method,
            values: Ordered(rule.values().collect()),
            statement: rule.statement(Language::En),
            statement_zh: rule.statement(Language::Zh),
            file: rule.place.as_ref().map(|p| p.file_name()),
            row: rule.place.as_ref().and_then(|p| p.row_number()),
        }
    }
}

/// What is cut off, against the profile in force.
#[derive(serde::Serialize)]
struct Excluded<'a> {
    profile: &'a str,
    limit_each: Option<Decimal>,
    limit_together: Option<Decimal>,
    share: Option<Decimal>,
    flows: Vec<ExcludedFlow<'a>>,
}

#[derive(serde::Serialize)]
struct ExcludedFlow<'a> {
    what: &'a str,
    reason: &'a str,
    stage: &'static str,
    kg_co2e: Decimal,
    share: Option<Decimal>,
}

impl<'a> Excluded<'a> {
    fn of(f: &'a Footprint) -> Self {
        let flow = |e: &'a Exclusion| ExcludedFlow {
            what: &e.what,
            reason: &e.reason,
            stage: e.stage.name(),
            kg_co2e: e.kg_co2e,
            share: e.share,
        };
        Self {
            profile: &f.profile.id,
            limit_each: f.profile.cut_off_each,
            limit_together: f.profile.cut_off_together,
            share: f.excluded_share,
            flows: f.exclusions.iter().map(flow).collect(),
        }
    }
}

impl<'a> Product<'a> {
    pub(super) fn of(f: &'a Footprint) -> Self {
        Self {
            id: &f.id,
            name: &f.name,
            name_zh: &f.name_zh,
            functional_unit: &f.functional_unit,
            unit: f.unit.to_string(),
            amount: f.amount,
            boundary: f.boundary.name(),
            period: f.period.as_deref(),
            region: f.region.as_deref(),
            gwp_sets: f.gwp_sets.iter().map(|s: &GwpSet| s.name()).collect(),
            total: f.total,
            total_including_biogenic: f.total_including_biogenic,
            total_all_stages: f.total_all_stages,
            stages: Ordered(Stage::ALL.into_iter().map(|s| (s.name(), f.stage(s))).collect()),
            components: components(&f.components),
            beyond_boundary: f.beyond_boundary(),
            contributions: f.contributions.iter().map(ContributionRow::of).collect(),
            credits: f.credits.iter().map(ContributionRow::of).collect(),
            contributions_by: super::why::Sides::of(f),
            electricity: Ordered(vec![("location", f.electricity.location), ("market", f.electricity.market)]),
            recycling: Ordered(f.recycling_alternatives.clone()),
            packaging: f.packaging,
            carbon_content: f.carbon.map(|c| Carbon { fossil: c.fossil, biogenic: c.biogenic, recycled: c.recycled }),
            rules: f.rules.iter().map(RuleRow::of).collect(),
            excluded: Excluded::of(f),
            quality: super::quality::QualityRow::of(f.quality()),
        }
    }
}

pub(crate) fn text(value: &impl Serialize) -> String {
    // Our values are strings, numbers, lists and objects with string keys: nothing that JSON cannot hold.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// A study with a scenario, and its results.
#[derive(serde::Serialize)]
struct Run<'a> {
    study: StudyHead<'a>,
    products: Vec<Product<'a>>,
    warnings: Vec<Finding<'a>>,
}

impl<'a> Run<'a> {
    fn of(model: &'a Model, footprints: &'a [Footprint]) -> Self {
        Self {
            study: StudyHead::of(model),
            products: footprints.iter().map(Product::of).collect(),
            warnings: all_warnings(model, footprints).into_iter().map(Finding::of).collect(),
        }
    }
}

/// `pcf footprint --format json`
pub(crate) fn footprints(model: &Model, footprints: &[Footprint]) -> String {
    #[derive(serde::Serialize)]
    struct Document<'a> {
        schema: &'static str,
        #[serde(flatten)]
        run: Run<'a>,
    }
    text(&Document { schema: "product-footprint/result/1", run: Run::of(model, footprints) })
}

/// `pcf footprint --format json` with several scenarios: one run each, in the order in which they were asked for.
pub(crate) fn scenarios(runs: &[(Model, Vec<Footprint>)]) -> String {
    #[derive(serde::Serialize)]
    struct Document<'a> {
        schema: &'static str,
        scenarios: Vec<Run<'a>>,
    }
    text(&Document {
        schema: "product-footprint/scenarios/1",
        scenarios: runs.iter().map(|(model, footprints)| Run::of(model, footprints)).collect(),
    })
}

/// What a refused study prints: all errors, all warnings.
pub(crate) fn refused(diagnostics: &[Diagnostic]) -> String {
    #[derive(serde::Serialize)]
    struct Document<'a> {
        errors: Vec<Finding<'a>>,
        warnings: Vec<Finding<'a>>,
    }
    text(&Document {
        errors: findings(diagnostics, Severity::Error),
        warnings: findings(diagnostics, Severity::Warning),
    })
}

/// `pcf check --format json` of a study without errors.
pub(crate) fn checked(model: &Model, closure: &Closure, warnings: &[Diagnostic]) -> String {
    #[derive(serde::Serialize)]
    struct Document<'a> {
        schema: &'static str,
        study: StudyHead<'a>,
        lines: usize,
        loops: usize,
        products: Vec<&'a str>,
        closure: super::closure::ClosureRow<'a>,
        errors: [(); 0],
        warnings: Vec<Finding<'a>>,
    }
    text(&Document {
        schema: "product-footprint/check/1",
        study: StudyHead::of(model),
        lines: model.study().line_count(),
        loops: model.loop_count(),
        products: model.products().collect(),
        closure: super::closure::ClosureRow::of(closure),
        errors: [],
        warnings: warnings.iter().map(Finding::of).collect(),
    })
}

/// `pcf rollup --format json`
pub(crate) fn roll_up(model: &Model, rows: &[RollUp]) -> String {
    #[derive(serde::Serialize)]
    struct Item<'a> {
        id: &'a str,
        name: &'a str,
        unit: String,
        total: Decimal,
        components: Ordered<'static>,
        beyond_boundary: Decimal,
    }
    #[derive(serde::Serialize)]
    struct Document<'a> {
        schema: &'static str,
        study: StudyHead<'a>,
        items: Vec<Item<'a>>,
        warnings: Vec<Finding<'a>>,
    }
    let item = |row: &'_ RollUp| -> (String, Ordered<'static>) {
        (row.unit().to_string(), components(row.intensity.of_one()))
    };
    text(&Document {
        schema: "product-footprint/rollup/1",
        study: StudyHead::of(model),
        items: rows
            .iter()
            .map(|row| {
                let (unit, components) = item(row);
                Item {
                    id: &row.id,
                    name: &row.name,
                    unit,
                    total: row.total,
                    components,
                    beyond_boundary: row.beyond_boundary,
                }
            })
            .collect(),
        warnings: findings(model.warnings(), Severity::Warning),
    })
}

/// `pcf trace --format json`
pub(crate) fn trace(model: &Model, footprint: &Footprint, lines: &[TraceLine]) -> String {
    traced(model, footprint, lines.iter().map(|line| (line, None)), None)
}

/// `pcf trace --coverage … --format json`: the same document with the lines to be seen.
pub(crate) fn audit(model: &Model, footprint: &Footprint, audit: &AuditLines) -> String {
    let lines = audit.marked().map(|(line, mark)| (line, Some(mark)));
    traced(model, footprint, lines, Some(audit))
}

/// What was asked for, and how the lines were chosen.
#[derive(serde::Serialize)]
struct SelectionRow {
    coverage_wanted: Decimal,
    coverage: Option<Decimal>,
    /// A text: not every reader of JSON holds 64 bits.
    seed: String,
    method: &'static str,
    generator: &'static str,
    lines: usize,
    largest: usize,
    rest: usize,
    drawn: usize,
}

impl SelectionRow {
    fn of(audit: &AuditLines) -> Self {
        Self {
            coverage_wanted: audit.wanted,
            coverage: audit.covered(),
            seed: audit.seed().to_string(),
            method: AuditLines::METHOD,
            generator: AuditLines::GENERATOR,
            lines: audit.line_count(),
            largest: audit.largest().len(),
            rest: audit.rest(),
            drawn: audit.drawn().len(),
        }
    }
}

fn traced<'l>(
    model: &Model,
    footprint: &Footprint,
    lines: impl Iterator<Item = (&'l TraceLine, Option<&'static str>)>,
    audit: Option<&AuditLines>,
) -> String {
    #[derive(serde::Serialize)]
    struct Row<'a> {
        #[serde(skip_serializing_if = "Option::is_none")]
        selected: Option<&'static str>,
        path: Vec<&'a str>,
        path_left_out: usize,
        path_end: Vec<&'a str>,
        other_paths: bool,
        written: String,
        quantity: Decimal,
        unit: String,
        factor_quantity: Decimal,
        factor_unit: String,
        #[serde(flatten)]
        factor: FactorHead<'a>,
        stage: &'static str,
        kg_co2e: Decimal,
        components: Ordered<'static>,
        share: Option<Decimal>,
        file: Option<String>,
        row: Option<u32>,
    }
    #[derive(serde::Serialize)]
    struct Document<'a> {
        schema: &'static str,
        study: StudyHead<'a>,
        product: Product<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        selection: Option<SelectionRow>,
        lines: Vec<Row<'a>>,
        warnings: Vec<Finding<'a>>,
    }
    let row = |l: &'_ TraceLine| (l.unit.to_string(), l.factor.unit.to_string(), components(&l.emissions));
    text(&Document {
        schema: "product-footprint/trace/1",
        study: StudyHead::of(model),
        product: Product::of(footprint),
        selection: audit.map(SelectionRow::of),
        lines: lines
            .map(|(l, selected)| {
                let (unit, factor_unit, components) = row(l);
                let (path, path_end, path_left_out) = l.path_ends();
                let place = l.place();
                Row {
                    selected,
                    path,
                    path_left_out,
                    path_end,
                    other_paths: l.has_other_paths(),
                    written: l.written(),
                    quantity: l.quantity,
                    unit,
                    factor_quantity: l.factor_quantity,
                    factor_unit,
                    factor: FactorHead::of(&l.factor),
                    stage: l.stage.name(),
                    kg_co2e: l.kg_co2e,
                    components,
                    share: l.share,
                    file: place.as_ref().map(|p| p.file_name().to_owned()),
                    row: place.as_ref().and_then(|p| p.row_number()),
                }
            })
            .collect(),
        warnings: findings(model.warnings(), Severity::Warning),
    })
}
