//! The model against closed forms, its promises, and its laws.

use super::super::params::{Place, Tell};
use super::super::theory;
use super::tally::WHO;
use super::*;
use crate::sim::Discard;
use proptest::prelude::*;

fn run(params: &Params, seconds: f64, seed: u64) -> Tiers {
    let mut model = Tiers::new(params, Seed(seed));
    model.run_until(Time::from_secs(seconds), &mut Discard);
    model.check().unwrap();
    model
}

fn quiet(tiers: &[Tier]) -> Params {
    Params {
        tiers: tiers.to_vec(),
        keys: 100,
        edge_room: 100,
        shield_room: 100,
        local_room: 100,
        node_room: 100,
        workers: 256,
        near: 0.001,
        far: 0.001,
        load: 0.001,
        net: 0.0001,
        ..Params::default()
    }
}

fn near(a: f64, b: f64, within: f64, what: &str) {
    assert!((a / b - 1.0).abs() < within, "{what}: {a} and {b}");
}

#[test]
fn the_first_tier_hits_as_theory_says() {
    for (tier, life) in [(Tier::Edge, 20.0), (Tier::Shield, 5.0), (Tier::Local, 10.0), (Tier::Cluster, 8.0)] {
        let params = Params { cdn_ttl: life, local_ttl: life, node_ttl: life, writes: 0.0, ..quiet(&[tier]) };
        let model = run(&params, 2000.0, 3);
        let measured = model.tally.share(tier as usize).unwrap();
        near(measured, theory::first_hits(&params), 0.02, tier.name());
    }
}

#[test]
fn copies_that_nobody_tells_are_as_old_as_theory_says() {
    for (tier, programs) in [(Tier::Local, 1), (Tier::Local, 4), (Tier::Cluster, 2)] {
        let params =
            Params { tell: Tell::Nobody, writes: 5.0, local_ttl: 10.0, node_ttl: 10.0, programs, ..quiet(&[tier]) };
        let model = run(&params, 3000.0, 4);
        let old = model.tally.old();
        near(old.old as f64 / old.answers as f64, theory::old_share(&params), 0.04, tier.name());
        assert!(old.old_most.secs() <= 10.2 && old.old_most.secs() > 8.0);
    }
}

#[test]
fn lives_add_up_and_who_hears_is_cured() {
    let params = Params {
        cdn_ttl: 10.0,
        local_ttl: 15.0,
        node_ttl: 20.0,
        writes: 10.0,
        rate: 400.0,
        bus: 0.5,
        ..quiet(Tier::ALL)
    };
    let mut worst = Vec::new();
    for tell in [Tell::Nobody, Tell::Own, Tell::All, Tell::Purge] {
        let params = Params { tell, ..params.clone() };
        let model = run(&params, 1500.0, 5);
        let most = model.tally.old().old_most.secs();
        // An answer that is on its way while its key is deleted is stored after that, so only time bounds it.
        let bound = theory::oldest(&Params { tell: Tell::Nobody, ..params.clone() }).unwrap();
        assert!(most <= bound + 0.1, "{tell:?}: {most} and at most {bound}");
        worst.push((most, model.tally.old().old));
    }
    assert!(worst[0].0 > 20.0, "more than any one life: {worst:?}");
    assert!(worst.windows(2).all(|pair| pair[1].1 < pair[0].1), "each cure leaves less: {worst:?}");
}

#[test]
fn the_mean_is_the_sum_of_shares_and_times() {
    let params = Params { workers: 256, writes: 0.0, ..Params::default() };
    let model = run(&params, 600.0, 6);
    let formula = theory::mean_answer(&model.tally, &params).unwrap();
    near(model.tally.latency.mean_s().unwrap(), formula, 0.005, "mean");
    // One cache in front of an origin: h × hit + (1 − h) × miss.
    let one = Params { tiers: vec![Tier::Cluster], writes: 0.0, workers: 256, ..Params::default() };
    let model = run(&one, 600.0, 6);
    let h = model.tally.share(Tier::Cluster as usize).unwrap();
    let (hit, miss) = (theory::answer_s(Some(Tier::Cluster), &one), theory::answer_s(None, &one));
    near(model.tally.latency.mean_s().unwrap(), h * hit + (1.0 - h) * miss, 0.005, "one cache");
}

#[test]
fn a_lost_node_moves_its_share_on_a_ring_and_nearly_all_with_modulo() {
    let loads = |place: Place| {
        let params = Params {
            tiers: vec![Tier::Cluster],
            place,
            node_ttl: 80_000.0,
            writes: 0.0,
            alpha: 0.0,
            rate: 400.0,
            keys: 400,
            node_room: 400,
            ..quiet(&[Tier::Cluster])
        };
        let mut model = run(&params, 60.0, 7);
        // Each key once, or twice where two ask within a load.
        let first = model.tally.loads as usize;
        assert!((400..410).contains(&first), "{first}");
        let before: Vec<Option<u8>> = (0..400).map(|key| model.owner(key)).collect();
        model.act(&Action::Lose(1), &mut Discard);
        let moved = (0..400).filter(|&key| model.owner(key) != before[key as usize]).count();
        model.run_until(Time::from_secs(120.0), &mut Discard);
        let again = model.tally.loads as usize - first;
        assert!((moved..moved + 10).contains(&again), "what moved is loaded once more: {moved} and {again}");
        moved
    };
    let (ring, modulo) = (loads(Place::Ring), loads(Place::Modulo));
    assert!((50..180).contains(&ring), "about a quarter: {ring}");
    assert!(modulo > 270, "about three quarters: {modulo}");
}

#[test]
fn the_origin_feels_that_the_nodes_are_gone() {
    let params = Params {
        tiers: vec![Tier::Cluster],
        rate: 200.0,
        keys: 100,
        node_ttl: 600.0,
        writes: 0.0,
        load: 0.05,
        workers: 4,
        ..quiet(&[Tier::Cluster])
    };
    let mut model = run(&params, 60.0, 8);
    assert_eq!(model.origin().1, 0);
    model.act(&Action::Down, &mut Discard);
    model.run_until(Time::from_secs(70.0), &mut Discard);
    // 200 come and 80 are done a second.
    let line = model.origin().1 as f64;
    assert!((1000.0..1400.0).contains(&line), "{line}");
    model.act(&Action::Up, &mut Discard);
    model.run_until(Time::from_secs(200.0), &mut Discard);
    model.check().unwrap();
    assert_eq!(model.origin().1, 0, "it recovers");
}

#[test]
fn warming_spares_the_crowd_the_line() {
    let p99 = |warm: bool| {
        let params = Params {
            tiers: vec![Tier::Cluster],
            rate: 0.5,
            keys: 400,
            alpha: 0.9,
            node_room: 400,
            node_ttl: 3600.0,
            writes: 0.0,
            warm: 200,
            load: 0.05,
            workers: 2,
            ..quiet(&[Tier::Cluster])
        };
        let mut model = Tiers::new(&params, Seed(9));
        if warm {
            model.act(&Action::Warm, &mut Discard);
        }
        model.run_until(Time::from_secs(20.0), &mut Discard);
        assert_eq!(model.tally.warmed > 150, warm);
        model.set(&Params { rate: 150.0, ..params }, &mut Discard);
        model.run_until(Time::from_secs(30.0), &mut Discard);
        model.check().unwrap();
        model.tally.latency.quantile(0.95).unwrap()
    };
    let (cold, warm) = (p99(false), p99(true));
    assert!(cold > 3.0 * warm, "{cold} and {warm}");
}

#[test]
fn a_shield_and_one_fetch_spare_the_origin() {
    let loads = |tiers: &[Tier], join: bool| {
        let params = Params { join, edges: 6, cdn_ttl: 5.0, writes: 0.0, rate: 300.0, load: 0.05, ..quiet(tiers) };
        let model = run(&params, 300.0, 10);
        assert_eq!(model.tally.refused, 0);
        model.tally.loads
    };
    let edges = loads(&[Tier::Edge], false);
    let shield = loads(&[Tier::Edge, Tier::Shield], false);
    let joined = loads(&[Tier::Edge, Tier::Shield], true);
    assert!(shield * 2 < edges && joined < shield, "{edges} {shield} {joined}");
}

#[test]
fn classes_have_lives_of_their_own() {
    let params = Params { classes: true, writes: 5.0, rate: 300.0, ..quiet(&[Tier::Edge, Tier::Shield]) };
    let model = run(&params, 600.0, 11);
    let [fixed, image, page, api] = model.tally.classes;
    let cdn = |class: [u64; 3]| class[1] as f64 / class[0] as f64;
    assert!(cdn(fixed) > 0.99 && cdn(image) > 0.99 && cdn(page) > 0.9 && cdn(api) < 0.9);
    assert_eq!(fixed[2], 0, "what is never written is never out of date");
    assert!(image[2] * page[0] > page[2] * image[0], "a day is longer than a minute");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn laws_hold_after_every_event(
        mask in 1u32..16, rate in 1.0..500.0, writes in 0.0..50.0, tell in 0usize..4, join in any::<bool>(), keys in 1u32..60,
        room in 1u32..20, workers in 1u32..5, classes in any::<bool>(), seed in 0u64..1000,
    ) {
        let tiers: Vec<Tier> = Tier::ALL.iter().copied().filter(|&tier| mask & 1 << tier as u32 != 0).collect();
        let params = Params {
            tiers: tiers.clone(), rate, writes, tell: Tell::ALL[tell], join, keys, workers, classes,
            edge_room: room, shield_room: room, local_room: room, node_room: room, ..Params::default()
        };
        let mut model = Tiers::new(&params, Seed(seed));
        for step in 0..900 {
            model.step(&mut Discard);
            prop_assert!(model.check().is_ok(), "{:?}", model.check());
            match step {
                200 => model.act(&Action::Lose(1), &mut Discard),
                250 => model.act(&Action::Warm, &mut Discard),
                300 => model.act(&Action::Down, &mut Discard),
                400 => model.act(&Action::Up, &mut Discard),
                450 => model.act(&Action::Back(1), &mut Discard),
                500 => model.set(&Params {
                    keys: keys / 2 + 1, edges: 1, programs: 2, nodes: 6, tiers: vec![Tier::Cluster], join: !join, ..params.clone()
                }, &mut Discard),
                600 => model.act(&Action::Empty, &mut Discard),
                700 => model.set(&params, &mut Discard),
                800 => model.act(&Action::Deploy, &mut Discard),
                _ => {}
            }
        }
        prop_assert!(model.tally.shares.len() == WHO);
    }
}
