//! What a study declares about itself: scope, period, region, rules, parameters, scenarios.

use indexmap::IndexMap;

use crate::diagnostic::Place;
use crate::formula::Cell;
use crate::gas::GwpSet;
use crate::stage::Boundary;

/// The table `[study]` and what belongs to it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Declared {
    pub(crate) name: String,
    pub(crate) company: String,
    pub(crate) boundary: Boundary,
    pub(crate) period: Option<Period>,
    pub(crate) region: Option<String>,
    pub(crate) gwp: GwpSet,
    pub(crate) electricity: ElectricityBasis,
    /// The residual mix of the market-based side: a factor reference, and where it stands.
    pub(crate) residual: Option<(String, Option<Place>)>,
    pub(crate) rules: Rules,
}

/// Which electricity result is the headline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ElectricityBasis {
    #[default]
    Location,
    Market,
}

/// The table `[rules]`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rules {
    /// The profile of method rules, by id.
    pub(crate) profile: Option<String>,
    /// Lines may be negative: an imported life-cycle inventory.
    pub(crate) negative_lines: bool,
    /// Factors of several GWP sets may meet in one result.
    pub(crate) mixed_gwp: bool,
}

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Date {
    pub(crate) year: i32,
    pub(crate) month: u8,
    pub(crate) day: u8,
}

#[allow(clippy::arithmetic_side_effects, reason = "years 1 to 9999 and days far inside i64")]
impl Date {
    /// `2024-12-31`, also with slashes, dots or 年月日.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let plain = text.trim().replace(['/', '.', '年', '月'], "-").replace('日', "");
        let mut parts = plain.split('-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let whole = parts.next().is_none() && year.len() == 4 && month.len() <= 2 && day.len() <= 2;
        let digits = [year, month, day].iter().all(|p| p.bytes().all(|b| b.is_ascii_digit()));
        let date = Self { year: year.parse().ok()?, month: month.parse().ok()?, day: day.parse().ok()? };
        (whole
            && digits
            && date.year >= 1
            && (1..=12).contains(&date.month)
            && date.day >= 1
            && date.day <= date.days_of_month())
        .then_some(date)
    }

    fn days_of_month(self) -> u8 {
        match self.month {
            4 | 6 | 9 | 11 => 30,
            2 if self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0) => 29,
            2 => 28,
            _ => 31,
        }
    }

    /// The day before.
    pub(crate) fn previous(self) -> Self {
        match (self.month, self.day) {
            (1, 1) => Self { year: self.year - 1, month: 12, day: 31 },
            (_, 1) => {
                let month = Self { month: self.month - 1, ..self };
                Self { day: month.days_of_month(), ..month }
            }
            _ => Self { day: self.day - 1, ..self },
        }
    }

    /// The day after.
    pub(crate) fn next(self) -> Self {
        match (self.month, self.day) {
            (12, 31) => Self { year: self.year + 1, month: 1, day: 1 },
            (_, day) if day == self.days_of_month() => Self { month: self.month + 1, day: 1, ..self },
            _ => Self { day: self.day + 1, ..self },
        }
    }

    /// The same day some years later or earlier; of 29 February, 28 February where that year has no other.
    pub(crate) fn plus_years(self, years: i32) -> Self {
        let moved = Self { year: self.year + years, ..self };
        Self { day: moved.day.min(moved.days_of_month()), ..moved }
    }

    /// Days since the first of March of year 0.
    pub(crate) fn number(self) -> i64 {
        let shift = i64::from(self.month < 3);
        let year = i64::from(self.year) - shift;
        let month = i64::from(self.month) + 12 * shift - 3;
        365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + i64::from(self.day) - 1
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// The time that a study's activity data are of; both days belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) from: Date,
    pub(crate) to: Date,
}

impl Period {
    /// A whole year.
    pub(crate) fn year(year: i32) -> Self {
        Self { from: Date { year, month: 1, day: 1 }, to: Date { year, month: 12, day: 31 } }
    }

    /// How many days it has.
    pub(crate) fn days(self) -> i64 {
        self.to.number().saturating_sub(self.from.number()).saturating_add(1)
    }

    pub(crate) fn contains(self, other: Self) -> bool {
        self.from <= other.from && other.to <= self.to
    }

    pub(crate) fn meets(self, other: Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if *self == Self::year(self.from.year) {
            write!(f, "{}", self.from.year)
        } else {
            write!(f, "{} – {}", self.from, self.to)
        }
    }
}

/// A declared product.
#[derive(Clone, Debug)]
pub(crate) struct Product {
    pub(crate) id: String,
    pub(crate) amount: Option<Cell>,
    pub(crate) functional_unit: String,
    pub(crate) place: Option<Place>,
}

/// A parameter and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) value: Cell,
    pub(crate) place: Option<Place>,
}

/// What a scenario changes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scenario {
    pub(crate) parameters: IndexMap<String, Parameter>,
    /// Item or factor, and what stands in for it.
    pub(crate) swaps: IndexMap<String, (String, Option<Place>)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days_of_the_calendar() {
        assert_eq!(Date::parse("2024-02-29").map(|d| d.to_string()), Some("2024-02-29".into()));
        assert_eq!(Date::parse("2024/2/9"), Date::parse("2024年2月9日"));
        for wrong in
            ["2023-02-29", "2024-13-01", "2024-00-10", "24-01-01", "2024-1", "x", "2024-01-01-01", "2100-02-29"]
        {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
        for (day, after) in [("2024-02-28", "2024-02-29"), ("2023-02-28", "2023-03-01"), ("2024-12-31", "2025-01-01")] {
            assert_eq!(Date::parse(day).map(Date::next), Date::parse(after));
            assert_eq!(Date::parse(after).map(Date::previous), Date::parse(day));
        }
        assert_eq!(Date::parse("2024-02-29").map(|d| d.plus_years(3)), Date::parse("2027-02-28"));
        assert_eq!(Date::parse("2024-02-29").map(|d| d.plus_years(-4)), Date::parse("2020-02-29"));
        assert_eq!(Period::year(2024).days(), 366);
        assert_eq!(Period::year(2023).days(), 365);
        assert_eq!(Period::year(1900).days(), 365);
        assert_eq!(Period::year(2000).days(), 366);
    }
}
