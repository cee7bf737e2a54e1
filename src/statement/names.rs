//! The words that exchange formats have for units, places and standards.

use crate::data;
use crate::decimal::{Decimal, Wide};
use crate::footprint::Model;
use crate::read::suppliers::UNIT_NAMES;
use crate::unit::Unit;

/// Base units of the formats by the unit that an amount is turned into: the first of its dimension that fits.
const TURNED_INTO: [&str; 7] = ["KGM", "LTR", "3B", "TKM", "MTK", "H87", "HUR"];

/// The name that the formats have for a unit, and the amount in it: exact, or `None`.
pub(crate) fn declared_unit(amount: Decimal, unit: Unit) -> Option<(&'static str, Decimal)> {
    if let Some((name, _)) = UNIT_NAMES.iter().find(|(_, code)| Unit::by_code(code) == unit) {
        return Some((*name, amount));
    }
    // Watt hours stay electricity; other energy is in joules.
    let electric = unit.symbol().ends_with("Wh");
    let targets = TURNED_INTO.iter().map(|code| if electric && *code == "3B" { "KWH" } else { code });
    targets.filter_map(|code| UNIT_NAMES.iter().find(|(_, known)| *known == code)).find_map(|(name, code)| {
        let target = Unit::by_code(code);
        let turned = unit.convert(Wide::from(amount), target)?.to_decimal()?;
        let back = target.convert(Wide::from(turned), unit)?;
        back.cmp(Wide::from(amount)).is_eq().then_some((*name, turned))
    })
}

/// The units of the formats, as a list for people.
pub(crate) fn units() -> String {
    UNIT_NAMES.map(|(name, _)| name).join(", ")
}

/// Where a product is made, as finely as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Whereabouts {
    /// ISO 3166-2.
    pub(crate) subdivision: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub(crate) country: Option<String>,
    /// A region or subregion of the United Nations.
    pub(crate) region: Option<String>,
    /// Made all over the world, as the study says: no region of the United Nations.
    pub(crate) is_global: bool,
}

impl Whereabouts {
    /// Of a region as a study states it; what is no country or part of one says nothing.
    pub(crate) fn of(region: Option<&str>) -> Self {
        let region = region.unwrap_or_default().trim().to_uppercase();
        let (country, part) = region.split_once('-').unwrap_or((&region, ""));
        let subregion = data::table(data::COUNTRY_REGIONS)
            .find(|row| row.get("countries").split(' ').any(|c| c == country))
            .map(|row| row.get("subregion").to_owned());
        if subregion.is_none() {
            let europe = matches!(region.as_str(), "EU" | "EU-27" | "EU27" | "RER");
            let is_global = region == "GLO";
            return Self { region: europe.then(|| "Europe".to_owned()), is_global, ..Self::default() };
        }
        let is_part = (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        let subdivision = is_part.then(|| region.clone());
        Self { subdivision, country: Some(country.to_owned()), region: subregion, is_global: false }
    }

    /// The region in the list of Catena-X, which has a name for the whole world; where the study says neither, none.
    pub(crate) fn named_region(&self) -> Option<&str> {
        self.region.as_deref().or(self.is_global.then_some("Global"))
    }
}

/// A standard that has a name of its own in the formats: how it begins when only its letters and digits are left, in
/// PACT, in Catena-X, in GS1.
struct Standard(&'static str, &'static str, &'static str, &'static str);

const STANDARDS: [Standard; 9] = [
    Standard("ISO14067", "ISO14067", "ISO 14067", "CARBON_FOOTPRINT_STANDARD"),
    Standard("GBT24067", "GB/T 24067", "GB/T 24067", "CARBON_FOOTPRINT_STANDARD"),
    Standard("ISO14083", "ISO14083", "ISO 14083", "OTHER"),
    Standard("ISO14040", "ISO14040-44", "ISO 14040-44", "OTHER"),
    Standard("ISO14044", "ISO14040-44", "ISO 14040-44", "OTHER"),
    Standard("GHGP", "GHGP-Product", "GHG Protocol Product", "GHG_PROTOCOL"),
    Standard("PEF", "PEF", "PEF", "PEF"),
    Standard("PACT", "PACT-3.0", "PACT-3.0", "OTHER"),
    Standard("PAS2050", "PAS2050", "PAS 2050", "OTHER"),
];

/// Which format a name is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Naming {
    Pact,
    CatenaX,
    Gs1,
}

/// The names of standards in a format, each once; what has no name of its own there stays as it is written.
pub(crate) fn standards(list: &[String], naming: Naming) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for text in list {
        let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
        let plain = plain.replace("GHGPROTOCOL", "GHGP");
        let known = STANDARDS.iter().find(|s| plain.starts_with(s.0));
        let name = match (known, naming) {
            (Some(s), Naming::Pact) => s.1,
            (Some(s), Naming::CatenaX) => s.2,
            (Some(s), Naming::Gs1) => s.3,
            (None, Naming::Gs1) => "OTHER",
            (None, _) => text.trim(),
        };
        if !names.iter().any(|n| n == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// Rules of an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SectorRules {
    /// `PEF`, `EPD International` or `Other`.
    pub(crate) operator: &'static str,
    pub(crate) other: Option<String>,
    pub(crate) names: Vec<String>,
}

/// The rules that were used, each once: what begins with `none` says that there are none.
pub(crate) fn rules_used(list: &[String]) -> Vec<String> {
    let none = |text: &str| {
        let first = split_rule(text).map_or(text, |(operator, _)| operator);
        ["none", "n/a", "无"].iter().any(|none| first.trim().eq_ignore_ascii_case(none))
    };
    let used: Vec<String> = list.iter().filter(|text| !none(text)).cloned().collect();
    super::once(&used)
}

fn split_rule(text: &str) -> Option<(&str, &str)> {
    text.split_once([':', '：'])
}

/// `operator: rule`, one for each operator.
pub(crate) fn sector_rules(list: &[String]) -> Vec<SectorRules> {
    let mut all: Vec<SectorRules> = Vec::new();
    for text in &rules_used(list) {
        let (stated, name) = split_rule(text).map_or(("", text.trim()), |(o, n)| (o.trim(), n.trim()));
        let known = ["PEF", "EPD International", "Other"].into_iter().find(|k| k.eq_ignore_ascii_case(stated));
        let operator = known.unwrap_or("Other");
        // What is no known operator bears its own name; a rule without one is its own operator.
        let other = match (known, stated) {
            (None, "") | (Some("Other"), _) => Some(name),
            (None, stated) => Some(stated),
            _ => None,
        };
        let other = other.map(str::to_owned);
        match all.iter_mut().find(|r| r.operator == operator && r.other == other) {
            Some(rules) if rules.names.iter().any(|n| n == name) => {}
            Some(rules) => rules.names.push(name.to_owned()),
            None => all.push(SectorRules { operator, other, names: vec![name.to_owned()] }),
        }
    }
    all
}

/// The names of suppliers that items and received footprints give, each once, the longest first.
pub(super) fn supplier_names(model: &Model) -> Vec<String> {
    let study = model.study();
    let of_items = study.items.iter().filter_map(|item| item.details.as_deref()).map(|d| d.supplier.trim());
    let received = study.received.iter().map(|factor| factor.details.publisher.trim());
    let mut names: Vec<String> = of_items.chain(received).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    names.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(amount: &str, unit: &str) -> Option<(&'static str, String)> {
        let amount: Decimal = amount.parse().unwrap_or_default();
        declared_unit(amount, Unit::read(unit).map(|u| u.0).ok()?).map(|(name, a)| (name, a.to_string()))
    }

    #[test]
    fn units_are_named_or_turned_without_remainder() {
        assert_eq!(unit("2", "kWh"), Some(("kilowatt hour", "2".into())));
        assert_eq!(unit("1", "MWh"), Some(("kilowatt hour", "1000".into())));
        assert_eq!(unit("1", "GJ"), Some(("megajoule", "1000".into())));
        assert_eq!(unit("250", "g"), Some(("kilogram", "0.25".into())));
        assert_eq!(unit("1", "m³"), Some(("cubic meter", "1".into())));
        assert_eq!(unit("750", "mL"), Some(("liter", "0.75".into())));
        assert_eq!(unit("1", "件"), Some(("piece", "1".into())));
        assert_eq!(unit("90", "min"), Some(("hour", "1.5".into())));
        assert_eq!(unit("1", "min"), None);
        assert_eq!(unit("1", "Nm³"), None);
    }

    #[test]
    fn places_are_as_fine_as_they_are_known() {
        let of = |region: &str| {
            let w = Whereabouts::of(Some(region));
            [w.region, w.country, w.subdivision].map(|o| o.unwrap_or_default())
        };
        assert_eq!(of("CN-ZJ"), ["Eastern Asia", "CN", "CN-ZJ"]);
        assert_eq!(of("cn-x-east"), ["Eastern Asia", "CN", ""]);
        assert_eq!(of("DE"), ["Western Europe", "DE", ""]);
        assert_eq!(of("EU-27"), ["Europe", "", ""]);
        assert_eq!(of("GLO"), ["", "", ""]);
        let named = |region| Whereabouts::of(region).named_region().map(str::to_owned);
        assert_eq!(named(Some("glo")).as_deref(), Some("Global"));
        assert_eq!(named(Some("DE")).as_deref(), Some("Western Europe"));
        assert_eq!([named(Some("our hall")), named(Some("")), named(None)], [None, None, None]);
        assert_eq!(of("TN"), ["Northern Africa", "TN", ""]);
        for row in data::table(data::COUNTRY_REGIONS) {
            assert!(crate::read::suppliers::REGIONS.contains(&row.get("subregion")), "{}", row.get("subregion"));
        }
    }

    #[test]
    fn standards_and_rules_have_their_names() {
        let list: Vec<String> =
            ["ISO 14067:2018", "GB/T 24067-2024", "ISO 14040", "ISO14044:2006", "House rule 7"].map(Into::into).into();
        assert_eq!(standards(&list, Naming::Pact), ["ISO14067", "GB/T 24067", "ISO14040-44", "House rule 7"]);
        assert_eq!(standards(&list, Naming::CatenaX)[0], "ISO 14067");
        assert_eq!(standards(&list, Naming::Gs1), ["CARBON_FOOTPRINT_STANDARD", "OTHER"]);
        let rules = sector_rules(&["Other: CX-PCF Rules".into(), "PEF: PEFCR beer".into(), "TfS：guideline 3".into()]);
        assert_eq!(rules[0].other.as_deref(), Some("CX-PCF Rules"));
        assert_eq!((rules[1].operator, rules[1].other.clone()), ("PEF", None));
        assert_eq!((rules[2].operator, rules[2].other.as_deref()), ("Other", Some("TfS")));
        assert!(sector_rules(&["none: no rules for castings".into(), "无".into()]).is_empty());
    }
}
