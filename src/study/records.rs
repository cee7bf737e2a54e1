//! The records of a study as they are kept: ids instead of texts, and a few words each, so that ten million lines fit.

use super::{NONE, NameId};
use crate::decimal::Decimal;
use crate::factor::Pedigree;
use crate::formula::{Cell, Formula};
use crate::stage::Stage;
use crate::unit::Unit;

/// Where a record stood: index of the file in the study, and its row. Packed: there is one in every line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[repr(C, packed(2))]
pub(crate) struct Origin {
    pub(crate) row: u32,
    pub(crate) file: u16,
}

/// A factor that a person confirmed for what has none.
#[derive(Clone, Debug)]
pub(crate) struct Match {
    /// The factor reference.
    pub(crate) factor: String,
    pub(crate) origin: Origin,
}

/// The quantity of a line: a number, or a formula of the study.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Amount<'a> {
    Number(Decimal),
    Formula(&'a Formula),
}

/// An [`Amount`] as lines keep it: the number's digits and places, or where in [`Amounts`] it stands.
#[derive(Clone, Copy, Debug)]
#[repr(C, packed(2))]
pub(crate) struct Stated {
    digits: i64,
    kind: u8,
}

/// Marks digits that are an index into the formulas; any smaller kind is a number of places.
const FORMULA: u8 = 0xFF;
/// Marks digits that are an index into the long numbers.
const LONG: u8 = 0xFE;

/// The quantities that do not fit a line: formulas, and numbers of many digits.
#[derive(Clone, Debug, Default)]
pub(crate) struct Amounts {
    formulas: Vec<Formula>,
    long: Vec<Decimal>,
}

impl Amounts {
    /// What a line keeps of a quantity.
    pub(crate) fn keep(&mut self, cell: Cell) -> Stated {
        let number = match cell {
            Cell::Number(number) => number,
            Cell::Formula(formula) => {
                self.formulas.push(*formula);
                return Stated::last_of(self.formulas.len(), FORMULA);
            }
        };
        if let Some((digits, places)) = number.short() {
            return Stated { digits, kind: places };
        }
        self.long.push(number);
        Stated::last_of(self.long.len(), LONG)
    }

    pub(crate) fn get(&self, stated: Stated) -> Amount<'_> {
        let at = usize::try_from(stated.digits).unwrap_or(usize::MAX);
        let number = match stated.kind {
            FORMULA => match self.formulas.get(at) {
                Some(formula) => return Amount::Formula(formula),
                None => Decimal::ZERO,
            },
            LONG => self.long.get(at).copied().unwrap_or(Decimal::ZERO),
            places => Decimal::of_short(stated.digits, places),
        };
        Amount::Number(number)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.formulas.is_empty() && self.long.is_empty()
    }

    /// Adds those of another part; says how far its indices move.
    pub(crate) fn append(&mut self, other: Self) -> Moved {
        let length = |len: usize| i64::try_from(len).unwrap_or(i64::MAX);
        let moved = Moved { formulas: length(self.formulas.len()), long: length(self.long.len()) };
        self.formulas.extend(other.formulas);
        self.long.extend(other.long);
        moved
    }
}

/// How far the indices of a part move when it is put behind others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moved {
    formulas: i64,
    long: i64,
}

impl Stated {
    fn last_of(len: usize, kind: u8) -> Self {
        Self { digits: i64::try_from(len.saturating_sub(1)).unwrap_or(i64::MAX), kind }
    }

    pub(crate) fn moved(self, by: Moved) -> Self {
        let by = match self.kind {
            FORMULA => by.formulas,
            LONG => by.long,
            _ => 0,
        };
        Self { digits: self.digits.saturating_add(by), kind: self.kind }
    }
}

/// A line of the bill of materials, in 32 bytes. Small on purpose: what few lines state is in [`Terms`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineRecord {
    pub(crate) parent: NameId,
    pub(crate) child: NameId,
    /// Index into the study's terms.
    pub(crate) terms: u32,
    pub(crate) quantity: Stated,
    /// The child's declared unit if absent.
    pub(crate) unit: Option<Unit>,
    pub(crate) stage: Option<Stage>,
    pub(crate) origin: Origin,
}

const _: () = assert!(size_of::<LineRecord>() == 32);

/// What a line may state beside quantity, unit and stage.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Terms {
    /// Base quantity of the parent.
    pub(crate) per: Option<Cell>,
    /// Loss added on top.
    pub(crate) scrap: Option<Cell>,
    /// Output over input, the column `yield`.
    pub(crate) recovery: Option<Cell>,
    pub(crate) gsd: Option<Cell>,
    pub(crate) pedigree: Option<Pedigree>,
    /// The quantity is secondary data.
    pub(crate) secondary: bool,
}

/// An item: product, part, material, energy carrier.
#[derive(Clone, Debug)]
pub(crate) struct ItemRecord {
    pub(crate) id: NameId,
    pub(crate) unit: Option<Unit>,
    /// Its factor reference, `NONE` if it states none.
    pub(crate) factor: NameId,
    pub(crate) origin: Origin,
    /// What people call it.
    pub(crate) title: Title,
    /// A process with several outputs: its declared unit is one run, and it is no item of the roll-up.
    pub(crate) process: bool,
    pub(crate) details: Option<Box<ItemDetails>>,
}

/// Where the name of an item stands among those of all: see [`Titles`].
#[derive(Clone, Copy, Debug, Default)]
#[repr(C, packed(4))]
pub(crate) struct Title {
    start: u64,
    length: u32,
}

impl Title {
    /// The same where its text is put behind others.
    pub(crate) fn moved(self, by: usize) -> Self {
        Self { start: self.start.saturating_add(by as u64), ..self }
    }
}

/// The names of items in one text: few are asked for, and each by itself would take four times its room.
#[derive(Clone, Debug, Default)]
pub(crate) struct Titles(String);

impl Titles {
    pub(crate) fn push(&mut self, text: &str) -> Title {
        let start = self.0.len() as u64;
        self.0.push_str(text);
        Title { start, length: u32::try_from(text.len()).unwrap_or(u32::MAX) }
    }

    pub(crate) fn get(&self, title: Title) -> &str {
        let start = usize::try_from(title.start).unwrap_or(usize::MAX);
        self.0.get(start..start.saturating_add(title.length as usize)).unwrap_or_default()
    }

    /// Adds those of another part; says how far they move.
    pub(crate) fn append(&mut self, other: &Self) -> usize {
        let before = self.0.len();
        self.0.push_str(&other.0);
        before
    }
}

/// What few items state.
#[derive(Clone, Debug, Default)]
pub(crate) struct ItemDetails {
    pub(crate) name_zh: String,
    /// kg of one declared unit.
    pub(crate) mass: Option<Cell>,
    /// kg/m3.
    pub(crate) density: Option<Cell>,
    pub(crate) region: String,
    pub(crate) supplier: String,
    /// Fossil, biogenic, recycled carbon: kg C in one declared unit; reported, never counted.
    pub(crate) carbon: [Option<Cell>; 3],
    pub(crate) packaging: bool,
}

impl ItemRecord {
    /// An item that only a line names.
    pub(crate) fn implied(id: NameId, origin: Origin) -> Self {
        Self { id, unit: None, factor: NONE, origin, title: Title::default(), process: false, details: None }
    }

    pub(crate) fn is_packaging(&self) -> bool {
        self.details.as_deref().is_some_and(|d| d.packaging)
    }

    pub(crate) fn region(&self) -> Option<&str> {
        self.details.as_deref().map(|d| d.region.as_str()).filter(|r| !r.is_empty())
    }
}

/// A transport leg of an item.
#[derive(Clone, Debug)]
pub(crate) struct LegRecord {
    pub(crate) item: NameId,
    /// Factor or item: per t·km, or per mass for a hub.
    pub(crate) mode: NameId,
    pub(crate) distance_km: Option<Cell>,
    /// The item's mass if absent.
    pub(crate) mass_kg: Option<Cell>,
    pub(crate) stage: Option<Stage>,
    pub(crate) origin: Origin,
}

/// A reading or bill of a site.
#[derive(Clone, Debug)]
pub(crate) struct EnergyReading {
    pub(crate) site: String,
    pub(crate) carrier: NameId,
    pub(crate) from: super::Date,
    pub(crate) to: super::Date,
    pub(crate) amount: Cell,
    pub(crate) unit: Option<Unit>,
    pub(crate) origin: Origin,
}

/// What a site made.
#[derive(Clone, Debug)]
pub(crate) struct SiteOutput {
    pub(crate) site: String,
    pub(crate) item: NameId,
    pub(crate) amount: Cell,
    pub(crate) unit: Option<Unit>,
    pub(crate) allocation: SiteAllocation,
    pub(crate) weight: Option<Cell>,
    pub(crate) origin: Origin,
}

/// How a site's energy is shared out to what it made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum SiteAllocation {
    #[default]
    Mass,
    Quantity,
    Weight,
}

impl SiteAllocation {
    pub(crate) const NAMES: [&'static str; 3] = ["mass", "quantity", "weight"];

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let at = Self::NAMES.iter().position(|n| n.eq_ignore_ascii_case(text))?;
        Some([Self::Mass, Self::Quantity, Self::Weight][at])
    }
}
