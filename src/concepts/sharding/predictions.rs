//! What can be guessed before it happens.

use crate::concept::predict::{Answer, Ask, Prediction, Reply, ScaleDecl};
use crate::param::Scale;

/// The predictions, in the order in which they are asked.
pub const PREDICTIONS: &[Prediction] = &[
    Prediction {
        id: "how-many-move",
        question: "Keys lie on four shards by hash mod N. A fifth is added. What share of the rows moves?",
        from: "shards=4&place=modulo&rate=40&each=20&net=120&rows=20000&limit=400&seed=6&t=10",
        then: "shards=5",
        lasts: 2.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.0,
            high: 100.0,
            scale: Scale::Linear,
            step: 1.0,
            unit: "%",
            of: "100 * move.share",
            close: 0.03,
        }),
        because: "A key stays if its hash leaves the same after division by 4 and by 5: 4 of every 20. {answer|%} move. On a ring it would be \
                  the fifth that the new shard takes.",
        replies: &[
            Reply {
                when: "guess <= 30",
                words: "That is what the new shard has to get, and what a ring would move. Mod N shuffles the others as well.",
            },
            Reply {
                when: "guess < answer",
                words: "Write down 0 to 19 modulo 4 and modulo 5 and count those that agree.",
            },
            Reply { when: "guess > answer", words: "Some stay: one in five has the same remainder by luck." },
        ],
    },
    Prediction {
        id: "split-the-tail",
        question: "Rows lie by time, and the last shard gets all queries: more than it can serve. It is split in two. A minute after \
                   its rows have moved, what is the busiest shard asked for?",
        from: "shards=6&key=time&place=range&rate=24&each=20&writes=50&net=120&rows=6000&limit=2000&seed=2&t=12",
        then: "split=6",
        lasts: 90.0,
        ask: Ask::Choice(&[
            Answer { label: "About half of what it was", when: "busiest.load < 0.8" },
            Answer { label: "As much as before", when: "busiest.load >= 0.8" },
        ]),
        because: "The split halves rows. Now lies in the upper half, and everybody wants now: the new shard is asked for \
                  {100 * busiest.load|%} of what it can serve.",
        replies: &[Reply {
            when: "guess = 0",
            words: "Half of the rows went, and nobody wanted those. Queries go by what is asked for, not by how much there is.",
        }],
    },
    Prediction {
        id: "the-tail-of-64",
        question: "Of the parts of a scatter-gather one in a hundred is slow. It asks 64 shards. What share of the scatter-gathers has \
                   a slow part?",
        from: "shards=64&rate=100&each=40&scatter=8&writes=20&net=120&seed=5",
        then: "",
        lasts: 150.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.0,
            high: 100.0,
            scale: Scale::Linear,
            step: 1.0,
            unit: "%",
            of: "100 * slow.measured",
            close: 0.1,
        }),
        because: "By 1 − 0.99⁶⁴ it is {100 * slow.formula|%} if shards are slow independently; {answer|%} were. They are slow together now and then, \
                  as each scatter-gather stands in every line.",
        replies: &[
            Reply { when: "guess <= 5", words: "That is a part. A query has 64 of them and waits for the slowest." },
            Reply {
                when: "guess >= 60",
                words: "64 times one in a hundred is 64 only if no query had two slow parts.",
            },
            Reply { when: "guess < answer", words: "Each of the 64 has its chance to be the slow one." },
            Reply {
                when: "guess > answer",
                words: "Slow parts come together: some queries have many, and others none.",
            },
        ],
    },
    Prediction {
        id: "what-a-limit-does",
        question: "Four shards, half busy. A fifth comes, 80 % of the rows move, as fast as shards can copy. What is p99 in the next half \
                   minute?",
        from: "shards=4&place=modulo&window=map&rate=40&each=20&net=120&rows=60000&copy=20&streams=16&limit=1e7&seed=9&t=30",
        then: "shards=5",
        lasts: 30.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.2,
            high: 20.0,
            scale: Scale::Log,
            step: 0.1,
            unit: "s",
            of: "point_s.p99",
            close: 0.08,
        }),
        because: "It was {before|s} before. Sixteen batches of each shard are always under way, and a query waits behind those in its line: \
                  {answer|s}. A limit makes the move long and the lines short.",
        replies: &[
            Reply {
                when: "guess < 1",
                words: "Copies are jobs like others, and shards do not know that they are less urgent.",
            },
            Reply {
                when: "guess < answer",
                words: "Count what stands in a line: its own copies out, and those of others in.",
            },
            Reply { when: "guess > answer", words: "Only so many copies are under way at once, so lines have an end." },
        ],
    },
];
