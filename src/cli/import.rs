//! `pcf import`: other programs' exports into a study, written whole or not at all.

use std::path::{Path, PathBuf};

use clap::Args;

use super::output::spelled_out;
use super::{Context, Failure, Format, encoding, init};
use crate::diagnostic::{Report, import as words};
use crate::disclose::{self, terminal::Style};
use crate::import::decisions::Decisions;
use crate::import::{self, Export, map};
use crate::read::{Encoding, disk};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Exports that belong together: bills of materials, and what there is of items, units, outputs, by-products, moves
    #[arg(required = true)]
    exports: Vec<PathBuf>,
    /// The folder of the study to write; it must not exist yet, or be empty
    #[arg(long, value_name = "STUDY")]
    out: PathBuf,
    /// The system that wrote the exports, instead of recognising it: odoo, sap, kingdee …
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// A file of decisions: read if it is there, and written when the study is
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Encoding of the exports, instead of recognising it: utf-8, utf-16, gb18030, windows-1252, shift-jis, big5
    #[arg(long, value_parser = encoding)]
    encoding: Option<Encoding>,
    /// The decimal sign of the exports
    #[arg(long, value_parser = ["point", "comma"])]
    decimal: Option<String>,
    /// What a loss means: net x (1 + s), net / (1 - s), or nothing
    #[arg(long, value_parser = ["added", "divided", "ignore"])]
    loss: Option<String>,
    /// Whether losses are written as 3 or as 0.03
    #[arg(long, value_parser = ["percent", "fraction"])]
    loss_scale: Option<String>,
    /// A unit of the exports and what it means: --unit "ton=t"
    #[arg(long, value_name = "TEXT=UNIT", value_parser = pair)]
    unit: Vec<(String, String)>,
    /// What is counted where an export states no unit
    #[arg(long, value_name = "UNIT")]
    blank_unit: Option<String>,
    /// A column of the exports and what it holds: --column "Menge 2=quantity"; `known` puts it aside
    #[arg(long, value_name = "HEADER=WHAT", value_parser = pair)]
    column: Vec<(String, String)>,
    /// The item at the head of a list that does not name it
    #[arg(long, value_name = "ID")]
    root: Option<String>,
    /// For how many the quantities of a bill are where the export does not say
    #[arg(long, value_name = "N")]
    base: Option<String>,
    /// How many one order makes, for quantities fixed per order; or `ignore`
    #[arg(long, value_name = "N")]
    lot: Option<String>,
    /// Whether the quantities of an exploded list are per parent or totals for its head
    #[arg(long, value_parser = ["per-parent", "total"])]
    quantities: Option<String>,
    /// The period of the study, a year or a last day: which lines are valid
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    /// Count the first of each group of alternates
    #[arg(long, value_parser = ["first"])]
    alternates: Option<String>,
    /// What by-products bear: nothing, their share of the cost, or their share of the mass
    #[arg(long, value_parser = ["none", "cost-share", "mass"])]
    by_products: Option<String>,
    /// Count lines of a kind that is left out as a rule: optional, not-fitted, not-costed, bulk, alternates
    #[arg(long, value_name = "KIND", value_parser = ["optional", "not-fitted", "not-costed", "bulk", "alternates"])]
    keep: Vec<String>,
    /// Which of several bills of an item counts: --bill "FG-1=rev C"
    #[arg(long, value_name = "ID=BILL", value_parser = pair)]
    bill: Vec<(String, String)>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    // A header may hold an equals sign, what it means none.
    let (before, after) = text.rsplit_once('=').ok_or_else(|| "two words with = between them".to_owned())?;
    Ok((before.trim().to_owned(), after.trim().to_owned()))
}

impl Arguments {
    fn decisions(&self) -> Result<Decisions, Failure> {
        let mut decisions = Decisions { encoding: self.encoding, ..Decisions::default() };
        let stated = [
            ("profile", &self.profile),
            ("decimal", &self.decimal),
            ("loss", &self.loss),
            ("loss-scale", &self.loss_scale),
            ("blank-unit", &self.blank_unit),
            ("root", &self.root),
            ("base", &self.base),
            ("lot", &self.lot),
            ("quantities", &self.quantities),
            ("period", &self.period),
            ("alternates", &self.alternates),
            ("by-products", &self.by_products),
        ];
        for (flag, value) in stated {
            if let Some(value) = value
                && map::set(&mut decisions, flag, value).is_none()
            {
                return Err(Failure::Usage([
                    format!("--{flag} cannot be `{value}`"),
                    format!("--{flag} 不能是“{value}”"),
                ]));
            }
        }
        decisions.units.extend(self.unit.iter().cloned());
        decisions.bills.extend(self.bill.iter().cloned());
        decisions.columns.extend(self.column.iter().map(|(h, c)| (import::folded_header(h), c.clone())));
        decisions.keep.extend(self.keep.iter().cloned());
        Ok(decisions)
    }
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let dir = &arguments.out;
    init::must_be_free(dir)?;
    let mut decisions = arguments.decisions()?;
    let mut found = Report::default();
    if let Some(file) = arguments.map.as_deref().filter(|f| f.exists()) {
        let bytes = disk::named(file, disk::MAX_FILE).map_err(|e| unreadable(file, &e))?;
        let text = String::from_utf8(bytes).map_err(|e| unreadable(file, &std::io::Error::other(e)))?;
        decisions = map::read(&text, &file.display().to_string(), &mut found).under(decisions);
    }
    let mut exports = Vec::with_capacity(arguments.exports.len());
    for path in &arguments.exports {
        let name = path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
        exports.push(Export { name, bytes: disk::named(path, disk::MAX_FILE).map_err(|e| unreadable(path, &e))? });
    }
    let imported = import::import(&exports, &decisions);
    found.extend(imported.report);
    if found.has_errors() {
        if context.format != Format::Json {
            // What was understood helps to see what was not.
            context.output_note(&[
                disclose::import::text(&imported.summary, style(context, true)),
                disclose::import::text(&imported.summary, style(context, false)),
            ]);
        }
        return Err(Failure::Input(found.into_diagnostics()));
    }
    let json = disclose::import::json(&imported.summary, found.diagnostics());
    let text = disclose::import::text(&imported.summary, context.style);
    let mut files = imported.files;
    files.push(("import.json".to_owned(), json.clone()));
    files.push(("import.txt".to_owned(), spelled_out(&text).into_owned()));
    context.output.folder(dir, &files)?;
    if let Some(file) = &arguments.map {
        context.output.to(file.clone()).text(&map::write(&decisions, &imported.summary))?;
    }
    context.warn(found.diagnostics());
    match context.format {
        Format::Json => context.output.text(&json)?,
        Format::Text | Format::Csv => context.output.text(&text)?,
    }
    context.next(&format!("pcf check {}", dir.display()));
    Ok(())
}

fn style(context: &Context, english: bool) -> Style {
    let language = if english { crate::diagnostic::Language::En } else { crate::diagnostic::Language::Zh };
    Style { language, ..context.style }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    let mut report = Report::default();
    let (name, reason) = (path.display().to_string(), error.to_string());
    report.add(&words::EXPORT_UNREADABLE, None, &[("seen", &name), ("reason", &reason)]);
    Failure::Input(report.into_diagnostics())
}
