//! What is timed.

use super::{Case, heap, peer};
use kneepoint::concept::{Layout, Run, View};
use kneepoint::concepts;
use kneepoint::concepts::load_balancing::model::Cluster;
use kneepoint::concepts::load_balancing::params::Params;
use kneepoint::concepts::load_balancing::recorder::Recorder;
use kneepoint::link;
use kneepoint::policies::balance::{Ask, Backend, Balancer as _, Kind, Policy, Pool, Settings};
use kneepoint::scene::Picture;
use kneepoint::sim::{Discard, Model as _, Seed, Stream, Time, Timeline};
use std::hint::black_box;

pub const HEAP: &str = "plain BinaryHeap M/M/1";
pub const PEER: &str = "simrs M/M/1";
/// The names of the cases that have a target begin with this.
pub const ENGINE: &str = "load balancing";

const CUSTOMERS: u64 = 400_000;

/// Ten servers at load 0.8, everything else as it is by default.
fn params(policy: Kind) -> Params {
    Params { policy, rate: 200.0, mean: 0.04, servers: 10, ..Params::default() }
}

fn engine(policy: Kind) -> u64 {
    let mut model = Cluster::new(&params(policy), Seed(1));
    while model.tally().sums.done < CUSTOMERS {
        model.step(&mut Discard);
    }
    black_box(model.hash());
    model.events()
}

fn picks(kind: Kind) -> u64 {
    const PICKS: u64 = 400_000;
    let mut backends = [Backend { weight: 1.0, in_flight: 0, cost: 0, at_server: 0 }; 10];
    let up: Vec<u16> = (0..10).collect();
    let mut policy = Policy::new(kind, &Settings::default());
    let mut dice = Seed(1).dice(Stream::Policy, 0);
    policy.pool_changed(&Pool { backends: &backends, up: &up });
    for k in 0..PICKS {
        let ask = Ask { now: Time(k * 1_000_000), address: k % 97, cost: 1_000_000 };
        let server = policy.pick(&ask, &Pool { backends: &backends, up: &up }, &mut dice).server;
        // Loads go up and down, so that rules that compare have something to compare.
        let backend = &mut backends[server as usize];
        backend.in_flight = (backend.in_flight + 1) % 8;
        backend.at_server = backend.in_flight;
    }
    PICKS
}

fn timeline() -> Timeline<Cluster, Recorder> {
    let mut timeline = Timeline::new(&params(Kind::PowerOfChoices), Seed(1), Recorder::default());
    while timeline.position() < 100_000 {
        timeline.step();
    }
    timeline
}

/// Seeks to moments all over a run of 100,000 events.
fn seeks(timeline: &mut Timeline<Cluster, Recorder>, end: Time) -> u64 {
    const SEEKS: u64 = 16;
    for k in 0..SEEKS {
        timeline.seek(Time(end.0 / SEEKS * (k * 7 % SEEKS)));
        black_box(timeline.model().hash());
    }
    SEEKS
}

/// Draws the scene with 2,000 requests in flight: six servers at twice what they can serve, for half a minute.
fn frames(run: &dyn Run, picture: &mut Picture) -> u64 {
    const FRAMES: u64 = 20;
    let view = View::new(1040.0, 364.0, Layout::Wide);
    for _ in 0..FRAMES {
        run.draw(&view, picture);
        black_box(picture.shapes.len());
    }
    FRAMES
}

fn crowd() -> Option<Box<dyn Run>> {
    let entry = concepts::find("load-balancing")?;
    let link = "policy=p2c&servers=6&rate=120&mean=0.1&net=400&health=none&t=33";
    (entry.open)(&link::decode(link, entry).state).ok()
}

/// Every case, in the order of a round.
pub fn all() -> Vec<Case> {
    let mut cases = vec![
        Case::new(HEAP, "events", || heap::mm1(CUSTOMERS, 1, black_box(&mut 0))),
        Case::new(PEER, "events", || peer::mm1(CUSTOMERS, 1, black_box(&mut 0))),
        Case::new("load balancing, random", "events", || engine(Kind::Random)),
        Case::new("load balancing, round robin", "events", || engine(Kind::RoundRobin)),
        Case::new("load balancing, two choices", "events", || engine(Kind::PowerOfChoices)),
        Case::new("load balancing, least requests", "events", || engine(Kind::LeastConnections)),
        Case::new("load balancing, shortest queue", "events", || engine(Kind::JoinShortestQueue)),
    ];
    for &kind in Kind::ALL {
        let name: &'static str = Box::leak(format!("pick of 10, {}", kind.key()).into_boxed_str());
        cases.push(Case::new(name, "picks", move || picks(kind)));
    }
    let mut forward = timeline();
    let end = forward.now();
    cases.push(Case::new("seek in a run of 100,000 events", "seeks", move || seeks(&mut forward, end)));
    let mut backward = timeline();
    cases.push(Case::new("step back and forward", "steps", move || {
        for _ in 0..8 {
            backward.step_back();
            backward.step();
        }
        16
    }));
    let parent = timeline();
    cases.push(Case::new("fork", "forks", move || {
        for _ in 0..16 {
            black_box(parent.clone());
        }
        16
    }));
    if let Some(run) = crowd() {
        let mut picture = Picture::default();
        cases.push(Case::new("draw 2,000 in flight", "frames", move || frames(run.as_ref(), &mut picture)));
    }
    cases
}
