//! What can be guessed before it happens.

use crate::concept::predict::{Answer, Ask, Prediction, Reply, ScaleDecl};
use crate::param::Scale;

/// The predictions, in the order in which they are asked.
pub const PREDICTIONS: &[Prediction] = &[
    Prediction {
        id: "each-on-its-own",
        question: "The rule is 40 in 2 s. Four gateways each count what they see and keep to it. 200 requests come in 2 s. \
                   How many pass in the fullest window of the next 20 s?",
        from: "scheme=local&gateways=4&limit=40&window=2&load=100&rtt=200&seed=3",
        then: "",
        lasts: 20.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.0,
            high: 240.0,
            scale: Scale::Linear,
            step: 5.0,
            unit: "",
            of: "window.worst",
            close: 0.03,
        }),
        because: "Each gateway sees about 50 of the 200 and lets 40 of them pass. Four times 40 is {answer}.",
        replies: &[
            Reply {
                when: "guess <= 45",
                words: "That is the rule, and no gateway breaks it. But each applies it to its own count, and nobody adds them \
                        up.",
            },
            Reply { when: "guess < answer", words: "Every gateway sees more than 40, so every one of them is full." },
            Reply { when: "guess > answer", words: "Each gateway does refuse: it sees about 50 and stops at 40." },
        ],
    },
    Prediction {
        id: "two-that-read-99",
        question: "The limit is 100. Two gateways have read 99 from the store and will each write back what they work out. \
                   What is so in a tenth of a second?",
        from: "preset=ninety-nine-and-then",
        then: "",
        lasts: 0.1,
        ask: Ask::Choice(&[
            Answer { label: "100 passed: the second one is refused", when: "window.worst <= 100" },
            Answer { label: "101 passed, and the store counted 101", when: "store.counted > 100" },
            Answer { label: "101 passed, and the store counted 100", when: "window.worst > 100" },
        ]),
        because: "Both found 99 and let one more pass. Both wrote 99 + 1. {window.worst} passed, and the store says \
                  {store.counted}: what it does not know it cannot tell anybody.",
        replies: &[
            Reply {
                when: "guess = 0",
                words: "The store would have to say no, and it is not asked whether: it only gives out the count and takes what \
                        is written.",
            },
            Reply {
                when: "guess = 1",
                words: "It would count 101 if it were told to add one. It was told to write 100, twice.",
            },
        ],
    },
    Prediction {
        id: "three-times-as-rarely",
        question: "Six gateways tell the store every half second, and 1.7 times the limit passes. 180 requests come in a window, \
                   60 may pass. How many times the limit pass if they tell it every 1.5 s?",
        from: "scheme=sync&every=1.5&gateways=6&limit=60&window=2&load=90&rtt=60&seed=6",
        then: "",
        lasts: 40.0,
        ask: Ask::Scale(ScaleDecl {
            low: 1.0,
            high: 6.0,
            scale: Scale::Linear,
            step: 0.1,
            unit: "×",
            of: "admitted.of_limit",
            close: 0.05,
        }),
        because: "What the others let in between two syncs is not seen. In 1.5 s that is most of a window, so nearly everything \
                  that comes passes: {requests.passed} of {requests.sent}, {answer|×} the limit.",
        replies: &[
            Reply { when: "guess > 3.05", words: "Only three times the limit comes at all. More cannot pass." },
            Reply {
                when: "guess < 1.9",
                words: "The error grows with the interval: three times as long, and three times as much comes unseen.",
            },
            Reply {
                when: "guess < answer",
                words: "Of a window of 2 s hardly half a second is left in which they know.",
            },
            Reply { when: "guess > answer", words: "Late in a window the syncs do arrive, and stop the last ones." },
        ],
    },
    Prediction {
        id: "fail-open",
        question: "Every request asks a store 40 ms away. Gateways wait 100 ms for it and then let all pass. The store dies. \
                   How long does a request take to be decided, on average, over the next 20 s?",
        from: "scheme=central&gateways=4&limit=24&window=2&load=60&rtt=40&patience=100&fallback=open&seed=8&t=4",
        then: "kill=1",
        lasts: 20.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.0,
            high: 300.0,
            scale: Scale::Linear,
            step: 5.0,
            unit: "ms",
            of: "now:latency",
            close: 0.04,
        }),
        because: "Nobody tells a gateway that the store is dead, so each request waits until patience is over: {answer|ms}, \
                  where it was {before|ms}. Failing open saves the requests and not their time.",
        replies: &[
            Reply {
                when: "guess < 20",
                words: "A gateway that knew would not ask. These do not remember that the last one waited in vain.",
            },
            Reply {
                when: "guess < answer",
                words: "An answer would take 40 ms. There is none, and no answer takes longer.",
            },
            Reply {
                when: "guess > answer",
                words: "Patience ends the wait: nobody waits for the store longer than that.",
            },
        ],
    },
    Prediction {
        id: "every-counter-is-right",
        question: "One store counts in one step, exactly. The clocks of five gateways are up to 600 ms apart, and each request \
                   counts for the window that its gateway's clock shows. The limit is 60 in 2 s. What is so in true windows?",
        from: "scheme=central&gateways=5&limit=60&window=2&load=70&rtt=40&clock-skew=600&seed=2",
        then: "",
        lasts: 30.0,
        ask: Ask::Choice(&[
            Answer { label: "60 pass at most, and nobody is refused falsely", when: "window.worst <= 60" },
            Answer { label: "A few too many pass, and that is all", when: "refused.falsely < 100" },
            Answer { label: "A few too many pass, and hundreds are refused falsely", when: "refused.falsely >= 100" },
        ]),
        because: "In one window {window.worst} passed, from counts of two windows at once. And {refused.falsely} were refused \
                  while the true window had room: for their gateway the old one was not over yet, and it was full.",
        replies: &[
            Reply {
                when: "guess = 0",
                words: "Each counter is right about a window that began when some clock said so. The true window has parts of two \
                        of them.",
            },
            Reply {
                when: "guess = 1",
                words: "Whose clock is behind still counts for a window that is full, while the true one has begun and is empty.",
            },
        ],
    },
];
