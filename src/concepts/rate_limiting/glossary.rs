//! Words that this concept shows, each with its moment.

use crate::concept::Term;

/// The words.
pub static GLOSSARY: &[Term] = &[
    Term::new(
        "token bucket",
        "Tokens drip into a bucket at the rate, as many as fit. A request takes one, or is refused.",
        "preset=one-hundred-in-the-bank",
        "@limiter:token-bucket",
    ),
    Term::new(
        "burst",
        "Requests close together. A limiter lets so many through at once, and the rate holds over time.",
        "preset=one-hundred-in-the-bank",
        "@burst >= 100",
    ),
    Term::new(
        "fixed window",
        "A count that begins anew with each window. Twice the limit may pass around the edge of two windows.",
        "preset=a-minute-before-and-after",
        "@limiter:fixed-window",
    ),
    Term::new(
        "sliding window",
        "A count of the last window, whenever one looks. It has no edge.",
        "preset=two-windows-and-a-weight",
        "@limiter:sliding-counter",
    ),
    Term::new(
        "leaky bucket",
        "A queue that lets requests out at an even pace. Nothing is uneven behind it, and somebody waits for that.",
        "preset=the-price-of-evenness",
        "delay_s.mean > 0",
    ),
    Term::new(
        "retry",
        "A refused request that comes again. Without patience and chance, those who were refused together come back together.",
        "preset=double-and-collide",
        "attempts.retries > 0",
    ),
    Term::new(
        "thundering herd",
        "Many who wait for the same moment and come at once, such as the beginning of a window.",
        "preset=the-herd-at-reset",
        "attempts.refused > 0",
    ),
    Term::new(
        "concurrency limit",
        "So many at a time, however fast they come: it adapts to how long the work takes.",
        "preset=as-many-as-it-can-bear",
        "@limiter:aimd",
    ),
];
