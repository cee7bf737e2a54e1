//! Rows of factor libraries: as a list, as a page of one, as JSON, and as a table that `--library` reads again.

use std::io::Write;

use comfy_table::{Cell as Shown, ContentArrangement, Table, presets};

use super::json::text;
use super::rows::{io, safe, writer};
use super::terminal::{FACTOR, KG, LEFT, NAME, RIGHT, SOURCE, STAGE, Style, UNIT, Words};
use super::terminal::{cap, keep_whole, lines, named, table};
use crate::decimal::Decimal;
use crate::factor::Factor;
use crate::formula::Cell;
use crate::gas::{Component, GwpSet};

fn written(cell: &Cell) -> String {
    match cell {
        Cell::Number(number) => number.to_string(),
        Cell::Formula(formula) => formula.text().to_owned(),
    }
}

/// Cells of one component as one: numbers added, divisions side by side.
fn together(cells: &[&Cell]) -> String {
    if let [] | [_] = cells {
        return cells.first().map(|cell| written(cell)).unwrap_or_default();
    }
    let mut sum: Option<Decimal> = Some(Decimal::ZERO);
    for cell in cells {
        sum = match (sum, cell) {
            (Some(sum), Cell::Number(number)) => sum.checked_add(*number).ok(),
            _ => None,
        };
    }
    if let Some(sum) = sum {
        return sum.to_string();
    }
    let texts = cells.iter().map(|cell| match cell {
        Cell::Number(number) => format!("({number})"),
        Cell::Formula(formula) => format!("({})", formula.text().trim_start_matches('=')),
    });
    format!("={}", texts.collect::<Vec<_>>().join("+"))
}

/// The components that a factor states, kg CO2e per unit.
fn stated_values(factor: &Factor) -> Vec<(&'static str, String)> {
    factor.values.iter().map(|(component, cell)| (component.name(), written(cell))).collect()
}

/// The gas masses that a factor states, kg per unit.
fn stated_gases(factor: &Factor) -> Vec<(&str, String)> {
    factor.gases.iter().map(|g| (g.gas.as_str(), written(&g.kg))).collect()
}

/// What a factor states, in one cell: `0.5777`, or `CO2 2.1 + CH4 0.001 (gas masses)`.
pub(super) fn stated(factor: &Factor) -> String {
    let values: Vec<String> = stated_values(factor)
        .into_iter()
        .map(|(component, value)| if component == "fossil" { value } else { format!("{component} {value}") })
        .collect();
    let gases: Vec<String> = stated_gases(factor).into_iter().map(|(gas, kg)| format!("{gas} {kg} kg")).collect();
    values.into_iter().chain(gases).collect::<Vec<_>>().join(" + ")
}

/// A list of factors. Ids stay whole: they are what people copy.
pub(crate) fn page(rows: &[&Factor], style: Style) -> String {
    let columns = [
        (FACTOR, LEFT),
        (KG, RIGHT),
        (UNIT, LEFT),
        (["region", "地区"], LEFT),
        (["years", "年份"], LEFT),
        (["basis", "口径"], LEFT),
        (NAME, LEFT),
    ];
    let mut table = table(style, &columns);
    for f in rows {
        table.add_row(vec![
            Shown::new(&f.id),
            Shown::new(stated(f)),
            Shown::new(format!("/ {}", f.unit.label(style.language))),
            Shown::new(&f.region),
            Shown::new(f.years().unwrap_or_default()),
            Shown::new(if f.co2_only { format!("{}, CO2", f.basis.name()) } else { f.basis.name().to_owned() }),
            Shown::new(named(style, "", &f.details.name, &f.details.name_zh)),
        ]);
    }
    keep_whole(&mut table, &[0, 2, 3, 4]);
    cap(&mut table, 1, 24);
    cap(&mut table, 5, 16);
    lines(&table)
}

/// All that is known of one factor row.
pub(crate) fn one(f: &Factor, style: Style) -> String {
    let mut out = format!("{}\n", f.key());
    let rows: [(Words, String); 15] = [
        (NAME, named(style, "", &f.details.name, &f.details.name_zh).to_owned()),
        (["category", "类别"], f.details.category.clone()),
        (KG, format!("{} / {}", stated(f), f.unit.label(style.language))),
        (["GWP set", "GWP"], f.gwp.map(|g| g.to_string()).unwrap_or_default()),
        (["basis", "口径"], f.basis.name().to_owned()),
        (["gases", "气体"], if f.co2_only { "CO2" } else { "CO2e" }.to_owned()),
        (STAGE, f.stage.label(style.language).to_owned()),
        (["region", "地区"], f.region.clone()),
        (["valid", "有效期"], f.years().unwrap_or_default()),
        (SOURCE, f.details.source.clone()),
        (
            ["publisher", "发布者"],
            [f.details.publisher.as_str(), f.details.year.as_str()]
                .into_iter()
                .filter(|t| !t.is_empty())
                .collect::<Vec<_>>()
                .join(", "),
        ),
        (["where", "位置"], f.details.page.clone()),
        (["licence", "许可"], f.details.licence.clone()),
        (["confidence", "可信度"], f.details.confidence.clone()),
        (["note", "备注"], f.details.note.clone()),
    ];
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(style.width);
    for (words, value) in rows.into_iter().filter(|(_, value)| !value.is_empty()) {
        table.add_row(vec![Shown::new(format!("  {}", style.say(words))), Shown::new(value)]);
    }
    keep_whole(&mut table, &[0]);
    out.push_str(&lines(&table));
    out
}

/// `pcf factors … --format json`
pub(crate) fn document(rows: &[&Factor]) -> String {
    #[derive(serde::Serialize)]
    struct Row<'a> {
        id: &'a str,
        name: &'a str,
        name_zh: &'a str,
        category: &'a str,
        unit: String,
        values: Vec<(&'static str, String)>,
        gases: Vec<(&'a str, String)>,
        region: &'a str,
        years: String,
        gwp: Option<&'static str>,
        basis: &'static str,
        gas: &'static str,
        stage: &'static str,
        source: &'a str,
        publisher: &'a str,
        year: &'a str,
        page: &'a str,
        licence: &'a str,
        confidence: &'a str,
        note: &'a str,
    }
    #[derive(serde::Serialize)]
    struct Document<'a> {
        schema: &'static str,
        factors: Vec<Row<'a>>,
    }
    let row = |f: &&'_ Factor| -> (String, Vec<(&'static str, String)>, String) {
        (f.unit.to_string(), stated_values(f), f.years().unwrap_or_default())
    };
    text(&Document {
        schema: "product-footprint/factors/1",
        factors: rows
            .iter()
            .map(|f| {
                let (unit, values, years) = row(f);
                Row {
                    id: &f.id,
                    name: &f.details.name,
                    name_zh: &f.details.name_zh,
                    category: &f.details.category,
                    unit,
                    values,
                    gases: stated_gases(f),
                    region: &f.region,
                    years,
                    gwp: f.gwp.map(GwpSet::name),
                    basis: f.basis.name(),
                    gas: if f.co2_only { "CO2" } else { "CO2e" },
                    stage: f.stage.name(),
                    source: &f.details.source,
                    publisher: &f.details.publisher,
                    year: &f.details.year,
                    page: &f.details.page,
                    licence: &f.details.licence,
                    confidence: &f.details.confidence,
                    note: &f.details.note,
                }
            })
            .collect(),
    })
}

/// `pcf factors … --format csv`: the columns of factors.csv, so that what was written can be read as a library. A
/// formula is a cell of that format and stays one.
pub(crate) fn rows(factors: &[&Factor], out: &mut dyn Write) -> std::io::Result<()> {
    let mut csv = writer(out);
    let components = Component::ALL.map(Component::name);
    let before = ["id", "name", "name_zh", "category", "unit"];
    let after = [
        "co2_kg",
        "ch4_kg",
        "n2o_kg",
        "ch4_origin",
        "region",
        "valid_from",
        "valid_to",
        "gwp",
        "basis",
        "gas",
        "stage",
        "data",
        "primary_share",
        "dqr_technology",
        "dqr_time",
        "dqr_geography",
        "gsd",
        "pedigree",
        "source",
        "publisher",
        "year",
        "page",
        "licence",
        "confidence",
        "note",
    ];
    csv.write_record(before.iter().chain(&components).chain(&after)).map_err(io)?;
    for f in factors {
        // What a received footprint leaves open is an entry of its own: one component may have two.
        let value = |component: Component| {
            let cells: Vec<&Cell> = f.values.iter().filter(|(c, _)| *c == component).map(|(_, cell)| cell).collect();
            together(&cells)
        };
        let gas = |name: &str| f.gases.iter().find(|g| g.gas == name);
        let mass = |name: &str| gas(name).map(|g| written(&g.kg)).unwrap_or_default();
        let optional = |cell: &Option<Cell>| cell.as_ref().map(written).unwrap_or_default();
        let year = |year: Option<i32>| year.map(|y| y.to_string()).unwrap_or_default();
        let text = [&f.id, &f.details.name, &f.details.name_zh, &f.details.category].map(|t| safe(t)).into_iter();
        let record = text.chain([f.unit.to_string()]).chain(Component::ALL.map(value)).chain([
            mass("CO2"),
            mass("CH4"),
            mass("N2O"),
            gas("CH4").or(gas("N2O")).map_or("", |g| g.origin.name()).to_owned(),
            safe(&f.region),
            year(f.valid_from),
            year(f.valid_to),
            f.gwp.map(|g| g.to_string()).unwrap_or_default(),
            f.basis.name().to_owned(),
            if f.co2_only { "CO2" } else { "CO2e" }.to_owned(),
            f.stage.name().to_owned(),
            if f.primary { "primary" } else { "secondary" }.to_owned(),
            optional(&f.details.primary_share),
            optional(&f.details.quality[0]),
            optional(&f.details.quality[1]),
            optional(&f.details.quality[2]),
            optional(&f.gsd),
            f.details.pedigree.map(|scores| scores.to_string()).unwrap_or_default(),
            safe(&f.details.source),
            safe(&f.details.publisher),
            safe(&f.details.year),
            safe(&f.details.page),
            safe(&f.details.licence),
            safe(&f.details.confidence),
            safe(&f.details.note),
        ]);
        csv.write_record(record).map_err(io)?;
    }
    csv.flush()
}
