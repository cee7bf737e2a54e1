//! The same study under another rule: the other side of electricity, other recycling methods, no packaging. Each is
//! built as a model of its own, so that what is printed beside a result is a result.

use std::sync::{Arc, OnceLock};

use super::build::{Built, build};
use super::comparable::Method;
use super::model::Model;
use super::worth::needed;
use crate::decimal::{Dual, Wide};
use crate::diagnostic::{Language, Report, texts, trust};
use crate::error::Error;
use crate::factor::{FactorLibrary, Reference};
use crate::lower::{Consumed, Consumption, Fixed, Otherwise};
use crate::resolve::{Settings, shown, shown_to};
use crate::study::{ElectricityBasis, RecyclingMethod, Study};
use crate::walk::DownWalk;

/// The models beside a model. A model that is itself an alternative has none.
#[derive(Debug, Default)]
pub(super) struct Alternatives {
    /// The other side of electricity, where the study has contracts or certificates.
    pub(super) other_side: Option<Box<Model>>,
    consumption: Option<Consumption>,
    recycling: OnceLock<Vec<(RecyclingMethod, Model)>>,
    unpackaged: OnceLock<Option<Box<Model>>>,
}

impl Alternatives {
    pub(super) fn beside(other_side: Option<Box<Model>>, consumption: Option<Consumption>) -> Self {
        Self { other_side, consumption, ..Self::default() }
    }
}

/// A study built: the side of electricity that the headline takes, and the other one if they can differ.
pub(super) struct Sides {
    pub(super) headline: Built,
    pub(super) other: Option<Built>,
    /// What the electricity items consume, where there are two sides.
    pub(super) consumption: Option<Consumption>,
}

/// Builds a study with its electricity. The location-based side is built first: it says what the electricity items
/// consume. Without errors in the report there is a headline.
pub(super) fn sides(study: &Study, library: &FactorLibrary, settings: &Settings, report: &mut Report) -> Sides {
    let location = build(study, library, settings, Otherwise::default(), report);
    if location.claims.is_empty() || report.has_errors() {
        report_set(&location, None, report);
        return Sides { headline: location, other: None, consumption: None };
    }
    let consumption = consumption(study, &location, report);
    // What is wrong with the study has been said; only what the other side adds is new.
    let mut second = Report::default();
    let market = Otherwise { market: Some(&consumption), ..Otherwise::default() };
    let mut market = build(study, library, settings, market, &mut second);
    if consumption.values().any(|c| !c.metered) {
        // What the products need moves with them, and the consumption that contracts cover with what they need.
        let moving = location.products.iter().flat_map(|p| p.slopes.iter().map(|(parameter, _)| *parameter));
        for parameter in location.slopes.parameters().chain(moving) {
            market.slopes.fix_parameter(parameter, Fixed::Contracts);
        }
    }
    report.extend_new(second);
    report_set(&location, Some(&market), report);
    let (headline, other) = match study.declared.electricity {
        ElectricityBasis::Location => (location, market),
        ElectricityBasis::Market => (market, location),
    };
    Sides { headline, other: Some(other), consumption: Some(consumption) }
}

/// Says what was set, or that it changes nothing: a factor that neither side uses.
fn report_set(location: &Built, market: Option<&Built>, report: &mut Report) {
    if report.has_errors() {
        return;
    }
    for (at, set) in location.set.iter().enumerate() {
        let on_market = market.and_then(|m| m.set.get(at)).filter(|s| !s.replaced.is_empty());
        let said = if set.replaced.is_empty() { on_market } else { Some(set) };
        let Some(said) = said else {
            let id = Reference::parse(&set.name).id;
            let used = location.factors.iter().filter(|c| c.factor.id == id || c.factor.id == set.name);
            let mut keys: Vec<String> = used.map(|c| c.factor.key()).collect();
            keys.sort();
            keys.dedup();
            let [near, near_zh] = if keys.is_empty() {
                [String::new(), String::new()]
            } else {
                [format!("; of that id it uses {}", keys.join(", ")), format!("；该编码用到的是 {}", keys.join("、"))]
            };
            let arguments = [("seen", set.name.as_str()), ("near", near.as_str()), ("near_zh", near_zh.as_str())];
            report.add(&trust::SET_UNUSED, None, &arguments);
            continue;
        };
        let [statement, statement_zh] = [Language::En, Language::Zh].map(|language| said.statement(language));
        let arguments =
            [("seen", set.name.as_str()), ("statement", statement.as_str()), ("statement_zh", statement_zh.as_str())];
        report.add(&trust::SET, None, &arguments);
    }
}

/// What each electricity item consumes: its readings, else what the declared products at their amounts need. More
/// claimed than consumed is E109.
fn consumption(study: &Study, built: &Built, report: &mut Report) -> Consumption {
    let mut consumption = Consumption::new();
    // What all products need together, walked if any electricity has no meter.
    let mut needs = None;
    for claim in &built.claims {
        if consumption.contains_key(&claim.item) {
            continue;
        }
        let metered = built.metered.get(&claim.item).cloned();
        let is_metered = metered.is_some();
        let units = metered.unwrap_or_else(|| {
            let node = built.graph.node_of_item[claim.item as usize];
            let needs = needs.get_or_insert_with(|| {
                let demands = built.products.iter().map(|p| (built.graph.node_of_item[p.item as usize], p.amount));
                DownWalk::over(&built.graph, &built.loops).from(demands)
            });
            // What is credited beyond the boundary was made by nobody, and took no power from the grid.
            Dual::from(needed(needs, node))
        });
        let kwh = units.mul(&claim.kwh_per_unit);
        let consumed = kwh.value;
        let claims = built.claims.iter().filter(|c| c.item == claim.item);
        let claimed = claims.fold(Wide::ZERO, |sum, c| sum.add(c.kwh.value));
        let over = claimed.sub(consumed);
        // The requirement has 37 digits: what differs in the last of them is the same amount.
        let rounding = consumed.abs().mul(Wide::power_of_ten(-24));
        let kwh = Dual::with_slopes(if over.abs().cmp(rounding).is_le() { claimed } else { consumed }, kwh.slopes());
        if claimed.cmp(kwh.value).is_gt() {
            let last = built.claims.iter().rfind(|c| c.item == claim.item).map_or(0, |c| c.row);
            let place = study.instruments.get(last as usize).and_then(|i| study.place(i.origin, "kwh"));
            let (seen, have) = (shown(claimed), shown_to(6, consumed));
            let item = study.item_name(claim.item);
            let arguments = [("seen", seen.as_str()), ("have", have.as_str()), ("item", item)];
            report.add(&texts::MORE_THAN_CONSUMED, place, &arguments);
        }
        consumption.insert(claim.item, Consumed { kwh, metered: is_metered });
    }
    consumption
}

impl Model {
    /// Whether contracts cover a part of what the products need, so that the part moves with the need.
    pub(super) fn contracts_follow_need(&self) -> bool {
        let consumption = self.alternatives.as_ref().and_then(|a| a.consumption.as_ref());
        let is_market = self.study.declared.electricity == ElectricityBasis::Market;
        is_market && consumption.is_some_and(|all| all.values().any(|consumed| !consumed.metered))
    }

    /// The study under another rule, with the same scenario and settings; `None` where it cannot be built so.
    ///
    /// A kilowatt-hour stays what it is: contracts cover the same shares of it, also where the other rule consumes
    /// less than they are for.
    fn otherwise(&self, otherwise: Otherwise<'_>) -> Option<Self> {
        let market = match self.study.declared.electricity {
            ElectricityBasis::Location => None,
            ElectricityBasis::Market => self.alternatives.as_ref().and_then(|a| a.consumption.as_ref()),
        };
        let mut report = Report::default();
        let otherwise = Otherwise { market, ..otherwise };
        let built = build(&self.study, &self.library, &self.settings, otherwise, &mut report);
        if report.has_errors() {
            return None;
        }
        let study = Arc::clone(&self.study);
        Some(Self::of(study, Arc::clone(&self.library), &self.settings, built, Vec::new()))
    }

    /// The study by another's rules of method, with its own scenario; an error where it cannot be calculated so.
    pub(super) fn by_method(&self, method: &Method) -> Result<Self, Error> {
        let mut report = Report::default();
        let settings = self.settings.clone().boundary(method.boundary).gwp(method.gwp);
        let market = match method.electricity {
            ElectricityBasis::Location => None,
            ElectricityBasis::Market => self.alternatives.as_ref().and_then(|a| a.consumption.as_ref()),
        };
        let otherwise = Otherwise { recycling: method.recycling, market, ..Otherwise::default() };
        let built = build(&self.study, &self.library, &settings, otherwise, &mut report);
        if report.has_errors() {
            return Err(Error::input(report));
        }
        Ok(Self::of(Arc::clone(&self.study), Arc::clone(&self.library), &settings, built, Vec::new()))
    }

    /// The study with one recycling method for all its rows, for each method that its rows can be calculated with.
    pub(super) fn by_recycling_method(&self) -> &[(RecyclingMethod, Self)] {
        let Some(alternatives) = &self.alternatives else { return &[] };
        if self.study.recycling.is_empty() {
            return &[];
        }
        alternatives.recycling.get_or_init(|| {
            let with = |method| Otherwise { recycling: Some(method), ..Otherwise::default() };
            let methods = RecyclingMethod::ALL.into_iter();
            methods.filter_map(|method| Some((method, self.otherwise(with(method))?))).collect()
        })
    }

    /// The study as if packaging were free; `None` where it has none.
    pub(super) fn without_packaging(&self) -> Option<&Self> {
        let alternatives = self.alternatives.as_ref()?;
        if !self.study.items.iter().any(|i| i.is_packaging()) {
            return None;
        }
        let free = || self.otherwise(Otherwise { without_packaging: true, ..Otherwise::default() }).map(Box::new);
        alternatives.unpackaged.get_or_init(free).as_deref()
    }
}
