//! What draws say: as a page, as JSON, as CSV.

use std::io::Write;

use comfy_table::Cell;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::json::{Finding, Product, StudyHead, text};
use super::rounding::{fixed, percent, places_for, significant};
use super::rows::{Rows, io, number, safe};
use super::sensitivity::{Held, InputRow, kind};
use super::terminal::{KG, LEFT, RIGHT, Style, keep_whole, lines, table};
use super::uncertainty::{FirstOrder, first_order, head, unstated};
use crate::decimal::Decimal;
use crate::diagnostic::Diagnostic;
use crate::footprint::{Distribution, Estimate, Importance, Model, Simulated, SimulatedPair, Simulation};

const GENERATOR: &str = Simulation::GENERATOR;

/// Mean, deviation and percentiles, each with its standard error.
fn distribution(found: &Distribution, style: Style) -> String {
    let columns = [(["", ""], LEFT), (KG, RIGHT), (["standard error", "标准误差"], RIGHT)];
    let mut table = table(style, &columns);
    // Four digits of the largest, and one more of what moves it.
    let all = || found.percentiles().iter().map(|(_, e)| e.value());
    let places = places_for(all().chain([found.deviation()])).max(places_for(all()));
    let mut row = |words: String, value: Decimal, error: Option<Decimal>| {
        let error = error.map(|e| e.round_significant(2).to_string()).unwrap_or_default();
        table.add_row(vec![Cell::new(words), Cell::new(fixed(value, places)), Cell::new(error)]);
    };
    row(style.say(["mean", "均值"]).to_owned(), found.mean().value(), Some(found.mean().error()));
    row(style.say(["standard deviation", "标准差"]).to_owned(), found.deviation(), None);
    for (name, estimate) in found.percentiles() {
        let words = style.language.pick([format!("{name} % lie below"), format!("{name} % 分位数")]);
        row(words, estimate.value(), Some(estimate.error()));
    }
    keep_whole(&mut table, &[0, 1, 2]);
    lines(&table)
}

/// How many draws there were, and how far from settled they are.
fn draws(found: &Simulated, style: Style) -> String {
    let mean = found.distribution().mean();
    let error = mean.error().over(mean.value()).and_then(|e| e.checked_mul(Decimal::from(100_u8)).ok());
    let settled = error.map_or_else(|| "–".to_owned(), |e| format!("{} %", significant(e, 1)));
    let (samples, seed) = (found.samples(), found.seed);
    style.language.pick([
        format!("  {samples} draws, seed {seed} ({GENERATOR}); the mean is settled to {settled}\n"),
        format!("  抽样 {samples} 次，种子 {seed}（{GENERATOR}）；均值的标准误差为 {settled}\n"),
    ])
}

fn importance(found: &Simulated, top: usize, style: Style) -> String {
    if found.importance().is_empty() {
        return String::new();
    }
    let columns = [
        (["input", "输入"], LEFT),
        (["rank correlation", "秩相关"], RIGHT),
        (["of variance, first order", "方差占比（一阶）"], RIGHT),
    ];
    let mut table = table(style, &columns);
    for i in found.importance().iter().take(top) {
        let influence = i.influence();
        table.add_row(vec![
            Cell::new(format!("{} {}", style.say(kind(influence.kind)), influence.name())),
            Cell::new(fixed(i.rank_correlation(), 3)),
            Cell::new(percent(i.first_order_share())),
        ]);
    }
    keep_whole(&mut table, &[1, 2]);
    let mut out = lines(&table);
    let chance = found.correlation_error().checked_mul(Decimal::from(2_u8)).unwrap_or_default();
    let chance = chance.round_significant(2);
    out.push_str(&style.language.pick([
        format!("A rank correlation within {chance} of zero may be chance.\n"),
        format!("秩相关在零附近 {chance} 以内可能出于偶然。\n"),
    ]));
    let more = found.importance().len().saturating_sub(top);
    if more > 0 {
        out.push_str(
            &style.language.pick([format!("{more} more with --top\n"), format!("另有 {more} 项，见 --top\n")]),
        );
    }
    out.push('\n');
    out
}

/// `pcf simulate`
pub(crate) fn page(found: &Simulated, top: usize, style: Style) -> String {
    let mut out = head(found.footprint(), style);
    out.push_str(&first_order(found.first_order(), style));
    out.push_str(&draws(found, style));
    out.push('\n');
    out.push_str(&distribution(found.distribution(), style));
    out.push_str(&importance(found, top, style));
    out.push_str(&unstated(found.first_order(), style));
    out
}

/// `pcf simulate --against …`
pub(crate) fn pair_page(found: &SimulatedPair, held: &Held, top: usize, style: Style) -> String {
    let [first, second] = found.sides();
    let against = style.language.pick([&held.against[0], &held.against[1]]);
    let mut out = String::new();
    for (name, side) in [(held.product.as_str(), first), (against.as_str(), second)] {
        let places = places_for([side.footprint().total()].into_iter());
        let [low, high] = interval(side.distribution());
        let (total, low, high) = (fixed(side.footprint().total(), places), fixed(low, places), fixed(high, places));
        out.push_str(&style.language.pick([
            format!("{name}: {total} kg CO2e, 95 % of draws {low} to {high}\n"),
            format!("{name}：{total} kg CO2e，95 % 的抽样在 {low} 至 {high}\n"),
        ]));
    }
    out.push_str(&draws(first, style));
    let (lower, error) = (percent(Some(found.lower())), percent(Some(found.lower_error())));
    out.push_str(&style.language.pick([
        format!("\n{against} is lower than {} in {lower} of draws (standard error {error}).\n", held.product),
        format!("\n在 {lower} 的抽样中，{against} 低于 {}（标准误差 {error}）。\n", held.product),
    ]));
    if !found.equal().is_zero() {
        let equal = percent(Some(found.equal()));
        out.push_str(
            &style.language.pick([
                format!("In {equal} of draws they are the same.\n"),
                format!("在 {equal} 的抽样中两者相等。\n"),
            ]),
        );
    }
    out.push_str(style.say(["\nDifference, second less first:\n", "\n差值（后者减前者）：\n"]));
    out.push_str(&distribution(found.difference(), style));
    for (name, side) in [(held.product.as_str(), first), (against.as_str(), second)] {
        out.push_str(&format!("{name}\n"));
        out.push_str(&importance(side, top, style));
    }
    out.push_str(&unstated(first.first_order(), style));
    out
}

/// The outer percentiles.
fn interval(found: &Distribution) -> [Decimal; 2] {
    let at = |wanted: &str| found.percentiles().iter().find(|(name, _)| *name == wanted).map(|(_, e)| e.value());
    [at("2.5").unwrap_or_default(), at("97.5").unwrap_or_default()]
}

#[derive(serde::Serialize)]
struct Figure {
    value: Decimal,
    standard_error: Decimal,
}

impl Figure {
    fn of(estimate: Estimate) -> Self {
        Self { value: estimate.value(), standard_error: estimate.error() }
    }
}

struct Percentiles<'a>(&'a Distribution);

impl Serialize for Percentiles<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let list = self.0.percentiles();
        let mut map = serializer.serialize_map(Some(list.len()))?;
        for (name, estimate) in list {
            map.serialize_entry(name, &Figure::of(*estimate))?;
        }
        map.end()
    }
}

#[derive(serde::Serialize)]
struct Sample<'a> {
    mean: Figure,
    standard_deviation: Decimal,
    percentiles: Percentiles<'a>,
}

impl<'a> Sample<'a> {
    fn of(found: &'a Distribution) -> Self {
        Self { mean: Figure::of(found.mean()), standard_deviation: found.deviation(), percentiles: Percentiles(found) }
    }
}

#[derive(serde::Serialize)]
struct ImportanceRow<'a> {
    #[serde(flatten)]
    input: InputRow<'a>,
    rank_correlation: Decimal,
    share_of_squares: Option<Decimal>,
    first_order_variance_share: Option<Decimal>,
}

#[derive(serde::Serialize)]
struct Side<'a> {
    study: StudyHead<'a>,
    product: Product<'a>,
    first_order: FirstOrder<'a>,
    draws: usize,
    draws_failed: usize,
    #[serde(flatten)]
    sample: Sample<'a>,
    rank_correlation_standard_error: Decimal,
    importance: Vec<ImportanceRow<'a>>,
}

impl<'a> Side<'a> {
    fn of(model: &'a Model, found: &'a Simulated) -> Self {
        let row = |i: &'a Importance| ImportanceRow {
            input: InputRow::of(i.influence()),
            rank_correlation: i.rank_correlation(),
            share_of_squares: i.share(),
            first_order_variance_share: i.first_order_share(),
        };
        Self {
            study: StudyHead::of(model),
            product: Product::of(found.footprint()),
            first_order: FirstOrder::of(found.first_order()),
            draws: found.samples(),
            draws_failed: found.failed,
            sample: Sample::of(found.distribution()),
            rank_correlation_standard_error: found.correlation_error(),
            importance: found.importance().iter().map(row).collect(),
        }
    }
}

/// `pcf simulate --format json`
pub(crate) fn document(model: &Model, found: &Simulated, warnings: &[Diagnostic]) -> String {
    #[derive(serde::Serialize)]
    struct Document<'a> {
        schema: &'static str,
        generator: &'static str,
        seed: String,
        #[serde(flatten)]
        side: Side<'a>,
        warnings: Vec<Finding<'a>>,
    }
    text(&Document {
        schema: "product-footprint/simulation/1",
        generator: GENERATOR,
        seed: found.seed.to_string(),
        side: Side::of(model, found),
        warnings: warnings.iter().map(Finding::of).collect(),
    })
}

/// `pcf simulate --against … --format json`
pub(crate) fn pair_document(models: [&Model; 2], found: &SimulatedPair, warnings: &[Diagnostic]) -> String {
    #[derive(serde::Serialize)]
    struct Document<'a> {
        schema: &'static str,
        generator: &'static str,
        seed: String,
        sides: [Side<'a>; 2],
        second_lower: Decimal,
        second_lower_standard_error: Decimal,
        equal: Decimal,
        difference: Sample<'a>,
        warnings: Vec<Finding<'a>>,
    }
    let [first, second] = found.sides();
    text(&Document {
        schema: "product-footprint/simulation-pair/1",
        generator: GENERATOR,
        seed: first.seed.to_string(),
        sides: [Side::of(models[0], first), Side::of(models[1], second)],
        second_lower: found.lower(),
        second_lower_standard_error: found.lower_error(),
        equal: found.equal(),
        difference: Sample::of(found.difference()),
        warnings: warnings.iter().map(Finding::of).collect(),
    })
}

/// `pcf simulate --format csv`: one row a figure; `what` names the side where there are two.
pub(crate) fn rows<'a>(
    model: &Model,
    list: impl IntoIterator<Item = (&'a str, &'a Distribution)>,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let mut csv = Rows::new(out, model.set_values());
    csv.write_record(["what", "figure", "kg_co2e", "standard_error"]).map_err(io)?;
    for (what, found) in list {
        let mean = Some(("mean".to_owned(), found.mean().value(), Some(found.mean().error())));
        let deviation = Some(("standard deviation".to_owned(), found.deviation(), None));
        let percentiles =
            found.percentiles().iter().map(|(name, e)| (format!("percentile {name}"), e.value(), Some(e.error())));
        for (figure, value, error) in mean.into_iter().chain(deviation).chain(percentiles) {
            csv.write_record([safe(what), figure, value.to_string(), number(error)]).map_err(io)?;
        }
    }
    csv.flush()
}
