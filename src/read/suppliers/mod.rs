//! Footprints received from suppliers: PACT and Catena-X, as JSON or as a table. One way from all of them to
//! [`Received`], and from there to a factor.
//!
//! The formats differ in names, in what a number is per, and in whether aircraft lies inside fossil; everything else is
//! said once. A total that its parts do not make is kept, and what they leave open stands beside them.

mod catena_x;
mod common;
mod document;
mod flat;
#[cfg(feature = "cli")]
mod folder;
mod json;
mod moment;
mod pact;
mod received;
mod shape;

use std::path::Path;
use std::sync::Arc;

use indexmap::IndexMap;

#[cfg(feature = "cli")]
pub(crate) use common::UNIT_NAMES;
#[cfg(feature = "cli")]
pub(crate) use folder::Folder;
#[cfg(all(test, feature = "cli"))]
pub(crate) use pact::REGIONS;
pub(crate) use received::{Received, last_part};

use super::files::sha256;
use super::sheets::{self, is_workbook};
use super::{Files, Reading, text};
use crate::diagnostic::{Place, Report, exchange, texts};
use crate::gas::GwpSet;
use crate::stage::Boundary;
use document::{Document, Origin};
use json::{Json, Value};

/// A format and, where it matters, its major version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Pact3,
    Pact2,
    CatenaX(u32),
}

/// One footprint of a file: where it stands, what it says, and what was found in it.
pub(crate) struct Incoming {
    pub(crate) place: Place,
    /// `None` if the report holds an error.
    pub(crate) received: Option<Received>,
    pub(crate) report: Report,
}

/// Whether a file may hold footprints, by its name.
pub(crate) fn is_footprint_file(name: &str) -> bool {
    let extension = Path::new(name).extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    extension == "json" || extension == "csv" || is_workbook(name)
}

/// Reads all footprints of a file. `point` is the decimal sign of tables.
pub(crate) fn read_file(file: &Arc<str>, bytes: &[u8], point: u8) -> Vec<Incoming> {
    let refused = |report: Report| vec![Incoming { place: Place::file(Arc::clone(file)), received: None, report }];
    let mut report = Report::default();
    if is_workbook(file) {
        let Some(sheets) = sheets::all(bytes, file, &mut report) else { return refused(report) };
        let flat = sheets.iter().filter(|s| !s.hidden).find_map(flat::read_sheet);
        return match flat {
            Some(flat) => table(file, &flat, b'.'),
            None => refused(unknown(file, ["no sheet has their columns", "没有工作表含有其列"], report)),
        };
    }
    let decoded = match text::decode(bytes, None) {
        Ok(decoded) => decoded.text,
        Err(encoding) => {
            report.add(&texts::ENCODING, Some(Place::file(Arc::clone(file))), &[("seen", encoding)]);
            return refused(report);
        }
    };
    if file.to_lowercase().ends_with(".csv") {
        return match flat::read_csv(&decoded) {
            Some(flat) => table(file, &flat, point),
            None => refused(unknown(file, ["its columns are of no format", "其列不属于任何格式"], report)),
        };
    }
    let tree = match Json::parse(&decoded) {
        Ok(tree) => tree,
        Err(malformed) => {
            let place = Place::file(Arc::clone(file)).row(malformed.row);
            report.add(&exchange::JSON_MALFORMED, Some(place), &[("seen", &malformed.reason)]);
            return refused(report);
        }
    };
    let footprints = unwrapped(&tree);
    if footprints.is_empty() {
        return refused(unknown(file, ["it is empty", "文件为空"], report));
    }
    footprints.into_iter().map(|footprint| one(file, footprint, kind(footprint), Origin::Json)).collect()
}

/// The footprints of a file: one, a list of them, or either behind `data`.
fn unwrapped(tree: &Json) -> Vec<&Json> {
    let inner = tree.get("data").filter(|_| tree.get("pcf").is_none()).unwrap_or(tree);
    match &inner.value {
        Value::List(list) => list.iter().collect(),
        _ => vec![inner],
    }
}

/// The format of a tree, by the version that it states; the error is what it states instead.
fn kind(footprint: &Json) -> Result<Kind, [String; 2]> {
    let version = footprint.at("scopeOfPcfForm.specVersion").or_else(|| footprint.at("specVersion"));
    let version = match version.map(|v| &v.first().value) {
        Some(Value::Text(text)) => text.trim().to_lowercase(),
        _ => String::new(),
    };
    if let Some(number) = version.strip_prefix("urn:io.catenax.pcf:datamodel:version:") {
        let major = number.split('.').next().and_then(|n| n.parse::<u32>().ok());
        return match major {
            Some(major @ 7..=10) => Ok(Kind::CatenaX(major)),
            _ => Err([version.clone(), version]),
        };
    }
    match version.split('.').next() {
        Some("3") => Ok(Kind::Pact3),
        Some("2") => Ok(Kind::Pact2),
        // Without a version: what it looks like, to say what else is missing.
        _ if version.is_empty() && footprint.at("pcf.declaredUnitOfMeasurement").is_some() => Ok(Kind::Pact3),
        _ if version.is_empty() => Err(["it states no specVersion", "未写 specVersion"].map(str::to_owned)),
        _ => Err([version.clone(), version]),
    }
}

fn unknown(file: &Arc<str>, [seen, seen_zh]: [&str; 2], mut report: Report) -> Report {
    let place = Some(Place::file(Arc::clone(file)));
    report.add(&exchange::FOOTPRINT_UNKNOWN, place, &[("seen", seen), ("seen_zh", seen_zh)]);
    report
}

fn table(file: &Arc<str>, flat: &flat::Flat, point: u8) -> Vec<Incoming> {
    if let Some([first, second]) = &flat.twice {
        let mut report = Report::default();
        let place = Place::file(Arc::clone(file));
        let arguments = [("seen", second.as_str()), ("first", first), ("column", second)];
        report.add(&texts::COLUMN_TWICE, Some(place.clone()), &arguments);
        return vec![Incoming { place, received: None, report }];
    }
    flat.rows.iter().map(|row| one(file, row, Ok(flat.kind), Origin::Table(point))).collect()
}

fn one(file: &Arc<str>, footprint: &Json, kind: Result<Kind, [String; 2]>, origin: Origin) -> Incoming {
    let mut document = Document::new(file, footprint, origin);
    let place = document.start();
    let received = match kind {
        Ok(Kind::Pact3) => pact::read_3(&mut document),
        Ok(Kind::Pact2) => pact::read_2(&mut document),
        Ok(Kind::CatenaX(major)) => catena_x::read(&mut document, major),
        Err(seen) => {
            let is_object = matches!(footprint.value, Value::Object(_));
            let [seen, seen_zh] = if is_object { seen } else { ["no object", "不是对象"].map(str::to_owned) };
            let arguments = [("seen", seen.as_str()), ("seen_zh", &seen_zh)];
            document.report.add(&exchange::FOOTPRINT_UNKNOWN, Some(place.clone()), &arguments);
            None
        }
    };
    let report = document.report;
    let mut received = received.filter(|_| !report.has_errors());
    if let Some(received) = &mut received {
        footprint.content(&mut received.content);
    }
    Incoming { place, received, report }
}

/// What stands in the way of using a footprint as a factor, and what belongs to it if it is used.
pub(crate) fn judge(received: &Received, report: &mut Report) {
    let name = if received.name.is_empty() { &received.id } else { &received.name };
    let place = || Some(received.place.clone());
    if received.unit.is_none() {
        report.add(&exchange::RECEIVED_UNIT, place(), &[("seen", &received.unit_text)]);
    }
    let boundary = match &received.boundary {
        Ok(Boundary::CradleToGate) => None,
        Ok(Boundary::CradleToGrave) => Some(["cradle-to-grave".to_owned(), "摇篮到坟墓".to_owned()]),
        Err(text) if text.is_empty() => Some(["of no stated boundary".to_owned(), "未写明边界".to_owned()]),
        Err(text) => Some([text.clone(), text.clone()]),
    };
    if let Some([seen, seen_zh]) = boundary {
        report.add(&exchange::RECEIVED_BOUNDARY, place(), &[("name", name), ("seen", &seen), ("seen_zh", &seen_zh)]);
    }
    if let Some(share) = received.primary_share {
        let seen = share.to_string();
        if received.is_share_ambiguous(share) {
            let arguments = [
                ("seen", seen.as_str()),
                ("column", "primaryDataShare"),
                ("what", "may be a percentage or a fraction, and was left out"),
                ("what_zh", "可能是百分数，也可能是小数，未采用"),
            ];
            report.add(&exchange::ASSUMED, place(), &arguments);
        } else if received.primary_fraction().is_none() {
            let range = ("range", "a percentage from 0 to 100");
            let arguments =
                [("seen", seen.as_str()), ("column", "primaryDataShare"), range, ("range_zh", "0 到 100 的百分数")];
            report.add(&texts::OUT_OF_RANGE, place(), &arguments);
        }
    }
    let gwp = match received.gwp.as_slice() {
        [set] if set.parse::<GwpSet>().is_err() => {
            Some(["names a set that is not known; the figure was taken as it is", "不是已知的 GWP；数值按原样采用"])
        }
        [] | [_] => None,
        _ => Some(["names several sets; the figure was taken as it is", "列有多套；数值按原样采用"]),
    };
    if let Some([what, what_zh]) = gwp {
        let seen = received.gwp.join(", ");
        let column = ("column", "ipccCharacterizationFactors");
        report.add(&exchange::ASSUMED, place(), &[("seen", &seen), column, ("what", what), ("what_zh", what_zh)]);
    }
    if received.deprecated {
        let arguments = [("name", name.as_str()), ("seen", "marked as deprecated"), ("seen_zh", "已标为废止")];
        report.add(&exchange::RECEIVED_OLD, place(), &arguments);
    }
    judge_sums(received, name, report);
}

fn judge_sums(received: &Received, name: &str, report: &mut Report) {
    let place = || Some(received.place.clone());
    let mut say = |words, total: crate::Decimal, rest: crate::Decimal| {
        let sum = total.checked_sub(rest).map(|d| d.to_string()).unwrap_or_default();
        let (total, rest) = (total.to_string(), rest.to_string());
        report.add(words, place(), &[("name", name), ("sum", &sum), ("seen", &total), ("rest", &rest)]);
    };
    if let Ok(rest) = received.rest()
        && !rest.is_zero()
    {
        let words = if received.has_parts() { &exchange::SUM_BROKEN } else { &exchange::PARTS_UNSTATED };
        say(words, received.excluding, rest);
    }
    if let (Some(including), Ok(rest)) = (received.including, received.biogenic_rest())
        && !rest.is_zero()
        && let Ok(difference) = including.checked_sub(received.excluding)
    {
        say(&exchange::BIOGENIC_BROKEN, difference, rest);
    }
}

/// Reads the folder `suppliers` of a study into its received factors.
pub(super) fn read_folder(point: u8, files: &mut Files<'_>, reading: &mut Reading) {
    let mut names = files.names_in("suppliers");
    names.retain(|name| is_footprint_file(name) && !name.starts_with('.'));
    let mut kept: Vec<Kept> = Vec::new();
    let mut refused: Vec<String> = Vec::new();
    for name in names {
        let stem = || Path::new(&name).file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let file: Arc<str> = format!("suppliers/{name}").into();
        let Some(bytes) = files.bytes(&file, &mut reading.report) else { continue };
        let incoming = read_file(&file, &bytes, point);
        let alone = incoming.len() == 1;
        if reading.contents.is_some() {
            let said = incoming.iter().filter_map(|i| Some(sha256(i.received.as_ref()?.content.as_bytes())));
            let said = sha256(said.collect::<Vec<_>>().as_flattened());
            let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
            reading.hear(&file, &format!("suppliers/{stem}"), Some(said));
        }
        for Incoming { received, mut report, .. } in incoming {
            let Some(received) = received else {
                reading.report.extend(report);
                refused.push(stem());
                continue;
            };
            let mut names = received.names();
            if alone {
                names.insert(0, stem());
            }
            // The same footprint in two files is one footprint, under the names of both.
            let same = |other: &Received| other.id == received.id && other.content == received.content;
            match kept.iter_mut().find(|k| same(&k.received)) {
                Some(copy) => copy.names.extend(names),
                None => {
                    judge(&received, &mut report);
                    kept.push(Kept { received, names, report });
                }
            }
        }
    }
    adopt(kept, reading);
    // What leads to a file that was refused is no second error.
    for name in refused {
        reading.study.received_names.entry(name).or_default();
    }
}

/// A footprint of the study, the names that lead to it, and what was found in it.
struct Kept {
    received: Received,
    names: Vec<String>,
    report: Report,
}

/// Makes factors of them, and says under which names each is found.
fn adopt(kept: Vec<Kept>, reading: &mut Reading) {
    let replaced: Vec<String> = kept.iter().flat_map(|k| k.received.preceding.clone()).collect();
    let mut claims: IndexMap<String, Vec<usize>> = IndexMap::new();
    for (at, Kept { received, names, .. }) in kept.iter().enumerate() {
        // What another one replaces, or what is out of force, is found by its own id and file only.
        let old = received.deprecated || replaced.contains(&received.id);
        let ids = received.names();
        for name in names.iter().filter(|n| !old || **n == received.id || !ids.contains(n)) {
            let claim = claims.entry(name.clone()).or_default();
            if !claim.contains(&at) {
                claim.push(at);
            }
        }
    }
    let mut indices: Vec<Option<u32>> = Vec::new();
    for (at, Kept { received, names, report }) in kept.into_iter().enumerate() {
        let mine = |name: &String| claims.get(name).is_some_and(|claim| *claim == [at]);
        let short = received.product_ids.iter().map(|id| last_part(id).to_owned()).find(mine);
        let stem = names.first().filter(|n| mine(n)).cloned();
        let id = stem.or(short).unwrap_or_else(|| received.id.clone());
        let factor = match received.unit.map(|unit| received.factor(&id, unit)) {
            Some(Ok(factor)) if !report.has_errors() => factor,
            Some(Err(error)) => {
                let arguments = [("name", received.name.as_str()), ("seen", &error.to_string())];
                reading.report.add(&exchange::RECEIVED_OVERFLOW, Some(received.place.clone()), &arguments);
                indices.push(None);
                continue;
            }
            _ => {
                reading.report.extend(report);
                indices.push(None);
                continue;
            }
        };
        indices.push(u32::try_from(reading.study.received.len()).ok());
        reading.study.received.push(Arc::new(factor));
        reading.study.received_findings.push(report);
    }
    for (name, claim) in claims {
        let found = claim.into_iter().filter_map(|at| indices.get(at).copied().flatten()).collect();
        reading.study.received_names.insert(name, found);
    }
}
