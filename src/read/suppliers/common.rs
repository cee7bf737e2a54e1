//! What all formats have in common: a declared unit, a total and its parts, a period. Only the names differ.

use super::document::Document;
use super::moment::Moment;
use super::received::{Format, Received};
use crate::decimal::Decimal;
use crate::diagnostic::texts;
use crate::gas::Component;
use crate::stage::Boundary;
use crate::study::Date;
use crate::unit::Unit;

/// Where a format keeps what every format has.
pub(super) struct Names {
    pub(super) unit: &'static str,
    pub(super) amount: &'static str,
    pub(super) mass: &'static str,
    pub(super) excluding: &'static str,
    pub(super) including: &'static str,
    /// Amounts are for one unit, not for the declared amount of units.
    pub(super) per_one: bool,
    /// The parts of the total; two of one component add up.
    pub(super) parts: &'static [(Component, &'static str)],
    /// Aircraft is counted in fossil, and has to be taken out of it.
    pub(super) aircraft_within_fossil: bool,
    pub(super) exempted: &'static str,
    pub(super) share: &'static str,
    /// Technology, time, geography, from 1 to 5.
    pub(super) quality: Option<[&'static str; 3]>,
    pub(super) period: [&'static str; 2],
    pub(super) valid_to: &'static str,
    /// Region, country, subdivision.
    pub(super) geography: [&'static str; 3],
    /// The first that is stated counts.
    pub(super) gwp: &'static [&'static str],
    pub(super) outbound: &'static str,
}

/// An id without what is only its wrapping: `urn:uuid:`, braces, capitals.
pub(super) fn plain_id(text: &str) -> String {
    let text = text.trim().to_lowercase();
    let text = text.strip_prefix("urn:uuid:").unwrap_or(&text);
    text.trim_start_matches('{').trim_end_matches('}').to_owned()
}

/// The units of the formats: their name there, and the code of ours. A ton kilometer is metric: the text of the format
/// says so, whatever a ton may be elsewhere.
pub(crate) const UNIT_NAMES: [(&str, &str); 9] = [
    ("liter", "LTR"),
    ("kilogram", "KGM"),
    ("cubic meter", "MTQ"),
    ("kilowatt hour", "KWH"),
    ("megajoule", "3B"),
    ("ton kilometer", "TKM"),
    ("square meter", "MTK"),
    ("piece", "H87"),
    ("hour", "HUR"),
];

/// The unit of a name of the formats, or of any spelling where a person wrote it.
fn unit(name: &str) -> Option<Unit> {
    let plain = name.trim().to_lowercase();
    let plain = if plain == "litre" { "liter" } else { plain.as_str() };
    match UNIT_NAMES.iter().find(|(known, _)| *known == plain) {
        Some((_, code)) => Some(Unit::by_code(code)),
        None => Unit::read(name).ok().map(|(unit, _)| unit),
    }
}

/// The range that the sign of a component has.
fn range_of(component: Component) -> [&'static str; 2] {
    match component {
        Component::LandRemovals | Component::TechnicalRemovals | Component::BiogenicUptake => {
            ["a number <= 0", "不大于 0 的数"]
        }
        _ => ["a number >= 0", "不小于 0 的数"],
    }
}

/// `value` of one unit for `amount` units.
pub(super) fn scaled(document: &mut Document<'_>, path: &str, value: Decimal, amount: Decimal) -> Option<Decimal> {
    let scaled = value.checked_mul(amount).ok();
    if scaled.is_none() {
        overflow(document, path);
    }
    scaled
}

fn overflow(document: &mut Document<'_>, path: &str) {
    let place = Some(document.place_of(path));
    let arguments = [
        ("seen", ""),
        ("what", path),
        ("what_zh", path),
        ("reason", "it is too large, or too small to keep its digits"),
        ("reason_zh", "过大，或过小而丢失有效数字"),
    ];
    document.report.add(&texts::OVERFLOW, place, &arguments);
}

/// Reads what all formats have; the rest of the result is for the format to fill. `None` after an error.
pub(super) fn read(document: &mut Document<'_>, names: &Names, format: Format) -> Option<Received> {
    let unit_text = document.needed_text(names.unit);
    let amount = document.decimal(names.amount);
    if amount.is_none() && document.find(names.amount).is_none() {
        document.missing(names.amount);
    }
    if let Some(amount) = amount.filter(|a| *a <= Decimal::ZERO) {
        document.out_of_range(names.amount, amount, ["a number > 0", "大于 0 的数"]);
    }
    let total = document.written(names.excluding);
    if total.is_none() && document.find(names.excluding).is_none() {
        document.missing(names.excluding);
    }
    let (Some(unit_text), Some(amount), Some((excluding, written))) = (unit_text, amount, total) else { return None };
    if document.report.has_errors() {
        return None;
    }
    let by = if names.per_one { amount } else { Decimal::ONE };
    let parts = parts(document, names, by)?;
    let including = number(document, names.including, by)?;
    let (from, to) = period(document, names);
    let [region, geography] = geography(document, names.geography);
    let mass = number(document, names.mass, by)?;
    if let Some(mass) = mass.filter(|m| m.is_negative()) {
        document.out_of_range(names.mass, mass, ["a number >= 0", "不小于 0 的数"]);
    }
    let unit = unit(&unit_text);
    let excluding = scaled(document, names.excluding, excluding, by)?;
    let received = Received {
        place: document.start(),
        format,
        version: String::new(),
        id: String::new(),
        preceding: Vec::new(),
        deprecated: false,
        company: String::new(),
        product_ids: Vec::new(),
        name: String::new(),
        classifications: Vec::new(),
        words: Vec::new(),
        unit,
        unit_text,
        amount,
        mass: mass.filter(|m| *m > Decimal::ZERO),
        from,
        to,
        valid_to: valid_to(document, names, to),
        region,
        geography,
        boundary: Ok(Boundary::CradleToGate),
        parts,
        excluding,
        written,
        including,
        outbound: number(document, names.outbound, by)?,
        broken_stages: Vec::new(),
        primary_share: document.decimal(names.share),
        exempted: document.decimal(names.exempted),
        quality: quality(document, names),
        other_scale: None,
        gwp: names.gwp.iter().map(|path| document.list(path)).find(|list| !list.is_empty()).unwrap_or_default(),
        verification: None,
        content: String::new(),
    };
    check_mass(document, names, &received);
    Some(received)
}

/// A number of the declared unit; the outer `None` after an overflow.
#[allow(clippy::option_option, reason = "absent and impossible are two things")]
fn number(document: &mut Document<'_>, path: &str, by: Decimal) -> Option<Option<Decimal>> {
    match document.decimal(path) {
        Some(value) => scaled(document, path, value, by).map(Some),
        None => Some(None),
    }
}

fn parts(document: &mut Document<'_>, names: &Names, by: Decimal) -> Option<[Option<Decimal>; 9]> {
    let mut parts = [None; 9];
    for (component, path) in names.parts {
        let Some(value) = number(document, path, by)? else { continue };
        let range = range_of(*component);
        let below = range[0].contains("<=");
        if (below && value > Decimal::ZERO) || (!below && value.is_negative()) {
            document.out_of_range(path, value, range);
        }
        let slot: &mut Option<Decimal> = &mut parts[*component as usize];
        match slot.unwrap_or_default().checked_add(value) {
            Ok(sum) => *slot = Some(sum),
            Err(_) => {
                overflow(document, path);
                return None;
            }
        }
    }
    let aircraft = parts[Component::Aircraft as usize].unwrap_or_default();
    if names.aircraft_within_fossil && !aircraft.is_zero() {
        let fossil = &mut parts[Component::Fossil as usize];
        *fossil = fossil.unwrap_or_default().checked_sub(aircraft).ok();
        if let Some(rest) = fossil.filter(|f| f.is_negative()) {
            let path = names.parts.iter().find(|(c, _)| *c == Component::Aircraft).map_or("", |(_, path)| path);
            document.out_of_range(path, rest, ["no more than fossil, which contains it", "不超过包含它的化石排放"]);
        }
    }
    Some(parts)
}

fn period(document: &mut Document<'_>, names: &Names) -> (Option<Date>, Option<Date>) {
    let [start, end] = names.period;
    let from = document.moment(start).map(|m| m.day);
    let to = document.moment(end).map(Moment::last_day);
    for (path, value) in [(start, from), (end, to)] {
        if value.is_none() && document.find(path).is_none() {
            document.missing(path);
        }
    }
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        let place = Some(document.place_of(end));
        let arguments = [
            ("seen", to.to_string()),
            ("column", end.to_owned()),
            ("range", format!("a moment after {start}")),
            ("range_zh", format!("晚于 {start} 的时间")),
        ];
        let arguments: Vec<(&str, &str)> = arguments.iter().map(|(k, v)| (*k, v.as_str())).collect();
        document.report.add(&texts::OUT_OF_RANGE, place, &arguments);
    }
    (from, to)
}

/// The last day of use: as stated, else three years after the data end.
fn valid_to(document: &mut Document<'_>, names: &Names, to: Option<Date>) -> Option<Date> {
    let stated = document.moment(names.valid_to).map(Moment::last_day);
    stated.or_else(|| to.map(|day| day.plus_years(3)))
}

/// A region code, and what is stated in full: the finest counts.
fn geography(document: &mut Document<'_>, [region, country, subdivision]: [&'static str; 3]) -> [String; 2] {
    let stated = [subdivision, country, region].map(|path| document.text(path));
    if let [Some(fine), Some(coarse), _] = &stated
        && !fine.starts_with(coarse.as_str())
    {
        let what =
            ["does not lie in the country that is stated; it counts all the same", "不在所述国家之内，仍以它为准"];
        document.assumed(subdivision, fine, what);
    }
    let [fine, country, wide] = stated;
    let code = fine.or(country);
    let said = code.clone().or_else(|| wide.clone()).unwrap_or_default();
    [code.unwrap_or_default().to_uppercase(), said]
}

fn quality(document: &mut Document<'_>, names: &Names) -> [Option<Decimal>; 3] {
    let Some(paths) = names.quality else { return [None; 3] };
    paths.map(|path| {
        let value = document.decimal(path)?;
        if value < Decimal::ONE || value > Decimal::from(5) {
            document.out_of_range(path, value, ["a number from 1 to 5", "1 到 5 的数"]);
        }
        Some(value)
    })
}

/// Of a kilogram the mass is known, and of a litre roughly.
fn check_mass(document: &mut Document<'_>, names: &Names, received: &Received) {
    let Some(mass) = received.mass else { return };
    let Some(per_unit) = mass.over(received.amount) else { return };
    if received.unit == Some(Unit::kilogram()) && mass != received.amount {
        let what = ["is not the mass of that many kilograms; the kilograms count", "与声明的千克数不符；以千克数为准"];
        document.assumed(names.mass, &mass.to_string(), what);
    }
    let [light, heavy] = [Decimal::from(3).checked_div(Decimal::from(10)), Ok(Decimal::from(3))];
    let unlikely = light.is_ok_and(|l| per_unit < l) || heavy.is_ok_and(|h| per_unit > h);
    if Unit::read("L").is_ok_and(|(litre, _)| received.unit == Some(litre)) && unlikely {
        let what = ["is an unlikely mass for a litre; it was taken as stated", "作为一升的质量不太可能；按所述采用"];
        document.assumed(names.mass, &per_unit.to_string(), what);
    }
}
