//! What a study writes down beyond lines and legs: processes with several outputs, recycling rows, electricity
//! contracts and certificates, and what is cut off.

use super::{Date, NONE, NameId, Origin};
use crate::diagnostic::Place;
use crate::formula::Cell;
use crate::stage::Stage;
use crate::unit::Unit;

/// One output of a process.
#[derive(Clone, Debug)]
pub(crate) struct ProcessOutput {
    pub(crate) process: NameId,
    pub(crate) output: NameId,
    /// What one run makes of it.
    pub(crate) quantity: Cell,
    /// The output's declared unit if absent.
    pub(crate) unit: Option<Unit>,
    /// Stated by at least one row of the process.
    pub(crate) allocation: Option<Allocation>,
    /// Per stated unit.
    pub(crate) price: Option<Cell>,
    /// Per stated unit.
    pub(crate) energy: Option<Cell>,
    pub(crate) share: Option<Cell>,
    pub(crate) origin: Origin,
}

/// How a process with several outputs is allocated to what it makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allocation {
    /// By the mass of the outputs. 质量分配
    Mass,
    /// By quantity times price. 经济分配
    Economic,
    /// By quantity times energy content. 能量分配
    Energy,
    /// By quantity, in one unit. 数量分配
    Quantity,
    /// By stated shares, which add up to exactly 1. 份额
    Share,
}

impl Allocation {
    pub(crate) const NAMES: [&'static str; 5] = ["mass", "economic", "energy", "quantity", "share"];
    const NAMES_ZH: [&'static str; 5] = ["质量", "经济", "能量", "数量", "份额"];
    const ALL: [Self; 5] = [Self::Mass, Self::Economic, Self::Energy, Self::Quantity, Self::Share];

    pub(crate) fn parse(text: &str) -> Option<Self> {
        named(text, &Self::ALL, &Self::NAMES, &Self::NAMES_ZH)
    }

    /// English and Chinese.
    pub(crate) fn names(self) -> [&'static str; 2] {
        [Self::NAMES[self as usize], Self::NAMES_ZH[self as usize]]
    }
}

/// A row of recycling.csv: recycled content and end of life of one item.
#[derive(Clone, Debug)]
pub(crate) struct RecyclingRow {
    pub(crate) item: NameId,
    pub(crate) method: RecyclingMethod,
    /// In the order of [`RecyclingRow::REFERENCES`]; `NONE` where the cell is empty.
    pub(crate) references: [NameId; 8],
    /// In the order of [`RecyclingRow::NUMBERS`].
    pub(crate) numbers: [Option<Cell>; 10],
    pub(crate) origin: Origin,
}

impl RecyclingRow {
    pub(crate) const REFERENCES: [&'static str; 8] = [
        "virgin",
        "recycled",
        "recycling_eol",
        "virgin_substituted",
        "disposal",
        "energy_recovery",
        "heat_substituted",
        "electricity_substituted",
    ];
    pub(crate) const NUMBERS: [&'static str; 10] =
        ["A", "B", "R1", "R2", "R3", "Qs_in", "Qs_out", "LHV", "X_heat", "X_elec"];

    /// The reference of a column, if the cell holds one.
    pub(crate) fn reference(&self, column: &str) -> Option<NameId> {
        let at = Self::REFERENCES.iter().position(|c| *c == column)?;
        Some(self.references[at]).filter(|name| *name != NONE)
    }

    /// The number of a column, if the cell holds one.
    pub(crate) fn number(&self, column: &str) -> Option<&Cell> {
        self.numbers[Self::NUMBERS.iter().position(|c| *c == column)?].as_ref()
    }
}

/// Who bears the burdens and takes the credits of recycling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecyclingMethod {
    CutOff,
    Substitution,
    FiftyFifty,
    Cff,
}

impl RecyclingMethod {
    pub(crate) const NAMES: [&'static str; 4] = ["cut-off", "substitution", "fifty-fifty", "cff"];
    const NAMES_ZH: [&'static str; 4] = ["截断法", "替代法", "五五分摊", "循环足迹公式"];
    pub(crate) const ALL: [Self; 4] = [Self::CutOff, Self::Substitution, Self::FiftyFifty, Self::Cff];

    pub(crate) fn parse(text: &str) -> Option<Self> {
        named(text, &Self::ALL, &Self::NAMES, &Self::NAMES_ZH)
    }

    /// The name in files and JSON.
    pub(crate) fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// English and Chinese.
    pub(crate) fn names(self) -> [&'static str; 2] {
        [Self::NAMES[self as usize], Self::NAMES_ZH[self as usize]]
    }
}

/// A row of electricity.csv: what covers part of an item's consumption on the market-based side.
#[derive(Clone, Debug)]
pub(crate) struct Instrument {
    pub(crate) item: NameId,
    pub(crate) kind: InstrumentKind,
    pub(crate) factor: NameId,
    pub(crate) kwh: Cell,
    pub(crate) id: String,
    pub(crate) generated: [Option<Date>; 2],
    pub(crate) origin: Origin,
}

/// By what right a kilowatt-hour is claimed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InstrumentKind {
    Contract,
    Certificate,
    OnSite,
}

impl InstrumentKind {
    pub(crate) const NAMES: [&'static str; 3] = ["contract", "certificate", "on-site"];
    const NAMES_ZH: [&'static str; 3] = ["合同", "绿证", "自发自用"];
    const ALL: [Self; 3] = [Self::Contract, Self::Certificate, Self::OnSite];

    pub(crate) fn parse(text: &str) -> Option<Self> {
        named(text, &Self::ALL, &Self::NAMES, &Self::NAMES_ZH)
    }

    /// English and Chinese.
    pub(crate) fn names(self) -> [&'static str; 2] {
        [Self::NAMES[self as usize], Self::NAMES_ZH[self as usize]]
    }
}

/// Something that the study leaves out: a row of `[[exclude]]`.
#[derive(Clone, Debug)]
pub(crate) struct Exclusion {
    /// What is left out, in words or by id.
    pub(crate) what: String,
    pub(crate) reason: String,
    /// kg CO2e of the declared amount of the product.
    pub(crate) estimate: Cell,
    /// The product that it is left out of; every product if absent.
    pub(crate) product: Option<String>,
    /// The stage that it would count in; raw materials if absent.
    pub(crate) stage: Stage,
    pub(crate) place: Option<Place>,
}

/// The value whose English or Chinese name `text` is, whatever the case; blanks, hyphens and underscores are alike.
fn named<T: Copy>(text: &str, all: &[T], names: &[&str], names_zh: &[&str]) -> Option<T> {
    let wanted = text.trim().to_lowercase().replace([' ', '_'], "-");
    let at = names.iter().position(|n| *n == wanted).or_else(|| names_zh.iter().position(|n| *n == wanted))?;
    all.get(at).copied()
}
