//! What can be guessed before it happens.

use crate::concept::predict::{Answer, Ask, Prediction, Reply, ScaleDecl};
use crate::param::Scale;

/// The predictions, in the order in which they are asked.
pub const PREDICTIONS: &[Prediction] = &[
    Prediction {
        id: "nine-in-an-office",
        question: "Nine of thirteen people share an address. What share of all requests is refused unjustly?",
        from: "key=address&behind=9&seed=4",
        then: "",
        lasts: 120.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.0,
            high: 100.0,
            scale: Scale::Linear,
            step: 1.0,
            unit: "%",
            of: "100 * innocent.unjust",
            close: 0.05,
        }),
        because: "The nine send about 20 requests a second into one count, which stops the most generous tier at 80 in 10 s and the \
                  others earlier. {100 * shared.refused|%} of theirs are refused; over all, {answer|%} unjustly.",
        replies: &[
            Reply {
                when: "guess < 10",
                words: "Nobody asks too much, that is right. But the limiter does not see nine people. It sees one who asks for \
                        nine.",
            },
            Reply {
                when: "guess < answer",
                words: "Nine shares of 0.6 are far more than one limit, whichever tier's.",
            },
            Reply {
                when: "guess > answer",
                words: "Four people have an address to themselves and lose hardly anything, and a full count was empty once.",
            },
        ],
    },
    Prediction {
        id: "sixteen-addresses",
        question: "Each address may send 1 request a second without an account. An attacker sends 30 a second, at random from one \
                   of sixteen addresses. How many a second get through?",
        from: "key=user-or-address&attack=30&addresses=16&seed=2",
        then: "",
        lasts: 120.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.0,
            high: 40.0,
            scale: Scale::Linear,
            step: 0.5,
            unit: "/s",
            of: "attacker.passed_per_s",
            close: 0.03,
        }),
        because: "Each address sees nearly 2 a second and lets 1 pass. Sixteen addresses: {answer|/s}. With as many addresses as \
                  requests a second all of it passes.",
        replies: &[
            Reply {
                when: "guess <= 2",
                words: "That is what one address may. The limiter does not know that they are one person.",
            },
            Reply {
                when: "guess >= 29",
                words: "Each address is limited, and each of these is asked for twice what it may.",
            },
            Reply { when: "guess < answer", words: "Every one of the sixteen counts is filled, in every window." },
            Reply { when: "guess > answer", words: "Sixteen addresses with 1 a second each: no more can pass." },
        ],
    },
    Prediction {
        id: "who-pays-for-nobody",
        question: "Users have a count each. All who have not signed in share one. An attacker who has not signed in sends 20 a second. \
                   Who is refused in the next two minutes?",
        from: "key=user&attack=20&addresses=1&seed=6",
        then: "",
        lasts: 120.0,
        ask: Ask::Choice(&[
            Answer { label: "The attacker, and hardly anybody else", when: "anonymous.refused < 0.3" },
            Answer { label: "Everybody, in all tiers alike", when: "free.refused > 0.3" },
            Answer { label: "The attacker, and all who have not signed in", when: "anonymous.refused >= 0.3" },
        ]),
        because: "They share his count, and he fills it at the start of each window. {100 * anonymous.refused|%} of what the anonymous \
                  ask is refused, and {100 * free.refused|%} of what free accounts ask.",
        replies: &[
            Reply {
                when: "guess = 0",
                words: "The limiter cannot tell him from four people who look like him. What holds him holds them.",
            },
            Reply {
                when: "guess = 1",
                words: "Who has signed in has a count of his own, and nobody else can fill it.",
            },
        ],
    },
    Prediction {
        id: "what-a-cap-does",
        question: "A cap of 100 in 10 s for each address holds an attacker with twelve accounts. Nine people of all tiers sit behind \
                   another address, each well within what he may. What does the cap do to them?",
        from: "key=both&behind=9&attack=40&addresses=1&accounts=12&cap=100&seed=3",
        then: "",
        lasts: 120.0,
        ask: Ask::Choice(&[
            Answer { label: "Nothing: nobody asks too much", when: "shared.refused < 0.02" },
            Answer { label: "It refuses about a tenth", when: "shared.refused < 0.2" },
            Answer { label: "It refuses nearly half", when: "shared.refused >= 0.2" },
        ]),
        because: "Their tiers let them send twice the cap, and they send more than it: {100 * shared.refused|%} of theirs are refused. The \
                  attacker loses {100 * attacker.refused|%}.",
        replies: &[
            Reply {
                when: "guess = 0",
                words: "Each stays within his tier. The cap does not look at tiers: it adds up whoever has that address.",
            },
            Reply { when: "guess = 1", words: "Add up what nine people may: it is far more than 100." },
        ],
    },
];
