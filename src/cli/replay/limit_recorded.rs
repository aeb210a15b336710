//! `replay limit` on recordings that need sorting or a summary: read whole, then decided.
//!
//! Lines of logs that cannot be read are skipped and counted; those of plain arrivals end the command.

use super::limit_rule::Rule;
use super::limit_run::{Decided, LINE_MAX, Run, Show, plain_line};
use crate::cli::failure::Failure;
use crate::cli::replay::limit_json;
use crate::policies::limit::recording::{Recording, Search};
use crate::policies::limit::{Kind, Limiter, Visit};
use crate::sim::Time;
use crate::sim::traffic::{Format, Reader, Row};
use std::io::{self, BufRead, Write};

/// Clients that a summary names.
const CLIENTS: usize = 10;
/// Bad lines that are named.
const NAMED: usize = 5;

/// How a recording is read and shown.
pub struct Recorded<'a> {
    /// For messages.
    pub path: &'a str,
    /// Its format.
    pub format: Format,
    /// Reads its lines.
    pub reader: Reader,
    /// Decisions as text or JSON; `None`: a summary.
    pub show: Option<Show>,
    /// The most keys that are remembered.
    pub keys: usize,
    /// The summary looks for the smallest limit that rejects under this share.
    pub under: f64,
}

impl Recorded<'_> {
    /// Reads, decides and prints; gives how many keys were forgotten too early.
    pub fn replay(mut self, rule: &Rule, input: Box<dyn BufRead>, out: &mut dyn Write) -> Result<u64, Failure> {
        let recording = self.read(input)?;
        rule.policy.visit(Decide { recorded: &self, recording: &recording, rule, out })
    }

    fn read(&mut self, mut input: Box<dyn BufRead>) -> Result<Recording, Failure> {
        let mut recording = Recording::default();
        let mut line = Vec::new();
        let (mut lines, mut bad, mut named) = (0u64, 0u64, Vec::new());
        loop {
            line.clear();
            let read = io::Read::take(&mut *input, LINE_MAX as u64).read_until(b'\n', &mut line);
            if read.map_err(|error| Failure::Said(format!("arrivals={} cannot be read ({error})", self.path)))? == 0 {
                break;
            }
            lines += 1;
            let done = self.reader.line(&line).and_then(|row| row.map_or(Ok(()), |row| recording.push(&row)));
            if let Err(wrong) = done {
                if self.format == Format::Plain {
                    return Err(Failure::Said(format!("line {lines} of {}: {wrong}", self.path)));
                }
                bad += 1;
                if named.len() < NAMED {
                    named.push(format!("line {lines}: {wrong}"));
                }
            }
        }
        if recording.requests().is_empty() && bad > 0 {
            return Err(Failure::Said(format!("{} holds no request; {}", self.path, named[0])));
        }
        if bad > 0 {
            let more = if bad > named.len() as u64 { "; …" } else { "" };
            let _ =
                writeln!(io::stderr(), "kneepoint: {bad} of {lines} lines were skipped; {}{more}", named.join("; "));
        }
        recording.finish();
        Ok(recording)
    }
}

struct Decide<'a> {
    recorded: &'a Recorded<'a>,
    recording: &'a Recording,
    rule: &'a Rule,
    out: &'a mut dyn Write,
}

impl Visit for Decide<'_> {
    type Out = Result<u64, Failure>;

    fn visit<L: Limiter>(self, rule: L) -> Self::Out {
        let Self { recorded, recording, out, .. } = self;
        let from = recording.requests().first().map_or(Time::ZERO, |request| request.at);
        let mut run = Run::new(rule, recorded.keys, self.rule.server, from);
        let mut sums = vec![(0u64, 0u64); recording.clients()];
        let mut shown = Vec::new();
        for request in recording.requests() {
            let row = Row { at: request.at, key: recording.name(request.client), cost: request.cost };
            let Decided { decision, known } = run.decide(&row);
            match recorded.show {
                Some(Show::Plain) => plain_line(&decision, &mut shown),
                Some(Show::Json) => {
                    let moment = Time(recording.base().saturating_add(row.at.0));
                    limit_json::line(&Row { at: moment, ..row }, &decision, known, &mut shown);
                }
                None => {
                    let sum = &mut sums[request.client as usize];
                    sum.0 += 1;
                    sum.1 += u64::from(!decision.allowed);
                }
            }
            if shown.len() > 1 << 16 {
                out.write_all(&shown)?;
                shown.clear();
            }
        }
        out.write_all(&shown)?;
        if recorded.show.is_none() {
            summary(recorded, recording, self.rule, &sums, out)?;
        }
        Ok(run.forgotten())
    }
}

fn summary(
    recorded: &Recorded<'_>,
    recording: &Recording,
    rule: &Rule,
    sums: &[(u64, u64)],
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let requests = recording.requests().len() as u64;
    let rejected: u64 = sums.iter().map(|sum| sum.1).sum();
    let percent = |part: u64, whole: u64| 100.0 * part as f64 / whole.max(1) as f64;
    writeln!(out, "requests   {requests}")?;
    writeln!(out, "allowed    {}", requests - rejected)?;
    writeln!(out, "rejected   {rejected} ({:.2} %)", percent(rejected, requests))?;
    let hit = sums.iter().filter(|sum| sum.1 > 0).count();
    writeln!(out, "clients    {}, of which {hit} were rejected at least once", recording.clients())?;
    writeln!(out, "lasts      {} s", recording.lasts().secs())?;
    let window = rule.settings.window;
    writeln!(out, "busiest    {} within {} s, all clients together", recording.busiest(window), window.secs())?;
    let mut clients: Vec<u32> = (0..sums.len() as u32).filter(|&client| sums[client as usize].1 > 0).collect();
    clients.sort_by_key(|&client| (std::cmp::Reverse(sums[client as usize].1), client));
    for &client in clients.iter().take(CLIENTS) {
        let (all, rejected) = sums[client as usize];
        let name = String::from_utf8_lossy(recording.name(client)).into_owned();
        let name = if name.is_empty() { "-".to_owned() } else { name };
        writeln!(out, "client     {name}: {rejected} of {all} ({:.2} %)", percent(rejected, all))?;
    }
    if matches!(rule.kind, Kind::Concurrency | Kind::Aimd | Kind::Gradient | Kind::Dynamic | Kind::GuavaWarmingUp) {
        return Ok(());
    }
    let mut search = Search::new(rule.kind, &rule.settings, recording, true, recorded.under);
    while !search.step(recording, 1 << 20) {}
    let under = recorded.under * 100.0;
    match search.answer() {
        Some(limit) => writeln!(out, "smallest   {limit} in {} s rejects under {under} %", window.secs())?,
        None => writeln!(out, "smallest   no limit rejects under {under} %")?,
    }
    Ok(())
}
