//! The concepts: one folder each, and one line each in the registry.

pub mod consistent_hashing;
pub mod load_balancing;

use crate::concept::Entry;

/// Every concept, in the order of the home page.
static REGISTRY: &[&Entry] = &[load_balancing::ENTRY, consistent_hashing::ENTRY];

/// Every concept, in the order of the home page.
pub fn all() -> &'static [&'static Entry] {
    REGISTRY
}

/// The concept with this id.
pub fn find(id: &str) -> Option<&'static Entry> {
    REGISTRY.iter().copied().find(|entry| entry.about.id == id)
}
