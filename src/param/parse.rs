//! From text to a value, exactly: nothing is clamped here, every refusal says why.

use super::{Bad, Kind, Param, Value};

impl Param {
    /// Reads a value as links, flags and attributes write it. Times take `ns`, `us`, `ms`, `s`, `m`, `h`; rates take
    /// `/s`, `/m`, `/h`; other units may be repeated after the number.
    pub fn parse(&self, text: &str) -> Result<Value, Bad> {
        self.parse_unbounded(text).and_then(|value| self.check(value, text))
    }

    /// Like [`Param::parse`], but a number out of range is clamped, and said so. For the page.
    pub fn parse_clamped(&self, text: &str) -> Result<(Value, Option<Bad>), Bad> {
        let value = self.parse_unbounded(text)?;
        let clamped = self.clamp(value.clone());
        let complaint = self.check(value, text).err();
        Ok((clamped, complaint))
    }

    fn bad(&self, text: &str, wrong: &str) -> Bad {
        Bad { key: self.key.to_owned(), value: text.to_owned(), wrong: wrong.to_owned(), allowed: self.allowed() }
    }

    fn parse_unbounded(&self, text: &str) -> Result<Value, Bad> {
        let text = text.trim();
        match self.kind {
            Kind::Real { .. } => {
                number(text, self.unit).map(Value::Real).ok_or_else(|| self.bad(text, "is not a number"))
            }
            Kind::Whole { .. } => text
                .strip_suffix(self.unit)
                .unwrap_or(text)
                .trim()
                .parse()
                .map(Value::Whole)
                .map_err(|_| self.bad(text, "is not a whole number")),
            Kind::Choice { options, .. } => options
                .iter()
                .position(|option| option.key == text)
                .map(Value::Choice)
                .ok_or_else(|| self.bad(text, "is not known")),
            Kind::Switch { .. } => match text {
                "on" | "true" | "yes" | "1" | "" => Ok(Value::Switch(true)),
                "off" | "false" | "no" | "0" => Ok(Value::Switch(false)),
                _ => Err(self.bad(text, "is neither on nor off")),
            },
            Kind::List { most, .. } => {
                if text.is_empty() {
                    return Ok(Value::List(Vec::new()));
                }
                let list: Option<Vec<f64>> = text.split(',').map(|part| number(part.trim(), self.unit)).collect();
                let list = list.ok_or_else(|| self.bad(text, "is not a list of numbers"))?;
                if list.len() > most {
                    return Err(self.bad(text, &format!("has {} numbers", list.len())));
                }
                Ok(Value::List(list))
            }
            Kind::Set { options, .. } => {
                let mut chosen = Vec::new();
                for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                    let known = options.iter().position(|option| option.key == name);
                    chosen.push(known.ok_or_else(|| self.bad(text, &format!("has {name}, which is not known")))?);
                }
                Ok(Value::Set(chosen))
            }
        }
    }

    /// Refuses a value that is out of range; `text` is quoted in the message.
    pub fn check(&self, value: Value, text: &str) -> Result<Value, Bad> {
        let inside = match (self.kind, &value) {
            (Kind::Real { min, max, .. }, Value::Real(x)) => (min..=max).contains(x),
            (Kind::Whole { min, max, .. }, Value::Whole(n)) => (min..=max).contains(n),
            (Kind::Choice { options, .. }, Value::Choice(i)) => *i < options.len(),
            (Kind::Switch { .. }, Value::Switch(_)) => true,
            (Kind::List { min, max, most, .. }, Value::List(list)) => {
                list.len() <= most && list.iter().all(|x| (min..=max).contains(x))
            }
            (Kind::Set { options, least, most, .. }, Value::Set(chosen)) => {
                let wrong = match chosen.iter().enumerate().find(|(at, i)| chosen[..*at].contains(i)) {
                    Some((_, twice)) => {
                        Some(format!("names {} twice", options.get(*twice).map_or("one", |option| option.key)))
                    }
                    None if !(least..=most).contains(&chosen.len()) => Some(format!("names {}", chosen.len())),
                    None => None,
                };
                if let Some(wrong) = wrong {
                    return Err(self.bad(text, &wrong));
                }
                chosen.iter().all(|i| *i < options.len())
            }
            _ => false,
        };
        if inside { Ok(value) } else { Err(self.bad(text, "is out of range")) }
    }
}

/// A finite number followed by nothing, by `unit`, or, for times and rates, by another unit of the same kind; the
/// result is in `unit`.
pub fn number(text: &str, unit: &str) -> Option<f64> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || matches!(c, 'µ' | '/' | '%' | '×' | ' '));
    // An exponent's letter belongs to the number: `1e3`.
    let (digits, suffix) = match digits.parse::<f64>() {
        Ok(_) => (digits, text[digits.len()..].trim()),
        Err(_) => (text, ""),
    };
    let value: f64 = digits.parse().ok()?;
    let factor = if suffix.is_empty() || suffix == unit || (suffix == "x" && unit == "×") {
        1.0
    } else {
        match (unit_of_time(suffix), unit_of_time(unit), suffix.strip_prefix('/').zip(unit.strip_prefix('/'))) {
            (Some(given), Some(wanted), _) => given / wanted,
            (_, _, Some((given, wanted))) => unit_of_time(wanted)? / unit_of_time(given)?,
            _ => return None,
        }
    };
    let value = value * factor;
    value.is_finite().then_some(value)
}

/// A length of time in seconds: `600s`, `1.5m`, `40ms`, or a bare number of seconds.
pub fn seconds(text: &str) -> Option<f64> {
    number(text.trim(), "s").filter(|s| *s >= 0.0)
}

fn unit_of_time(unit: &str) -> Option<f64> {
    Some(match unit {
        "ns" => 1e-9,
        "us" | "µs" => 1e-6,
        "ms" => 1e-3,
        "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::param::Choice;

    const RATE: Param = Param::real("rate", "Arrival rate", 0.0, 1000.0, 1.0).unit("/s");
    const WAIT: Param = Param::real("wait", "Wait", 0.0, 60_000.0, 1.0).unit("ms");
    const POLICY: Param = Param::choice(
        "policy",
        "Policy",
        &[Choice { key: "a", label: "A", help: "" }, Choice { key: "b", label: "B", help: "" }],
        0,
    );
    const SPEEDS: Param = Param::list("speeds", "Speeds", 0.1, 10.0, &[1.0], 3).unit("×");

    #[test]
    fn numbers_take_their_units() {
        assert_eq!(RATE.parse("120"), Ok(Value::Real(120.0)));
        assert_eq!(RATE.parse("120/s"), Ok(Value::Real(120.0)));
        assert_eq!(RATE.parse("120 /m"), Ok(Value::Real(2.0)));
        assert_eq!(RATE.parse("1e2"), Ok(Value::Real(100.0)));
        assert_eq!(WAIT.parse("2s"), Ok(Value::Real(2000.0)));
        assert_eq!(WAIT.parse("2"), Ok(Value::Real(2.0)));
        assert_eq!(SPEEDS.parse("1,2x,0.5×"), Ok(Value::List(vec![1.0, 2.0, 0.5])));
        assert_eq!(seconds("600s"), Some(600.0));
        assert_eq!(seconds("-1"), None);
    }

    const LANES: Param = Param::set(
        "lanes",
        "Lanes",
        &[
            Choice { key: "a", label: "A", help: "" },
            Choice { key: "b", label: "B", help: "" },
            Choice { key: "c", label: "C", help: "" },
        ],
        &[0],
        1,
        2,
    );

    #[test]
    fn a_set_keeps_the_order_of_choosing_and_says_what_is_wrong() {
        assert_eq!(LANES.parse("c,a"), Ok(Value::Set(vec![2, 0])));
        assert_eq!(LANES.format(&Value::Set(vec![2, 0])), "c,a");
        let say = |text: &str| LANES.parse(text).unwrap_err().to_string();
        assert_eq!(say("a,z"), "lanes=a,z has z, which is not known; allowed: 1 to 2 of a, b, c, separated by commas");
        assert!(say("a,a").contains("names a twice"));
        assert!(say("a,b,c").contains("names 3;"));
        assert!(say("").contains("names 0;"));
        let clamped = |text: &str| LANES.parse_clamped(text).unwrap();
        assert_eq!(clamped("b,b,c,a").0, Value::Set(vec![1, 2]));
        assert_eq!(clamped("").0, Value::Set(vec![0]));
        assert!(clamped("").1.is_some() && clamped("c").1.is_none());
        assert!(LANES.has_one_of(&Value::Set(vec![1, 2]), &["c"]) && !LANES.has_one_of(&Value::Set(vec![0]), &["c"]));
    }

    #[test]
    fn refusals_name_the_key_the_value_and_what_is_allowed() {
        let say = |r: Result<Value, Bad>| r.unwrap_err().to_string();
        assert_eq!(say(RATE.parse("fast")), "rate=fast is not a number; allowed: a number from 0 to 1000 /s");
        assert_eq!(say(RATE.parse("1001")), "rate=1001 is out of range; allowed: a number from 0 to 1000 /s");
        assert_eq!(say(RATE.parse("nan")), "rate=nan is not a number; allowed: a number from 0 to 1000 /s");
        assert_eq!(say(POLICY.parse("c")), "policy=c is not known; allowed: one of a, b");
        assert!(say(SPEEDS.parse("1,2,3,4")).contains("has 4 numbers"));
        assert!(say(SPEEDS.parse("1,,2")).contains("is not a list of numbers"));
    }

    #[test]
    fn the_page_clamps_and_says_so() {
        let (value, complaint) = RATE.parse_clamped("1e9").unwrap();
        assert_eq!(value, Value::Real(1000.0));
        assert!(complaint.unwrap().to_string().contains("out of range"));
    }
}
