//! A model that is asked what would be if: each change updates what it reaches, and nothing is built again.

use std::borrow::Cow;
use std::sync::OnceLock;

use indexmap::IndexMap;

use super::build::{order_key, report_loop};
use super::cells::TooLarge;
use super::model::{Model, RollUp};
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Diagnostic, Report, query, texts, trust};
use crate::error::Error;
use crate::gas::Component;
use crate::graph::{BomGraph, Parents};
use crate::lower::Cause;
use crate::read::nearest::hint;
use crate::resolve::{ChosenFactor, shown};
use crate::stage::Stage;
use crate::walk::{Absolute, Columns, Intensities, Loops, Pending, up};

/// A model in which factors and lines can be changed one after another. Every change updates all items that it
/// reaches; what it gives is what a model built with the changed values gives, digit for digit.
///
/// The model that it came from stays as it is. What no line states but follows from others is held: the shares of
/// electricity that contracts cover (W233, in [`WhatIf::warnings`]).
///
/// ```
/// use product_footprint::{Component, Factor, FactorLibrary, Line, Model, Study, Unit};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let kwh: Unit = "kWh".parse()?;
/// let study = Study::builder()
///     .line(Line::new("oven", "element", "2".parse()?))
///     .line(Line::new("element", "grid", "5".parse()?).unit(kwh))
///     .factor(Factor::new("grid", kwh).value(Component::Fossil, "0.6".parse()?))
///     .build();
/// let model = Model::new(study, FactorLibrary::empty())?;
/// let mut what_if = model.what_if();
/// assert_eq!(what_if.set_factor("grid", "0.4".parse()?)?, 2); // element and oven
/// assert_eq!(what_if.roll_up("oven")?.total().to_string(), "4");
/// what_if.set_quantity("oven", "element", "3".parse()?)?;
/// assert_eq!(what_if.roll_up("oven")?.total().to_string(), "6");
/// assert_eq!(model.footprint("oven")?.total().to_string(), "6"); // 2 x 5 x 0.6, as before
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct WhatIf<'m> {
    model: &'m Model,
    parents: &'m Parents,
    graph: Cow<'m, BomGraph>,
    loops: Cow<'m, Loops>,
    columns: Cow<'m, Columns>,
    values: Intensities,
    /// What factors emit now, by their place in the model.
    emissions: IndexMap<u32, [Wide; 9]>,
    pending: Pending,
    /// Some line takes less than nothing, so that parts may cancel.
    has_negative_lines: bool,
    /// What may cancel, since the last change.
    absolute: OnceLock<Absolute>,
    /// Items whose row a change has made another, each once, in the order of the first change.
    touched: Vec<u32>,
    is_touched: Vec<bool>,
    warnings: Vec<Diagnostic>,
}

impl Model {
    /// A copy of the walked model to change values in. It costs a copy of the results of all items; the first change
    /// of a line costs one of the lines.
    #[must_use]
    pub fn what_if(&self) -> WhatIf<'_> {
        let held = self.contracts_follow_need().then(|| Diagnostic::new(&trust::CONTRACTS_HELD, None, &[("seen", "")]));
        WhatIf {
            model: self,
            parents: self.parents(),
            graph: Cow::Borrowed(&self.graph),
            loops: Cow::Borrowed(&self.loops),
            columns: Cow::Borrowed(&self.columns),
            values: self.walk_up().clone(),
            emissions: IndexMap::new(),
            pending: Pending::of(&self.graph),
            has_negative_lines: self.graph.has_negative_lines(),
            absolute: OnceLock::new(),
            touched: Vec::new(),
            is_touched: vec![false; self.graph.node_count()],
            warnings: held.into_iter().collect(),
        }
    }

    /// Who uses a node; found out once.
    pub(super) fn parents(&self) -> &Parents {
        self.parents.get_or_init(|| Parents::of(&self.graph))
    }
}

impl WhatIf<'_> {
    /// A factor at another value, kg CO2e per its own unit, counted wholly as `fossil`: what [`Settings::set`] does.
    /// `name` is the factor's id, its id and region (`grid@CN`), or its whole key. Gives the number of items whose
    /// footprint changes.
    ///
    /// [`Settings::set`]: crate::Settings::set
    ///
    /// # Errors
    ///
    /// The study uses no such factor (E101), or of that name rows with different units (E102).
    pub fn set_factor(&mut self, name: &str, kg_co2e: Decimal) -> Result<usize, Error> {
        let model = self.model;
        let nodes = self.factors_named(name);
        let factor_of = |node: u32| &model.factors[model.graph.source[node as usize] as usize].factor;
        let Some(first) = nodes.first().map(|node| factor_of(*node)) else {
            let [near, near_zh] = hint(name, model.factors.iter().map(|chosen| chosen.factor.id.as_str()));
            return refused(&trust::SET_UNUSED, &[("seen", name), ("near", &near), ("near_zh", &near_zh)]);
        };
        if let Some(other) = nodes.iter().map(|node| factor_of(*node)).find(|factor| factor.unit != first.unit) {
            let (unit, key) = (first.unit.to_string(), other.key());
            let (what, what_zh) = (format!("`{key}` is per {}", other.unit), format!("“{key}”按每 {} 计", other.unit));
            let arguments = [("seen", name), ("unit", &unit), ("what", &what), ("what_zh", &what_zh)];
            return refused(&trust::SET_UNIT, &arguments);
        }
        let mut emissions = [Wide::ZERO; 9];
        emissions[Component::Fossil as usize] = Wide::from(kg_co2e);
        self.absolute = OnceLock::new();
        for node in &nodes {
            self.emissions.insert(model.graph.source[*node as usize], emissions);
        }
        if !self.columns.components.contains(&Component::Fossil) {
            return Ok(self.widen());
        }
        for node in nodes {
            let own = (node, &emissions, factor_of(node).stage);
            self.pending.factor((&self.graph, self.parents), own, &self.columns, &mut self.values);
        }
        Ok(self.walk())
    }

    /// The line from `parent` to `child` (an item's or a factor's id) with another gross quantity, in the child's
    /// declared unit for one declared unit of the parent: what [`Influence::value`] gives and the footprint is
    /// calculated with, scrap and allocation included. Gives the number of items whose footprint changes.
    ///
    /// [`Influence::value`]: crate::trust::Influence::value
    ///
    /// # Errors
    ///
    /// No line of bom.csv does so (E101) or several (E104); the quantity is negative and may not be (E106); a loop would
    /// make no more than it takes (E103). Nothing is changed then.
    pub fn set_quantity(&mut self, parent: &str, child: &str, quantity: Decimal) -> Result<usize, Error> {
        let model = self.model;
        let (node, at) = self.line(parent, child)?;
        let line = self.graph.line(at);
        let rules = &model.study.declared.rules;
        if quantity.is_negative() && line.claim != Some(Stage::BeyondBoundary) && !rules.negative_lines {
            return refused(&texts::QUANTITY_NEGATIVE, &[("seen", &shown(Wide::from(quantity)))]);
        }
        let cause = self.graph.cause(at);
        let graph = self.graph.to_mut();
        graph.set_quantity(node, at, Wide::from(quantity));
        let component = graph.components.of(node);
        if component == graph.components.of(line.child) {
            let found = self.loops.to_mut().factorise_again(graph, component, model.may_amplify());
            let mut report = Report::default();
            for problem in &found {
                report_loop(&model.study, graph, problem, &mut report);
            }
            if report.has_errors() {
                let same = graph.lines_between(node, line.child).find(|at| graph.cause(*at) == cause);
                graph.set_quantity(node, same.unwrap_or(at), line.quantity);
                return Err(Error::input(report));
            }
            self.warnings.extend(report.into_diagnostics());
        }
        self.absolute = OnceLock::new();
        self.has_negative_lines |= quantity.is_negative();
        self.pending.item(&self.graph, node);
        Ok(self.walk())
    }

    /// The footprint of one declared unit of an item as it is now, over all eight stages.
    ///
    /// # Errors
    ///
    /// The item is not in the study (E101), or its footprint is too large for a [`Decimal`] (E115).
    pub fn roll_up(&self, id: &str) -> Result<RollUp, Error> {
        let item = self.model.declared(id)?.item;
        self.row(self.model.graph.node_of_item[item as usize])
    }

    /// The items that the changes so far have reached, as they are now, in the order in which they were reached.
    ///
    /// # Errors
    ///
    /// A footprint is too large for a [`Decimal`] (E115).
    pub fn affected(&self) -> impl Iterator<Item = Result<RollUp, Error>> {
        let process = |node: u32| {
            let item = self.graph.source[node as usize];
            self.model.study.items.get(item as usize).is_some_and(|i| i.process)
        };
        self.touched.iter().filter(move |node| !process(**node)).map(|node| self.row(*node))
    }

    /// What a reader should know beside the warnings of the model.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// The nodes of the factors of that name. They stand in the order of their keys, which begin with it.
    fn factors_named(&self, name: &str) -> Vec<u32> {
        let model = self.model;
        let chosen = |node: u32| &model.factors[model.graph.source[node as usize] as usize];
        let end = u32::try_from(model.graph.node_count()).unwrap_or(u32::MAX);
        let (mut low, mut high) = (model.graph.items, end);
        while low < high {
            let middle = low.midpoint(high);
            if order_key(chosen(middle)).as_str() < name {
                low = middle.saturating_add(1);
            } else {
                high = middle;
            }
        }
        let alike = (low..end).take_while(|node| {
            chosen(*node).factor.id.starts_with(name) || { order_key(chosen(*node)).starts_with(name) }
        });
        let is_named = |node: &u32| {
            let factor = &chosen(*node).factor;
            let region = name.strip_prefix(factor.id.as_str()).and_then(|rest| rest.strip_prefix('@'));
            name == factor.id || region == Some(factor.region.as_str()) || name == factor.key()
        };
        alike.filter(is_named).collect()
    }

    fn row(&self, node: u32) -> Result<RollUp, Error> {
        let item = self.graph.source[node as usize];
        if self.has_negative_lines {
            let of = || Absolute::of(&self.graph, &self.factors(), &self.loops);
            let absolute = self.absolute.get_or_init(of);
            if absolute.lost(node, Wide::ONE, self.values.of(node), self.loops.count() > 0) {
                let mut report = Report::default();
                self.model.report_cancelled(self.model.study.item_name(item), &mut report);
                return Err(Error::input(report));
            }
        }
        let row = self.model.roll_up_row((self.values.of(node), &self.columns), item, &mut Vec::new());
        row.map(RollUp::from).map_err(|TooLarge| self.model.too_large(self.model.study.item_name(item)))
    }

    /// Parent and number of the one line of bom.csv between two ids.
    fn line(&self, parent: &str, child: &str) -> Result<(u32, usize), Error> {
        let model = self.model;
        let node = model.graph.node_of_item[model.declared(parent)?.item as usize];
        let is_child = |node: u32| {
            let source = model.graph.source[node as usize];
            if model.graph.is_item(node) {
                model.study.item_name(source) == child
            } else {
                let factor = &model.factors[source as usize].factor;
                factor.id == child || factor.key() == child
            }
        };
        let stated = |at: &usize| matches!(self.graph.cause(*at), Cause::Line(_));
        let lines = self.graph.range(node).filter(stated).filter(|at| is_child(self.graph.line(*at).child));
        match lines.collect::<Vec<_>>().as_slice() {
            [one] => Ok((node, *one)),
            [] => refused(&query::LINE_UNKNOWN, &[("seen", child), ("item", parent)]),
            several => {
                let count = several.len().to_string();
                refused(&query::LINE_AMBIGUOUS, &[("seen", child), ("item", parent), ("count", &count)])
            }
        }
    }

    fn walk(&mut self) -> usize {
        let Self { touched, is_touched, .. } = self;
        let mut changed = 0_usize;
        let graph = (&*self.graph, self.parents, &*self.loops);
        self.pending.walk(graph, &self.columns, &mut self.values, |node| {
            changed = changed.saturating_add(1);
            if !std::mem::replace(&mut is_touched[node as usize], true) {
                touched.push(node);
            }
        });
        changed
    }

    /// The factors as they are now.
    fn factors(&self) -> Vec<ChosenFactor> {
        let mut factors = self.model.factors.clone();
        for (at, emissions) in &self.emissions {
            if let Some(factor) = factors.get_mut(*at as usize) {
                factor.emissions = (*emissions).into();
            }
        }
        factors
    }

    /// The whole walk again, with a column for `fossil`: no factor had any until now.
    fn widen(&mut self) -> usize {
        let factors = self.factors();
        let mut columns = (*self.columns).clone();
        columns.components.insert(0, Component::Fossil);
        let values = up(&self.graph, &factors, &self.loops, &columns, None);
        let mut changed = 0_usize;
        for node in 0..self.graph.items {
            let old = self.values.of(node).chunks(self.columns.components.len().max(1));
            let new = values.of(node).chunks(columns.components.len());
            // Row by row of a stage: the same but for the new column, which was zero.
            let same = new.map(|row| (row[0].is_zero(), row.get(1..).unwrap_or_default()));
            let same = same.zip(old.map(Some).chain(std::iter::repeat(None)));
            let mut same = same.map(|((zero, rest), old)| zero && old.is_none_or(|old| old == rest));
            if !same.all(|same| same) {
                changed = changed.saturating_add(1);
                if !std::mem::replace(&mut self.is_touched[node as usize], true) {
                    self.touched.push(node);
                }
            }
        }
        self.columns = Cow::Owned(columns);
        self.values = values;
        changed
    }
}

fn refused<T>(text: &'static texts::Text, arguments: &[(&str, &str)]) -> Result<T, Error> {
    let mut report = Report::default();
    report.add(text, None, arguments);
    Err(Error::input(report))
}
