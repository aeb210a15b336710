//! What holds after every event: nobody is lost, what flows in flows out, Little's law, and nobody idles while others wait.

use super::{Cluster, Illness, Stage};

impl Cluster {
    /// A sentence for the first law that does not hold.
    pub(super) fn laws(&self) -> Result<(), String> {
        let sums = &self.tally.sums;
        let inside = self.inside();
        let ended = sums.done + sums.full + sums.refused + sums.lost + sums.turned_away + sums.dropped;
        let answering = self.requests.iter().filter(|r| r.stage == Stage::Answering).count() as u64;
        let held = self.requests.len() as u64 - answering;
        if sums.sent != ended + held {
            return Err(format!("conservation: {} sent, {ended} ended, {held} in the system", sums.sent));
        }
        if sums.taken != sums.done + sums.lost + inside {
            return Err(format!(
                "flow balance: {} taken, {} done, {} lost, {inside} inside",
                sums.taken, sums.done, sums.lost
            ));
        }
        let area = self.snapshot().areas.inside;
        let partial: u128 = self
            .requests
            .iter()
            .filter(|r| matches!(r.stage, Stage::Waiting | Stage::InService))
            .map(|r| u128::from((self.now - r.reached).0))
            .sum();
        if area != sums.sojourn_ns + partial {
            return Err(format!("Little's law: area {area}, sojourn times {}", sums.sojourn_ns + partial));
        }
        for (index, server) in self.servers.iter().enumerate() {
            if server.busy() > server.set.workers
                && !self.settings.shared()
                && server.serving.len() as u32 > server.set.workers
            {
                // Workers may have been taken away while they worked; they finish what they have.
                continue;
            }
            let idle_worker = server.busy() < server.set.workers && server.illness == Illness::Well;
            if idle_worker && !server.queue.is_empty() {
                return Err(format!("work conservation: server {} idles while {} wait", index + 1, server.queue.len()));
            }
        }
        Ok(())
    }
}
