//! Prepared states, each with a story. The first one opens the page.

use crate::concept::Preset;

/// The presets, in the order in which they are told.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "three-caches",
        title: "Three caches for prompts",
        story: "The same prompts reach three caches. The exact one wants the very same letters. The prefix one keeps what the \
                model computed for the first tokens, and lets it write. The semantic one gives the answer to the nearest \
                prompt, if it is near enough. Ask for less [likeness](threshold=0.5).",
        link: "seed=3&t=120&speed=0.3",
        source: "",
    },
    Preset {
        id: "near-and-wrong",
        title: "Near, and wrong",
        story: "“Do you ship to Norway?” and “Do you ship to Sweden?” differ in one word, and so do “15 kg” and “50 kg”. To the \
                embedding they are neighbours. At a threshold of 0.5 the cache serves most prompts, and one in six of them with the \
                answer to another question. Nobody notices but the one who asked. [0.8](threshold=0.8) is safer, \
                and serves fewer.",
        link: "caches=semantic,exact&threshold=0.5&seed=4&t=200&speed=0.3",
        source: "A toy embedding: real ones part questions better, and still err; GPTCache (Bang 2023) verifies a hit with a second model",
    },
    Preset {
        id: "whose-order",
        title: "Whose order",
        story: "Every third prompt names an order. The words are the same, the answer is not: another customer's order is the \
                nearest prompt there is. No threshold short of 1 is safe here. Keep such prompts [out](personal=0), or put who asks \
                and what about into the key.",
        link: "caches=semantic,exact&threshold=0.7&personal=33&seed=5&t=200&speed=0.3",
        source: "",
    },
    Preset {
        id: "instructions-first",
        title: "Instructions first",
        story: "Each prompt begins with 6,000 tokens of instructions. Computing them takes 1.2 s; with the prefix kept only the \
                question is new. No answer can be wrong by it, as each is still computed. Shorter [answers](output=50) leave \
                more to win.",
        link: "caches=none,prefix&system=6000&seed=6&t=100&speed=0.3",
        source: "Kwon et al. 2023 (vLLM): blocks of 16 tokens; Gim et al. 2024 (Prompt Cache)",
    },
    Preset {
        id: "the-time-at-the-top",
        title: "The time at the top",
        story: "“It is 14:03:07.” Somebody put the time before the instructions. Now no two prompts begin alike, nothing of a prefix \
                is ever found, and no prompt has the letters of another. Put it [last](stamp=off).",
        link: "caches=prefix,exact&system=6000&stamp=on&seed=6&t=100&speed=0.3",
        source: "",
    },
    Preset {
        id: "five-minutes",
        title: "Five minutes",
        story: "A prefix lives five minutes after its last use. Twenty programs with a prompt every 200 seconds each keep most of theirs; \
                at [one in half an hour](rate=0.1) hardly any is left when the next prompt comes. Then it is read for nothing, or you pay \
                to keep it [an hour](prefix-ttl=3600).",
        link: "caches=prefix,none&apps=20&rate=0.1&system=6000&prefix-ttl=300&seed=7&t=6000&speed=30",
        source: "Anthropic's prompt caching: 5 minutes, renewed with each use, or an hour",
    },
    Preset {
        id: "one-after-the-other",
        title: "One after the other",
        story: "First the letters, which cost nothing and cannot err. Then the nearest prompt, with a high threshold. What is left is computed, \
                and its prefix is there. Take away the [guess](caches=exact-prefix,none) and see what it was worth.",
        link: "caches=all,exact-prefix,none&threshold=0.9&system=3000&seed=8&t=300&speed=0.5",
        source: "",
    },
];
