//! `pcf sensitivity`: what moves a product's total, and where two totals become equal.

use clap::Args;

use super::one_item::ItemArguments;
use super::{Context, Failure, Format};
use crate::decimal::Decimal;
use crate::diagnostic::Diagnostic;
use crate::disclose::sensitivity::{self, Held};
use crate::disclose::terminal;
use crate::footprint::{Against, Model};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    item: ItemArguments,
    /// How many inputs the table shows
    #[arg(long, value_name = "COUNT", default_value = "20")]
    top: usize,
    /// The value of a factor or a parameter at which the product equals what it is held against
    #[arg(long, value_name = "INPUT", requires = "held")]
    break_even: Option<String>,
    #[command(flatten)]
    held: HeldArguments,
}

/// With --break-even: what the product is held against.
#[derive(Debug, Args)]
#[group(id = "held", multiple = true, requires = "break_even")]
struct HeldArguments {
    /// With --break-even: this many kg CO2e
    #[arg(long, value_name = "KG", conflicts_with_all = ["against", "against_product"], allow_hyphen_values = true)]
    target: Option<Decimal>,
    /// With --break-even: the same product in this scenario
    #[arg(long, value_name = "SCENARIO")]
    against: Option<String>,
    /// With --break-even: this product instead, in the scenario of --against if there is one
    #[arg(long, value_name = "ID")]
    against_product: Option<String>,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let (model, product) = arguments.item.open(context)?;
    let head = terminal::what_if(&model, context.style);
    if let Some(input) = &arguments.break_even {
        return break_even(context, arguments, &model, &product, input);
    }
    let found = model.sensitivity(&product)?;
    let warnings: Vec<Diagnostic> = found.footprint().warnings().iter().chain(found.warnings()).cloned().collect();
    context.warn(&warnings);
    match context.format {
        Format::Json => context.output.text(&sensitivity::document(&model, &found, &warnings))?,
        Format::Csv => context.output.write(|out| sensitivity::rows(&found, out))?,
        Format::Text => context.output.text(&(head + &sensitivity::page(&found, arguments.top, context.style)))?,
    }
    context.next(&format!("pcf uncertainty {} --product {product}", arguments.item.study.shown()));
    Ok(())
}

fn break_even(
    context: &Context,
    arguments: &Arguments,
    model: &Model,
    product: &str,
    input: &str,
) -> Result<(), Failure> {
    let HeldArguments { target, against, against_product } = &arguments.held;
    let other = match against {
        Some(scenario) => Some(model.again(&arguments.item.settings(Some(scenario)))?),
        None => None,
    };
    let other_product = against_product.as_deref().unwrap_or(product);
    let side = match target {
        Some(kg) => Against::Target(*kg),
        None => Against::Product(other.as_ref().unwrap_or(model), other_product),
    };
    let found = model.break_even(product, input, side)?;
    let mut held = Held::products((model, product), (other.as_ref().unwrap_or(model), other_product));
    if let Some(kg) = target {
        held.against = [format!("target {kg}"), format!("目标 {kg}")];
    }
    context.warn(model.warnings());
    match context.format {
        Format::Json => {
            context.output.text(&sensitivity::break_even_document(model, &found, &held, model.warnings()))?
        }
        Format::Csv => context.output.write(|out| sensitivity::break_even_rows(model, &found, &held, out))?,
        Format::Text => {
            let head = terminal::what_if(model, context.style);
            context.output.text(&(head + &sensitivity::break_even_page(&found, &held, context.style)))?;
        }
    }
    context.next(&format!("pcf sensitivity {} --product {product}", arguments.item.study.shown()));
    Ok(())
}
