//! Two footprints of one product: what changed, line by line, and an exact split of the difference.
//!
//! A line is `q f`: quantity times kg CO2e per unit. Its change is split at the midpoint, so that neither order of the
//! two studies is preferred:
//!
//! ```text
//! q' f' - q f = (q + q')/2 (f' - f)  +  (f + f')/2 (q' - q)
//!                factor                 activity
//! ```
//!
//! Where the two differ in method as well, both studies are calculated by both methods `m` and `m'`:
//!
//! ```text
//! method   = 1/2 [ v(before, m') - v(before, m) ] + 1/2 [ v(after, m') - v(after, m) ]
//! factor   = 1/2 [ factor by m + factor by m' ],   activity likewise
//! ```
//!
//! The three add up to `v(after, m') - v(before, m)`. Read backwards every part changes its sign and nothing else.

use std::collections::BTreeMap;

use super::Footprint;
use super::cells::{TooLarge, apportion, by_size};
use super::comparable::{Method, Scope, not_by_method, scope};
use super::comparison_factors::{FactorChange, by_factor};
use super::matching::{Key, Pair, pairs};
use super::model::Model;
use super::trace::TraceLine;
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Diagnostic, Report};
use crate::error::Error;
use crate::stage::{Boundary, Stage};
use crate::unit::Unit;

/// The footprints of a product in two studies, versions or scenarios, and an exact split of their difference.
///
/// All numbers are kg CO2e of the declared amount. [`Comparison::factor`], [`Comparison::activity`] and
/// [`Comparison::method`] add up to [`Comparison::change`] to the last digit, and so do the parts of
/// [`Comparison::lines`]. Comparing the other way round changes every sign and nothing else.
///
/// ```
/// use product_footprint::{Comparison, Component, Factor, FactorLibrary, Line, Model, Study, Unit};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let version = |kwh: &str, grid: &str| -> Result<Model, Box<dyn std::error::Error>> {
///     let unit: Unit = "kWh".parse()?;
///     let study = Study::builder()
///         .line(Line::new("pan", "grid", kwh.parse()?).unit(unit))
///         .factor(Factor::new("grid", unit).value(Component::Fossil, grid.parse()?))
///         .build();
///     Ok(Model::new(study, FactorLibrary::empty())?)
/// };
/// let change = Comparison::of(&version("5.8", "0.6205")?, &version("5.4", "0.5777")?, "pan")?;
/// assert_eq!(change.change().to_string(), "-0.47932");
/// assert_eq!(change.factor().to_string(), "-0.23968"); // 5.6 x -0.0428
/// assert_eq!(change.activity().to_string(), "-0.23964"); // 0.5991 x -0.4
/// assert!(change.method().is_zero());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Comparison {
    pub(crate) before: Footprint,
    pub(crate) after: Footprint,
    pub(crate) method_changes: Vec<(&'static str, &'static str, &'static str)>,
    pub(crate) total: Parts,
    /// The part of `total.factor` where another factor was chosen, not the same one updated.
    pub(crate) factor_update: Decimal,
    pub(crate) factor_choice: Decimal,
    pub(crate) lines: Vec<LineChange>,
    pub(crate) beside: Vec<LineChange>,
    pub(crate) by_factor: Vec<FactorChange>,
    pub(crate) warnings: Vec<Diagnostic>,
}

/// A difference in its parts, kg CO2e; they add up exactly.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) change: Decimal,
    pub(crate) factor: Decimal,
    pub(crate) activity: Decimal,
    pub(crate) method: Decimal,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineState {
    /// The same amount, the same factor, the same figure.
    Same,
    /// Another amount, another figure, or another factor.
    Changed,
    /// Only after.
    Added,
    /// Only before.
    Removed,
    /// Under another name: same factor, same amount, same stage, and no other line that could be meant.
    Renamed,
    /// In neither of the two, but in one of them when it is calculated by the other's method.
    Crossed,
}

impl LineState {
    /// The name in CSV and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        ["same", "changed", "added", "removed", "renamed", "crossed"][self as usize]
    }
}

/// A line of the one study and what became of it in the other. Rows of the same parent, child and stage are one line.
#[derive(Clone, Debug)]
pub struct LineChange {
    pub(crate) state: LineState,
    /// Parent and child, after and (of a removed line) before.
    pub(crate) names: (String, String),
    pub(crate) stage: Stage,
    pub(crate) before: Option<TraceLine>,
    pub(crate) after: Option<TraceLine>,
    pub(crate) factor_chosen: bool,
    pub(crate) parts: Parts,
}

impl LineChange {
    /// What became of it.
    #[must_use]
    pub fn state(&self) -> LineState {
        self.state
    }

    /// The parent's id.
    #[must_use]
    pub fn parent(&self) -> &str {
        &self.names.0
    }

    /// The child as the line names it; empty for the product's own factor.
    #[must_use]
    pub fn child(&self) -> &str {
        &self.names.1
    }

    /// The stage in which it counts.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The line before; of several rows the first, with the amounts of all.
    #[must_use]
    pub fn before(&self) -> Option<&TraceLine> {
        self.before.as_ref()
    }

    /// The line after; of several rows the first, with the amounts of all.
    #[must_use]
    pub fn after(&self) -> Option<&TraceLine> {
        self.after.as_ref()
    }

    /// Whether the line takes another factor, or one for another region, and not the same one with a new figure.
    #[must_use]
    pub fn has_other_factor(&self) -> bool {
        self.factor_chosen
    }

    /// The difference, kg CO2e.
    #[must_use]
    pub fn change(&self) -> Decimal {
        self.parts.change
    }

    /// The part that comes from the figure of the factor, kg CO2e.
    #[must_use]
    pub fn factor(&self) -> Decimal {
        self.parts.factor
    }

    /// The part that comes from the amount, kg CO2e.
    #[must_use]
    pub fn activity(&self) -> Decimal {
        self.parts.activity
    }

    /// The part that comes from boundary, GWP set or another rule of method, kg CO2e.
    #[must_use]
    pub fn method(&self) -> Decimal {
        self.parts.method
    }
}

impl Comparison {
    /// Compares a product that has the same id in both.
    ///
    /// # Errors
    ///
    /// The product is not in both (E101), or the two cannot be compared: another declared unit or amount (E102),
    /// functional unit or rule set (E110), allocation (E111), or a method that one of them cannot be calculated by
    /// (E113, E117).
    pub fn of(before: &Model, after: &Model, product: &str) -> Result<Self, Error> {
        Self::between((before, product), (after, product))
    }

    /// As [`Comparison::of`], for a product whose id has changed.
    ///
    /// # Errors
    ///
    /// As [`Comparison::of`].
    pub fn between(before: (&Model, &str), after: (&Model, &str)) -> Result<Self, Error> {
        let ((old, old_id), (new, new_id)) = (before, after);
        let (a, a_lines) = old.trace(old_id)?;
        let (b, b_lines) = new.trace(new_id)?;
        let mut report = Report::default();
        let Scope { methods, changes, warnings } = scope((old, &a), (new, &b), &mut report);
        if report.has_errors() {
            return Err(Error::input(report));
        }
        let added_up = |model: &Model, id: &str, lines| sides(model, id, lines).map_err(|TooLarge| model.too_large(id));
        let own = [added_up(old, old_id, a_lines)?, added_up(new, new_id, b_lines)?];
        let crossed = if changes.is_empty() {
            None
        } else {
            let by = |model: &Model, id: &str, method: &Method| {
                let lines = model.by_method(method).and_then(|m| m.trace(id));
                lines.and_then(|(_, lines)| added_up(model, id, lines)).map_err(|error| {
                    let mut report = Report::default();
                    for reason in error.diagnostics().iter().take(1) {
                        not_by_method(&changes, &model.study, reason, &mut report);
                    }
                    Error::input(report)
                })
            };
            Some([by(old, old_id, &methods[1])?, by(new, new_id, &methods[0])?])
        };
        let split = Split::new(&a, &b, [methods[0].boundary, methods[1].boundary], own, crossed);
        split.comparison(a, b, changes, warnings).map_err(|TooLarge| new.too_large(new_id))
    }

    /// The footprint before.
    #[must_use]
    pub fn before(&self) -> &Footprint {
        &self.before
    }

    /// The footprint after.
    #[must_use]
    pub fn after(&self) -> &Footprint {
        &self.after
    }

    /// The total after less the total before, kg CO2e, each within its own boundary.
    #[must_use]
    pub fn change(&self) -> Decimal {
        self.total.change
    }

    /// The part of the change that comes from the figures of factors, kg CO2e.
    #[must_use]
    pub fn factor(&self) -> Decimal {
        self.total.factor
    }

    /// The part of [`Comparison::factor`] from lines whose factor is the same one with a new figure, kg CO2e.
    #[must_use]
    pub fn factor_update(&self) -> Decimal {
        self.factor_update
    }

    /// The part of [`Comparison::factor`] from lines that take another factor, or one for another region, kg CO2e; the
    /// rest is the same factor with a new figure. Whether a choice is an action or better data is for people to say.
    #[must_use]
    pub fn factor_choice(&self) -> Decimal {
        self.factor_choice
    }

    /// The part of the change that comes from amounts, from lines added and lines removed, kg CO2e.
    #[must_use]
    pub fn activity(&self) -> Decimal {
        self.total.activity
    }

    /// The part of the change that comes from boundary, GWP set, side of electricity or recycling method, kg CO2e.
    #[must_use]
    pub fn method(&self) -> Decimal {
        self.total.method
    }

    /// The rules of method that differ: `boundary`, `gwp`, `electricity` or `recycling`, before and after.
    pub fn method_changes(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.method_changes.iter().copied()
    }

    /// All lines that count in one of the totals, largest change first. Their parts add up to the parts of the change.
    #[must_use]
    pub fn lines(&self) -> &[LineChange] {
        &self.lines
    }

    /// Lines beside both totals: stages outside both boundaries, and credits.
    #[must_use]
    pub fn beside(&self) -> &[LineChange] {
        &self.beside
    }

    /// What a reader of the comparison should know, such as other cut-offs (W240).
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

/// The lines of a product by what they are, rows of one kind added up.
fn sides(model: &Model, product: &str, lines: Vec<TraceLine>) -> Result<BTreeMap<Key, TraceLine>, TooLarge> {
    let mut all: BTreeMap<Key, TraceLine> = BTreeMap::new();
    for line in lines {
        let key = Key::of(model, product, &line);
        match all.get_mut(&key) {
            Some(first) => first.absorb(&line)?,
            None => {
                all.insert(key, line);
            }
        }
    }
    Ok(all)
}

/// A line's quantity and its figure, in a unit that both sides have; exact values of the walk's width.
#[derive(Clone, Copy)]
struct Product {
    q: Wide,
    f: Wide,
}

impl Product {
    fn value(self) -> Wide {
        self.q.mul(self.f)
    }
}

/// The split of all lines.
struct Split {
    /// The difference of the totals.
    whole: Wide,
    totals: [Decimal; 2],
    boundaries: [Boundary; 2],
    pairs: Vec<Pair>,
}

impl Split {
    fn new(
        a: &Footprint,
        b: &Footprint,
        boundaries: [Boundary; 2],
        own: [BTreeMap<Key, TraceLine>; 2],
        crossed: Option<[BTreeMap<Key, TraceLine>; 2]>,
    ) -> Self {
        let whole = Wide::from(b.total).sub(Wide::from(a.total));
        let totals = [a.total, b.total];
        Self { whole, totals, boundaries, pairs: pairs(own, crossed) }
    }

    /// Factor, activity and method of a pair of lines, not rounded.
    fn parts(&self, pair: &Pair, beside: bool) -> [Wide; 3] {
        let half = |w: Wide| w.mul(Wide::power_of_ten(-1)).mul(Wide::from(Decimal::from(5_u8)));
        let counts = |method: usize| beside || self.boundaries[method].includes(pair.stage);
        // The line of a side (before, after) by a method (before's, after's).
        let line = |side: usize, method: usize| {
            let all = if side == method { &pair.own } else { &pair.crossed };
            all[side].as_ref().filter(|_| counts(method))
        };
        let by_method = |method: usize| midpoint(line(0, method), line(1, method));
        if !pair.has_methods {
            let [factor, activity] = if counts(0) { midpoint(line(0, 0), line(1, 1)) } else { [Wide::ZERO; 2] };
            return [factor, activity, Wide::ZERO];
        }
        let [f, g] = [by_method(0), by_method(1)];
        let value = |side, method| line(side, method).map_or(Wide::ZERO, |l| of_factor_unit(l).value());
        let moved = |side| value(side, 1).sub(value(side, 0));
        [half(f[0].add(g[0])), half(f[1].add(g[1])), half(moved(0).add(moved(1)))]
    }

    fn rounded(&self, beside: bool) -> Result<Vec<LineChange>, TooLarge> {
        let counts = |stage: Stage| self.boundaries.iter().any(|b| b.includes(stage));
        let chosen: Vec<&Pair> = self.pairs.iter().filter(|p| counts(p.stage) != beside).collect();
        // 28 digits of the largest number: one more than the grids of the footprints have, so that the difference of two
        // totals of like size is exact.
        let kg = chosen.iter().flat_map(|pair| pair.own.iter().flatten()).map(|l| l.kg_co2e);
        let totals = self.totals.into_iter().filter(|_| !beside);
        let largest = kg.chain(totals).map(|d| Wide::from(d).magnitude()).max().unwrap_or(0);
        let places = 28_i64.saturating_sub(largest).clamp(0, 28);
        let exact: Vec<Wide> = chosen.iter().flat_map(|pair| self.parts(pair, beside)).collect();
        let rounded = if beside {
            // Beside the totals there is nothing to add up to.
            exact.iter().map(|part| part.round_to_places(places)).collect()
        } else {
            apportion(&exact, self.whole.round_to_places(places), places)
        };
        let mut list = Vec::with_capacity(chosen.len());
        for (pair, parts) in chosen.into_iter().zip(rounded.chunks_exact(3)) {
            let change = parts.iter().fold(Wide::ZERO, |sum, part| sum.add(*part));
            let decimal = |w: Wide| w.to_decimal().ok_or(TooLarge);
            list.push(LineChange {
                state: pair.state(),
                names: pair.names.clone(),
                stage: pair.stage,
                before: pair.own[0].clone(),
                after: pair.own[1].clone(),
                factor_chosen: pair.has_other_factor(),
                parts: Parts {
                    change: decimal(change)?,
                    factor: decimal(parts[0])?,
                    activity: decimal(parts[1])?,
                    method: decimal(parts[2])?,
                },
            });
        }
        list.sort_by(|a, b| by_size(a.parts.change, b.parts.change));
        Ok(list)
    }

    fn comparison(
        self,
        before: Footprint,
        after: Footprint,
        method_changes: Vec<(&'static str, &'static str, &'static str)>,
        warnings: Vec<Diagnostic>,
    ) -> Result<Comparison, TooLarge> {
        let lines = self.rounded(false)?;
        let sum = |part: fn(&LineChange) -> Decimal, keep: fn(&LineChange) -> bool| {
            let parts = lines.iter().filter(|l| keep(l)).map(part);
            parts.fold(Wide::ZERO, |sum, part| sum.add(Wide::from(part))).to_decimal().ok_or(TooLarge)
        };
        let all = |_: &LineChange| true;
        Ok(Comparison {
            total: Parts {
                change: sum(LineChange::change, all)?,
                factor: sum(LineChange::factor, all)?,
                activity: sum(LineChange::activity, all)?,
                method: sum(LineChange::method, all)?,
            },
            factor_update: sum(LineChange::factor, |l| !l.factor_chosen)?,
            factor_choice: sum(LineChange::factor, |l| l.factor_chosen)?,
            beside: self.rounded(true)?,
            by_factor: by_factor(&lines, [before.boundary, after.boundary])?,
            lines,
            before,
            after,
            method_changes,
            warnings,
        })
    }
}

/// The midpoint split of a change into factor and activity.
fn midpoint(before: Option<&TraceLine>, after: Option<&TraceLine>) -> [Wide; 2] {
    let (a, b) = match (before, after) {
        (None, None) => return [Wide::ZERO; 2],
        (Some(a), None) => return [Wide::ZERO, of_factor_unit(a).value().neg()],
        (None, Some(b)) => return [Wide::ZERO, of_factor_unit(b).value()],
        (Some(a), Some(b)) => (a, b),
    };
    let Some([a, b]) = in_one_unit(a, b) else {
        // Nothing that both amounts could be counted in: the one line went, the other came.
        return [Wide::ZERO, of_factor_unit(b).value().sub(of_factor_unit(a).value())];
    };
    let half = Wide::from(Decimal::from(5_u8)).mul(Wide::power_of_ten(-1));
    let factor = a.q.add(b.q).mul(half).mul(b.f.sub(a.f));
    let activity = a.f.add(b.f).mul(half).mul(b.q.sub(a.q));
    [factor, activity]
}

fn of_factor_unit(line: &TraceLine) -> Product {
    Product { q: Wide::from(line.factor_quantity), f: Wide::from(line.factor.kg_co2e_per_unit) }
}

/// Both lines in the factor's unit, else in the child's declared unit.
fn in_one_unit(a: &TraceLine, b: &TraceLine) -> Option<[Product; 2]> {
    let [fa, fb] = [a.factor.unit, b.factor.unit];
    if fa == fb {
        return Some([of_factor_unit(a), of_factor_unit(b)]);
    }
    let common = fa.min(fb);
    let turned = |line: &TraceLine, unit: Unit| {
        let one = common.convert(Wide::ONE, unit)?;
        let Product { q, f } = of_factor_unit(line);
        Some(Product { q: unit.convert(q, common)?, f: f.mul(one) })
    };
    if let (Some(a), Some(b)) = (turned(a, fa), turned(b, fb)) {
        return Some([a, b]);
    }
    let per_child = |line: &TraceLine| {
        let q = Wide::from(line.quantity);
        Some(Product { q, f: of_factor_unit(line).value().div(q)? })
    };
    if a.unit == b.unit { Some([per_child(a)?, per_child(b)?]) } else { None }
}
