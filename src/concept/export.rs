//! The same thing in a real product: its configuration for the state on the screen, and what it does differently.

/// A configuration for one product.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Export {
    /// Stable kebab-case key: `nginx`.
    pub key: &'static str,
    /// The product as it calls itself: "nginx".
    pub product: &'static str,
    /// The version it was written for: "1.22".
    pub version: &'static str,
    /// The configuration, lines ended by `\n`. Its own comments say what a line is for.
    pub code: String,
    /// What the real thing does differently from the model, a sentence each. A piece in backticks is set as code.
    pub notes: Vec<String>,
}
