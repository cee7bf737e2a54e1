//! Exploded lists repeat what an assembly is made of. Bills of one item are merged where they say the same, and refused
//! where they do not: a version, a date or an alternate is mixed in.

use std::cmp::Ordering;

use indexmap::IndexMap;

use super::bills::{Bill, Edge};
use super::decisions::Decisions;
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Report, import as words};

/// One bill for each item, in the order in which items were met.
pub(crate) fn merge(bills: Vec<Bill>, decisions: &Decisions, report: &mut Report) -> Vec<Bill> {
    let mut of_item: IndexMap<String, Vec<Bill>> = IndexMap::new();
    for bill in bills {
        of_item.entry(bill.parent.clone()).or_default().push(bill);
    }
    let mut merged = Vec::with_capacity(of_item.len());
    for (item, mut same) in of_item {
        if let Some(name) = decisions.bills.get(&item) {
            same.retain(|bill| bill.name == *name || format!("{}:{}", bill.file, bill.row) == *name);
        }
        let mut bills = same.into_iter();
        let Some(mut first) = bills.next() else { continue };
        // Of each different bill the first one.
        let mut others: Vec<Bill> = Vec::new();
        for mut bill in bills {
            if difference(&first, &bill).is_none() {
                let [sure, surer] = [&first, &bill].map(size);
                let rounded = first.edges.iter().any(|e| e.rounding.is_some());
                if rounded && surer > sure {
                    // Of two rounded lists the one for more pieces says it with more digits.
                    std::mem::swap(&mut first.edges, &mut bill.edges);
                }
                if first.by_products.is_empty() {
                    first.by_products = bill.by_products;
                }
                first.unit = first.unit.or(bill.unit);
            } else if others.iter().all(|o| difference(o, &bill).is_some()) {
                others.push(bill);
            }
        }
        if let Some(other) = others.first() {
            let [difference, difference_zh] = difference(&first, other).unwrap_or_default();
            let all: Vec<String> = std::iter::once(&first).chain(&others).map(named).collect();
            let (list, count) = (all.join(", "), all.len().to_string());
            let name = if first.name.is_empty() { format!("{}:{}", first.file, first.row) } else { first.name.clone() };
            let arguments = [
                ("seen", item.as_str()),
                ("count", &count),
                ("list", &list),
                ("difference", &difference),
                ("difference_zh", &difference_zh),
                ("first", &name),
            ];
            report.add(&words::BILLS_DIFFER, Some(other.place()), &arguments);
        }
        merged.push(first);
    }
    merged
}

fn named(bill: &Bill) -> String {
    let place = format!("{}:{}", bill.file, bill.row);
    if bill.name.is_empty() { place } else { format!("{} ({place})", bill.name) }
}

/// Where two bills differ, in words; `None` where they say the same.
fn difference(a: &Bill, b: &Bill) -> Option<[String; 2]> {
    let [mut ours, mut theirs] = [a, b].map(|bill| bill.edges.iter().collect::<Vec<&Edge>>());
    ours.sort_by(|x, y| order(x, y));
    theirs.sort_by(|x, y| order(x, y));
    for at in 0..ours.len().max(theirs.len()) {
        match (ours.get(at), theirs.get(at)) {
            (Some(x), Some(y)) if same_amount(x, y) && same_terms(x, y) => {}
            (Some(x), Some(y)) if x.child == y.child => {
                let child = &x.child;
                return Some([format!("they differ in `{child}`"), format!("差别在“{child}”")]);
            }
            (x, y) => {
                let of = |e: Option<&&Edge>| e.map(|e| e.child.clone());
                let only = match (x, y) {
                    (Some(x), Some(y)) => Some(x.child.clone().min(y.child.clone())),
                    (x, y) => of(x).or(of(y)),
                };
                let only = only.unwrap_or_default();
                return Some([format!("`{only}` is in one alone"), format!("“{only}”只在其中之一")]);
            }
        }
    }
    None
}

/// For how many a list states its quantities.
fn size(bill: &Bill) -> Option<Decimal> {
    bill.edges.iter().map(|e| e.per).max()
}

/// The same child in the same quantity for one of the parent, as far as rounded totals can say.
fn same_amount(x: &Edge, y: &Edge) -> bool {
    if order(x, y) == Ordering::Equal {
        return true;
    }
    let (Some([dx, px]), Some([dy, py])) = (x.rounding, y.rounding) else { return false };
    let times = |a: Decimal, b: Decimal| Wide::from(a).mul(Wide::from(b));
    let apart = times(x.quantity, y.per).sub(times(y.quantity, x.per)).abs();
    let [of_x, of_y] = [times(dx, y.per).add(times(px, y.quantity)), times(dy, x.per).add(times(py, x.quantity))];
    x.child == y.child && apart.cmp(of_x.add(of_y)).is_le()
}

fn same_terms(x: &Edge, y: &Edge) -> bool {
    x.unit == y.unit && x.scrap == y.scrap && x.yields == y.yields
}

/// By child, then by quantity for one of the parent.
fn order(x: &Edge, y: &Edge) -> Ordering {
    let cross = |q: &Edge, p: &Edge| Wide::from(q.quantity).mul(Wide::from(p.per));
    x.child.cmp(&y.child).then_with(|| cross(x, y).cmp(cross(y, x)))
}
