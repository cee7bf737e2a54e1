//! `pcf pack`: everything that a verifier needs in one file.

use std::path::PathBuf;

use clap::Args;

use super::{Context, Failure, Format, StudyArguments, WhatIf};
use crate::bundle::Bundle;
use crate::disclose::json;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    study: StudyArguments,
    #[command(flatten)]
    what_if: WhatIf,
    /// Only this item, product or not; may be given several times
    #[arg(long, value_name = "ID")]
    product: Vec<String>,
    /// The bundle to write, for example study.pcf.zip
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let output = context.output_file(arguments.out.as_deref(), "study.pcf.zip")?;
    let study = &arguments.study;
    let options = study.heard(context);
    let settings = study.settings_if(study.one_scenario()?, &arguments.what_if);
    let bundle = Bundle::pack(&study.study, &study.library, &options, &settings, &arguments.product)?;
    let bytes = bundle.to_bytes()?;
    output.write(|out| out.write_all(&bytes))?;
    let shown = output.shown();
    let (parts, digest, model) = (bundle.parts().count(), bundle.digest(), bundle.model_digest());
    if context.format == Format::Json {
        #[derive(serde::Serialize)]
        struct Document<'a> {
            schema: &'static str,
            file: &'a str,
            digest: &'a str,
            model: &'a str,
            parts: Vec<&'a str>,
        }
        let parts = bundle.parts().map(|(name, _)| name).collect();
        let document =
            json::text(&Document { schema: "product-footprint/pack/1", file: &shown, digest: &digest, model, parts });
        context.output.to_stdout(&document)?;
        return Ok(());
    }
    context.output.to_stdout(&context.say([
        format!("{shown}: {parts} parts\ndigest  {digest}\nmodel   {model}\n"),
        format!("{shown}：{parts} 个部分\n核验包摘要  {digest}\n模型摘要    {model}\n"),
    ]))?;
    context.next(&format!("pcf verify {shown}"));
    Ok(())
}
