//! A study in one workbook: which sheet holds which table. And a single table that is a workbook.

use std::path::Path;
use std::sync::Arc;

use super::config::TableSettings;
use super::sheet::Sheet;
use super::table::{fold_header, spellings};
use super::{
    BOM, Content, Files, PARTS, Part, ReadOptions, Reading, declared_sheet, read_declared, read_part, read_suppliers,
    with_options,
};
use crate::diagnostic::{Place, Report, exchange};

/// How the names of workbooks end.
pub(super) const EXTENSIONS: [&str; 4] = ["xlsx", "xlsm", "xls", "ods"];

pub(super) fn is_workbook(name: &str) -> bool {
    let extension = Path::new(name).extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    EXTENSIONS.contains(&extension.as_str())
}

/// The table of the study that a sheet's name means: `bom`, `study`, or `readme` for one that is only to be read by
/// people.
fn role(name: &str) -> Option<&'static str> {
    let folded = fold_header(name.trim_end_matches(".csv").trim_end_matches(".toml"));
    let known = PARTS.iter().map(|(file, ..)| file.trim_end_matches(".csv")).chain(["study", "readme"]);
    let mut known = known.map(|name| (name, fold_header(name)));
    if let Some((name, _)) = known.find(|(_, plain)| *plain == folded) {
        return Some(name);
    }
    spellings("sheets").get(&folded).map(String::as_str)
}

/// The sheets of a workbook; `None`, with the reason in `report`, if it cannot be read.
pub(super) fn all(bytes: &[u8], file: &Arc<str>, report: &mut Report) -> Option<Vec<Sheet>> {
    #[cfg(feature = "xlsx")]
    let sheets = super::workbook::sheets(bytes, file, report);
    #[cfg(not(feature = "xlsx"))]
    let sheets = {
        let _ = bytes;
        let place = Some(Place::file(Arc::clone(file)));
        report.add(&crate::diagnostic::texts::WORKBOOK_UNSUPPORTED, place, &[("seen", file)]);
        None
    };
    sheets
}

/// `book.xlsx#bom`
fn place_of(file: &Arc<str>, sheet: &Sheet) -> Arc<str> {
    format!("{file}#{}", sheet.name).into()
}

/// Says which sheets are left aside, and why.
fn note(file: &Arc<str>, sheet: &Sheet, [reason, reason_zh]: [&str; 2], report: &mut Report) {
    let names: Vec<&str> = PARTS.iter().map(|(file, ..)| file.trim_end_matches(".csv")).collect();
    let names = format!("study, {}", names.join(", "));
    let place = Some(Place::file(place_of(file, sheet)));
    let arguments = [("seen", sheet.name.as_str()), ("reason", reason), ("reason_zh", reason_zh), ("names", &names)];
    report.add(&exchange::SHEET_IGNORED, place, &arguments);
}

const HIDDEN: [&str; 2] = ["it is hidden", "它是隐藏的"];
const UNKNOWN: [&str; 2] = ["its name is that of no table", "其名称不对应任何表"];

/// Visible sheets with the table that each means; hidden ones are noted and gone.
fn visible(sheets: Vec<Sheet>, file: &Arc<str>, report: &mut Report) -> Vec<(Option<&'static str>, Sheet)> {
    let mut kept = Vec::new();
    for sheet in sheets {
        if sheet.hidden {
            note(file, &sheet, HIDDEN, report);
        } else {
            kept.push((role(&sheet.name), sheet));
        }
    }
    kept
}

fn missing(file: &Arc<str>, what: &str, sheets: &[(Option<&'static str>, Sheet)], report: &mut Report) {
    let listed: Vec<&str> = sheets.iter().map(|(_, s)| s.name.as_str()).collect();
    let arguments = [("seen", &**file), ("what", what), ("sheets", &listed.join(", "))];
    report.add(&exchange::SHEET_MISSING, Some(Place::file(Arc::clone(file))), &arguments);
}

/// The one sheet of several that holds table `what`: the sheet of that name, else the only one that holds anything.
fn only<'s>(sheets: &'s [(Option<&'static str>, Sheet)], what: &str) -> Option<&'s Sheet> {
    let named = sheets.iter().find(|(role, _)| *role == Some(what));
    let mut filled = sheets.iter().filter(|(role, s)| role.is_none() && s.filled() > 0);
    let alone = filled.next().filter(|_| filled.next().is_none());
    named.or(alone).map(|(_, sheet)| sheet)
}

/// Reads a workbook that stands in the place of one CSV file.
pub(super) fn read_one(bytes: &[u8], file: &Arc<str>, part: Part, settings: &TableSettings, reading: &mut Reading) {
    let what = part.0.trim_end_matches(".csv");
    if let Some((place, sheet)) = one(bytes, file, what, &mut reading.report) {
        read_part(Content::Sheet(&sheet), place, part, settings, reading);
    }
}

/// The sheet of a workbook that stands in the place of the CSV file `what`, and the name under which it is cited.
pub(super) fn one(bytes: &[u8], file: &Arc<str>, what: &str, report: &mut Report) -> Option<(Arc<str>, Sheet)> {
    let sheets = visible(all(bytes, file, report)?, file, report);
    let Some(sheet) = only(&sheets, what) else {
        missing(file, what, &sheets, report);
        return None;
    };
    for (role, other) in &sheets {
        if *role != Some("readme") && other.filled() > 0 && !std::ptr::eq(other, sheet) {
            note(file, other, UNKNOWN, report);
        }
    }
    let at = sheets.iter().position(|(_, s)| std::ptr::eq(s, sheet))?;
    let place = place_of(file, sheet);
    sheets.into_iter().nth(at).map(|(_, sheet)| (place, sheet))
}

/// Reads a study from its workbook; what it declares, from the sheet `study` or from the study.toml beside it.
pub(super) fn read_study(
    bytes: &[u8],
    file: &Arc<str>,
    options: &ReadOptions,
    files: &mut Files<'_>,
    reading: &mut Reading,
) {
    let Some(sheets) = all(bytes, file, &mut reading.report) else { return };
    let sheets = visible(sheets, file, &mut reading.report);
    let Some(bom) = only(&sheets, "bom") else { return missing(file, "bom", &sheets, &mut reading.report) };
    let mut seen: Vec<(&str, &Sheet)> = Vec::new();
    for (role, sheet) in &sheets {
        let role = if std::ptr::eq(sheet, bom) { Some("bom") } else { *role };
        match role {
            None if sheet.filled() > 0 => note(file, sheet, UNKNOWN, &mut reading.report),
            None | Some("readme") => {}
            Some(role) => match seen.iter().find(|(known, _)| *known == role) {
                Some((_, first)) => {
                    let place = Some(Place::file(place_of(file, sheet)));
                    let arguments = [("seen", sheet.name.as_str()), ("first", first.name.as_str()), ("what", role)];
                    reading.report.add(&exchange::SHEET_TWICE, place, &arguments);
                }
                None => seen.push((role, sheet)),
            },
        }
    }
    let declared = seen.iter().find(|(role, _)| *role == "study");
    let settings = match declared {
        Some((_, sheet)) => {
            if files.has("study.toml") {
                let place = Some(Place::file("study.toml"));
                reading.report.add(&exchange::DECLARED_TWICE, place, &[("seen", "study.toml"), ("file", file)]);
            }
            let settings = declared_sheet::read(sheet, place_of(file, sheet), reading);
            reading.hear_declared(file, &settings);
            settings
        }
        None => {
            let settings = read_declared(files, reading);
            reading.hear_declared("study.toml", &settings);
            settings
        }
    };
    let settings = with_options(settings, options);
    for part in PARTS {
        let what = part.0.trim_end_matches(".csv");
        let Some((_, sheet)) = seen.iter().find(|(role, _)| *role == what) else { continue };
        // A sheet with nothing below its header is a page of the form that was not needed.
        if what == BOM.0.trim_end_matches(".csv") || sheet.filled() > 1 {
            read_part(Content::Sheet(sheet), place_of(file, sheet), part, &settings, reading);
        }
    }
    read_suppliers(&settings, files, reading);
}
