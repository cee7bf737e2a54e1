//! What exchange documents say of one product, worked out and asked for; a document only chooses from it.

use super::asked::{Asked, At};
use super::names::{Whereabouts, declared_unit, supplier_names, units};
use super::{Record, Statement, Status};
use crate::decimal::{ArithmeticError, Decimal};
use crate::diagnostic::Language;
use crate::error::Error;
use crate::footprint::{Footprint, Gate, Model};
use crate::gas::Component;
use crate::quantity::Emissions;
use crate::study::{Date, Period};

/// How much goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Share {
    /// No bill of materials, no names of suppliers, no prices.
    Summary,
    /// With a breakdown by what contributes.
    Full,
}

impl Share {
    /// What goes out, in one sentence.
    pub(crate) fn sentence(self) -> &'static str {
        match self {
            Self::Summary => "Shared as summary: no bill of materials, no supplier names, no prices.",
            Self::Full => "Shared in full: with a breakdown by factor, item and stage.",
        }
    }
}

/// What is said of one product. A field that the study does not know and a document needs is empty, and asked for.
pub(crate) struct Facts<'s> {
    pub(crate) statement: &'s Statement,
    pub(crate) share: Share,
    pub(crate) company: String,
    pub(crate) company_ids: Vec<String>,
    pub(crate) product_ids: Vec<String>,
    pub(crate) name: String,
    pub(crate) description: String,
    /// The declared unit by its name in the formats, and how many of it.
    pub(crate) unit: &'static str,
    pub(crate) amount: Decimal,
    pub(crate) mass: Decimal,
    pub(crate) created: Date,
    pub(crate) period: Period,
    pub(crate) whereabouts: Whereabouts,
    pub(crate) gate: Gate,
    pub(crate) total: Decimal,
    pub(crate) including: Decimal,
    /// Biogenic CO2 released and taken up, together.
    pub(crate) biogenic: Decimal,
    /// All fossil emissions: what the study keeps apart as aircraft among them.
    pub(crate) fossil_with_aircraft: Decimal,
    /// What packaging adds to the total, where it does.
    pub(crate) packaging_total: Option<Decimal>,
    /// Fossil, biogenic, recycled: kg C.
    pub(crate) carbon: [Option<Decimal>; 3],
    /// The carbon in the product, kg C, where both kinds are known.
    pub(crate) carbon_total: Option<Decimal>,
    pub(crate) exempted_percent: Decimal,
    pub(crate) exempted: String,
    pub(crate) primary_percent: Option<Decimal>,
    /// Technology, time, geography; where all three are known.
    pub(crate) ratings: Option<[Decimal; 3]>,
    /// Name and version.
    pub(crate) sources: Vec<(String, String)>,
    pub(crate) comment: String,
    pub(crate) allocation: Option<String>,
}

impl<'s> Facts<'s> {
    /// Gathers what documents of all formats say.
    ///
    /// # Errors
    ///
    /// As [`Model::footprint`]. What the study does not say is asked for in `asked` and is no error here.
    pub(crate) fn of(model: &Model, statement: &'s Statement, share: Share, asked: &mut Asked) -> Result<Self, Error> {
        let footprint = &statement.footprint;
        let id = footprint.id();
        let gate = model.gate(id)?;
        let too_large = |_: ArithmeticError| model.too_large(id);
        let total = gate.emissions.total().map_err(too_large)?;
        let including = gate.emissions.total_including_biogenic().map_err(too_large)?;
        let biogenic = gate.emissions.biogenic_net().map_err(too_large)?;
        let [fossil, aircraft] = [Component::Fossil, Component::Aircraft].map(|c| gate.emissions.get(c));
        let packaging = gate.packaging.as_ref().map(Emissions::total);
        let carbon = footprint.carbon.map_or([None; 3], |c| [c.fossil, c.biogenic, c.recycled]);
        let carbon_total = carbon[0].zip(carbon[1]).map(|(fossil, biogenic)| fossil.checked_add(biogenic));
        let percent = |share: Decimal| share.checked_mul(Decimal::from(100)).map_err(too_large);
        let (unit, amount) = declared_unit(footprint.amount(), footprint.unit()).unwrap_or_else(|| {
            asked.unit(id, &format!("{} {}", footprint.amount(), footprint.unit()), &units());
            ("", Decimal::ONE)
        });
        let ratings = footprint.quality.ratings.map(|r| r.map(|r| r.value));
        let mut facts = Self {
            statement,
            share,
            company: asked.needed(statement.producer(Language::En).map(str::to_owned), "producer", At::Disclosure),
            company_ids: once(statement.texts("company_ids")),
            product_ids: product_ids(statement),
            name: [&footprint.name, &footprint.name_zh, &footprint.id]
                .into_iter()
                .find(|n| !n.trim().is_empty())
                .cloned()
                .unwrap_or_default(),
            description: statement.text("description").unwrap_or(&footprint.functional_unit).to_owned(),
            unit,
            amount,
            mass: asked.needed(gate.mass, "mass", At::Item(id)),
            created: statement.date("issued").unwrap_or(NO_DAY),
            period: statement.period.unwrap_or(Period { from: NO_DAY, to: NO_DAY }),
            whereabouts: Whereabouts::of(footprint.region.as_deref()),
            total,
            including,
            biogenic: asked.at_most_zero(
                id,
                ["biogenic CO2 released and taken up", "生物成因 CO2 的排放与吸收之和"],
                biogenic,
            ),
            fossil_with_aircraft: fossil.checked_add(aircraft).map_err(too_large)?,
            packaging_total: packaging.transpose().map_err(too_large)?,
            carbon,
            carbon_total: carbon_total.transpose().map_err(too_large)?,
            exempted_percent: exempted_share(footprint, asked).map_err(too_large).and_then(percent)?,
            exempted: exempted(statement, share),
            primary_percent: footprint.quality.primary_share.map(percent).transpose()?,
            ratings: match ratings {
                [Some(a), Some(b), Some(c)] => Some([a, b, c]),
                _ => None,
            },
            sources: Vec::new(),
            comment: comment(model, statement, share).map_err(too_large)?,
            allocation: allocation(statement, share),
            gate,
        };
        facts.sources = sources(model, statement, share, asked);
        facts.ask(asked);
        Ok(facts)
    }

    /// Asks for what every format needs.
    fn ask(&self, asked: &mut Asked) {
        let statement = self.statement;
        if self.company_ids.is_empty() {
            asked.missing("company_ids", At::Disclosure);
        }
        if self.product_ids.is_empty() {
            asked.missing("ids", At::Product(self.id()));
        }
        if statement.date("issued").is_none() {
            asked.missing("issued", At::Disclosure);
        }
        if statement.period.is_none() {
            asked.missing("period", At::Study);
        }
        if statement.texts("standards").is_empty() {
            asked.missing("standards", At::Disclosure);
        }
        if matches!(statement.status, Status::Stale(_)) {
            asked.verification_stale(self.id(), &statement.digest);
        }
        for component in Component::ALL {
            let (value, name) = (self.component(component), component.name());
            match component {
                // Judged together.
                Component::BiogenicCo2 | Component::BiogenicUptake => {}
                Component::LandRemovals | Component::TechnicalRemovals => {
                    asked.at_most_zero(self.id(), [name; 2], value);
                }
                _ => {
                    asked.at_least_zero(self.id(), [name; 2], value);
                }
            }
        }
    }

    /// The product's id in the study.
    pub(crate) fn id(&self) -> &str {
        self.statement.footprint.id()
    }

    /// A component up to the gate, kg CO2e.
    pub(crate) fn component(&self, component: Component) -> Decimal {
        self.gate.emissions.get(component)
    }

    /// Where technical removals, if there are any, are written: `true` for capture at the source. Asks if that is open.
    pub(crate) fn captured(&self, asked: &mut Asked) -> Option<bool> {
        if self.component(Component::TechnicalRemovals).is_zero() {
            return None;
        }
        asked.needed(self.statement.text("capture_origin").map(str::to_owned), "capture_origin", At::Disclosure);
        let said = self.statement.text("removals").map(|kind| kind == "capture");
        Some(asked.needed(said, "removals", At::Disclosure))
    }

    /// The verification of today's footprint.
    pub(crate) fn verification(&self) -> Option<&Record> {
        self.statement.status.record().filter(|_| self.statement.status.is_verified())
    }

    /// Delivery to the customer, beside the total. Its sums were checked when the footprint was made.
    pub(crate) fn outbound(&self) -> Decimal {
        self.statement.footprint.stage(crate::stage::Stage::Distribution)
    }
}

/// Stands where a day is asked for; no document is written then.
const NO_DAY: Date = Date { year: 1, month: 1, day: 1 };

/// Texts, each once: formats refuse a list that says something twice.
pub(crate) fn once(texts: &[String]) -> Vec<String> {
    let mut list: Vec<String> = Vec::new();
    for text in texts {
        if !list.contains(text) {
            list.push(text.clone());
        }
    }
    list
}

/// The URNs of a product: those stated, that of its GTIN, else one under the company's own domain.
fn product_ids(statement: &Statement) -> Vec<String> {
    let mut ids = statement.texts("ids").to_vec();
    ids.extend(statement.text("gtin").map(|gtin| format!("urn:gtin:{}", escaped(gtin))));
    if ids.is_empty() {
        let id = escaped(statement.footprint.id());
        ids.extend(statement.text("domain").map(|domain| format!("urn:pact:{}:product-id:{id}", escaped(domain))));
    }
    let mut seen: Vec<String> = Vec::new();
    ids.retain(|id| {
        let plain = id.to_lowercase();
        let fresh = !seen.contains(&plain);
        seen.push(plain);
        fresh
    });
    ids
}

/// What a URN may hold stays; everything else is written as its bytes.
fn escaped(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// What is left out and why. What it is stays in the house where only a summary goes out.
/// The share of what is left out. Of a whole that is not more than 0 nothing is a share: that is refused.
fn exempted_share(footprint: &Footprint, asked: &mut Asked) -> Result<Decimal, ArithmeticError> {
    let left_out = crate::quantity::sum(footprint.exclusions.iter().map(|e| e.kg_co2e))?;
    match footprint.excluded_share.filter(|share| !share.is_negative()) {
        _ if left_out.is_zero() => Ok(Decimal::ZERO),
        Some(share) => Ok(share),
        None => {
            let what = ["the total with what is left out, in kg CO2e", "总量与取舍部分之和（kg CO2e）"];
            let whole = footprint.total().checked_add(left_out)?;
            asked.not_in_range(footprint.id(), what, whole, ["more than 0", "大于 0"]);
            Ok(Decimal::ZERO)
        }
    }
}

fn exempted(statement: &Statement, share: Share) -> String {
    let one = |e: &crate::footprint::Exclusion| match share {
        Share::Summary => e.reason.clone(),
        Share::Full => format!("{}: {}", e.what, e.reason),
    };
    let mut list: Vec<String> = statement.footprint.exclusions.iter().map(one).collect();
    list.dedup();
    list.join("; ")
}

fn comment(model: &Model, statement: &Statement, share: Share) -> Result<String, ArithmeticError> {
    let mut parts: Vec<String> = statement.text("comment").map(str::to_owned).into_iter().collect();
    if let Some(scenario) = model.scenario() {
        parts.push(format!("Scenario: {scenario}."));
    }
    if let Some(coverage) = statement.footprint.quality.coverage.filter(|c| *c < Decimal::ONE && !c.is_zero()) {
        let percent = coverage.checked_mul(Decimal::from(100))?.round(1);
        parts.push(format!("Data quality ratings speak for {percent} % of the footprint."));
    }
    parts.push(share.sentence().to_owned());
    parts.push(format!("Digest of the footprint: {}.", statement.digest));
    Ok(parts.join(" "))
}

/// As stated; else, where everything goes out, the rules that were applied.
fn allocation(statement: &Statement, share: Share) -> Option<String> {
    let applied = || {
        let rules = statement.footprint.rules.iter().filter(|r| matches!(r.kind(), "allocation" | "recycling"));
        let sentences: Vec<&str> = rules.map(|r| r.statement(Language::En)).collect();
        Some(sentences.join("; ")).filter(|s| !s.is_empty() && share == Share::Full)
    };
    statement.text("allocation").map(str::to_owned).or_else(applied)
}

/// The sources of secondary data. In a summary none that names a supplier.
fn sources(model: &Model, statement: &Statement, share: Share, asked: &mut Asked) -> Vec<(String, String)> {
    let (mut sources, unnamed) = statement.footprint.secondary_sources();
    if unnamed > 0 {
        asked.sources_unnamed(statement.footprint.id(), unnamed);
    }
    if share == Share::Summary {
        let suppliers: Vec<String> = supplier_names(model).iter().map(|name| name.to_lowercase()).collect();
        let before = sources.len();
        sources.retain(|(name, _)| !suppliers.iter().any(|s| name.to_lowercase().contains(s)));
        let withheld = before.saturating_sub(sources.len());
        if withheld > 0 {
            asked.sources_withheld(statement.footprint.id(), withheld);
        }
    }
    sources
}

/// Decimals that a number of one unit keeps where the amount does not divide it.
const PLACES: u32 = 20;

/// Emissions of `amount` units, for one of them; sums are made of what is rounded, and stay exact.
///
/// # Errors
///
/// An overflow, or an amount of 0.
pub(crate) fn emissions_of_one(emissions: &Emissions, amount: Decimal) -> Result<Emissions, ArithmeticError> {
    let mut parts = [Decimal::ZERO; 9];
    for (slot, component) in parts.iter_mut().zip(Component::ALL) {
        *slot = of_one(emissions.get(component), amount)?;
    }
    Ok(Emissions::new(parts))
}

/// A number of `amount` units, for one of them.
///
/// # Errors
///
/// An overflow, or an amount of 0.
pub(crate) fn of_one(value: Decimal, amount: Decimal) -> Result<Decimal, ArithmeticError> {
    if amount == Decimal::ONE {
        return Ok(value);
    }
    Ok(value.checked_div(amount)?.round(PLACES))
}
