//! Everything measured since the start or the warm-up cut, under stable names with the unit in the name.

use super::model::{Areas, Cluster, Counts};
use crate::concept::{Metric, MetricDecl};
use crate::sim::Model as _;
use crate::sim::stats::{BatchMeans, Histogram};

const fn decl(name: &'static str, label: &'static str, unit: &'static str, help: &'static str) -> MetricDecl {
    MetricDecl { name, label, unit, help }
}

/// The declarations, in the order in which they are printed.
pub const METRICS: &[MetricDecl] = &[
    decl("requests.sent", "Sent", "requests", "Requests that clients sent."),
    decl("requests.done", "Done", "requests", "Requests that servers finished."),
    decl("requests.late", "Too late", "requests", "Finished after their client had given up."),
    decl("requests.rejected", "Rejected", "requests", "Refused because a queue was full."),
    decl("requests.refused", "Refused", "requests", "Sent to a server that was down."),
    decl("requests.lost", "Lost", "requests", "Held by a server when it died or was removed."),
    decl("requests.turned_away", "Turned away", "requests", "No server was in rotation."),
    decl("requests.timed_out", "Timed out", "requests", "Their client gave up."),
    decl("requests.misrouted", "Misrouted", "requests", "Sent by layer 4 to a pool that does not serve their path."),
    decl("arrivals_per_s", "Arrivals", "/s", "Requests sent a second."),
    decl("throughput_per_s", "Throughput", "/s", "Requests finished a second."),
    decl("goodput_per_s", "Goodput", "/s", "Requests finished a second before their client gave up."),
    decl("wait_s.mean", "Mean wait", "s", "Mean time in line at the server, of requests done."),
    decl("wait_s.ci95", "Mean wait, 95 %", "s", "Half width of the 95 % interval of the mean wait, by batch means."),
    decl("wait_s.p50", "Wait p50", "s", "Half of the requests waited no longer."),
    decl("wait_s.p95", "Wait p95", "s", "95 % of the requests waited no longer."),
    decl("wait_s.p99", "Wait p99", "s", "99 % of the requests waited no longer."),
    decl("wait_s.p999", "Wait p99.9", "s", "99.9 % of the requests waited no longer."),
    decl("wait_s.max", "Longest wait", "s", "The longest wait."),
    decl("sojourn_s.mean", "Mean latency", "s", "Mean of waiting and service together, of requests done."),
    decl(
        "sojourn_s.ci95",
        "Mean latency, 95 %",
        "s",
        "Half width of the 95 % interval of the mean latency, by batch means.",
    ),
    decl("sojourn_s.p50", "p50", "s", "Half of the requests took no longer, waiting and service together."),
    decl("sojourn_s.p95", "p95", "s", "95 % of the requests took no longer."),
    decl("sojourn_s.p99", "p99", "s", "99 % of the requests took no longer."),
    decl("sojourn_s.p999", "p99.9", "s", "99.9 % of the requests took no longer."),
    decl("sojourn_s.max", "Longest", "s", "The longest latency."),
    decl(
        "response_s.mean",
        "Mean response",
        "s",
        "Mean time from the client's send to its answer: network and balancer included, late answers not.",
    ),
    decl("response_s.p50", "Response p50", "s", "Half of the answers took no longer."),
    decl("response_s.p95", "Response p95", "s", "95 % of the answers took no longer."),
    decl("response_s.p99", "Response p99", "s", "99 % of the answers took no longer."),
    decl("response_s.p999", "Response p99.9", "s", "99.9 % of the answers took no longer."),
    decl("in_system.mean", "Inside", "requests", "Requests at servers, waiting and in service, time average."),
    decl("in_queue.mean", "Waiting", "requests", "Requests waiting at servers, time average."),
    decl("in_service.mean", "In service", "requests", "Busy workers, time average."),
    decl("in_system.now", "Inside now", "requests", "Requests at servers at the end."),
    decl("in_queue.now", "Waiting now", "requests", "Requests waiting at servers at the end."),
    decl(
        "utilisation",
        "Utilisation",
        "",
        "Share of the working power of all servers that are up, speeds included, that was used.",
    ),
    decl("imbalance.requests", "Imbalance of requests", "×", "Most over mean of the requests sent to each server."),
    decl(
        "imbalance.in_system",
        "Imbalance of lines",
        "×",
        "Longest over mean of the time-average number inside each server.",
    ),
    decl(
        "little.gap",
        "Little's gap",
        "requests",
        "L minus λW: the part of the present crowd that has not left yet; 0 from empty to empty.",
    ),
    decl("balancer.utilisation", "Balancer utilisation", "", "Share of time the balancer itself was at work."),
    decl("probes_per_s", "Probes", "/s", "Health probes sent a second."),
    decl("detections", "Detections", "faults", "Faults that health checks noticed."),
    decl("detection_s.mean", "Mean detection", "s", "Mean time from a fault to the moment the server left rotation."),
    decl("detection_s.last", "Last detection", "s", "The same for the latest fault."),
    decl("sessions.begun", "Sessions", "sessions", "Sessions begun."),
    decl("sessions.lost", "Sessions lost", "sessions", "Sessions that died with a server or were not found again."),
    decl("server.N.requests", "Requests of server N", "requests", "Requests the balancer sent to it."),
    decl("server.N.share", "Share of server N", "", "Its share of all requests routed."),
    decl("server.N.utilisation", "Utilisation of server N", "", "Share of its workers' time that was busy."),
    decl("server.N.in_system.mean", "Inside server N", "requests", "Requests at it, time average."),
    decl("server.N.in_queue.mean", "Waiting at server N", "requests", "Requests waiting at it, time average."),
    decl("server.N.in_system.now", "Inside server N now", "requests", "Requests at it at the end."),
    decl("server.N.in_queue.now", "Waiting at server N now", "requests", "Requests waiting at it at the end."),
    decl("server.N.throughput_per_s", "Throughput of server N", "/s", "Requests it finished a second."),
    decl("server.N.lost", "Lost at server N", "requests", "Requests lost with it or refused by it."),
];

struct List(Vec<Metric>);

impl List {
    fn put(&mut self, name: &str, value: impl Into<Option<f64>>) {
        let value = value.into().filter(|x: &f64| x.is_finite());
        self.0.push(Metric { name: name.to_owned(), value });
    }
    fn count(&mut self, name: &str, n: u64) {
        self.put(name, n as f64);
    }
    fn percentiles(&mut self, name: &str, histogram: &Histogram) {
        for (suffix, q) in [("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("p999", 0.999)] {
            self.put(&format!("{name}.{suffix}"), histogram.quantile(q));
        }
    }
    fn times(&mut self, name: &str, sum_ns: u128, count: u64, histogram: &Histogram, batches: &BatchMeans) {
        self.put(&format!("{name}.mean"), ratio(sum_ns as f64 / 1e9, count as f64));
        self.put(&format!("{name}.ci95"), batches.half_width_95());
        self.percentiles(name, histogram);
        self.put(&format!("{name}.max"), histogram.max().map(crate::sim::Span::secs));
    }
}

fn ratio(a: f64, b: f64) -> Option<f64> {
    (b > 0.0).then(|| a / b)
}

/// Everything measured since the warm-up cut.
pub fn metrics(model: &Cluster) -> Vec<Metric> {
    let (tally, now) = (model.tally(), model.now());
    let (sums, span) = (tally.sums - tally.cut.sums, (now - tally.cut.at).secs());
    let areas = model.snapshot().areas - tally.cut.areas;
    let per_s = |n: u64| ratio(n as f64, span);
    let mean_of = |area: u128| ratio(area as f64 / 1e9, span);
    let mut list = List(Vec::with_capacity(METRICS.len() + 7 * model.servers().len()));
    for (name, n) in [
        ("requests.sent", sums.sent),
        ("requests.done", sums.done),
        ("requests.late", sums.late),
        ("requests.rejected", sums.full),
        ("requests.refused", sums.refused),
        ("requests.lost", sums.lost),
        ("requests.turned_away", sums.turned_away),
        ("requests.timed_out", sums.timed_out),
        ("requests.misrouted", sums.misrouted),
    ] {
        list.count(name, n);
    }
    list.put("arrivals_per_s", per_s(sums.sent));
    list.put("throughput_per_s", per_s(sums.done));
    list.put("goodput_per_s", per_s(sums.done - sums.late));
    list.times("wait_s", sums.wait_done_ns, sums.done, &tally.wait, &tally.batches.wait);
    list.times("sojourn_s", sums.sojourn_done_ns, sums.done, &tally.sojourn, &tally.batches.sojourn);
    let response = tally.response.as_ref().unwrap_or(&tally.sojourn);
    list.put("response_s.mean", response.mean_s());
    list.percentiles("response_s", response);
    list.put("in_system.mean", mean_of(areas.inside));
    list.put("in_queue.mean", mean_of(areas.inside - areas.busy));
    list.put("in_service.mean", mean_of(areas.busy));
    list.count("in_system.now", model.inside());
    list.count("in_queue.now", model.servers().iter().map(|server| u64::from(server.waiting())).sum());
    list.put("utilisation", ratio(areas.work as f64, areas.power as f64));
    let servers = servers_since_cut(model);
    let requests: Vec<f64> = servers.iter().map(|(_, _, counts)| counts.routed as f64).collect();
    let inside: Vec<f64> = servers.iter().map(|(_, areas, _)| areas.inside as f64).collect();
    list.put("imbalance.requests", imbalance(&requests));
    list.put("imbalance.in_system", imbalance(&inside));
    let little = (areas.inside as f64 - sums.sojourn_ns as f64) / 1e9;
    list.put("little.gap", ratio(little, span));
    list.put("balancer.utilisation", ratio(sums.balancer_busy_ns as f64 / 1e9, span).map(|u| u.min(1.0)));
    list.put("probes_per_s", per_s(sums.probes));
    list.count("detections", sums.detections);
    list.put("detection_s.mean", ratio(sums.detection_ns as f64 / 1e9, sums.detections as f64));
    list.put("detection_s.last", tally.detection_last.map(crate::sim::Span::secs));
    list.count("sessions.begun", sums.sessions);
    list.count("sessions.lost", sums.sessions_lost);
    for (n, areas, counts) in &servers {
        let name = |what: &str| format!("server.{n}.{what}");
        list.count(&name("requests"), counts.routed);
        list.put(&name("share"), ratio(counts.routed as f64, sums.routed as f64));
        list.put(&name("utilisation"), ratio(areas.busy as f64, areas.workers as f64));
        list.put(&name("in_system.mean"), mean_of(areas.inside));
        list.put(&name("in_queue.mean"), mean_of(areas.inside - areas.busy));
        let server = &model.servers()[n - 1];
        list.count(&name("in_system.now"), server.inside().into());
        list.count(&name("in_queue.now"), server.waiting().into());
        list.put(&name("throughput_per_s"), per_s(counts.done));
        list.count(&name("lost"), counts.lost + counts.refused);
    }
    list.0
}

/// Number, areas and counts since the cut of every server that is in the cluster or was since the cut.
pub(super) fn servers_since_cut(model: &Cluster) -> Vec<(usize, Areas, Counts)> {
    let cut = &model.tally().cut_servers;
    let each = model.servers().iter().enumerate().map(|(index, server)| {
        let (areas, counts) = cut.get(index).copied().unwrap_or_default();
        (index + 1, server.areas(model.now()) - areas, server.counts - counts)
    });
    each.filter(|(n, areas, _)| model.servers()[n - 1].present || areas.inside > 0).collect()
}

/// Largest over mean.
pub(super) fn imbalance(values: &[f64]) -> Option<f64> {
    let sum: f64 = values.iter().sum();
    let largest = values.iter().copied().fold(0.0, f64::max);
    ratio(largest * values.len() as f64, sum)
}
