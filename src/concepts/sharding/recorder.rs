//! The recent past: the last answers, the keys that moved, the log, and the window before the last change.

use super::metrics;
use super::model::Store;
use super::occurrence::{Answer, Kind, Occurrence};
use crate::concept::Ring;
use crate::sim::timeline::Recorder as Records;
use crate::sim::{Model as _, Sink, Time};

/// A key that moved.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Move {
    /// When the last of its rows came.
    pub at: Time,
    /// Its place in the order of keys.
    pub key: u64,
    /// From where.
    pub from: u8,
    /// To where.
    pub to: u8,
    /// Its rows.
    pub rows: u64,
}

/// What was counted in a window.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Window {
    /// Its ends.
    pub from: Time,
    /// Its ends.
    pub to: Time,
    /// Queries in it.
    pub count: u64,
    /// The rows of the table.
    pub rows: [Option<f64>; 8],
}

impl Window {
    /// What was counted since the last change.
    pub fn measure(model: &Store) -> Self {
        let tally = model.tally();
        let seconds = model.seconds();
        let ms = |kind: Kind, q: f64| tally.took[kind as usize].quantile(q).map(|s| s * 1e3);
        let point = metrics::points(tally);
        let loads = metrics::loads(model);
        let rows = [
            (seconds > 0.0).then(|| tally.done() as f64 / seconds),
            loads.iter().copied().reduce(f64::max).map(|load| load * 100.0),
            metrics::imbalance(&loads),
            (tally.sent > 0).then(|| tally.asks as f64 / tally.sent as f64),
            point.quantile(0.5).map(|s| s * 1e3),
            point.quantile(0.99).map(|s| s * 1e3),
            ms(Kind::Scan, 0.99),
            ms(Kind::Scatter, 0.99),
        ];
        Self { from: tally.from, to: model.now(), count: tally.sent, rows }
    }
}

/// The recorder of the store.
#[derive(Clone, Default)]
pub struct Recorder {
    /// The last answers.
    pub answers: Ring<Answer, 1024>,
    /// The last keys that moved.
    pub moves: Ring<Move, 512>,
    /// News.
    pub log: Ring<(Time, Occurrence), 256>,
    /// The window before the last change.
    pub was: Option<Window>,
}

impl Sink<Occurrence> for Recorder {
    fn take(&mut self, at: Time, occurrence: &Occurrence) {
        match *occurrence {
            Occurrence::Asked { .. } => return,
            Occurrence::Answered(answer) => self.answers.push(answer),
            Occurrence::Moved { key, from, to, rows, .. } => self.moves.push(Move { at, key, from, to, rows }),
            _ => {}
        }
        self.log.push((at, *occurrence));
    }
}

impl Records<Store> for Recorder {
    fn on_input(&mut self, model: &Store, _at: Time) {
        // A drag is many inputs in a row: the window before the first of them is the one to compare with.
        let window = Window::measure(model);
        if window.count >= 20 || self.was.is_none() {
            self.was = Some(window).filter(|window| window.count > 0);
        }
    }
    fn heap_bytes(&self) -> usize {
        self.answers.heap_bytes() + self.moves.heap_bytes() + self.log.heap_bytes()
    }
}
