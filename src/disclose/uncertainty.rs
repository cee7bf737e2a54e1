//! How sure a total is, to first order: as a page, as JSON, as CSV.

use std::io::Write;

use comfy_table::Cell;

use super::json::{Finding, Product, StudyHead, text};
use super::rounding::{fixed, percent, places_for};
use super::rows::{Rows, io, number, safe};
use super::sensitivity::{InputRow, kind, rounded};
use super::terminal::{LEFT, RIGHT, Style, keep_whole, lines, named, table};
use crate::decimal::Decimal;
use crate::diagnostic::{Diagnostic, Language};
use crate::footprint::{Footprint, Influence, InputKind, Model, UncertainInput, Uncertainty};

/// Name, amount and total of a product, in a line.
pub(super) fn head(f: &Footprint, style: Style) -> String {
    let name = named(style, &f.id, &f.name, &f.name_zh);
    let unit = f.unit.label(style.language);
    let (kg, boundary) = (fixed(f.total, places_for([f.total].into_iter())), f.boundary.label(style.language));
    let scenario = f.scenario.as_ref().map(|s| format!(", {} {s}", style.say(["scenario", "情景"])));
    let scenario = scenario.unwrap_or_default();
    format!("{name} ({}), {} {unit}: {kg} kg CO2e, {boundary}{scenario}\n", f.id, f.amount)
}

/// The geometric standard deviation and its interval, in a line.
pub(super) fn first_order(found: &Uncertainty, style: Style) -> String {
    let words = style.say(["first order", "一阶传播"]);
    let Some((gsd, [low, high])) = found.gsd().zip(found.interval()) else {
        return format!("  {words}: {}\n", found.reason(style.language).unwrap_or_default());
    };
    let places = places_for([found.footprint().total].into_iter());
    let (gsd, low, high) = (fixed(gsd, 4), fixed(low, places), fixed(high, places));
    style.language.pick([
        format!("  {words}: GSD {gsd}, 95 % interval {low} to {high} kg CO2e\n"),
        format!("  {words}：几何标准差 {gsd}，95 % 区间 {low} 至 {high} kg CO2e\n"),
    ])
}

/// What counts as certain because nobody said otherwise.
pub(super) fn unstated(found: &Uncertainty, style: Style) -> String {
    if found.unstated().is_empty() {
        return String::new();
    }
    let is_factor = |i: &&Influence| i.kind == InputKind::Factor;
    let factors = found.unstated().iter().filter(is_factor).count();
    let others = found.unstated().len().saturating_sub(factors);
    let covered = percent(found.factor_coverage());
    let mut out = style.language.pick([
        format!(
            "No stated uncertainty, counted as certain: {factors} factors, {others} quantities. Factors that state one \
             carry {covered} of the total.\n"
        ),
        format!("未写明不确定性而按确定值计：{factors} 个因子，{others} 个用量。写明的因子占总量的 {covered}。\n"),
    ]);
    for i in found.unstated().iter().take(5) {
        let elasticity = i.elasticity().map_or_else(|| "–".to_owned(), |e| fixed(e, 4));
        let words = style.say(["elasticity", "弹性"]);
        out.push_str(&format!("  {} {}, {words} {elasticity}\n", style.say(kind(i.kind)), i.name()));
    }
    let more = found.unstated().len().saturating_sub(5);
    if more > 0 {
        out.push_str(
            &style.language.pick([
                format!("  and {more} more with --format csv\n"),
                format!("  另有 {more} 项，见 --format csv\n"),
            ]),
        );
    }
    out
}

/// `pcf uncertainty`
pub(crate) fn page(found: &Uncertainty, top: usize, style: Style) -> String {
    let mut out = head(found.footprint(), style);
    out.push_str(&first_order(found, style));
    out.push('\n');
    if !found.inputs().is_empty() {
        let columns = [
            (["input", "输入"], LEFT),
            (["value", "数值"], RIGHT),
            (["GSD", "几何标准差"], RIGHT),
            (["elasticity", "弹性"], RIGHT),
            (["of variance", "方差占比"], RIGHT),
        ];
        let mut table = table(style, &columns);
        for input in found.inputs().iter().take(top) {
            let i = input.influence();
            let unit = i.unit.map(|u| u.label(style.language)).unwrap_or_default();
            let per = if i.kind == InputKind::Factor { "kg CO2e/" } else { "" };
            table.add_row(vec![
                Cell::new(format!("{} {}", style.say(kind(i.kind)), i.name())),
                Cell::new(format!("{} {per}{unit}", rounded(i.value))),
                Cell::new(fixed(input.gsd(), 4)),
                Cell::new(i.elasticity().map_or_else(|| "–".to_owned(), |e| fixed(e, 4))),
                Cell::new(percent(input.share())),
            ]);
        }
        keep_whole(&mut table, &[1, 2, 3, 4]);
        out.push_str(&lines(&table));
        let more = found.inputs().len().saturating_sub(top);
        if more > 0 {
            out.push_str(&style.language.pick([
                format!("{more} more with --top or --format csv\n\n"),
                format!("另有 {more} 项，见 --top 或 --format csv\n\n"),
            ]));
        }
    }
    out.push_str(&unstated(found, style));
    out
}

#[derive(serde::Serialize)]
pub(super) struct UncertainRow<'a> {
    #[serde(flatten)]
    input: InputRow<'a>,
    gsd: Decimal,
    variance_share: Option<Decimal>,
}

/// What first order says of a product, for JSON.
#[derive(serde::Serialize)]
pub(super) struct FirstOrder<'a> {
    gsd: Option<Decimal>,
    interval_95: Option<[Decimal; 2]>,
    reason: Option<&'static str>,
    reason_zh: Option<&'static str>,
    factor_coverage: Option<Decimal>,
    inputs: Vec<UncertainRow<'a>>,
    unstated: Vec<InputRow<'a>>,
}

impl<'a> FirstOrder<'a> {
    pub(super) fn of(found: &'a Uncertainty) -> Self {
        let row = |i: &'a UncertainInput| UncertainRow {
            input: InputRow::of(i.influence()),
            gsd: i.gsd(),
            variance_share: i.share(),
        };
        Self {
            gsd: found.gsd(),
            interval_95: found.interval(),
            reason: found.reason(Language::En),
            reason_zh: found.reason(Language::Zh),
            factor_coverage: found.factor_coverage(),
            inputs: found.inputs().iter().map(row).collect(),
            unstated: found.unstated().iter().map(InputRow::of).collect(),
        }
    }
}

/// `pcf uncertainty --format json`
pub(crate) fn document(model: &Model, found: &Uncertainty, warnings: &[Diagnostic]) -> String {
    #[derive(serde::Serialize)]
    struct Document<'a> {
        schema: &'static str,
        study: StudyHead<'a>,
        product: Product<'a>,
        first_order: FirstOrder<'a>,
        warnings: Vec<Finding<'a>>,
    }
    text(&Document {
        schema: "product-footprint/uncertainty/1",
        study: StudyHead::of(model),
        product: Product::of(found.footprint()),
        first_order: FirstOrder::of(found),
        warnings: warnings.iter().map(Finding::of).collect(),
    })
}

/// `pcf uncertainty --format csv`: one row an input, those that state nothing without a gsd.
pub(crate) fn rows(found: &Uncertainty, out: &mut dyn Write) -> std::io::Result<()> {
    let mut csv = Rows::new(out, found.footprint().set_values());
    let header = ["kind", "name", "value", "unit", "gsd", "elasticity", "variance_share", "file", "row"];
    csv.write_record(header).map_err(io)?;
    let stated = found.inputs().iter().map(|input| (input.influence(), Some(input.gsd()), input.share()));
    let unstated = found.unstated().iter().map(|influence| (influence, None, None));
    for (i, gsd, share) in stated.chain(unstated) {
        let place = i.place();
        csv.write_record([
            i.kind.name().to_owned(),
            safe(&i.name()),
            i.value.to_string(),
            i.unit.map(|u| u.to_string()).unwrap_or_default(),
            number(gsd),
            number(i.elasticity()),
            number(share),
            place.as_ref().map(|p| safe(p.file_name())).unwrap_or_default(),
            place.as_ref().and_then(|p| p.row_number()).map(|r| r.to_string()).unwrap_or_default(),
        ])
        .map_err(io)?;
    }
    csv.flush()
}
