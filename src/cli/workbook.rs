//! `pcf workbook`: a footprint worked out again in a spreadsheet, with live formulas.

use std::path::PathBuf;

use clap::Args;

use super::one_item::ItemArguments;
use super::{Context, Failure, Format};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    item: ItemArguments,
    /// The workbook to write
    #[arg(long, value_name = "FILE.xlsx")]
    out: Option<PathBuf>,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let output = context.output_file(arguments.out.as_deref(), "study.xlsx")?;
    let shown = output.shown();
    if !shown.to_lowercase().ends_with(".xlsx") {
        return Err(Failure::Usage([
            format!("{shown}: the name of a workbook ends with .xlsx"),
            format!("{shown}：工作簿的文件名应以 .xlsx 结尾"),
        ]));
    }
    let (model, product) = arguments.item.open(context)?;
    let bytes = model.workbook(&product, context.style.language)?;
    output.write(|out| out.write_all(&bytes))?;
    context.beside("workbook", &product, Some(&shown), model.warnings())?;
    if context.format == Format::Json {
        return Ok(());
    }
    context.output.to_stdout(&context.say([
        format!("{shown}: `{product}`, every line with live formulas\n"),
        format!("{shown}：“{product}”，每一行均为可复算的公式\n"),
    ]))?;
    context.next(&format!("pcf pack {} --out study.pcf.zip", arguments.item.study.shown()));
    Ok(())
}
