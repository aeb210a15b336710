//! What can be guessed before it happens.

use super::model::Caches;
use crate::concept::predict::{Answer, Ask, CurveDecl, Over, Prediction, Reply, ScaleDecl};
use crate::param::Scale;
use crate::policies::evict::Eviction as _;

/// The predictions, in the order in which they are asked.
pub const PREDICTIONS: &[Prediction] = &[
    Prediction {
        id: "after-the-next-scan",
        question: "The next scan asks for 60 new keys. How many of its 16 hottest will LRU still hold?",
        from: "preset=the-scan",
        then: "send-scan",
        lasts: 61.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.0,
            high: 16.0,
            scale: Scale::Linear,
            step: 1.0,
            unit: "",
            of: "cache.1.hot_held",
            close: 0.07,
        }),
        because: "LRU has room for 16 and lets every new key in at the top. After 16 new ones nothing old is left, and 60 \
                  came: it holds {answer} of the hottest, SIEVE {cache.3.hot_held}.",
        replies: &[
            Reply {
                when: "guess >= 8",
                words: "A hot key is safe in LRU only as long as it is asked for again before 16 others come. The scan is \
                        60 long.",
            },
            Reply { when: "guess > answer", words: "Nothing in LRU remembers that a key was ever popular." },
        ],
    },
    Prediction {
        id: "a-loop-of-seventeen",
        question: "17 keys are asked for in a loop, and there is room for 16. How many of 1,000 requests does LRU hit?",
        from: "requests=loop&loop-length=17&policies=lru&seed=1",
        then: "",
        lasts: 1000.0,
        ask: Ask::Choice(&[
            Answer { label: "None", when: "cache.1.hits < 1" },
            Answer { label: "About half", when: "cache.1.hits < 800" },
            Answer { label: "About 16 of 17", when: "cache.1.hits >= 800" },
        ]),
        because: "LRU evicts what was asked for longest ago. In a loop that is the very key that comes next: \
                  {cache.1.misses} misses in {requests} requests.",
        replies: &[
            Reply {
                when: "guess = 1",
                words: "There is no half here. The key that is asked for next is always the one that has just left.",
            },
            Reply {
                when: "guess = 2",
                words: "A cache that never evicted would hit 16 of 17. LRU evicts on every miss, and always the wrong one.",
            },
        ],
    },
    Prediction {
        id: "which-key-goes",
        question: "LRU is full. Which key goes next?",
        from: "policies=lru&requests=zipf&size=12&seed=6&t=2.111&paused",
        then: "",
        lasts: 0.0,
        ask: Ask::Next { kind: "key" },
        because: "The key whose last request lies furthest back leaves. A key that is asked for meanwhile moves to the head \
                  and is safe.",
        replies: &[Reply {
            when: "guess > 0",
            words: "It is not popularity that counts. Look for the far end of the list, and at what comes before the next \
                    miss.",
        }],
    },
    Prediction {
        id: "the-hand-comes-by",
        question: "SIEVE is full. Which key goes next?",
        from: "policies=sieve&requests=zipf&size=12&seed=6&t=3.003&paused",
        then: "",
        lasts: 0.0,
        ask: Ask::Next { kind: "key" },
        because: "The hand goes from old to new. A key with a dot loses its dot and stays; the first key without one leaves.",
        replies: &[Reply {
            when: "guess > 0",
            words: "The end of the list is not what leaves here. Start at the hand, and go on until you meet a key without a \
                    dot.",
        }],
    },
    Prediction {
        id: "what-room-buys",
        question: "400 keys are asked for by Zipf's law. What share of the requests does LRU miss with room for 4 to 256 \
                   keys?",
        from: "requests=zipf&alpha=1&keys=400&policies=lru&size=4&seed=1",
        then: "size=256",
        lasts: 4000.0,
        ask: Ask::Curve(CurveDecl {
            x: "cache size, keys",
            xs: &[4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0],
            x_scale: Scale::Log,
            x_unit: "keys",
            over: Over::Setting("size={x}"),
            y: "missed, %",
            of: ScaleDecl {
                low: 0.0,
                high: 100.0,
                scale: Scale::Linear,
                step: 1.0,
                unit: "%",
                of: "100 * cache.1.miss_ratio",
                close: 0.06,
            },
        }),
        because: "From {answer.first|%} at 4 keys to {answer.last|%} at 256, and nearly straight where each step to the \
                  right is twice the room: each doubling buys about as much as the one before, and costs twice as much.",
        replies: &[
            Reply {
                when: "guess.bend > 0.12",
                words: "You let the few hottest keys do most of the work. By Zipf's law there are always more that are \
                        nearly as hot, and each doubling helps about as much as the last.",
            },
            Reply {
                when: "guess.bend + 0.12 < 0",
                words: "That is a loop: nothing helps until everything fits. Here hot keys come back soon, so the first few \
                        places help already.",
            },
            Reply {
                when: "guess > answer",
                words: "Even a small LRU holds what is asked for all the time: it comes back before it reaches the end of \
                        the list.",
            },
            Reply {
                when: "guess < answer",
                words: "LRU lets in every key that is asked for, and each pushes out another one. That room is lost to the \
                        hot ones.",
            },
        ],
    },
];

/// The first key that the first cache has lost since `before`, as the figure numbers it.
pub fn outcome(before: &Caches, after: &Caches) -> Option<u64> {
    let is = after.lanes().first()?;
    targets(before).into_iter().find(|number| !is.policy.holds(number - 1)).map(u64::from)
}

/// What the first cache holds, as the figure numbers it: from 1.
pub fn targets(model: &Caches) -> Vec<u32> {
    let (workload, lane) = (model.params().workload(), model.lanes().first());
    let all = 0..workload.keys + workload.fresh;
    all.filter(|key| lane.is_some_and(|lane| lane.policy.holds(*key))).map(|key| key + 1).collect()
}
