//! A product as it leaves the factory: what cradle-to-gate documents say of it beside the total.

use super::cells::TooLarge;
use super::model::{Declared, Model};
use super::{FactorUse, Footprint};
use crate::decimal::{ArithmeticError, Decimal, Wide};
use crate::error::Error;
use crate::factor::FactorOrigin;
use crate::formula::Cell;
use crate::gas::Component;
use crate::quantity::Emissions;
use crate::stage::{Boundary, Stage};
use crate::study::ItemDetails;
use crate::unit::{Dimension, Unit};

/// The emissions of the declared amount of a product up to the gate, taken apart, and its mass.
#[derive(Clone, Debug)]
pub(crate) struct Gate {
    /// Up to the gate, packaging included, kg CO2e.
    pub(crate) emissions: Emissions,
    /// The part of it that packaging causes; `None` where there is no packaging or it causes nothing.
    pub(crate) packaging: Option<Emissions>,
    /// Beside it: the stage `distribution`, kg CO2e.
    pub(crate) outbound: Emissions,
    /// kg of the declared amount without packaging: 0 for what has no mass, `None` where it has one that is not stated.
    pub(crate) mass: Option<Decimal>,
}

/// The specific embedded emissions of a good by where they arise, t CO2e per tonne: what counts at the border.
#[derive(Clone, Debug, Default)]
pub(crate) struct Embedded {
    /// Fuels, process gases and heat of the production.
    pub(crate) direct: Decimal,
    /// Electricity of the production.
    pub(crate) indirect: Decimal,
    /// Goods that went into it.
    pub(crate) precursors: Decimal,
    /// All three.
    pub(crate) total: Decimal,
    /// Tonnes of the declared amount.
    pub(crate) tonnes: Decimal,
    /// Precursors by item, largest first.
    pub(crate) each: Vec<(String, Decimal)>,
    /// Factors of the production, per unit of energy, of which nothing says whether they are electricity.
    pub(crate) unclear: Vec<String>,
    /// What a total holds that does not count there, with its kg CO2e.
    pub(crate) foreign: Vec<([&'static str; 2], Decimal)>,
}

impl Model {
    /// What is said of a product at the gate, whatever the boundary of the model.
    ///
    /// # Errors
    ///
    /// As [`Model::footprint`].
    pub(crate) fn gate(&self, id: &str) -> Result<Gate, Error> {
        let declared = self.declared(id)?;
        self.try_gate(&declared).map_err(|TooLarge| self.too_large(id))
    }

    fn try_gate(&self, declared: &Declared) -> Result<Gate, TooLarge> {
        let emissions = self.within(declared, Boundary::CradleToGate)?;
        let packaging = match self.without_packaging() {
            None => None,
            Some(model) => {
                let bare = model.within(declared, Boundary::CradleToGate)?;
                let mut parts = [Decimal::ZERO; 9];
                for (slot, component) in parts.iter_mut().zip(Component::ALL) {
                    *slot = emissions.get(component).checked_sub(bare.get(component)).map_err(|_| TooLarge)?;
                }
                Some(Emissions::new(parts)).filter(|_| parts.iter().any(|p| !p.is_zero()))
            }
        };
        let outbound = self.of_stages(declared, |stage| stage == Stage::Distribution)?;
        Ok(Gate { emissions, packaging, outbound, mass: self.mass(declared) })
    }

    /// kg of the declared amount.
    fn mass(&self, declared: &Declared) -> Option<Decimal> {
        let unit = self.unit_of(declared.item);
        if let Some(kg) = unit.convert(declared.amount, Unit::kilogram()) {
            return kg.to_decimal();
        }
        if !unit.is_of_matter() {
            return Some(Decimal::ZERO);
        }
        let record = self.study.items.get(declared.item as usize)?;
        let details = record.details.as_deref()?;
        let measure = |cell: &dyn Fn(&ItemDetails) -> Option<Cell>| {
            let value = match cell(details)? {
                Cell::Number(number) => Wide::from(number),
                Cell::Formula(formula) => {
                    formula.value(|name| self.parameters.get(name).cloned().flatten()).ok()?.value
                }
            };
            Some(value).filter(|v| !v.is_zero() && !v.is_negative())
        };
        // A mass of 0 is what an ERP writes for unknown.
        if let Some(of_one) = measure(&|d| d.mass.clone()) {
            return of_one.mul(declared.amount).to_decimal();
        }
        let volume = Some(unit).filter(|u| u.dimension() == Dimension::Volume)?;
        let cubic = volume.convert(declared.amount, Unit::cubic_metre())?;
        measure(&|d| d.density.clone())?.mul(cubic).to_decimal()
    }
}

impl Footprint {
    /// The specific embedded emissions of a good whose declared amount weighs `kg`: production with and without
    /// electricity, goods that went into it.
    ///
    /// # Errors
    ///
    /// An overflow; a mass of 0.
    pub(crate) fn embedded(&self, kg: Decimal) -> Result<Embedded, ArithmeticError> {
        let mut found = Embedded::default();
        let mut foreign = |words, kg: Decimal| {
            if !kg.is_zero() {
                found.foreign.push((words, kg));
            }
        };
        for stage in Stage::ALL.into_iter().filter(|s| self.boundary.includes(*s)) {
            if !matches!(stage, Stage::RawMaterials | Stage::Production) {
                foreign([stage.name(), stage.label(crate::diagnostic::Language::Zh)], self.stage(stage));
            }
        }
        foreign(["packaging", "包装"], self.packaging);
        for c in &self.contributions {
            match c.stage {
                Stage::Production if c.factor.is_electricity() => {
                    found.indirect = found.indirect.checked_add(c.kg_co2e)?;
                }
                Stage::Production => {
                    found.direct = found.direct.checked_add(c.kg_co2e)?;
                    let factor = &c.factor;
                    let is_energy = factor.unit.dimension() == Unit::by_code("KWH").dimension();
                    let says_nothing = is_energy && factor.category.is_empty();
                    if says_nothing && !found.unclear.contains(&factor.id) {
                        found.unclear.push(factor.id.clone());
                    }
                }
                Stage::RawMaterials => {
                    found.precursors = found.precursors.checked_add(c.kg_co2e)?;
                    // What the good itself takes from a factor is that factor; else it is the item's.
                    let own = c.item == self.id;
                    let named = if own { [&c.factor.name, &c.factor.id] } else { [&c.item_name, &c.item] };
                    let name = if named[0].is_empty() { named[1] } else { named[0] };
                    match found.each.iter_mut().find(|(known, _)| known == name) {
                        Some((_, kg)) => *kg = kg.checked_add(c.kg_co2e)?,
                        None => found.each.push((name.clone(), c.kg_co2e)),
                    }
                }
                _ => {}
            }
        }
        let each = found.each.iter_mut().map(|(_, value)| value);
        for value in each.chain([&mut found.direct, &mut found.indirect, &mut found.precursors]) {
            *value = value.over(kg).ok_or(ArithmeticError::Overflow)?;
        }
        found.total = found.direct.checked_add(found.indirect)?.checked_add(found.precursors)?;
        found.tonnes = kg.checked_div(Decimal::from(1000))?;
        Ok(found)
    }

    /// The total of each of some stages together, kg CO2e; `None` where the boundary includes none of them.
    ///
    /// # Errors
    ///
    /// An overflow.
    pub(crate) fn of_stages(&self, stages: &[Stage]) -> Result<Option<Decimal>, ArithmeticError> {
        if !stages.iter().any(|stage| self.boundary.includes(*stage)) {
            return Ok(None);
        }
        let mut totals = stages.iter().map(|stage| self.stage(*stage));
        totals.try_fold(Decimal::ZERO, Decimal::checked_add).map(Some)
    }

    /// The published sets behind the secondary data: name and version of each, in order, and how many factors name
    /// none. Suppliers' footprints and measured values are no such data.
    pub(crate) fn secondary_sources(&self) -> (Vec<(String, String)>, usize) {
        let (mut sources, mut unnamed) = (Vec::new(), Vec::new());
        let inside = self.contributions.iter().filter(|c| self.boundary.includes(c.stage));
        for factor in inside.map(|c| &c.factor) {
            if factor.primary || matches!(factor.origin, FactorOrigin::Supplier | FactorOrigin::Set) {
                continue;
            }
            match factor.name_and_version() {
                Some(source) => sources.push(source),
                None if unnamed.contains(&&factor.id) => {}
                None => unnamed.push(&factor.id),
            }
        }
        sources.sort();
        sources.dedup();
        (sources, unnamed.len())
    }
}

impl FactorUse {
    fn is_electricity(&self) -> bool {
        self.id.starts_with("electricity") || self.category.starts_with("electricity")
    }

    /// The publication that the figure stands in, and its year.
    fn name_and_version(&self) -> Option<(String, String)> {
        let name = match (self.publisher.trim(), self.source.trim()) {
            ("", "") => return None,
            ("", source) => source.to_owned(),
            (publisher, "") => publisher.to_owned(),
            (publisher, source) if source.contains(publisher) => source.to_owned(),
            (publisher, source) => format!("{publisher}: {source}"),
        };
        let version = [&self.year, &self.years].into_iter().map(|v| v.trim()).find(|v| !v.is_empty())?;
        Some((name, version.to_owned()))
    }
}
