//! `pcf check`: everything that can be said of a study without its footprint.

use super::{Context, Failure, Format, StudyArguments};
use crate::diagnostic::Diagnostic;
use crate::disclose::{self, json};
use crate::statement;

pub(super) fn run(context: &Context, arguments: &StudyArguments) -> Result<(), Failure> {
    let model = arguments.model(context)?;
    let closure = model.closure()?;
    let mut warnings: Vec<Diagnostic> = model.warnings().iter().chain(closure.findings()).cloned().collect();
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
    context.next(&format!("pcf footprint {}", arguments.shown()));
    Ok(())
}
