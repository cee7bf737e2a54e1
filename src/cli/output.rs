//! Where results go: standard output, or a file that is written whole or not at all.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::Format;
use super::watch::Watch;

/// Standard output, or a file.
#[derive(Clone, Debug)]
pub(super) struct Output {
    path: Option<PathBuf>,
    watch: Watch,
}

impl Output {
    pub(super) fn new(path: Option<PathBuf>, watch: Watch) -> Self {
        Self { path, watch }
    }

    /// Another file.
    pub(super) fn to(&self, path: PathBuf) -> Self {
        Self { path: Some(path), watch: self.watch.clone() }
    }

    /// Whether it is a file.
    pub(super) fn is_file(&self) -> bool {
        self.path.is_some()
    }

    /// The file's name, as it was given.
    pub(super) fn shown(&self) -> String {
        self.path.as_ref().map(|path| path.display().to_string()).unwrap_or_default()
    }

    /// The format that the file's name asks for.
    pub(super) fn format_by_name(&self) -> Option<Format> {
        match self.path.as_deref()?.extension()?.to_str()?.to_lowercase().as_str() {
            "json" => Some(Format::Json),
            "csv" => Some(Format::Csv),
            _ => None,
        }
    }

    pub(super) fn text(&self, text: &str) -> std::io::Result<()> {
        self.write(|out| out.write_all(text.as_bytes()))
    }

    /// Lets `fill` write the result. A file appears under its name only when it is complete; until then, and after
    /// any failure, what was there before is untouched.
    pub(super) fn write(&self, fill: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> std::io::Result<()> {
        match &self.path {
            None => {
                self.watch.clear();
                let mut out = std::io::BufWriter::new(std::io::stdout().lock());
                fill(&mut out)?;
                out.flush()
            }
            Some(path) => replace(path, &self.watch, |out| fill(out).map(|()| true)),
        }
    }

    /// As [`Output::write`], for a result that is only known to be one when it is written: `fill` says whether it is.
    pub(super) fn write_checked(
        &self,
        fill: impl FnOnce(&mut dyn Write) -> std::io::Result<bool>,
    ) -> std::io::Result<()> {
        match &self.path {
            None => {
                let mut held = Vec::new();
                if fill(&mut held)? {
                    self.write(|out| out.write_all(&held))?;
                }
                Ok(())
            }
            Some(path) => replace(path, &self.watch, fill),
        }
    }
}

impl Output {
    /// To standard output, whatever file was asked for.
    pub(super) fn to_stdout(&self, text: &str) -> std::io::Result<()> {
        Self { path: None, watch: self.watch.clone() }.text(text)
    }
}

/// Writes a file beside `path` and renames it into place, if `fill` says that it is a result.
fn replace(
    path: &Path,
    watch: &Watch,
    fill: impl FnOnce(&mut dyn Write) -> std::io::Result<bool>,
) -> std::io::Result<()> {
    let name = path.file_name().ok_or_else(|| std::io::Error::other("not a file name"))?;
    let mut draft_name = std::ffi::OsString::from(".");
    draft_name.push(name);
    draft_name.push(format!(".{}.part", std::process::id()));
    let draft = path.with_file_name(draft_name);
    let written = (|| {
        let begin = || std::fs::OpenOptions::new().write(true).create_new(true).open(&draft);
        let file = watch.draft(&draft, true, begin)?;
        let mut out = std::io::BufWriter::new(file);
        if !fill(&mut out)? {
            return watch.draft(&draft, false, || std::fs::remove_file(&draft));
        }
        out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
        watch.draft(&draft, false, || std::fs::rename(&draft, path))
    })();
    if written.is_err() {
        let _ = watch.draft(&draft, false, || std::fs::remove_file(&draft));
    }
    written.map_err(|error| std::io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}
