use super::metrics::share;
use super::model::{ATTACKER, Action, Crowd, Occurrence, Sums};
use super::params::{Key, Params};
use super::theory;
use crate::sim::{Discard, Model as _, Seed, Time};
use proptest::prelude::*;

fn run(params: &Params, windows: f64) -> Crowd {
    let mut model = Crowd::new(params, Seed(5));
    model.run_until(Time::from_secs(params.window * windows), &mut Discard);
    model.check().unwrap();
    model
}

fn unjust(model: &Crowd) -> f64 {
    let innocent: Sums = model.sums().innocent();
    share(innocent.unjust, &innocent).unwrap()
}

#[test]
fn an_office_behind_one_address_pays_for_it_if_addresses_are_counted() {
    let office = Params { key: Key::Address, behind: 9, ..Params::default() };
    let (at_work, at_home) = (run(&office, 40.0), run(&Params { behind: 0, ..office.clone() }, 40.0));
    assert!(unjust(&at_work) > 0.2 && unjust(&at_home) == 0.0, "{} {}", unjust(&at_work), unjust(&at_home));
    // The lowest tier is full first.
    let refused = |class: usize| share(at_work.sums().class[class].refused(), &at_work.sums().class[class]).unwrap();
    assert!(refused(0) > refused(3), "{} {}", refused(0), refused(3));
    assert!(unjust(&run(&Params { key: Key::Else, ..office }, 40.0)) < 0.05);
}

#[test]
fn with_a_count_of_his_own_nobody_is_refused_unjustly_and_nothing_slips() {
    for demand in [0.5, 1.0, 3.0] {
        let params = Params { key: Key::Else, demand, attack: 20.0, ..Params::default() };
        let all = run(&params, 30.0).sums();
        assert_eq!(all.class.map(|sums| (sums.unjust, sums.slipped)), [(0, 0); 5], "{demand}");
    }
}

#[test]
fn an_attacker_gets_what_theory_says() {
    for key in Key::ALL.iter().copied() {
        for (addresses, accounts) in [(1, 0), (16, 0), (1, 12), (4, 12)] {
            let params = Params { key, addresses, accounts, attack: 30.0, demand: 0.3, cap: 60, ..Params::default() };
            let passed = run(&params, 200.0).sums().class[ATTACKER].passed as f64 / (200.0 * params.window);
            let law = theory::attacker(&params, addresses);
            if key == Key::Both && accounts > 0 {
                assert!(passed < 1.03 * law && passed > 0.85 * law, "{key:?} {addresses} {accounts}: {passed} {law}");
            } else {
                assert!((passed / law - 1.0).abs() < 0.03, "{key:?} {addresses} {accounts}: {passed} {law}");
            }
        }
    }
}

#[test]
fn one_count_for_all_nobodies_lets_the_attacker_starve_them() {
    let params = Params { key: Key::User, attack: 20.0, ..Params::default() };
    let starved = run(&params, 40.0).sums().class[0];
    assert!(share(starved.refused(), &starved).unwrap() > 0.8, "{starved:?}");
    let spared = run(&Params { accounts: 1, ..params }, 40.0).sums().class[0];
    assert!(share(spared.refused(), &spared).unwrap() < 0.65, "{spared:?}");
}

#[test]
fn the_same_requests_come_whatever_is_counted() {
    let of = |key| {
        let mut model = Crowd::new(&Params { key, attack: 9.0, behind: 6, ..Params::default() }, Seed(8));
        let mut log: Vec<(Time, Occurrence)> = Vec::new();
        model.run_until(Time::from_secs(30.0), &mut log);
        let who = |(at, what): &(Time, Occurrence)| match what {
            Occurrence::Decided { person, .. } => Some((*at, *person)),
            _ => None,
        };
        log.iter().filter_map(who).collect::<Vec<_>>()
    };
    assert_eq!(of(Key::Address), of(Key::Both));
    assert_eq!(of(Key::User), of(Key::Else));
    assert_eq!(of(Key::User), of(Key::Address));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    /// By brute force: what each count let in during a window, from the log alone.
    #[test]
    fn no_count_goes_beyond_its_limit_and_laws_hold(
        key in prop::sample::select(Key::ALL.to_vec()),
        other in prop::sample::select(Key::ALL.to_vec()),
        behind in 0u32..20, attack in 0.0..60.0f64, addresses in 1u32..64, accounts in 0u32..64, demand in 0.0..4.0f64,
        cap in 1u32..200, seed: u64,
    ) {
        let params = Params { key, behind, demand, attack, addresses, accounts, cap, ..Params::default() };
        let mut model = Crowd::new(&params, Seed(seed));
        let mut log: Vec<(Time, Occurrence)> = Vec::new();
        for _ in 0..1500 {
            model.step(&mut log);
            prop_assert_eq!(model.check(), Ok(()));
        }
        for (_, what) in &log {
            if let Occurrence::Decided { allowed, unjust, slipped, why, .. } = what {
                prop_assert_eq!(*allowed, why.count < why.limit);
                prop_assert_eq!(*unjust || *slipped, (*allowed && *slipped) || (!*allowed && *unjust));
                prop_assert_eq!(*unjust, !*allowed && why.alone < why.own);
            }
        }
        for count in model.counts() {
            let limit = model.params().limits().into_iter().max().unwrap();
            let most = if count.cap { cap } else { limit };
            prop_assert!(model.count(count.key, count.cap) <= most);
        }
        model.act(&Action::Office(3), &mut Discard);
        model.act(&Action::Attack(30), &mut Discard);
        model.set(&Params { key: other, behind: behind / 2, window: 3.0, free: 1, ..params }, &mut Discard);
        for _ in 0..500 {
            model.step(&mut Discard);
            prop_assert_eq!(model.check(), Ok(()));
        }
    }
}
