//! The closure checks: whole for programs, and for people what does not close.

use super::rounding::{fixed, percent, places_for};
use super::terminal::Style;
use crate::decimal::Decimal;
use crate::diagnostic::Place;
use crate::footprint::{CertificateClosure, Closure, EnergyClosure, MassBalance, MassState};

#[derive(serde::Serialize)]
pub(super) struct ClosureRow<'a> {
    mass: Vec<MassRow<'a>>,
    without_mass: Vec<&'a str>,
    energy: Vec<EnergyRow<'a>>,
    certificates: Vec<CertificateRow<'a>>,
}

#[derive(serde::Serialize)]
struct MassRow<'a> {
    item: &'a str,
    state: &'static str,
    inputs_kg: Decimal,
    product_kg: Decimal,
    by_products_kg: Decimal,
    waste_kg: Decimal,
    difference_kg: Decimal,
    share: Option<Decimal>,
    not_counted: Vec<NotCounted<'a>>,
    file: Option<&'a str>,
    row: Option<u32>,
}

#[derive(serde::Serialize)]
struct NotCounted<'a> {
    child: &'a str,
    file: Option<&'a str>,
    row: Option<u32>,
}

#[derive(serde::Serialize)]
struct EnergyRow<'a> {
    site: &'a str,
    carrier: Option<&'a str>,
    unit: Option<&'static str>,
    metered: Decimal,
    handed_out: Decimal,
    in_lines: Decimal,
    closes: bool,
}

#[derive(serde::Serialize)]
struct CertificateRow<'a> {
    item: &'a str,
    metered: bool,
    consumed_kwh: Decimal,
    matched: Vec<Matched>,
    rest_kwh: Decimal,
}

#[derive(serde::Serialize)]
struct Matched {
    instrument: &'static str,
    rows: usize,
    kwh: Decimal,
}

impl<'a> ClosureRow<'a> {
    pub(super) fn of(closure: &'a Closure) -> Self {
        Self {
            mass: closure.mass.iter().map(MassRow::of).collect(),
            without_mass: closure.without_mass().collect(),
            energy: closure.energy.iter().map(EnergyRow::of).collect(),
            certificates: closure.certificates.iter().map(CertificateRow::of).collect(),
        }
    }
}

impl<'a> MassRow<'a> {
    fn of(b: &'a MassBalance) -> Self {
        let not_counted = |(child, place): (&'a str, Option<&'a Place>)| NotCounted {
            child,
            file: place.map(Place::file_name),
            row: place.and_then(Place::row_number),
        };
        Self {
            item: b.item(),
            state: b.state().name(),
            inputs_kg: b.inputs(),
            product_kg: b.product(),
            by_products_kg: b.by_products(),
            waste_kg: b.waste(),
            difference_kg: b.difference(),
            share: b.share(),
            not_counted: b.not_counted().map(not_counted).collect(),
            file: b.place.as_ref().map(Place::file_name),
            row: b.place.as_ref().and_then(Place::row_number),
        }
    }
}

impl<'a> EnergyRow<'a> {
    fn of(e: &'a EnergyClosure) -> Self {
        Self {
            site: e.site(),
            carrier: Some(e.carrier()).filter(|c| !c.is_empty()),
            unit: e.unit().map(crate::unit::Unit::symbol),
            metered: e.metered(),
            handed_out: e.handed_out(),
            in_lines: e.in_lines(),
            closes: e.closes(),
        }
    }
}

impl<'a> CertificateRow<'a> {
    fn of(c: &'a CertificateClosure) -> Self {
        let matched = |(instrument, rows, kwh)| Matched { instrument, rows, kwh };
        Self {
            item: c.item(),
            metered: c.is_metered(),
            consumed_kwh: c.consumed_kwh(),
            matched: c.matched().map(matched).collect(),
            rest_kwh: c.rest_kwh(),
        }
    }
}

/// How many rows of a list people are shown.
const MOST: usize = 10;

fn listed(ids: &[String], style: Style) -> String {
    let separator = style.say([", ", "、"]);
    let mut text = ids.iter().take(MOST).cloned().collect::<Vec<_>>().join(separator);
    if ids.len() > MOST {
        text.push_str(&format!(", … ({})", ids.len()));
    }
    text
}

/// The section `closure` of `pcf check`; empty where there is nothing to balance.
pub(crate) fn closure(closure: &Closure, style: Style) -> String {
    let mut out = mass(closure, style);
    for e in &closure.energy {
        out.push_str(&energy(e, style));
    }
    for c in &closure.certificates {
        out.push_str(&certificates(c, style));
    }
    if out.is_empty() { out } else { format!("{}\n{out}", style.say(["Closure", "平衡核对"])) }
}

fn mass(closure: &Closure, style: Style) -> String {
    let count = |state| closure.mass.iter().filter(|b| b.state() == state).count();
    let (closed, off, open) = (count(MassState::Closed), count(MassState::Off), count(MassState::Open));
    let without: Vec<String> = closure.without_mass().map(str::to_owned).collect();
    if closure.mass.is_empty() && without.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "  {}\n",
        style.language.pick([
            format!("mass: {closed} closed within 5 %, {off} off, {open} open"),
            format!("质量：偏差 5 % 以内 {closed} 项，超出 {off} 项，无法判断 {open} 项"),
        ])
    );
    let not_closed: Vec<&MassBalance> = closure.mass.iter().filter(|b| b.state() != MassState::Closed).collect();
    for b in not_closed.iter().take(MOST) {
        let places = places_for([b.inputs(), b.product()].into_iter());
        let kg = |value| fixed(value, places);
        let (inputs, product, by, waste) = (kg(b.inputs()), kg(b.product()), kg(b.by_products()), kg(b.waste()));
        let share = percent(b.share());
        let id = b.item();
        let state = style.say(if b.state() == MassState::Off { ["off", "超出"] } else { ["open", "无法判断"] });
        out.push_str(&format!(
            "    {}\n",
            style.language.pick([
                format!(
                    "{state}: {id}: in {inputs} kg; product {product}, by-products {by}, waste {waste} kg; {share}"
                ),
                format!("{state}：{id}：投入 {inputs} kg；产品 {product}、副产品 {by}、废物 {waste} kg；{share}"),
            ])
        ));
        let children: Vec<String> = b
            .not_counted()
            .map(|(child, place)| match place {
                Some(place) => format!("{child} ({}:{})", place.file_name(), place.row_number().unwrap_or_default()),
                None => child.to_owned(),
            })
            .collect();
        if !children.is_empty() {
            let head = style.say(["without a mass, not counted: ", "无质量，未计入："]);
            out.push_str(&format!("      {head}{}\n", listed(&children, style)));
        }
    }
    if not_closed.len() > MOST {
        let more = not_closed.len().saturating_sub(MOST);
        out.push_str(&style.language.pick([format!("    … and {more} more\n"), format!("    ……还有 {more} 项\n")]));
    }
    let closed_but: Vec<String> = closure
        .mass
        .iter()
        .filter(|b| b.state() == MassState::Closed)
        .flat_map(|b| b.not_counted().map(|(child, _)| child.to_owned()))
        .collect();
    if !closed_but.is_empty() {
        let head = style.say(["    not counted in what closes: ", "    已平衡项中未计入的："]);
        out.push_str(&format!("{head}{}\n", listed(&closed_but, style)));
    }
    if !without.is_empty() {
        let head = style.say(["    made, but without a mass: ", "    有清单行而无质量："]);
        out.push_str(&format!("{head}{}\n", listed(&without, style)));
    }
    out
}

fn energy(e: &EnergyClosure, style: Style) -> String {
    let (site, carrier) = (e.site(), e.carrier());
    if carrier.is_empty() {
        return format!(
            "  {}\n",
            style.language.pick([format!("energy: {site}: no readings"), format!("能耗：{site}：没有读数")])
        );
    }
    let unit = e.unit().map(|u| u.label(style.language)).unwrap_or_default();
    let amount = |value: Decimal| value.round_significant(8);
    let (metered, handed_out, in_lines) = (amount(e.metered()), amount(e.handed_out()), amount(e.in_lines()));
    let [twice, twice_zh] = if e.in_lines().is_zero() {
        [String::new(), String::new()]
    } else {
        [format!(", and {in_lines} in lines besides"), format!("，另有 {in_lines} 在清单行中")]
    };
    format!(
        "  {}\n",
        style.language.pick([
            format!("energy: {site}, {carrier}: metered {metered} {unit}, handed out {handed_out}{twice}"),
            format!("能耗：{site}，{carrier}：计量 {metered} {unit}，分摊 {handed_out}{twice_zh}"),
        ])
    )
}

fn certificates(c: &CertificateClosure, style: Style) -> String {
    let kwh = |value: Decimal| value.round_significant(8);
    let words = [["contracts", "合同"], ["certificates", "绿证"], ["on site", "自发自用"]];
    let matched = c.matched().zip(words).filter(|((_, rows, _), _)| *rows > 0);
    let matched: Vec<String> =
        matched.map(|((_, _, amount), words)| format!("{} {}", style.say(words), kwh(amount))).collect();
    let matched = matched.join(style.say([", ", "，"]));
    let (item, consumed, rest) = (c.item(), kwh(c.consumed_kwh()), kwh(c.rest_kwh()));
    format!(
        "  {}\n",
        style.language.pick([
            format!("electricity: {item}: consumed {consumed} kWh; {matched}; rest {rest}"),
            format!("电力：{item}：消耗 {consumed} kWh；{matched}；其余 {rest}"),
        ])
    )
}
