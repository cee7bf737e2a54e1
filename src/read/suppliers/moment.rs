//! Moments as footprints write them: `2024-12-31T23:59:59Z`, with an offset, or a day alone.

use crate::study::Date;

/// A moment: its day in UTC, and whether it is the very beginning of that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment {
    pub(super) day: Date,
    pub(super) midnight: bool,
    /// It had a time.
    pub(super) timed: bool,
}

impl Moment {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let Some((day, rest)) = text.split_once(['T', 't']) else {
            return Date::parse(text).map(|day| Self { day, midnight: true, timed: false });
        };
        let strict = day.len() == 10 && day.as_bytes().get(4) == Some(&b'-');
        let day = Date::parse(day).filter(|_| strict)?;
        // A blank where a plus belongs: what an address bar makes of it.
        let sign = rest.find(['Z', 'z', '+', '-', ' '])?;
        let (time, zone) = rest.split_at(sign);
        let offset = match zone {
            "Z" | "z" => 0,
            zone => {
                let minutes = clock(zone.get(1..)?, 2)?.checked_div(60)?;
                if zone.starts_with('-') { minutes.saturating_neg() } else { minutes }
            }
        };
        let (whole, fraction) = time.split_once('.').unwrap_or((time, "0"));
        if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let seconds = clock(whole, 3)?.saturating_sub(offset.saturating_mul(60));
        let day = match seconds {
            s if s < 0 => day.previous(),
            s if s >= 86_400 => day.next(),
            _ => day,
        };
        let midnight = seconds.rem_euclid(86_400) == 0 && fraction.bytes().all(|b| b == b'0');
        Some(Self { day, midnight, timed: true })
    }

    /// The last day that belongs to a span ending here: ends are exclusive, and a day alone is meant as a whole.
    pub(super) fn last_day(self) -> Date {
        if self.midnight && self.timed { self.day.previous() } else { self.day }
    }
}

/// `23:59:59` or `05:30` in seconds; a leap second is the last of its minute.
fn clock(text: &str, parts: usize) -> Option<i64> {
    let fields: Vec<&str> = text.split(':').collect();
    let digits = fields.iter().all(|f| f.len() == 2 && f.bytes().all(|b| b.is_ascii_digit()));
    if fields.len() != parts || !digits {
        return None;
    }
    let number = |at: usize| fields.get(at).map_or(Some(0), |f| f.parse::<i64>().ok());
    let (hours, minutes, seconds) = (number(0)?, number(1)?, number(2)?);
    if hours > 23 || minutes > 59 || seconds > 60 {
        return None;
    }
    Some(hours.saturating_mul(3600).saturating_add(minutes.saturating_mul(60)).saturating_add(seconds.min(59)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last(text: &str) -> String {
        Moment::parse(text).map_or("none".into(), |m| m.last_day().to_string())
    }

    #[test]
    fn ends_are_exclusive_and_offsets_move_the_day() {
        assert_eq!(last("2025-01-01T00:00:00Z"), "2024-12-31");
        assert_eq!(last("2024-12-31T23:59:59Z"), "2024-12-31");
        assert_eq!(last("2024-12-31"), "2024-12-31");
        assert_eq!(last("2025-01-01T00:00:00+08:00"), "2024-12-31");
        assert_eq!(last("2025-01-01T08:00:00+08:00"), "2024-12-31");
        assert_eq!(last("2024-12-31T20:00:00-05:00"), "2025-01-01");
        assert_eq!(last("2025-01-01T00:00:00 00:00"), "2024-12-31");
        assert_eq!(last("2025-01-01T00:00:00.000Z"), "2024-12-31");
        assert_eq!(last("2025-01-01T00:00:00.001Z"), "2025-01-01");
        for wrong in [
            "",
            "T",
            "2024-13-01T00:00:00Z",
            "2024-01-01T24:00:00Z",
            "2024-01-01T00:00Z",
            "2024-01-01T00:00:00",
            "2024-1-1T00:00:00Z",
            "2024-01-01T00:00:00+8",
            "2024-01-01T00:00:00.Z",
            "2024-01-01T00:00:00é",
        ] {
            assert_eq!(last(wrong), "none", "{wrong}");
        }
    }
}
