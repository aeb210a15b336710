//! Numbers and small pieces of text as the page writes them.

pub use crate::concept::digits;
use crate::lang::{self, Lang};
use crate::param::{Kind, Param, Value};
use yew::prelude::*;

/// "× 1.7": how much `now` is of `was`; empty where a ratio says nothing.
pub fn change(was: Option<f64>, now: Option<f64>) -> String {
    match (was, now) {
        (Some(was), Some(now)) if was.abs() > 1e-12 => {
            let ratio = now / was;
            if ratio.abs() < 99.95 { format!("× {ratio:.1}") } else { format!("× {}", digits(ratio)) }
        }
        _ => String::new(),
    }
}

/// "1/10×", "1×", "500×".
pub fn speed(speed: f64) -> String {
    if speed >= 0.95 { format!("{}×", trim(speed).replace(',', "")) } else { format!("1/{:.0}×", 1.0 / speed) }
}

fn trim(x: f64) -> String {
    if x >= 9.95 || (x - libm::round(x)).abs() < 0.05 { whole(x) } else { format!("{x:.1}") }
}

/// The nearest whole number, thousands set apart.
pub fn whole(x: f64) -> String {
    let x = libm::round(x);
    if x.abs() < 100.0 { format!("{x}") } else { digits(x) }
}

/// A value as its control shows it, without the unit.
pub fn value(param: &Param, value: &Value) -> String {
    match (param.kind, value) {
        (Kind::Choice { options, .. }, Value::Choice(i)) => options.get(*i).map_or("", |o| o.label).to_owned(),
        (Kind::Set { options, .. }, Value::Set(chosen)) => {
            let labels: Vec<_> = chosen.iter().filter_map(|i| options.get(*i)).map(|option| option.label).collect();
            if labels.is_empty() { "none".to_owned() } else { labels.join(", ") }
        }
        (_, Value::Real(x)) if x.fract() == 0.0 && (10_000.0..1e15).contains(x) => crate::concept::grouped(*x as u64),
        (_, Value::Real(x)) => real(*x),
        (_, Value::Whole(n)) if *n >= 10_000 => crate::concept::grouped(n.unsigned_abs()),
        (_, Value::List(list)) => list.iter().map(|x| real(*x)).collect::<Vec<_>>().join(", "),
        (_, value) => value.to_string(),
    }
}

/// The same in the page's language.
pub fn said(param: &Param, value: &Value) -> String {
    if lang::current() == Lang::English {
        return self::value(param, value);
    }
    match (param.kind, value) {
        (Kind::Choice { .. }, _) => lang::say(&self::value(param, value)).into_owned(),
        (Kind::Set { options, .. }, Value::Set(chosen)) if !chosen.is_empty() => {
            let labels = chosen.iter().filter_map(|i| options.get(*i)).map(|option| lang::say(option.label));
            labels.collect::<Vec<_>>().join(", ")
        }
        (Kind::Set { .. }, _) => lang::say("none").into_owned(),
        _ => lang::put_down(&self::value(param, value)),
    }
}

/// A label within a sentence, in the page's language; German nouns stay as they are.
pub fn within(label: &str) -> String {
    match lang::current() {
        Lang::English => crate::param::within_sentence(label),
        Lang::German => lang::say(label).into_owned(),
    }
}

/// A whole number that was typed with its thousands set apart, without the commas; anything else as it is.
pub fn ungrouped(text: &str) -> String {
    let mut groups = text.trim().split(',');
    let digits = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let well =
        (1..=3).contains(&first.len()) && digits(first) && rest.iter().all(|group| group.len() == 3 && digits(group));
    if well && !rest.is_empty() { text.trim().replace(',', "") } else { text.to_owned() }
}

/// A real number with at most four significant digits and no idle zeros.
pub fn real(x: f64) -> String {
    let size = x.abs();
    let places =
        if size >= 1000.0 || size == 0.0 { 0 } else { (3.0 - libm::floor(libm::log10(size))).clamp(0.0, 9.0) as usize };
    let text = format!("{x:.places$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text.is_empty() || text == "-0" { "0".to_owned() } else { text.replace('-', "−") }
}

/// Text with its Greek letters in serif italic, as variables are set.
pub fn rich(text: &str) -> Html {
    let is_greek = |c: char| ('\u{370}'..='\u{3ff}').contains(&c);
    if !text.chars().any(is_greek) {
        return html! { {text} };
    }
    let mut parts: Vec<Html> = Vec::new();
    let mut plain = String::new();
    // It is said here, whole, because it is cut in pieces.
    for c in lang::say(text).chars() {
        if is_greek(c) {
            if !plain.is_empty() {
                parts.push(html! { {std::mem::take(&mut plain)} });
            }
            parts.push(html! { <i class="var">{c}</i> });
        } else {
            plain.push(c);
        }
    }
    if !plain.is_empty() {
        parts.push(html! { {plain} });
    }
    let parts: Html = parts.into_iter().collect();
    match lang::current() {
        Lang::English => parts,
        Lang::German => html! { <span translate="no">{parts}</span> },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_speeds_and_fields_are_short() {
        assert_eq!(change(Some(0.26), Some(0.44)), "× 1.7");
        assert_eq!(change(Some(0.0), Some(1.0)), "");
        assert_eq!((speed(0.1), speed(1.0), speed(310.4)), ("1/10×".into(), "1×".into(), "310×".into()));
        assert_eq!(
            (ungrouped("10,000"), ungrouped("1,5"), ungrouped("31")),
            ("10000".into(), "1,5".into(), "31".into())
        );
        assert_eq!((real(0.5), real(1200.0), real(0.12345)), ("0.5".into(), "1200".into(), "0.1235".into()));
    }
}
