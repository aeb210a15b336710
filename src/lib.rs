//! Kneepoint: a visual playground for system design.
//!
//! The crate is a small house of three rings; each may use only what stands before it.
//!
//! 1. [`sim`] and [`policies`]: virtual time, random streams, statistics, and the algorithms. They know no concept.
//! 2. [`param`], [`scene`] and [`concepts`]: what can be set, what can be drawn, and the concepts themselves.
//! 3. `web` (feature `web`) and `cli` (feature `cli`): the page and the native command; `thread` (feature `thread`): what
//!    the page's threads compute; `png` (feature `png`): pixels without a browser, for the command and for whoever
//!    writes the site.
//!
//! Without its features the crate has no web dependency, no wall clock and no platform maths, so the same seed gives
//! bit-identical runs natively and in every browser.

pub mod concept;
pub mod concepts;
pub mod deck;
pub mod lang;
pub mod link;
pub mod param;
pub mod policies;
pub mod scene;
pub mod sim;

#[cfg(all(feature = "cli", not(target_arch = "wasm32")))]
pub mod cli;
#[cfg(all(feature = "png", not(target_arch = "wasm32")))]
pub mod png;
#[cfg(feature = "thread")]
pub mod thread;
#[cfg(feature = "web")]
pub mod web;
