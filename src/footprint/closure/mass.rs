//! Mass: what an item takes in = the item + by-products + waste.

use indexmap::IndexMap;

use super::{TooLarge, held};
use crate::decimal::{Decimal, Dual, Wide};
use crate::diagnostic::{Place, Report, trust};
use crate::lower::{Cause, Network};
use crate::resolve::{Conversion, Resolver, Target, shown_to};
use crate::stage::Stage;
use crate::study::LineRecord;
use crate::unit::Unit;

/// Whether a mass balance closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MassState {
    /// In and out differ by no more than 5 %.
    Closed,
    /// They differ by more.
    Off,
    /// More comes out than goes in, but some inputs have no known mass: nothing can be said.
    Open,
}

impl MassState {
    /// `closed`, `off` or `open`.
    #[must_use]
    pub fn name(self) -> &'static str {
        ["closed", "off", "open"][self as usize]
    }
}

/// The mass balance of one declared unit of a made item, or of one run of a process.
#[derive(Clone, Debug)]
pub struct MassBalance {
    pub(crate) item: String,
    pub(crate) place: Option<Place>,
    pub(crate) inputs: Decimal,
    pub(crate) product: Decimal,
    pub(crate) by_products: Decimal,
    pub(crate) waste: Decimal,
    pub(crate) difference: Decimal,
    pub(crate) share: Option<Decimal>,
    pub(crate) state: MassState,
    pub(crate) not_counted: Vec<(String, Option<Place>)>,
}

impl MassBalance {
    /// The item or process.
    #[must_use]
    pub fn item(&self) -> &str {
        &self.item
    }

    /// The materials of its lines, loss included, kg.
    #[must_use]
    pub fn inputs(&self) -> Decimal {
        self.inputs
    }

    /// The item itself; of a process, all its outputs; kg.
    #[must_use]
    pub fn product(&self) -> Decimal {
        self.product
    }

    /// What leaves beside it for a use: negative lines, and lines to by-products, kg.
    #[must_use]
    pub fn by_products(&self) -> Decimal {
        self.by_products
    }

    /// What is lost: the larger of the losses that `scrap` and `yield` state and the lines to waste treatment, which say
    /// what becomes of them; kg.
    #[must_use]
    pub fn waste(&self) -> Decimal {
        self.waste
    }

    /// In less out, kg.
    #[must_use]
    pub fn difference(&self) -> Decimal {
        self.difference
    }

    /// [`MassBalance::difference`] over the larger of in and out.
    #[must_use]
    pub fn share(&self) -> Option<Decimal> {
        self.share
    }

    /// Whether it closes.
    #[must_use]
    pub fn state(&self) -> MassState {
        self.state
    }

    /// Lines of materials that have no known mass, by child: not counted.
    pub fn not_counted(&self) -> impl Iterator<Item = (&str, Option<&Place>)> {
        self.not_counted.iter().map(|(child, place)| (child.as_str(), place.as_ref()))
    }
}

/// What a line brings to a balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Material,
    ByProduct,
    Waste,
    /// Energy, freight, services, packaging, later stages: nothing that stays in the item.
    Nothing,
}

#[derive(Default)]
struct Account {
    inputs: Wide,
    by_products: Wide,
    losses: Wide,
    treated: Wide,
    /// Largest input: child and kg.
    largest: Option<(String, Wide)>,
    not_counted: Vec<(String, Option<Place>)>,
    first: Option<u32>,
}

/// The balances, and the made items that have no mass; or the item whose numbers cannot be held.
pub(super) fn check(
    resolver: &mut Resolver<'_>,
    network: &Network,
    found: &mut Report,
) -> Result<(Vec<MassBalance>, Vec<String>), String> {
    let accounts = accounts(resolver, network);
    let study = resolver.study;
    let outputs = outputs_of_processes(resolver);
    let mut made: Vec<(&str, u32, Account)> =
        accounts.into_iter().map(|(item, account)| (study.item_name(item), item, account)).collect();
    made.sort_by(|a, b| a.0.cmp(b.0));
    let (mut balances, mut without) = (Vec::new(), Vec::new());
    for (id, item, account) in made {
        let product = match outputs.get(&item) {
            Some(run) => *run,
            None => kilograms(resolver, Some(item), Wide::ONE, resolver.unit(Target::Item(item))),
        };
        let Some(product) = product else {
            without.push(id.to_owned());
            continue;
        };
        let place = account.first.and_then(|row| study.lines.get(row as usize));
        let place = place.and_then(|line| study.place(line.origin, "parent"));
        let largest = account.largest.as_ref().map(|(child, _)| child.clone()).unwrap_or_default();
        let balance = balance(id, place, product, account).map_err(|TooLarge| id.to_owned())?;
        if balance.state == MassState::Off {
            report(&balance, &largest, found);
        }
        balances.push(balance);
    }
    Ok((balances, without))
}

fn accounts(resolver: &mut Resolver<'_>, network: &Network) -> IndexMap<u32, Account> {
    let study = resolver.study;
    let mut accounts: IndexMap<u32, Account> = IndexMap::new();
    for at in 0..network.lines.len() {
        let Cause::Line(row) = network.lines.cause(at).into() else { continue };
        let Some(line) = study.lines.get(row as usize) else { continue };
        let (parent, child) = network.lines.ends(at);
        let child = match child.checked_sub(network.items) {
            None => Target::Item(child),
            Some(factor) => Target::Factor(factor),
        };
        let quantity = network.lines.quantity(at);
        let kind = kind(resolver, line, child, quantity);
        if kind == Kind::Nothing || quantity.is_zero() {
            continue;
        }
        let over = match child {
            Target::Item(item) => Some(item),
            Target::Factor(_) => None,
        };
        let kg = kilograms(resolver, over, quantity.abs(), resolver.unit(child));
        let lost = lost_part(resolver, line);
        let account = accounts.entry(parent).or_default();
        account.first = Some(account.first.map_or(row, |first| first.min(row)));
        let name = || study.name_of(line.child).to_owned();
        let Some(kg) = kg else {
            account.not_counted.push((name(), study.place(line.origin, "child")));
            continue;
        };
        match kind {
            Kind::Material => {
                account.inputs = account.inputs.add(kg);
                account.losses = account.losses.add(kg.mul(lost));
                let order = |(other, most): &(String, Wide)| {
                    kg.cmp(*most).then_with(|| other.as_str().cmp(study.name_of(line.child)))
                };
                if account.largest.as_ref().is_none_or(|largest| order(largest).is_gt()) {
                    account.largest = Some((name(), kg));
                }
            }
            Kind::ByProduct => account.by_products = account.by_products.add(kg),
            Kind::Waste => account.treated = account.treated.add(kg),
            Kind::Nothing => {}
        }
    }
    accounts
}

/// What a line brings, by its stage, its sign, its unit and the category of the factor behind it.
fn kind(resolver: &Resolver<'_>, line: &LineRecord, child: Target, quantity: Wide) -> Kind {
    const SERVICES: [&str; 15] = [
        "fuel",
        "energy",
        "electricity",
        "heat",
        "transport",
        "parameter",
        "manufacturing",
        "process",
        "service",
        "燃料",
        "能源",
        "电力",
        "热力",
        "运输",
        "服务",
    ];
    const WASTE: [&str; 2] = ["waste", "废"];
    const BY_PRODUCT: [&str; 3] = ["by-product", "byproduct", "副产"];
    if quantity.is_negative() {
        return Kind::ByProduct;
    }
    // What is claimed for another stage is no part of making the item.
    if !matches!(line.stage, None | Some(Stage::RawMaterials | Stage::Production)) {
        return Kind::Nothing;
    }
    let factor = match child {
        Target::Factor(factor) => Some(factor),
        Target::Item(item) => {
            // The mass of an item is that without packaging.
            if resolver.study.items.get(item as usize).is_some_and(|i| i.is_packaging()) {
                return Kind::Nothing;
            }
            resolver.bindings.get(item as usize).copied().flatten()
        }
    };
    let category =
        factor.and_then(|f| resolver.chosen.get(f as usize)).map(|c| c.factor.details.category.to_lowercase());
    let category = category.unwrap_or_default();
    let is = |words: &[&str]| words.iter().any(|word| category.starts_with(word));
    if is(&WASTE) {
        return Kind::Waste;
    }
    if is(&BY_PRODUCT) {
        return Kind::ByProduct;
    }
    if is(&SERVICES) || !resolver.unit(child).is_of_matter() {
        return Kind::Nothing;
    }
    Kind::Material
}

/// The part of a line's gross quantity that its terms say is lost: 1 - yield / (1 + scrap).
fn lost_part(resolver: &mut Resolver<'_>, line: &LineRecord) -> Wide {
    let terms = resolver.study.terms_of(line);
    let mut value =
        |cell: &Option<crate::formula::Cell>| cell.as_ref().and_then(|c| Some(resolver.value(c, None)?.value));
    let scrap = value(&terms.scrap).unwrap_or(Wide::ZERO);
    let recovery = value(&terms.recovery).unwrap_or(Wide::ONE);
    Wide::ONE.sub(recovery.div(Wide::ONE.add(scrap)).unwrap_or(Wide::ONE))
}

/// An amount in kg, over the mass or density of an item; `None` where nothing bridges the two units.
fn kilograms(resolver: &Resolver<'_>, over: Option<u32>, amount: Wide, unit: Unit) -> Option<Wide> {
    let kg = Conversion::of(over, resolver).convert(&Dual::from(amount), unit, Unit::kilogram())?;
    Some(kg.value)
}

/// By process: the mass of what one run makes; `None` where the mass of an output is not known.
fn outputs_of_processes(resolver: &mut Resolver<'_>) -> IndexMap<u32, Option<Wide>> {
    let study = resolver.study;
    let mut runs: IndexMap<u32, Option<Wide>> = IndexMap::new();
    for output in &study.outputs_of_processes {
        let (Some(process), Some(item)) = (study.item_of(output.process), study.item_of(output.output)) else {
            continue;
        };
        let unit = output.unit.unwrap_or_else(|| resolver.unit(Target::Item(item)));
        let amount = resolver.value(&output.quantity, None);
        let kg = amount.and_then(|a| kilograms(resolver, Some(item), a.value, unit));
        let slot = runs.entry(process).or_insert(Some(Wide::ZERO));
        *slot = slot.zip(kg).map(|(sum, kg)| sum.add(kg));
    }
    runs
}

fn balance(id: &str, place: Option<Place>, product: Wide, mut account: Account) -> Result<MassBalance, TooLarge> {
    let waste = if account.losses.cmp(account.treated).is_gt() { account.losses } else { account.treated };
    let out = product.add(account.by_products).add(waste);
    let difference = account.inputs.sub(out);
    let larger = if account.inputs.cmp(out).is_gt() { account.inputs } else { out };
    let share = difference.div(larger);
    let limit = Wide::from(Decimal::from(5)).mul(Wide::power_of_ten(-2));
    let state = match share {
        Some(share) if share.abs().cmp(limit).is_le() => MassState::Closed,
        None => MassState::Closed,
        Some(share) if share.is_negative() && !account.not_counted.is_empty() => MassState::Open,
        Some(_) => MassState::Off,
    };
    account.not_counted.sort();
    Ok(MassBalance {
        item: id.to_owned(),
        place,
        inputs: held(account.inputs)?,
        product: held(product)?,
        by_products: held(account.by_products)?,
        waste: held(waste)?,
        difference: held(difference)?,
        share: share.map(held).transpose()?,
        state,
        not_counted: account.not_counted,
    })
}

fn report(b: &MassBalance, largest: &str, found: &mut Report) {
    let kg = |value: Decimal| shown_to(4, Wide::from(value));
    let share = b.share.unwrap_or_default();
    let percent = shown_to(1, Wide::from(share).mul(Wide::from(Decimal::from(100))));
    let (inputs, product, by_products, waste) = (kg(b.inputs), kg(b.product), kg(b.by_products), kg(b.waste));
    let difference = kg(b.difference);
    let text = if b.difference.is_negative() { &trust::MASS_MISSING } else { &trust::MASS_SURPLUS };
    let arguments = [
        ("seen", b.item.as_str()),
        ("in", &inputs),
        ("product", &product),
        ("by", &by_products),
        ("waste", &waste),
        ("difference", &difference),
        ("share", &percent),
        ("largest", largest),
    ];
    found.add(text, b.place.clone(), &arguments);
}
