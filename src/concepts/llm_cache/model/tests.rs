//! The caches against what they promise, and their laws.

use super::super::params::Cache;
use super::super::theory;
use super::*;
use crate::sim::Discard;
use proptest::prelude::*;

fn run(params: &Params, seconds: f64, seed: u64) -> Prompts {
    let mut model = Prompts::new(params, Seed(seed));
    model.run_until(Time::from_secs(seconds), &mut Discard);
    model.check().unwrap();
    model
}

#[test]
fn only_a_guess_can_be_wrong_and_a_lower_threshold_errs_more() {
    let at = |threshold: f64| {
        let params = Params { caches: vec![Cache::Semantic, Cache::Exact], threshold, ..Params::default() };
        let model = run(&params, 2000.0, 3);
        let [near, exact] = [&model.lanes()[0].tally, &model.lanes()[1].tally];
        assert_eq!(exact.wrong, 0);
        (near.hit_ratio().unwrap(), near.wrong_share().unwrap(), exact.hit_ratio().unwrap())
    };
    let (strict, middle, loose) = (at(1.0), at(0.7), at(0.4));
    assert_eq!(strict.1, 0.0, "the same direction is the same question here");
    assert!((strict.0 - strict.2).abs() < 0.01, "a threshold of 1 is an exact cache: {strict:?}");
    assert!(strict.0 < middle.0 && middle.0 < loose.0, "{strict:?} {middle:?} {loose:?}");
    assert!(middle.1 < loose.1 && loose.1 > 0.05, "{middle:?} {loose:?}");
}

#[test]
fn another_orders_answer_is_wrong_however_near() {
    let params =
        Params { caches: vec![Cache::Semantic, Cache::Exact], personal: 100.0, threshold: 0.85, ..Params::default() };
    let model = run(&params, 2000.0, 4);
    let [near, exact] = [&model.lanes()[0].tally, &model.lanes()[1].tally];
    assert!(near.wrong_of_hits().unwrap() > 0.9, "{:?}", near.wrong_of_hits());
    assert!(exact.hit_ratio().unwrap() < 0.1);
}

#[test]
fn a_prefix_is_read_once_and_never_wrong_unless_the_time_stands_first() {
    let params = Params { caches: vec![Cache::Prefix, Cache::None], ..Params::default() };
    let model = run(&params, 1000.0, 5);
    let [prefix, none] = [&model.lanes()[0].tally, &model.lanes()[1].tally];
    assert_eq!((prefix.wrong, prefix.exact + prefix.near), (0, 0));
    assert_eq!(prefix.read + prefix.kept, none.read);
    // 1,500 tokens are 93 blocks of 16 and 12 more.
    let each = prefix.kept as f64 / prefix.prompts as f64;
    assert!((each / 1488.0 - 1.0).abs() < 0.01, "{each}");
    let mean = prefix.latency.mean_s().unwrap();
    assert!((mean / theory::computed_s(1488, &params) - 1.0).abs() < 0.01, "{mean}");
    let stamped = run(&Params { stamp: true, caches: vec![Cache::Prefix, Cache::Exact], ..params }, 1000.0, 5);
    assert!(stamped.lanes().iter().all(|lane| lane.tally.kept == 0 && lane.tally.exact == 0));
}

#[test]
fn the_mean_is_the_formula() {
    let params = Params { caches: vec![Cache::All, Cache::Semantic, Cache::Exact], ..Params::default() };
    let model = run(&params, 3000.0, 6);
    for lane in model.lanes() {
        let (mean, formula) = (lane.tally.latency.mean_s().unwrap(), theory::mean_answer(lane, &params).unwrap());
        assert!((mean / formula - 1.0).abs() < 0.01, "{}: {mean} and {formula}", lane.cache.name());
    }
}

#[test]
fn a_full_cache_forgets_what_was_not_used() {
    let params = Params { caches: vec![Cache::Exact], room: 10, ..Params::default() };
    let small = run(&params, 1000.0, 7);
    assert_eq!(small.lanes()[0].len(), 10);
    let large = run(&Params { room: 400, ..params }, 1000.0, 7);
    assert!(large.lanes()[0].tally.exact > 2 * small.lanes()[0].tally.exact);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(30))]
    #[test]
    fn laws_hold_after_every_event(
        first in 0usize..6, threshold in 0.2..1.0, personal in 0.0..100.0, room in 1u32..50, ttl in 1.0..60.0, block in 1u32..256,
        system in 0u32..3000, seed in 0u64..1000,
    ) {
        let caches = (0..4).map(|k| Cache::ALL[(first + k) % 6]).collect();
        let params = Params { caches, threshold, personal, system, room, ttl, block, ..Params::default() };
        let mut model = Prompts::new(&params, Seed(seed));
        for step in 0..200 {
            model.step(&mut Discard);
            prop_assert!(model.check().is_ok(), "{:?}", model.check());
            if step == 100 {
                model.act(&Action::Empty, &mut Discard);
                model.set(&Params { room: 1, caches: vec![Cache::All], ..params.clone() }, &mut Discard);
            }
        }
    }
}
