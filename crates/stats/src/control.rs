//! Limits of a share from one month to the next: what the months before let expect.
//!
//! # Invariants
//!
//! - The limits are those of the individuals chart (mean ± 2.66 times the mean moving range), but
//!   never narrower than three standard errors of a share of so many: what chance alone moves is no
//!   signal.

/// The mean of the months before, and how far from it the next may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShareLimits {
    /// The lower limit, not below 0.
    pub lower: f64,
    /// The mean over all months, each weighing its cases.
    pub mean: f64,
    /// The upper limit, not above 1.
    pub upper: f64,
}

/// Three standard deviations over the mean moving range of two: 3 / 1.128.
const PER_MOVING_RANGE: f64 = 2.66;

/// The limits for the share of `of` cases from months of `(count, of)` in order; `None` without two
/// months that had cases.
pub fn share_limits(months: &[(u64, u64)], of: u64) -> Option<ShareLimits> {
    let months: Vec<(f64, f64)> = months
        .iter()
        .filter(|(_, of)| *of > 0)
        .map(|(count, of)| (*count as f64, *of as f64))
        .collect();
    if months.len() < 2 || of == 0 {
        return None;
    }
    let (counts, cases) =
        months.iter().fold((0.0, 0.0), |sum, month| (sum.0 + month.0, sum.1 + month.1));
    let mean = counts / cases;
    let shares: Vec<f64> = months.iter().map(|(count, of)| count / of).collect();
    let ranges = shares.iter().zip(shares.iter().skip(1)).map(|(a, b)| (b - a).abs());
    let moving = ranges.sum::<f64>() / (shares.len() - 1) as f64;
    let chance = 3.0 * (mean * (1.0 - mean).max(0.0) / of as f64).sqrt();
    let reach = chance.max(PER_MOVING_RANGE * moving);
    Some(ShareLimits { lower: (mean - reach).max(0.0), mean, upper: (mean + reach).min(1.0) })
}

#[cfg(test)]
mod tests {
    use super::share_limits;

    #[test]
    fn limits_are_those_worked_out_by_hand() {
        // Shares 0.10, 0.20, 0.15: mean 0.15, moving ranges 0.10 and 0.05, 2.66 × 0.075 = 0.1995;
        // chance alone: 3 × √(0.15 × 0.85 / 1000) = 0.0339.
        let limits = share_limits(&[(100, 1000), (200, 1000), (150, 1000)], 1000).unwrap();
        assert!((limits.mean - 0.15).abs() < 1e-12);
        assert!((limits.upper - 0.3495).abs() < 1e-12);
        assert!(limits.lower.abs() < 1e-12);
    }

    #[test]
    fn equal_months_leave_what_chance_leaves() {
        let limits = share_limits(&[(10, 1000); 6], 1000).unwrap();
        assert!((limits.upper - (0.01 + 3.0 * (0.01 * 0.99_f64 / 1000.0).sqrt())).abs() < 1e-12);
    }

    #[test]
    fn too_little_gives_none() {
        assert_eq!(share_limits(&[(1, 10)], 10), None);
        assert_eq!(share_limits(&[(1, 10), (0, 0)], 10), None);
        assert_eq!(share_limits(&[(1, 10), (1, 10)], 0), None);
    }
}
