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
    /// Those that the last change moved, by their place, and their owners since; none before a change.
    moves: Option<Vec<(u32, NodeId)>>,
}

impl<T: Clone> Known<T> {
    /// These keys, and what `of` says of each; `None` if it says nothing, as without nodes.
    pub(super) fn new(keys: &[u64], of: impl FnMut(&u64) -> Option<T>) -> Option<Self> {
        let each: Vec<T> = keys.iter().map(of).collect::<Option<_>>()?;
        Some(Self { keys: keys.into(), each: Rc::new(each), moves: None })
    }
    /// Tells the owners of `keys`, by what is remembered if it is of these keys, else by what `made` says of them, which is
    /// remembered from then on. Without nodes `made` is `None`, and so is every owner.
    pub(super) fn place(
        known: &mut Option<Self>,
        keys: &[u64],
        made: impl FnOnce() -> Option<Self>,
        owner: impl Fn(&T) -> NodeId,
        mut tell: impl FnMut(Option<NodeId>),
    ) {
        *known = known.take().filter(|known| *known.keys == *keys).or_else(made);
        match known {
            Some(known) => known.each.iter().for_each(|one| tell(Some(owner(one)))),
            None => keys.iter().for_each(|_| tell(None)),
        }
    }
    /// A change: goes over all keys and what is remembered of them. What `change` gives is the new owner of a key that moves.
    pub(super) fn update(&mut self, mut change: impl FnMut(u64, &mut T) -> Option<NodeId>) {
        let mut moves = Vec::new();
        for ((key, known), place) in self.keys.iter().zip(Rc::make_mut(&mut self.each)).zip(0..) {
            if let Some(owner) = change(*key, known) {
                moves.push((place, owner));
            }
        }
        self.moves = Some(moves);
    }
    /// A change that moves no key.
    pub(super) fn stay(&mut self) {
        self.moves = Some(Vec::new());
    }
    /// What the last change moved, told once.
    pub(super) fn take_moves(known: &mut Option<Self>) -> Option<Vec<(u32, NodeId)>> {
        known.as_mut()?.moves.take()
    }
}
