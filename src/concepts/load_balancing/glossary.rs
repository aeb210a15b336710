//! Words that this concept shows, each with its moment.

use crate::concept::Term;

/// The words.
pub static GLOSSARY: &[Term] = &[
    Term::new(
        "utilisation",
        "The share of time in which a server works. Lines grow slowly up to about two thirds, and then fast.",
        "preset=half-full",
        "now:utilisation < 0.7",
    ),
    Term::new(
        "knee",
        "The load past which a little more work costs much more waiting.",
        "preset=the-slow-one",
        "now:utilisation > 0.7",
    ),
    Term::new(
        "p99",
        "The time within which 99 of 100 requests are answered. The slowest one in a hundred is what people remember.",
        "preset=the-slow-one",
        "now:p99 > now:mean",
    ),
    Term::new(
        "Little's law",
        "The mean number inside is the rate of arrivals times the mean time inside: L = λW. It holds for every policy.",
        "preset=half-full",
        "now:little / now:inside > 0.8",
    ),
    Term::new(
        "round robin",
        "One after another, in turn, without looking. It gives a slow server as much as a fast one.",
        "preset=nobody-removes-it",
        "@policy:round-robin",
    ),
    Term::new(
        "two choices",
        "Look at two servers at random and take the one with less inside. It is nearly as good as looking at all.",
        "preset=the-slow-one",
        "@policy:p2c",
    ),
    Term::new(
        "least connections",
        "Send each request to the server with the fewest inside.",
        "preset=hot-standby",
        "@policy:least-connections",
    ),
    Term::new(
        "health check",
        "A question that a balancer asks a server again and again, to take it out of rotation when it does not answer.",
        "preset=probes-every-2-s",
        "probes_per_s > 0",
    ),
    Term::new(
        "sticky connection",
        "A connection that is open stays with its server, so a balancer below HTTP spreads connections, not requests.",
        "preset=connections-stay",
        "imbalance.requests > 1",
    ),
    Term::new(
        "tail latency",
        "What the slowest requests take. It grows first when servers differ or work comes in long pieces.",
        "preset=one-and-thirty-seconds",
        "now:p99 > 2 * now:mean",
    ),
];
