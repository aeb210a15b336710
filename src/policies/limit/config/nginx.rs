//! nginx: `limit_req` and `limit_conn`.

use super::{Asked, Config, Wanted, pace, whole_in};
use crate::policies::limit::{Delay, Rate};
use crate::sim::Span;
use crate::sim::time::NANOS;

const SECOND: Span = Span(NANOS);
const MINUTE: Span = Span(60 * NANOS);

/// The rate as nginx takes it, and a note if it had to be changed.
pub fn rate(rate: Rate) -> (String, Option<String>) {
    if let Some(count) = whole_in(rate, SECOND) {
        return (format!("{count}r/s"), None);
    }
    if let Some(count) = whole_in(rate, MINUTE) {
        let kept = count * 1000 / 60;
        let note = (!(count * 1000).is_multiple_of(60)).then(|| {
            format!(
                "nginx keeps the rate in thousandths of a request per second: {kept} of them, {} per minute.",
                kept as f64 * 0.06
            )
        });
        return (format!("{count}r/m"), note);
    }
    let count = (u128::from(rate.count().get()) * u128::from(MINUTE.0) / u128::from(rate.per().get())).max(1);
    let said = if rate.hertz() * 60.0 < 1.0 { "its slowest rate" } else { "the next lower one" };
    let note =
        format!("nginx takes whole numbers per second or per minute; {count} per minute is {said} for {}.", pace(rate));
    (format!("{count}r/m"), Some(note))
}

/// The words of `limit_req` after the zone.
fn words(burst: u64, delays: Option<Delay>) -> String {
    let queue = burst - 1;
    let delay = match delays {
        None | Some(Delay::None) => " nodelay".to_owned(),
        Some(Delay::Above(0)) => String::new(),
        Some(Delay::Above(free)) => format!(" delay={free}"),
    };
    if queue == 0 { String::new() } else { format!(" burst={queue}{delay}") }
}

pub fn nginx(wanted: &Asked) -> Config {
    let mut notes = Vec::new();
    let (key, name) = if wanted.per_client() { ("$binary_remote_addr", "per_client") } else { ("all", "all_clients") };
    let (zone, limit, status) = match (wanted.bucket(), wanted.wanted) {
        (Some((pace, burst)), _) => {
            let (rate, note) = rate(pace);
            notes.extend(note);
            let delays = if let Wanted::Bucket { delays, .. } = wanted.wanted { delays } else { None };
            if wanted.is_window() {
                notes.push(
                    "nginx has no windows: this is a leaky bucket with the same average; after the first burst requests \
                     pass one by one, not all at the next window."
                        .to_owned(),
                );
            }
            if burst > 1 {
                notes.push(format!(
                    "nginx lets one pass and then `burst` more, so {burst} at once are `burst={}`.",
                    burst - 1
                ));
            }
            notes.push(
                "It counts thousandths of a request on a clock of milliseconds, so what comes within the same millisecond \
                 as a token may be decided either way."
                    .to_owned(),
            );
            if matches!(delays, Some(Delay::Above(_))) && burst > 1 {
                notes.push("Delayed requests hold a connection and a place among `worker_connections`.".to_owned());
            }
            (
                format!("limit_req_zone {key} zone={name}:10m rate={rate};\nlimit_req_status 429;"),
                format!("limit_req zone={name}{};", words(burst, delays)),
                "limit_req_status",
            )
        }
        (None, Wanted::InFlight { limit, moves }) => {
            if moves.is_some() {
                notes.push("nginx has no limit that moves; this is where it starts.".to_owned());
            }
            notes.push(
                "A request counts once its header has been read; in HTTP/2 and HTTP/3 each one counts on its own."
                    .to_owned(),
            );
            notes.push(
                "The limit holds for each client address; one for all is `limit_conn_zone $server_name`.".to_owned(),
            );
            (
                format!("limit_conn_zone {key} zone={name}:10m;\nlimit_conn_status 429;"),
                format!("limit_conn {name} {limit};"),
                "limit_conn_status",
            )
        }
        (None, _) => (String::new(), String::new(), ""),
    };
    notes.push(format!("Without `{status}` a rejected request gets 503; nginx sends no `Retry-After`."));
    if wanted.per_client() {
        notes.push("10 MB hold about 80,000 addresses; then the one not seen for longest is forgotten.".to_owned());
    }
    let code = format!(
        "# {}\n{zone}\n\nserver {{\n    listen 8080;\n    location / {{\n        {limit}\n        proxy_pass http://127.0.0.1:9000;\n    }}\n}}\n",
        wanted.title()
    );
    Config { key: "nginx", product: "nginx", version: "1.22", code, notes }
}
