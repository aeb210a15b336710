//! Every occurrence of a stretch of a run, in order, however many: a run itself remembers only the latest.

use super::super::{Event, Run};
use crate::sim::Time;
use std::ops::ControlFlow;

/// Steps `run` to `until` and hands over every occurrence from the run's present moment on, until `take` breaks off.
/// At time zero those of time zero are among them; `run` must not have gone past an occurrence of its present moment
/// that is wanted.
pub fn every<B>(
    run: &mut dyn Run,
    until: Time,
    mut take: impl FnMut(&dyn Run, Event) -> ControlFlow<B>,
) -> ControlFlow<B> {
    let mut told = Told { at: run.now(), count: 0 };
    if run.now() == Time::ZERO {
        told.news(run, &mut take)?;
    }
    let deeds: Vec<Time> = run.state().deeds.iter().map(|(at, _)| *at).collect();
    // A step is an event or a deed; the run counts events, so what is left are deeds.
    let mut done = deeds.iter().take_while(|at| **at <= run.now()).count();
    loop {
        let next = deeds.get(done).copied().into_iter().chain(run.next_at()).min();
        if next.is_none_or(|at| at > until) {
            break;
        }
        let events = run.events();
        if run.step().is_none() {
            break;
        }
        done += usize::from(run.events() == events);
        told.news(run, &mut take)?;
    }
    run.advance(until, u64::MAX);
    ControlFlow::Continue(())
}

/// How many occurrences of the present moment have been handed over.
struct Told {
    at: Time,
    count: usize,
}

impl Told {
    /// Hands over what happened at the present moment and has not been handed over yet.
    fn news<B>(&mut self, run: &dyn Run, take: &mut impl FnMut(&dyn Run, Event) -> ControlFlow<B>) -> ControlFlow<B> {
        let now = run.now();
        if now != self.at {
            *self = Self { at: now, count: 0 };
        }
        let mut reach = self.count + 8;
        let events = loop {
            let events = run.events_log(reach);
            if events.len() < reach || events.first().is_none_or(|event| event.at < now) {
                break events;
            }
            reach *= 2;
        };
        let news: Vec<_> = events.into_iter().filter(|event| event.at == now).skip(self.count).collect();
        self.count += news.len();
        news.into_iter().try_for_each(|event| take(run, event))
    }
}
