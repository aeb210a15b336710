//! What a strategy remembers of the keys that it placed last, so that a change of the nodes asks only those again that it
//! can concern: a materialised view that is maintained instead of computed anew (Gupta, Mumick 1995, "Maintenance of
//! materialized views"). Copies of a strategy share it until one of them changes.

use super::NodeId;
use std::rc::Rc;

/// The keys, and what is remembered of each.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Known<T> {
    keys: Rc<[u64]>,
    each: Rc<Vec<T>>,
}

impl<T: Clone> Known<T> {
    /// These keys, and what `of` says of each; `None` if it says nothing, as without nodes.
    pub(super) fn new(keys: &[u64], of: impl FnMut(&u64) -> Option<T>) -> Option<Self> {
        let each: Vec<T> = keys.iter().map(of).collect::<Option<_>>()?;
        Some(Self { keys: keys.into(), each: Rc::new(each) })
    }
    /// Owners of `keys`, by what is remembered if it is of these keys, else by what `made` says of them, which is remembered
    /// from then on. Without nodes `made` is `None`, and so is every owner.
    pub(super) fn place(
        known: &mut Option<Self>,
        keys: &[u64],
        made: impl FnOnce() -> Option<Self>,
        owner: impl Fn(&T) -> NodeId,
        owners: &mut Vec<Option<NodeId>>,
    ) {
        *known = known.take().filter(|known| *known.keys == *keys).or_else(made);
        owners.clear();
        match known {
            Some(known) => owners.extend(known.each.iter().map(|one| Some(owner(one)))),
            None => owners.resize(keys.len(), None),
        }
    }
    /// Goes over all keys and what is remembered of them.
    pub(super) fn update(&mut self, mut change: impl FnMut(u64, &mut T)) {
        for (key, known) in self.keys.iter().zip(Rc::make_mut(&mut self.each)) {
            change(*key, known);
        }
    }
}
