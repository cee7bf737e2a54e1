//! Conversion between units, with an item's mass and density as bridges between dimensions.

use super::{Resolver, Target};
use crate::decimal::Dual;
use crate::unit::{Dimension, Unit};

/// What is converted, and the item whose mass and density may bridge two dimensions for it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bridge {
    pub(super) over: Option<u32>,
    /// For a message.
    pub(super) child: Option<Target>,
}

impl Bridge {
    /// Mass and density of an item shall not count.
    pub(crate) fn none(child: Target) -> Self {
        Self { over: None, child: Some(child) }
    }
}

impl From<Target> for Bridge {
    /// A line is bridged by its child; a line straight to a factor has no bridge.
    fn from(child: Target) -> Self {
        match child {
            Target::Item(item) => Self { over: Some(item), child: Some(child) },
            Target::Factor(_) => Self::none(child),
        }
    }
}

impl From<Option<u32>> for Bridge {
    fn from(item: Option<u32>) -> Self {
        Self { over: item, child: item.map(Target::Item) }
    }
}

/// What is known of the item that bridges: its declared unit, the mass of one of it, its density.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Conversion<'r> {
    declared: Option<Unit>,
    /// kg of one declared unit.
    mass: Option<&'r Dual>,
    /// kg/m3.
    density: Option<&'r Dual>,
}

impl<'r> Conversion<'r> {
    pub(crate) fn of(item: Option<u32>, resolver: &'r Resolver<'_>) -> Self {
        Self {
            declared: item.map(|i| resolver.unit(Target::Item(i))),
            mass: item.and_then(|i| resolver.mass_of(i)),
            density: item.and_then(|i| resolver.density_of(i)),
        }
    }

    /// `amount` of `from` in `to`: within a dimension, or over the item's mass.
    pub(crate) fn convert(&self, amount: &Dual, from: Unit, to: Unit) -> Option<Dual> {
        amount.linear(|n| from.convert(n, to)).or_else(|| self.of_mass(&self.mass_in(amount, from)?, to))
    }

    /// `amount` of `unit` in kg.
    fn mass_in(self, amount: &Dual, unit: Unit) -> Option<Dual> {
        if unit.dimension() == Dimension::Mass {
            return amount.linear(|n| unit.convert(n, Unit::kilogram()));
        }
        let declared = |n| unit.convert(n, self.declared?);
        let by_mass = || Some(amount.linear(declared)?.mul(self.mass?));
        let by_density = || Some(amount.linear(|n| unit.convert(n, Unit::cubic_metre()))?.mul(self.density?));
        by_mass().or_else(by_density)
    }

    /// `kg` in `unit`.
    fn of_mass(self, kg: &Dual, unit: Unit) -> Option<Dual> {
        if unit.dimension() == Dimension::Mass {
            return kg.linear(|n| Unit::kilogram().convert(n, unit));
        }
        let by_mass = || kg.div(self.mass?)?.linear(|n| self.declared?.convert(n, unit));
        let by_density = || kg.div(self.density?)?.linear(|n| Unit::cubic_metre().convert(n, unit));
        by_mass().or_else(by_density)
    }

    /// What would bridge `from` and `to`, and how to give it; each in English and Chinese.
    pub(crate) fn missing(&self, from: Unit, to: Unit) -> [[&'static str; 2]; 2] {
        let involves = |d: Dimension| from.dimension() == d || to.dimension() == d;
        let declared = self.declared.map(Unit::dimension);
        let volume = involves(Dimension::Volume) && declared != Some(Dimension::Volume);
        match self.declared {
            Some(_) if volume && self.density.is_none() => [
                ["the item's density as a bridge", "以该物料的密度为桥"],
                [
                    "write the density (kg/m3) in items.csv, or give the quantity in the other unit",
                    "在 items.csv 填写密度（kg/m3），或改用另一单位给出用量",
                ],
            ],
            Some(_) if involves(Dimension::Mass) && self.mass.is_none() => [
                [
                    "the item's mass as a bridge (a mass of 0 counts as unknown)",
                    "以该物料的质量为桥（质量 0 视为未知）",
                ],
                [
                    "write the mass of one declared unit (kg) in items.csv, or give the quantity in the other unit",
                    "在 items.csv 填写一个声明单位的质量（kg），或改用另一单位给出用量",
                ],
            ],
            _ => [
                ["a unit that nothing needs to bridge", "无需换算桥梁的单位"],
                [
                    "give the quantity in a unit of the kind that is wanted, or make an item of the child with mass or density",
                    "用所需类别的单位给出用量，或把子项建为带质量或密度的物料",
                ],
            ],
        }
    }
}
