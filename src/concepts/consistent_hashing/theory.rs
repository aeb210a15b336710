//! What theory says about marks on a ring.
//!
//! The lengths between random points on a circle are exponentials divided by their sum, so the share of a node with V
//! marks is a Gamma(V) divided by the sum of all N, and that quotient is independent of the sum (Lukacs 1955). Hence the
//! mean of the fullest share is exactly the mean of the largest of N independent Gamma(V), divided by NV.

/// The coefficient of variation of a node's share: sqrt((N − 1) / (NV + 1)).
pub fn spread(nodes: f64, marks: f64) -> f64 {
    ((nodes - 1.0).max(0.0) / (nodes * marks + 1.0)).sqrt()
}

/// How densely the loads of nodes lie at `load`, a multiple of the mean: a node's share is Beta(V, (N − 1) V).
pub fn density(nodes: f64, marks: f64, load: f64) -> f64 {
    let (a, b) = (marks, (nodes - 1.0) * marks);
    let share = load / nodes;
    if b <= 0.0 || !(0.0..1.0).contains(&share) || share == 0.0 && a > 1.0 {
        return 0.0;
    }
    let logs = (a - 1.0) * if a == 1.0 { 0.0 } else { libm::log(share) } + (b - 1.0) * libm::log1p(-share);
    libm::exp(logs + libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b)) / nodes
}

/// The mean share of the fullest of `nodes` nodes with `marks` marks each, as a multiple of the mean share.
pub fn fullest(nodes: u32, marks: u32) -> f64 {
    let (n, v) = (f64::from(nodes), f64::from(marks));
    // E max = ∫ 1 − P(Gamma(V) ≤ x)^N dx, with Simpson's rule up to where nothing is left.
    let end = v + 12.0 * v.sqrt() + 30.0;
    let steps = 400;
    let h = end / f64::from(steps);
    let tail = |x: f64| 1.0 - libm::exp(n * libm::log1p(-above(marks, x).min(1.0)));
    let inner = |i: i32| if i % 2 == 1 { 4.0 } else { 2.0 } * tail(f64::from(i) * h);
    let sum = tail(0.0) + (1..steps).map(inner).sum::<f64>() + tail(end);
    sum * h / 3.0 / v
}

/// The least power of two of marks with which the fullest of `nodes` nodes is no fuller than `most` on average. More marks
/// never make it fuller, so the bits are halved; above 4,096 it is not looked for.
pub fn enough(nodes: u32, most: f64) -> u32 {
    let (mut low, mut high) = (0u32, 13);
    while low < high {
        let bits = low.midpoint(high);
        if fullest(nodes, 1 << bits) <= most { high = bits } else { low = bits + 1 }
    }
    1 << low
}

/// P(Gamma(V) > x) for a whole V: e^−x Σ x^k / k! over k < V, from the largest term down.
fn above(v: u32, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let top = f64::from(v - 1);
    if x <= top {
        // The terms grow towards k = x; summing the other side loses nothing.
        return 1.0 - below(v, x);
    }
    let mut term = libm::exp(-x + top * libm::log(x) - libm::lgamma(top + 1.0));
    let (mut sum, mut k) = (0.0, top);
    while term > 1e-18 && k >= 0.0 {
        sum += term;
        term *= k / x;
        k -= 1.0;
    }
    sum
}

/// P(Gamma(V) ≤ x): e^−x Σ x^k / k! over k ≥ V.
fn below(v: u32, x: f64) -> f64 {
    let mut k = f64::from(v);
    let mut term = libm::exp(-x + k * libm::log(x) - libm::lgamma(k + 1.0));
    let mut sum = 0.0;
    while term > 1e-18 {
        sum += term;
        k += 1.0;
        term *= x / k;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mark_gives_harmonic_numbers() {
        for nodes in [1, 2, 10, 100] {
            let harmonic: f64 = (1..=nodes).map(|k| 1.0 / f64::from(k)).sum();
            assert!((fullest(nodes, 1) - harmonic).abs() < 2e-3, "{nodes}: {} {harmonic}", fullest(nodes, 1));
        }
    }

    #[test]
    fn enough_is_the_first_that_is() {
        for nodes in [1, 2, 5, 8, 24, 32] {
            let first = (0..13).map(|bits| 1u32 << bits).find(|marks| fullest(nodes, *marks) <= 1.1);
            assert_eq!(enough(nodes, 1.1), first.unwrap_or(8192), "{nodes}");
        }
    }

    #[test]
    fn as_measured() {
        for (marks, want) in [(10, 1.55), (100, 1.16), (1000, 1.05)] {
            assert!((fullest(10, marks) - want).abs() < 0.016, "{marks}: {}", fullest(10, marks));
        }
        assert_eq!(fullest(1, 64).round(), 1.0);
        assert!((spread(10.0, 100.0) - (9.0f64 / 1001.0).sqrt()).abs() < 1e-15);
    }
}
