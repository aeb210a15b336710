//! Takes a run from zero to its end in chunks, and refuses what the page would refuse on the way.

use super::failure::Failure;
use super::progress::{Job, Progress};
use crate::concept::{Deed, Entry, Run, State};
use crate::sim::Time;
use crate::sim::timeline::Advance;

/// Steps between two looks at the clock.
const CHUNK: u64 = 20_000;

/// A run at `until`, its statistics cut at `warmup`.
pub fn drive(
    entry: &'static Entry,
    state: &State,
    until: Time,
    warmup: Time,
    progress: &Progress,
) -> Result<Box<dyn Run>, Failure> {
    let mut run = open(entry, state)?;
    let mut job = Job::new(progress);
    let share = |at: Time| at.secs() / until.secs();
    if warmup > Time::ZERO {
        to(run.as_mut(), warmup, |at| job.at(share(at)));
        run.cut_warmup();
    }
    to(run.as_mut(), until, |at| job.at(share(at)));
    // Where the link stands between two events of one moment, so does the run.
    if until == state.at {
        for _ in 0..state.short {
            run.step_back();
        }
    }
    job.at(1.0);
    run.check().map_err(|law| Failure::Check(format!("the run broke one of its own laws: {law}")))?;
    Ok(run)
}

/// The state's run at time zero, with everything planned that will be done to it.
pub fn open(entry: &'static Entry, state: &State) -> Result<Box<dyn Run>, Failure> {
    Ok((entry.open)(&State { at: Time::ZERO, short: 0, ..state.clone() })?)
}

/// Advances `run` to `until` and reports where it is from time to time.
pub fn to(run: &mut dyn Run, until: Time, mut at: impl FnMut(Time)) {
    while run.advance(until, CHUNK) == Advance::Spent {
        at(run.now());
    }
}

/// Refuses a deed that cannot be done at its moment, such as killing a server that does not exist.
///
/// Whether it can be done depends on the run, so a second run gets there by hand. Deeds after `until` are not looked
/// at: they never happen.
pub fn rehearse(entry: &'static Entry, state: &State, until: Time) -> Result<(), Failure> {
    let last = state.deeds.iter().rposition(|(at, deed)| *at <= until && matches!(deed, Deed::Act(_)));
    let Some(last) = last else { return Ok(()) };
    let progress = Progress::new(1);
    let mut job = Job::new(&progress);
    let mut run = (entry.open)(&State { at: Time::ZERO, short: 0, deeds: Vec::new(), ..state.clone() })?;
    let end = state.deeds[last].0.secs();
    for (at, deed) in &state.deeds[..=last] {
        to(run.as_mut(), *at, |now| job.at(now.secs() / end));
        match deed {
            Deed::Set(index, value) => run.set(*index, value.clone())?,
            Deed::Act(act) => run.act(act)?,
        }
    }
    Ok(())
}
