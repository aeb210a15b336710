//! Words that this concept shows, each with its moment.

use crate::concept::Term;

/// The words.
pub static GLOSSARY: &[Term] = &[
    Term::new(
        "limit key",
        "What a limiter counts by: an address, an account, a token. It decides who pays for whom.",
        "preset=the-office",
        "@key:address",
    ),
    Term::new(
        "shared address",
        "Many people behind one router have one address. A limit by address treats them as one.",
        "preset=the-office",
        "now:shared-address >= 0",
    ),
    Term::new(
        "account farming",
        "One person with many free accounts has many limits.",
        "preset=free-accounts",
        "@accounts > 1",
    ),
    Term::new(
        "tier",
        "A class of customers with a limit of its own.",
        "preset=ten-hundred-thousand",
        "@window >= 3600",
    ),
    Term::new(
        "collateral refusal",
        "Somebody who did nothing wrong is refused because of somebody else.",
        "preset=the-office",
        "innocent.unjust > 0",
    ),
];
