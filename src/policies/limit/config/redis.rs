//! Redis: a Lua script for each algorithm that has one, evaluated with a key and a cost.
//!
//! Each returns whether the request passes (1 or 0), what remains, and the microseconds until it would pass (−1: never).

use super::{Asked, Config, Like, Wanted};
use crate::policies::limit::Rate;
use crate::sim::Span;

const CLOCK: &str = "local time = redis.call('TIME')\nlocal now = time[1] * 1000000 + time[2]\n";
const COST: &str = "local key, cost = KEYS[1], tonumber(ARGV[1] or 1)\n";

pub fn redis(wanted: &Asked) -> Option<Config> {
    let mut notes = vec!["The clock is that of the Redis server, in microseconds; the whole script runs at once, so no request slips in between.".to_owned()];
    let body = match (wanted.like()?, wanted.bucket()?, wanted.window()?) {
        (Like::Gcra, (rate, burst), _) => {
            notes.push(
                "The time of arrival is kept as a floating-point number, to a quarter of a microsecond.".to_owned(),
            );
            gcra(rate, burst)
        }
        (Like::FixedWindow, _, (limit, window)) => fixed_window(limit, window),
        (Like::SlidingLog, _, (limit, window)) => sliding_log(limit, window),
        (Like::SlidingCounter, _, (limit, window)) => sliding_counter(limit, window),
        (_, (rate, burst), _) => {
            notes.push("Tokens are kept as a floating-point number.".to_owned());
            token_bucket(rate, burst)
        }
    };
    if matches!(wanted.wanted, Wanted::Bucket { delays: Some(crate::policies::limit::Delay::Above(_)), .. }) {
        notes.push("A script can only say how long to wait; the caller must do the waiting.".to_owned());
    }
    notes.push("In a cluster a key's parts must share a hash slot; names with the same `{…}` do.".to_owned());
    let code = format!(
        "-- {}\n-- EVAL \"$(cat limit.lua)\" 1 limit:{{client}} 1\n-- returns: passes (1 or 0), remaining, microseconds to wait (-1: never)\n{COST}{CLOCK}{body}",
        wanted.title()
    );
    Some(Config { key: "redis", product: "Redis (Lua)", version: "7.0", code, notes })
}

/// Microseconds, exact as a decimal where whole.
fn micros(span: Span) -> String {
    if span.0.is_multiple_of(1000) { (span.0 / 1000).to_string() } else { format!("{}", span.0 as f64 / 1e3) }
}

fn token_bucket(rate: Rate, burst: u64) -> String {
    format!(
        "local count, per, capacity = {}, {}, {burst}
if cost > capacity then return {{ 0, 0, -1 }} end
local kept = redis.call('HMGET', key, 'tokens', 'at')
local tokens, at = tonumber(kept[1]) or capacity, tonumber(kept[2]) or now
tokens = math.min(capacity, tokens + math.max(0, now - at) * count / per)
if tokens < cost then
  return {{ 0, math.floor(tokens), math.ceil((cost - tokens) * per / count) }}
end
tokens = tokens - cost
redis.call('HSET', key, 'tokens', tokens, 'at', now)
redis.call('PEXPIRE', key, math.ceil(capacity * per / count / 1000) + 1)
return {{ 1, math.floor(tokens), 0 }}
",
        rate.count(),
        micros(Span(rate.per().get()))
    )
}

fn gcra(rate: Rate, burst: u64) -> String {
    format!(
        "local interval = {} / {}
local tolerance = {burst} * interval + 0.5 -- times are kept to a quarter of a microsecond
if cost > {burst} then return {{ 0, 0, -1 }} end
local tat = math.max(now, tonumber(redis.call('GET', key) or now))
local next = tat + cost * interval
if next - now > tolerance then
  return {{ 0, math.floor((tolerance - (tat - now)) / interval), math.ceil(next - tolerance - now) }}
end
redis.call('SET', key, next, 'PX', math.max(1, math.ceil((next - now) / 1000)))
return {{ 1, math.floor((tolerance - (next - now)) / interval), 0 }}
",
        micros(Span(rate.per().get())),
        rate.count()
    )
}

fn fixed_window(limit: u64, window: Span) -> String {
    format!(
        "local limit, window = {limit}, {}
if cost > limit then return {{ 0, 0, -1 }} end
local start = now - now % window
local name = key .. ':' .. string.format('%.0f', start)
local count = tonumber(redis.call('GET', name) or 0)
if count + cost > limit then return {{ 0, limit - count, math.ceil(start + window - now) }} end
redis.call('INCRBY', name, cost)
redis.call('PEXPIRE', name, math.ceil(window / 1000) + 1)
return {{ 1, limit - count - cost, 0 }}
",
        micros(window)
    )
}

fn sliding_log(limit: u64, window: Span) -> String {
    format!(
        "local limit, window = {limit}, {}
if cost > limit then return {{ 0, 0, -1 }} end
redis.call('ZREMRANGEBYSCORE', key, '-inf', '(' .. string.format('%.0f', now - window))
local count = redis.call('ZCARD', key)
if count + cost > limit then
  local last = redis.call('ZRANGE', key, count + cost - limit - 1, count + cost - limit - 1, 'WITHSCORES')
  return {{ 0, limit - count, tonumber(last[2]) + window - now + 1 }}
end
local serial = redis.call('INCRBY', key .. ':serial', cost)
for i = 0, cost - 1 do redis.call('ZADD', key, now, string.format('%.0f', serial - i)) end
redis.call('PEXPIRE', key, math.ceil(window / 1000) + 1)
redis.call('PEXPIRE', key .. ':serial', math.ceil(window / 1000) + 1)
return {{ 1, limit - count - cost, 0 }}
",
        micros(window)
    )
}

fn sliding_counter(limit: u64, window: Span) -> String {
    format!(
        "local limit, window = {limit}, {}
if cost > limit then return {{ 0, 0, -1 }} end
local start = now - now % window
local name = function(at) return key .. ':' .. string.format('%.0f', at) end
local previous = tonumber(redis.call('GET', name(start - window)) or 0)
local current = tonumber(redis.call('GET', name(start)) or 0)
local left = start + window - now
local estimate = math.floor(previous * left / window) + current
if estimate + cost > limit then
  local room = limit + 1 - current - cost
  local wait = room > 0 and left - room * window / previous
    or left + window - math.min(window, (limit + 1 - cost) * window / current)
  return {{ 0, math.max(0, limit - estimate), math.floor(wait) + 1 }}
end
redis.call('INCRBY', name(start), cost)
redis.call('PEXPIRE', name(start), math.ceil(2 * window / 1000) + 1)
return {{ 1, limit - estimate - cost, 0 }}
",
        micros(window)
    )
}
