//! Where an item is used: as a page, as JSON, as CSV.

use std::io::Write;

use super::json::{Finding, StudyHead, findings, text};
use super::rows::{io, safe, writer};
use super::terminal::{ITEM, LEFT, NAME, QUANTITY, RIGHT, Style, UNIT, keep_whole, lines, table};
use crate::decimal::Decimal;
use crate::diagnostic::Severity;
use crate::footprint::{Model, UsedItem, WhereUsed};

/// `pcf where-used`
pub(crate) fn page(item: &UsedItem<'_>, users: &[WhereUsed<'_>], style: Style) -> String {
    let tops = users.iter().filter(|user| user.is_top).count();
    let (id, name) = (item.id, item.name);
    let named = if name.is_empty() { id.to_owned() } else { format!("{name} ({id})") };
    let unit = item.unit.label(style.language);
    let mut out = style.language.pick([
        format!("{named} is used in {} items, {tops} of which nothing uses in turn\n", users.len()),
        format!("{named} 用于 {} 个物料，其中 {tops} 个不再被使用\n", users.len()),
    ]);
    if users.is_empty() {
        return out;
    }
    let columns = [(ITEM, LEFT), (QUANTITY, RIGHT), (UNIT, LEFT), (["top", "顶层"], LEFT), (NAME, LEFT)];
    let mut rows = table(style, &columns);
    for user in users {
        rows.add_row([
            user.id.to_owned(),
            user.quantity.round_significant(8).to_string(),
            format!("{unit} / {}", user.unit.label(style.language)),
            if user.is_top { style.say(["yes", "是"]) } else { "" }.to_owned(),
            user.name.to_owned(),
        ]);
    }
    keep_whole(&mut rows, &[1, 2, 3]);
    out.push('\n');
    out.push_str(&lines(&rows));
    out
}

/// One row a using item.
pub(crate) fn rows(item: &UsedItem<'_>, users: &[WhereUsed<'_>], out: &mut dyn Write) -> std::io::Result<()> {
    let mut csv = writer(out);
    csv.write_record(["item", "used_in", "quantity", "unit", "per", "top", "name"]).map_err(io)?;
    for user in users {
        csv.write_record([
            safe(item.id),
            safe(user.id),
            user.quantity.to_string(),
            item.unit.to_string(),
            user.unit.to_string(),
            if user.is_top { "yes" } else { "no" }.to_owned(),
            safe(user.name),
        ])
        .map_err(io)?;
    }
    csv.flush()
}

#[derive(serde::Serialize)]
struct Document<'a> {
    schema: &'static str,
    study: StudyHead<'a>,
    item: Item<'a>,
    used_in: Vec<User<'a>>,
    warnings: Vec<Finding<'a>>,
}

#[derive(serde::Serialize)]
struct Item<'a> {
    id: &'a str,
    name: &'a str,
    unit: String,
}

#[derive(serde::Serialize)]
struct User<'a> {
    id: &'a str,
    name: &'a str,
    unit: String,
    quantity: Decimal,
    top: bool,
}

pub(crate) fn document(model: &Model, item: &UsedItem<'_>, users: &[WhereUsed<'_>]) -> String {
    text(&Document {
        schema: "product-footprint/where-used/1",
        study: StudyHead::of(model),
        item: Item { id: item.id, name: item.name, unit: item.unit.to_string() },
        used_in: users
            .iter()
            .map(|u| User { id: u.id, name: u.name, unit: u.unit.to_string(), quantity: u.quantity, top: u.is_top })
            .collect(),
        warnings: findings(model.warnings(), Severity::Warning),
    })
}
