use super::*;
use crate::policies::limit::{Rate, TokenBucket};

const S: u64 = 1_000_000_000;

fn rule() -> Policy {
    TokenBucket::new(Rate::per_second(1), 2).unwrap().into()
}
/// A store that has seen keys 0, 1 and 2, with room for three: at 0 s key 1 took one token, the others two.
fn full(when_full: WhenFull) -> (Store, Option<Room>) {
    let room = Some(Room { most: 3, when_full });
    let mut store = Store::new(&rule(), Time::ZERO);
    for (key, cost) in [(0, 2), (1, 1), (2, 2)] {
        assert!(store.decide(&rule(), Time(key as u64), key, cost, room, false).0.allowed);
    }
    (store, room)
}

#[test]
fn each_rule_does_what_it_says() {
    let now = Time(S / 2);
    let (mut store, room) = full(WhenFull::Idle);
    let (decision, gone) = store.decide(&rule(), now, 7, 1, room, false);
    // Key 1 lacks half a token, the others one and a half.
    assert_eq!((decision.allowed, gone.map(|gone| (gone.key, gone.idle_in))), (true, Some((1, Span(S / 2 + 1)))));
    assert!(store.state(1).is_none() && store.state(7).is_some() && store.keys() == 3);

    let (mut store, room) = full(WhenFull::Unseen);
    assert_eq!(store.decide(&rule(), now, 7, 1, room, false).1.map(|gone| gone.key), Some(0));
    // Key 0 had nothing left; forgotten, it may take two again: too many.
    assert!(store.decide(&rule(), now, 0, 2, room, false).0.allowed);
    assert_eq!((store.toll.early, store.toll.unnoticed, store.toll.too_many), (2, 0, 1));

    let (mut store, room) = full(WhenFull::Refuse);
    let (decision, gone) = store.decide(&rule(), now, 7, 1, room, false);
    assert_eq!((decision.allowed, decision.why, gone), (false, Why::NoRoom { keys: 3 }, None));
    assert_eq!((store.toll.no_room, store.toll.too_few), (1, 1));

    let (mut store, room) = full(WhenFull::Share);
    let let_in = |store: &mut Store, key| store.decide(&rule(), now, key, 1, room, false).0.allowed;
    assert_eq!([7, 8, 9].map(|key| let_in(&mut store, key)), [true, true, false]);
    assert_eq!((store.toll.shared, store.toll.too_few, store.keys()), (3, 1, 3));
}

#[test]
fn who_is_idle_is_forgotten_and_nobody_notices() {
    let (mut store, room) = full(WhenFull::Idle);
    for key in 3..20usize {
        let now = Time(10 * S * key as u64);
        assert!(store.decide(&rule(), now, key, 2, room, false).0.allowed);
    }
    assert_eq!(store.toll, Toll { unnoticed: 17, ..Toll::default() });
}

#[test]
fn a_smaller_memory_forgets_at_once_and_a_larger_one_nobody() {
    let (mut store, _) = full(WhenFull::Idle);
    let less = Some(Room { most: 2, when_full: WhenFull::Idle });
    store.adopt(&rule(), &rule(), Time(S / 2), less, false);
    assert_eq!((store.keys(), store.state(1).is_none(), store.toll.early), (2, true, 1));
    for key in [0, 2] {
        assert!(!store.decide(&rule(), Time(S / 2), key, 2, less, false).0.allowed, "kept what it had used");
    }
    store.adopt(&rule(), &rule(), Time(S / 2), None, false);
    assert!((0..50).all(|key| store.decide(&rule(), Time(S / 2), key, 0, None, false).1.is_none()));
    assert_eq!(store.keys(), 50);
}

/// What happens to key number one million: the hand finds a place whose key nobody will miss.
#[test]
fn a_large_memory_looks_at_a_few_and_finds_an_idle_one() {
    const ROOM: usize = 20_000;
    let room = Some(Room { most: ROOM as u32, when_full: WhenFull::Idle });
    let mut store = Store::new(&rule(), Time::ZERO);
    // 10,000 new keys a second, each idle again after one: half of the places are idle.
    for n in 0..300_000u64 {
        let now = Time(n * S / 10_000);
        assert!(store.decide(&rule(), now, n as usize + 1, 1, room, false).0.allowed);
    }
    assert_eq!((store.keys(), store.toll), (ROOM, Toll { unnoticed: 300_001 - ROOM as u64, ..Toll::default() }));
    let bytes = store.bytes(&rule());
    // At 100,000 a second none is idle: the hand takes the idlest of those it sees, too early, and lets too many in.
    for n in 0..200_000u64 {
        let now = Time(40 * S + n * S / 100_000);
        store.decide(&rule(), now, (n % 30_000) as usize, 2, room, false);
    }
    assert!(store.keys() == ROOM && store.toll.early > 10_000 && store.toll.too_many > 0, "{:?}", store.toll);
    assert!(bytes < 4 << 20 && store.bytes(&rule()) < 10 << 20, "{bytes} and {} bytes", store.bytes(&rule()));
}

proptest::proptest! {
    /// Within its bound a memory decides as one without; past it, it never holds more, and each key stands in one place.
    #[test]
    fn a_bound_is_kept(
        requests in proptest::collection::vec((0u64..400, 0usize..12), 1..200), most in 1u32..14, rule_of in 0usize..4
    ) {
        let when_full = WhenFull::ALL[rule_of];
        let room = Some(Room { most, when_full });
        let (mut store, mut whole) = (Store::new(&rule(), Time::ZERO), Store::new(&rule(), Time::ZERO));
        let (mut now, mut too_many, mut too_few) = (Time::ZERO, 0, 0);
        for (ms, key) in requests {
            now += Span(ms * 1_000_000);
            let bound = store.decide(&rule(), now, key, 1, room, false).0;
            let free = whole.decide(&rule(), now, key, 1, None, false).0;
            if most >= 12 {
                proptest::prop_assert_eq!(bound, free);
            }
            proptest::prop_assert!(store.keys() <= most as usize);
            for (at, slot) in store.slots().enumerate() {
                proptest::prop_assert_eq!(store.slots.place(slot.key), Some(at));
            }
            too_many += u64::from(bound.allowed && !free.allowed);
            too_few += u64::from(!bound.allowed && free.allowed);
        }
        // What is worked out from a few states beside it is what a second memory finds.
        proptest::prop_assert_eq!((store.toll.too_many, store.toll.too_few, store.toll.unknown), (too_many, too_few, 0));
        if most >= 12 {
            proptest::prop_assert_eq!(store.toll, Toll::default());
        }
    }
}
