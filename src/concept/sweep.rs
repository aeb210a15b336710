//! The what-if sweep: one quantity over one parameter, for several lanes, each point a run of its own.
//!
//! A plan is data and each of its points can be run alone, in any order, on any thread: the page runs them in a worker
//! round by round, coarse first, and draws what is there.

/// A curve of a sweep.
#[derive(Clone, PartialEq, Debug)]
pub struct Lane {
    /// Stable key (a policy's).
    pub key: &'static str,
    /// Label.
    pub label: &'static str,
}

/// One measured point of a sweep.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct SweepPoint {
    /// Which lane.
    pub lane: u16,
    /// Where on the axis; index into [`SweepPlan::xs`].
    pub x: u16,
    /// Mean of the quantity; `None` if nothing was measured.
    pub mean: Option<f64>,
    /// Lower end of the 95 % band.
    pub low: f64,
    /// Upper end of the 95 % band.
    pub high: f64,
    /// How many requests it rests on.
    pub count: u64,
}

/// What to run.
#[derive(Clone, PartialEq, Debug)]
pub struct SweepPlan {
    /// What the x axis is.
    pub x_label: &'static str,
    /// Positions on the x axis, ascending.
    pub xs: Vec<f64>,
    /// The lanes.
    pub lanes: Vec<Lane>,
    /// The lane of the state itself.
    pub own: usize,
    /// How many rounds there are; each round takes all points once more with more requests.
    pub rounds: u32,
    /// What of the system is not as its parameters say ("5 of 6 up"); empty if nothing. It belongs to the curves, which
    /// may be older than the moment they are looked at.
    pub note: String,
}

impl SweepPlan {
    /// How many points one round has.
    pub fn points(&self) -> usize {
        self.xs.len() * self.lanes.len()
    }
    /// The points of one round as (lane, x), in an order that shows whole curves early: first the own lane, then all
    /// others together, each from its two ends inwards by halves.
    pub fn order(&self) -> Vec<(usize, usize)> {
        let xs = by_halves(self.xs.len());
        let own = xs.iter().map(|x| (self.own, *x));
        let others =
            xs.iter().flat_map(|x| (0..self.lanes.len()).filter(|lane| *lane != self.own).map(|lane| (lane, *x)));
        own.filter(|(lane, _)| *lane < self.lanes.len()).chain(others).collect()
    }
}

/// `0..n` ordered so that every beginning of the list is spread evenly: the ends, the middle, the quarters…
fn by_halves(n: usize) -> Vec<usize> {
    let mut out = Vec::with_capacity(n);
    let mut taken = vec![false; n];
    let mut take = |at: usize| {
        if at < n && !std::mem::replace(&mut taken[at], true) {
            out.push(at);
        }
    };
    take(0);
    take(n.saturating_sub(1));
    let mut stride = n.next_power_of_two();
    while stride >= 1 {
        (0..n).step_by(stride).for_each(&mut take);
        stride /= 2;
    }
    out
}

/// A plan with what has been measured of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Sweep {
    /// The plan.
    pub plan: SweepPlan,
    /// The points so far, by lane and x; later rounds replace earlier ones.
    pub points: Vec<Option<SweepPoint>>,
}

impl Sweep {
    /// Nothing measured yet.
    pub fn new(plan: SweepPlan) -> Self {
        Self { points: vec![None; plan.points()], plan }
    }
    /// Takes a point; false if it does not belong to the plan.
    pub fn put(&mut self, point: SweepPoint) -> bool {
        let index = point.lane as usize * self.plan.xs.len() + point.x as usize;
        match self.points.get_mut(index) {
            Some(slot) if (point.x as usize) < self.plan.xs.len() => {
                *slot = Some(point);
                true
            }
            _ => false,
        }
    }
    /// The measured points of a lane in order of x.
    pub fn lane(&self, lane: usize) -> impl Iterator<Item = (f64, SweepPoint)> + '_ {
        let n = self.plan.xs.len();
        self.points[lane * n..(lane + 1) * n].iter().flatten().map(|p| (self.plan.xs[p.x as usize], *p))
    }
    /// The share of points measured at least once.
    pub fn share(&self) -> f64 {
        self.points.iter().flatten().count() as f64 / self.points.len().max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(xs: usize, lanes: usize, own: usize) -> SweepPlan {
        let lane = Lane { key: "a", label: "a" };
        SweepPlan {
            x_label: "load",
            xs: (0..xs).map(|x| x as f64).collect(),
            lanes: vec![lane; lanes],
            own,
            rounds: 1,
            note: String::new(),
        }
    }

    #[test]
    fn an_order_takes_every_point_once_and_the_own_lane_first() {
        for (xs, lanes, own) in [(0, 3, 0), (1, 1, 0), (2, 2, 1), (16, 3, 2), (17, 11, 4)] {
            let plan = plan(xs, lanes, own);
            let order = plan.order();
            assert!(order[..xs].iter().all(|(lane, _)| *lane == own), "{xs} {lanes} {own}");
            let mut sorted = order.clone();
            sorted.sort_unstable();
            let all: Vec<_> = (0..lanes).flat_map(|lane| (0..xs).map(move |x| (lane, x))).collect();
            assert_eq!(sorted, all);
        }
    }

    #[test]
    fn an_order_shows_the_whole_curve_early() {
        let order: Vec<_> = plan(17, 1, 0).order().into_iter().map(|(_, x)| x).collect();
        assert_eq!(order[..9], [0, 16, 8, 4, 12, 2, 6, 10, 14]);
    }
}
