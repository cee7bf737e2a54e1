//! Exports of other programs to a study: what an ERP, a PLM, a CAD or an EDA program writes, as the tables of
//! `docs/formats.md`.
//!
//! Recognise (headers and shape to a plan of columns), normalise (each layout to blocks of one parent with its lines),
//! interpret (base quantities, units, losses, alternates, by-products), merge, write. What is ambiguous is asked, with
//! the flag that decides it; as long as anything is open, nothing is written.

mod alternates;
mod bills;
mod columns;
mod damage;
mod dates;
pub(crate) mod decisions;
mod files;
mod headers;
mod items;
mod join;
mod kinds;
mod layout;
mod lines;
mod losses;
pub(crate) mod map;
mod merge;
mod numbers;
mod plan;
pub(crate) mod report;
mod returns;
mod study;
pub(crate) mod systems;
mod units;

use std::collections::BTreeSet;
use std::sync::Arc;

pub(crate) use columns::Concept;
use decisions::Decisions;
use items::Items;
use layout::{Block, Cells};
use lines::{Found, Reader};
use losses::Losses;
use numbers::{Evidence, Number};
use plan::{Layout, Plan, Role};
use report::Summary;
use units::Units;

use crate::diagnostic::{Place, Report, import as words};
use crate::read::nearest;
use crate::read::raw::{self, RawTable};
use crate::read::sheet::CellKind;

/// An export: the name of its file and its bytes.
pub(crate) struct Export {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// What comes of an import.
pub(crate) struct Imported {
    /// The files of the study: name and text. Empty where anything is open.
    pub(crate) files: Vec<(String, String)>,
    pub(crate) summary: Summary,
    /// Warnings, and errors where nothing is written.
    pub(crate) report: Report,
}

/// A table with its plan and its decimal sign.
pub(crate) struct Table<'a> {
    raw: &'a RawTable,
    plan: Plan,
    point: u8,
    /// The bills of a table of lines.
    blocks: Vec<Block>,
}

impl Table<'_> {
    /// The number in a cell; `None` where it is empty or no number.
    fn number(&self, cells: &Cells, concept: Concept) -> Option<Number> {
        // A workbook keeps numbers without regard to how they are shown.
        let point = if cells.kind(concept) == CellKind::Number { b'.' } else { self.point };
        numbers::parse(cells.text(concept), point)
    }

    fn place(&self, row: u32, concept: Concept) -> Place {
        Place::file(Arc::clone(&self.raw.file)).row(row).column(self.plan.written(concept))
    }

    fn rows(&self) -> Vec<Cells> {
        if self.plan.layout == Layout::Stacked {
            let of_block = |b: &Block| {
                std::iter::once(b.head.clone()).chain(b.lines.iter().map(|l| l.cells.clone())).collect::<Vec<_>>()
            };
            return self.blocks.iter().flat_map(of_block).collect();
        }
        self.plan.data(self.raw).map(|row| Cells::of(row, &self.plan.columns)).collect()
    }
}

/// What all tables are read with.
pub(crate) struct Import<'a> {
    decisions: &'a Decisions,
    items: Items,
    units: Units,
    /// Bills that lines use without an item of their own.
    phantom_bills: BTreeSet<String>,
}

/// A header the way decisions know it.
pub(crate) fn folded_header(header: &str) -> String {
    columns::fold(header)
}

/// Turns exports into a study.
pub(crate) fn import(exports: &[Export], decisions: &Decisions) -> Imported {
    let mut report = Report::default();
    let mut summary = Summary::default();
    check_decisions(decisions, &mut report);
    let mut raws: Vec<RawTable> = Vec::new();
    for export in exports {
        let known = |text: &str| columns::known_in(text);
        raws.extend(raw::tables(&export.bytes, &export.name, decisions.encoding, &known, &mut report));
    }
    let mut tables: Vec<Table<'_>> = Vec::new();
    let mut strange: Vec<(&RawTable, Report)> = Vec::new();
    for raw in &raws {
        let mut own = Report::default();
        let Some(plan) = Plan::of(raw, decisions, &mut own) else {
            strange.push((raw, own));
            continue;
        };
        report.extend(own);
        let evidence = numbers::of_table(raw, &plan);
        let point = decimal_sign(raw, &plan, evidence, decisions, &mut report);
        let root = decisions.root.as_deref();
        let lines = plan.role == Role::Bom;
        let blocks = if lines { layout::blocks(raw, &plan, root, &mut report) } else { Vec::new() };
        tables.push(Table { raw, plan, point, blocks });
    }
    pass_over(strange, &tables, &mut report);
    // A list of items bears no mark of its system where the bill does.
    let system = tables.iter().find(|t| t.plan.role == Role::Bom).and_then(|t| t.plan.system);
    for table in tables.iter_mut().filter(|t| t.plan.role != Role::Bom) {
        table.plan.system = table.plan.system.or(system);
    }
    let mut import = Import {
        decisions,
        items: Items::default(),
        units: Units::new(decisions, &mut report),
        phantom_bills: BTreeSet::new(),
    };
    join::facts(&tables, &mut import, &mut report);
    let bases = join::bases(&tables, &import, &mut report);
    let mut found = Found::default();
    let mut bills = Vec::new();
    for table in tables.iter().filter(|t| t.plan.role == Role::Bom) {
        summary.tables.push(report::table(table));
        let rows = table.rows();
        damage::check(table, &rows, &mut report);
        if !dates_decided(table, &rows, decisions, &mut report) {
            lines::units_of(&import, table);
            continue;
        }
        let Some(reader) = reader(&import, table, &bases.made, &mut summary, &mut report) else {
            lines::units_of(&import, table);
            continue;
        };
        bills.extend(table.blocks.iter().filter_map(|block| reader.bill(block, &mut found, &mut report)));
    }
    for table in tables.iter().filter(|t| t.plan.role != Role::Bom) {
        summary.tables.push(report::table(table));
        summary.explain_masses(table);
        damage::check(table, &table.rows(), &mut report);
    }
    let mut bills = merge::merge(bills, decisions, &mut report);
    if bills.is_empty() && !report.has_errors() {
        let files: Vec<&str> = exports.iter().map(|e| e.name.as_str()).collect();
        report.add(&words::NO_BILL, None, &[("seen", &files.join(", "))]);
    }
    join::by_products(&tables, &import, &bases, &mut bills, &mut report);
    ask(&found, &mut report);
    let written = study::write(&bills, &import, &mut summary, &mut report);
    import.units.ask(&mut report);
    summary.take(found, decisions);
    if !report.has_errors() {
        join::compare(&tables, &import, &bills, &mut summary, &mut report);
    }
    report::warnings(&summary, &mut report);
    let files = if report.has_errors() { Vec::new() } else { written };
    Imported { files, summary, report }
}

/// Tables that were not understood: an error, but for a further sheet of a workbook of which another was.
fn pass_over(strange: Vec<(&RawTable, Report)>, tables: &[Table<'_>], report: &mut Report) {
    let book = |raw: &RawTable| raw.file.split_once('#').map(|(book, _)| book.to_owned());
    for (raw, own) in strange {
        let known = book(raw).is_some_and(|b| tables.iter().any(|t| book(t.raw).as_ref() == Some(&b)));
        let headless = own.diagnostics().iter().all(|d| d.code() == words::NOT_RECOGNISED.code);
        if known && headless {
            let place = Some(Place::file(Arc::clone(&raw.file)));
            let arguments = [
                ("seen", &*raw.file),
                ("what", "the sheet has no headers that are known"),
                ("what_zh", "该工作表没有已知的表头"),
            ];
            report.add(&words::NOT_USED, place, &arguments);
        } else {
            report.extend(own);
        }
    }
}

fn check_decisions(decisions: &Decisions, report: &mut Report) {
    if let Some(name) = decisions.profile.as_deref().filter(|name| systems::System::find(name).is_none()) {
        let choices: Vec<&str> = systems::System::names().collect();
        report.add(&words::PROFILE_UNKNOWN, None, &[("seen", name), ("choices", &choices.join(", "))]);
    }
    for name in decisions.columns.values().filter(|name| Concept::parse(name).is_none()) {
        let all: Vec<&str> = Concept::all().map(Concept::name).collect();
        let [near, near_zh] = nearest::hint(name, all.iter().copied());
        let list = all.join(", ");
        let arguments = [("seen", name.as_str()), ("near", &near), ("near_zh", &near_zh), ("columns", &list)];
        report.add(&words::CONCEPT_UNKNOWN, None, &arguments);
    }
}

/// The decimal sign of a table: as decided, as its numbers show, else asked for.
fn decimal_sign(raw: &RawTable, plan: &Plan, seen: Evidence, decisions: &Decisions, report: &mut Report) -> u8 {
    if let Some(sign) = decisions.decimal {
        return sign;
    }
    let place = || Some(Place::file(Arc::clone(&raw.file)));
    match seen {
        Evidence { point: true, comma: true, .. } => report.add(&words::DECIMAL_MIXED, place(), &[("seen", ".,")]),
        Evidence { point: false, comma: false, open: true } => {
            let text = numbers::first_open(raw, plan);
            report.add(&words::DECIMAL_ASKED, place(), &[("seen", &text)]);
        }
        _ => {}
    }
    if seen.comma { b',' } else { b'.' }
}

/// Whether a table can do without a day, or has one.
fn dates_decided(table: &Table<'_>, rows: &[Cells], decisions: &Decisions, report: &mut Report) -> bool {
    let before = report.diagnostics().len();
    let mut first_from: Option<String> = None;
    let mut limited: Option<&Cells> = None;
    for cells in rows {
        for concept in [Concept::ValidFrom, Concept::ValidTo] {
            let text = cells.text(concept);
            if text.is_empty() {
                continue;
            }
            let Some(day) = dates::day(text) else {
                report.add(&words::DATE_WRONG, Some(table.place(cells.row, concept)), &[("seen", text)]);
                continue;
            };
            let limits = match concept {
                Concept::ValidTo => !dates::open_end(&day),
                // Lines that all began on one day say nothing of change.
                _ => *first_from.get_or_insert_with(|| day.clone()) != day,
            };
            if limits {
                limited = limited.or(Some(cells));
            }
        }
    }
    if let (Some(cells), None) = (limited, decisions.last_day()) {
        let seen = format!("{}:{}", table.raw.file, cells.row);
        report.add(&words::PERIOD_ASKED, Some(table.place(cells.row, Concept::ValidTo)), &[("seen", &seen)]);
    }
    report.diagnostics().len() == before
}

/// What reads the bills of a table; `None` where what its losses or quantities mean is open.
fn reader<'a>(
    import: &'a Import<'a>,
    table: &'a Table<'a>,
    bases: &'a join::Made,
    summary: &mut Summary,
    report: &mut Report,
) -> Option<Reader<'a>> {
    let blocks = &table.blocks;
    let losses = Losses::of(table, blocks, import.decisions, report);
    let system = table.plan.system;
    summary.explain(table, losses.as_ref(), blocks, import);
    let mut totals = import.decisions.totals.or(system.map(|s| s.totals));
    if totals.is_none() {
        let several = |cells: &Cells| {
            let quantity = table.number(cells, Concept::Quantity).and_then(|n| lines::plain(&n));
            quantity.is_some_and(|q| q != crate::decimal::Decimal::ONE)
        };
        let lines = blocks.iter().flat_map(|b| &b.lines).filter_map(|l| l.above.as_ref());
        let open = lines.clone().find(|above| several(above));
        if let Some(above) = open {
            let seen = lines::child_of(above, &import.items);
            report.add(&words::TOTALS_ASKED, Some(table.place(above.row, Concept::Quantity)), &[("seen", &seen)]);
            return None;
        }
        totals = Some(false);
    }
    let totals = totals.unwrap_or(false);
    let mut required = None;
    let headless = |b: &Block| b.exploded && b.lines.iter().any(|l| l.above.is_none());
    if totals && blocks.iter().any(headless) {
        let one = crate::decimal::Decimal::ONE;
        let decided = import.decisions.base.map(|value| Number { value, over: one, unit: String::new() });
        let stated = || numbers::parse(&layout::required_quantity(table.raw, &table.plan)?, table.point);
        required = decided.or_else(stated);
        if required.is_none() {
            let head = blocks.first().map(|b| b.parent.clone()).unwrap_or_default();
            report.add(&words::BASE_ASKED, Some(Place::file(table.file())), &[("seen", &head)]);
            return None;
        }
        let (file, size) = (&table.raw.file, required.as_ref().map(|n| n.value.to_string()).unwrap_or_default());
        summary.notes.push([
            format!("{file}: quantities are totals for {size} of the list's head, rounded as the system rounds them"),
            format!("{file}：用量是清单表头 {size} 件的合计，含系统的舍入"),
        ]);
    }
    Some(Reader { import, table, losses: losses?, totals, required, bases })
}

/// Asks for what several lines lack, each once.
fn ask(found: &Found, report: &mut Report) {
    if let Some(first) = found.fixed.first() {
        let count = found.fixed.len().to_string();
        report.add(&words::LOT_ASKED, None, &[("seen", first), ("count", &count)]);
    }
    if !found.baseless.is_empty() {
        let some: Vec<&str> = found.baseless.iter().map(String::as_str).take(5).collect();
        let more = if found.baseless.len() > some.len() { ", …" } else { "" };
        report.add(&words::BASE_ASKED, None, &[("seen", &format!("{}{more}", some.join(", ")))]);
    }
}
