//! Laws of placement over many clusters: how even a ring is, by marks and by nodes.

use kneepoint::policies::place::{Hash, Members, Node, Ring};

/// The shares of the circle of each of `n` nodes with `vnodes` marks, as multiples of the mean.
fn shares(cluster: u32, n: usize, vnodes: u32) -> Vec<f64> {
    let nodes: Vec<Node> = (0..n).map(|i| Node::new(format!("cluster-{cluster}-node-{i}"))).collect();
    let ring = Ring::new(Members::new(&nodes), Hash::Xxh64, vnodes);
    let mut shares = vec![0u64; n];
    let mut before = ring.points().iter().last().expect("there are marks").0;
    for (mark, owner) in ring.points().iter() {
        shares[owner as usize] += mark.wrapping_sub(before);
        before = mark;
    }
    shares.into_iter().map(|share| share as f64 / 18446744073709551616.0 * n as f64).collect()
}

#[test]
fn the_share_of_a_node_varies_as_the_law_says() {
    // Beta(V, NV − V): the coefficient of variation is exactly sqrt((N − 1)/(NV + 1)).
    for (n, v) in [(3, 1), (5, 16), (10, 1), (10, 100), (50, 8)] {
        let clusters = 4000 / n as u32;
        let squares: f64 =
            (0..clusters).flat_map(|cluster| shares(cluster, n, v)).map(|share| (share - 1.0) * (share - 1.0)).sum();
        let measured = (squares / f64::from(clusters) / n as f64).sqrt();
        let law = ((n as f64 - 1.0) / (n as f64 * f64::from(v) + 1.0)).sqrt();
        // Few marks have heavy tails, so their spread is measured less well.
        let slack = if v < 8 { 0.1 } else { 0.055 };
        assert!((measured / law - 1.0).abs() < slack, "N={n} V={v}: {measured} {law}");
    }
}

#[test]
fn the_fullest_of_ten_is_as_full_as_known() {
    for (v, want, slack) in [(1, 2.91, 0.15), (10, 1.55, 0.04), (100, 1.16, 0.012), (1000, 1.05, 0.006)] {
        let clusters = if v == 1000 { 60 } else { 400 };
        let peak = |cluster| shares(cluster, 10, v).into_iter().fold(0.0, f64::max);
        let mean = (0..clusters).map(peak).sum::<f64>() / f64::from(clusters);
        assert!((mean - want).abs() < slack, "V={v}: {mean} {want}");
    }
}
