use super::*;
use crate::concept::{Act, Deed, Entry};
use crate::param::{Kind, Value};
use crate::{concepts, link};
use proptest::prelude::*;

/// What `do` holds, packed and unpacked again.
fn there_and_back(text: &str) -> String {
    let packed = pack(text.to_owned());
    let items: Vec<String> = packed.split(';').map(|item| unpack(item).expect("it was packed here")).collect();
    items.join(";")
}

/// A drag of `count` settings, about nine a second, in steps of a tenth.
fn drag(count: u64) -> String {
    let setting = |i: u64| {
        let value = 400 + (i * 7 % 60);
        format!("{}:rate={}", seconds(Time(18_000_000_000 + i * 109_417_000)), decimal(value.cast_signed(), 1))
    };
    (0..count).map(setting).collect::<Vec<_>>().join(";")
}

#[test]
fn a_long_drag_is_a_third_and_a_short_one_stays_readable() {
    let short = drag(5);
    assert_eq!(pack(short.clone()), short);
    let long = drag(200);
    let packed = pack(long.clone());
    assert!(packed.starts_with("18:rate=40~b"), "{packed:.30}");
    assert!(packed.len() * 3 < long.len(), "{} of {}", packed.len(), long.len());
    assert_eq!(there_and_back(&long), long);
}

#[test]
fn what_cannot_be_packed_stays_as_it_is() {
    let odd = [
        "1:kill=4",
        "2:weights=1,2,5",
        "3:policy=p2c",
        "4:rate=0.1234567891234",
        "5:rate=99999999999999999999",
        "6:rate=1.50",
        "7.0:rate=2",
        "8:rate=-0",
        "9:rate=1e3",
        "nonsense",
    ];
    let text = [odd.join(";"), drag(30), odd.join(";")].join(";");
    assert_eq!(there_and_back(&text), text);
    assert!(pack(text.clone()).len() < text.len());
}

#[test]
fn what_was_not_packed_here_is_refused() {
    for bad in [
        "18:rate=40~",
        "18:rate=40~k",
        "18:rate=40~z1",
        "18:rate=40~b5",
        "18:rate=40~b5*",
        "18:rate=40~b_________________2",
        "18:rate=40~bA",
        "18:rate=x~b11",
        "18~b11",
        "~",
        "18:rate=1152921504606846976~a12",
    ] {
        assert_eq!(unpack(bad), None, "{bad}");
    }
    assert_eq!(unpack("18:rate=40~b").as_deref(), Some("18:rate=40"), "nothing follows");
}

#[test]
fn a_packed_text_that_is_cut_gets_one_sentence() {
    let entry = concepts::all()[0];
    let whole = pack(drag(40));
    for end in [whole.len() - 1, 12] {
        let said = link::decode(&format!("do={}", &whole[..end]), entry).complaints;
        assert!(said.len() <= 1, "{said:?}");
        if let [bad] = &said[..] {
            assert!(bad.to_string().contains("is packed and cannot be read; allowed: "), "{bad}");
        }
    }
    let said = link::decode("do=18:rate=40~b5;20:rate=50", entry);
    assert_eq!((said.complaints.len(), said.state.deeds.len()), (1, 1), "the rest of it counts");
    let many = format!("do=18:rate=40~b{}", "0Z".repeat(3));
    assert!(link::decode(&many, entry).complaints.len() <= 1);
}

proptest! {
    #[test]
    fn any_text_comes_back_letter_by_letter(items in prop::collection::vec(item(), 0..80)) {
        let text = items.join(";");
        prop_assert_eq!(there_and_back(&text), text);
    }

    #[test]
    fn any_garbage_is_read_without_harm(text in "[0-9.:=;~a-zA-Z_-]{0,60}") {
        for item in text.split(';') {
            let _ = unpack(item);
        }
        for entry in concepts::all().iter().take(2) {
            let _ = link::decode(&format!("do={text}"), entry);
        }
    }

    #[test]
    fn a_link_of_a_long_drag_is_the_same_run(concept in 0..concepts::all().len(), moves in moves()) {
        let entry = concepts::all()[concept];
        let state = dragged(entry, &moves);
        let again = link::decode(&link::encode(&state, entry), entry);
        prop_assert_eq!(again.complaints.len(), 0);
        prop_assert_eq!(&again.state, &state);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn the_hash_survives_the_packing(moves in moves()) {
        let entry = concepts::all()[0];
        let mut state = dragged(entry, &moves);
        state.at = Time::from_secs(3.0);
        let text = link::encode(&state, entry);
        prop_assert!(text.contains('~') || text.len() < 700);
        let hash = |state| (entry.open)(state).map(|run| run.hash()).ok();
        let again = link::decode(&text, entry).state;
        prop_assert_eq!(hash(&again), hash(&state));
    }
}

fn item() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (0_u64..40_000_000_000, -500_000_i64..500_000, 0_usize..10)
            .prop_map(|(at, value, decimals)| format!("{}:rate={}", seconds(Time(at)), decimal(value, decimals))),
        2 => (0_u64..1000, any::<f64>()).prop_map(|(at, value)| format!("{at}:rate={value}")),
        1 => "[0-9]{1,3}:(kill|policy|weights)=[a-z0-9,.-]{0,8}",
        1 => "[a-z0-9:=.,-]{0,12}",
    ]
}

/// Gaps in microseconds or nanoseconds, and where between the bounds the slider stood.
fn moves() -> impl Strategy<Value = Vec<(u64, f64)>> {
    let gap = prop_oneof![3 => (0_u64..200_000).prop_map(|micros| micros * 1000), 1 => 0_u64..90_000_000];
    prop::collection::vec((gap, 0.0..1.0), 30..120)
}

/// The first number of the table is dragged, with an action between where there is one that needs no target.
fn dragged(entry: &'static Entry, moves: &[(u64, f64)]) -> crate::concept::State {
    let mut state = entry.state();
    let number = |kind: &Kind| matches!(kind, Kind::Real { .. } | Kind::Whole { .. });
    let index = entry.table.iter().position(|param| number(&param.kind)).expect("a number");
    let (min, max, _) = entry.table[index].span();
    let mut at = Time::ZERO;
    for (i, (gap, share)) in moves.iter().enumerate() {
        at = Time(at.0 + gap);
        let value = libm::round((min + share * (max - min)) * 10.0) / 10.0;
        let value = if entry.table[index].is_whole() { Value::Whole(value as i64) } else { Value::Real(value) };
        state.deeds.push((at, Deed::Set(index, value)));
        let free = entry.actions.iter().find(|action| action.target.is_none() && action.amount.is_none());
        if let Some(action) = free.filter(|_| i == moves.len() / 2) {
            state.deeds.push((at, Deed::Act(Act { id: action.id, target: None, amount: None })));
        }
    }
    state.at = at;
    state
}
