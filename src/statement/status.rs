//! Self-declared, verified or certified: what `[verification]` says, and whether it speaks of today's footprint.

use crate::study::Date;
use crate::study::disclosure::Said;

/// Who has checked a footprint.
#[derive(Clone, Debug)]
pub(crate) enum Status {
    /// Nobody but the producer.
    SelfDeclared,
    /// A third party.
    Verified(Record),
    /// A third party, with a certificate.
    Certified(Record),
    /// A third party, but an earlier version of it: today's is not verified.
    Stale(Record),
}

/// The record of a verification. Fields that the study leaves out are empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    pub(crate) certified: bool,
    pub(crate) provider: Option<String>,
    pub(crate) accreditation: Option<String>,
    /// `limited` or `reasonable`.
    pub(crate) level: Option<String>,
    /// `model`, `program` or `product`.
    pub(crate) scope: Option<String>,
    pub(crate) standard: Option<String>,
    pub(crate) criteria: Option<String>,
    pub(crate) date: Option<Date>,
    pub(crate) valid_until: Option<Date>,
    /// The digests that it names.
    pub(crate) digests: Vec<String>,
    pub(crate) opinion: Option<String>,
    pub(crate) certificate: Option<String>,
    pub(crate) exclusions: Option<String>,
}

impl Record {
    /// The keys that are empty and without which nobody need believe the status.
    pub(crate) fn lacks(&self) -> Vec<&'static str> {
        let mut needed = vec![("provider", self.provider.is_some()), ("date", self.date.is_some())];
        if self.certified {
            needed.extend([("certificate", self.certificate.is_some()), ("valid_until", self.valid_until.is_some())]);
        } else {
            needed.push(("criteria", self.criteria.is_some() || self.standard.is_some()));
        }
        needed.into_iter().filter(|(_, there)| !there).map(|(key, _)| key).collect()
    }

    pub(super) fn of(said: &Said) -> Self {
        let text = |key: &str| said.text(key).map(str::to_owned);
        Self {
            certified: said.text("status") == Some("certified"),
            provider: text("provider"),
            accreditation: text("accreditation"),
            level: text("level"),
            scope: text("scope"),
            standard: text("standard"),
            criteria: text("criteria"),
            date: said.date("date"),
            valid_until: said.date("valid_until"),
            digests: said.texts("digest").to_vec(),
            opinion: text("opinion"),
            certificate: text("certificate"),
            exclusions: text("exclusions"),
        }
    }
}

impl Status {
    /// The status of a footprint with this digest. A record that names another digest, or none, speaks of something
    /// else.
    pub(super) fn of(said: &Said, digest: &str) -> Self {
        match said.text("status") {
            None | Some("self-declared") => Self::SelfDeclared,
            Some(_) => {
                let record = Record::of(said);
                match (record.digests.iter().any(|d| d == digest), record.certified) {
                    (false, _) => Self::Stale(record),
                    (true, false) => Self::Verified(record),
                    (true, true) => Self::Certified(record),
                }
            }
        }
    }

    /// The record, where there is one.
    pub(crate) fn record(&self) -> Option<&Record> {
        match self {
            Self::SelfDeclared => None,
            Self::Verified(record) | Self::Certified(record) | Self::Stale(record) => Some(record),
        }
    }

    /// Whether a third party has checked today's footprint.
    pub(crate) fn is_verified(&self) -> bool {
        matches!(self, Self::Verified(_) | Self::Certified(_))
    }
}
