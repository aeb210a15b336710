use super::*;
use crate::concepts::load_balancing::model::Action;
use crate::concepts::load_balancing::params::Discipline;
use crate::sim::demand::Law;
use crate::sim::{Discard, Model as _, Seed, Time};

/// Six servers of 12, 12, 10, 10, 8 and 4 requests a second.
fn six() -> Params {
    Params { rate: 40.0, mean: 0.1, servers: 6, speeds: vec![1.2, 1.2, 1.0, 1.0, 0.8, 0.4], ..Params::default() }
}

fn near(got: f64, wanted: f64, error: f64) {
    assert!((got - wanted).abs() <= error, "{got}, not {wanted}");
}

fn named(setting: &Setting, rule: Rule) -> Theory {
    setting.theories().into_iter().find(|theory| theory.rule == rule).expect("it is in the list")
}

#[test]
fn capacity_knee_and_lines_of_six_servers_and_of_five() {
    let all = Setting::of(&six());
    near(all.capacity(), 56.0, 1e-4);
    near(all.load().unwrap(), 0.714, 1e-3);
    near(all.knee().unwrap(), 0.71, 0.005);
    let mut model = Cluster::new(&six(), Seed(1));
    model.act(&Action::Kill(3), &mut Discard);
    let five = Setting::now(&model);
    near(five.capacity(), 46.0, 1e-4);
    near(five.knee().unwrap(), 0.69, 0.005);
    assert_eq!(five.up().count(), 5);
    // The figures of a page that shows this setting.
    near(named(&five, Rule::SharedLine).mean_sojourn(40.0 / 46.0), 0.225, 0.001);
    near(named(&five, Rule::Random).mean_sojourn(40.0 / 46.0), 0.833, 0.001);
    assert_eq!(named(&five, Rule::SharedLine).label, "one shared line, M/M/5");
    assert_eq!(named(&five, Rule::Random).label, "random, by speed");
    for server in 0..6 {
        model.act(&Action::Kill(server), &mut Discard);
    }
    let none = Setting::now(&model);
    assert_eq!((none.capacity(), none.knee(), none.theories().len()), (0.0, None, 0));
}

#[test]
fn turns_fill_the_slowest_first() {
    let params = Params { mean: 0.1, servers: 4, speeds: vec![1.0, 1.0, 1.0, 0.5], ..six() };
    let setting = Setting::of(&params);
    let (server, full) = setting.first_full().expect("turns do not look");
    assert_eq!(server, 3);
    near(full, 20.0, 1e-4);
    near(setting.capacity(), 35.0, 1e-4);
    let by_weight = Params { policy: Kind::WeightedRoundRobin, weights: vec![2.0, 2.0, 2.0, 1.0], ..params.clone() };
    assert_eq!(Setting::of(&by_weight).first_full(), None);
    assert_eq!(Setting::of(&Params { policy: Kind::JoinShortestQueue, ..params }).first_full(), None);
}

#[test]
fn pools_and_the_balancer_bound_the_capacity() {
    let base = Params { mean: 0.1, servers: 4, speeds: vec![1.0], ..six() };
    let pools = Params { static_pool: 1, static_share: 0.5, static_work: 0.2, ..base.clone() };
    // Three servers for half the requests: 30 / 0.5; one for the other half at a fifth of the work: 50 / 0.5.
    near(Setting::of(&pools).capacity(), 60.0, 1e-3);
    let mixed = Params { static_share: 0.5, static_work: 0.2, ..base.clone() };
    near(Setting::of(&mixed).capacity(), 40.0 / 0.6, 1e-3);
    near(Setting::of(&Params { lb_cost: 50.0, ..base }).capacity(), 20.0, 1e-9);
}

#[test]
fn every_verdict_is_a_sentence_and_names_what_breaks() {
    for &policy in Kind::ALL {
        for arrivals in [ArrivalKind::Poisson, ArrivalKind::Bursty, ArrivalKind::Closed] {
            let params = Params { policy, arrivals, ..six() };
            for theory in Setting::of(&params).theories() {
                assert!(theory.why.ends_with('.') && theory.why.len() > 10, "{}", theory.why);
                assert!(!theory.label.is_empty());
                if arrivals != ArrivalKind::Poisson {
                    assert!(!theory.applies && theory.why.contains("not Poisson"), "{}", theory.why);
                }
            }
        }
    }
    let bounded = Params { servers: 1, queue: vec![5.0], ..Params::default() };
    let theory = &Setting::of(&bounded).theories()[0];
    assert!(!theory.applies && theory.why.contains("bounded"), "{}", theory.why);
}

/// Mean sojourn of each of `seeds` runs of `customers`, after a tenth of them as warm-up.
fn measured(params: &Params, seeds: u64, customers: u64) -> Vec<f64> {
    let one = |seed: u64| {
        let mut model = Cluster::new(params, Seed(seed));
        while model.tally().sums.done < customers / 10 {
            model.step(&mut Discard);
        }
        model.cut_warmup();
        let until = model.tally().sums.done + customers;
        while model.tally().sums.done < until {
            model.step(&mut Discard);
        }
        assert!(model.now() > Time::ZERO);
        model.tally().sojourn.mean_s().expect("customers were served")
    };
    (0..seeds).map(one).collect()
}

/// The measured means agree with `theory` within 4 of their own standard errors.
fn agrees(params: &Params, rule: Rule) {
    let setting = Setting::of(params);
    let theory = named(&setting, rule);
    assert!(theory.applies, "{}: {}", theory.label, theory.why);
    let expected = theory.mean_sojourn(setting.load().unwrap());
    let means = measured(params, 8, 60_000);
    let n = means.len() as f64;
    let mean = means.iter().sum::<f64>() / n;
    let variance = means.iter().map(|m| (m - mean) * (m - mean)).sum::<f64>() / (n - 1.0);
    let error = (variance / n).sqrt();
    assert!((mean - expected).abs() < 4.0 * error, "{}: {mean}, theory {expected}, error {error}", theory.label);
    // A test that could not fail would have a wide error.
    assert!(error < 0.05 * expected, "{}: error {error} of {expected}", theory.label);
}

#[test]
fn one_server_agrees_with_its_line() {
    let one = Params { rate: 7.0, mean: 0.1, servers: 1, ..Params::default() };
    agrees(&one, Rule::SharedLine);
    agrees(&Params { workers: vec![3.0], rate: 21.0, ..one.clone() }, Rule::SharedLine);
    agrees(&Params { service: Law::Constant, ..one.clone() }, Rule::SharedLine);
    agrees(&Params { service: Law::Bimodal, cv: 2.0, ..one.clone() }, Rule::SharedLine);
    agrees(
        &Params { service: Law::Bimodal, cv: 2.0, discipline: Discipline::Sharing, ..one.clone() },
        Rule::SharedLine,
    );
    agrees(&Params { static_share: 0.5, static_work: 0.2, rate: 10.0, ..one }, Rule::SharedLine);
}

#[test]
fn random_routing_agrees_with_separate_lines() {
    let random = Params { policy: Kind::Random, speeds: vec![1.0], rate: 40.0, ..six() };
    agrees(&random, Rule::Random);
    agrees(&Params { service: Law::Bimodal, cv: 1.5, ..random.clone() }, Rule::Random);
    let uneven = Params { rate: 20.0, ..Params { policy: Kind::Random, ..six() } };
    agrees(&uneven, Rule::Own);
    agrees(&Params { discipline: Discipline::Sharing, service: Law::Constant, ..random }, Rule::Random);
}

#[test]
fn turns_agree_with_their_line_at_any_speeds() {
    let turns = Params { policy: Kind::RoundRobin, speeds: vec![1.0], rate: 40.0, ..six() };
    agrees(&turns, Rule::Own);
    agrees(&Params { rate: 18.0, speeds: vec![1.2, 1.2, 1.0, 1.0, 0.8, 0.4], ..turns }, Rule::Own);
}

#[test]
fn policies_lie_between_their_bounds() {
    let base = Params { speeds: vec![1.0], rate: 48.0, ..six() };
    let mean = |policy| measured(&Params { policy, ..base.clone() }, 2, 60_000).iter().sum::<f64>() / 2.0;
    let setting = Setting::of(&base);
    let rho = setting.load().unwrap();
    let shared = named(&setting, Rule::SharedLine).mean_sojourn(rho);
    let random = named(&setting, Rule::Random).mean_sojourn(rho);
    let (jsq, two) = (mean(Kind::JoinShortestQueue), mean(Kind::PowerOfChoices));
    assert!(shared < jsq && jsq < two && two < random, "{shared} {jsq} {two} {random}");
    let many = Params { policy: Kind::PowerOfChoices, servers: 64, rate: 512.0, ..base };
    let setting = Setting::of(&many);
    let limit = named(&setting, Rule::Own);
    assert!(limit.applies, "{}", limit.why);
    let got = measured(&many, 2, 200_000).iter().sum::<f64>() / 2.0;
    near(got, limit.mean_sojourn(0.8), 0.05 * limit.mean_sojourn(0.8));
}

#[test]
fn equal_neighbours_are_asked_once_and_each_counts() {
    let mut asked = Vec::new();
    let said: Vec<f64> = once_each(&[2, 2, 3, 3, 3, 2], |one| {
        asked.push(one);
        f64::from(one) * 10.0
    })
    .collect();
    assert_eq!((said, asked), (vec![20.0, 20.0, 30.0, 30.0, 30.0, 20.0], vec![2, 3, 2]));
}
