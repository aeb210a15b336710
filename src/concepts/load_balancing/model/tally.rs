//! What is counted: exact integers, histograms, batch means; a warm-up cut is a second set of integers to subtract.

use super::server::Areas;
use crate::sim::stats::{BatchMeans, Histogram};
use crate::sim::{Span, Time};

/// Integer sums since the start.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sums {
    /// Requests sent by clients.
    pub sent: u64,
    /// Requests the balancer passed to a server.
    pub routed: u64,
    /// Requests that servers took.
    pub taken: u64,
    /// Requests that servers finished.
    pub done: u64,
    /// Of these, those whose client had given up.
    pub late: u64,
    /// Requests refused because a queue was full.
    pub full: u64,
    /// Requests refused by a dead server.
    pub refused: u64,
    /// Requests that a server lost when it died or was removed.
    pub lost: u64,
    /// Requests turned away because no server was in rotation.
    pub turned_away: u64,
    /// Requests whose client gave up.
    pub timed_out: u64,
    /// Abandoned requests that the balancer dropped before sending them on.
    pub dropped: u64,
    /// Requests sent to a pool that does not serve their path.
    pub misrouted: u64,
    /// Sessions begun.
    pub sessions: u64,
    /// Sessions lost: their server died, was removed, or was not found again.
    pub sessions_lost: u64,
    /// Probes sent.
    pub probes: u64,
    /// Faults detected.
    pub detections: u64,
    /// Sum of times from fault to detection, nanoseconds.
    pub detection_ns: u64,
    /// Sum of sojourn times at servers of all that left them (done or lost), nanoseconds.
    pub sojourn_ns: u128,
    /// Sum of sojourn times of those done, nanoseconds.
    pub sojourn_done_ns: u128,
    /// Sum of waiting times of those done, nanoseconds.
    pub wait_done_ns: u128,
    /// Busy time of the balancer, nanoseconds.
    pub balancer_busy_ns: u64,
}

macro_rules! minus {
    ($a:ident, $b:ident, $($field:ident),*) => { Sums { $($field: $a.$field - $b.$field),* } };
}

impl std::ops::Sub for Sums {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        minus!(
            self,
            o,
            sent,
            routed,
            taken,
            done,
            late,
            full,
            refused,
            lost,
            turned_away,
            timed_out,
            dropped,
            misrouted,
            sessions,
            sessions_lost,
            probes,
            detections,
            detection_ns,
            sojourn_ns,
            sojourn_done_ns,
            wait_done_ns,
            balancer_busy_ns
        )
    }
}

/// Sums and areas of the whole cluster at a moment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Snapshot {
    /// When.
    pub at: Time,
    /// Counts.
    pub sums: Sums,
    /// Areas of all servers together.
    pub areas: Areas,
}

/// How many slices a window has.
pub const SLICES: usize = 40;

/// Snapshots at equal distances, enough for one window: the past of the Was / Now table.
#[derive(Clone, Debug)]
pub struct Slices {
    /// Distance between snapshots.
    pub every: Span,
    /// When the next one is due.
    pub next_at: Time,
    ring: std::collections::VecDeque<Snapshot>,
}

impl Slices {
    /// Begins at `now` with slices for a window of `window`.
    pub fn new(window: Span, now: Time) -> Self {
        let every = Span((window.0 / SLICES as u64).max(1));
        let mut ring = std::collections::VecDeque::with_capacity(SLICES + 2);
        ring.push_back(Snapshot { at: now, ..Snapshot::default() });
        Self { every, next_at: now + every, ring }
    }
    /// Adds a snapshot; forgets what lies before the window.
    pub fn push(&mut self, snapshot: &Snapshot) {
        self.next_at = snapshot.at + self.every;
        self.ring.push_back(*snapshot);
        if self.ring.len() > SLICES + 1 {
            self.ring.pop_front();
        }
    }
    /// The earliest snapshot at or after `at`.
    pub fn since(&self, at: Time) -> Option<&Snapshot> {
        self.ring.iter().find(|snapshot| snapshot.at >= at)
    }
}

/// Batch means that follow the exact sums: there is something to do only when a batch is full.
#[derive(Clone, Debug)]
pub struct Batches {
    /// Waiting time, seconds.
    pub wait: BatchMeans,
    /// Sojourn time, seconds.
    pub sojourn: BatchMeans,
    /// The batch under way is full when so many are done.
    full_at: u64,
    /// Sums at its beginning, nanoseconds.
    wait_from: u128,
    sojourn_from: u128,
}

impl Batches {
    /// Begins with what comes after `sums`.
    pub fn since(sums: &Sums) -> Self {
        let (wait, sojourn) = (BatchMeans::default(), BatchMeans::default());
        let full_at = sums.done + wait.room();
        Self { wait, sojourn, full_at, wait_from: sums.wait_done_ns, sojourn_from: sums.sojourn_done_ns }
    }
    /// A request is done and counted in `sums`.
    #[inline]
    pub fn follow(&mut self, sums: &Sums) {
        if sums.done == self.full_at {
            self.close(sums);
        }
    }
    #[inline(never)]
    fn close(&mut self, sums: &Sums) {
        self.wait.fill((sums.wait_done_ns - self.wait_from) as f64 / 1e9);
        self.sojourn.fill((sums.sojourn_done_ns - self.sojourn_from) as f64 / 1e9);
        (self.wait_from, self.sojourn_from) = (sums.wait_done_ns, sums.sojourn_done_ns);
        self.full_at = sums.done + self.wait.room();
    }
}

/// Everything that is counted.
#[derive(Clone, Debug)]
pub struct Tally {
    /// Counts.
    pub sums: Sums,
    /// The counts at the warm-up cut.
    pub cut: Snapshot,
    /// Areas of each server at the cut, and its counts.
    pub cut_servers: Vec<(Areas, super::server::Counts)>,
    /// Waiting times of requests done.
    pub wait: Histogram,
    /// Sojourn times at servers of requests done.
    pub sojourn: Histogram,
    /// Response times as clients see them; `None` while they equal the sojourn times.
    pub response: Option<Histogram>,
    /// Batch means of waiting and sojourn times.
    pub batches: Batches,
    /// The latest time from fault to detection.
    pub detection_last: Option<Span>,
    /// Slices for the windows.
    pub slices: Slices,
}

impl Tally {
    /// Nothing counted.
    pub fn new(window: Span) -> Self {
        Self {
            sums: Sums::default(),
            cut: Snapshot::default(),
            cut_servers: Vec::new(),
            wait: Histogram::default(),
            sojourn: Histogram::default(),
            response: None,
            batches: Batches::since(&Sums::default()),
            detection_last: None,
            slices: Slices::new(window, Time::ZERO),
        }
    }

    /// Bytes held.
    pub fn heap_bytes(&self) -> usize {
        let histograms = [Some(&self.wait), Some(&self.sojourn), self.response.as_ref()];
        histograms.into_iter().flatten().map(Histogram::heap_bytes).sum::<usize>()
            + self.slices.ring.capacity() * size_of::<Snapshot>()
            + self.cut_servers.capacity() * size_of::<(Areas, super::server::Counts)>()
    }
    /// Response times part from sojourn times from now on; so far they were the same.
    pub fn part_response(&mut self) {
        if self.response.is_none() {
            self.response = Some(self.sojourn.clone());
        }
    }
}
