//! Break-even values: where a factor's figure or a parameter makes two totals equal, or one total a target.
//!
//! A total is linear in a factor's figure, loops or not, so its break-even value is one division. In a parameter it is
//! any quotient of polynomials: Newton's steps with exact derivatives, each step a study calculated anew. Either way
//! the value that is found is put in and both totals are calculated again; what is shown is that calculation.

use super::cells::TooLarge;
use super::comparable::alike;
use super::contributions::FactorUse;
use super::model::{Declared, Model};
use super::sensitivity::{Derivatives, InputKind};
use super::worth::counted;
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Language, Report, trust};
use crate::error::Error;
use crate::lower::Fixed;
use crate::read::nearest::hint;
use crate::unit::Unit;
use crate::walk::{Columns, up};

/// What a total shall be equal to.
#[derive(Clone, Copy, Debug)]
pub enum Against<'m> {
    /// A number, kg CO2e.
    Target(Decimal),
    /// The total of a product in the same study under other settings, or in another study.
    Product(&'m Model, &'m str),
}

/// The value of a factor or a parameter at which two totals are equal, and what was found on the way.
#[derive(Clone, Debug)]
pub struct BreakEven {
    pub(crate) kind: InputKind,
    pub(crate) name: String,
    pub(crate) unit: Option<Unit>,
    pub(crate) now: Decimal,
    pub(crate) totals_now: [Decimal; 2],
    pub(crate) slopes: [Decimal; 2],
    pub(crate) outcome: Result<Meeting, NoMeeting>,
}

/// A value at which the two totals are equal, as calculated again there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Meeting {
    pub(crate) value: Decimal,
    pub(crate) totals: [Decimal; 2],
}

/// Why there is no such value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoMeeting {
    /// Both move alike.
    Parallel,
    /// They are equal whatever the value.
    Always,
    /// None was found among the values that the study can be calculated with.
    NotFound,
    /// How the totals move with it is not known.
    Unknown,
}

impl BreakEven {
    /// Whether it is the figure of a factor or a parameter.
    #[must_use]
    pub fn kind(&self) -> InputKind {
        self.kind
    }

    /// The factor's key or the parameter's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The factor's unit.
    #[must_use]
    pub fn unit(&self) -> Option<Unit> {
        self.unit
    }

    /// Its value now: kg CO2e per unit of a factor, or the parameter as it is.
    #[must_use]
    pub fn now(&self) -> Decimal {
        self.now
    }

    /// The value at which the two are equal, the only one for a factor, the nearest that was found for a parameter;
    /// `None` where there is none.
    #[must_use]
    pub fn value(&self) -> Option<Decimal> {
        self.outcome.ok().map(|meeting| meeting.value)
    }

    /// The two totals now, kg CO2e: the product's, and what it is held against.
    #[must_use]
    pub fn totals_now(&self) -> [Decimal; 2] {
        self.totals_now
    }

    /// The two totals at the value, calculated there; they differ by rounding at most.
    #[must_use]
    pub fn totals_there(&self) -> Option<[Decimal; 2]> {
        self.outcome.ok().map(|meeting| meeting.totals)
    }

    /// Whether the product has the lower total above the value, and not below it. Known for a factor, in which totals
    /// are linear.
    #[must_use]
    pub fn is_lower_above(&self) -> Option<bool> {
        self.value().filter(|_| self.kind == InputKind::Factor)?;
        Some(self.slopes[0] < self.slopes[1])
    }

    /// Why there is no such value.
    #[must_use]
    pub fn reason(&self, language: Language) -> Option<&'static str> {
        let words = match self.outcome.err()? {
            NoMeeting::Parallel => ["their difference does not depend on it", "两者之差与其无关"],
            NoMeeting::Always => ["they are equal whatever its value", "无论取值如何，两者均相等"],
            NoMeeting::NotFound => {
                ["none was found among the values that can be calculated with", "在可计算的取值中没有找到"]
            }
            NoMeeting::Unknown => ["how the totals move with it is not known", "两者如何随其变化未知"],
        };
        Some(language.pick(words))
    }
}

/// One side: a model and its product, or a number that nothing moves.
enum Side<'m> {
    Fixed(Wide),
    Product(&'m Model, Declared),
}

impl Model {
    /// The value of `input` at which the total of an item is equal to `against`. `input` is a parameter, or a factor as
    /// `id`, `id@REGION` or its whole key.
    ///
    /// # Errors
    ///
    /// As [`Model::footprint`]; neither side uses `input` (E101), it means several things (E104), or the two totals are
    /// not of the same amount or rules (E102, E110, E111, E117).
    pub fn break_even(&self, id: &str, input: &str, against: Against<'_>) -> Result<BreakEven, Error> {
        let declared = self.declared(id)?;
        let other = match against {
            Against::Target(kg) => Side::Fixed(Wide::from(kg)),
            Against::Product(model, product) => {
                alike((self, &self.footprint(id)?), (model, &model.footprint(product)?))?;
                Side::Product(model, model.declared(product)?)
            }
        };
        let sides = [Side::Product(self, declared), other];
        let found = match self.input(&sides, input)? {
            Named::Factor(key) => by_factor(&sides, &key),
            Named::Parameter => by_parameter(&sides, input)?,
        };
        found.map_err(|TooLarge| self.too_large(id))
    }

    /// What a name means: a parameter of either side, or the one factor that it fits.
    fn input(&self, sides: &[Side<'_>; 2], name: &str) -> Result<Named, Error> {
        let models =
            || sides.iter().filter_map(|side| if let Side::Product(model, _) = side { Some(*model) } else { None });
        let mut factors: Vec<String> = Vec::new();
        for chosen in models().flat_map(|model| &model.factors) {
            let (factor, key) = (&chosen.factor, chosen.factor.key());
            let with_region = format!("{}@{}", factor.id, factor.region);
            if (name == factor.id || name == key || name == with_region) && !factors.contains(&key) {
                factors.push(key);
            }
        }
        let is_parameter = models().any(|model| model.parameters.contains_key(name));
        let mut report = Report::default();
        match (factors.as_slice(), is_parameter) {
            ([], true) => return Ok(Named::Parameter),
            ([only], false) => return Ok(Named::Factor(only.clone())),
            ([], false) => {
                let known = models().flat_map(|model| {
                    let ids = model.factors.iter().map(|c| c.factor.id.as_str());
                    ids.chain(model.parameters.keys().map(String::as_str))
                });
                let [near, near_zh] = hint(name, known);
                report.add(&trust::INPUT_NOT_FOUND, None, &[("seen", name), ("near", &near), ("near_zh", &near_zh)]);
            }
            (several, _) => {
                let mut list = several.to_vec();
                list.extend(is_parameter.then(|| format!("[parameters] {name}")));
                report.add(&trust::INPUT_TWICE, None, &[("seen", name), ("list", &list.join(", "))]);
            }
        }
        Err(Error::input(report))
    }
}

/// What the name of an input turned out to mean.
enum Named {
    /// The key of a factor.
    Factor(String),
    Parameter,
}

/// The total of a side, and its derivative by the input.
#[derive(Clone, Copy)]
struct State {
    total: Wide,
    slope: Wide,
}

/// Whether two totals differ by no more than a walk's rounding.
fn equal(a: Wide, b: Wide, digits: i64) -> bool {
    let larger = if a.abs().cmp(b.abs()).is_gt() { a.abs() } else { b.abs() };
    a.sub(b).abs().cmp(larger.mul(Wide::power_of_ten(digits.saturating_neg()))).is_le()
}

fn decimals(values: [Wide; 2]) -> Result<[Decimal; 2], TooLarge> {
    Ok([values[0].to_decimal().ok_or(TooLarge)?, values[1].to_decimal().ok_or(TooLarge)?])
}

/// Where two straight lines meet, as seen from `now`.
fn crossing(now: Wide, [a, b]: [State; 2]) -> Result<Wide, NoMeeting> {
    let slope = a.slope.sub(b.slope);
    if slope.is_zero() || equal(a.slope, b.slope, 30) {
        let same = equal(a.total, b.total, 24);
        return Err(if same { NoMeeting::Always } else { NoMeeting::Parallel });
    }
    let step = b.total.sub(a.total).div(slope).ok_or(NoMeeting::Parallel)?;
    Ok(now.add(step))
}

fn by_factor(sides: &[Side<'_>; 2], key: &str) -> Result<BreakEven, TooLarge> {
    let mut used: Option<FactorUse> = None;
    let mut states = [State { total: Wide::ZERO, slope: Wide::ZERO }; 2];
    for (side, state) in sides.iter().zip(&mut states) {
        match side {
            Side::Fixed(total) => state.total = *total,
            Side::Product(model, declared) => {
                let node = model.graph.node_of_item[declared.item as usize];
                let needs = model.down_walk().from([(node, Wide::ONE)]);
                let derivatives = Derivatives::of(model, declared, &needs);
                let is_it = |at: u32| model.factors[at as usize].factor.key() == key;
                let slope = derivatives.by_factor().find(|(at, _)| is_it(*at)).map_or(Wide::ZERO, |(_, d)| d);
                *state = State { total: derivatives.total, slope };
                if let Some(chosen) = model.factors.iter().find(|c| c.factor.key() == key) {
                    used = Some(FactorUse::of(chosen)?);
                }
            }
        }
    }
    let used = used.ok_or(TooLarge)?;
    let now = Wide::from(used.kg_co2e_per_unit);
    let outcome = match crossing(now, states) {
        Err(none) => Err(none),
        Ok(value) => {
            let value = value.to_decimal().ok_or(TooLarge)?;
            let delta = Wide::from(value).sub(now);
            let there = [0, 1].map(|at: usize| match &sides[at] {
                Side::Fixed(total) => *total,
                Side::Product(model, declared) => model.total_with_factor(declared, key, delta),
            });
            Ok(Meeting { value, totals: decimals(there)? })
        }
    };
    Ok(BreakEven {
        kind: InputKind::Factor,
        name: key.to_owned(),
        unit: Some(used.unit),
        now: used.kg_co2e_per_unit,
        totals_now: decimals(states.map(|s| s.total))?,
        slopes: decimals(states.map(|s| s.slope))?,
        outcome,
    })
}

impl Model {
    /// The total of a declared amount if one factor emitted so much more per unit: from a walk of its own.
    fn total_with_factor(&self, declared: &Declared, key: &str, more: Wide) -> Wide {
        let mut factors = self.factors.clone();
        for chosen in factors.iter_mut().filter(|c| c.factor.key() == key) {
            chosen.emissions = chosen.emissions.with_more_fossil(more);
        }
        let columns = Columns::of(&self.graph, &factors);
        let node = self.graph.node_of_item[declared.item as usize];
        let reach = self.graph.reach(node);
        let walked = up(&self.graph, &factors, &self.loops, &columns, Some(&reach));
        counted(walked.of(node), &columns, |stage| self.boundary.includes(stage)).mul(declared.amount)
    }

    /// The total of a product and its derivative by a parameter, with another value of it; `None` where the study
    /// cannot be calculated so, or the parameter cannot be moved there.
    fn state_at(&self, item: &str, parameter: &str, value: Option<Decimal>) -> Option<State> {
        let mut settings = self.settings.clone().derivatives();
        if let Some(value) = value.filter(|_| self.parameters.contains_key(parameter)) {
            settings = settings.parameter(parameter, value);
        }
        let model = self.again(&settings).ok()?;
        let declared = model.declared(item).ok()?;
        let node = model.graph.node_of_item[declared.item as usize];
        let needs = model.down_walk().from([(node, Wide::ONE)]);
        let derivatives = Derivatives::of(&model, &declared, &needs);
        let Some((at, _, own)) = model.parameters.get_full(parameter) else {
            return Some(State { total: derivatives.total, slope: Wide::ZERO });
        };
        let slope = match u32::try_from(at).ok().and_then(|at| model.slopes.fixed.get(&at)) {
            None => derivatives.by_parameter().get(at).copied()?,
            // What contracts cover moves too: the slope is that between two studies calculated side by side.
            Some(Fixed::Contracts) => {
                let own = own.as_ref()?.value;
                let larger = if own.abs().cmp(Wide::ONE).is_gt() { own.abs() } else { Wide::ONE };
                let beside = own.add(larger.mul(Wide::power_of_ten(BESIDE))).to_decimal()?;
                let more = self.again(&self.settings.clone().parameter(parameter, beside)).ok()?;
                let total = Wide::from(more.total(&more.declared(item).ok()?).ok()?);
                total.sub(derivatives.total).div(Wide::from(beside).sub(own))?
            }
            Some(_) => return None,
        };
        Some(State { total: derivatives.total, slope })
    }
}

/// How many steps Newton may take, and how often one is halved to stay where the study can be calculated.
const STEPS: usize = 60;
const HALVINGS: usize = 40;
/// 10 to this power of a value is what two studies side by side are apart.
const BESIDE: i64 = -10;

fn by_parameter(sides: &[Side<'_>; 2], name: &str) -> Result<Result<BreakEven, TooLarge>, Error> {
    let at = |value: Option<Decimal>| -> Option<[State; 2]> {
        let state = |side: &Side<'_>| match side {
            Side::Fixed(total) => Some(State { total: *total, slope: Wide::ZERO }),
            Side::Product(model, declared) => model.state_at(model.study.item_name(declared.item), name, value),
        };
        Some([state(&sides[0])?, state(&sides[1])?])
    };
    let values = sides.iter().filter_map(|side| match side {
        Side::Product(model, _) => model.parameters.get(name).cloned().flatten(),
        Side::Fixed(_) => None,
    });
    let values: Vec<Wide> = values.map(|v| v.value).collect();
    if let [one, other] = values.as_slice()
        && one != other
    {
        // The two scenarios give it two values: it is not one number that could be moved.
        let mut report = Report::default();
        let list = values.iter().map(|v| format!("{name} = {}", crate::resolve::shown(*v))).collect::<Vec<_>>();
        report.add(&trust::TWO_VALUES, None, &[("seen", name), ("list", &list.join(", "))]);
        return Err(Error::input(report));
    }
    let total = |side: &Side<'_>| match side {
        Side::Fixed(total) => Ok(*total),
        Side::Product(model, declared) => model.total(declared).map(Wide::from),
    };
    let totals = match [total(&sides[0]), total(&sides[1])] {
        [Ok(one), Ok(other)] => [one, other],
        _ => return Ok(Err(TooLarge)),
    };
    Ok(solve(name, values.first().copied().unwrap_or(Wide::ZERO), totals, &at))
}

/// Newton's method from the value that the parameter has.
fn solve(
    name: &str,
    now: Wide,
    totals: [Wide; 2],
    at: &impl Fn(Option<Decimal>) -> Option<[State; 2]>,
) -> Result<BreakEven, TooLarge> {
    let mut found = BreakEven {
        kind: InputKind::Parameter,
        name: name.to_owned(),
        unit: None,
        now: now.to_decimal().ok_or(TooLarge)?,
        totals_now: decimals(totals)?,
        slopes: [Decimal::ZERO; 2],
        outcome: Err(NoMeeting::Unknown),
    };
    let Some(mut states) = at(None) else { return Ok(found) };
    found.outcome = Err(NoMeeting::NotFound);
    found.slopes = decimals(states.map(|s| s.slope))?;
    let mut value = now;
    for _ in 0..STEPS {
        let next = match crossing(value, states) {
            Ok(next) => next,
            Err(none) => {
                if equal(value, now, 30) {
                    found.outcome = Err(none);
                }
                return Ok(found);
            }
        };
        let mut step = next.sub(value);
        let mut tried = None;
        for _ in 0..HALVINGS {
            // 26 digits: what a parameter of study.toml can hold with room for its magnitude.
            let target = value.add(step);
            let places = 26_i64.saturating_sub(target.magnitude().max(0));
            let Some(rounded) = target.round_to_places(places).to_decimal() else { return Ok(found) };
            if let Some(there) = at(Some(rounded)) {
                tried = Some((rounded, there));
                break;
            }
            step = step.mul(Wide::power_of_ten(-1)).mul(Wide::from(Decimal::from(5_u8)));
        }
        let Some((rounded, there)) = tried else { return Ok(found) };
        let totals = there.map(|s| s.total);
        if equal(totals[0], totals[1], 22) {
            found.outcome = Ok(Meeting { value: rounded, totals: decimals(totals)? });
            return Ok(found);
        }
        (value, states) = (Wide::from(rounded), there);
    }
    Ok(found)
}
