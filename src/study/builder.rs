//! A study built in code, by a program that holds its own structs: an ERP, a configurator, a test.

use std::sync::Arc;

use super::{
    Allocation, ItemDetails, ItemRecord, LegRecord, LineRecord, NONE, Origin, Parameter, Period, ProcessOutput,
    Product, SourceFile, Study, Terms,
};
use crate::decimal::Decimal;
use crate::diagnostic::texts;
use crate::factor::{Factor, Pedigree};
use crate::formula::Cell;
use crate::gas::GwpSet;
use crate::stage::{Boundary, Stage};
use crate::unit::Unit;

/// An item: anything that has a declared unit.
#[derive(Clone, Debug)]
pub struct Item {
    id: String,
    name: String,
    unit: Option<Unit>,
    factor: Option<String>,
    details: ItemDetails,
}

impl Item {
    /// An item whose declared unit is its factor's, else the piece.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), name: String::new(), unit: None, factor: None, details: ItemDetails::default() }
    }

    /// The name for people.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// The declared unit.
    #[must_use]
    pub fn unit(mut self, unit: Unit) -> Self {
        self.unit = Some(unit);
        self
    }

    /// The mass of one declared unit in kg, without packaging: the bridge between pieces and kilograms.
    #[must_use]
    pub fn mass(mut self, kg: Decimal) -> Self {
        self.details.mass = Some(Cell::Number(kg));
        self
    }

    /// The density in kg/m3: the bridge between litres and kilograms.
    #[must_use]
    pub fn density(mut self, kg_per_m3: Decimal) -> Self {
        self.details.density = Some(Cell::Number(kg_per_m3));
        self
    }

    /// The factor it is bound to: `id`, `id@REGION` or `id@REGION:YEAR`.
    #[must_use]
    pub fn factor(mut self, reference: impl Into<String>) -> Self {
        self.factor = Some(reference.into());
        self
    }

    /// The region its factor should hold for.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.details.region = region.into();
        self
    }

    /// Who supplies it.
    #[must_use]
    pub fn supplier(mut self, supplier: impl Into<String>) -> Self {
        self.details.supplier = supplier.into();
        self
    }
}

/// A line of the bill of materials: how much of a child one declared unit of the parent needs.
#[derive(Clone, Debug)]
pub struct Line {
    parent: String,
    child: String,
    quantity: Decimal,
    unit: Option<Unit>,
    stage: Option<Stage>,
    terms: Terms,
}

impl Line {
    /// `quantity` of `child` (an item or a factor) in its declared unit, for one declared unit of `parent`.
    #[must_use]
    pub fn new(parent: impl Into<String>, child: impl Into<String>, quantity: Decimal) -> Self {
        Self { parent: parent.into(), child: child.into(), quantity, unit: None, stage: None, terms: Terms::default() }
    }

    /// The unit of the quantity.
    #[must_use]
    pub fn unit(mut self, unit: Unit) -> Self {
        self.unit = Some(unit);
        self
    }

    /// The base quantity: how much of the parent, in its declared unit, the quantity is for.
    #[must_use]
    pub fn per(mut self, base: Decimal) -> Self {
        self.terms.per = Some(Cell::Number(base));
        self
    }

    /// Loss added on top: gross = net x (1 + scrap). Zero or more.
    #[must_use]
    pub fn scrap(mut self, share: Decimal) -> Self {
        self.terms.scrap = Some(Cell::Number(share));
        self
    }

    /// Output over input: gross = net / yield. Above 0, at most 1.
    #[must_use]
    pub fn yielding(mut self, share: Decimal) -> Self {
        self.terms.recovery = Some(Cell::Number(share));
        self
    }

    /// The quantity is secondary data: an estimate, a default, a figure of a similar product.
    #[must_use]
    pub fn secondary(mut self) -> Self {
        self.terms.secondary = true;
        self
    }

    /// The geometric standard deviation of the quantity: 1 or more.
    #[must_use]
    pub fn gsd(mut self, gsd: Decimal) -> Self {
        self.terms.gsd = Some(Cell::Number(gsd));
        self
    }

    /// Pedigree scores in place of a geometric standard deviation.
    #[must_use]
    pub fn pedigree(mut self, scores: Pedigree) -> Self {
        self.terms.pedigree = Some(scores);
        self
    }

    /// The stage that the line claims for everything below it.
    #[must_use]
    pub fn stage(mut self, stage: Stage) -> Self {
        self.stage = Some(stage);
        self
    }
}

/// A transport leg: every declared unit of an item travels this way.
#[derive(Clone, Debug)]
pub struct Leg {
    item: String,
    mode: String,
    distance_km: Option<Decimal>,
    mass_kg: Option<Decimal>,
    stage: Option<Stage>,
}

impl Leg {
    /// A leg of `distance_km` by `mode`, a factor per t·km. The mass is the item's.
    #[must_use]
    pub fn new(item: impl Into<String>, mode: impl Into<String>, distance_km: Decimal) -> Self {
        Self { item: item.into(), mode: mode.into(), distance_km: Some(distance_km), mass_kg: None, stage: None }
    }

    /// A hub: `mode` is a factor per mass, and there is no distance.
    #[must_use]
    pub fn hub(item: impl Into<String>, mode: impl Into<String>) -> Self {
        Self { item: item.into(), mode: mode.into(), distance_km: None, mass_kg: None, stage: None }
    }

    /// The mass that travels, kg for one declared unit of the item.
    #[must_use]
    pub fn mass(mut self, kg: Decimal) -> Self {
        self.mass_kg = Some(kg);
        self
    }

    /// The stage; without it `inbound-transport` if anything consumes the item, else `distribution`.
    #[must_use]
    pub fn stage(mut self, stage: Stage) -> Self {
        self.stage = Some(stage);
        self
    }
}

/// One output of a process that makes several: the process's own lines are for one run of it.
#[derive(Clone, Debug)]
pub struct CoProduct {
    process: String,
    output: String,
    quantity: Decimal,
    unit: Option<Unit>,
    allocation: Allocation,
    weights: [Option<Decimal>; 3],
}

impl CoProduct {
    /// One run of `process` makes `quantity` of `output`. All outputs of a process state the same allocation.
    #[must_use]
    pub fn new(
        process: impl Into<String>,
        output: impl Into<String>,
        quantity: Decimal,
        allocation: Allocation,
    ) -> Self {
        Self { process: process.into(), output: output.into(), quantity, unit: None, allocation, weights: [None; 3] }
    }

    /// The unit of the quantity; the output's declared unit if it is not stated.
    #[must_use]
    pub fn unit(mut self, unit: Unit) -> Self {
        self.unit = Some(unit);
        self
    }

    /// The price of one unit, in any currency that all outputs share: for [`Allocation::Economic`].
    #[must_use]
    pub fn price(mut self, price: Decimal) -> Self {
        self.weights[0] = Some(price);
        self
    }

    /// The energy content of one unit: for [`Allocation::Energy`].
    #[must_use]
    pub fn energy(mut self, energy: Decimal) -> Self {
        self.weights[1] = Some(energy);
        self
    }

    /// The stated share: for [`Allocation::Share`].
    #[must_use]
    pub fn share(mut self, share: Decimal) -> Self {
        self.weights[2] = Some(share);
        self
    }
}

/// Collects a study piece by piece; [`StudyBuilder::build`] closes it.
///
/// Findings about built records name the pseudo-files `items`, `lines`, `legs` and `co-products`, with the number of the
/// call as the row.
#[derive(Clone, Debug)]
pub struct StudyBuilder {
    study: Study,
    counts: [u32; 4],
}

const FILES: [&str; 4] = ["items", "lines", "legs", "co-products"];

impl StudyBuilder {
    pub(crate) fn new() -> Self {
        let file = |name: &&str| SourceFile { name: Arc::from(*name), columns: Vec::new() };
        let study = Study { files: FILES.iter().map(file).collect(), ..Study::default() };
        Self { study, counts: [0; 4] }
    }

    fn next(&mut self, file: usize) -> Origin {
        self.counts[file] = self.counts[file].saturating_add(1);
        Origin { row: self.counts[file], file: u16::try_from(file).unwrap_or(u16::MAX) }
    }

    /// The name of the study.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.study.declared.name = name.into();
        self
    }

    /// The system boundary; cradle-to-gate if it is not stated.
    #[must_use]
    pub fn boundary(mut self, boundary: Boundary) -> Self {
        self.study.declared.boundary = boundary;
        self
    }

    /// The year of the activity data.
    #[must_use]
    pub fn year(mut self, year: i32) -> Self {
        self.study.declared.period = Some(Period::year(year));
        self
    }

    /// The region that factors should hold for.
    #[must_use]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.study.declared.region = Some(region.into());
        self
    }

    /// The GWP set; AR6 if it is not stated.
    #[must_use]
    pub fn gwp(mut self, set: GwpSet) -> Self {
        self.study.declared.gwp = set;
        self
    }

    /// Declares a product and its declared amount in its declared unit. Without any, every item that nothing consumes
    /// is one.
    #[must_use]
    pub fn product(mut self, id: impl Into<String>, amount: Decimal) -> Self {
        self.study.products.push(Product {
            id: id.into(),
            amount: Some(Cell::Number(amount)),
            functional_unit: String::new(),
            place: None,
        });
        self
    }

    /// Sets a parameter that formulas may name.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: Decimal) -> Self {
        self.study.parameters.insert(name.into(), Parameter { value: Cell::Number(value), place: None });
        self
    }

    /// Adds an item.
    #[must_use]
    pub fn item(mut self, item: Item) -> Self {
        let origin = self.next(0);
        let study = &mut self.study;
        let id = study.intern(&item.id);
        let factor = item.factor.map_or(NONE, |reference| study.intern(&reference));
        let first = study.item_of(id).and_then(|i| study.items.get(i as usize)).map(|i| i.origin.row);
        if let Some(first) = first {
            let place = study.place(origin, "id");
            study.report.add(
                &texts::ITEM_TWICE,
                place,
                &[("what", "item"), ("what_zh", "物料"), ("seen", &item.id), ("first", &first.to_string())],
            );
            return self;
        }
        let at = study.ensure_item(id, origin);
        let title = study.titles.push(&item.name);
        if let Some(record) = study.items.get_mut(at as usize) {
            *record = ItemRecord {
                id,
                unit: item.unit,
                factor,
                origin,
                title,
                process: false,
                details: Some(Box::new(item.details)),
            };
        }
        self
    }

    /// Adds a line.
    #[must_use]
    pub fn line(mut self, line: Line) -> Self {
        let origin = self.next(1);
        let study = &mut self.study;
        let terms = study.intern_terms(line.terms);
        let record = LineRecord {
            parent: study.intern(&line.parent),
            child: study.intern(&line.child),
            quantity: study.amounts.keep(Cell::Number(line.quantity)),
            unit: line.unit,
            stage: line.stage,
            terms,
            origin,
        };
        study.lines.push(record);
        self
    }

    /// Adds a transport leg.
    #[must_use]
    pub fn leg(mut self, leg: Leg) -> Self {
        let origin = self.next(2);
        let study = &mut self.study;
        let record = LegRecord {
            item: study.intern(&leg.item),
            mode: study.intern(&leg.mode),
            distance_km: leg.distance_km.map(Cell::Number),
            mass_kg: leg.mass_kg.map(Cell::Number),
            stage: leg.stage,
            origin,
        };
        study.legs.push(record);
        self
    }

    /// Adds an output of a process.
    #[must_use]
    pub fn co_product(mut self, output: CoProduct) -> Self {
        let origin = self.next(3);
        let study = &mut self.study;
        let name = study.intern(&output.output);
        if let Some(first) = study.outputs_of_processes.iter().find(|o| o.output == name) {
            let first = { first.origin.row }.to_string();
            let place = study.place(origin, "output");
            study.report.add(&texts::OUTPUT_TWICE, place, &[("seen", &output.output), ("first", &first)]);
            return self;
        }
        let [price, energy, share] = output.weights.map(|weight| weight.map(Cell::Number));
        let row = ProcessOutput {
            process: study.intern(&output.process),
            output: name,
            quantity: Cell::Number(output.quantity),
            unit: output.unit,
            allocation: Some(output.allocation),
            price,
            energy,
            share,
            origin,
        };
        study.outputs_of_processes.push(row);
        self
    }

    /// Adds a factor of the study's own, which wins over the library's of the same id.
    #[must_use]
    pub fn factor(mut self, factor: Factor) -> Self {
        self.study.factors.push(Arc::new(factor));
        self
    }

    /// Closes the study.
    #[must_use]
    pub fn build(mut self) -> Study {
        self.study.finish();
        self.study
    }
}
