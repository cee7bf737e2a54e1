//! A folder of footprints, and the folders in it: which files there are, and each by itself.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::disk;
use super::{Incoming, is_footprint_file, read_file};
use crate::diagnostic::{Place, Report, texts};

/// A folder that was looked through.
pub(crate) struct Folder {
    root: PathBuf,
    /// Relative, with `/` between parts, in order.
    pub(crate) files: Vec<String>,
    /// What is no footprint by its name.
    pub(crate) others: Vec<String>,
}

impl Folder {
    /// Looks through a folder. Hidden files and linked folders are passed over.
    pub(crate) fn open(root: &Path) -> std::io::Result<Self> {
        let mut found = Self { root: root.to_owned(), files: Vec::new(), others: Vec::new() };
        let mut open = vec![(root.to_owned(), String::new())];
        while let Some((folder, prefix)) = open.pop() {
            let entries = match std::fs::read_dir(folder) {
                Ok(entries) => entries,
                Err(error) if prefix.is_empty() => return Err(error),
                // It is refused by its name when it is read.
                Err(_) => {
                    found.files.push(prefix);
                    continue;
                }
            };
            for entry in entries.flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                if name.starts_with(['.', '~']) {
                    continue;
                }
                let relative = format!("{prefix}{name}");
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    open.push((entry.path(), format!("{relative}/")));
                } else if is_footprint_file(&name) {
                    found.files.push(relative);
                } else {
                    found.others.push(relative);
                }
            }
        }
        found.files.sort();
        found.others.sort();
        Ok(found)
    }

    /// Reads all footprints of a file. What is wrong with it is in what comes back; nothing fails.
    pub(crate) fn read(&self, file: &str, point: u8) -> Vec<Incoming> {
        let path = self.root.join(file);
        let name: Arc<str> = file.into();
        let refused = |text, arguments: &[(&str, &str)]| {
            let mut report = Report::default();
            report.add(text, Some(Place::file(Arc::clone(&name))), arguments);
            vec![Incoming { place: Place::file(Arc::clone(&name)), received: None, report }]
        };
        let inside = || Some(path.canonicalize().ok()?.starts_with(self.root.canonicalize().ok()?));
        if path.is_symlink() && inside() != Some(true) {
            return refused(&texts::PATH_OUTSIDE, &[("seen", file)]);
        }
        match disk::found(&path, disk::MAX_FILE) {
            Ok(bytes) => read_file(&name, &bytes, point),
            Err(error) => refused(&texts::FILE_UNREADABLE, &[("seen", file), ("reason", &error.to_string())]),
        }
    }
}
