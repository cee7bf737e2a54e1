//! `pcf export`: footprints in the formats that customers ask for.

use clap::{Args, ValueEnum};

use super::{Context, Failure, Format, Shared, StudyArguments};
use crate::disclose::export::{self, Wrapping};
use crate::disclose::{json, terminal};
use crate::statement::{Disclosure, Share, Shown};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum To {
    /// PACT 3, JSON
    Pact,
    /// Catena-X 9.0.0, JSON
    CatenaX,
    /// The CSV of the Catena-X calculation tools (CX-0136)
    CatenaXCsv,
    /// Specific embedded emissions of goods, CSV
    Cbam,
    /// The carbon footprint attributes of GDSN, CSV
    Gs1,
    /// PACT's names, one product a row, CSV
    Csv,
}

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    study: StudyArguments,
    /// The format
    #[arg(long, value_enum)]
    to: To,
    /// Only this item, product or not; may be given several times
    #[arg(long, value_name = "ID")]
    product: Vec<String>,
    /// How much goes out [default: as the study says, else summary]
    #[arg(long, value_enum)]
    share: Option<Shared>,
    /// JSON as a host answers: {"data": [...]}
    #[arg(long)]
    data: bool,
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let study = &arguments.study;
    let format = match arguments.to {
        To::Pact => export::Format::Pact,
        To::CatenaX => export::Format::CatenaX,
        To::CatenaXCsv => export::Format::CatenaXCsv,
        To::Cbam => export::Format::Cbam,
        To::Gs1 => export::Format::Gs1,
        To::Csv => export::Format::Csv,
    };
    if arguments.data && !matches!(arguments.to, To::Pact | To::CatenaX) {
        return Err(Failure::Usage([
            "--data wraps JSON; this format is a table".to_owned(),
            "--data 用于 JSON；该格式是表格".to_owned(),
        ]));
    }
    let mut settings = study.settings(study.one_scenario()?);
    if let Some(boundary) = format.boundary() {
        if study.boundary.is_some_and(|asked| asked != boundary) {
            return Err(Failure::Usage([
                format!("{} is {}; leave --boundary out", format.names()[0], boundary.name()),
                format!("{} 的边界是{}；请去掉 --boundary", format.names()[1], boundary.label(crate::Language::Zh)),
            ]));
        }
        settings = settings.boundary(boundary);
    }
    let options = study.heard(context);
    let matches = study.matches.as_deref();
    let disclosure = Disclosure::open(&study.study, &study.library, matches, &options, &settings, &arguments.product)?;
    // An older verification is a remark of the format (W272).
    Context::cleared(disclosure.claims(&[], Shown::default()))?;
    let share = arguments.share.map(Share::from);
    let wrapping = if arguments.data { Wrapping::Data } else { Wrapping::Plain };
    let exported = export::export(&disclosure, format, share, wrapping)?;
    context.output.write(|out| exported.write(out))?;
    let mut warnings: Vec<_> = disclosure.warnings().into_iter().cloned().collect();
    warnings.extend(exported.remarks.diagnostics().iter().cloned());
    // Standard output may be the document itself, in whatever format: only beside a file can they be part of what is said.
    if context.format != Format::Json || !context.output.is_file() {
        super::output::to_stderr(&terminal::findings(&warnings, context.style.language));
    }
    if context.output.is_file() {
        said(context, &study.shown(), format.names(), disclosure.statements.len(), &warnings)?;
    }
    Ok(())
}

/// What was written, where the document itself is not on standard output.
fn said(
    context: &Context,
    study: &str,
    [name, name_zh]: [&'static str; 2],
    count: usize,
    warnings: &[crate::Diagnostic],
) -> Result<(), Failure> {
    let file = context.output.shown();
    if context.format == Format::Json {
        #[derive(serde::Serialize)]
        struct Document<'a> {
            schema: &'static str,
            file: &'a str,
            format: &'a str,
            products: usize,
            warnings: Vec<json::Finding<'a>>,
        }
        let warnings = json::findings(warnings, crate::Severity::Warning);
        let document =
            Document { schema: "product-footprint/export/1", file: &file, format: name, products: count, warnings };
        context.output.to_stdout(&json::text(&document))?;
        return Ok(());
    }
    context.output.to_stdout(
        &context.say([format!("{file}: {name}, products: {count}\n"), format!("{file}：{name_zh}，产品 {count} 个\n")]),
    )?;
    context.next(&format!("pcf pack {study} --out study.pcf.zip"));
    Ok(())
}
