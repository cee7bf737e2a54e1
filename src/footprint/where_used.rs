//! Where an item is used: every item above it, with how much of it one unit takes.

use super::model::Model;
use crate::decimal::Decimal;
use crate::error::Error;
use crate::unit::Unit;
use crate::walk::uses;

/// An item that uses another, directly or through others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WhereUsed<'m> {
    pub(crate) id: &'m str,
    pub(crate) name: &'m str,
    pub(crate) unit: Unit,
    pub(crate) quantity: Decimal,
    pub(crate) is_top: bool,
}

impl<'m> WhereUsed<'m> {
    /// The using item's id.
    #[must_use]
    pub fn id(&self) -> &'m str {
        self.id
    }

    /// Its name; empty if it has none.
    #[must_use]
    pub fn name(&self) -> &'m str {
        self.name
    }

    /// Its declared unit, which the quantity is per.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// How much of the item that was asked for one declared unit of this one takes over all paths, gross, in the
    /// declared unit of the item that was asked for. Credits are no use.
    #[must_use]
    pub fn quantity(&self) -> Decimal {
        self.quantity
    }

    /// Whether nothing uses it in turn.
    #[must_use]
    pub fn is_top(&self) -> bool {
        self.is_top
    }
}

/// The item that is asked for, as documents show it.
#[cfg(feature = "cli")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct UsedItem<'m> {
    pub(crate) id: &'m str,
    pub(crate) name: &'m str,
    pub(crate) unit: Unit,
}

impl Model {
    #[cfg(feature = "cli")]
    pub(crate) fn used_item(&self, id: &str) -> Result<UsedItem<'_>, Error> {
        let item = self.declared(id)?.item;
        let name = self.study.item_title(item);
        Ok(UsedItem { id: self.study.item_name(item), name, unit: self.unit_of(item) })
    }

    /// Every other item that an item is used in, directly or through others, by id.
    ///
    /// ```
    /// use product_footprint::{Component, Factor, FactorLibrary, Line, Model, Study};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let study = Study::builder()
    ///     .line(Line::new("chair", "leg", "4".parse()?))
    ///     .line(Line::new("leg", "screw", "2".parse()?))
    ///     .line(Line::new("chair", "screw", "1".parse()?))
    ///     .line(Line::new("screw", "steel", "0.01".parse()?).unit("kg".parse()?))
    ///     .factor(Factor::new("steel", "kg".parse()?).value(Component::Fossil, "2".parse()?))
    ///     .build();
    /// let model = Model::new(study, FactorLibrary::empty())?;
    /// let used: Vec<String> =
    ///     model.where_used("screw")?.iter().map(|u| format!("{} {}", u.id(), u.quantity())).collect();
    /// assert_eq!(used, ["chair 9", "leg 2"]);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The item is not in the study (E101), or a quantity is too large for a [`Decimal`] (E115).
    pub fn where_used(&self, id: &str) -> Result<Vec<WhereUsed<'_>>, Error> {
        let node = self.graph.node_of_item[self.declared(id)?.item as usize];
        let parents = self.parents();
        let found = uses((&self.graph, parents, &self.loops), node);
        let mut list = Vec::with_capacity(found.len());
        for (user, quantity) in found {
            let item = self.graph.source[user as usize];
            let record = self.study.items.get(item as usize);
            // A process is no item: what it makes are.
            if record.is_some_and(|r| r.process) {
                continue;
            }
            list.push(WhereUsed {
                id: self.study.item_name(item),
                name: self.study.item_title(item),
                unit: self.unit_of(item),
                quantity: quantity.to_decimal().ok_or_else(|| self.too_large(self.study.item_name(item)))?,
                is_top: parents.uses_of(user).is_empty(),
            });
        }
        Ok(list)
    }
}
