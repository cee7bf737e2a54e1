//! Normal random numbers that are the same everywhere: by seed, variable and draw, and by nothing else.
//!
//! Each variable has a stream of its own of the generator ChaCha8, named by the SHA-256 of what the variable is, and each
//! draw a place in it. So it does not matter which thread asks, in which order, or what else is drawn; and two scenarios
//! that share a variable share its numbers. One 64-bit word makes one number, by the inverse of the normal distribution
//! (Wichura, Algorithm AS 241, PPND16, Applied Statistics 37 (1988): relative error about 1e-16). Logarithm and
//! exponential come from `libm`, which is Rust and gives the same bits on every platform.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use sha2::{Digest, Sha256};

/// The generator, as results name it.
pub(super) const GENERATOR: &str = "ChaCha8, one stream a variable; normal by AS 241";

/// Where the numbers of one variable come from.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    seed: u64,
    number: u64,
}

impl Stream {
    pub(super) fn of(seed: u64, identity: &str) -> Self {
        let digest = Sha256::digest(identity.as_bytes());
        let number = digest.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
        Self { seed, number }
    }

    /// The standard normal numbers of the draws from `first` on.
    #[allow(clippy::float_arithmetic, reason = "draws are made in binary floating point, and say so")]
    pub(super) fn fill(&self, first: usize, numbers: &mut [f64]) {
        let mut generator = ChaCha8Rng::seed_from_u64(self.seed);
        generator.set_stream(self.number);
        // Two 32-bit words a draw.
        generator.set_word_pos(u128::try_from(first).unwrap_or(u128::MAX).saturating_mul(2));
        // The middle of the distribution is a quotient of polynomials, worked out for several numbers side by side; what
        // lies in the tails is then put right.
        for numbers in numbers.chunks_mut(SIDE_BY_SIDE) {
            let mut shares = [0.5; SIDE_BY_SIDE];
            for share in shares.iter_mut().take(numbers.len()) {
                *share = uniform(generator.next_u64());
            }
            let middle = shares.map(|p| central(p - 0.5));
            for ((number, middle), p) in numbers.iter_mut().zip(middle).zip(shares) {
                *number = if is_central(p - 0.5) { middle } else { tail(p) };
            }
        }
    }
}

/// A number between 0 and 1, neither of them: the middle of one of 2^52 equal parts.
#[allow(clippy::float_arithmetic, reason = "draws are made in binary floating point, and say so")]
fn uniform(word: u64) -> f64 {
    const PART: f64 = 1.0 / 4_503_599_627_370_496.0;
    let part = word >> 12;
    // Both halves are exact in 53 bits.
    let (high, low) = (u32::try_from(part >> 32).unwrap_or(0), u32::try_from(part & 0xffff_ffff).unwrap_or(0));
    (f64::from(high) * 4_294_967_296.0 + f64::from(low) + 0.5) * PART
}

#[allow(clippy::float_arithmetic, reason = "draws are made in binary floating point, and say so")]
fn polynomial(x: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// How many numbers are worked out side by side.
const SIDE_BY_SIDE: usize = 64;

/// The number below which a standard normal one lies with probability `p`.
#[cfg(test)]
#[allow(clippy::float_arithmetic, reason = "draws are made in binary floating point, and say so")]
fn quantile(p: f64) -> f64 {
    if is_central(p - 0.5) { central(p - 0.5) } else { tail(p) }
}

fn is_central(q: f64) -> bool {
    q.abs() <= 0.425
}

/// The quantile of `q` + 0.5 in the middle of the distribution.
#[inline]
#[allow(clippy::float_arithmetic, reason = "draws are made in binary floating point, and say so")]
#[allow(clippy::excessive_precision, reason = "the coefficients as published")]
fn central(q: f64) -> f64 {
    let r = 0.180625 - q * q;
    q * polynomial(
        r,
        &[
            3.3871328727963666080e0,
            1.3314166789178437745e2,
            1.9715909503065514427e3,
            1.3731693765509461125e4,
            4.5921953931549871457e4,
            6.7265770927008700853e4,
            3.3430575583588128105e4,
            2.5090809287301226727e3,
        ],
    ) / polynomial(
        r,
        &[
            1.0,
            4.2313330701600911252e1,
            6.8718700749205790830e2,
            5.3941960214247511077e3,
            2.1213794301586595867e4,
            3.9307895800092710610e4,
            2.8729085735721942674e4,
            5.2264952788528545610e3,
        ],
    )
}

/// The quantile of `p` in the tails.
#[allow(clippy::float_arithmetic, reason = "draws are made in binary floating point, and say so")]
#[allow(clippy::excessive_precision, reason = "the coefficients as published")]
fn tail(p: f64) -> f64 {
    let q = p - 0.5;
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-libm::log(tail)).sqrt();
    let size = if r <= 5.0 {
        let r = r - 1.6;
        polynomial(
            r,
            &[
                1.42343711074968357734e0,
                4.63033784615654529590e0,
                5.76949722146069140550e0,
                3.64784832476320460504e0,
                1.27045825245236838258e0,
                2.41780725177450611770e-1,
                2.27238449892691845833e-2,
                7.74545014278341407640e-4,
            ],
        ) / polynomial(
            r,
            &[
                1.0,
                2.05319162663775882187e0,
                1.67638483018380384940e0,
                6.89767334985100004550e-1,
                1.48103976427480074590e-1,
                1.51986665636164571966e-2,
                5.47593808499534494600e-4,
                1.05075007164441684324e-9,
            ],
        )
    } else {
        let r = r - 5.0;
        polynomial(
            r,
            &[
                6.65790464350110377720e0,
                5.46378491116411436990e0,
                1.78482653991729133580e0,
                2.96560571828504891230e-1,
                2.65321895265761230930e-2,
                1.24266094738807843860e-3,
                2.71155556874348757815e-5,
                2.01033439929228813265e-7,
            ],
        ) / polynomial(
            r,
            &[
                1.0,
                5.99832206555887937690e-1,
                1.36929880922735805310e-1,
                1.48753612908506148525e-2,
                7.86869131145613259100e-4,
                1.84631831751005468180e-5,
                1.42151175831644588870e-7,
                2.04426310338993978564e-15,
            ],
        )
    };
    if q < 0.0 { -size } else { size }
}

#[cfg(test)]
#[allow(clippy::float_arithmetic, reason = "a test of draws")]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        for (p, z) in [
            (0.5, 0.0),
            (0.975, 1.959963984540054),
            (0.025, -1.959963984540054),
            (0.841_344_746_068_542_9, 1.0),
            (0.001, -3.090232306167813),
            (1e-10, -6.361340902404056),
            (1e-16, -8.222082216130435),
        ] {
            assert!((quantile(p) - z).abs() < 1e-13 * (1.0 + z.abs()), "{p}: {}", quantile(p));
        }
    }

    #[test]
    fn a_draw_depends_on_seed_variable_and_place_alone() {
        let stream = Stream::of(7, "factor grid");
        let mut all = [0.0; 100];
        stream.fill(0, &mut all);
        let mut some = [0.0; 3];
        stream.fill(40, &mut some);
        assert_eq!(some, all[40..43]);
        let mut other = [0.0; 3];
        Stream::of(8, "factor grid").fill(40, &mut other);
        assert_ne!(some, other);
        Stream::of(7, "factor gas").fill(40, &mut other);
        assert_ne!(some, other);
    }

    #[test]
    fn numbers_are_normal() {
        let mut numbers = vec![0.0; 100_000];
        Stream::of(1, "x").fill(0, &mut numbers);
        let count = 100_000.0;
        let mean = numbers.iter().sum::<f64>() / count;
        let variance = numbers.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count;
        // Four standard errors.
        assert!(mean.abs() < 4.0 / count.sqrt(), "{mean}");
        assert!((variance - 1.0).abs() < 4.0 * (2.0 / count).sqrt(), "{variance}");
        assert!(uniform(0) > 0.0 && uniform(u64::MAX) < 1.0);
    }
}
