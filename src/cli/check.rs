//! `pcf check`: everything that can be said of a study without its footprint.

use clap::Args;

use super::{Context, Failure, Format, StudyArguments, day};
use crate::diagnostic::Diagnostic;
use crate::disclose::{self, json};
use crate::statement;
use crate::study::Date;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    study: StudyArguments,
    /// Whether the footprint and its verification hold on this day, as 2026-01-31; no clock is read
    #[arg(long, value_name = "DATE", value_parser = day)]
    today: Option<Date>,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let model = arguments.study.model(context)?;
    let closure = model.closure()?;
    let mut warnings: Vec<Diagnostic> = model.warnings().iter().chain(closure.findings()).cloned().collect();
    if let Some(today) = arguments.today {
        let found = statement::on_day(model.study(), today);
        if found.has_errors() {
            return Err(Failure::Input(found.into_diagnostics()));
        }
        warnings.extend(found.into_diagnostics());
    }
    warnings.extend(statement::foreseen(&model));
    if context.format == Format::Json {
        context.output.text(&json::checked(&model, &closure, &warnings))?;
        return Ok(());
    }
    context.warn(&warnings);
    let products: Vec<&str> = model.products().collect();
    let shown = match products.as_slice() {
        [] => context.say(["none", "无"]).to_owned(),
        few if few.len() <= 5 => few.join(", "),
        many => format!("{}, … ({})", many[..5].join(", "), many.len()),
    };
    let (lines, loops) = (model.study().line_count(), model.loop_count());
    let name = model.study().name();
    let read = context.say([
        format!("{name}: no errors. {lines} lines, {loops} loops, products: {shown}\n"),
        format!("{name}：没有错误。{lines} 行，{loops} 个循环，产品：{shown}\n"),
    ]);
    context.output.text(&(read + &disclose::closure::closure(&closure, context.style)))?;
    context.next(&format!("pcf footprint {}", arguments.study.shown()));
    Ok(())
}
