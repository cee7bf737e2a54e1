//! What may not be said: claims that law or standards forbid, or that need a record which is not there.
//!
//! One function for every document that leaves the house: [`Disclosure::claims`]. It judges the words of the study and
//! of the command (`data/claims.csv`), and what follows from boundary, audience, standards (`data/standards.csv`) and the
//! contributions themselves. The rules are C501 to C509; `docs/claims.md` says what is refused and what is allowed.
//!
//! The words are found, not understood: a list cannot prove that a text is honest. It catches what is common.

mod spoken;
mod words;

use crate::decimal::Decimal;
use crate::diagnostic::{Diagnostic, Place, Report, claims as texts, texts::Text};
use crate::footprint::{Comparison, Footprint, Model};
use crate::stage::Boundary;
use crate::study::Study;

use super::{Disclosure, Record, Statement, Status};
use spoken::{Claim, Reading};
use words::Lexicon;

/// A text that a reader outside may see, and the key that it stands under.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) key: &'static str,
    pub(crate) text: String,
    pub(crate) place: Option<Place>,
}

/// What a document shows, beside its texts.
#[derive(Clone, Copy, Default)]
pub(crate) struct Shown<'a> {
    /// It is a label: in what it prints nothing stands around a word that would explain it, and no word of certification
    /// may be there.
    pub(crate) label: bool,
    /// The change since an earlier version, split into its causes, if the document prints it.
    pub(crate) change: Option<&'a Comparison>,
}

impl Disclosure {
    /// The claims that may not go out, of all statements and of `texts`, which the document prints besides; then what a
    /// reader should know of the verification (W272). A document is written only if no error is among them.
    pub(crate) fn claims(&self, texts: &[Written], shown: Shown<'_>) -> Vec<Diagnostic> {
        let mut report = Report::default();
        let lexicon = Lexicon::embedded();
        for statement in &self.statements {
            let mut own = Report::default();
            statement.claims(&lexicon, texts, shown, &mut own);
            report.extend_new(own);
        }
        let mut all = report.into_diagnostics();
        all.sort_by_key(Diagnostic::severity);
        all
    }
}

/// What a study says that would be refused in a document, as warnings (W270), and what its `[verification]` lacks (W271).
/// Nothing is calculated for it, so what depends on a result is not among them.
pub(crate) fn foreseen(model: &Model) -> Vec<Diagnostic> {
    let study = model.study();
    let mut report = Report::default();
    let lexicon = Lexicon::embedded();
    let disclosed = &study.disclosed;
    let mut written = of_study(study);
    for item in model.products().filter_map(|id| study.item_by_text(id)) {
        written.extend(of_item(study, item));
    }
    for (own, _) in disclosed.products.values() {
        written.extend(of_keys(own));
    }
    let record = Record::of(&disclosed.verification);
    let status = disclosed.verification.text("status").filter(|s| *s != "self-declared");
    let lacks = status.map(|_| record.lacks()).unwrap_or_default();
    let proven = |certified: bool| status.is_some() && lacks.is_empty() && (record.certified || !certified);
    let judge =
        Judge { lexicon: &lexicon, shown: Shown::default(), proven: [proven(false), proven(true)], plain: None };
    let mut found = Report::default();
    judge.texts(&written, &study.declared.company, &mut found);
    let audience = disclosed.general.text("audience");
    let place = || disclosed.general.place("audience").cloned();
    to_consumers(audience, disclosed.general.text("scheme"), study.declared.boundary, place, &mut found);
    for refused in found.into_diagnostics() {
        let arguments = [
            ("seen", refused.seen()),
            ("code", refused.code()),
            ("message", &refused.texts()[0]),
            ("message_zh", &refused.texts()[1]),
        ];
        report.add(&texts::FORESEEN, refused.place().cloned(), &arguments);
    }
    let mut lacks: Vec<&str> = lacks;
    if status.is_some() && record.digests.is_empty() {
        lacks.push("digest");
    }
    if let (Some(status), false) = (status, lacks.is_empty()) {
        let place = disclosed.verification.place("status").cloned();
        report.add(&texts::RECORD_WANTING, place, &[("seen", status), ("choices", &lacks.join(", "))]);
    }
    report.into_diagnostics()
}

/// The texts of the study as a whole.
pub(super) fn of_study(study: &Study) -> Vec<Written> {
    let key = |key| Some(Place::file("study.toml").column(key));
    let mut all = vec![Written { key: "study", text: study.declared.name.clone(), place: key("name") }];
    all.extend(of_keys(&study.disclosed.general));
    all.extend(of_keys(&study.disclosed.verification));
    for exclusion in &study.exclusions {
        for (key, text) in [("what", &exclusion.what), ("reason", &exclusion.reason)] {
            all.push(Written { key, text: text.clone(), place: exclusion.place.clone() });
        }
    }
    for product in &study.products {
        let place = key("functional_unit");
        all.push(Written { key: "functional_unit", text: product.functional_unit.clone(), place });
    }
    all
}

pub(super) fn of_keys(said: &crate::study::disclosure::Said) -> Vec<Written> {
    let written =
        |(key, text, place): (_, &str, Option<&Place>)| Written { key, text: text.to_owned(), place: place.cloned() };
    said.all_texts().map(written).collect()
}

/// The names of a product.
pub(super) fn of_item(study: &Study, item: u32) -> Vec<Written> {
    let Some(record) = study.items.get(item as usize) else { return Vec::new() };
    let zh = record.details.as_ref().map_or("", |details| &details.name_zh);
    let named = [("name", study.item_title(item)), ("name_zh", zh)];
    named.map(|(key, text)| Written { key, text: text.to_owned(), place: study.place(record.origin, key) }).to_vec()
}

impl Statement {
    fn claims(&self, lexicon: &Lexicon, further: &[Written], shown: Shown<'_>, report: &mut Report) {
        let proven = [self.status.is_verified(), matches!(self.status, Status::Certified(_))];
        let complete = self.status.record().is_some_and(|record| record.lacks().is_empty());
        let proven = proven.map(|status| status && complete);
        let judge = Judge { lexicon, shown, proven, plain: Some(plain(&self.footprint)) };
        let written: Vec<Written> = self.written.iter().chain(further).cloned().collect();
        judge.texts(&written, &self.company, report);
        let place = |key: &str| self.place(key).cloned();
        to_consumers(
            self.text("audience"),
            self.text("scheme"),
            self.footprint.boundary(),
            || place("audience"),
            report,
        );
        self.offsets(lexicon, report);
        self.standards(lexicon, &written, report);
        self.record(report);
    }

    /// Offsets and avoided emissions among what the total counts.
    fn offsets(&self, lexicon: &Lexicon, report: &mut Report) {
        let reading = Reading { lexicon, names: Vec::new(), label: true };
        let f = &self.footprint;
        let counted =
            f.contributions().iter().filter(|c| f.boundary().includes(c.stage()) && c.kg_co2e().is_negative());
        for contribution in counted {
            let factor = contribution.factor();
            let words = [factor.id(), &factor.name, &factor.name_zh, contribution.item()].join(". ");
            let said = reading.claims(&words).into_iter().any(|said| said.claim == Claim::Word("C508".to_owned()));
            if said {
                let kg = contribution.kg_co2e().round_significant(3).to_string();
                let arguments = [("seen", factor.id()), ("kg", &kg)];
                report.add(&texts::OFFSETS_COUNTED, factor.place().cloned(), &arguments);
            }
        }
    }

    /// Standards that are named while an item is empty that they demand.
    fn standards(&self, lexicon: &Lexicon, written: &[Written], report: &mut Report) {
        let reading = Reading { lexicon, names: Vec::new(), label: false };
        let mut named: Vec<(String, String)> = Vec::new();
        let mut missing: Vec<(String, [String; 2])> = Vec::new();
        for row in crate::data::table(crate::data::STANDARDS) {
            let standard = row.get("standard");
            if !named.iter().any(|(name, _)| name == standard) {
                named.push((standard.to_owned(), row.get("spelling").to_owned()));
            }
            let applies = row.get("when").is_empty() || row.get("when") == self.footprint.boundary().name();
            if applies && !self.holds(row.get("key")) {
                let item = |words: &str| format!("{words} ({})", key_of(row.get("key")));
                missing.push((standard.to_owned(), [item(row.get("en")), item(row.get("zh"))]));
            }
        }
        for (standard, spelling) in named {
            let saying = written.iter().filter(|w| role(w.key) != Role::Silent || w.key == "standards");
            let Some(saying) = saying.into_iter().find(|w| reading.names_standard(&w.text, &spelling)) else {
                continue;
            };
            let items: Vec<&[String; 2]> =
                missing.iter().filter(|(of, _)| *of == standard).map(|(_, item)| item).collect();
            if !items.is_empty() {
                let list = |at: usize| items.iter().filter_map(|item| item.get(at)).cloned().collect::<Vec<_>>();
                let (en, zh) = (list(0).join(", "), list(1).join("、"));
                let arguments =
                    [("seen", saying.text.as_str()), ("standard", &standard), ("choices", &en), ("columns", &zh)];
                report.add(&texts::STANDARD_INCOMPLETE, saying.place.clone(), &arguments);
            }
        }
    }

    /// Whether the study says something of an item that a standard demands.
    fn holds(&self, key: &str) -> bool {
        let f = &self.footprint;
        match key {
            "producer" => self.producer(crate::Language::En).is_some(),
            "period" => self.period.is_some(),
            "region" => f.region.is_some(),
            "functional_unit" => !f.functional_unit.trim().is_empty(),
            key => self.text(key).is_some(),
        }
    }

    /// A record that does not carry its status, or speaks of another version.
    fn record(&self, report: &mut Report) {
        let Some(record) = self.status.record() else { return };
        let place = self.record_place.clone();
        let status = if record.certified { "certified" } else { "verified" };
        if let Status::Stale(_) = self.status {
            let named = record.digests.first().map_or("–", String::as_str);
            let arguments =
                [("seen", named), ("status", status), ("id", self.footprint.id()), ("digest", &self.digest)];
            report.add(&texts::RECORD_STALE, place, &arguments);
            return;
        }
        let lacks = record.lacks();
        if !lacks.is_empty() {
            report.add(&texts::RECORD_INCOMPLETE, place, &[("seen", status), ("choices", &lacks.join(", "))]);
        }
    }
}

/// Where an item is to be said.
fn key_of(key: &str) -> String {
    match key {
        "period" | "region" => format!("[study] {key}"),
        "functional_unit" => "[[product]] functional_unit".to_owned(),
        key => format!("[disclosure] {key}"),
    }
}

/// What a number says by itself, in two languages: `15.6 kg CO2e per piece, cradle-to-gate`.
fn plain(f: &Footprint) -> [String; 2] {
    let number = f.total().round_significant(3);
    let amount = if f.amount() == Decimal::ONE { String::new() } else { format!("{} ", f.amount()) };
    let words = |language| (f.unit().label(language), f.boundary().label(language));
    let ((unit, en), (unit_zh, zh)) = (words(crate::Language::En), words(crate::Language::Zh));
    [format!("{number} kg CO2e per {amount}{unit}, {en}"), format!("{number} kg CO2e/{amount}{unit_zh}，{zh}")]
}

/// Claims to consumers need a whole life, and in the European Union a scheme.
fn to_consumers(
    audience: Option<&str>,
    scheme: Option<&str>,
    boundary: Boundary,
    place: impl Fn() -> Option<Place>,
    report: &mut Report,
) {
    let Some(audience) = audience.filter(|a| a.starts_with("b2c")) else { return };
    if boundary == Boundary::CradleToGate {
        report.add(&texts::PART_TO_CONSUMERS, place(), &[("seen", audience)]);
    }
    if audience == "b2c-eu" && scheme.is_none_or(|s| s.trim().is_empty()) {
        report.add(&texts::NO_SCHEME, place(), &[("seen", audience)]);
    }
}

/// How a key is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Every word counts.
    Text,
    /// The name of a body: a company may be called Green Valley, but not carbon neutral.
    Name,
    /// Numbers, addresses, names of documents.
    Silent,
}

fn role(key: &str) -> Role {
    match key {
        "producer" | "producer_zh" | "issuer" | "installation" | "provider" | "accreditation" | "representative"
        | "contact" | "address" => Role::Name,
        "company_ids" | "domain" | "url" | "report_number" | "audience" | "scheme" | "standards" | "sector_rules"
        | "share" | "removals" | "ids" | "gtin" | "classifications" | "preceding" | "status" | "level" | "scope"
        | "standard" | "criteria" | "digest" | "certificate" | "mass_balance" | "free_attribution" | "outlook"
        | "cn_code" | "unlocode" | "target_market" => Role::Silent,
        _ => Role::Text,
    }
}

/// What texts are judged by.
struct Judge<'a> {
    lexicon: &'a Lexicon,
    shown: Shown<'a>,
    /// Whether a whole record of today's footprint says that it is verified, and certified.
    proven: [bool; 2],
    /// What could be said instead.
    plain: Option<[String; 2]>,
}

impl Judge<'_> {
    fn texts(&self, written: &[Written], company: &str, report: &mut Report) {
        let mut reading = Reading { lexicon: self.lexicon, names: Vec::new(), label: false };
        let names = written.iter().filter(|w| role(w.key) == Role::Name).map(|w| w.text.as_str());
        reading.names = names.chain([company]).filter(|name| reading.is_body(name)).collect();
        let nameless = Reading { lexicon: self.lexicon, names: Vec::new(), label: false };
        let on_label = Reading { names: reading.names.clone(), label: true, ..nameless };
        for text in written {
            let printed = self.shown.label && matches!(text.key, "text" | "name" | "name_zh" | "functional_unit");
            let by = match role(text.key) {
                Role::Silent => continue,
                Role::Name => &nameless,
                Role::Text if printed => &on_label,
                Role::Text => &reading,
            };
            let mut codes: Vec<&str> = Vec::new();
            for said in by.claims(&text.text) {
                let is_name = role(text.key) == Role::Name;
                let neutral = said.claim == Claim::Word("C501".to_owned());
                if is_name && (!neutral || reading.names.contains(&text.text.as_str())) {
                    continue;
                }
                let Some((rule, number)) = self.rule(&said.claim, printed) else { continue };
                if codes.contains(&rule.code) {
                    continue;
                }
                codes.push(rule.code);
                let [plain, plain_zh] = self.plain.clone().unwrap_or_else(|| {
                    ["N kg CO2e per unit, with the boundary".to_owned(), "每单位 N kg CO2e 及系统边界".to_owned()]
                });
                let arguments = [
                    ("seen", said.words.as_str()),
                    ("text", &text.text),
                    ("plain", &plain),
                    ("plain_zh", &plain_zh),
                    ("number", &number),
                ];
                report.add(rule, text.place.clone(), &arguments);
            }
        }
    }

    /// The rule that a claim breaks; `None` if it may be made.
    fn rule(&self, claim: &Claim, on_label: bool) -> Option<(&'static Text, String)> {
        let [verified, certified] = self.proven;
        let rule = match claim {
            Claim::Word(code) => match code.as_str() {
                "C501" => &texts::NEUTRAL,
                "C502" => &texts::GENERIC,
                "C503" if on_label => &texts::CERTIFIED_ON_LABEL,
                "C503" if certified => return None,
                "C503" => &texts::CERTIFIED,
                "C508" => &texts::OFFSETS_SAID,
                _ => &texts::BETTER,
            },
            Claim::Verified if verified => return None,
            Claim::Verified => &texts::VERIFIED,
            Claim::Better => &texts::BETTER,
            Claim::Earlier(said) => return self.earlier(said.as_deref()),
        };
        Some((rule, String::new()))
    }

    /// A reduction against one's own earlier version: its split must be shown, unit, boundary and rules must be equal, and
    /// the number must be that of the comparison.
    fn earlier(&self, said: Option<&str>) -> Option<(&'static Text, String)> {
        let Some(change) = self.shown.change else { return Some((&texts::EARLIER_UNSHOWN, String::new())) };
        let mut differs: Vec<String> =
            change.method_changes().map(|(kind, a, b)| format!("{kind} {a} / {b}")).collect();
        let [before, after] = [change.before(), change.after()];
        if before.unit() != after.unit() || before.amount() != after.amount() {
            differs.push(format!("{} {} / {} {}", before.amount(), before.unit(), after.amount(), after.unit()));
        }
        if !differs.is_empty() {
            return Some((&texts::EARLIER_METHOD, differs.join(", ")));
        }
        let hundred = Decimal::from(100_u32);
        let fall = before.total().checked_sub(after.total()).ok();
        let percent = fall.and_then(|fall| fall.checked_mul(hundred).ok()?.checked_div(before.total()).ok());
        let Some(percent) = percent.filter(|p| !p.is_negative() && !p.is_zero()) else {
            return Some((&texts::EARLIER_NUMBER, "0".to_owned()));
        };
        let said = said?;
        let places = said.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let places = u32::try_from(places).unwrap_or(0).min(10);
        let same = said.parse::<Decimal>().is_ok_and(|number| number == percent.round(places));
        (!same).then(|| (&texts::EARLIER_NUMBER, percent.round(2).to_string()))
    }
}
