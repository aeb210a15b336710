//! What can be guessed before it happens.

use super::model::Cluster;
use crate::concept::predict::{Answer, Ask, CurveDecl, Over, Prediction, Reply, ScaleDecl};
use crate::param::Scale;

/// The predictions, in the order in which they are asked.
pub const PREDICTIONS: &[Prediction] = &[
    Prediction {
        id: "the-slow-one-under-round-robin",
        question: "Two choices becomes round robin. How many requests wait at S6 after 30 s?",
        from: "preset=the-slow-one",
        then: "policy=round-robin",
        lasts: 30.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.0,
            high: 200.0,
            scale: Scale::Linear,
            step: 1.0,
            unit: "",
            of: "server.6.in_queue.now",
            close: 0.1,
        }),
        because: "Round robin gives S6 a fifth of 40 a second: 8. It serves 4. Its line grows by about 4 a second, for 30 \
                  seconds.",
        replies: &[
            Reply {
                when: "guess < 20",
                words: "Two choices kept its line short, because it looks. Round robin does not look: nothing holds the \
                        line back.",
            },
            Reply {
                when: "guess < answer",
                words: "The line never finds a level. It grows for as long as more comes than S6 can serve.",
            },
            Reply {
                when: "guess > answer",
                words: "S6 still works while its line grows: 4 of the 8 that come each second are served.",
            },
        ],
    },
    Prediction {
        id: "one-of-six-dies",
        question: "Six servers of 10 /s share 40 /s by round robin. S3 dies. What is p99 after 20 s?",
        from: "policy=round-robin&rate=40&mean=0.1&net=60&health=instant&seed=2&t=40",
        then: "kill=3",
        lasts: 20.0,
        ask: Ask::Scale(ScaleDecl {
            low: 0.2,
            high: 5.0,
            scale: Scale::Log,
            step: 0.01,
            unit: "s",
            of: "now:p99",
            close: 0.08,
        }),
        because: "Five servers now work {100 * now:utilisation|%} of their time instead of {100 * was:utilisation|%}. p99 \
                  went from {before|s} to {answer|s}: lines grow faster than load does, and the tail grows first.",
        replies: &[
            Reply {
                when: "guess <= 1.05 * before",
                words: "A sixth of the power is gone and p99 was {before|s} already. Less power for the same load never \
                        leaves the tail where it was.",
            },
            Reply {
                when: "guess < answer",
                words: "Capacity fell by a sixth, and waiting does not follow in proportion: what counts is the room that \
                        is left. It was a third, and it is a fifth.",
            },
            Reply {
                when: "guess > answer",
                words: "Five servers can still serve 50 a second and 40 come. The lines are longer, and they hold.",
            },
        ],
    },
    Prediction {
        id: "the-spare-that-was-not",
        question: "Two servers of 10 /s share 14 /s. One dies. What does the line at the other one do?",
        from: "policy=least-connections&rate=14&mean=0.1&servers=2&net=60&health=instant&seed=6&t=20",
        then: "kill=1",
        lasts: 30.0,
        ask: Ask::Choice(&[
            Answer { label: "It is a little longer", when: "server.2.in_queue.now < 10" },
            Answer { label: "It doubles, and stays", when: "server.2.in_queue.now < 40" },
            Answer { label: "It grows without end", when: "server.2.in_queue.now >= 40" },
        ]),
        because: "14 come each second and S2 serves 10. After 30 s {server.2.in_queue.now} wait, and nothing stops the line: \
                  it grows by about 4 a second.",
        replies: &[
            Reply {
                when: "guess = 0",
                words: "Two servers at 70 % look as if one were to spare. It is, below 10 a second.",
            },
            Reply {
                when: "guess = 1",
                words: "Twice the load on a server gives twice the line only while the server has room. S2 has none.",
            },
        ],
    },
    Prediction {
        id: "who-is-next",
        question: "Least requests is at work. Which server gets the next request?",
        from: "policy=least-connections&rate=44&mean=0.1&health=instant&seed=23&t=30.4&paused",
        then: "",
        lasts: 0.0,
        ask: Ask::Next { kind: "server" },
        because: "Of all servers it had the fewest requests inside. Where several have as few, chance chooses among them.",
        replies: &[Reply {
            when: "guess > 0",
            words: "Count what waits and what is being served: the balancer counts both.",
        }],
    },
    Prediction {
        id: "the-curve-of-waiting",
        question: "Four servers of 10 /s are chosen at random. Which way does the mean latency go from 8 to 38 requests a \
                   second?",
        from: "policy=random&rate=8&servers=4&mean=0.1&seed=4",
        then: "rate=38",
        lasts: 120.0,
        ask: Ask::Curve(CurveDecl {
            x: "requests a second",
            xs: &[8.0, 14.0, 20.0, 26.0, 32.0, 38.0],
            x_scale: Scale::Linear,
            x_unit: "/s",
            over: Over::Setting("rate={x}"),
            y: "mean latency, s",
            of: ScaleDecl {
                low: 0.0,
                high: 2.5,
                scale: Scale::Linear,
                step: 0.05,
                unit: "s",
                of: "sojourn_s.mean",
                close: 0.06,
            },
        }),
        because: "At 8 /s a request takes {answer.first|s}: a service of 0.1 s and hardly a wait. At 38 /s it takes \
                  {answer.last|s}. For each server theory says 0.1 s / (1 − load): what counts is the room that is left.",
        replies: &[
            Reply {
                when: "guess.bend < 0.1",
                words: "Your line says that each further request costs as much as the one before. Near the edge each costs \
                        more than many before it: at half the load hardly anybody waits.",
            },
            Reply {
                when: "guess.last < 0.6 * answer.last",
                words: "The bend is there, and it goes on. At 38 of 40 a second there is little room left in which a line \
                        could grow short again.",
            },
            Reply {
                when: "guess.first > 2 * answer.first",
                words: "At 8 /s the servers stand idle for four fifths of their time. Hardly anybody waits.",
            },
            Reply { when: "guess > answer", words: "The bend comes later than one thinks, and it is steeper." },
        ],
    },
    Prediction {
        id: "when-forty-wait",
        question: "Two choices becomes round robin, and S6 serves 4 of the 8 that it gets each second. When do 40 wait \
                   there?",
        from: "preset=the-slow-one",
        then: "policy=round-robin",
        lasts: 60.0,
        ask: Ask::When {
            scale: ScaleDecl { low: 0.0, high: 60.0, scale: Scale::Linear, step: 0.5, unit: "s", of: "t", close: 0.04 },
            holds: "server.6.in_queue.now >= 40",
        },
        because: "Four more come each second than S6 serves. A line of 40 takes about ten seconds, and chance moves it by a \
                  few: here {answer|s}.",
        replies: &[
            Reply {
                when: "guess < 7",
                words: "40 have come by then. Half of them are served already: S6 works all the time.",
            },
            Reply {
                when: "guess > answer",
                words: "The line grows by all that S6 cannot serve, from the first second on, and nothing slows it.",
            },
        ],
    },
];

/// The server that was sent the first request after `before`.
pub fn outcome(before: &Cluster, after: &Cluster) -> Option<u64> {
    let routed = |model: &Cluster, index: usize| model.servers().get(index).map_or(0, |server| server.counts.routed);
    let first = (0..after.servers().len()).find(|index| routed(after, *index) > routed(before, *index))?;
    Some(first as u64 + 1)
}
