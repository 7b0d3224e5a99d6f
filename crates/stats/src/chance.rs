//! Random numbers by name: every (seed, name) pair has a stream of its own.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::shrink::Posterior;

/// The stream of one name under one seed.
pub(crate) struct Stream(ChaCha8Rng);

impl Stream {
    pub(crate) fn new(seed: u64, name: &[&str]) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(fnv1a(name));
        Self(generator)
    }

    /// A draw from what is known of a rate.
    pub(crate) fn rate(&mut self, posterior: Posterior) -> f64 {
        let (first, second) =
            (self.ln_gamma_draw(posterior.alpha), self.ln_gamma_draw(posterior.beta));
        // The quotient of two gamma draws, in logarithms because small shapes underflow.
        1.0 / (1.0 + (second - first).exp())
    }

    /// The logarithm of a draw from the gamma distribution (Marsaglia and Tsang 2000).
    fn ln_gamma_draw(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.ln_gamma_draw(shape + 1.0) + self.uniform().ln() / shape;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.uniform().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d.ln() + v.ln();
            }
        }
    }

    /// A standard normal draw (Box and Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    /// A draw from the open interval (0, 1).
    fn uniform(&mut self) -> f64 {
        ((self.0.next_u64() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64
    }
}

/// The 64-bit FNV-1a hash of the parts, each ended by a byte that no UTF-8 text contains.
fn fnv1a(parts: &[&str]) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_have_the_mean_and_spread_of_their_distribution() {
        for (alpha, beta) in [(0.5, 0.5), (2.0, 5.0), (300.0, 20.0)] {
            let mut stream = Stream::new(1, &["unit"]);
            let draws: Vec<_> =
                (0..40_000).map(|_| stream.rate(Posterior { alpha, beta })).collect();
            let mean = draws.iter().sum::<f64>() / draws.len() as f64;
            let spread = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / draws.len() as f64;
            let total: f64 = alpha + beta;
            let variance = alpha * beta / (total * total * (total + 1.0));
            assert!((mean - alpha / total).abs() < 4.0 * (variance / 4e4).sqrt(), "{alpha} {mean}");
            assert!((spread / variance - 1.0).abs() < 0.05, "{alpha} {spread} {variance}");
        }
    }

    #[test]
    fn a_name_and_a_seed_fix_the_stream() {
        let first = |seed, name: &[&str]| Stream::new(seed, name).0.next_u64();
        assert_eq!(first(1, &["a"]), first(1, &["a"]));
        let others = [first(2, &["a"]), first(1, &["b"]), first(1, &["a", ""])];
        assert!(others.iter().all(|other| *other != first(1, &["a"])));
        assert_ne!(first(1, &["ab", "c"]), first(1, &["a", "bc"]));
    }
}
