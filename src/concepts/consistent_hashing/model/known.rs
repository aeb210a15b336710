//! What pictures and metrics ask of the placement as it stands. What takes a while is worked out when it is first asked
//! for, and stays until the nodes or the parameters change.

use super::super::params::Params;
use super::super::rings::Rings;
use super::super::risk::Risk;
use super::Cluster;
use std::cell::OnceCell;

/// What has been worked out.
#[derive(Debug, Default)]
pub(super) struct Known {
    risk: OnceCell<Risk>,
    rings: OnceCell<Rings>,
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
    /// The share of the keys that no strategy can help moving: half the sum of what the dues change.
    pub fn least(&self) -> f64 {
        let Some(change) = &self.change else { return 0.0 };
        let (before, now) = (&change.before, self.members());
        (0..now.next()).map(|id| (before.due(id) - now.due(id)).abs()).sum::<f64>() / 2.0
    }
    /// The share of all requests that each node would get, in the order of joining.
    pub fn demand(&self) -> Vec<f64> {
        let keys = self.own.keys();
        let mut shares = vec![0.0; self.members().next() as usize];
        for key in 0..keys {
            if key == 0 && !self.copies.is_empty() {
                let each = self.asking.share(key) / self.copies.len() as f64;
                for id in &self.copies {
                    shares[usize::from(*id)] += each;
                }
            } else if let Some(share) = shares.get_mut(self.own.owners[key as usize] as usize) {
                *share += self.asking.share(key);
            }
        }
        self.members().iter().map(|member| shares[member.id as usize]).collect()
    }
}
