//! Tests of what needs the whole.

mod registry;
