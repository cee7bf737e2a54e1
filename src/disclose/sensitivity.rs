//! How a total moves with what it is made of, and break-even values: as a page, as JSON, as CSV.

use std::io::Write;

use comfy_table::Cell;

use super::json::{FactorHead, Finding, Product, StudyHead, text};
use super::rounding::{fixed, places_for};
use super::rows::{Rows, io, number, safe};
use super::terminal::{FACTOR, LEFT, RIGHT, Style, Words, keep_whole, lines, table};
use crate::decimal::Decimal;
use crate::diagnostic::{Diagnostic, Language};
use crate::footprint::{BreakEven, Influence, InputKind, Model, Sensitivity};

const VALUE: Words = ["value", "数值"];

/// The kind of an input, for people.
pub(super) fn kind(kind: InputKind) -> Words {
    match kind {
        InputKind::Factor => FACTOR,
        InputKind::Line => ["line", "清单行"],
        InputKind::Parameter => ["parameter", "参数"],
    }
}

/// Six significant digits, and none that say nothing.
pub(super) fn rounded(value: Decimal) -> String {
    value.round_significant(6).to_string()
}

/// `pcf sensitivity`
pub(crate) fn page(found: &Sensitivity, top: usize, style: Style) -> String {
    let mut out = super::uncertainty::head(found.footprint(), style);
    out.push_str(style.say([
        "If an input grows by 1 %, the total grows by its elasticity in per cent.\n\n",
        "某项输入增加 1 % 时，总量增加的百分数即其弹性。\n\n",
    ]));
    let mut columns = vec![
        (["input", "输入"], LEFT),
        (VALUE, RIGHT),
        (["elasticity", "弹性"], RIGHT),
        (["kg CO2e per 1 more", "每多 1 单位的 kg CO2e"], RIGHT),
    ];
    // Places are for wide terminals; CSV and JSON always have them.
    let with_places = style.width >= 110;
    if with_places {
        columns.push((["place", "位置"], LEFT));
    }
    let mut table = table(style, &columns);
    let mut notes = Vec::new();
    for i in found.inputs().iter().take(top) {
        let unit = i.unit.map(|u| u.label(style.language)).unwrap_or_default();
        let value = match i.kind {
            InputKind::Factor => format!("{} kg CO2e/{unit}", rounded(i.value)),
            InputKind::Line => format!("{} {unit}", rounded(i.value)),
            InputKind::Parameter => rounded(i.value),
        };
        let none = || "–".to_owned();
        let mut row = vec![
            Cell::new(format!("{} {}", style.say(kind(i.kind)), i.name())),
            Cell::new(value),
            Cell::new(i.elasticity.map_or_else(none, |e| fixed(e, 4))),
            Cell::new(i.derivative.map_or_else(none, rounded)),
        ];
        if with_places {
            row.push(Cell::new(i.place().map(|place| place.to_string()).unwrap_or_default()));
        }
        table.add_row(row);
        notes.extend(i.reason(style.language).map(|reason| format!("– {}: {reason}\n", i.name())));
    }
    keep_whole(&mut table, &[1, 2, 3]);
    if with_places {
        keep_whole(&mut table, &[4]);
    }
    out.push_str(&lines(&table));
    out.extend(notes);
    let more = found.inputs().len().saturating_sub(top);
    if more > 0 {
        out.push_str(&style.language.pick([
            format!("{more} more with --top or --format csv\n"),
            format!("另有 {more} 项，见 --top 或 --format csv\n"),
        ]));
    }
    out
}

#[derive(serde::Serialize)]
pub(super) struct InputRow<'a> {
    kind: &'static str,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    child: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    written: Option<String>,
    value: Decimal,
    unit: Option<String>,
    elasticity: Option<Decimal>,
    kg_co2e_per_one_more: Option<Decimal>,
    reason: Option<&'static str>,
    reason_zh: Option<&'static str>,
    file: Option<String>,
    row: Option<u32>,
    #[serde(flatten)]
    factor: Option<FactorHead<'a>>,
}

impl<'a> InputRow<'a> {
    pub(super) fn of(i: &'a Influence) -> Self {
        let is_line = i.kind == InputKind::Line;
        let (names, place) = (i.names(), i.place());
        let part = |at: usize| names.get(at).map(|name| name.as_ref().to_owned()).filter(|_| is_line);
        Self {
            kind: i.kind.name(),
            name: i.name(),
            parent: part(0),
            child: part(1),
            written: is_line.then(|| i.written()),
            value: i.value,
            unit: i.unit.map(|u| u.to_string()),
            elasticity: i.elasticity,
            kg_co2e_per_one_more: i.derivative,
            reason: i.reason(Language::En),
            reason_zh: i.reason(Language::Zh),
            file: place.as_ref().map(|p| p.file_name().to_owned()),
            row: place.as_ref().and_then(|p| p.row_number()),
            factor: i.factor.as_deref().map(FactorHead::of),
        }
    }
}

/// `pcf sensitivity --format json`
pub(crate) fn document(model: &Model, found: &Sensitivity, warnings: &[Diagnostic]) -> String {
    #[derive(serde::Serialize)]
    struct Document<'a> {
        schema: &'static str,
        study: StudyHead<'a>,
        product: Product<'a>,
        inputs: Vec<InputRow<'a>>,
        warnings: Vec<Finding<'a>>,
    }
    text(&Document {
        schema: "product-footprint/sensitivity/1",
        study: StudyHead::of(model),
        product: Product::of(found.footprint()),
        inputs: found.inputs().iter().map(InputRow::of).collect(),
        warnings: warnings.iter().map(Finding::of).collect(),
    })
}

/// `pcf sensitivity --format csv`: one row an input.
pub(crate) fn rows(found: &Sensitivity, out: &mut dyn Write) -> std::io::Result<()> {
    let mut csv = Rows::new(out, found.footprint().set_values());
    let header =
        ["kind", "name", "value", "unit", "elasticity", "kg_co2e_per_one_more", "reason", "written", "file", "row"];
    csv.write_record(header).map_err(io)?;
    for i in found.inputs() {
        let place = i.place();
        csv.write_record([
            i.kind.name().to_owned(),
            safe(&i.name()),
            i.value.to_string(),
            i.unit.map(|u| u.to_string()).unwrap_or_default(),
            number(i.elasticity),
            number(i.derivative),
            i.reason(Language::En).unwrap_or_default().to_owned(),
            safe(&i.written()),
            place.as_ref().map(|p| safe(p.file_name())).unwrap_or_default(),
            place.as_ref().and_then(|p| p.row_number()).map(|r| r.to_string()).unwrap_or_default(),
        ])
        .map_err(io)?;
    }
    csv.flush()
}

/// What a product is held against: a target, or another product or scenario, as the user named it.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) product: String,
    /// English and Chinese.
    pub(crate) against: [String; 2],
}

impl Held {
    /// A product against another, each named with its scenario.
    pub(crate) fn products((model, product): (&Model, &str), (other, against): (&Model, &str)) -> Self {
        let named = |model: &Model, id: &str| match model.scenario() {
            Some(scenario) => format!("{id} ({scenario})"),
            None => id.to_owned(),
        };
        let against = named(other, against);
        Self { product: named(model, product), against: [against.clone(), against] }
    }
}

/// `pcf sensitivity --break-even`
pub(crate) fn break_even_page(found: &BreakEven, held: &Held, style: Style) -> String {
    let unit = found.unit.map(|u| format!(" kg CO2e/{}", u.label(style.language))).unwrap_or_default();
    let [own, other] = found.totals_now;
    let places = places_for([own, other].into_iter());
    let mut out = style.language.pick([
        format!("{} at {}{unit} now:\n", found.name, rounded(found.now)),
        format!("{} 目前为 {}{unit}：\n", found.name, rounded(found.now)),
    ]);
    let against = style.language.pick([&held.against[0], &held.against[1]]);
    let mut totals = |[own, other]: [Decimal; 2]| {
        out.push_str(&format!("  {}  {} kg CO2e\n", held.product, fixed(own, places)));
        out.push_str(&format!("  {}  {} kg CO2e\n", against, fixed(other, places)));
    };
    totals([own, other]);
    let Some((value, there)) = found.value().zip(found.totals_there()) else {
        let reason = found.reason(style.language).unwrap_or_default();
        out.push_str(&style.language.pick([
            format!("\nNo value of {} makes the two equal: {reason}.\n", found.name),
            format!("\n{} 取任何值都不能使两者相等：{reason}。\n", found.name),
        ]));
        return out;
    };
    let shown = rounded(value);
    out.push_str(&style.language.pick([
        format!("\nEqual at {shown}{unit}: {} kg CO2e, calculated again there\n", fixed(there[0], places)),
        format!("\n取 {shown}{unit} 时两者相等：{} kg CO2e（已按该值重新计算）\n", fixed(there[0], places)),
    ]));
    if let Some(above) = found.is_lower_above() {
        let (product, side) = (&held.product, if above { ["above", "高于"] } else { ["below", "低于"] });
        out.push_str(&style.language.pick([
            format!("{product} has the lower footprint {} that value.\n", side[0]),
            format!("{}该值时，{product} 的足迹较低。\n", side[1]),
        ]));
    } else {
        out.push_str(style.say([
            "The nearest such value that was found; a parameter may have others.\n",
            "此为找到的最近的值；参数可能还有其他这样的值。\n",
        ]));
    }
    if value.is_negative() && found.kind == InputKind::Factor {
        out.push_str(style.say(["It is below zero: no supply reaches it.\n", "该值小于零：没有供应可以达到。\n"]));
    }
    out
}

/// `pcf sensitivity --break-even --format json`
pub(crate) fn break_even_document(model: &Model, found: &BreakEven, held: &Held, warnings: &[Diagnostic]) -> String {
    #[derive(serde::Serialize)]
    struct Document<'a> {
        schema: &'static str,
        study: StudyHead<'a>,
        product: &'a str,
        against: &'a str,
        #[serde(flatten)]
        row: BreakEvenRow<'a>,
        warnings: Vec<Finding<'a>>,
    }
    text(&Document {
        schema: "product-footprint/break-even/1",
        study: StudyHead::of(model),
        product: &held.product,
        against: &held.against[0],
        row: BreakEvenRow::of(found),
        warnings: warnings.iter().map(Finding::of).collect(),
    })
}

#[derive(serde::Serialize)]
struct BreakEvenRow<'a> {
    kind: &'static str,
    name: &'a str,
    unit: Option<String>,
    now: Decimal,
    value: Option<Decimal>,
    reason: Option<&'static str>,
    reason_zh: Option<&'static str>,
    total_now: Decimal,
    against_now: Decimal,
    total_there: Option<Decimal>,
    against_there: Option<Decimal>,
    lower_above: Option<bool>,
}

impl<'a> BreakEvenRow<'a> {
    fn of(found: &'a BreakEven) -> Self {
        let there = found.totals_there();
        Self {
            kind: found.kind.name(),
            name: &found.name,
            unit: found.unit.map(|u| u.to_string()),
            now: found.now,
            value: found.value(),
            reason: found.reason(Language::En),
            reason_zh: found.reason(Language::Zh),
            total_now: found.totals_now[0],
            against_now: found.totals_now[1],
            total_there: there.map(|t| t[0]),
            against_there: there.map(|t| t[1]),
            lower_above: found.is_lower_above(),
        }
    }
}

/// `pcf sensitivity --break-even --format csv`: one row.
pub(crate) fn break_even_rows(
    model: &Model,
    found: &BreakEven,
    held: &Held,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let mut csv = Rows::new(out, model.set_values());
    let header = [
        "product",
        "against",
        "kind",
        "name",
        "unit",
        "now",
        "value",
        "total_now",
        "against_now",
        "total_there",
        "against_there",
        "reason",
    ];
    csv.write_record(header).map_err(io)?;
    let there = found.totals_there();
    csv.write_record([
        safe(&held.product),
        safe(&held.against[0]),
        found.kind.name().to_owned(),
        safe(&found.name),
        found.unit.map(|u| u.to_string()).unwrap_or_default(),
        found.now.to_string(),
        number(found.value()),
        found.totals_now[0].to_string(),
        found.totals_now[1].to_string(),
        number(there.map(|t| t[0])),
        number(there.map(|t| t[1])),
        found.reason(Language::En).unwrap_or_default().to_owned(),
    ])
    .map_err(io)?;
    csv.flush()
}
