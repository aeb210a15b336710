//! A toy embedding: words and the three-letter pieces of words, hashed into 128 numbers, as long as 1.
//!
//! Feature hashing after Weinberger, Dasgupta, Langford, Smola, Attenberg 2009. It sees which letters a sentence has and
//! nothing of what it means, so it errs where real ones err, only more often: one word apart is near, however much the
//! word matters. Frequent little words count less.

use crate::sim::rng::mix;

/// Numbers of an embedding.
pub const DIM: usize = 128;

/// An embedding.
pub type Vector = [f32; DIM];

/// Words that say little.
const LITTLE: [&str; 28] = [
    "how", "do", "i", "my", "a", "an", "the", "is", "it", "in", "to", "can", "me", "for", "by", "of", "you", "your",
    "with", "what", "does", "please", "be", "am", "and", "when", "will", "not",
];

fn hash(text: &[u8], salt: u64) -> u64 {
    text.iter().fold(mix(salt), |h, &byte| mix(h ^ u64::from(byte)))
}

fn add(vector: &mut Vector, hash: u64, weight: f32) {
    let sign = if hash >> 63 == 0 { 1.0 } else { -1.0 };
    vector[(hash as usize) % DIM] += sign * weight;
}

/// The embedding of a text.
pub fn embed(text: &str) -> Vector {
    let mut vector = [0.0; DIM];
    let lower = text.to_lowercase();
    for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let weight = if LITTLE.contains(&word) { 0.2 } else { 1.0 };
        add(&mut vector, hash(word.as_bytes(), 1), 1.5 * weight);
        let framed = format!("^{word}$");
        for piece in framed.as_bytes().windows(3) {
            add(&mut vector, hash(piece, 2), 0.45 * weight);
        }
    }
    let length = libm::sqrtf(vector.iter().map(|x| x * x).sum());
    if length > 0.0 {
        for x in &mut vector {
            *x /= length;
        }
    }
    vector
}

/// The cosine of the angle between two embeddings.
pub fn cosine(a: &Vector, b: &Vector) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::super::corpus::QUESTIONS;
    use super::*;

    #[test]
    fn the_same_is_one_and_wordings_are_nearer_than_other_questions_on_average() {
        let all: Vec<(usize, Vector)> = QUESTIONS
            .iter()
            .enumerate()
            .flat_map(|(at, wordings)| wordings.iter().map(move |text| (at, embed(text))))
            .collect();
        let (mut same, mut other) = ((0.0, 0), (0.0, 0));
        for (i, (a, x)) in all.iter().enumerate() {
            assert!((cosine(x, x) - 1.0).abs() < 1e-5);
            for (b, y) in &all[i + 1..] {
                let sum = if a == b { &mut same } else { &mut other };
                *sum = (sum.0 + cosine(x, y), sum.1 + 1);
            }
        }
        let (same, other) = (same.0 / same.1 as f32, other.0 / other.1 as f32);
        assert!(same > other + 0.3, "{same} and {other}");
    }

    #[test]
    fn one_word_apart_is_near_however_much_it_matters() {
        let near = |a: &str, b: &str| cosine(&embed(a), &embed(b));
        assert!(near("Do you ship to Norway?", "Do you ship to Sweden?") > 0.4);
        assert!(near("How much is 15 kg in pounds?", "How much is 50 kg in pounds?") > 0.6);
        assert!(near("How do I wash wool?", "Is there a discount for students?") < 0.3);
    }
}
