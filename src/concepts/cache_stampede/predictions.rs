//! What can be guessed before it happens.

use crate::concept::predict::{Answer, Ask, CurveDecl, Over, Prediction, Reply, ScaleDecl};
use crate::param::Scale;

/// The predictions, in the order in which they are asked.
pub const PREDICTIONS: &[Prediction] = &[
    Prediction {
        id: "ten-times-the-rate",
        question: "Half a second for a load, 400 requests a second, no cure. How many loads does each expiry cost?",
        from: "rate=400&seed=3",
        then: "",
        lasts: 60.0,
        ask: Ask::Scale(ScaleDecl {
            low: 1.0,
            high: 1000.0,
            scale: Scale::Log,
            step: 1.0,
            unit: "loads",
            of: "lane.1.loads_per_expiry",
            close: 0.06,
        }),
        because: "All who come within the half second ask, too: 400 × 0.5 and the first. Here {answer} on average, and {lane.1.peak} at once at most.",
        replies: &[
            Reply {
                when: "guess < 2",
                words: "That is what a lock would do. Without one nobody knows that somebody asks already.",
            },
            Reply {
                when: "guess < answer",
                words: "Everybody who comes while the value is missing asks for it. Count them: rate × load time.",
            },
            Reply { when: "guess > answer", words: "Only those ask who come before the first load is done." },
        ],
    },
    Prediction {
        id: "thirty-two-processes",
        question: "200 requests a second are spread over 32 processes. Each joins its own requests into one flight. A load takes half a second. How many \
                   loads for each expiry?",
        from: "cures=single-flight,none,lock&processes=32&rate=200&ttl=5&seed=6",
        then: "",
        lasts: 60.0,
        ask: Ask::Scale(ScaleDecl {
            low: 1.0,
            high: 100.0,
            scale: Scale::Log,
            step: 1.0,
            unit: "loads",
            of: "lane.1.loads_per_expiry",
            close: 0.05,
        }),
        because: "Each process that is asked at all within the half second loads once: {answer} of 32. Without flights it would be {lane.2.loads_per_expiry}.",
        replies: &[
            Reply { when: "guess < 2", words: "One flight in each process. They know nothing of one another." },
            Reply {
                when: "guess < answer",
                words: "In half a second 100 requests come. Few of 32 processes get none of them.",
            },
            Reply { when: "guess > answer", words: "It cannot be more than one for each process." },
        ],
    },
    Prediction {
        id: "jitter-and-one-key",
        question: "One hot key, 300 requests a second. Its life gets up to 20 % longer by chance. What does that do to the stampede?",
        from: "cures=none,jitter&keys=1&rate=300&load=0.4&ttl=10&jitter=20&seed=2",
        then: "",
        lasts: 60.0,
        ask: Ask::Choice(&[
            Answer { label: "Far fewer loads at once: they spread out", when: "lane.2.peak < 0.5 * lane.1.peak" },
            Answer { label: "A fifth fewer", when: "lane.2.peak < 0.85 * lane.1.peak" },
            Answer { label: "Hardly a difference", when: "lane.2.peak < 1.3 * lane.1.peak" },
        ]),
        because: "It expires at another moment, and at that moment everybody asks: {lane.2.peak} at once at most, without jitter {lane.1.peak}.",
        replies: &[
            Reply {
                when: "guess = 1",
                words: "How many ask depends on the rate and the load time, and jitter changes neither.",
            },
            Reply {
                when: "guess = 0",
                words: "Many keys that were stored together spread out. One key has nobody to spread from.",
            },
        ],
    },
    Prediction {
        id: "loads-over-the-rate",
        question: "A load takes half a second and nothing stops a stampede. How many loads does an expiry cost at 1 to 80 \
                   requests a second?",
        from: "cures=none&rate=1&load=0.5&ttl=5&seed=3",
        then: "rate=80",
        lasts: 120.0,
        ask: Ask::Curve(CurveDecl {
            x: "requests a second",
            xs: &[1.0, 10.0, 20.0, 40.0, 60.0, 80.0],
            x_scale: Scale::Linear,
            x_unit: "/s",
            over: Over::Setting("rate={x}"),
            y: "loads for each expiry",
            of: ScaleDecl {
                low: 0.0,
                high: 60.0,
                scale: Scale::Linear,
                step: 1.0,
                unit: "",
                of: "lane.1.loads_per_expiry",
                close: 0.05,
            },
        }),
        because: "The first one who misses, and all who come in the half second that its load takes: 1 + λD. From \
                  {answer.first} to {answer.last}, in a straight line.",
        replies: &[
            Reply {
                when: "guess.last < 4",
                words: "One for each expiry is what a lock gives. Here nobody knows that somebody loads already.",
            },
            Reply {
                when: "guess.bend > 0.1",
                words: "Nothing feeds back here: a load takes half a second however many there are. Each further request a \
                        second adds half a load.",
            },
            Reply {
                when: "guess.bend + 0.1 < 0",
                words: "It does not level off: whoever comes within the half second loads, be they many or few.",
            },
            Reply { when: "guess > answer", words: "Count who comes within half a second, not within a whole one." },
            Reply {
                when: "guess < answer",
                words: "Everybody who comes within the half second loads, not every other one.",
            },
        ],
    },
];
