//! Closed forms: how often a value that nobody deletes is old, and how many writes a crash loses.

use super::params::{Params, Pattern};
use crate::policies::evict::workload::weights;

/// The share of reads that get an old value if only time ends values: write-around. Per key, reads come at rate λ and writes
/// at rate μ; a value lives T after a miss. Of 1 + λT reads in a life all but the first are hits, evenly spread over it,
/// and a hit at age *a* is old with probability 1 − e^(−μa).
pub fn old_share(params: &Params) -> f64 {
    let weights = weights(params.keys, params.alpha);
    let sum: f64 = weights.iter().sum();
    let present = 1.0 - params.absent / 100.0;
    let one = |weight: &f64| {
        let share = weight / sum;
        let (read, written) = (params.reads * present * share * params.ttl, params.writes * share * params.ttl);
        let old = if written > 0.0 { 1.0 + libm::expm1(-written) / written } else { 0.0 };
        share * read / (1.0 + read) * old
    };
    present * weights.iter().map(one).sum::<f64>()
}

/// Writes that a crash loses on average under write-behind: those of half a flush interval. A flush on its way still comes.
pub fn lost_writes(params: &Params) -> f64 {
    params.writes * params.flush / 2.0
}

/// Whether [`old_share`] is about this pattern.
pub const fn applies(pattern: Pattern) -> bool {
    matches!(pattern, Pattern::Around)
}

/// The mean time of a read by the formula: h × hit + (1 − h) × miss, in seconds.
pub fn mean_read(hit_ratio: f64, pattern: Pattern, params: &Params) -> f64 {
    let (cache, database) =
        if pattern.local() { (0.02 * params.cache, params.database) } else { (params.cache, params.database) };
    // There and back to the cache, and for a miss there and back to the database.
    2.0 * cache + (1.0 - hit_ratio) * 2.0 * database
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_writes_nothing_is_old_and_everybody_writes_nearly_all_is() {
        let params = Params { writes: 0.0, ..Params::default() };
        assert_eq!(old_share(&params), 0.0);
        let busy = Params { writes: 200.0, reads: 1000.0, keys: 1, ttl: 100.0, ..Params::default() };
        assert!(old_share(&busy) > 0.999);
    }
}
