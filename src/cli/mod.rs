//! The command line: one file per verb. It reads arguments, asks the library, prints; it owns no rule.

mod check;
mod compare;
mod document;
mod explain;
mod export;
mod factors;
mod factors_diff;
mod footprint;
mod import;
mod ingest;
mod init;
mod label;
mod one_item;
mod output;
mod pack;
mod report;
mod rollup;
mod sensitivity;
mod simulate;
mod suggest;
mod trace;
mod uncertainty;
mod verify;
mod watch;
mod where_used;
mod workbook;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::decimal::Decimal;
use crate::diagnostic::{Diagnostic, Language, Report, Severity};
use crate::disclose::terminal::{self, Style};
use crate::factor::FactorLibrary;
use crate::footprint::Model;
use crate::gas::GwpSet;
use crate::read::{Encoding, ReadOptions};
use crate::resolve::Settings;
use crate::stage::Boundary;
use crate::statement::{Disclosure, Share};
use crate::study::{Date, Study};
use crate::unit::Unit;
use crate::{Error, disclose};
use output::Output;
use watch::{Step, Watch};

/// Exact, explained product carbon footprints from a bill of materials.
///
/// A study is a folder with bom.csv (parent, child, quantity, unit), a workbook with a sheet of that name, or one CSV
/// file. `pcf init my-study` writes a small one that runs as it is, `pcf init --xlsx my-study.xlsx` one to fill in.
#[derive(Debug, Parser)]
#[command(name = "pcf", version, propagate_version = true, max_term_width = 100)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    verb: Verb,
}

/// What every command takes.
#[derive(Debug, Args)]
struct Common {
    /// Language of words for people [default: from the locale]
    #[arg(long, global = true, value_enum)]
    lang: Option<Lang>,
    /// Tables for people, or JSON or CSV for programs
    #[arg(long, global = true, value_enum)]
    format: Option<Format>,
    /// Write to a file, whole or not at all
    #[arg(short, long, global = true, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Lang {
    En,
    Zh,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
    Csv,
}

/// How much of a footprint goes out of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shared {
    /// No bill of materials, no names of suppliers, no prices
    Summary,
    /// Every line of a report; in an export a breakdown, where the format has a place for it
    Full,
}

impl From<Shared> for Share {
    fn from(shared: Shared) -> Self {
        match shared {
            Shared::Summary => Self::Summary,
            Shared::Full => Self::Full,
        }
    }
}

/// A study and how to read it.
#[derive(Debug, Args)]
struct StudyArguments {
    /// The study: a folder, a workbook, or a CSV file that is read as bom.csv
    study: PathBuf,
    /// Encoding of the CSV files, instead of recognising it: utf-8, utf-16, gb18030, windows-1252 …
    #[arg(long, value_parser = encoding)]
    encoding: Option<Encoding>,
    /// Numbers are written with a decimal comma
    #[arg(long)]
    decimal_comma: bool,
    /// The longest file that is read, in MiB [default: 1024]
    #[arg(long, value_name = "MIB", hide_short_help = true)]
    longest_file: Option<u32>,
    /// A file of factors that wins over the embedded library; may be given several times, the first wins
    #[arg(long, value_name = "FILE")]
    library: Vec<PathBuf>,
    /// A file of confirmed matches, instead of the study's matches.csv; `pcf suggest` writes one
    #[arg(long, value_name = "FILE")]
    matches: Option<PathBuf>,
    /// Calculate with this scenario of the study, or a preset such as preset:china-2030
    #[arg(long, value_name = "NAME")]
    scenario: Vec<String>,
    /// GWP set, instead of the study's: AR4, AR5 or AR6
    #[arg(long, value_name = "SET")]
    gwp: Option<GwpSet>,
    /// System boundary, instead of the study's: cradle-to-gate or cradle-to-grave
    #[arg(long)]
    boundary: Option<Boundary>,
    /// Solve loops that make less than they take, with a warning, instead of refusing them
    #[arg(long)]
    allow_amplifying: bool,
}

fn encoding(text: &str) -> Result<Encoding, String> {
    Encoding::parse(text).ok_or_else(|| "one of utf-8, utf-16, gb18030, windows-1252, shift-jis, big5".to_owned())
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Write a small study that runs as it is
    Init(init::Arguments),
    /// Turn other programs' exports into a study, and say what was understood
    Import(Box<import::Arguments>),
    /// Read and validate everything, report every problem, and check that mass and energy close
    Check(check::Arguments),
    /// The footprint of the study's products
    Footprint(footprint::Arguments),
    /// The footprint of one declared unit of every item
    Rollup(rollup::Arguments),
    /// Every line that contributes to a product, down to the cell
    Trace(trace::Arguments),
    /// Every item that an item is used in, with how much of it each takes
    WhereUsed(where_used::Arguments),
    /// What changed between two studies or scenarios, split into factor, activity and method
    Compare(compare::Arguments),
    /// Factors that may fit what has none, in a file to confirm
    Suggest(suggest::Arguments),
    /// A folder of suppliers' footprints into one table and a factor set
    Ingest(ingest::Arguments),
    /// Everything that a verifier needs in one file: inputs, factors, result, trace, settings, digests
    Pack(pack::Arguments),
    /// Calculate a bundle anew from the inputs in it and compare byte by byte; status 4 if it does not hold
    Verify(verify::Arguments),
    /// What moves a product's total: elasticities, derivatives, break-even values
    Sensitivity(sensitivity::Arguments),
    /// One page on a product for people, in HTML; the study report of GB/T 24067; the list of products
    Report(Box<report::Arguments>),
    /// A workbook with live formulas that works the footprint of a product out again
    Workbook(workbook::Arguments),
    /// Writes footprints for customers: PACT, Catena-X, tables, the CBAM sheet, GS1
    Export(export::Arguments),
    /// How sure a product's total is, to first order, and which inputs make it so
    Uncertainty(uncertainty::Arguments),
    /// A data panel to print: SVG in three sizes, or one line of text
    Label(label::Arguments),
    /// A product's total over seeded draws of its uncertain inputs
    Simulate(simulate::Arguments),
    /// The library of emission factors
    Factors(factors::Arguments),
    /// What a code means and how to mend it
    Explain(explain::Arguments),
}

/// Why a command ends without a result.
enum Failure {
    /// The input has errors.
    Input(Vec<Diagnostic>),
    /// What was asked for makes no sense; English and Chinese.
    Usage([String; 2]),
    /// A verification does not hold; what was found is said already.
    Mismatch,
    /// A file could not be written.
    Io(std::io::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Input(error.diagnostics().to_vec())
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

/// What a command knows of its surroundings.
struct Context {
    format: Format,
    style: Style,
    output: Output,
    watch: Watch,
}

impl Context {
    fn say<T>(&self, words: [T; 2]) -> T {
        self.style.language.pick(words)
    }

    /// Names the next useful command, on standard error and for people only.
    fn next(&self, command: &str) {
        if std::io::stderr().is_terminal() && self.format == Format::Text {
            self.watch.clear();
            output::to_stderr(&format!("{} {command}\n", self.say(["next:", "下一步："])));
        }
    }

    /// What was found about what a document claims, if it may go out: else the refusal.
    fn cleared(found: Vec<Diagnostic>) -> Result<Vec<Diagnostic>, Failure> {
        if found.iter().any(|finding| finding.severity() == Severity::Error) {
            return Err(Failure::Input(found));
        }
        Ok(found)
    }

    /// Where a command writes that only writes files: `--out`, else `--output`.
    fn output_file(&self, out: Option<&Path>, example: &str) -> Result<Output, Failure> {
        let output = out.map_or_else(|| self.output.clone(), |path| self.output.to(path.to_owned()));
        if output.is_file() {
            return Ok(output);
        }
        Err(Failure::Usage([
            format!("name the file to write: --out {example}"),
            format!("请指定要写出的文件：--out {example}"),
        ]))
    }

    /// A remark about the result, on standard error.
    fn output_note(&self, words: &[String; 2]) {
        self.watch.aside(|| output::to_stderr(&format!("{}\n", self.say([&words[0], &words[1]]))));
    }

    /// Warnings, on standard error; in JSON they are part of the document.
    fn warn(&self, warnings: &[Diagnostic]) {
        if self.format != Format::Json {
            self.watch.aside(|| output::to_stderr(&terminal::findings(warnings, self.style.language)));
        }
    }
}

/// Runs `pcf` with the arguments of the process. Exit status: 0 done; 1 internal or output; 2 usage; 3 the input has
/// errors; 4 a verification does not hold; 5 a claim is refused.
#[must_use]
pub fn main() -> ExitCode {
    quiet_readers();
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let Arguments { common, verb } = arguments;
    let language = match common.lang {
        Some(Lang::En) => Language::En,
        Some(Lang::Zh) => Language::Zh,
        None => locale(),
    };
    let watch = Watch::start(language);
    let output = Output::new(common.output, watch.clone());
    // The name of an exported file is that of its own format.
    let by_name = output.format_by_name().filter(|_| !matches!(verb, Verb::Export(_)));
    let format = common.format.or(by_name).unwrap_or_default();
    let context = Context { format, style: Style { language, width: width() }, output, watch };
    // Looking through a folder of footprints has a bar of its own.
    let shown = (!matches!(verb, Verb::Ingest(_))).then(|| context.watch.show());
    let done = match verb {
        Verb::Init(arguments) => init::run(&context, &arguments),
        Verb::Import(arguments) => import::run(&context, &arguments),
        Verb::Check(arguments) => check::run(&context, &arguments),
        Verb::Footprint(arguments) => footprint::run(&context, &arguments),
        Verb::Rollup(arguments) => rollup::run(&context, &arguments),
        Verb::Trace(arguments) => trace::run(&context, &arguments),
        Verb::WhereUsed(arguments) => where_used::run(&context, &arguments),
        Verb::Compare(arguments) => compare::run(&context, &arguments),
        Verb::Suggest(arguments) => suggest::run(&context, &arguments),
        Verb::Ingest(arguments) => ingest::run(&context, &arguments),
        Verb::Pack(arguments) => pack::run(&context, &arguments),
        Verb::Verify(arguments) => verify::run(&context, &arguments),
        Verb::Sensitivity(arguments) => sensitivity::run(&context, &arguments),
        Verb::Export(arguments) => export::run(&context, &arguments),
        Verb::Report(arguments) => report::run(&context, &arguments),
        Verb::Workbook(arguments) => workbook::run(&context, &arguments),
        Verb::Uncertainty(arguments) => uncertainty::run(&context, &arguments),
        Verb::Label(arguments) => label::run(&context, &arguments),
        Verb::Simulate(arguments) => simulate::run(&context, &arguments),
        Verb::Factors(arguments) => factors::run(&context, &arguments),
        Verb::Explain(arguments) => explain::run(&context, &arguments),
    };
    drop(shown);
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => report_failure(&context, failure),
    }
}

/// A reader of workbooks that meets nonsense panics; that is caught and becomes E120, and is nothing to print.
fn quiet_readers() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.location().is_some_and(|place| place.file().contains("calamine")) {
            usual(panic);
        }
    }));
}

fn report_failure(context: &Context, failure: Failure) -> ExitCode {
    match failure {
        Failure::Input(diagnostics) => {
            if context.format == Format::Json {
                // Where a result was asked for on standard output or in a file, the refusal goes to standard output:
                // the file keeps what it held.
                if let Err(error) = context.output.to_stdout(&disclose::json::refused(&diagnostics)) {
                    output::to_stderr(&format!("pcf: {error}\n"));
                    return ExitCode::from(1);
                }
            } else {
                output::to_stderr(&terminal::findings(&diagnostics, context.style.language));
                if let Some(first) = diagnostics.iter().find(|d| d.severity() == Severity::Error) {
                    context.next(&format!("pcf explain {}", first.code()));
                }
            }
            // A study without errors of which too much is claimed is refused with a status of its own.
            let broken = diagnostics.iter().any(|d| d.code().starts_with('E'));
            ExitCode::from(if broken { 3 } else { 5 })
        }
        Failure::Usage(words) => {
            output::to_stderr(&format!("pcf: {}\n", context.say(words)));
            ExitCode::from(2)
        }
        Failure::Mismatch => ExitCode::from(4),
        Failure::Io(error) => {
            let words = context.say(["the result could not be written", "结果无法写出"]);
            output::to_stderr(&format!("pcf: {words}: {error}\n"));
            ExitCode::from(1)
        }
    }
}

/// Chinese for a Chinese locale, English for any other.
fn locale() -> Language {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
    match set.into_iter().find(|value| !value.is_empty()) {
        Some(value) if value.to_lowercase().starts_with("zh") => Language::Zh,
        _ => Language::En,
    }
}

/// How wide tables may be: what `COLUMNS` says, else the terminal's width, else 120.
fn width() -> u16 {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let terminal = || std::io::stdout().is_terminal().then(terminal_size::terminal_size).flatten();
    let columns = columns.or_else(|| terminal().map(|(terminal_size::Width(width), _)| width));
    columns.filter(|c| (60..=400).contains(c)).unwrap_or(120)
}

/// Values to calculate with instead of the study's own.
#[derive(Debug, Default, Args)]
struct WhatIf {
    /// What if: a parameter or factor at another value, for example share=0.3 or electricity-grid@CN=0.4 (kg CO2e per
    /// the factor's unit; with a unit of its own: 400/MWh); may be given several times
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = setting, allow_hyphen_values = true)]
    set: Vec<(String, Decimal, Option<Unit>)>,
}

/// `NAME=VALUE`, `NAME=VALUE/UNIT` or `NAME=VALUE kg CO2e/UNIT`.
fn setting(text: &str) -> Result<(String, Decimal, Option<Unit>), String> {
    let (name, value) = text.rsplit_once('=').ok_or_else(|| "write NAME=VALUE".to_owned())?;
    let (value, unit) = match value.split_once('/') {
        Some((value, unit)) => (value, Some(unit.trim().parse::<Unit>().map_err(|error| error.to_string())?)),
        None => (value, None),
    };
    let value = value.trim();
    let number = ["kgCO2e", "kg CO2e", "kg"].into_iter().find_map(|suffix| value.strip_suffix(suffix));
    let number: Decimal = number.unwrap_or(value).trim().parse().map_err(|_| format!("`{value}` is not a number"))?;
    match name.trim() {
        "" => Err("write NAME=VALUE".to_owned()),
        name => Ok((name.to_owned(), number, unit)),
    }
}

/// A day that a caller names.
fn day(text: &str) -> Result<Date, String> {
    Date::parse(text).ok_or_else(|| "a day such as 2026-01-31".to_owned())
}

/// How many bytes the tables have that are text, of a folder or one file: what a bar counts, and nothing else.
fn bytes_of_tables(study: &Path) -> u64 {
    let is_table = |path: &Path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let bytes = |path: PathBuf| if is_table(&path) { path.metadata().map_or(0, |file| file.len()) } else { 0 };
    match std::fs::read_dir(study) {
        Ok(entries) => entries.flatten().map(|entry| bytes(entry.path())).sum(),
        Err(_) => bytes(study.to_owned()),
    }
}

/// How files are read that do not say so themselves.
fn read_options(encoding: Option<Encoding>, decimal_comma: bool) -> ReadOptions {
    let options = encoding.map_or_else(ReadOptions::new, |encoding| ReadOptions::new().encoding(encoding));
    if decimal_comma { options.decimal_comma() } else { options }
}

/// The files of `--library`, the first over the others.
fn libraries(files: &[PathBuf], options: &ReadOptions, found: &mut Report) -> FactorLibrary {
    let read = files.iter().map(|file| FactorLibrary::read(file, options, found));
    read.fold(FactorLibrary::empty(), FactorLibrary::over)
}

impl StudyArguments {
    /// Reads the study and builds its model, for a command that takes one scenario.
    fn model(&self, context: &Context) -> Result<Model, Failure> {
        self.model_if(context, &WhatIf::default())
    }

    /// As [`StudyArguments::model`], with what is set.
    fn model_if(&self, context: &Context, what_if: &WhatIf) -> Result<Model, Failure> {
        self.model_of_if(context, self.one_scenario()?, what_if)
    }

    /// The scenario, for a command that takes one.
    fn one_scenario(&self) -> Result<Option<&str>, Failure> {
        if self.scenario.len() > 1 {
            return Err(Failure::Usage([
                "this command takes one --scenario; `pcf footprint` compares several".to_owned(),
                "本命令只接受一个 --scenario；比较多个情景请用 pcf footprint".to_owned(),
            ]));
        }
        Ok(self.scenario.first().map(String::as_str))
    }

    /// Reads the study and builds its model with a scenario.
    fn model_of(&self, context: &Context, scenario: Option<&str>) -> Result<Model, Failure> {
        self.model_of_if(context, scenario, &WhatIf::default())
    }

    /// As [`StudyArguments::model_of`], with what is set.
    fn model_of_if(&self, context: &Context, scenario: Option<&str>, what_if: &WhatIf) -> Result<Model, Failure> {
        let study = self.read(context)?;
        context.watch.step(Step::Building);
        let model = Model::with(study, FactorLibrary::embedded(), &self.settings_if(scenario, what_if))?;
        context.watch.step(Step::Calculating);
        Ok(model)
    }

    /// Reads the study, its libraries and matches.
    fn read(&self, context: &Context) -> Result<Study, Failure> {
        let options = self.heard(context);
        let mut found = Report::default();
        let library = libraries(&self.library, &options, &mut found);
        let study = Study::open_with(&self.study, &options)?.with_library(library, found);
        Ok(match &self.matches {
            Some(file) => study.with_matches(file, &options),
            None => study,
        })
    }

    /// How the study's files are read.
    fn options(&self) -> ReadOptions {
        let options = read_options(self.encoding, self.decimal_comma);
        self.longest_file.map_or(options.clone(), |mib| options.longest_file(u64::from(mib) << 20))
    }

    /// As [`StudyArguments::options`]; a bar shows how far reading is.
    fn heard(&self, context: &Context) -> ReadOptions {
        let watch = context.watch.clone();
        match bytes_of_tables(&self.study) {
            0 => self.options(),
            bytes => {
                watch.parts(Step::Reading, bytes);
                self.options().on_progress(move |bytes| watch.done(bytes))
            }
        }
    }

    /// Reads the study, calculates it, and says of the products, of all if none is named, what may be said outside.
    fn disclosure(&self, context: &Context, products: &[String]) -> Result<Disclosure, Failure> {
        let options = self.heard(context);
        let settings = self.settings(self.one_scenario()?);
        let matches = self.matches.as_deref();
        Ok(Disclosure::open(&self.study, &self.library, matches, &options, &settings, products)?)
    }

    /// What the arguments ask for, with a scenario and what is set.
    fn settings_if(&self, scenario: Option<&str>, what_if: &WhatIf) -> Settings {
        what_if.set.iter().fold(self.settings(scenario), |settings, (name, value, unit)| match unit {
            Some(unit) => settings.set_per(name, *value, *unit),
            None => settings.set(name, *value),
        })
    }

    /// What the arguments ask for, with a scenario.
    fn settings(&self, scenario: Option<&str>) -> Settings {
        let mut settings = Settings::new();
        if let Some(name) = scenario {
            settings = settings.scenario(name);
        }
        if let Some(set) = self.gwp {
            settings = settings.gwp(set);
        }
        if let Some(boundary) = self.boundary {
            settings = settings.boundary(boundary);
        }
        if self.allow_amplifying {
            settings = settings.allow_amplifying();
        }
        settings
    }

    /// Another study, read in the same way and calculated by the same boundary and GWP set.
    fn elsewhere(&self, path: &Path) -> Self {
        Self {
            study: path.to_owned(),
            encoding: self.encoding,
            decimal_comma: self.decimal_comma,
            longest_file: self.longest_file,
            library: self.library.clone(),
            matches: None,
            scenario: Vec::new(),
            gwp: self.gwp,
            boundary: self.boundary,
            allow_amplifying: self.allow_amplifying,
        }
    }

    fn shown(&self) -> String {
        self.study.display().to_string()
    }
}
