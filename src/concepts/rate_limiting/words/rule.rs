//! The rule of a limiter in three short sentences, and its numbers in one line.

use super::super::face::Face;
use super::super::model::{Lane, Limiting};
use super::super::params::{Kind, Params};
use super::numbers::{amount, rate_words, span_words};
use crate::policies::limit::Policy;
use crate::sim::{Model as _, Span};

/// Three short sentences.
pub fn rule(lane: &Lane, model: &Limiting) -> Vec<String> {
    let cost = model.params().cost;
    let per_second = |rate: f64| {
        rate_words(rate).replace(" /s", " a second").replace(" /min", " a minute").replace(" /h", " an hour")
    };
    if let Some(lines) = own(lane, model.params(), &per_second) {
        return lines.to_vec();
    }
    let lines = match lane.face(model.now()) {
        Face::Glass { size, rate, .. } => [
            if cost == 1 {
                "Every request costs one token.".to_owned()
            } else {
                format!("Every request costs {cost} tokens.")
            },
            format!("Tokens drip in at {}.", per_second(rate)),
            format!("The bucket holds {}. The rest spill.", amount(size)),
        ],
        Face::Vessel { size, rate, .. } => [
            if cost == 1 {
                "Every request fills the bucket by one.".to_owned()
            } else {
                format!("Every request fills it by {cost}.")
            },
            format!("It drains by {}.", per_second(rate)),
            format!("Past {} nothing more goes in.", amount(size)),
        ],
        Face::Funnel { size, rate, .. } => [
            "Requests wait in line.".to_owned(),
            format!("They leave evenly, {}.", per_second(rate)),
            format!("{size} may be inside. The rest are refused."),
        ],
        Face::Arrival { step, tolerance, .. } => [
            format!("Each request moves the next one's due time on by {}.", span_words(step)),
            format!("A request may come {} before it is due.", span_words(tolerance)),
            "Earlier ones are refused.".to_owned(),
        ],
        Face::Window { limit, window, .. } => [
            cut(window),
            format!("{} pass in each.", amount(f64::from(limit))),
            "At the edge the count starts again.".to_owned(),
        ],
        Face::Log { limit, window, .. } => [
            if model.params().count_refused {
                "Every request is written down, also the refused.".to_owned()
            } else {
                "Every request that passes is written down.".to_owned()
            },
            format!("After {} it is forgotten.", span_words(window)),
            format!("No more than {} stand in the log.", amount(f64::from(limit))),
        ],
        Face::Pair { limit, window, .. } => {
            [two(window), IN_VIEW.to_owned(), format!("Together no more than {}.", amount(f64::from(limit)))]
        }
        Face::Slots { limit, most, .. } => [
            "A request holds a slot while it is worked on.".to_owned(),
            format!("There are {} slots.", amount(limit)),
            if most > limit as u32 {
                "Their number follows what the answers take.".to_owned()
            } else {
                "Who finds none is refused.".to_owned()
            },
        ],
    };
    lines.to_vec()
}

/// What the older of two counters counts for.
const IN_VIEW: &str = "The last one counts for the part still in view.";

fn cut(window: Span) -> String {
    format!("Time is cut into windows of {}.", span_words(window))
}

fn two(window: Span) -> String {
    format!("Two counters, one per window of {}.", span_words(window))
}

/// The sentences of those that are not quite what their picture shows.
fn own(lane: &Lane, params: &Params, per_second: &dyn Fn(f64) -> String) -> Option<[String; 3]> {
    let whole = |n: u64| amount(n as f64);
    let takes = |what: &str| match params.cost {
        1 => format!("Every request costs one {what}."),
        cost => format!("Every request costs {cost} {what}s."),
    };
    let holds = |n: u64| format!("The bucket holds {}. The rest spill.", whole(n));
    Some(match lane.rule() {
        Policy::Envoy(rule) => {
            let comes = format!("{} come at once, every {}.", whole(rule.per_fill()), span_words(rule.interval()));
            [takes("token"), comes, holds(rule.max_tokens())]
        }
        Policy::RedisBucket(rule) => {
            let comes = format!("At each full second {} come at once.", whole(rule.rate()));
            [takes("token"), comes, holds(rule.burst())]
        }
        Policy::Guava(rule) => [
            takes("permit"),
            format!("They come at {}. {} are kept.", per_second(rule.hertz()), amount(rule.most())),
            if lane.kind() == Kind::GuavaWarmingUp {
                "After a rest they come more slowly at first.".to_owned()
            } else {
                "The next request waits for what this one took.".to_owned()
            },
        ],
        Policy::HaProxy(rule) => {
            [two(rule.period()), IN_VIEW.to_owned(), format!("Above {}: refused, and counted.", whole(rule.limit()))]
        }
        Policy::Debt(rule) => [
            cut(rule.length()),
            format!("{} pass in each, and {} more on credit.", whole(rule.limit()), whole(rule.over())),
            if lane.kind() == Kind::Elastic {
                "The next one pays, and may not borrow.".to_owned()
            } else {
                "The next one pays for it.".to_owned()
            },
        ],
        Policy::Dynamic(rule) => [
            cut(rule.length()),
            format!("Above {} % processor the limit is halved.", amount(100.0 * params.cpu_above)),
            format!("Below {} % it is raised again.", amount(100.0 * params.cpu_below)),
        ],
        _ => return None,
    })
}

/// The numbers of a lane in one line: "bucket 10, 5 /s".
pub fn lane_line(lane: &Lane, model: &Limiting) -> String {
    match lane.face(model.now()) {
        Face::Glass { size, rate, .. } | Face::Vessel { size, rate, .. } => {
            format!("bucket {}, {}", amount(size), rate_words(rate))
        }
        Face::Funnel { size, rate, .. } => format!("queue {size}, {} out", rate_words(rate)),
        Face::Arrival { step, tolerance, .. } => {
            format!("{} apart, {} early", span_words(step), span_words(tolerance))
        }
        Face::Window { limit, window, .. } => format!("{} per {}", amount(f64::from(limit)), span_words(window)),
        Face::Log { limit, window, .. } => format!("{} in any {}", amount(f64::from(limit)), span_words(window)),
        Face::Pair { limit, window, .. } => format!("about {} in {}", amount(f64::from(limit)), span_words(window)),
        Face::Slots { limit, .. } => format!("{} at a time", amount(limit)),
    }
}
