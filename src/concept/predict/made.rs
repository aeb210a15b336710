//! Guesses that were made, as the browser keeps them and as they are exported. They stay on the reader's machine.

use std::fmt::Write as _;

/// A guess that was made, and what happened.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Made {
    /// The concept's id.
    pub concept: String,
    /// The prediction's id.
    pub id: String,
    /// The question.
    pub question: String,
    /// The guess, in words.
    pub guess: String,
    /// What happened, in words.
    pub answer: String,
    /// How far off, in words, or empty.
    pub off: String,
    /// True if it was right, or near enough.
    pub right: bool,
    /// The run that it was, as the part of a link after `#`.
    pub link: String,
}

/// Names of the fields, in the order in which they are written.
const FIELDS: [&str; 8] = ["concept", "prediction", "question", "guess", "measured", "off", "right", "link"];
/// Guesses that are kept; older ones are forgotten.
pub const MADE_MAX: usize = 500;

impl Made {
    fn fields(&self) -> [&str; 8] {
        let right = if self.right { "yes" } else { "no" };
        let Self { concept, id, question, guess, answer, off, link, .. } = self;
        [concept, id, question, guess, answer, off, right, link]
    }

    fn of(fields: Vec<String>) -> Option<Self> {
        let [concept, id, question, guess, answer, off, right, link] = <[String; 8]>::try_from(fields).ok()?;
        Some(Self { concept, id, question, guess, answer, off, right: right == "yes", link })
    }
}

/// All of them as CSV (RFC 4180) with a head; this is also how they are kept.
pub fn csv(made: &[Made]) -> String {
    let mut out = FIELDS.join(",");
    out.push_str("\r\n");
    for one in made {
        let fields = one.fields().map(|field| {
            let quoted = field.contains([',', '"', '\n', '\r']);
            if quoted { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.to_owned() }
        });
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    }
    out
}

/// Reads what [`csv`] wrote. Lines that it did not write are left out.
pub fn read_csv(text: &str) -> Vec<Made> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let (mut row, mut field, mut quoted) = (Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            c => field.push(c),
        }
    }
    rows.into_iter().skip(1).filter_map(Made::of).collect()
}

/// All of them as JSON: a list of objects.
pub fn json(made: &[Made]) -> String {
    let mut out = String::from("[");
    for (place, one) in made.iter().enumerate() {
        out.push_str(if place == 0 { "\n  {" } else { ",\n  {" });
        for (i, (name, field)) in FIELDS.iter().zip(one.fields()).enumerate() {
            let comma = if i == 0 { "" } else { ", " };
            let _ = match *name {
                "right" => write!(out, "{comma}\"{name}\": {}", one.right),
                _ => write!(out, "{comma}\"{name}\": {}", string(field)),
            };
        }
        out.push('}');
    }
    out.push_str("\n]\n");
    out
}

/// A JSON string (RFC 8259).
fn string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c < ' ' => drop(write!(out, "\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn made(question: &str) -> Made {
        Made {
            concept: "load-balancing".into(),
            id: "x".into(),
            question: question.into(),
            guess: "30".into(),
            answer: "118".into(),
            off: "88 too low".into(),
            right: false,
            link: "policy=p2c&t=66.5".into(),
        }
    }

    #[test]
    fn exports_are_what_other_programs_read() {
        let one = made("How many, \"really\"?");
        let text = csv(std::slice::from_ref(&one));
        assert!(text.starts_with("concept,prediction,question,guess,measured,off,right,link\r\n"));
        assert!(text.contains("\"How many, \"\"really\"\"?\",30,118,88 too low,no,policy=p2c&t=66.5\r\n"), "{text}");
        let value: serde_json::Value = serde_json::from_str(&json(&[one.clone(), one])).unwrap();
        assert_eq!(value[1]["question"], "How many, \"really\"?");
        assert_eq!(value[0]["right"], false);
        assert_eq!(json(&[]), "[\n]\n");
        assert!(serde_json::from_str::<serde_json::Value>(&json(&[])).is_ok());
    }

    proptest! {
        #[test]
        fn what_is_kept_comes_back(texts in prop::collection::vec("[ -~\n\"é,–]{0,30}", 0..5)) {
            let all: Vec<Made> = texts.iter().map(|text| made(text)).collect();
            prop_assert_eq!(read_csv(&csv(&all)), all.clone());
            prop_assert!(serde_json::from_str::<serde_json::Value>(&json(&all)).is_ok());
        }

        #[test]
        fn nothing_that_was_stored_breaks_it(text in "\\PC*") {
            read_csv(&text);
        }
    }
}
