//! A study with its factors, resolved and built: what every question is asked of.

use std::sync::Arc;

use super::Footprint;
use super::cells::{Cells, TooLarge};
use super::contributions::contributions;
use super::trace::{TraceLine, trace};
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Diagnostic, Report, texts};
use crate::error::Error;
use crate::factor::FactorLibrary;
use crate::formula::Cell;
use crate::gas::GwpSet;
use crate::graph::BomGraph;
use crate::lower::{Cause, lower};
use crate::quantity::{Emissions, Intensity};
use crate::read::nearest::hint;
use crate::resolve::{ChosenFactor, Resolver, Settings, Target, shown};
use crate::stage::{Boundary, Stage};
use crate::study::Study;
use crate::unit::Unit;
use crate::walk::{Columns, Intensities, LoopProblem, Loops, Requirements, down, up};

/// A study with its factors: resolved, lowered, built into a graph. It never changes; any thread may ask it.
///
/// See the [crate page](crate) for a whole program.
#[derive(Debug)]
pub struct Model {
    pub(super) study: Arc<Study>,
    pub(super) graph: BomGraph,
    pub(super) factors: Vec<ChosenFactor>,
    pub(super) site_lines: Vec<(u32, u32)>,
    units: Vec<Unit>,
    loops: Loops,
    columns: Columns,
    products: Vec<Declared>,
    boundary: Boundary,
    gwp: GwpSet,
    scenario: Option<String>,
    warnings: Vec<Diagnostic>,
}

/// A product and its declared amount.
#[derive(Debug)]
struct Declared {
    item: u32,
    amount: Wide,
    functional_unit: String,
}

/// The footprint of one declared unit of an item, over all eight stages.
#[derive(Clone, Debug)]
pub struct RollUp {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) intensity: Intensity,
    pub(crate) total: Decimal,
    pub(crate) beyond_boundary: Decimal,
}

impl RollUp {
    /// The item's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The declared unit that the numbers are per.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.intensity.unit()
    }

    /// The total over all eight stages, kg CO2e per declared unit.
    #[must_use]
    pub fn total(&self) -> Decimal {
        self.total
    }

    /// The nine components over all eight stages, per declared unit.
    #[must_use]
    pub fn intensity(&self) -> &Intensity {
        &self.intensity
    }

    /// The credits, kg CO2e per declared unit: never part of the total.
    #[must_use]
    pub fn beyond_boundary(&self) -> Decimal {
        self.beyond_boundary
    }
}

impl Model {
    /// Resolves a study against a library and builds its graph, as the study declares.
    ///
    /// # Errors
    ///
    /// The study has errors: all that reading, resolving and building found, in [`Error::diagnostics`].
    pub fn new(study: impl Into<Arc<Study>>, library: FactorLibrary) -> Result<Self, Error> {
        Self::with(study, library, &Settings::new())
    }

    /// As [`Model::new`], with a scenario, a boundary or a GWP set that differs from what the study declares.
    ///
    /// # Errors
    ///
    /// As [`Model::new`].
    pub fn with(study: impl Into<Arc<Study>>, library: FactorLibrary, settings: &Settings) -> Result<Self, Error> {
        let study = study.into();
        let mut report = study.report.clone();
        let built = build(&study, &library, settings, &mut report);
        drop(library);
        if report.has_errors() {
            return Err(Error::input(report));
        }
        let Built { graph, factors, site_lines, units, loops, products } = built;
        let columns = Columns::of(&graph, &factors);
        Ok(Self {
            boundary: settings.boundary.unwrap_or(study.declared.boundary),
            gwp: settings.gwp.unwrap_or(study.declared.gwp),
            scenario: settings.scenario.clone(),
            study,
            graph,
            factors,
            site_lines,
            units,
            loops,
            columns,
            products,
            warnings: report.into_diagnostics(),
        })
    }

    /// The study it was made of.
    #[must_use]
    pub fn study(&self) -> &Study {
        &self.study
    }

    /// The GWP set that it calculates with.
    #[must_use]
    pub fn gwp(&self) -> GwpSet {
        self.gwp
    }

    /// The scenario it was built with.
    #[must_use]
    pub fn scenario(&self) -> Option<&str> {
        self.scenario.as_deref()
    }

    /// The system boundary of its totals.
    #[must_use]
    pub fn boundary(&self) -> Boundary {
        self.boundary
    }

    /// What was found on the way that does not forbid a result.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// How many loops its graph has. Loops are normal, and solved exactly.
    #[must_use]
    pub fn loop_count(&self) -> usize {
        self.loops.count()
    }

    /// The ids of the products: those that the study declares, else every item that nothing consumes, by id.
    pub fn products(&self) -> impl Iterator<Item = &str> {
        self.products.iter().map(|p| self.study.item_name(p.item))
    }

    /// The footprint of an item: of its declared amount if it is a declared product, else of one declared unit.
    ///
    /// # Errors
    ///
    /// The item is not in the study (E101), or its footprint is too large for a [`Decimal`] (E115).
    pub fn footprint(&self, id: &str) -> Result<Footprint, Error> {
        let declared = self.declared(id)?;
        let (footprint, ..) = self.answer(&declared)?;
        Ok(footprint)
    }

    /// The footprints of all [`Model::products`].
    ///
    /// # Errors
    ///
    /// There is no product, because something consumes every item (E112); or as [`Model::footprint`].
    pub fn footprints(&self) -> Result<Vec<Footprint>, Error> {
        if self.products.is_empty() {
            let mut report = Report::default();
            report.add(&texts::PRODUCT_NONE, None, &[("seen", "")]);
            return Err(Error::input(report));
        }
        self.products.iter().map(|declared| self.answer(declared).map(|(footprint, ..)| footprint)).collect()
    }

    /// Every line that contributes to the footprint of an item, largest first; they add up to the total over all
    /// eight stages. Credits beyond the boundary come last and are not part of that sum.
    ///
    /// # Errors
    ///
    /// As [`Model::footprint`].
    pub fn trace(&self, id: &str) -> Result<(Footprint, Vec<TraceLine>), Error> {
        let declared = self.declared(id)?;
        let (footprint, cells, needs) = self.answer(&declared)?;
        let node = self.graph.node_of_item[declared.item as usize];
        let lines = trace(self, node, &needs, declared.amount, &cells, footprint.total_all_stages);
        Ok((footprint, lines.map_err(|TooLarge| self.too_large(id))?))
    }

    /// The footprint of one declared unit of every item, by id: over all eight stages, from one walk.
    ///
    /// # Errors
    ///
    /// A footprint is too large for a [`Decimal`] (E115).
    pub fn roll_up(&self) -> Result<Vec<RollUp>, Error> {
        let walked = self.walk_up(None);
        let mut report = Report::default();
        let mut rows = Vec::with_capacity(self.graph.items as usize);
        for node in 0..self.graph.items {
            let item = self.graph.source[node as usize];
            match self.roll_up_row(&walked, node, item) {
                Ok(row) => rows.push(row),
                Err(TooLarge) => self.report_too_large(self.study.item_name(item), &mut report),
            }
        }
        if report.has_errors() { Err(Error::input(report)) } else { Ok(rows) }
    }

    fn roll_up_row(&self, walked: &Intensities, node: u32, item: u32) -> Result<RollUp, TooLarge> {
        let row = walked.of(node);
        let cells = Cells::round(row, Wide::ONE, &self.columns);
        if cells.vanished(row) {
            return Err(TooLarge);
        }
        let emissions = cells.emissions(|s| s != Stage::BeyondBoundary)?;
        let credits = cells.emissions(|s| s == Stage::BeyondBoundary)?;
        let record = self.study.items.get(item as usize);
        Ok(RollUp {
            id: self.study.item_name(item).to_owned(),
            name: record.map(|r| r.name.to_string()).unwrap_or_default(),
            total: emissions.total().map_err(|_| TooLarge)?,
            intensity: Intensity::new(emissions, self.unit_of(item)),
            beyond_boundary: credits.total().map_err(|_| TooLarge)?,
        })
    }

    pub(super) fn unit_of(&self, item: u32) -> Unit {
        self.units.get(item as usize).copied().unwrap_or_else(Unit::piece)
    }

    fn walk_up(&self, only: Option<&[bool]>) -> Intensities {
        up(&self.graph, &self.factors, &self.loops, &self.columns, only)
    }

    /// A product with its declared amount, or any other item with the amount 1.
    fn declared(&self, id: &str) -> Result<Declared, Error> {
        let Some(item) = self.study.item_by_text(id) else {
            let mut report = Report::default();
            let items = (0..self.graph.items).map(|node| self.study.item_name(self.graph.source[node as usize]));
            let [near, near_zh] = hint(id, items);
            let arguments = [("seen", id), ("near", near.as_str()), ("near_zh", near_zh.as_str())];
            report.add(&texts::PRODUCT_NOT_FOUND, None, &arguments);
            return Err(Error::input(report));
        };
        let declared = self.products.iter().find(|p| p.item == item);
        Ok(Declared {
            item,
            amount: declared.map_or(Wide::ONE, |p| p.amount),
            functional_unit: declared.map(|p| p.functional_unit.clone()).unwrap_or_default(),
        })
    }

    fn answer(&self, declared: &Declared) -> Result<(Footprint, Cells, Requirements), Error> {
        let id = self.study.item_name(declared.item);
        self.try_answer(declared).map_err(|TooLarge| self.too_large(id))
    }

    fn try_answer(&self, declared: &Declared) -> Result<(Footprint, Cells, Requirements), TooLarge> {
        let node = self.graph.node_of_item[declared.item as usize];
        let walked = self.walk_up(Some(&self.graph.reach(node)));
        let cells = Cells::round(walked.of(node), declared.amount, &self.columns);
        if cells.vanished(walked.of(node)) && !declared.amount.is_zero() {
            return Err(TooLarge);
        }
        let mut stages = [Emissions::default(); 9];
        let mut stage_totals = [Decimal::ZERO; 9];
        for stage in Stage::ALL_AND_BEYOND {
            stages[stage as usize] = cells.emissions(|s| s == stage)?;
            stage_totals[stage as usize] = stages[stage as usize].total().map_err(|_| TooLarge)?;
        }
        let components = cells.emissions(|s| self.boundary.includes(s))?;
        let all_stages = cells.emissions(|s| s != Stage::BeyondBoundary)?;
        let total_all_stages = all_stages.total().map_err(|_| TooLarge)?;
        let needs = down(&self.graph, &self.loops, node);
        let list = contributions(self, &needs, declared.amount, &cells, total_all_stages)?;
        let (credits, list) = list.into_iter().partition(|c| c.stage == Stage::BeyondBoundary);
        let (id, name, name_zh) = self.item_names(node);
        let footprint = Footprint {
            id,
            name,
            name_zh,
            functional_unit: declared.functional_unit.clone(),
            unit: self.unit_of(declared.item),
            amount: declared.amount.to_decimal().ok_or(TooLarge)?,
            boundary: self.boundary,
            gwp: self.gwp,
            gwp_sets: self.gwp_sets(&needs),
            region: self.study.declared.region.clone(),
            period: self.study.declared.period.map(|p| p.to_string()),
            stages,
            stage_totals,
            total: components.total().map_err(|_| TooLarge)?,
            total_including_biogenic: components.total_including_biogenic().map_err(|_| TooLarge)?,
            components,
            total_all_stages,
            contributions: list,
            credits,
            warnings: self.warnings.clone(),
        };
        Ok((footprint, cells, needs))
    }

    /// The GWP sets that the factors in use state, with the model's own.
    fn gwp_sets(&self, needs: &Requirements) -> Vec<GwpSet> {
        let nodes = self.graph.items..u32::try_from(self.graph.node_count()).unwrap_or(u32::MAX);
        let used = nodes.filter(|n| needs.of(*n).iter().any(|need| !need.is_zero()));
        let stated = used.filter_map(|n| self.factors[self.graph.source[n as usize] as usize].factor.gwp);
        let mut sets: Vec<GwpSet> = stated.chain([self.gwp]).collect();
        sets.sort_unstable();
        sets.dedup();
        sets
    }

    /// Id, name and Chinese name of an item's node.
    pub(super) fn item_names(&self, node: u32) -> (String, String, String) {
        let item = self.graph.source[node as usize];
        let record = self.study.items.get(item as usize);
        let name = record.map(|r| r.name.to_string()).unwrap_or_default();
        let name_zh = record.and_then(|r| r.details.as_ref()).map(|d| d.name_zh.clone()).unwrap_or_default();
        (self.study.item_name(item).to_owned(), name, name_zh)
    }

    fn too_large(&self, id: &str) -> Error {
        let mut report = Report::default();
        self.report_too_large(id, &mut report);
        Error::input(report)
    }

    fn report_too_large(&self, id: &str, report: &mut Report) {
        let place = self.study.item_by_text(id).and_then(|i| self.study.items.get(i as usize));
        let place = place.and_then(|i| self.study.place(i.origin, ""));
        let (what, what_zh) = (format!("the footprint of `{id}`"), format!("“{id}”的足迹"));
        let arguments = [
            ("seen", id),
            ("what", what.as_str()),
            ("what_zh", what_zh.as_str()),
            ("reason", "it is too large, or too small to keep its digits"),
            ("reason_zh", "过大，或过小而丢失有效数字"),
        ];
        report.add(&texts::OVERFLOW, place, &arguments);
    }
}

/// What building gives.
struct Built {
    graph: BomGraph,
    factors: Vec<ChosenFactor>,
    site_lines: Vec<(u32, u32)>,
    units: Vec<Unit>,
    loops: Loops,
    products: Vec<Declared>,
}

/// Resolve, lower, graph, factorise. Everything that is found goes into the report. Lines that could not be lowered
/// are missing from the graph; a loop that is unproductive without them is so with them too, so it is still said.
fn build(study: &Study, library: &FactorLibrary, settings: &Settings, report: &mut Report) -> Built {
    let mut resolver = Resolver::new(study, library, settings);
    let mut network = lower(&mut resolver);
    let products = products(&mut resolver);
    let units =
        (0..study.items.len()).map(|i| resolver.unit(Target::Item(u32::try_from(i).unwrap_or(u32::MAX)))).collect();
    let Resolver { chosen: factors, report: found, .. } = resolver;
    report_mixed_gwp(study, &factors, settings, report);
    report.extend(found);
    let site_lines = std::mem::take(&mut network.site_lines);
    let keys: Vec<String> = factors.iter().map(order_key).collect();
    let items = network.items;
    let graph = BomGraph::build(network, factors.len(), |node| {
        if node < items { study.item_name(node) } else { &keys[node.saturating_sub(items) as usize] }
    });
    let (loops, problems) = Loops::factorise(&graph, study.declared.rules.negative_lines);
    for problem in problems {
        report_loop(study, &graph, &problem, report);
    }
    Built { graph, factors, site_lines, units, loops, products }
}

/// The key that orders chosen factors: own before embedded, then by the row's content.
fn order_key(chosen: &ChosenFactor) -> String {
    let own = if chosen.factor.embedded { '1' } else { '0' };
    format!("{}\u{0}{own}\u{0}{}", chosen.factor.key(), chosen.factor.source)
}

/// The declared products, else every item that nothing names, by id. Swaps do not change what is a product.
fn products(resolver: &mut Resolver<'_>) -> Vec<Declared> {
    let study = resolver.study;
    if study.products.is_empty() {
        let mut named = vec![false; study.items.len()];
        let lines = study.lines.iter().map(|l| l.child);
        let modes = study.legs.iter().map(|l| l.mode);
        let carriers = study.readings.iter().map(|r| r.carrier);
        for item in lines.chain(modes).chain(carriers).filter_map(|name| study.item_of(name)) {
            if let Some(slot) = named.get_mut(item as usize) {
                *slot = true;
            }
        }
        let items = named.iter().enumerate().filter(|(_, named)| !**named);
        let mut items: Vec<u32> = items.map(|(i, _)| u32::try_from(i).unwrap_or(u32::MAX)).collect();
        items.sort_by(|a, b| study.item_name(*a).cmp(study.item_name(*b)));
        let one = |item| Declared { item, amount: Wide::ONE, functional_unit: String::new() };
        return items.into_iter().map(one).collect();
    }
    let mut products = Vec::new();
    for product in &study.products {
        let Some(item) = study.item_by_text(&product.id) else {
            let [near, near_zh] = hint(&product.id, study.items.iter().map(|i| study.name_of(i.id)));
            let arguments = [("seen", product.id.as_str()), ("near", &near), ("near_zh", &near_zh)];
            resolver.report.add(&texts::PRODUCT_NOT_FOUND, product.place.clone(), &arguments);
            continue;
        };
        let one = Cell::Number(Decimal::ONE);
        let amount = resolver.value(product.amount.as_ref().unwrap_or(&one), product.place.clone());
        let Some(amount) = amount else { continue };
        if amount.is_zero() || amount.is_negative() {
            resolver.out_of_range("amount", amount, product.place.clone(), ["a number > 0", "大于 0 的数"]);
            continue;
        }
        products.push(Declared { item, amount, functional_unit: product.functional_unit.clone() });
    }
    products
}

/// Says which sets a result mixes where the study allows it.
fn report_mixed_gwp(study: &Study, factors: &[ChosenFactor], settings: &Settings, report: &mut Report) {
    let own = settings.gwp.unwrap_or(study.declared.gwp);
    let others = factors.iter().filter(|c| c.factor.gwp.is_some_and(|g| g != own) && !c.factor.values.is_empty());
    let mut named: Vec<String> =
        others.map(|c| format!("{} ({})", c.factor.id, c.factor.gwp.map_or("", GwpSet::name))).collect();
    if named.is_empty() {
        return;
    }
    named.sort();
    let seen = format!("{own}; {}", named.join(", "));
    report.add(&texts::GWP_MIXED_ALLOWED, None, &[("seen", &seen)]);
}

fn report_loop(study: &Study, graph: &BomGraph, problem: &LoopProblem, report: &mut Report) {
    let name = |node: &u32| study.item_name(graph.source[*node as usize]);
    let written = |path: &[u32]| {
        let mut names: Vec<&str> = path.iter().map(name).collect();
        if names.len() > 12 {
            names.splice(6..names.len().saturating_sub(5), ["…"]);
        }
        names.join(" → ")
    };
    let (text, path, gain) = match problem {
        LoopProblem::Unproductive { path, gain } => (&texts::LOOP_UNPRODUCTIVE, path, Some(*gain)),
        LoopProblem::Amplifies { path, gain } => (&texts::LOOP_AMPLIFIES, path, Some(*gain)),
        LoopProblem::Singular { path } => (&texts::LOOP_SINGULAR, path, None),
        LoopProblem::Credit { path } => (&texts::LOOP_CREDIT, path, None),
    };
    // The first line of the path that a file states.
    let first = path.first().copied().unwrap_or(0);
    let next = path.get(1).copied().unwrap_or(first);
    let at = graph.range(first).find(|i| graph.lines[*i].child == next);
    let place = at.and_then(|i| match graph.causes[i] {
        Cause::Line(line) => study.lines.get(line as usize).and_then(|l| study.place(l.origin, "child")),
        _ => None,
    });
    let shown_gain = gain.map(|g| shown(g.round_to_places(6))).unwrap_or_default();
    let seen = written(path);
    report.add(text, place, &[("seen", &seen), ("item", name(&first)), ("gain", &shown_gain)]);
}
