//! Tests of what needs the whole.
