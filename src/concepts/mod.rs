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

/// Every concept, in the order of the home page.
pub fn all() -> &'static [&'static Entry] {
    REGISTRY
}

/// The concept with this id.
pub fn find(id: &str) -> Option<&'static Entry> {
    REGISTRY.iter().copied().find(|entry| entry.about.id == id)
}

/// The groups of the home page with their concepts, in the order in which their first concept stands in the registry.
pub fn by_group() -> Vec<(Group, Vec<&'static Entry>)> {
    let mut groups: Vec<(Group, Vec<&'static Entry>)> = Vec::new();
    for entry in REGISTRY {
        match groups.iter_mut().find(|(group, _)| *group == entry.about.group) {
            Some((_, list)) => list.push(entry),
            None => groups.push((entry.about.group, vec![entry])),
        }
    }
    groups
}
