//! Laws that hold in every run, and the knee.

/// Little's law (Little 1961): the mean number in a system is the rate of arrivals times the mean time in it,
/// whatever the distributions and the order of service.
pub fn in_system(throughput: f64, sojourn_s: f64) -> f64 {
    throughput * sojourn_s
}

/// How far a measured run is from Little's law, relative to the measured mean number in the system; zero when both
/// sides are zero. From empty to empty it is rounding only; while requests are under way it is not zero.
pub fn little_gap(in_system: f64, throughput: f64, sojourn_s: f64) -> f64 {
    let right = throughput * sojourn_s;
    if in_system == right { 0.0 } else { (right - in_system) / in_system }
}

/// The utilisation law (Denning, Buzen 1978): throughput times mean service time over the number of servers.
pub fn utilisation(throughput: f64, service_s: f64, servers: u32) -> f64 {
    throughput * service_s / f64::from(servers.max(1))
}

/// The knee of a latency curve: the load in (0, 1) that maximises power, throughput over sojourn (Kleinrock 1979,
/// "Power and deterministic rules of thumb for probabilistic problems in computer communications"). For M/M/1 it is
/// 1/2. `sojourn` maps load to time and makes power rise to one peak and fall; found by golden-section search.
///
/// ```
/// use kneepoint::sim::theory::{laws::knee, mm1};
/// assert!((knee(|rho| mm1::sojourn(rho, 1.0)) - 0.5).abs() < 1e-6);
/// ```
pub fn knee(sojourn: impl Fn(f64) -> f64) -> f64 {
    const GOLDEN: f64 = 0.618_033_988_749_894_8;
    let power = |rho: f64| {
        let time = sojourn(rho);
        if time > 0.0 { rho / time } else { 0.0 }
    };
    let (mut low, mut high) = (0.0, 1.0);
    let (mut left, mut right) = (1.0 - GOLDEN, GOLDEN);
    let (mut at_left, mut at_right) = (power(left), power(right));
    for _ in 0..60 {
        if at_left < at_right {
            low = left;
            (left, at_left) = (right, at_right);
            right = low + GOLDEN * (high - low);
            at_right = power(right);
        } else {
            high = right;
            (right, at_right) = (left, at_left);
            left = high - GOLDEN * (high - low);
            at_left = power(left);
        }
    }
    0.5 * (low + high)
}
