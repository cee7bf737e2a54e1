//! `pcf trace`: every kilogram's line, factor and cell.

use clap::Args;

use super::{Context, Failure, Format, StudyArguments};
use crate::disclose::{json, rows, terminal};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    study: StudyArguments,
    /// The item to trace [default: the study's only product]
    #[arg(long, value_name = "ID")]
    product: Option<String>,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let model = arguments.study.model()?;
    let product = match &arguments.product {
        Some(id) => id.clone(),
        None => {
            let products: Vec<&str> = model.products().collect();
            let [only] = products.as_slice() else {
                let listed = products.iter().take(10).copied().collect::<Vec<_>>().join(", ");
                return Err(Failure::Usage([
                    format!("the study has {} products; name one with --product: {listed}", products.len()),
                    format!("研究有 {} 个产品；请用 --product 指定：{listed}", products.len()),
                ]));
            };
            (*only).to_owned()
        }
    };
    let (footprint, lines) = model.trace(&product)?;
    context.warn(model.warnings());
    match context.format {
        Format::Json => context.output.text(&json::trace(&model, &footprint, &lines))?,
        Format::Csv => context.output.write(|out| rows::trace(&lines, out))?,
        Format::Text => context.output.text(&terminal::trace(&footprint, &lines, context.style))?,
    }
    context.next(&format!("pcf factors show {}", lines.first().map_or("electricity-grid", |l| l.factor().id())));
    Ok(())
}
