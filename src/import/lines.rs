//! From the cells of a block to a bill: base quantities, numbers and units, losses, fixed quantities, by-products,
//! alternates.

use indexmap::IndexMap;

use super::alternates;
use super::bills::{Bill, ByProduct, Edge};
use super::columns::Concept;
use super::decisions::Lot;
use super::kinds::{self, Reason};
use super::layout::{Block, Cells, Line, bracketed, code, stated};
use super::losses::{Factors, Losses};
use super::numbers::{Number, exact_div, half_of_last};
use super::units::Measure;
use super::{Import, Table};
use crate::decimal::Decimal;
use crate::diagnostic::{Report, import as words, texts};

/// What the bills of one table are read with.
pub(crate) struct Reader<'a> {
    pub(crate) import: &'a Import<'a>,
    pub(crate) table: &'a Table<'a>,
    pub(crate) losses: Losses,
    pub(crate) totals: bool,
    /// For how many of its head an exploded list is.
    pub(crate) required: Option<Number>,
    /// Base quantities that other exports state, by bill and by item.
    pub(crate) bases: &'a IndexMap<String, (String, Decimal, Option<Measure>)>,
}

/// What was found while reading bills, besides the bills.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) left_out: IndexMap<Reason, Vec<String>>,
    /// Lines with a quantity fixed per order where nobody says how large an order is.
    pub(crate) fixed: Vec<String>,
    /// Bills whose base quantity nothing states.
    pub(crate) baseless: Vec<String>,
    /// Lines with a quantity of 0.
    pub(crate) zero: Vec<String>,
    /// Bills of phantoms, read as for one.
    pub(crate) phantoms: Vec<String>,
}

impl Found {
    pub(crate) fn leave_out(&mut self, reason: Reason, what: &str) {
        self.left_out.entry(reason).or_default().push(what.to_owned());
    }
}

/// The code of the item that a line needs.
pub(crate) fn child_of(cells: &Cells, items: &super::items::Items) -> String {
    let direct = stated(cells, Concept::Child, Concept::ChildName);
    if !direct.is_empty() {
        return direct.to_owned();
    }
    let bill = code(cells.text(Concept::ChildBom));
    if !bill.is_empty() {
        return bill.to_owned();
    }
    if let Some(named) = bracketed(cells.text(Concept::ChildName)) {
        return named.to_owned();
    }
    // Where the system has keys, an item need not have a code.
    let key = cells.text(Concept::ChildKey);
    if key.is_empty() { String::new() } else { items.of_key(key).to_owned() }
}

impl Reader<'_> {
    /// The bill of a block; `None` if it has nothing that counts or, with findings, cannot be read.
    pub(crate) fn bill(&self, block: &Block, found: &mut Found, report: &mut Report) -> Option<Bill> {
        let items = &self.import.items;
        let joined = self.bases.get(&block.parent);
        let mut parent = items.of_key(&block.parent).to_owned();
        let mut unit = self.unit(&block.head, Concept::PerUnit);
        let mut base = self.number(&block.head, Concept::Per, report);
        // A denominator of each line is no base of the bill.
        let stated = |line: &Line| self.table.number(&line.cells, Concept::Per);
        let mut bases = block.lines.iter().filter_map(stated);
        if let Some(first) = bases.next()
            && bases.any(|other| other != first)
        {
            base = Some(Decimal::ONE);
        }
        let mut by_products = Vec::new();
        if !block.outputs.is_empty() {
            let product = block.outputs.iter().find(|o| code(o.text(Concept::Output)) == block.parent);
            let product = product.or(block.outputs.first())?;
            parent = code(product.text(Concept::Output)).to_owned();
            base = self.decimal(product, Concept::OutputQuantity, report);
            unit = self.unit(product, Concept::OutputUnit);
            for output in block.outputs.iter().filter(|o| !std::ptr::eq(*o, product)) {
                let Some(quantity) = self.decimal(output, Concept::OutputQuantity, report) else { continue };
                by_products.push(ByProduct {
                    item: code(output.text(Concept::Output)).to_owned(),
                    quantity,
                    per: base?,
                    unit: self.unit(output, Concept::OutputUnit),
                    cost_share: None,
                });
            }
        } else if let Some((item, quantity, of)) = joined {
            parent.clone_from(item);
            base = base.or(Some(*quantity));
            unit = unit.or(*of);
        }
        if parent.is_empty() {
            let place = block.place(block.head.row).column(self.table.plan.written(Concept::Parent));
            let column = self.table.plan.written(Concept::Parent);
            report.add(&words::CODE_MISSING, Some(place), &[("seen", ""), ("column", column)]);
            return None;
        }
        let total = self.totals && block.exploded;
        if base.is_none() && !total {
            base = self.assumed_base(block, &parent, found);
        }
        let base = base.unwrap_or(Decimal::ONE);
        if base.is_zero() || base.is_negative() {
            let seen = base.to_string();
            let place = Some(self.table.place(block.head.row, Concept::Per));
            report.add(
                &texts::OUT_OF_RANGE,
                place,
                &[("seen", &seen), ("column", "per"), ("range", "a number > 0"), ("range_zh", "大于 0 的数")],
            );
            return None;
        }
        let mut bill = Bill {
            parent,
            name: block.bill.clone(),
            file: std::sync::Arc::clone(&block.file),
            row: block.lines.first().map_or(block.head.row, |l| l.cells.row),
            base,
            unit,
            edges: Vec::new(),
            by_products,
        };
        let last_day = self.import.decisions.last_day();
        let mut counted: Vec<&Line> = Vec::new();
        for line in &block.lines {
            match kinds::left_out(&line.cells, self.table, last_day.as_deref()) {
                Some(reason) if !self.kept(reason) => found.leave_out(reason, &self.shown(&line.cells)),
                _ => counted.push(line),
            }
        }
        let shares = alternates::shares(self, &counted, found, report);
        for (line, share) in counted.into_iter().zip(shares) {
            if let Some(share) = share {
                self.line(line, block, share, &mut bill, found, report);
            }
        }
        (!bill.edges.is_empty() || !bill.by_products.is_empty()).then_some(bill)
    }

    pub(crate) fn kept(&self, reason: Reason) -> bool {
        self.import.decisions.keep.iter().any(|k| k == reason.name())
    }

    pub(crate) fn shown(&self, cells: &Cells) -> String {
        let child = child_of(cells, &self.import.items);
        let name = cells.text(Concept::ChildName);
        let what = if child.is_empty() { name } else { &child };
        format!("{what} ({}:{})", self.table.raw.file, cells.row)
    }

    /// The base of a bill that states none: 1 where the system has no other, as decided, or asked for.
    fn assumed_base(&self, block: &Block, parent: &str, found: &mut Found) -> Option<Decimal> {
        if let Some(base) = self.import.decisions.base {
            return Some(base);
        }
        let phantom = self.import.phantom_bills.contains(&block.parent)
            || block.outputs.is_empty() && {
                let kind = block.head.text(Concept::BomType);
                self.table.plan.system.is_some_and(|s| s.phantom_types.iter().any(|t| t == kind))
            };
        if phantom {
            found.phantoms.push(parent.to_owned());
        } else if self.table.plan.system.is_some_and(|s| s.base_elsewhere) {
            found.baseless.push(parent.to_owned());
        }
        None
    }

    fn unit(&self, cells: &Cells, concept: Concept) -> Option<Measure> {
        let text = cells.text(concept);
        if text.is_empty() { None } else { self.import.units.read(text, self.table.plan.system) }
    }

    /// A decimal that may be missing.
    fn number(&self, cells: &Cells, concept: Concept, report: &mut Report) -> Option<Decimal> {
        if cells.has(concept) { self.decimal(cells, concept, report) } else { None }
    }

    /// A decimal that must be there: a fraction only if a cell can hold its value.
    fn decimal(&self, cells: &Cells, concept: Concept, report: &mut Report) -> Option<Decimal> {
        let number = self.needed(cells, concept, report)?;
        let value = plain(&number);
        if value.is_none() {
            self.wrong(cells, concept, report);
        }
        value
    }

    fn wrong(&self, cells: &Cells, concept: Concept, report: &mut Report) {
        if !cells.has(concept) {
            let arguments = [("seen", ""), ("column", self.table.plan.written(concept))];
            return report.add(&texts::NUMBER_MISSING, Some(self.table.place(cells.row, concept)), &arguments);
        }
        let [what, what_zh] = concept.words();
        let arguments = [("seen", cells.text(concept)), ("what", what), ("what_zh", what_zh)];
        report.add(&words::NUMBER_WRONG, Some(self.table.place(cells.row, concept)), &arguments);
    }

    /// A number that must be there.
    fn needed(&self, cells: &Cells, concept: Concept, report: &mut Report) -> Option<Number> {
        let number = self.table.number(cells, concept);
        if number.is_none() {
            self.wrong(cells, concept, report);
        }
        number
    }

    fn line(
        &self,
        line: &Line,
        block: &Block,
        share: Decimal,
        bill: &mut Bill,
        found: &mut Found,
        report: &mut Report,
    ) {
        let cells = &line.cells;
        let place = |concept| Some(self.table.place(cells.row, concept));
        let child = child_of(cells, &self.import.items);
        if child.is_empty() {
            let column = self.table.plan.written(Concept::Child);
            report.add(&words::CODE_MISSING, place(Concept::Child), &[("seen", ""), ("column", column)]);
            return;
        }
        // Before anything else may end the line: what is open about both is asked in one run.
        let mut unit = self.unit(cells, Concept::Unit);
        let Some(number) = self.quantity(cells, report) else { return };
        if unit.is_none() && !cells.has(Concept::Unit) {
            // `0.85 g` in one cell.
            unit = if number.unit.is_empty() {
                None
            } else {
                self.import.units.read(&number.unit, self.table.plan.system)
            };
            unit = unit.or_else(|| self.table.plan.system.and_then(|s| s.blank_unit).map(Measure::one));
        }
        let fixed = kinds::is_fixed(cells);
        // What is lost of the parents costs no more of what one order takes however many it makes.
        let alone = Cells::at(cells.row);
        let head = if fixed { &alone } else { &block.head };
        let Some(factors) = self.losses.factors(self.table, head, cells, report) else { return };
        let Some(per) = self.per(line, block, bill, report) else { return };
        let (Ok(per), Ok(quantity)) = (per.checked_mul(number.over), number.value.checked_mul(share)) else {
            return self.wrong(cells, Concept::Quantity, report);
        };
        if quantity.is_zero() {
            found.zero.push(self.shown(cells));
        }
        let negative = quantity.is_negative();
        if kinds::is_by_product(cells) || negative {
            let quantity = if negative { Decimal::ZERO.checked_sub(quantity).unwrap_or(quantity) } else { quantity };
            let cost_share = None;
            bill.by_products.push(ByProduct { item: child, quantity, per, unit, cost_share });
            return;
        }
        let off = |cells: &Cells| half_of_last(cells.text(Concept::Quantity), self.table.point);
        let rounding =
            (self.totals && block.exploded).then(|| [off(cells), line.above.as_ref().map_or(Decimal::ZERO, off)]);
        let Factors { scrap, yields } = factors;
        let unit_asked = unit.is_none() && (cells.has(Concept::Unit) || !number.unit.is_empty());
        let mut edge = Edge { child, quantity, per, unit, unit_asked, scrap, yields, rounding, row: cells.row };
        if fixed {
            let own = self.number(cells, Concept::LotSize, report).map(Lot::Size);
            match own.or(self.import.decisions.lot) {
                Some(Lot::Size(lot)) => edge.per = lot,
                Some(Lot::Ignored) => return found.leave_out(Reason::FixedQuantity, &self.shown(cells)),
                None => return found.fixed.push(self.shown(cells)),
            }
        }
        if let Some(extra) = self.number(cells, Concept::FixedQuantity, report).filter(|n| !n.is_zero()) {
            match self.import.decisions.lot {
                Some(Lot::Size(lot)) => bill.edges.push(Edge {
                    quantity: extra,
                    per: lot,
                    scrap: Decimal::ZERO,
                    yields: Decimal::ONE,
                    ..edge.clone()
                }),
                Some(Lot::Ignored) => found.leave_out(Reason::FixedQuantity, &self.shown(cells)),
                None => found.fixed.push(self.shown(cells)),
            }
        }
        bill.edges.push(edge);
    }

    /// What the quantity of a line is for.
    fn per(&self, line: &Line, block: &Block, bill: &mut Bill, report: &mut Report) -> Option<Decimal> {
        if let Some(above) = line.above.as_ref().filter(|_| bill.unit.is_none()) {
            bill.unit = self.unit(above, Concept::Unit);
        }
        if self.totals && block.exploded {
            let Some(above) = &line.above else { return self.required.as_ref().and_then(plain).or(Some(bill.base)) };
            let total = self.quantity(above, report)?;
            // A part of which the list needs none has no quantities that mean anything.
            let total = plain(&total).filter(|t| !t.is_zero());
            if total.is_none() {
                self.wrong(above, Concept::Quantity, report);
            }
            return total;
        }
        let own = if block.exploded || line.cells.has(Concept::Per) {
            self.number(&line.cells, Concept::Per, report)
        } else {
            None
        };
        Some(own.unwrap_or(bill.base))
    }

    fn quantity(&self, cells: &Cells, report: &mut Report) -> Option<Number> {
        let refs = cells.text(Concept::Refs);
        if !cells.has(Concept::Quantity)
            && !refs.is_empty()
            && self.table.plan.system.is_some_and(|s| s.blank_unit.is_some())
        {
            let count = u32::try_from(places(refs)?).ok()?;
            return Some(Number { value: Decimal::from(count), over: Decimal::ONE, unit: String::new() });
        }
        if let Some(value) =
            self.table.plan.system.and_then(|s| s.blank_quantity).filter(|_| !cells.has(Concept::Quantity))
        {
            return Some(Number { value, over: Decimal::ONE, unit: String::new() });
        }
        let number = self.needed(cells, Concept::Quantity, report)?;
        // A list of circuit boards says the same twice.
        let kicad = self.table.plan.has(Concept::Footprint);
        if let Some(count) = places(refs).filter(|_| kicad && !refs.is_empty())
            && u32::try_from(count).map(Decimal::from) != Ok(number.value)
        {
            let (seen, count) = (number.value.to_string(), count.to_string());
            let place = Some(self.table.place(cells.row, Concept::Quantity));
            report.add(&words::REFS_DIFFER, place, &[("seen", &seen), ("count", &count)]);
            return None;
        }
        Some(number)
    }
}

/// Reads the units of a table whose bills cannot be read yet, so that what is open about both is asked in one run. Lines
/// of which it is open whether they count are passed over: their units may never matter.
pub(crate) fn units_of(import: &Import<'_>, table: &Table<'_>) {
    let read = |text: &str| {
        if !text.is_empty() {
            import.units.read(text, table.plan.system);
        }
    };
    let last_day = import.decisions.last_day();
    let counts = |cells: &Cells| {
        let dated = [Concept::ValidFrom, Concept::ValidTo].into_iter().any(|c| cells.has(c));
        let left_out = kinds::left_out(cells, table, last_day.as_deref());
        let kept = |reason: kinds::Reason| import.decisions.keep.iter().any(|k| k == reason.name());
        left_out.is_none_or(kept) && !kinds::is_substitute(cells) && (last_day.is_some() || !dated)
    };
    for block in &table.blocks {
        read(block.head.text(Concept::PerUnit));
        block.outputs.iter().for_each(|output| read(output.text(Concept::OutputUnit)));
        for cells in block.lines.iter().map(|line| &line.cells).filter(|cells| counts(cells)) {
            if cells.has(Concept::Unit) {
                read(cells.text(Concept::Unit));
            } else if let Some(number) = table.number(cells, Concept::Quantity) {
                read(&number.unit);
            }
        }
    }
}

/// A number that is no fraction, or whose fraction a cell can hold.
pub(crate) fn plain(number: &Number) -> Option<Decimal> {
    exact_div(number.value, number.over)
}

/// How many places a list such as `C9-C11,C17` names; `None` where it cannot be said.
fn places(refs: &str) -> Option<usize> {
    let mut count = 0_usize;
    for part in refs.split([',', ' ', ';']).map(str::trim).filter(|p| !p.is_empty()) {
        let number = |name: &str| {
            let digits = name.trim_start_matches(|c: char| !c.is_ascii_digit());
            digits.parse::<usize>().ok().map(|n| (name.len().saturating_sub(digits.len()), n))
        };
        let Some((first, last)) = part.split_once('-') else {
            count = count.saturating_add(1);
            continue;
        };
        let ((at, from), (_, to)) = (number(first)?, number(last)?);
        let same = first.get(..at) == last.get(..at) || last.chars().all(|c| c.is_ascii_digit());
        if !same || to < from {
            return None;
        }
        count = count.saturating_add(to.saturating_sub(from)).saturating_add(1);
    }
    Some(count)
}

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn ranges_of_places_are_counted() {
        assert_eq!(places("C9-C11,C17"), Some(4));
        assert_eq!(places("J1, J2"), Some(2));
        assert_eq!(places("R1-3"), Some(3));
        assert_eq!(places("C9-R11"), None);
    }
}
