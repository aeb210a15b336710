//! A peer: M/M/1 on the crate `simrs` 0.2, written the way its documentation writes a queue, with the same random
//! numbers and no statistics but a count and a sum.

use kneepoint::sim::{Dice, Seed, Stream};
use simrs::{Component, ComponentId, Fifo, Key, QueueId, Scheduler, Simulation, State};
use std::cell::RefCell;
use std::time::Duration;

struct Source {
    line: QueueId<Fifo<Duration>>,
    server: ComponentId<ServerEvent>,
    busy: Key<Option<Duration>>,
    dice: RefCell<Dice>,
}

struct Server {
    line: QueueId<Fifo<Duration>>,
    busy: Key<Option<Duration>>,
    served: Key<(u64, u64)>,
    dice: RefCell<Dice>,
}

#[derive(Debug)]
struct Arrival;

#[derive(Debug)]
enum ServerEvent {
    Joined,
    Done,
}

fn gap(dice: &RefCell<Dice>, mean: f64) -> Duration {
    Duration::from_nanos((dice.borrow_mut().exponential() * mean) as u64)
}

impl Component for Source {
    type Event = Arrival;
    fn process_event(&self, own: ComponentId<Arrival>, _: &Arrival, scheduler: &mut Scheduler, state: &mut State) {
        let _ = state.send(self.line, scheduler.time());
        if state.get(self.busy).is_some_and(Option::is_none) {
            scheduler.schedule_now(self.server, ServerEvent::Joined);
        }
        scheduler.schedule(gap(&self.dice, 1.25e9), own, Arrival);
    }
}

impl Server {
    fn start(&self, own: ComponentId<ServerEvent>, scheduler: &mut Scheduler, state: &mut State) {
        if let Some(arrived) = state.recv(self.line)
            && let Some(busy) = state.get_mut(self.busy)
        {
            *busy = Some(arrived);
            scheduler.schedule(gap(&self.dice, 1e9), own, ServerEvent::Done);
        }
    }
}

impl Component for Server {
    type Event = ServerEvent;
    fn process_event(
        &self,
        own: ComponentId<ServerEvent>,
        event: &ServerEvent,
        scheduler: &mut Scheduler,
        state: &mut State,
    ) {
        match event {
            ServerEvent::Joined => {
                if state.get(self.busy).is_some_and(Option::is_none) {
                    self.start(own, scheduler, state);
                }
            }
            ServerEvent::Done => {
                let arrived = state.get_mut(self.busy).and_then(Option::take).unwrap_or_default();
                if let Some((count, sum)) = state.get_mut(self.served) {
                    *count += 1;
                    *sum += scheduler.time().saturating_sub(arrived).as_nanos() as u64;
                }
                self.start(own, scheduler, state);
            }
        }
    }
}

/// Serves `customers` at load 0.8. Returns how many events ran; that an idle server is told of an arrival by an event of
/// its own counts in its favour.
pub fn mm1(customers: u64, seed: u64, sum: &mut u64) -> u64 {
    let mut simulation = Simulation::default();
    let line = simulation.add_queue(Fifo::default());
    let busy = simulation.state.insert::<Option<Duration>>(None);
    let served = simulation.state.insert((0u64, 0u64));
    let dice = |stream| RefCell::new(Seed(seed).dice(stream, 0));
    let server = simulation.add_component(Server { line, busy, served, dice: dice(Stream::Demand) });
    let source = simulation.add_component(Source { line, server, busy, dice: dice(Stream::Arrivals) });
    simulation.schedule(Duration::ZERO, source, Arrival);
    let mut events = 0;
    // Looked at now and then only: the state is a map.
    while simulation.state.get(served).is_some_and(|(count, _)| *count < customers) {
        for _ in 0..1000 {
            events += u64::from(simulation.step());
        }
    }
    *sum += simulation.state.get(served).map_or(0, |(_, sum)| *sum);
    events
}
