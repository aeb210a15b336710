//! Your own traffic: an access log or any list of times, sent through every limiter on the screen and a few beside it.
//!
//! The requests are kept, 16 bytes each, because a limiter is asked about them again and again: once for each limiter,
//! and some twenty times until the smallest limit is found. All of it goes a few thousand requests at a time.

use super::model::limiter::{policy, settings_of};
use super::model::settings::limit;
use super::params::{Key, Kind, Params};
use super::words::{bytes, count, digits, rate_words, span_words};
use crate::concept::{Answers, Choice, Curve, Format, Intake, IntakeDecl, Lines, Look, Plot, Report, State, Table};
use crate::param::{Bad, ParamSet as _};
use crate::policies::limit::recording::{Judge, Recording, Search};
use crate::policies::limit::{Rate, Settings, sizing};
use crate::scene::glyph::thousands;
use crate::sim::traffic::{self, Columns, Offered, Reader, guess};

/// Requests that are decided at once: a few milliseconds in the browser.
const STEP: usize = 20_000;
/// Into how many parts the time is cut.
const PARTS: usize = 200;
/// Clients that are named.
const CLIENTS: usize = 20;
/// The share for which the smallest limit is looked for if nothing says otherwise, per cent; and for a tenth of it.
const UNDER: f64 = 1.0;
/// Looked at beside what is on the screen.
const ALWAYS: [Kind; 4] = [Kind::TokenBucket, Kind::FixedWindow, Kind::SlidingLog, Kind::SlidingCounter];

/// What is taken.
pub static INTAKE: IntakeDecl = IntakeDecl {
    title: "Your own traffic",
    help: "Whom would these limiters have refused, and when? How small could the limit have been? It is read here and \
           never leaves this page.",
    formats: &[
        Format {
            key: "auto",
            label: "Find out",
            example: "203.0.113.7 - - [25/Nov/2026:22:18:07 +0000] \"GET / HTTP/1.1\" 200 5",
        },
        Format {
            key: "log",
            label: "Access log",
            example: "203.0.113.7 - - [25/Nov/2026:22:18:07 +0000] \"GET / HTTP/1.1\" 200 5",
        },
        Format { key: "times", label: "A time on each line", example: "2026-11-25T22:18:07.250Z alice 1" },
        Format { key: "csv", label: "CSV with a heading", example: "time,client,cost\n1795645087.25,alice,1" },
        Format {
            key: "json",
            label: "JSON lines",
            example: "{\"time\":\"2026-11-25T22:18:07Z\",\"client\":\"alice\"}",
        },
    ],
    most: 1 << 30,
    open,
};

fn open(state: &State, format: &str, answers: &Answers) -> Result<Box<dyn Intake>, Bad> {
    let known = traffic::Format::ALL.iter().find(|known| known.key() == format).copied();
    if known.is_none() && format != "auto" {
        return Err(Bad {
            key: "format".to_owned(),
            value: format.to_owned(),
            wrong: "is not known".to_owned(),
            allowed: INTAKE.formats.iter().map(|format| format.key).collect::<Vec<_>>().join(", "),
        });
    }
    let answer = |key: &str| answers.iter().find(|(known, _)| known == key).map(|(_, value)| value.trim());
    let column = |key: &str| answer(key).filter(|name| !name.is_empty()).map(str::to_owned);
    let columns = Columns { time: column("time"), key: column("key"), cost: column("cost") };
    let under = under(answer("under"))?;
    let params = Params::from_values(&state.values);
    let per_client = params.key == Key::Client;
    let mut kinds = vec![params.limiter];
    for kind in params.beside.iter().chain(&ALWAYS) {
        if !kinds.contains(kind) {
            kinds.push(*kind);
        }
    }
    // What moves with the time that requests take cannot be judged by when they came.
    kinds.retain(|kind| !matches!(kind, Kind::Concurrency | Kind::Aimd | Kind::Gradient | Kind::Dynamic));
    Ok(Box::new(Traffic { params, per_client, kinds, known, columns, under, ..Traffic::default() }))
}

/// The share that may be refused, per cent.
fn under(given: Option<&str>) -> Result<f64, Bad> {
    let Some(given) = given.filter(|given| !given.is_empty()) else {
        return Ok(UNDER);
    };
    let percent = crate::param::number(given.trim_end_matches('%').trim(), "");
    percent.filter(|percent| *percent > 0.0 && *percent <= 100.0).ok_or_else(|| Bad {
        key: "refused".to_owned(),
        value: given.to_owned(),
        wrong: "is not a share".to_owned(),
        allowed: "a number of per cent above 0, up to 100".to_owned(),
    })
}

#[derive(Default)]
struct Traffic {
    params: Params,
    per_client: bool,
    kinds: Vec<Kind>,
    /// The format, once it is known.
    known: Option<traffic::Format>,
    columns: Columns,
    /// What the first line offers.
    offered: Offered,
    /// The share that may be refused, per cent.
    under: f64,
    reader: Option<Reader>,
    lines: Lines,
    recording: Recording,
    judges: Vec<(Kind, Judge)>,
    searches: Vec<Search>,
    /// Requests that the searches have looked at, for the progress.
    ended: bool,
    searched: usize,
}

impl Traffic {
    fn read(&mut self, feed: impl FnOnce(&mut Lines, &mut dyn FnMut(&[u8]) -> Result<(), String>)) {
        let Self { lines, reader, recording, .. } = self;
        let mut take = |line: &[u8]| {
            let Some(reader) = reader else { return Ok(()) };
            let row = reader.line(line).map_err(|wrong| about(line, &wrong.0))?;
            row.map_or(Ok(()), |row| recording.push(&row).map_err(|wrong| about(line, &wrong.0)))
        };
        feed(lines, &mut take);
    }
    /// The settings of the limiter in focus; the searches change its limit.
    fn settings(&self) -> Settings {
        settings_of(self.params.limiter, &self.params)
    }
    fn searchable(&self) -> bool {
        self.kinds.first() == Some(&self.params.limiter) && self.params.limiter != Kind::GuavaWarmingUp
    }
}

/// What is wrong with a line, said of the line: its text stands beside it already.
fn about(line: &[u8], wrong: &str) -> String {
    let text = traffic::shown(line.trim_ascii());
    match wrong.strip_prefix(&*text).filter(|rest| !text.is_empty() && rest.starts_with(' ')) {
        Some(rest) => rest.trim_start().to_owned(),
        None => format!("cannot be read, {wrong}"),
    }
}

impl Intake for Traffic {
    fn feed(&mut self, bytes: &[u8]) {
        if self.reader.is_none() {
            let format = *self.known.get_or_insert_with(|| guess(bytes));
            self.offered = format.offered(bytes);
            self.reader = Some(Reader::new(format, self.columns.clone()));
        }
        self.read(|lines, take| lines.feed(bytes, take));
    }

    fn end(&mut self) {
        self.read(|lines, take| lines.end(take));
        self.recording.finish();
        self.ended = true;
        let judge =
            |&kind: &Kind| (kind, Judge::new(policy(kind, &self.params), &self.recording, self.per_client, PARTS));
        self.judges = self.kinds.iter().map(judge).collect();
        if self.searchable() {
            let (kind, set) = (self.params.limiter, self.settings());
            let search = |share: f64| Search::new(kind, &set, &self.recording, self.per_client, share / 100.0);
            self.searches = self.shares().map(search).to_vec();
        }
    }

    fn work(&mut self) -> f64 {
        let requests = self.recording.requests().len().max(1);
        // A search looks at the requests about twenty times, at fewer each time that too many are refused.
        let all = (self.judges.len() + 10 * self.searches.len()).max(1) * requests;
        let decided = |judges: &[(Kind, Judge)]| judges.iter().map(|(_, judge)| judge.decided()).sum::<usize>();
        for (_, judge) in &mut self.judges {
            if judge.decided() < self.recording.requests().len() {
                judge.step(&self.recording, STEP);
                return (decided(&self.judges) as f64 / all as f64).min(0.99);
            }
        }
        for search in &mut self.searches {
            if search.answer().is_none() && !search.step(&self.recording, STEP) {
                self.searched += STEP;
                return ((decided(&self.judges) + self.searched) as f64 / all as f64).min(0.99);
            }
        }
        1.0
    }

    fn report(&self) -> Report {
        let mut report = Report {
            lines: self.lines.count(),
            bad: self.lines.bad(),
            bad_lines: self.lines.bad_lines().to_vec(),
            choices: self.choices(),
            ..Report::default()
        };
        let requests = self.recording.requests();
        if requests.is_empty() {
            return report;
        }
        report.facts = self.facts();
        if self.ended && self.judges.iter().all(|(_, judge)| judge.decided() == requests.len()) {
            report.tables = vec![self.limiters()];
            report.tables.extend(self.clients());
            report.tables.push(self.memory());
            report.plots = vec![self.over_time()];
            if let Some(limit) = self.searches.first().and_then(Search::answer) {
                report.setting = self.setting(limit);
            }
        }
        report
    }
}

impl Traffic {
    /// The shares for which the smallest limit is looked for, per cent.
    fn shares(&self) -> [f64; 2] {
        [self.under, self.under / 10.0]
    }
    /// The columns that can be picked, and the share that may be refused.
    fn choices(&self) -> Vec<Choice> {
        let Offered { columns, usual } = &self.offered;
        let Columns { time, key, cost } = &self.columns;
        let picks = [("time", "Time", time), ("key", "Client", key), ("cost", "Cost", cost)];
        let pick = |((key, label, picked), usual): ((&str, &str, &Option<String>), &Option<String>)| {
            let found = usual.as_ref().map_or("none".to_owned(), |usual| {
                columns.iter().find(|(column, _)| column == usual).map_or(String::new(), |(_, shown)| shown.clone())
            });
            let mut options = vec![(String::new(), format!("found: {found}"))];
            options.extend(columns.iter().cloned());
            let value = picked.clone().unwrap_or_default();
            Choice { key: key.to_owned(), label: label.to_owned(), value, options, unit: String::new() }
        };
        let mut choices: Vec<Choice> =
            if columns.is_empty() { Vec::new() } else { picks.into_iter().zip(usual).map(pick).collect() };
        if self.searchable() {
            choices.push(Choice {
                key: "under".to_owned(),
                label: "Look for the smallest limit that refuses under".to_owned(),
                value: digits(self.under),
                options: Vec::new(),
                unit: "%".to_owned(),
            });
        }
        choices
    }
    fn facts(&self) -> Vec<(String, String)> {
        let recording = &self.recording;
        let requests = recording.requests().len() as u64;
        let fact = |label: &str, value: String| (label.to_owned(), value);
        let mut facts =
            vec![fact("Requests", thousands(requests)), fact("Clients", thousands(recording.clients() as u64))];
        if !self.ended {
            return facts;
        }
        let lasts = recording.lasts();
        facts.push(fact("Lasts", span_words(lasts)));
        if !lasts.is_zero() {
            facts.push(fact("Mean rate", format!("{} /s", digits(requests as f64 / lasts.secs()))));
        }
        let window = self.settings().window;
        facts.push(fact(&format!("Most within {}", span_words(window)), thousands(recording.busiest(window))));
        for (search, share) in self.searches.iter().zip(self.shares()) {
            let label = format!("Smallest limit that refuses under {} %", digits(share));
            if let Some(limit) = search.answer() {
                facts.push(fact(&label, format!("{} in {}", thousands(limit), span_words(window))));
            } else if search.is_over() {
                // A bucket's rate does not help against what comes at once.
                facts.push(fact(&label, format!("none with a burst of {}", thousands(u64::from(self.params.burst)))));
            }
        }
        facts
    }

    fn limiters(&self) -> Table {
        let row = |(kind, judge): &(Kind, Judge)| {
            let judged = judge.judged();
            let mean = judged.delay_ns as f64 / 1e9 / judged.allowed.max(1) as f64;
            let hit = judged.by_client.iter().filter(|(_, refused)| *refused > 0).count() as u64;
            vec![
                kind.option().label.to_owned(),
                thousands(judged.allowed),
                thousands(judged.rejected),
                format!("{} %", digits(judged.share() * 100.0)),
                thousands(hit),
                if judged.delay_ns == 0 { "–".to_owned() } else { format!("{} s", digits(mean)) },
            ]
        };
        Table {
            caption: format!("Every limiter on it, {}", self.rule_words()),
            head: ["Limiter", "Let in", "Refused", "Share refused", "Clients refused", "Mean wait"]
                .map(str::to_owned)
                .to_vec(),
            rows: self.judges.iter().map(row).collect(),
        }
    }
    fn rule_words(&self) -> String {
        let whose = if self.per_client { "each client on its own" } else { "everybody together" };
        let p = &self.params;
        format!(
            "{} and {} at once, or {} in {}; {whose}",
            rate_words(p.rate),
            thousands(u64::from(p.burst)),
            thousands(u64::from(limit(p))),
            span_words(self.settings().window)
        )
    }

    fn clients(&self) -> Option<Table> {
        let (kind, judge) = self.judges.first()?;
        let judged = judge.judged();
        let worst = judged.worst_clients(CLIENTS);
        let row = |&client: &u32| {
            let (all, refused) = judged.by_client[client as usize];
            let name = String::from_utf8_lossy(self.recording.name(client));
            let name: String = name.chars().take(60).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
            let share = 100.0 * f64::from(refused) / f64::from(all.max(1));
            vec![
                if name.is_empty() { "(no client)".to_owned() } else { name },
                thousands(u64::from(all)),
                thousands(u64::from(refused)),
                format!("{} %", digits(share)),
            ]
        };
        (!worst.is_empty()).then(|| Table {
            caption: format!("Whom {} refused most", crate::param::within_sentence(kind.option().label)),
            head: ["Client", "Requests", "Refused", "Share refused"].map(str::to_owned).to_vec(),
            rows: worst.iter().map(row).collect(),
        })
    }

    /// Keys × bytes per key, for these clients and for two million.
    fn memory(&self) -> Table {
        const MANY: u64 = 2_000_000;
        let keys = if self.per_client { self.recording.clients() as u64 } else { 1 };
        let row = |&kind: &Kind| {
            let rule = policy(kind, &self.params);
            let size = |keys| sizing::size(&rule, keys);
            vec![
                kind.option().label.to_owned(),
                format!("{} B", thousands(size(1).product)),
                bytes(size(keys).product),
                bytes(size(MANY).product),
                bytes(size(MANY).table),
            ]
        };
        Table {
            caption: format!(
                "Memory: keys times bytes of one key. Left out: {}.",
                sizing::LEFT_OUT.map(|(what, _)| what).join(", ")
            ),
            head: ["Limiter", "One key", "These", "2 million keys", "with key and free slots"]
                .map(str::to_owned)
                .to_vec(),
            rows: self.kinds.iter().map(row).collect(),
        }
    }

    fn over_time(&self) -> Plot {
        let lasts = self.recording.lasts().secs();
        let (unit, name) = match lasts {
            s if s < 300.0 => (1.0, "s"),
            s if s < 18_000.0 => (60.0, "min"),
            _ => (3600.0, "h"),
        };
        let part = (lasts / PARTS as f64).max(1e-9);
        let curve = |(index, (kind, judge)): (usize, &(Kind, Judge))| {
            let points = judge.judged().over_time.iter().enumerate();
            let points = points.map(|(i, &(_, refused))| ((i as f64 + 0.5) * part / unit, f64::from(refused) / part));
            Curve {
                label: kind.option().label.to_owned(),
                look: if index == 0 { Look::Work } else { Look::Quiet },
                points: points.collect(),
            }
        };
        Plot {
            title: format!(
                "Refused, mean of {} parts",
                count(PARTS as u64, "part", "parts").trim_end_matches(" parts")
            ),
            x: format!("since the first, {name}"),
            y: "refused /s".to_owned(),
            x_log: false,
            curves: self.judges.iter().enumerate().map(curve).collect(),
        }
    }

    /// The smallest limit as a rate: the limit is rate times window.
    fn setting(&self, limit: u64) -> (String, String) {
        let window = self.settings().window;
        let Some(rate) = Rate::new(limit, window).map(Rate::hertz).filter(|rate| (0.0001..=100_000.0).contains(rate))
        else {
            return (String::new(), String::new());
        };
        (format!("rate={rate}"), format!("Set the limit to {} in {}", thousands(limit), span_words(window)))
    }
}

#[cfg(test)]
mod tests;
