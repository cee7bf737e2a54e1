//! What a factor says beside its figure, in memory of its own: most rows of a study that brings a million say nothing.

use std::ops::{Deref, DerefMut};

use super::Pedigree;
use crate::formula::Cell;

/// What few factors of a study state: the words, and how good the figure is.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Details {
    pub(crate) name: String,
    pub(crate) name_zh: String,
    pub(crate) category: String,
    pub(crate) source: String,
    pub(crate) publisher: String,
    pub(crate) year: String,
    pub(crate) licence: String,
    pub(crate) page: String,
    pub(crate) confidence: String,
    pub(crate) note: String,
    pub(crate) primary_share: Option<Cell>,
    /// Technology, time, geography: 1 best to 5.
    pub(crate) quality: [Option<Cell>; 3],
    /// It is rated on this other scale, which is not ours and does not convert.
    pub(crate) other_scale: Option<&'static str>,
    pub(crate) pedigree: Option<Pedigree>,
}

static NOTHING: Details = Details {
    name: String::new(),
    name_zh: String::new(),
    category: String::new(),
    source: String::new(),
    publisher: String::new(),
    year: String::new(),
    licence: String::new(),
    page: String::new(),
    confidence: String::new(),
    note: String::new(),
    primary_share: None,
    quality: [None, None, None],
    other_scale: None,
    pedigree: None,
};

impl Details {
    /// Whether nothing is stated.
    pub(crate) fn is_nothing(&self) -> bool {
        let Self { name, name_zh, category, source, publisher, year, licence, page, confidence, note, .. } = self;
        let words = [name, name_zh, category, source, publisher, year, licence, page, confidence, note];
        let rated = self.primary_share.is_some() || self.quality.iter().any(Option::is_some);
        !rated && self.other_scale.is_none() && self.pedigree.is_none() && words.iter().all(|word| word.is_empty())
    }
}

/// [`Details`] that take no room where nothing is stated.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rare(Option<Box<Details>>);

impl From<Details> for Rare {
    fn from(details: Details) -> Self {
        Self((!details.is_nothing()).then(|| Box::new(details)))
    }
}

impl PartialEq for Rare {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Deref for Rare {
    type Target = Details;

    fn deref(&self) -> &Details {
        self.0.as_deref().unwrap_or(&NOTHING)
    }
}

impl DerefMut for Rare {
    fn deref_mut(&mut self) -> &mut Details {
        self.0.get_or_insert_default()
    }
}
