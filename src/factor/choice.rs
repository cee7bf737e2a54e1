//! Which row of a factor holds for a region and a year.

use std::cmp::Reverse;
use std::sync::OnceLock;

use indexmap::IndexMap;

use super::Factor;
use crate::data;

/// A factor reference as written: `id`, `id@REGION` or `id@REGION:YEAR`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reference<'a> {
    pub(crate) id: &'a str,
    pub(crate) region: Option<&'a str>,
    pub(crate) year: Option<i32>,
}

impl<'a> Reference<'a> {
    pub(crate) fn parse(text: &'a str) -> Self {
        let bare = Self { id: text, region: None, year: None };
        let Some((id, rest)) = text.split_once('@') else { return bare };
        match rest.split_once(':') {
            None => Self { id, region: Some(rest.trim()), year: None },
            Some((region, year)) => match year.trim().parse() {
                Ok(year) => Self { id, region: Some(region.trim()).filter(|r| !r.is_empty()), year: Some(year) },
                // Not a year: then the whole text is an id, which nothing will be found under.
                Err(_) => bare,
            },
        }
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
pub(crate) fn choose(rows: &[&Factor], region: Option<&str>, year: Option<i32>) -> Result<Choice, Miss> {
    let chain = coarser(region.unwrap_or(""));
    let at_level = |level: &str| -> Vec<usize> {
        rows.iter().enumerate().filter(|(_, f)| f.region.eq_ignore_ascii_case(level)).map(|(i, _)| i).collect()
    };
    let wanted = region.unwrap_or("");
    let taken = |index: usize, level: &str, older: bool| Choice {
        index,
        coarser: !wanted.is_empty() && !level.eq_ignore_ascii_case(wanted),
        older,
    };
    // A row later in the file wins nothing: of two that fit alike, the narrower validity, then the earlier row.
    let newest = |candidates: &[usize]| -> Option<usize> {
        candidates.iter().copied().min_by_key(|i| {
            let f = rows[*i];
            (Reverse(f.valid_to.unwrap_or(i32::MAX)), Reverse(f.valid_from.unwrap_or(i32::MIN)), *i)
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
    let begun = |i: &usize| rows[*i].valid_from.is_none_or(|from| from <= year);
    let running = |i: &usize| rows[*i].valid_to.is_none_or(|to| to >= year);
    for level in &chain {
        let valid: Vec<usize> = at_level(level).into_iter().filter(|i| begun(i) && running(i)).collect();
        let narrowest = valid.iter().copied().min_by_key(|i| {
            let f = rows[*i];
            (Reverse(f.valid_from.unwrap_or(i32::MIN)), f.valid_to.unwrap_or(i32::MAX), *i)
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
    let later = chain.iter().flat_map(|level| at_level(level)).filter_map(|i| rows[i].valid_from).min();
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
fn coarser(region: &str) -> Vec<String> {
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
    use crate::unit::Unit;

    type Rows = Vec<Factor>;

    fn rows(rows: &[(&str, Option<i32>, Option<i32>)]) -> Rows {
        let row = |(region, from, to): &(&str, Option<i32>, Option<i32>)| {
            let mut factor = Factor::new("f", Unit::kilogram()).region(*region);
            (factor.valid_from, factor.valid_to) = (*from, *to);
            factor
        };
        rows.iter().map(row).collect()
    }

    fn taken(rows: &Rows, region: &str, year: Option<i32>) -> Result<(usize, bool, bool), Miss> {
        choose(&rows.iter().collect::<Vec<_>>(), Some(region).filter(|r| !r.is_empty()), year)
            .map(|c| (c.index, c.coarser, c.older))
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
        assert_eq!(parsed("grid@CN:soon").0, "grid@CN:soon");
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
