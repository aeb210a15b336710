//! The concepts: one folder each, and one line each in the registry.

pub mod cache_eviction;
pub mod cache_patterns;
pub mod cache_stampede;
pub mod cache_tiers;
pub mod consistent_hashing;
pub mod distributed_limiting;
pub mod fair_limiting;
pub mod llm_cache;
pub mod load_balancing;
pub mod rate_limiting;
pub mod sharding;

use crate::concept::{Entry, Group};

/// Every concept, in the order of the home page.
static REGISTRY: &[&Entry] = &[
    load_balancing::ENTRY,
    rate_limiting::ENTRY,
    distributed_limiting::ENTRY,
    fair_limiting::ENTRY,
    consistent_hashing::ENTRY,
    sharding::ENTRY,
    cache_eviction::ENTRY,
    cache_stampede::ENTRY,
    cache_patterns::ENTRY,
    cache_tiers::ENTRY,
    llm_cache::ENTRY,
];

/// Every concept of this program, in the order of the home page.
#[cfg(not(all(target_arch = "wasm32", feature = "thread")))]
pub fn all() -> &'static [&'static Entry] {
    REGISTRY
}
#[cfg(all(target_arch = "wasm32", feature = "thread"))]
pub use held::all;

/// What a program of the page holds. It says so itself when it starts (`src/main.rs`), so that one which holds a single
/// concept is linked without the others' code.
#[cfg(feature = "thread")]
pub mod held {
    use super::{Entry, REGISTRY};
    use std::sync::OnceLock;

    static HELD: OnceLock<&'static [&'static Entry]> = OnceLock::new();

    /// Every concept of this program, in the order of the home page; none before it has started.
    pub fn all() -> &'static [&'static Entry] {
        HELD.get().copied().unwrap_or_default()
    }
    /// This program holds every concept.
    pub fn hold_all() {
        HELD.get_or_init(|| REGISTRY);
    }
    /// This program holds one concept.
    pub fn hold(entry: &'static &'static Entry) {
        HELD.get_or_init(|| std::slice::from_ref(entry));
    }
}

/// The concept with this id, while the program is compiled; there must be one.
pub const fn named(id: &str) -> &'static Entry {
    let mut at = 0;
    while at < REGISTRY.len() {
        if same(REGISTRY[at].about.id, id) {
            return REGISTRY[at];
        }
        at += 1;
    }
    panic!("no concept has this id")
}

/// Equality, while the program is compiled.
const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// The concept with this id.
pub fn find(id: &str) -> Option<&'static Entry> {
    all().iter().copied().find(|entry| entry.about.id == id)
}

/// The groups of the home page with their concepts, in the order in which their first concept stands in the registry.
pub fn by_group() -> Vec<(Group, Vec<&'static Entry>)> {
    let mut groups: Vec<(Group, Vec<&'static Entry>)> = Vec::new();
    for entry in all() {
        match groups.iter_mut().find(|(group, _)| *group == entry.about.group) {
            Some((_, list)) => list.push(entry),
            None => groups.push((entry.about.group, vec![entry])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: &Entry = named(REGISTRY[1].about.id);

    #[test]
    fn a_concept_is_found_while_the_program_is_compiled() {
        assert_eq!(SECOND.about.id, REGISTRY[1].about.id);
        for entry in all() {
            assert_eq!(named(entry.about.id).about.id, entry.about.id);
        }
        assert!(!same("cache", "cache-tiers") && !same("cache-tiers", "cache") && !same("a", "b"));
    }
}
