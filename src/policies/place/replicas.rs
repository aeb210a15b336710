//! Replicas: the next R distinct nodes, in different zones while there are any.
//!
//! The preference list of Dynamo (DeCandia et al. 2007) and Cassandra's `NetworkTopologyStrategy` (Lakshman, Malik
//! 2010): walk on from the owner, pass over nodes that already hold the key and zones that already have one; only when
//! every zone has one do zones repeat.

use super::{NodeId, Placement};

/// The nodes that hold a key: the owner and up to `replicas` − 1 more. Fewer if there are not as many nodes.
pub fn replicas(placement: &(impl Placement + ?Sized), point: u64, replicas: usize, out: &mut Vec<NodeId>) {
    spread(placement, placement.owner(point), point, replicas, out);
}

/// The same when the owner is another than the placement's own (bounded loads passed the key on).
pub fn spread(
    placement: &(impl Placement + ?Sized),
    owner: Option<NodeId>,
    point: u64,
    replicas: usize,
    out: &mut Vec<NodeId>,
) {
    let zone = |id: NodeId| placement.members().get(id).map_or(0, |member| member.node.zone);
    spread_by(placement, owner, point, replicas, &zone, out);
}

/// The same where `zone` says in which zone a node is.
pub fn spread_by(
    placement: &(impl Placement + ?Sized),
    owner: Option<NodeId>,
    point: u64,
    replicas: usize,
    zone: &dyn Fn(NodeId) -> u32,
    out: &mut Vec<NodeId>,
) {
    out.clear();
    let Some(owner) = owner.filter(|_| replicas > 0) else { return };
    let members = placement.members();
    let wanted = replicas.min(members.len());
    let mut zones = vec![zone(owner)];
    out.push(owner);
    let mut passed = Vec::new();
    if out.len() < wanted {
        placement.candidates(point, &mut |id| {
            if out.contains(&id) || passed.contains(&id) {
                return true;
            }
            if zones.contains(&zone(id)) {
                passed.push(id);
            } else {
                zones.push(zone(id));
                out.push(id);
            }
            let seen = out.len() + passed.len();
            // Once every node was seen there is nothing more to find; nor is there once every zone has one and enough were
            // passed over to fill up.
            let all = seen == members.len()
                || seen >= wanted && members.iter().all(|member| zones.contains(&zone(member.id)));
            out.len() < wanted && !all
        });
    }
    let missing = wanted - out.len();
    out.extend(passed.into_iter().take(missing));
}

#[cfg(test)]
mod tests {
    use super::super::{Hash, Members, Modulo, Node, Ring};
    use super::*;

    #[test]
    fn zones_come_before_neighbours() {
        let nodes: Vec<Node> = (0..6).map(|i| Node { zone: i / 2, ..Node::new(format!("n{i}")) }).collect();
        let modulo = Modulo::new(Members::new(&nodes));
        let mut held = Vec::new();
        replicas(&modulo, 0, 3, &mut held);
        assert_eq!(held, [0, 2, 4]);
        // A fourth must repeat a zone: the first that was passed.
        replicas(&modulo, 0, 4, &mut held);
        assert_eq!(held, [0, 2, 4, 1]);
        replicas(&modulo, 5, 99, &mut held);
        held.sort_unstable();
        assert_eq!(held, [0, 1, 2, 3, 4, 5]);
        replicas(&modulo, 0, 0, &mut held);
        assert!(held.is_empty());
    }

    #[test]
    fn distinct_on_a_ring() {
        let nodes: Vec<Node> = (0..5).map(|i| Node::new(format!("n{i}"))).collect();
        let ring = Ring::new(Members::new(&nodes), Hash::Xxh64, 16);
        let mut held = Vec::new();
        for key in 0..500u64 {
            let point = crate::sim::rng::mix(key);
            replicas(&ring, point, 3, &mut held);
            assert_eq!((held.len(), held[0]), (3, ring.owner(point).unwrap()));
            assert!(held[0] != held[1] && held[1] != held[2] && held[0] != held[2]);
        }
    }
}
