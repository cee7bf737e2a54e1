//! A set of small numbers that hands out its smallest or largest: what a walk that touches a part of a graph has before
//! it.
//!
//! One bit a number, and above each 64 of them one bit that says whether any is set, up to a single word. Putting in and
//! taking out touch one word a level, four for the largest graph, and all of it is a hundredth of what a heap moves.

/// Numbers below a bound.
#[derive(Debug)]
pub(super) struct Marks {
    /// The bits themselves first; each level has a bit for every word of the one before.
    levels: Vec<Vec<u64>>,
}

#[allow(clippy::arithmetic_side_effects, reason = "places of bits, below the bound that the levels were made for")]
impl Marks {
    /// Room for the numbers below `bound`.
    pub(super) fn below(bound: usize) -> Self {
        let mut levels = Vec::new();
        let mut words = bound.div_ceil(64).max(1);
        loop {
            levels.push(vec![0_u64; words]);
            if words == 1 {
                return Self { levels };
            }
            words = words.div_ceil(64);
        }
    }

    pub(super) fn insert(&mut self, number: u32) {
        let mut at = number as usize;
        for level in &mut self.levels {
            let word = &mut level[at / 64];
            let was_empty = *word == 0;
            *word |= 1 << (at % 64);
            if !was_empty {
                return;
            }
            at /= 64;
        }
    }

    /// Takes the smallest out.
    pub(super) fn pop_first(&mut self) -> Option<u32> {
        self.pop(u64::trailing_zeros)
    }

    /// Takes the largest out.
    pub(super) fn pop_last(&mut self) -> Option<u32> {
        self.pop(|word| 63 - word.leading_zeros())
    }

    fn pop(&mut self, choose: impl Fn(u64) -> u32) -> Option<u32> {
        let mut at = 0_usize;
        for level in self.levels.iter().rev() {
            let word = level[at];
            if word == 0 {
                return None;
            }
            at = at * 64 + choose(word) as usize;
        }
        let number = u32::try_from(at).ok();
        for level in &mut self.levels {
            let word = &mut level[at / 64];
            *word &= !(1 << (at % 64));
            if *word != 0 {
                break;
            }
            at /= 64;
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_out_in_order_and_once() {
        for bound in [1_u32, 64, 65, 4096, 4097, 300_000] {
            let mut marks = Marks::below(bound as usize);
            assert_eq!(marks.pop_first(), None);
            let mut numbers: Vec<u32> = (0..1000_u32).map(|n| n.wrapping_mul(2_654_435_761) % bound).collect();
            numbers.iter().chain(&numbers.clone()).for_each(|n| marks.insert(*n));
            numbers.sort_unstable();
            numbers.dedup();
            let (first, last) = (marks.pop_first(), marks.pop_last());
            assert_eq!(first, numbers.first().copied());
            assert_eq!(last, numbers.last().copied().filter(|_| numbers.len() > 1));
            let rest: Vec<u32> = std::iter::from_fn(|| marks.pop_first()).collect();
            assert_eq!(rest, numbers.get(1..numbers.len().saturating_sub(1)).unwrap_or_default());
        }
    }

    #[test]
    fn what_is_put_in_on_the_way_has_its_turn() {
        let mut marks = Marks::below(200);
        marks.insert(3);
        assert_eq!(marks.pop_first(), Some(3));
        marks.insert(190);
        marks.insert(64);
        assert_eq!(marks.pop_first(), Some(64));
        marks.insert(70);
        assert_eq!([marks.pop_last(), marks.pop_last(), marks.pop_last()], [Some(190), Some(70), None]);
    }
}
