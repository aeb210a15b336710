//! What can happen, each with the numbers the rule saw.

use super::params::LANES_MAX;
use crate::sim::Span;

/// A prompt: which question in which wording, of which program, with which order number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Prompt {
    /// Its number, from 1.
    pub n: u64,
    /// The question.
    pub question: u8,
    /// Its wording.
    pub wording: u8,
    /// The program.
    pub app: u8,
    /// The order it names; 0 for none.
    pub order: u16,
}

impl Prompt {
    /// An answer to the other one is right for this one.
    pub const fn same_answer(&self, other: &Self) -> bool {
        self.question == other.question && self.app == other.app && self.order == other.order
    }
    /// Both have the same letters.
    pub const fn same_letters(&self, other: &Self) -> bool {
        self.same_answer(other) && self.wording == other.wording
    }
}

/// How a prompt was answered.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum How {
    /// By the answer to the same letters.
    Exact,
    /// By the answer to another prompt.
    Near {
        /// That prompt.
        of: Prompt,
        /// How near it is.
        cosine: f32,
        /// Its answer is right.
        right: bool,
    },
    /// It was computed, all but so many tokens of the prompt.
    Computed {
        /// Tokens that were there.
        kept: u32,
    },
}

/// What a cache did about a prompt.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Answer {
    /// How it was answered.
    pub how: How,
    /// The nearest prompt that it knew and how near it was, if it looked.
    pub nearest: Option<(Prompt, f32)>,
    /// How long the answer took.
    pub took: Span,
}

/// What happened.
#[allow(clippy::large_enum_variant, reason = "nearly all of them are the large one")]
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Occurrence {
    /// A prompt came, and each cache did something about it.
    Asked(Prompt, [Option<Answer>; LANES_MAX]),
    /// The caches are empty.
    Emptied,
    /// The settings changed.
    Changed,
}

impl Occurrence {
    /// Folds it into the hash of the run.
    pub fn fold(&self, mut word: impl FnMut(u64)) {
        match self {
            Self::Asked(prompt, answers) => {
                word(prompt.n << 32 ^ u64::from(prompt.order) << 16 ^ u64::from(prompt.question) << 8);
                word(u64::from(prompt.wording) << 8 ^ u64::from(prompt.app));
                for answer in answers.iter().flatten() {
                    let how = match answer.how {
                        How::Exact => 1,
                        How::Near { of, cosine, right } => {
                            of.n << 8 ^ u64::from(cosine.to_bits()) << 24 ^ u64::from(right) << 1
                        }
                        How::Computed { kept } => u64::from(kept) << 4 | 2,
                    };
                    word(how ^ answer.took.0 << 20);
                }
            }
            Self::Emptied => word(1 << 60),
            Self::Changed => word(2 << 60),
        }
    }
}
