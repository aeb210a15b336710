//! How full the nodes of rings like this one are: the same nodes and marks under other seeds.

use super::params::Params;
use super::sweep;
use super::theory;

/// Rings, at most, and marks on all of them together.
pub const RINGS: u32 = 200;
const MARKS: u32 = 100_000;
/// Width of a bin, as a multiple of the mean.
pub const BIN: f64 = 0.1;
/// Bins; the last holds all that is fuller.
pub const BINS: usize = 30;

/// Loads by how often they occur.
#[derive(Clone, PartialEq, Debug)]
pub struct Rings {
    /// Nodes of each ring.
    pub nodes: u32,
    /// Marks per node.
    pub marks: u32,
    /// How many rings were looked at.
    pub rings: u32,
    /// The share of nodes whose load lies in each bin.
    pub bins: [f64; BINS],
    /// Standard deviation of the loads as a multiple of the mean.
    pub spread: f64,
}

impl Rings {
    /// Builds rings with the nodes and marks of `params`.
    pub fn of(params: &Params) -> Self {
        let nodes = params.nodes.max(1);
        let rings = (MARKS / (nodes * params.marks)).clamp(4, RINGS);
        let (mut bins, mut squares) = ([0.0; BINS], 0.0);
        for seed in 0..u64::from(rings) {
            for load in sweep::shares(&Params { nodes, ..params.clone() }, 5000 + seed, params.marks) {
                bins[((load / BIN) as usize).min(BINS - 1)] += 1.0;
                squares += (load - 1.0) * (load - 1.0);
            }
        }
        let all = f64::from(rings * nodes);
        Self { nodes, marks: params.marks, rings, bins: bins.map(|n| n / all), spread: (squares / all).sqrt() }
    }
    /// The share of nodes that theory puts between two loads.
    pub fn theory(&self, from: f64, to: f64) -> f64 {
        // Simpson's rule on the density, which is smooth unless one mark is all there is.
        let (n, v) = (f64::from(self.nodes), f64::from(self.marks));
        let at = |load: f64| theory::density(n, v, load);
        (to - from) / 6.0 * (at(from) + 4.0 * at(f64::midpoint(from, to)) + at(to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loads_lie_where_theory_says() {
        for (nodes, marks) in [(10, 16), (5, 100), (24, 40)] {
            let rings = Rings::of(&Params { nodes, marks, ..Params::default() });
            assert!((rings.bins.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            let want = theory::spread(f64::from(nodes), f64::from(marks));
            assert!((rings.spread / want - 1.0).abs() < 0.1, "{nodes} {marks}: {} {want}", rings.spread);
            let n = f64::from(rings.rings * nodes);
            for (bin, share) in rings.bins.iter().enumerate().take(BINS - 1) {
                let want = rings.theory(bin as f64 * BIN, (bin + 1) as f64 * BIN);
                let error = (want * (1.0 - want) / n).sqrt();
                assert!((share - want).abs() < 4.5 * error + 0.012, "{nodes} {marks} bin {bin}: {share} {want}");
            }
        }
    }

    #[test]
    fn large_rings_are_fewer() {
        let rings = Rings::of(&Params { nodes: 32, marks: 4096, ..Params::default() });
        assert_eq!(rings.rings, 4);
        assert_eq!(Rings::of(&Params::default()).rings, RINGS);
    }
}
