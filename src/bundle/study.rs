//! A bundle beside a study on the disk: which file is the same, which says the same, which was changed.

use std::path::{Path, PathBuf};

use super::Bundle;
use super::manifest::{InputPart, input_parts};
use crate::error::Error;
use crate::read::Inputs;

/// What became of a file since it was packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    /// The same bytes.
    Same,
    /// Other bytes that say the same: another encoding, separator, line end, spelling or order.
    Rewritten,
    /// It says something else.
    Changed,
    /// It is not in the study any more.
    Gone,
    /// It was not there when the study was packed.
    New,
}

impl FileState {
    /// The name that documents for programs give it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Rewritten => "rewritten",
            Self::Changed => "changed",
            Self::Gone => "gone",
            Self::New => "new",
        }
    }
}

/// A file of a bundle beside the study's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileComparison {
    pub(crate) name: String,
    pub(crate) now: Option<String>,
    pub(crate) state: FileState,
}

impl FileComparison {
    /// The file's name in the bundle; of a new file, in the study.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its name in the study where that is another.
    #[must_use]
    pub fn renamed_to(&self) -> Option<&str> {
        self.now.as_deref()
    }

    /// What became of it.
    #[must_use]
    pub fn state(&self) -> FileState {
        self.state
    }
}

impl Bundle {
    /// Compares the inputs with a study on the disk, file by file. Library files are compared where `libraries` names
    /// them.
    ///
    /// # Errors
    ///
    /// There is nothing to read at `study`, or the manifest has settings that this version does not know: then nothing
    /// can be read as it was.
    pub fn compare_with(&self, study: impl AsRef<Path>, libraries: &[PathBuf]) -> Result<Vec<FileComparison>, Error> {
        let (options, _) = self.manifest.settings.read().unwrap_or_default();
        let (inputs, heard) = Inputs::gather(study.as_ref(), libraries, &options)?;
        let mut now: Vec<InputPart> = input_parts(&inputs, &heard.contents);
        let skipped = |input: &&InputPart| input.library && libraries.is_empty();
        let mut compared = Vec::new();
        for before in self.manifest.inputs.iter().filter(|i| !skipped(i)) {
            let same_name = |i: &InputPart| i.library == before.library && i.name == before.name;
            // A table that moved into a file of another name, a workbook for example.
            let same_tables = |i: &InputPart| !before.says.is_empty() && i.says.keys().eq(before.says.keys());
            let at = now.iter().position(same_name).or_else(|| now.iter().position(same_tables));
            let Some(after) = at.map(|at| now.remove(at)) else {
                compared.push(FileComparison { name: before.name.clone(), now: None, state: FileState::Gone });
                continue;
            };
            let state = if after.sha256 == before.sha256 {
                FileState::Same
            } else if !after.says.is_empty() && after.says == before.says {
                FileState::Rewritten
            } else {
                FileState::Changed
            };
            let renamed = (after.name != before.name).then_some(after.name);
            compared.push(FileComparison { name: before.name.clone(), now: renamed, state });
        }
        let new = now.into_iter().map(|i| FileComparison { name: i.name, now: None, state: FileState::New });
        compared.extend(new);
        Ok(compared)
    }
}
