//! Words that this concept shows, each with its moment.

use crate::concept::Term;

/// The words.
pub static GLOSSARY: &[Term] = &[
    Term::new(
        "consistent hashing",
        "Keys and nodes are put on one circle; a key belongs to the next node. A node more moves only the keys it takes.",
        "preset=one-node-more",
        "moved.share < 0.5",
    ),
    Term::new(
        "modulo",
        "The hash divided by the number of nodes: the remainder is the owner. With one node more nearly all keys move.",
        "preset=three-to-four",
        "moved.share > 0.5",
    ),
    Term::new(
        "virtual node",
        "One node at many places of the circle, so that the shares become even.",
        "preset=one-mark-each",
        "fullest > 1.5",
    ),
    Term::new(
        "bounded load",
        "No node takes more than so much above the mean; the next one takes what is too much.",
        "preset=no-node-too-full",
        "fullest < 1.3",
    ),
    Term::new(
        "hot key",
        "One key that is asked for so often that its node is busy with it alone.",
        "preset=one-celebrity",
        "@popularity:hot",
    ),
    Term::new(
        "hash slot",
        "One of a fixed number of parts. Keys belong to slots for ever; slots move between nodes.",
        "preset=redis-slots",
        "@strategy:slots",
    ),
    Term::new(
        "replica",
        "A copy of a key at another node, best in another rack.",
        "preset=three-at-once",
        "@replicas > 1",
    ),
    Term::new(
        "presence directory",
        "A table that says with which gateway a user is. It is asked before every message, and can be late or wrong.",
        "preset=ask-who-is-where",
        "presence.asked_per_s > 0",
    ),
    Term::new(
        "reconnect storm",
        "Many users who lost their connection at once and all try again.",
        "preset=a-gateway-dies",
        "fleet.peak_per_s > 0",
    ),
    Term::new(
        "drain",
        "To close connections one after the other before a gateway stops, so that its users come back in small numbers.",
        "preset=drain-before-you-stop",
        "@drain > 0",
    ),
    Term::new(
        "rebalancing",
        "Moving keys after the nodes have changed. The least possible is what the new node is due.",
        "preset=one-node-more",
        "moved.keys > 0",
    ),
];
