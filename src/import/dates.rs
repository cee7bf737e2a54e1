//! Dates as systems write them, and whether a line holds on a day.

/// A day as `2024-12-31`, so that texts compare as days do; `None` for what is none.
pub(crate) fn day(text: &str) -> Option<String> {
    let date = text.split([' ', 'T']).next().unwrap_or_default();
    let parts: Vec<&str> = date.split(['-', '.', '/', '年', '月', '日']).filter(|p| !p.is_empty()).collect();
    let whole = date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit());
    let (year, month, day) = match parts.as_slice() {
        [whole_date] if whole => (whole_date.get(..4)?, whole_date.get(4..6)?, whole_date.get(6..)?),
        [year, month, day] if year.len() == 4 => (*year, *month, *day),
        // With a slash a day can be a month.
        [day, month, year] if year.len() == 4 && !date.contains('/') => (*year, *month, *day),
        [first, second, year] if year.len() == 4 => {
            let [a, b] = [first, second].map(|p| p.parse::<u32>().unwrap_or(0));
            match (a > 12, b > 12) {
                (true, false) => (*year, *second, *first),
                (false, true) => (*year, *first, *second),
                _ if a == b => (*year, *first, *second),
                _ => return None,
            }
        }
        _ => return None,
    };
    let number = |text: &str| text.parse::<u32>().ok();
    let (year, month, day) = (number(year)?, number(month)?, number(day)?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// Whether a last day means that there is none: SAP's 31.12.9999, Kingdee's 9999 and Yonyou's 2099.
pub(crate) fn open_end(day: &str) -> bool {
    day >= "2099-01-01"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_many_forms_compare() {
        for text in [
            "2024-12-31",
            "31.12.2024",
            "2024/12/31",
            "31/12/2024",
            "12/31/2024",
            "20241231",
            "2024-12-31 00:00:00",
            "2024年12月31日",
        ] {
            assert_eq!(day(text).as_deref(), Some("2024-12-31"), "{text}");
        }
        for text in ["03/04/2024", "2024", "31.13.2024", "soon"] {
            assert_eq!(day(text), None, "{text}");
        }
        assert!(open_end("9999-12-31") && open_end("2099-12-31") && !open_end("2030-12-31"));
    }
}
