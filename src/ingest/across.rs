//! What footprints say against each other.

use indexmap::IndexMap;

use super::Row;
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::texts::Text;
use crate::diagnostic::{Diagnostic, Place, intake};
use crate::read::suppliers::Received;

/// Fewer say nothing of what is usual.
const LEAST: usize = 5;

/// What is known of the category of a footprint.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peers {
    /// kg CO2e per kg.
    pub(crate) median: Decimal,
    pub(crate) count: usize,
    /// The footprint's own figure over the median; `None` where the median is 0.
    pub(crate) times: Option<Decimal>,
}

/// Adds what is found to the rows.
pub(super) fn compare(rows: &mut [Row]) {
    let found = [replaced(rows), identities(rows), duplicates(rows)].concat();
    for (at, finding) in found {
        rows[at].reasons.push(finding);
    }
    outliers(rows);
}

fn found(at: usize, rows: &[Row], text: &Text, other: &Place) -> (usize, Diagnostic) {
    (at, Diagnostic::new(text, Some(rows[at].place.clone()), &[("seen", &other.to_string())]))
}

fn read(rows: &[Row]) -> impl Iterator<Item = (usize, &Received)> {
    rows.iter().enumerate().filter_map(|(at, row)| Some((at, row.received.as_deref()?)))
}

/// Footprints that another one of the folder replaces.
fn replaced(rows: &[Row]) -> Vec<(usize, Diagnostic)> {
    let mut by: IndexMap<&str, (&str, &Place)> = IndexMap::new();
    for (_, received) in read(rows) {
        for id in &received.preceding {
            by.entry(id).or_insert((&received.id, &received.place));
        }
    }
    let old = read(rows).filter(|(_, r)| !r.deprecated && !r.id.is_empty());
    old.filter_map(|(at, r)| {
        let (newer, place) = by.get(r.id.as_str()).filter(|(newer, _)| *newer != r.id)?;
        let _ = newer;
        Some(found(at, rows, &intake::REPLACED, place))
    })
    .collect()
}

/// Whether two footprints of one id say the same. Between a table and JSON only the figures can be compared.
fn says_the_same(a: &Received, b: &Received) -> bool {
    let kind = |r: &Received| r.place.file_name().rsplit('.').next().map(str::to_lowercase);
    if a.content == b.content {
        return true;
    }
    let figures =
        |r: &Received| (r.unit, r.amount, r.mass, r.from, r.to, r.excluding, r.including, r.parts, r.geography.clone());
    // A change of the status alone leaves the id as it is.
    (kind(a) != kind(b) || a.deprecated != b.deprecated) && figures(a) == figures(b)
}

/// Copies, which are noted, and other contents under one id.
fn identities(rows: &mut [Row]) -> Vec<(usize, Diagnostic)> {
    let mut by_id: IndexMap<String, Vec<usize>> = IndexMap::new();
    for (at, received) in read(rows).filter(|(_, r)| !r.id.is_empty()) {
        by_id.entry(received.id.clone()).or_default().push(at);
    }
    let mut reasons = Vec::new();
    let mut copies: Vec<(usize, usize)> = Vec::new();
    for group in by_id.values().filter(|g| g.len() > 1) {
        let of = |at: &usize| rows[*at].received.as_deref();
        let Some(first) = group.first().and_then(of) else { continue };
        let other = group.iter().skip(1).find(|at| of(at).is_some_and(|r| !says_the_same(first, r)));
        if let Some(other) = other.and_then(of) {
            for at in group {
                let against = if of(at).is_some_and(|r| r.place == first.place) { &other.place } else { &first.place };
                reasons.push(found(*at, rows, &intake::CHANGED, against));
            }
            continue;
        }
        let dead = group.iter().filter_map(of).find(|r| r.deprecated);
        for at in group {
            if let Some(dead) = dead.filter(|_| of(at).is_some_and(|r| !r.deprecated)) {
                reasons.push(found(*at, rows, &intake::REPLACED, &dead.place));
            }
        }
        copies.extend(group.iter().skip(1).map(|at| (*at, group[0])));
    }
    for (copy, first) in copies {
        rows[copy].copy_of = Some(first);
    }
    reasons
}

/// Whether two footprints claim the same product, time and place, with different figures.
fn rivals(a: &Received, b: &Received) -> bool {
    let apart = |a: &Received, b: &Received| match (a.to, b.from) {
        (Some(to), Some(from)) => to < from,
        _ => false,
    };
    if a.id == b.id && !a.id.is_empty() || apart(a, b) || apart(b, a) || a.geography != b.geography || a.unit != b.unit
    {
        return false;
    }
    let [first, second] = [(a, b), (b, a)].map(|(x, y)| Wide::from(x.excluding).mul(Wide::from(y.amount)));
    !first.cmp(second).is_eq()
}

fn duplicates(rows: &[Row]) -> Vec<(usize, Diagnostic)> {
    let gone: Vec<&String> = read(rows).flat_map(|(_, r)| &r.preceding).collect();
    let gone: indexmap::IndexSet<&String> = gone.into_iter().collect();
    let mut by_product: IndexMap<String, Vec<usize>> = IndexMap::new();
    for (at, r) in read(rows).filter(|(_, r)| !r.deprecated && !gone.contains(&r.id)) {
        for id in &r.product_ids {
            let id = id.to_lowercase();
            // A number of one's own is unique within the company only.
            let key = if id.starts_with("urn:") { id } else { format!("{}\n{id}", r.company.to_lowercase()) };
            let group = by_product.entry(key).or_default();
            if group.last() != Some(&at) {
                group.push(at);
            }
        }
    }
    let mut reasons: IndexMap<usize, Diagnostic> = IndexMap::new();
    for group in by_product.values().filter(|g| g.len() > 1) {
        for at in group {
            let Some(own) = rows[*at].received.as_deref() else { continue };
            let others = group.iter().filter(|other| *other != at).filter_map(|o| rows[*o].received.as_deref());
            if let Some(rival) = others.into_iter().find(|other| rivals(own, other)) {
                let (_, finding) = found(*at, rows, &intake::DUPLICATE, &rival.place);
                reasons.entry(*at).or_insert(finding);
            }
        }
    }
    reasons.into_iter().collect()
}

/// The middle of some numbers; of an even count, the mean of the two in the middle.
fn median(values: &mut [Decimal]) -> Option<Decimal> {
    values.sort_unstable();
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *values.get(middle.checked_sub(1)?)?;
    lower.checked_add(upper).ok()?.over(Decimal::from(2))
}

/// A slip of grams, kilograms or tonnes is a thousandfold. Like varies from like, so that more than half of three
/// decades counts, in both directions: the square of the ratio above 10^5.
fn is_outlier(value: Decimal, median: Decimal) -> bool {
    let [value, median] = [value, median].map(|d| Wide::from(d).mul(Wide::from(d)));
    let far = Wide::power_of_ten(5);
    value.cmp(median.mul(far)).is_ge() || value.mul(far).cmp(median).is_le()
}

fn outliers(rows: &mut [Row]) {
    let mut groups: IndexMap<String, Vec<(usize, Decimal)>> = IndexMap::new();
    for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.copy_of.is_none()) {
        if let Some(value) = row.per_kg.filter(|_| !row.category.is_empty()) {
            groups.entry(row.category.clone()).or_default().push((at, value));
        }
    }
    for (category, members) in groups.into_iter().filter(|(_, m)| m.len() >= LEAST) {
        let mut values: Vec<Decimal> = members.iter().map(|(_, value)| *value).collect();
        let Some(median) = median(&mut values) else { continue };
        for (at, value) in members {
            let (row, count) = (&mut rows[at], values.len());
            row.peers = Some(Peers { median, count, times: value.over(median) });
            if median > Decimal::ZERO && value > Decimal::ZERO && is_outlier(value, median) {
                let shown = |d: Decimal| d.round_significant(3).to_string();
                let times = value.over(median).map(shown).unwrap_or_default();
                let (value, median, count) = (shown(value), shown(median), count.to_string());
                let arguments = [
                    ("seen", value.as_str()),
                    ("times", &times),
                    ("category", &category),
                    ("median", &median),
                    ("count", &count),
                ];
                row.reasons.push(Diagnostic::new(&intake::OUTLIER, Some(row.place.clone()), &arguments));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap_or_default()
    }

    #[test]
    fn a_thousandfold_is_seen_though_like_varies() {
        for (value, far) in [
            ("2", false),
            ("40", false),
            ("600", false),
            ("700", true),
            ("2000", true),
            ("0.002", true),
            ("0.01", false),
        ] {
            assert_eq!(is_outlier(d(value), d("2")), far, "{value}");
        }
        assert_eq!(median(&mut [d("3"), d("1"), d("2")]), Some(d("2")));
        assert_eq!(median(&mut [d("4"), d("1"), d("2"), d("3")]), Some(d("2.5")));
        assert_eq!(median(&mut []), None);
    }
}
