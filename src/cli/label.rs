//! `pcf label`: a data panel for one product, as SVG or one line of text.

use clap::Args;

use super::one_item::one_product;
use super::{Context, Failure, StudyArguments};
use crate::diagnostic::Place;
use crate::disclose::label::{Size, Unfit, label};
use crate::statement::{Shown, Written};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    study: StudyArguments,
    /// The product [default: the study's only product]
    #[arg(long, value_name = "ID")]
    product: Option<String>,
    /// Millimetres, or `line` for one line of text: 90x60, 60x40, 40x25, line
    #[arg(long, value_name = "SIZE", default_value = "90x60", value_parser = size)]
    size: Size,
    /// Words of your own, for 90x60 and line; they pass the rules for claims or nothing is written
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
}

fn size(text: &str) -> Result<Size, String> {
    let wanted = text.trim().to_lowercase().replace('×', "x");
    let names = Size::ALL.map(Size::name).join(", ");
    Size::ALL.into_iter().find(|size| size.name() == wanted).ok_or_else(|| format!("one of {names}"))
}

pub(super) fn run(context: &Context, arguments: &Arguments) -> Result<(), Failure> {
    let words = arguments.text.as_deref().map(str::trim).filter(|words| !words.is_empty());
    if words.is_some() && !arguments.size.has_room_for_words() {
        let size = arguments.size.name();
        return Err(Failure::Usage([
            format!("a label of {size} has no room for --text; 90x60 and line have"),
            format!("{size} 的标签放不下 --text；请用 90x60 或 line"),
        ]));
    }
    if !arguments.study.scenario.is_empty() {
        return Err(Failure::Usage([
            "a label is of the product as it is: leave --scenario out".to_owned(),
            "标签针对现有产品：请去掉 --scenario".to_owned(),
        ]));
    }
    let disclosure = arguments.study.disclosure(context, arguments.product.as_slice())?;
    let [statement] = disclosure.statements.as_slice() else {
        one_product(&disclosure.model, None)?;
        return Err(Failure::Usage(["the study has no product".to_owned(), "研究没有产品".to_owned()]));
    };
    let language = context.style.language;
    let drawn = label(&disclosure, statement, arguments.size, words, language)?;
    let place = Place::file("--text");
    let written = words.map(|words| Written { key: "text", text: words.to_owned(), place: Some(place) });
    let mut found = disclosure.claims(written.as_slice(), Shown { label: true, change: None });
    let known = |d: &crate::Diagnostic| found.iter().any(|f| f.code() == d.code() && f.place() == d.place());
    let marks: Vec<_> = drawn.refused.into_iter().filter(|d| !known(d)).collect();
    found.extend(marks);
    let mut found = Context::cleared(found)?;
    let text = drawn.text.map_err(|unfit| {
        let words = match unfit {
            Unfit::Address => [
                "the address in [disclosure] url is too long for a code: at most about 210 letters",
                "[disclosure] url 的网址过长，二维码放不下：约 210 个字符以内",
            ],
            Unfit::Status => [
                "the record of the verification is too long for a label of this size: take a larger one, or --size line",
                "核验记录太长，这一尺寸的标签放不下：请用更大的尺寸或 --size line",
            ],
            Unfit::Words => ["so much stands on this label that --text has no room", "本标签内容已满，放不下 --text"],
        };
        Failure::Usage(words.map(str::to_owned))
    })?;
    found.extend(disclosure.warnings().into_iter().cloned());
    context.output.text(&text)?;
    context.beside("label", statement.footprint.id(), context.named_file().as_deref(), &found)?;
    context.next(&format!("pcf report {}", arguments.study.shown()));
    Ok(())
}
