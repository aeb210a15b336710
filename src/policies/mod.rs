//! The algorithms, as plain data structures: one file each, no engine and no clock of their own.
//!
//! They are what benchmarks and reference checks talk to, and can be used from any Rust program.

pub mod balance;
pub mod evict;
pub mod limit;
pub mod place;
pub mod stampede;
