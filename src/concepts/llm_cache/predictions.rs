//! What can be guessed before it happens.

use crate::concept::predict::{Answer, Ask, Prediction, Reply, ScaleDecl};
use crate::param::Scale;

/// The predictions, in the order in which they are asked.
pub const PREDICTIONS: &[Prediction] = &[
    Prediction {
        id: "half-as-near",
        question: "At a threshold of 0.9 hardly any answer is wrong. At 0.5, what share of prompts gets a wrong one?",
        from: "caches=semantic,exact&threshold=0.5&seed=14",
        then: "",
        lasts: 250.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.0,
            high: 100.0,
            scale: Scale::Linear,
            step: 1.0,
            unit: "%",
            of: "100 * lane.1.wrong_share",
            close: 0.05,
        }),
        because: "{100 * lane.1.hit_ratio|%} hit, and {answer|%} of all prompts get the answer to another question: one word apart is near, \
                  whatever the word means.",
        replies: &[
            Reply {
                when: "guess < answer",
                words: "Many questions here have a neighbour that differs in one word. So do yours.",
            },
            Reply {
                when: "guess > answer",
                words: "Where the same question is known in any wording, it is mostly the nearest.",
            },
        ],
    },
    Prediction {
        id: "the-clock-moves",
        question: "A program puts the time with its seconds before 6,000 tokens of instructions. What share of the tokens it sends does a prefix \
                   cache save?",
        from: "caches=prefix,none&system=6000&stamp=on&seed=6",
        then: "",
        lasts: 100.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.0,
            high: 100.0,
            scale: Scale::Linear,
            step: 1.0,
            unit: "%",
            of: "100 * lane.1.kept / (lane.1.kept + lane.1.read)",
            close: 0.02,
        }),
        because: "A prefix is what two prompts have in common from the first token on. Behind the first token that differs nothing can be used, \
                  alike as it may be: {answer|%}.",
        replies: &[
            Reply {
                when: "guess > 90",
                words: "So it is with the time at the end. A prefix ends at the first difference.",
            },
            Reply {
                when: "guess > answer",
                words: "It is not the number of tokens that differ that counts. It is where the first one stands.",
            },
        ],
    },
    Prediction {
        id: "another-order",
        question: "All prompts name an order, and the threshold is 0.85. Of the answers that the semantic cache gives, which are right?",
        from: "caches=semantic&threshold=0.85&personal=100&seed=5",
        then: "",
        lasts: 200.0,
        ask: Ask::Choice(&[
            Answer { label: "Nearly all: 0.85 is strict", when: "lane.1.wrong_of_hits < 0.2" },
            Answer { label: "About half", when: "lane.1.wrong_of_hits < 0.8" },
            Answer { label: "Hardly any", when: "lane.1.wrong_of_hits >= 0.8" },
        ]),
        because: "A number is one word among several. {100 * lane.1.wrong_of_hits|%} of the hits are another order's answer.",
        replies: &[
            Reply {
                when: "guess = 0",
                words: "It is strict about words in general. It does not know that this word is the one that counts.",
            },
            Reply {
                when: "guess = 1",
                words: "There are 9,000 orders. That the nearest prompt is of the same one is rare.",
            },
        ],
    },
];
