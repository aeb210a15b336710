//! Your own traffic: when requests came in, read from a file, as the numbers that the model takes.
//!
//! Kept are counts per second and sums of gaps, so the memory does not grow with the file.

use super::words;
use crate::concept::{Answers, Curve, Format, Intake, IntakeDecl, Lines, Look, Plot, Report, State};
use crate::param::Bad;

/// Seconds of a recording that are kept; later requests are counted into the last one.
const SECONDS_MAX: usize = 1 << 20;
/// Points of the chart.
const POINTS: usize = 400;

/// What is taken.
pub static INTAKE: IntakeDecl = IntakeDecl {
    title: "Your own traffic",
    help: "When did your requests come in? Read how many there are a second and how bunched they are, and set the \
           arrival rate to it.",
    formats: &[
        Format { key: "seconds", label: "Seconds, one a line", example: "12.503" },
        Format { key: "milliseconds", label: "Milliseconds, one a line", example: "1732572000123" },
    ],
    most: 1 << 30,
    open,
};

fn open(_: &State, format: &str, _: &Answers) -> Result<Box<dyn Intake>, Bad> {
    let per_s = match format {
        "seconds" => 1.0,
        "milliseconds" => 1e3,
        _ => {
            return Err(Bad {
                key: "format".to_owned(),
                value: format.to_owned(),
                wrong: "is not known".to_owned(),
                allowed: "seconds or milliseconds".to_owned(),
            });
        }
    };
    Ok(Box::new(Traffic { per_s, ..Traffic::default() }))
}

#[derive(Default)]
struct Traffic {
    lines: Lines,
    per_s: f64,
    seen: Seen,
}

/// What is known of the requests.
#[derive(Default)]
struct Seen {
    first: Option<f64>,
    last: f64,
    count: u64,
    /// Gaps: their sum and the sum of their squares, seconds.
    gaps: (f64, f64),
    /// Requests in each second since the first.
    seconds: Vec<u32>,
}

impl Seen {
    /// Takes the number at the head of a line: what follows a blank, a comma or a tab is passed over.
    fn line(&mut self, line: &[u8], per_s: f64) -> Result<(), String> {
        let text = std::str::from_utf8(line).map_err(|_| "is not text".to_owned())?;
        let head = text.trim_start().split([' ', ',', '\t', ';']).next().unwrap_or_default();
        let at = head.parse::<f64>().ok().filter(|at| at.is_finite()).ok_or("does not begin with a number")? / per_s;
        let first = *self.first.get_or_insert(at);
        if self.count > 0 {
            if at < self.last {
                return Err("is earlier than the line before it".to_owned());
            }
            let gap = at - self.last;
            self.gaps = (self.gaps.0 + gap, self.gaps.1 + gap * gap);
        }
        self.last = at;
        self.count += 1;
        let second = ((at - first) as usize).min(SECONDS_MAX - 1);
        if second >= self.seconds.len() {
            self.seconds.resize(second + 1, 0);
        }
        self.seconds[second] += 1;
        Ok(())
    }
}

impl Intake for Traffic {
    fn feed(&mut self, bytes: &[u8]) {
        let Self { lines, per_s, seen } = self;
        lines.feed(bytes, |line| seen.line(line, *per_s));
    }

    fn end(&mut self) {
        let Self { lines, per_s, seen } = self;
        lines.end(|line| seen.line(line, *per_s));
    }

    fn report(&self) -> Report {
        let Seen { first, last, count, gaps, seconds } = &self.seen;
        let mut report = Report {
            lines: self.lines.count(),
            bad: self.lines.bad(),
            bad_lines: self.lines.bad_lines().to_vec(),
            ..Report::default()
        };
        let span = last - first.unwrap_or(*last);
        if *count < 2 || span <= 0.0 {
            return report;
        }
        let n = (*count - 1) as f64;
        let (mean, square) = (gaps.0 / n, gaps.1 / n);
        let rate = n / span;
        let cv = libm::sqrt((square - mean * mean).max(0.0)) / mean;
        let peak = seconds.iter().copied().max().unwrap_or(0);
        let fact = |label: &str, value: String| (label.to_owned(), value);
        report.facts = vec![
            fact("Requests", words::thousands(*count)),
            fact("Lasts", format!("{} s", words::digits(span))),
            fact("Mean rate", format!("{} /s", words::digits(rate))),
            fact("Busiest second", words::thousands(peak.into())),
            // 1 is Poisson, 0 a metronome, more comes in bunches.
            fact("Spread of the gaps, cv", words::digits(cv)),
        ];
        report.plots = vec![per_second(seconds)];
        let set = format!("{:.4}", rate.clamp(0.0, 100_000.0));
        let set = set.trim_end_matches('0').trim_end_matches('.');
        report.setting = (format!("rate={set}"), format!("Set the rate to {} /s", words::digits(rate)));
        report
    }
}

/// Requests a second over time; a long recording is shown in wider steps, each with its mean.
fn per_second(seconds: &[u32]) -> Plot {
    let wide = seconds.len().div_ceil(POINTS).max(1);
    let point = |(i, step): (usize, &[u32])| {
        let sum: u64 = step.iter().map(|n| u64::from(*n)).sum();
        ((i * wide) as f64, sum as f64 / step.len() as f64)
    };
    let points = seconds.chunks(wide).enumerate().map(point).collect();
    let of = if wide == 1 { String::new() } else { format!(", mean of {wide} s each") };
    Plot {
        title: format!("Requests a second{of}"),
        x: "since the first, s".to_owned(),
        y: "requests /s".to_owned(),
        x_log: false,
        curves: vec![Curve { label: "arrived".to_owned(), look: Look::Work, points }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: &str, text: &str) -> Report {
        let state = super::super::ENTRY.state();
        let mut intake = (INTAKE.open)(&state, format, &[]).unwrap();
        for piece in text.as_bytes().chunks(7) {
            intake.feed(piece);
        }
        intake.end();
        assert_eq!(intake.work(), 1.0);
        intake.report()
    }

    #[test]
    fn an_even_recording_has_its_rate_and_no_spread() {
        let text = (0..=200).map(|i| (f64::from(i) * 0.25).to_string()).collect::<Vec<_>>().join("\n");
        let report = read("seconds", &text);
        let fact = |label: &str| report.facts.iter().find(|(l, _)| l == label).unwrap().1.clone();
        assert_eq!(
            (fact("Requests"), fact("Mean rate"), fact("Busiest second")),
            ("201".into(), "4.00 /s".into(), "4".into())
        );
        assert_eq!(report.setting.0, "rate=4");
        assert_eq!(report.plots[0].curves[0].points.len(), 51);
        assert!(crate::link::decode(&report.setting.0, super::super::ENTRY).complaints.is_empty());
    }

    #[test]
    fn bad_lines_are_counted_and_the_rest_counts() {
        let report = read("milliseconds", "1000,GET /\nx\n2000\n1500\n3000\n");
        assert_eq!((report.lines, report.bad), (5, 2));
        assert_eq!(report.bad_lines[0].line, 2);
        assert!(report.bad_lines[1].wrong.contains("earlier"));
        assert_eq!(report.setting.0, "rate=1");
        assert_eq!(read("seconds", "").facts, []);
    }
}
