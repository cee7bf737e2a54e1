//! `pcf check`: everything that can be said of a study without calculating.

use super::{Context, Failure, Format, StudyArguments};
use crate::disclose::json;

pub(super) fn run(context: &Context, arguments: &StudyArguments) -> Result<(), Failure> {
    let model = arguments.model()?;
    if context.format == Format::Json {
        context.output.text(&json::checked(&model))?;
        return Ok(());
    }
    context.warn(model.warnings());
    let products: Vec<&str> = model.products().collect();
    let shown = match products.as_slice() {
        [] => context.say(["none", "无"]).to_owned(),
        few if few.len() <= 5 => few.join(", "),
        many => format!("{}, … ({})", many[..5].join(", "), many.len()),
    };
    let (lines, loops) = (model.study().line_count(), model.loop_count());
    let name = model.study().name();
    context.output.text(&context.say([
        format!("{name}: no errors. {lines} lines, {loops} loops, products: {shown}\n"),
        format!("{name}：没有错误。{lines} 行，{loops} 个循环，产品：{shown}\n"),
    ]))?;
    context.next(&format!("pcf footprint {}", arguments.shown()));
    Ok(())
}
