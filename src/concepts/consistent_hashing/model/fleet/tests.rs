use super::super::super::params::Popularity;
use super::super::Action;
use super::*;
use crate::policies::place::Kind;
use crate::sim::{Discard, Model as _};
use proptest::prelude::*;
use proptest::sample::select;

fn fleet(strategy: Kind, find: Find) -> Params {
    Params {
        tier: Tier::Gateways,
        find,
        strategy,
        nodes: 10,
        marks: 100,
        keys: 10_000,
        rate: 500.0,
        ..Params::default()
    }
}

/// The fleet after C has died at 1 s, and the share of its users that had to connect again.
fn death(params: &Params, until: f64) -> (Cluster, f64) {
    let mut model = Cluster::new(params, Seed(3));
    model.run_until(Time::from_secs(1.0), &mut Discard);
    let had = model.fleet().unwrap().users().held(2);
    model.act(&Action::Nodes(Step::Die(2)), &mut Discard);
    let must = model.fleet().unwrap().storm().must;
    if params.find == Find::Presence {
        assert_eq!(must, had, "only its own users");
    }
    model.run_until(Time::from_secs(until), &mut Discard);
    model.check().unwrap();
    (model, f64::from(must) / 10_000.0)
}

#[test]
fn the_users_of_the_dead_gateway_come_back_under_a_ring_and_nearly_all_under_mod_n() {
    // One in ten, as even as a ring of 100 marks is; for modulo a user stays only by chance, one in ten of those left.
    for (kind, want, within) in [
        (Kind::Ring, 0.1, 0.03),
        (Kind::Rendezvous, 0.1, 0.01),
        (Kind::Maglev, 0.1, 0.04),
        (Kind::Directory, 0.1, 0.001),
        (Kind::Modulo, 0.9, 0.01),
    ] {
        let (model, must) = death(&fleet(kind, Find::Placement), 60.0);
        assert!((must - want).abs() < within, "{kind:?}: {must}");
        // Whoever moved had to, and nobody else.
        assert_eq!(model.fleet().unwrap().storm().must, model.own().moved, "{kind:?}");
        let users = model.fleet().unwrap().users();
        assert_eq!((users.away(), users.held(2)), (0, 0), "{kind:?}");
        for member in model.members().iter() {
            assert_eq!(
                users.held(member.id),
                model.own().load(member.id),
                "{kind:?}: everybody is where they should be"
            );
        }
    }
    // Whatever places them: with a presence directory it is the users of the dead gateway.
    for kind in [Kind::Ring, Kind::Modulo] {
        let (model, must) = death(&fleet(kind, Find::Presence), 60.0);
        assert!((must - 0.1).abs() < 0.03, "{kind:?}: {must}");
        assert_eq!((model.fleet().unwrap().users().away(), model.fleet().unwrap().users().stale()), (0, 0));
    }
}

#[test]
fn who_joins_moves_its_share_by_placement_and_nobody_by_presence() {
    let join = |find| {
        let mut model = Cluster::new(&fleet(Kind::Rendezvous, find), Seed(3));
        model.run_until(Time::from_secs(1.0), &mut Discard);
        model.act(&Action::Nodes(Step::Join(1.0)), &mut Discard);
        model.run_until(Time::from_secs(30.0), &mut Discard);
        let fleet = model.fleet().unwrap();
        (f64::from(fleet.storm().must) / 10_000.0, fleet.users().held(10))
    };
    let (must, held) = join(Find::Placement);
    assert!((must - 1.0 / 11.0).abs() < 0.01 && f64::from(held) == must * 10_000.0, "{must} {held}");
    assert_eq!(join(Find::Presence), (0.0, 0));
}

#[test]
fn jitter_spreads_the_storm_and_refusals_double_the_wait() {
    let with = |jitter, accepts| Params { jitter, accepts, ..fleet(Kind::Modulo, Find::Placement) };
    // Without jitter all come one second after they were cut, within one moment.
    let (model, must) = death(&with(0.0, 10_000.0), 2.01);
    let storm = model.fleet().unwrap().storm();
    assert_eq!(f64::from(storm.peak), must * 10_000.0);
    let slices: Vec<u32> = storm.slices.iter().map(|slice| slice.taken + slice.refused).collect();
    assert_eq!(slices.iter().filter(|slice| **slice > 0).count(), 1, "{slices:?}");
    // With full jitter they come evenly over that second.
    let (model, _) = death(&with(1.0, 10_000.0), 5.0);
    let storm = model.fleet().unwrap().storm();
    assert!(storm.slices[..10].iter().all(|slice| (700..1100).contains(&slice.taken)), "{:?}", storm.slices);
    assert!(storm.back.is_some_and(|back| (back - storm.at).secs() < 1.2));
    // Nine gateways of 100 handshakes a second take 9,000 users in ten seconds at best, each with a line of a second.
    let (model, _) = death(&with(1.0, 100.0), 300.0);
    let fleet = model.fleet().unwrap();
    let took = (fleet.storm().back.unwrap() - fleet.storm().at).secs();
    assert!((9.0..60.0).contains(&took) && fleet.counts().refused > 5000, "{took} {:?}", fleet.counts());
    for slice in &fleet.storm().slices {
        assert!(slice.opened <= 9 * 11, "{slice:?}");
    }
}

#[test]
fn a_drain_closes_evenly_and_messages_by_presence_still_arrive() {
    let drained = |find| {
        let mut model = Cluster::new(&Params { drain: 10.0, ..fleet(Kind::Ring, find) }, Seed(5));
        model.run_until(Time::from_secs(1.0), &mut Discard);
        model.cut_warmup();
        let had = model.fleet().unwrap().users().held(2);
        model.act(&Action::Nodes(Step::Leave(2)), &mut Discard);
        model.run_until(Time::from_secs(6.0), &mut Discard);
        let left = f64::from(model.fleet().unwrap().users().held(2)) / f64::from(had);
        assert!((0.4..0.6).contains(&left), "half of them after half of the time: {left}");
        model.run_until(Time::from_secs(20.0), &mut Discard);
        model.check().unwrap();
        assert_eq!(model.fleet().unwrap().users().held(2), 0);
        let counts = model.fleet().unwrap().counts();
        (counts.delivered as f64 / counts.ended() as f64, counts)
    };
    let (placement, _) = drained(Find::Placement);
    let (presence, counts) = drained(Find::Presence);
    // A tenth of the users wait five of nineteen seconds on average at the gateway that is to go.
    assert!((0.96..0.985).contains(&placement), "{placement}");
    assert!(presence > 0.99, "{presence} {counts:?}");
}

#[test]
fn entries_are_wrong_until_they_are_written_and_a_dead_directory_forgets() {
    let params = Params { lag: 2.0, lookup: 5.0, ..fleet(Kind::Ring, Find::Presence) };
    let (mut model, must) = death(&params, 1.5);
    let cut = (must * 10_000.0) as u32;
    assert_eq!(model.fleet().unwrap().users().stale(), cut, "each entry names the dead gateway");
    model.run_until(Time::from_secs(10.0), &mut Discard);
    let (users, counts) = (model.fleet().unwrap().users().stale(), model.fleet().unwrap().counts());
    assert_eq!((users, counts.written), (0, u64::from(cut)));
    // Three seconds of a tenth of 500 messages a second.
    assert!((80..200).contains(&counts.astray), "{counts:?}");
    assert!((counts.waited as f64 / counts.ended() as f64 / 1e6 - 5.0).abs() < 1e-9);
    // While the directory is down nothing arrives, and what it was told is lost; then it is told again.
    model.set(&Params { outage: true, ..params.clone() }, &mut Discard);
    model.act(&Action::Nodes(Step::Die(4)), &mut Discard);
    model.run_until(Time::from_secs(15.0), &mut Discard);
    let after = model.fleet().unwrap();
    assert!(after.counts().unanswered > 2000 && after.counts().unwritten > 500, "{:?}", after.counts());
    assert_eq!(after.users().stale(), after.storm().must);
    model.set(&params, &mut Discard);
    model.run_until(Time::from_secs(18.0), &mut Discard);
    assert_eq!((model.fleet().unwrap().users().stale(), model.fleet().unwrap().users().away()), (0, 0));
}

#[test]
fn a_directory_that_is_asked_from_now_on_knows_what_it_is_told_since() {
    let params = |find| Params { lag: 1.0, backoff: 30.0, jitter: 0.0, ..fleet(Kind::Ring, find) };
    let of = |model: &Cluster| {
        let users = model.fleet().unwrap().users();
        (users.stale(), users.absent(), users.away())
    };
    let (mut model, must) = death(&params(Find::Placement), 2.0);
    let cut = (must * 10_000.0) as u32;
    model.set(&params(Find::Presence), &mut Discard);
    assert_eq!(of(&model), (0, 10_000, cut), "it knows nobody yet");
    model.run_until(Time::from_secs(3.1), &mut Discard);
    assert_eq!(of(&model), (0, cut, cut), "nobody whose gateway has died before");
    // Asked no more, it is kept no more; what happens in between it never hears.
    model.set(&params(Find::Placement), &mut Discard);
    model.act(&Action::Nodes(Step::Die(4)), &mut Discard);
    model.run_until(Time::from_secs(4.0), &mut Discard);
    model.set(&params(Find::Presence), &mut Discard);
    let (_, _, away) = of(&model);
    model.run_until(Time::from_secs(5.1), &mut Discard);
    assert!(away > cut && of(&model) == (0, away, away), "{:?}", of(&model));
    // What was under way to the old one does not reach the new one.
    model.set(&params(Find::Placement), &mut Discard);
    model.set(&Params { lag: 3.0, ..params(Find::Presence) }, &mut Discard);
    model.run_until(Time::from_secs(6.1), &mut Discard);
    model.set(&params(Find::Placement), &mut Discard);
    model.set(&Params { lag: 9.0, ..params(Find::Presence) }, &mut Discard);
    model.run_until(Time::from_secs(14.0), &mut Discard);
    assert_eq!(of(&model), (0, 10_000, away));
    model.run_until(Time::from_secs(15.2), &mut Discard);
    assert_eq!(of(&model), (0, away, away));
    model.check().unwrap();
}

#[test]
fn without_gateways_everybody_waits_until_one_comes() {
    let mut model = Cluster::new(&Params { nodes: 1, ..fleet(Kind::Ring, Find::Placement) }, Seed(1));
    model.act(&Action::Nodes(Step::Die(0)), &mut Discard);
    model.run_until(Time::from_secs(5.0), &mut Discard);
    assert_eq!(model.fleet().unwrap().users().away(), 10_000);
    model.act(&Action::Nodes(Step::Join(1.0)), &mut Discard);
    model.run_until(Time::from_secs(200.0), &mut Discard);
    assert_eq!(model.fleet().unwrap().users().away(), 0);
    model.check().unwrap();
}

#[test]
fn under_each_compared_strategy_the_storm_is_that_of_its_own_run() {
    let compare = vec![Kind::Modulo, Kind::Ring, Kind::Rendezvous, Kind::Bounded];
    let storms = |own: Kind, find| {
        let params = Params { compare: compare.clone(), accepts: 300.0, ..fleet(own, find) };
        let mut model = Cluster::new(&params, Seed(8));
        for (at, step) in
            [(1.0, Step::Die(2)), (2.5, Step::Join(2.0)), (4.0, Step::Leave(5)), (6.0, Step::Weigh(1, 3.0))]
        {
            model.run_until(Time::from_secs(at), &mut Discard);
            model.act(&Action::Nodes(step), &mut Discard);
        }
        model.run_until(Time::from_secs(9.3), &mut Discard);
        let all = Kind::ALL.iter().filter_map(|kind| Some((*kind, model.fleet_of(*kind)?.clone())));
        all.map(|(kind, fleet)| (kind, fleet.storm().clone(), fleet.users().away())).collect::<Vec<_>>()
    };
    for find in [Find::Placement, Find::Presence] {
        let first = storms(Kind::Modulo, find);
        assert_eq!(first.len(), compare.len());
        for own in &compare[1..] {
            assert_eq!(storms(*own, find), first, "{own:?} {find:?}");
        }
        let must = |kind| first.iter().find(|of| of.0 == kind).unwrap().1.must;
        assert!(find == Find::Presence || must(Kind::Modulo) > 0 && must(Kind::Ring) > 0);
    }
}

#[test]
fn fleets_beside_leave_no_trace_in_the_run_and_come_as_if_they_had_been_there() {
    let run = |compare: Vec<Kind>| {
        let params = Params { compare, ..fleet(Kind::Ring, Find::Placement) };
        let (model, _) = death(&params, 4.0);
        model
    };
    let (alone, beside) = (run(Vec::new()), run(vec![Kind::Modulo]));
    assert_eq!((alone.hash(), alone.events()), (beside.hash(), beside.events()));
    assert!(alone.fleet_of(Kind::Modulo).is_none());
    // A strategy that is looked at later had the same storm.
    let mut late = run(Vec::new());
    let own = late.fleet().unwrap().storm().clone();
    late.set(&Params { compare: vec![Kind::Modulo], ..late.params().clone() }, &mut Discard);
    assert_eq!(late.fleet_of(Kind::Modulo).unwrap().storm(), beside.fleet_of(Kind::Modulo).unwrap().storm());
    assert_eq!(*late.fleet().unwrap().storm(), own, "looking at another one changes nothing");
}

#[test]
fn entries_of_a_dead_gateway_end_with_its_lease() {
    // Nobody comes back within the time looked at, so entries lead nowhere until they end.
    let with = |ttl| Params { ttl, backoff: 30.0, jitter: 0.0, rate: 1000.0, ..fleet(Kind::Ring, Find::Presence) };
    let (model, must) = death(&with(6.0), 4.9);
    let cut = (must * 10_000.0) as u32;
    let fleet = model.fleet().unwrap();
    // The last heartbeat was less than two seconds before.
    assert_eq!((fleet.users().stale(), fleet.users().absent(), fleet.counts().lapsed), (cut, 0, 0));
    let (model, _) = death(&with(6.0), 7.1);
    let fleet = model.fleet().unwrap();
    assert_eq!((fleet.users().stale(), fleet.users().absent()), (0, cut));
    assert_eq!(fleet.counts().lapsed, u64::from(cut));
    // Four to six seconds of a tenth of 1,000 messages a second went to the dead; since then nobody is asked.
    let (ghosts, absent) = (fleet.counts().ghosts, fleet.counts().absent);
    assert!((350..700).contains(&ghosts) && absent > 0, "{ghosts} {absent}");
    assert_eq!(fleet.counts().astray, ghosts);
    // Without leases they go there as long as users stay away.
    let (model, _) = death(&with(0.0), 20.0);
    let fleet = model.fleet().unwrap();
    assert_eq!((fleet.users().stale(), fleet.counts().lapsed, fleet.counts().absent), (cut, 0, 0));
    assert!(fleet.counts().ghosts > 1500);
}

#[test]
fn a_silent_directory_forgets_when_leases_end_and_is_told_again() {
    let params = Params { ttl: 3.0, lag: 0.5, ..fleet(Kind::Ring, Find::Presence) };
    let silent = |secs: f64| {
        let mut model = Cluster::new(&params, Seed(3));
        model.run_until(Time::from_secs(5.0), &mut Discard);
        model.set(&Params { outage: true, ..params.clone() }, &mut Discard);
        model.run_until(Time::from_secs(5.0 + secs), &mut Discard);
        model.set(&params, &mut Discard);
        let absent = model.fleet().unwrap().users().absent();
        model.run_until(Time::from_secs(20.0), &mut Discard);
        model.check().unwrap();
        assert_eq!((model.fleet().unwrap().users().absent(), model.fleet().unwrap().users().stale()), (0, 0));
        absent
    };
    assert_eq!(silent(1.9), 0, "every gateway was heard less than a second before");
    assert_eq!(silent(3.1), 10_000);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn sums_hold_whatever_is_set_and_done(
        kind in select(Kind::ALL), finds in proptest::collection::vec(select(Find::ALL), 3), seed in any::<u64>(),
        (drain, lag, jitter, outage) in (0.0f64..3.0, 0.0f64..2.0, 0.0f64..=1.0, any::<bool>()),
    ) {
        let params = |find| Params {
            keys: 300, nodes: 5, table: 211, drain, lag, jitter, accepts: 40.0, popularity: Popularity::Zipf, ..fleet(kind, find)
        };
        let mut model = Cluster::new(&params(finds[0]), Seed(seed));
        let steps = [Step::Die(1), Step::Join(2.0), Step::Leave(0), Step::Weigh(2, 3.0), Step::Die(3)];
        for (i, step) in steps.into_iter().enumerate() {
            model.run_until(Time::from_secs(0.7 * (i + 1) as f64), &mut Discard);
            model.act(&Action::Nodes(step), &mut Discard);
            prop_assert!(model.check().is_ok(), "{:?}", model.check());
            model.set(&Params { outage: outage && i % 2 == 0, ..params(finds[i % 3]) }, &mut Discard);
        }
        model.set(&params(Find::Placement), &mut Discard);
        model.run_until(Time::from_secs(200.0), &mut Discard);
        prop_assert!(model.check().is_ok(), "{:?}", model.check());
        let users = model.fleet().unwrap().users();
        prop_assert_eq!(users.away(), 0);
        for member in model.members().iter() {
            prop_assert_eq!(users.held(member.id), model.own().load(member.id));
        }
    }
}
