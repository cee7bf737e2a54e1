//! Whether a footprint still holds on a day that the caller names: no clock is read.

use super::status::Record;
use super::validity;
use crate::diagnostic::{Place, Report, disclosure as texts};
use crate::study::{Date, Period, Study};

/// Who relies on a footprint is told so many days before it is over.
const NOTICE: i64 = 90;

/// Something that ends.
struct Ending {
    what: [&'static str; 2],
    remedy: [&'static str; 2],
    to: Date,
    place: Option<Place>,
}

/// What is over on `today` (E124), or soon, or has not begun (W273); and a validity that cannot be (E118).
pub(crate) fn on_day(study: &Study, today: Date) -> Report {
    let mut report = Report::default();
    let disclosed = &study.disclosed;
    let bound = today.to_string();
    let Some(valid) = validity(&disclosed.general, study.declared.period, &mut report) else {
        report.add(&texts::VALIDITY_UNKNOWN, Some(Place::file("study.toml").column("period")), &[("seen", &bound)]);
        return report;
    };
    let footprint = ["the footprint's validity", "碳足迹的有效期"];
    if today < valid.from {
        let place = disclosed.general.place("valid_from").cloned();
        let seen = valid.from.to_string();
        let arguments = [("what", footprint[0]), ("what_zh", footprint[1]), ("seen", &seen), ("bound", &bound)];
        report.add(&texts::NOT_BEGUN, place, &arguments);
    }
    let mut endings = vec![Ending {
        what: footprint,
        remedy: ["calculate it with the data of a later period", "用较晚数据期的数据重新计算"],
        to: valid.to,
        place: disclosed.general.place("valid_until").cloned(),
    }];
    let verification = &disclosed.verification;
    if verification.text("status").is_some_and(|status| status != "self-declared")
        && let Some(to) = Record::of(verification).valid_until
    {
        endings.push(Ending {
            what: ["the verification", "核验"],
            remedy: ["have it verified again, and write the new record", "重新核验，并写入新的记录"],
            to,
            place: verification.place("valid_until").cloned(),
        });
    }
    for Ending { what, remedy, to, place } in endings {
        // Both days are counted in a period.
        let days = Period { from: today, to }.days().saturating_sub(1);
        let (seen, left, notice) = (to.to_string(), days.to_string(), NOTICE.to_string());
        let arguments = [
            ("what", what[0]),
            ("what_zh", what[1]),
            ("remedy", remedy[0]),
            ("remedy_zh", remedy[1]),
            ("seen", seen.as_str()),
            ("bound", bound.as_str()),
            ("days", left.as_str()),
            ("notice", notice.as_str()),
        ];
        if days < 0 {
            report.add(&texts::OVER, place, &arguments);
        } else if days <= NOTICE {
            report.add(&texts::OVER_SOON, place, &arguments);
        }
    }
    report
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::{Inputs, ReadOptions};

    /// Codes and places of what is found on a day of a study with this study.toml.
    fn found(toml: &str, today: &str) -> Vec<String> {
        let bom = "parent,child,quantity,unit\npan,steel,1,kg\n";
        let files = [("bom.csv", bom), ("factors.csv", "id,unit,co2e\nsteel,kg,2\n"), ("study.toml", toml)];
        let files = files.map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()));
        let inputs = Inputs { name: "pan".into(), single: None, files: files.into(), libraries: Vec::new() };
        let study = inputs.read(&ReadOptions::new()).study;
        let today = Date::parse(today).unwrap_or_else(|| panic!("{today} is a day"));
        let found = on_day(&study, today).into_diagnostics();
        found.iter().map(|d| format!("{} {}", d.code(), d.texts()[0])).collect()
    }

    #[test]
    fn a_footprint_holds_from_its_period_to_three_years_after() {
        let toml = "[study]\nperiod = \"2022\"\n";
        assert_eq!(
            found(toml, "2022-12-31"),
            ["W273 the footprint's validity begins on 2023-01-01; on 2022-12-31 it has not begun"]
        );
        for well in ["2023-01-01", "2024-02-29", "2025-10-01"] {
            assert_eq!(found(toml, well), Vec::<String>::new(), "{well}");
        }
        let soon = "W273 the footprint's validity ends on 2025-12-31, 90 days after 2025-10-02";
        assert_eq!(found(toml, "2025-10-02"), [soon]);
        let last = "W273 the footprint's validity ends on 2025-12-31, 0 days after 2025-12-31";
        assert_eq!(found(toml, "2025-12-31"), [last]);
        let over = "E124 the footprint's validity ended on 2025-12-31; on 2026-01-01 it is over";
        assert_eq!(found(toml, "2026-01-01"), [over]);
    }

    #[test]
    fn what_is_stated_counts_and_a_verification_ends_by_itself() {
        let toml = "[study]\nperiod = \"2022\"\n[disclosure]\nvalid_until = \"2024-06-30\"\n\
                    [verification]\nstatus = \"certified\"\nvalid_until = \"2024-01-31\"\n";
        assert_eq!(found(toml, "2024-02-01"), ["E124 the verification ended on 2024-01-31; on 2024-02-01 it is over"]);
        assert_eq!(found(toml, "2024-07-01").len(), 2);
        let withdrawn = toml.replace("certified", "self-declared");
        assert_eq!(found(&withdrawn, "2024-02-01"), Vec::<String>::new());
    }

    #[test]
    fn nobody_knows_without_a_period() {
        let found = found("[study]\nregion = \"CN\"\n", "2024-01-01");
        assert!(found.len() == 1 && found[0].starts_with("E124 whether the footprint is valid"), "{found:?}");
    }
}
