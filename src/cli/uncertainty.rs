//! `pcf uncertainty`: how sure a product's total is, to first order, and what makes it so.

use clap::Args;

use super::one_item::ItemArguments;
use super::{Context, Failure, Format};
use crate::diagnostic::Diagnostic;
use crate::disclose::{terminal, uncertainty};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    item: ItemArguments,
    /// How many inputs the table shows
    #[arg(long, value_name = "COUNT", default_value = "20")]
    top: usize,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let (model, product) = arguments.item.open(context)?;
    let head = terminal::what_if(&model, context.style);
    let found = model.uncertainty(&product)?;
    let warnings: Vec<Diagnostic> = found.footprint().warnings().iter().chain(found.warnings()).cloned().collect();
    context.warn(&warnings);
    match context.format {
        Format::Json => context.output.text(&uncertainty::document(&model, &found, &warnings))?,
        Format::Csv => context.output.write(|out| uncertainty::rows(&found, out))?,
        Format::Text => context.output.text(&(head + &uncertainty::page(&found, arguments.top, context.style)))?,
    }
    context
        .next(&format!("pcf simulate {} --product {product} --samples 10000 --seed 1", arguments.item.study.shown()));
    Ok(())
}
