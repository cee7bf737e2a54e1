//! What was accepted, as factors: each under an id of its own.

use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};

use super::Row;
use crate::diagnostic::exchange;
use crate::diagnostic::{Diagnostic, Place};
use crate::factor::Factor;
use crate::read::suppliers::{Received, last_part};

/// What may stand in a reference, and is no formula in a spreadsheet.
fn is_plain(id: &str) -> bool {
    !id.is_empty() && id.trim() == id && !id.starts_with(['=', '+', '-']) && !id.contains(['@', '\n', '\r', '\t'])
}

/// From short to long: the last part of the product id, the product id, the document's id, the place.
fn candidates(received: &Received) -> [String; 4] {
    let product = received.product_ids.first().cloned().unwrap_or_default();
    let row = received.place.row_number().unwrap_or(0);
    [last_part(&product).to_owned(), product, received.id.clone(), format!("{}#{row}", received.place.file_name())]
}

/// Makes a factor of each accepted row that is no copy, and names it in the row. A figure that cannot be held per unit
/// refuses its row.
pub(super) fn adopt(rows: &mut [Row]) -> Vec<Arc<Factor>> {
    let mut open: Vec<usize> = (0..rows.len()).filter(|at| rows[*at].accepted && rows[*at].copy_of.is_none()).collect();
    let mut factors: IndexMap<usize, Factor> = IndexMap::new();
    let mut taken: IndexSet<String> = IndexSet::new();
    for level in 0..4 {
        let mut groups: IndexMap<String, Vec<usize>> = IndexMap::new();
        for at in std::mem::take(&mut open) {
            let id = rows[at].received.as_deref().map(|r| candidates(r)[level].clone()).unwrap_or_default();
            groups.entry(id).or_default().push(at);
        }
        for (id, group) in groups {
            match named(&id, &group, rows).filter(|_| is_plain(&id) && !taken.contains(&id)) {
                Some(made) => {
                    taken.insert(id);
                    for (at, factor) in group.iter().zip(made) {
                        match factor {
                            Ok(factor) => {
                                rows[*at].factor = Some(factor.id.clone());
                                factors.insert(*at, factor);
                            }
                            Err(reason) => {
                                rows[*at].accepted = false;
                                rows[*at].reasons.push(*reason);
                            }
                        }
                    }
                }
                None => open.extend(group),
            }
        }
        open.sort_unstable();
    }
    for at in 0..rows.len() {
        if let Some(first) = rows[at].copy_of.filter(|_| rows[at].accepted) {
            rows[at].factor.clone_from(&rows[first].factor.clone());
        }
    }
    factors.sort_unstable_keys();
    factors.into_values().map(Arc::new).collect()
}

/// The factors of a group under one id; `None` if it would mean several things.
fn named(id: &str, group: &[usize], rows: &[Row]) -> Option<Vec<Result<Factor, Box<Diagnostic>>>> {
    let mut keys: IndexSet<String> = IndexSet::new();
    let mut products: IndexSet<&str> = IndexSet::new();
    let mut made = Vec::new();
    for at in group {
        let received = rows[*at].received.as_deref()?;
        products.insert(received.product_ids.first().map_or("", String::as_str));
        let factor = factor(received, id);
        if let Ok(factor) = &factor
            && !keys.insert(factor.key())
        {
            return None;
        }
        made.push(factor);
    }
    (products.len() == 1).then_some(made)
}

fn factor(received: &Received, id: &str) -> Result<Factor, Box<Diagnostic>> {
    let place: Place = received.place.clone();
    let unit = received.unit.ok_or_else(|| {
        let arguments = [("seen", received.unit_text.as_str())];
        Box::new(Diagnostic::new(&exchange::RECEIVED_UNIT, Some(place.clone()), &arguments))
    })?;
    let mut factor = received.factor(id, unit).map_err(|error| {
        let arguments = [("name", received.name.as_str()), ("seen", &error.to_string())];
        Box::new(Diagnostic::new(&exchange::RECEIVED_OVERFLOW, Some(place), &arguments))
    })?;
    // Whom one buys from is where it comes from, wherever the study lies: the note says where that is.
    factor.region.clear();
    Ok(factor)
}
