//! Where a lecture stands, as one window tells the other.

use super::hands::Hands;

/// Where a lecture stands.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Standing {
    /// The beat on the wall.
    pub at: usize,
    /// The wall is dark.
    pub blank: bool,
    /// The figure stands still.
    pub frozen: bool,
    /// When the clock began, in milliseconds since 1970.
    pub began: f64,
    /// Hands for the beat's question.
    pub hands: Hands,
    /// What the run answered, or empty.
    pub answer: String,
}

impl Standing {
    /// As text.
    pub fn write(&self) -> String {
        let Self { at, blank, frozen, began, hands, answer } = self;
        format!("{at}\n{}\n{}\n{began}\n{}\n{answer}", u8::from(*blank), u8::from(*frozen), hands.write())
    }
    /// Reads what [`Self::write`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = text.splitn(6, '\n');
        let mut next = || lines.next();
        Some(Self {
            at: next()?.parse().ok()?,
            blank: next()? == "1",
            frozen: next()? == "1",
            began: next()?.parse().ok()?,
            hands: Hands::read(next()?),
            answer: next()?.to_owned(),
        })
    }
}

/// Minutes and seconds: "3:07".
pub fn clock(ms: f64) -> String {
    let seconds = (ms / 1000.0).max(0.0) as u64;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_is_told_whole() {
        let mut standing =
            Standing { at: 3, blank: true, began: 1.5e12, answer: "S6\nonly".into(), ..Standing::default() };
        standing.hands.count(1, false);
        assert_eq!(Standing::read(&standing.write()), Some(standing));
        assert_eq!(Standing::read("nonsense"), None);
        assert_eq!((clock(187_400.0), clock(-3.0)), ("3:07".to_owned(), "0:00".to_owned()));
    }
}
