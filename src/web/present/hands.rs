//! Hands that went up for each answer of a question.

use crate::deck::ANSWERS_MAX;

/// Hands counted, answer by answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Hands([u32; ANSWERS_MAX]);

impl Hands {
    /// One more hand, or one less, for an answer.
    pub fn count(&mut self, answer: usize, less: bool) {
        if let Some(hands) = self.0.get_mut(answer) {
            *hands = if less { hands.saturating_sub(1) } else { hands.saturating_add(1) };
        }
    }
    /// Hands for an answer.
    pub fn of(&self, answer: usize) -> u32 {
        self.0.get(answer).copied().unwrap_or_default()
    }
    /// All hands.
    pub fn all(&self) -> u32 {
        self.0.iter().fold(0, |sum, hands| sum.saturating_add(*hands))
    }
    /// The answer most hands went up for; of equal ones the first; `None` without a hand.
    pub fn most(&self) -> Option<usize> {
        let most = self.0.iter().copied().max().filter(|most| *most > 0)?;
        self.0.iter().position(|hands| *hands == most)
    }
    /// As text, for the other window.
    pub fn write(&self) -> String {
        self.0.map(|hands| hands.to_string()).join(",")
    }
    /// Reads what [`Self::write`] wrote; what is missing is 0.
    pub fn read(text: &str) -> Self {
        let mut hands = Self::default();
        for (to, part) in hands.0.iter_mut().zip(text.split(',')) {
            *to = part.parse().unwrap_or_default();
        }
        hands
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hands_are_counted_and_taken_back() {
        let mut hands = Hands::default();
        assert_eq!((hands.most(), hands.all()), (None, 0));
        for answer in [1, 1, 0, 4, 9] {
            hands.count(answer, false);
        }
        hands.count(0, true);
        hands.count(0, true);
        assert_eq!((hands.of(0), hands.of(1), hands.of(9), hands.all(), hands.most()), (0, 2, 0, 3, Some(1)));
        assert_eq!(Hands::read(&hands.write()), hands);
        assert_eq!(Hands::read("nonsense"), Hands::default());
    }
}
