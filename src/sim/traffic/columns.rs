//! CSV (RFC 4180, 2005) and JSON lines: where the time, the key and the cost stand.
//!
//! Columns are picked by name, in CSV by number from 1 as well; what is not picked is found by the names that logs use.
//! A quoted text is taken as it stands between its quotes; escapes in it are kept. A field of CSV that runs over several
//! lines is not read.

use super::{Row, Wrong, clock, plain, shown, trimmed};

/// Names under which logs write when, whose and how much.
const TIMES: [&str; 12] = [
    "time",
    "timestamp",
    "ts",
    "@timestamp",
    "t",
    "date",
    "datetime",
    "time_iso8601",
    "time_local",
    "msec",
    "start_time",
    "at",
];
const KEYS: [&str; 14] = [
    "key",
    "client",
    "client_ip",
    "clientip",
    "ip",
    "remote_addr",
    "remote_ip",
    "addr",
    "user",
    "user_id",
    "api_key",
    "tenant",
    "host",
    "c-ip",
];
const COSTS: [&str; 3] = ["cost", "weight", "units"];

/// Which columns are taken; `None`: the first with a name that logs use.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Columns {
    /// When.
    pub time: Option<String>,
    /// Whose; none is needed.
    pub key: Option<String>,
    /// How much; none is needed.
    pub cost: Option<String>,
}

/// What one column is asked for.
fn wanted<'a>(picked: Option<&'a str>, usual: &'a [&'a str]) -> impl Iterator<Item = &'a str> {
    picked.into_iter().chain(usual.iter().copied().filter(move |_| picked.is_none()))
}

fn row<'a>(time: &'a [u8], key: Option<&'a [u8]>, cost: Option<&'a [u8]>) -> Result<Row<'a>, Wrong> {
    let at = clock::moment(time).ok_or_else(|| {
        Wrong(format!("{} is not a time; allowed: seconds, milliseconds, 2026-11-25T22:18:07Z", shown(time)))
    })?;
    Ok(Row { at, key: key.unwrap_or_default(), cost: plain::read_cost(cost.unwrap_or_default())? })
}

/// The columns of a recording, as its first line tells them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Offered {
    /// What each is picked by, and how it is shown: its name, or where there is no heading its number and what stands there.
    pub columns: Vec<(String, String)>,
    /// Those that are taken for time, key and cost if nothing is picked.
    pub usual: [Option<String>; 3],
}

impl Offered {
    /// From the first line of CSV.
    pub fn csv(line: &[u8]) -> Self {
        let line = trimmed(line);
        let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
        let fields: Vec<&[u8]> = Fields { rest: Some(line), delimiter: delimiter(line) }.collect();
        let time = fields.iter().position(|field| clock::moment(field).is_some());
        let text = |field: &[u8]| String::from_utf8_lossy(field).into_owned();
        match time {
            // A row already: columns have numbers.
            Some(time) => Self {
                columns: (1..)
                    .zip(&fields)
                    .map(|(n, field)| (n.to_string(), format!("{n}: {}", shown(field))))
                    .collect(),
                usual: [Some((time + 1).to_string()), None, None],
            },
            None => Self::named(fields.into_iter().map(|field| (text(field), shown(field))).collect()),
        }
    }
    /// From the first line of JSON: the fields of the first level.
    pub fn json(line: &[u8]) -> Self {
        let mut names = Vec::new();
        let mut rest = trimmed(line).strip_prefix(b"{").unwrap_or_default().trim_ascii_start();
        while let Some((name, after)) = string(rest) {
            names.push((String::from_utf8_lossy(name).into_owned(), shown(name)));
            let after = after.trim_ascii_start().strip_prefix(b":").and_then(|after| value(after.trim_ascii_start()));
            rest = after
                .and_then(|(_, after)| after.trim_ascii_start().strip_prefix(b","))
                .unwrap_or_default()
                .trim_ascii_start();
        }
        Self::named(names)
    }
    fn named(columns: Vec<(String, String)>) -> Self {
        let usual = |names: &[&str]| {
            let found =
                names.iter().find_map(|name| columns.iter().find(|(column, _)| column.eq_ignore_ascii_case(name)));
            found.map(|(column, _)| column.clone())
        };
        Self { usual: [usual(&TIMES), usual(&KEYS), usual(&COSTS)], columns }
    }
}

/// What stands between the fields of this line: the sign that makes the most of them.
fn delimiter(line: &[u8]) -> u8 {
    let most = |delimiter: u8| Fields { rest: Some(line), delimiter }.count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|&delimiter| most(delimiter)).unwrap_or(b',')
}

/// A reader of CSV: the first line says where the columns are.
#[derive(Clone, Debug)]
pub struct Csv {
    columns: Columns,
    delimiter: u8,
    /// Places of time, key and cost, from 0, once the first line is read.
    places: Option<[Option<usize>; 3]>,
}

impl Csv {
    /// Nothing is read yet.
    pub const fn new(columns: Columns) -> Self {
        Self { columns, delimiter: b',', places: None }
    }
    /// Reads a line; `None` if it is blank or the heading.
    pub fn line<'a>(&mut self, line: &'a [u8]) -> Result<Option<Row<'a>>, Wrong> {
        let line = trimmed(line);
        let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
        if line.is_empty() {
            return Ok(None);
        }
        let Some(places) = self.places else { return self.first(line) };
        self.row(line, places).map(Some)
    }

    fn row<'a>(&self, line: &'a [u8], [time, key, cost]: [Option<usize>; 3]) -> Result<Row<'a>, Wrong> {
        let (mut when, mut whose, mut much) = (None, None, None);
        for (place, field) in (Fields { rest: Some(line), delimiter: self.delimiter }).enumerate() {
            let place = Some(place);
            when = if place == time { Some(field) } else { when };
            whose = if place == key { Some(field) } else { whose };
            much = if place == cost { Some(field) } else { much };
        }
        row(when.unwrap_or_default(), whose, much)
    }

    /// The first line: a heading, or already a row.
    fn first<'a>(&mut self, line: &'a [u8]) -> Result<Option<Row<'a>>, Wrong> {
        self.delimiter = delimiter(line);
        let names: Vec<&[u8]> = Fields { rest: Some(line), delimiter: self.delimiter }.collect();
        let named = |name: &str| names.iter().position(|field| field.eq_ignore_ascii_case(name.as_bytes()));
        let numbered = |name: &str| name.parse::<usize>().ok().filter(|n| (1..=names.len()).contains(n)).map(|n| n - 1);
        let picked = |what: &str, name: &Option<String>, usual: &[&str]| match name {
            Some(name) => match named(name).or_else(|| numbered(name)) {
                Some(place) => Ok(Some(place)),
                None => Err(Wrong(format!(
                    "there is no column {name} for the {what}; allowed: a name of the first line, or a number up to {}",
                    names.len()
                ))),
            },
            None => Ok(wanted(None, usual).find_map(named)),
        };
        let Columns { time, key, cost } = &self.columns;
        let places = [picked("time", time, &TIMES)?, picked("key", key, &KEYS)?, picked("cost", cost, &COSTS)?];
        // Without a heading the first column that holds a time is the time.
        let found = places[0].or_else(|| names.iter().position(|field| clock::moment(field).is_some()));
        let Some(found) = found else {
            return Err(Wrong(format!(
                "{} names no column with a time; allowed: one called time or timestamp, or pick one",
                shown(line)
            )));
        };
        self.places = Some([Some(found), places[1], places[2]]);
        if clock::moment(names[found]).is_some() {
            self.row(line, [Some(found), places[1], places[2]]).map(Some)
        } else {
            Ok(None)
        }
    }
}

/// The fields of a line of CSV.
struct Fields<'a> {
    rest: Option<&'a [u8]>,
    delimiter: u8,
}

impl<'a> Iterator for Fields<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        let quoted = rest.trim_ascii_start().strip_prefix(b"\"");
        if let Some(text) = quoted {
            // A doubled quote belongs to the text.
            let mut at = 0;
            while at < text.len() && (text[at] != b'"' || text.get(at + 1) == Some(&b'"')) {
                at += if text[at] == b'"' { 2 } else { 1 };
            }
            let end = at.min(text.len());
            let after = &text[(end + 1).min(text.len())..];
            self.rest = after.iter().position(|&byte| byte == self.delimiter).map(|at| &after[at + 1..]);
            return Some(&text[..end]);
        }
        let end = rest.iter().position(|&byte| byte == self.delimiter);
        self.rest = end.map(|end| &rest[end + 1..]);
        Some(rest[..end.unwrap_or(rest.len())].trim_ascii())
    }
}

/// Reads a line of JSON: an object, of which fields of the first level are taken. `None` if it is blank.
pub fn json<'a>(line: &'a [u8], columns: &Columns) -> Result<Option<Row<'a>>, Wrong> {
    let line = trimmed(line);
    if line.is_empty() {
        return Ok(None);
    }
    let broken = || Wrong(format!("{} is not a JSON object; allowed: one object a line", shown(line)));
    let mut rest = line.strip_prefix(b"{").ok_or_else(broken)?.trim_ascii_start();
    // The place in the list of names decides, not the place in the object.
    let mut best: [Option<(usize, &'a [u8])>; 3] = [None; 3];
    while !rest.starts_with(b"}") {
        let (name, after) = string(rest).ok_or_else(broken)?;
        let after = after.trim_ascii_start().strip_prefix(b":").ok_or_else(broken)?.trim_ascii_start();
        let (value, after) = value(after).ok_or_else(broken)?;
        let picks = [(&columns.time, &TIMES[..]), (&columns.key, &KEYS[..]), (&columns.cost, &COSTS[..])];
        for (best, (picked, usual)) in best.iter_mut().zip(picks) {
            let place =
                wanted(picked.as_deref(), usual).position(|wanted| name.eq_ignore_ascii_case(wanted.as_bytes()));
            if let Some(place) = place.filter(|place| best.is_none_or(|(other, _)| *place < other)) {
                *best = Some((place, value));
            }
        }
        let after = after.trim_ascii_start();
        rest = match after.first() {
            Some(b',') => after[1..].trim_ascii_start(),
            Some(b'}') => after,
            _ => return Err(broken()),
        };
    }
    let [time, key, cost] = best.map(|found| found.map(|(_, value)| value));
    let Some(time) = time else {
        let name = columns.time.as_deref().unwrap_or("time or timestamp");
        return Err(Wrong(format!(
            "{} has no field {name}; allowed: an object with one, or pick another",
            shown(line)
        )));
    };
    row(time, key, cost).map(Some)
}

/// A string without its quotes, and what follows it.
fn string(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let text = text.strip_prefix(b"\"")?;
    let mut at = 0;
    while at < text.len() && text[at] != b'"' {
        at += if text[at] == b'\\' { 2 } else { 1 };
    }
    (at < text.len()).then(|| (&text[..at], &text[at + 1..]))
}

/// A value (a string without its quotes), and what follows it.
fn value(text: &[u8]) -> Option<(&[u8], &[u8])> {
    match text.first()? {
        b'"' => string(text),
        b'{' | b'[' => {
            let (mut depth, mut at) = (0u32, 0);
            while at < text.len() {
                match text[at] {
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' => depth -= 1,
                    b'"' => at = text.len() - string(&text[at..])?.1.len() - 1,
                    _ => {}
                }
                at += 1;
                if depth == 0 {
                    return Some((&text[..at], &text[at..]));
                }
            }
            None
        }
        _ => {
            let end = text.iter().position(|byte| matches!(byte, b',' | b'}') || byte.is_ascii_whitespace())?;
            (end > 0).then(|| (&text[..end], &text[end..]))
        }
    }
}
