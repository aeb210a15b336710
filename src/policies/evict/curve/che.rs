//! Theory of miss ratios under independent requests: each key *i* is asked for with a fixed probability *p_i*.
//!
//! LRU by Che, Tung, Wang 2002 ("Hierarchical web caching systems"; before them Fagin 1977): a key stays for the same
//! time *T* after each request, so it is there with probability 1 − exp(−p_i T), and *T* is where these add up to the
//! size. FIFO and Random (Gelenbe 1973; Martina, Garetto, Leonardi 2014): p_i T / (1 + p_i T).

/// Popularities, ready to be asked for miss ratios.
#[derive(Clone, Debug)]
pub struct Che {
    /// Probability and how many keys have it.
    classes: Vec<(f64, f64)>,
    keys: f64,
}

impl Che {
    /// From weights, one a key, in descending order. Past the first thousand, ranks that hardly differ are taken together,
    /// which changes nothing that could be seen.
    pub fn new(weights: &[f64]) -> Self {
        let sum: f64 = weights.iter().sum();
        let mut classes = Vec::new();
        let mut at = 0;
        while at < weights.len() {
            let width = (at / 500).clamp(1, weights.len() - at);
            let weight: f64 = weights[at..at + width].iter().sum();
            classes.push((weight / sum / width as f64, width as f64));
            at += width;
        }
        Self { classes, keys: weights.len() as f64 }
    }
    /// The miss ratio of LRU with room for `size` keys, 0 to 1.
    pub fn lru(&self, size: f64) -> f64 {
        self.solve(size, |pt| -libm::expm1(-pt))
    }
    /// The miss ratio of FIFO, and of random replacement.
    pub fn fifo(&self, size: f64) -> f64 {
        self.solve(size, |pt| pt / (1.0 + pt))
    }
    fn solve(&self, size: f64, there: impl Fn(f64) -> f64) -> f64 {
        if size >= self.keys {
            return 0.0;
        }
        let held = |t: f64| self.classes.iter().map(|&(p, n)| n * there(p * t)).sum::<f64>();
        let (mut low, mut high) = (0.0, size.max(1.0));
        while held(high) < size && high < 1e18 {
            high *= 2.0;
        }
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if held(middle) < size { low = middle } else { high = middle }
        }
        1.0 - self.classes.iter().map(|&(p, n)| n * p * there(p * high)).sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::workload::weights;
    use super::*;

    #[test]
    fn it_gives_the_published_numbers() {
        // Zipf over 4,000 keys: size, LRU, FIFO and Random, by two outside programs to four decimals.
        let table = [
            (0.6, [(100.0, 0.9164, 0.9241), (400.0, 0.7634, 0.7863), (1000.0, 0.5653, 0.5996)]),
            (0.8, [(100.0, 0.7796, 0.8100), (400.0, 0.5824, 0.6259), (1000.0, 0.3966, 0.4434)]),
            (1.0, [(100.0, 0.5504, 0.6023), (400.0, 0.3578, 0.4068), (1000.0, 0.2215, 0.2632)]),
            (1.2, [(100.0, 0.3122, 0.3650), (400.0, 0.1721, 0.2087), (1000.0, 0.0959, 0.1215)]),
        ];
        for (alpha, row) in table {
            let che = Che::new(&weights(4000, alpha));
            for (size, lru, fifo) in row {
                let got = (che.lru(size), che.fifo(size));
                assert!((got.0 - lru).abs() < 1e-4 && (got.1 - fifo).abs() < 1e-4, "{alpha} {size}: {got:?}");
            }
        }
    }

    #[test]
    fn a_cache_for_everything_misses_nothing_in_the_long_run() {
        assert_eq!(Che::new(&weights(100, 1.0)).lru(100.0), 0.0);
    }
}
