//! What can be guessed before it happens.

use crate::concept::predict::{Answer, Ask, Prediction, Reply, ScaleDecl};
use crate::param::Scale;

/// The predictions, in the order in which they are asked.
pub const PREDICTIONS: &[Prediction] = &[
    Prediction {
        id: "deleting-first",
        question: "22.9 % of the answers are old if it deletes after the write. What if it deletes first, then writes?",
        from: "patterns=cache-aside&order=delete-before&reads=200&writes=20&keys=4&ttl=5&seed=5",
        then: "",
        lasts: 120.0,
        ask: Ask::Choice(&[
            Answer { label: "It falls: no old value is left when the write comes", when: "lane.1.old.share < 0.2" },
            Answer { label: "It stays", when: "lane.1.old.share < 0.26" },
            Answer { label: "It rises", when: "lane.1.old.share >= 0.26" },
        ]),
        because: "A read comes between the delete and the write, finds nothing, gets the old value and stores it. After that nobody deletes: \
                  {100 * lane.1.old.share|%}.",
        replies: &[
            Reply {
                when: "guess = 0",
                words: "None is left at the delete. The write takes longer, and in between somebody reads.",
            },
            Reply {
                when: "guess = 1",
                words: "The window for the race was a slow message. Now it is the whole time of the write.",
            },
        ],
    },
    Prediction {
        id: "six-times-the-life",
        question: "Nobody tells the cache of writes. Values live 10 s, and 60 % of the answers are old. What share is old when they live 60 s?",
        from: "patterns=write-around&reads=60&writes=4&keys=20&ttl=60&seed=7",
        then: "",
        lasts: 300.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.0,
            high: 100.0,
            scale: Scale::Linear,
            step: 1.0,
            unit: "%",
            of: "100 * lane.1.old.share",
            close: 0.04,
        }),
        because: "A key is written every five seconds on average, the popular ones more often. Most of a life of 60 s comes after the first write in it: {answer|%}. \
                  The hit ratio is {100 * lane.1.hit_ratio|%}: nearly all hits are old.",
        replies: &[
            Reply {
                when: "guess <= 62",
                words: "Each second that a value lives on is a second in which it can be written.",
            },
            Reply { when: "guess < answer", words: "Ask how much of the life comes after the first write." },
            Reply {
                when: "guess > answer",
                words: "The first part of each life is right, and that of unpopular keys for longer.",
            },
        ],
    },
    Prediction {
        id: "half-a-flush",
        question: "30 writes a second, flushed every 3 s. The cache crashes 1.4 s after a flush. How many acknowledged writes are gone?",
        from: "patterns=write-behind&writes=30&flush=3&keys=500&alpha=0&batch=500&seed=8&t=16.4",
        then: "crash",
        lasts: 1.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.0,
            high: 100.0,
            scale: Scale::Linear,
            step: 1.0,
            unit: "writes",
            of: "lane.1.lost_writes",
            close: 0.08,
        }),
        because: "All that were acknowledged since the flush: 30 a second for 1.4 s. {answer} here, and each had been answered with done.",
        replies: &[
            Reply {
                when: "guess < 5",
                words: "The database has none of what came after the flush, and nobody else has it.",
            },
            Reply { when: "guess < answer", words: "Count the writes since the last flush." },
            Reply {
                when: "guess > answer",
                words: "What the flush took with it is safe, also while it is on its way.",
            },
        ],
    },
];
