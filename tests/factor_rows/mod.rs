//! The factor library as its files have it: rows, exact numbers, plausibility bands. It shares no line with the crate.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Zero};

/// A row of a table: its cells by column.
#[derive(Clone, Debug)]
pub(crate) struct Row(BTreeMap<String, String>);

impl Row {
    /// A cell; a column that the table does not have is a mistake of the test.
    pub(crate) fn get(&self, column: &str) -> &str {
        self.0.get(column).unwrap_or_else(|| panic!("no column {column}"))
    }

    pub(crate) fn set(&mut self, column: &str, cell: &str) {
        assert!(self.0.insert(column.to_owned(), cell.to_owned()).is_some(), "no column {column}");
    }

    /// `diesel@CN:2024-`, and the source rows that it is made of.
    pub(crate) fn name(&self) -> String {
        let [id, region, from, to] = ["id", "region", "valid_from", "valid_to"].map(|c| self.get(c));
        let years = if from == to { from.to_owned() } else { format!("{from}-{to}") };
        format!("{id}@{region}:{years} ({})", self.get("row"))
    }

    pub(crate) fn is_composed(&self) -> bool {
        self.get("publisher").starts_with("composed by product-footprint")
    }

    /// The ids of the starter tables that the row is made of.
    pub(crate) fn parts(&self) -> Vec<&str> {
        self.get("row").split('+').collect()
    }
}

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The rows of a CSV file.
pub(crate) fn table(path: impl AsRef<Path>) -> Vec<Row> {
    let path = path.as_ref();
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let columns: Vec<String> = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    let row = |record: csv::StringRecord| {
        Row(columns.iter().cloned().zip(record.iter().map(str::to_owned)).collect::<BTreeMap<_, _>>())
    };
    reader.records().map(|record| row(record.expect("a record"))).collect()
}

/// Files of `data/factors/` that hold something else than factors.
const OTHERS: [&str; 3] = ["fuels-parameters.csv", "parameters.csv", "plausibility.csv"];

/// Every factor of the library, file by file.
pub(crate) fn factors() -> Vec<Row> {
    let folder = root().join("data/factors");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("data/factors").map(|e| e.expect("an entry").path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "csv"));
    paths.retain(|p| !OTHERS.iter().any(|o| p.file_name().is_some_and(|n| n == *o)));
    paths.sort();
    paths.iter().flat_map(table).collect()
}

/// A decimal text, exactly.
pub(crate) fn decimal(text: &str) -> BigRational {
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: BigInt = format!("{whole}{fraction}").parse().unwrap_or_else(|_| panic!("{text:?} is no decimal"));
    let shift = fraction.len() as i64 - exponent.parse::<i64>().expect("an exponent");
    let scale = BigInt::from(10).pow(shift.unsigned_abs() as u32);
    if shift >= 0 { BigRational::new(digits, scale) } else { BigRational::from_integer(digits * scale) }
}

/// A cell: empty is 0; `=` begins decimals joined by `*` and `/`, from left to right.
pub(crate) fn number(cell: &str) -> BigRational {
    let Some(formula) = cell.strip_prefix('=') else {
        return if cell.is_empty() { BigRational::zero() } else { decimal(cell) };
    };
    let mut value = BigRational::one();
    let mut rest = formula;
    let mut divides = false;
    while !rest.is_empty() {
        let end = rest.find(['*', '/']).unwrap_or(rest.len());
        let operand = decimal(&rest[..end]);
        value = if divides { value / operand } else { value * operand };
        divides = rest[end..].starts_with('/');
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    value
}

/// The global warming potentials of a set, as `data/gwp.csv` has them.
#[derive(Debug)]
pub(crate) struct Potentials(Vec<Row>);

impl Potentials {
    pub(crate) fn of(set: &str) -> Self {
        let mut rows = table(root().join("data/gwp.csv"));
        rows.retain(|r| r.get("set") == set);
        assert!(!rows.is_empty(), "no set {set}");
        Self(rows)
    }

    pub(crate) fn get(&self, gas: &str, origin: &str) -> BigRational {
        let found = self.0.iter().find(|r| r.get("gas") == gas && [origin, ""].contains(&r.get("origin")));
        decimal(found.unwrap_or_else(|| panic!("no {gas} {origin}")).get("value"))
    }
}

/// kg CO2e of one unit of a row: what it states, and its gas masses weighed with a set.
pub(crate) fn value(row: &Row, potentials: &Potentials) -> BigRational {
    let stated = ["co2e", "aircraft", "biogenic_non_co2", "land_use_change"].map(|c| number(row.get(c)));
    let origin = Some(row.get("ch4_origin")).filter(|o| !o.is_empty()).unwrap_or("fossil");
    let weighed = [("co2_kg", "CO2"), ("ch4_kg", "CH4"), ("n2o_kg", "N2O")]
        .map(|(column, gas)| number(row.get(column)) * potentials.get(gas, origin));
    stated.into_iter().chain(weighed).sum()
}

/// Whether a text fits a pattern with `*` for anything.
fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut open = false;
    let parts: Vec<&str> = parts.collect();
    for (i, part) in parts.iter().enumerate() {
        open = true;
        if i + 1 == parts.len() {
            return rest.len() >= part.len() && rest.ends_with(part);
        }
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    open || rest.is_empty()
}

/// The span in which values of one kind lie.
#[derive(Debug)]
pub(crate) struct Band {
    row: Row,
    low: BigRational,
    high: BigRational,
}

impl Band {
    pub(crate) fn all() -> Vec<Self> {
        let rows = table(root().join("data/factors/plausibility.csv"));
        rows.into_iter().map(|row| Self { low: decimal(row.get("low")), high: decimal(row.get("high")), row }).collect()
    }

    pub(crate) fn holds(&self, row: &Row) -> bool {
        let id = self.row.get("id");
        (id.is_empty() || id.split('|').any(|pattern| fits(pattern, row.get("id"))))
            && row.get("category").starts_with(self.row.get("category"))
            && ["unit", "basis"].iter().all(|c| ["", row.get(c)].contains(&self.row.get(c)))
    }

    pub(crate) fn accepts(&self, value: &BigRational) -> bool {
        if value.is_zero() { self.row.get("zero") == "yes" } else { *value >= self.low && *value <= self.high }
    }

    pub(crate) fn name(&self) -> String {
        let [category, id, unit, basis, low, high] =
            ["category", "id", "unit", "basis", "low", "high"].map(|c| self.row.get(c));
        format!("{category}{id} {unit} {basis} {low}..{high}")
    }
}

/// Why a row is implausible, if it is. The first band that fits a row counts.
pub(crate) fn implausible(bands: &[Band], row: &Row, value: &BigRational) -> Option<String> {
    match bands.iter().find(|band| band.holds(row)) {
        None => Some(format!("{}: no band", row.name())),
        Some(band) if band.accepts(value) => None,
        Some(band) => Some(format!("{}: {} is outside {}", row.name(), short(value), band.name())),
    }
}

/// About six digits of a fraction, for messages.
pub(crate) fn short(value: &BigRational) -> String {
    let scaled = (value * BigRational::from_integer(BigInt::from(1_000_000))).round().to_integer();
    format!("{scaled}e-6")
}
