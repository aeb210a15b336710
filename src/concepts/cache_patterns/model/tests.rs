//! The patterns against closed forms, their promises, and their laws.

use super::super::params::{Order, Pattern, Spread};
use super::super::theory;
use super::*;
use crate::sim::Discard;
use proptest::prelude::*;

fn run(params: &Params, seconds: f64, seed: u64) -> Systems {
    let mut systems = Systems::new(params, Seed(seed));
    systems.run_until(Time::from_secs(seconds), &mut Discard);
    systems.check().unwrap();
    systems
}

fn only(pattern: Pattern) -> Params {
    Params { patterns: vec![pattern], ..Params::default() }
}

#[test]
fn write_around_is_as_old_as_theory_says() {
    for (ttl, writes, keys) in [(2.0, 4.0, 10), (10.0, 4.0, 20), (30.0, 1.0, 5)] {
        let params = Params { ttl, writes, keys, database: 0.001, cache: 0.0001, ..only(Pattern::Around) };
        let systems = run(&params, 20_000.0, 3);
        let (measured, theory) = (systems.lanes()[0].tally.old_share().unwrap(), theory::old_share(&params));
        assert!(
            (measured / theory - 1.0).abs() < 0.03,
            "{ttl} {writes} {keys}: {measured} measured, {theory} in theory"
        );
    }
}

#[test]
fn the_race_happens_and_its_cures_work() {
    let race = |order: Order| {
        let params = Params { order, reads: 200.0, writes: 2.0, keys: 5, ttl: 10.0, ..only(Pattern::Aside) };
        run(&params, 4000.0, 5).lanes()[0].tally.clone()
    };
    let [after, before, set, double, versions, leases] =
        [Order::DeleteAfter, Order::DeleteBefore, Order::SetAfter, Order::Double, Order::Versions, Order::Leases]
            .map(race);
    // A set that is late fills in an old value, which stays until the next write or the end of its life.
    assert!(after.raced > 20 && after.old_most.secs() > 2.5, "{} {:?}", after.raced, after.old_most);
    assert!(before.old > 3 * after.old, "deleting first is worse: {} and {}", before.old, after.old);
    assert!(set.raced > 0);
    for (name, cured) in [("delete twice", &double), ("versions", &versions), ("leases", &leases)] {
        // What is left is the time between a write and its delete.
        assert!(cured.old < after.old, "{name}: {} and {}", cured.old, after.old);
        assert!(cured.old_most.secs() < 1.8, "{name}: {:?}", cured.old_most);
    }
    assert!(versions.refused > 0 && leases.refused > 0);
}

#[test]
fn numbers_in_names_cure_the_race_and_cost_a_message() {
    let run = |order: Order| {
        let params = Params { order, reads: 200.0, writes: 2.0, keys: 5, ttl: 10.0, ..only(Pattern::Aside) };
        run(&params, 4000.0, 5).lanes()[0].tally.clone()
    };
    let [plain, names, tags] = [Order::DeleteAfter, Order::Names, Order::Tags].map(run);
    for (name, cured) in [("versioned keys", &names), ("tags", &tags)] {
        // What is left is the time between a write and the new number.
        assert!(cured.old < plain.old && cured.old_most.secs() < 1.8, "{name}: {:?}", cured.old_most);
        assert!(cured.orphans > 100, "{name}: {}", cured.orphans);
    }
    // A read asks for the number first: two messages of 1 ms more.
    let more = names.read_time.mean_s().unwrap() - plain.read_time.mean_s().unwrap();
    assert!((0.001..0.004).contains(&more), "{more}");
    // All five keys are void with each write to one of them.
    assert!(tags.spilt > 1000 && names.spilt * 20 < tags.spilt, "{} {}", tags.spilt, names.spilt);
    assert!(tags.hit_ratio().unwrap() < names.hit_ratio().unwrap() - 0.1);
}

#[test]
fn a_crash_loses_what_write_behind_had_not_flushed() {
    let params = Params { writes: 50.0, flush: 4.0, batch: 500, keys: 500, alpha: 0.0, ..only(Pattern::Behind) };
    let (mut lost, mut crashes) = (0, 0u32);
    for seed in 0..200 {
        let mut systems = run(&params, 20.0 + f64::from(seed as u32) * 0.02, seed);
        systems.act(&Action::Crash, &mut Discard);
        systems.check().unwrap();
        lost += systems.lanes()[0].tally.lost_writes;
        crashes += 1;
    }
    let (measured, theory) = (lost as f64 / f64::from(crashes), theory::lost_writes(&params));
    assert!((measured / theory - 1.0).abs() < 0.1, "{measured} measured, {theory} in theory");
    for pattern in [Pattern::Aside, Pattern::WriteThrough, Pattern::Around, Pattern::Local] {
        let mut systems = run(&only(pattern), 20.0, 1);
        systems.act(&Action::Crash, &mut Discard);
        assert_eq!(systems.lanes()[0].tally.lost_writes, 0, "{}", pattern.name());
    }
}

#[test]
fn who_waits_for_what() {
    let params = Params { spread: Spread::Fixed, ..Params::default() };
    let mean = |pattern: Pattern, write: bool| {
        let systems = run(&Params { patterns: vec![pattern], ..params.clone() }, 300.0, 2);
        let tally = &systems.lanes()[0].tally;
        if write { tally.write_time.mean_s().unwrap() } else { tally.read_time.mean_s().unwrap() }
    };
    let near = |a: f64, b: f64| assert!((a / b - 1.0).abs() < 0.02, "{a} and {b}");
    // Cache 1 ms and database 50 ms, one way.
    near(mean(Pattern::Around, true), 0.1);
    near(mean(Pattern::Aside, true), 0.102);
    near(mean(Pattern::WriteThrough, true), 0.102);
    near(mean(Pattern::Behind, true), 0.002);
    let systems = run(&Params { patterns: vec![Pattern::Around], ..params.clone() }, 3000.0, 2);
    let tally = &systems.lanes()[0].tally;
    near(tally.read_time.mean_s().unwrap(), theory::mean_read(tally.hit_ratio().unwrap(), Pattern::Around, &params));
}

#[test]
fn lost_messages_leave_old_values_until_they_expire() {
    let old = |loss: f64, bus: f64| {
        let params = Params { loss, bus, ttl: 20.0, ..only(Pattern::Local) };
        run(&params, 3000.0, 4).lanes()[0].tally.old_share().unwrap()
    };
    let (none, some, all) = (old(0.0, 0.001), old(10.0, 0.001), old(100.0, 0.001));
    assert!(none < some / 2.0 && some < all / 2.0, "{none} {some} {all}");
    assert!(old(0.0, 1.0) > 3.0 * none);
}

#[test]
fn absence_is_asked_for_again_and_again_unless_it_is_kept() {
    let reads = |pattern: Pattern| {
        let params = Params { absent: 50.0, writes: 0.0, ..only(pattern) };
        run(&params, 300.0, 6).lanes()[0].tally.database_reads
    };
    let (aside, negative) = (reads(Pattern::Aside), reads(Pattern::Negative));
    assert!(negative * 4 < aside, "{negative} and {aside}");
}

#[test]
fn refreshing_ahead_hits_more() {
    let hits = |pattern: Pattern| {
        let params = Params { ttl: 1.0, writes: 0.0, ..only(pattern) };
        run(&params, 500.0, 7).lanes()[0].tally.hit_ratio().unwrap()
    };
    assert!(hits(Pattern::Ahead) > hits(Pattern::ReadThrough) + 0.03);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn laws_hold_after_every_event(
        first in 0usize..8, order in 0usize..8, reads in 1.0..500.0, writes in 0.0..100.0, ttl in 0.1..5.0,
        keys in 1u32..20, loss in 0.0..100.0, absent in 0.0..90.0, seed in 0u64..1000,
    ) {
        let patterns = (0..3).map(|k| Pattern::ALL[(first + k) % 8]).collect();
        let params = Params { patterns, order: Order::ALL[order], reads, writes, ttl, keys, loss, absent, flush: 0.3, ..Params::default() };
        let mut systems = Systems::new(&params, Seed(seed));
        for step in 0..600 {
            systems.step(&mut Discard);
            prop_assert!(systems.check().is_ok(), "{:?}", systems.check());
            match step {
                200 => systems.act(&Action::Crash, &mut Discard),
                300 => systems.act(&Action::Write, &mut Discard),
                400 => systems.set(&Params { keys: keys + 3, nodes: 2, ..params.clone() }, &mut Discard),
                _ => {}
            }
        }
    }
}
