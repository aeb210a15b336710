//! What can be guessed before it happens.

use crate::concept::predict::{Answer, Ask, Prediction, Reply, ScaleDecl};
use crate::param::Scale;

/// The predictions, in the order in which they are asked.
pub const PREDICTIONS: &[Prediction] = &[
    Prediction {
        id: "two-bursts-at-the-edge",
        question: "The rule is 10 in 2 s, in fixed windows. 10 requests come right before an edge and 10 right after it. \
                   How many pass within these two seconds?",
        from: "limiter=fixed-window&rate=5&burst=10&window=2&arrivals=random&load=0&seed=5&t=3",
        then: "attack",
        lasts: 3.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.0,
            high: 30.0,
            scale: Scale::Linear,
            step: 1.0,
            unit: "",
            of: "window.worst",
            close: 0.02,
        }),
        because: "Each window counts on its own and starts from nothing. One saw 10, the next saw 10, and {answer} passed \
                  within two seconds that no window ever looked at.",
        replies: &[
            Reply {
                when: "guess = 10",
                words: "That is what the rule says. It says it of windows that begin at an edge, and these two seconds do \
                        not.",
            },
            Reply {
                when: "guess < answer",
                words: "Nothing was left over from the window before, and nothing was owed to it: the count went back to \
                        0 at the edge.",
            },
            Reply { when: "guess > answer", words: "More than 20 never came. All that came passed." },
        ],
    },
    Prediction {
        id: "a-smaller-bucket",
        question: "20 a second come and 10 a second drip in. In 30 s a full bucket of 100 lets 400 of 600 pass. How many \
                   does a full bucket of 20 let pass?",
        from: "limiter=token-bucket&rate=10&burst=20&window=1&arrivals=steady&load=20&seed=2",
        then: "",
        lasts: 30.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.0,
            high: 600.0,
            scale: Scale::Linear,
            step: 5.0,
            unit: "",
            of: "attempts.let_in",
            close: 0.03,
        }),
        because: "What was saved is spent once: 20. What drips in comes all the time: 10 a second for 30 s. Together that \
                  is 320, and {answer} passed.",
        replies: &[
            Reply {
                when: "guess < 200",
                words: "The size of the bucket is no rate. It is spent once, and the refill goes on whatever its size.",
            },
            Reply {
                when: "guess > 395",
                words: "The refill is the same, but 80 tokens fewer were saved at the start.",
            },
            Reply { when: "guess < answer", words: "Count the refill: 10 a second for 30 s." },
            Reply { when: "guess > answer", words: "From a bucket of 100 to one of 20 exactly 80 are missing." },
        ],
    },
    Prediction {
        id: "what-reading-saves",
        question: "9 a second want in, 5 may. Clients that obey Retry-After make 1,063 attempts in 30 s. How many if they \
                   read Remaining and do not ask in vain?",
        from: "limiter=fixed-window&rate=5&burst=10&window=2&arrivals=random&load=9&react=pace&tries=5&seed=9",
        then: "",
        lasts: 30.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.0,
            high: 1200.0,
            scale: Scale::Linear,
            step: 10.0,
            unit: "",
            of: "attempts.asked",
            close: 0.08,
        }),
        because: "{requests.sent} requests came and {attempts.let_in} passed, as many as before. A client that reads 0 does \
                  not ask, so only those that share the last tokens of a window are refused: {attempts.refused}.",
        replies: &[
            Reply { when: "guess < 160", words: "160 pass in this time, and each of them is an attempt." },
            Reply {
                when: "guess > 900",
                words: "Obeying says when to come back. Reading says whether to come at all: most attempts never happen.",
            },
            Reply { when: "guess < answer", words: "What one client reads another may spend before it asks." },
            Reply { when: "guess > answer", words: "Nobody who reads 0 asks again before the edge." },
        ],
    },
    Prediction {
        id: "meter-and-bucket",
        question: "A token bucket and a leaky meter with the same rate and size get the same bursts for a minute. On how \
                   many requests do they differ?",
        from: "limiter=token-bucket&rate=5&burst=8&window=2&beside=leaky-meter&arrivals=bursty&load=6&burst-ratio=4\
               &burst-len=1&seed=7",
        then: "",
        lasts: 60.0,
        ask: Ask::Choice(&[
            Answer { label: "On none", when: "lane.1.let_in = lane.2.let_in" },
            Answer { label: "On a few, at the edges of bursts", when: "lane.1.let_in - lane.2.let_in < 20" },
            Answer { label: "On most of those in bursts", when: "lane.1.let_in >= 0" },
        ]),
        because: "Both let {lane.1.let_in} pass and refused {lane.1.refused}. Tokens left and water missing are the same \
                  number, seen from two sides.",
        replies: &[
            Reply {
                when: "guess = 1",
                words: "It looks as if one emptied what the other fills. Follow any request: one finds a token whenever the \
                        other finds room.",
            },
            Reply {
                when: "guess = 2",
                words: "You may be thinking of the queue, which delays. The meter refuses, exactly when the bucket does.",
            },
        ],
    },
    Prediction {
        id: "when-the-bucket-is-empty",
        question: "A full bucket holds 60 tokens. 10 a second drip in and 15 requests a second come. When is the first one \
                   refused?",
        from: "limiter=token-bucket&rate=10&burst=60&window=1&arrivals=steady&load=15&seed=2",
        then: "",
        lasts: 30.0,
        ask: Ask::When {
            scale: ScaleDecl { low: 0.0, high: 30.0, scale: Scale::Linear, step: 0.5, unit: "s", of: "t", close: 0.03 },
            holds: "attempts.refused > 0",
        },
        because: "The bucket loses what comes less what drips in: 5 a second. 60 tokens last {answer|s}.",
        replies: &[
            Reply {
                when: "guess < 5",
                words: "60 over 15 would be right if nothing dripped in. Two of three tokens that are taken come back.",
            },
            Reply {
                when: "guess < 7",
                words: "60 over 10 is how long an empty bucket takes to fill, with nobody there. Ask what it loses.",
            },
            Reply { when: "guess < answer", words: "It loses 5 a second, not more: 15 go and 10 come." },
            Reply { when: "guess > answer", words: "It loses 5 in every second, and there are 60." },
        ],
    },
];
