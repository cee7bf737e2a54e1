//! What a sample says: mean, deviation, percentiles, each with its standard error; and rank correlations.

#![allow(
    clippy::float_arithmetic,
    clippy::arithmetic_side_effects,
    reason = "draws are made in binary floating point, and say so; their places are counted within the sample"
)]

use crate::decimal::Decimal;

/// A figure of a sample, and its standard error: by how much it would differ in another sample of this size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Estimate {
    pub(crate) value: f64,
    pub(crate) error: f64,
}

/// A count as a binary number.
pub(super) fn float(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::INFINITY, f64::from)
}

/// A place in a sample, at most `most`.
fn place(at: f64, most: usize) -> usize {
    if at.is_nan() || at <= 0.0 {
        return 0;
    }
    // Found by bisection, for there is no checked conversion from a binary number to a count.
    let (mut low, mut high) = (0_usize, most);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if float(middle) <= at { low = middle } else { high = middle - 1 }
    }
    low
}

/// Mean and standard deviation, summed in the order of the draws.
pub(super) fn moments(sample: &[f64]) -> (Estimate, f64) {
    let count = float(sample.len());
    let mean = sample.iter().sum::<f64>() / count;
    let squares: f64 = sample.iter().map(|x| (x - mean) * (x - mean)).sum();
    let deviation = (squares / (count - 1.0)).sqrt();
    (Estimate { value: mean, error: deviation / count.sqrt() }, deviation)
}

/// The value below which a share `p` of a sorted sample lies. Its error is half the way between the places one
/// standard deviation of the binomial distribution to either side.
pub(super) fn percentile(sorted: &[f64], p: f64) -> Estimate {
    let last = sorted.len().saturating_sub(1);
    let at = |rank: f64| {
        let rank = rank.clamp(0.0, float(last));
        let below = place(rank, last);
        let above = (below + 1).min(last);
        let part = rank - float(below);
        sorted[below] + part * (sorted[above] - sorted[below])
    };
    let middle = p * float(last);
    let width = (float(sorted.len()) * p * (1.0 - p)).sqrt();
    Estimate { value: at(middle), error: (at(middle + width) - at(middle - width)) / 2.0 }
}

/// The ranks of a sample; equal values share the mean of theirs.
pub(super) fn ranks(sample: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..sample.len()).collect();
    order.sort_by(|a, b| sample[*a].total_cmp(&sample[*b]));
    let mut ranks = vec![0.0; sample.len()];
    let mut from = 0;
    while from < order.len() {
        let alike = order[from..].iter().take_while(|at| sample[**at] == sample[order[from]]).count().max(1);
        let rank = float(from) + (float(alike) - 1.0) / 2.0;
        for at in &order[from..from + alike] {
            ranks[*at] = rank;
        }
        from += alike;
    }
    ranks
}

/// The correlation of two samples; 0 where one of them does not vary.
pub(super) fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let count = float(a.len());
    let (mean_a, mean_b) = (a.iter().sum::<f64>() / count, b.iter().sum::<f64>() / count);
    let (mut both, mut own_a, mut own_b) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        both += (x - mean_a) * (y - mean_b);
        own_a += (x - mean_a) * (x - mean_a);
        own_b += (y - mean_b) * (y - mean_b);
    }
    let size = (own_a * own_b).sqrt();
    if size > 0.0 { both / size } else { 0.0 }
}

/// A figure of a sample as a decimal number of sixteen digits, at most 28 of them after the point: what draws hold.
pub(super) fn decimal(value: f64) -> Option<Decimal> {
    let text = format!("{value:.15e}");
    let short = || format!("{value:.28}").parse::<Decimal>().ok();
    value.is_finite().then(|| text.parse::<Decimal>().ok().or_else(short)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_a_small_sample() {
        let sample = [4.0, 1.0, 3.0, 2.0, 5.0];
        let (mean, deviation) = moments(&sample);
        assert!((mean.value - 3.0).abs() < 1e-12 && (deviation - 2.5_f64.sqrt()).abs() < 1e-12);
        let mut sorted = sample;
        sorted.sort_by(f64::total_cmp);
        assert!((percentile(&sorted, 0.5).value - 3.0).abs() < 1e-12);
        assert!((percentile(&sorted, 0.1).value - 1.4).abs() < 1e-12);
        assert_eq!(ranks(&[7.0, 1.0, 7.0, 9.0]), [1.5, 0.0, 1.5, 3.0]);
        assert!((correlation(&[1.0, 2.0, 3.0], &[2.0, 4.0, 6.0]) - 1.0).abs() < 1e-12);
        assert_eq!(place(3.99, 10), 3);
        assert_eq!(place(99.0, 10), 10);
    }

    #[test]
    fn figures_become_decimals() {
        for (value, text) in [(1.5, "1.5"), (-0.001, "-0.001"), (0.0, "0"), (1e-40, "0"), (12345.678, "12345.678")] {
            assert_eq!(decimal(value).map(|d| d.to_string()).as_deref(), Some(text));
        }
        assert!(decimal(f64::NAN).is_none() && decimal(1e40).is_none());
    }
}
