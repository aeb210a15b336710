//! Snapshots at even distances: what the Now window is taken from.

use super::{Cluster, SLICES};
use crate::sim::{Span, Time};

impl Cluster {
    /// Takes the snapshots that are due up to `at`.
    #[cold]
    pub(super) fn slice(&mut self, at: Time) {
        // Past a long silence only the last window's worth of slices matters.
        let every = self.tally.slices.every;
        let skip = (at - self.tally.slices.next_at).0 / every.0;
        if skip > SLICES as u64 {
            self.tally.slices.next_at += Span((skip - SLICES as u64) * every.0);
        }
        while self.tally.slices.next_at <= at {
            self.now = self.tally.slices.next_at;
            let snapshot = self.snapshot();
            self.tally.slices.push(&snapshot);
        }
    }
}
