//! What is new in a library against another, and what that does to a study: as a page, as JSON, as CSV.

use std::io::Write;

use comfy_table::Cell;

use super::comparison::{self, Compared};
use super::factors::stated;
use super::json::text;
use super::rounding::percent;
use super::rows::{io, safe, writer};
use super::terminal::{FACTOR, LEFT, RIGHT, Style, UNIT, Words, keep_whole, lines, table};
use crate::decimal::Decimal;
use crate::factor::{Factor, LibraryDiff};
use crate::gas::GwpSet;

/// What `pcf factors diff` found.
pub(crate) struct Differences<'a> {
    pub(crate) rows: LibraryDiff<'a>,
    /// With what gas masses are weighed, where figures are compared.
    pub(crate) gwp: GwpSet,
    /// The study with the older library and with the newer one.
    pub(crate) study: Option<Compared<'a>>,
}

/// How the rows of a library can differ.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Changed,
    Added,
    Removed,
    Reworded,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Reworded => "reworded",
        }
    }

    fn words(self) -> Words {
        match self {
            Self::Changed => ["changed", "数值改变"],
            Self::Added => ["added", "新增"],
            Self::Removed => ["removed", "删除"],
            Self::Reworded => ["other words", "文字改变"],
        }
    }
}

/// A row of either library or of both.
struct Row<'a> {
    state: State,
    before: Option<&'a Factor>,
    after: Option<&'a Factor>,
}

impl Row<'_> {
    fn key(&self) -> String {
        self.before.or(self.after).map(Factor::key).unwrap_or_default()
    }

    /// The figures before and after, where both are per the same unit.
    fn figures(&self, gwp: GwpSet) -> [Option<Decimal>; 2] {
        [self.before, self.after].map(|side| side.and_then(|f| f.kg_co2e_per_unit(gwp)))
    }

    /// By which share of the older figure it changes.
    fn change(&self, gwp: GwpSet) -> Option<Decimal> {
        self.before?.change_to(self.after?, gwp)
    }
}

impl<'a> Differences<'a> {
    /// Changed, added, removed, reworded; each in the order of its library.
    fn list(&self) -> Vec<Row<'a>> {
        let pair = |state| move |[old, new]: &[&'a Factor; 2]| Row { state, before: Some(old), after: Some(new) };
        let d = &self.rows;
        let changed = d.changed.iter().map(pair(State::Changed));
        let added = d.added.iter().map(|f| Row { state: State::Added, before: None, after: Some(f) });
        let removed = d.removed.iter().map(|f| Row { state: State::Removed, before: Some(f), after: None });
        let reworded = d.reworded.iter().map(pair(State::Reworded));
        changed.chain(added).chain(removed).chain(reworded).collect()
    }
}

/// How many rows a page shows of each kind; files get all.
const SHOWN: usize = 30;

pub(crate) fn page(differences: &Differences<'_>, style: Style) -> String {
    let d = &differences.rows;
    let count = |n: usize| n.to_string();
    let counts = [d.changed.len(), d.added.len(), d.removed.len(), d.reworded.len(), d.same].map(count);
    let [changed, added, removed, reworded, same] = &counts;
    let mut out = style.language.pick([
        format!("rows with other figures: {changed}; added: {added}; removed: {removed}; with other words only: {reworded}; the same: {same}\n\n"),
        format!("{changed} 行数值改变，{added} 行新增，{removed} 行删除，{reworded} 行仅文字改变，{same} 行相同\n\n"),
    ]);
    let columns = [
        (["", ""], LEFT),
        (FACTOR, LEFT),
        (["kg CO2e before", "之前 kg CO2e"], RIGHT),
        (["kg CO2e after", "之后 kg CO2e"], RIGHT),
        (UNIT, LEFT),
        (["change", "变化"], RIGHT),
    ];
    let mut shown = table(style, &columns);
    let list = differences.list();
    let mut left_off = 0_usize;
    for state in [State::Changed, State::Added, State::Removed] {
        let of_state: Vec<&Row<'_>> = list.iter().filter(|r| r.state == state).collect();
        left_off = left_off.saturating_add(of_state.len().saturating_sub(SHOWN));
        for row in of_state.into_iter().take(SHOWN) {
            let [old, new] = row.figures(differences.gwp).map(|f| f.map(|f| f.to_string()).unwrap_or_default());
            let units = [row.before, row.after].map(|f| f.map(|f| f.unit.label(style.language)));
            let unit = match units {
                [Some(a), Some(b)] if a != b => format!("/ {a} → / {b}"),
                [a, b] => format!("/ {}", a.or(b).unwrap_or_default()),
            };
            let change = row.change(differences.gwp).map(|c| percent(Some(c))).unwrap_or_default();
            shown.add_row([style.say(state.words()).to_owned(), row.key(), old, new, unit, change].map(Cell::new));
        }
    }
    keep_whole(&mut shown, &[0, 2, 3, 4, 5]);
    if shown.row_count() > 0 {
        out.push_str(&lines(&shown));
    }
    if left_off > 0 {
        out.push_str(&style.language.pick([
            format!("… and {left_off} more: --format csv has all\n\n"),
            format!("……另有 {left_off} 行：--format csv 列出全部\n\n"),
        ]));
    }
    if let Some(study) = &differences.study {
        out.push_str(&comparison::page(study, style));
    }
    out
}

/// `pcf factors diff --format csv`
pub(crate) fn rows(differences: &Differences<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    let mut csv = writer(out);
    let header = [
        "state",
        "factor",
        "stated_before",
        "stated_after",
        "unit_before",
        "unit_after",
        "kg_co2e_before",
        "kg_co2e_after",
        "source_before",
        "source_after",
    ];
    csv.write_record(header).map_err(io)?;
    for row in differences.list() {
        let both = |cell: fn(&Factor) -> String| [row.before, row.after].map(|f| f.map(cell).unwrap_or_default());
        let figures = row.figures(differences.gwp).map(|f| f.map(|f| f.to_string()).unwrap_or_default());
        let first = [row.state.name().to_owned(), safe(&row.key())];
        let cells = [both(stated), both(|f| f.unit.to_string()), figures, both(|f| safe(&f.details.source))];
        csv.write_record(first.iter().chain(cells.iter().flatten())).map_err(io)?;
    }
    csv.flush()
}

/// `pcf factors diff --format json`
pub(crate) fn document(differences: &Differences<'_>) -> String {
    #[derive(serde::Serialize)]
    struct Side<'a> {
        stated: String,
        unit: String,
        kg_co2e_per_unit: Option<Decimal>,
        source: &'a str,
    }
    impl<'a> Side<'a> {
        fn of(f: &'a Factor, gwp: GwpSet) -> Self {
            let (stated, unit) = (stated(f), f.unit.to_string());
            Self { stated, unit, kg_co2e_per_unit: f.kg_co2e_per_unit(gwp), source: &f.details.source }
        }
    }
    #[derive(serde::Serialize)]
    struct Change<'a> {
        state: &'static str,
        factor: String,
        before: Option<Side<'a>>,
        after: Option<Side<'a>>,
    }
    #[derive(serde::Serialize)]
    struct Document<'a> {
        schema: &'static str,
        gwp: &'static str,
        same: usize,
        factors: Vec<Change<'a>>,
        study: Option<comparison::Document<'a>>,
    }
    let gwp = differences.gwp;
    let list = differences.list();
    let changes = list.into_iter().map(|row| {
        let [before, after] = [row.before, row.after].map(|f| f.map(|f| Side::of(f, gwp)));
        Change { state: row.state.name(), factor: row.key(), before, after }
    });
    text(&Document {
        schema: "product-footprint/factor-diff/1",
        gwp: gwp.name(),
        same: differences.rows.same,
        factors: changes.collect(),
        study: differences.study.as_ref().map(comparison::Document::of),
    })
}
