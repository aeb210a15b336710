//! How busy nodes are: the reads and writes of each in the last second, and since something was last changed.

use super::BUCKETS;
use crate::policies::place::NodeId;

#[derive(Clone, Default, Debug)]
struct Node {
    recent: [u32; BUCKETS],
    sum: u32,
    since: u64,
}

/// Reads and writes by node.
#[derive(Clone, Default, Debug)]
pub(super) struct Busy {
    nodes: Vec<Node>,
    sum: u32,
    asked: u64,
    all: u64,
}

impl Busy {
    /// A request came, wherever it goes.
    pub(super) fn asked(&mut self) {
        self.asked += 1;
    }
    /// A node reads or writes.
    pub(super) fn add(&mut self, node: NodeId, bucket: usize) {
        let node = node as usize;
        if node >= self.nodes.len() {
            self.nodes.resize(node + 1, Node::default());
        }
        let node = &mut self.nodes[node];
        node.recent[bucket] += 1;
        node.sum += 1;
        node.since += 1;
        self.sum += 1;
        self.all += 1;
    }
    /// A bucket of the last second is over.
    pub(super) fn clear(&mut self, bucket: usize) {
        for node in &mut self.nodes {
            let gone = std::mem::take(&mut node.recent[bucket]);
            node.sum -= gone;
            self.sum -= gone;
        }
    }
    /// Something changed: what is counted from then on begins anew.
    pub(super) fn begin(&mut self) {
        self.nodes.iter_mut().for_each(|node| node.since = 0);
        (self.asked, self.all) = (0, 0);
    }
    /// Reads and writes of a node in the last second, and of all of them.
    pub(super) fn recent(&self, node: NodeId) -> (u32, u32) {
        (self.nodes.get(node as usize).map_or(0, |node| node.sum), self.sum)
    }
    /// Reads and writes of a node for each request since the last change.
    pub(super) fn share(&self, node: NodeId) -> f64 {
        self.nodes.get(node as usize).map_or(0.0, |node| node.since as f64 / self.asked.max(1) as f64)
    }
    /// Requests since the last change, and the reads and writes they took.
    pub(super) fn since(&self) -> (u64, u64) {
        (self.asked, self.all)
    }
}
