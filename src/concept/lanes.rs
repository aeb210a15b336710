//! Lanes: two to four whole runs of a concept side by side, under one clock and one random input.
//!
//! The first lane is the run itself. Each other lane is the same state with some parameters of its own; all others are
//! linked to the first lane's, and so is everything that is done. The seed is the same, so request *k* comes at the same
//! moment with the same demand in every lane (common random numbers), as far as the lane's own parameters leave the
//! traffic alone.

use super::run::Run;
use super::{Act, Deed, Entry, State};
use crate::param::{Bad, Kind, Param, Value};
use crate::sim::{Advance, Span, Time};

/// So many lanes beside the first.
pub const LANES_MAX: usize = 3;
/// Steps of a lane in one go.
const SLICE: u64 = 2_048;
/// How a link names a lane that has nothing of its own.
const SAME: &str = "same";

/// Parameters of a lane's own: index into the table, value.
pub type Own = Vec<(usize, Value)>;

/// A lane beside the first.
pub struct Lane {
    /// Its run; it follows the first lane's playhead.
    pub run: Box<dyn Run>,
    /// What it has of its own.
    pub own: Own,
}

/// The state of a lane: the first lane's, with what is the lane's own from the start on.
pub fn state(base: &State, own: &Own) -> State {
    let mut state = base.clone();
    for (index, value) in own {
        if let Some(slot) = state.values.get_mut(*index) {
            slot.clone_from(value);
        }
    }
    state.deeds.retain(|(_, deed)| !matches!(deed, Deed::Set(index, _) if own.iter().any(|(own, _)| own == index)));
    state
}

impl Lane {
    /// A lane at the start of the first lane's run; it then follows.
    pub fn open(entry: &Entry, base: &State, own: Own) -> Result<Self, Bad> {
        let start = State { at: Time::ZERO, short: 0, ..state(base, &own) };
        Ok(Self { run: (entry.open)(&start)?, own })
    }

    /// Goes where the first lane is, for as long as `more` says; true once it is there.
    pub fn follow(&mut self, now: Time, more: &mut dyn FnMut() -> bool) -> bool {
        if self.run.now() > now {
            self.run.seek(now);
        }
        while self.run.advance(now, SLICE) == Advance::Spent {
            if !more() {
                return false;
            }
        }
        true
    }

    /// True if a parameter is the first lane's.
    pub fn linked(&self, index: usize) -> bool {
        self.own.iter().all(|(own, _)| *own != index)
    }

    /// What was set in the first lane is set here, if it is linked.
    pub fn set(&mut self, now: Time, index: usize, value: &Value, within: Span) {
        if self.linked(index) {
            self.run.seek(now);
            // What the first lane took, this one takes.
            let _ = self.run.drag(index, value.clone(), within);
        }
    }

    /// What was done in the first lane is done here. A lane of its own size may have no such thing to do it to.
    pub fn act(&mut self, now: Time, act: &Act) {
        self.run.seek(now);
        let _ = self.run.act(act);
    }

    /// What sets it apart, in words: "Policy Random, Servers 4".
    pub fn words(&self) -> String {
        let entry = self.run.entry();
        let one = |(index, value): &(usize, Value)| {
            let param = &entry.table[*index];
            format!("{} {}", param.label, said(param, value))
        };
        if self.own.is_empty() {
            "the same".to_owned()
        } else {
            self.own.iter().map(one).collect::<Vec<_>>().join(", ")
        }
    }
}

/// A value as people read it: the label of an option, a number with its unit.
fn said(param: &Param, value: &Value) -> String {
    match (param.kind, value) {
        (Kind::Choice { options, .. }, Value::Choice(i)) => {
            options.get(*i).map_or("", |option| option.label).to_owned()
        }
        (Kind::Set { options, .. }, Value::Set(chosen)) => {
            chosen.iter().filter_map(|i| options.get(*i)).map(|option| option.label).collect::<Vec<_>>().join(" + ")
        }
        _ => format!("{} {}", param.format(value), param.unit).trim_end().to_owned(),
    }
}

/// Lanes as a link holds them: `policy:random~rate:40;policy:jsq`.
pub fn write<'a>(entry: &Entry, lanes: impl Iterator<Item = &'a Own>) -> String {
    let lane = |own: &Own| {
        if own.is_empty() {
            return SAME.to_owned();
        }
        let pair = |(index, value): &(usize, Value)| {
            let param = &entry.table[*index];
            format!("{}:{}", param.key, param.format(value))
        };
        own.iter().map(pair).collect::<Vec<_>>().join("~")
    };
    lanes.map(lane).collect::<Vec<_>>().join(";")
}

/// Lanes from a link. What cannot be used is left out and complained about.
pub fn read(entry: &Entry, text: &str) -> (Vec<Own>, Vec<Bad>) {
    let (mut lanes, mut complaints) = (Vec::new(), Vec::new());
    for lane in text.split(';').filter(|lane| !lane.is_empty()) {
        if lanes.len() == LANES_MAX {
            complaints.push(Bad {
                key: "lanes".to_owned(),
                value: lane.to_owned(),
                wrong: "is one too many".to_owned(),
                allowed: format!("up to {LANES_MAX} beside the run itself"),
            });
            break;
        }
        let mut own: Own = Vec::new();
        for pair in lane.split('~').filter(|pair| *pair != SAME && !pair.is_empty()) {
            let (key, value) = pair.split_once(':').unwrap_or((pair, ""));
            match entry.table.iter().position(|param| param.is_called(key)) {
                None => complaints.push(crate::param::unknown(entry.table, key, value)),
                Some(index) => match entry.table[index].parse_clamped(value) {
                    Ok((value, complaint)) => {
                        complaints.extend(complaint);
                        own.retain(|(other, _)| *other != index);
                        own.push((index, value));
                    }
                    Err(bad) => complaints.push(bad),
                },
            }
        }
        lanes.push(own);
    }
    (lanes, complaints)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{concepts, link};

    fn base(entry: &'static Entry, fragment: &str) -> State {
        link::decode(fragment, entry).state
    }

    #[test]
    fn lanes_survive_the_link_and_bad_ones_are_named() {
        let entry = concepts::find("load-balancing").unwrap();
        let text = "policy:random~rate:40;same;speeds:1,2,0.5";
        let (lanes, complaints) = read(entry, text);
        assert!(complaints.is_empty(), "{complaints:?}");
        assert_eq!((lanes.len(), write(entry, lanes.iter())), (3, text.to_owned()));
        let (lanes, complaints) = read(entry, "policy:fastest;nothing:3;rate:1e9;same");
        assert_eq!((lanes.len(), complaints.len()), (3, 4));
    }

    #[test]
    fn lanes_see_the_same_traffic_and_what_is_done_is_done_in_all() {
        let entry = concepts::find("load-balancing").unwrap();
        let base = base(entry, "rate=40&servers=5&do=4:rate=30&t=10");
        let mut first = (entry.open)(&base).unwrap();
        let (own, _) = read(entry, "policy:random~rate:40;same;policy:random");
        let mut lanes: Vec<Lane> = own.into_iter().map(|own| Lane::open(entry, &base, own).unwrap()).collect();
        for lane in &mut lanes {
            assert!(lane.follow(first.now(), &mut || true));
        }
        let kill = Act { id: "kill", target: Some(2), amount: None };
        first.act(&kill).unwrap();
        let rate = entry.table.iter().position(|param| param.key == "rate").unwrap();
        let now = first.now();
        for lane in &mut lanes {
            lane.act(now, &kill);
            lane.set(now, rate, &Value::Real(20.0), Span::from_secs(0.0));
        }
        first.set(rate, Value::Real(20.0)).unwrap();
        first.advance(Time::from_secs(30.0), u64::MAX);
        for lane in &mut lanes {
            // Step by step is the same as at once.
            let mut turns = 3;
            while !lane.follow(first.now(), &mut || {
                turns -= 1;
                turns > 0
            }) {
                turns = 3;
            }
        }
        let sent = |run: &dyn Run| run.metrics().into_iter().find(|metric| metric.name == "requests.sent").unwrap();
        assert_eq!(lanes[1].run.hash(), first.hash(), "a lane that is the same is the same to the bit");
        assert_ne!(lanes[2].run.hash(), first.hash());
        assert_eq!(sent(&*lanes[2].run), sent(&*first), "the same requests, by another policy");
        assert_ne!(sent(&*lanes[0].run), sent(&*first), "its rate is its own");
        assert_eq!(lanes[0].words(), "Policy Random, Arrival rate 40 /s");
    }

    #[test]
    fn every_concept_can_have_lanes() {
        for entry in concepts::all() {
            let base = base(entry, entry.presets[0].link);
            let mut first = (entry.open)(&base).unwrap();
            let mut lane = Lane::open(entry, &base, Vec::new()).unwrap();
            lane.follow(first.now(), &mut || true);
            let until = Time(first.now().0 + 1_000_000_000);
            first.advance(until, 5_000);
            lane.follow(first.now(), &mut || true);
            first.seek(first.now());
            assert_eq!(lane.run.hash(), first.hash(), "{}", entry.about.id);
        }
    }
}
