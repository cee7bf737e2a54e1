//! A change by factor: what the lines of one factor, or of one factor in the place of another, come to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cells::{TooLarge, by_size};
use super::comparison::{LineChange, Parts};
use super::contributions::FactorUse;
use super::trace::TraceLine;
use crate::decimal::{Decimal, Wide};
use crate::stage::Boundary;

/// What the lines of one factor, or of one factor in the place of another, come to.
#[derive(Clone, Debug)]
pub(crate) struct FactorChange {
    pub(crate) before: Option<Arc<FactorUse>>,
    pub(crate) after: Option<Arc<FactorUse>>,
    /// Within the boundary, before and after.
    pub(crate) kg: [Decimal; 2],
    pub(crate) parts: Parts,
}

/// The sums of a group on their way.
#[derive(Default)]
struct Sums {
    before: Option<Arc<FactorUse>>,
    after: Option<Arc<FactorUse>>,
    kg: [Wide; 2],
    parts: [Wide; 4],
}

/// The lines by factor, largest change first. A line that only one side has counts with the lines of its factor where
/// the other side has that factor too: it moved.
pub(super) fn by_factor(lines: &[LineChange], boundaries: [Boundary; 2]) -> Result<Vec<FactorChange>, TooLarge> {
    let ids = |side: fn(&LineChange) -> Option<&TraceLine>| -> BTreeSet<&str> {
        lines.iter().filter_map(side).map(|l| l.factor.id.as_str()).collect()
    };
    let [had, has] = [ids(LineChange::before), ids(LineChange::after)];
    let mut groups: BTreeMap<(&str, &str), Sums> = BTreeMap::new();
    for line in lines {
        let sides = [line.before.as_ref(), line.after.as_ref()];
        let key = match sides.map(|side| side.map(|l| l.factor.id.as_str())) {
            [Some(old), None] if has.contains(old) => (old, old),
            [None, Some(new)] if had.contains(new) => (new, new),
            [old, new] => (old.unwrap_or_default(), new.unwrap_or_default()),
        };
        let group = groups.entry(key).or_default();
        let [before, after] = sides.map(|side| side.map(|l| Arc::clone(&l.factor)));
        group.before = group.before.take().or(before);
        group.after = group.after.take().or(after);
        for ((sum, side), boundary) in group.kg.iter_mut().zip(sides).zip(boundaries) {
            if let Some(line) = side.filter(|l| boundary.includes(l.stage)) {
                *sum = sum.add(Wide::from(line.kg_co2e));
            }
        }
        let Parts { change, factor, activity, method } = line.parts;
        for (sum, part) in group.parts.iter_mut().zip([change, factor, activity, method]) {
            *sum = sum.add(Wide::from(part));
        }
    }
    let decimal = |w: Wide| w.to_decimal().ok_or(TooLarge);
    let mut list = Vec::with_capacity(groups.len());
    for Sums { before, after, kg: [old, new], parts: [change, factor, activity, method] } in groups.into_values() {
        let parts = Parts {
            change: decimal(change)?,
            factor: decimal(factor)?,
            activity: decimal(activity)?,
            method: decimal(method)?,
        };
        list.push(FactorChange { before, after, kg: [decimal(old)?, decimal(new)?], parts });
    }
    list.sort_by(|a, b| by_size(a.parts.change, b.parts.change));
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::footprint::{Comparison, Model};
    use crate::{Component, Factor, FactorLibrary, Item, Line, Study, Unit};

    fn pan(lines: &[(&str, &str)]) -> Model {
        let kg: Unit = "kg".parse().expect("a unit");
        let mut study = Study::builder()
            .factor(Factor::new("steel", kg).value(Component::Fossil, 2.into()))
            .factor(Factor::new("tin", kg).value(Component::Fossil, 3.into()));
        for (child, factor) in lines {
            study = study.item(Item::new(*child).unit(kg).factor(*factor));
            study = study.line(Line::new("pan", *child, 1.into()).unit(kg));
        }
        Model::new(study.build(), FactorLibrary::empty()).expect("a study without errors")
    }

    #[test]
    fn a_factor_whose_lines_moved_stands_in_one_row() {
        // Two lines go and two come, so that none is taken for another's new name; the tin is new.
        let c = Comparison::of(
            &pan(&[("a", "steel"), ("b", "steel")]),
            &pan(&[("c", "steel"), ("d", "steel"), ("e", "tin")]),
            "pan",
        );
        let c = c.expect("comparable");
        let id = |side: &Option<Arc<FactorUse>>| side.as_ref().map_or("-".to_owned(), |f| f.id.clone());
        let row = |g: &FactorChange| format!("{} {} {}", id(&g.before), id(&g.after), g.parts.change);
        let rows: Vec<String> = c.by_factor.iter().map(row).collect();
        assert_eq!(rows, ["- tin 3", "steel steel 0"]);
    }
}
