//! What an import took each column for, what it left out, what it decided: as values, for text and JSON.

use indexmap::IndexMap;

use super::Import;
use super::Table;
use super::bills::Bill;
use super::columns::Concept;
use super::decisions::Decisions;
use super::kinds::Reason;
use super::layout::{self, Block};
use super::lines::Found;
use super::losses::Losses;
pub(crate) use super::plan::Why;
use super::plan::{Layout, Role};
use super::systems::Loss;
use crate::decimal::Decimal;
use crate::diagnostic::{Place, Report, import as words};

/// One column of an export.
#[derive(Debug)]
pub(crate) struct ReadColumn {
    pub(crate) at: usize,
    pub(crate) header: String,
    pub(crate) concept: Option<Concept>,
    pub(crate) why: Why,
}

/// One export.
#[derive(Debug)]
pub(crate) struct ReadTable {
    pub(crate) file: String,
    pub(crate) role: [&'static str; 2],
    /// Only of bills.
    pub(crate) layout: Option<[&'static str; 2]>,
    pub(crate) system: Option<(String, String)>,
    /// `None` for a sheet.
    pub(crate) text: Option<(&'static str, char)>,
    pub(crate) point: char,
    pub(crate) rows: usize,
    /// All cells of the row of headers; none where headers stand in several rows.
    pub(crate) headers: Vec<String>,
    pub(crate) columns: Vec<ReadColumn>,
}

/// A by-product as coproducts.csv has it.
#[derive(Debug)]
pub(crate) struct WrittenByProduct {
    pub(crate) process: String,
    pub(crate) of: String,
    pub(crate) item: String,
    pub(crate) output: String,
    /// Of one run.
    pub(crate) quantity: String,
    /// How many of the product one run makes.
    pub(crate) per: String,
    pub(crate) unit: String,
    pub(crate) cost_share: Option<Decimal>,
}

/// A by-product that is an input elsewhere.
#[derive(Debug)]
pub(crate) struct Returned {
    pub(crate) item: String,
    pub(crate) of: String,
    /// For one of the product.
    pub(crate) back: Option<Decimal>,
    pub(crate) needed: Option<Decimal>,
}

/// Everything that there is to say of an import beside its findings.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    pub(crate) tables: Vec<ReadTable>,
    pub(crate) roots: Vec<String>,
    pub(crate) bills: usize,
    pub(crate) lines: usize,
    pub(crate) items: usize,
    pub(crate) unused_items: usize,
    pub(crate) left_out: IndexMap<Reason, Vec<String>>,
    pub(crate) by_products: Vec<WrittenByProduct>,
    pub(crate) returned: Vec<Returned>,
    pub(crate) zero_masses: Vec<String>,
    pub(crate) zero_quantities: Vec<String>,
    pub(crate) not_exploded: Vec<String>,
    /// What was decided without asking, and why.
    pub(crate) notes: Vec<[String; 2]>,
}

/// What a table was taken for.
pub(super) fn table(table: &Table<'_>) -> ReadTable {
    let plan = &table.plan;
    let columns =
        plan.columns.iter().map(|c| ReadColumn { at: c.at, header: c.written.clone(), concept: c.concept, why: c.why });
    let row = table.raw.rows.get(plan.header);
    let headers = row.into_iter().flat_map(|r| &r.cells).map(|c| c.text.to_string()).collect();
    ReadTable {
        file: table.raw.file.to_string(),
        role: plan.role.words(),
        layout: (plan.role == Role::Bom).then(|| plan.layout.words()),
        system: plan.system.map(|s| (s.name.clone(), s.title.clone())),
        text: table.raw.reading.map(|r| (r.encoding.name(), char::from(r.separator))),
        point: char::from(table.point),
        rows: plan.data(table.raw).count(),
        headers: if plan.layout == Layout::Stacked { Vec::new() } else { headers },
        columns: columns.collect(),
    }
}

impl Summary {
    pub(super) fn count(&mut self, bills: &[Bill], roots: &[&str], import: &Import<'_>) {
        self.bills = bills.len();
        self.lines = bills.iter().map(|b| b.edges.len()).fold(0, usize::saturating_add);
        self.roots = roots.iter().map(|r| (*r).to_owned()).collect();
        let mut items: Vec<&str> = bills.iter().flat_map(|b| b.edges.iter().map(|e| e.child.as_str())).collect();
        items.extend(bills.iter().map(|b| b.parent.as_str()));
        items.sort_unstable();
        items.dedup();
        self.items = items.len();
        let known = |id: &&String| items.binary_search(&id.as_str()).is_err();
        self.unused_items = import.items.facts.keys().filter(known).count();
        for item in &items {
            let made = import.items.facts.get(*item).is_some_and(|f| f.made);
            if made && !bills.iter().any(|b| b.parent == *item) {
                self.not_exploded.push((*item).to_owned());
            }
        }
    }

    /// Notes what was decided for a table of bills without asking.
    pub(super) fn explain(
        &mut self,
        table: &Table<'_>,
        losses: Option<&Losses>,
        blocks: &[Block],
        import: &Import<'_>,
    ) {
        let decisions = import.decisions;
        let file = &table.raw.file;
        if let Some(losses) = losses.filter(|l| l.any) {
            let [what, what_zh] = match losses.meaning {
                Loss::Added => ["net x (1 + s)", "净用量 ×（1 + s）"],
                Loss::Divided => ["net / (1 - s)", "净用量 /（1 - s）"],
                Loss::Ignored => ["left out", "不计"],
            };
            let [by, by_zh] = match (decisions.loss, table.plan.system) {
                (None, Some(system)) => [format!("as {} does", system.title), format!("按 {} 的规则", system.title)],
                _ => ["as decided".to_owned(), "按指定".to_owned()],
            };
            self.notes.push([format!("{file}: losses: {what}, {by}"), format!("{file}：损耗：{what_zh}，{by_zh}")]);
        }
        let rootless = matches!(table.plan.layout, Layout::Flat | Layout::Dotted | Layout::Indented);
        if let Some(block) = blocks.first().filter(|_| rootless && decisions.root.is_none())
            && block.parent == layout::head_of(table.raw, &table.plan)
        {
            let root = &block.parent;
            self.notes.push([
                format!(
                    "{file}: the list does not name its root: {root}, from its title or its file; --root says another"
                ),
                format!("{file}：清单没有根项，取自标题或文件名：{root}；可用 --root 另行指定"),
            ]);
        }
        let keyed = table.plan.has(Concept::ParentKey);
        let unknown = blocks.iter().map(|b| &b.parent).filter(|p| keyed && import.items.of_key(p) == *p);
        for key in unknown.filter(|key| key.parse::<u64>().is_ok()) {
            self.notes.push([
                format!("{file}: item {key} is known by its database key alone; add the export of parts, or --root"),
                format!("{file}：物料 {key} 只有数据库主键；请加上零件导出，或用 --root 指定"),
            ]);
        }
    }

    /// Notes that masses without a unit were read as kg.
    pub(super) fn explain_masses(&mut self, table: &Table<'_>) {
        let written = table.plan.written(Concept::Mass);
        let system = table.plan.system.is_some_and(|s| s.mass_unit.is_some());
        let used = table.plan.role == Role::Items && table.plan.has(Concept::Mass);
        if used && !system && !table.plan.has(Concept::MassUnit) && !written.contains(['(', '（', '[']) {
            let file = &table.raw.file;
            self.notes.push([
                format!("{file}: masses of column `{written}` without a unit were read as kg"),
                format!("{file}：“{written}”列没有单位的质量按 kg 读取"),
            ]);
        }
    }

    /// Takes over what was found while reading lines.
    pub(super) fn take(&mut self, found: Found, decisions: &Decisions) {
        self.left_out = found.left_out;
        self.zero_quantities = found.zero;
        if !found.phantoms.is_empty() {
            let list = found.phantoms.join(", ");
            self.notes.push([
                format!("phantom bills state no base quantity; read as for 1: {list}"),
                format!("虚拟清单没有给出基础数量，按 1 读取：{list}"),
            ]);
        }
        if let Some(lot) = decisions.lot {
            let size = match lot {
                super::decisions::Lot::Size(size) => size.to_string(),
                super::decisions::Lot::Ignored => "-".to_owned(),
            };
            self.notes.push([format!("order size for fixed quantities: {size}"), format!("固定用量的批量：{size}")]);
        }
    }
}

/// How many of a list are named in a message.
const NAMED: usize = 5;

/// The first few of a list, and that there are more.
pub(crate) fn some(list: &[String]) -> String {
    let shown: Vec<&str> = list.iter().take(NAMED).map(String::as_str).collect();
    let more = if list.len() > NAMED { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// Warnings of what a summary lists.
pub(super) fn warnings(summary: &Summary, report: &mut Report) {
    let place = || None::<Place>;
    for (reason, lines) in &summary.left_out {
        let [en, zh] = reason.words();
        let (count, seen) = (lines.len().to_string(), some(lines));
        let arguments =
            [("seen", seen.as_str()), ("count", &count), ("reason", en), ("reason_zh", zh), ("kind", reason.name())];
        let kept = Reason::KEPT_ON_REQUEST.contains(reason);
        report.add(if kept { &words::LEFT_OUT } else { &words::LEFT_OUT_ALWAYS }, place(), &arguments);
    }
    let lists = [
        (&summary.zero_quantities, &words::QUANTITY_ZERO),
        (&summary.zero_masses, &words::MASS_ZERO),
        (&summary.not_exploded, &words::NOT_EXPLODED),
    ];
    for (list, text) in lists {
        if !list.is_empty() {
            let (count, seen) = (list.len().to_string(), some(list));
            report.add(text, place(), &[("seen", &seen), ("count", &count)]);
        }
    }
}
