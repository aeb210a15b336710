//! The commands that a program sends to Redis.

use super::super::params::{Order, Params, Pattern};
use super::ms;
use crate::concept::Export;

const VERSIONED: &str = "EVAL \"local v = redis.call('HGET', KEYS[1], 'v') if v and tonumber(v) > tonumber(ARGV[1]) then return 0 \
                         end redis.call('HSET', KEYS[1], 'v', ARGV[1], 'd', ARGV[2]) redis.call('PEXPIRE', KEYS[1], ARGV[3]) \
                         return 1\" 1 user:7 12";
const LEASED: &str = "EVAL \"if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end redis.call('DEL', KEYS[2]) \
                      redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) return 1\" 2 user:7 user:7:lease 4711";

/// A read and a write of cache-aside in some order.
fn aside(order: Order, life: u64, again: f64) -> (String, String) {
    let get = "GET user:7\n# Nothing there: read the database, then\n";
    let set = format!("SET user:7 \"value\" PX {life}\n");
    match order {
        Order::DeleteAfter => (format!("{get}{set}"), "# The database first, then\nDEL user:7\n".to_owned()),
        Order::DeleteBefore => (format!("{get}{set}"), "DEL user:7\n# Then the database.\n".to_owned()),
        Order::SetAfter => {
            (format!("{get}{set}"), format!("# The database first, then\nSET user:7 \"new\" PX {life}\n"))
        }
        Order::Double => (
            format!("{get}{set}"),
            format!("# The database first, then\nDEL user:7\n# and {again} s later\nDEL user:7\n"),
        ),
        Order::Versions => (
            format!(
                "HGET user:7 d\n# Nothing there: read the database with its version, 12, then\n{VERSIONED} \"value\" {life}\n"
            ),
            format!(
                "# The database first; its version is 13 now. Leave that and no value.\n{} \"\" {life}\n",
                VERSIONED.replace(" 12", " 13")
            ),
        ),
        Order::Leases => (
            format!(
                "GET user:7\n# Nothing there: take the lease\nSET user:7:lease 4711 NX PX {life}\n# read the database, then\n{LEASED} \"value\" {life}\n"
            ),
            "# The database first, then the value and whatever lease is out\nDEL user:7 user:7:lease\n".to_owned(),
        ),
        Order::Names => (
            format!(
                "GET user:7:number\n# It says 12.\nGET user:7#12\n# Nothing there: read the database, then\nSET user:7#12 \"value\" PX {life}\n"
            ),
            "# The database first, then\nINCR user:7:number\n".to_owned(),
        ),
        Order::Tags => (
            format!(
                "MGET user:7 tag:2:number\n# Right only if the value was stored with the tag's number of now. If not: read the database, then\nSET user:7 \"12 value\" PX {life}\n"
            ),
            "# The database first, then\nINCR tag:2:number\n".to_owned(),
        ),
    }
}

#[allow(clippy::assigning_clones, reason = "the arms of a match are alike")]
/// For a pattern.
pub fn export(params: &Params, pattern: Pattern) -> Export {
    let life = ms(params.ttl);
    let order = if matches!(pattern, Pattern::Aside | Pattern::Negative) { params.order } else { Order::DeleteAfter };
    let (mut read, mut write) = aside(order, life, params.again);
    let mut notes = Vec::new();
    match pattern {
        Pattern::Aside => {}
        Pattern::Negative => {
            read = format!(
                "{read}# The database has none either: keep that\nSET user:999 \"\" PX {}\n",
                ms(params.negative)
            );
            notes.push("Whoever creates a key must delete its absence, or nobody sees it for that long.".to_owned());
        }
        Pattern::ReadThrough => {
            notes.push("Redis asks no database: what is called read-through is a library in the program that does these steps.".to_owned());
        }
        Pattern::Around => write = "# The database alone; the value ends by its time.\n".to_owned(),
        Pattern::WriteThrough => {
            write = format!("# The database first, then\nSET user:7 \"new\" PX {life}\n");
            notes.push("Redis writes to no database: the program does both, and may die in between.".to_owned());
        }
        Pattern::Behind => {
            write = format!(
                "MULTI\nSET user:7 \"new\"\nXADD dirty * key user:7\nEXEC\n# Another program, every {} s: read up to {}, write them to the database, then forget them\nXRANGE dirty - + COUNT {}\nXTRIM dirty MAXLEN 0\n",
                params.flush, params.batch, params.batch
            );
            notes.push("With `appendfsync everysec` a crash of Redis loses up to a second of acknowledged writes, and what a replica has not got.".to_owned());
        }
        Pattern::Ahead => {
            read = format!(
                "GET user:7\nPTTL user:7\n# Below {}: read the database behind the answer, then\nSET user:7 \"value\" PX {life}\n",
                ms(params.ttl * params.ahead / 100.0)
            );
            notes.push("Only one program should do so: take a lock with `SET user:7:lock 1 NX PX` first.".to_owned());
        }
        Pattern::Local => {
            read = "# The process's own memory first. Nothing there: read the database.\n# Each process at its start: SUBSCRIBE forget\n".to_owned();
            write = "# The database first, then the own memory, then\nPUBLISH forget user:7\n".to_owned();
            notes.push("Pub/sub keeps nothing: who is not connected at that moment never hears of it. Empty the memory after a reconnect.".to_owned());
            notes.push("`CLIENT TRACKING ON` lets Redis itself tell who has read a key.".to_owned());
        }
    }
    if matches!(order, Order::Versions) {
        notes.push(
            "A delete's version is kept as long as a value lives; a set that is slower than that is not noticed."
                .to_owned(),
        );
    }
    if matches!(order, Order::Names) {
        notes.push("Values under old numbers stay until they expire or are evicted: give them a life.".to_owned());
    }
    if matches!(order, Order::Tags) {
        notes.push("If the tag's number is evicted it begins anew: start it at the time, not at 1.".to_owned());
    }
    notes.push("Each of these lines is a message of its own, and others come in between; only `EVAL` and `MULTI` are one step.".to_owned());
    let code = format!("# A read of user:7\n{read}\n# A write\n{write}");
    Export { key: "redis", product: "Redis", version: "7.0", code, notes }
}
