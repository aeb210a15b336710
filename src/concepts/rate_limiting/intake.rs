//! Your own traffic: an access log or any list of times, sent through every limiter on the screen and a few beside it.
//!
//! The requests are kept, 16 bytes each, because a limiter is asked about them again and again: once for each limiter,
//! and some twenty times until the smallest limit is found. All of it goes a few thousand requests at a time.

use super::model::limiter::{policy, settings_of};
use super::model::settings::limit;
use super::params::{Key, Kind, Params};
use super::words::{bytes, count, digits, rate_words, span_words};
use crate::concept::{Curve, Format, Intake, IntakeDecl, Lines, Look, Plot, Report, State, Table};
use crate::param::{Bad, ParamSet as _};
use crate::policies::limit::recording::{Judge, Recording, Search};
use crate::policies::limit::{Rate, Settings, sizing};
use crate::scene::glyph::thousands;
use crate::sim::traffic::{self, Columns, Reader, guess};

/// Requests that are decided at once: a few milliseconds in the browser.
const STEP: usize = 20_000;
/// Into how many parts the time is cut.
const PARTS: usize = 200;
/// Clients that are named.
const CLIENTS: usize = 20;
/// The shares for which the smallest limit is looked for.
const SHARES: [f64; 2] = [0.01, 0.001];
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

fn open(state: &State, format: &str) -> Result<Box<dyn Intake>, Bad> {
    let known = traffic::Format::ALL.iter().find(|known| known.key() == format).copied();
    if known.is_none() && format != "auto" {
        return Err(Bad {
            key: "format".to_owned(),
            value: format.to_owned(),
            wrong: "is not known".to_owned(),
            allowed: INTAKE.formats.iter().map(|format| format.key).collect::<Vec<_>>().join(", "),
        });
    }
    let params = Params::from_values(&state.values);
    let reader = known.map(|format| Reader::new(format, Columns::default()));
    let per_client = params.key == Key::Client;
    let mut kinds = vec![params.limiter];
    for kind in params.beside.iter().chain(&ALWAYS) {
        if !kinds.contains(kind) {
            kinds.push(*kind);
        }
    }
    // What moves with the time that requests take cannot be judged by when they came.
    kinds.retain(|kind| !matches!(kind, Kind::Concurrency | Kind::Aimd | Kind::Gradient | Kind::Dynamic));
    Ok(Box::new(Traffic { params, per_client, kinds, reader, ..Traffic::default() }))
}

#[derive(Default)]
struct Traffic {
    params: Params,
    per_client: bool,
    kinds: Vec<Kind>,
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
        self.reader.get_or_insert_with(|| Reader::new(guess(bytes), Columns::default()));
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
            let search = |&share: &f64| Search::new(kind, &set, &self.recording, self.per_client, share);
            self.searches = SHARES.iter().map(search).collect();
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
        for (search, share) in self.searches.iter().zip(SHARES) {
            let label = format!("Smallest limit that refuses under {} %", digits(share * 100.0));
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
            head: ["Limiter", "Let in", "Refused", "Share", "Clients refused", "Mean wait"].map(str::to_owned).to_vec(),
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
            head: ["Client", "Requests", "Refused", "Share"].map(str::to_owned).to_vec(),
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
mod tests {
    use super::*;

    fn read(format: &str, link: &str, text: &str) -> Report {
        let decoded = crate::link::decode(link, super::super::ENTRY);
        assert!(decoded.complaints.is_empty(), "{:?}", decoded.complaints);
        let mut intake = (INTAKE.open)(&decoded.state, format).unwrap();
        for piece in text.as_bytes().chunks(1000) {
            intake.feed(piece);
        }
        intake.end();
        let mut last = 0.0;
        for _ in 0..100_000 {
            let share = intake.work();
            assert!(share >= last, "{share} after {last}");
            last = share;
            if share >= 1.0 {
                return intake.report();
            }
        }
        panic!("the work does not end");
    }
    /// One client ten times a second, another once a second, a minute long.
    fn log() -> String {
        let line = |k: u32, who: &str| {
            format!(
                "{who} - - [25/Nov/2026:22:{:02}:{:02} +0000] \"GET / HTTP/1.1\" 200 5\n",
                18 + k / 600,
                k / 10 % 60
            )
        };
        (0..600)
            .flat_map(|k| [line(k, "10.0.0.9"), if k % 10 == 0 { line(k, "10.0.0.1") } else { String::new() }])
            .collect::<Vec<_>>()
            .concat()
    }

    #[test]
    fn a_log_goes_through_every_limiter() {
        for format in ["auto", "log"] {
            let report = read(format, "limiter=fixed-window&rate=5&window=1&key=client", &log());
            assert_eq!((report.lines, report.bad), (660, 0));
            assert_eq!(report.facts[0].1, "660");
            assert_eq!(report.tables[0].rows[0][..4], ["Fixed window", "360", "300", "45.5 %"].map(str::to_owned));
            assert_eq!(report.tables[1].rows, [["10.0.0.9", "600", "300", "50 %"].map(str::to_owned).to_vec()]);
            assert!(
                report.facts.iter().any(|(label, value)| label.contains("under 1 %") && value == "10 in 1 s"),
                "{:?}",
                report.facts
            );
            assert_eq!(
                report.tables[2].rows[0],
                ["Fixed window", "16 B", "32 B", "32 MB", "105 MB"].map(str::to_owned)
            );
            assert_eq!(report.setting.0, "rate=10");
            assert_eq!(report.plots[0].curves.len(), 4);
            assert!(crate::link::decode(&report.setting.0, super::super::ENTRY).complaints.is_empty());
        }
    }

    #[test]
    fn where_no_rate_is_enough_it_says_so() {
        // Twenty at once, again and again: a bucket of five refuses fifteen whatever its rate.
        let text = (0..2_000).map(|k| format!("{} a\n", k / 20 * 100)).collect::<Vec<_>>().concat();
        let report = read("times", "limiter=token-bucket&rate=5&burst=5&window=2", &text);
        let said = |report: &Report| report.facts.iter().find(|(label, _)| label.contains("under 1 %")).cloned();
        assert_eq!(said(&report).map(|(_, value)| value).as_deref(), Some("none with a burst of 5"));
        assert_eq!(report.setting, (String::new(), String::new()));
        let report = read("times", "limiter=token-bucket&rate=5&burst=20&window=2", &text);
        assert_eq!(said(&report).map(|(_, value)| value).as_deref(), Some("1 in 2 s"), "{:?}", report.facts);
        assert!(report.facts.contains(&("Mean rate".to_owned(), "0.2 /s".to_owned())), "{:?}", report.facts);
    }

    #[test]
    fn bad_lines_are_counted_and_nothing_is_no_report() {
        let report = read("log", "", &format!("what\n{}", log()));
        assert_eq!((report.bad, report.bad_lines[0].line), (1, 1));
        assert!(report.bad_lines[0].wrong.starts_with("has no time in brackets"), "{:?}", report.bad_lines[0]);
        let report = read("log", "", &format!("{}\n{}", "GET / ".repeat(20), log()));
        assert!(report.bad_lines[0].wrong.starts_with("has no time in brackets"), "{:?}", report.bad_lines[0]);
        let report = read("times", "", "1\n2x\n");
        assert!(report.bad_lines[0].wrong.starts_with("is not a time"), "{:?}", report.bad_lines[0]);
        let report = read("log", "", &format!("a - - [yesterday] x\n{}", log()));
        assert!(report.bad_lines[0].wrong.starts_with("cannot be read, yesterday is not a time"));
        assert_eq!(read("times", "", "").facts, []);
        assert_eq!(read("json", "", "{}\n").bad, 1);
        for format in INTAKE.formats {
            assert!((INTAKE.open)(&super::super::ENTRY.state(), format.key).is_ok());
            assert_eq!(read(format.key, "", format.example).facts[0].1, "1", "{}", format.key);
        }
    }
}
