//! What goes on beside the work: a bar on the terminal for whatever lasts, and Ctrl-C, which leaves no draft behind.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::diagnostic::Language;

/// Work that is done in less shows nothing.
const PATIENCE: Duration = Duration::from_secs(1);
/// The status of a process that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// What a command is at.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    /// Tables; its parts are bytes.
    Reading,
    /// A model of what was read.
    Building,
    /// An answer of one piece.
    Calculating,
    /// Random draws; its parts are draws.
    Drawing,
    /// Rows of an answer, as they come.
    Writing,
}

impl Step {
    fn words(self) -> [&'static str; 2] {
        match self {
            Self::Reading => ["reading", "正在读取"],
            Self::Building => ["building the model", "正在建立模型"],
            Self::Calculating => ["calculating", "正在计算"],
            Self::Drawing => ["drawing", "正在抽样"],
            Self::Writing => ["calculating and writing rows", "正在计算并写出各行"],
        }
    }
}

/// What the command's output and its surroundings share.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    bar: ProgressBar,
    language: Language,
    /// Files and folders that are being written beside what they become.
    drafts: Arc<Mutex<BTreeSet<PathBuf>>>,
}

impl Watch {
    /// Nothing to see yet. From here on Ctrl-C takes the drafts away before it ends the process.
    pub(super) fn start(language: Language) -> Self {
        let watch = Self { bar: ProgressBar::hidden(), language, drafts: Arc::default() };
        watch.step(Step::Calculating);
        let drafts = Arc::clone(&watch.drafts);
        // Where there is no handler to be had, Ctrl-C ends the process as ever, and may leave a draft beside a file.
        let _ = ctrlc::set_handler(move || {
            // Held to the end: no draft is begun or renamed any more.
            let drafts = drafts.lock().unwrap_or_else(PoisonError::into_inner);
            for draft in drafts.iter() {
                let _ = remove(draft);
            }
            std::process::exit(INTERRUPTED);
        });
        watch
    }

    /// Shows what is being done, and for how long, once it has lasted for a second: on standard error, and only where
    /// that is a terminal.
    pub(super) fn show(&self) -> Shown {
        let bar = self.bar.clone();
        if !std::io::stderr().is_terminal() {
            return Shown { bar, waiting: None };
        }
        let (done, until_done) = channel::<()>();
        let shown = bar.clone();
        let thread = std::thread::spawn(move || {
            if until_done.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) && !shown.is_finished() {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(Duration::from_millis(100));
            }
        });
        Shown { bar, waiting: Some((done, thread)) }
    }

    /// Something is being done of which nobody knows how much is left.
    pub(super) fn step(&self, step: Step) {
        self.begin(step, 0, ["{spinner} {msg}, {elapsed}", "{spinner} {msg}，{elapsed}"]);
    }

    /// Something is being done of which there are so many parts; [`Watch::done`] counts them.
    pub(super) fn parts(&self, step: Step, parts: u64) {
        self.begin(
            step,
            parts,
            ["{spinner} {msg} {bar:30} {percent} %, {elapsed}", "{spinner} {msg} {bar:30} {percent} %，{elapsed}"],
        );
    }

    fn begin(&self, step: Step, parts: u64, templates: [&str; 2]) {
        if let Ok(style) = ProgressStyle::with_template(self.language.pick(templates)) {
            self.bar.set_style(style);
        }
        self.bar.set_message(self.language.pick(step.words()));
        self.bar.set_position(0);
        self.bar.set_length(parts);
    }

    /// So many more parts are done.
    pub(super) fn done(&self, parts: u64) {
        self.bar.inc(parts);
    }

    /// Prints between two pictures of the line.
    pub(super) fn aside(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }

    /// Takes the line away: a result comes.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// Does something that Ctrl-C must not come into, for as long as it takes.
    pub(super) fn whole<T>(&self, work: impl FnOnce() -> std::io::Result<T>) -> std::io::Result<T> {
        let _held = self.drafts.lock().unwrap_or_else(PoisonError::into_inner);
        work()
    }

    /// Makes drafts the files that they become, all of them, and the folder they stand in no draft any more.
    pub(super) fn renamed(&self, drafts: &[(PathBuf, PathBuf)], folder: Option<&Path>) -> std::io::Result<()> {
        let mut held = self.drafts.lock().unwrap_or_else(PoisonError::into_inner);
        for (draft, path) in drafts {
            std::fs::rename(draft, path)?;
            held.remove(draft);
        }
        if let Some(folder) = folder {
            held.remove(folder);
        }
        Ok(())
    }

    /// Does something to a draft that Ctrl-C must not come into: begin it, or make it the file that it becomes.
    pub(super) fn draft<T>(
        &self,
        draft: &Path,
        is_begun: bool,
        work: impl FnOnce() -> std::io::Result<T>,
    ) -> std::io::Result<T> {
        let mut drafts = self.drafts.lock().unwrap_or_else(PoisonError::into_inner);
        let done = work();
        if is_begun && done.is_ok() {
            drafts.insert(draft.to_owned());
        } else if !is_begun {
            drafts.remove(draft);
        }
        done
    }
}

/// Takes a draft away, file or folder.
pub(super) fn remove(draft: &Path) -> std::io::Result<()> {
    if draft.is_dir() { std::fs::remove_dir_all(draft) } else { std::fs::remove_file(draft) }
}

/// A line that may be on the terminal; it goes with the value.
pub(super) struct Shown {
    bar: ProgressBar,
    waiting: Option<(std::sync::mpsc::Sender<()>, std::thread::JoinHandle<()>)>,
}

impl Drop for Shown {
    fn drop(&mut self) {
        if let Some((done, thread)) = self.waiting.take() {
            drop(done);
            let _ = thread.join();
        }
        self.bar.finish_and_clear();
    }
}
