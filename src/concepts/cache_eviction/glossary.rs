//! Words that this concept shows, each with its moment.

use crate::concept::Term;

/// The words.
pub static GLOSSARY: &[Term] = &[
    Term::new(
        "hit ratio",
        "The share of requests that the cache could answer itself.",
        "preset=cold-start",
        "cache.1.hits > 0",
    ),
    Term::new(
        "eviction",
        "A key leaves a full cache to make room for another.",
        "preset=the-scan",
        "cache.1.evictions > 0",
    ),
    Term::new(
        "LRU",
        "Forget what has not been asked for the longest. A scan of things that nobody wants again empties it.",
        "preset=the-scan",
        "cache.1.misses > 0",
    ),
    Term::new(
        "Zipf's law",
        "The second most popular key is asked for half as often as the first, the third a third as often. Most caches live on it.",
        "preset=no-scan",
        "@requests:zipf",
    ),
    Term::new(
        "scan",
        "Many keys in a row that are asked for once. A backup is one.",
        "preset=the-scan",
        "cache.1.evictions > 0",
    ),
    Term::new(
        "working set",
        "The keys that are wanted now. It changes, and a policy that counts too long keeps the old ones.",
        "preset=fame-fades",
        "@requests:shifting",
    ),
    Term::new(
        "cold start",
        "An empty cache: everything is a miss until it has filled.",
        "preset=cold-start",
        "cache.1.misses > 0",
    ),
];
