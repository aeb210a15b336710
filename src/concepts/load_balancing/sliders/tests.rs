use super::*;
use crate::concepts::load_balancing::model::Action;
use crate::policies::balance::Kind as Policy;
use crate::sim::{Discard, Model as _, Seed};
use proptest::prelude::*;

fn view(params: &Params, key: &str) -> SliderView {
    slider(params, &Cluster::new(params, Seed(1)), Params::index(key).expect("a key of the table"))
}

fn labels(view: &SliderView) -> Vec<&str> {
    view.ticks.iter().map(|tick| tick.label.as_str()).filter(|label| !label.is_empty()).collect()
}

fn one(view: &SliderView, kind: TickKind) -> Tick {
    let mut of_kind = view.ticks.iter().filter(|tick| tick.kind == kind);
    let tick = of_kind.next().expect("there is one").clone();
    assert!(of_kind.next().is_none(), "only one: {:?}", view.ticks);
    tick
}

/// Six servers of 12, 12, 10, 10, 8 and 4 requests a second.
fn six() -> Params {
    let speeds = vec![1.2, 1.2, 1.0, 1.0, 0.8, 0.4];
    Params { policy: Policy::PowerOfChoices, rate: 40.0, mean: 0.1, servers: 6, speeds, ..Params::default() }
}

/// Everything that any view must keep.
fn sound(view: &SliderView, key: &str) -> Result<(), String> {
    let fail = |what: &str| Err(format!("{key}: {what}: {view:?}"));
    if !(view.low < view.high && view.low.is_finite() && view.high.is_finite()) {
        return fail("range");
    }
    if !view.ticks.iter().all(|tick| tick.at >= view.low && tick.at <= view.high) {
        return fail("a tick is out of range");
    }
    let mut spans: Vec<(f32, f32)> = view
        .ticks
        .iter()
        .filter(|tick| !tick.label.is_empty())
        .map(|tick| extent(tick, view.low, view.high, view.scale))
        .collect();
    if spans.len() > 6 {
        return fail("more than six labels");
    }
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    if spans.windows(2).any(|pair| pair[0].1 > pair[1].0) || spans.iter().any(|s| s.0 < -0.01 || s.1 > WIDTH + 0.01) {
        return fail("labels overlap or stick out");
    }
    Ok(())
}

#[test]
fn the_rate_names_its_knee_and_its_end() {
    let mut model = Cluster::new(&six(), Seed(1));
    model.act(&Action::Kill(3), &mut Discard);
    let rate = slider(&six(), &model, Params::index("rate").unwrap());
    assert_eq!((rate.low, rate.high, rate.scale), (0.0, 60.0, Scale::Linear));
    assert_eq!(labels(&rate), ["0", "20", "knee 32", "full 46", "60"]);
    let (knee, full) = (one(&rate, TickKind::Theory), one(&rate, TickKind::Full));
    assert!((knee.at - 0.69 * 46.0).abs() < 0.3 && (full.at - 46.0).abs() < 1e-3);
    let servers = slider(&six(), &model, Params::index("servers").unwrap());
    assert_eq!(servers.consequence, "5 up");
    assert_eq!(view(&six(), "servers").consequence, "");
}

#[test]
fn turns_name_the_server_that_is_full_first() {
    let speeds = vec![1.0, 1.0, 1.0, 0.5];
    let params = Params { policy: Policy::RoundRobin, servers: 4, speeds, rate: 24.0, ..six() };
    assert_eq!(labels(&view(&params, "rate"))[..], ["0", "10", "S4 full 20", "all full 35", "50"]);
}

#[test]
fn words_stand_where_they_mean_something() {
    assert_eq!(labels(&view(&six(), "cv")), ["fixed", "exponential", "heavy tail"]);
    assert_eq!(labels(&view(&six(), "queue")).last(), Some(&"no bound"));
    assert_eq!(labels(&view(&six(), "timeout"))[0], "never");
    assert_eq!(one(&view(&six(), "servers"), TickKind::Theory).label, "needs 5");
    assert_eq!(view(&six(), "mean").consequence, "10 /s at speed 1");
    assert_eq!(view(&six(), "speeds").consequence, "56 /s in all");
    assert!((one(&view(&six(), "mean"), TickKind::Full).at - 0.14).abs() < 1e-6);
}

#[test]
fn a_value_past_the_usual_range_is_held() {
    for (key, value) in [("rate", "5000"), ("cv", "9"), ("mean", "0.0002"), ("eject", "3000"), ("workers", "700")] {
        let mut params = six();
        params.put_text(key, value).unwrap();
        let view = view(&params, key);
        let value: f64 = value.parse().unwrap();
        assert!(view.low <= value && value <= view.high, "{key}: {view:?}");
        sound(&view, key).unwrap();
    }
}

#[test]
fn nobody_up_is_full_at_once() {
    let mut model = Cluster::new(&six(), Seed(1));
    (0..6).for_each(|server| model.act(&Action::Kill(server), &mut Discard));
    for (index, param) in Params::TABLE.iter().enumerate() {
        sound(&slider(&six(), &model, index), param.key).unwrap();
    }
    let rate = slider(&six(), &model, Params::index("rate").unwrap());
    assert_eq!(one(&rate, TickKind::Full).at, 0.0);
}

#[test]
fn short_numbers_read_well() {
    let words: Vec<String> = [0.0, 31.7, 46.0, 0.05, 1959.0, 9.2, 0.1234, 250_000.0].map(short).to_vec();
    assert_eq!(words, ["0", "31.7", "46", "0.05", "1,959", "9.2", "0.123", "250,000"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_slider_is_sound(
        rate in 0.0f64..5000.0, mean in -4.0f64..2.0, servers in 1u32..=64, workers in 1u32..100,
        policy in 0..Policy::ALL.len(), speeds in prop::collection::vec(0.01f64..100.0, 1..5), cost in 0.0f64..5.0,
    ) {
        let params = Params {
            policy: Policy::ALL[policy], rate, mean: libm::exp10(mean), servers, speeds,
            workers: vec![f64::from(workers)], lb_cost: cost, ..Params::default()
        };
        let model = Cluster::new(&params, Seed(1));
        for (index, param) in Params::TABLE.iter().enumerate() {
            let view = slider(&params, &model, index);
            if let Err(wrong) = sound(&view, param.key) {
                prop_assert!(false, "{}", wrong);
            }
            let knee = view.ticks.iter().find(|tick| tick.kind == TickKind::Theory && tick.label.starts_with("knee"));
            let full = view.ticks.iter().find(|tick| tick.kind == TickKind::Full);
            if let (Some(knee), Some(full)) = (knee, full) {
                prop_assert!(knee.at < full.at, "{}", param.key);
            }
        }
    }
}
