//! `pcf footprint`: the main job.

use clap::Args;

use super::{Context, Failure, Format, StudyArguments};
use crate::diagnostic::Diagnostic;
use crate::disclose::{json, rows, terminal};
use crate::footprint::{Footprint, all_warnings};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    study: StudyArguments,
    /// Only this item, product or not; may be given several times
    #[arg(long, value_name = "ID")]
    product: Vec<String>,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let model = arguments.study.model()?;
    let footprints: Vec<Footprint> = if arguments.product.is_empty() {
        model.footprints()?
    } else {
        arguments.product.iter().map(|id| model.footprint(id)).collect::<Result<_, _>>()?
    };
    let warnings: Vec<Diagnostic> = all_warnings(&model, &footprints).into_iter().cloned().collect();
    context.warn(&warnings);
    match context.format {
        Format::Json => context.output.text(&json::footprints(&model, &footprints))?,
        Format::Csv => context.output.write(|out| rows::footprints(&footprints, out))?,
        Format::Text => {
            let pages: Vec<String> = footprints.iter().map(|f| terminal::footprint(&model, f, context.style)).collect();
            context.output.text(&pages.join("\n"))?;
        }
    }
    if let Some(first) = footprints.first() {
        context.next(&format!("pcf trace {} --product {}", arguments.study.shown(), first.id()));
    }
    Ok(())
}
