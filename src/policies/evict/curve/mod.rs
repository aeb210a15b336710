//! Miss-ratio curves: how many requests miss, for every size of the cache (Mattson, Gecsei, Slutz, Traiger 1970).
//!
//! [`Stack`] gives LRU's whole curve in one pass; [`Che`] is theory; [`Curves`] is the job that works out many policies at
//! many sizes, a piece at a time, and [`knee`] is where a curve bends.

mod che;
mod job;
mod knee;
mod stack;

pub use che::Che;
pub use job::{Curves, Line, Requests, sizes};
pub use knee::knee;
pub use stack::{Distances, Stack};
