//! What a footprint says against itself.

use super::{Options, claims};
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::texts::Text;
use crate::diagnostic::{Report, intake};
use crate::gas::Component;
use crate::read::suppliers::Received;
use crate::stage::Boundary;
use crate::unit::{Dimension, Unit};

/// The reasons that a footprint gives by itself.
pub(super) fn reasons(received: &Received, options: &Options) -> Report {
    let mut report = Report::default();
    let mut say = |text: &Text, arguments: &[(&str, &str)]| report.add(text, Some(received.place.clone()), arguments);
    boundary(received, &mut say);
    unit(received, &mut say);
    time(received, options, &mut say);
    if let Some(set) = received.gwp.iter().find(|set| is_before_ar5(set)) {
        say(&intake::GWP_OLD, &[("seen", set)]);
    }
    sums(received, &mut say);
    for stage in &received.broken_stages {
        say(&intake::STAGE_SUM, &[("seen", stage)]);
    }
    let removes = [Component::LandRemovals, Component::TechnicalRemovals]
        .iter()
        .any(|c| received.parts[*c as usize].is_some_and(Decimal::is_negative));
    if received.excluding.is_negative() && !removes {
        say(&intake::NEGATIVE, &[("seen", &received.excluding.to_string())]);
    }
    if let Some(share) = received.primary_share.filter(|_| received.primary_fraction().is_none()) {
        let text = if received.is_share_ambiguous(share) { &intake::SHARE_AMBIGUOUS } else { &intake::SHARE };
        say(text, &[("seen", &share.to_string())]);
    }
    if let Some(exempted) = received.exempted.filter(|e| *e > Decimal::from(5)) {
        say(&intake::EXEMPTED, &[("seen", &exempted.to_string())]);
    }
    if let Some(clause) = claims::market_based(&received.words) {
        say(&intake::MARKET_BASED, &[("seen", &clause)]);
    }
    if let Some(clause) = claims::offsets(&received.words) {
        say(&intake::OFFSETS, &[("seen", &clause)]);
    }
    if let Some(verification) = &received.verification {
        let missing = match (verification.provider.is_some(), verification.completed.is_some()) {
            (true, true) => None,
            (false, true) => Some(["a name", "机构"]),
            (true, false) => Some(["a date", "日期"]),
            (false, false) => Some(["name and date", "机构和日期"]),
        };
        if let Some([seen, seen_zh]) = missing {
            say(&intake::VERIFICATION, &[("seen", seen), ("seen_zh", seen_zh)]);
        }
    }
    if digits(&received.written) == 1 {
        say(&intake::ONE_DIGIT, &[("seen", &received.written)]);
    }
    report
}

fn boundary(received: &Received, say: &mut impl FnMut(&Text, &[(&str, &str)])) {
    let stated = match &received.boundary {
        Ok(Boundary::CradleToGate) => return,
        Ok(other) => [other.name().to_owned(), other.name().to_owned()],
        Err(text) if text.is_empty() => ["not stated".to_owned(), "未写明".to_owned()],
        Err(text) => [text.clone(), text.clone()],
    };
    say(&intake::BOUNDARY, &[("seen", &stated[0]), ("seen_zh", &stated[1])]);
}

/// Whether a unit counts things that have no mass: energy, freight, time.
fn has_no_mass(unit: Unit) -> bool {
    let hour = Unit::read("h").map(|(hour, _)| hour.dimension());
    let of = unit.dimension();
    of == Unit::kilowatt_hour().dimension() || of == Unit::tonne_kilometre().dimension() || hour == Ok(of)
}

fn unit(received: &Received, say: &mut impl FnMut(&Text, &[(&str, &str)])) {
    let stated = received.unit_text.as_str();
    match received.unit {
        None => say(&intake::UNIT_UNKNOWN, &[("seen", stated)]),
        Some(unit) if unit.dimension() == Dimension::Mass => {}
        Some(unit) if has_no_mass(unit) => say(&intake::UNIT_WITHOUT_MASS, &[("seen", stated)]),
        Some(_) if received.mass.is_none() => {
            say(&intake::MASS_MISSING, &[("seen", &format!("{} {stated}", received.amount))]);
        }
        Some(_) => {}
    }
}

/// The kilograms of the declared unit, where it is of goods.
pub(super) fn kilograms(received: &Received) -> Option<Decimal> {
    received.unit.filter(|unit| !has_no_mass(*unit))?;
    received.kilograms()
}

fn time(received: &Received, options: &Options, say: &mut impl FnMut(&Text, &[(&str, &str)])) {
    if received.deprecated {
        say(&intake::DEPRECATED, &[]);
    }
    let Some(date) = options.date else { return };
    let day = date.to_string();
    if let Some(to) = received.valid_to.filter(|to| *to < date) {
        say(&intake::EXPIRED, &[("seen", &to.to_string()), ("date", &day)]);
    }
    if let Some(to) = received.to.filter(|to| to.plus_years(i32::from(options.max_age)) < date) {
        let years = options.max_age.to_string();
        say(&intake::PERIOD_OLD, &[("seen", &to.to_string()), ("date", &day), ("years", &years)]);
    }
}

/// `AR4`, `TAR`, `SAR`, `AR2`.
fn is_before_ar5(set: &str) -> bool {
    let set = set.trim().to_uppercase();
    let number = set.strip_prefix("AR").and_then(|n| n.parse::<u32>().ok());
    number.is_some_and(|n| n < 5) || matches!(set.as_str(), "FAR" | "SAR" | "TAR")
}

/// Whether a rest is more than half a per cent of a total.
fn is_off(total: Decimal, rest: Decimal) -> bool {
    let rest = Wide::from(rest).abs().mul(Wide::from(Decimal::from(200)));
    rest.cmp(Wide::from(total).abs()).is_gt()
}

fn sums(received: &Received, say: &mut impl FnMut(&Text, &[(&str, &str)])) {
    let mut off = |text: &Text, total: Decimal, of: Decimal, rest: Decimal| {
        if is_off(of, rest) {
            let sum = total.checked_sub(rest).map(|d| d.to_string()).unwrap_or_default();
            say(text, &[("seen", &total.to_string()), ("sum", &sum)]);
        }
    };
    if let Ok(rest) = received.rest()
        && received.has_parts()
    {
        off(&intake::SUM, received.excluding, received.excluding, rest);
    }
    if let (Some(including), Ok(rest)) = (received.including, received.biogenic_rest())
        && let Ok(difference) = including.checked_sub(received.excluding)
    {
        let larger = if is_off(including, received.excluding) { received.excluding } else { including };
        off(&intake::SUM_BIOGENIC, difference, larger, rest);
    }
}

/// How many digits a number is written with, zeros before it aside; none of 0.
fn digits(written: &str) -> usize {
    let mantissa = written.split(['e', 'E']).next().unwrap_or_default();
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_counted_as_they_are_written() {
        for (text, count) in [("2", 1), ("0.5", 1), ("2.0", 2), ("20", 2), ("0", 0), ("-3", 1), ("5e3", 1), ("0,12", 2)]
        {
            assert_eq!(digits(text), count, "{text}");
        }
    }

    #[test]
    fn sets_before_ar5_are_known_by_number_and_by_name() {
        assert!(is_before_ar5("AR4") && is_before_ar5("ar2") && is_before_ar5("SAR"));
        assert!(!is_before_ar5("AR5") && !is_before_ar5("AR6") && !is_before_ar5("unspecified"));
    }

    #[test]
    fn half_a_per_cent_is_the_limit() {
        let d = |n: u32| Decimal::from(n);
        assert!(!is_off(d(200), d(1)) && is_off(d(199), d(1)) && is_off(d(0), d(1)) && !is_off(d(0), d(0)));
    }
}
