//! Every line through which a factor enters a product: path, quantity, conversion, factor, kilograms, place.
//!
//! One row a line and stage, not one a path: a part that is reached over a million paths has one row per line of its
//! own, with the amount that all paths together need. The path shown is the one that carries most.

use indexmap::IndexMap;

use super::cells::{Cells, TooLarge, by_size};
use super::contributions::{FactorUse, narrow, share, split};
use super::model::Model;
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::Place;
use crate::formula::Cell;
use crate::lower::{Cause, Derived};
use crate::quantity::Emissions;
use crate::stage::Stage;
use crate::study::{Amount, Study};
use crate::unit::Unit;
use crate::walk::{Requirements, State};

/// A line that contributes to a footprint.
#[derive(Clone, Debug)]
pub struct TraceLine {
    pub(crate) path: Vec<String>,
    pub(crate) other_paths: bool,
    pub(crate) written: String,
    pub(crate) quantity: Decimal,
    pub(crate) unit: Unit,
    pub(crate) factor_quantity: Decimal,
    pub(crate) factor: FactorUse,
    pub(crate) stage: Stage,
    pub(crate) emissions: Emissions,
    pub(crate) kg_co2e: Decimal,
    pub(crate) share: Option<Decimal>,
    pub(crate) place: Option<Place>,
    /// What made the line, for a comparison.
    pub(super) cause: Cause,
}

impl TraceLine {
    /// The ids from the product down to the child of the line: items, and at the end the factor where the line names it
    /// directly.
    #[must_use]
    pub fn path(&self) -> &[String] {
        &self.path
    }

    /// Whether the line is reached over other paths as well; the amounts are those of all paths.
    #[must_use]
    pub fn has_other_paths(&self) -> bool {
        self.other_paths
    }

    /// The line as its file states it, for example `18 g per 10, scrap 0.05`.
    #[must_use]
    pub fn written(&self) -> &str {
        &self.written
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
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
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
    cells: &Cells,
    total: Decimal,
) -> Result<Vec<TraceLine>, TooLarge> {
    let entries = entries(model, product, needs, amount);
    let keys: Vec<(u32, Stage)> = entries.iter().map(|e| (e.factor, e.stage)).collect();
    let quantities: Vec<Wide> = entries.iter().map(|e| e.factor_quantity).collect();
    let emissions = split(model, &keys, &quantities, cells);
    let paths = Paths::of(model, product, needs);
    let mut lines = Vec::with_capacity(entries.len());
    for (entry, components) in entries.iter().zip(&emissions) {
        let graph = &model.graph;
        let chosen = &model.factors[graph.source[entry.factor as usize] as usize];
        let child = graph.lines[entry.line].child;
        let (mut nodes, other_paths) = paths.to(entry.parent);
        // The product's own binding ends at the product; a line to a factor ends at the factor.
        let own = matches!(graph.causes[entry.line], Cause::Binding(_));
        let direct = !graph.is_item(child);
        if !direct {
            nodes.push(child);
        }
        let mut path: Vec<String> =
            nodes.iter().map(|n| model.study.item_name(graph.source[*n as usize]).to_owned()).collect();
        if direct && !own {
            path.push(chosen.factor.id.clone());
        }
        let emissions = narrow(components)?;
        let kg_co2e = emissions.total().map_err(|_| TooLarge)?;
        let (written, place) = describe(model, graph.causes[entry.line]);
        lines.push(TraceLine {
            path,
            other_paths,
            written,
            quantity: entry.quantity.to_decimal().ok_or(TooLarge)?,
            unit: match (own, direct) {
                (true, _) => model.unit_of(graph.source[entry.parent as usize]),
                (_, true) => chosen.factor.unit,
                _ => model.unit_of(graph.source[child as usize]),
            },
            factor_quantity: entry.factor_quantity.to_decimal().ok_or(TooLarge)?,
            factor: FactorUse::of(chosen)?,
            stage: entry.stage,
            emissions,
            kg_co2e,
            share: share(kg_co2e, total),
            place,
            cause: graph.causes[entry.line],
        });
    }
    let credit = |l: &TraceLine| l.stage == Stage::BeyondBoundary;
    lines.sort_by(|a, b| credit(a).cmp(&credit(b)).then_with(|| by_size(a.kg_co2e, b.kg_co2e)));
    Ok(lines)
}

/// The lines at whose end a factor stands. The binding of an item is folded into the lines that bring the item: a
/// supplier looks for `bom.csv`, not for the link in `items.csv`. Only the product itself keeps its own binding.
fn entries(model: &Model, product: u32, needs: &Requirements, amount: Wide) -> Vec<Entry> {
    let graph = &model.graph;
    let is_binding = |line: usize| matches!(graph.causes[line], Cause::Binding(_));
    let binding_of = |node: u32| graph.range(node).find(|line| is_binding(*line));
    let mut entries: IndexMap<(usize, Stage), Entry> = IndexMap::new();
    let mut add = |parent: u32, line: usize, (factor, conversion): (u32, Wide), stage: State, quantity: Wide| {
        let own_stage = model.factors[graph.source[factor as usize] as usize].factor.stage;
        let stage = stage.unwrap_or(own_stage);
        let empty = || Entry { parent, line, factor, stage, quantity: Wide::ZERO, factor_quantity: Wide::ZERO };
        let entry = entries.entry((line, stage)).or_insert_with(empty);
        entry.quantity = entry.quantity.add(quantity);
        entry.factor_quantity = entry.factor_quantity.add(quantity.mul(conversion));
    };
    if let Some(line) = binding_of(product) {
        let edge = graph.lines[line];
        add(product, line, (edge.child, edge.quantity), None, amount);
    }
    for parent in 0..graph.items {
        for (state, need) in needs.of(parent).iter().enumerate().filter(|(_, need)| !need.is_zero()) {
            for line in graph.range(parent).filter(|line| !is_binding(*line)) {
                let edge = graph.lines[line];
                let end = if graph.is_item(edge.child) {
                    binding_of(edge.child).map(|b| (graph.lines[b].child, graph.lines[b].quantity))
                } else {
                    Some((edge.child, Wide::ONE))
                };
                let Some(end) = end.filter(|_| !edge.quantity.is_zero()) else { continue };
                let stage = needs.states[needs.after(state, edge.claim)];
                add(parent, line, end, stage, need.mul(amount).mul(edge.quantity));
            }
        }
    }
    entries.into_values().collect()
}

/// For every item that the product needs: the line that brings most of it, and how many lines bring some.
struct Paths {
    product: u32,
    from: Vec<Option<u32>>,
    incoming: Vec<u32>,
}

impl Paths {
    fn of(model: &Model, product: u32, needs: &Requirements) -> Self {
        let graph = &model.graph;
        let count = graph.items as usize;
        let mut best: Vec<Option<(Wide, u32)>> = vec![None; count];
        let mut incoming = vec![0_u32; count];
        for parent in 0..graph.items {
            let need = needs.of(parent).iter().fold(Wide::ZERO, |sum, n| sum.add(n.abs()));
            if need.is_zero() {
                continue;
            }
            for line in graph.lines_of(parent).iter().filter(|l| graph.is_item(l.child) && !l.quantity.is_zero()) {
                let amount = need.mul(line.quantity).abs();
                let child = line.child as usize;
                incoming[child] = incoming[child].saturating_add(1);
                if line.child != product
                    && line.child != parent
                    && best[child].is_none_or(|(most, _)| amount.cmp(most).is_gt())
                {
                    best[child] = Some((amount, parent));
                }
            }
        }
        Self { product, from: best.into_iter().map(|b| b.map(|(_, parent)| parent)).collect(), incoming }
    }

    /// The nodes from the product to `node`, and whether there are other paths. A path that would run in a circle is
    /// cut where it closes.
    fn to(&self, node: u32) -> (Vec<u32>, bool) {
        let mut path = vec![node];
        let mut others = false;
        let mut at = node;
        let mut seen = std::collections::BTreeSet::from([node]);
        while at != self.product {
            others |= self.incoming[at as usize] > 1;
            let Some(parent) = self.from[at as usize] else { break };
            if !seen.insert(parent) {
                others = true;
                path.push(self.product);
                break;
            }
            path.push(parent);
            at = parent;
        }
        others |= self.incoming[self.product as usize] > 0;
        path.reverse();
        (path, others)
    }
}

/// A line as its file states it, and where.
fn describe(model: &Model, cause: Cause) -> (String, Option<Place>) {
    let study = &*model.study;
    match cause {
        Cause::Line(at) => {
            let Some(line) = study.lines.get(at as usize) else { return (String::new(), None) };
            let quantity = match line.quantity {
                Amount::Number(number) => number.to_string(),
                Amount::Formula(at) => study.formulas.get(at as usize).map(|f| f.text().to_owned()).unwrap_or_default(),
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
            let Some(derived) = model.derived.get(at as usize) else { return (String::new(), None) };
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
