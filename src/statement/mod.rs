//! A footprint and what may be said about it outside the house: by whom, for when, how long, checked by whom.
//!
//! ```text
//! study + [disclosure] + [verification] → Statement → report, label, exchange files
//! ```
//!
//! Nothing here changes a number. What the study does not say is `None`, and the document that needs it asks for it by
//! its key.

mod asked;
mod claims;
mod consumer;
mod facts;
mod names;
mod sheet;
mod status;
mod subject;
mod today;

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Language, Place, Report, disclosure as texts};
use crate::error::Error;
use crate::factor::FactorLibrary;
use crate::footprint::{Footprint, Model};
use crate::read::{Heard, Inputs, ReadOptions};
use crate::resolve::Settings;
use crate::study::disclosure::Said;
use crate::study::{Date, Period};
pub(crate) use asked::{Asked, At};
pub(crate) use claims::{Shown, Written, foreseen};
pub(crate) use consumer::consumer;
pub(crate) use facts::{Facts, Share, emissions_of_one, of_one, once};
pub(crate) use names::{Naming, SectorRules, Whereabouts, rules_used, sector_rules, standards};
pub(crate) use sheet::{Change, Sheet, tenth_lower, thousandths};
pub(crate) use status::{Record, Status};
pub(crate) use today::on_day;

/// Longest time that a footprint holds after the end of its period, years (PACT, GB/T 24067 practice).
const YEARS_VALID: i32 = 3;

/// A model, and a statement for each product that is spoken of.
pub(crate) struct Disclosure {
    pub(crate) model: Model,
    pub(crate) statements: Vec<Statement>,
}

/// The footprint of one product and what may be said about it.
pub(crate) struct Statement {
    pub(crate) footprint: Footprint,
    /// `[disclosure.product."ID"]`.
    own: Said,
    /// `[disclosure]`.
    general: Said,
    company: String,
    /// The time that the activity data are of.
    pub(crate) period: Option<Period>,
    /// First and last day on which the footprint may be used.
    pub(crate) valid: Option<Period>,
    /// Checked by whom, if by anyone.
    pub(crate) status: Status,
    /// Where `[verification] status` stands.
    record_place: Option<Place>,
    /// `sha256:…` of the inputs, settings and results: what a verification names.
    pub(crate) digest: String,
    /// Every free text of the study that a reader outside may see.
    pub(crate) written: Vec<Written>,
}

impl Disclosure {
    /// Reads a study, calculates it, and says of each product what may be said. Without `products` all of the study's.
    ///
    /// # Errors
    ///
    /// As [`Study::open_with`](crate::Study::open_with) and [`Model::footprint`]; or a validity that ends before it
    /// begins or too late (E118), or a product of `[disclosure]` that the study does not have (E101).
    pub(crate) fn open(
        study: &Path,
        libraries: &[PathBuf],
        matches: Option<&Path>,
        options: &ReadOptions,
        settings: &Settings,
        products: &[String],
    ) -> Result<Self, Error> {
        let (inputs, heard) = Inputs::gather(study, libraries, options)?;
        let Heard { mut study, contents } = heard;
        let mut said = subject::inputs(&inputs, &contents);
        if let Some(file) = matches {
            said.extend(subject::file(file));
            study = study.with_matches(file, options);
        }
        let model = Model::with(study, FactorLibrary::embedded(), settings)?;
        let footprints = if products.is_empty() {
            model.footprints()?
        } else {
            products.iter().map(|id| model.footprint(id)).collect::<Result<_, _>>()?
        };
        let mut report = Report::default();
        unknown_products(&model, &mut report);
        let statements = footprints.into_iter().map(|f| Statement::of(&model, f, &said, &mut report)).collect();
        if report.has_errors() {
            return Err(Error::input(report));
        }
        Ok(Self { model, statements })
    }

    /// What a reader of the statements should know.
    pub(crate) fn warnings(&self) -> Vec<&Diagnostic> {
        crate::footprint::all_warnings(&self.model, self.statements.iter().map(|s| &s.footprint))
    }
}

/// Products of `[disclosure]` that the study does not have.
fn unknown_products(model: &Model, report: &mut Report) {
    let study = model.study();
    for (id, (_, place)) in &study.disclosed.products {
        if study.item_by_text(id).is_none() {
            let [near, near_zh] = crate::read::nearest::hint(id, study.items.iter().map(|i| study.name_of(i.id)));
            let arguments = [("seen", id.as_str()), ("near", &near), ("near_zh", &near_zh)];
            report.add(&crate::diagnostic::texts::PRODUCT_NOT_FOUND, place.clone(), &arguments);
        }
    }
}

impl Statement {
    fn of(model: &Model, footprint: Footprint, said: &[String], report: &mut Report) -> Self {
        let study = model.study();
        let disclosed = &study.disclosed;
        let own = disclosed.products.get(footprint.id()).map(|(own, _)| own.clone()).unwrap_or_default();
        let period = study.declared.period;
        let digest = subject::digest(model, &footprint, said);
        let status = Status::of(&disclosed.verification, &digest);
        let valid = validity(&disclosed.general, period, report);
        let company = study.declared.company.clone();
        let mut written = claims::of_study(study);
        written.extend(claims::of_keys(&own));
        written.extend(study.item_by_text(footprint.id()).map(|item| claims::of_item(study, item)).unwrap_or_default());
        let record_place = disclosed.verification.place("status").cloned();
        let general = disclosed.general.clone();
        Self { footprint, own, general, company, period, valid, status, record_place, digest, written }
    }

    /// What a key says: for this product, else for all.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.own.text(key).or_else(|| self.general.text(key))
    }

    /// All that a key says: for this product, else for all; empty where nothing was said.
    pub(crate) fn texts(&self, key: &str) -> &[String] {
        let own = self.own.texts(key);
        if own.is_empty() { self.general.texts(key) } else { own }
    }

    /// How much goes out: as asked for, else as `share` says, else a summary.
    pub(crate) fn share(&self, asked: Option<Share>) -> Share {
        asked.unwrap_or(if self.text("share") == Some("full") { Share::Full } else { Share::Summary })
    }

    /// The day that a key says.
    pub(crate) fn date(&self, key: &str) -> Option<Date> {
        self.general.date(key)
    }

    /// The number that a key says.
    pub(crate) fn number(&self, key: &str) -> Option<crate::decimal::Decimal> {
        self.general.number(key)
    }

    /// Where a key stands.
    pub(crate) fn place(&self, key: &str) -> Option<&Place> {
        self.own.place(key).or_else(|| self.general.place(key))
    }

    /// Who answers for the number: `producer`, else `[study] company`.
    pub(crate) fn producer(&self, language: Language) -> Option<&str> {
        let [plain, zh] = [self.text("producer"), self.text("producer_zh")];
        let stated = language.pick([plain.or(zh), zh.or(plain)]);
        stated.or(Some(self.company.as_str()).filter(|c| !c.is_empty()))
    }
}

/// From the day after the period, or as stated, to three years after the period's end, or as stated if sooner.
fn validity(said: &Said, period: Option<Period>, report: &mut Report) -> Option<Period> {
    let latest = period.map(|p| p.to.plus_years(YEARS_VALID));
    let from = said.date("valid_from").or_else(|| period.map(|p| p.to.next()));
    let to = said.date("valid_until").or(latest);
    let (from, to) = (from?, to?);
    let mut refuse = |key: &str, seen: Date, bound: Date, text| {
        let [seen, bound] = [seen, bound].map(|d| d.to_string());
        report.add(text, said.place(key).cloned(), &[("seen", &seen), ("bound", &bound)]);
    };
    if let Some(period) = period.filter(|p| from <= p.to) {
        refuse("valid_from", from, period.to, &texts::VALID_TOO_EARLY);
    } else if let Some(latest) = latest.filter(|latest| to > *latest) {
        refuse("valid_until", to, latest, &texts::VALID_TOO_LONG);
    } else if to < from {
        refuse("valid_until", to, from, &texts::VALID_BACKWARDS);
    }
    Some(Period { from, to })
}
