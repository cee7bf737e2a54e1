//! The down walk of a product laid out as a spreadsheet works it out: how much of each item is needed, through which
//! lines, and what the factors at the end make of it.
//!
//! Amounts depend on lines and lines on amounts, parents first: the lines that lead to an item stand side by side, so
//! that its amount is the sum of a range. A loop is a system of equations over its own lines.

use std::cmp::Ordering;
use std::ops::Range;

use indexmap::IndexMap;

use super::Footprint;
use super::cells::TooLarge;
use super::model::Model;
use super::trace::describe;
use super::used::UsedFactor;
use crate::decimal::Wide;
use crate::diagnostic::Place;
use crate::error::Error;
use crate::formula::Cell;
use crate::gas::Component;
use crate::graph::GraphLine;
use crate::lower::{AppliedRule, Cause, Coefficients, Derived, SiteBook, coefficients, site_books};
use crate::resolve::Resolver;
use crate::stage::Stage;
use crate::study::Amount;
use crate::unit::Unit;
use crate::walk::{Requirements, State};

/// A product's down walk.
#[derive(Debug)]
pub(crate) struct Worksheet {
    pub(crate) footprint: Footprint,
    pub(crate) components: Vec<Component>,
    /// Parents before children, loops apart; the product first.
    pub(crate) needs: Vec<Need>,
    /// The demand first; then, need by need, the lines that lead to it; then those that lead to factors.
    pub(crate) lines: Vec<WorkLine>,
    pub(crate) factors: Vec<UsedFactor>,
    /// Ranges of `needs` that are loops.
    pub(crate) loops: Vec<Range<usize>>,
    /// How sites and processes are shared out, and the numbers of recycling rows.
    pub(crate) shared: Vec<Shared>,
    pub(crate) recycled: Vec<Recycled>,
}

/// A site's bills or a process, shared out to what they made: `total x w / Σ (n w)`.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) name: String,
    /// Item, amount n, weight w of one. For a process n is 1: the weight is that of all that a run makes of it.
    pub(crate) made: Vec<(String, Wide, Wide)>,
    /// What is shared out, by carrier; none for a process, of which one run is shared out.
    pub(crate) totals: Vec<(String, Wide)>,
}

/// The numbers of a row of recycling.csv, in the order of its columns.
#[derive(Debug)]
pub(crate) struct Recycled {
    pub(crate) id: String,
    pub(crate) numbers: [Wide; 10],
}

/// How a line's quantity came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Basis {
    Stated,
    /// A share: places in [`Worksheet::shared`] and of the item and the total there.
    Share {
        table: usize,
        made: usize,
        total: Option<usize>,
    },
    /// A term of the recycling formula in its letters, of a place in [`Worksheet::recycled`].
    Coefficient {
        row: usize,
        letters: &'static str,
    },
}

/// How much of an item is needed, as far as one stage has claimed it, or none.
#[derive(Debug)]
pub(crate) struct Need {
    pub(crate) id: String,
    pub(crate) name: [String; 2],
    pub(crate) unit: Unit,
    pub(crate) claimed: State,
    pub(crate) amount: Wide,
    /// The lines that lead here from outside of its loop, and those from inside of it: places in
    /// [`Worksheet::lines`], one after the other. The second are in order of their parents.
    pub(crate) outer: Range<usize>,
    pub(crate) inner: Range<usize>,
}

/// What a line leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Need(usize),
    /// A factor, and the stage that its emissions count in.
    Factor(usize, Stage),
}

/// A line of one parent, as far as a stage has claimed the parent.
#[derive(Debug)]
pub(crate) struct WorkLine {
    /// Place in [`Worksheet::needs`]; `None` for the demand.
    pub(crate) parent: Option<usize>,
    pub(crate) target: Target,
    pub(crate) claim: Option<Stage>,
    pub(crate) written: String,
    pub(crate) place: Option<Place>,
    pub(crate) terms: Terms,
    pub(crate) basis: Basis,
    /// Of the child's unit per declared unit of the parent, and in all.
    pub(crate) per_unit: Wide,
    pub(crate) amount: Wide,
}

/// `quantity x conversion x (1 + scrap) / (per x yield)`
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    pub(crate) quantity: Wide,
    pub(crate) conversion: Wide,
    pub(crate) scrap: Wide,
    pub(crate) per: Wide,
    pub(crate) recovery: Wide,
}

impl Terms {
    fn plain(quantity: Wide) -> Self {
        Self { quantity, conversion: Wide::ONE, scrap: Wide::ZERO, per: Wide::ONE, recovery: Wide::ONE }
    }

    /// With the conversion that makes `gross` of the other terms: a unit, a mass or a density between units, the
    /// kilometres of a leg.
    fn converted(mut self, gross: Wide) -> Option<Self> {
        let stated = self.quantity.mul(Wide::ONE.add(self.scrap)).div(self.per.mul(self.recovery))?;
        self.conversion = gross.div(stated)?;
        Some(self)
    }
}

impl Model {
    /// The down walk of an item's declared amount, to be worked out again.
    pub(crate) fn worksheet(&self, id: &str) -> Result<Worksheet, Error> {
        let declared = self.declared(id)?;
        let (footprint, _, needs) = self.answer(&declared, &mut self.down_walk())?;
        let product = self.graph.node_of_item[declared.item as usize];
        let mut resolver = Resolver::new(&self.study, &self.library, &self.settings);
        let books = Books::of(self, &mut resolver);
        let laid = Laying { model: self, needs: &needs, amount: declared.amount, books };
        laid.out(product, footprint, &mut resolver).map_err(|TooLarge| self.too_large(id))
    }
}

struct Laying<'m> {
    model: &'m Model,
    needs: &'m Requirements,
    amount: Wide,
    books: Books,
}

/// What quantities are derived from that no row states, and where each stands.
#[derive(Default)]
struct Books {
    shared: Vec<Shared>,
    /// By output of a site, by first reading of a carrier, by process and item.
    output: IndexMap<u32, (usize, usize)>,
    reading: IndexMap<u32, usize>,
    process: IndexMap<(u32, u32), (usize, usize)>,
    recycled: Vec<Recycled>,
    /// By row of recycling.csv: its place, and letters and coefficient of each term.
    terms: IndexMap<u32, (usize, Coefficients)>,
}

impl Books {
    fn of(model: &Model, resolver: &mut Resolver<'_>) -> Self {
        let study = &*model.study;
        let mut books = Self::default();
        for SiteBook { site, made, totals } in site_books(resolver) {
            let table = books.shared.len();
            let name = |output: &u32| study.outputs.get(*output as usize).map(|o| study.name_of(o.item).to_owned());
            let carrier =
                |reading: &u32| study.readings.get(*reading as usize).map(|r| study.name_of(r.carrier).to_owned());
            books.output.extend(made.iter().enumerate().map(|(at, (output, ..))| (*output, (table, at))));
            books.reading.extend(totals.iter().enumerate().map(|(at, (reading, _))| (*reading, at)));
            books.shared.push(Shared {
                name: site,
                made: made.iter().map(|(output, n, w)| (name(output).unwrap_or_default(), *n, *w)).collect(),
                totals: totals.iter().map(|(reading, t)| (carrier(reading).unwrap_or_default(), *t)).collect(),
            });
        }
        for rule in &model.rules {
            let AppliedRule::Allocation { process, shares, weights, .. } = rule else { continue };
            let table = books.shared.len();
            books.process.extend(shares.iter().enumerate().map(|(at, (item, _))| ((*process, *item), (table, at))));
            let made = shares.iter().zip(weights);
            books.shared.push(Shared {
                name: study.item_name(*process).to_owned(),
                made: made.map(|((item, _), w)| (study.item_name(*item).to_owned(), Wide::ONE, *w)).collect(),
                totals: Vec::new(),
            });
        }
        for (at, row) in (0_u32..).zip(&study.recycling) {
            let Some((numbers, terms)) = coefficients(resolver, row) else { continue };
            books.terms.insert(at, (books.recycled.len(), terms));
            books.recycled.push(Recycled { id: study.name_of(row.item).to_owned(), numbers });
        }
        books
    }

    /// A share as a number.
    fn share(&self, table: usize, made: usize, total: Option<usize>) -> Option<Wide> {
        let shared = self.shared.get(table)?;
        let sum = shared.made.iter().fold(Wide::ZERO, |sum, (_, n, w)| sum.add(n.mul(*w)));
        let total = match total {
            Some(at) => shared.totals.get(at)?.1,
            None => Wide::ONE,
        };
        total.mul(shared.made.get(made)?.2).div(sum)
    }
}

/// A line on its way: parent with its state, number.
type Incoming = (usize, usize);

impl Laying<'_> {
    fn out(self, product: u32, footprint: Footprint, resolver: &mut Resolver<'_>) -> Result<Worksheet, TooLarge> {
        let graph = &self.model.graph;
        let order = self.order(product);
        let place_of: IndexMap<(u32, usize), usize> = order.iter().copied().zip(0_usize..).collect();
        let mut to_needs: Vec<[Vec<Incoming>; 2]> = order.iter().map(|_| Default::default()).collect();
        let mut to_factors: IndexMap<(u32, Stage), Vec<Incoming>> = IndexMap::new();
        for (at, (node, state)) in order.iter().enumerate() {
            for number in graph.range(*node) {
                let line = graph.line(number);
                if line.quantity.is_zero() {
                    continue;
                }
                let after = self.needs.after(*state, line.claim);
                if graph.is_item(line.child) {
                    let Some(to) = place_of.get(&(line.child, after)) else { continue };
                    let inner = graph.components.of(*node) == graph.components.of(line.child);
                    to_needs[*to][usize::from(inner)].push((at, number));
                } else {
                    let own = self.model.factors[graph.source[line.child as usize] as usize].factor.stage;
                    let stage = self.needs.states[after].unwrap_or(own);
                    to_factors.entry((line.child, stage)).or_default().push((at, number));
                }
            }
        }
        let mut sheet = Worksheet {
            components: self.model.columns.components.clone(),
            needs: Vec::with_capacity(order.len()),
            lines: vec![WorkLine {
                parent: None,
                target: Target::Need(0),
                claim: None,
                written: String::new(),
                place: None,
                terms: Terms::plain(self.amount),
                basis: Basis::Stated,
                per_unit: self.amount,
                amount: self.amount,
            }],
            factors: Vec::new(),
            loops: self.loops(&order),
            shared: Vec::new(),
            recycled: Vec::new(),
            footprint,
        };
        for (at, ((node, state), [outer, inner])) in order.iter().zip(to_needs).enumerate() {
            // The demand is the first line of what leads to the product.
            let start = if at == 0 { 0 } else { sheet.lines.len() };
            for line in outer {
                sheet.lines.push(self.line(line, &order, Target::Need(at), resolver));
            }
            let between = sheet.lines.len();
            for line in inner {
                sheet.lines.push(self.line(line, &order, Target::Need(at), resolver));
            }
            let (id, name, name_zh) = self.model.item_names(*node);
            sheet.needs.push(Need {
                id,
                name: [name, name_zh],
                unit: self.model.unit_of(graph.source[*node as usize]),
                claimed: self.needs.states[*state],
                amount: self.needs.of(*node)[*state].mul(self.amount),
                outer: start..between,
                inner: between..sheet.lines.len(),
            });
        }
        let mut factors: IndexMap<u32, usize> = IndexMap::new();
        to_factors.sort_by(|a, _, b, _| a.0.cmp(&b.0).then(a.1.cmp(&b.1)));
        for ((node, stage), lines) in to_factors {
            let at = match factors.get(&node) {
                Some(at) => *at,
                None => {
                    sheet.factors.push(self.model.used_factor(node)?);
                    *factors.entry(node).or_insert(sheet.factors.len().saturating_sub(1))
                }
            };
            for line in lines {
                sheet.lines.push(self.line(line, &order, Target::Factor(at, stage), resolver));
            }
        }
        (sheet.shared, sheet.recycled) = (self.books.shared, self.books.recycled);
        Ok(sheet)
    }

    /// The items that are needed and who has claimed them: the product first, then parents before children, the
    /// members of a loop side by side.
    fn order(&self, product: u32) -> Vec<(u32, usize)> {
        let graph = &self.model.graph;
        let needed = self.needs.iter().filter(|(node, _)| graph.is_item(*node));
        let states = needed.flat_map(|(node, by_state)| {
            by_state.iter().enumerate().filter(|(_, need)| !need.is_zero()).map(move |(state, _)| (node, state))
        });
        let mut order: Vec<(u32, usize)> = states.collect();
        order.sort_by_key(|(node, state)| {
            let component = graph.components.of(*node);
            (component != graph.components.of(product), std::cmp::Reverse(component), *node != product, *node, *state)
        });
        order
    }

    /// The ranges of the order that are loops.
    fn loops(&self, order: &[(u32, usize)]) -> Vec<Range<usize>> {
        let components = &self.model.graph.components;
        let mut start = 0_usize;
        let mut loops = Vec::new();
        for run in order.chunk_by(|a, b| components.of(a.0).cmp(&components.of(b.0)) == Ordering::Equal) {
            let end = start.saturating_add(run.len());
            let component = run.first().map_or(0, |(node, _)| components.of(*node));
            if self.model.graph.is_loop(components.members(component)) {
                loops.push(start..end);
            }
            start = end;
        }
        loops
    }

    fn line(
        &self,
        (parent, number): Incoming,
        order: &[(u32, usize)],
        target: Target,
        resolver: &mut Resolver<'_>,
    ) -> WorkLine {
        let graph = &self.model.graph;
        let line = graph.line(number);
        let cause = graph.cause(number);
        let (written, place) = describe(&self.model.study, &self.model.derived, cause);
        let (node, state) = order[parent];
        let need = self.needs.of(node)[state].mul(self.amount);
        let stated = || (Terms::plain(line.quantity), Basis::Stated);
        let (terms, basis) = self.terms(line, cause, resolver).unwrap_or_else(stated);
        WorkLine {
            parent: Some(parent),
            target,
            claim: line.claim,
            written,
            place,
            terms,
            basis,
            per_unit: line.quantity,
            amount: need.mul(line.quantity),
        }
    }

    /// What the file states for a line; `None` where it states no quantity that the line could be made of.
    fn terms(&self, line: GraphLine, cause: Cause, resolver: &mut Resolver<'_>) -> Option<(Terms, Basis)> {
        let study = &*self.model.study;
        let mut value = |cell: &Option<Cell>, otherwise: Wide| match cell {
            Some(cell) => resolver.number(cell, None),
            None => Some(otherwise),
        };
        match cause {
            Cause::Line(at) => {
                let record = study.lines.get(at as usize)?;
                let quantity = match study.amount(record) {
                    Amount::Number(number) => Wide::from(number),
                    Amount::Formula(formula) => value(&Some(Cell::Formula(Box::new(formula.clone()))), Wide::ZERO)?,
                };
                let terms = study.terms_of(record);
                let (scrap, per) = (value(&terms.scrap, Wide::ZERO)?, value(&terms.per, Wide::ONE)?);
                let recovery = value(&terms.recovery, Wide::ONE)?;
                let terms = Terms { quantity, conversion: Wide::ONE, scrap, per, recovery };
                Some((terms.converted(line.quantity)?, Basis::Stated))
            }
            Cause::Leg(at) => {
                let mass = value(&Some(study.legs.get(at as usize)?.mass_kg.clone()?), Wide::ONE)?;
                Some((Terms::plain(mass).converted(line.quantity)?, Basis::Stated))
            }
            Cause::Derived(at) => {
                let (quantity, basis) = self.derived(*self.model.derived.get(at as usize)?)?;
                Some((Terms::plain(quantity).converted(line.quantity)?, basis))
            }
            Cause::Binding(_) => None,
        }
    }

    /// The quantity of a line that no row states, and what it is made of.
    fn derived(&self, derived: Derived) -> Option<(Wide, Basis)> {
        let (study, books) = (&*self.model.study, &self.books);
        let share = |table, made, total| Some((books.share(table, made, total)?, Basis::Share { table, made, total }));
        match derived {
            Derived::Site { output, reading } => {
                let (table, made) = *books.output.get(&output)?;
                share(table, made, Some(*books.reading.get(&reading)?))
            }
            Derived::Output { row } => {
                let output = study.outputs_of_processes.get(row as usize)?;
                let process = (study.item_of(output.process)?, study.item_of(output.output)?);
                let (table, made) = *books.process.get(&process)?;
                share(table, made, None)
            }
            Derived::Recycling { row, letters } => {
                let (row, terms) = books.terms.get(&row)?;
                let (_, coefficient) = terms.iter().find(|(of, _)| *of == letters)?;
                Some((*coefficient, Basis::Coefficient { row: *row, letters }))
            }
            Derived::Instrument { .. } | Derived::Residual { .. } => None,
        }
    }
}
