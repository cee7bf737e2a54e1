//! Study to graph: resolve, lower, build, factorise; and the words for what is wrong with loops and products.

use std::cmp::Ordering;

use indexmap::IndexMap;

use super::cut_off::{Excluded, excluded};
use super::model::Declared;
use crate::decimal::{Decimal, Dual, Wide};
use crate::diagnostic::{Report, arithmetic, texts};
use crate::factor::FactorLibrary;
use crate::formula::Cell;
use crate::gas::GwpSet;
use crate::graph::BomGraph;
use crate::lower::{AppliedRule, Cause, Claim, Derived, Otherwise, Slopes, lower};
use crate::read::nearest::hint;
use crate::resolve::{ChosenFactor, Parameters, Resolver, SetValue, Settings, StatedSpread, Target, shown_to};
use crate::study::Study;
use crate::unit::Unit;
use crate::walk::{LoopProblem, Loops};

/// What building gives.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) graph: BomGraph,
    pub(super) factors: Vec<ChosenFactor>,
    pub(super) derived: Vec<Derived>,
    pub(super) rules: Vec<AppliedRule>,
    /// What was set, and what it replaced.
    pub(super) set: Vec<SetValue>,
    pub(super) claims: Vec<Claim>,
    /// Readings of energy.csv by item, in its declared unit.
    pub(super) metered: IndexMap<u32, Dual>,
    /// How quantities move with the parameters.
    pub(super) slopes: Slopes,
    pub(super) parameters: Parameters,
    /// The uncertainty of quantities, by the terms of lines.
    pub(super) spreads: Vec<Option<StatedSpread>>,
    /// The declared unit of each item.
    pub(super) units: Vec<Unit>,
    pub(super) loops: Loops,
    pub(super) products: Vec<Declared>,
    /// What the study says it leaves out.
    pub(super) excluded: Vec<Excluded>,
    /// Fossil, biogenic and recycled carbon of items that state it: kg C in one declared unit.
    pub(super) carbon: IndexMap<u32, [Option<Wide>; 3]>,
}

/// Resolve, lower, graph, factorise. Everything that is found goes into the report. Lines that could not be lowered
/// are missing from the graph; a loop that is unproductive without them is so with them too, so it is still said.
pub(super) fn build(
    study: &Study,
    library: &FactorLibrary,
    settings: &Settings,
    otherwise: Otherwise<'_>,
    report: &mut Report,
) -> Built {
    let mut resolver = Resolver::new(study, library, settings);
    let mut network = lower(&mut resolver, otherwise);
    let products = products(&mut resolver);
    let excluded = excluded(&mut resolver);
    let carbon = carbon(&mut resolver);
    let units =
        (0..study.items.len()).map(|i| resolver.unit(Target::Item(u32::try_from(i).unwrap_or(u32::MAX)))).collect();
    let (factors, set, found, parameters) = results(resolver);
    report_mixed_gwp(study, &factors, settings, report);
    report.extend(found);
    let derived = std::mem::take(&mut network.derived);
    let rules = std::mem::take(&mut network.rules);
    let claims = std::mem::take(&mut network.claims);
    let metered = std::mem::take(&mut network.metered);
    let slopes = std::mem::take(&mut network.slopes);
    let spreads = std::mem::take(&mut network.spreads);
    let items = network.items;
    let graph = BomGraph::build(network, factors.len(), |a, b| {
        if a < items {
            return study.item_name(a).cmp(study.item_name(b));
        }
        let [a, b] = [a, b].map(|node| &factors[node.saturating_sub(items) as usize]);
        order(a, b)
    });
    let (loops, problems) = Loops::factorise(&graph, study.declared.rules.negative_lines || settings.amplifying);
    for problem in problems {
        report_loop(study, &graph, &problem, report);
    }
    Built {
        graph,
        factors,
        derived,
        rules,
        set,
        claims,
        metered,
        slopes,
        parameters,
        spreads,
        units,
        loops,
        products,
        excluded,
        carbon,
    }
}

/// The key that orders chosen factors: by their own key, then the nearer set first.
pub(super) fn order_key(chosen: &ChosenFactor) -> String {
    format!("{}\u{0}{:08}\u{0}{}", chosen.factor.key(), chosen.set(), chosen.factor.details.source)
}

/// What is left of a resolver when all is lowered. Its tables go here, before the graph needs room.
fn results(resolver: Resolver<'_>) -> (Vec<ChosenFactor>, Vec<SetValue>, Report, Parameters) {
    let Resolver { chosen, set, report, parameters, .. } = resolver;
    (chosen, set, report, parameters)
}

/// The order of [`order_key`]. Most rows bear an id and nothing else, which needs no text to be made.
fn order(a: &ChosenFactor, b: &ChosenFactor) -> Ordering {
    let plain = |c: &ChosenFactor| c.factor.region.is_empty() && c.factor.valid_from.or(c.factor.valid_to).is_none();
    match a.factor.id.cmp(&b.factor.id) {
        unequal @ (Ordering::Less | Ordering::Greater) if plain(a) && plain(b) => unequal,
        _ => order_key(a).cmp(&order_key(b)),
    }
}

/// The carbon that items hold, as stated: reported, never counted.
fn carbon(resolver: &mut Resolver<'_>) -> IndexMap<u32, [Option<Wide>; 3]> {
    let study = resolver.study;
    let mut all = IndexMap::new();
    for (at, item) in study.items.iter().enumerate() {
        let Some(details) = item.details.as_ref().filter(|d| d.carbon.iter().any(Option::is_some)) else { continue };
        let columns = ["fossil_carbon", "biogenic_carbon", "recycled_carbon"];
        let mut values = [None; 3];
        for ((slot, cell), column) in values.iter_mut().zip(&details.carbon).zip(columns) {
            let place = study.place(item.origin, column);
            *slot = cell.as_ref().and_then(|cell| resolver.number(cell, place.clone()));
            if let Some(negative) = slot.filter(|value| value.is_negative()) {
                resolver.out_of_range(column, negative, place, ["a number >= 0", "不小于 0 的数"]);
            }
        }
        all.insert(u32::try_from(at).unwrap_or(u32::MAX), values);
    }
    all
}

/// The declared products, else every item that nothing names, by id. Swaps do not change what is a product.
/// No process is one: nobody buys a run.
fn products(resolver: &mut Resolver<'_>) -> Vec<Declared> {
    let study = resolver.study;
    if study.products.is_empty() {
        let free = study.consumed().into_iter().zip(&study.items).enumerate();
        let free = free.filter(|(_, (consumed, item))| !consumed && !item.process);
        let mut items: Vec<u32> = free.map(|(i, _)| u32::try_from(i).unwrap_or(u32::MAX)).collect();
        items.sort_by(|a, b| study.item_name(*a).cmp(study.item_name(*b)));
        let one = |item| Declared { item, amount: Wide::ONE, slopes: Vec::new(), functional_unit: String::new() };
        return items.into_iter().map(one).collect();
    }
    let mut products = Vec::new();
    for product in &study.products {
        let Some(item) = study.item_by_text(&product.id) else {
            let [near, near_zh] = hint(&product.id, study.items.iter().map(|i| study.name_of(i.id)));
            let arguments = [("seen", product.id.as_str()), ("near", &near), ("near_zh", &near_zh)];
            resolver.report.add(&texts::PRODUCT_NOT_FOUND, product.place.clone(), &arguments);
            continue;
        };
        let one = Cell::Number(Decimal::ONE);
        let amount = resolver.value(product.amount.as_ref().unwrap_or(&one), product.place.clone());
        let Some(amount) = amount else { continue };
        let slopes = amount.slopes().to_vec();
        let amount = amount.value;
        if amount.is_zero() || amount.is_negative() {
            resolver.out_of_range("amount", amount, product.place.clone(), ["a number > 0", "大于 0 的数"]);
            continue;
        }
        products.push(Declared { item, amount, slopes, functional_unit: product.functional_unit.clone() });
    }
    products
}

/// Says which sets a result mixes where the study allows it.
fn report_mixed_gwp(study: &Study, factors: &[ChosenFactor], settings: &Settings, report: &mut Report) {
    let own = settings.gwp.unwrap_or(study.declared.gwp);
    let others = factors.iter().filter(|c| c.factor.gwp.is_some_and(|g| g != own) && !c.factor.values.is_empty());
    let mut named: Vec<String> =
        others.map(|c| format!("{} ({})", c.factor.id, c.factor.gwp.map_or("", GwpSet::name))).collect();
    if named.is_empty() {
        return;
    }
    named.sort();
    let seen = format!("{own}; {}", named.join(", "));
    report.add(&texts::GWP_MIXED_ALLOWED, None, &[("seen", &seen)]);
}

pub(super) fn report_loop(study: &Study, graph: &BomGraph, problem: &LoopProblem, report: &mut Report) {
    let name = |node: &u32| study.item_name(graph.source[*node as usize]);
    let written = |path: &[u32]| {
        let mut names: Vec<&str> = path.iter().map(name).collect();
        if names.len() > 12 {
            names.splice(6..names.len().saturating_sub(5), ["…"]);
        }
        names.join(" → ")
    };
    let (text, path, gain) = match problem {
        LoopProblem::Unproductive { path, gain } => (&texts::LOOP_UNPRODUCTIVE, path, Some(*gain)),
        LoopProblem::Amplifies { path, gain } => (&texts::LOOP_AMPLIFIES, path, Some(*gain)),
        LoopProblem::Singular { path } => (&texts::LOOP_SINGULAR, path, None),
        LoopProblem::IllConditioned { path, number } => (&arithmetic::LOOP_ILL_CONDITIONED, path, Some(*number)),
        LoopProblem::Credit { path } => (&texts::LOOP_CREDIT, path, None),
    };
    // The first line of the path that a file states.
    let first = path.first().copied().unwrap_or(0);
    let next = path.get(1).copied().unwrap_or(first);
    let at = graph.lines_between(first, next).next();
    let place = at.and_then(|i| match graph.cause(i) {
        Cause::Line(line) => study.lines.get(line as usize).and_then(|l| study.place(l.origin, "child")),
        _ => None,
    });
    let shown_gain = gain.map(|g| shown_to(6, g)).unwrap_or_default();
    let seen = written(path);
    report.add(text, place, &[("seen", &seen), ("item", name(&first)), ("gain", &shown_gain)]);
}
