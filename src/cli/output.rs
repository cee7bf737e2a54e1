//! Where results go: standard output, or a file that is written whole or not at all.

use std::borrow::Cow;
use std::fs::File;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::Format;
use super::watch::{Watch, remove};
use crate::diagnostic::is_hidden;

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

    /// Writes text for people or for programs. No text from a file steers a terminal: what is not seen is spelled out.
    pub(super) fn text(&self, text: &str) -> std::io::Result<()> {
        self.write(|out| out.write_all(spelled_out(text).as_bytes()))
    }

    /// Lets `fill` write the result. A file appears under its name only when it is complete; until then, and after
    /// any failure, what was there before is untouched.
    pub(super) fn write(&self, fill: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> std::io::Result<()> {
        match &self.path {
            None if std::io::stdout().is_terminal() => {
                self.watch.clear();
                let mut held = Vec::new();
                fill(&mut held)?;
                let text = String::from_utf8_lossy(&held);
                let mut out = std::io::stdout().lock();
                out.write_all(spelled_out(&text).as_bytes())?;
                out.flush()
            }
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

impl Output {
    /// Writes a folder of files that is not there yet, or empty: it appears under its name only when it is complete.
    pub(super) fn folder<S: AsRef<str>>(&self, dir: &Path, files: &[(S, S)]) -> std::io::Result<()> {
        let watch = &self.watch;
        let parent = dir.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(parent)?;
        let draft = free_draft(dir)?;
        let written = (|| {
            watch.draft(&draft, true, || std::fs::create_dir(&draft))?;
            for (name, text) in files {
                // No file may begin in a folder that is being taken away.
                let mut file = watch.whole(|| File::create_new(draft.join(name.as_ref())))?;
                file.write_all(text.as_ref().as_bytes())?;
                file.sync_all()?;
            }
            watch.draft(&draft, false, || std::fs::rename(&draft, dir))
        })();
        if written.is_err() {
            let _ = watch.draft(&draft, false, || remove(&draft));
        }
        written.map_err(|error| of_path(dir, &error))
    }

    /// Writes files that belong together into a folder that may hold others: all of them appear, or none.
    pub(super) fn together(&self, dir: &Path, files: &[(&str, Vec<u8>)]) -> std::io::Result<()> {
        let watch = &self.watch;
        let is_new = !dir.exists();
        if is_new {
            // Its own parents may stay: they hold nothing.
            dir.parent().map_or(Ok(()), std::fs::create_dir_all)?;
            watch.draft(dir, true, || std::fs::create_dir(dir))?;
        }
        let mut drafts: Vec<(PathBuf, PathBuf)> = Vec::with_capacity(files.len());
        let written = (|| {
            for (name, bytes) in files {
                let path = dir.join(name);
                let draft = free_draft(&path)?;
                let mut file = watch.draft(&draft, true, || File::create_new(&draft))?;
                drafts.push((draft, path));
                file.write_all(bytes)?;
                file.sync_all()?;
            }
            watch.renamed(&drafts, is_new.then_some(dir))
        })();
        if written.is_err() {
            for (draft, _) in &drafts {
                let _ = watch.draft(draft, false, || remove(draft));
            }
            if is_new {
                let _ = watch.draft(dir, false, || std::fs::remove_dir(dir));
            }
        }
        written.map_err(|error| of_path(dir, &error))
    }
}

fn of_path(path: &Path, error: &std::io::Error) -> std::io::Error {
    std::io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// Writes a message; where standard error is closed or full, nobody can be told.
pub(super) fn to_stderr(text: &str) {
    let _ = std::io::stderr().write_all(spelled_out(text).as_bytes());
}

/// A text whose hidden characters are spelled out as JSON spells them; lines and tabs stay.
pub(super) fn spelled_out(text: &str) -> Cow<'_, str> {
    let hidden = |c: char| is_hidden(c) && c != '\n' && c != '\t';
    if !text.contains(hidden) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if hidden(c) {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out.into()
}

/// A name beside `path` that nothing has yet: a run that was killed may have left one of this process's number.
pub(super) fn free_draft(path: &Path) -> std::io::Result<PathBuf> {
    let name = path.file_name().ok_or_else(|| std::io::Error::other("not a file name"))?;
    let taken = |path: &PathBuf| path.symlink_metadata().is_ok();
    let draft = |count: u32| {
        let mut draft = std::ffi::OsString::from(".");
        draft.push(name);
        draft.push(format!(".{}.{count}.part", std::process::id()));
        path.with_file_name(draft)
    };
    (0..1000).map(draft).find(|draft| !taken(draft)).ok_or_else(|| ErrorKind::AlreadyExists.into())
}

/// Writes a file beside `path` and renames it into place, if `fill` says that it is a result.
fn replace(
    path: &Path,
    watch: &Watch,
    fill: impl FnOnce(&mut dyn Write) -> std::io::Result<bool>,
) -> std::io::Result<()> {
    // A device or a pipe is written to: a file in its place is not what was asked for.
    let is_stream = std::fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir());
    let written = if is_stream { into_stream(path, fill) } else { into_place(path, watch, fill) };
    written.map_err(|error| of_path(path, &error))
}

fn into_stream(path: &Path, fill: impl FnOnce(&mut dyn Write) -> std::io::Result<bool>) -> std::io::Result<()> {
    let mut held = Vec::new();
    if fill(&mut held)? {
        std::fs::OpenOptions::new().write(true).open(path)?.write_all(&held)?;
    }
    Ok(())
}

fn into_place(
    path: &Path,
    watch: &Watch,
    fill: impl FnOnce(&mut dyn Write) -> std::io::Result<bool>,
) -> std::io::Result<()> {
    let draft = free_draft(path)?;
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
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_spelled_out() {
        assert_eq!(spelled_out("a\tb\n"), "a\tb\n");
        assert_eq!(
            spelled_out("\u{1b}[2J\u{9b}1m\u{7}\r\u{202e}\u{e0041}"),
            "\\u001b[2J\\u009b1m\\u0007\\u000d\\u202e\\udb40\\udc41"
        );
    }
}
