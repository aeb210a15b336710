//! The rule of a limiter in three short sentences, and its numbers in one line.

use super::super::face::Face;
use super::super::model::{Lane, Limiting};
use super::numbers::{amount, rate_words, span_words};
use crate::sim::{Model as _, Span};

/// Three short sentences.
pub fn rule(lane: &Lane, model: &Limiting) -> Vec<String> {
    let cost = model.params().cost;
    let per_second = |rate: f64| {
        rate_words(rate).replace(" /s", " a second").replace(" /min", " a minute").replace(" /h", " an hour")
    };
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
            format!("Time is cut into windows of {}.", window_words(window)),
            format!("{} pass in each.", amount(f64::from(limit))),
            "At the edge the count starts again.".to_owned(),
        ],
        Face::Log { limit, window, .. } => [
            "Every request that passes is written down.".to_owned(),
            format!("After {} it is forgotten.", window_words(window)),
            format!("No more than {} stand in the log.", amount(f64::from(limit))),
        ],
        Face::Pair { limit, window, .. } => [
            format!("Two counters, one per window of {}.", window_words(window)),
            "The last one counts for the part still in view.".to_owned(),
            format!("Together no more than {}.", amount(f64::from(limit))),
        ],
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

/// "60 s", "2 s", "1 min".
fn window_words(window: Span) -> String {
    span_words(window)
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
        Face::Window { limit, window, .. } => format!("{} per {}", amount(f64::from(limit)), window_words(window)),
        Face::Log { limit, window, .. } => format!("{} in any {}", amount(f64::from(limit)), window_words(window)),
        Face::Pair { limit, window, .. } => format!("about {} in {}", amount(f64::from(limit)), window_words(window)),
        Face::Slots { limit, .. } => format!("{} at a time", amount(limit)),
    }
}
