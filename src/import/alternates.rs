//! Alternates: of each group one counts, or all by probabilities that sum to one. Adding them all is the common mistake.

use indexmap::IndexMap;

use super::columns::Concept;
use super::kinds::{self, Reason};
use super::layout::Line;
use super::lines::{Found, Reader};
use super::numbers::{Number, exact_div};
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Report, import as words};

/// For each line the share with which it counts; `None` if it does not.
pub(super) fn shares(
    reader: &Reader<'_>,
    lines: &[&Line],
    found: &mut Found,
    report: &mut Report,
) -> Vec<Option<Decimal>> {
    let mut shares: Vec<Option<Decimal>> = vec![Some(Decimal::ONE); lines.len()];
    let mut groups: IndexMap<String, Vec<usize>> = IndexMap::new();
    let hundred = Decimal::from(100_u8);
    for (at, line) in lines.iter().enumerate() {
        if kinds::is_substitute(&line.cells) && !reader.kept(Reason::Alternate) {
            found.leave_out(Reason::Alternate, &reader.shown(&line.cells));
            if let Some(share) = shares.get_mut(at) {
                *share = None;
            }
            continue;
        }
        if kinds::is_by_product(&line.cells) {
            continue;
        }
        let group = line.cells.text(Concept::Group);
        let probability = reader.table.number(&line.cells, Concept::Probability);
        let partial =
            probability.as_ref().is_some_and(|p| p.over == Decimal::ONE && p.value != hundred && !p.is_zero());
        // Kingdee numbers every line by its group; a group of one is none.
        if !group.is_empty() {
            groups.entry(group.to_owned()).or_default().push(at);
        } else if partial {
            groups.entry(format!("{} ", line.cells.text(Concept::Position))).or_default().push(at);
        }
    }
    for (group, members) in groups {
        let of_group: Vec<&Line> = members.iter().filter_map(|at| lines.get(*at).copied()).collect();
        let probabilities: Vec<Option<Number>> =
            of_group.iter().map(|l| reader.table.number(&l.cells, Concept::Probability)).collect();
        let stated = probabilities.iter().flatten().any(|p| !p.is_zero());
        if members.len() < 2 && !stated {
            continue;
        }
        let numbers: Vec<Decimal> =
            probabilities.iter().map(|p| p.as_ref().map_or(Decimal::ZERO, |p| p.value)).collect();
        let sum = numbers.iter().fold(Wide::ZERO, |sum, p| sum.add(Wide::from(*p))).to_decimal().unwrap_or_default();
        let mut set = |at: usize, share: Option<Decimal>| {
            if let Some(slot) = members.get(at).and_then(|m| shares.get_mut(*m)) {
                *slot = share;
            }
        };
        let shown = |at: usize| of_group.get(at).map(|l| reader.shown(&l.cells)).unwrap_or_default();
        if stated && sum == hundred {
            for (at, probability) in numbers.iter().enumerate() {
                let share = exact_div(*probability, hundred).filter(|s| !s.is_zero());
                set(at, share);
                if share.is_none() {
                    found.leave_out(Reason::Alternate, &shown(at));
                }
            }
            continue;
        }
        if !reader.import.decisions.first_alternate {
            let list: Vec<String> = (0..of_group.len()).map(shown).collect();
            let place = of_group.first().map(|l| reader.table.place(l.cells.row, Concept::Group));
            let (list, sum) = (list.join(", "), sum.to_string());
            report.add(&words::ALTERNATES_ASKED, place, &[("seen", &list), ("group", group.trim()), ("sum", &sum)]);
            continue;
        }
        let priority = |line: &Line| reader.table.number(&line.cells, Concept::Priority).map(|n| n.value);
        let first =
            of_group.iter().enumerate().min_by_key(|(at, line)| (priority(line).is_none(), priority(line), *at));
        let first = first.map_or(0, |(at, _)| at);
        for at in (0..of_group.len()).filter(|at| *at != first) {
            set(at, None);
            found.leave_out(Reason::Alternate, &shown(at));
        }
    }
    shares
}
