//! Everything that a study was read from, held in memory, so that it can be packed and read again without a disk.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::config::TableSettings;
use super::contents::Contents;
use super::files::{Files, Held};
use super::library::read_bytes;
use super::{ReadOptions, disk, read, with_options};
use crate::diagnostic::{Place, Report, texts};
use crate::error::Error;
use crate::factor::FactorLibrary;
use crate::study::Study;

/// The files of a study and the library files beside it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Inputs {
    /// The name of the folder or file, which a study without a name of its own bears.
    pub(crate) name: String,
    /// The file, where the study is one file and no folder.
    pub(crate) single: Option<String>,
    pub(crate) files: Held,
    /// Library files by the names they were asked for with, the first over the others.
    pub(crate) libraries: Vec<(String, Vec<u8>)>,
}

/// A study, and what each of its tables says.
pub(crate) struct Heard {
    pub(crate) study: Study,
    pub(crate) contents: Contents,
}

/// How the tables of library files of the command line are called.
pub(crate) const LIBRARY_BESIDE: &str = "library beside/";

/// The table of one of them; 1 is the first.
pub(crate) fn library_table(at: usize) -> String {
    format!("{LIBRARY_BESIDE}{at}")
}

/// A file beside the study; one that cannot be read is reported by whoever reads what it says.
pub(crate) fn bytes_beside(path: &Path) -> Option<Vec<u8>> {
    std::fs::read(path).ok()
}

impl Inputs {
    /// Reads a study from the disk and keeps every file that was read.
    pub(crate) fn gather(path: &Path, libraries: &[PathBuf], options: &ReadOptions) -> Result<(Self, Heard), Error> {
        let Some(files) = Files::at(path) else {
            let mut report = Report::default();
            report.add(&texts::STUDY_MISSING, None, &[("seen", &path.display().to_string())]);
            return Err(Error::input(report));
        };
        let mut files = files.keeping().up_to(options.most_bytes());
        let reading = read(&mut files, options, Some(Contents::new()));
        let mut report = Report::default();
        let mut held = Vec::new();
        for library in libraries {
            // By its file name: where it lies on the disk is nobody's business.
            let name = library.file_name().unwrap_or_default().to_string_lossy().into_owned();
            match disk::named(library, options.most_bytes()) {
                Ok(bytes) => held.push((name, bytes)),
                Err(error) => {
                    let arguments = [("seen", name.as_str()), ("reason", &error.to_string())];
                    report.add(&texts::FILE_UNREADABLE, Some(Place::file(name.as_str())), &arguments);
                }
            }
        }
        let (name, single) = (files.name.clone(), files.single.clone());
        let inputs = Self { name, single, files: files.into_kept(), libraries: held };
        let heard = Heard { study: reading.study, contents: reading.contents.unwrap_or_default() };
        let heard = inputs.with_libraries(heard, options, report);
        Ok((inputs, heard))
    }

    /// Reads the study from memory; nothing else is touched.
    pub(crate) fn read(&self, options: &ReadOptions) -> Heard {
        let mut files = Files::held(&self.files, self.name.clone(), self.single.clone());
        let reading = read(&mut files, options, Some(Contents::new()));
        let heard = Heard { study: reading.study, contents: reading.contents.unwrap_or_default() };
        self.with_libraries(heard, options, Report::default())
    }

    fn with_libraries(&self, mut heard: Heard, options: &ReadOptions, mut found: Report) -> Heard {
        let mut library = FactorLibrary::empty();
        let settings = with_options(TableSettings::default(), options);
        for (at, (name, bytes)) in (1_usize..).zip(&self.libraries) {
            let mut said = None;
            let set = read_bytes(bytes, Arc::from(name.as_str()), &settings, &mut found, Some(&mut said));
            if let Some(set) = set {
                library = library.over(FactorLibrary::of_set(set, Report::default()));
            }
            if let Some(said) = said {
                heard.contents.insert((name.clone(), library_table(at)), said);
            }
        }
        heard.study = heard.study.with_library(library, found);
        heard
    }
}
