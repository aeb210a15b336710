//! Words of the field, each with the moment of a run that shows what it means.

/// A word of the glossary. A concept declares its own ([`Concept::GLOSSARY`](super::Concept::GLOSSARY)).
#[derive(Debug)]
pub struct Term {
    /// The word, as it stands within a sentence: "utilisation".
    pub word: &'static str,
    /// What it means, in a sentence or two.
    pub says: &'static str,
    /// The moment that shows it, as the part of a link after `#`.
    pub link: &'static str,
    /// What holds at that moment ([`measure`](super::measure)): a test looks.
    pub shows: &'static str,
}

impl Term {
    /// A word, what it means, the moment that shows it, and what holds there.
    pub const fn new(word: &'static str, says: &'static str, link: &'static str, shows: &'static str) -> Self {
        Self { word, says, link, shows }
    }

    /// Its name in addresses: `head-of-line-blocking`.
    pub fn id(&self) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let id: String = self.word.chars().map(plain).collect();
        id.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
    }
}
