//! How a total moves with everything that it is made of: exact first derivatives and elasticities.
//!
//! One walk down and one walk up give all of them. With `s` the requirements, `q` the quantities of lines, `f` what one
//! unit of a node is worth and `T` the total:
//!
//! ```text
//! by a factor's value  dT/dd = s            by a line's quantity  dT/dq = s_parent f_child
//! by a parameter       dT/dp = Σ dT/dq dq/dp + Σ dT/dd dd/dp      elasticity  x/T dT/dx
//! ```
//!
//! `dq/dp` and `dd/dp` come from dual numbers, which the parameters carry through formulas, units, masses, scrap,
//! allocation and recycling while the study is lowered. No difference is taken and no step chosen.

use std::borrow::Cow;
use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

use super::Footprint;
use super::cells::TooLarge;
use super::contributions::FactorUse;
use super::model::{Declared, Model};
use super::trace::Stated;
use super::worth::Worth;
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Diagnostic, Language, Place, trust};
use crate::error::Error;
use crate::factor::Factor;
#[cfg(feature = "simulate")]
use crate::gas::Component;
use crate::lower::{Cause, Fixed};
use crate::resolve::{StatedSpread, Variances};
use crate::unit::Unit;
use crate::walk::Requirements;

/// What kind of thing a total depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InputKind {
    /// The figure of a factor, kg CO2e per unit of it.
    Factor,
    /// The quantity of a line, in the child's declared unit for one declared unit of the parent.
    Line,
    /// A parameter of the study.
    Parameter,
}

impl InputKind {
    /// The name in CSV and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        ["factor", "line", "parameter"][self as usize]
    }
}

/// A factor, a line's quantity or a parameter, and how the total moves with it.
#[derive(Clone, Debug)]
pub struct Influence {
    pub(crate) kind: InputKind,
    subject: Subject,
    pub(crate) factor: Option<Arc<FactorUse>>,
    pub(crate) value: Decimal,
    pub(crate) unit: Option<Unit>,
    pub(crate) derivative: Option<Decimal>,
    pub(crate) elasticity: Option<Decimal>,
    pub(crate) fixed: Option<Fixed>,
}

/// What it is that the total depends on; texts are made of it when they are asked for.
#[derive(Clone, Debug)]
enum Subject {
    Factor(Arc<Factor>),
    Line { stated: Arc<Stated>, parent: u32, child: Child, cause: Cause },
    Parameter { name: String, place: Option<Place> },
}

/// What a line brings.
#[derive(Clone, Debug)]
enum Child {
    Item(u32),
    Factor(Arc<Factor>),
}

impl Influence {
    /// What kind of thing it is.
    #[must_use]
    pub fn kind(&self) -> InputKind {
        self.kind
    }

    /// The factor's key, `parent > child`, or the parameter's name.
    #[must_use]
    pub fn name(&self) -> String {
        self.names().join(" > ")
    }

    /// The factor's key; parent and child; the parameter's name.
    pub(crate) fn names(&self) -> Vec<Cow<'_, str>> {
        match &self.subject {
            Subject::Factor(factor) => vec![factor.key().into()],
            Subject::Line { stated, parent, child, .. } => {
                let child = match child {
                    Child::Item(item) => stated.item_name(*item),
                    Child::Factor(factor) => factor.id.as_str(),
                };
                vec![stated.item_name(*parent).into(), child.into()]
            }
            Subject::Parameter { name, .. } => vec![name.as_str().into()],
        }
    }

    /// The line as its file states it; empty for what is no line.
    pub(crate) fn written(&self) -> String {
        match &self.subject {
            Subject::Line { stated, cause, .. } => stated.written(*cause),
            Subject::Factor(_) | Subject::Parameter { .. } => String::new(),
        }
    }

    /// Its value now: kg CO2e per unit of a factor; the gross quantity of a line; a parameter as it is.
    #[must_use]
    pub fn value(&self) -> Decimal {
        self.value
    }

    /// The factor's unit or the child's declared unit; a parameter has none.
    #[must_use]
    pub fn unit(&self) -> Option<Unit> {
        self.unit
    }

    /// kg CO2e that the total gains per one more of [`Influence::value`], to first order (exact for a factor). `None`
    /// for a parameter that cannot be moved alone; [`Influence::reason`] says why.
    #[must_use]
    pub fn derivative(&self) -> Option<Decimal> {
        self.derivative
    }

    /// By how many per cent the total moves where this moves by one per cent; `None` where the total is zero, or there
    /// is no derivative.
    #[must_use]
    pub fn elasticity(&self) -> Option<Decimal> {
        self.elasticity
    }

    /// Why there is no derivative.
    #[must_use]
    pub fn reason(&self, language: Language) -> Option<&'static str> {
        self.fixed.map(|fixed| language.pick(words(fixed)))
    }

    /// Where it stands.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        match &self.subject {
            Subject::Factor(factor) => factor.place.clone(),
            Subject::Line { stated, cause, .. } => stated.place(*cause),
            Subject::Parameter { place, .. } => place.clone(),
        }
    }
}

/// Why a parameter cannot be moved, for people.
fn words(fixed: Fixed) -> [&'static str; 2] {
    match fixed {
        Fixed::Shares => ["the stated shares of a process would no longer add up to 1", "过程所写份额之和将不再为 1"],
        Fixed::Recycling => [
            "a term of recycling.csv that is zero would count, and its row names nothing for it",
            "recycling.csv 中为零的一项将计入，而该行未写明引用",
        ],
        Fixed::Measure => {
            ["it makes a mass or a density of 0, which counts as unknown", "它使质量或密度为 0，即视为未知"]
        }
        Fixed::Contracts => [
            "what electricity items consume may move with it, and with that the part that contracts cover",
            "电力的用量可能随它改变，合同覆盖的份额也随之改变",
        ],
    }
}

/// Everything that a product's total depends on, the largest elasticity first.
#[derive(Clone, Debug)]
pub struct Sensitivity {
    pub(crate) footprint: Footprint,
    pub(crate) inputs: Vec<Influence>,
    pub(crate) warnings: Vec<Diagnostic>,
}

impl Sensitivity {
    /// The footprint whose [`Footprint::total`] it is about.
    #[must_use]
    pub fn footprint(&self) -> &Footprint {
        &self.footprint
    }

    /// Factors, lines and parameters by absolute elasticity; what has none comes last.
    #[must_use]
    pub fn inputs(&self) -> &[Influence] {
        &self.inputs
    }

    /// What a reader should know beside the warnings of the footprint (W233).
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

impl Model {
    /// How the total of an item moves with every factor, every line and every parameter.
    ///
    /// ```
    /// use product_footprint::{Component, Factor, FactorLibrary, Line, Model, Study, Unit};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let kwh: Unit = "kWh".parse()?;
    /// let study = Study::builder()
    ///     .line(Line::new("pan", "grid", "5".parse()?).unit(kwh))
    ///     .factor(Factor::new("grid", kwh).value(Component::Fossil, "0.6".parse()?))
    ///     .build();
    /// let found = Model::new(study, FactorLibrary::empty())?.sensitivity("pan")?;
    /// let grid = &found.inputs()[0];
    /// assert_eq!(grid.name(), "grid");
    /// assert_eq!(grid.derivative().map(|d| d.to_string()), Some("5".into())); // kg per kg/kWh
    /// assert_eq!(grid.elasticity().map(|d| d.to_string()), Some("1".into()));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Model::footprint`].
    pub fn sensitivity(&self, id: &str) -> Result<Sensitivity, Error> {
        let tracked = self.tracked()?;
        let model = tracked.as_ref().unwrap_or(self);
        let declared = model.declared(id)?;
        let (footprint, _, needs) = model.answer(&declared, &mut model.down_walk())?;
        let inputs = model.influences(&declared, &needs).map_err(|TooLarge| self.too_large(id))?;
        Ok(Sensitivity { footprint, inputs, warnings: self.contracts_held(id) })
    }

    /// Says where derivatives hold the shares that contracts cover.
    pub(super) fn contracts_held(&self, id: &str) -> Vec<Diagnostic> {
        let held = self.contracts_follow_need().then(|| Diagnostic::new(&trust::CONTRACTS_HELD, None, &[("seen", id)]));
        held.into_iter().collect()
    }

    /// The same model with derivatives by the parameters; `None` if it has them, or there are no parameters.
    pub(super) fn tracked(&self) -> Result<Option<Self>, Error> {
        if self.settings.derivatives || self.parameters.is_empty() {
            return Ok(None);
        }
        self.again(&self.settings.clone().derivatives()).map(Some)
    }

    fn influences(&self, declared: &Declared, needs: &Requirements) -> Result<Vec<Influence>, TooLarge> {
        let derivatives = Derivatives::of(self, declared, needs);
        let sources = derivatives.factors()?.into_iter().chain(derivatives.lines()?);
        let mut inputs: Vec<Influence> = sources.map(|source| source.influence).collect();
        inputs.extend(derivatives.parameters()?);
        Ok(ordered(inputs, |input| input))
    }
}

/// The larger elasticity first, then the larger derivative, then by kind, name and place. Put in order while they are
/// numbers: a row is long, and names are made of texts.
pub(super) fn ordered<T>(rows: Vec<T>, influence: impl Fn(&T) -> &Influence) -> Vec<T> {
    // What has none comes last.
    let size = |d: Option<Decimal>| Reverse(d.map(Decimal::size_key));
    let sizes = |row: &T| [influence(row).elasticity, influence(row).derivative].map(size);
    let mut keys: Vec<([Reverse<Option<u128>>; 2], usize)> = rows.iter().map(sizes).zip(0..).collect();
    let words = |a: usize, b: usize| match (rows.get(a).map(&influence), rows.get(b).map(&influence)) {
        (Some(a), Some(b)) => {
            let by_name = a.kind.cmp(&b.kind).then_with(|| a.names().cmp(&b.names()));
            by_name.then_with(|| a.place().cmp(&b.place()))
        }
        _ => Ordering::Equal,
    };
    keys.sort_unstable_by(|(a, first), (b, second)| {
        a.cmp(b).then_with(|| words(*first, *second)).then(first.cmp(second))
    });
    let order: Vec<usize> = keys.into_iter().map(|(_, at)| at).collect();
    let mut rows: Vec<Option<T>> = rows.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| rows.get_mut(at)?.take()).collect()
}

/// A factor or a line, with what is not rounded.
pub(super) struct Source {
    pub(super) influence: Influence,
    pub(super) elasticity: Option<Wide>,
    /// The variance of its logarithm, where it states one.
    pub(super) variance: Option<Wide>,
    /// The factor's place in the model, or the line's number in the graph.
    pub(super) factor: Option<u32>,
    pub(super) line: Option<usize>,
}

impl Source {
    /// What it brings to the variance of the total's logarithm, to first order; `None` where it states no uncertainty.
    pub(super) fn part(&self) -> Option<Wide> {
        let elasticity = self.elasticity.unwrap_or(Wide::ZERO);
        self.variance.map(|variance| elasticity.mul(elasticity).mul(variance))
    }
}

/// The derivatives of the total of a declared amount within the boundary.
pub(super) struct Derivatives<'m> {
    model: &'m Model,
    declared: &'m Declared,
    needs: &'m Requirements,
    worth: Worth<'m>,
    /// Not rounded.
    pub(super) total: Wide,
}

impl<'m> Derivatives<'m> {
    pub(super) fn of(model: &'m Model, declared: &'m Declared, needs: &'m Requirements) -> Self {
        let worth = Worth::within_boundary(model);
        let node = model.graph.node_of_item[declared.item as usize];
        let total = worth.of(node, None).mul(declared.amount);
        Self { model, declared, needs, worth, total }
    }

    /// The factors that the product needs, with the derivative by the value of each.
    pub(super) fn by_factor(&self) -> impl Iterator<Item = (u32, Wide)> {
        let model = self.model;
        self.needs.iter_from(model.graph.items).map(|(node, by_state)| {
            let at = model.graph.source[node as usize];
            let stage = model.factors[at as usize].stage;
            (at, self.worth.of_factor((self.needs, by_state), stage).mul(self.declared.amount))
        })
    }

    /// What one unit of a factor emits: the seven components that count.
    #[cfg(feature = "simulate")]
    pub(super) fn value_of(&self, at: u32) -> Wide {
        let chosen = &self.model.factors[at as usize];
        let counted = Component::ALL.into_iter().filter(|c| c.in_total());
        counted.fold(Wide::ZERO, |sum, c| sum.add(chosen.emissions[c as usize]))
    }

    /// The lines of items that the product needs, by parent and number, with the derivative by the quantity of each.
    pub(super) fn by_line(&self) -> impl Iterator<Item = (u32, usize, Wide)> {
        let graph = &self.model.graph;
        let parents = self.needs.iter_below(graph.items);
        let lines = parents.flat_map(|(parent, by_state)| graph.range(parent).map(move |at| (parent, by_state, at)));
        lines.map(|(parent, by_state, at)| {
            let gained = self.worth.of_line((self.needs, by_state), graph.line(at));
            (parent, at, gained.mul(self.declared.amount))
        })
    }

    /// `x/T dT/dx`.
    pub(super) fn elasticity(&self, value: Wide, derivative: Wide) -> Option<Wide> {
        value.mul(derivative).div(self.total)
    }

    fn narrowed(&self, value: Wide, derivative: Wide) -> Result<(Option<Decimal>, Option<Decimal>), TooLarge> {
        let elasticity = self.elasticity(value, derivative);
        let elasticity = elasticity.map(|e| e.to_decimal().ok_or(TooLarge)).transpose()?;
        Ok((Some(derivative.to_decimal().ok_or(TooLarge)?), elasticity))
    }

    pub(super) fn factors(&self) -> Result<Vec<Source>, TooLarge> {
        let mut known = Variances::default();
        let mut list = Vec::new();
        for (at, derivative) in self.by_factor() {
            let factor = self.model.factor_use(at)?;
            let value = factor.kg_co2e_per_unit;
            let exact = self.elasticity(Wide::from(value), derivative);
            let (derivative, elasticity) = self.narrowed(Wide::from(value), derivative)?;
            let influence = Influence {
                kind: InputKind::Factor,
                subject: Subject::Factor(Arc::clone(&self.model.factors[at as usize].factor)),
                value,
                unit: Some(factor.unit),
                derivative,
                elasticity,
                fixed: None,
                factor: Some(factor),
            };
            let variance = self.model.factors[at as usize].spread.and_then(|spread| known.of(spread));
            list.push(Source { influence, elasticity: exact, variance, factor: Some(at), line: None });
        }
        Ok(list)
    }

    pub(super) fn lines(&self) -> Result<Vec<Source>, TooLarge> {
        let (model, graph) = (self.model, &self.model.graph);
        let stated = Arc::new(Stated::of(model));
        let mut known = Variances::default();
        let mut list = Vec::new();
        for (parent, at, derivative) in self.by_line() {
            let (line, cause) = (graph.line(at), graph.cause(at));
            // The quantity of a binding is no choice of anybody: one unit is one unit.
            // What cancels to nothing may still spread.
            let variance = model.spread_of(cause).and_then(|spread| known.of(spread));
            if (derivative.is_zero() && variance.is_none()) || matches!(cause, Cause::Binding(_)) {
                continue;
            }
            let exact = self.elasticity(line.quantity, derivative);
            let (derivative, elasticity) = self.narrowed(line.quantity, derivative)?;
            let source = graph.source[line.child as usize];
            let (child, unit) = if graph.is_item(line.child) {
                (Child::Item(source), model.unit_of(source))
            } else {
                let factor = &model.factors[source as usize].factor;
                (Child::Factor(Arc::clone(factor)), factor.unit)
            };
            let (stated, parent) = (Arc::clone(&stated), graph.source[parent as usize]);
            let influence = Influence {
                kind: InputKind::Line,
                subject: Subject::Line { stated, parent, child, cause },
                factor: None,
                value: line.quantity.to_decimal().ok_or(TooLarge)?,
                unit: Some(unit),
                derivative,
                elasticity,
                fixed: None,
            };
            list.push(Source { influence, elasticity: exact, variance, factor: None, line: Some(at) });
        }
        Ok(list)
    }

    /// The derivative by each parameter.
    pub(super) fn by_parameter(&self) -> Vec<Wide> {
        let model = self.model;
        let mut sums = vec![Wide::ZERO; model.parameters.len()];
        let mut add = |slopes: &[(u32, Wide)], by: Wide| {
            for (parameter, slope) in slopes {
                if let Some(sum) = sums.get_mut(*parameter as usize) {
                    *sum = sum.add(slope.mul(by));
                }
            }
        };
        for (at, derivative) in self.by_factor() {
            add(model.factors[at as usize].slopes(), derivative);
        }
        for (_, at, derivative) in self.by_line() {
            add(model.slopes.of_line(model.graph.cause(at)), derivative);
        }
        if let Some(per_unit) = self.total.div(self.declared.amount) {
            add(&self.declared.slopes, per_unit);
        }
        sums
    }

    fn parameters(&self) -> Result<Vec<Influence>, TooLarge> {
        let model = self.model;
        let mut list = Vec::new();
        for (at, ((name, value), derivative)) in (0_u32..).zip(model.parameters.iter().zip(self.by_parameter())) {
            let Some(value) = value.as_ref().map(|v| v.value) else { continue };
            let fixed = model.slopes.fixed.get(&at).copied();
            let (derivative, elasticity) =
                if fixed.is_some() { (None, None) } else { self.narrowed(value, derivative)? };
            list.push(Influence {
                kind: InputKind::Parameter,
                subject: Subject::Parameter { name: name.clone(), place: model.parameter_place(name) },
                factor: None,
                value: value.to_decimal().ok_or(TooLarge)?,
                unit: None,
                derivative,
                elasticity,
                fixed,
            });
        }
        Ok(list)
    }
}

impl Model {
    /// The uncertainty of a line's quantity, where its row states one.
    pub(super) fn spread_of(&self, cause: Cause) -> Option<StatedSpread> {
        let Cause::Line(at) = cause else { return None };
        let terms = self.study.lines.get(at as usize)?.terms;
        self.spreads.get(terms as usize).copied().flatten()
    }

    /// Where a parameter gets its value: in the scenario, else in the study.
    fn parameter_place(&self, name: &str) -> Option<Place> {
        let scenario = self.settings.scenario.as_ref().and_then(|s| self.study.scenarios.get(s));
        let stated = scenario.and_then(|s| s.parameters.get(name)).or_else(|| self.study.parameters.get(name));
        stated.and_then(|p| p.place.clone())
    }
}
