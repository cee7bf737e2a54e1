//! A comparison: as a page, as JSON, as CSV.

use std::io::Write;
use std::sync::Arc;

use comfy_table::Cell;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::json::{FactorHead, Finding, StudyHead, text};
use super::rounding::{fixed, percent, places_for, signed};
use super::rows::{io, safe, writer};
use super::terminal::table;
use super::terminal::{FACTOR, KG, LEFT, RIGHT, Style, Words, cap, keep_whole, lines, named};
use crate::decimal::Decimal;
use crate::diagnostic::Diagnostic;
use crate::footprint::{
    Comparison, FactorChange, FactorUse, Footprint, LineChange, LineState, Model, Parts, TraceLine,
};
use crate::stage::Stage;

/// Everything that `pcf compare` found: the two models, a comparison for each product.
pub(crate) struct Compared<'a> {
    pub(crate) before: &'a Model,
    pub(crate) after: &'a Model,
    pub(crate) products: Vec<Comparison>,
    pub(crate) warnings: Vec<Diagnostic>,
}

const CHANGE: Words = ["change", "变化"];
const ACTIVITY: Words = ["activity", "活动"];
const METHOD: Words = ["method", "方法"];
const LINE: Words = ["line", "清单行"];
const AMOUNT: Words = ["amount", "用量"];

/// The state of a line, for people.
fn state(state: LineState) -> Words {
    match state {
        LineState::Same | LineState::Changed => ["", ""],
        LineState::Added => ["added", "新增"],
        LineState::Removed => ["removed", "删除"],
        LineState::Renamed => ["renamed", "改名"],
        LineState::Crossed => ["by the other method only", "仅按另一方法"],
    }
}

/// A rule of method, for people.
fn rule(kind: &str) -> Words {
    match kind {
        "boundary" => ["system boundary", "系统边界"],
        "gwp" => ["GWP set", "GWP"],
        "electricity" => ["electricity", "电力口径"],
        _ => ["recycling method", "回收方法"],
    }
}

/// Number before and after, or the one that both are.
fn both(before: Option<String>, after: Option<String>) -> String {
    match (before, after) {
        (Some(a), Some(b)) if a == b => a,
        (a, b) => format!("{} → {}", a.unwrap_or_else(|| "–".to_owned()), b.unwrap_or_else(|| "–".to_owned())),
    }
}

/// The name of a study for people: what it is called, its period, its scenario.
fn side(model: &Model, f: &Footprint, style: Style) -> String {
    let scenario = model.scenario().map(|s| format!("{} {s}", style.say(["scenario", "情景"])));
    let boundary = Some(f.boundary.label(style.language).to_owned());
    let parts = [Some(model.study().name().to_owned()), scenario, f.period.clone(), boundary];
    parts.into_iter().flatten().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ")
}

pub(crate) fn page(compared: &Compared<'_>, style: Style) -> String {
    let pages: Vec<String> = compared.products.iter().map(|c| product(compared, c, style)).collect();
    pages.join("\n")
}

fn product(compared: &Compared<'_>, c: &Comparison, style: Style) -> String {
    let (a, b) = (c.before(), c.after());
    let places = places_for([a.total, b.total].into_iter());
    let name = named(style, &b.id, &b.name, &b.name_zh);
    let id = if a.id == b.id { b.id.clone() } else { format!("{} → {}", a.id, b.id) };
    let mut out = format!("{name} ({id}), {} {}\n\n", b.amount, b.unit.label(style.language));
    for (words, model, f) in [(["before", "之前"], compared.before, a), (["after", "之后"], compared.after, b)] {
        out.push_str(&format!(
            "  {} {} kg CO2e  {}\n",
            style.say(words),
            fixed(f.total, places),
            side(model, f, style)
        ));
    }
    let share = c.change().over(a.total);
    // The parts are smaller than the totals: they get digits of their own.
    let places = places.max(places_for([c.change()].into_iter()));
    let change = signed(c.change(), places);
    out.push_str(&format!("  {} {change} kg CO2e  ({})\n\n", style.say(CHANGE), percent(share)));
    out.push_str(&split(c, style, places));
    if !c.method_changes.is_empty() {
        for (kind, from, to) in c.method_changes() {
            out.push_str(&format!("  {}: {from} → {to}\n", style.say(rule(kind))));
        }
        out.push('\n');
    }
    out.push_str(&line_table(c, c.lines(), style, 30));
    let beside: Vec<&LineChange> = c.beside().iter().filter(|l| l.state != LineState::Same).collect();
    if !beside.is_empty() {
        out.push_str(&format!("{}\n", style.say(["Beside the totals", "总量之外"])));
        out.push_str(&line_table(c, c.beside(), style, 10));
    }
    out.push_str(&factor_table(c, style));
    out
}

/// The split, each part with its largest lines.
fn split(c: &Comparison, style: Style, places: u32) -> String {
    let total = &c.total;
    let same = |l: &&LineChange| !l.factor_chosen;
    let chosen = |l: &&LineChange| l.factor_chosen;
    let mut table = table(style, &[(["split", "拆分"], LEFT), (KG, RIGHT), (["", ""], LEFT)]);
    let mut row = |words: Words, value: Decimal, why: String| {
        table.add_row(vec![Cell::new(style.say(words)), Cell::new(signed(value, places)), Cell::new(why)]);
    };
    let factor = |l: &LineChange| l.parts.factor;
    row(
        ["factor: the same one, a new figure", "因子：同一因子，数值更新"],
        c.factor_update,
        largest(c.lines().iter().filter(same), factor, style, places),
    );
    if c.lines().iter().any(|l| l.factor_chosen) {
        let of_it = largest(c.lines().iter().filter(chosen), factor, style, places);
        row(["factor: another one", "因子：改用其他因子"], c.factor_choice, of_it);
    }
    let of_it = largest(c.lines().iter(), |l| l.parts.activity, style, places);
    row(["own activity", "自身活动"], total.activity, of_it);
    let unchanged = ["boundary, GWP set and rules are the same", "边界、GWP 与规则相同"];
    let why = if c.method_changes.is_empty() {
        style.say(unchanged).to_owned()
    } else {
        largest(c.lines().iter(), |l| l.parts.method, style, places)
    };
    row(["method or boundary", "方法或边界"], total.method, why);
    row(["together", "合计"], total.change, String::new());
    keep_whole(&mut table, &[0, 1]);
    lines(&table)
}

/// The three lines with the largest part, in words.
fn largest<'a>(
    list: impl Iterator<Item = &'a LineChange>,
    part: fn(&LineChange) -> Decimal,
    style: Style,
    places: u32,
) -> String {
    let mut list: Vec<(&LineChange, Decimal)> =
        list.map(|l| (l, part(l))).filter(|(_, value)| !value.is_zero()).collect();
    list.sort_by(|a, b| crate::footprint::by_size(a.1, b.1));
    let words = list.iter().take(3).map(|(l, value)| format!("{} {}", short(l), signed(*value, places)));
    let mut words: Vec<String> = words.collect();
    if list.len() > 3 {
        let more = list.len().saturating_sub(3);
        words.push(style.language.pick([format!("and {more} more"), format!("等 {} 项", list.len())]));
    }
    words.join(style.say([", ", "，"]))
}

/// The child of a line, or the product where it is its own factor.
fn short(line: &LineChange) -> &str {
    if line.names.1.is_empty() { &line.names.0 } else { &line.names.1 }
}

fn line_table(c: &Comparison, list: &[LineChange], style: Style, most: usize) -> String {
    let with_method = !c.method_changes.is_empty();
    let mut columns = vec![
        (LINE, LEFT),
        (["", ""], LEFT),
        (AMOUNT, RIGHT),
        (["kg CO2e per unit", "每单位 kg CO2e"], RIGHT),
        (CHANGE, RIGHT),
        (FACTOR, RIGHT),
        (ACTIVITY, RIGHT),
    ];
    if with_method {
        columns.push((METHOD, RIGHT));
    }
    columns.push((["place", "位置"], LEFT));
    let mut table = table(style, &columns);
    let shown: Vec<&LineChange> = list.iter().filter(|l| l.state != LineState::Same || with_method).collect();
    let places = places_for(shown.iter().map(|l| l.parts.change));
    for l in shown.iter().take(most) {
        let number = |line: &TraceLine| line.factor_quantity.round_significant(6).to_string();
        let amount = both(l.before.as_ref().map(number), l.after.as_ref().map(number));
        let unit = [&l.after, &l.before].into_iter().flatten().next().map(|s| s.factor.unit.label(style.language));
        let figure = |line: &TraceLine| line.factor.kg_co2e_per_unit.round_significant(6).to_string();
        let figures = both(l.before.as_ref().map(figure), l.after.as_ref().map(figure));
        let place = [&l.after, &l.before].into_iter().flatten().next().and_then(TraceLine::place);
        let mut row = vec![
            Cell::new(path(l)),
            Cell::new(style.say(state(l.state))),
            Cell::new(format!("{amount} {}", unit.unwrap_or_default())),
            Cell::new(figures),
            Cell::new(signed(l.parts.change, places)),
            Cell::new(signed(l.parts.factor, places)),
            Cell::new(signed(l.parts.activity, places)),
        ];
        if with_method {
            row.push(Cell::new(signed(l.parts.method, places)));
        }
        row.push(Cell::new(place.map(|place| place.to_string()).unwrap_or_default()));
        table.add_row(row);
    }
    let last = columns.len().saturating_sub(1);
    let whole: Vec<usize> = (1..=last).collect();
    keep_whole(&mut table, &whole);
    cap(&mut table, 0, 40);
    let same = list.iter().filter(|l| l.state == LineState::Same).count();
    let more = shown.len().saturating_sub(most);
    let mut out = if shown.is_empty() { String::new() } else { lines(&table) };
    let mut notes = Vec::new();
    if more > 0 {
        notes.push(
            style
                .language
                .pick([format!("{more} more lines with --format csv"), format!("另有 {more} 行，见 --format csv")]),
        );
    }
    if same > 0 && !with_method {
        let en = if same == 1 { "1 line is the same".to_owned() } else { format!("{same} lines are the same") };
        notes.push(style.language.pick([en, format!("{same} 行相同")]));
    }
    if !notes.is_empty() {
        out.push_str(&format!("{}\n\n", notes.join(style.say(["; ", "；"]))));
    }
    out
}

/// Parent and child of a line; of a renamed one both names.
fn path(l: &LineChange) -> String {
    let of = |line: &Option<TraceLine>| line.as_ref().map(|line| line.path().join(" > "));
    let product = [&l.after, &l.before].into_iter().flatten().find_map(|line| line.path().first().copied());
    match (l.state, of(&l.before), of(&l.after)) {
        (LineState::Renamed, Some(a), Some(b)) => format!("{a} → {b}"),
        _ if l.names.1.is_empty() => l.names.0.clone(),
        _ if product == Some(l.names.0.as_str()) => l.names.1.clone(),
        _ => format!("{} > {}", l.names.0, l.names.1),
    }
}

fn factor_table(c: &Comparison, style: Style) -> String {
    let shown: Vec<&FactorChange> = c.by_factor.iter().filter(|g| !g.parts.change.is_zero()).collect();
    if shown.is_empty() {
        return String::new();
    }
    let mut columns = vec![
        (["by factor", "按因子"], LEFT),
        (["before", "之前"], RIGHT),
        (["after", "之后"], RIGHT),
        (CHANGE, RIGHT),
        (FACTOR, RIGHT),
        (ACTIVITY, RIGHT),
    ];
    let with_method = !c.method_changes.is_empty();
    if with_method {
        columns.push((METHOD, RIGHT));
    }
    let mut table = table(style, &columns);
    let places = places_for(shown.iter().flat_map(|g| [g.kg[0], g.kg[1], g.parts.change]));
    for g in shown.iter().take(15) {
        let id = |side: &Option<Arc<FactorUse>>| side.as_ref().map(|f| f.id.clone());
        let mut row = vec![
            Cell::new(both(id(&g.before), id(&g.after))),
            Cell::new(fixed(g.kg[0], places)),
            Cell::new(fixed(g.kg[1], places)),
            Cell::new(signed(g.parts.change, places)),
            Cell::new(signed(g.parts.factor, places)),
            Cell::new(signed(g.parts.activity, places)),
        ];
        if with_method {
            row.push(Cell::new(signed(g.parts.method, places)));
        }
        table.add_row(row);
    }
    let whole: Vec<usize> = (1..columns.len()).collect();
    keep_whole(&mut table, &whole);
    lines(&table)
}

#[derive(serde::Serialize)]
struct SplitRow {
    change: Decimal,
    factor: Decimal,
    activity: Decimal,
    method: Decimal,
}

impl SplitRow {
    fn of(parts: &Parts) -> Self {
        let Parts { change, factor, activity, method } = *parts;
        Self { change, factor, activity, method }
    }
}

#[derive(serde::Serialize)]
struct LineSide<'a> {
    path: Vec<&'a str>,
    written: String,
    quantity: Decimal,
    unit: String,
    factor_quantity: Decimal,
    factor_unit: String,
    #[serde(flatten)]
    factor: FactorHead<'a>,
    kg_co2e: Decimal,
    file: Option<String>,
    row: Option<u32>,
}

impl<'a> LineSide<'a> {
    fn of(l: &'a TraceLine) -> Self {
        let place = l.place();
        Self {
            path: l.path(),
            written: l.written(),
            quantity: l.quantity,
            unit: l.unit.to_string(),
            factor_quantity: l.factor_quantity,
            factor_unit: l.factor.unit.to_string(),
            factor: FactorHead::of(&l.factor),
            kg_co2e: l.kg_co2e,
            file: place.as_ref().map(|p| p.file_name().to_owned()),
            row: place.as_ref().and_then(|p| p.row_number()),
        }
    }
}

#[derive(serde::Serialize)]
struct LineRow<'a> {
    state: &'static str,
    parent: &'a str,
    child: &'a str,
    stage: &'static str,
    other_factor: bool,
    #[serde(flatten)]
    split: SplitRow,
    before: Option<LineSide<'a>>,
    after: Option<LineSide<'a>>,
}

impl<'a> LineRow<'a> {
    fn of(l: &'a LineChange) -> Self {
        Self {
            state: l.state.name(),
            parent: &l.names.0,
            child: &l.names.1,
            stage: l.stage.name(),
            other_factor: l.factor_chosen,
            split: SplitRow::of(&l.parts),
            before: l.before.as_ref().map(LineSide::of),
            after: l.after.as_ref().map(LineSide::of),
        }
    }
}

#[derive(serde::Serialize)]
struct FactorRow<'a> {
    before: Option<FactorHead<'a>>,
    after: Option<FactorHead<'a>>,
    kg_co2e_before: Decimal,
    kg_co2e_after: Decimal,
    #[serde(flatten)]
    split: SplitRow,
}

#[derive(serde::Serialize)]
struct MethodRow<'a> {
    kind: &'a str,
    before: &'a str,
    after: &'a str,
}

/// A number before and after.
#[derive(serde::Serialize)]
struct Move {
    before: Decimal,
    after: Decimal,
}

#[derive(serde::Serialize)]
struct Product<'a> {
    id: &'a str,
    id_before: &'a str,
    name: &'a str,
    unit: String,
    amount: Decimal,
    boundary: &'a str,
    total_before: Decimal,
    total_after: Decimal,
    #[serde(flatten)]
    split: SplitRow,
    /// Part of `factor`: the same factor with a new figure.
    factor_update: Decimal,
    /// Part of `factor`: another factor, or one for another region.
    factor_choice: Decimal,
    /// `change` over the total before.
    share: Option<Decimal>,
    method_changes: Vec<MethodRow<'a>>,
    stages: Stages,
    lines: Vec<LineRow<'a>>,
    beside: Vec<LineRow<'a>>,
    factors: Vec<FactorRow<'a>>,
}

/// Stages in their order, as the keys of an object.
struct Stages(Vec<(&'static str, Move)>);

impl Serialize for Stages {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (stage, numbers) in &self.0 {
            map.serialize_entry(stage, numbers)?;
        }
        map.end()
    }
}

impl<'a> Product<'a> {
    fn of(c: &'a Comparison) -> Self {
        let (a, b) = (c.before(), c.after());
        let stage = |s: Stage| (s.name(), Move { before: a.stage(s), after: b.stage(s) });
        let factor = |g: &'a FactorChange| FactorRow {
            before: g.before.as_deref().map(FactorHead::of),
            after: g.after.as_deref().map(FactorHead::of),
            kg_co2e_before: g.kg[0],
            kg_co2e_after: g.kg[1],
            split: SplitRow::of(&g.parts),
        };
        Self {
            id: &b.id,
            id_before: &a.id,
            name: &b.name,
            unit: b.unit.to_string(),
            amount: b.amount,
            boundary: b.boundary.name(),
            total_before: a.total,
            total_after: b.total,
            split: SplitRow::of(&c.total),
            factor_update: c.factor_update,
            factor_choice: c.factor_choice,
            share: c.total.change.over(a.total),
            method_changes: c.method_changes().map(|(kind, before, after)| MethodRow { kind, before, after }).collect(),
            stages: Stages(Stage::ALL_AND_BEYOND.into_iter().map(stage).collect()),
            lines: c.lines.iter().map(LineRow::of).collect(),
            beside: c.beside.iter().map(LineRow::of).collect(),
            factors: c.by_factor.iter().map(factor).collect(),
        }
    }
}

/// A comparison as JSON.
#[derive(serde::Serialize)]
pub(super) struct Document<'a> {
    schema: &'static str,
    before: StudyHead<'a>,
    after: StudyHead<'a>,
    products: Vec<Product<'a>>,
    warnings: Vec<Finding<'a>>,
}

impl<'a> Document<'a> {
    pub(super) fn of(compared: &'a Compared<'_>) -> Self {
        Self {
            schema: "product-footprint/comparison/1",
            before: StudyHead::of(compared.before),
            after: StudyHead::of(compared.after),
            products: compared.products.iter().map(Product::of).collect(),
            warnings: compared.warnings.iter().map(Finding::of).collect(),
        }
    }
}

/// `pcf compare --format json`
pub(crate) fn document(compared: &Compared<'_>) -> String {
    text(&Document::of(compared))
}

/// `pcf compare --format csv`: one row a line.
pub(crate) fn rows(compared: &Compared<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    let mut csv = writer(out);
    let header = [
        "product",
        "state",
        "parent",
        "child",
        "stage",
        "counted",
        "factor_before",
        "factor_after",
        "quantity_before",
        "unit_before",
        "quantity_after",
        "unit_after",
        "kg_co2e_per_unit_before",
        "kg_co2e_per_unit_after",
        "kg_co2e_before",
        "kg_co2e_after",
        "change",
        "factor",
        "activity",
        "method",
        "place_before",
        "place_after",
    ];
    csv.write_record(header).map_err(io)?;
    for c in &compared.products {
        let all = c.lines.iter().map(|l| (l, "yes")).chain(c.beside.iter().map(|l| (l, "no")));
        for (l, counted) in all {
            let of =
                |side: &Option<TraceLine>, cell: fn(&TraceLine) -> String| side.as_ref().map(cell).unwrap_or_default();
            let pair = |cell: fn(&TraceLine) -> String| [of(&l.before, cell), of(&l.after, cell)];
            let [factor_a, factor_b] = pair(|s| safe(&s.factor.id));
            let [quantity_a, quantity_b] = pair(|s| s.factor_quantity.to_string());
            let [unit_a, unit_b] = pair(|s| s.factor.unit.to_string());
            let [figure_a, figure_b] = pair(|s| s.factor.kg_co2e_per_unit.to_string());
            let [kg_a, kg_b] = pair(|s| s.kg_co2e.to_string());
            let [place_a, place_b] = pair(|s| s.place().map(|p| safe(&p.to_string())).unwrap_or_default());
            csv.write_record([
                safe(&c.after.id),
                l.state.name().to_owned(),
                safe(&l.names.0),
                safe(&l.names.1),
                l.stage.name().to_owned(),
                counted.to_owned(),
                factor_a,
                factor_b,
                quantity_a,
                unit_a,
                quantity_b,
                unit_b,
                figure_a,
                figure_b,
                kg_a,
                kg_b,
                l.parts.change.to_string(),
                l.parts.factor.to_string(),
                l.parts.activity.to_string(),
                l.parts.method.to_string(),
                place_a,
                place_b,
            ])
            .map_err(io)?;
        }
    }
    csv.flush()
}
