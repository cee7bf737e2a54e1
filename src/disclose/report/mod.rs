//! The report on one product: one HTML file that needs nothing else, one A4 page when printed, an annex behind it.
//!
//! The elements stand in the order in which people look for them; each bears its number as `data-element`. No script, no
//! request, no clock: the same study gives the same bytes.

mod annex;
mod charts;
mod first;
pub(crate) mod gb24067;
mod hotspots;
mod html;
pub(crate) mod list;
mod second;
mod third;

use super::rounding::{Headline, fixed, places_for};
use super::{fields, sentences};
use crate::decimal::Decimal;
use crate::diagnostic::Language;
use crate::footprint::Footprint;
use crate::statement::{Share, Sheet, Status};
use html::{Html, both, other, paragraph, tag, text};

const STYLE: &str = include_str!("style.css");

/// What a browser may load for this file: nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// A document about one product, and how it is to be written.
pub(crate) struct Report<'a> {
    pub(crate) sheet: &'a Sheet<'a>,
    pub(crate) language: Language,
    /// The command that makes it again.
    pub(crate) command: String,
    headline: Headline,
    /// Decimals of every table in the unit of the headline.
    places: u32,
}

impl<'a> Report<'a> {
    pub(crate) fn new(sheet: &'a Sheet<'a>, language: Language, command: String) -> Self {
        let total = sheet.statement.footprint.total();
        let headline = Headline::of(total, sheet.uncertainty.interval());
        let places = places_for(std::iter::once(headline.unit.of_kg(total)));
        Self { sheet, language, command, headline, places }
    }

    fn footprint(&self) -> &'a Footprint {
        &self.sheet.statement.footprint
    }

    fn is_full(&self) -> bool {
        self.sheet.share == Share::Full
    }

    fn say<T>(&self, words: [T; 2]) -> T {
        self.language.pick(words)
    }

    fn both(&self, words: [&str; 2]) -> Html {
        both(words, self.language)
    }

    /// Words of ours in the reader's language alone: names of rows.
    fn words(&self, words: [&str; 2]) -> Html {
        text(self.say(words))
    }

    /// A text of the study, as it may go out.
    fn user(&self, content: &str) -> Html {
        text(&self.sheet.outward(content))
    }

    /// What a key says; nothing where it says nothing.
    fn stated(&self, key: &str) -> Html {
        self.sheet.statement.text(key).map(|content| self.user(content)).unwrap_or_default()
    }

    /// A number of kilograms in the document's unit, with the decimals of its tables.
    fn kg(&self, kg: Decimal) -> String {
        fixed(self.headline.unit.of_kg(kg), self.places)
    }

    fn kg_cell(&self, kg: Decimal) -> Html {
        text(&self.kg(kg))
    }

    /// The same with its unit.
    fn amount(&self, kg: Decimal) -> String {
        format!("{} {}", self.kg(kg), self.headline.unit.co2e())
    }

    fn unit_words(&self) -> [&'static str; 2] {
        [self.headline.unit.co2e(); 2]
    }

    /// Not assessed: not the same as 0.
    fn not_assessed(&self) -> Html {
        Html::ours(format!("<span class=\"na\">{}</span>", text(self.say(["n/a", "未涉及"]))))
    }

    /// What the study leaves open, by name.
    fn missing(&self, key: &str) -> Html {
        Html::ours(format!("<mark>{}</mark>", text(&sentences::missing(key, self.language))))
    }

    /// A section with its number and heading.
    fn section(&self, element: &str, words: [&str; 2], content: &Html) -> Html {
        if content.is_empty() {
            return Html::default();
        }
        let heading = self.both(words);
        Html::ours(format!("<section data-element=\"{element}\">\n<h2>{heading}</h2>\n{content}</section>\n"))
    }

    /// A few words on who has checked the number, for those who read nothing else.
    fn status_words(&self) -> [&'static str; 2] {
        match self.sheet.statement.status {
            Status::SelfDeclared => ["Self-calculated, not third-party verified", "企业自行核算，未经第三方核验"],
            Status::Verified(_) => ["Third-party verified", "已经第三方核验"],
            Status::Certified(_) => ["Third-party verified, with a certificate", "已经第三方核验并持有证书"],
            Status::Stale(_) => ["Verification refers to an earlier version", "核验针对旧版本，本版未核验"],
        }
    }

    /// The name of a key.
    fn field(&self, key: &'static str) -> [&'static str; 2] {
        [fields::name(key, Language::En), fields::name(key, Language::Zh)]
    }

    fn product_name(&self) -> String {
        sentences::product(self.footprint(), self.language).to_owned()
    }
}

/// A whole file: head, style, and what is in it.
fn document(language: Language, title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        tag(language),
        text(title)
    )
}

/// The one-page report.
pub(crate) fn page(report: &Report<'_>) -> String {
    let title = format!(
        "{} · {}",
        report.say(["Product carbon footprint", "产品碳足迹"]),
        report.sheet.outward(&report.product_name())
    );
    let two = |parts: [Html; 2]| Html::ours(format!("<div class=\"two\">\n{}{}</div>\n", parts[0], parts[1]));
    let body = format!(
        "{}<main>\n{}{}{}{}{}{}{}<div class=\"ends\">\n{}{}</div>\n</main>\n{}",
        charts::patterns(),
        first::head(report),
        first::top(report),
        hotspots::table(report),
        two([second::quality(report), second::cut_offs_and_allocation(report)]),
        second::change(report),
        two([second::electricity(report), second::levers(report)]),
        third::method(report),
        third::provenance(report),
        third::code(report),
        annex::annex(report),
    );
    document(report.language, &title, &body)
}

/// A sentence in the document's language.
fn sentence(content: &str) -> Html {
    paragraph(&text(content))
}

/// A block in the other language, for readers of it.
fn beside(report: &Report<'_>, content: &Html) -> Html {
    Html::ours(format!("<div lang=\"{}\">\n{content}</div>\n", tag(other(report.language))))
}
