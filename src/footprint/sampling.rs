//! The lines that a verifier must see: the largest, and some of the rest drawn at random.
//!
//! The largest lines are taken until they cover the share asked for of all absolute contributions to the total. Of the
//! rest, every line has the same chance, whatever its size: an understated line is a small line, so size must not
//! decide. The draw is simple random sampling with permanent random numbers (Ohlsson 1995): each line has a number made
//! of the seed and of what the line is, and those with the smallest numbers are taken. It does not matter in which order
//! rows stand, and a line keeps its number while others come and go.
//!
//! The number is SplitMix64 (Steele, Lea, Flood 2014) over the 64-bit FNV-1a hash of the line's identity: file, stage,
//! parent, child, factor, and which of several such lines it is.

use indexmap::IndexMap;

use super::model::Model;
use super::trace::TraceLine;
use super::{Footprint, by_size};
use crate::decimal::{Decimal, Wide};
use crate::diagnostic::{Report, texts};
use crate::error::Error;

/// What a verifier asks to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditSample {
    coverage: Decimal,
    seed: u64,
    size: Option<usize>,
}

impl AuditSample {
    /// The largest lines up to `coverage` (0 to 1) of all absolute contributions, and of the rest as many as the square
    /// root of their number, rounded up, drawn with `seed`.
    #[must_use]
    pub fn new(coverage: Decimal, seed: u64) -> Self {
        Self { coverage, seed, size: None }
    }

    /// So many of the rest, or all of them if there are fewer.
    #[must_use]
    pub fn size(mut self, lines: usize) -> Self {
        self.size = Some(lines);
        self
    }
}

/// The lines of a footprint that a verifier is to see.
#[derive(Clone, Debug)]
pub struct AuditLines {
    pub(crate) largest: Vec<TraceLine>,
    pub(crate) drawn: Vec<TraceLine>,
    pub(crate) wanted: Decimal,
    pub(crate) covered: Option<Decimal>,
    pub(crate) seed: u64,
    pub(crate) rest: usize,
    pub(crate) lines: usize,
}

impl AuditLines {
    /// How the draw is made.
    pub const METHOD: &'static str = "simple random sampling of the rest, permanent random numbers";
    /// The generator of the numbers.
    pub const GENERATOR: &'static str = "SplitMix64 over FNV-1a of the line";

    /// The largest lines, the largest first.
    #[must_use]
    pub fn largest(&self) -> &[TraceLine] {
        &self.largest
    }

    /// The lines drawn from the rest, the largest first.
    #[must_use]
    pub fn drawn(&self) -> &[TraceLine] {
        &self.drawn
    }

    /// All of them in that order, each with `largest` or `drawn`.
    #[cfg(feature = "cli")]
    pub(crate) fn marked(&self) -> impl Iterator<Item = (&TraceLine, &'static str)> {
        let mark = |mark: &'static str| move |line| (line, mark);
        self.largest.iter().map(mark("largest")).chain(self.drawn.iter().map(mark("drawn")))
    }

    /// The share of all absolute contributions to the total that the largest lines cover, at least what was asked for;
    /// `None` where nothing contributes.
    #[must_use]
    pub fn covered(&self) -> Option<Decimal> {
        self.covered
    }

    /// How many lines the largest leave.
    #[must_use]
    pub fn rest(&self) -> usize {
        self.rest
    }

    /// How many lines the total has.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.lines
    }

    /// The seed of the draw.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }
}

impl Model {
    /// The lines that a verifier must see of the total within the boundary of an item. Credits and stages outside the
    /// boundary are not among them.
    ///
    /// # Errors
    ///
    /// The coverage lies outside 0 to 1 (E114); or as [`Model::footprint`].
    pub fn audit_lines(&self, id: &str, sample: &AuditSample) -> Result<(Footprint, AuditLines), Error> {
        if sample.coverage.is_negative() || sample.coverage > Decimal::ONE {
            let mut report = Report::default();
            let seen = sample.coverage.to_string();
            let range = [("range", "a share from 0 to 1"), ("range_zh", "0 到 1 的份额")];
            report.add(&texts::OUT_OF_RANGE, None, &[("seen", &seen), ("column", "coverage"), range[0], range[1]]);
            return Err(Error::input(report));
        }
        let (footprint, lines) = self.trace(id)?;
        let within = lines.into_iter().filter(|line| self.boundary.includes(line.stage));
        let selected = select(within.collect(), sample);
        Ok((footprint, selected))
    }
}

fn select(lines: Vec<TraceLine>, sample: &AuditSample) -> AuditLines {
    let count = lines.len();
    let mut numbered = numbered(lines, sample.seed);
    // The largest first; the number decides between equals, which is as fair as anything.
    numbered.sort_by(|a, b| by_size(a.1.kg_co2e, b.1.kg_co2e).then(a.0.cmp(&b.0)));
    let weight = |line: &TraceLine| Wide::from(line.kg_co2e).abs();
    let total = numbered.iter().fold(Wide::ZERO, |sum, (_, line)| sum.add(weight(line)));
    let goal = total.mul(Wide::from(sample.coverage));
    let mut sum = Wide::ZERO;
    let mut taken = 0_usize;
    for (_, line) in &numbered {
        if sum.cmp(goal).is_ge() {
            break;
        }
        sum = sum.add(weight(line));
        taken = taken.saturating_add(1);
    }
    let mut rest = numbered.split_off(taken);
    let left = rest.len();
    let size = sample.size.unwrap_or_else(|| root(left)).min(left);
    rest.sort_by_key(|(number, _)| *number);
    rest.truncate(size);
    rest.sort_by(|a, b| by_size(a.1.kg_co2e, b.1.kg_co2e).then(a.0.cmp(&b.0)));
    let lines = |numbered: Vec<(u64, TraceLine)>| numbered.into_iter().map(|(_, line)| line).collect();
    AuditLines {
        largest: lines(numbered),
        drawn: lines(rest),
        wanted: sample.coverage,
        covered: sum.div(total).and_then(Wide::to_decimal),
        seed: sample.seed,
        rest: left,
        lines: count,
    }
}

/// The square root, rounded up.
fn root(n: usize) -> usize {
    let root = n.isqrt();
    if root.saturating_mul(root) < n { root.saturating_add(1) } else { root }
}

/// Each line with its permanent random number. Of lines that are the same but for what they state, the first is the one
/// that states the most.
fn numbered(mut lines: Vec<TraceLine>, seed: u64) -> Vec<(u64, TraceLine)> {
    lines.sort_by(|a, b| by_size(a.kg_co2e, b.kg_co2e).then_with(|| a.written().cmp(&b.written())));
    let mut seen: IndexMap<u64, u64> = IndexMap::new();
    lines
        .into_iter()
        .map(|line| {
            let place = line.place();
            let identity = line.identity(place.as_ref());
            let mut hash = FNV_BASIS;
            for part in identity {
                hash = fnv(hash, part.as_bytes());
                // A byte that no text holds ends each part.
                hash = fnv(hash, &[0xff]);
            }
            let which = seen.entry(hash).or_insert(0);
            let number = split_mix(split_mix(seed) ^ fnv(hash, &which.to_le_bytes()));
            *which = which.saturating_add(1);
            (number, line)
        })
        .collect()
}

const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, 64 bits.
fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// The first output of SplitMix64 with a seed.
fn split_mix(seed: u64) -> u64 {
    let z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_and_the_hash_are_the_published_ones() {
        // Vigna's splitmix64.c with seed 0 and 1234567; FNV-1a of the reference implementation.
        assert_eq!(split_mix(0), 0xe220_a839_7b1d_cdaf);
        assert_eq!(split_mix(1_234_567), 6_457_827_717_110_365_317);
        assert_eq!(fnv(FNV_BASIS, b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv(FNV_BASIS, b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv(FNV_BASIS, b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn the_root_is_rounded_up() {
        assert_eq!([0, 1, 2, 4, 5, 9, 10, 100].map(root), [0, 1, 2, 2, 3, 3, 4, 10]);
    }
}
