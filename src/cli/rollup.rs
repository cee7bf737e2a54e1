//! `pcf rollup`: every item, one row each.

use super::{Context, Failure, Format, StudyArguments};
use crate::disclose::{json, rows, terminal};

pub(super) fn run(context: &Context, arguments: &StudyArguments) -> Result<(), Failure> {
    let model = arguments.model()?;
    let items = model.roll_up()?;
    context.warn(model.warnings());
    match context.format {
        Format::Json => context.output.text(&json::roll_up(&model, &items))?,
        Format::Csv => context.output.write(|out| rows::roll_up(&items, out))?,
        Format::Text => context.output.text(&terminal::roll_up(&items, context.style))?,
    }
    context.next(&format!("pcf rollup {} --format csv -o rollup.csv", arguments.shown()));
    Ok(())
}
