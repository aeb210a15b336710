//! What comes and what passes: requests a second over the last windows, against the rate.

use super::super::model::Limiting;
use super::super::params::Key;
use super::super::recorder::{Outcome, Recorder};
use super::super::scene::span_shown;
use super::super::words::{digits, rate_words, span_words};
use crate::concept::{Table, View};
use crate::scene::chart::{Axis, Chart, Frame, Look, Scale};
use crate::scene::{Align, Ink, Picture, Type, pt};
use crate::sim::{Model as _, Span, Time};

/// In how many bins the span is cut.
const BINS: usize = 40;

/// What the chart shows: requests a second in bins.
pub(super) struct Flow {
    from: f64,
    width: f64,
    /// Offered, passed, refused.
    bins: Vec<[f64; 3]>,
    rate: f64,
    /// Each client has a limiter of its own, and what is drawn is the first one's.
    one: bool,
    span: Span,
    /// The first bin of which everything is remembered.
    first: usize,
}

impl Flow {
    pub(super) fn of(model: &Limiting, recorder: &Recorder) -> Self {
        let (from, to) = span_shown(model);
        let span = to.since(from);
        let width = Span((span.0 / BINS as u64).max(1));
        let mut bins = vec![[0.0; 3]; BINS];
        let mut add = |at: Time, what: usize| {
            if at >= from
                && at <= model.now()
                && let Some(bin) = bins.get_mut((at.since(from).0 / width.0) as usize)
            {
                bin[what] += 1.0 / width.secs();
            }
        };
        for mark in recorder.lane(0).marks.newest_first() {
            if mark.at < from.back(span) {
                break;
            }
            add(mark.at, 0);
            match mark.outcome {
                Outcome::Refused => add(mark.at, 2),
                Outcome::Passed | Outcome::Queued => add(mark.leaves, 1),
            }
        }
        // What the record has forgotten is no silence.
        let marks = &recorder.lane(0).marks;
        let known = marks.oldest().filter(|_| marks.is_full()).map_or(Time::ZERO, |mark| mark.at);
        let first = (known.since(from).0.div_ceil(width.0) as usize).min(BINS);
        let now = model.now().since(from);
        bins.truncate((now.0 / width.0) as usize + 1);
        Self {
            from: from.secs(),
            width: width.secs(),
            bins,
            rate: model.params().rate / f64::from(model.params().cost),
            one: model.params().key == Key::Client,
            span,
            first,
        }
    }

    pub(super) fn draw(&self, view: &View, picture: &mut Picture) -> String {
        let most = self.bins.iter().map(|bin| bin[0].max(bin[1])).fold(1.6 * self.rate, f64::max);
        let y = Axis::nice("requests a second", Scale::Linear, 0.0, view.top(most * 1.05));
        let x = Axis::exact("time, s", Scale::Linear, self.from, self.from + self.span.secs());
        let chart = Chart::new(Frame::fitting(view.width, view.height, &y), x, y);
        let at = |index: usize| self.from + self.width * index as f64;
        let passed: Vec<(f64, f64)> =
            self.bins.iter().enumerate().skip(self.first).map(|(i, bin)| (at(i), bin[1])).collect();
        chart.bars(picture, &passed, self.width);
        let line = |what: usize| -> Vec<(f64, f64)> {
            let mut list: Vec<(f64, f64)> =
                self.bins.iter().enumerate().skip(self.first).map(|(i, bin)| (at(i), bin[what])).collect();
            if let Some(last) = list.last().copied() {
                list.push((last.0 + self.width, last.1));
            }
            list
        };
        chart.steps(picture, &line(0), Look::Record(Ink::Ink2));
        if self.bins.iter().any(|bin| bin[2] > 0.0) {
            chart.steps(picture, &line(2), Look::Measured(Ink::Lost));
        }
        let end = self.from + self.span.secs();
        chart.line(picture, &[(self.from, self.rate), (end, self.rate)], Look::Theory);
        chart.axes(picture, false);
        let place = chart.place(end, self.rate);
        let words = format!("rate {}", rate_words(self.rate));
        picture.text(pt(place.x, place.y - 5.0), Type::Note, Ink::NoteText, Align::End, words);
        picture.halo();
        let frame = chart.frame();
        let mut x = frame.right;
        for (word, ink) in [("refused", Ink::LostText), ("passed", Ink::WorkText), ("came", Ink::Ink2)] {
            picture.text(pt(x, frame.top + 8.0), Type::Axis, ink, Align::End, word);
            picture.halo();
            x -= crate::scene::text_width(Type::Axis, 0.0, word) + 12.0;
        }
        let whose = if self.one { "client 1, " } else { "" };
        format!("{whose}last {}, per {}", span_words(self.span), span_words(Span::from_secs(self.width)))
    }

    pub(super) fn table(&self) -> Table {
        let rows = self.bins.iter().enumerate().skip(self.first).map(|(index, bin)| {
            let mut row = vec![digits(self.from + self.width * index as f64)];
            row.extend(bin.iter().map(|value| digits(*value)));
            row
        });
        Table {
            caption: format!(
                "Requests a second{}, per {}; the rate is {}.",
                if self.one { " of client 1" } else { "" },
                span_words(Span::from_secs(self.width)),
                rate_words(self.rate)
            ),
            head: ["From, s", "Came", "Passed", "Refused"].map(str::to_owned).to_vec(),
            rows: rows.collect(),
        }
    }
}
