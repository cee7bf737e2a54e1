//! Why a footprint is what it is: from each side, path by path, and as a derivation in which every item stands once.

use std::io::Write;

use comfy_table::Cell;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::json::{FactorHead, Finding, Product, StudyHead, text};
use super::rounding::{fixed, percent, places_for};
use super::rows::{Rows, io, number, safe};
use super::terminal::{FACTOR, KG, LEFT, RIGHT, SHARE, STAGE, Style, Words, cap, keep_whole, lines, named, table};
use crate::decimal::Decimal;
use crate::footprint::{
    Breakdown, Brings, ExplainedItem, ExplainedLine, Explanation, Footprint, Group, GroupBy, Model, StructuralPath,
    StructuralPaths,
};

// ---- From each side ----

/// `contributions_by` of a product in result/1.
pub(super) struct Sides<'a>(&'a [Breakdown]);

impl<'a> Sides<'a> {
    /// Absent where nobody asked.
    pub(super) fn of(f: &'a Footprint) -> Option<Self> {
        Some(Self(f.contributions_by())).filter(|sides| !sides.0.is_empty())
    }
}

#[derive(serde::Serialize)]
struct GroupRow<'a> {
    key: &'a str,
    name: &'a str,
    name_zh: &'a str,
    kg_co2e: Decimal,
    share: Option<Decimal>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cumulative_kg_co2e: Option<Decimal>,
}

impl<'a> GroupRow<'a> {
    fn of(group: &'a Group) -> Self {
        Self {
            key: &group.key,
            name: &group.name,
            name_zh: &group.name_zh,
            kg_co2e: group.direct.kg_co2e(),
            share: group.share,
            cumulative_kg_co2e: group.cumulative.map(|c| c.kg_co2e()),
        }
    }
}

impl Serialize for Sides<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for breakdown in self.0 {
            let rows: Vec<GroupRow<'_>> = breakdown.groups.iter().map(GroupRow::of).collect();
            map.serialize_entry(breakdown.by.name(), &rows)?;
        }
        map.end()
    }
}

/// `pcf footprint --by … --format csv`: one row a part.
pub(crate) fn breakdown_rows(footprints: &[Footprint], out: &mut dyn Write) -> std::io::Result<()> {
    let mut csv = Rows::new(out, footprints.first().map_or(&[], Footprint::set_values));
    csv.write_record(["product", "by", "key", "name", "kg_co2e", "share", "cumulative_kg_co2e"]).map_err(io)?;
    for f in footprints {
        for breakdown in f.contributions_by() {
            for group in &breakdown.groups {
                csv.write_record([
                    safe(&f.id),
                    breakdown.by.name().to_owned(),
                    safe(&group.key),
                    safe(&group.name),
                    group.direct.kg_co2e().to_string(),
                    number(group.share),
                    number(group.cumulative.map(|c| c.kg_co2e())),
                ])
                .map_err(io)?;
            }
        }
    }
    csv.flush()
}

fn side(by: GroupBy) -> Words {
    match by {
        GroupBy::Factor => FACTOR,
        GroupBy::Item => ["item", "物料"],
        GroupBy::Supplier => ["supplier", "供应商"],
        GroupBy::Stage => STAGE,
        GroupBy::Region => ["region of the factor", "因子地区"],
        GroupBy::Origin => ["origin", "来源层级"],
    }
}

/// The tables that `--by` asks for.
pub(super) fn breakdowns(f: &Footprint, style: Style) -> String {
    let mut out = String::new();
    for breakdown in f.contributions_by() {
        let with_carried = breakdown.by == GroupBy::Item;
        let mut columns = vec![(side(breakdown.by), LEFT), (KG, RIGHT), (SHARE, RIGHT)];
        if with_carried {
            columns.push((["with all below", "含下级"], RIGHT));
        }
        let mut table = table(style, &columns);
        let places = places_for(breakdown.groups.iter().map(|g| g.direct.kg_co2e()));
        for g in breakdown.groups.iter().take(25) {
            let label = match (breakdown.by, g.key.as_str()) {
                (GroupBy::Supplier | GroupBy::Region, "") => style.say(["(none stated)", "（未写明）"]).to_owned(),
                (GroupBy::Stage | GroupBy::Origin, key) => named(style, key, &g.name, &g.name_zh).to_owned(),
                (_, key) => match named(style, key, &g.name, &g.name_zh) {
                    name if name == key => key.to_owned(),
                    name => format!("{name} ({key})"),
                },
            };
            let mut row =
                vec![Cell::new(label), Cell::new(fixed(g.direct.kg_co2e(), places)), Cell::new(percent(g.share))];
            if let Some(carried) = g.cumulative.filter(|_| with_carried) {
                row.push(Cell::new(fixed(carried.kg_co2e(), places)));
            }
            table.add_row(row);
        }
        let rest = breakdown.groups.iter().skip(25);
        let count = rest.clone().count();
        if count > 0 {
            let words = style.language.pick([format!("{count} more"), format!("其余 {count} 项")]);
            let kg = crate::quantity::Direct::sum(rest.clone().map(|g| g.direct)).ok().map(|d| d.kg_co2e());
            let share = crate::quantity::sum(rest.filter_map(|g| g.share)).ok();
            let kg = kg.map(|kg| fixed(kg, places)).unwrap_or_default();
            table.add_row(vec![Cell::new(words), Cell::new(kg), Cell::new(percent(share))]);
        }
        keep_whole(&mut table, &[1, 2]);
        cap(&mut table, 0, 60);
        let by = style.say(side(breakdown.by));
        let title = style.language.pick([format!("By {by}, all stages"), format!("按{by}（全部阶段）")]);
        out.push_str(&format!("{title}\n{}", lines(&table)));
    }
    out
}

// ---- Path by path ----

/// `pcf trace --paths --format json`
pub(crate) fn paths_json(model: &Model, footprint: &Footprint, found: &StructuralPaths) -> String {
    #[derive(serde::Serialize)]
    struct Row<'a> {
        items: &'a [String],
        #[serde(flatten)]
        factor: FactorHead<'a>,
        stage: &'static str,
        quantity: Decimal,
        unit: String,
        kg_co2e: Decimal,
        share: Option<Decimal>,
        cumulative_share: Option<Decimal>,
    }
    #[derive(serde::Serialize)]
    struct Document<'a> {
        schema: &'static str,
        study: StudyHead<'a>,
        product: Product<'a>,
        paths: Vec<Row<'a>>,
        rest_positive: Decimal,
        rest_negative: Decimal,
        gave_up: bool,
        warnings: Vec<Finding<'a>>,
    }
    let row = |p: &'_ StructuralPath| -> (String, &'static str) { (p.factor.unit.to_string(), p.stage.name()) };
    text(&Document {
        schema: "product-footprint/paths/1",
        study: StudyHead::of(model),
        product: Product::of(footprint),
        paths: found
            .paths
            .iter()
            .map(|p| {
                let (unit, stage) = row(p);
                Row {
                    items: &p.items,
                    factor: FactorHead::of(&p.factor),
                    stage,
                    quantity: p.quantity,
                    unit,
                    kg_co2e: p.kg_co2e,
                    share: p.share,
                    cumulative_share: p.cumulative_share,
                }
            })
            .collect(),
        rest_positive: found.rest_positive,
        rest_negative: found.rest_negative,
        gave_up: found.gave_up,
        warnings: model.warnings().iter().map(Finding::of).collect(),
    })
}

/// `pcf trace --paths --format csv`: one row a path, then the rests.
pub(crate) fn paths_rows(f: &Footprint, found: &StructuralPaths, out: &mut dyn Write) -> std::io::Result<()> {
    let mut csv = Rows::new(out, f.set_values());
    let header =
        ["path", "factor", "region", "years", "stage", "quantity", "unit", "kg_co2e", "share", "cumulative_share"];
    csv.write_record(header).map_err(io)?;
    for p in &found.paths {
        csv.write_record([
            safe(&p.items.join(" > ")),
            safe(&p.factor.id),
            safe(&p.factor.region),
            p.factor.years.clone(),
            p.stage.name().to_owned(),
            p.quantity.to_string(),
            p.factor.unit.to_string(),
            p.kg_co2e.to_string(),
            number(p.share),
            number(p.cumulative_share),
        ])
        .map_err(io)?;
    }
    for (name, kg) in [("(rest, positive)", found.rest_positive), ("(rest, negative)", found.rest_negative)] {
        let mut row = vec![String::new(); 10];
        (row[0], row[7]) = (name.to_owned(), kg.to_string());
        csv.write_record(&row).map_err(io)?;
    }
    csv.flush()
}

/// The ids of a path; of a very long one the two ends.
fn route(items: &[String]) -> String {
    match items.len() {
        0..=24 => items.join(" > "),
        count => {
            let (head, tail) = (&items[..12], &items[count.saturating_sub(12)..]);
            format!("{} > … ({}) > {}", head.join(" > "), count.saturating_sub(24), tail.join(" > "))
        }
    }
}

/// Who, and how much of it.
fn head(f: &Footprint, style: Style) -> String {
    let name = named(style, &f.id, &f.name, &f.name_zh);
    let places = places_for([f.total_all_stages].into_iter());
    let total = fixed(f.total_all_stages, places);
    let all = style.say(["over all stages", "（全部阶段）"]);
    format!("{name} ({}), {} {}: {total} kg CO2e {all}\n\n", f.id, f.amount, f.unit.label(style.language))
}

/// The paths for people.
pub(crate) fn paths(f: &Footprint, found: &StructuralPaths, style: Style) -> String {
    let places = places_for(found.paths.iter().map(|p| p.kg_co2e));
    let mut out = head(f, style);
    for (at, p) in found.paths.iter().enumerate() {
        let unit = p.factor.unit.label(style.language);
        out.push_str(&format!(
            "{:>4}  {:>10} kg CO2e  {:>7}  {} {}  {}\n      {} > {}\n      {} {unit} x {} kg CO2e/{unit}\n",
            at.saturating_add(1),
            fixed(p.kg_co2e, places),
            percent(p.share),
            style.say(["together", "累计"]),
            percent(p.cumulative_share),
            p.stage.label(style.language),
            route(&p.items),
            p.factor.id,
            p.quantity.round_significant(8),
            p.factor.kg_co2e_per_unit.round_significant(8),
        ));
    }
    let (positive, negative) = (fixed(found.rest_positive, places), fixed(found.rest_negative, places));
    let rest = match (found.rest_negative.is_zero(), found.rest_positive.is_zero()) {
        (true, true) => style.say(["there are no other paths", "没有其他路径"]).to_owned(),
        (true, false) => {
            style.language.pick([format!("all other paths: {positive}"), format!("其余路径合计：{positive}")])
        }
        _ => style.language.pick([
            format!("all other paths: {positive} that emit, {negative} that take away"),
            format!("其余路径合计：排放 {positive}，抵减 {negative}"),
        ]),
    };
    out.push_str(&format!("\n{rest}\n"));
    if found.gave_up {
        out.push_str(style.say([
            "the search ended: the product has more paths than can be looked at, each of them small\n",
            "搜索已中止：路径数量过多，且每条都很小\n",
        ]));
    }
    out
}

// ---- As a derivation ----

/// `pcf trace --tree --format json`: items refer to each other by their place in the list.
pub(crate) fn explanation_json(model: &Model, footprint: &Footprint, explanation: &Explanation) -> String {
    #[derive(serde::Serialize)]
    struct Line<'a> {
        child: &'a str,
        item: Option<usize>,
        factor: Option<FactorHead<'a>>,
        written: &'a str,
        quantity: Decimal,
        unit: String,
        stage: Option<&'static str>,
        kg_co2e: Decimal,
        share: Option<Decimal>,
        file: Option<&'a str>,
        row: Option<u32>,
    }
    #[derive(serde::Serialize)]
    struct Item<'a> {
        id: &'a str,
        name: &'a str,
        name_zh: &'a str,
        unit: String,
        kg_co2e_per_unit: Decimal,
        lines: Vec<Line<'a>>,
        folded: usize,
        folded_kg_co2e: Decimal,
        users: usize,
    }
    #[derive(serde::Serialize)]
    struct Document<'a> {
        schema: &'static str,
        study: StudyHead<'a>,
        product: Product<'a>,
        items: Vec<Item<'a>>,
        warnings: Vec<Finding<'a>>,
    }
    fn line(l: &ExplainedLine) -> Line<'_> {
        let (item, factor) = match &l.brings {
            Brings::Item(place) => (Some(*place), None),
            Brings::Factor(factor) => (None, Some(FactorHead::of(factor))),
        };
        Line {
            child: &l.child,
            item,
            factor,
            written: &l.written,
            quantity: l.quantity,
            unit: l.unit.to_string(),
            stage: l.stage.map(|s| s.name()),
            kg_co2e: l.kg_co2e,
            share: l.share,
            file: l.place.as_ref().map(|p| p.file_name()),
            row: l.place.as_ref().and_then(|p| p.row_number()),
        }
    }
    fn item(i: &ExplainedItem) -> Item<'_> {
        Item {
            id: &i.id,
            name: &i.name,
            name_zh: &i.name_zh,
            unit: i.unit.to_string(),
            kg_co2e_per_unit: i.per_unit.kg_co2e(),
            lines: i.lines.iter().map(line).collect(),
            folded: i.folded,
            folded_kg_co2e: i.folded_kg,
            users: i.users,
        }
    }
    text(&Document {
        schema: "product-footprint/tree/1",
        study: StudyHead::of(model),
        product: Product::of(footprint),
        items: explanation.items.iter().map(item).collect(),
        warnings: model.warnings().iter().map(Finding::of).collect(),
    })
}

/// `pcf trace --tree --format csv`: one row a line.
pub(crate) fn explanation_rows(f: &Footprint, explanation: &Explanation, out: &mut dyn Write) -> std::io::Result<()> {
    let mut csv = Rows::new(out, f.set_values());
    let header = [
        "number",
        "item",
        "kg_co2e_per_unit",
        "unit",
        "child",
        "child_number",
        "quantity",
        "child_unit",
        "kg_co2e",
        "share",
        "stage",
        "file",
        "row",
    ];
    csv.write_record(header).map_err(io)?;
    for (at, i) in explanation.items.iter().enumerate() {
        for l in &i.lines {
            let to = match &l.brings {
                Brings::Item(place) => place.saturating_add(1).to_string(),
                Brings::Factor(_) => String::new(),
            };
            csv.write_record([
                at.saturating_add(1).to_string(),
                safe(&i.id),
                i.per_unit.kg_co2e().to_string(),
                i.unit.to_string(),
                safe(&l.child),
                to,
                l.quantity.to_string(),
                l.unit.to_string(),
                l.kg_co2e.to_string(),
                number(l.share),
                l.stage.map(|s| s.name().to_owned()).unwrap_or_default(),
                l.place.as_ref().map(|p| safe(p.file_name())).unwrap_or_default(),
                l.place.as_ref().and_then(|p| p.row_number()).map(|r| r.to_string()).unwrap_or_default(),
            ])
            .map_err(io)?;
        }
    }
    csv.flush()
}

/// The derivation for people: one block an item, lines that refer to the number of a block.
pub(crate) fn explanation(f: &Footprint, explanation: &Explanation, style: Style) -> String {
    let mut out = head(f, style);
    let rounded = |number: Decimal| number.round_significant(4).to_string();
    for (at, i) in explanation.items.iter().enumerate() {
        let name = named(style, &i.id, &i.name, &i.name_zh);
        let id = if name == i.id { String::new() } else { format!(" ({})", i.id) };
        let unit = i.unit.label(style.language);
        let used = match i.users {
            0 | 1 => String::new(),
            count => style.language.pick([format!(", on {count} lines"), format!("，{count} 行用到")]),
        };
        let (number, kg) = (at.saturating_add(1), rounded(i.per_unit.kg_co2e()));
        out.push_str(&format!("[{number}] {name}{id}: {kg} kg CO2e / {unit}{used}\n"));
        let places = places_for(i.lines.iter().map(|l| l.kg_co2e));
        for l in &i.lines {
            let unit = l.unit.label(style.language);
            let quantity = rounded(l.quantity);
            let (child, per_unit) = match &l.brings {
                Brings::Item(place) => {
                    let carried = explanation.items.get(*place).map(|i| i.per_unit.kg_co2e()).unwrap_or_default();
                    (format!("[{}] {}", place.saturating_add(1), l.child), carried)
                }
                Brings::Factor(factor) => (factor_label(factor), factor.kg_co2e_per_unit),
            };
            let claim = match l.stage {
                Some(crate::Stage::BeyondBoundary) => style.say([", credit: counts 0", "，抵扣：计 0"]).to_owned(),
                Some(stage) => format!(", {}", stage.label(style.language)),
                None => String::new(),
            };
            let place = l.place.as_ref().map(|p| format!("  {p}")).unwrap_or_default();
            out.push_str(&format!(
                "{:>12}  {:>7}  {quantity} {unit} x {child} {}{claim}{place}\n",
                fixed(l.kg_co2e, places),
                percent(l.share),
                rounded(per_unit),
            ));
        }
        if i.folded > 0 {
            let (count, kg) = (i.folded, fixed(i.folded_kg, places));
            let words = style.language.pick([format!("{count} smaller lines"), format!("{count} 行较小的")]);
            out.push_str(&format!("{kg:>12}           {words}\n"));
        }
    }
    out
}

fn factor_label(factor: &crate::footprint::FactorUse) -> String {
    let parts = [factor.id.as_str(), factor.region.as_str(), factor.years.as_str()];
    parts.into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ")
}
