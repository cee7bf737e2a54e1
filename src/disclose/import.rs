//! What an import understood, as text for people and as JSON.

use comfy_table::Cell;
use serde::Serialize;

use super::json::{self, Finding, findings};
use super::terminal::{self, LEFT, Style, Words};
use crate::decimal::Decimal;
use crate::diagnostic::{Diagnostic, Severity};
use crate::import::Concept;
use crate::import::report::{ReadColumn, ReadTable, Summary, Why, some};

const HEADER: Words = ["column", "列"];
const TAKEN_FOR: Words = ["taken for", "视为"];

/// The report: what each table and column was taken for, what was left out, what came of it.
pub(crate) fn text(summary: &Summary, style: Style) -> String {
    let mut out = String::new();
    for table in &summary.tables {
        out.push_str(&head(table, style));
        let used = |c: &&ReadColumn| c.concept.is_some_and(|c| c != Concept::Known);
        let mut columns = terminal::table(style, &[(HEADER, LEFT), (TAKEN_FOR, LEFT)]);
        for column in table.columns.iter().filter(used) {
            let taken = column.concept.map_or("", |c| style.say(c.words()));
            // Most columns are what their header says; only another reason is worth words.
            let taken = match column.why {
                Why::Header => taken.to_owned(),
                why => format!("{taken} ({})", style.say(why.words())),
            };
            columns.add_row([Cell::new(&column.header), Cell::new(taken)]);
        }
        out.push_str(terminal::lines(&columns).trim_end_matches('\n'));
        out.push('\n');
        let known: Vec<&ReadColumn> = table.columns.iter().filter(|c| c.concept == Some(Concept::Known)).collect();
        let unknown: Vec<&ReadColumn> = table.columns.iter().filter(|c| c.concept.is_none()).collect();
        out.push_str(&listed(style, ["not needed", "不需要"], &known));
        out.push_str(&listed(style, ["not known, not used", "未知，未使用"], &unknown));
        out.push('\n');
    }
    if summary.bills == 0 {
        return out;
    }
    let roots = some(&summary.roots);
    let Summary { bills, lines, items, .. } = summary;
    out.push_str(&style.language.pick([
        format!("bills: {bills}, lines: {lines}, items: {items}; products: {roots}\n"),
        format!("清单 {bills} 个，{lines} 行，物料 {items} 个；产品：{roots}\n"),
    ]));
    if summary.unused_items > 0 {
        let count = summary.unused_items;
        out.push_str(&style.language.pick([
            format!("items of the exports that are in no bill and not in the study: {count}\n"),
            format!("导出中的 {count} 个物料不在任何清单中，未写入研究\n"),
        ]));
    }
    for output in &summary.by_products {
        let (quantity, unit, per, of) = (&output.quantity, &output.unit, &output.per, &output.of);
        out.push_str(&style.language.pick([
            format!("by-product {}: {quantity} {unit} for {per} {of}\n", output.item),
            format!("副产品 {}：每 {per} {of} 产出 {quantity} {unit}\n", output.item),
        ]));
    }
    if !summary.by_products.is_empty() {
        out.push_str(style.say([
            "by-products bear no burden and give no credit unless --by-products says otherwise\n",
            "副产品不分担负荷，也不给抵扣，除非用 --by-products 另行指定\n",
        ]));
    }
    for note in &summary.notes {
        out.push_str(style.language.pick([&note[0], &note[1]]));
        out.push('\n');
    }
    out
}

/// One line that lists headers, wrapped to the width of the terminal; nothing where there are none.
fn listed(style: Style, words: Words, columns: &[&ReadColumn]) -> String {
    if columns.is_empty() {
        return String::new();
    }
    let mut out = format!("{}: ", style.say(words));
    let mut length = out.chars().count();
    for (at, column) in columns.iter().enumerate() {
        let end = if at.saturating_add(1) == columns.len() { "" } else { ", " };
        let text = format!("{}{end}", column.header);
        length = length.saturating_add(columns_of(&text));
        if length > usize::from(style.width) && at > 0 {
            out.truncate(out.trim_end().len());
            out.push_str("\n  ");
            length = columns_of(&text).saturating_add(2);
        }
        out.push_str(&text);
    }
    out.push('\n');
    out
}

/// How many columns of a terminal a text takes: a Chinese character takes two.
fn columns_of(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{1100}' { 2 } else { 1 }).fold(0, usize::saturating_add)
}

fn head(table: &ReadTable, style: Style) -> String {
    let mut parts: Vec<String> = vec![style.say(table.role).to_owned()];
    parts.extend(table.system.as_ref().map(|(_, title)| title.clone()));
    parts.extend(table.layout.map(|l| style.say(l).to_owned()));
    if let Some((encoding, separator)) = table.text {
        let separator = match separator {
            '\t' => style.say(["tab", "制表符"]).to_owned(),
            other => format!("`{other}`"),
        };
        parts.push(format!("{encoding}, {separator}"));
    }
    if table.point == ',' {
        parts.push(style.say(["decimal comma", "小数逗号"]).to_owned());
    }
    parts.push(style.language.pick([format!("{} rows", table.rows), format!("{} 行", table.rows)]));
    format!("{}\n  {}\n", table.file, parts.join(" · "))
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    tables: Vec<TableOut<'a>>,
    roots: &'a [String],
    bills: usize,
    lines: usize,
    items: usize,
    items_not_used: usize,
    left_out: Vec<LeftOut<'a>>,
    by_products: Vec<ByProductOut<'a>>,
    returned: Vec<ReturnedOut<'a>>,
    notes: Vec<Note<'a>>,
    errors: Vec<Finding<'a>>,
    warnings: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct TableOut<'a> {
    file: &'a str,
    role: &'a str,
    layout: Option<&'a str>,
    system: Option<&'a str>,
    encoding: Option<&'a str>,
    separator: Option<String>,
    decimal: &'a str,
    rows: usize,
    columns: Vec<ColumnOut<'a>>,
}

#[derive(Serialize)]
struct ColumnOut<'a> {
    header: &'a str,
    taken_for: Option<&'a str>,
    why: &'a str,
}

#[derive(Serialize)]
struct LeftOut<'a> {
    reason: &'a str,
    count: usize,
    lines: &'a [String],
}

#[derive(Serialize)]
struct ByProductOut<'a> {
    process: &'a str,
    of: &'a str,
    item: &'a str,
    output: &'a str,
    quantity: &'a str,
    per: &'a str,
    unit: &'a str,
    cost_share_percent: Option<String>,
}

#[derive(Serialize)]
struct ReturnedOut<'a> {
    item: &'a str,
    of: &'a str,
    returned: Option<String>,
    needed: Option<String>,
}

#[derive(Serialize)]
struct Note<'a> {
    message: &'a str,
    message_zh: &'a str,
}

/// The report for programs, all findings included.
pub(crate) fn json(summary: &Summary, diagnostics: &[Diagnostic]) -> String {
    let number = |value: Option<Decimal>| value.map(|v| v.to_string());
    json::text(&Document {
        schema: "product-footprint/import/1",
        tables: summary.tables.iter().map(table).collect(),
        roots: &summary.roots,
        bills: summary.bills,
        lines: summary.lines,
        items: summary.items,
        items_not_used: summary.unused_items,
        left_out: summary
            .left_out
            .iter()
            .map(|(reason, lines)| LeftOut { reason: reason.name(), count: lines.len(), lines })
            .collect(),
        by_products: summary
            .by_products
            .iter()
            .map(|o| ByProductOut {
                process: &o.process,
                of: &o.of,
                item: &o.item,
                output: &o.output,
                quantity: &o.quantity,
                per: &o.per,
                unit: &o.unit,
                cost_share_percent: number(o.cost_share),
            })
            .collect(),
        returned: summary
            .returned
            .iter()
            .map(|r| ReturnedOut { item: &r.item, of: &r.of, returned: number(r.back), needed: number(r.needed) })
            .collect(),
        notes: summary.notes.iter().map(|[en, zh]| Note { message: en, message_zh: zh }).collect(),
        errors: findings(diagnostics, Severity::Error),
        warnings: findings(diagnostics, Severity::Warning),
    })
}

fn table(table: &ReadTable) -> TableOut<'_> {
    TableOut {
        file: &table.file,
        role: table.role[0],
        layout: table.layout.map(|l| l[0]),
        system: table.system.as_ref().map(|(name, _)| name.as_str()),
        encoding: table.text.map(|(encoding, _)| encoding),
        separator: table.text.map(|(_, separator)| separator.to_string()),
        decimal: if table.point == ',' { "comma" } else { "point" },
        rows: table.rows,
        columns: table
            .columns
            .iter()
            .map(|c| ColumnOut { header: &c.header, taken_for: c.concept.map(|c| c.name()), why: c.why.words()[0] })
            .collect(),
    }
}
