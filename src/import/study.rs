//! Bills to the files of a study: bom.csv, items.csv, coproducts.csv, study.toml.

use std::collections::BTreeSet;

use indexmap::{IndexMap, IndexSet};

use super::bills::{Bill, ByProduct, Edge};
use super::decisions::ByProducts;
use super::files::{Csv, name_of, settings};
use super::items::Facts;
use super::numbers::exact_div;
use super::report::{Returned, Summary, WrittenByProduct};
use super::units::Measure;
use super::{Import, returns};
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Report, import as words};
use crate::unit::Unit;

/// How an item is counted in the study, and how its amounts convert.
struct Declared<'a> {
    units: IndexMap<String, Unit>,
    import: &'a Import<'a>,
}

/// Writes the files; findings go to `report`, and the files mean nothing if there are errors.
pub(super) fn write(
    bills: &[Bill],
    import: &Import<'_>,
    summary: &mut Summary,
    report: &mut Report,
) -> Vec<(String, String)> {
    let declared = Declared::of(bills, import, summary, report);
    let used = used(bills);
    let roots = roots(bills);
    let outputs = outputs(bills);
    let mut bom = Csv::new("parent,child,quantity,unit,per,scrap,yield,note");
    let mut coproducts = Csv::new("process,output,quantity,unit,allocation,share,note");
    for bill in bills {
        let process = (!bill.by_products.is_empty()).then(|| process_of(&bill.parent, &used));
        let base = declared.base(bill, report);
        for edge in &bill.edges {
            declared.line(&mut bom, bill, edge, process.as_deref(), base);
        }
        if let Some(process) = process {
            let run = Run { process, bill, base };
            declared.outputs(&mut coproducts, &run, &outputs, summary, report);
        }
    }
    summary.count(bills, &roots, import);
    comes_back(bills, &outputs, summary, report);
    let mut items = Csv::new("id,name,name_zh,unit,mass,region,supplier,note");
    let mut known = used.clone();
    known.extend(outputs.values().map(String::as_str).filter(|id| !used.contains(id)).collect::<Vec<_>>());
    declared.items(&mut items, &known, &outputs, summary);
    let mut files = vec![("bom.csv".to_owned(), bom.text), ("items.csv".to_owned(), items.text)];
    if coproducts.rows > 0 {
        files.push(("coproducts.csv".to_owned(), coproducts.text));
    }
    files.push(("study.toml".to_owned(), settings(&roots, import)));
    files
}

/// Every item of the bills, in the order in which it was met.
fn used(bills: &[Bill]) -> IndexSet<&str> {
    let mut used = IndexSet::new();
    for bill in bills {
        used.insert(bill.parent.as_str());
        used.extend(bill.edges.iter().map(|e| e.child.as_str()));
    }
    used
}

/// What is made and never used: the products.
fn roots(bills: &[Bill]) -> Vec<&str> {
    let inputs: BTreeSet<&str> = bills.iter().flat_map(|b| b.edges.iter().map(|e| e.child.as_str())).collect();
    bills.iter().map(|b| b.parent.as_str()).filter(|p| !inputs.contains(p)).collect()
}

/// The id under which each by-product is an output, by bill and item. What is also an input, or made in several places,
/// gets one of its own: else all of it would count as made here, and what is bought of it as free of burden.
fn outputs(bills: &[Bill]) -> IndexMap<(String, String), String> {
    let used = used(bills);
    let made = |item: &str| bills.iter().filter(|b| b.by_products.iter().any(|o| o.item == item)).count();
    let mut ids = IndexMap::new();
    for bill in bills {
        for output in &bill.by_products {
            let own = used.contains(output.item.as_str()) || made(&output.item) > 1;
            let id = if own { format!("{} (from {})", output.item, bill.parent) } else { output.item.clone() };
            ids.insert((bill.parent.clone(), output.item.clone()), id);
        }
    }
    ids
}

/// The id of the process that makes an item with by-products: none that an item bears.
fn process_of(item: &str, used: &IndexSet<&str>) -> String {
    let mut process = format!("make {item}");
    while used.contains(process.as_str()) {
        process.push('\'');
    }
    process
}

/// One run of a process makes the base quantity of its bill.
struct Run<'a> {
    process: String,
    bill: &'a Bill,
    base: Option<Decimal>,
}

impl<'a> Declared<'a> {
    /// The declared unit of every item: as the export of items says, else in which it is made, else in which it is used.
    fn of(bills: &[Bill], import: &'a Import<'a>, summary: &mut Summary, report: &mut Report) -> Self {
        let decided = import.decisions.blank_unit.as_deref().and_then(|text| import.units.read(text, None));
        let mut units: IndexMap<String, Unit> = IndexMap::new();
        let mut stated: Vec<(&str, Option<Measure>, Option<&Bill>)> = Vec::new();
        let asked: IndexSet<&str> =
            bills.iter().flat_map(|bill| &bill.edges).filter(|e| e.unit_asked).map(|e| e.child.as_str()).collect();
        for bill in bills {
            stated.push((&bill.parent, bill.unit, None));
        }
        for bill in bills {
            stated.extend(bill.edges.iter().map(|e| (e.child.as_str(), e.unit, Some(bill))));
            stated.extend(bill.by_products.iter().map(|o| (o.item.as_str(), o.unit, Some(bill))));
        }
        let mut blank: IndexSet<&str> = IndexSet::new();
        for (item, unit, _) in &stated {
            let facts = import.items.facts.get(*item);
            let master = facts.and_then(|f| f.unit);
            if let Some(open) = facts.filter(|f| master.is_none() && !f.unit_open.is_empty()) {
                import.units.read(&open.unit_open, None);
            }
            match master.or(*unit) {
                Some(measure) => {
                    units.entry((*item).to_owned()).or_insert(measure.unit);
                }
                // Another question is asked about a unit that is stated and could not be read.
                None if asked.contains(item) => {}
                None => {
                    blank.insert(item);
                }
            }
        }
        let heads = roots(bills);
        let (heads, blank): (Vec<&str>, Vec<&str>) =
            blank.into_iter().filter(|item| !units.contains_key(*item)).partition(|item| heads.contains(item));
        if !heads.is_empty() && decided.is_none() {
            let list = heads.join(", ");
            summary
                .notes
                .push([format!("no unit is stated for {list}: a piece"), format!("没有给出 {list} 的单位：按件计")]);
        }
        units.extend(heads.into_iter().map(|item| (item.to_owned(), decided.map_or_else(Unit::piece, |m| m.unit))));
        match decided {
            Some(measure) => units.extend(blank.iter().map(|item| ((*item).to_owned(), measure.unit))),
            None => {
                if let Some(first) = blank.first() {
                    let count = blank.len().to_string();
                    report.add(&words::UNIT_BLANK, None, &[("seen", first), ("count", &count)]);
                }
            }
        }
        let declared = Self { units, import };
        for (item, unit, bill) in stated {
            if let Some(measure) = unit
                && !declared.fits(item, measure.unit)
            {
                let arguments = [
                    ("seen", item),
                    ("unit", measure.unit.symbol()),
                    ("other", declared.unit(item).map_or("", Unit::symbol)),
                ];
                report.add(&words::UNITS_OF_ITEM, bill.map(Bill::place), &arguments);
            }
        }
        declared
    }

    fn unit(&self, item: &str) -> Option<Unit> {
        self.units.get(item).copied()
    }

    /// Whether amounts of an item in a unit convert into its declared one, by dimension or by mass.
    fn fits(&self, item: &str, unit: Unit) -> bool {
        let Some(own) = self.unit(item) else { return true };
        let is_mass = |u: Unit| u.convert(Wide::ONE, Unit::kilogram()).is_some();
        let mass = self.import.items.facts.get(item).is_some_and(|f| f.mass.is_some());
        own.convert(Wide::ONE, unit).is_some() || (mass && (is_mass(own) || is_mass(unit)))
    }

    /// The base quantity of a bill in the declared unit of what it makes.
    fn base(&self, bill: &Bill, report: &mut Report) -> Option<Decimal> {
        self.in_declared(bill, bill.base, report)
    }

    fn in_declared(&self, bill: &Bill, base: Decimal, report: &mut Report) -> Option<Decimal> {
        let (Some(measure), Some(own)) = (bill.unit, self.unit(&bill.parent)) else { return Some(base) };
        let converted = measure.unit.convert(Wide::from(base).mul(Wide::from(measure.factor)), own);
        // `per` has to be exact: half a base is no base.
        let exact = converted.and_then(|wide| wide.to_decimal().filter(|d| Wide::from(*d).cmp(wide).is_eq()));
        if exact.is_none() {
            let arguments = [("seen", bill.parent.as_str()), ("unit", measure.unit.symbol()), ("other", own.symbol())];
            report.add(&words::UNIT_OF_BASE, Some(bill.place()), &arguments);
        }
        exact
    }

    /// One row of bom.csv: of the item, or of the process that makes it.
    fn line(&self, csv: &mut Csv, bill: &Bill, edge: &Edge, process: Option<&str>, base: Option<Decimal>) {
        let quantity = edge.quantity.checked_mul(edge.unit.map_or(Decimal::ONE, |m| m.factor));
        let quantity = quantity.map(|q| q.to_string()).unwrap_or_default();
        let unit = edge.unit.map(|m| name_of(m.unit)).unwrap_or_default();
        // The base is stated in the unit in which the parent is made.
        let scaled = base.and_then(|base| exact_div(base, bill.base)).unwrap_or(Decimal::ONE);
        let per = match process {
            None if edge.per == bill.base => base.unwrap_or(edge.per).to_string(),
            None => edge.per.checked_mul(scaled).map(|p| p.to_string()).unwrap_or_default(),
            Some(_) if edge.per == bill.base => Decimal::ONE.to_string(),
            Some(_) => match exact_div(edge.per, bill.base) {
                Some(runs) => runs.to_string(),
                None => format!("={}/{}", edge.per, bill.base),
            },
        };
        let or_blank = |value: Decimal, blank: Decimal| if value == blank { String::new() } else { value.to_string() };
        let per = if per == "1" { String::new() } else { per };
        let note = format!("{}:{}", bill.file, edge.row);
        let parent = process.unwrap_or(&bill.parent);
        let scrap = or_blank(edge.scrap, Decimal::ZERO);
        csv.row(&[parent, &edge.child, &quantity, &unit, &per, &scrap, &or_blank(edge.yields, Decimal::ONE), &note]);
    }

    /// The rows of coproducts.csv of one run.
    fn outputs(
        &self,
        csv: &mut Csv,
        run: &Run<'_>,
        ids: &IndexMap<(String, String), String>,
        summary: &mut Summary,
        report: &mut Report,
    ) {
        let Run { process, bill, base } = run;
        let method = self.import.decisions.by_products.unwrap_or_default();
        let hundred = Decimal::from(100_u8);
        let share = |output: &ByProduct| match method {
            ByProducts::CostShare => output.cost_share.and_then(|share| exact_div(share, hundred)),
            _ => None,
        };
        for output in bill.by_products.iter().filter(|o| method == ByProducts::CostShare && o.cost_share.is_none()) {
            let (item, parent) = (&output.item, &bill.parent);
            summary.notes.push([
                format!("no share of the cost is stated for {item} of {parent}: it bears nothing"),
                format!("没有给出 {parent} 的 {item} 的成本分摊：不分担负荷"),
            ]);
        }
        let taken = bill.by_products.iter().filter_map(share).fold(Wide::ZERO, |sum, s| sum.add(Wide::from(s)));
        let rest = Wide::ONE.sub(taken).to_decimal().unwrap_or(Decimal::ONE);
        let (allocation, by_mass) = match method {
            ByProducts::Mass => ("mass", true),
            ByProducts::None | ByProducts::CostShare => ("share", false),
        };
        let shown = |share: Decimal| if by_mass { String::new() } else { share.to_string() };
        let unit = self.unit(&bill.parent).map(name_of).unwrap_or_default();
        let quantity = base.unwrap_or(bill.base).to_string();
        let note = format!("{}:{}", bill.file, bill.row);
        csv.row(&[process, &bill.parent, &quantity, &unit, allocation, &shown(rest), &note]);
        for output in &bill.by_products {
            let key = (bill.parent.clone(), output.item.clone());
            let id = ids.get(&key).unwrap_or(&output.item);
            let factor = output.unit.map_or(Decimal::ONE, |m| m.factor);
            // In the unit of its own row; a blank unit is the declared one.
            let per_run = output.quantity.checked_mul(factor).ok().map(|quantity| {
                if output.per == bill.base {
                    return quantity.to_string();
                }
                let runs = Wide::from(quantity).mul(Wide::from(bill.base)).to_decimal();
                runs.and_then(|q| exact_div(q, output.per))
                    .map_or_else(|| format!("={quantity}*{}/{}", bill.base, output.per), |q| q.to_string())
            });
            let Some(quantity) = per_run else { continue };
            let unit = output.unit.map(|m| m.unit).or_else(|| self.unit(&output.item));
            let unit = unit.map(name_of).unwrap_or_default();
            let share = share(output).unwrap_or(Decimal::ZERO);
            csv.row(&[process, id, &quantity, &unit, allocation, &shown(share), &note]);
            summary.by_products.push(WrittenByProduct {
                process: process.clone(),
                of: bill.parent.clone(),
                item: output.item.clone(),
                output: id.clone(),
                quantity,
                per: base.unwrap_or(bill.base).to_string(),
                unit,
                cost_share: output.cost_share,
            });
        }
        if rest.is_negative() {
            let seen = taken.to_decimal().unwrap_or_default().to_string();
            let arguments = [
                ("seen", seen.as_str()),
                ("column", "cost share"),
                ("range", "at most 1 together"),
                ("range_zh", "合计不超过 1"),
            ];
            report.add(&crate::diagnostic::texts::OUT_OF_RANGE, Some(bill.place()), &arguments);
        }
    }

    /// The rows of items.csv.
    fn items(
        &self,
        csv: &mut Csv,
        ids: &IndexSet<&str>,
        outputs: &IndexMap<(String, String), String>,
        summary: &mut Summary,
    ) {
        let nothing = Facts::default();
        for id in ids {
            let of = outputs.iter().find(|(_, output)| output == id).map(|((_, item), _)| item.as_str());
            let item = of.filter(|_| !self.import.items.facts.contains_key(*id)).unwrap_or(id);
            let facts = self.import.items.facts.get(item).unwrap_or(&nothing);
            let unit = self.unit(item);
            let mass = self.mass(facts, unit);
            if facts.mass_zero && mass.is_none() && self.counts(unit) {
                summary.zero_masses.push((*id).to_owned());
            }
            let supplier = match facts.suppliers.as_slice() {
                [one] => one.as_str(),
                _ => "",
            };
            let note = if of.is_some() && item != *id { "by-product" } else { "" };
            let mass = mass.map(|m| m.to_string()).unwrap_or_default();
            let unit = unit.map(name_of).unwrap_or_default();
            csv.row(&[id, &facts.name, &facts.name_zh, &unit, &mass, &facts.region, supplier, note]);
        }
    }

    /// Whether a mass says anything that the unit does not.
    fn counts(&self, unit: Option<Unit>) -> bool {
        unit.is_none_or(|u| {
            u.convert(Wide::ONE, Unit::kilogram()).is_none() && u.convert(Wide::ONE, Unit::kilowatt_hour()).is_none()
        })
    }

    /// kg of one declared unit; left blank where the unit is one of mass.
    fn mass(&self, facts: &Facts, unit: Option<Unit>) -> Option<Decimal> {
        if !self.counts(unit) {
            return None;
        }
        let factor = facts.unit.map_or(Decimal::ONE, |m| m.factor);
        exact_div(facts.mass?, factor)
    }
}

/// Warns of every by-product that is an input elsewhere, and says how much comes back.
fn comes_back(
    bills: &[Bill],
    outputs: &IndexMap<(String, String), String>,
    summary: &mut Summary,
    report: &mut Report,
) {
    let by_parent: IndexMap<&str, &Bill> = bills.iter().map(|b| (b.parent.as_str(), b)).collect();
    for bill in bills {
        for output in &bill.by_products {
            let user = bills.iter().find(|b| b.edges.iter().any(|e| e.child == output.item));
            let Some(user) = user else { continue };
            let edge_unit = user.edges.iter().find(|e| e.child == output.item).and_then(|e| e.unit);
            let back = exact_div(output.quantity, output.per);
            let needed = returns::needed(&by_parent, &bill.parent, &output.item).and_then(Wide::to_decimal);
            let same = edge_unit == output.unit;
            let (mut amounts, mut amounts_zh) = (String::new(), String::new());
            if let (Some(back), Some(needed), true) = (back, needed, same) {
                let unit = output.unit.map(|m| m.unit.symbol()).unwrap_or_default();
                let bought = needed.checked_sub(back).unwrap_or_default();
                amounts = format!(": {back} of {needed} {unit} for one comes back, {bought} {unit} has to be bought");
                amounts_zh = format!("：每件用 {needed} {unit}，返回 {back} {unit}，需外购 {bought} {unit}");
            }
            let key = (bill.parent.clone(), output.item.clone());
            let returned = outputs.get(&key).cloned().unwrap_or_default();
            summary.returned.push(Returned { item: output.item.clone(), of: bill.parent.clone(), back, needed });
            let arguments = [
                ("seen", output.item.as_str()),
                ("parent", bill.parent.as_str()),
                ("user", user.parent.as_str()),
                ("amounts", &amounts),
                ("amounts_zh", &amounts_zh),
                ("returned", &returned),
            ];
            report.add(&words::COMES_BACK, None, &arguments);
        }
    }
}
