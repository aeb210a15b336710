//! What can be guessed before it happens.

use super::model::Cluster;
use crate::concept::predict::{Ask, CurveDecl, Over, Prediction, Reply, ScaleDecl};
use crate::param::Scale;
use crate::sim::Model as _;

const PERCENT: ScaleDecl = ScaleDecl {
    low: 0.0,
    high: 100.0,
    scale: Scale::Linear,
    step: 1.0,
    unit: "%",
    of: "100 * moved.share",
    close: 0.04,
};

/// The predictions, in the order in which they are asked.
pub const PREDICTIONS: &[Prediction] = &[
    Prediction {
        id: "a-node-joins-under-modulo",
        question: "Four nodes hold 10,000 keys, placed by hash modulo N. A fifth joins. What share of the keys will move?",
        from: "strategy=modulo&nodes=4&keys=10000&seed=234&t=2",
        then: "add",
        lasts: 1.0,
        ask: Ask::Scale(PERCENT),
        because: "A key stays only if its hash leaves the same remainder by four and by five: one in five. {moved.keys} of \
                  {keys} moved.",
        replies: &[
            Reply {
                when: "guess < 30",
                words: "A fifth is what the new node needs. Modulo does not ask what is needed: it deals all keys anew.",
            },
            Reply {
                when: "guess < answer",
                words: "Most keys that move do not even go to the new node. They change places between the old ones.",
            },
            Reply { when: "guess > answer", words: "Nearly. One in five keeps its owner by chance." },
        ],
    },
    Prediction {
        id: "a-node-joins-the-ring",
        question: "The same four nodes on a ring with 16 marks each. A fifth joins. What share of the keys will move?",
        from: "strategy=ring&nodes=4&marks=16&keys=10000&seed=234&t=2",
        then: "add",
        lasts: 1.0,
        ask: Ask::Scale(PERCENT),
        because: "The new marks cut arcs, and only what lies in the pieces cut off changes its owner: {moved.keys} keys, \
                  all to E.",
        replies: &[
            Reply {
                when: "guess > 60",
                words: "That was modulo. On a ring a key looks only at the next mark, and most keys have the mark they had.",
            },
            Reply { when: "guess > answer", words: "The new node needs a fifth, and nothing else has to move." },
            Reply {
                when: "guess < answer",
                words: "The new node takes its share, a fifth, and each key of it has to come from somewhere.",
            },
        ],
    },
    Prediction {
        id: "a-node-dies-under-modulo",
        question: "Six cache nodes answer 2,000 a second, all of them hits. B dies, placed by modulo. How many a second \
                   reach the database after one second?",
        from: "strategy=modulo&nodes=6&marks=100&keys=5000&rate=2000&seed=11&t=2",
        then: "kill=2",
        lasts: 1.0,
        ask: Ask::Scale(ScaleDecl {
            low: 10.0,
            high: 2000.0,
            scale: Scale::Log,
            step: 1.0,
            unit: "/s",
            of: "database_per_s",
            close: 0.05,
        }),
        because: "{100 * moved.share|%} of the keys have a new owner that has never seen them. Each is a miss once, so the \
                  database gets {answer|/s} until the caches are warm again.",
        replies: &[
            Reply {
                when: "guess < 450",
                words: "One node in six is gone, but not one key in six: under modulo nearly all keys change their node, \
                        and every move is a miss.",
            },
            Reply {
                when: "guess < answer",
                words: "Five keys in six moved. Only keys that were asked for again within the second are hits by now.",
            },
            Reply {
                when: "guess > answer",
                words: "Each key misses once. Those that came twice within the second were hits the second time.",
            },
        ],
    },
    Prediction {
        id: "three-nodes-die",
        question: "Twelve nodes, two copies of each key, no racks. Three nodes die at once. What share of the keys is lost?",
        from: "strategy=ring&nodes=12&marks=32&keys=10000&replicas=2&seed=12&t=2",
        then: "several=3",
        lasts: 1.0,
        ask: Ask::Scale(ScaleDecl { of: "100 * lost.share", high: 50.0, close: 0.03, ..PERCENT }),
        because: "Both copies must be among the three: 3/12 for the first, then 2/11 for the second, {100 * lost.theory|%}.",
        replies: &[
            Reply {
                when: "guess > 20",
                words: "A quarter of the keys lost one copy. Lost is only what had the other one on a dead node too.",
            },
            Reply {
                when: "guess > answer",
                words: "The second copy had eleven other nodes to be on, and nine of them live.",
            },
            Reply {
                when: "guess < answer",
                words: "A quarter of the keys have their first copy among the dead, and two of eleven of those the second.",
            },
        ],
    },
    Prediction {
        id: "who-takes-over",
        question: "Five nodes, 3 marks each. C dies. Which node takes over most of its keys?",
        from: "strategy=ring&nodes=5&marks=3&keys=10000&seed=41&t=2&paused",
        then: "kill=3",
        lasts: 1.0,
        ask: Ask::Next { kind: "node" },
        because: "A dead mark's arc goes to the next mark clockwise, whole. With few marks one neighbour gets most of it: \
                  the fullest node now has {fullest|×} its due.",
        replies: &[Reply {
            when: "guess > 0",
            words: "Follow the circle clockwise from C's longest arc to the next mark that is not C's. Its size does not \
                    matter, only where it stands.",
        }],
    },
    Prediction {
        id: "modulo-and-many-nodes",
        question: "Keys are placed by hash modulo N, and one node joins. What share of the keys moves if there were 2 to 24 \
                   nodes before?",
        from: "strategy=modulo&nodes=2&keys=10000&seed=234&t=1",
        then: "nodes=24&add",
        lasts: 1.0,
        ask: Ask::Curve(CurveDecl {
            x: "nodes before",
            xs: &[2.0, 4.0, 8.0, 12.0, 16.0, 24.0],
            x_scale: Scale::Linear,
            x_unit: "nodes",
            over: Over::Setting("nodes={x}&add"),
            y: "keys moved, %",
            of: PERCENT,
        }),
        because: "A key stays only if its hash leaves the same remainder by N and by N + 1: one in N + 1. All others move, \
                  {answer.first|%} at 2 nodes and {answer.last|%} at 24.",
        replies: &[
            Reply {
                when: "guess.last < guess.first",
                words: "That is what would have to move: the new node's share, which shrinks with every node. Modulo does \
                        the opposite: the more nodes there are, the rarer it is that two remainders agree.",
            },
            Reply {
                when: "guess < answer",
                words: "It is nearly everything. Keys do not only go to the new node, they change places between the old \
                        ones.",
            },
            Reply { when: "guess > answer", words: "Nearly all, but one in N + 1 keeps its owner by chance." },
        ],
    },
];

/// The node that gained most keys by the change after `before`.
pub fn outcome(before: &Cluster, after: &Cluster) -> Option<u64> {
    after.change().filter(|change| change.at >= before.now())?;
    let own = after.own();
    let gained = |id: u32| i64::from(own.load(id)) - i64::from(own.load_before(id));
    let most = after.members().iter().max_by_key(|member| gained(member.id))?;
    Some(u64::from(most.id) + 1)
}
