//! A factor of one process only (gate-to-gate) stands beside what the process takes, never alone.

use super::{Cause, Network};
use crate::diagnostic::texts;
use crate::factor::Basis;
use crate::resolve::Resolver;

/// Reports every item whose lines lead to gate-to-gate factors and to nothing else.
pub(super) fn check(resolver: &mut Resolver<'_>, network: &Network) {
    resolver.report_unused_matches();
    let partial: Vec<bool> = resolver.chosen.iter().map(|c| c.basis == Basis::GateToGate).collect();
    if !partial.contains(&true) {
        return;
    }
    let is_partial = |child: u32| {
        let factor = child.checked_sub(network.items);
        factor.and_then(|f| partial.get(f as usize)).copied().unwrap_or(false)
    };
    let mut takes = vec![false; network.items as usize];
    for at in 0..network.lines.len() {
        let (parent, child) = network.lines.ends(at);
        if let Some(slot) = takes.get_mut(parent as usize) {
            *slot |= !is_partial(child);
        }
    }
    let study = resolver.study;
    let mut said = vec![false; network.items as usize];
    for at in 0..network.lines.len() {
        let (parent, child) = network.lines.ends(at);
        let alone = !takes.get(parent as usize).copied().unwrap_or(true) && is_partial(child);
        let Some(slot) = said.get_mut(parent as usize).filter(|said| alone && !**said) else { continue };
        // A binding without lines beside it has been reported where the item is bound.
        let Cause::Line(line) = network.lines.cause(at).into() else { continue };
        *slot = true;
        let factor = child.checked_sub(network.items).and_then(|f| resolver.chosen.get(f as usize));
        let seen = factor.map(|c| c.factor.id.clone()).unwrap_or_default();
        let place = study.lines.get(line as usize).and_then(|l| study.place(l.origin, "child"));
        let arguments = [("seen", seen.as_str()), ("item", study.item_name(parent))];
        resolver.report.add(&texts::GATE_TO_GATE, place, &arguments);
    }
}
