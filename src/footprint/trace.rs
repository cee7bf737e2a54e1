//! Every line through which a factor enters a product: path, quantity, conversion, factor, kilograms, place.
//!
//! One row a line and stage, not one a path: a part that is reached over a million paths has one row per line of its
//! own, with the amount that all paths together need. The path shown is the one that carries most.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;

use super::cells::{Cells, TooLarge, largest_first};
use super::contributions::{FactorUse, split};
use super::model::Model;
use super::paths::Paths;
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::Place;
use crate::formula::Cell;
use crate::lower::{Cause, Derived};
use crate::quantity::Emissions;
use crate::stage::Stage;
use crate::study::{Amount, Study};
use crate::unit::Unit;
use crate::walk::{Places, Requirements, State};

/// A line that contributes to a footprint.
#[derive(Clone, Debug)]
pub struct TraceLine {
    paths: Arc<Paths>,
    stated: Arc<Stated>,
    /// The item whose line it is.
    parent: u32,
    child: Child,
    /// What it says where it is several lines in one.
    pub(super) said: Option<Box<str>>,
    pub(crate) quantity: Decimal,
    pub(crate) unit: Unit,
    pub(crate) factor_quantity: Decimal,
    pub(crate) factor: Arc<FactorUse>,
    pub(crate) stage: Stage,
    pub(crate) emissions: Emissions,
    pub(crate) kg_co2e: Decimal,
    pub(crate) share: Option<Decimal>,
    /// What made the line.
    pub(super) cause: Cause,
}

/// What a traced line brings.
#[derive(Clone, Copy, Debug)]
enum Child {
    Item(u32),
    /// The factor itself.
    Factor,
    /// The factor of the product: its binding, which is no step of a path.
    Own,
}

impl TraceLine {
    /// The ids from the product down to the child of the line: items, and at the end the factor where the line names it
    /// directly. Built anew at each call, however long.
    #[must_use]
    pub fn path(&self) -> Vec<&str> {
        let mut ids = self.paths.ids(self.parent);
        ids.extend(self.last_id());
        ids
    }

    /// The path as documents show it: whole, or of a very long one its two ends and how many ids between them are left
    /// out.
    #[cfg(feature = "cli")]
    pub(crate) fn path_ends(&self) -> (Vec<&str>, Vec<&str>, usize) {
        let (mut head, mut tail, left_out) = self.paths.ends(self.parent, self.last_id().is_some().into());
        let end = if left_out == 0 { &mut head } else { &mut tail };
        end.extend(self.last_id());
        (head, tail, left_out)
    }

    /// What the line is, without what it states: file, stage, parent, child, factor.
    pub(super) fn identity<'a>(&'a self, place: Option<&'a Place>) -> [&'a str; 6] {
        let file = place.map(Place::file_name).unwrap_or_default();
        let child = self.last_id().unwrap_or_default();
        [file, self.stage.name(), self.paths.id(self.parent), child, &self.factor.id, &self.factor.region]
    }

    /// The id that the line itself adds to its parent's path.
    fn last_id(&self) -> Option<&str> {
        match self.child {
            Child::Item(item) => Some(self.paths.id(item)),
            Child::Factor => Some(&self.factor.id),
            Child::Own => None,
        }
    }

    /// Whether the line is reached over other paths as well; the amounts are those of all paths.
    #[must_use]
    pub fn has_other_paths(&self) -> bool {
        self.paths.has_others(self.parent)
    }

    /// The line as its file states it, for example `18 g per 10, scrap 0.05`. Made anew at each call.
    #[must_use]
    pub fn written(&self) -> String {
        self.said.as_deref().map_or_else(|| self.stated.written(self.cause), str::to_owned)
    }

    /// How much of the child the product needs through this line, in [`TraceLine::unit`].
    #[must_use]
    pub fn quantity(&self) -> Decimal {
        self.quantity
    }

    /// The child's declared unit.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// The same amount in the factor's unit: what the factor is multiplied with.
    #[must_use]
    pub fn factor_quantity(&self) -> Decimal {
        self.factor_quantity
    }

    /// The factor.
    #[must_use]
    pub fn factor(&self) -> &FactorUse {
        &self.factor
    }

    /// The stage it counts in.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
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

    /// [`TraceLine::kg_co2e`] over the total of all eight stages; `None` where that is zero.
    #[must_use]
    pub fn share(&self) -> Option<Decimal> {
        self.share
    }

    /// The file and row of the line.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        self.stated.place(self.cause)
    }
}

/// A row on its way: the line, the factor node behind it, the conversion into the factor's unit, amounts by stage.
struct Entry {
    parent: u32,
    line: usize,
    factor: u32,
    stage: Stage,
    /// In the child's declared unit.
    quantity: Wide,
    /// In the factor's unit.
    factor_quantity: Wide,
}

pub(super) fn trace(
    model: &Model,
    product: u32,
    needs: &Requirements,
    amount: Wide,
    cells: &Cells<'_>,
    total: Decimal,
) -> Result<Vec<TraceLine>, TooLarge> {
    let entries = entries(model, product, needs, amount);
    let keys: Vec<(u32, Stage)> = entries.iter().map(|e| (e.factor, e.stage)).collect();
    let quantities: Vec<Wide> = entries.iter().map(|e| e.factor_quantity).collect();
    let emissions = split(model, &keys, &quantities, cells);
    let (paths, stated) = (Arc::new(Paths::of(model, product, needs)), Arc::new(Stated::of(model)));
    let graph = &model.graph;
    let item = |node: u32| graph.source[node as usize];
    let mut kilograms = Vec::with_capacity(entries.len());
    for at in 0..entries.len() {
        kilograms.push(emissions.of(at)?.total().map_err(|_| TooLarge)?);
    }
    let whole = Wide::from(total);
    let mut lines = Vec::with_capacity(entries.len());
    // Put in order while they are numbers: a row is long.
    let order = largest_first(kilograms.iter().copied());
    let credit = |at: &&usize| entries[**at].stage == Stage::BeyondBoundary;
    for at in order.iter().filter(|at| !credit(at)).chain(order.iter().filter(credit)) {
        let (entry, kg_co2e) = (&entries[*at], kilograms[*at]);
        let factor = model.factor_use(item(entry.factor))?;
        let child = graph.line(entry.line).child;
        let (child, unit) = match graph.cause(entry.line) {
            Cause::Binding(_) => (Child::Own, model.unit_of(item(entry.parent))),
            _ if graph.is_item(child) => (Child::Item(item(child)), model.unit_of(item(child))),
            _ => (Child::Factor, factor.unit),
        };
        lines.push(TraceLine {
            paths: Arc::clone(&paths),
            stated: Arc::clone(&stated),
            parent: item(entry.parent),
            child,
            said: None,
            quantity: entry.quantity.to_decimal().ok_or(TooLarge)?,
            unit,
            factor_quantity: entry.factor_quantity.to_decimal().ok_or(TooLarge)?,
            factor,
            stage: entry.stage,
            emissions: emissions.of(*at)?,
            kg_co2e,
            share: Wide::from(kg_co2e).div(whole).and_then(Wide::to_decimal),
            cause: graph.cause(entry.line),
        });
    }
    Ok(lines)
}

/// The lines at whose end a factor stands. The binding of an item is folded into the lines that bring the item: a
/// supplier looks for `bom.csv`, not for the link in `items.csv`. Only the product itself keeps its own binding.
fn entries(model: &Model, product: u32, needs: &Requirements, amount: Wide) -> Vec<Entry> {
    let graph = &model.graph;
    let is_binding = |line: usize| matches!(graph.cause(line), Cause::Binding(_));
    // By item, looked for once: an item may have many lines, and many lines may bring it. 0 is none, and else the line's
    // number and 1.
    let mut bindings = Places::of(graph.node_count());
    let mut binding_of = |node: u32| {
        let known = bindings.get(node).unwrap_or_else(|| {
            let found = graph.range(node).find(|line| is_binding(*line));
            let found = found.map_or(0, |line| line.saturating_add(1));
            bindings.set(node, found);
            found
        });
        known.checked_sub(1)
    };
    let mut entries: Vec<Entry> = Vec::new();
    let entry = |parent: u32, line: usize, (factor, conversion): (u32, Wide), stage: State, quantity: Wide| {
        let stage = stage.unwrap_or(model.factors[graph.source[factor as usize] as usize].stage);
        Entry { parent, line, factor, stage, quantity, factor_quantity: quantity.mul(conversion) }
    };
    if let Some(line) = binding_of(product) {
        let edge = graph.line(line);
        entries.push(entry(product, line, (edge.child, edge.quantity), None, amount));
    }
    for (parent, needs_by_state) in needs.iter_below(graph.items) {
        // A line has a row for each stage; one that several claimants need may have it already.
        let several = needs_by_state.iter().filter(|need| !need.is_zero()).count() > 1;
        let mut rows: IndexMap<(usize, Stage), usize> = IndexMap::new();
        for (state, need) in needs_by_state.iter().enumerate().filter(|(_, need)| !need.is_zero()) {
            for line in graph.range(parent).filter(|line| !is_binding(*line)) {
                let edge = graph.line(line);
                let end = if graph.is_item(edge.child) {
                    binding_of(edge.child).map(|b| (graph.line(b).child, graph.line(b).quantity))
                } else {
                    Some((edge.child, Wide::ONE))
                };
                let Some(end) = end.filter(|_| !edge.quantity.is_zero()) else { continue };
                let stage = needs.states[needs.after(state, edge.claim)];
                let added = entry(parent, line, end, stage, need.mul(amount).mul(edge.quantity));
                let row =
                    if several { *rows.entry((line, added.stage)).or_insert(entries.len()) } else { entries.len() };
                match entries.get_mut(row) {
                    Some(entry) => {
                        entry.quantity = entry.quantity.add(added.quantity);
                        entry.factor_quantity = entry.factor_quantity.add(added.factor_quantity);
                    }
                    None => entries.push(added),
                }
            }
        }
    }
    entries
}

/// What says how a line is stated, and where: asked only for the lines that someone reads.
pub(super) struct Stated {
    study: Arc<Study>,
    derived: Arc<[Derived]>,
}

impl fmt::Debug for Stated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stated").finish_non_exhaustive()
    }
}

impl Stated {
    pub(super) fn of(model: &Model) -> Self {
        Self { study: Arc::clone(&model.study), derived: Arc::clone(&model.derived) }
    }

    pub(super) fn item_name(&self, item: u32) -> &str {
        self.study.item_name(item)
    }

    /// A line as its file states it.
    pub(super) fn written(&self, cause: Cause) -> String {
        describe(&self.study, &self.derived, cause).0
    }

    /// Where a line stands.
    pub(super) fn place(&self, cause: Cause) -> Option<Place> {
        match cause {
            Cause::Line(at) => self.study.lines.get(at as usize).and_then(|line| self.study.place(line.origin, "")),
            cause => describe(&self.study, &self.derived, cause).1,
        }
    }
}

/// A line as its file states it, and where.
pub(super) fn describe(study: &Study, derived: &[Derived], cause: Cause) -> (String, Option<Place>) {
    match cause {
        Cause::Line(at) => {
            let Some(line) = study.lines.get(at as usize) else { return (String::new(), None) };
            let quantity = match study.amount(line) {
                Amount::Number(number) => number.to_string(),
                Amount::Formula(formula) => formula.text().to_owned(),
            };
            let mut text = quantity;
            if let Some(unit) = line.unit {
                text.push(' ');
                text.push_str(&unit.to_string());
            }
            let terms = study.terms_of(line);
            for (cell, word) in [(&terms.per, "per"), (&terms.scrap, "scrap"), (&terms.recovery, "yield")] {
                let default = |c: &&Cell| matches!(c, Cell::Number(n) if *n == if word == "scrap" { Decimal::ZERO } else { Decimal::ONE });
                if let Some(cell) = cell.as_ref().filter(|c| !default(c)) {
                    text.push_str(&format!(", {word} {}", cell_text(cell)));
                }
            }
            (text, study.place(line.origin, ""))
        }
        Cause::Binding(item) => {
            let place = study.items.get(item as usize).and_then(|i| study.place(i.origin, ""));
            ("factor".to_owned(), place)
        }
        Cause::Leg(at) => {
            let Some(leg) = study.legs.get(at as usize) else { return (String::new(), None) };
            let part =
                |cell: &Option<Cell>, unit: &str| cell.as_ref().map(|c| format!("{} {unit}", cell_text(c))).into_iter();
            let parts: Vec<String> = part(&leg.mass_kg, "kg").chain(part(&leg.distance_km, "km")).collect();
            (parts.join(" x "), study.place(leg.origin, ""))
        }
        Cause::Derived(at) => {
            let Some(derived) = derived.get(at as usize) else { return (String::new(), None) };
            describe_derived(study, *derived)
        }
    }
}

/// What made a line that no row states as one.
fn describe_derived(study: &Study, derived: Derived) -> (String, Option<Place>) {
    let nothing = || (String::new(), None);
    match derived {
        Derived::Site { output, reading } => {
            let site = study.outputs.get(output as usize).map(|o| o.site.clone()).unwrap_or_default();
            let place = study.readings.get(reading as usize).and_then(|r| study.place(r.origin, ""));
            (format!("share of {site}"), place)
        }
        Derived::Output { row } => {
            let Some(output) = study.outputs_of_processes.get(row as usize) else { return nothing() };
            let unit = output.unit.map(|u| format!(" {u}")).unwrap_or_default();
            let quantity = cell_text(&output.quantity);
            (format!("{quantity}{unit} of a run of {}", study.name_of(output.process)), study.place(output.origin, ""))
        }
        Derived::Recycling { row, letters } => {
            let Some(row) = study.recycling.get(row as usize) else { return nothing() };
            (format!("{}: {letters}", row.method.name()), study.place(row.origin, ""))
        }
        Derived::Instrument { row } => {
            let Some(row) = study.instruments.get(row as usize) else { return nothing() };
            (format!("{} {} kWh", row.kind.names()[0], cell_text(&row.kwh)), study.place(row.origin, ""))
        }
        Derived::Residual { item } => {
            let place = study.declared.residual.as_ref().and_then(|(_, place)| place.clone());
            (format!("residual mix of {}", study.item_name(item)), place)
        }
    }
}

fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Number(number) => number.to_string(),
        Cell::Formula(formula) => formula.text().to_owned(),
    }
}
