//! The concepts: one folder each, one line in the registry each.
