//! Libraries of factors: the embedded one, files of the user's own, files that a study names.

use std::path::{Component, Path};
use std::sync::{Arc, OnceLock};

use super::config::TableSettings;
use super::factors::{SCHEMA, embedded_rows, read_rows};
use super::table::Table;
use super::{Files, ReadOptions, Reading, decode, disk, sheets, with_options};
use crate::data;
use crate::diagnostic::{Place, Report, texts};
use crate::error::Error;
use crate::factor::{FactorLibrary, FactorOrigin, FactorSet, Indexed};

impl FactorLibrary {
    /// The library that travels with the program: cited factors, China first. `data/factors/` says from whom.
    ///
    /// It is indexed once; its rows are read when they are asked for.
    #[must_use]
    pub fn embedded() -> Self {
        static INDEX: OnceLock<Indexed> = OnceLock::new();
        Self::of_index(INDEX.get_or_init(|| Indexed::scan(data::FACTORS, embedded_rows)))
    }

    /// Reads a file of factors, a table with the columns of a study's factors.csv.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or has errors: all of them, each with its row and column.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::open_with(path, &ReadOptions::new())
    }

    /// As [`FactorLibrary::open`], with an encoding or a decimal sign that the file does not state itself.
    ///
    /// # Errors
    ///
    /// As [`FactorLibrary::open`].
    pub fn open_with(path: impl AsRef<Path>, options: &ReadOptions) -> Result<Self, Error> {
        let mut report = Report::default();
        let set = read_file(path.as_ref(), options, &mut report);
        match set.filter(|_| !report.has_errors()) {
            Some(set) => Ok(Self::of_set(set, report)),
            None => Err(Error::input(report)),
        }
    }

    /// As [`FactorLibrary::open_with`], for whoever collects what is found: a file with errors gives what could be
    /// read of it.
    pub(crate) fn read(path: &Path, options: &ReadOptions, report: &mut Report) -> Self {
        let set = read_file(path, options, report);
        set.map_or_else(Self::empty, |set| Self::of_set(set, Report::default()))
    }
}

fn read_file(path: &Path, options: &ReadOptions, report: &mut Report) -> Option<FactorSet> {
    let name: Arc<str> = path.display().to_string().into();
    match disk::named(path, options.most_bytes()) {
        Ok(bytes) => {
            let settings = with_options(TableSettings::default(), options);
            read_bytes(&bytes, name, &settings, report, None)
        }
        Err(error) => {
            let arguments = [("seen", &*name), ("reason", &error.to_string())];
            report.add(&texts::FILE_UNREADABLE, Some(Place::file(Arc::clone(&name))), &arguments);
            None
        }
    }
}

/// `said` takes what the table says, if it is there.
pub(super) fn read_bytes(
    bytes: &[u8],
    name: Arc<str>,
    settings: &TableSettings,
    report: &mut Report,
    said: Option<&mut Option<[u8; 32]>>,
) -> Option<FactorSet> {
    let place = || Some(Place::file(Arc::clone(&name)));
    let (sheet, text);
    let mut table = if sheets::is_workbook(&name) {
        let (cited, found) = sheets::one(bytes, &name, SCHEMA.file, report)?;
        sheet = found;
        Table::of_sheet(&sheet, cited, &SCHEMA, &settings.of(SCHEMA.file), report)?
    } else {
        text = decode(bytes, &name, settings, report)?;
        let stem = name.strip_suffix(".csv").unwrap_or(&name);
        Table::open(&text, Arc::clone(&name), &SCHEMA, &settings.of(stem), report)?
    };
    if said.is_some() {
        table.listen();
    }
    let before = report.diagnostics().len();
    let rows = read_rows(&mut table, report);
    if let Some(said) = said {
        *said = table.content();
    }
    if rows.is_empty() && report.diagnostics().len() == before {
        report.add(&texts::FILE_EMPTY, place(), &[("seen", &name)]);
    }
    Some(FactorSet::held(FactorOrigin::File(name), rows))
}

/// Reads the files that study.toml names, the first over the others.
pub(super) fn read_listed(settings: &TableSettings, files: &mut Files<'_>, reading: &mut Reading) {
    let mut library = FactorLibrary::empty();
    let mut read: Vec<(&str, &Place)> = Vec::new();
    for (name, place) in &settings.libraries {
        if let Some((_, first)) = read.iter().find(|(known, _)| known == name) {
            let first = first.row_number().unwrap_or(0).to_string();
            let arguments =
                [("what", "library file"), ("what_zh", "因子库文件"), ("seen", name), ("first", first.as_str())];
            reading.report.add(&texts::ITEM_TWICE, Some(place.clone()), &arguments);
            continue;
        }
        read.push((name, place));
        let climbs = |part: Component<'_>| !matches!(part, Component::Normal(_) | Component::CurDir);
        if Path::new(name).components().any(climbs) || files.leads_outside(name) {
            reading.report.add(&texts::PATH_OUTSIDE, Some(place.clone()), &[("seen", name)]);
            continue;
        }
        if !files.has(name) {
            reading.report.add(&texts::LIBRARY_MISSING, Some(place.clone()), &[("seen", name)]);
            continue;
        }
        let Some(bytes) = files.bytes(name, &mut reading.report) else { continue };
        let mut said = None;
        let heard = reading.contents.is_some().then_some(&mut said);
        if let Some(set) = read_bytes(&bytes, name.as_str().into(), settings, &mut reading.report, heard) {
            reading.hear(name, &format!("library/{}", read.len()), said);
            library = library.over(FactorLibrary::of_set(set, Report::default()));
        }
    }
    reading.study.library = library;
}
