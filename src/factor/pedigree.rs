//! Pedigree scores: how far a figure is from what it stands for, and the spread that ecoinvent gives to that.
//!
//! Two tables are in use and not to be mixed. In version 2 each score is a factor of the *square* of the geometric
//! standard deviation; in version 3 it is a variance of the logarithm. The tables stand in `data/pedigree.csv`.

use std::str::FromStr;
use std::sync::LazyLock;

use crate::data;
use crate::decimal::{Decimal, Wide};

/// Pedigree scores by one of ecoinvent's two tables: 1 (best) to 5 for reliability, completeness, temporal, geographical
/// and further technological correlation; in version 2 also for sample size.
///
/// ```
/// use product_footprint::trust::Pedigree;
///
/// let steel: Pedigree = "v3:(2,1,3,1,2)".parse()?;
/// let power: Pedigree = "v2:(2,1,3,1,2,4) basic 1.05".parse()?;
/// assert!("(2,1,3,1,2)".parse::<Pedigree>().is_err()); // by which table?
/// assert!("v3:(2,1,3,1,6)".parse::<Pedigree>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// `basic` is the basic uncertainty of the kind of exchange, as the table counts it: a square of a geometric standard
/// deviation in version 2, a variance in version 3. What is not stated is not added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pedigree {
    version: Version,
    /// Sample size last; 1 where it is not scored.
    scores: [u8; 6],
    basic: Option<Decimal>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Version {
    V2,
    V3,
}

/// Why a text is no [`Pedigree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParsePedigreeError {
    /// It does not begin with `v2:` or `v3:`.
    #[error("it does not name the table: v2: or v3:")]
    Table,
    /// There are not five scores (of version 2: five or six), each a whole number from 1 to 5.
    #[error("five scores from 1 to 5 are wanted, of v2 five or six")]
    Scores,
    /// The basic uncertainty is no number, or below what the table can mean.
    #[error("after `basic` a number is wanted: of v2 at least 1, of v3 at least 0")]
    Basic,
}

impl FromStr for Pedigree {
    type Err = ParsePedigreeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = text.to_lowercase().replace(['：'], ":").replace(['，', '、', ';', '/'], ",");
        let (table, rest) = plain.split_once(':').ok_or(ParsePedigreeError::Table)?;
        let version = match table.trim() {
            "v2" => Version::V2,
            "v3" => Version::V3,
            _ => return Err(ParsePedigreeError::Table),
        };
        let (listed, basic) = match rest.split_once("basic") {
            Some((listed, basic)) => (listed, Some(basic.trim())),
            None => (rest, None),
        };
        let listed = listed.trim().trim_matches(['(', ')', '（', '）']);
        let mut scores = [1_u8; 6];
        let mut count = 0_usize;
        for word in listed.split([',', ' ']).filter(|word| !word.is_empty()) {
            let score = word.parse().ok().filter(|score| (1..=5).contains(score)).ok_or(ParsePedigreeError::Scores)?;
            *scores.get_mut(count).ok_or(ParsePedigreeError::Scores)? = score;
            count = count.saturating_add(1);
        }
        if count != 5 && !(version == Version::V2 && count == 6) {
            return Err(ParsePedigreeError::Scores);
        }
        let least = if version == Version::V2 { Decimal::ONE } else { Decimal::ZERO };
        let number = |text: &str| text.parse::<Decimal>().ok().filter(|n| *n >= least).ok_or(ParsePedigreeError::Basic);
        Ok(Self { version, scores, basic: basic.map(number).transpose()? })
    }
}

impl std::fmt::Display for Pedigree {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = if self.version == Version::V2 { 6 } else { 5 };
        let scores: Vec<String> = self.scores.iter().take(count).map(ToString::to_string).collect();
        write!(f, "{}:({})", self.version.name(), scores.join(","))?;
        self.basic.map_or(Ok(()), |basic| write!(f, " basic {basic}"))
    }
}

impl Version {
    fn name(self) -> &'static str {
        if self == Self::V2 { "v2" } else { "v3" }
    }
}

/// The values of both tables: of each indicator, in order, one a score.
static TABLES: LazyLock<[Vec<[Wide; 5]>; 2]> = LazyLock::new(|| {
    [Version::V2, Version::V3].map(|version| {
        let rows = data::table(data::PEDIGREE).filter(|row| row.get("scheme") == version.name());
        let value = |text: &str| Wide::from(text.parse::<Decimal>().unwrap_or_default());
        rows.map(|row| ["1", "2", "3", "4", "5"].map(|score| value(row.get(score)))).collect()
    })
});

impl Pedigree {
    /// The variance of the logarithm: the square of the logarithm of the geometric standard deviation.
    pub(crate) fn variance(self) -> Wide {
        let table = &TABLES[self.version as usize];
        let scored = table.iter().zip(self.scores);
        let values = scored.filter_map(|(row, score)| row.get(usize::from(score).saturating_sub(1)).copied());
        let values = values.chain(self.basic.map(Wide::from));
        match self.version {
            Version::V3 => values.fold(Wide::ZERO, Wide::add),
            Version::V2 => {
                let squares = values.filter_map(Wide::ln).fold(Wide::ZERO, |sum, ln| sum.add(ln.mul(ln)));
                // The factors are of the square of the deviation: its logarithm is twice too large.
                squares.div(Wide::from(Decimal::from(4_u8))).unwrap_or(Wide::ZERO)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gsd(text: &str) -> Option<String> {
        let variance = text.parse::<Pedigree>().ok()?.variance();
        let gsd = variance.sqrt().and_then(Wide::exp)?;
        gsd.round_to_places(10).to_decimal().map(|d| d.to_string())
    }

    #[test]
    fn the_two_tables_have_all_indicators() {
        assert_eq!([TABLES[0].len(), TABLES[1].len()], [6, 5]);
        for table in TABLES.iter() {
            for row in table {
                assert!(row.windows(2).all(|pair| pair[0].cmp(pair[1]).is_le()), "a worse score widens");
            }
        }
    }

    #[test]
    fn spreads_are_those_of_the_tables() {
        // exp(sqrt(0.0006 + 0 + 0.002 + 0 + 0.0006))
        assert_eq!(gsd("v3:(2,1,3,1,2)").as_deref(), Some("1.0581991439"));
        assert_eq!(gsd("v3:(1,1,1,1,1)").as_deref(), Some("1"));
        assert_eq!(gsd("v3: 1 1 1 1 1 basic 0.0006").as_deref(), Some("1.024797362"));
        // exp(sqrt(ln(1.05)^2 + ln(1.1)^2 + ln(1.2)^2) / 2): technology 2 adds nothing in version 2, 3 does.
        assert_eq!(gsd("v2:(2,1,3,1,3,1)"), gsd("v2：（2，1，3，1，3）"));
        assert_eq!(gsd("v2:(1,1,1,1,1,1) basic 1.05").as_deref(), Some("1.0246950766"));
        assert_eq!(gsd("v2:(1,1,1,1,2,1)").as_deref(), Some("1"));
        assert_ne!(gsd("v3:(1,1,1,1,2)").as_deref(), Some("1"));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for text in [
            "",
            "2,1,3,1,2",
            "v4:(1,1,1,1,1)",
            "v3:(1,1,1,1)",
            "v3:(1,1,1,1,1,1)",
            "v3:(0,1,1,1,1)",
            "v2:(1,1,1,1,1,1,1)",
            "v3:(1,1,1,1,x)",
            "v2:(1,1,1,1,1) basic 0.9",
            "v3:(1,1,1,1,1) basic",
        ] {
            assert!(text.parse::<Pedigree>().is_err(), "{text}");
        }
        let written = "v2:(2,1,3,1,2,4) basic 1.05";
        assert_eq!(written.parse::<Pedigree>().map(|p| p.to_string()), Ok(written.into()));
    }
}
