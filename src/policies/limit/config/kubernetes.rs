//! Kubernetes: annotations of ingress-nginx, and a policy of Envoy Gateway.

use super::{Asked, Config, Wanted, pace, whole_in};
use crate::policies::limit::Rate;
use crate::sim::Span;
use crate::sim::time::NANOS;

/// The name of the annotation, the number, and whether it is exact.
fn per(rate: Rate) -> (&'static str, u64, bool) {
    if let Some(count) = whole_in(rate, Span(NANOS)) {
        return ("limit-rps", count, true);
    }
    let minute = Span(60 * NANOS);
    let floor = u128::from(rate.count().get()) * u128::from(minute.0) / u128::from(rate.per().get());
    ("limit-rpm", (floor as u64).max(1), whole_in(rate, minute).is_some())
}

pub fn ingress_nginx(wanted: &Asked) -> Config {
    let mut notes = Vec::new();
    let annotations = match (wanted.bucket(), wanted.wanted) {
        (Some((rate, burst)), _) => {
            let (name, count, exact) = per(rate);
            if !exact {
                notes.push(format!(
                    "It takes whole numbers per second or minute; {count} per minute stand for {}.",
                    pace(rate)
                ));
            }
            // The burst is a whole multiple of the number above.
            let times = (burst - 1).saturating_add(count / 2) / count;
            let times = times.max(1);
            let got = times.saturating_mul(count).saturating_add(1);
            if got != burst {
                notes.push(format!(
                    "The burst is a multiple of the rate's number and at least that: {got} at once instead of {burst}."
                ));
            }
            if wanted.is_window() {
                notes.push("It has no windows: nginx's leaky bucket has the same average.".to_owned());
            }
            notes.push("It is rendered with `nodelay`; nothing waits.".to_owned());
            format!(
                "    nginx.ingress.kubernetes.io/{name}: \"{count}\"\n    nginx.ingress.kubernetes.io/limit-burst-multiplier: \"{times}\"\n"
            )
        }
        (None, Wanted::InFlight { limit, moves }) => {
            if moves.is_some() {
                notes.push("It has no limit that moves; this is where it starts.".to_owned());
            }
            format!("    nginx.ingress.kubernetes.io/limit-connections: \"{limit}\"\n")
        }
        (None, _) => String::new(),
    };
    notes.push("Each replica of the controller counts on its own.".to_owned());
    notes.push(
        "A rejected request gets 503 unless `limit-req-status-code: \"429\"` stands in the controller's ConfigMap."
            .to_owned(),
    );
    let code = format!(
        "# {}\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: app\n  annotations:\n{annotations}spec:\n  \
         ingressClassName: nginx\n  rules:\n  - http:\n      paths:\n      - path: /\n        pathType: Prefix\n        backend:\n          \
         service:\n            name: app\n            port:\n              number: 80\n",
        wanted.title()
    );
    Config { key: "ingress-nginx", product: "Kubernetes, ingress-nginx", version: "1.11", code, notes }
}

/// Requests per unit; the unit in which the rate is whole and nearest to the burst, as that is the bucket's size.
fn unit(rate: Rate, burst: u64) -> Option<(u64, &'static str)> {
    let units = [(1, "Second"), (60, "Minute"), (3600, "Hour"), (86_400, "Day")];
    let whole = units.iter().filter_map(|&(seconds, name)| Some((whole_in(rate, Span(seconds * NANOS))?, name)));
    whole.min_by_key(|(count, _)| count.abs_diff(burst))
}

pub fn envoy_gateway(wanted: &Asked) -> Option<Config> {
    let (rate, burst) = wanted.bucket()?;
    let (requests, unit) = unit(rate, burst)?;
    let mut notes = Vec::new();
    if requests != burst {
        notes.push(format!("The bucket is as large as the number of requests: {requests} at once instead of {burst}."));
    }
    if wanted.is_window() {
        notes.push(
            "The local limit is a token bucket, not a window; the global one has fixed windows, and needs Redis."
                .to_owned(),
        );
    }
    let more = if wanted.per_client() { "; one for each client takes `clientSelectors`" } else { "" };
    notes.push(format!("The limit holds for each route and each Envoy{more}."));
    let code = format!(
        "# {}\napiVersion: gateway.envoyproxy.io/v1alpha1\nkind: BackendTrafficPolicy\nmetadata:\n  name: app\nspec:\n  targetRefs:\n  \
         - group: gateway.networking.k8s.io\n    kind: HTTPRoute\n    name: app\n  rateLimit:\n    type: Local\n    local:\n      rules:\n      \
         - limit:\n          requests: {requests}\n          unit: {unit}\n",
        wanted.title()
    );
    Some(Config { key: "envoy-gateway", product: "Kubernetes, Envoy Gateway", version: "1.1", code, notes })
}
