//! The what-if sweep: mean latency over offered load, for every policy that makes a difference here.
//!
//! Each point is a run of its own, of the system as it stands: what was done to servers is done at its start, and those
//! that are down are out of rotation, as they are once the balancer has noticed. All points of a round draw the same random numbers, so that
//! curves differ by policy and load alone; rounds draw other ones, each four times as many requests as the one before.
//! The first quarter of a run is warm-up and is not counted.
//!
//! Left out: health checks, so also the time until a fault is noticed. Arrivals that do not scale with a rate become Poisson.

use super::assumptions::Setting;
use super::model::{Action, Cluster, SPEED_ONE};
use super::params::{Health, Params};
use super::words;
use crate::concept::{Lane, SweepPlan, SweepPoint};
use crate::policies::balance::Kind;
use crate::sim::arrivals::Kind as ArrivalKind;
use crate::sim::rng::mix;
use crate::sim::stats::student_t_975;
use crate::sim::{Discard, Model as _, Seed};

/// Requests of a point in the first round; later rounds take four times as many as the one before.
pub const REQUESTS_FIRST: u64 = 2000;
/// How many rounds there are.
pub const ROUNDS: u32 = 3;
/// Offered loads: closer together where curves are steep.
const LOADS: [f64; 12] = [0.1, 0.25, 0.4, 0.5, 0.6, 0.68, 0.75, 0.8, 0.85, 0.89, 0.92, 0.95];
/// A run in which nothing comes to an end gives up after this many events a request.
const EVENTS_EACH: u64 = 20;

/// What to run for these parameters: the policy at hand first, then the others that would behave otherwise.
pub fn plan(params: &Params) -> SweepPlan {
    let others = Kind::ALL.iter().copied().filter(|&kind| kind != params.policy && differs(kind, params));
    let lanes = std::iter::once(params.policy).chain(others);
    SweepPlan {
        x_label: "utilisation ρ",
        xs: LOADS.to_vec(),
        lanes: lanes.map(|kind| Lane { key: kind.key(), label: kind.option().label }).collect(),
        own: 0,
        rounds: ROUNDS,
        note: String::new(),
    }
}

/// True if the policy is no twin of another one here.
fn differs(kind: Kind, params: &Params) -> bool {
    let weighted = params.weights.windows(2).any(|pair| pair[0] != pair[1]);
    match kind {
        _ if params.servers == 1 => false,
        Kind::WeightedRoundRobin | Kind::WeightedLeast => weighted,
        // Looking at all servers is the shortest queue; with no network in between, so is fewest in flight.
        Kind::PowerOfChoices => params.d > 1 && params.d < params.servers,
        Kind::LeastConnections => params.net > 0.0,
        _ => true,
    }
}

/// Measures the point (lane, x) after these `actions`. The band is 95 % from batch means; see [`Pieces::half_width`] for runs too short for the usual
/// ones. Nothing is measured where a server grows without end.
pub fn point(params: &Params, actions: &[Action], plan: &SweepPlan, at: (usize, usize), round: u32) -> SweepPoint {
    let (lane, x) = at;
    let nothing = SweepPoint { lane: lane as u16, x: x as u16, mean: None, low: 0.0, high: 0.0, count: 0 };
    let (Some(load), Some(policy)) = (plan.xs.get(x), plan.lanes.get(lane).and_then(|lane| of_key(lane.key))) else {
        return nothing;
    };
    let Some(at) = at_load(params, actions, policy, *load) else { return nothing };
    let requests = REQUESTS_FIRST << (2 * round.min(8));
    let mut model = standing(&at, actions, Seed(mix(u64::from(round))));
    let warm = requests / 4;
    run(&mut model, warm, warm * EVENTS_EACH);
    model.cut_warmup();
    let pieces = Pieces::run(&mut model, warm, requests);
    let sojourn = &model.tally().sojourn;
    let Some(mean) = sojourn.mean_s() else { return nothing };
    let half = model.tally().batches.sojourn.half_width_95().or_else(|| pieces.half_width()).unwrap_or(mean).min(mean);
    SweepPoint { mean: Some(mean), low: mean - half, high: mean + half, count: sojourn.count(), ..nothing }
}

/// Who is down or slow after these actions, in a few words.
pub fn note(params: &Params, actions: &[Action]) -> String {
    if actions.is_empty() {
        return String::new();
    }
    let model = standing(params, actions, Seed::default());
    let (up, all) = (Setting::now(&model).up().count(), Setting::of(params).stations.len());
    let slow = model.servers().iter().position(|server| server.present && server.slow != SPEED_ONE);
    match slow {
        _ if up < all => format!("{up} of {all} up"),
        Some(slow) => format!("{} slow", words::name(slow as u16)),
        None => String::new(),
    }
}

fn of_key(key: &str) -> Option<Kind> {
    Kind::ALL.iter().copied().find(|kind| kind.key() == key)
}

/// A cluster to which these actions have been done.
fn standing(params: &Params, actions: &[Action], seed: Seed) -> Cluster {
    let mut model = Cluster::new(params, seed);
    for action in actions {
        model.act(action, &mut Discard);
    }
    model
}

/// The parameters of a run at this load, or `None` if it has no steady state.
fn at_load(params: &Params, actions: &[Action], policy: Kind, load: f64) -> Option<Params> {
    // Where nobody looks after the servers nobody notices that one is down.
    let noticed = !actions.is_empty() && params.health != Health::None;
    let health = if noticed { Health::Instant } else { Health::None };
    let mut at = Params { policy, health, ..params.clone() };
    if !matches!(at.arrivals, ArrivalKind::Poisson | ArrivalKind::Even | ArrivalKind::Bursty | ArrivalKind::Wave) {
        at.arrivals = ArrivalKind::Poisson;
    }
    let setting =
        if actions.is_empty() { Setting::of(&at) } else { Setting::now(&standing(&at, actions, Seed::default())) };
    at.rate = load * setting.capacity();
    let endless = setting.first_full().is_some_and(|(_, full)| at.rate >= full);
    (at.rate > 0.0 && !endless).then_some(at)
}

/// Runs until `done` requests are done in all, at most `events` more.
fn run(model: &mut Cluster, done: u64, events: u64) {
    for _ in 0..events {
        if model.tally().sums.done >= done {
            return;
        }
        model.step(&mut Discard);
    }
}

/// In how many pieces the counted part of a run is cut.
const PIECES: u64 = 16;

/// Mean sojourn times of successive pieces of a run, seconds.
struct Pieces(Vec<f64>);

impl Pieces {
    /// Runs from `from` to `to` requests done, in pieces.
    fn run(model: &mut Cluster, from: u64, to: u64) -> Self {
        let each = ((to - from) / PIECES).max(1);
        let mut means = Vec::with_capacity(PIECES as usize);
        for piece in 1..=PIECES {
            let before = model.tally().sums;
            let until = if piece == PIECES { to } else { from + each * piece };
            run(model, until, each * EVENTS_EACH);
            let sums = model.tally().sums - before;
            if sums.done > 0 {
                means.push(sums.sojourn_done_ns as f64 / 1e9 / sums.done as f64);
            }
        }
        Self(means)
    }

    /// Half of a 95 % interval where neighbours resemble each other too much for plain batch means: their likeness is
    /// taken for that of a first-order autoregression, which widens the interval by sqrt((1 + r) / (1 - r)).
    fn half_width(&self) -> Option<f64> {
        let n = self.0.len() as f64;
        if self.0.len() < 8 {
            return None;
        }
        let mean = self.0.iter().sum::<f64>() / n;
        let squares: f64 = self.0.iter().map(|x| (x - mean) * (x - mean)).sum();
        let products: f64 = self.0.windows(2).map(|pair| (pair[0] - mean) * (pair[1] - mean)).sum();
        let r = if squares > 0.0 { (products / squares).clamp(0.0, 0.9) } else { 0.0 };
        let error = (squares / (n - 1.0) / n).sqrt() * ((1.0 + r) / (1.0 - r)).sqrt();
        Some(student_t_975(self.0.len() as u32 - 1) * error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::concept::Sweep;
    use crate::concepts::load_balancing::assumptions::Rule;

    fn six() -> Params {
        Params { rate: 40.0, mean: 0.1, servers: 6, ..Params::default() }
    }

    #[test]
    fn the_note_says_who_is_down_or_slow() {
        let params = Params::default();
        let all = params.servers;
        assert_eq!(note(&params, &[]), "");
        assert_eq!(note(&params, &[Action::Kill(1)]), format!("{} of {all} up", all - 1));
        assert_eq!(note(&params, &[Action::Slow(0, 300_000)]), "S1 slow");
        assert_eq!(note(&params, &[Action::Kill(1), Action::Recover(1)]), "");
    }

    #[test]
    fn a_plan_has_the_policy_at_hand_first_and_no_twins() {
        for &policy in Kind::ALL {
            let plan = plan(&Params { policy, ..six() });
            assert_eq!((plan.lanes[0].key, plan.own), (policy.key(), 0));
            let mut keys: Vec<_> = plan.lanes.iter().map(|lane| lane.key).collect();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), plan.lanes.len());
        }
        assert_eq!(plan(&Params { servers: 1, ..six() }).lanes.len(), 1);
        let weighted = plan(&Params { weights: vec![2.0, 1.0], ..six() });
        assert!(weighted.lanes.iter().any(|lane| lane.key == "weighted-round-robin"));
    }

    #[test]
    fn points_are_the_same_every_time_and_lie_on_theory() {
        let params = Params { policy: Kind::Random, ..six() };
        let plan = plan(&params);
        let setting = Setting::of(&params);
        let theory = setting.theories().into_iter().find(|t| t.rule == Rule::Random).unwrap();
        for x in [0, 4, 7] {
            let got = point(&params, &[], &plan, (0, x), 2);
            assert_eq!(got, point(&params, &[], &plan, (0, x), 2));
            let (mean, expected) = (got.mean.unwrap(), theory.mean_sojourn(plan.xs[x]));
            // Four standard errors: the band is about two on either side.
            let error = (got.high - mean) / 1.96;
            assert!(error < 0.1 * expected, "{error}");
            assert!((mean - expected).abs() < 4.0 * error, "{mean}, theory {expected}, error {error}");
            assert_eq!(got.count, 24_000);
        }
    }

    #[test]
    fn every_lane_is_measured_and_in_the_order_of_the_theory() {
        let params = six();
        let plan = plan(&params);
        let mut sweep = Sweep::new(plan.clone());
        for (lane, x) in plan.order() {
            assert!(sweep.put(point(&params, &[], &plan, (lane, x), 1)));
        }
        assert_eq!(sweep.share(), 1.0);
        let at = |key: &str, x: usize| {
            let lane = plan.lanes.iter().position(|lane| lane.key == key).unwrap();
            sweep.lane(lane).nth(x).unwrap().1.mean.unwrap()
        };
        assert!(at("jsq", 8) < at("round-robin", 8) && at("round-robin", 8) < at("random", 8));
        for point in sweep.points.iter().flatten() {
            assert!(point.low >= 0.0 && point.low <= point.high && point.high.is_finite());
        }
    }

    #[test]
    fn nothing_is_measured_where_a_line_grows_without_end() {
        let params = Params { speeds: vec![1.0, 1.0, 1.0, 1.0, 1.0, 0.1], ..six() };
        let plan = plan(&params);
        let own = |x| point(&params, &[], &plan, (0, x), 0).mean;
        assert!(own(0).is_some());
        assert_eq!(own(11), None);
        let jsq = plan.lanes.iter().position(|lane| lane.key == "jsq").unwrap();
        assert!(point(&params, &[], &plan, (jsq, 11), 0).mean.is_some());
    }

    #[test]
    fn the_system_is_measured_as_it_stands() {
        let params = Params { policy: Kind::Random, health: Health::Active, ..six() };
        let plan = plan(&params);
        // Two of six are down: at the same utilisation four servers wait as long as six do, M/M/1 each.
        let down = [Action::Kill(0), Action::Remove(3)];
        let (lane, x) = (0, 4);
        let (all, four) = (point(&params, &[], &plan, (lane, x), 2), point(&params, &down, &plan, (lane, x), 2));
        assert!((four.mean.unwrap() / all.mean.unwrap() - 1.0).abs() < 0.1, "{four:?} {all:?}");
        // One at half its speed fills up at half the load, and random does not see it.
        let slow = [Action::Slow(2, 500_000)];
        assert!(point(&params, &slow, &plan, (lane, 11), 0).mean.is_none(), "it grows without end");
        let light = point(&params, &slow, &plan, (lane, 0), 2).mean.unwrap();
        assert!(light > 1.05 * point(&params, &[], &plan, (lane, 0), 2).mean.unwrap());
        // What was undone does not stand.
        let undone = [Action::Kill(0), Action::Slow(1, 100_000), Action::Recover(0), Action::Recover(1)];
        let again = point(&params, &undone, &plan, (lane, x), 2);
        assert!((again.mean.unwrap() / all.mean.unwrap() - 1.0).abs() < 0.1);
        let everybody: Vec<Action> = (0..6).map(Action::Kill).collect();
        assert_eq!(point(&params, &everybody, &plan, (lane, x), 0).mean, None);
    }

    #[test]
    fn a_run_in_which_nothing_ends_gives_up() {
        let params = Params { net: 2000.0, timeout: 1.0, ..six() };
        let plan = plan(&params);
        assert_eq!(point(&params, &[], &plan, (0, 3), 0).mean, None);
        for arrivals in ArrivalKind::ALL {
            let params = Params { arrivals: *arrivals, ..six() };
            assert!(point(&params, &[], &plan, (0, 3), 0).mean.is_some(), "{}", arrivals.key());
        }
    }
}
