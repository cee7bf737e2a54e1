//! How a number came about, as a tree in which everything is explained once: each item of a product with its lines,
//! per declared unit, and a number by which lines elsewhere refer to it.

use indexmap::IndexMap;

use super::Footprint;
use super::cells::{TooLarge, apportion};
use super::contributions::FactorUse;
use super::model::Model;
use super::trace::describe;
use super::worth::{Worth, needed};
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::Place;
use crate::error::Error;
use crate::lower::Cause;
use crate::quantity::Cumulative;
use crate::stage::Stage;
use crate::unit::Unit;
use crate::walk::Requirements;

/// The derivation of a footprint: what was multiplied with what, and added up.
#[derive(Clone, Debug)]
pub struct Explanation {
    pub(crate) items: Vec<ExplainedItem>,
}

impl Explanation {
    /// The items explained, the product first, each after the item that first needs it.
    #[must_use]
    pub fn items(&self) -> &[ExplainedItem] {
        &self.items
    }
}

/// One item: what its lines add up to.
#[derive(Clone, Debug)]
pub struct ExplainedItem {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) name_zh: String,
    pub(crate) unit: Unit,
    pub(crate) per_unit: Cumulative,
    pub(crate) lines: Vec<ExplainedLine>,
    pub(crate) folded: usize,
    pub(crate) folded_kg: Decimal,
    pub(crate) users: usize,
}

impl ExplainedItem {
    /// The item's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The declared unit that the numbers are per.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// What one declared unit carries over all eight stages: the sum of the lines and of what is folded, exactly.
    #[must_use]
    pub fn per_unit(&self) -> Cumulative {
        self.per_unit
    }

    /// Its lines, largest first.
    #[must_use]
    pub fn lines(&self) -> &[ExplainedLine] {
        &self.lines
    }

    /// How many lines were too small to show, and what they add up to, kg CO2e per declared unit.
    #[must_use]
    pub fn folded(&self) -> (usize, Decimal) {
        (self.folded, self.folded_kg)
    }

    /// On how many lines of the explanation it stands.
    #[must_use]
    pub fn user_count(&self) -> usize {
        self.users
    }
}

/// What a line brings.
#[derive(Clone, Debug)]
pub enum Brings {
    /// An item, explained at this place of [`Explanation::items`].
    Item(usize),
    /// A factor: nothing is left to explain but its source.
    Factor(Box<FactorUse>),
}

/// A line of an item: a quantity times what one unit of it carries.
#[derive(Clone, Debug)]
pub struct ExplainedLine {
    pub(crate) child: String,
    pub(crate) brings: Brings,
    pub(crate) written: String,
    pub(crate) quantity: Decimal,
    pub(crate) unit: Unit,
    pub(crate) stage: Option<Stage>,
    pub(crate) kg_co2e: Decimal,
    pub(crate) share: Option<Decimal>,
    pub(crate) place: Option<Place>,
}

impl ExplainedLine {
    /// The id of the item or factor.
    #[must_use]
    pub fn child(&self) -> &str {
        &self.child
    }

    /// What it brings.
    #[must_use]
    pub fn brings(&self) -> &Brings {
        &self.brings
    }

    /// How much of it one declared unit of the item needs, in [`ExplainedLine::unit`].
    #[must_use]
    pub fn quantity(&self) -> Decimal {
        self.quantity
    }

    /// The child's declared unit.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// The stage that the line claims; [`Stage::BeyondBoundary`] makes a credit, which counts 0 here.
    #[must_use]
    pub fn stage(&self) -> Option<Stage> {
        self.stage
    }

    /// What the line adds to one declared unit of the item, kg CO2e.
    #[must_use]
    pub fn kg_co2e(&self) -> Decimal {
        self.kg_co2e
    }

    /// What the line adds to the whole product over the product's total; `None` where that is zero. Inside a loop
    /// these may exceed 1.
    #[must_use]
    pub fn share(&self) -> Option<Decimal> {
        self.share
    }

    /// The file and row of the line.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }
}

/// A line before its place in the explanation is known.
struct Drawn {
    at: usize,
    kg: Wide,
    rounded: Wide,
    share: Option<Decimal>,
}

impl Model {
    /// How the footprint of an item came about. Lines that add less than `least` of the product's total are folded.
    ///
    /// # Errors
    ///
    /// As [`Model::footprint`].
    pub fn explain(&self, id: &str, least: Decimal) -> Result<(Footprint, Explanation), Error> {
        let declared = self.declared(id)?;
        let (footprint, _, needs) = self.answer(&declared, &mut self.down_walk())?;
        let product = self.graph.node_of_item[declared.item as usize];
        let scale = Scale { amount: declared.amount, total: footprint.total_all_stages, least };
        let explained = explained(self, product, &needs, &scale).map_err(|TooLarge| self.too_large(id))?;
        Ok((footprint, explained))
    }
}

/// What shares are taken of, and which are too small.
struct Scale {
    amount: Wide,
    total: Decimal,
    least: Decimal,
}

fn explained(model: &Model, product: u32, needs: &Requirements, scale: &Scale) -> Result<Explanation, TooLarge> {
    let graph = &model.graph;
    let worth = Worth::of_all_stages(model);
    // First which items are met, in the order in which a reader meets them; then their lines.
    let mut places: IndexMap<u32, usize> = IndexMap::new();
    let mut open = vec![product];
    let mut drawn: IndexMap<u32, (Vec<Drawn>, Vec<Drawn>, Wide)> = IndexMap::new();
    while let Some(node) = open.pop() {
        if places.contains_key(&node) {
            continue;
        }
        places.insert(node, places.len());
        let lines = lines_of(model, node, needs, &worth, scale);
        let children = lines.0.iter().rev().map(|l| graph.line(l.at).child);
        open.extend(children.filter(|child| graph.is_item(*child) && !places.contains_key(child)));
        drawn.insert(node, lines);
    }
    let mut items = Vec::with_capacity(drawn.len());
    let mut users: IndexMap<usize, usize> = IndexMap::new();
    for (node, (shown, folded, per_unit)) in drawn {
        let (id, name, name_zh) = model.item_names(node);
        let mut lines = Vec::with_capacity(shown.len());
        for line in shown {
            let edge = graph.line(line.at);
            let source = graph.source[edge.child as usize];
            let (child, brings, unit) = match places.get(&edge.child) {
                Some(place) => {
                    let slot = users.entry(*place).or_insert(0);
                    *slot = slot.saturating_add(1);
                    (model.study.item_name(source).to_owned(), Brings::Item(*place), model.unit_of(source))
                }
                None => {
                    let factor = FactorUse::of(&model.factors[source as usize])?;
                    (factor.id.clone(), Brings::Factor(Box::new(factor.clone())), factor.unit)
                }
            };
            let (written, place) = match graph.cause(line.at) {
                Cause::Binding(_) => (String::new(), describe(&model.study, &model.derived, graph.cause(line.at)).1),
                cause => describe(&model.study, &model.derived, cause),
            };
            lines.push(ExplainedLine {
                child,
                brings,
                written,
                quantity: edge.quantity.to_decimal().ok_or(TooLarge)?,
                unit,
                stage: edge.claim,
                kg_co2e: line.rounded.to_decimal().ok_or(TooLarge)?,
                share: line.share,
                place,
            });
        }
        let folded_kg = folded.iter().fold(Wide::ZERO, |sum, l| sum.add(l.rounded));
        items.push(ExplainedItem {
            id,
            name,
            name_zh,
            unit: model.unit_of(graph.source[node as usize]),
            per_unit: Cumulative::new(per_unit.to_decimal().ok_or(TooLarge)?),
            lines,
            folded: folded.len(),
            folded_kg: folded_kg.to_decimal().ok_or(TooLarge)?,
            users: 0,
        });
    }
    for (place, count) in users {
        if let Some(item) = items.get_mut(place) {
            item.users = count;
        }
    }
    Ok(Explanation { items })
}

/// The lines of an item, those to show largest first and those to fold, and the sum of both: rounded to 27 digits, on
/// which the lines add up.
fn lines_of(
    model: &Model,
    node: u32,
    needs: &Requirements,
    worth: &Worth<'_>,
    scale: &Scale,
) -> (Vec<Drawn>, Vec<Drawn>, Wide) {
    let graph = &model.graph;
    let whole = worth.of(node, None);
    let places = 27_i64.saturating_sub(whole.magnitude().max(0)).clamp(0, 28);
    let whole = whole.round_to_places(places);
    let need = needed(needs, node).mul(scale.amount);
    let numbers: Vec<usize> = graph.range(node).collect();
    let kg = |at: &usize| {
        let line = graph.line(*at);
        let credit = line.claim == Some(Stage::BeyondBoundary);
        if credit { Wide::ZERO } else { line.quantity.mul(worth.of(line.child, None)) }
    };
    let exact: Vec<Wide> = numbers.iter().map(kg).collect();
    let rounded = apportion(&exact, whole, places);
    let mut lines: Vec<Drawn> = Vec::with_capacity(numbers.len());
    for ((at, kg), rounded) in numbers.into_iter().zip(exact).zip(rounded) {
        let share = need.mul(kg).to_decimal().and_then(|kg| kg.over(scale.total));
        lines.push(Drawn { at, kg, rounded, share });
    }
    lines.sort_by(|a, b| b.kg.abs().cmp(a.kg.abs()).then(a.at.cmp(&b.at)));
    let least = Wide::from(scale.least);
    let large = |line: &Drawn| line.share.is_none_or(|share| Wide::from(share).abs().cmp(least).is_ge());
    let (shown, folded) = lines.into_iter().partition(large);
    (shown, folded, whole)
}
