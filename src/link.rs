//! The link: a whole state in one readable line of text.
//!
//! `load-balancing/#policy=p2c&rate=120&seed=7&t=66.5&do=18:rate=40;42:kill=4`: what follows `#` is a list of
//! `key=value` joined by `&`. Parameters that have their default are left out. Reserved keys:
//!
//! | key | meaning |
//! |---|---|
//! | `v` | version of the grammar, 1; may be left out |
//! | `preset` | start from this preset; the other keys change it |
//! | `seed` | seed of the run |
//! | `t` | the moment, in seconds, or in what the concept counts: `40142requests` |
//! | `do` | what was done: `seconds:key=value` or `seconds:action=target`, joined by `;`; a long drag is packed (`link/pack.rs`) |
//! | `speed` | the player's speed |
//! | `paused` | the player stands still |
//! | `beat` | the lesson's beat that is told beside it |
//! | `stop` | where the player stops by itself: ids, and a formula of one's own |
//! | `mark` | bookmarks: `12.5~the knee,30` |
//! | `lanes` | runs beside this one: `policy:random~rate:40;same` (`concept/lanes.rs`) |
//!
//! Nothing in it is ever sent to a server: browsers keep the fragment to themselves.

pub mod embed;
mod keys;
mod pack;
mod piece;

use keys::OF_THE_PAGE;
pub use keys::RESERVED;
pub use piece::{Change, changes};

use crate::concept::{Act, Clock, Deed, Entry, SHORT_MAX, State};
use crate::concepts;
use crate::param::{Bad, Param};
use crate::sim::Time;
use crate::sim::order;
use std::fmt::Write as _;

/// The version of the grammar.
pub const VERSION: u32 = 1;
/// The slowest and the fastest the player can be asked to run.
pub const SPEEDS: (f64, f64) = (0.001, 1000.0);
/// The latest moment a link may name: beyond it, opening the link would take minutes.
pub const T_MAX_S: f64 = 1e6;

/// A state read from a link, and what had to be said about it.
#[derive(Debug)]
pub struct Decoded {
    /// The state, with clamped or default values where the link was bad.
    pub state: State,
    /// One sentence for each thing that was not taken as written.
    pub complaints: Vec<Bad>,
}

/// The part of the link after `#`.
pub fn encode(state: &State, entry: &Entry) -> String {
    let mut out = String::new();
    let mut put = |key: &str, value: &str| {
        if !out.is_empty() {
            out.push('&');
        }
        out.push_str(key);
        if !value.is_empty() {
            out.push('=');
            out.push_str(&escape(value));
        }
    };
    for (param, value) in entry.table.iter().zip(&state.values) {
        if *value != param.default_value() {
            put(param.key, &param.format(value));
        }
    }
    put("seed", &state.seed.to_string());
    if state.at > Time::ZERO || state.short > 0 {
        let short = if state.short > 0 { format!("-{}", state.short) } else { String::new() };
        put("t", &(seconds(state.at) + &short));
    }
    if !state.deeds.is_empty() {
        put("do", &pack::pack(deeds(state, entry)));
    }
    if state.speed != 1.0 {
        put("speed", &state.speed.to_string());
    }
    if state.paused {
        put("paused", "");
    }
    let _ = write!(out, "&v={VERSION}");
    out
}

fn deeds(state: &State, entry: &Entry) -> String {
    let mut text = String::new();
    for (at, deed) in &state.deeds {
        if !text.is_empty() {
            text.push(';');
        }
        let _ = match deed {
            Deed::Set(index, value) => {
                let param = &entry.table[*index];
                write!(text, "{}:{}={}", seconds(*at), param.key, param.format(value))
            }
            Deed::Act(act) => write!(text, "{}:{act}", seconds(*at)),
        };
    }
    text
}

/// Seconds with as many digits as the nanoseconds need: `66.5`, `0.000000001`.
pub fn seconds(at: Time) -> String {
    let (whole, nanos) = (at.0 / 1_000_000_000, at.0 % 1_000_000_000);
    if nanos == 0 {
        return whole.to_string();
    }
    format!("{whole}.{nanos:09}").trim_end_matches('0').to_owned()
}

/// Exact nanoseconds from seconds in decimal; digits past the ninth are dropped.
pub fn moment(text: &str) -> Option<Time> {
    let text = text.strip_suffix('s').unwrap_or(text);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let fraction = format!("{:0<9}", fraction.get(..fraction.len().min(9))?);
    whole.checked_mul(1_000_000_000)?.checked_add(fraction.parse().ok()?).map(Time)
}

/// A moment in seconds, or in what the clock counts: `66.5`, `40142requests`.
pub fn moment_by(clock: &Clock, text: &str) -> Option<Time> {
    let count = text.strip_suffix(clock.many).or(text.strip_suffix(clock.one)).filter(|_| !clock.is_time());
    match count {
        Some(count) => clock.each.0.checked_mul(count.trim().parse().ok()?).map(Time),
        None => moment(text),
    }
}

/// A moment, and how many of its steps are still to come: `66.5-2`.
fn position(clock: &Clock, text: &str) -> Option<(Time, u32)> {
    let Some((at, short)) = text.rsplit_once('-') else { return Some((moment_by(clock, text)?, 0)) };
    let short = short.parse().ok().filter(|short| *short <= SHORT_MAX)?;
    Some((moment_by(clock, at)?, short))
}

/// Finds the concept and the fragment in a whole link, a path with a fragment, or a bare concept id. A story's own
/// address (`load-balancing/the-slow-one/`) is the link of its preset.
pub fn locate(link: &str) -> Result<(&'static Entry, &str), Bad> {
    let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
    let path = path.split('?').next().unwrap_or("");
    let mut folders = path.trim_end_matches("index.html").trim_end_matches('/').rsplit('/');
    let id = folders.next().unwrap_or("");
    let above = folders.next().and_then(concepts::find).filter(|_| fragment.is_empty());
    if let Some((entry, preset)) = above.and_then(|entry| Some((entry, entry.preset(id)?))) {
        return Ok((entry, preset.link));
    }
    let entry = concepts::find(id).ok_or_else(|| Bad {
        key: "concept".to_owned(),
        value: id.to_owned(),
        wrong: "is not known".to_owned(),
        allowed: concepts::all().iter().map(|entry| entry.about.id).collect::<Vec<_>>().join(", "),
    })?;
    Ok((entry, fragment))
}

/// Reads what follows `#`. Never fails: what cannot be used is left at its default or clamped, and complained about.
pub fn decode(fragment: &str, entry: &'static Entry) -> Decoded {
    let mut reader = Reader { entry, state: entry.state(), complaints: Vec::new() };
    let pairs = pairs(fragment);
    // A preset comes first whatever its place, so that the other keys change it.
    for (_, id) in pairs.iter().filter(|(key, _)| key == "preset") {
        reader.preset(id);
    }
    for (key, value) in pairs.iter().filter(|(key, _)| key != "preset") {
        reader.pair(key, value);
    }
    order::sort_by(&mut reader.state.deeds, |a, b| a.0.cmp(&b.0));
    Decoded { state: reader.state, complaints: reader.complaints }
}

/// What a fragment says under one of the page's own keys.
pub fn of_page(fragment: &str, key: &str) -> Option<String> {
    pairs(fragment).into_iter().find(|(other, _)| other == key).map(|(_, value)| value)
}

/// What follows `#`, pair by pair, with escapes undone.
fn pairs(fragment: &str) -> Vec<(String, String)> {
    let parts = fragment.trim_start_matches('#').split('&').filter(|part| !part.is_empty());
    let pair = |part: &str| {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        (unescape(key), unescape(value))
    };
    parts.map(pair).collect()
}

struct Reader {
    entry: &'static Entry,
    state: State,
    complaints: Vec<Bad>,
}

impl Reader {
    fn complain(&mut self, key: &str, value: &str, wrong: &str, allowed: impl Into<String>) {
        self.complaints.push(Bad {
            key: key.to_owned(),
            value: value.to_owned(),
            wrong: wrong.to_owned(),
            allowed: allowed.into(),
        });
    }

    fn preset(&mut self, id: &str) {
        if let Some(preset) = self.entry.preset(id) {
            let decoded = decode(preset.link, self.entry);
            self.state = decoded.state;
            self.complaints.extend(decoded.complaints);
        } else {
            let known: Vec<_> = self.entry.presets.iter().map(|preset| preset.id).collect();
            self.complain("preset", id, "is not known", format!("one of {}", known.join(", ")));
        }
    }

    fn pair(&mut self, key: &str, value: &str) {
        match key {
            "v" => {
                if value.parse::<u32>().is_ok_and(|v| v > VERSION) {
                    self.complain(key, value, "is newer than this program", format!("up to {VERSION}"));
                }
            }
            "seed" => match value.parse() {
                Ok(seed) => self.state.seed = seed,
                Err(_) => self.complain(key, value, "is not a seed", "a whole number from 0 to 18446744073709551615"),
            },
            "t" => match position(&self.entry.about.clock, value).filter(|(at, _)| at.secs() <= T_MAX_S) {
                Some((at, short)) => (self.state.at, self.state.short) = (at, short),
                None => self.complain(key, value, "is not a moment", format!("seconds from 0 to {T_MAX_S}")),
            },
            "speed" => match crate::param::number(value, "×").filter(|speed| *speed > 0.0) {
                Some(speed) => {
                    self.state.speed = speed.clamp(SPEEDS.0, SPEEDS.1);
                    if self.state.speed != speed {
                        self.complain(key, value, "is out of range", format!("{} to {}", SPEEDS.0, SPEEDS.1));
                    }
                }
                None => self.complain(key, value, "is not a speed", format!("{} to {}", SPEEDS.0, SPEEDS.1)),
            },
            "paused" => match value {
                "" | "1" | "true" | "on" => self.state.paused = true,
                "0" | "false" | "off" => self.state.paused = false,
                _ => self.complain(key, value, "is neither on nor off", "on or off"),
            },
            "do" => self.deeds(value),
            _ if OF_THE_PAGE.contains(&key) => {}
            _ => match self.entry.table.iter().position(|param| param.is_called(key)) {
                Some(index) => {
                    if let Some(parsed) = self.value(&self.entry.table[index], value) {
                        self.state.values[index] = parsed;
                    }
                }
                None => self.complaints.push(crate::param::unknown(self.entry.table, key, value)),
            },
        }
    }

    fn value(&mut self, param: &Param, text: &str) -> Option<crate::param::Value> {
        match param.parse_clamped(text) {
            Ok((value, complaint)) => {
                self.complaints.extend(complaint);
                Some(value)
            }
            Err(bad) => {
                self.complaints.push(bad);
                None
            }
        }
    }

    fn deeds(&mut self, text: &str) {
        for item in text.split(';').filter(|item| !item.is_empty()) {
            match pack::unpack(item) {
                Some(plain) => plain.split(';').for_each(|part| self.deed(part)),
                None => {
                    self.complain(
                        "do",
                        item,
                        "is packed and cannot be read",
                        "what the page wrote, or seconds:key=value",
                    );
                }
            }
        }
    }

    fn deed(&mut self, part: &str) {
        let timed = part.split_once(':');
        let timed = timed.and_then(|(at, what)| Some((moment(at).filter(|at| at.secs() <= T_MAX_S)?, what)));
        let Some((at, what)) = timed else {
            self.complain("do", part, "has no moment", "seconds:key=value or seconds:action=target, joined by ;");
            return;
        };
        let (name, value) = what.split_once('=').unwrap_or((what, ""));
        if let Some(index) = self.entry.table.iter().position(|param| param.is_called(name)) {
            if let Some(value) = self.value(&self.entry.table[index], value) {
                self.state.deeds.push((at, Deed::Set(index, value)));
            }
        } else {
            match parse_act(self.entry, what) {
                Ok(act) => self.state.deeds.push((at, Deed::Act(act))),
                Err(bad) => self.complaints.push(bad),
            }
        }
    }
}

/// Reads `kill=4`, `slow=6x0.5` or `add`.
pub fn parse_act(entry: &'static Entry, text: &str) -> Result<Act, Bad> {
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    let bad = |wrong: &str, allowed: String| Bad {
        key: "do".to_owned(),
        value: text.to_owned(),
        wrong: wrong.to_owned(),
        allowed,
    };
    let Some(decl) = entry.action(name) else {
        let known: Vec<_> = entry.actions.iter().map(|action| action.id).collect();
        return Err(bad("has an unknown name", format!("a parameter, or one of {}", known.join(", "))));
    };
    let (target, amount) = match (decl.target, value.split_once('x')) {
        (Some(_), Some((target, amount))) => (Some(target), Some(amount)),
        (Some(_), None) => (Some(value), None),
        (None, _) => (None, Some(value).filter(|value| !value.is_empty())),
    };
    let target = match (decl.target, target) {
        (Some(kind), Some(text)) => Some(
            text.parse()
                .ok()
                .filter(|n| *n >= 1)
                .ok_or_else(|| bad(&format!("names no {kind}"), format!("{name}=NUMBER, counted from 1")))?,
        ),
        _ => None,
    };
    let amount = match (decl.amount, amount) {
        (Some(param), Some(text)) => param.parse(text).map(|value| value.number())?,
        (Some(param), None) => param.default_value().number(),
        (None, Some(_)) => return Err(bad("takes no amount", name.to_owned())),
        (None, None) => None,
    };
    Ok(Act { id: decl.id, target, amount })
}

/// Percent-escapes what would end a value or be changed on the way by a messenger.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' | b':' | b';' | b'=' => {
                out.push(byte as char);
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

/// Undoes percent-escapes; a broken escape stays as it is.
pub fn unescape(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let escaped = (bytes[i] == b'%')
            .then(|| text.get(i + 1..i + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok()))
            .flatten();
        if let Some(byte) = escaped {
            out.push(byte);
            i += 3;
        } else {
            out.push(bytes[i]);
            i += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_exact() {
        for (text, nanos) in [("66.5", 66_500_000_000), ("0.000000001", 1), ("3", 3_000_000_000), (".5", 500_000_000)] {
            assert_eq!(moment(text), Some(Time(nanos)));
        }
        assert_eq!(seconds(Time(66_500_000_000)), "66.5");
        assert_eq!(seconds(Time(1)), "0.000000001");
        for bad in ["", ".", "-1", "1e3", "abc", "1.2.3", "99999999999999999999"] {
            assert_eq!(moment(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_moment_may_be_said_in_what_the_clock_counts() {
        let clock = Clock::count("request", "requests", crate::sim::Span(1_000_000));
        for text in ["40142requests", "40142 requests", "40.142", "40.142s"] {
            assert_eq!(moment_by(&clock, text), Some(Time(40_142_000_000)), "{text}");
        }
        assert_eq!(moment_by(&clock, "requests"), None);
        assert_eq!(moment_by(&Clock::SECONDS, "2s"), Some(Time(2_000_000_000)));
    }

    #[test]
    fn escapes_survive_a_round_trip() {
        for text in ["a b&c=d#é", "100%", "%zz", "%"] {
            assert_eq!(unescape(&escape(text)), text);
        }
        assert_eq!(unescape("%"), "%");
        assert_eq!(unescape("%zz"), "%zz");
    }
}
