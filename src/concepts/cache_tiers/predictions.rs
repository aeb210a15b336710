//! What can be guessed before it happens.

use crate::concept::predict::{Answer, Ask, Prediction, Reply, ScaleDecl};
use crate::param::Scale;

/// The predictions, in the order in which they are asked.
pub const PREDICTIONS: &[Prediction] = &[
    Prediction {
        id: "how-old-can-it-be",
        question: "A copy lives 30 s at the CDN, 5 s in a program, 60 s in a node, and nobody deletes. For how long was the worst \
                   answer of ten minutes out of date?",
        from: "tell=nobody&writes=4&edge-room=400&shield-room=400&local-room=400&node-room=400&workers=16&seed=5",
        then: "",
        lasts: 600.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.0,
            high: 120.0,
            scale: Scale::Linear,
            step: 1.0,
            unit: "s",
            of: "old_s.max",
            close: 0.12,
        }),
        because: "A node's copy can be a minute old when a program takes it, and that one's a few seconds when an edge does. Lives add \
                  up: 95 s at most, and {answer|s} here.",
        replies: &[
            Reply {
                when: "guess <= 35",
                words: "That is the life at the CDN, counted from when it got a copy. The copy was old already.",
            },
            Reply {
                when: "guess < answer",
                words: "More than the longest life: a copy of a copy has its whole life before it, too.",
            },
            Reply {
                when: "guess > answer",
                words: "At most all lives together, if each copy is taken in the last moment of the one before it.",
            },
        ],
    },
    Prediction {
        id: "one-of-four-by-modulo",
        question: "300 keys on four nodes, placed by the hash modulo the number of nodes. Node 2 is lost. How many loads \
                   does that cost the origin in the next two minutes?",
        from: "tiers=cluster&rate=400&keys=300&alpha=0&node-room=300&node-ttl=3600&workers=16&writes=0&place=modulo&seed=6&t=30",
        then: "lose=2",
        lasts: 120.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.0,
            high: 300.0,
            scale: Scale::Linear,
            step: 5.0,
            unit: "loads",
            of: "origin.loads - 321",
            close: 0.06,
        }),
        because: "The remainder by 3 and by 4 are the same for one hash in four, and of these some were on the lost node. It cost {answer} \
                  loads, although three of four nodes kept all they had.",
        replies: &[
            Reply {
                when: "guess <= 100",
                words: "So many were on the lost node, and a ring would load only those. Modulo looks elsewhere for the rest.",
            },
            Reply { when: "guess < answer", words: "Another divisor gives nearly every hash another remainder." },
            Reply { when: "guess > answer", words: "Some keys have the same remainder by 3 as by 4." },
        ],
    },
    Prediction {
        id: "up-again",
        question: "No node could be reached for ten seconds, and 1,200 loads wait in line at the origin, which does 80 a second. The nodes \
                   are back now, empty. What does the line do in the next five seconds?",
        from: "tiers=cluster&rate=200&keys=300&node-room=150&node-ttl=300&workers=4&writes=0&seed=6&t=40&do=30:down",
        then: "up",
        lasts: 5.0,
        ask: Ask::Choice(&[
            Answer { label: "It shrinks at once", when: "origin.now < 1200" },
            Answer { label: "It stays as it is", when: "origin.now < 1300" },
            Answer { label: "It goes on growing", when: "origin.now >= 1300" },
        ]),
        because: "An answer reaches a node only after its load, and each load stands behind all of the line: fifteen seconds. Until then \
                  every request misses, the popular ones too. {origin.now} are there now.",
        replies: &[
            Reply {
                when: "guess = 0",
                words: "It would if a node asked once for each key. Here every miss is a load, also of what is in line already.",
            },
            Reply {
                when: "guess = 1",
                words: "Nothing is answered by the nodes yet, and 120 more come each second than are done.",
            },
        ],
    },
    Prediction {
        id: "what-a-shield-saves",
        question: "Six edges, each with room for everything, 10 s to live. They ask the origin about 100 times a second. A shield between them, with \
                   the same life. How often is the origin asked?",
        from: "tiers=edge,shield&edges=6&edge-room=400&shield-room=400&cdn-ttl=10&rate=300&join=on&workers=16&writes=0&seed=8",
        then: "",
        lasts: 120.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.0,
            high: 100.0,
            scale: Scale::Linear,
            step: 1.0,
            unit: "/s",
            of: "origin.loads_per_s",
            close: 0.06,
        }),
        because: "What six edges miss is mostly the same. {answer|/s} reach the origin: each popular key once in ten seconds, and the long tail of \
                  keys that are asked for less often than that, which no cache can help.",
        replies: &[
            Reply {
                when: "guess < 20",
                words: "A sixth would be right if every key were asked for at every edge in each ten seconds. Unpopular keys are not.",
            },
            Reply {
                when: "guess < answer",
                words: "The shield saves what several edges miss. What one edge alone misses goes through.",
            },
            Reply { when: "guess > answer", words: "For a popular key six misses become one." },
        ],
    },
];
