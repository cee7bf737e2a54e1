//! Bytes to [`Study`]: a folder of files, a workbook, or one CSV file. Every value keeps its place.
//!
//! Reading never stops at the first error. What cannot be read is reported, the rest is kept, and the study carries
//! the report with it; [`Model::new`](crate::Model::new) refuses a study with errors.

mod bom;
pub(crate) mod cells;
mod config;
mod contents;
mod coproducts;
mod csv_rows;
mod declared_sheet;
mod disclosure;
pub(crate) mod disk;
mod electricity;
mod factors;
mod files;
#[cfg(feature = "cli")]
mod inputs;
mod items;
mod library;
mod look_alike;
pub(crate) mod matches;
pub(crate) mod nearest;
#[cfg(feature = "cli")]
mod overview;
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
#[cfg(feature = "cli")]
pub(crate) use text::harmless;

#[cfg(feature = "cli")]
pub(crate) use contents::{Contents, DISCLOSED, digest_of_all};
#[cfg(feature = "cli")]
pub(crate) use files::hex;
pub(crate) use files::sha256;
#[cfg(feature = "cli")]
pub(crate) use inputs::{Heard, Inputs, LIBRARY_BESIDE, bytes_beside, library_table};

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Place, Report, exchange, texts};
use crate::error::Error;
use crate::parallel;
use crate::progress::Progress;
use crate::study::{Origin, SourceFile, Study};
use config::TableSettings;
#[cfg(not(feature = "cli"))]
use contents::Contents;
use files::{Files, Seen};
use sheet::Sheet;
use table::{Schema, Table};

/// How to read a study where its files do not say so themselves.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    encoding: Option<Encoding>,
    decimal_comma: bool,
    most: Option<u64>,
    progress: Progress,
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

    /// The longest file that is read, in bytes, instead of 1 GiB (2^30). A longer one is refused (E112).
    #[must_use]
    pub fn longest_file(mut self, bytes: u64) -> Self {
        self.most = Some(bytes);
        self
    }

    /// Tells how reading gets on: `tell` gets how many bytes of CSV tables were read since it was told last, from
    /// whichever thread read them, which comes to about the size of the tables. No result depends on it.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    ///
    /// use product_footprint::{ReadOptions, Study};
    ///
    /// let read = Arc::new(AtomicU64::new(0));
    /// let count = Arc::clone(&read);
    /// let options = ReadOptions::new().on_progress(move |bytes| {
    ///     count.fetch_add(bytes, Ordering::Relaxed);
    /// });
    /// Study::open_with("data/examples/desk-lamp", &options)?;
    /// assert!(read.load(Ordering::Relaxed) > 0);
    /// # Ok::<(), product_footprint::Error>(())
    /// ```
    #[must_use]
    pub fn on_progress(mut self, tell: impl Fn(u64) + Send + Sync + 'static) -> Self {
        self.progress = Progress::to(tell);
        self
    }

    pub(crate) fn most_bytes(&self) -> u64 {
        self.most.unwrap_or(disk::MAX_FILE)
    }
}

#[cfg(feature = "cli")]
impl ReadOptions {
    pub(crate) fn stated_encoding(&self) -> Option<Encoding> {
        self.encoding
    }

    pub(crate) fn has_decimal_comma(&self) -> bool {
        self.decimal_comma
    }
}

/// A study on its way in, and what was found so far.
struct Reading {
    study: Study,
    report: Report,
    /// What each table says, for whoever asks for it.
    contents: Option<Contents>,
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
    /// Nothing yet, for a table that is read beside others.
    fn beside(&self) -> Self {
        let contents = self.contents.as_ref().map(|_| Contents::new());
        Self { study: Study::default(), report: Report::default(), contents }
    }

    /// Takes in what was read of factors beside this.
    fn take_factors(&mut self, beside: Self) {
        let Self { study, report, contents } = beside;
        self.study.files.extend(study.files);
        self.study.factors.extend(study.factors);
        self.report.extend(report);
        if let (Some(all), Some(contents)) = (&mut self.contents, contents) {
            all.extend(contents);
        }
    }

    fn add_file(&mut self, table: &Table<'_>) -> FileId {
        let id = FileId(u16::try_from(self.study.files.len()).unwrap_or(u16::MAX));
        self.study.files.push(SourceFile { name: Arc::clone(&table.file), columns: table.written.to_vec() });
        id
    }

    /// Keeps what a table of a file says.
    fn hear(&mut self, file: &str, table: &str, digest: Option<[u8; 32]>) {
        if let (Some(contents), Some(digest)) = (&mut self.contents, digest) {
            contents.insert((file.to_owned(), table.to_owned()), digest);
        }
    }

    fn hear_declared(&mut self, file: &str, settings: &TableSettings) {
        if self.contents.is_some() && !settings.content.is_empty() {
            self.hear(file, "study", Some(sha256(settings.content.as_bytes())));
        }
        if self.contents.is_some() && !settings.disclosed.is_empty() {
            self.hear(file, contents::DISCLOSED, Some(sha256(settings.disclosed.as_bytes())));
        }
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
const PARTS: [Part; 11] = [
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
    ("matches.csv", &matches::SCHEMA, matches::read),
];

/// The schemas of the tables that people fill in, the bill of materials first; `pcf suggest` writes the matches.
#[cfg(feature = "xlsx")]
pub(crate) fn schemas() -> Vec<&'static Schema> {
    let (bom, others): (Vec<_>, Vec<_>) = {
        let filled = PARTS.iter().map(|(_, schema, _)| *schema).filter(|s| s.file != matches::SCHEMA.file);
        filled.partition(|s| s.file == "bom")
    };
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
        let Some(files) = Files::at(path) else {
            let mut report = Report::default();
            report.add(&texts::STUDY_MISSING, None, &[("seen", &path.display().to_string())]);
            return Err(Error::input(report));
        };
        let mut files = files.up_to(options.most_bytes());
        Ok(read(&mut files, options, None).study)
    }
}

/// Reads a study from its files.
fn read(files: &mut Files<'_>, options: &ReadOptions, contents: Option<Contents>) -> Reading {
    let mut reading = Reading { study: Study::default(), report: Report::default(), contents };
    reading.study.declared.name.clone_from(&files.name);
    match files.single.clone() {
        None => read_folder(options, files, &mut reading),
        Some(name) => {
            let name: Arc<str> = name.into();
            if sheets::is_workbook(&name) {
                if let Some(bytes) = files.bytes(&name, &mut reading.report) {
                    sheets::read_study(&bytes, &name, options, files, &mut reading);
                }
            } else if let Some(bytes) = files.unseen(&name, &mut reading.report) {
                let settings = with_options(TableSettings::default(), options);
                files.note(Seen::beside(name.to_string(), bytes, |bytes| {
                    read_part(Content::Csv(bytes), name, BOM, &settings, &mut reading);
                }));
            }
        }
    }
    let Reading { study, report, .. } = &mut reading;
    study.digest = files.digest();
    study.report = std::mem::take(report);
    study.finish();
    look_alike::check(study);
    reading
}

/// A table of a study's folder that is there.
struct Found {
    part: Part,
    /// The name of its file: a CSV file, or a workbook.
    file: String,
    bytes: Vec<u8>,
}

impl Found {
    fn of(part: Part, files: &Files<'_>, report: &mut Report) -> Option<Self> {
        let (name, ..) = part;
        let mut names = files.present(name).into_iter();
        let (first, second) = (names.next(), names.next());
        if let (Some(first), Some(second)) = (&first, &second) {
            let place = Some(Place::file(second.as_str()));
            let arguments = [("seen", second.as_str()), ("first", first), ("what", name)];
            report.add(&exchange::SHEET_TWICE, place, &arguments);
            return None;
        }
        if first.is_none() && name == BOM.0 {
            report.add(&texts::FILE_MISSING, Some(Place::file(name)), &[("seen", name)]);
        }
        let file = first?;
        let bytes = files.unseen(&file, report)?;
        Some(Self { part, file, bytes })
    }

    /// Reads it, while the digest of its bytes is made.
    fn read(self, settings: &TableSettings, reading: &mut Reading) -> Seen {
        let Self { part, file, bytes } = self;
        Seen::beside(file.clone(), bytes, |bytes| {
            if sheets::is_workbook(&file) {
                sheets::read_one(bytes, &file.as_str().into(), part, settings, reading);
            } else {
                read_part(Content::Csv(bytes), part.0.into(), part, settings, reading);
            }
        })
    }
}

fn read_folder(options: &ReadOptions, files: &mut Files<'_>, reading: &mut Reading) {
    let settings = with_options(read_declared(files, reading), options);
    reading.hear_declared("study.toml", &settings);
    if reading.study.declared.name.is_empty() {
        reading.study.declared.name.clone_from(&files.name);
    }
    let [items, factors, gases, bom, later @ ..] = PARTS;
    // Items and factors know nothing of each other: they are read side by side, while the longest file is fetched.
    let mut beside = reading.beside();
    let mut of_bom = Report::default();
    let (items, (bom, factors)) = {
        let files = &*files;
        let read = |part, reading: &mut Reading| {
            Found::of(part, files, &mut reading.report).map(|found| found.read(&settings, reading))
        };
        let (reading, beside, of_bom) = (&mut *reading, &mut beside, &mut of_bom);
        parallel::join(
            || read(items, reading),
            || parallel::join(|| Found::of(bom, files, of_bom), || read(factors, beside)),
        )
    };
    reading.take_factors(beside);
    items.into_iter().chain(factors).for_each(|seen| files.note(seen));
    if let Some(gases) = Found::of(gases, files, &mut reading.report) {
        files.note(gases.read(&settings, reading));
    }
    reading.report.extend(of_bom);
    if let Some(bom) = bom {
        files.note(bom.read(&settings, reading));
    }
    for part in later {
        if let Some(found) = Found::of(part, files, &mut reading.report) {
            files.note(found.read(&settings, reading));
        }
    }
    library::read_listed(&settings, files, reading);
    read_suppliers(&settings, files, reading);
}

/// Reads the footprints that suppliers sent.
#[cfg(feature = "json")]
fn read_suppliers(settings: &TableSettings, files: &mut Files<'_>, reading: &mut Reading) {
    suppliers::read_folder(settings.options.point, files, reading);
}

/// Refuses them by name: nothing is left out silently.
#[cfg(not(feature = "json"))]
fn read_suppliers(_: &TableSettings, files: &mut Files<'_>, reading: &mut Reading) {
    if files.has_folder("suppliers") {
        let place = Some(Place::file("suppliers"));
        reading.report.add(&exchange::SUPPLIERS_UNSUPPORTED, place, &[("seen", "suppliers")]);
    }
}

/// Reads the study.toml of a folder, if there is one.
fn read_declared(files: &mut Files<'_>, reading: &mut Reading) -> TableSettings {
    let Some(bytes) = files.optional("study.toml", &mut reading.report) else {
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
    let schema = part.1;
    let options = settings.of(schema.file);
    match content {
        Content::Csv(bytes) => {
            let Some(text) = decode(bytes, &file, settings, &mut reading.report) else { return };
            let table = Table::open(&text, Arc::clone(&file), schema, &options, &mut reading.report);
            read_table(table, &file, part, reading);
        }
        Content::Sheet(sheet) => {
            let table = Table::of_sheet(sheet, Arc::clone(&file), schema, &options, &mut reading.report);
            read_table(table, &file, part, reading);
        }
    }
}

fn read_table(table: Option<Table<'_>>, file: &str, (_, schema, read): Part, reading: &mut Reading) {
    let Some(mut table) = table else { return };
    if reading.contents.is_some() {
        table.listen();
    }
    read(&mut table, reading);
    let content = table.content();
    reading.hear(file, schema.file, content);
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
    settings.options.progress = options.progress.clone();
    settings
}
