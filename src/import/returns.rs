//! By-products that are inputs elsewhere: regrind goes back into the mix. How much comes back, and how much has to be
//! bought, for one of the item whose making yields it.

use indexmap::IndexMap;

use super::bills::Bill;
use crate::decimal::Wide;

/// How much of `wanted` one of `parent` needs through all its bills, in the units of the lines; `None` where the lines
/// go in a circle or a quantity makes no sense.
pub(crate) fn needed(bills: &IndexMap<&str, &Bill>, parent: &str, wanted: &str) -> Option<Wide> {
    // Items below the parent in an order in which a parent comes before its children.
    let mut order: Vec<&str> = Vec::new();
    let mut state: IndexMap<&str, bool> = IndexMap::new();
    let mut stack: Vec<(&str, usize)> = vec![(bills.get_key_value(parent)?.0, 0)];
    while let Some((item, at)) = stack.pop() {
        if at == 0 {
            match state.get(item) {
                Some(true) => continue,
                Some(false) => return None,
                None => {
                    state.insert(item, false);
                }
            }
        }
        let next = bills.get(item).and_then(|b| b.edges.get(at)).map(|e| e.child.as_str());
        match next {
            Some(child) => {
                stack.push((item, at.saturating_add(1)));
                if state.get(child) == Some(&false) {
                    return None;
                }
                if state.get(child).is_none() {
                    stack.push((child, 0));
                }
            }
            None => {
                state.insert(item, true);
                order.push(item);
            }
        }
    }
    let mut amounts: IndexMap<&str, Wide> = IndexMap::new();
    amounts.insert(parent, Wide::ONE);
    for item in order.into_iter().rev() {
        let Some(amount) = amounts.get(item).copied() else { continue };
        let Some(bill) = bills.get(item) else { continue };
        for edge in &bill.edges {
            let gross = Wide::ONE.add(Wide::from(edge.scrap)).mul(Wide::from(edge.quantity)).mul(amount);
            let share = gross.div(Wide::from(edge.per).mul(Wide::from(edge.yields)))?;
            let sum = amounts.entry(edge.child.as_str()).or_insert(Wide::ZERO);
            *sum = sum.add(share);
        }
    }
    amounts.get(wanted).copied()
}
