//! An item that is bound to a factor needs one declared unit's worth of it.

use super::{Cause, Network};
use crate::decimal::{Dual, Wide};
use crate::resolve::{Resolver, Target};

pub(super) fn lower(resolver: &mut Resolver<'_>, network: &mut Network) {
    let study = resolver.study;
    for item in 0..network.items {
        let Some(factor) = resolver.bindings.get(item as usize).copied().flatten() else { continue };
        let (from, to) = (resolver.unit(Target::Item(item)), resolver.unit(Target::Factor(factor)));
        let place = || study.items.get(item as usize).and_then(|i| study.place(i.origin, "factor"));
        if !resolver.coal_equivalent_fits(from, Target::Factor(factor), place) {
            continue;
        }
        if let Some(quantity) = resolver.convert(Dual::from(Wide::ONE), from, to, Some(item), place) {
            network.add(item, Target::Factor(factor), &quantity, None, Cause::Binding(item));
        }
    }
}
