//! Closed forms: how long a computed answer takes, and the mean by the formula.

use super::model::lane::{Lane, QUESTION_TOKENS};
use super::params::Params;

/// How long the model takes for a prompt of which so many tokens are there, in seconds: reading the rest, then writing.
pub fn computed_s(kept: u32, params: &Params) -> f64 {
    let read = params.system + QUESTION_TOKENS - kept.min(params.system);
    f64::from(read) / params.read + f64::from(params.output) / params.write
}

/// The mean answer of a lane: (1 − h) × (read + write), and a look-up for each prompt that had no answer by its letters.
pub fn mean_answer(lane: &Lane, params: &Params) -> Option<f64> {
    let t = &lane.tally;
    if t.prompts == 0 {
        return None;
    }
    let n = t.prompts as f64;
    let looked = if lane.cache.semantic() { (t.prompts - t.exact) as f64 * params.lookup } else { 0.0 };
    Some((t.read as f64 / params.read + t.written as f64 / params.write + looked) / n)
}
