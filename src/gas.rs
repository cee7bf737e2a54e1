//! Greenhouse gases, the sets of global warming potentials that weigh them, and the nine components of a footprint.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use indexmap::IndexMap;

use crate::data;
use crate::decimal::Decimal;

/// One of the nine numbers that a footprint keeps apart all the way, each in kg CO2e.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    /// Fossil emissions, without aircraft.
    Fossil,
    /// Emissions of aircraft; not inside [`Component::Fossil`].
    Aircraft,
    /// Biogenic emissions other than CO2: methane, nitrous oxide.
    BiogenicNonCo2,
    /// Direct land-use change.
    LandUseChange,
    /// Land management.
    LandManagement,
    /// Removals by land, zero or negative.
    LandRemovals,
    /// Technical removals, zero or negative. Captured fossil CO2 is none.
    TechnicalRemovals,
    /// Biogenic CO2 released, zero or positive; outside the total.
    BiogenicCo2,
    /// Biogenic CO2 taken up, zero or negative; outside the total.
    BiogenicUptake,
}

impl Component {
    /// All nine, in the order of every table.
    pub const ALL: [Self; 9] = [
        Self::Fossil,
        Self::Aircraft,
        Self::BiogenicNonCo2,
        Self::LandUseChange,
        Self::LandManagement,
        Self::LandRemovals,
        Self::TechnicalRemovals,
        Self::BiogenicCo2,
        Self::BiogenicUptake,
    ];

    /// The name in files and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        [
            "fossil",
            "aircraft",
            "biogenic_non_co2",
            "land_use_change",
            "land_management",
            "land_removals",
            "technical_removals",
            "biogenic_co2",
            "biogenic_uptake",
        ][self as usize]
    }

    /// Whether the component is one of the seven whose sum is the total.
    #[must_use]
    pub fn in_total(self) -> bool {
        !matches!(self, Self::BiogenicCo2 | Self::BiogenicUptake)
    }
}

/// A set of 100-year global warming potentials, kg CO2e per kg of gas.
///
/// The values and their sources stand in `data/gwp.csv`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum GwpSet {
    /// IPCC fourth assessment report, 2007.
    Ar4,
    /// IPCC fifth assessment report, 2013, without climate-carbon feedback.
    Ar5,
    /// IPCC sixth assessment report, 2021, table 7.SM.7.
    #[default]
    Ar6,
}

impl GwpSet {
    /// The sets, oldest first.
    pub const ALL: [Self; 3] = [Self::Ar4, Self::Ar5, Self::Ar6];
    pub(crate) const NAMES: [&'static str; 3] = ["AR4", "AR5", "AR6"];

    /// `AR4`, `AR5` or `AR6`.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

impl fmt::Display for GwpSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// No GWP set has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is none of AR4, AR5, AR6")]
pub struct ParseGwpSetError(String);

impl FromStr for GwpSet {
    type Err = ParseGwpSetError;

    fn from_str(text: &str) -> Result<Self, ParseGwpSetError> {
        let wanted = text.trim();
        let found = Self::ALL.into_iter().find(|set| set.name().eq_ignore_ascii_case(wanted));
        found.ok_or_else(|| ParseGwpSetError(wanted.to_owned()))
    }
}

/// Where the carbon of a gas comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Origin {
    #[default]
    Fossil,
    /// Fossil, with the methane value for carbon that is already counted as CO2.
    Combustion,
    Biogenic,
    LandUseChange,
}

impl Origin {
    pub(crate) const NAMES: [&'static str; 4] = ["fossil", "combustion", "biogenic", "land-use-change"];

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let at = Self::NAMES.iter().position(|n| n.eq_ignore_ascii_case(&text.replace('_', "-")))?;
        Some([Self::Fossil, Self::Combustion, Self::Biogenic, Self::LandUseChange][at])
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Fossil => "fossil",
            Self::Combustion => "combustion",
            Self::Biogenic => "biogenic",
            Self::LandUseChange => "land-use-change",
        }
    }

    /// The component that a gas of this origin counts in.
    pub(crate) fn component(self, gas: &str) -> Component {
        match self {
            Self::Fossil | Self::Combustion => Component::Fossil,
            Self::Biogenic if gas == "CO2" => Component::BiogenicCo2,
            Self::Biogenic => Component::BiogenicNonCo2,
            Self::LandUseChange => Component::LandUseChange,
        }
    }
}

/// The values of one gas in one set.
#[derive(Default)]
struct Potentials {
    /// Where the origin makes no difference.
    plain: Option<Decimal>,
    fossil: Option<Decimal>,
    combustion: Option<Decimal>,
    biogenic: Option<Decimal>,
}

/// The sets that a study may choose, gas by gas, in the order of the file.
fn potentials() -> &'static IndexMap<String, (String, [Potentials; 3])> {
    static TABLE: OnceLock<IndexMap<String, (String, [Potentials; 3])>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: IndexMap<String, (String, [Potentials; 3])> = IndexMap::new();
        for row in data::table(data::GWP) {
            let gas = row.get("gas");
            let (_, sets) = table.entry(plain(gas)).or_insert_with(|| (gas.to_owned(), Default::default()));
            let Some(of_set) =
                GwpSet::ALL.iter().zip(sets).find_map(|(s, p)| (s.name() == row.get("set")).then_some(p))
            else {
                continue;
            };
            let slot = match row.get("origin") {
                "" => &mut of_set.plain,
                "fossil" => &mut of_set.fossil,
                "combustion" => &mut of_set.combustion,
                "biogenic" => &mut of_set.biogenic,
                _ => continue,
            };
            *slot = row.get("value").parse().ok();
        }
        table
    })
}

/// The gas that a formula means, where it means one alone: `CF4` is PFC-14, `C2H2F4` could be two.
fn by_formula() -> &'static IndexMap<String, Option<String>> {
    static TABLE: OnceLock<IndexMap<String, Option<String>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: IndexMap<String, Option<String>> = IndexMap::new();
        for row in data::table(data::GWP).filter(|row| !row.get("formula").is_empty()) {
            let gas = plain(row.get("gas"));
            let known = table.entry(plain(row.get("formula"))).or_insert_with(|| Some(gas.clone()));
            if known.as_ref() != Some(&gas) {
                *known = None;
            }
        }
        table
    })
}

/// A gas by its name in the table, else by its formula.
fn find(gas: &str) -> Option<&'static (String, [Potentials; 3])> {
    let wanted = plain(gas);
    potentials().get(&wanted).or_else(|| potentials().get(by_formula().get(&wanted)?.as_ref()?))
}

/// The GWP of `gas` in `set`, kg CO2e per kg. Methane of fossil origin differs from all other methane.
pub(crate) fn gwp(gas: &str, origin: Origin, set: GwpSet) -> Option<Decimal> {
    let (_, sets) = find(gas)?;
    let of_set = &sets[set as usize];
    let own = match origin {
        Origin::Fossil => of_set.fossil,
        Origin::Combustion => of_set.combustion,
        Origin::Biogenic | Origin::LandUseChange => of_set.biogenic,
    };
    own.or(of_set.plain)
}

/// The canonical spelling of a gas of the table, as `CO2` for `co₂`.
pub(crate) fn gas_name(text: &str) -> Option<String> {
    find(text).map(|(name, _)| name.clone())
}

/// Every gas of the table, for suggestions.
pub(crate) fn gas_names() -> impl Iterator<Item = &'static str> {
    potentials().values().map(|(name, _)| name.as_str())
}

/// A gas as it is compared: without case, hyphens and blanks, low digits as digits.
fn plain(gas: &str) -> String {
    let digit = |c: char| match c {
        '₀'..='₉' => char::from_digit(u32::from(c).wrapping_sub(0x2080), 10).unwrap_or(c),
        c => c.to_ascii_uppercase(),
    };
    gas.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methane_depends_on_its_origin() {
        let value = |origin, set| gwp("CH4", origin, set).map(|d| d.to_string());
        for (set, fossil, other) in [(GwpSet::Ar4, "25", "25"), (GwpSet::Ar5, "30", "28"), (GwpSet::Ar6, "29.8", "27")]
        {
            assert_eq!(value(Origin::Fossil, set), Some(fossil.into()));
            for origin in [Origin::Combustion, Origin::Biogenic, Origin::LandUseChange] {
                assert_eq!(value(origin, set), Some(other.into()), "{set} {origin:?}");
            }
        }
        assert_eq!(gwp("n2o", Origin::Fossil, GwpSet::Ar6).map(|d| d.to_string()), Some("273".into()));
        assert_eq!(gwp("CO2", Origin::Biogenic, GwpSet::Ar6), Some(Decimal::ONE));
        // By its formula, where that means one gas.
        for (formula, name, value) in
            [("CF4", "PFC-14", "7380"), ("C2F6", "PFC-116", "12400"), ("CHF3", "HFC-23", "14600")]
        {
            assert_eq!(gas_name(formula).as_deref(), Some(name));
            assert_eq!(gwp(formula, Origin::Fossil, GwpSet::Ar6).map(|d| d.to_string()), Some(value.into()));
        }
        // Two isomers share it.
        assert_eq!(gwp("C2H2F4", Origin::Fossil, GwpSet::Ar6), None);
        assert_eq!(gwp("phlogiston", Origin::Fossil, GwpSet::Ar6), None);
    }
}
