//! What a strategy remembers of the keys that it placed last, so that a change of the nodes asks only those again that it
//! can concern: a materialised view that is maintained instead of computed anew (Gupta, Mumick 1995, "Maintenance of
//! materialized views"). Copies of a strategy share it until one of them changes.

use std::rc::Rc;

/// The keys, and what is remembered of each.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Known<T> {
    keys: Rc<[u64]>,
    each: Rc<Vec<T>>,
}

impl<T: Clone> Known<T> {
    /// These keys, and what `of` says of each.
    pub(super) fn new(keys: &[u64], of: impl FnMut(&u64) -> T) -> Self {
        Self { keys: keys.into(), each: Rc::new(keys.iter().map(of).collect()) }
    }
    /// True if it is of these keys.
    pub(super) fn is_of(&self, keys: &[u64]) -> bool {
        *self.keys == *keys
    }
    /// What is remembered, key by key.
    pub(super) fn each(&self) -> &[T] {
        &self.each
    }
    /// Goes over all keys and what is remembered of them.
    pub(super) fn update(&mut self, mut change: impl FnMut(u64, &mut T)) {
        for (key, known) in self.keys.iter().zip(Rc::make_mut(&mut self.each)) {
            change(*key, known);
        }
    }
}
