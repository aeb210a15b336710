//! The past and the futures of a run of every concept: step back, jump and fork change nothing, take no time that a
//! hand would notice, and hold a bounded memory.

use kneepoint::concept::{ActionDecl, Entry, Run};
use kneepoint::concepts;
use kneepoint::concepts::cache_eviction::{self, model::Caches};
use kneepoint::concepts::load_balancing::model::Cluster;
use kneepoint::concepts::load_balancing::params::Params;
use kneepoint::concepts::load_balancing::recorder::Recorder;
use kneepoint::concepts::rate_limiting::{self, model::Limiting};
use kneepoint::link;
use kneepoint::param::ParamSet;
use kneepoint::sim::timeline::{CHECKPOINTS_BYTES, CHECKPOINTS_MAX, CHECKPOINTS_MIN, Recorder as Recorded};
use kneepoint::sim::{Input, Model, Seed, Time, Timeline};
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
fn what_was_undone_at_this_moment_is_not_in_the_link() {
    for entry in concepts::all() {
        let mut run = open(entry, entry.presets[0].link);
        let before = shape(run.as_ref());
        let old = run.state();
        // Whatever can be set to something else.
        let set = entry.table.iter().enumerate().find_map(|(index, param)| {
            let text = param.format(&old.values[index]);
            let other =
                ["1", "2", "3"].iter().filter(|other| **other != text).find_map(|other| param.parse(other).ok())?;
            run.set(index, other).ok().filter(|()| shape(run.as_ref()).0 != before.0)
        });
        assert!(set.is_some(), "{}: nothing can be set", entry.about.id);
        assert!(run.step_back());
        let there = (entry.open)(&run.state()).unwrap();
        assert_eq!((shape(run.as_ref()), shape(there.as_ref())), (before.clone(), before), "{}", entry.about.id);
        assert!(run.step().is_some(), "it can be done again");
    }
}

#[test]
fn a_fork_leaves_its_parent_and_the_parent_its_fork() {
    for (entry, link) in presets() {
        let mut parent = open(entry, link);
        let before = shape(parent.as_ref());
        let mut fork = parent.fork();
        // One that is done to something, if that is there: not every state has a store to kill.
        let there = |action: &&ActionDecl| action.target.is_some_and(|kind| !fork.targets(kind).is_empty());
        let free = entry.actions.iter().find(|action| action.target.is_none());
        let act = entry.actions.iter().find(there).or(free);
        let act = act.expect("an action");
        // If it is done to something, then to two of them: one may have had it done already.
        let deeds: Vec<String> = match act.target {
            Some(kind) => fork.targets(kind).iter().take(2).map(|target| format!("{}={target}", act.id)).collect(),
            None => vec![act.id.to_owned()],
        };
        assert!(!deeds.is_empty(), "{link}: nothing to do it to");
        for deed in deeds {
            fork.act(&link::parse_act(entry, &deed).unwrap()).unwrap();
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

/// Time of the processor that this thread has used, where the kernel tells (Linux); else time on the wall. What other
/// tests and programs take meanwhile is not the code's.
#[allow(clippy::disallowed_methods, reason = "this test measures time")]
fn used(since: Instant) -> Duration {
    // A short sleep makes the kernel count what has been used so far.
    std::thread::sleep(Duration::from_micros(50));
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|text| text.split_whitespace().next()?.parse().ok());
    nanos.map_or_else(|| since.elapsed(), Duration::from_nanos)
}

#[allow(clippy::disallowed_methods, reason = "this test measures time")]
fn now() -> Instant {
    Instant::now()
}

/// The least of three times.
fn best_of_three(mut deed: impl FnMut()) -> Duration {
    let origin = now();
    let once = |deed: &mut dyn FnMut()| {
        let start = used(origin);
        deed();
        used(origin).saturating_sub(start)
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

/// Ten million events: nothing that grows grows on, neither the state nor all checkpoints together.
#[test]
fn memory_is_constant_in_the_length_of_the_run() {
    const LONG: u64 = 10_000_000;
    let params = Params { rate: 120.0, net: 20.0, timeout: 2.0, ..Params::default() };
    let mut timeline = Timeline::<Cluster, _>::new(&params, Seed(1), Recorder::default());
    let (mut early, mut late, mut most) = (0, 0, 0);
    while timeline.position() < LONG {
        timeline.step();
        if timeline.position().is_multiple_of(1000) {
            let state = timeline.model().heap_bytes() + Recorded::heap_bytes(timeline.recorder());
            let peak = if timeline.position() <= LONG / 10 { &mut early } else { &mut late };
            *peak = state.max(*peak);
            most = timeline.checkpoint_bytes().max(most);
            let within = CHECKPOINTS_BYTES.max((CHECKPOINTS_MIN + 2) * (state + 20_000));
            assert!(timeline.checkpoint_bytes() <= within, "{} of {within}", timeline.checkpoint_bytes());
        }
        assert!(timeline.checkpoints() <= CHECKPOINTS_MAX);
    }
    assert!(timeline.model().tally().sums.done > LONG / 10);
    // What is rare comes late: a longer line, a longer latency. It is no growth by the length of the run.
    assert!(late < early + early / 2, "{early} bytes in the first million events, {late} later");
    assert!(early < 1 << 20 && most <= CHECKPOINTS_BYTES + (1 << 20), "{early} and {most} bytes");
    assert!(timeline.checkpoints() >= CHECKPOINTS_MIN / 2, "they are thinned, not dropped");
}

/// Runs for `long` steps; holds all checkpoints and, from half of the run on, the state itself to their bounds.
/// The largest state, in bytes.
fn holds_its_bounds<M: Model, R: Recorded<M>>(params: &M::Params, recorder: R, long: u64) -> usize {
    let mut timeline = Timeline::<M, R>::new(params, Seed(1), recorder);
    let (mut early, mut late) = (0, 0);
    while timeline.position() < long {
        timeline.step();
        if timeline.position().is_multiple_of(1000) {
            let state = timeline.model().heap_bytes() + Recorded::heap_bytes(timeline.recorder());
            let peak = if timeline.position() <= long / 2 { &mut early } else { &mut late };
            *peak = state.max(*peak);
            let (bytes, most) = (timeline.checkpoint_bytes(), early.max(late));
            let within = CHECKPOINTS_BYTES.max((CHECKPOINTS_MIN + 2) * (most + 20_000));
            assert!(bytes <= within && timeline.checkpoints() <= CHECKPOINTS_MAX, "{bytes} of {within}");
        }
    }
    assert!(early > 0 && late < early + early / 2, "{early} bytes in the first half, {late} in the second");
    early.max(late)
}

/// A million keys come to limiters with room for 20,000, and to caches that remember what they forgot.
#[test]
fn memory_is_constant_in_the_number_of_keys() {
    let fragment = "limiter=token-bucket&rate=20&burst=40&key=client&clients=1000000&room=20000&arrivals=steady\
                    &load=100000&come=in-turn&beside=gcra";
    for when_full in ["idle", "share"] {
        let entry = concepts::find("rate-limiting").unwrap();
        let state = link::decode(&format!("{fragment}&when-full={when_full}"), entry).state;
        let params: rate_limiting::params::Params = ParamSet::from_values(&state.values);
        assert!(params.clients == 1_000_000 && params.room == 20_000, "the link is read");
        let bytes = holds_its_bounds::<Limiting, _>(&params, rate_limiting::recorder::Recorder::default(), 1_100_000);
        assert!((2 << 20..24 << 20).contains(&bytes), "{bytes} bytes with {when_full}");
    }
    let params = cache_eviction::params::Params::default();
    let bytes = holds_its_bounds::<Caches, _>(&params, cache_eviction::recorder::Recorder::default(), 500_000);
    assert!((20_000..400_000).contains(&bytes), "{bytes} bytes");
}

/// The next step back does not run the whole way again.
#[test]
fn one_step_back_makes_the_next_one_cheap() {
    let params = Params { rate: 120.0, ..Params::default() };
    let mut timeline = Timeline::<Cluster, _>::new(&params, Seed(1), Recorder::default());
    let mut hashes = vec![timeline.model().hash()];
    while timeline.position() < EVENTS {
        timeline.step();
        hashes.push(timeline.model().hash());
    }
    let is_there = |timeline: &Timeline<Cluster, Recorder>| {
        assert_eq!(timeline.model().hash(), hashes[timeline.position() as usize]);
    };
    for k in 1..700 {
        assert!(timeline.step_back());
        is_there(&timeline);
        if k % 100 == 0 {
            // Something done here and taken back, a way forward, and back over it again.
            timeline.input(Input::Set(params.clone()));
            assert!(timeline.undo_input());
            is_there(&timeline);
            for _ in 0..50 {
                timeline.step();
                is_there(&timeline);
            }
            for _ in 0..50 {
                assert!(timeline.step_back());
                is_there(&timeline);
            }
        }
    }
}

/// A hand drags a slider for two seconds at sixty frames a second while the run goes on.
#[test]
fn a_drag_leaves_ten_inputs_a_second_and_its_link_is_the_same_run() {
    use kneepoint::param::Value;
    use kneepoint::sim::Span;
    let entry = concepts::find("load-balancing").unwrap();
    for speed in [0.5, 1.0, 10.0] {
        let mut run = open(entry, "policy=p2c&servers=4&rate=80&mean=0.04&net=30&seed=3&t=5");
        let rate = entry.table.iter().position(|param| param.key == "rate").unwrap();
        let frame = Span::from_secs(speed / 60.0);
        for k in 1..=120u32 {
            run.drag(rate, Value::Real(80.0 + f64::from(k)), Span::from_secs(0.1 * speed)).unwrap();
            assert_eq!(run.values()[rate], Value::Real(80.0 + f64::from(k)), "what is set is set at once");
            run.advance(run.now() + frame, u64::MAX);
            run.check().unwrap();
        }
        let state = run.state();
        assert!((15..=22).contains(&state.deeds.len()), "{} deeds at {speed}", state.deeds.len());
        let again = (entry.open)(&state).unwrap();
        assert_eq!(shape(again.as_ref()), shape(run.as_ref()), "at {speed}");
        assert_eq!(again.strip().samples(), run.strip().samples(), "at {speed}");
        // Another deed ends a drag: nothing before it is touched.
        run.act(&link::parse_act(entry, "kill=2").unwrap()).unwrap();
        let before = run.state().deeds;
        run.advance(run.now() + frame, u64::MAX);
        run.drag(rate, Value::Real(10.0), Span::from_secs(0.1 * speed)).unwrap();
        assert_eq!(run.state().deeds[..before.len()], before[..]);
    }
}

/// One nanosecond may hold several events; a link says which of them are still to come, and only then.
#[test]
fn a_link_tells_apart_what_happens_at_the_same_moment() {
    const STEPS: usize = 3_000;
    const EACH: usize = 3;
    let mut concepts_with = 0;
    for entry in concepts::all() {
        let mut run = open(entry, entry.presets[0].link);
        let mut found = 0;
        for _ in 0..STEPS {
            if found == EACH || run.step().is_none() {
                break;
            }
            let (link, between) = (link::encode(&run.state(), entry), run.next_at() == Some(run.now()));
            let moment = link.split('&').find_map(|pair| pair.strip_prefix("t=")).unwrap_or_default();
            assert_eq!(moment.contains('-'), between, "{link}");
            if between {
                found += 1;
                let again = open(entry, &link);
                assert_eq!(shape(again.as_ref()), shape(run.as_ref()), "{link}");
                assert_eq!(link::encode(&again.state(), entry), link);
            }
        }
        concepts_with += usize::from(found > 0);
    }
    assert!(concepts_with > 0);
    for bad in ["4.2-", "4.2-x", "-3", "4.2-99999999"] {
        let entry = concepts::find("load-balancing").unwrap();
        let decoded = link::decode(&format!("t={bad}"), entry);
        assert_eq!(decoded.complaints.len(), 1, "{bad}");
    }
}
