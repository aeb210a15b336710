//! Redis: one Lua script per family, each atomic, with the time of Redis itself.

use super::super::model::settings::limit;
use super::super::params::{Kind, Params};
use super::{Family, nearest, per_client};
use crate::concept::Export;

pub(super) fn lua(p: &Params) -> Export {
    let mut notes = Vec::new();
    let body = match p.limiter {
        Kind::FixedWindow => fixed(p),
        Kind::SlidingLog => log(p),
        Kind::SlidingCounter | Kind::HaProxy => counter(p),
        Kind::Gcra | Kind::RedisCell => gcra(p),
        _ => {
            match Family::of(p) {
                Family::Bucket => {}
                _ => nearest(&mut notes, "This script", p, "a token bucket"),
            }
            bucket(p)
        }
    };
    let key = if per_client(p) { "limit:{client}" } else { "limit:all" };
    let code = format!(
        "-- redis-cli --eval limit.lua {key} , {}\n-- Returns 1 and 0 if it may pass, else 0 and the microseconds to wait.\nlocal t = redis.call('TIME')\nlocal now = t[1] * 1000000 + t[2]\nlocal cost = tonumber(ARGV[1])\n{body}",
        p.cost
    );
    notes.push(
        "One script is one step: nobody comes between reading and writing, so 99 does not become 101.".to_owned(),
    );
    notes.push("Numbers in Redis's Lua are doubles: microseconds are exact for the next 280 years.".to_owned());
    notes.push(
        "Every request is a round trip to Redis. When Redis is down you decide: let everybody pass, or nobody."
            .to_owned(),
    );
    Export { key: "redis", product: "Redis, Lua", version: "7.0", code, notes }
}

/// Microseconds.
fn micros(seconds: f64) -> u64 {
    (seconds * 1e6).round().max(1.0) as u64
}

fn bucket(p: &Params) -> String {
    format!(
        "local rate, size = {} / 1000000, {}  -- tokens per microsecond, tokens\nlocal s = redis.call('HMGET', KEYS[1], 'tokens', 'at')\nlocal tokens = tonumber(s[1]) or size\nlocal at = tonumber(s[2]) or now\ntokens = math.min(size, tokens + math.max(0, now - at) * rate)\nlocal ok = tokens >= cost\nif ok then tokens = tokens - cost end\nredis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', now)\nredis.call('PEXPIRE', KEYS[1], {})\nif ok then return {{1, 0}} end\nreturn {{0, math.ceil((cost - tokens) / rate)}}\n",
        p.rate,
        p.burst,
        (f64::from(p.burst) / p.rate * 1e3).ceil().max(1.0) as u64 + 1000
    )
}

fn gcra(p: &Params) -> String {
    format!(
        "local step, tolerance = {}, {}  -- microseconds\nlocal tat = math.max(now, tonumber(redis.call('GET', KEYS[1])) or now)\nlocal new = tat + step * cost\nif new - step - now > tolerance then return {{0, new - step - now - tolerance}} end\nredis.call('SET', KEYS[1], string.format('%d', new), 'PX', math.ceil((new - now) / 1000) + 1)\nreturn {{1, 0}}\n",
        micros(1.0 / p.rate),
        micros((f64::from(p.burst) - 1.0) / p.rate)
    )
}

fn fixed(p: &Params) -> String {
    format!(
        "local window, limit = {}, {}\nlocal start = now - now % window\nlocal key = KEYS[1] .. ':' .. string.format('%d', start)\nlocal used = tonumber(redis.call('GET', key)) or 0\nif used + cost > limit then return {{0, start + window - now}} end\nredis.call('INCRBY', key, cost)\nredis.call('PEXPIRE', key, math.ceil(window / 1000))\nreturn {{1, 0}}\n",
        micros(p.window),
        limit(p)
    )
}

fn log(p: &Params) -> String {
    format!(
        "local window, limit = {}, {}\nredis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. string.format('%d', now - window))\nlocal used = redis.call('ZCARD', KEYS[1])\nif used + cost > limit then\n  local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')\n  return {{0, (tonumber(first[2]) or now) + window - now + 1}}\nend\nfor i = 1, cost do\n  local n = redis.call('INCR', KEYS[1] .. ':n')\n  redis.call('ZADD', KEYS[1], now, string.format('%d', now) .. ':' .. n)\nend\nredis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000) + 1)\nredis.call('PEXPIRE', KEYS[1] .. ':n', math.ceil(window / 1000) + 1)\nreturn {{1, 0}}\n",
        micros(p.window),
        limit(p)
    )
}

fn counter(p: &Params) -> String {
    format!(
        "local window, limit = {}, {}\nlocal start = now - now % window\nlocal this = KEYS[1] .. ':' .. string.format('%d', start)\nlocal last = KEYS[1] .. ':' .. string.format('%d', start - window)\nlocal before = tonumber(redis.call('GET', last)) or 0\nlocal used = tonumber(redis.call('GET', this)) or 0\nlocal share = (start + window - now) / window\nif math.floor(before * share + used) + cost > limit then return {{0, start + window - now}} end\nredis.call('INCRBY', this, cost)\nredis.call('PEXPIRE', this, math.ceil(2 * window / 1000))\nreturn {{1, 0}}\n",
        micros(p.window),
        limit(p)
    )
}
