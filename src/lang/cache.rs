//! What was said lately, bounded: two generations, of which the older one is dropped when the younger is full.

use super::search::Memo;
use std::collections::BTreeMap;

/// Texts in a generation. A busy scene shows a few hundred; those with a moment in them are new in every frame.
const MOST: usize = 1024;
/// Longer texts are rare and said once.
const LONG: usize = 600;

/// Texts and what they became.
pub struct Cache {
    young: BTreeMap<Box<str>, Box<str>>,
    old: BTreeMap<Box<str>, Box<str>>,
    /// Pieces of texts.
    pub pieces: Memo,
}

impl Cache {
    /// Nothing said yet.
    pub const fn new() -> Self {
        Self { young: BTreeMap::new(), old: BTreeMap::new(), pieces: Memo::new() }
    }
    /// What became of a text.
    pub fn get(&mut self, text: &str) -> Option<String> {
        if let Some(said) = self.young.get(text) {
            return Some(said.to_string());
        }
        let (text, said) = self.old.remove_entry(text)?;
        let again = said.to_string();
        self.insert(text, said);
        Some(again)
    }
    /// Keeps what became of a text.
    pub fn put(&mut self, text: &str, said: &str) {
        if text.len() <= LONG {
            self.insert(text.into(), said.into());
        }
    }
    fn insert(&mut self, text: Box<str>, said: Box<str>) {
        if self.young.len() >= MOST {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(text, said);
    }
}
