//! Decisions of `replay limit` as JSON.

use crate::policies::limit::{Decision, Known, Why};
use crate::sim::Span;
use crate::sim::traffic::Row;
use serde_json::{Value as Json, json};

/// Appends one object and the end of the line.
pub fn line(row: &Row<'_>, decision: &Decision, known: Known, shown: &mut Vec<u8>) {
    let key = if row.key.is_empty() { Json::Null } else { json!(String::from_utf8_lossy(row.key)) };
    let object = json!({
        "t_s": row.at.secs(),
        "key": key,
        "cost": row.cost,
        "allowed": decision.allowed,
        "remaining": decision.remaining,
        "reset_s": seconds(decision.reset),
        "retry_after_s": decision.retry_after.map(Span::secs),
        "delay_s": decision.delay.secs(),
        "known": match known {
            Known::Kept => json!("kept"),
            Known::New => json!("new"),
            Known::InsteadOfIdle => json!("new, in the place of an idle key"),
            Known::InsteadOf(_) => json!("new, in the place of a key that was not idle"),
        },
        "why": why(&decision.why),
    });
    shown.extend_from_slice(object.to_string().as_bytes());
    shown.push(b'\n');
}

fn seconds(span: Span) -> Json {
    if span == Span::MAX { Json::Null } else { json!(span.secs()) }
}

/// The rule that fired and the numbers it saw.
fn why(why: &Why) -> Json {
    match *why {
        Why::TooBig { cost, most } => json!({ "rule": "too-big", "cost": cost, "most": most }),
        Why::Tokens { tokens, capacity, cost } => {
            json!({ "rule": "tokens", "tokens": tokens, "capacity": capacity, "cost": cost })
        }
        Why::Level { level, capacity, cost } => {
            json!({ "rule": "level", "level": level, "capacity": capacity, "cost": cost })
        }
        Why::Early { early, tolerance } => {
            json!({ "rule": "early", "early_s": early.secs(), "tolerance_s": tolerance.secs() })
        }
        Why::Window { counted, limit, cost, ends_in } => {
            json!({ "rule": "window", "counted": counted, "limit": limit, "cost": cost, "ends_in_s": ends_in.secs() })
        }
        Why::Log { counted, limit, cost, oldest_in } => {
            json!({ "rule": "log", "counted": counted, "limit": limit, "cost": cost, "oldest_in_s": oldest_in.secs() })
        }
        Why::Weighted { previous, share, current, estimate, limit, cost } => json!({
            "rule": "weighted", "previous": previous, "share": share, "current": current, "estimate": estimate,
            "limit": limit, "cost": cost,
        }),
        Why::InFlight { in_flight, limit, cost } => {
            json!({ "rule": "in-flight", "in_flight": in_flight, "limit": limit, "cost": cost })
        }
        Why::Excess { excess, burst } => {
            json!({ "rule": "excess", "excess": excess as f64 / 1000.0, "burst": burst as f64 / 1000.0 })
        }
        Why::NextFree { wait, stored } => json!({ "rule": "next-free", "wait_s": wait.secs(), "stored": stored }),
        Why::Moved { counted, limit, base, cost } => {
            json!({ "rule": "moved", "counted": counted, "limit": limit, "base": base, "cost": cost })
        }
        Why::NoRoom { keys } => json!({ "rule": "no-room", "keys": keys }),
        Why::Measured { rate, limit } => json!({ "rule": "measured", "rate": rate, "limit": limit }),
    }
}
