//! Laws of the model, for any settings and anything a learner does.

use super::super::params::{Discipline, Health, Layer, Params, Sticky};
use super::{Action, Cluster};
use crate::param::{Kind, Param, ParamSet as _, Value};
use crate::policies::balance;
use crate::sim::timeline::Recorder;
use crate::sim::{Discard, Input, Model as _, Seed, Span, Time, Timeline};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

fn base() -> Params {
    Params { rate: 8.0, mean: 1.0, servers: 10, ..Params::default() }
}

/// Runs `customers` customers and returns the model.
fn run(params: &Params, seed: u64, customers: u64) -> Cluster {
    let mut model = Cluster::new(params, Seed(seed));
    while model.tally.sums.done < customers {
        model.step(&mut Discard);
    }
    model
}

#[test]
fn one_server_is_m_m_1() {
    let params = Params { rate: 0.5, servers: 1, ..base() };
    let model = run(&params, 3, 200_000);
    model.check().unwrap();
    // Standard error sqrt(29 / n) at rho 0.5: 0.012.
    let mean = model.tally.wait.mean_s().unwrap();
    assert!((mean - 1.0).abs() < 4.0 * 0.012, "mean wait {mean}, theory 1");
}

#[test]
fn policies_see_the_same_requests() {
    let arrivals = |policy| {
        let params = Params { policy, ..base() };
        let mut log: Vec<(Time, super::Occurrence)> = Vec::new();
        Cluster::new(&params, Seed(5)).run_until(Time::from_secs(50.0), &mut log);
        log.into_iter().filter(|(_, o)| matches!(o, super::Occurrence::Sent { .. })).collect::<Vec<_>>()
    };
    let first = arrivals(balance::Kind::Random);
    assert!(first.len() > 300);
    for &policy in balance::Kind::ALL {
        assert_eq!(arrivals(policy), first, "{}", policy.key());
    }
}

#[test]
fn a_killed_server_is_found_by_probes_in_fall_intervals() {
    let params = Params { health: Health::Active, interval: 2.0, fall: 3, ..base() };
    let mut model = Cluster::new(&params, Seed(1));
    model.run_until(Time::from_secs(10.0), &mut Discard);
    model.act(&Action::Kill(3), &mut Discard);
    model.run_until(Time::from_secs(30.0), &mut Discard);
    let found = model.tally.detection_last.expect("it was found").secs();
    assert!((4.0..=6.0).contains(&found), "detected after {found} s");
    assert!(!model.up[0].contains(&3));
    assert!(model.tally.sums.refused > 0, "requests were lost to it before that");
    model.act(&Action::Recover(3), &mut Discard);
    model.run_until(Time::from_secs(40.0), &mut Discard);
    assert!(model.up[0].contains(&3), "two good probes bring it back");
}

#[test]
fn a_hung_server_answers_nobody_and_probes_time_out() {
    let params = Params { timeout: 5.0, health: Health::Active, ..base() };
    let mut model = Cluster::new(&params, Seed(1));
    model.run_until(Time::from_secs(10.0), &mut Discard);
    let before = model.servers[0].counts.done;
    model.act(&Action::Hang(0), &mut Discard);
    model.run_until(Time::from_secs(40.0), &mut Discard);
    assert_eq!(model.servers[0].counts.done, before);
    assert!(model.tally.sums.timed_out > 0);
    assert!(model.tally.detection_last.is_some());
    model.check().unwrap();
}

#[test]
fn slowing_a_server_stretches_the_work_that_is_left() {
    let params = Params { rate: 0.0, servers: 1, ..base() };
    let params = Params {
        arrivals: crate::sim::arrivals::Kind::Recorded,
        times: vec![0.0],
        service: crate::sim::demand::Law::Constant,
        ..params
    };
    let mut model = Cluster::new(&params, Seed(1));
    model.run_until(Time::from_secs(0.5), &mut Discard);
    model.act(&Action::Slow(0, 500_000), &mut Discard);
    let mut log: Vec<(Time, super::Occurrence)> = Vec::new();
    model.run_until(Time::from_secs(5.0), &mut log);
    assert!(log.iter().any(|(at, o)| matches!(o, super::Occurrence::Done { .. }) && *at == Time::from_secs(1.5)));
}

#[test]
fn sharing_serves_all_at_once() {
    // Two requests of 1 s at the same moment share one worker: both are done after 2 s.
    let params = Params {
        arrivals: crate::sim::arrivals::Kind::Recorded,
        times: vec![1.0, 1.0],
        service: crate::sim::demand::Law::Constant,
        discipline: Discipline::Sharing,
        servers: 1,
        ..base()
    };
    let mut log: Vec<(Time, super::Occurrence)> = Vec::new();
    Cluster::new(&params, Seed(1)).run_until(Time::from_secs(9.0), &mut log);
    let done: Vec<_> =
        log.iter().filter(|(_, o)| matches!(o, super::Occurrence::Done { .. })).map(|(at, _)| at.secs()).collect();
    assert_eq!(done, [3.0, 3.0]);
}

#[test]
fn sessions_in_memory_die_with_their_server() {
    let params = Params { sticky: Sticky::Cookie, session_len: 1000.0, clients: 50, health: Health::Instant, ..base() };
    let mut model = Cluster::new(&params, Seed(1));
    model.run_until(Time::from_secs(60.0), &mut Discard);
    assert_eq!(model.tally.sums.sessions_lost, 0);
    model.act(&Action::Kill(2), &mut Discard);
    assert!(model.tally.sums.sessions_lost > 0);
}

#[test]
fn layer_4_sends_nothing_to_a_new_server_while_connections_last() {
    let share = |layer| {
        let params = Params { layer, conn: 100_000.0, clients: 100, servers: 4, rate: 2.0, ..base() };
        let mut model = Cluster::new(&params, Seed(1));
        model.run_until(Time::from_secs(500.0), &mut Discard);
        model.act(&Action::Add, &mut Discard);
        let before = model.tally.sums.routed;
        model.run_until(Time::from_secs(1000.0), &mut Discard);
        model.servers[4].counts.routed as f64 / (model.tally.sums.routed - before) as f64
    };
    assert!(share(Layer::L4) < 0.02);
    assert!((share(Layer::L7) - 0.2).abs() < 0.01);
}

#[test]
fn the_closed_loop_never_has_more_inside_than_users() {
    let params = Params { arrivals: crate::sim::arrivals::Kind::Closed, users: 17, think: 0.5, servers: 2, ..base() };
    let mut model = Cluster::new(&params, Seed(9));
    for _ in 0..20_000 {
        model.step(&mut Discard);
        assert!(model.inside() <= 17);
    }
    model.check().unwrap();
}

/// Any value of a parameter; times and rates stay small so that runs stay short.
fn any_value(param: &'static Param) -> BoxedStrategy<Value> {
    let real = |min: f64, max: f64| (0.0..=1.0f64).prop_map(move |u| min + u * (max - min));
    match param.kind {
        Kind::Real { min, max, default, .. } => {
            prop_oneof![Just(min), real(min, max.min(default.max(1.0) * 3.0))].prop_map(Value::Real).boxed()
        }
        Kind::Whole { min, max, default, .. } => (min..=max.min(default * 2 + 3)).prop_map(Value::Whole).boxed(),
        Kind::Choice { options, .. } => (0..options.len()).prop_map(Value::Choice).boxed(),
        Kind::Switch { .. } => any::<bool>().prop_map(Value::Switch).boxed(),
        Kind::List { min, max, .. } => {
            proptest::collection::vec(real(min, max.min(5.0)), 0..5).prop_map(Value::List).boxed()
        }
        Kind::Set { options, least, most, .. } => {
            proptest::sample::subsequence((0..options.len()).collect::<Vec<_>>(), least..=most)
                .prop_map(Value::Set)
                .boxed()
        }
    }
}

fn any_params() -> impl Strategy<Value = Params> {
    let fields: Vec<_> = Params::TABLE.iter().map(any_value).collect();
    fields.prop_map(|values| Params::from_values(&values))
}

fn any_action() -> impl Strategy<Value = Action> {
    let server = 0u16..8;
    prop_oneof![
        server.clone().prop_map(Action::Kill),
        server.clone().prop_map(Action::Hang),
        (server.clone(), 1u64..3_000_000).prop_map(|(s, f)| Action::Slow(s, f)),
        (server.clone(), 1u64..2_000_000_000).prop_map(|(s, h)| Action::Flap(s, Span(h))),
        server.clone().prop_map(Action::Recover),
        server.clone().prop_map(Action::Drain),
        server.prop_map(Action::Remove),
        Just(Action::Add),
    ]
}

fn any_input() -> impl Strategy<Value = Input<Params, Action>> {
    prop_oneof![3 => any_action().prop_map(Input::Act), 1 => any_params().prop_map(Input::Set)]
}

fn shape<R: Recorder<Cluster>>(t: &Timeline<Cluster, R>) -> (u64, u64, Time, u64, String) {
    let model = t.model();
    (model.hash(), model.events(), model.now(), model.inside(), format!("{:?}", model.snapshot()))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 96,
        // Beside this file: tests.regressions.
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("regressions"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn laws_hold_whatever_is_set_and_done(
        params in any_params(),
        seed in any::<u64>(),
        inputs in proptest::collection::vec((0u64..400, any_input()), 0..8),
    ) {
        let mut timeline = Timeline::<Cluster, _>::new(&params, Seed(seed), Discard);
        for (steps, input) in inputs {
            for _ in 0..steps {
                timeline.step();
                prop_assert_eq!(timeline.model().check(), Ok(()));
            }
            timeline.input(input);
            prop_assert_eq!(timeline.model().check(), Ok(()));
        }
        for _ in 0..400 {
            timeline.step();
        }
        prop_assert_eq!(timeline.model().check(), Ok(()));
    }

    #[test]
    fn a_step_back_and_forward_changes_nothing(
        params in any_params(),
        seed in any::<u64>(),
        inputs in proptest::collection::vec((1u64..600, any_input()), 0..4),
        back in 1u64..700,
    ) {
        let mut timeline = Timeline::<Cluster, _>::new(&params, Seed(seed), Discard);
        for (steps, input) in inputs {
            for _ in 0..steps {
                timeline.step();
            }
            timeline.input(input);
        }
        for _ in 0..300 {
            timeline.step();
        }
        let before = shape(&timeline);
        let position = timeline.position();
        let mut done = 0;
        while done < back && timeline.step_back() {
            done += 1;
        }
        prop_assert_eq!(timeline.position(), position - done);
        for _ in 0..done {
            timeline.step();
        }
        prop_assert_eq!(shape(&timeline), before);
    }

    #[test]
    fn a_seek_is_a_run_to_that_moment_and_a_fork_leaves_its_parent(
        params in any_params(),
        seed in any::<u64>(),
        inputs in proptest::collection::vec((1u64..300, any_input()), 0..4),
        share in 0.0..1.0f64,
    ) {
        let mut timeline = Timeline::<Cluster, _>::new(&params, Seed(seed), Discard);
        for (steps, input) in &inputs {
            for _ in 0..*steps {
                timeline.step();
            }
            timeline.input(input.clone());
        }
        for _ in 0..600 {
            timeline.step();
        }
        let end = shape(&timeline);
        let at = Time((timeline.now().0 as f64 * share) as u64);
        let mut sought = timeline.clone();
        sought.seek(at);
        let mut run = Timeline::<Cluster, _>::new(&params, Seed(seed), Discard);
        for stamped in timeline.inputs() {
            run.plan(stamped.at, stamped.input.clone());
        }
        run.advance(at, u64::MAX);
        prop_assert_eq!(shape(&sought), shape(&run));
        sought.input(Input::Act(Action::Kill(0)));
        sought.advance(Time(at.0 + 1_000_000_000), 500);
        prop_assert_eq!(shape(&timeline), end);
    }
}
