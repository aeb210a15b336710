//! HAProxy: a stick table that counts, and a rule that denies.

use super::{Asked, Config, Wanted, milliseconds, time};

/// The longest period: HAProxy counts milliseconds in 31 bits.
const PERIOD_MAX_MS: u64 = (1 << 31) - 1;

pub fn haproxy(wanted: &Asked) -> Config {
    let mut notes = Vec::new();
    let (store, expire, deny) = match (wanted.window(), wanted.wanted) {
        (Some((limit, window)), _) => {
            let (ms, rounded) = milliseconds(window);
            let period = ms.min(PERIOD_MAX_MS);
            if rounded {
                notes.push(format!("HAProxy counts in milliseconds; {} became {period} ms.", time(window)));
            }
            if period < ms {
                notes.push("HAProxy's longest period is 24 days; this one was cut to it.".to_owned());
            }
            if !wanted.is_window() {
                notes.push(format!(
                    "HAProxy has no bucket: this is a sliding counter of {limit} in {}, the time in which the bucket fills; \
                     the average is the same, but a full burst may come again only after that time.",
                    time(window)
                ));
            }
            notes.push(
                "Requests are counted before they are denied, so a client that does not slow down stays out; here a \
                 rejected request costs nothing."
                    .to_owned(),
            );
            notes.push(
                "The previous period counts by the share of it that is still covered, as if its requests had come evenly."
                    .to_owned(),
            );
            (format!("http_req_rate({period}ms)"), period.saturating_mul(2), format!("sc_http_req_rate(0) gt {limit}"))
        }
        (None, Wanted::InFlight { limit, moves }) => {
            if moves.is_some() {
                notes.push("HAProxy has no limit that moves; this is where it starts.".to_owned());
            }
            notes.push(
                "To let requests wait instead, set `maxconn` on the server; HAProxy queues what is above.".to_owned(),
            );
            ("conn_cur".to_owned(), 60_000, format!("sc_conn_cur(0) gt {limit}"))
        }
        (None, _) => (String::new(), 0, String::new()),
    };
    let (table, key) = if wanted.per_client() { ("ipv6 size 1m", "src") } else { ("integer size 1", "int(1)") };
    if wanted.per_client() {
        notes.push(
            "The table holds a million addresses of this HAProxy alone; `peers` share it, with a delay.".to_owned(),
        );
    }
    let code = format!(
        "# {}\ndefaults\n    mode http\n    timeout connect 5s\n    timeout client 60s\n    timeout server 60s\n\nfrontend web\n    bind :8080\n    \
         stick-table type {table} expire {}ms store {store}\n    http-request track-sc0 {key}\n    \
         http-request deny deny_status 429 if {{ {deny} }}\n    default_backend app\n\nbackend app\n    server app1 127.0.0.1:9000\n",
        wanted.title(),
        expire.min(PERIOD_MAX_MS)
    );
    Config { key: "haproxy", product: "HAProxy", version: "2.6", code, notes }
}
