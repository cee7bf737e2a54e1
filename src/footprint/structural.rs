//! Structural paths: the single ways from a product down to a factor that carry most, largest first.
//!
//! A product may have more paths than atoms have names, and inside a loop they never end, so they are not enumerated.
//! The search always goes on where most is left: what a beginning of a path can still bring is what it needs of its
//! last item times what one unit of that item carries (of its lines' and factors' absolute amounts, where some are
//! negative). A path that ends at a factor and comes to the front is therefore no smaller than any still to come.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::Arc;

use super::Footprint;
use super::cells::{TooLarge, apportion};
use super::contributions::FactorUse;
use super::model::Model;
use super::worth::Worth;
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Report, texts};
use crate::error::Error;
use crate::gas::Component;
use crate::graph::BomGraph;
use crate::resolve::Emitted;
use crate::stage::Stage;
use crate::walk::{Columns, Loops, Requirements, State, up};

/// How many beginnings of paths are looked at before the search gives up: a bill of materials in which every part is
/// reached in two ways at each of sixty levels has no path worth naming.
const MOST_STEPS: usize = 1_000_000;

/// Which paths are wanted.
#[derive(Clone, Copy, Debug)]
pub struct PathSearch {
    share: Decimal,
    most: usize,
}

impl Default for PathSearch {
    /// Until nine tenths are explained, and at most a hundred.
    fn default() -> Self {
        let share = Decimal::from(9_u8).checked_div(Decimal::from(10_u8)).unwrap_or(Decimal::ONE);
        Self { share, most: 100 }
    }
}

impl PathSearch {
    /// Nine tenths, and at most a hundred paths.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Ends where the paths together have this share of all absolute amounts: 1 asks for every path there is.
    #[must_use]
    pub fn share(mut self, share: Decimal) -> Self {
        self.share = share;
        self
    }

    /// Ends after so many paths.
    #[must_use]
    pub fn most(mut self, count: usize) -> Self {
        self.most = count;
        self
    }
}

/// The largest paths of a product, and what all others together amount to. The paths and the two rests add up to
/// [`Footprint::total_all_stages`] exactly.
#[derive(Clone, Debug)]
pub struct StructuralPaths {
    pub(crate) paths: Vec<StructuralPath>,
    pub(crate) rest_positive: Decimal,
    pub(crate) rest_negative: Decimal,
    pub(crate) gave_up: bool,
}

impl StructuralPaths {
    /// The paths, largest first.
    #[must_use]
    pub fn paths(&self) -> &[StructuralPath] {
        &self.paths
    }

    /// The sum of all other paths that emit, kg CO2e.
    #[must_use]
    pub fn rest_positive(&self) -> Decimal {
        self.rest_positive
    }

    /// The sum of all other paths that take away, kg CO2e.
    #[must_use]
    pub fn rest_negative(&self) -> Decimal {
        self.rest_negative
    }

    /// Whether the search ended because the product has too many paths of too little each.
    #[must_use]
    pub fn gave_up(&self) -> bool {
        self.gave_up
    }
}

/// One way from the product to a factor.
#[derive(Clone, Debug)]
pub struct StructuralPath {
    pub(crate) items: Vec<String>,
    pub(crate) factor: Arc<FactorUse>,
    pub(crate) stage: Stage,
    pub(crate) quantity: Decimal,
    pub(crate) kg_co2e: Decimal,
    pub(crate) share: Option<Decimal>,
    pub(crate) cumulative_share: Option<Decimal>,
}

impl StructuralPath {
    /// The ids from the product down to the item whose line names the factor.
    #[must_use]
    pub fn items(&self) -> &[String] {
        &self.items
    }

    /// The factor at its end.
    #[must_use]
    pub fn factor(&self) -> &FactorUse {
        &self.factor
    }

    /// The stage it counts in.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// How much of the factor the product needs over this path alone, in the factor's unit.
    #[must_use]
    pub fn quantity(&self) -> Decimal {
        self.quantity
    }

    /// What it brings, kg CO2e; below zero where it takes away.
    #[must_use]
    pub fn kg_co2e(&self) -> Decimal {
        self.kg_co2e
    }

    /// [`StructuralPath::kg_co2e`] over the total of all eight stages; `None` where that is zero.
    #[must_use]
    pub fn share(&self) -> Option<Decimal> {
        self.share
    }

    /// The share of this path and all before it.
    #[must_use]
    pub fn cumulative_share(&self) -> Option<Decimal> {
        self.cumulative_share
    }
}

/// The beginning of a path, or a whole one that ends at a factor.
struct Way {
    /// What it brings at most.
    bound: Wide,
    /// Its place in the arena; of equals the first comes first.
    at: u32,
}

/// A step of a path: the node, the step before it, how much of the node this way alone needs.
struct Step {
    node: u32,
    before: Option<u32>,
    need: Wide,
    /// Who claimed it on the way.
    state: usize,
}

impl Ord for Way {
    fn cmp(&self, other: &Self) -> Ordering {
        self.bound.cmp(other.bound).then(other.at.cmp(&self.at))
    }
}

impl PartialOrd for Way {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Way {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Way {}

impl Model {
    /// The structural paths of an item that carry most.
    ///
    /// # Errors
    ///
    /// As [`Model::footprint`]; and where negative lines make a loop whose absolute amounts grow without end, so that
    /// no sum of paths is left over (E103).
    pub fn structural_paths(&self, id: &str, search: &PathSearch) -> Result<(Footprint, StructuralPaths), Error> {
        let declared = self.declared(id)?;
        let (footprint, cells, needs) = self.answer(&declared, &mut self.down_walk())?;
        let product = self.graph.node_of_item[declared.item as usize];
        let Some(bounds) = Bounds::of(self, &needs) else {
            let mut report = Report::default();
            report.add(&texts::PATHS_WITHOUT_END, None, &[("seen", id)]);
            return Err(Error::input(report));
        };
        let total = footprint.total_all_stages;
        let found = self.search(product, &needs, declared.amount, &bounds, search);
        let listed = found.rounded(self, cells.places, total).map_err(|TooLarge| self.too_large(id))?;
        Ok((footprint, listed))
    }

    fn search(
        &self,
        product: u32,
        needs: &Requirements,
        amount: Wide,
        bounds: &Bounds<'_>,
        search: &PathSearch,
    ) -> Found {
        let graph = &self.graph;
        let mut found = Found::default();
        found.steps.push(Step { node: product, before: None, need: amount, state: 0 });
        let whole = bounds.absolute(product).mul(amount);
        let net = bounds.net(product).mul(amount);
        // Of e that is emitted and t that is taken away, e + t is the net and e - t the absolute amount.
        found.all_taken_away = net.sub(whole).div(Wide::from(Decimal::from(2_u8))).unwrap_or(Wide::ZERO);
        let wanted = whole.mul(Wide::from(search.share));
        let mut queue = BinaryHeap::from([Way { bound: whole, at: 0 }]);
        let mut explained = Wide::ZERO;
        while let Some(Way { bound, at }) = queue.pop() {
            found.gave_up = found.steps.len() > MOST_STEPS;
            let enough = explained.cmp(wanted).is_ge() && !found.ends.is_empty();
            if enough || found.gave_up || found.ends.len() >= search.most {
                return found;
            }
            let Step { node, need, state, .. } = found.steps[at as usize];
            if !graph.is_item(node) {
                let kg = need.mul(bounds.net(node));
                if kg.is_negative() {
                    found.taken_away = found.taken_away.add(kg);
                }
                found.ends.push((at, kg, needs.states[state]));
                explained = explained.add(bound);
                continue;
            }
            for line in graph.lines_of(node) {
                let after = needs.after(state, line.claim);
                if needs.states[after] == Some(Stage::BeyondBoundary) {
                    continue;
                }
                let need = need.mul(line.quantity);
                let bound = need.abs().mul(bounds.absolute(line.child));
                if bound.is_zero() {
                    continue;
                }
                let next = u32::try_from(found.steps.len()).unwrap_or(u32::MAX);
                found.steps.push(Step { node: line.child, before: Some(at), need, state: after });
                queue.push(Way { bound, at: next });
            }
        }
        found.complete = true;
        found
    }
}

/// What one unit of a node carries over all eight stages: as it is, and with everything counted as an emission.
struct Bounds<'m> {
    net: Worth<'m>,
    absolute: Option<Vec<Wide>>,
}

impl<'m> Bounds<'m> {
    /// `None` if the absolute amounts of a loop have no sum.
    fn of(model: &'m Model, needs: &Requirements) -> Option<Self> {
        let graph = &model.graph;
        let net = Worth::of_all_stages(model);
        let negative = |node: u32| {
            let own = !graph.is_item(node) && net.of(node, None).is_negative();
            own || graph.lines_of(node).any(|l| l.quantity.is_negative() && l.claim != Some(Stage::BeyondBoundary))
        };
        if !needs.iter().any(|(node, _)| negative(node)) {
            return Some(Self { net, absolute: None });
        }
        let absolute = absolute(model, graph)?;
        Some(Self { net, absolute: Some(absolute) })
    }

    fn net(&self, node: u32) -> Wide {
        self.net.of(node, None)
    }

    fn absolute(&self, node: u32) -> Wide {
        self.absolute.as_ref().map_or_else(|| self.net(node), |all| all[node as usize])
    }
}

/// The up walk over absolute quantities and absolute emissions.
fn absolute(model: &Model, graph: &BomGraph) -> Option<Vec<Wide>> {
    let credit = Some(Stage::BeyondBoundary);
    let edited = graph.edited(|_, _, line| (line.claim != credit).then(|| line.quantity.abs()));
    let (loops, problems) = Loops::factorise(&edited, false);
    if !problems.is_empty() {
        return None;
    }
    let mut factors = model.factors.clone();
    for chosen in &mut factors {
        let counted = Component::ALL.into_iter().filter(|c| c.in_total());
        let kg = counted.fold(Wide::ZERO, |sum, c| sum.add(chosen.emissions[c as usize]));
        chosen.emissions = Emitted::Fossil(kg.abs());
    }
    let columns = Columns::of(&edited, &factors);
    let walked = up(&edited, &factors, &loops, &columns, None);
    let count = u32::try_from(edited.node_count()).unwrap_or(u32::MAX);
    Some((0..count).map(|node| walked.of(node).iter().fold(Wide::ZERO, |sum, v| sum.add(*v))).collect())
}

/// What a search has found.
#[derive(Default)]
struct Found {
    steps: Vec<Step>,
    /// The last step of each path, what the path brings, and who claimed it.
    ends: Vec<(u32, Wide, State)>,
    /// What the paths found take away, and what all paths that there are do.
    taken_away: Wide,
    all_taken_away: Wide,
    /// There are no other paths.
    complete: bool,
    gave_up: bool,
}

impl Found {
    fn rounded(&self, model: &Model, places: i64, total: Decimal) -> Result<StructuralPaths, TooLarge> {
        let graph = &model.graph;
        let exact: Vec<Wide> = self.ends.iter().map(|(_, kg, _)| *kg).collect();
        let whole = Wide::from(total);
        let rounded: Vec<Wide> = if self.complete {
            apportion(&exact, whole, places)
        } else {
            exact.iter().map(|kg| kg.round_to_places(places)).collect()
        };
        let mut paths = Vec::with_capacity(self.ends.len());
        let mut explained = Wide::ZERO;
        for ((end, _, state), kg) in self.ends.iter().zip(rounded) {
            explained = explained.add(kg);
            let last = &self.steps[*end as usize];
            let factor = &model.factors[graph.source[last.node as usize] as usize];
            let before = |at: &u32| self.steps.get(*at as usize)?.before;
            let nodes = std::iter::successors(last.before, before).filter_map(|at| self.steps.get(at as usize));
            let name = |step: &Step| model.study.item_name(graph.source[step.node as usize]).to_owned();
            let mut items: Vec<String> = nodes.map(name).collect();
            items.reverse();
            let kg_co2e = kg.to_decimal().ok_or(TooLarge)?;
            paths.push(StructuralPath {
                items,
                factor: Arc::new(FactorUse::of(factor)?),
                stage: state.unwrap_or(factor.factor.stage),
                quantity: last.need.to_decimal().ok_or(TooLarge)?,
                kg_co2e,
                share: kg_co2e.over(total),
                cumulative_share: explained.to_decimal().ok_or(TooLarge)?.over(total),
            });
        }
        // The rest that takes away is rounded, and the other takes what makes the sum exact.
        let rest = self.all_taken_away.sub(self.taken_away).round_to_places(places);
        let rest_negative = if rest.is_negative() && !self.complete { rest } else { Wide::ZERO };
        let rest_positive = whole.sub(explained).sub(rest_negative);
        Ok(StructuralPaths {
            paths,
            rest_positive: rest_positive.to_decimal().ok_or(TooLarge)?,
            rest_negative: rest_negative.to_decimal().ok_or(TooLarge)?,
            gave_up: self.gave_up,
        })
    }
}
