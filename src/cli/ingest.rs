//! `pcf ingest`: a folder of suppliers' footprints into one table and a factor set.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::output::spelled_out;
use super::{Context, Failure, Format, day};
use crate::diagnostic::intake::REASONS;
use crate::diagnostic::{Place, Report, texts};
use crate::disclose::factors;
use crate::disclose::intake::{self, Looked};
use crate::factor::Factor;
use crate::ingest::{Intake, Options, take_in};
use crate::read::suppliers::{Folder, Incoming};
use crate::study::Date;

/// Reads PACT 2 and 3, Catena-X 7 to 10, and tables of either: every .json, .csv and workbook in the folder and below.
/// Each footprint is accepted, or refused with its reasons; one bad file never stops the run.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder
    folder: PathBuf,
    /// Write factors.csv, table.csv and table.json into this folder; --library takes its factors.csv
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The day on which footprints have to be in force, as 2026-01-31; without it nothing expires
    #[arg(long, value_parser = day)]
    date: Option<Date>,
    /// How many years before that day the data may end
    #[arg(long, value_name = "YEARS", default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=50))]
    max_age: u8,
    /// A reason that is noted and does not refuse, such as B07; may be given several times
    #[arg(long, value_name = "CODE", value_parser = reason)]
    allow: Vec<String>,
    /// Numbers of tables are written with a decimal comma
    #[arg(long)]
    decimal_comma: bool,
}

/// A reason that can be allowed: without a boundary nothing can be used.
fn reason(text: &str) -> Result<String, String> {
    let code = text.trim().to_uppercase();
    let known = REASONS.iter().skip(1).any(|(known, _)| *known == code);
    if known { Ok(code) } else { Err("one of B02 to B18".to_owned()) }
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let folder = open(&arguments.folder)?;
    let point = if arguments.decimal_comma { b',' } else { b'.' };
    let incoming = read(&folder, point, context);
    let Arguments { date, max_age, ref allow, .. } = *arguments;
    let intake = take_in(incoming, Options { date, max_age, allow: allow.clone() });
    let looked = Looked { intake: &intake, files: folder.files.len(), others: &folder.others };
    if let Some(out) = &arguments.out {
        write(context, out, &looked)?;
    }
    match context.format {
        Format::Json => context.output.text(&intake::document(&looked))?,
        Format::Csv => context.output.write(|out| intake::rows(&intake, out))?,
        Format::Text => context.output.text(&intake::page(&looked, context.style))?,
    }
    notes(context, arguments, &intake);
    Ok(())
}

/// Looks through the folder; one without a single footprint file is no input.
fn open(path: &Path) -> Result<Folder, Failure> {
    let mut report = Report::default();
    let shown = path.display().to_string();
    let place = || Some(Place::file(shown.as_str()));
    match Folder::open(path) {
        Ok(folder) if !folder.files.is_empty() => return Ok(folder),
        Ok(_) => report.add(&crate::diagnostic::exchange::FOLDER_EMPTY, place(), &[("seen", &shown)]),
        Err(error) => {
            report.add(&texts::FILE_UNREADABLE, place(), &[("seen", &shown), ("reason", &error.to_string())]);
        }
    }
    Err(Failure::Input(report.into_diagnostics()))
}

/// Reads every file, in order, with a bar where somebody watches.
fn read(folder: &Folder, point: u8, context: &Context) -> Vec<Incoming> {
    let count = u64::try_from(folder.files.len()).unwrap_or(u64::MAX);
    let bar = if std::io::stderr().is_terminal() { ProgressBar::new(count) } else { ProgressBar::hidden() };
    let template = context.say(["{bar:40} {pos}/{len} files", "{bar:40} {pos}/{len} 个文件"]);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    let mut incoming = Vec::with_capacity(folder.files.len());
    for file in &folder.files {
        incoming.extend(folder.read(file, point));
        bar.inc(1);
    }
    bar.finish_and_clear();
    incoming
}

fn write(context: &Context, out: &Path, looked: &Looked<'_>) -> Result<(), Failure> {
    let accepted: Vec<&Factor> = looked.intake.factors.iter().map(AsRef::as_ref).collect();
    let (mut factors, mut table) = (Vec::new(), Vec::new());
    factors::rows(&accepted, &mut factors)?;
    intake::rows(looked.intake, &mut table)?;
    let document = spelled_out(&intake::document(looked)).into_owned().into_bytes();
    let files = [("factors.csv", factors), ("table.csv", table), ("table.json", document)];
    Ok(context.output.together(out, &files)?)
}

fn notes(context: &Context, arguments: &Arguments, intake: &Intake) {
    if context.format != Format::Text {
        return;
    }
    if arguments.date.is_none() {
        context.output_note(&[
            "nothing was checked for its age: name the day with --date".to_owned(),
            "未检查有效期：请用 --date 指定日期".to_owned(),
        ]);
    }
    let folder = arguments.folder.display();
    match &arguments.out {
        Some(out) => {
            let (out, factors) = (out.display(), intake.factors.len());
            context.output_note(&[
                format!("{out}: factors.csv with {factors} factors, table.csv, table.json"),
                format!("{out}：factors.csv（{factors} 个因子）、table.csv、table.json"),
            ]);
            context.next(&format!("pcf footprint STUDY --library {out}/factors.csv"));
        }
        None => context.next(&format!("pcf ingest {folder} --out intake")),
    }
}
