//! What pictures and metrics ask of the placement as it stands. What takes a while is worked out when it is first asked
//! for, and stays until the nodes or the parameters change.

use super::super::occurrence::Step;
use super::super::params::Params;
use super::super::rings::Rings;
use super::super::risk::{Gone, Risk};
use super::super::theory;
use super::Cluster;
use super::hot::Spot;
use super::keys::Asking;
use super::watch::Found;
use crate::policies::place::NodeId;
use std::cell::OnceCell;

/// Fewer requests than this say little about shares.
const ENOUGH: u64 = 200;

/// What has been worked out.
#[derive(Debug, Default)]
pub(super) struct Known {
    risk: OnceCell<Risk>,
    rings: OnceCell<Rings>,
    gone: OnceCell<Option<Gone>>,
    plain: OnceCell<Vec<f64>>,
    treated: OnceCell<Vec<f64>>,
    enough: OnceCell<u32>,
}

impl Cluster {
    /// What is lost when nodes die at once.
    pub fn risk(&self) -> &Risk {
        self.known.risk.get_or_init(|| Risk::of(&self.params, &self.own, self.seed))
    }
    /// The loads of rings like this one.
    pub fn rings(&self) -> &Rings {
        let nodes = self.members().len() as u32;
        self.known.rings.get_or_init(|| Rings::of(&Params { nodes, ..(*self.params).clone() }))
    }
    /// The least power of two of marks at which the fullest of so many nodes is within a tenth of the mean.
    pub fn enough(&self) -> u32 {
        let nodes = self.members().len().max(1) as u32;
        *self.known.enough.get_or_init(|| theory::enough(nodes, 1.1))
    }
    /// What the last change lost, if nodes died in it.
    pub fn gone(&self) -> Option<&Gone> {
        let work = || {
            let change = self.change.as_ref()?;
            let dead: Vec<NodeId> = change
                .steps
                .iter()
                .filter_map(|step| if let Step::Die(id) = step { Some(*id) } else { None })
                .collect();
            (!dead.is_empty()).then(|| Gone::of(&self.params, &self.own, &dead))
        };
        self.known.gone.get_or_init(work).as_ref()
    }
    /// The share of the keys that no strategy can help moving: half the sum of what the dues change.
    pub fn least(&self) -> f64 {
        let Some(change) = &self.change else { return 0.0 };
        let (before, now) = (&change.before, self.members());
        // Without nodes all keys are nobody's, and the dues sum to one with that.
        let nobody = f64::from(u8::from(before.is_empty() != now.is_empty()));
        let dues = (0..now.next()).map(|id| (before.due(id) - now.due(id)).abs());
        dues.chain([nobody]).sum::<f64>() / 2.0
    }
    /// Reads and writes of each node for each request, in the order of joining: computed, or, where that depends on the
    /// moment, counted since the last change.
    pub fn demand(&self) -> Vec<f64> {
        if self.demand_is_counted() {
            return self.members().iter().map(|member| self.busy.share(member.id)).collect();
        }
        self.known.treated.get_or_init(|| self.work_out(&self.spots)).clone()
    }
    /// True if the demand is counted and not computed.
    pub fn demand_is_counted(&self) -> bool {
        (self.params.spill || self.params.front > 0) && self.busy.since().0 >= ENOUGH
    }
    /// The same if no key were treated.
    pub fn plain_demand(&self) -> &[f64] {
        self.known.plain.get_or_init(|| self.work_out(&[]))
    }
    /// True if something is done about hot keys.
    pub fn remedied(&self) -> bool {
        !self.spots.is_empty() || self.params.spill || self.params.front > 0
    }
    /// Reads and writes of nodes for each request since the last change; `None` without requests.
    pub fn ops(&self) -> Option<f64> {
        let (asked, all) = self.busy.since();
        (asked > 0).then(|| all as f64 / asked as f64)
    }
    /// What the sketch found in its last full window.
    pub fn found(&self) -> Option<&Found> {
        self.watch.as_ref()?.found.as_deref()
    }
    /// How much of the sketch's window is over; `None` if nobody watches.
    pub fn watched(&self) -> Option<f64> {
        self.watch.as_ref().map(super::watch::Watch::progress)
    }
    fn work_out(&self, spots: &[Spot]) -> Vec<f64> {
        let keys = self.own.keys();
        if matches!(*self.asking, Asking::Even(_)) && spots.is_empty() {
            // Every key as often as every other: what counts is how many there are, and they have been counted.
            let share = |id| f64::from(self.own.load(id)) / f64::from(keys);
            return self.members().iter().map(|member| share(member.id)).collect();
        }
        let mut shares = vec![0.0; self.members().next() as usize];
        let writes = self.params.writes;
        let mut spots = spots.iter().peekable();
        for key in 0..keys {
            let share = self.asking.share(key);
            if let Some(spot) = spots.next_if(|spot| spot.key == key) {
                let parts = spot.parts.len() as f64;
                for part in &spot.parts {
                    // A read asks one node of every part, a write all nodes of one.
                    let each = share * ((1.0 - writes) / part.nodes.len().max(1) as f64 + writes / parts);
                    for id in &part.nodes {
                        shares[usize::from(*id)] += each;
                    }
                }
            } else if let Some(sum) = shares.get_mut(self.own.owners[key as usize] as usize) {
                *sum += share;
            }
        }
        self.members().iter().map(|member| shares[member.id as usize]).collect()
    }
}
