//! `bom.csv`: what is made of what.

use indexmap::IndexSet;

use super::table::{Schema, Table};
use super::{FileId, Reading};
use crate::decimal::Decimal;
use crate::diagnostic::Report;
use crate::formula::Cell;
use crate::study::{Amounts, LineRecord, NONE, NameId, Names, Origin, Study, Terms, Texts};

pub(super) const SCHEMA: Schema = Schema {
    file: "bom",
    columns: &[
        "parent", "child", "quantity", "unit", "per", "scrap", "yield", "stage", "factor", "data", "gsd", "pedigree",
        "note",
    ],
    required: 3,
};
const PARENT: usize = 0;
const CHILD: usize = 1;
const QUANTITY: usize = 2;
const UNIT: usize = 3;
const PER: usize = 4;
const SCRAP: usize = 5;
const YIELD: usize = 6;
const STAGE: usize = 7;
const FACTOR: usize = 8;
const DATA: usize = 9;
const GSD: usize = 10;
const PEDIGREE: usize = 11;

/// The kinds of data a quantity or factor may be; true is `secondary`.
pub(super) const DATA_KINDS: [&str; 2] = ["primary", "secondary"];

pub(super) fn is_secondary(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "primary" | "初级" | "初级数据" => Some(false),
        "secondary" | "次级" | "次级数据" => Some(true),
        _ => None,
    }
}

/// The columns of [`Terms`].
const TERMS: [usize; 6] = [PER, SCRAP, YIELD, GSD, PEDIGREE, DATA];

pub(super) fn read(table: &mut Table<'_>, reading: &mut Reading) {
    let file = reading.add_file(table);
    let Reading { study, report, .. } = reading;
    let mut rows = 0_usize;
    table.in_parts(
        study,
        report,
        |study, table, report| Part::read(study, file, table, report),
        |study, report, part, found| {
            rows = rows.saturating_add(part.rows);
            report.extend(found);
            part.put_into(study);
        },
    );
    reading.need_rows(table, rows);
}

/// Lines of a part of the file. What the study does not know yet has numbers of the part's own.
struct Part {
    rows: usize,
    lines: Vec<LineRecord>,
    bindings: Vec<(NameId, NameId, Origin)>,
    /// What parents, children and factors are called; `None` once all have their numbers.
    names: Option<Texts>,
    terms: IndexSet<Terms>,
    amounts: Amounts,
}

/// Marks terms that only their part knows.
const NEW: u32 = 1 << 31;

impl Part {
    fn read(study: &Study, file: FileId, table: &mut Table<'_>, report: &mut Report) -> Self {
        let mut names = Texts::new(&study.names);
        let mut terms = PartTerms::new(table, &study.terms);
        let mut part = Self {
            rows: 0,
            lines: Vec::new(),
            bindings: Vec::new(),
            names: None,
            terms: IndexSet::new(),
            amounts: Amounts::default(),
        };
        // The lines of a parent mostly stand together.
        let (mut parent_text, mut parent_id) = (String::new(), NONE);
        while table.next_row(report) {
            part.rows = part.rows.saturating_add(1);
            let origin = file.row(table);
            let (parent, child) = (table.required(PARENT, report), table.required(CHILD, report));
            let (Some(parent), Some(child)) = (parent, child) else { continue };
            if parent != parent_text {
                parent_id = names.push(parent);
                parent_text.clear();
                parent_text.push_str(parent);
            }
            let (parent, child) = (parent_id, names.push(child));
            // A number that cannot be read is reported; 0 in its place keeps the rest of the row checkable, and the
            // report keeps any result from being made of it.
            let quantity = table.required_cell(QUANTITY, report).unwrap_or(Cell::Number(Decimal::ZERO));
            let quantity = part.amounts.keep(quantity);
            let terms = terms.of_row(table, report);
            let unit = table.unit(UNIT, report);
            let stage = table.stage(STAGE, report);
            part.lines.push(LineRecord { parent, child, quantity, unit, stage, terms, origin });
            let factor = table.text(FACTOR);
            if !factor.is_empty() {
                part.bindings.push((child, names.push(factor), origin));
            }
        }
        part.terms = terms.new;
        if names.find_in(&study.names) {
            for line in &mut part.lines {
                (line.parent, line.child) = (names.number(line.parent), names.number(line.child));
            }
            for (child, factor, _) in &mut part.bindings {
                (*child, *factor) = (names.number(*child), names.number(*factor));
            }
        } else {
            part.names = Some(names);
        }
        part
    }

    fn put_into(mut self, study: &mut Study) {
        if let Some(mut texts) = self.names {
            let names = &mut study.names;
            let mut bindings = self.bindings.iter_mut().peekable();
            for line in &mut self.lines {
                line.parent = texts.intern_in(names, line.parent);
                line.child = texts.intern_in(names, line.child);
                while let Some((child, factor, _)) = bindings.next_if(|(_, _, origin)| *origin == line.origin) {
                    (*child, *factor) = (line.child, texts.intern_in(names, *factor));
                }
            }
        }
        if !(self.terms.is_empty() && self.amounts.is_empty()) {
            let terms: Vec<u32> = self.terms.into_iter().map(|terms| study.intern_terms(terms)).collect();
            let moved = study.amounts.append(self.amounts);
            for line in &mut self.lines {
                line.quantity = line.quantity.moved(moved);
                if line.terms & NEW != 0 {
                    line.terms = terms.get((line.terms & !NEW) as usize).copied().unwrap_or(0);
                }
            }
        }
        study.bindings.append(&mut self.bindings);
        study.lines.append(&mut self.lines);
    }
}

/// The terms of lines. Few are different, so they are known by how they are written.
struct PartTerms<'s> {
    known: &'s IndexSet<Terms>,
    new: IndexSet<Terms>,
    /// The columns that the file has.
    columns: Vec<usize>,
    /// What those columns hold, and the number of the terms that this means.
    written: Names,
    numbers: Vec<u32>,
    cells: String,
}

impl<'s> PartTerms<'s> {
    fn new(table: &Table<'_>, known: &'s IndexSet<Terms>) -> Self {
        let columns = TERMS.into_iter().filter(|column| table.has(*column)).collect();
        Self {
            known,
            new: IndexSet::new(),
            columns,
            written: Names::default(),
            numbers: Vec::new(),
            cells: String::new(),
        }
    }

    fn of_row(&mut self, table: &Table<'_>, report: &mut Report) -> u32 {
        if self.columns.is_empty() {
            return 0;
        }
        self.cells.clear();
        for column in &self.columns {
            self.cells.push_str(table.text(*column));
            self.cells.push('\n');
        }
        if let Some(number) = self.written.find(&self.cells).and_then(|at| self.numbers.get(at as usize)) {
            return *number;
        }
        let before = report.diagnostics().len();
        let terms = Terms {
            per: table.cell(PER, report),
            scrap: table.cell(SCRAP, report),
            recovery: table.cell(YIELD, report),
            gsd: table.cell(GSD, report),
            pedigree: table.pedigree(PEDIGREE, report),
            secondary: table.choice(DATA, &DATA_KINDS, is_secondary, report).unwrap_or(false),
        };
        let number = if terms == Terms::default() {
            0
        } else if let Some(known) = self.known.get_index_of(&terms) {
            u32::try_from(known).unwrap_or(NONE)
        } else {
            NEW | u32::try_from(self.new.insert_full(terms).0).unwrap_or(NONE)
        };
        // What is wrong is said of every row that it stands in.
        if report.diagnostics().len() == before {
            self.written.intern(&self.cells);
            self.numbers.push(number);
        }
        number
    }
}
