//! The past and the futures of a run of every concept: step back, jump and fork change nothing, take no time that a
//! hand would notice, and hold a bounded memory.

use kneepoint::concept::{Entry, Run};
use kneepoint::concepts;
use kneepoint::concepts::load_balancing::model::Cluster;
use kneepoint::concepts::load_balancing::params::Params;
use kneepoint::concepts::load_balancing::recorder::Recorder;
use kneepoint::link;
use kneepoint::sim::timeline::CHECKPOINTS_MAX;
use kneepoint::sim::{Seed, Time, Timeline};
use std::time::{Duration, Instant};

const LIMIT: Duration = Duration::from_millis(50);
const EVENTS: u64 = 100_000;

fn presets() -> impl Iterator<Item = (&'static Entry, &'static str)> {
    concepts::all().iter().flat_map(|entry| entry.presets.iter().map(move |preset| (*entry, preset.link)))
}

fn open(entry: &'static Entry, fragment: &str) -> Box<dyn Run> {
    (entry.open)(&link::decode(fragment, entry).state).unwrap()
}

/// Everything that tells two moments of a run apart.
fn shape(run: &dyn Run) -> (u64, u64, Time, String, Vec<String>) {
    let log = run.events_log(50).into_iter().map(|event| event.words).collect();
    (run.hash(), run.events(), run.now(), format!("{:?}", run.metrics()), log)
}

#[test]
fn back_and_forward_again_is_the_same_moment() {
    for (entry, link) in presets() {
        let mut run = open(entry, link);
        // Three seconds of the run back, step by step, inputs included.
        while run.step_back() && run.events() > 0 && run.end().0 - run.now().0 < 3_000_000_000 {}
        let there = shape(run.as_ref());
        let (mut steps, mut fork) = (0, run.fork());
        while steps < 700 && fork.step().is_some() {
            steps += 1;
        }
        for _ in 0..steps {
            assert!(fork.step_back());
        }
        assert_eq!(shape(fork.as_ref()), there, "{link}");
    }
}

#[test]
fn a_jump_is_a_run_to_that_moment() {
    for (entry, link) in presets() {
        let mut run = open(entry, link);
        let end = run.now().0;
        // Back and forth over the whole run, past its end as well.
        for share in [0.37, 0.92, 0.05, 1.3, 0.0, 0.61] {
            let at = Time((end as f64 * share) as u64);
            run.seek(at);
            let mut state = link::decode(link, entry).state;
            state.at = at;
            let fresh = (entry.open)(&state).unwrap();
            assert_eq!(shape(run.as_ref()), shape(fresh.as_ref()), "{link} at {share}");
        }
    }
}

#[test]
fn a_fork_leaves_its_parent_and_the_parent_its_fork() {
    for (entry, link) in presets() {
        let mut parent = open(entry, link);
        let before = shape(parent.as_ref());
        let mut fork = parent.fork();
        let act = entry.actions.iter().find(|action| action.target.is_some()).expect("an action with a target");
        // On two things: one of them may have had it done already.
        for target in 1..=2 {
            fork.act(&link::parse_act(entry, &format!("{}={target}", act.id)).unwrap()).unwrap();
        }
        let until = Time(fork.now().0 + 5_000_000_000);
        fork.advance(until, u64::MAX);
        assert_eq!(shape(parent.as_ref()), before, "{link}");
        let forked = shape(fork.as_ref());
        parent.advance(until, u64::MAX);
        assert_ne!(parent.hash(), fork.hash(), "{link}: the deed changed something");
        assert_eq!(shape(fork.as_ref()), forked);
    }
}

#[allow(clippy::disallowed_methods, reason = "this test measures time")]
fn now() -> Instant {
    Instant::now()
}

/// The least of three times: what the code takes, not what other programs took meanwhile.
fn best_of_three(mut deed: impl FnMut()) -> Duration {
    let once = |deed: &mut dyn FnMut()| {
        let start = now();
        deed();
        now() - start
    };
    (0..3).map(|_| once(&mut deed)).min().unwrap_or_default()
}

/// The slowest of many moments of a run of 100,000 events, for the first preset and for the largest cluster.
#[test]
fn steps_jumps_and_forks_are_quicker_than_the_eye() {
    let big = "policy=p2c&servers=64&rate=600&mean=0.1&net=20&health=active&t=1";
    let first = concepts::all().iter().map(|entry| (*entry, entry.presets[0].link));
    let cases: Vec<_> = first.chain([(concepts::find("load-balancing").unwrap(), big)]).collect();
    for (entry, link) in cases {
        let mut run = open(entry, link);
        while run.events() < EVENTS {
            let until = Time(run.now().0 + 10_000_000_000);
            run.advance(until, u64::MAX);
        }
        let end = run.now();
        for k in 1..=10u64 {
            let at = Time(end.0 / 10 * (k * 7 % 10) + end.0 / 20);
            let took = |what: &str, time: Duration| assert!(time < LIMIT, "{link}: {what} took {time:?}");
            took(
                "a jump",
                best_of_three(|| {
                    run.seek(end);
                    run.seek(at);
                }) / 2,
            );
            took("a step", best_of_three(|| assert!(run.step().is_some())));
            took("a step back", best_of_three(|| assert!(run.step_back())));
            took("a fork", best_of_three(|| drop(run.fork())));
        }
    }
}

#[test]
fn checkpoints_are_bounded_and_thinned() {
    let params = Params { rate: 500.0, ..Params::default() };
    let mut timeline = Timeline::<Cluster, _>::new(&params, Seed(1), Recorder::default());
    let mut most = 0;
    while timeline.position() < 4 * EVENTS {
        timeline.step();
        most = most.max(timeline.checkpoints());
    }
    assert!(most <= CHECKPOINTS_MAX, "{most} checkpoints");
    assert!(timeline.checkpoints() > CHECKPOINTS_MAX / 4, "they are thinned, not dropped");
}
