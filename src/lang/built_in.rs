//! The messages that the native command brings with it; the page fetches its own when they are asked for.

/// Message files: the concept's folder (empty for what belongs to none), and the file.
pub const GERMAN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/messages.rs"));
