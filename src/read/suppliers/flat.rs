//! Footprints as a table, one a row: columns named as PACT names its properties, or as the CSV of the Catena-X
//! calculation tools names them.
//!
//! A row becomes the tree that the JSON of its format would be, and is then read as that is. A column that nobody knows
//! is let through, as an unknown property of JSON is.

use std::sync::Arc;

use csv::StringRecord;
use indexmap::IndexMap;

use super::json::{Json, Value};
use super::{Kind, pact};
use crate::data;
use crate::read::csv_rows::CsvRows;
use crate::read::sheet::{Sheet, SheetRows};
use crate::read::table::fold_header;

/// Deeper and longer than any column name goes.
const MAX_PARTS: usize = 8;
const MAX_INDEX: usize = 64;

/// A step on the way into a tree.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Step {
    Name(String),
    /// From 0; columns count from 1.
    Index(usize),
}

/// A table of footprints: its format, and a tree for each row.
pub(super) struct Flat {
    pub(super) kind: Kind,
    pub(super) rows: Vec<Json>,
    /// Two headers that name one property: nobody can say which is meant.
    pub(super) twice: Option<[String; 2]>,
}

/// Reads CSV text; `None` if its header is that of no format.
pub(super) fn read_csv(text: &str) -> Option<Flat> {
    let mut rows = CsvRows::new(text, None);
    let mut header = StringRecord::new();
    rows.next_record(&mut header)?;
    read(&header, |record| rows.next_record(record))
}

/// Reads a sheet of a workbook.
pub(super) fn read_sheet(sheet: &Sheet) -> Option<Flat> {
    let all: IndexMap<String, usize> =
        spellings().into_keys().chain(catena_x().into_keys()).enumerate().map(|(at, name)| (name, at)).collect();
    let known = |text: &str| all.get(&fold_header(text.split('.').next().unwrap_or(text))).copied();
    let mut rows = SheetRows::new(sheet, sheet.header(known)?);
    let mut header = StringRecord::new();
    rows.next(&mut header, b'.')?;
    read(&header, |record| rows.next(record, b'.'))
}

fn read(header: &StringRecord, mut next: impl FnMut(&mut StringRecord) -> Option<u32>) -> Option<Flat> {
    let kind = kind(header)?;
    let paths: Vec<Option<Vec<Step>>> = match kind {
        Kind::Pact3 | Kind::Pact2 => {
            let known = spellings();
            header.iter().map(|column| pact_path(column, &known)).collect()
        }
        Kind::CatenaX(_) => {
            let known = catena_x();
            header.iter().map(|column| known.get(&fold_header(column)).and_then(|path| steps(path))).collect()
        }
    };
    let headers: Vec<Arc<str>> = header.iter().map(|h| Arc::from(h.trim())).collect();
    let mut record = StringRecord::new();
    let mut rows = Vec::new();
    while let Some(row) = next(&mut record) {
        if record.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        let mut tree = Json { row, column: None, value: Value::Object(Vec::new()) };
        for ((path, header), cell) in paths.iter().zip(&headers).zip(&record) {
            let Some(path) = path.as_ref().filter(|_| !cell.trim().is_empty()) else { continue };
            let value = Value::Text(cell.trim().to_owned());
            insert(&mut tree, path, Json { row, column: Some(Arc::clone(header)), value });
        }
        rows.push(tree);
    }
    let twice = twice(&paths).map(|pair| pair.map(|at| headers[at].to_string()));
    Some(Flat { kind, rows, twice })
}

/// The first two columns with the same path.
fn twice(paths: &[Option<Vec<Step>>]) -> Option<[usize; 2]> {
    let mut seen: IndexMap<&[Step], usize> = IndexMap::new();
    for (at, path) in paths.iter().enumerate() {
        let Some(path) = path else { continue };
        if let Some(first) = seen.get(path.as_slice()) {
            return Some([*first, at]);
        }
        seen.insert(path, at);
    }
    None
}

/// The format that a header is of.
fn kind(header: &StringRecord) -> Option<Kind> {
    let last = |column: &str| column.rsplit('.').next().unwrap_or(column).to_owned();
    let has = |name: &str| header.iter().any(|column| fold_header(&last(column)) == fold_header(name));
    if has("pcfExcludingBiogenicUptake") {
        Some(Kind::Pact3)
    } else if has("pcfExcludingBiogenic") && has("partialFullPcf") {
        Some(Kind::CatenaX(7))
    } else if has("pCfExcludingBiogenic") {
        Some(Kind::Pact2)
    } else {
        None
    }
}

/// PACT's names, folded, each as it is written.
fn spellings() -> IndexMap<String, &'static str> {
    const NESTED: [&str; 10] = [
        "technologicalDQR",
        "temporalDQR",
        "geographicalDQR",
        "providerName",
        "completedAt",
        "coverage",
        "standardName",
        "comments",
        "boundary",
        "name",
    ];
    let names = pact::OUTSIDE_PCF.into_iter().chain(pact::names_in_pcf()).chain(NESTED);
    names.map(|name| (fold_header(name), name)).collect()
}

/// The columns of the calculation tools, folded, each with its path.
fn catena_x() -> IndexMap<String, String> {
    data::table(data::CATENA_X_CSV).map(|row| (fold_header(row.get("column")), row.get("path").to_owned())).collect()
}

fn pact_path(column: &str, known: &IndexMap<String, &'static str>) -> Option<Vec<Step>> {
    let mut path = steps(column.trim())?;
    for step in &mut path {
        if let Step::Name(name) = step
            && let Some(written) = known.get(&fold_header(name))
        {
            (*written).clone_into(name);
        }
    }
    let Some(Step::Name(first)) = path.first() else { return None };
    if !pact::OUTSIDE_PCF.contains(&first.as_str()) {
        path.insert(0, Step::Name("pcf".to_owned()));
    }
    Some(path)
}

/// `companyIds.1` in steps.
fn steps(path: &str) -> Option<Vec<Step>> {
    let steps: Option<Vec<Step>> = path
        .split('.')
        .map(|part| match part.trim().parse::<usize>() {
            Ok(index) => index.checked_sub(1).filter(|i| *i < MAX_INDEX).map(Step::Index),
            Err(_) => Some(Step::Name(part.trim().to_owned())).filter(|_| !part.trim().is_empty()),
        })
        .collect();
    steps.filter(|s| s.len() <= MAX_PARTS)
}

/// Puts a leaf at its path; where something else stands on the way already, that stays.
fn insert(root: &mut Json, path: &[Step], leaf: Json) {
    let (row, mut here) = (root.row, root);
    for step in path {
        let empty = || Json { row, column: None, value: Value::Null };
        match step {
            Step::Name(name) => {
                if here.is_null() {
                    here.value = Value::Object(Vec::new());
                }
                let Value::Object(members) = &mut here.value else { return };
                let at = members.iter().position(|(n, _)| n == name).unwrap_or_else(|| {
                    members.push((name.clone(), empty()));
                    members.len().saturating_sub(1)
                });
                here = &mut members[at].1;
            }
            Step::Index(index) => {
                if here.is_null() {
                    here.value = Value::List(Vec::new());
                }
                let Value::List(list) = &mut here.value else { return };
                while list.len() <= *index {
                    list.push(empty());
                }
                here = &mut list[*index];
            }
        }
    }
    if here.is_null() {
        *here = leaf;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> String {
        let mut out = String::new();
        if let Some(row) = read_csv(text).and_then(|f| f.rows.into_iter().next()) {
            row.content(&mut out);
        }
        out
    }

    #[test]
    fn a_row_becomes_the_tree_of_its_format() {
        assert_eq!(
            first(
                "Product IDs.1;pcf.Declared Unit Amount;dqi.temporalDQR;pcfExcludingBiogenicUptake;colour\nurn:x;1;2;3;\n"
            ),
            "{pcf:{declaredUnitAmount:\"1\",dqi:{temporalDQR:\"2\",},pcfExcludingBiogenicUptake:\"3\",},productIds:[\"urn:x\",],}"
        );
        assert_eq!(
            first("partialFullPcf;pcfExcludingBiogenic;luGhgEmissions;status\nCradle-to-gate;1;-2;Active\n"),
            "{extWBCSD_pfStatus:\"Active\",partialFullPcf:\"Cradle-to-gate\",pcf:{extTFS_luGhgEmissions:\"-2\",pcfExcludingBiogenic:\"1\",},}"
        );
        assert!(read_csv("a,b\n1,2\n").is_none());
        assert!(read_csv("").is_none());
        let twice = read_csv("pcfExcludingBiogenicUptake,PCF excluding biogenic uptake\n1,2\n").and_then(|f| f.twice);
        assert_eq!(twice, Some(["pcfExcludingBiogenicUptake".into(), "PCF excluding biogenic uptake".into()]));
    }

    #[test]
    fn odd_headers_do_no_harm() {
        let odd = "pcfExcludingBiogenicUptake,a.999999999.b,..,x.y.z.x.y.z.x.y.z,id.1,id,id.2.3\n1,2,3,4,5,6,7\n";
        assert_eq!(first(odd), "{id:[\"5\",[null,null,\"7\",],],pcf:{pcfExcludingBiogenicUptake:\"1\",},}");
    }

    #[test]
    fn every_column_of_the_calculation_tools_has_a_path() {
        let known = catena_x();
        assert_eq!(known.len(), 64);
        assert!(known.values().all(|path| steps(path).is_some()));
    }
}
