//! Bytes to [`Study`]: a folder of files, a workbook, or one CSV file. Every value keeps its place.
//!
//! Reading never stops at the first error. What cannot be read is reported, the rest is kept, and the study carries
//! the report with it; [`Model::new`](crate::Model::new) refuses a study with errors.

mod bom;
mod config;
mod coproducts;
mod csv_rows;
mod declared_sheet;
mod electricity;
mod factors;
mod items;
mod library;
pub(crate) mod nearest;
#[cfg(feature = "cli")]
pub(crate) mod raw;
mod recycling;
pub(crate) mod sheet;
mod sheets;
mod site;
#[cfg(feature = "json")]
pub(crate) mod suppliers;
pub(crate) mod table;
mod text;
mod transport;
#[cfg(feature = "xlsx")]
mod workbook;

pub use text::Encoding;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Place, Report, exchange, texts};
use crate::error::Error;
use crate::study::{Origin, SourceFile, Study};
use config::TableSettings;
use sheet::Sheet;
use table::{Schema, Table};

/// How to read a study where its files do not say so themselves.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    encoding: Option<Encoding>,
    decimal_comma: bool,
    /// A file of the study, and the one that is read in its place.
    instead: Option<[PathBuf; 2]>,
}

impl ReadOptions {
    /// The usual: encodings are recognised, the decimal sign is a point unless `study.toml` asks for the comma.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The encoding of every CSV file, instead of recognising it.
    #[must_use]
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = Some(encoding);
        self
    }

    /// Numbers are written with a decimal comma.
    #[must_use]
    pub fn decimal_comma(mut self) -> Self {
        self.decimal_comma = true;
        self
    }

    /// Reads `new` wherever the study reads `old`: what if this file were that one.
    #[cfg(feature = "cli")]
    pub(crate) fn instead(mut self, old: PathBuf, new: PathBuf) -> Self {
        self.instead = Some([old, new]);
        self
    }
}

/// A study on its way in, and what was found so far.
struct Reading {
    study: Study,
    report: Report,
}

/// A file that a table is read from, for the origins of its records.
#[derive(Clone, Copy)]
struct FileId(u16);

impl FileId {
    fn row(self, table: &Table<'_>) -> Origin {
        Origin { row: table.row(), file: self.0 }
    }
}

impl Reading {
    fn add_file(&mut self, table: &Table<'_>) -> FileId {
        let id = FileId(u16::try_from(self.study.files.len()).unwrap_or(u16::MAX));
        self.study.files.push(SourceFile { name: Arc::clone(&table.file), columns: table.written.clone() });
        id
    }

    fn need_rows(&mut self, table: &Table<'_>, rows: usize) {
        if rows == 0 {
            let place = Place::file(Arc::clone(&table.file));
            self.report.add(&texts::FILE_EMPTY, Some(place), &[("seen", &table.file)]);
        }
    }
}

/// A table on its way in: the bytes of a CSV file, or a sheet of a workbook.
#[derive(Clone, Copy)]
enum Content<'a> {
    Csv(&'a [u8]),
    Sheet(&'a Sheet),
}

/// A file of a study's folder: its name, and what reads it.
type Part = (&'static str, &'static Schema, fn(&mut Table<'_>, &mut Reading));

const BOM: Part = ("bom.csv", &bom::SCHEMA, bom::read);

/// In the order in which they are read: items before lines, so that a message about a line can name its item.
const PARTS: [Part; 10] = [
    ("items.csv", &items::SCHEMA, items::read),
    ("factors.csv", &factors::SCHEMA, factors::read),
    ("gases.csv", &factors::GASES, factors::read_gases),
    BOM,
    ("transport.csv", &transport::SCHEMA, transport::read),
    ("coproducts.csv", &coproducts::SCHEMA, coproducts::read),
    ("recycling.csv", &recycling::SCHEMA, recycling::read),
    ("electricity.csv", &electricity::SCHEMA, electricity::read),
    ("energy.csv", &site::ENERGY, site::read_energy),
    ("output.csv", &site::OUTPUT, site::read_output),
];

/// The schemas of a study's tables, the bill of materials first.
#[cfg(feature = "xlsx")]
pub(crate) fn schemas() -> Vec<&'static Schema> {
    let (bom, others): (Vec<_>, Vec<_>) = PARTS.iter().map(|(_, schema, _)| *schema).partition(|s| s.file == "bom");
    bom.into_iter().chain(others).collect()
}

impl Study {
    /// Reads a study: a folder with at least `bom.csv`, a workbook whose sheets bear the same names without `.csv`, or
    /// a single CSV file that is read as the bill of materials.
    ///
    /// What is wrong with the files' contents does not fail here: it is kept in [`Study::diagnostics`], and
    /// [`Model::new`](crate::Model::new) refuses such a study with everything it finds in addition.
    ///
    /// # Errors
    ///
    /// There is nothing to read at `path`.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::open_with(path, &ReadOptions::new())
    }

    /// As [`Study::open`], with an encoding or a decimal sign that the files do not state themselves.
    ///
    /// # Errors
    ///
    /// As [`Study::open`].
    pub fn open_with(path: impl AsRef<Path>, options: &ReadOptions) -> Result<Self, Error> {
        let path = path.as_ref();
        let mut reading = Reading { study: Self::default(), report: Report::default() };
        let missing = |mut report: Report| {
            report.add(&texts::STUDY_MISSING, None, &[("seen", &path.display().to_string())]);
            Error::input(report)
        };
        let Ok(metadata) = std::fs::metadata(path) else { return Err(missing(reading.report)) };
        reading.study.declared.name = display_name(path);
        let mut files = Files { root: root_of(path), instead: options.instead.clone(), seen: Vec::new() };
        if metadata.is_dir() {
            read_folder(path, options, &mut files, &mut reading);
        } else {
            let name: Arc<str> = path.file_name().map_or("bom.csv".into(), |n| n.to_string_lossy().into());
            if let Some(bytes) = files.bytes(path, &name, &mut reading.report) {
                if sheets::is_workbook(&name) {
                    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
                    sheets::read_study(&bytes, &name, folder, options, &mut files, &mut reading);
                } else {
                    let settings = with_options(TableSettings::default(), options);
                    read_part(Content::Csv(&bytes), name, BOM, &settings, &mut reading);
                }
            }
        }
        let Reading { mut study, report } = reading;
        study.digest = files.digest();
        study.report = report;
        study.finish();
        Ok(study)
    }
}

fn read_folder(folder: &Path, options: &ReadOptions, files: &mut Files, reading: &mut Reading) {
    let settings = with_options(read_declared(folder, files, reading), options);
    if reading.study.declared.name.is_empty() {
        reading.study.declared.name = display_name(folder);
    }
    for part in PARTS {
        let (name, ..) = part;
        let names = files.present(folder, name);
        if let [first, second, ..] = names.as_slice() {
            let place = Some(Place::file(second.as_str()));
            let arguments = [("seen", second.as_str()), ("first", first), ("what", name)];
            reading.report.add(&exchange::SHEET_TWICE, place, &arguments);
            continue;
        }
        let Some(present) = names.first() else {
            if name == BOM.0 {
                reading.report.add(&texts::FILE_MISSING, Some(Place::file(name)), &[("seen", name)]);
            }
            continue;
        };
        let Some(bytes) = files.bytes(&folder.join(present), present, &mut reading.report) else { continue };
        if sheets::is_workbook(present) {
            sheets::read_one(&bytes, &present.as_str().into(), part, &settings, reading);
        } else {
            read_part(Content::Csv(&bytes), name.into(), part, &settings, reading);
        }
    }
    library::read_listed(folder, &settings, files, reading);
    read_suppliers(folder, &settings, files, reading);
}

/// Reads the footprints that suppliers sent.
#[cfg(feature = "json")]
fn read_suppliers(folder: &Path, settings: &TableSettings, files: &mut Files, reading: &mut Reading) {
    suppliers::read_folder(folder, settings.options.point, files, reading);
}

/// Refuses them by name: nothing is left out silently.
#[cfg(not(feature = "json"))]
fn read_suppliers(folder: &Path, _: &TableSettings, _: &mut Files, reading: &mut Reading) {
    if folder.join("suppliers").exists() {
        let place = Some(Place::file("suppliers"));
        reading.report.add(&exchange::SUPPLIERS_UNSUPPORTED, place, &[("seen", "suppliers")]);
    }
}

/// Reads the study.toml of a folder, if there is one.
fn read_declared(folder: &Path, files: &mut Files, reading: &mut Reading) -> TableSettings {
    let Some(bytes) = files.optional(folder, "study.toml", &mut reading.report) else {
        return TableSettings::default();
    };
    match std::str::from_utf8(&bytes) {
        Ok(text) => config::read(text, config::Source::file("study.toml"), &mut reading.study, &mut reading.report),
        Err(_) => {
            let place = Place::file("study.toml");
            reading.report.add(&texts::ENCODING, Some(place), &[("seen", "UTF-8")]);
            TableSettings::default()
        }
    }
}

fn read_part(content: Content<'_>, file: Arc<str>, part: Part, settings: &TableSettings, reading: &mut Reading) {
    let (_, schema, read) = part;
    let options = settings.of(schema.file);
    let bytes = match content {
        Content::Csv(bytes) => bytes,
        Content::Sheet(sheet) => {
            if let Some(mut table) = Table::of_sheet(sheet, file, schema, &options, &mut reading.report) {
                read(&mut table, reading);
            }
            return;
        }
    };
    let Some(text) = decode(bytes, &file, settings, &mut reading.report) else { return };
    if let Some(mut table) = Table::open(&text, file, schema, &options, &mut reading.report) {
        read(&mut table, reading);
    }
}

/// The text of a file; `None`, with a finding, if it is in no encoding that can be read.
fn decode<'a>(bytes: &'a [u8], file: &Arc<str>, settings: &TableSettings, report: &mut Report) -> Option<Cow<'a, str>> {
    let place = || Some(Place::file(Arc::clone(file)));
    match text::decode(bytes, settings.encoding) {
        Ok(decoded) => {
            if decoded.guessed {
                report.add(&texts::ENCODING_GUESSED, place(), &[("seen", file)]);
            }
            Some(decoded.text)
        }
        Err(encoding) => {
            report.add(&texts::ENCODING, place(), &[("seen", encoding)]);
            None
        }
    }
}

fn with_options(mut settings: TableSettings, options: &ReadOptions) -> TableSettings {
    settings.encoding = options.encoding.or(settings.encoding);
    if options.decimal_comma {
        settings.options.point = b',';
    }
    settings
}

/// The last part of a path without `.csv`, as a name for people.
fn display_name(path: &Path) -> String {
    let full = path.canonicalize();
    let name = full.as_deref().unwrap_or(path).file_stem().map(|n| n.to_string_lossy().into_owned());
    name.unwrap_or_default()
}

fn root_of(path: &Path) -> PathBuf {
    let full = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if full.is_dir() { full } else { full.parent().map(Path::to_owned).unwrap_or_default() }
}

/// The files that were read, all inside the study's folder.
struct Files {
    root: PathBuf,
    instead: Option<[PathBuf; 2]>,
    /// Name and SHA-256 of each.
    seen: Vec<(String, [u8; 32])>,
}

impl Files {
    /// Under which names a table of the study is there: its CSV file, and workbooks of the same name.
    fn present(&self, folder: &Path, name: &str) -> Vec<String> {
        let stem = name.trim_end_matches(".csv");
        let workbooks = sheets::EXTENSIONS.iter().map(|extension| format!("{stem}.{extension}"));
        // A link that leads nowhere is there, and is reported.
        std::iter::once(name.to_owned())
            .chain(workbooks)
            .filter(|name| folder.join(name).symlink_metadata().is_ok())
            .collect()
    }

    fn optional(&mut self, folder: &Path, name: &str, report: &mut Report) -> Option<Vec<u8>> {
        let path = folder.join(name);
        // A link that leads nowhere is there, and is reported.
        path.symlink_metadata().is_ok().then(|| self.bytes(&path, name, report)).flatten()
    }

    fn leads_outside(&self, path: &Path) -> bool {
        path.canonicalize().is_ok_and(|full| !full.starts_with(&self.root))
    }

    /// The bytes of a file, unless a link leads out of the study's folder.
    fn bytes(&mut self, path: &Path, name: &str, report: &mut Report) -> Option<Vec<u8>> {
        let place = || Some(Place::file(name));
        if self.leads_outside(path) {
            report.add(&texts::PATH_OUTSIDE, place(), &[("seen", name)]);
            return None;
        }
        let full = path.canonicalize().ok();
        let instead = self.instead.as_ref().filter(|[old, _]| full.as_ref() == Some(old));
        match std::fs::read(instead.map_or(path, |[_, new]| new)) {
            Ok(bytes) => {
                self.seen.push((name.to_owned(), sha256(&bytes)));
                Some(bytes)
            }
            Err(error) => {
                report.add(&texts::FILE_UNREADABLE, place(), &[("seen", name), ("reason", &error.to_string())]);
                None
            }
        }
    }

    /// SHA-256 over the names and digests of the files, in order of their names.
    #[cfg(feature = "json")]
    fn digest(&mut self) -> Option<String> {
        use std::fmt::Write as _;
        self.seen.sort();
        let listed: Vec<u8> =
            self.seen.iter().flat_map(|(name, digest)| [name.as_bytes(), b"\0", digest]).flatten().copied().collect();
        let mut text = "sha256:".to_owned();
        for byte in sha256(&listed) {
            let _ = write!(text, "{byte:02x}");
        }
        Some(text)
    }

    #[cfg(not(feature = "json"))]
    fn digest(&mut self) -> Option<String> {
        None
    }
}

#[cfg(feature = "json")]
fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}

#[cfg(not(feature = "json"))]
fn sha256(_bytes: &[u8]) -> [u8; 32] {
    [0; 32]
}
