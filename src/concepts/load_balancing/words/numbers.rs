//! Names and numbers as sentences write them: two or three digits, units, thousands apart.

pub use crate::concept::count;
use crate::policies::balance::Server;

/// The name of a server on the picture: S1 is server 0.
pub fn name(server: Server) -> String {
    format!("S{}", server + 1)
}

/// Seconds with two or three digits: "0.44 s", "12.5 s", "42 minutes".
pub fn seconds(s: f64) -> String {
    match s {
        s if s < 0.000_95 => format!("{:.0} µs", s * 1e6),
        s if s < 0.095 => format!("{} ms", digits(s * 1e3)),
        s if s < 120.0 => format!("{} s", digits(s)),
        s if s < 7200.0 => format!("{:.0} minutes", s / 60.0),
        s => format!("{:.1} hours", s / 3600.0),
    }
}

/// Two or three digits: 0.44, 1.60, 12.5, 40, 1,959.
pub fn digits(x: f64) -> String {
    let a = x.abs();
    match a {
        _ if a == 0.0 => "0".to_owned(),
        a if a < 0.1 => format!("{x:.3}"),
        a if a < 10.0 => format!("{x:.2}"),
        a if a < 100.0 => format!("{x:.1}"),
        _ => thousands(x.round() as u64),
    }
}

/// A whole number with thousands separated: 10,000.
pub fn thousands(n: u64) -> String {
    crate::scene::glyph::thousands(n)
}

pub(super) fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

pub(super) fn whole(x: f64) -> String {
    if x == x.floor() && x < 1e6 { thousands(x as u64) } else { digits(x) }
}

pub(super) fn tied(tied: u16) -> &'static str {
    if tied > 1 { " It was the next of them in turn." } else { "" }
}
