//! Odoo's BoM Overview as JSON: a tree of components to rows with levels.

use std::sync::Arc;

use serde_json::Value;

use super::raw::{RawCell, RawRow, RawTable};
use super::sheet::CellKind;
use crate::decimal::Decimal;

/// The headers of the rows; `data/import/` knows the first as the mark of this report.
const HEADERS: [&str; 6] = ["BoM overview level", "Item code", "Item name", "Quantity", "Unit", "By-product indicator"];

/// The rows of an overview; `None` if the text is no such document.
pub(super) fn table(text: &str, file: &Arc<str>) -> Option<RawTable> {
    let document: Value = serde_json::from_str(text).ok()?;
    document.get("components")?.as_array()?;
    let cell = |text: &str, kind| RawCell { text: text.trim().into(), kind };
    let header = HEADERS.map(|h| cell(h, CellKind::Text));
    let mut rows = vec![RawRow { number: 1, cells: header.into() }];
    let mut open: Vec<(usize, bool, &Value)> = vec![(0, false, &document)];
    while let Some((level, by_product, node)) = open.pop() {
        let text = |key: &str| node.get(key).and_then(Value::as_str).unwrap_or_default();
        let name = text("name");
        let (code, name) = name.strip_prefix('[').and_then(|n| n.split_once("] ")).unwrap_or((name, name));
        let cells = vec![
            cell(&level.to_string(), CellKind::Text),
            cell(code, CellKind::Text),
            cell(name, CellKind::Text),
            cell(&quantity(node.get("quantity")?)?, CellKind::Number),
            cell(text("uom_name"), CellKind::Text),
            cell(if by_product { "X" } else { "" }, CellKind::Text),
        ];
        let number = u32::try_from(rows.len()).ok()?.saturating_add(1);
        rows.push(RawRow { number, cells });
        let list = |key: &str| node.get(key).and_then(Value::as_array).into_iter().flatten();
        let below = level.saturating_add(1);
        open.extend(list("byproducts").map(|n| (below, true, n)).rev());
        open.extend(list("components").map(|n| (below, false, n)).collect::<Vec<_>>().into_iter().rev());
    }
    Some(RawTable { file: Arc::clone(file), reading: None, rows })
}

/// A number without the noise of binary floating point: 0.8500000000000001 is 0.85.
fn quantity(value: &Value) -> Option<String> {
    let number: Decimal = value.as_number()?.to_string().parse().ok()?;
    Some(number.round_significant(15).to_string())
}
