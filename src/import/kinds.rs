//! Which lines are part of the product: text, optional, not fitted, not valid and replaced lines are not.

use super::Table;
use super::columns::Concept;
use super::dates;
use super::layout::Cells;

/// Why a line is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Reason {
    Text,
    NotFitted,
    Optional,
    NotCosted,
    Bulk,
    NotValid,
    Alternate,
    FixedQuantity,
}

impl Reason {
    pub(crate) const KEPT_ON_REQUEST: [Self; 5] =
        [Self::NotFitted, Self::Optional, Self::NotCosted, Self::Bulk, Self::Alternate];

    /// The name in `--keep` and in JSON.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::NotFitted => "not-fitted",
            Self::Optional => "optional",
            Self::NotCosted => "not-costed",
            Self::Bulk => "bulk",
            Self::NotValid => "not-valid",
            Self::Alternate => "alternates",
            Self::FixedQuantity => "fixed-quantity",
        }
    }

    /// For people: English, Chinese.
    pub(crate) fn words(self) -> [&'static str; 2] {
        match self {
            Self::Text => ["text and documents", "文本和文档行"],
            Self::NotFitted => ["not fitted", "不贴装"],
            Self::Optional => ["optional", "可选"],
            Self::NotCosted => ["not relevant to costing", "与成本无关"],
            Self::Bulk => ["bulk material", "散装物料"],
            Self::NotValid => ["not valid at the end of the period", "周期末无效"],
            Self::Alternate => ["alternates of a line that counts", "已计入行的替代"],
            Self::FixedQuantity => ["quantities fixed per order", "每单固定用量"],
        }
    }
}

/// Whether a cell of a flag says yes.
pub(crate) fn yes(text: &str) -> bool {
    let folded = text.trim().to_lowercase();
    matches!(
        folded.as_str(),
        "x" | "true" | "yes" | "y" | "1" | "是" | "√" | "ja" | "j" | "oui" | "wahr" | "vrai" | "✓"
    )
}

fn no(text: &str) -> bool {
    let folded = text.trim().to_lowercase();
    matches!(folded.as_str(), "false" | "no" | "n" | "0" | "2" | "否" | "nein" | "non" | "falsch" | "faux")
}

/// Whether a line is a by-product rather than an input.
pub(crate) fn is_by_product(cells: &Cells) -> bool {
    let kind = cells.text(Concept::ChildKind);
    let named = ["返还", "副产", "联产", "产出"].iter().any(|word| kind.contains(word));
    named || yes(cells.text(Concept::ByProductFlag)) || cells.text(Concept::ByProductFlag).contains("产出品")
}

/// Whether a line replaces another one of its group.
pub(crate) fn is_substitute(cells: &Cells) -> bool {
    ["替代", "substitute", "ersatz", "代替"].iter().any(|w| cells.text(Concept::ChildKind).to_lowercase().contains(w))
}

/// Whether a quantity is one per order, however many it makes.
pub(crate) fn is_fixed(cells: &Cells) -> bool {
    let fixed = cells.text(Concept::Fixed);
    let basis = cells.text(Concept::LotBasis).to_lowercase();
    yes(fixed) || fixed.contains("固定") || matches!(basis.as_str(), "2" | "lot" | "per lot")
}

/// Why a line is no part of the product, if it is none; alternates are decided among each other.
pub(crate) fn left_out(cells: &Cells, table: &Table<'_>, last_day: Option<&str>) -> Option<Reason> {
    let category = cells.text(Concept::LineType).to_uppercase();
    if matches!(
        category.as_str(),
        "T" | "D" | "TEXT" | "TEXT ITEM" | "TEXTPOSITION" | "DOCUMENT" | "DOCUMENT ITEM" | "DOKUMENTPOSITION"
    ) {
        return Some(Reason::Text);
    }
    let named = [Concept::Child, Concept::ChildBom, Concept::ChildKey].iter().any(|c| cells.has(*c));
    if !named && !cells.has(Concept::Quantity) {
        return Some(Reason::Text);
    }
    let dnp = cells.text(Concept::Dnp);
    if !dnp.is_empty() && !no(dnp) {
        return Some(Reason::NotFitted);
    }
    if yes(cells.text(Concept::Optional)) {
        return Some(Reason::Optional);
    }
    let costed = cells.text(Concept::Costing);
    let marked = table.plan.written(Concept::Costing).to_uppercase();
    let blank_means_no = costed.is_empty() && marked.contains("SANKA");
    if (no(costed) || blank_means_no) && table.plan.has(Concept::Costing) {
        return Some(Reason::NotCosted);
    }
    if yes(cells.text(Concept::Bulk)) {
        return Some(Reason::Bulk);
    }
    let last_day = last_day?;
    let from = dates::day(cells.text(Concept::ValidFrom));
    let to = dates::day(cells.text(Concept::ValidTo)).filter(|d| !dates::open_end(d));
    let early = from.is_some_and(|from| from.as_str() > last_day);
    (early || to.is_some_and(|to| to.as_str() < last_day)).then_some(Reason::NotValid)
}
