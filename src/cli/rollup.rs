//! `pcf rollup`: every item, one row each.

use clap::Args;

use super::watch::Step;
use super::{Context, Failure, Format, StudyArguments, WhatIf};
use crate::disclose::rows::RollUpRows;
use crate::disclose::{json, terminal};
use crate::footprint::Model;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    study: StudyArguments,
    #[command(flatten)]
    what_if: WhatIf,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let model = arguments.study.model_if(context, &arguments.what_if)?;
    context.warn(model.warnings());
    match context.format {
        Format::Json => context.output.text(&json::roll_up(&model, &model.roll_up()?))?,
        Format::Csv => rows(context, &model)?,
        Format::Text => {
            let head = terminal::what_if(&model, context.style);
            context.output.text(&(head + &terminal::roll_up(&model.roll_up()?, context.style)))?;
        }
    }
    context.next(&format!("pcf rollup {} --format csv -o rollup.csv", arguments.study.shown()));
    // The command ends here, and with it the process: handing back a group's articles one by one would take longer than
    // writing them.
    std::mem::forget(model);
    Ok(())
}

/// Rows are written as they come: a group's articles need no room in memory. Standard output gets them when all are
/// known to be right, a file bears its name only then.
fn rows(context: &Context, model: &Model) -> Result<(), Failure> {
    let mut refused = None;
    let written = context.output.write_checked(|out| {
        let rows = RollUpRows::new(model.set_values());
        let mut written = out.write_all(&rows.header());
        context.watch.parts(Step::Writing, model.roll_up_parts());
        let walked = model.roll_up_in_parts(
            |part| rows.part(part),
            |part| {
                context.watch.done(1);
                if written.is_ok() {
                    written = out.write_all(&part);
                }
            },
        );
        written?;
        if let Err(error) = walked {
            refused = Some(error);
            return Ok(false);
        }
        Ok(true)
    });
    match refused {
        Some(error) => Err(error.into()),
        None => Ok(written?),
    }
}
