//! What a new setting changes in the running system: who sends, and which servers there are.

use super::settings::Settings;
use super::{Cluster, Occurrence, Server};
use crate::sim::Sink;

impl Cluster {
    pub(super) fn set_arrivals(&mut self, old: &Settings, new: &Settings) {
        if old.closed() != new.closed() {
            self.arrivals.set(new.pattern.clone(), self.now);
            self.schedule_arrival(); // the new stamp makes what was scheduled stale
            if new.closed() {
                self.users_think(0, new.params.users);
            }
        } else if new.closed() {
            self.users_think(old.params.users, new.params.users);
        } else if old.pattern != new.pattern {
            self.arrivals.set(new.pattern.clone(), self.now);
            self.schedule_arrival();
        }
    }

    pub(super) fn set_servers<S: Sink<Occurrence>>(&mut self, old: &Settings, new: &Settings, out: &mut S) {
        let (from, to) = (old.params.servers, new.params.servers);
        for _ in from..to {
            self.add(out);
        }
        for _ in to..from {
            self.shrink(out);
        }
        let reorder = old.shared() != new.shared();
        for index in 0..self.servers.len() {
            let set = new.server(index);
            if set != self.servers[index].set || reorder {
                self.change_server(index as Server, reorder, |server| server.set = set, out);
            }
        }
    }
}
