//! The keys of a lecture: those of a clicker, and the few that a speaker finds without looking.

use crate::deck::ANSWERS_MAX;

/// What a key asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// The next beat, or the answer of a prediction.
    Next,
    /// The beat before.
    Back,
    /// The first beat.
    First,
    /// The last beat.
    Last,
    /// This beat.
    To(usize),
    /// The wall goes dark, or light again.
    Blank,
    /// The figure stands still, or goes on.
    Freeze,
    /// One hand more for an answer, or one less.
    Hand(usize, bool),
    /// The dot that follows the pointer.
    Dot,
    /// The foot of the wall.
    Foot,
    /// The speaker's window.
    Notes,
    /// The clock at the foot; a second window has one of its own.
    Clock,
    /// The clock begins anew.
    Zero,
    /// The whole screen.
    Full,
    /// The list of keys.
    Help,
    /// The end.
    End,
}

/// Keys, what they do, and what a press on them in the list does where they do one thing. Without the foot a hand finds no
/// way back to it, so that is left to the key.
pub const LIST: &[(&str, &str, Option<Order>)] = &[
    ("PgDn, Right", "next", Some(Order::Next)),
    ("PgUp, Left", "back", Some(Order::Back)),
    ("Home, End", "the first beat, the last", None),
    (".", "blank", Some(Order::Blank)),
    ("Space", "freeze", Some(Order::Freeze)),
    ("A to E", "count a hand; with Shift take one back", None),
    ("L", "a dot at the pointer", Some(Order::Dot)),
    ("N", "the speaker's notes in a window of their own", Some(Order::Notes)),
    ("T, 0", "the clock; from zero", Some(Order::Clock)),
    ("H", "hide the foot", None),
    ("F", "the whole screen", Some(Order::Full)),
    ("F5", "from the first beat", Some(Order::First)),
    ("Esc", "the end", Some(Order::End)),
];

impl Order {
    /// What a key asks for; `shift` as the event has it.
    pub fn of(key: &str, shift: bool) -> Option<Self> {
        Some(match key {
            "PageDown" | "ArrowRight" | "ArrowDown" | "Enter" => Self::Next,
            "PageUp" | "ArrowLeft" | "ArrowUp" | "Backspace" => Self::Back,
            "Home" | "F5" => Self::First,
            "End" => Self::Last,
            "." => Self::Blank,
            " " => Self::Freeze,
            "l" | "L" => Self::Dot,
            "h" | "H" => Self::Foot,
            "n" | "N" => Self::Notes,
            "t" | "T" => Self::Clock,
            "0" => Self::Zero,
            "f" | "F" => Self::Full,
            "?" => Self::Help,
            "Escape" => Self::End,
            _ => {
                let mut chars = key.chars();
                let (letter, None) = (chars.next()?.to_ascii_lowercase(), chars.next()) else { return None };
                let answer = (letter as usize).checked_sub('a' as usize).filter(|answer| *answer < ANSWERS_MAX)?;
                Self::Hand(answer, shift)
            }
        })
    }

    /// As a word for the other window.
    pub fn write(self) -> String {
        match self {
            Self::Next => "next".to_owned(),
            Self::Back => "back".to_owned(),
            Self::First => "first".to_owned(),
            Self::Last => "last".to_owned(),
            Self::To(beat) => format!("to {beat}"),
            Self::Blank => "blank".to_owned(),
            Self::Freeze => "freeze".to_owned(),
            Self::Hand(answer, less) => format!("{} {answer}", if less { "unhand" } else { "hand" }),
            Self::Dot => "dot".to_owned(),
            Self::Foot => "foot".to_owned(),
            Self::Notes => "notes".to_owned(),
            Self::Clock => "clock".to_owned(),
            Self::Zero => "zero".to_owned(),
            Self::Full => "full".to_owned(),
            Self::Help => "help".to_owned(),
            Self::End => "end".to_owned(),
        }
    }

    /// Reads what [`Self::write`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        let (word, number) = text.split_once(' ').unwrap_or((text, ""));
        Some(match word {
            "next" => Self::Next,
            "back" => Self::Back,
            "first" => Self::First,
            "last" => Self::Last,
            "to" => Self::To(number.parse().ok()?),
            "blank" => Self::Blank,
            "freeze" => Self::Freeze,
            "hand" => Self::Hand(number.parse().ok()?, false),
            "unhand" => Self::Hand(number.parse().ok()?, true),
            "dot" => Self::Dot,
            "foot" => Self::Foot,
            "notes" => Self::Notes,
            "clock" => Self::Clock,
            "zero" => Self::Zero,
            "full" => Self::Full,
            "help" => Self::Help,
            "end" => Self::End,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clicker_turns_the_pages() {
        for (key, order) in [
            ("PageDown", Order::Next),
            ("PageUp", Order::Back),
            (".", Order::Blank),
            ("F5", Order::First),
            ("Escape", Order::End),
            ("b", Order::Hand(1, false)),
        ] {
            assert_eq!(Order::of(key, false), Some(order), "{key}");
            assert_eq!(Order::read(&order.write()), Some(order), "{key}");
        }
        assert_eq!(Order::of("B", true), Some(Order::Hand(1, true)));
        assert_eq!((Order::of("z", false), Order::of("Tab", false), Order::read("to x")), (None, None, None));
    }
}
