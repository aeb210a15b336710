//! Placement: which node owns this key, and what moves when the nodes change?
//!
//! A key becomes a number, its *point* ([`Kind::point`]); a strategy says which node owns the point. Every strategy is
//! one file with the same skeleton: state, `new`, `build`, `owner`, `candidates`. [`Strategy`] is any of them; [`Kind`]
//! names them; [`Settings`] holds what can be set. [`replicas`] picks further nodes for the same key.
//!
//! ```
//! use kneepoint::policies::place::{Kind, Members, Node, Placement as _, Settings, Strategy};
//!
//! let nodes = ["n1", "n2", "n3", "n4"].map(Node::new);
//! let settings = Settings::default();
//! let mut ring = Strategy::new(Kind::Ring, Members::new(&nodes), &settings);
//! let points: Vec<u64> = (0..10_000).map(|i| Kind::Ring.point(format!("key:{i}").as_bytes(), settings.hash)).collect();
//! let (mut before, mut after) = (Vec::new(), Vec::new());
//! ring.place(&points, &mut before);
//! let joined = ring.join(Node::new("n5"));
//! ring.place(&points, &mut after);
//! // Every key that moved moved to the new node.
//! let moved: Vec<_> = before.iter().zip(&after).filter(|(was, is)| was != is).collect();
//! assert!(moved.iter().all(|(_, is)| **is == Some(joined)));
//! assert!((1_500..2_500).contains(&moved.len()));
//! ```

mod bounded;
pub mod copysets;
pub mod count_min;
pub mod directory;
pub mod hash;
pub mod jump;
pub mod ketama;
mod known;
pub mod maglev;
mod members;
mod modulo;
mod multi_probe;
mod points;
mod range;
mod rendezvous;
pub mod replicas;
mod ring;
pub mod ring_envoy;
pub mod shuffle;
pub mod slots;
mod strategy;

pub use bounded::Bounded;
pub use copysets::Copysets;
pub use directory::Directory;
pub use hash::Hash;
pub use jump::Jump;
pub use ketama::Ketama;
pub use maglev::Maglev;
pub use members::{Member, Members, Node, NodeId};
pub use modulo::Modulo;
pub use multi_probe::MultiProbe;
pub use points::Points;
pub use range::Range;
pub use rendezvous::Rendezvous;
pub use replicas::replicas;
pub use ring::{MARKS_MAX, Ring};
pub use ring_envoy::RingEnvoy;
pub use shuffle::Shuffle;
pub use slots::Slots;
pub use strategy::{Kind, Settings, Strategy, Weights};

/// What happened to the nodes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// This one joined.
    Joined(NodeId),
    /// This one left or died.
    Left(NodeId),
    /// This one has another weight.
    Weighed(NodeId),
}

/// What is to be done to the nodes.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// A node joins.
    Join(Node),
    /// This one leaves or dies.
    Leave(NodeId),
    /// This one gets another weight.
    Weigh(NodeId, f64),
}

/// A placement strategy.
pub trait Placement {
    /// The nodes that are there now.
    fn members(&self) -> &Members;
    /// The nodes, to be changed; [`changed`](Self::changed) must follow. Use [`alter`](Self::alter),
    /// [`join`](Self::join), [`leave`](Self::leave) and [`weigh`](Self::weigh).
    fn members_mut(&mut self) -> &mut Members;
    /// The nodes changed, and all of these changes are made: a strategy looks at its keys once for all of them.
    fn changed(&mut self, changes: &[Change]);
    /// The owner of a point; `None` if there are no nodes or nobody knows.
    fn owner(&self, point: u64) -> Option<NodeId>;
    /// Tells the owners of all keys, in order. Strategies that look at loads decide here.
    fn place_each(&mut self, points: &[u64], mut each: impl FnMut(Option<NodeId>))
    where
        Self: Sized,
    {
        for &point in points {
            each(self.owner(point));
        }
    }
    /// The same as a list.
    fn place(&mut self, points: &[u64], owners: &mut Vec<Option<NodeId>>)
    where
        Self: Sized,
    {
        owners.clear();
        owners.reserve(points.len());
        self.place_each(points, |owner| owners.push(owner));
    }
    /// Of the keys placed last those that the last changes of the nodes moved: the place of each in the list, and its owner
    /// now; the last word on a place holds. `None` if the strategy does not know; then all have to be placed again. It is
    /// told once.
    fn take_moves(&mut self) -> Option<Vec<(u32, NodeId)>> {
        None
    }
    /// Visits the nodes that should hold further copies of a key, in the order of preference and maybe more than once,
    /// until `visit` says `false`. By default the point is hashed on, and in the end everybody is visited in turn.
    fn candidates(&self, point: u64, visit: &mut dyn FnMut(NodeId) -> bool) {
        let mut next = point;
        for i in 0..4 * self.members().len() as u64 {
            if let Some(id) = self.owner(next)
                && !visit(id)
            {
                return;
            }
            next = crate::sim::rng::mix(next.wrapping_add(i + 1));
        }
        let _ = self.members().iter().all(|member| visit(member.id));
    }
    /// Bytes that a look-up may touch, names left out.
    fn bytes(&self) -> usize;

    /// Several steps at once; those of a node that is not there change nothing.
    fn alter(&mut self, steps: &[Step]) {
        let mut changes = Vec::new();
        for step in steps {
            changes.extend(self.members_mut().carry_out(step));
        }
        if !changes.is_empty() {
            self.changed(&changes);
        }
    }
    /// A node joins and gets the next number.
    fn join(&mut self, node: Node) -> NodeId {
        let id = self.members().next();
        self.alter(&[Step::Join(node)]);
        id
    }
    /// A node leaves or dies; false if it is not there.
    fn leave(&mut self, id: NodeId) -> bool {
        let there = self.members().get(id).is_some();
        self.alter(&[Step::Leave(id)]);
        there
    }
    /// A node's weight changes; false if it is not there.
    fn weigh(&mut self, id: NodeId, weight: f64) -> bool {
        let there = self.members().get(id).is_some();
        self.alter(&[Step::Weigh(id, weight)]);
        there
    }
}

/// Appends `n` in decimal digits, without a formatter: building a large ring is mostly this and the hash.
fn digits(text: &mut Vec<u8>, mut n: u64) {
    let start = text.len();
    loop {
        text.push(b'0' + (n % 10) as u8);
        n /= 10;
        if n == 0 {
            break;
        }
    }
    text[start..].reverse();
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod laws;
