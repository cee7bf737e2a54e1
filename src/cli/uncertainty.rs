//! `pcf uncertainty`: how sure a product's total is, to first order, and what makes it so.

use clap::Args;

use super::trace::one_product;
use super::{Context, Failure, Format, StudyArguments, WhatIf};
use crate::diagnostic::Diagnostic;
use crate::disclose::{terminal, uncertainty};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    study: StudyArguments,
    #[command(flatten)]
    what_if: WhatIf,
    /// The item [default: the study's only product]
    #[arg(long, value_name = "ID")]
    product: Option<String>,
    /// How many inputs the table shows
    #[arg(long, value_name = "COUNT", default_value = "20")]
    top: usize,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let model = arguments.study.model_if(&arguments.what_if)?;
    let head = terminal::what_if(&model, context.style);
    let product = one_product(&model, arguments.product.as_deref())?;
    let found = model.uncertainty(&product)?;
    let warnings: Vec<Diagnostic> = found.footprint().warnings().iter().chain(found.warnings()).cloned().collect();
    context.warn(&warnings);
    match context.format {
        Format::Json => context.output.text(&uncertainty::document(&model, &found, &warnings))?,
        Format::Csv => context.output.write(|out| uncertainty::rows(&found, out))?,
        Format::Text => context.output.text(&(head + &uncertainty::page(&found, arguments.top, context.style)))?,
    }
    context.next(&format!("pcf simulate {} --product {product} --samples 10000 --seed 1", arguments.study.shown()));
    Ok(())
}
