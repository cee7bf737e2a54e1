//! Greenhouse gases, the sets of global warming potentials that weigh them, and the nine components of a footprint.

use std::fmt;
use std::str::FromStr;

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

    /// `AR4`, `AR5` or `AR6`.
    #[must_use]
    pub fn name(self) -> &'static str {
        ["AR4", "AR5", "AR6"][self as usize]
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

/// The GWP of `gas` in `set`, kg CO2e per kg. Methane of fossil origin differs from all other methane.
pub(crate) fn gwp(gas: &str, origin: Origin, set: GwpSet) -> Option<Decimal> {
    let mut plain = None;
    for row in data::table(data::GWP).filter(|r| r.get("set") == set.name() && same_gas(r.get("gas"), gas)) {
        let value = row.get("value").parse().ok();
        match (row.get("origin"), origin) {
            ("", _) => plain = value,
            ("fossil", Origin::Fossil) => return value,
            ("combustion", Origin::Combustion) => return value,
            ("biogenic", Origin::Biogenic | Origin::LandUseChange) => return value,
            _ => {}
        }
    }
    plain
}

/// The canonical spelling of a gas of the table, as `CO2` for `co₂`.
pub(crate) fn gas_name(text: &str) -> Option<String> {
    data::table(data::GWP).find(|r| same_gas(r.get("gas"), text)).map(|r| r.get("gas").to_owned())
}

/// Every gas of the table, for suggestions.
pub(crate) fn gas_names() -> Vec<String> {
    let mut names: Vec<String> = data::table(data::GWP).map(|r| r.get("gas").to_owned()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn same_gas(a: &str, b: &str) -> bool {
    let plain = |c: char| match c {
        '₀'..='₉' => char::from_digit(u32::from(c).wrapping_sub(0x2080), 10).unwrap_or(c),
        c => c.to_ascii_uppercase(),
    };
    let kept = |c: &char| !matches!(c, '-' | '_' | ' ');
    a.chars().filter(kept).map(plain).eq(b.chars().filter(kept).map(plain))
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
        assert_eq!(gwp("phlogiston", Origin::Fossil, GwpSet::Ar6), None);
    }
}
