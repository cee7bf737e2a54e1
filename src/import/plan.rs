//! From the headers and the shape of a table to a plan: what the table is, how it is laid out, what each column holds
//! and why.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::columns::{Concept, names};
use super::decisions::Decisions;
use super::headers::{header_row, is_header, read_columns, settle};
use super::layout::continuation;
use super::systems::System;
use crate::diagnostic::{Place, Report, import as words};
use crate::read::raw::{RawRow, RawTable};
use crate::read::sheet::is_total;

/// What a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Lines of bills of materials.
    Bom,
    /// What bills make, in a file of its own.
    Outputs,
    ByProducts,
    Items,
    Units,
    Routing,
    WorkCentres,
    Suppliers,
    Purchases,
    Moves,
    Partners,
}

impl Role {
    /// For people: English, Chinese.
    pub(crate) fn words(self) -> [&'static str; 2] {
        match self {
            Self::Bom => ["bill of materials", "物料清单"],
            Self::Outputs => ["outputs of bills", "清单产出"],
            Self::ByProducts => ["by-products", "副产品"],
            Self::Items => ["items", "物料"],
            Self::Units => ["units", "计量单位"],
            Self::Routing => ["routings", "工艺路线"],
            Self::WorkCentres => ["work centres", "工作中心"],
            Self::Suppliers => ["suppliers of items", "物料供应商"],
            Self::Purchases => ["purchases", "采购"],
            Self::Moves => ["stock moves", "库存移动"],
            Self::Partners => ["partners", "业务伙伴"],
        }
    }
}

/// How lines say what their parent is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    ParentChild,
    Continuation,
    TwoLists,
    Indented,
    Dotted,
    Stacked,
    Flat,
}

impl Layout {
    /// For people: English, Chinese.
    pub(crate) fn words(self) -> [&'static str; 2] {
        match self {
            Self::ParentChild => ["parent and child on every row", "每行父项与子项"],
            Self::Continuation => ["parent blank on continuation rows", "续行父项留空"],
            Self::TwoLists => ["outputs and inputs side by side", "产出与投入并列"],
            Self::Indented => ["indented levels", "缩进层级"],
            Self::Dotted => ["dotted positions", "点分位置号"],
            Self::Stacked => ["stacked blocks", "堆叠区块"],
            Self::Flat => ["flat list of one root", "单一根项的平铺清单"],
        }
    }
}

/// A column of the table and what it was taken for.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) at: usize,
    pub(crate) written: String,
    /// `None` for a header that is not known.
    pub(crate) concept: Option<Concept>,
    pub(crate) why: Why,
}

/// Why a column was taken for what it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    Header,
    /// The system's fixed order of columns.
    Position,
    /// Another column is the better one for the same.
    GivesWay,
    Decided,
    Unknown,
}

impl Why {
    pub(crate) fn words(self) -> [&'static str; 2] {
        match self {
            Self::Header => ["by its header", "按表头"],
            Self::Position => ["by its place among the columns", "按列的位置"],
            Self::GivesWay => ["another column says it better", "另有更合适的列"],
            Self::Decided => ["as decided", "按指定"],
            Self::Unknown => ["not known, not used", "未知，未使用"],
        }
    }
}

/// What a table is and what its columns hold.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) role: Role,
    pub(crate) layout: Layout,
    pub(crate) system: Option<&'static System>,
    /// The row of the header among the table's rows.
    pub(crate) header: usize,
    pub(crate) columns: Vec<Column>,
}

impl Plan {
    /// Where a concept stands.
    pub(crate) fn at(&self, concept: Concept) -> Option<usize> {
        self.columns.iter().find(|c| c.concept == Some(concept)).map(|c| c.at)
    }

    pub(crate) fn has(&self, concept: Concept) -> bool {
        self.at(concept).is_some()
    }

    /// The header of a concept, as written.
    pub(crate) fn written(&self, concept: Concept) -> &str {
        self.columns.iter().find(|c| c.concept == Some(concept)).map_or(concept.name(), |c| &c.written)
    }

    /// The rows of data: below the header and a second line of headers, above the totals.
    pub(crate) fn data<'t>(&'t self, table: &'t RawTable) -> impl Iterator<Item = &'t RawRow> {
        let below = table.rows.get(self.header.saturating_add(1)..).unwrap_or_default();
        let second = below.first().is_some_and(is_header);
        let below = below.get(usize::from(second)..).unwrap_or_default();
        below.iter().filter(|row| !self.is_total(row))
    }

    /// Whether a row begins with the word for a total and names nothing else that it could be about.
    fn is_total(&self, row: &RawRow) -> bool {
        let names = [self.at(Concept::Child).or_else(|| self.at(Concept::Item)), self.at(Concept::Parent)];
        let is_about_nothing = |at: usize| row.text(at).is_empty() || is_total(row.text(at));
        is_total(row.filled().next().unwrap_or_default()) && names.into_iter().flatten().all(is_about_nothing)
    }

    /// Makes a plan for a table; `None`, with the reasons in `report`, if it cannot be understood.
    pub(crate) fn of(table: &RawTable, decisions: &Decisions, report: &mut Report) -> Option<Self> {
        let header = header_row(table, decisions);
        let row = header.and_then(|at| table.rows.get(at));
        let Some((header, row)) = header.zip(row) else {
            let place = Some(Place::file(Arc::clone(&table.file)));
            let first = table.rows.first().map(|r| r.filled().take(12).collect::<Vec<_>>().join(", "));
            report.add(&words::NOT_RECOGNISED, place, &[("seen", &first.unwrap_or_default())]);
            return None;
        };
        let written: Vec<String> = row.cells.iter().map(|c| c.text.replace(['\n', '\r'], " ")).collect();
        let all: Vec<BTreeSet<String>> = written.iter().map(|h| names(h)).collect();
        let named = decisions.profile.as_deref().and_then(System::find);
        let system = named.or_else(|| System::recognise(&all));
        let mut columns = read_columns(&written, &all, system, decisions);
        settle(&mut columns, table, header);
        let role = role(&columns);
        let mut plan = Self { role, layout: Layout::ParentChild, system, header, columns };
        plan.layout = layout(&plan, table);
        if plan.ambiguous(&row_place(table, row), report) {
            return None;
        }
        if matches!(plan.role, Role::Bom) && !plan.complete(table, row, report) {
            return None;
        }
        let below = table.rows.get(plan.header.saturating_add(1)..).unwrap_or_default();
        for row in below.iter().filter(|row| plan.is_total(row)) {
            let seen = row.filled().collect::<Vec<_>>().join(", ");
            report.add(&words::TOTAL_LEFT_OUT, Some(row_place(table, row)), &[("seen", &seen)]);
        }
        Some(plan)
    }

    /// Two columns for one thing, where only one can count: asks which.
    fn ambiguous(&self, place: &Place, report: &mut Report) -> bool {
        let single = [
            Concept::Parent,
            Concept::Child,
            Concept::Quantity,
            Concept::Unit,
            Concept::Per,
            Concept::Scrap,
            Concept::Level,
            Concept::Mass,
        ];
        let mut found = false;
        if self.layout == Layout::Stacked {
            return false;
        }
        for concept in single {
            let of = |c: &&Column| c.concept == Some(concept);
            let headers: Vec<String> = self.columns.iter().filter(of).map(|c| format!("`{}`", c.written)).collect();
            if headers.len() > 1 {
                let list = headers.join(", ");
                let first = self.columns.iter().find(of).map_or("", |c| c.written.as_str());
                let [what, what_zh] = concept.words();
                let arguments = [
                    ("seen", list.as_str()),
                    ("what", what),
                    ("what_zh", what_zh),
                    ("first", first),
                    ("concept", concept.name()),
                ];
                report.add(&words::COLUMN_ASKED, Some(place.clone()), &arguments);
                found = true;
            }
        }
        found
    }

    /// Whether the columns that a bill cannot do without are there.
    fn complete(&self, table: &RawTable, row: &RawRow, report: &mut Report) -> bool {
        if self.layout == Layout::Stacked {
            return true;
        }
        let child = self.has(Concept::Child) || self.has(Concept::ChildKey) || self.has(Concept::ChildBom);
        let child = child || self.has(Concept::Refs) || self.has(Concept::ChildName);
        let mut sound = true;
        let quantity = self.has(Concept::Quantity) || self.has(Concept::Refs);
        for (there, concept) in [(child, Concept::Child), (quantity, Concept::Quantity)] {
            if !there {
                let unknown = self.columns.iter().filter(|c| c.concept.is_none() || c.concept == Some(Concept::Known));
                let candidates: Vec<String> = unknown.map(|c| format!("`{}`", c.written)).take(12).collect();
                let example = candidates.first().map_or("HEADER", |c| c.trim_matches('`'));
                let [what, what_zh] = concept.words();
                let list = candidates.join(", ");
                let arguments = [
                    ("seen", list.as_str()),
                    ("what", what),
                    ("what_zh", what_zh),
                    ("first", example),
                    ("concept", concept.name()),
                ];
                report.add(&words::COLUMN_WANTED, Some(row_place(table, row)), &arguments);
                sound = false;
            }
        }
        sound
    }
}

fn row_place(table: &RawTable, row: &RawRow) -> Place {
    Place::file(Arc::clone(&table.file)).row(row.number)
}

fn role(columns: &[Column]) -> Role {
    let has = |concept| columns.iter().any(|c| c.concept == Some(concept));
    let quantity = has(Concept::Quantity) || has(Concept::Refs);
    if has(Concept::FromLocation) || has(Concept::ToLocation) {
        return Role::Moves;
    }
    if has(Concept::CostPerHour) {
        return Role::WorkCentres;
    }
    if has(Concept::Operation) && !has(Concept::Child) {
        return Role::Routing;
    }
    if has(Concept::ByProduct) && !has(Concept::Child) {
        return Role::ByProducts;
    }
    if has(Concept::UnitFactor)
        && !(has(Concept::Child) && quantity)
        && (has(Concept::UnitName) || has(Concept::UnitSymbol) || has(Concept::UnitRate))
    {
        return Role::Units;
    }
    if has(Concept::Order) && has(Concept::Price) {
        return Role::Purchases;
    }
    if has(Concept::City) && !quantity {
        return Role::Partners;
    }
    if has(Concept::Supplier) && has(Concept::Price) && !has(Concept::Child) {
        return Role::Suppliers;
    }
    let no_parent = !has(Concept::Parent) && !has(Concept::Level) && !has(Concept::Position);
    let tree = has(Concept::Child) && (has(Concept::Parent) || has(Concept::Level));
    if !quantity && !tree && (has(Concept::Item) || has(Concept::Child) || has(Concept::Parent)) {
        return Role::Items;
    }
    if has(Concept::Item) && !has(Concept::Child) && has(Concept::Mass) && no_parent {
        return Role::Items;
    }
    if has(Concept::BomCode) && has(Concept::Child) && !has(Concept::ChildBom) && !has(Concept::Parent) {
        return Role::Outputs;
    }
    Role::Bom
}

/// Whether some row states the same bill as the row before it: then every row states its bill, and a blank is a gap.
fn repeats_heads(plan: &Plan, table: &RawTable) -> bool {
    let heads: Vec<usize> = continuation::HEAD.into_iter().filter_map(|concept| plan.at(concept)).collect();
    let rows: Vec<Vec<&str>> =
        plan.data(table).map(|row| heads.iter().map(|at| row.text(*at)).collect::<Vec<&str>>()).collect();
    rows.windows(2).any(|pair| pair[0] == pair[1] && pair[0].iter().any(|text| !text.is_empty()))
}

fn layout(plan: &Plan, table: &RawTable) -> Layout {
    let headers = table.rows.iter().filter(|r| is_header(r)).count();
    if headers >= 3 {
        return Layout::Stacked;
    }
    if plan.has(Concept::Output) {
        return Layout::TwoLists;
    }
    if plan.has(Concept::Level) {
        return Layout::Indented;
    }
    let parent = [Concept::Parent, Concept::ParentKey, Concept::BomCode].into_iter().find_map(|c| plan.at(c));
    if let Some(parent) = parent {
        let child = plan.at(Concept::Child);
        let blank = |row: &RawRow| row.text(parent).is_empty() && child.is_none_or(|at| !row.text(at).is_empty());
        let continued = plan.data(table).any(blank) && !repeats_heads(plan, table);
        return if continued { Layout::Continuation } else { Layout::ParentChild };
    }
    if let Some(at) = plan.at(Concept::Position) {
        let dotted = |text: &str| text.split('.').count() > 1 && text.split('.').all(|p| p.parse::<u32>().is_ok());
        if plan.data(table).any(|row| dotted(row.text(at))) {
            return Layout::Dotted;
        }
    }
    Layout::Flat
}
