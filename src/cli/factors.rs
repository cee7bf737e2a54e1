//! `pcf factors`: search, show, list and compare libraries.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Context, Failure, Format, factors_diff, libraries};
use crate::diagnostic::Report;
use crate::disclose::factors;
use crate::factor::{Factor, FactorLibrary, Search};
use crate::read::ReadOptions;
use crate::read::nearest::hint;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Find factors by words of id, name or category, in English or Chinese
    Search {
        /// The words
        #[arg(required = true)]
        words: Vec<String>,
        #[command(flatten)]
        filter: Filter,
    },
    /// All that is known of a factor: `id`, `id@REGION` or `id@REGION:YEAR`
    Show {
        /// The reference
        reference: String,
        #[command(flatten)]
        own: Own,
    },
    /// List the library; with --format csv in the columns of factors.csv, as a file that --library reads
    List {
        #[command(flatten)]
        filter: Filter,
    },
    /// What is new in a library against an older one, and what that does to a study
    Diff(factors_diff::Arguments),
}

/// Libraries of one's own.
#[derive(Debug, Args)]
struct Own {
    /// A file of factors that wins over the embedded library; may be given several times, the first wins
    #[arg(long, value_name = "FILE")]
    library: Vec<PathBuf>,
}

impl Own {
    /// These files over the embedded library.
    fn open(&self, context: &Context) -> Result<FactorLibrary, Failure> {
        let mut found = Report::default();
        let library = libraries(&self.library, &ReadOptions::new(), &mut found);
        if found.has_errors() {
            return Err(Failure::Input(found.into_diagnostics()));
        }
        context.warn(found.diagnostics());
        Ok(library.over(FactorLibrary::embedded()))
    }
}

#[derive(Debug, Args)]
struct Filter {
    /// Only this category or what is below it, for example material/metals
    #[arg(long)]
    category: Option<String>,
    /// Only this region, for example CN or CN-ZJ
    #[arg(long)]
    region: Option<String>,
    /// Only rows valid in this year
    #[arg(long)]
    year: Option<i32>,
    /// Only rows whose source or publisher holds these words
    #[arg(long, value_name = "WORDS")]
    source: Option<String>,
    #[command(flatten)]
    own: Own,
}

impl Filter {
    /// What it keeps of some factors.
    fn of<'a>(&self, factors: impl Iterator<Item = &'a Factor>) -> Vec<&'a Factor> {
        let source = self.source.as_ref().map(|s| s.to_lowercase());
        let cited = |f: &Factor, words: &str| {
            [&f.details.source, &f.details.publisher].iter().any(|t| t.to_lowercase().contains(words))
        };
        let year = |f: &Factor, y| f.valid_from.is_none_or(|from| from <= y) && f.valid_to.is_none_or(|to| to >= y);
        let kept = factors.filter(|f| {
            self.category.as_ref().is_none_or(|wanted| lies_in(&f.details.category, wanted))
                && self.region.as_ref().is_none_or(|wanted| f.region.eq_ignore_ascii_case(wanted))
                && self.year.is_none_or(|y| year(f, y))
                && source.as_ref().is_none_or(|words| cited(f, words))
        });
        kept.collect()
    }

    /// Refuses a category or a region that no row has: an empty list would say that nothing fits.
    fn check(&self, library: &FactorLibrary) -> Result<(), Failure> {
        if let Some(wanted) = &self.category
            && !library.iter().any(|f| lies_in(&f.details.category, wanted))
        {
            return unknown(
                ["category", "类别"],
                wanted,
                library.iter().map(|f| f.details.category.as_str()).collect(),
            );
        }
        if let Some(wanted) = &self.region
            && !library.iter().any(|f| f.region.eq_ignore_ascii_case(wanted))
        {
            return unknown(["region", "地区"], wanted, library.iter().map(|f| f.region.as_str()).collect());
        }
        Ok(())
    }
}

fn lies_in(category: &str, wanted: &str) -> bool {
    let rest = category.strip_prefix(wanted.trim_end_matches('/'));
    rest.is_some_and(|r| r.is_empty() || r.starts_with('/'))
}

fn unknown([what, what_zh]: [&str; 2], wanted: &str, known: Vec<&str>) -> Result<(), Failure> {
    let [near, near_zh] = hint(wanted, known.iter().copied());
    let mut first: Vec<&str> =
        known.iter().map(|c| c.split('/').next().unwrap_or(c)).filter(|c| !c.is_empty()).collect();
    first.sort_unstable();
    first.dedup();
    let listed = first.join(", ");
    let [there, there_zh] = match first.len() {
        0..=20 => [format!("; there are {listed}"), format!("；现有 {listed}")],
        _ => [String::new(), String::new()],
    };
    Err(Failure::Usage([
        format!("no factor is of the {what} `{wanted}`{near}{there}"),
        format!("没有{what_zh}为“{wanted}”的因子{near_zh}{there_zh}"),
    ]))
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.verb {
        Verb::Search { words, filter } => search(context, &words.join(" "), filter),
        Verb::Show { reference, own } => show(context, reference, &own.open(context)?),
        Verb::List { filter } => {
            let library = filter.own.open(context)?;
            filter.check(&library)?;
            print(context, &filter.of(library.iter()))?;
            context.next("pcf factors list --format csv -o factors.csv");
            Ok(())
        }
        Verb::Diff(arguments) => factors_diff::run(context, arguments),
    }
}

fn search(context: &Context, words: &str, filter: &Filter) -> Result<(), Failure> {
    let library = filter.own.open(context)?;
    filter.check(&library)?;
    let found = filter.of(library.search(&Search::new(words)));
    if found.is_empty() {
        let near = library.like(words, 5).join(", ");
        let [lead, lead_zh] = match near.as_str() {
            "" => [String::new(), String::new()],
            near => [format!("; nearest in meaning: {near}"), format!("；含义相近：{near}")],
        };
        context.output_note(&[
            format!("no row has all of \"{words}\"{lead}"),
            format!("没有同时含“{words}”各词的行{lead_zh}"),
        ]);
        return if context.format == Format::Text { Ok(()) } else { print(context, &found) };
    }
    // A terminal shows the best; programs get all.
    let shown = if context.format == Format::Text { &found[..found.len().min(25)] } else { &found[..] };
    print(context, shown)?;
    if context.format == Format::Text {
        let count = found.len();
        context.output_note(&[
            format!("{} of {count} rows for \"{words}\"", shown.len()),
            format!("“{words}”共 {count} 行，显示 {} 行", shown.len()),
        ]);
    }
    if let Some(first) = shown.first() {
        context.next(&format!("pcf factors show {}", first.key()));
    }
    Ok(())
}

fn show(context: &Context, reference: &str, library: &FactorLibrary) -> Result<(), Failure> {
    let found = library.find(reference);
    if found.is_empty() {
        let [near, near_zh] = hint(reference.split('@').next().unwrap_or_default(), library.ids());
        return Err(Failure::Usage([
            format!("the library has no factor `{reference}`{near}"),
            format!("因子库中没有“{reference}”{near_zh}"),
        ]));
    }
    match context.format {
        Format::Text => {
            let pages: Vec<String> = found.iter().map(|f| factors::one(f, context.style)).collect();
            context.output.text(&pages.concat())?;
        }
        _ => print(context, &found)?,
    }
    context.next("pcf factors search …");
    Ok(())
}

fn print(context: &Context, found: &[&Factor]) -> Result<(), Failure> {
    match context.format {
        Format::Json => context.output.text(&factors::document(found))?,
        Format::Csv => context.output.write(|out| factors::rows(found, out))?,
        Format::Text => context.output.text(&factors::page(found, context.style))?,
    }
    Ok(())
}
