//! `pcf where-used`: every item that an item is used in.

use clap::Args;

use super::{Context, Failure, Format, StudyArguments};
use crate::disclose::where_used as shown;

/// Every item above one, over all paths: how much of it one declared unit of each takes, gross. Credits are no use.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    study: StudyArguments,
    /// The item
    #[arg(long, value_name = "ID")]
    item: String,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let model = arguments.study.model(context)?;
    let item = model.used_item(&arguments.item)?;
    let users = model.where_used(&arguments.item)?;
    context.warn(model.warnings());
    match context.format {
        Format::Json => context.output.text(&shown::document(&model, &item, &users))?,
        Format::Csv => context.output.write(|out| shown::rows(&item, &users, out))?,
        Format::Text => context.output.text(&shown::page(&item, &users, context.style))?,
    }
    let product = users.iter().find(|user| user.is_top()).map_or(arguments.item.as_str(), |user| user.id());
    context.next(&format!("pcf trace {} --product {product}", arguments.study.shown()));
    Ok(())
}
