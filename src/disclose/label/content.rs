//! What a label says, in words; how much of it has room is decided by the drawing.

use crate::decimal::Decimal;
use crate::diagnostic::{Diagnostic, Language, Report};
use crate::disclose::rounding::{self, Headline};
use crate::disclose::{qr, sentences};
use crate::error::Error;
use crate::footprint::Model;
use crate::stage::Stage;
use crate::statement::{Asked, At, Disclosure, Record, Statement, Status};
use crate::study::{ElectricityBasis, Period, RecyclingMethod};

/// Words that may not stand on a label, not even in the name of a verifier: they hint at the national mark.
const MARKS: [&str; 3] = ["认证", "認證", "碳足迹标识"];

/// All that a label may show.
pub(super) struct Content {
    pub(super) language: Language,
    pub(super) title: &'static str,
    pub(super) product: String,
    pub(super) headline: Headline,
    /// `kg CO₂e / piece`
    pub(super) unit: String,
    pub(super) interval: Option<String>,
    /// The boundary in words, with what it leaves out.
    pub(super) boundary: String,
    pub(super) functional_unit: Option<String>,
    /// Stages that count, with their part of the total in words.
    pub(super) stages: Vec<Slice>,
    /// What else must be said, most important first.
    pub(super) facts: Vec<String>,
    /// Words of the one who prints the label.
    pub(super) words: Option<String>,
    pub(super) status: Standing,
    /// The status in few words, where few can say it.
    pub(super) status_short: Option<&'static str>,
    pub(super) qr: String,
    pub(super) digest: String,
    pub(super) digest_short: String,
}

/// The status in words: who verified may be cut where there is little room, what is said before and after may not.
pub(super) struct Standing {
    before: String,
    verifier: String,
    after: String,
}

/// A verifier's name of fewer characters says nothing.
const LEAST_OF_A_NAME: usize = 2;

impl Standing {
    fn plain(words: &str) -> Self {
        Self { before: words.to_owned(), verifier: String::new(), after: String::new() }
    }

    /// In full.
    pub(super) fn whole(&self) -> String {
        [self.before.as_str(), &self.verifier, &self.after].concat()
    }

    /// In full if that `fits`, else with as much of the verifier's name as does; the date always stands.
    pub(super) fn that(&self, fits: impl Fn(&str) -> bool) -> Option<String> {
        let whole = self.whole();
        if fits(&whole) {
            return Some(whole);
        }
        let name: Vec<char> = self.verifier.chars().collect();
        (LEAST_OF_A_NAME..name.len()).rev().find_map(|most| {
            let cut: String = name.iter().take(most).collect();
            let words = format!("{}{}…{}", self.before, cut.trim_end(), self.after);
            fits(&words).then_some(words)
        })
    }
}

/// A stage of the bar.
pub(super) struct Slice {
    pub(super) stage: Stage,
    pub(super) kg: Decimal,
    pub(super) caption: String,
}

impl Content {
    /// What the label of the one statement says.
    ///
    /// # Errors
    ///
    /// E123 with a list, where the study does not say what a label must show; as [`Model::uncertainty`].
    pub(super) fn of(
        disclosure: &Disclosure,
        statement: &Statement,
        words: Option<&str>,
        language: Language,
    ) -> Result<Self, Error> {
        let f = &statement.footprint;
        let standards = statement.texts("standards");
        let period = needed(statement, standards)?;
        let interval = disclosure.model.uncertainty(f.id())?.interval();
        let headline = Headline::of(f.total(), interval);
        let separator = language.pick([" ", " "]);
        let unit = format!("{}{separator}/{separator}{}", headline.unit.co2e(), sentences::per(f, language));
        let shown_interval = headline.interval.as_ref().map(|[low, high]| {
            let range = if low.starts_with('-') { format!("{low} … {high}") } else { format!("{low}–{high}") };
            language.pick([format!("95 % interval {range}"), format!("95 % 区间 {range}")])
        });
        let out = sentences::stages_left_out(f.boundary(), language);
        let boundary = match (out.is_empty(), language) {
            (true, _) => capital(f.boundary().label(language)),
            (_, Language::En) => format!("{} (excl. {out})", capital(f.boundary().label(language))),
            (_, Language::Zh) => format!("{}（不含{out}）", f.boundary().label(language)),
        };
        let boundary = boundary.replace("end-of-life", "end of life");
        let facts = facts(&disclosure.model, statement, standards, period, language);
        let digest = statement.digest.clone();
        let hex = digest.rsplit(':').next().unwrap_or_default();
        let digest_short = match (hex.get(..4), hex.len().checked_sub(4).and_then(|from| hex.get(from..))) {
            (Some(head), Some(tail)) => format!("{head}…{tail}"),
            _ => hex.to_owned(),
        };
        Ok(Self {
            language,
            title: language.pick(["Product carbon footprint", "产品碳足迹"]),
            product: named(statement, language),
            unit,
            interval: shown_interval,
            boundary,
            functional_unit: Some(f.functional_unit.trim())
                .filter(|unit| !unit.is_empty())
                .map(|unit| language.pick([format!("Functional unit: {unit}"), format!("功能单位：{unit}")])),
            stages: slices(statement, &headline, language),
            facts,
            words: words.map(str::to_owned),
            status: status(&statement.status, language),
            status_short: match &statement.status {
                Status::SelfDeclared => Some(language.pick(["Not third-party verified", "未经第三方核验"])),
                Status::Stale(_) => Some(language.pick(["This version is not verified", "本版未核验"])),
                Status::Verified(_) | Status::Certified(_) => None,
            },
            qr: qr::content(statement.text("url"), &digest),
            digest,
            digest_short,
            headline,
        })
    }

    /// The number with its unit, boundary and status: what nobody may take apart.
    pub(super) fn sentence(&self) -> String {
        let Self { title, product, headline, unit, boundary, status, .. } = self;
        let colon = self.language.pick([": ", "："]);
        let comma = self.language.pick(["; ", "；"]);
        format!("{title}{colon}{product}, {} {unit}{comma}{boundary}{comma}{}", headline.value, status.whole())
    }

    /// All else that the label says, in full.
    pub(super) fn details(&self) -> String {
        let stages = self.stages.iter().map(|slice| slice.caption.clone()).collect::<Vec<_>>().join(", ");
        let parts = self.interval.iter().chain([&stages]).chain(&self.functional_unit).chain(&self.facts);
        let parts: Vec<&str> = parts.chain(&self.words).map(String::as_str).chain([self.digest.as_str()]).collect();
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(self.language.pick(["; ", "；"]))
    }

    /// One line of text for other programs.
    pub(super) fn line(&self) -> String {
        let mut parts = vec![format!("{}: {} {}", self.product, self.headline.value, self.unit), self.boundary.clone()];
        parts.extend(self.interval.clone());
        parts.extend(self.functional_unit.clone());
        parts.extend(self.facts.iter().cloned());
        parts.extend(self.words.clone());
        parts.push(self.status.whole());
        parts.push(self.qr.clone());
        let one_line = parts.join(" · ");
        one_line.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The period, if the study says all that a label must show.
fn needed(statement: &Statement, standards: &[String]) -> Result<Period, Error> {
    let mut asked = Asked::new(["a label", "标签"]);
    if statement.period.is_none() {
        asked.missing("period", At::Study);
    }
    if standards.is_empty() {
        asked.missing("standards", At::Disclosure);
    }
    statement.period.filter(|_| !standards.is_empty()).ok_or_else(|| Error::input(asked.into_report()))
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// The product's name, and its id where the name does not hold it.
fn named(statement: &Statement, language: Language) -> String {
    let f = &statement.footprint;
    let name = sentences::product(f, language);
    if name.contains(f.id()) { name.to_owned() } else { format!("{name} ({})", f.id()) }
}

fn slices(statement: &Statement, headline: &Headline, language: Language) -> Vec<Slice> {
    let f = &statement.footprint;
    let counted: Vec<Stage> =
        Stage::ALL.into_iter().filter(|stage| f.boundary().includes(*stage) && !f.stage(*stage).is_zero()).collect();
    let parts: Vec<Decimal> = counted.iter().map(|stage| f.stage(*stage)).collect();
    // Percentages of a whole that some parts take away from say little: then the parts are given in its unit.
    let mixed = f.total().is_zero() || parts.iter().any(|part| part.is_negative());
    let shown: Vec<String> = if mixed {
        parts.iter().map(|part| headline.other_with_unit(*part)).collect()
    } else {
        rounding::percentages(&parts, f.total()).into_iter().map(|percent| format!("{percent} %")).collect()
    };
    let slice = |((stage, kg), shown): ((Stage, Decimal), String)| {
        let shown = shown.strip_prefix('-').map_or_else(|| shown.clone(), |rest| format!("−{rest}"));
        let caption = format!("{} {shown}", capital(&stage.label(language).replace('-', " ")));
        Slice { stage, kg, caption }
    };
    counted.into_iter().zip(parts).zip(shown).map(slice).collect()
}

fn facts(
    model: &Model,
    statement: &Statement,
    standards: &[String],
    period: Period,
    language: Language,
) -> Vec<String> {
    let f = &statement.footprint;
    let say = |words: [String; 2]| language.pick(words);
    let mut facts = Vec::new();
    let data = whole_year(period).unwrap_or_else(|| sentences::period(period));
    facts.push(say([format!("Data of {data}"), format!("数据期 {data}")]));
    if let Some(valid) = statement.valid {
        facts.push(say([format!("Valid to {}", valid.to), format!("有效至 {}", valid.to)]));
    }
    facts.push(standards.join(language.pick([", ", "、"])));
    facts.push(format!("{} GWP100", f.gwp.name()));
    if let Some(scheme) = statement.text("scheme") {
        facts.push(say([format!("Scheme: {scheme}"), format!("方案：{scheme}")]));
    }
    let share = rounding::percent(f.quality().primary_share());
    facts.push(say([format!("Primary data {share}"), format!("初级数据占比 {share}")]));
    facts.push(
        language
            .pick(match model.study().declared.electricity {
                ElectricityBasis::Location => {
                    ["Electricity: grid average (location-based)", "电力：电网平均（基于位置）"]
                }
                ElectricityBasis::Market => {
                    ["Electricity: as contracted (market-based)", "电力：按合同与绿证（基于市场）"]
                }
            })
            .to_owned(),
    );
    let mut methods: Vec<&str> = Vec::new();
    for rule in f.rules().iter().filter(|rule| rule.kind() == "recycling") {
        let name = RecyclingMethod::parse(rule.method()).map_or("", |method| language.pick(method.names()));
        if !name.is_empty() && !methods.contains(&name) {
            methods.push(name);
        }
    }
    if !methods.is_empty() {
        let methods = methods.join(language.pick([", ", "、"]));
        facts.push(say([format!("Recycling: {methods}"), format!("再生：{methods}")]));
    }
    facts
}

/// The year, if a period is one.
fn whole_year(period: Period) -> Option<String> {
    (period == Period::year(period.from.year)).then(|| period.from.year.to_string())
}

/// Who has checked the footprint, without any word that hints at a mark.
fn status(status: &Status, language: Language) -> Standing {
    let by = |record: &Record, certificate: Option<&str>| {
        let provider = record.provider.as_deref().filter(|name| !MARKS.iter().any(|mark| name.contains(mark)));
        let provider =
            provider.unwrap_or(language.pick(["a third party named in the report", "报告所列第三方"])).to_owned();
        let date = record.date.map(|date| date.to_string()).unwrap_or_default();
        let level = record.level.as_deref().map(|level| sentences::assurance(level, language));
        let level = level.map(|level| language.pick([format!(", {level} assurance"), format!("（{level}保证）")]));
        let level = level.unwrap_or_default();
        let number = certificate.map(|number| language.pick([", certificate ", "，证书 "]).to_owned() + number);
        let number = number.unwrap_or_default();
        Standing {
            before: language.pick(["Verified by ", "经 "]).to_owned(),
            verifier: provider,
            after: language.pick([format!(", {date}{level}{number}"), format!(" 于 {date} 核验{level}{number}")]),
        }
    };
    match status {
        Status::SelfDeclared => Standing::plain(
            language.pick(["Self-calculated, not third-party verified", "企业自行核算，未经第三方核验"]),
        ),
        Status::Stale(_) => Standing::plain(language.pick([
            "Verification refers to an earlier version; this version is not verified",
            "核验针对旧版本；本版未核验",
        ])),
        Status::Verified(record) => by(record, None),
        Status::Certified(record) => by(record, Some(record.certificate.as_deref().unwrap_or_default())),
    }
}

/// What keeps a name or standard off a label: a word of certification in what is printed.
pub(super) fn marks(statement: &Statement, content: &Content) -> Vec<Diagnostic> {
    let mut report = Report::default();
    let printed = content.line();
    if let Some(mark) = MARKS.iter().find(|mark| printed.contains(*mark)) {
        let place = statement.written.iter().find(|w| w.text.contains(mark)).and_then(|w| w.place.clone());
        let text = statement.written.iter().find(|w| w.text.contains(mark)).map_or(printed.as_str(), |w| &w.text);
        report.add(&crate::diagnostic::claims::CERTIFIED_ON_LABEL, place, &[("seen", mark), ("text", text)]);
    }
    report.into_diagnostics()
}
