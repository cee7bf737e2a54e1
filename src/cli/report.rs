//! `pcf report`: the one-page report on a product, the study report of GB/T 24067, the list of products.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::one_item::one_product;
use super::{Context, Failure, Format, Shared, StudyArguments};
use crate::disclose::report::list::Entry;
use crate::disclose::report::{self, Report, gb24067};
use crate::footprint::Model;
use crate::resolve::Settings;
use crate::statement::{Change, Disclosure, Share, Sheet, Shown};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Template {
    /// The study report in the chapters of GB/T 24067
    Gb24067,
}

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    study: StudyArguments,
    /// The product [default: the study's only product]
    #[arg(long, value_name = "ID")]
    product: Option<String>,
    /// The study of the version before: its change is split into factor, activity and method
    #[arg(long, value_name = "STUDY")]
    against: Option<PathBuf>,
    /// As --against, with a scenario of this study as the version before
    #[arg(long, value_name = "NAME", conflicts_with = "against")]
    against_scenario: Option<String>,
    /// How much goes out [default: as the study says, else summary]
    #[arg(long, value_enum)]
    share: Option<Shared>,
    /// Another document than the page
    #[arg(long, value_enum)]
    template: Option<Template>,
    /// With --template: refuse where anything is open
    #[arg(long, requires = "template")]
    strict: bool,
    /// All products of this study and of further ones in one list: HTML, or --format csv or json
    #[arg(long, conflicts_with_all = ["product", "against", "against_scenario", "share", "template"])]
    list: bool,
    /// With --list: further studies
    #[arg(value_name = "STUDIES", requires = "list")]
    further: Vec<PathBuf>,
    /// With --list: a study of the base period; each product is held against the one of its id in the first base that has
    /// it. May be given several times
    #[arg(long, value_name = "STUDY", requires = "list")]
    base: Vec<PathBuf>,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    if arguments.list {
        return list(context, arguments);
    }
    // What is asked for as JSON is what is said beside the page, never the page.
    if context.format == Format::Csv || context.output.format_by_name().is_some() {
        return Err(Failure::Usage([
            "a report is HTML; CSV and JSON are for --list".to_owned(),
            "报告为 HTML；CSV 与 JSON 用于 --list".to_owned(),
        ]));
    }
    let study = &arguments.study;
    let settings = study.settings(study.one_scenario()?);
    let options = study.heard(context);
    let asked: Vec<String> = arguments.product.iter().cloned().collect();
    let disclosure =
        Disclosure::open(&study.study, &study.library, study.matches.as_deref(), &options, &settings, &asked)?;
    let product = one_product(&disclosure.model, arguments.product.as_deref())?;
    let before = before(context, arguments, &disclosure.model, &settings)?;
    let Some(statement) = disclosure.statements.first() else { return Ok(()) };
    let share = statement.share(arguments.share.map(Share::from));
    let sheet = Sheet::of(&disclosure, statement, &settings, before.as_ref(), share)?;
    let report = Report::new(&sheet, context.style.language, command(context, arguments, &product, share));
    if arguments.strict {
        let open = gb24067::findings(&report);
        if !open.is_empty() {
            return Err(Failure::Input(open));
        }
    }
    let change = match &sheet.change {
        Some(Change::Split(comparison)) => Some(&**comparison),
        _ => None,
    };
    let mut warnings = Context::cleared(disclosure.claims(&[], Shown { label: false, change }))?;
    warnings.extend(disclosure.warnings().into_iter().cloned());
    let (document, page) = match arguments.template {
        Some(Template::Gb24067) => ("gb24067", gb24067::page(&report)),
        None => ("report", report::page(&report)),
    };
    context.output.text(&page)?;
    context.beside(document, &product, context.named_file().as_deref(), &warnings)?;
    context.next(&format!("pcf trace {} --product {product}", study.shown()));
    Ok(())
}

/// The products of all studies, each with its base.
fn list(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let first = &arguments.study;
    let settings = first.settings(first.one_scenario()?);
    let mut disclosures = Vec::new();
    for (at, study) in std::iter::once(&first.study).chain(&arguments.further).enumerate() {
        // Confirmed matches belong to the study that they were confirmed for.
        let matches = first.matches.as_deref().filter(|_| at == 0);
        disclosures.push(Disclosure::open(
            study,
            &first.library,
            matches,
            &first.elsewhere(study).heard(context),
            &settings,
            &[],
        )?);
    }
    let bases = arguments.base.iter().map(|path| first.elsewhere(path).model_of(context, None));
    let bases: Vec<Model> = bases.collect::<Result<_, _>>()?;
    let mut entries = Vec::new();
    let mut warnings = Vec::new();
    for disclosure in &disclosures {
        warnings.extend(Context::cleared(disclosure.claims(&[], Shown { label: false, change: None }))?);
        warnings.extend(disclosure.warnings().into_iter().cloned());
        for statement in &disclosure.statements {
            let id = statement.footprint.id();
            let base = bases.iter().find(|base| base.study().has_item(id));
            let change = base.map(|base| Change::of(base, &disclosure.model, id));
            entries.push(Entry { disclosure, statement, change });
        }
    }
    context.warn(&warnings);
    match context.format {
        Format::Json => context.output.text(&report::list::json(&entries, &warnings))?,
        Format::Csv => context.output.write(|out| report::list::csv(&entries, out))?,
        Format::Text => context.output.text(&report::list::page(&entries, context.style.language))?,
    }
    context.next(&format!("pcf report {}", first.shown()));
    Ok(())
}

/// The model of the version before, read with the same options.
fn before(
    context: &Context,
    arguments: &Arguments,
    model: &Model,
    settings: &Settings,
) -> Result<Option<Model>, Failure> {
    if let Some(name) = &arguments.against_scenario {
        return Ok(Some(model.again(&settings.clone().scenario(name))?));
    }
    arguments.against.as_deref().map(|path| arguments.study.elsewhere(path).model_of(context, None)).transpose()
}

/// A word as a shell reads it back.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=@,+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// The last part of a path: where a study lies on this machine is nobody's business.
fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| "STUDY".to_owned(), |name| quoted(&name.to_string_lossy()))
}

/// The command that makes this document again.
fn command(context: &Context, arguments: &Arguments, product: &str, share: Share) -> String {
    let study = &arguments.study;
    let mut words = vec!["pcf report".to_owned(), name_of(&study.study), format!("--product {}", quoted(product))];
    words.extend(study.library.iter().map(|file| format!("--library {}", name_of(file))));
    words.extend(study.matches.iter().map(|file| format!("--matches {}", name_of(file))));
    words.extend(study.scenario.iter().map(|name| format!("--scenario {}", quoted(name))));
    words.extend(study.gwp.map(|set| format!("--gwp {}", set.name())));
    words.extend(study.boundary.map(|boundary| format!("--boundary {}", boundary.name())));
    words.extend(study.decimal_comma.then(|| "--decimal-comma".to_owned()));
    words.extend(study.encoding.map(|encoding| format!("--encoding {}", encoding.name())));
    words.extend(arguments.against.as_deref().map(|path| format!("--against {}", name_of(path))));
    words.extend(arguments.against_scenario.as_deref().map(|name| format!("--against-scenario {}", quoted(name))));
    words.extend(arguments.template.map(|_| "--template gb24067".to_owned()));
    words.push(format!("--share {}", if share == Share::Full { "full" } else { "summary" }));
    words.push(format!("--lang {}", context.say(["en", "zh"])));
    words.push("-o report.html".to_owned());
    words.join(" ")
}
