//! What a footprint is made of, seen from one side: by factor, item, supplier, stage, region, or by whether it arises at
//! the product itself or upstream.
//!
//! Each side is a partition: its parts are what things cause themselves ([`Direct`]), and they add up to the total over
//! all eight stages. Beside an item stands what it carries with everything below it ([`Cumulative`]), which adds up to
//! nothing.

use indexmap::IndexMap;

use super::Footprint;
use super::cells::{Cells, TooLarge, apportion, by_size};
use super::model::Model;
use super::worth::{Worth, needed};
use crate::decimal::{Decimal, Wide};
use crate::error::Error;
use crate::gas::Component;
use crate::quantity::{Cumulative, Direct};
use crate::stage::Stage;
use crate::walk::{DownWalk, Loops, Requirements};

/// A side from which a footprint is taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupBy {
    /// The factor row, over all stages.
    Factor,
    /// The item (or process) at whose own lines the factors stand.
    Item,
    /// The supplier of the first item on the way down that has one: what this supplier delivers, with all below it.
    Supplier,
    /// The stage.
    Stage,
    /// The region of the factor row.
    Region,
    /// Whether it arises at the product's own lines (`direct`) or at something below (`upstream`).
    Origin,
}

impl GroupBy {
    /// All sides.
    pub const ALL: [Self; 6] = [Self::Factor, Self::Item, Self::Supplier, Self::Stage, Self::Region, Self::Origin];
    pub(crate) const NAMES: [&'static str; 6] = ["factor", "item", "supplier", "stage", "region", "origin"];

    /// The name in commands and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.name().eq_ignore_ascii_case(text.trim()))
    }
}

/// A footprint taken apart from one side.
#[derive(Clone, Debug)]
pub struct Breakdown {
    pub(crate) by: GroupBy,
    pub(crate) groups: Vec<Group>,
}

impl Breakdown {
    /// The side.
    #[must_use]
    pub fn by(&self) -> GroupBy {
        self.by
    }

    /// The parts, largest first. They add up to [`Footprint::total_all_stages`] exactly.
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }
}

/// One part of a footprint.
#[derive(Clone, Debug)]
pub struct Group {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) name_zh: String,
    pub(crate) direct: Direct,
    pub(crate) share: Option<Decimal>,
    pub(crate) cumulative: Option<Cumulative>,
}

impl Group {
    /// The factor's key, the item's id, the supplier, the stage, the region, or `direct` and `upstream`; empty for what
    /// has none.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What it causes itself.
    #[must_use]
    pub fn direct(&self) -> Direct {
        self.direct
    }

    /// [`Group::direct`] over the total of all eight stages; `None` where that is zero.
    #[must_use]
    pub fn share(&self) -> Option<Decimal> {
        self.share
    }

    /// For an item: what it carries with everything below it, of which [`Group::direct`] is a part.
    #[must_use]
    pub fn cumulative(&self) -> Option<Cumulative> {
        self.cumulative
    }
}

/// Numbers of a part before they are rounded: by stage, all nine components.
type Parts<K> = IndexMap<(K, Stage), [Wide; 9]>;

impl Model {
    /// As [`Model::footprint`], and the footprint taken apart from some sides: [`Footprint::contributions_by`].
    ///
    /// # Errors
    ///
    /// As [`Model::footprint`].
    pub fn footprint_by(&self, id: &str, sides: &[GroupBy]) -> Result<Footprint, Error> {
        let declared = self.declared(id)?;
        let (mut footprint, cells, needs) = self.answer(&declared, &mut self.down_walk())?;
        let product = self.graph.node_of_item[declared.item as usize];
        let asked = Asked { model: self, product, needs: &needs, amount: declared.amount, cells: &cells };
        let total = footprint.total_all_stages;
        let breakdowns: Result<Vec<_>, TooLarge> = sides.iter().map(|by| asked.breakdown(*by, total)).collect();
        footprint.contributions_by = breakdowns.map_err(|TooLarge| self.too_large(id))?;
        Ok(footprint)
    }
}

/// What a breakdown starts from.
struct Asked<'a> {
    model: &'a Model,
    product: u32,
    needs: &'a Requirements,
    amount: Wide,
    cells: &'a Cells<'a>,
}

impl Asked<'_> {
    fn breakdown(&self, by: GroupBy, total: Decimal) -> Result<Breakdown, TooLarge> {
        let model = self.model;
        let graph = &model.graph;
        let factor = |node: u32| &model.factors[graph.source[node as usize] as usize].factor;
        let mut groups = match by {
            GroupBy::Factor => self.groups(self.direct(|_, node| node), total, |node| {
                let factor = factor(node);
                (factor.key(), factor.details.name.clone(), factor.details.name_zh.clone())
            }),
            GroupBy::Region => {
                let parts = self.direct(|_, node| factor(node).region.clone());
                self.groups(parts, total, |region| (region, String::new(), String::new()))
            }
            GroupBy::Stage => {
                let parts = self.direct_by_stage();
                self.groups(parts, total, |stage| {
                    let [en, zh] = [crate::Language::En, crate::Language::Zh].map(|language| stage.label(language));
                    (stage.name().to_owned(), en.to_owned(), zh.to_owned())
                })
            }
            GroupBy::Origin => {
                let parts = self.direct(|parent, _| parent != self.product);
                self.groups(parts, total, |upstream| {
                    let [key, zh] = if upstream { ["upstream", "上游"] } else { ["direct", "直接"] };
                    (key.to_owned(), key.to_owned(), zh.to_owned())
                })
            }
            GroupBy::Supplier => {
                self.groups(self.by_supplier(), total, |supplier| (supplier, String::new(), String::new()))
            }
            GroupBy::Item => self.items(total),
        }?;
        groups.sort_by(|a, b| by_size(a.direct.kg_co2e(), b.direct.kg_co2e()).then_with(|| a.key.cmp(&b.key)));
        Ok(Breakdown { by, groups })
    }

    /// What enters at the lines straight to factors, by a key of parent and factor. Credits are no part of the total.
    fn direct<K: std::hash::Hash + Eq>(&self, key: impl Fn(u32, u32) -> K) -> Parts<K> {
        let (model, graph) = (self.model, &self.model.graph);
        let mut parts = Parts::new();
        for (parent, by_state) in self.needs.iter().filter(|(node, _)| graph.is_item(*node)) {
            for line in graph.lines_of(parent).filter(|l| !graph.is_item(l.child) && !l.quantity.is_zero()) {
                let chosen = &model.factors[graph.source[line.child as usize] as usize];
                for (state, need) in by_state.iter().enumerate().filter(|(_, need)| !need.is_zero()) {
                    let stage = self.needs.states[self.needs.after(state, line.claim)].unwrap_or(chosen.factor.stage);
                    if stage != Stage::BeyondBoundary {
                        let quantity = need.mul(self.amount).mul(line.quantity);
                        add(&mut parts, (key(parent, line.child), stage), &chosen.emissions.to_array(), quantity);
                    }
                }
            }
        }
        parts
    }

    fn direct_by_stage(&self) -> Parts<Stage> {
        let mut parts = Parts::new();
        for ((_, stage), values) in self.direct(|_, node| node) {
            add(&mut parts, (stage, stage), &values, Wide::ONE);
        }
        parts
    }

    /// What each supplier delivers. A second walk down, over the graph without the lines of what suppliers deliver,
    /// ends at the first of them on every way; there stands the need of what they deliver, and the up walk says what
    /// that carries. The product's own supplier is no supplier of it.
    fn by_supplier(&self) -> Parts<String> {
        let (model, graph) = (self.model, &self.model.graph);
        let supplier = |node: u32| -> Option<&str> {
            let item = model.study.items.get(*graph.source.get(node as usize)? as usize)?;
            let details = item.details.as_deref().filter(|_| graph.is_item(node) && node != self.product)?;
            Some(details.supplier.as_str()).filter(|s| !s.is_empty())
        };
        let cut = graph.edited(|parent, _, line| supplier(parent).is_none().then_some(line.quantity));
        // Fewer lines make no new loop, and what is left of one is factorised as it was.
        let (loops, _) = Loops::factorise(&cut, model.may_amplify());
        let needs = DownWalk::over(&cut, &loops).from([(self.product, Wide::ONE)]);
        let (walked, columns) = (model.walk_up(), &model.columns);
        let each = columns.components.len().max(1);
        let mut parts = Parts::new();
        for (node, by_state) in needs.iter() {
            let name = supplier(node);
            // Between the product and its suppliers only factors carry emissions.
            if name.is_none() && graph.is_item(node) {
                continue;
            }
            for (state, need) in needs.states.iter().zip(by_state).filter(|(_, need)| !need.is_zero()) {
                for (values, own) in walked.of(node).chunks(each).zip(&columns.stages) {
                    let stage = match (state, own) {
                        (_, Stage::BeyondBoundary) => continue,
                        (state, own) => state.unwrap_or(*own),
                    };
                    if stage == Stage::BeyondBoundary {
                        continue;
                    }
                    let mut all = [Wide::ZERO; 9];
                    for (component, value) in columns.components.iter().zip(values) {
                        all[*component as usize] = *value;
                    }
                    add(&mut parts, (name.unwrap_or_default().to_owned(), stage), &all, need.mul(self.amount));
                }
            }
        }
        parts
    }

    /// Items with what they cause themselves, which is nothing for one that only passes on, and what they carry.
    fn items(&self, total: Decimal) -> Result<Vec<Group>, TooLarge> {
        let (model, graph) = (self.model, &self.model.graph);
        let worth = Worth::of_all_stages(model);
        let mut nodes = Vec::new();
        let mut parts = self.direct(|parent, _| parent);
        for (node, _) in self.needs.iter().filter(|(node, _)| graph.is_item(*node)) {
            parts.entry((node, Stage::RawMaterials)).or_insert([Wide::ZERO; 9]);
        }
        let mut groups = self.groups(parts, total, |node| {
            nodes.push(node);
            model.item_names(node)
        })?;
        for (group, node) in groups.iter_mut().zip(nodes) {
            // Inside a loop an item is below itself: what it carries counts each kilogram once.
            let once = needed(self.needs, node).div(model.loops.self_need(graph, node)).unwrap_or(Wide::ZERO);
            let carried = once.mul(worth.of(node, None)).mul(self.amount).round_to_places(self.cells.places);
            group.cumulative = Some(Cumulative::new(carried.to_decimal().ok_or(TooLarge)?));
        }
        Ok(groups)
    }

    /// Parts rounded so that they meet every cell, and summed by key.
    fn groups<K: std::hash::Hash + Eq + Clone>(
        &self,
        parts: Parts<K>,
        total: Decimal,
        mut names: impl FnMut(K) -> (String, String, String),
    ) -> Result<Vec<Group>, TooLarge> {
        let (keys, mut values): (Vec<(K, Stage)>, Vec<[Wide; 9]>) = parts.into_iter().unzip();
        for stage in Stage::ALL {
            let rows: Vec<usize> = (0..keys.len()).filter(|at| keys[*at].1 == stage).collect();
            for component in Component::ALL {
                let exact: Vec<Wide> = rows.iter().map(|at| values[*at][component as usize]).collect();
                let rounded = apportion(&exact, self.cells.get(stage, component), self.cells.places);
                for (at, value) in rows.iter().zip(rounded) {
                    values[*at][component as usize] = value;
                }
            }
        }
        let mut sums: IndexMap<K, Wide> = IndexMap::new();
        for ((key, _), values) in keys.into_iter().zip(&values) {
            let counted = Component::ALL.into_iter().filter(|c| c.in_total());
            let kg = counted.fold(Wide::ZERO, |sum, c| sum.add(values[c as usize]));
            let slot = sums.entry(key).or_insert(Wide::ZERO);
            *slot = slot.add(kg);
        }
        let mut groups = Vec::with_capacity(sums.len());
        for (key, kg) in sums {
            let kg = kg.to_decimal().ok_or(TooLarge)?;
            let (key, name, name_zh) = names(key);
            let direct = Direct::new(kg);
            groups.push(Group { key, name, name_zh, direct, share: kg.over(total), cumulative: None });
        }
        Ok(groups)
    }
}

fn add<K: std::hash::Hash + Eq>(parts: &mut Parts<K>, key: (K, Stage), values: &[Wide; 9], by: Wide) {
    let slot = parts.entry(key).or_insert([Wide::ZERO; 9]);
    for (slot, value) in slot.iter_mut().zip(values) {
        if !value.is_zero() {
            *slot = slot.add(value.mul(by));
        }
    }
}
