//! Caffeine, a cache inside a Java program: the builder and the calls of a read and of a write.
//!
//! After its published sources (github.com/ben-manes/caffeine, 3.1: `Caffeine`, `Cache`, `LoadingCache`, `Expiry`), and
//! compiled in a test where a compiler and its package are installed. `database` and `bus` are the reader's own.

use super::super::params::{Order, Params, Pattern};
use super::ms;
use crate::concept::Export;

const READ: &str = "byte[] value = cache.get(\"user:7\");\n";
const ASIDE: &str = "byte[] value = cache.getIfPresent(\"user:7\");\nif (value == null) {\n    value = \
                     database.load(\"user:7\");\n    cache.put(\"user:7\", value);\n}\n";
const STORE: &str = "database.store(\"user:7\", update);\n";
const FORGET: &str = "cache.invalidate(\"user:7\");\n";

#[allow(clippy::assigning_clones, reason = "the arms of a match are alike")]
/// For a pattern that it has: it knows no write-behind, and hands out neither leases nor the numbers of names and tags.
pub fn export(params: &Params, pattern: Pattern) -> Option<Export> {
    let order = if pattern == Pattern::Aside { params.order } else { Order::DeleteAfter };
    if pattern == Pattern::Behind || matches!(order, Order::Leases | Order::Names | Order::Tags) {
        return None;
    }
    let (life, ahead) = (ms(params.ttl), ms(params.ttl * (1.0 - params.ahead / 100.0)));
    let mut value = "byte[]";
    let mut more = Vec::new();
    let mut loads = true;
    let mut lives = format!("    .expireAfterWrite(Duration.ofMillis({life}))\n");
    let mut read = READ.to_owned();
    let mut write = format!("{STORE}{FORGET}");
    let mut notes = Vec::new();
    match pattern {
        Pattern::Aside => {
            (loads, read) = (false, ASIDE.to_owned());
            match order {
                Order::DeleteBefore => write = format!("{FORGET}{STORE}"),
                Order::SetAfter => write = format!("{STORE}cache.put(\"user:7\", update);\n"),
                Order::Double => {
                    more.extend(["java.util.concurrent.CompletableFuture", "java.util.concurrent.TimeUnit"]);
                    let later = ms(params.again);
                    write = format!(
                        "{STORE}{FORGET}CompletableFuture.delayedExecutor({later}, TimeUnit.MILLISECONDS)\n    \
                         .execute(() -> cache.invalidate(\"user:7\"));\n"
                    );
                }
                Order::Versions => {
                    value = "Versioned";
                    read = "Versioned value = cache.getIfPresent(\"user:7\");\nif (value == null) {\n    value = \
                            cache.asMap().merge(\"user:7\", database.versioned(\"user:7\"),\n        (old, mine) -> \
                            old.version() > mine.version() ? old : mine);\n}\n"
                        .to_owned();
                    write = "Versioned written = database.storeVersioned(\"user:7\", update);\ncache.asMap().merge(\"user:7\", \
                             written,\n    (old, mine) -> old.version() > mine.version() ? old : mine);\n"
                        .to_owned();
                    notes.push("A write leaves its value here, not only its version.".to_owned());
                }
                _ => {}
            }
        }
        Pattern::ReadThrough => {}
        Pattern::Around => {
            (loads, read, write) = (false, ASIDE.to_owned(), format!("{STORE}// The cache hears nothing of it.\n"));
        }
        Pattern::WriteThrough => {
            write = "cache.asMap().compute(\"user:7\", (key, old) -> {\n    database.store(key, update);\n    return \
                     update;\n});\n"
                .to_owned();
            notes.push(
                "`compute` holds the key's place until the database has answered: other writes of it wait, and reads get the \
                 old value, if there is one."
                    .to_owned(),
            );
        }
        Pattern::Ahead => {
            lives = format!("    .refreshAfterWrite(Duration.ofMillis({ahead}))\n{lives}");
            notes.push(
                "The first read after `refreshAfterWrite` starts a load behind its answer; without a read there is none."
                    .to_owned(),
            );
        }
        Pattern::Negative => {
            value = "Optional<byte[]>";
            more.extend(["com.github.benmanes.caffeine.cache.Expiry", "java.util.Optional"]);
            read = read.replace("byte[] value", "Optional<byte[]> value");
            lives = negative(ms(params.negative), life);
            notes
                .push("Whoever creates a key must invalidate its absence, or nobody sees it for that long.".to_owned());
        }
        Pattern::Local => {
            write = format!("{STORE}{FORGET}bus.publish(\"forget\", \"user:7\");\n");
            notes.push(
                "`bus` is not part of it: Redis pub/sub, for one, which keeps nothing for those who are not connected."
                    .to_owned(),
            );
            notes.push("After a reconnect call `cache.invalidateAll()`.".to_owned());
        }
        Pattern::Behind => return None,
    }
    let kind = if loads { "LoadingCache" } else { "Cache" };
    let mut imports = vec!["com.github.benmanes.caffeine.cache.Caffeine".to_owned()];
    imports.push(format!("com.github.benmanes.caffeine.cache.{kind}"));
    imports.extend(more.into_iter().map(str::to_owned));
    imports.push("java.time.Duration".to_owned());
    imports.sort_unstable();
    let imports: String = imports.into_iter().flat_map(|name| ["import ".to_owned(), name, ";\n".to_owned()]).collect();
    let load = match (loads, pattern) {
        (false, _) => "",
        (true, Pattern::Negative) => "key -> Optional.ofNullable(database.load(key))",
        (true, _) => "key -> database.load(key)",
    };
    let told = if pattern == Pattern::Local {
        "// Each process, at its start\nbus.subscribe(\"forget\", key -> cache.invalidate(key));\n\n"
    } else {
        ""
    };
    let code = format!(
        "{imports}\n{kind}<String, {value}> cache = Caffeine.newBuilder()\n    .maximumSize(10_000)\n{lives}    \
         .build({load});\n\n{told}// A read of user:7\n{read}\n// A write\n{write}"
    );
    if loads {
        notes.push("Who reads a key that another thread loads waits for that load.".to_owned());
        notes.push(
            "What `invalidate` does to a key that is being loaded is left open by its documentation: the race of a slow \
             load with a write is not cured here."
                .to_owned(),
        );
    }
    if !matches!(pattern, Pattern::Local) {
        notes.push("It lives in one process. With several each has a copy of its own, and hears nothing of the others' writes.".to_owned());
    }
    notes.push("It has room for 10,000 keys here; in this model nothing leaves for want of room.".to_owned());
    Some(Export { key: "caffeine", product: "Caffeine", version: "3.1", code, notes })
}

/// Lives that differ: what is not there is kept for another time.
fn negative(absent: u64, life: u64) -> String {
    format!(
        "    .expireAfter(new Expiry<String, Optional<byte[]>>() {{
        public long expireAfterCreate(String key, Optional<byte[]> value, long now) {{
            return Duration.ofMillis(value.isPresent() ? {life} : {absent}).toNanos();
        }}
        public long expireAfterUpdate(String key, Optional<byte[]> value, long now, long left) {{
            return expireAfterCreate(key, value, now);
        }}
        public long expireAfterRead(String key, Optional<byte[]> value, long now, long left) {{
            return left;
        }}
    }})\n"
    )
}
