//! From a row of headers to columns: which row it is, what each header means, and what it means beside the others.

use std::collections::BTreeSet;

use super::columns::{self, Concept, Reading, begins_a_list, fold};
use super::decisions::Decisions;
use super::plan::{Column, Why};
use super::systems::System;
use crate::read::raw::{RawRow, RawTable};

/// In how many rows at the top a header is looked for.
const HEADER_WITHIN: usize = 60;

/// The headers of a row that are known.
fn known_headers(row: &RawRow) -> usize {
    row.filled().filter(|text| columns::reading(text).is_some()).count()
}

/// Whether a row is one of headers: most of its cells are.
pub(crate) fn is_header(row: &RawRow) -> bool {
    let (known, all) = (known_headers(row), row.filled().count());
    known >= 3 && known.saturating_mul(5) >= all.saturating_mul(3)
}

pub(super) fn header_row(table: &RawTable, decisions: &Decisions) -> Option<usize> {
    let decided = |row: &RawRow| row.filled().filter(|t| decisions.columns.contains_key(&fold(t))).count();
    let mapped = |row: &RawRow| mapped(row.cells.iter().map(|c| &*c.text), decisions).is_some();
    let mut best: Option<(usize, usize)> = None;
    for (at, row) in table.rows.iter().enumerate().take(HEADER_WITHIN) {
        if mapped(row) {
            return Some(at);
        }
        let count = known_headers(row).max(decided(row).saturating_mul(2));
        if count >= 2 && best.is_none_or(|(most, _)| count > most) {
            best = Some((count, at));
        }
    }
    best.map(|(_, at)| at)
}

/// The columns of a map for a row of headers, if the map has the table.
fn mapped<'d, 't>(headers: impl Iterator<Item = &'t str>, decisions: &'d Decisions) -> Option<&'d [String]> {
    let headers: Vec<String> = headers.map(fold).collect();
    let same = |t: &&super::decisions::MappedTable| t.headers.iter().map(|h| fold(h)).eq(headers.iter().cloned());
    decisions.tables.iter().find(same).map(|t| t.columns.as_slice())
}

pub(super) fn read_columns(
    written: &[String],
    all: &[BTreeSet<String>],
    system: Option<&'static System>,
    decisions: &Decisions,
) -> Vec<Column> {
    let mapped = mapped(written.iter().map(String::as_str), decisions);
    let lists = written.iter().any(|h| begins_a_list(h));
    let mut columns = Vec::new();
    let mut ranks: Vec<u8> = Vec::new();
    for (at, header) in written.iter().enumerate() {
        if header.is_empty() {
            continue;
        }
        let decided = decisions.columns.get(&fold(header)).or_else(|| mapped.and_then(|m| m.get(at)));
        let decided = decided.map(|name| Concept::parse(name));
        let by_position = system.and_then(|s| s.by_position(at, all));
        let (concept, why, rank) = match (decided, by_position, columns::reading(header)) {
            (Some(concept), ..) => (concept, Why::Decided, 0),
            (None, Some(concept), _) => (Some(concept), Why::Position, 0),
            (None, None, Some(Reading { concept, beside_lists, rank })) => {
                let own = lists && !begins_a_list(header);
                (Some(if own { beside_lists } else { concept }), Why::Header, rank)
            }
            (None, None, None) => (None, Why::Unknown, 0),
        };
        columns.push(Column { at, written: header.clone(), concept, why });
        ranks.push(rank);
    }
    // The usual column for a thing before a less usual one.
    let best = |concept: Option<Concept>, columns: &[Column]| {
        let same = columns.iter().zip(&ranks).filter(|(c, _)| c.concept == concept);
        same.map(|(_, rank)| *rank).min().unwrap_or(0)
    };
    let gives_way: Vec<bool> = columns
        .iter()
        .zip(&ranks)
        .map(|(c, rank)| c.concept.is_some_and(|c| c != Concept::Known) && *rank > best(c.concept, &columns))
        .collect();
    for (column, gives_way) in columns.iter_mut().zip(gives_way) {
        if gives_way {
            (column.concept, column.why) = (Some(Concept::Known), Why::GivesWay);
        }
    }
    columns
}

/// Words that mean one thing beside some columns and another beside others.
pub(super) fn settle(columns: &mut [Column], table: &RawTable, header: usize) {
    let at_of =
        |columns: &[Column], concept| columns.iter().find(|c: &&Column| c.concept == Some(concept)).map(|c| c.at);
    let has = |columns: &[Column], concept| at_of(columns, concept).is_some();
    let turn = |columns: &mut [Column], from: Concept, to: Concept| {
        for column in columns.iter_mut().filter(|c| c.concept == Some(from)) {
            column.concept = Some(to);
        }
    };
    // A list of parts says with `Component` and `Assembly` whether a part may be one.
    let flag = |at: usize| {
        let below = table.rows.iter().skip(header.saturating_add(1)).map(|row| row.text(at));
        let mut filled = below.filter(|t| !t.is_empty()).take(50).peekable();
        filled.peek().is_some() && filled.all(|t| matches!(t, "True" | "False" | "true" | "false"))
    };
    for column in columns.iter_mut() {
        let code = matches!(column.concept, Some(Concept::Child | Concept::Parent | Concept::Item));
        if code && column.why == Why::Header && flag(column.at) {
            (column.concept, column.why) = (Some(Concept::Known), Why::GivesWay);
        }
    }
    // `Component` beside `Component/Internal Reference` is its name, or the key under which it is stored.
    let children: Vec<usize> =
        columns.iter().filter(|c| c.concept == Some(Concept::Child) && c.why == Why::Header).map(|c| c.at).collect();
    if children.len() > 1 {
        let path = |c: &Column| c.written.contains(['/', '.']);
        if columns.iter().any(|c| c.concept == Some(Concept::Child) && path(c)) {
            let shown = |at: usize| {
                let below = table.rows.iter().skip(header.saturating_add(1));
                below.map(move |r| r.text(at)).find(|t| !t.is_empty()).is_some_and(|t| t.starts_with('['))
            };
            let mut keys = false;
            for column in columns.iter_mut().filter(|c| c.concept == Some(Concept::Child) && !path(c)) {
                keys |= !shown(column.at);
                column.concept = Some(if shown(column.at) { Concept::ChildName } else { Concept::ChildKey });
            }
            if keys {
                turn(columns, Concept::Parent, Concept::ParentKey);
            }
        }
    }
    let bill = has(columns, Concept::Parent) || has(columns, Concept::BomCode) || has(columns, Concept::ParentKey);
    let lines = has(columns, Concept::Quantity) && !has(columns, Concept::FromLocation);
    if bill
        && lines
        && !has(columns, Concept::Child)
        && has(columns, Concept::Item)
        && !has(columns, Concept::Operation)
    {
        turn(columns, Concept::Item, Concept::Child);
        turn(columns, Concept::ItemName, Concept::ChildName);
    }
    // Position decides where one header stands twice: left of the component it is the parent's.
    if let (Some(child), Some(parent)) = (at_of(columns, Concept::Child), at_of(columns, Concept::Parent)) {
        for (concept, of_parent) in [(Concept::Unit, Concept::PerUnit), (Concept::Quantity, Concept::Per)] {
            let twice = columns.iter().filter(|c| c.concept == Some(concept)).count() > 1;
            if twice && !has(columns, of_parent) {
                let left = |c: &&mut Column| c.concept == Some(concept) && parent < c.at && c.at < child;
                for column in columns.iter_mut().filter(left) {
                    (column.concept, column.why) = (Some(of_parent), Why::Position);
                }
            }
        }
    }
    let first = |columns: &mut [Column], concept: Concept| {
        for column in columns.iter_mut().filter(|c| c.concept == Some(concept)).skip(1) {
            (column.concept, column.why) = (Some(Concept::Known), Why::GivesWay);
        }
    };
    for concept in [Concept::ChildName, Concept::ParentName, Concept::ItemName, Concept::Supplier, Concept::Position] {
        first(columns, concept);
    }
}
