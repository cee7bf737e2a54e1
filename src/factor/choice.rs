//! Which row of a factor holds for a region and a year.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::OnceLock;

use indexmap::IndexMap;

use crate::data;

/// A factor reference as written: `id`, `id@REGION` or `id@REGION:YEAR`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reference<'a> {
    pub(crate) id: &'a str,
    pub(crate) region: Option<&'a str>,
    pub(crate) year: Option<i32>,
}

impl<'a> Reference<'a> {
    /// What is none of the three forms is an id as a whole, under which nothing will be found. A region may be left
    /// out before a year: `id@:2023`.
    pub(crate) fn parse(text: &'a str) -> Self {
        let whole = Self { id: text, region: None, year: None };
        let Some((id, rest)) = text.split_once('@') else { return whole };
        let (region, year) = match rest.split_once(':') {
            None => (rest.trim(), None),
            Some((region, year)) => (region.trim(), Some(year.trim())),
        };
        let years = year.map(|y| y.parse().ok().filter(|_| y.len() == 4 && y.bytes().all(|b| b.is_ascii_digit())));
        if matches!(years, Some(None)) || (years.is_none() && region.is_empty()) {
            return whole;
        }
        Self { id: id.trim(), region: Some(region).filter(|r| !r.is_empty()), year: years.flatten() }
    }
}

/// Where and when a row holds: all that choosing looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Holds<'a> {
    /// Empty: not stated.
    pub(crate) region: &'a str,
    pub(crate) from: Option<i32>,
    pub(crate) to: Option<i32>,
}

impl Holds<'_> {
    /// `2024`, `2019-2021`, `2024-`; `None` where no validity is stated.
    pub(crate) fn years(&self) -> Option<String> {
        match (self.from, self.to) {
            (None, None) => None,
            (Some(a), Some(b)) if a == b => Some(a.to_string()),
            (a, b) => {
                let text = |y: Option<i32>| y.map(|y| y.to_string()).unwrap_or_default();
                Some(format!("{}-{}", text(a), text(b)))
            }
        }
    }

    /// `id@REGION:2023-2024`; the id alone where nothing more is stated.
    pub(crate) fn key<'i>(&self, id: &'i str) -> Cow<'i, str> {
        if self.region.is_empty() && self.from.is_none() && self.to.is_none() {
            return Cow::Borrowed(id);
        }
        let mut key = id.to_owned();
        if !self.region.is_empty() {
            key.push('@');
            key.push_str(self.region);
        }
        if let Some(years) = self.years() {
            key.push(':');
            key.push_str(&years);
        }
        Cow::Owned(key)
    }
}

/// The row taken, and how it falls short of what was wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Its place among the rows given.
    pub(crate) index: usize,
    /// It holds for a coarser region than wanted.
    pub(crate) coarser: bool,
    /// It ended before the year wanted.
    pub(crate) older: bool,
}

/// Why no row was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Miss {
    /// No row holds for the region or a coarser one.
    Region,
    /// The rows of the region begin only in this year.
    Later(i32),
}

/// The row for a region and a year: the finest region that has a row valid in the year; else the row that ended last,
/// again fine to coarse. Without a year the newest row of the finest region.
pub(crate) fn choose(rows: &[Holds<'_>], region: Option<&str>, year: Option<i32>) -> Result<Choice, Miss> {
    // One row that holds everywhere and always: what a study's own factors mostly are.
    if let [Holds { region: "", from: None, to: None }] = rows {
        let wanted = region.is_some_and(|r| !r.trim().is_empty());
        return Ok(Choice { index: 0, coarser: wanted, older: false });
    }
    let chain = coarser(region.unwrap_or(""));
    let at_level = |level: &str| -> Vec<usize> {
        rows.iter().enumerate().filter(|(_, f)| f.region.eq_ignore_ascii_case(level)).map(|(i, _)| i).collect()
    };
    let wanted = region.map_or("", str::trim);
    let taken = |index: usize, level: &str, older: bool| Choice {
        index,
        coarser: !wanted.is_empty() && !level.eq_ignore_ascii_case(wanted),
        older,
    };
    // A row later in the file wins nothing: of two that fit alike, the narrower validity, then the earlier row.
    let newest = |candidates: &[usize]| -> Option<usize> {
        candidates.iter().copied().min_by_key(|i| {
            let f = rows[*i];
            (Reverse(f.to.unwrap_or(i32::MAX)), Reverse(f.from.unwrap_or(i32::MIN)), *i)
        })
    };
    let Some(year) = year else {
        for level in &chain {
            if let Some(index) = newest(&at_level(level)) {
                return Ok(taken(index, level, false));
            }
        }
        return Err(Miss::Region);
    };
    let begun = |i: &usize| rows[*i].from.is_none_or(|from| from <= year);
    let running = |i: &usize| rows[*i].to.is_none_or(|to| to >= year);
    for level in &chain {
        let valid: Vec<usize> = at_level(level).into_iter().filter(|i| begun(i) && running(i)).collect();
        let narrowest = valid.iter().copied().min_by_key(|i| {
            let f = rows[*i];
            (Reverse(f.from.unwrap_or(i32::MIN)), f.to.unwrap_or(i32::MAX), *i)
        });
        if let Some(index) = narrowest {
            return Ok(taken(index, level, false));
        }
    }
    for level in &chain {
        let ended: Vec<usize> = at_level(level).into_iter().filter(begun).collect();
        if let Some(index) = newest(&ended) {
            return Ok(taken(index, level, true));
        }
    }
    let later = chain.iter().flat_map(|level| at_level(level)).filter_map(|i| rows[i].from).min();
    Err(later.map_or(Miss::Region, Miss::Later))
}

/// The region that each region of the table lies in.
fn parents() -> &'static IndexMap<String, String> {
    static PARENTS: OnceLock<IndexMap<String, String>> = OnceLock::new();
    PARENTS.get_or_init(|| {
        data::table(data::REGIONS).map(|r| (r.get("code").to_owned(), r.get("parent").to_owned())).collect()
    })
}

/// `region` and the regions it lies in, fine to coarse: `CN-ZJ`, its grid, `CN`, `GLO`, and none at all.
pub(super) fn coarser(region: &str) -> Vec<String> {
    let mut chain: Vec<String> = Vec::new();
    let mut at = region.trim().to_uppercase();
    while !at.is_empty() && !chain.contains(&at) {
        let parent = parents().get(&at).cloned();
        // A region that the table does not know lies in its country: `DE-BY` in `DE`.
        let up =
            parent.unwrap_or_else(|| at.rsplit_once('-').map(|(country, _)| country.to_owned()).unwrap_or_default());
        chain.push(std::mem::replace(&mut at, up));
    }
    if !chain.iter().any(|r| r == "GLO") {
        chain.push("GLO".to_owned());
    }
    chain.push(String::new());
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[(&'static str, Option<i32>, Option<i32>)]) -> Vec<Holds<'static>> {
        rows.iter().map(|(region, from, to)| Holds { region, from: *from, to: *to }).collect()
    }

    fn taken(rows: &[Holds<'_>], region: &str, year: Option<i32>) -> Result<(usize, bool, bool), Miss> {
        choose(rows, Some(region).filter(|r| !r.is_empty()), year).map(|c| (c.index, c.coarser, c.older))
    }

    #[test]
    fn the_finest_region_that_is_valid_wins() {
        let f = rows(&[
            ("CN-ZJ", Some(2024), Some(2024)),
            ("CN", Some(2024), Some(2024)),
            ("CN", Some(2023), Some(2023)),
            ("GLO", Some(2024), Some(2024)),
        ]);
        assert_eq!(taken(&f, "CN-ZJ", Some(2024)), Ok((0, false, false)));
        assert_eq!(taken(&f, "CN-GD", Some(2024)), Ok((1, true, false)));
        assert_eq!(taken(&f, "FR", Some(2024)), Ok((3, true, false)));
        assert_eq!(taken(&f, "CN-ZJ", Some(2023)), Ok((2, true, false)));
        assert_eq!(taken(&f, "CN", Some(2030)), Ok((1, false, true)));
        assert_eq!(taken(&f, "CN", Some(2020)), Err(Miss::Later(2023)));
        assert_eq!(taken(&f, "CN", None), Ok((1, false, false)));
        assert_eq!(taken(&f, "", Some(2024)), Ok((3, false, false)));
    }

    #[test]
    fn a_row_without_region_is_the_last_resort() {
        let f = rows(&[("", None, None), ("DE", None, None)]);
        assert_eq!(taken(&f, "DE", Some(2024)), Ok((1, false, false)));
        assert_eq!(taken(&f, "CN", Some(2024)), Ok((0, true, false)));
        assert_eq!(taken(&f, "", None), Ok((0, false, false)));
        assert_eq!(taken(&rows(&[("DE", None, None)]), "CN", None), Err(Miss::Region));
    }

    #[test]
    fn references_carry_region_and_year() {
        let parsed = |t| {
            let r = Reference::parse(t);
            (r.id, r.region, r.year)
        };
        assert_eq!(parsed("grid"), ("grid", None, None));
        assert_eq!(parsed("grid@CN"), ("grid", Some("CN"), None));
        assert_eq!(parsed("grid@CN:2023"), ("grid", Some("CN"), Some(2023)));
        assert_eq!(parsed("grid @ CN : 2023"), ("grid", Some("CN"), Some(2023)));
        assert_eq!(parsed("grid@:2023"), ("grid", None, Some(2023)));
        for whole in
            ["grid@", "grid@CN:", "grid@CN:soon", "grid@CN:-2023", "grid@CN:+202", "grid@CN:23", "grid@CN:2023-24"]
        {
            assert_eq!(parsed(whole), (whole, None, None));
        }
    }

    #[test]
    fn a_province_lies_in_its_grid() {
        let chain = coarser("cn-zj");
        assert_eq!(chain.first().map(String::as_str), Some("CN-ZJ"));
        assert!(chain.contains(&"CN".to_owned()) && chain.len() >= 5, "{chain:?}");
        assert_eq!(coarser("DE-BY")[1], "DE");
        assert_eq!(coarser(""), ["GLO", ""]);
    }
}
