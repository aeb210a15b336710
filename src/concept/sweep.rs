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
}

impl SweepPlan {
    /// How many points one round has.
    pub fn points(&self) -> usize {
        self.xs.len() * self.lanes.len()
    }
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
