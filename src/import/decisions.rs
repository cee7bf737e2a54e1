//! What a person decides where an export does not say: by flags, or by a map saved last time.

use indexmap::IndexMap;

use super::systems::Loss;
use crate::decimal::Decimal;
use crate::read::Encoding;

/// What becomes of by-products.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum ByProducts {
    /// They bear no burden and give no credit.
    #[default]
    None,
    /// By the shares of cost that the export states.
    CostShare,
    /// By mass.
    Mass,
}

impl ByProducts {
    pub(crate) fn parse(name: &str) -> Option<Self> {
        [Self::None, Self::CostShare, Self::Mass].into_iter().find(|b| b.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::CostShare => "cost-share",
            Self::Mass => "mass",
        }
    }
}

/// How many of an item one order makes: what a quantity fixed per order is shared out to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lot {
    Size(Decimal),
    /// Fixed quantities are left out.
    Ignored,
}

/// A table whose columns were decided before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MappedTable {
    /// Its headers, as written.
    pub(crate) headers: Vec<String>,
    /// What each is, by the names of concepts.
    pub(crate) columns: Vec<String>,
}

/// Everything that may be decided.
#[derive(Clone, Debug, Default)]
pub(crate) struct Decisions {
    pub(crate) profile: Option<String>,
    pub(crate) encoding: Option<Encoding>,
    /// The decimal sign.
    pub(crate) decimal: Option<u8>,
    pub(crate) loss: Option<Loss>,
    pub(crate) loss_in_percent: Option<bool>,
    /// A unit as the export writes it, and the unit that is meant.
    pub(crate) units: IndexMap<String, String>,
    pub(crate) blank_unit: Option<String>,
    /// A header, folded, and the name of what it holds.
    pub(crate) columns: IndexMap<String, String>,
    pub(crate) tables: Vec<MappedTable>,
    pub(crate) root: Option<String>,
    /// The base quantity of bills that state none.
    pub(crate) base: Option<Decimal>,
    pub(crate) lot: Option<Lot>,
    /// Whether quantities of an exploded list are totals for its head.
    pub(crate) totals: Option<bool>,
    /// The period of the study: a year, or the last day.
    pub(crate) period: Option<String>,
    /// One alternate of each group counts: the first.
    pub(crate) first_alternate: bool,
    pub(crate) by_products: Option<ByProducts>,
    /// Kinds of lines that count although they are left out as a rule.
    pub(crate) keep: Vec<String>,
    /// An item, and which of its several bills counts.
    pub(crate) bills: IndexMap<String, String>,
}

impl Decisions {
    /// The decisions of a map, with those of `flags` over them.
    pub(crate) fn under(mut self, flags: Self) -> Self {
        self.profile = flags.profile.or(self.profile);
        self.encoding = flags.encoding.or(self.encoding);
        self.decimal = flags.decimal.or(self.decimal);
        self.loss = flags.loss.or(self.loss);
        self.loss_in_percent = flags.loss_in_percent.or(self.loss_in_percent);
        self.units.extend(flags.units);
        self.blank_unit = flags.blank_unit.or(self.blank_unit);
        if !flags.columns.is_empty() {
            // What is said of a column now is said against the tables of the map.
            self.tables.clear();
        }
        self.columns.extend(flags.columns);
        self.root = flags.root.or(self.root);
        self.base = flags.base.or(self.base);
        self.lot = flags.lot.or(self.lot);
        self.totals = flags.totals.or(self.totals);
        self.period = flags.period.or(self.period);
        self.first_alternate |= flags.first_alternate;
        self.by_products = flags.by_products.or(self.by_products);
        self.keep.extend(flags.keep);
        self.keep.sort();
        self.keep.dedup();
        self.bills.extend(flags.bills);
        self
    }

    /// The last day of the period, as `2024-12-31`; `None` without a period.
    pub(crate) fn last_day(&self) -> Option<String> {
        let period = self.period.as_deref()?.trim();
        Some(if period.len() == 4 { format!("{period}-12-31") } else { period.to_owned() })
    }
}
