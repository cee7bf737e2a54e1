//! `pcf factors`: search, show and list the library.

use clap::{Args, Subcommand};

use super::{Context, Failure, Format};
use crate::disclose::{json, rows, terminal};
use crate::factor::{Factor, FactorLibrary, Search};
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
    },
    /// List the library
    List {
        #[command(flatten)]
        filter: Filter,
    },
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
}

impl Filter {
    fn keeps(&self, factor: &Factor) -> bool {
        let category = |wanted: &String| {
            let rest = factor.category.strip_prefix(wanted.trim_end_matches('/'));
            rest.is_some_and(|r| r.is_empty() || r.starts_with('/'))
        };
        let region = |wanted: &String| factor.region.eq_ignore_ascii_case(wanted);
        let year = |y: i32| factor.valid_from.is_none_or(|f| f <= y) && factor.valid_to.is_none_or(|t| t >= y);
        self.category.as_ref().is_none_or(category)
            && self.region.as_ref().is_none_or(region)
            && self.year.is_none_or(year)
    }
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let library = FactorLibrary::embedded();
    match &arguments.verb {
        Verb::Search { words, filter } => {
            let found: Vec<&Factor> =
                library.search(&Search::new(&words.join(" "))).filter(|f| filter.keeps(f)).collect();
            // A terminal shows the best; programs get all.
            let shown = if context.format == Format::Text { &found[..found.len().min(25)] } else { &found[..] };
            print(context, shown)?;
            if context.format == Format::Text {
                let (count, words) = (found.len(), words.join(" "));
                context.output_note(&[
                    format!("{} of {count} rows for \"{words}\"", shown.len()),
                    format!("“{words}”共 {count} 行，显示 {} 行", shown.len()),
                ]);
            }
            if let Some(first) = shown.first() {
                context.next(&format!("pcf factors show {}", first.key()));
            }
        }
        Verb::Show { reference } => {
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
                    let pages: Vec<String> = found.iter().map(|f| terminal::factor(f, context.style)).collect();
                    context.output.text(&pages.concat())?;
                }
                _ => print(context, &found)?,
            }
            context.next("pcf factors search …");
        }
        Verb::List { filter } => {
            let all: Vec<&Factor> = library.iter().filter(|f| filter.keeps(f)).collect();
            print(context, &all)?;
            context.next("pcf factors list --format csv -o factors.csv");
        }
    }
    Ok(())
}

fn print(context: &Context, found: &[&Factor]) -> Result<(), Failure> {
    match context.format {
        Format::Json => context.output.text(&json::factors(found))?,
        Format::Csv => context.output.write(|out| rows::factors(found, out))?,
        Format::Text => context.output.text(&terminal::factors(found, context.style))?,
    }
    Ok(())
}
