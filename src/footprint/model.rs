//! A study with its factors, resolved and built: what every question is asked of.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use indexmap::IndexMap;

use super::alternatives::{Alternatives, sides};
use super::build::Built;
use super::cells::{Cells, TooLarge};
use super::contributions::{FactorUse, NeededFactors, contributions};
use super::cut_off::{self, Excluded};
use super::method::{MethodRule, rules};
use super::quality::{PrimaryLines, Walks};
use super::trace::{TraceLine, trace};
use super::{CarbonContent, ElectricityTotals, Footprint};
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Diagnostic, Place, Report, arithmetic, texts};
use crate::error::Error;
use crate::factor::FactorLibrary;
use crate::gas::{Component, GwpSet};
use crate::graph::{BomGraph, Parents};
use crate::lower::{AppliedRule, Derived, Slopes};
use crate::parallel;
use crate::quantity::{Emissions, Intensity};
use crate::read::nearest::hint;
use crate::resolve::{ChosenFactor, Parameters, SetValue, Settings, StatedSpread, shown_to};
use crate::rules::Profile;
use crate::stage::{Boundary, Stage};
use crate::study::{ElectricityBasis, Study};
use crate::unit::Unit;
use crate::walk::{Absolute, Columns, DownWalk, Intensities, Loops, Requirements, up};

/// A study with its factors: resolved, lowered, built into a graph. It never changes; any thread may ask it.
///
/// See the [crate page](crate) for a whole program.
#[derive(Debug)]
pub struct Model {
    pub(super) study: Arc<Study>,
    pub(super) graph: BomGraph,
    pub(super) factors: Vec<ChosenFactor>,
    pub(super) derived: Arc<[Derived]>,
    pub(super) library: Arc<FactorLibrary>,
    pub(super) settings: Settings,
    pub(super) alternatives: Option<Alternatives>,
    pub(super) rules: Vec<AppliedRule>,
    set: Arc<[SetValue]>,
    pub(super) slopes: Slopes,
    pub(super) parameters: Parameters,
    pub(super) spreads: Vec<Option<StatedSpread>>,
    units: Vec<Unit>,
    pub(super) loops: Loops,
    pub(super) columns: Columns,
    pub(super) products: Vec<Declared>,
    /// The first product that an item is declared as.
    product_of: IndexMap<u32, usize>,
    excluded: Vec<Excluded>,
    /// Fossil, biogenic and recycled carbon of items that state it: kg C in one declared unit.
    carbon: IndexMap<u32, [Option<Wide>; 3]>,
    profile: Profile,
    pub(super) boundary: Boundary,
    pub(super) gwp: GwpSet,
    warnings: Arc<[Diagnostic]>,
    /// The up walk over everything, kept once a question has needed it.
    walked: OnceLock<Intensities>,
    /// Who uses what, kept once a question has needed it.
    pub(super) parents: OnceLock<Parents>,
    /// The lines of primary data, kept once a footprint has needed them; `None` where all lines are.
    primary: OnceLock<Option<Box<PrimaryLines>>>,
    /// What may cancel, kept once a result has needed it.
    absolute: OnceLock<Absolute>,
    /// Factors as rows show them, each kept once a row has needed it.
    uses: OnceLock<Box<[OnceLock<Arc<FactorUse>>]>>,
}

/// A product and its declared amount.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) item: u32,
    pub(super) amount: Wide,
    /// How the amount moves with the parameters.
    pub(super) slopes: Vec<(u32, Wide)>,
    pub(super) functional_unit: String,
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

/// A [`RollUp`] whose texts are the study's.
pub(crate) struct RolledUp<'m> {
    pub(crate) id: &'m str,
    pub(crate) name: &'m str,
    pub(crate) intensity: Intensity,
    pub(crate) total: Decimal,
    pub(crate) beyond_boundary: Decimal,
}

impl From<RolledUp<'_>> for RollUp {
    fn from(row: RolledUp<'_>) -> Self {
        let RolledUp { id, name, intensity, total, beyond_boundary } = row;
        Self { id: id.to_owned(), name: name.to_owned(), intensity, total, beyond_boundary }
    }
}

/// How many rows of a roll-up are made together.
const ROWS: u32 = 4096;

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
        Self::assemble(study.into(), Arc::new(library), settings)
    }

    /// The same study and library with other settings; nothing is read again.
    ///
    /// # Errors
    ///
    /// As [`Model::new`].
    pub fn again(&self, settings: &Settings) -> Result<Self, Error> {
        Self::assemble(Arc::clone(&self.study), Arc::clone(&self.library), settings)
    }

    fn assemble(study: Arc<Study>, library: Arc<FactorLibrary>, settings: &Settings) -> Result<Self, Error> {
        let mut report = study.report.clone();
        report.extend(library.found().clone());
        let sides = sides(&study, &library, settings, &mut report);
        if report.has_errors() {
            return Err(Error::input(report));
        }
        let warnings = report.into_diagnostics();
        let other = sides
            .other
            .map(|other| Box::new(Self::of(Arc::clone(&study), Arc::clone(&library), settings, other, Vec::new())));
        let set_beside = other.as_ref().map(|other| Arc::clone(&other.set));
        let mut model = Self::of(study, library, settings, sides.headline, warnings);
        if let Some(beside) = set_beside {
            // What only the other side of electricity uses is set all the same.
            let of_both = model.set.iter().zip(beside.iter());
            model.set = of_both.map(|(own, other)| if own.replaced.is_empty() { other } else { own }.clone()).collect();
        }
        model.alternatives = Some(Alternatives::beside(other, sides.consumption));
        Ok(model)
    }

    /// A model of what was built; one without alternatives.
    pub(super) fn of(
        study: Arc<Study>,
        library: Arc<FactorLibrary>,
        settings: &Settings,
        built: Built,
        warnings: Vec<Diagnostic>,
    ) -> Self {
        let Built {
            graph,
            factors,
            derived,
            rules,
            set,
            slopes,
            parameters,
            spreads,
            units,
            loops,
            products,
            excluded,
            carbon,
            ..
        } = built;
        let mut product_of = IndexMap::with_capacity(products.len());
        for (at, product) in products.iter().enumerate() {
            product_of.entry(product.item).or_insert(at);
        }
        Self {
            boundary: settings.boundary.unwrap_or(study.declared.boundary),
            gwp: settings.gwp.unwrap_or(study.declared.gwp),
            profile: Profile::of(study.declared.rules.profile.as_deref()),
            columns: Columns::of(&graph, &factors),
            settings: settings.clone(),
            alternatives: None,
            study,
            library,
            graph,
            factors,
            derived: derived.into(),
            rules,
            set: set.into(),
            slopes,
            parameters,
            spreads,
            units,
            loops,
            products,
            product_of,
            excluded,
            carbon,
            warnings: warnings.into(),
            walked: OnceLock::new(),
            parents: OnceLock::new(),
            primary: OnceLock::new(),
            absolute: OnceLock::new(),
            uses: OnceLock::new(),
        }
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
        self.settings.scenario.as_deref()
    }

    /// What it was built with instead of the study's own values ([`Settings::set`]): where this is not empty, no result
    /// is the study's own.
    #[must_use]
    pub fn set_values(&self) -> &[SetValue] {
        &self.set
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
        let (footprint, ..) = self.answer(&declared, &mut self.down_walk())?;
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
        if self.products.len() > 1 {
            self.walk_up();
        }
        let mut down = self.down_walk();
        self.products.iter().map(|declared| self.answer(declared, &mut down).map(|(footprint, ..)| footprint)).collect()
    }

    /// Every line that contributes to the footprint of an item, largest first; they add up to the total over all
    /// eight stages. Credits beyond the boundary come last and are not part of that sum.
    ///
    /// # Errors
    ///
    /// As [`Model::footprint`].
    pub fn trace(&self, id: &str) -> Result<(Footprint, Vec<TraceLine>), Error> {
        let declared = self.declared(id)?;
        let (footprint, cells, needs) = self.answer(&declared, &mut self.down_walk())?;
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
        let mut rows = Vec::with_capacity(self.graph.items as usize);
        self.roll_up_each(|row| rows.push(row))?;
        Ok(rows)
    }

    /// As [`Model::roll_up`], one row at a time: for studies whose rows would fill the memory. After an error what
    /// was handed out is void.
    ///
    /// # Errors
    ///
    /// As [`Model::roll_up`].
    pub fn roll_up_each(&self, mut each: impl FnMut(RollUp)) -> Result<(), Error> {
        self.roll_up_in_parts(
            |rows| rows.map(RollUp::from).collect::<Vec<_>>(),
            |part| part.into_iter().for_each(&mut each),
        )
    }

    /// Of how many parts [`Model::roll_up_in_parts`] is.
    #[cfg(feature = "cli")]
    pub(crate) fn roll_up_parts(&self) -> u64 {
        self.graph.items.div_ceil(ROWS).into()
    }

    /// As [`Model::roll_up_each`], some rows at a time, several times at once: `make` makes of them what `take` gets, in
    /// the order of the rows.
    pub(crate) fn roll_up_in_parts<T: Send>(
        &self,
        make: impl Fn(&mut dyn Iterator<Item = RolledUp<'_>>) -> T + Sync,
        mut take: impl FnMut(T),
    ) -> Result<(), Error> {
        let walked = self.walk_up();
        let mut report = Report::default();
        let nodes = (0..self.graph.items).step_by(ROWS as usize);
        let nodes = nodes.map(|from| from..self.graph.items.min(from.saturating_add(ROWS)));
        let make_part = |nodes: std::ops::Range<u32>| {
            let (mut memory, mut failed) = (Vec::new(), Vec::new());
            let mut rows = nodes.filter_map(|node| {
                let item = self.graph.source[node as usize];
                // A process is no item: what it makes are.
                if self.study.items.get(item as usize).is_some_and(|i| i.process) {
                    return None;
                }
                if self.cancels(node, walked.of(node), Wide::ONE) {
                    failed.push((item, true));
                    return None;
                }
                let row = self.roll_up_row((walked.of(node), &self.columns), item, &mut memory);
                row.inspect_err(|_| failed.push((item, false))).ok()
            });
            let part = make(&mut rows);
            (part, failed)
        };
        parallel::in_batches(
            &mut report,
            nodes,
            |_, nodes| make_part(nodes),
            |report, (part, failed)| {
                for (item, cancelled) in failed {
                    let id = self.study.item_name(item);
                    if cancelled {
                        self.report_cancelled(id, report);
                    } else {
                        self.report_too_large(id, report);
                    }
                }
                take(part);
            },
        );
        if report.has_errors() { Err(Error::input(report)) } else { Ok(()) }
    }

    /// A row of the walk as an item's answer.
    pub(super) fn roll_up_row(
        &self,
        (row, columns): (&[Wide], &Columns),
        item: u32,
        memory: &mut Vec<Wide>,
    ) -> Result<RolledUp<'_>, TooLarge> {
        let cells = Cells::round_in(std::mem::take(memory), row, Wide::ONE, columns);
        if cells.vanished(row) {
            return Err(TooLarge);
        }
        let emissions = cells.emissions(|s| s != Stage::BeyondBoundary)?;
        let credits = cells.emissions(|s| s == Stage::BeyondBoundary)?;
        *memory = cells.into_memory();
        Ok(RolledUp {
            id: self.study.item_name(item),
            name: self.study.item_title(item),
            total: emissions.total().map_err(|_| TooLarge)?,
            intensity: Intensity::new(emissions, self.unit_of(item)),
            beyond_boundary: credits.total().map_err(|_| TooLarge)?,
        })
    }

    /// Whether loops may make less than they take.
    pub(super) fn may_amplify(&self) -> bool {
        self.study.declared.rules.negative_lines || self.settings.amplifying
    }

    pub(super) fn unit_of(&self, item: u32) -> Unit {
        self.units.get(item as usize).copied().unwrap_or_else(Unit::piece)
    }

    /// The up walk over everything.
    pub(super) fn walk_up(&self) -> &Intensities {
        self.walked.get_or_init(|| up(&self.graph, &self.factors, &self.loops, &self.columns, None))
    }

    /// A chosen factor as rows show it.
    pub(super) fn factor_use(&self, source: u32) -> Result<Arc<FactorUse>, TooLarge> {
        let uses = self.uses.get_or_init(|| self.factors.iter().map(|_| OnceLock::new()).collect());
        let slot = &uses[source as usize];
        if let Some(known) = slot.get() {
            return Ok(Arc::clone(known));
        }
        let made = Arc::new(FactorUse::of(&self.factors[source as usize])?);
        Ok(Arc::clone(slot.get_or_init(|| made)))
    }

    pub(super) fn down_walk(&self) -> Walks<'_> {
        let primary = self.primary.get_or_init(|| PrimaryLines::of(self));
        Walks::new(DownWalk::over(&self.graph, &self.loops), primary.as_deref())
    }

    /// What one unit of a node emits: from the walk over everything if there was one, else from a walk over what the
    /// node needs. Both give the same digits.
    fn intensity(&self, node: u32) -> Cow<'_, [Wide]> {
        if let Some(walked) = self.walked.get() {
            return Cow::Borrowed(walked.of(node));
        }
        let reach = self.graph.reach(node);
        let walked = up(&self.graph, &self.factors, &self.loops, &self.columns, Some(&reach));
        Cow::Owned(walked.of(node).to_vec())
    }

    /// A product with its declared amount, or any other item with the amount 1.
    pub(super) fn declared(&self, id: &str) -> Result<Declared, Error> {
        let Some(item) = self.study.item_by_text(id) else {
            let mut report = Report::default();
            let items = (0..self.graph.items).map(|node| self.study.item_name(self.graph.source[node as usize]));
            let [near, near_zh] = hint(id, items);
            let arguments = [("seen", id), ("near", near.as_str()), ("near_zh", near_zh.as_str())];
            report.add(&texts::PRODUCT_NOT_FOUND, None, &arguments);
            return Err(Error::input(report));
        };
        let declared = self.product_of.get(&item).and_then(|at| self.products.get(*at));
        Ok(Declared {
            item,
            amount: declared.map_or(Wide::ONE, |p| p.amount),
            slopes: declared.map(|p| p.slopes.clone()).unwrap_or_default(),
            functional_unit: declared.map(|p| p.functional_unit.clone()).unwrap_or_default(),
        })
    }

    pub(super) fn answer(
        &self,
        declared: &Declared,
        down: &mut Walks<'_>,
    ) -> Result<(Footprint, Cells<'_>, Requirements), Error> {
        let id = self.study.item_name(declared.item);
        let node = self.graph.node_of_item[declared.item as usize];
        if self.cancels(node, &self.intensity(node), declared.amount) {
            let mut report = Report::default();
            self.report_cancelled(id, &mut report);
            return Err(Error::input(report));
        }
        self.try_answer(declared, down).map_err(|TooLarge| self.too_large(id))
    }

    /// Whether the numbers of a node, `row` for one unit, are left of parts so large that too few digits are.
    fn cancels(&self, node: u32, row: &[Wide], amount: Wide) -> bool {
        let absolute = self.absolute.get_or_init(|| Absolute::of(&self.graph, &self.factors, &self.loops));
        absolute.lost(node, amount, row, self.loops.count() > 0)
    }

    fn try_answer(
        &self,
        declared: &Declared,
        down: &mut Walks<'_>,
    ) -> Result<(Footprint, Cells<'_>, Requirements), TooLarge> {
        let node = self.graph.node_of_item[declared.item as usize];
        let intensity = self.intensity(node);
        let cells = Cells::round(&intensity, declared.amount, &self.columns);
        if cells.vanished(&intensity) && !declared.amount.is_zero() {
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
        let needs = down.from([(node, Wide::ONE)]);
        let needed = NeededFactors::of(self, &needs);
        let [list, credits] = contributions(self, &needed, &needs, declared.amount, &cells, total_all_stages)?;
        let (id, name, name_zh) = self.item_names(node);
        let total = components.total().map_err(|_| TooLarge)?;
        let rules = rules(self, &needs);
        let (exclusions, excluded_share, mut found) =
            cut_off::of_product(&self.excluded, (declared.item, &id), self.boundary, total, &self.profile);
        let carbon = self.carbon_content(declared);
        if let Some(carbon) = carbon {
            // What a product holds does not count its packaging.
            let gate = self.without_packaging().unwrap_or(self).within(declared, Boundary::CradleToGate)?;
            let record = self.study.items.get(declared.item as usize);
            let place = record.and_then(|item| self.study.place(item.origin, "biogenic_carbon"));
            found.extend(carbon_balance(&id, &carbon, &gate, place));
        }
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
            scenario: self.settings.scenario.clone(),
            set: Arc::clone(&self.set),
            region: self.study.declared.region.clone(),
            period: self.study.declared.period.map(|p| p.to_string()),
            stages,
            stage_totals,
            total,
            total_including_biogenic: components.total_including_biogenic().map_err(|_| TooLarge)?,
            components,
            total_all_stages,
            contributions: list,
            credits,
            contributions_by: Vec::new(),
            electricity: self.electricity_totals(declared, total)?,
            recycling_alternatives: self.recycling_totals(declared, &rules),
            packaging: self.packaging(declared, total)?,
            carbon,
            rules,
            exclusions,
            excluded_share,
            profile: self.profile.clone(),
            quality: down.quality(self, node, &needed),
            warnings: if found.is_empty() {
                Arc::clone(&self.warnings)
            } else {
                self.warnings.iter().cloned().chain(found).collect()
            },
        };
        Ok((footprint, cells, needs))
    }

    /// The rules that shaped the lines, with those of the market-based side where the headline is location-based.
    pub(super) fn applied_rules(&self) -> impl Iterator<Item = &AppliedRule> {
        let other = self.alternatives.as_ref().and_then(|a| a.other_side.as_ref());
        let of_market = other.into_iter().flat_map(|m| &m.rules);
        let of_market = of_market.filter(|rule| matches!(rule, AppliedRule::Electricity { .. }));
        self.rules.iter().chain(of_market)
    }

    /// What a declared product emits within a boundary.
    pub(super) fn within(&self, declared: &Declared, boundary: Boundary) -> Result<Emissions, TooLarge> {
        self.of_stages(declared, |stage| boundary.includes(stage))
    }

    /// What a declared product emits in some stages.
    pub(super) fn of_stages(
        &self,
        declared: &Declared,
        include: impl Fn(Stage) -> bool,
    ) -> Result<Emissions, TooLarge> {
        let node = self.graph.node_of_item[declared.item as usize];
        let cells = Cells::round(self.walk_up().of(node), declared.amount, &self.columns);
        cells.emissions(include)
    }

    /// The total within the boundary of a declared product.
    pub(super) fn total(&self, declared: &Declared) -> Result<Decimal, TooLarge> {
        self.within(declared, self.boundary)?.total().map_err(|_| TooLarge)
    }

    /// Location- and market-based, of which one is the headline; the same where no contract or certificate is stated.
    fn electricity_totals(&self, declared: &Declared, total: Decimal) -> Result<ElectricityTotals, TooLarge> {
        let other = self.alternatives.as_ref().and_then(|a| a.other_side.as_ref());
        let other = other.map_or(Ok(total), |model| model.total(declared))?;
        Ok(match self.study.declared.electricity {
            ElectricityBasis::Location => ElectricityTotals { location: total, market: other },
            ElectricityBasis::Market => ElectricityTotals { location: other, market: total },
        })
    }

    /// What the total would be with one recycling method throughout; empty if none of it applies to the product.
    fn recycling_totals(&self, declared: &Declared, rules: &[MethodRule]) -> Vec<(&'static str, Decimal)> {
        if !rules.iter().any(|rule| rule.kind() == "recycling") {
            return Vec::new();
        }
        let totals = self.by_recycling_method().iter();
        totals.filter_map(|(method, model)| Some((method.name(), model.total(declared).ok()?))).collect()
    }

    /// The part of the total that would not be there if packaging were free.
    fn packaging(&self, declared: &Declared, total: Decimal) -> Result<Decimal, TooLarge> {
        let Some(model) = self.without_packaging() else { return Ok(Decimal::ZERO) };
        total.checked_sub(model.total(declared)?).map_err(|_| TooLarge)
    }

    fn carbon_content(&self, declared: &Declared) -> Option<CarbonContent> {
        let carbon = self.carbon.get(&declared.item)?;
        let [fossil, biogenic, recycled] = carbon.map(|kg| kg.and_then(|kg| kg.mul(declared.amount).to_decimal()));
        Some(CarbonContent { fossil, biogenic, recycled })
    }

    /// The GWP sets that the factors in use state, with the model's own.
    fn gwp_sets(&self, needs: &Requirements) -> Vec<GwpSet> {
        let used = needs.iter().map(|(node, _)| node).filter(|node| !self.graph.is_item(*node));
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
        let name = self.study.item_title(item).to_owned();
        let name_zh = record.and_then(|r| r.details.as_ref()).map(|d| d.name_zh.clone()).unwrap_or_default();
        (self.study.item_name(item).to_owned(), name, name_zh)
    }

    pub(crate) fn too_large(&self, id: &str) -> Error {
        let mut report = Report::default();
        self.report_too_large(id, &mut report);
        Error::input(report)
    }

    pub(super) fn report_cancelled(&self, id: &str, report: &mut Report) {
        let place = self.study.item_by_text(id).and_then(|i| self.study.items.get(i as usize));
        let place = place.and_then(|i| self.study.place(i.origin, ""));
        report.add(&arithmetic::CANCELLED, place, &[("seen", id)]);
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

/// Uptake that is still in the product at the gate is its biogenic carbon x 44/12; more than a thousandth off is said.
fn carbon_balance(id: &str, carbon: &CarbonContent, gate: &Emissions, place: Option<Place>) -> Option<Diagnostic> {
    let carbon = Wide::from(carbon.biogenic?);
    let co2 = carbon.mul(Wide::from(Decimal::from(44_u8))).div(Wide::from(Decimal::from(12_u8)))?;
    let [uptake, released] = [Component::BiogenicUptake, Component::BiogenicCo2].map(|c| Wide::from(gate.get(c)));
    let have = uptake.add(released).neg();
    let larger = if co2.abs().cmp(have.abs()).is_gt() { co2 } else { have };
    let allowed = larger.abs().mul(Wide::power_of_ten(-3));
    if co2.sub(have).abs().cmp(allowed).is_le() {
        return None;
    }
    let [carbon, want, have] = [carbon, co2, have].map(|w| shown_to(6, w));
    let arguments = [("seen", id), ("carbon", carbon.as_str()), ("want", want.as_str()), ("have", have.as_str())];
    Some(Diagnostic::new(&texts::CARBON_BALANCE, place, &arguments))
}
