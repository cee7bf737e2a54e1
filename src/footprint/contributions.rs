//! What a footprint is made of: requirement of a factor times its emissions, for each stage.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::cells::{Cells, TooLarge, apportion, largest_first};
use super::model::Model;
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::Place;
use crate::factor::FactorOrigin;
use crate::gas::Component;
use crate::lower::Cause;
use crate::quantity::Emissions;
use crate::resolve::ChosenFactor;
use crate::stage::Stage;
use crate::unit::Unit;
use crate::walk::{Places, Requirements};

/// The factor behind a contribution: its key and where its figure stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorUse {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) name_zh: String,
    pub(crate) category: String,
    pub(crate) primary: bool,
    pub(crate) region: String,
    pub(crate) years: String,
    pub(crate) unit: Unit,
    pub(crate) source: String,
    pub(crate) publisher: String,
    pub(crate) year: String,
    pub(crate) licence: String,
    pub(crate) place: Option<Place>,
    pub(crate) origin: FactorOrigin,
    pub(crate) regions_wanted: Vec<String>,
    pub(crate) years_wanted: Vec<i32>,
    pub(crate) kg_co2e_per_unit: Decimal,
    /// The share of primary data in the figure, 0 to 1.
    pub(crate) primary_share: Decimal,
    /// Technology, time, geography: 1 best to 5; `None` where nothing is stated.
    pub(crate) quality: [Option<Decimal>; 3],
}

impl FactorUse {
    pub(super) fn of(chosen: &ChosenFactor) -> Result<Self, TooLarge> {
        let factor = &chosen.factor;
        let counted = Component::ALL.into_iter().filter(|c| c.in_total());
        let per_unit = counted.fold(Wide::ZERO, |sum, c| sum.add(chosen.emissions[c as usize]));
        let coarser = chosen.wants().iter().filter(|(_, choice)| choice.coarser);
        let regions: BTreeSet<String> = coarser.filter_map(|(wanted, _)| wanted.region.clone()).collect();
        let older = chosen.wants().iter().filter(|(_, choice)| choice.older);
        let years: BTreeSet<i32> = older.filter_map(|(wanted, _)| wanted.year).collect();
        Ok(Self {
            kg_co2e_per_unit: per_unit.to_decimal().ok_or(TooLarge)?,
            primary_share: chosen.primary().to_decimal().ok_or(TooLarge)?,
            quality: chosen.quality().map(|rating| rating.and_then(Wide::to_decimal)),
            id: factor.id.clone(),
            name: factor.details.name.clone(),
            name_zh: factor.details.name_zh.clone(),
            category: factor.details.category.clone(),
            primary: factor.primary,
            region: factor.region.clone(),
            years: factor.years().unwrap_or_default(),
            unit: factor.unit,
            source: factor.details.source.clone(),
            publisher: factor.details.publisher.clone(),
            year: factor.details.year.clone(),
            licence: factor.details.licence.clone(),
            place: factor.place.clone(),
            origin: chosen.origin.clone(),
            regions_wanted: regions.into_iter().collect(),
            years_wanted: years.into_iter().collect(),
        })
    }

    /// The factor's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The region that the row holds for; empty if it states none.
    #[must_use]
    pub fn region(&self) -> &str {
        &self.region
    }

    /// The years that the row holds for, as `2024` or `2019-2021`; empty if it states none.
    #[must_use]
    pub fn years(&self) -> &str {
        &self.years
    }

    /// The unit that its emissions are per.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// The seven components that count, kg CO2e per [`FactorUse::unit`], with the GWP set of the model.
    #[must_use]
    pub fn kg_co2e_per_unit(&self) -> Decimal {
        self.kg_co2e_per_unit
    }

    /// Where the figure stands, as the factor states it.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Which set of factors the row stands in: the study's own, a library file, the embedded library.
    #[must_use]
    pub fn origin(&self) -> &FactorOrigin {
        &self.origin
    }

    /// The file and row that it was read from.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// Whether the row holds for a coarser region than was wanted somewhere in the study (W201).
    #[must_use]
    pub fn is_coarser(&self) -> bool {
        !self.regions_wanted.is_empty()
    }

    /// Whether the row ended before the year that was wanted (W202).
    #[must_use]
    pub fn is_older(&self) -> bool {
        !self.years_wanted.is_empty()
    }

    /// The regions that were wanted where the row's is coarser, in order; empty if it is as wanted.
    #[must_use]
    pub fn regions_wanted(&self) -> &[String] {
        &self.regions_wanted
    }

    /// The years that were wanted where the row ended before, in order; empty if it is as wanted.
    #[must_use]
    pub fn years_wanted(&self) -> &[i32] {
        &self.years_wanted
    }
}

/// What one factor contributes to a product in one stage.
#[derive(Clone, Debug)]
pub struct Contribution {
    pub(crate) factor: Arc<FactorUse>,
    pub(crate) item: String,
    pub(crate) item_name: String,
    pub(crate) item_name_zh: String,
    pub(crate) items: usize,
    pub(crate) bound: bool,
    pub(crate) stage: Stage,
    pub(crate) quantity: Decimal,
    pub(crate) emissions: Emissions,
    pub(crate) kg_co2e: Decimal,
    pub(crate) share: Option<Decimal>,
}

impl Contribution {
    /// The factor.
    #[must_use]
    pub fn factor(&self) -> &FactorUse {
        &self.factor
    }

    /// The item through which the factor enters; of several the one that takes most of it.
    #[must_use]
    pub fn item(&self) -> &str {
        &self.item
    }

    /// Through how many items it enters.
    #[must_use]
    pub fn item_count(&self) -> usize {
        self.items
    }

    /// The stage it counts in.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// How much of the factor the product needs, in the factor's unit.
    #[must_use]
    pub fn quantity(&self) -> Decimal {
        self.quantity
    }

    /// The seven components that count, summed, kg CO2e.
    #[must_use]
    pub fn kg_co2e(&self) -> Decimal {
        self.kg_co2e
    }

    /// All nine components, kg CO2e.
    #[must_use]
    pub fn emissions(&self) -> &Emissions {
        &self.emissions
    }

    /// [`Contribution::kg_co2e`] over the total of all eight stages; `None` where that is zero.
    #[must_use]
    pub fn share(&self) -> Option<Decimal> {
        self.share
    }
}

/// Contributions by factor node and stage, rounded to add up to the cells. Largest first, then by factor and stage;
/// credits apart.
pub(super) fn contributions(
    model: &Model,
    needed: &NeededFactors,
    needs: &Requirements,
    amount: Wide,
    cells: &Cells<'_>,
    total: Decimal,
) -> Result<[Vec<Contribution>; 2], TooLarge> {
    let graph = &model.graph;
    let keys: Vec<(u32, Stage)> = needed.iter().map(|(key, _)| key).collect();
    let quantities: Vec<Wide> = needed.iter().map(|(_, need)| need.mul(amount)).collect();
    let emissions = split(model, &keys, &quantities, cells);
    let users = users(model, needed, needs);
    let mut kilograms = Vec::with_capacity(keys.len());
    for at in 0..keys.len() {
        kilograms.push(emissions.of(at)?.total().map_err(|_| TooLarge)?);
    }
    let credits = keys.iter().filter(|(_, stage)| *stage == Stage::BeyondBoundary).count();
    let mut lists = [Vec::with_capacity(keys.len().saturating_sub(credits)), Vec::with_capacity(credits)];
    // Put in order while they are numbers: a row is long.
    for at in largest_first(kilograms.iter().copied()) {
        let (node, stage) = keys[at];
        let (user, _, items) = users[at];
        let (item, item_name, item_name_zh) = model.item_names(user);
        let kg_co2e = kilograms[at];
        lists[usize::from(stage == Stage::BeyondBoundary)].push(Contribution {
            factor: model.factor_use(graph.source[node as usize])?,
            item,
            item_name,
            item_name_zh,
            items,
            bound: graph.lines_between(user, node).any(|l| matches!(graph.cause(l), Cause::Binding(_))),
            stage,
            quantity: quantities[at].to_decimal().ok_or(TooLarge)?,
            emissions: emissions.of(at)?,
            kg_co2e,
            share: kg_co2e.over(total),
        });
    }
    Ok(lists)
}

/// What a demand needs of each factor node, by the stage in which it counts: by node, then by who claimed it.
pub(super) struct NeededFactors(Vec<((u32, Stage), Wide)>);

impl NeededFactors {
    pub(super) fn of(model: &Model, needs: &Requirements) -> Self {
        let graph = &model.graph;
        let mut needed: Vec<((u32, Stage), Wide)> = Vec::new();
        for (node, need_by_state) in needs.iter_from(graph.items) {
            let own_stage = model.factors[graph.source[node as usize] as usize].stage;
            let start = needed.len();
            for (state, need) in needs.states.iter().zip(need_by_state).filter(|(_, need)| !need.is_zero()) {
                let key = (node, state.unwrap_or(own_stage));
                match needed.get_mut(start..).and_then(|own| own.iter_mut().find(|(other, _)| *other == key)) {
                    Some((_, sum)) => *sum = sum.add(*need),
                    None => needed.push((key, *need)),
                }
            }
        }
        Self(needed)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = ((u32, Stage), Wide)> {
        self.0.iter().copied()
    }

    pub(super) fn get(&self, key: (u32, Stage)) -> Option<Wide> {
        let from = self.0.partition_point(|((node, _), _)| *node < key.0);
        let of_node = self.0.get(from..)?.iter().take_while(|((node, _), _)| *node == key.0);
        of_node.into_iter().find(|(own, _)| *own == key).map(|(_, need)| *need)
    }
}

pub(super) fn narrow(components: &[Wide; 9]) -> Result<Emissions, TooLarge> {
    let mut narrow = [Decimal::ZERO; 9];
    for (slot, value) in narrow.iter_mut().zip(components) {
        *slot = value.to_decimal().ok_or(TooLarge)?;
    }
    Ok(Emissions::new(narrow))
}

/// Emissions of rows, of the components that any of them has.
pub(super) struct Split {
    rows: usize,
    /// One number a row for each component that is there.
    columns: [Vec<Wide>; 9],
}

impl Split {
    /// The row's emissions.
    pub(super) fn of(&self, row: usize) -> Result<Emissions, TooLarge> {
        let mut components = [Decimal::ZERO; 9];
        for (slot, column) in components.iter_mut().zip(&self.columns) {
            if let Some(value) = column.get(row) {
                *slot = value.to_decimal().ok_or(TooLarge)?;
            }
        }
        Ok(Emissions::new(components))
    }

    fn column(&mut self, component: Component) -> &mut [Wide] {
        let column = &mut self.columns[component as usize];
        column.resize(self.rows, Wide::ZERO);
        column
    }
}

/// `quantity x emissions` of each factor node and stage, rounded so that every cell is met exactly.
pub(super) fn split(model: &Model, keys: &[(u32, Stage)], quantities: &[Wide], cells: &Cells<'_>) -> Split {
    let mut result = Split { rows: keys.len(), columns: Default::default() };
    let mut by_stage: [Vec<usize>; 9] = Default::default();
    for (at, (_, stage)) in keys.iter().enumerate() {
        by_stage[*stage as usize].push(at);
    }
    for (stage, rows) in Stage::ALL_AND_BEYOND.into_iter().zip(by_stage).filter(|(_, rows)| !rows.is_empty()) {
        for component in &model.columns.components {
            let part = |at: &usize| {
                let source = model.graph.source[keys[*at].0 as usize] as usize;
                model.factors[source].emissions[*component as usize].mul(quantities[*at])
            };
            let parts: Vec<Wide> = rows.iter().map(part).collect();
            if parts.iter().all(|p| p.is_zero()) {
                continue;
            }
            let column = result.column(*component);
            for (at, value) in rows.iter().zip(apportion(&parts, cells.get(stage, *component), cells.places)) {
                column[*at] = value;
            }
        }
    }
    result
}

/// Of each factor and stage: the item that takes most of it there, how much it takes, how many items do.
fn users(model: &Model, needed: &NeededFactors, needs: &Requirements) -> Vec<(u32, Wide, usize)> {
    let graph = &model.graph;
    // The first row of each factor.
    let mut first = Places::of(graph.node_count());
    for (at, ((node, _), _)) in needed.iter().enumerate() {
        if first.get(node).is_none() {
            first.set(node, at);
        }
    }
    let row_of = |node: u32, stage: Stage| {
        let from = first.get(node)?;
        let own = needed.0.get(from..)?.iter().take_while(|((other, _), _)| *other == node);
        own.into_iter().position(|((_, other), _)| *other == stage).map(|at| from.saturating_add(at))
    };
    let mut users = vec![(0_u32, Wide::ZERO, 0_usize); needed.0.len()];
    // What an item takes of each factor in each stage, over all its lines.
    let mut taken: Vec<(usize, Wide)> = Vec::new();
    for (node, need_by_state) in needs.iter_below(graph.items) {
        taken.clear();
        for line in graph.lines_of(node).filter(|l| !graph.is_item(l.child)) {
            let own_stage = model.factors[graph.source[line.child as usize] as usize].stage;
            for (state, need) in need_by_state.iter().enumerate().filter(|(_, need)| !need.is_zero()) {
                let stage = needs.states[needs.after(state, line.claim)].unwrap_or(own_stage);
                let Some(row) = row_of(line.child, stage) else { continue };
                let part = need.mul(line.quantity);
                // The lines of an item stand in the order of their children.
                let same_child = taken.iter_mut().rev().take(needs.states.len());
                match same_child.into_iter().find(|(other, _)| *other == row) {
                    Some((_, sum)) => *sum = sum.add(part),
                    None => taken.push((row, part)),
                }
            }
        }
        for (row, amount) in &taken {
            let slot = &mut users[*row];
            if slot.2 == 0 {
                slot.0 = node;
            }
            slot.2 = slot.2.saturating_add(1);
            if amount.abs().cmp(slot.1).is_gt() {
                (slot.0, slot.1) = (node, amount.abs());
            }
        }
    }
    users
}
