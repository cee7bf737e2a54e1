//! `pcf suggest`: factors that may fit what has none, in a file that a person edits and confirms.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Failure, Format, StudyArguments};
use crate::diagnostic::{Diagnostic, Severity};
use crate::disclose::suggestions as shown;
use crate::factor::FactorLibrary;
use crate::footprint::suggestions;

/// Ranks the library's factors for everything that has none, by id and name in both languages. Nothing is matched by
/// itself: write yes into the column `confirmed` of the row that is right, or another factor into one, and keep the file
/// as matches.csv in the study, or name it with --matches.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    study: StudyArguments,
    /// Write the file to confirm
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// How many suggestions for each
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=50))]
    most: u8,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let study = arguments.study.read(context)?;
    let errors: Vec<Diagnostic> =
        study.diagnostics().iter().filter(|d| d.severity() == Severity::Error).cloned().collect();
    if !errors.is_empty() {
        return Err(Failure::Input(errors));
    }
    let settings = arguments.study.settings(arguments.study.one_scenario()?);
    let unmatched = suggestions(&study, &FactorLibrary::embedded(), &settings, usize::from(arguments.most));
    if let Some(out) = &arguments.out {
        guard(out, arguments)?;
        context.output.to(out.clone()).write(|to| shown::file(&study, &unmatched, to))?;
    }
    match context.format {
        Format::Json => context.output.text(&shown::document(&unmatched))?,
        Format::Csv => context.output.write(|out| shown::file(&study, &unmatched, out))?,
        Format::Text if unmatched.is_empty() => {
            context.output_note(&["everything has a factor".to_owned(), "全部都有因子".to_owned()]);
        }
        Format::Text => context.output.text(&shown::page(&unmatched, context.style))?,
    }
    let study = arguments.study.shown();
    match &arguments.out {
        Some(out) => {
            let (out, count) = (out.display(), unmatched.len());
            if context.format == Format::Text {
                context.output_note(&[
                    format!("{out}: {count} without a factor; write yes into `confirmed` where a row is right"),
                    format!("{out}：{count} 项没有因子；在正确的行的 confirmed 列写“是”"),
                ]);
            }
            context.next(&format!("pcf check {study} --matches {out}"));
        }
        None => context.next(&format!("pcf suggest {study} --out {study}/matches.csv")),
    }
    Ok(())
}

/// A file whose confirmations were not read would lose them.
fn guard(out: &std::path::Path, arguments: &Arguments) -> Result<(), Failure> {
    let same = |other: &std::path::Path| match (out.canonicalize(), other.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    };
    let read = match &arguments.study.matches {
        Some(file) => same(file),
        None => same(&arguments.study.study.join("matches.csv")),
    };
    if !out.exists() || read {
        return Ok(());
    }
    let out = out.display();
    Err(Failure::Usage([
        format!("{out} is there already; name it with --matches as well to keep what is confirmed in it"),
        format!("{out} 已存在；请同时用 --matches 指定它，以保留其中已确认的内容"),
    ]))
}
