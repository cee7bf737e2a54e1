//! Results for people: tables on a terminal, rounded half to even, in English or Chinese.

use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, Width, presets};

use super::rounding::{fixed, percent, percentages, places_for};
use super::rows::shown_path;
use crate::decimal::Decimal;
use crate::diagnostic::{Diagnostic, Language, Severity};
use crate::footprint::{AuditLines, Contribution, Footprint, Model, RollUp, TraceLine};
use crate::gas::Component;
use crate::stage::{Boundary, Stage};
use crate::study::RecyclingMethod;

/// Words of the tables, English and Chinese.
pub(super) type Words = [&'static str; 2];

pub(super) const STAGE: Words = ["stage", "阶段"];
pub(super) const SHARE: Words = ["share", "占比"];
pub(super) const KG: Words = ["kg CO2e", "kg CO2e"];
pub(super) const ITEM: Words = ["item", "物料"];
pub(super) const QUANTITY: Words = ["quantity", "用量"];
pub(super) const FACTOR: Words = ["factor", "因子"];
pub(super) const SOURCE: Words = ["source", "来源"];
pub(super) const UNIT: Words = ["unit", "单位"];
pub(super) const NAME: Words = ["name", "名称"];

/// How wide a table may be, and in which language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) language: Language,
    pub(crate) width: u16,
}

impl Style {
    pub(super) fn say(self, words: Words) -> &'static str {
        self.language.pick(words)
    }
}

/// A percentage with its sign, where there is one.
pub(super) fn signed_percent(percent: String) -> String {
    if percent == "–" { percent } else { format!("{percent} %") }
}

/// A bar for a share between 0 and 1.
fn bar(share: Option<Decimal>) -> String {
    let length = share.and_then(|s| s.checked_mul(Decimal::from(20_u32)).ok()).map(|s| s.round(0).to_string());
    let length: usize = length.and_then(|l| l.parse().ok()).unwrap_or(0);
    "█".repeat(length.min(20))
}

pub(super) fn table(style: Style, columns: &[(Words, CellAlignment)]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING.header_separator(LineStyle::none().fill('─').junction('─')));
    table.set_content_arrangement(ContentArrangement::Dynamic).set_width(style.width);
    table.set_header(columns.iter().map(|(words, align)| Cell::new(style.say(*words)).set_alignment(*align)));
    for (at, (_, align)) in columns.iter().enumerate() {
        if let Some(column) = table.column_mut(at) {
            column.set_cell_alignment(*align);
            column.set_padding((0, 2));
        }
    }
    table
}

/// Keeps a column of numbers or codes on one line.
pub(super) fn keep_whole(table: &mut Table, columns: &[usize]) {
    for at in columns {
        if let Some(column) = table.column_mut(*at) {
            column.set_constraint(ColumnConstraint::ContentWidth);
        }
    }
}

pub(super) fn cap(table: &mut Table, at: usize, width: u16) {
    if let Some(column) = table.column_mut(at) {
        column.set_constraint(ColumnConstraint::UpperBoundary(Width::Fixed(width)));
    }
}

/// The longest word of Latin letters or digits in a cell; Chinese may be broken anywhere.
fn longest_word(text: &str) -> usize {
    text.split(|c: char| c.is_whitespace() || !c.is_ascii()).map(str::len).max().unwrap_or(0)
}

/// No column gets so narrow that it breaks its words, up to a length.
fn keep_words(table: &mut Table, length: usize) {
    let columns = table.column_iter().count();
    for at in 0..columns {
        let words = table.column_cells_with_header_iter(at).flatten().map(|cell| longest_word(&cell.content()));
        let longest = words.max().unwrap_or(0).min(length);
        let Some(column) = table.column_mut(at) else { continue };
        let lower = u16::try_from(longest).unwrap_or(0).saturating_add(column.padding_width());
        let constraint = match column.constraint() {
            None => ColumnConstraint::LowerBoundary(Width::Fixed(lower)),
            Some(ColumnConstraint::UpperBoundary(Width::Fixed(upper))) => {
                let upper = Width::Fixed((*upper).max(lower));
                ColumnConstraint::Boundaries { lower: Width::Fixed(lower), upper }
            }
            Some(_) => continue,
        };
        column.set_constraint(constraint);
    }
}

/// How many columns a line takes on a terminal; Chinese characters take two.
fn shown_width(line: &str) -> usize {
    let wide = |c: char| {
        matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}')
    };
    let width = |c: char| usize::from(wide(c)).saturating_add(1);
    line.chars().map(width).sum()
}

/// How a table is made to fit.
#[derive(Clone, Copy, Debug)]
struct Fit {
    /// Blanks between columns.
    space: u16,
    /// The longest word that is not broken.
    word: usize,
    /// With its last column.
    whole: bool,
}

/// From what reads best to what is narrowest.
const FITS: [Fit; 4] = [
    Fit { space: 2, word: 18, whole: true },
    Fit { space: 1, word: 18, whole: true },
    Fit { space: 1, word: 18, whole: false },
    Fit { space: 1, word: 12, whole: false },
];

/// The lines of a table, and how wide they are.
fn laid_out(table: &Table, fit: Fit) -> (String, usize) {
    let mut table = table.clone();
    let last = table.column_iter().count().saturating_sub(1);
    for (at, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, if at == last { 0 } else { fit.space }));
    }
    keep_words(&mut table, fit.word);
    if !fit.whole
        && let Some(column) = table.column_mut(last)
    {
        column.set_constraint(ColumnConstraint::Hidden);
    }
    let lines: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    let widest = lines.iter().map(|line| shown_width(line)).max().unwrap_or(0);
    (lines.join("\n") + "\n", widest)
}

/// The lines of a table. Where its words do not fit the width, columns stand closer; where that is not enough, the last
/// one gives way and is named below.
pub(super) fn lines(table: &Table) -> String {
    let width = usize::from(table.width().unwrap_or(u16::MAX));
    let last = table.header().and_then(|row| row.cell_iter().last()).map(Cell::content).unwrap_or_default();
    let may_go = table.column_iter().count() > 2 && !last.is_empty();
    for fit in FITS.into_iter().filter(|fit| fit.whole || may_go) {
        let (text, widest) = laid_out(table, fit);
        if widest <= width {
            let named =
                if fit.whole { String::new() } else { format!("… {last}: COLUMNS={}\n", laid_out(table, FITS[1]).1) };
            return text + &named + "\n";
        }
    }
    laid_out(table, FITS[1]).0 + "\n"
}

/// The name of something in the reader's language, or its id.
pub(super) fn named<'a>(style: Style, id: &'a str, name: &'a str, name_zh: &'a str) -> &'a str {
    let order = style.language.pick([[name, name_zh], [name_zh, name]]);
    order.into_iter().find(|n| !n.is_empty()).unwrap_or(id)
}

pub(super) const LEFT: CellAlignment = CellAlignment::Left;
pub(super) const RIGHT: CellAlignment = CellAlignment::Right;

/// What was set instead of the study's own values: above every result, so that it is not taken for the study's.
pub(crate) fn what_if(model: &Model, style: Style) -> String {
    let mut out = String::new();
    for set in model.set_values() {
        out.push_str(&format!("{}{}\n", style.say(["WHAT IF  ", "假设  "]), set.statement(style.language)));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// The footprint of one product.
pub(crate) fn footprint(model: &Model, f: &Footprint, style: Style) -> String {
    let say = |words| style.say(words);
    let mut out = String::new();
    let name = named(style, &f.id, &f.name, &f.name_zh);
    out.push_str(name);
    if name != f.id {
        out.push_str(&format!("  ({})", f.id));
    }
    out.push('\n');
    let scope: Vec<String> = [
        Some(say(["Product carbon footprint", "产品碳足迹"]).to_owned()),
        Some(f.boundary.label(style.language).to_owned()),
        f.period.clone(),
        f.region.clone(),
        model.scenario().map(|s| format!("{} {s}", say(["scenario", "情景"]))),
    ]
    .into_iter()
    .flatten()
    .collect();
    out.push_str(&format!("{}\n\n", scope.join(" · ")));
    let places = places_for([f.total].into_iter());
    out.push_str(&format!(
        "  {} kg CO2e  {} {} {}\n",
        fixed(f.total, places),
        say(["per", "每"]),
        f.amount,
        f.unit.label(style.language)
    ));
    if !f.functional_unit.is_empty() {
        out.push_str(&format!("  {}{}\n", say(["functional unit: ", "功能单位："]), f.functional_unit));
    }
    out.push('\n');
    out.push_str(&stages(f, style));
    out.push_str(&components(f, style));
    out.push_str(&format!("{}\n", say(["Largest contributions, all stages", "主要贡献（全部阶段）"])));
    out.push_str(&contributions(&f.contributions, f.total_all_stages, style, 15));
    out.push_str(&super::why::breakdowns(f, style));
    if !f.credits.is_empty() {
        out.push_str(&format!("{}\n", say(["Credits beyond the boundary, in no total", "边界外抵扣，不计入任何总量"])));
        out.push_str(&contributions(&f.credits, f.total_all_stages, style, 15));
    }
    out.push_str(&method(model, f, style));
    out.push_str(&super::quality::quality(f, style));
    out
}

fn stages(f: &Footprint, style: Style) -> String {
    let mut table = table(style, &[(STAGE, LEFT), (KG, RIGHT), (SHARE, RIGHT), (["", ""], LEFT)]);
    let places = places_for(Stage::ALL.into_iter().map(|s| f.stage(s)));
    let within = Stage::ALL.into_iter().filter(|s| f.boundary.includes(*s)).map(|s| f.stage(s));
    let mut shares = percentages(&within.collect::<Vec<_>>(), f.total).into_iter();
    let mut inside = Vec::new();
    let mut outside = Vec::new();
    for stage in Stage::ALL {
        let within = f.boundary.includes(stage);
        if f.stage(stage).is_zero() && !within {
            continue;
        }
        let share = f.stage(stage).over(f.total).filter(|_| within);
        let percent = if within { shares.next() } else { None };
        let row = vec![
            Cell::new(stage.label(style.language)),
            Cell::new(fixed(f.stage(stage), places)),
            Cell::new(percent.map(signed_percent).unwrap_or_default()),
            Cell::new(if within { bar(share) } else { style.say(["outside the boundary", "边界之外"]).to_owned() }),
        ];
        if within { inside.push(row) } else { outside.push(row) }
    }
    for row in inside {
        table.add_row(row);
    }
    table.add_row(vec![
        Cell::new(style.say(["total", "合计"])),
        Cell::new(fixed(f.total, places)),
        Cell::new(if f.total.is_zero() { String::new() } else { percent(Some(Decimal::ONE)) }),
        Cell::new(f.boundary.label(style.language)),
    ]);
    for row in outside {
        table.add_row(row);
    }
    if !f.beyond_boundary().is_zero() {
        table.add_row(vec![
            Cell::new(Stage::BeyondBoundary.label(style.language)),
            Cell::new(fixed(f.beyond_boundary(), places)),
            Cell::new(""),
            Cell::new(style.say(["credit, in no total", "抵扣，不计入总量"])),
        ]);
    }
    keep_whole(&mut table, &[0, 1, 2, 3]);
    lines(&table)
}

/// A component's name for people.
pub(super) fn component_label(component: Component) -> [&'static str; 2] {
    match component {
        Component::Fossil => ["fossil", "化石"],
        Component::Aircraft => ["aircraft", "航空"],
        Component::BiogenicNonCo2 => ["biogenic, without CO2", "生物成因（不含CO2）"],
        Component::LandUseChange => ["land-use change", "土地利用变化"],
        Component::LandManagement => ["land management", "土地管理"],
        Component::LandRemovals => ["removals by land", "土地清除"],
        Component::TechnicalRemovals => ["technical removals", "技术清除"],
        Component::BiogenicCo2 => ["biogenic CO2 (in no total)", "生物成因CO2排放（不计入总量）"],
        Component::BiogenicUptake => ["biogenic uptake (in no total)", "生物成因CO2吸收（不计入总量）"],
    }
}

/// The components that are not zero, if there is more to say than "all fossil".
fn components(f: &Footprint, style: Style) -> String {
    let label = |c: Component| style.say(component_label(c));
    let used: Vec<Component> = Component::ALL.into_iter().filter(|c| !f.component(*c).is_zero()).collect();
    if used.iter().all(|c| *c == Component::Fossil) {
        return String::new();
    }
    let mut table = table(style, &[(["of which", "其中"], LEFT), (KG, RIGHT)]);
    let places = places_for(used.iter().map(|c| f.component(*c)));
    for component in &used {
        table.add_row(vec![Cell::new(label(*component)), Cell::new(fixed(f.component(*component), places))]);
    }
    if used.iter().any(|c| !c.in_total()) {
        let words = ["total including biogenic CO2", "计入生物成因CO2的总量"];
        table.add_row(vec![Cell::new(style.say(words)), Cell::new(fixed(f.total_including_biogenic, places))]);
    }
    lines(&table)
}

fn contributions(list: &[Contribution], whole: Decimal, style: Style, most: usize) -> String {
    let columns =
        [(ITEM, LEFT), (QUANTITY, RIGHT), (UNIT, LEFT), (STAGE, LEFT), (KG, RIGHT), (SHARE, RIGHT), (SOURCE, LEFT)];
    let mut table = table(style, &columns);
    let places = places_for(list.iter().map(|c| c.kg_co2e));
    let rest = list.iter().skip(most);
    let count = rest.clone().count();
    let sum = crate::quantity::sum(rest.map(|c| c.kg_co2e)).ok();
    let shown = list.iter().take(most).map(|c| c.kg_co2e).chain(sum.filter(|_| count > 0));
    let mut shares = percentages(&shown.collect::<Vec<_>>(), whole).into_iter().map(signed_percent);
    for (c, share) in list.iter().take(most).zip(&mut shares) {
        // Freight, gases and the like enter by their factor; a material by the item that stands for it.
        let name = if c.bound {
            named(style, &c.item, &c.item_name, &c.item_name_zh)
        } else {
            named(style, &c.factor.id, &c.factor.name, &c.factor.name_zh)
        };
        let more = if c.bound && c.items > 1 { format!(" (+{})", c.items.saturating_sub(1)) } else { String::new() };
        table.add_row(vec![
            Cell::new(format!("{name}{more}")),
            Cell::new(c.quantity.round_significant(4)),
            Cell::new(c.factor.unit.label(style.language)),
            Cell::new(c.stage.label(style.language)),
            Cell::new(fixed(c.kg_co2e, places)),
            Cell::new(share),
            Cell::new(source(&c.factor.publisher, &c.factor.source, &c.factor.region, &c.factor.years)),
        ]);
    }
    if count > 0 {
        let words = match style.language {
            Language::En => format!("{count} more"),
            Language::Zh => format!("其余 {count} 项"),
        };
        let (kg, share) = (sum.map(|s| fixed(s, places)).unwrap_or_default(), shares.next().unwrap_or_default());
        let cells = [words, String::new(), String::new(), String::new(), kg, share, String::new()];
        table.add_row(cells.into_iter().map(Cell::new).collect::<Vec<_>>());
    }
    keep_whole(&mut table, &[1, 2, 3, 4, 5]);
    cap(&mut table, 0, 34);
    lines(&table)
}

/// Who says so, for where and when, in few words.
fn source(publisher: &str, source: &str, region: &str, years: &str) -> String {
    let who = if publisher.is_empty() { source } else { publisher };
    let mut short = String::new();
    let mut columns = 0_usize;
    for c in who.chars() {
        // Chinese characters are two columns wide.
        columns = columns.saturating_add(if c.is_ascii() { 1 } else { 2 });
        if columns > 26 {
            short.push('…');
            break;
        }
        short.push(c);
    }
    [short.as_str(), region, years].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The rules that shaped the number.
fn method(model: &Model, f: &Footprint, style: Style) -> String {
    let sets: Vec<&str> = f.gwp_sets.iter().map(|s| s.name()).collect();
    let boundary = match (f.boundary, style.language) {
        (Boundary::CradleToGate, Language::En) => {
            "the total counts design, raw materials, inbound transport and production"
        }
        (Boundary::CradleToGate, Language::Zh) => "总量计入设计、原材料获取、进厂运输和生产",
        (Boundary::CradleToGrave, Language::En) => "the total counts all eight stages",
        (Boundary::CradleToGrave, Language::Zh) => "总量计入全部八个阶段",
    };
    let mut parts = vec![
        format!("GWP100 {}", sets.join(" + ")),
        boundary.to_owned(),
        style.say(["exact decimals, rounded half to even", "精确十进制，四舍六入五成双"]).to_owned(),
    ];
    if model.loop_count() > 0 {
        parts.push(match style.language {
            Language::En => format!("loops solved exactly: {}", model.loop_count()),
            Language::Zh => format!("精确求解的循环：{}", model.loop_count()),
        });
    }
    if let Some(digest) = model.study().digest() {
        parts.push(digest.chars().take(19).collect::<String>());
    }
    let separator = style.say(["; ", "；"]);
    let mut out = format!("{}{}\n", style.say(["Method: ", "方法："]), parts.join(separator));
    for rule in f.rules() {
        out.push_str(&format!("  {}\n", rule.statement(style.language)));
    }
    out.push_str(&beside(f, style));
    out
}

/// The name of a recycling method for people.
fn recycling_method(name: &'static str, language: Language) -> &'static str {
    RecyclingMethod::parse(name).map_or(name, |method| language.pick(method.names()))
}

/// What stands beside the total: the other side of electricity, other recycling methods, packaging, what is cut off.
fn beside(f: &Footprint, style: Style) -> String {
    let places = places_for([f.total].into_iter());
    let kg = |value: Decimal| format!("{} kg CO2e", fixed(value, places));
    let mut out = String::new();
    let mut line = |en: String, zh: String| out.push_str(&format!("  {}\n", style.language.pick([en, zh])));
    let electricity = f.electricity();
    if f.rules().iter().any(|rule| rule.kind() == "electricity") {
        let (location, market) = (kg(electricity.location()), kg(electricity.market()));
        line(
            format!("electricity: location-based {location}, market-based {market}"),
            format!("电力：基于位置 {location}，基于市场 {market}"),
        );
    }
    let other = |(method, total)| format!("{} {}", recycling_method(method, style.language), kg(total));
    let others: Vec<String> = f.recycling_alternatives().map(other).collect();
    if !others.is_empty() {
        line(
            format!("the total by recycling method: {}", others.join(", ")),
            format!("按不同回收方法的总量：{}", others.join("，")),
        );
    }
    if !f.packaging().is_zero() {
        let packaging = kg(f.packaging());
        line(format!("of which packaging {packaging}"), format!("其中包装 {packaging}"));
    }
    if let Some(carbon) = f.carbon_content() {
        let part = |name: Words, value: Option<Decimal>| value.map(|v| format!("{} {v} kg C", style.say(name)));
        let parts: Vec<String> = [
            part(["fossil", "化石"], carbon.fossil()),
            part(["biogenic", "生物"], carbon.biogenic()),
            part(["of which recycled", "其中再生"], carbon.recycled()),
        ]
        .into_iter()
        .flatten()
        .collect();
        line(format!("carbon in the product: {}", parts.join(", ")), format!("产品含碳：{}", parts.join("，")));
    }
    for e in f.exclusions() {
        let (what, why, estimate, share) = (e.what(), e.reason(), kg(e.kg_co2e()), percent(e.share()));
        line(
            format!("cut off: {what}, about {estimate} ({share}): {why}"),
            format!("取舍：{what}，约 {estimate}（{share}）：{why}"),
        );
    }
    if let Some(share) = f.excluded_share() {
        let share = percent(Some(share));
        let [en, zh] = &f.profile.names;
        line(format!("cut off in all {share}, by {en}"), format!("取舍合计 {share}，依据{zh}"));
    }
    out
}

/// Several scenarios side by side: for each product the total and its stages, against the first of them.
pub(crate) fn scenarios(runs: &[(Model, Vec<Footprint>)], style: Style) -> String {
    let mut out = String::new();
    let Some((first, products)) = runs.first() else { return out };
    let as_it_is = style.say(["as the study is", "研究现状"]);
    for (at, product) in products.iter().enumerate() {
        let of_each: Vec<(&str, &Footprint)> = runs
            .iter()
            .filter_map(|(model, list)| Some((model.scenario().unwrap_or(as_it_is), list.get(at)?)))
            .collect();
        let name = named(style, &product.id, &product.name, &product.name_zh);
        let unit = product.unit.label(style.language);
        let boundary = first.boundary().label(style.language);
        let per = style.say(["per", "每"]);
        out.push_str(&format!("{name} ({}), kg CO2e {per} {} {unit} · {boundary}\n", product.id, product.amount));
        let used: Vec<Stage> =
            Stage::ALL.into_iter().filter(|s| of_each.iter().any(|(_, f)| !f.stage(*s).is_zero())).collect();
        let mut columns = vec![
            (["scenario", "情景"], LEFT),
            (["total", "合计"], RIGHT),
            (["change", "变化"], RIGHT),
            (["", ""], RIGHT),
        ];
        columns.extend(used.iter().map(|s| ([s.label(Language::En), s.label(Language::Zh)], RIGHT)));
        let mut table = table(style, &columns);
        let places = places_for(of_each.iter().map(|(_, f)| f.total));
        for (scenario, f) in &of_each {
            let change = f.total.checked_sub(product.total).ok();
            let share = change.and_then(|c| c.checked_div(product.total).ok());
            let is_first = std::ptr::eq(*f, product);
            let mut row = vec![
                Cell::new(scenario),
                Cell::new(fixed(f.total, places)),
                Cell::new(change.filter(|_| !is_first).map(|c| fixed(c, places)).unwrap_or_default()),
                Cell::new(if is_first { String::new() } else { percent(share) }),
            ];
            row.extend(used.iter().map(|s| Cell::new(fixed(f.stage(*s), places))));
            table.add_row(row);
        }
        out.push_str(&lines(&table));
    }
    for (model, list) in runs {
        let presets = list.first().into_iter().flat_map(|f| f.rules()).filter(|rule| rule.kind() == "preset");
        for rule in presets {
            out.push_str(&format!("{}: {}\n", model.scenario().unwrap_or_default(), rule.statement(style.language)));
        }
    }
    out
}

/// The footprint of every item.
pub(crate) fn roll_up(rows: &[RollUp], style: Style) -> String {
    let mut table = table(style, &[(ITEM, LEFT), (NAME, LEFT), (KG, RIGHT), (UNIT, LEFT)]);
    for row in rows {
        table.add_row(vec![
            Cell::new(&row.id),
            Cell::new(&row.name),
            Cell::new(row.total.round_significant(4)),
            Cell::new(format!("/ {}", row.unit().label(style.language))),
        ]);
    }
    keep_whole(&mut table, &[0, 2, 3]);
    lines(&table)
}

/// Every line behind a footprint: kilograms, path, calculation, source, place.
pub(crate) fn trace(f: &Footprint, list: &[TraceLine], style: Style) -> String {
    let places = places_for(list.iter().map(|l| l.kg_co2e));
    let mut out = trace_head(f, style);
    out.push_str(&trace_lines(list, 1, places, style));

    out.push_str(&match style.language {
        Language::En => format!(
            "{} lines; over all stages {} kg CO2e, within {} {} kg CO2e\n",
            list.len(),
            fixed(f.total_all_stages, places),
            f.boundary.label(style.language),
            fixed(f.total, places)
        ),
        Language::Zh => format!(
            "共 {} 行；全部阶段 {} kg CO2e，{}内 {} kg CO2e\n",
            list.len(),
            fixed(f.total_all_stages, places),
            f.boundary.label(style.language),
            fixed(f.total, places)
        ),
    });
    out
}

/// The product and its amount.
fn trace_head(f: &Footprint, style: Style) -> String {
    format!(
        "{} ({}), {} {}\n\n",
        named(style, &f.id, &f.name, &f.name_zh),
        f.id,
        f.amount,
        f.unit.label(style.language)
    )
}

/// The lines to be seen by a verifier: the largest, and those drawn from the rest.
pub(crate) fn audit(f: &Footprint, audit: &AuditLines, style: Style) -> String {
    let (largest, drawn) = (audit.largest(), audit.drawn());
    let places = places_for(largest.iter().chain(drawn).map(|l| l.kg_co2e));
    let (wanted, covered) = (percent(Some(audit.wanted)), percent(audit.covered()));
    let (lines, rest, seed) = (audit.line_count(), audit.rest(), audit.seed());
    let mut out = trace_head(f, style);
    out.push_str(&style.language.pick([
        format!(
            "The {} largest of {lines} lines cover {covered} of the absolute contributions to the total ({wanted} asked \
             for)\n\n",
            largest.len()
        ),
        format!("{lines} 行中最大的 {} 行覆盖总量绝对贡献的 {covered}（要求 {wanted}）\n\n", largest.len()),
    ]));
    out.push_str(&trace_lines(largest, 1, places, style));
    let generator = AuditLines::GENERATOR;
    out.push_str(&style.language.pick([
        format!("{} of the other {rest} lines, drawn at random with seed {seed} ({generator})\n\n", drawn.len()),
        format!("其余 {rest} 行中随机抽取 {} 行，种子 {seed}（{generator}）\n\n", drawn.len()),
    ]));
    out.push_str(&trace_lines(drawn, largest.len().saturating_add(1), places, style));
    out
}

/// Lines with their calculation, source and place, numbered from `first`.
fn trace_lines(list: &[TraceLine], first: usize, places: u32, style: Style) -> String {
    let mut out = String::new();
    for (at, l) in list.iter().enumerate() {
        let place = l.place().map(|place| place.to_string()).unwrap_or_default();
        let stage = l.stage.label(style.language);
        let number = at.saturating_add(first);
        out.push_str(&format!(
            "{number:>4}  {:>10} kg CO2e  {:>7}  {stage}  {place}\n",
            fixed(l.kg_co2e, places),
            percent(l.share)
        ));
        let more = if l.has_other_paths() { style.say([" (and other paths)", "（另有其他路径）"]) } else { "" };
        out.push_str(&format!("      {}{more}\n", shown_path(l, style.say([" more", " 项"]))));
        let unit = l.factor.unit.label(style.language);
        let needed = format!("{} {}", l.quantity.round_significant(8), l.unit.label(style.language));
        let converted = if l.unit == l.factor.unit && l.quantity == l.factor_quantity {
            String::new()
        } else {
            format!(" = {} {unit}", l.factor_quantity.round_significant(8))
        };
        let written = l.written();
        let written = if written.is_empty() { written } else { format!("{written} → ") };
        let value = l.factor.kg_co2e_per_unit.round_significant(8);
        out.push_str(&format!("      {written}{needed}{converted} x {value} kg CO2e/{unit}\n"));
        let factor = [l.factor.id.as_str(), l.factor.region.as_str(), l.factor.years.as_str()];
        let factor = factor.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ");
        let stands = l.factor.place.as_ref().map(|p| format!(" [{p}]")).unwrap_or_default();
        let source = [l.factor.publisher.as_str(), l.factor.source.as_str()];
        let source = source.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(": ");
        let source = if source.is_empty() { String::new() } else { format!(" · {source}") };
        out.push_str(&format!("      {factor}{stands}{source}\n\n"));
    }
    out
}

/// Findings: each error in full (the first fifty), warnings in a line each (the first three of a code).
pub(crate) fn findings(diagnostics: &[Diagnostic], language: Language) -> String {
    let mut out = String::new();
    let errors: Vec<&Diagnostic> = diagnostics.iter().filter(|d| d.severity() == Severity::Error).collect();
    for d in errors.iter().take(50) {
        let place = d.place().map(|p| format!("  {p}")).unwrap_or_default();
        out.push_str(&format!("{} {}{place}\n", language.pick(["error", "错误"]), d.code()));
        out.push_str(&format!("  {}\n", d.message(language)));
        out.push_str(&format!("  {}: {}\n", language.pick(["wanted", "应为"]), d.wanted(language)));
        out.push_str(&format!("  {}: {}\n\n", language.pick(["fix", "改法"]), d.fix(language)));
    }
    if errors.len() > 50 {
        let more = errors.len().saturating_sub(50);
        out.push_str(&match language {
            Language::En => format!("… and {more} more errors; all of them with --format json\n\n"),
            Language::Zh => format!("……还有 {more} 个错误；用 --format json 查看全部\n\n"),
        });
    }
    let mut codes: Vec<&str> = Vec::new();
    for d in diagnostics.iter().filter(|d| d.severity() == Severity::Warning) {
        if !codes.contains(&d.code()) {
            codes.push(d.code());
        }
    }
    for code in codes {
        let of_code: Vec<&Diagnostic> = diagnostics.iter().filter(|d| d.code() == code).collect();
        for d in of_code.iter().take(3) {
            let place = d.place().map(|p| format!("  {p}")).unwrap_or_default();
            out.push_str(&format!("{} {code}{place}: {}\n", language.pick(["warning", "警告"]), d.message(language)));
        }
        if of_code.len() > 3 {
            let more = of_code.len().saturating_sub(3);
            out.push_str(&match language {
                Language::En => format!("  … and {more} more of {code}\n"),
                Language::Zh => format!("  ……{code} 还有 {more} 个\n"),
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_narrow_table_keeps_its_words_and_names_what_gave_way() {
        let rows = |width| {
            let style = Style { language: Language::En, width };
            let mut table = table(style, &[(ITEM, LEFT), (KG, RIGHT), (SOURCE, LEFT)]);
            table.add_row(vec!["recycled-aluminium, ingot", "1.25", "Ministry of Ecology"]);
            table.add_row(vec!["primary-aluminium", "12345678901234567890", "压铸行业协会年报"]);
            keep_whole(&mut table, &[1, 2]);
            lines(&table)
        };
        assert!(rows(100).contains("recycled-aluminium, ingot   ") && rows(100).contains("Ministry"), "{}", rows(100));
        let narrow = rows(50);
        assert!(narrow.lines().all(|line| shown_width(line) <= 50), "{narrow}");
        assert!(narrow.contains("recycled-aluminium,"), "{narrow}");
        assert!(narrow.contains("… source: COLUMNS="), "{narrow}");
    }
}
