//! Closed forms: what an answer of each tier costs, how much of the requests the first tier answers, and how old an answer
//! can be.

use super::model::op::{Spot, travel};
use super::model::tally::{Tally, WHO, who};
use super::params::{Params, Tell, Tier};
use crate::policies::evict::workload::weights;

/// The way of a request that every tier on it misses.
fn way(params: &Params) -> Vec<Spot> {
    let has = |tier: Tier, spot: Spot| params.has(tier).then_some(spot);
    let stops = [
        Some(Spot::User),
        has(Tier::Edge, Spot::Edge(0)),
        has(Tier::Shield, Spot::Shield),
        Some(Spot::Program(0)),
        has(Tier::Cluster, Spot::Node(0)),
        Some(Spot::Origin),
    ];
    stops.into_iter().flatten().collect()
}

/// How long an answer of a tier takes, or of the origin, there and back, in seconds, where nobody waits in line.
pub fn answer_s(tier: Option<Tier>, params: &Params) -> f64 {
    let mut sum = 0.0;
    for pair in way(params).windows(2) {
        sum += 2.0 * travel(pair[0], pair[1], params).secs();
        if tier.is_some() && pair[1].tier() == tier {
            return sum;
        }
    }
    sum + params.load
}

/// The mean answer: each tier's share times its time. For one cache this is h × hit + (1 − h) × miss.
pub fn mean_answer(tally: &Tally, params: &Params) -> Option<f64> {
    let tiers = Tier::ALL.iter().map(|&tier| Some(tier)).chain([None]);
    let part = |tier: Option<Tier>| Some(tally.share(who(tier))? * answer_s(tier, params));
    let sum = tiers.filter(|tier| tier.is_none_or(|tier| params.has(tier))).map(part).sum();
    debug_assert!(tally.shares.len() == WHO);
    sum
}

/// The first tier that is asked.
pub fn first(params: &Params) -> Tier {
    [Tier::Edge, Tier::Shield, Tier::Local, Tier::Cluster]
        .into_iter()
        .find(|&tier| params.has(tier))
        .unwrap_or(Tier::Cluster)
}

/// The share of requests that the first tier answers if it has room for all and only time ends copies: key *i* is asked for
/// at rate λᵢ in each of its caches, and of 1 + λᵢT requests in a life all but the first are hits (Jung, Berger,
/// Balakrishnan 2003, "Modeling TTL-based Internet caches").
pub fn first_hits(params: &Params) -> f64 {
    let tier = first(params);
    let caches = if tier == Tier::Cluster { 1.0 } else { f64::from(params.count(tier)) };
    per_key(params, |key, share| {
        let asked = params.rate * share / caches * params.life(tier, key).secs();
        asked / (1.0 + asked)
    })
}

/// The share of answers that are out of date if there is one tier and nobody tells it of writes: a hit at age *a* is out of
/// date with probability 1 − e^(−μa), and hits are evenly spread over a life.
pub fn old_share(params: &Params) -> f64 {
    let tier = first(params);
    let caches = if tier == Tier::Cluster { 1.0 } else { f64::from(params.count(tier)) };
    per_key(params, |key, share| {
        let life = params.life(tier, key).secs();
        let (asked, written) = (params.rate * share / caches * life, params.writes * share * life);
        let old = if written > 0.0 { 1.0 + libm::expm1(-written) / written } else { 0.0 };
        asked / (1.0 + asked) * old
    })
}

fn per_key(params: &Params, one: impl Fn(u32, f64) -> f64) -> f64 {
    let weights = weights(params.keys, params.alpha);
    let sum: f64 = weights.iter().sum();
    weights.iter().zip(0..).map(|(weight, key)| weight / sum * one(key, weight / sum)).sum()
}

/// For how long an answer can have been out of date, in seconds, without what is under way: copies are made of copies, so
/// the lives of all tiers add up where nobody deletes. `None` with lives by class, where there is no one number.
pub fn oldest(params: &Params) -> Option<f64> {
    if params.classes {
        return None;
    }
    let cdn = params.has(Tier::Edge) || params.has(Tier::Shield);
    let one = |there: bool, life: f64, told: bool| match (there, told) {
        (false, _) => 0.0,
        (true, false) => life,
        (true, true) => life.min(params.bus),
    };
    Some(
        one(cdn, params.cdn_ttl, params.tell == Tell::Purge)
            + one(params.has(Tier::Local), params.local_ttl, matches!(params.tell, Tell::All | Tell::Purge))
            + if params.tell == Tell::Nobody { one(params.has(Tier::Cluster), params.node_ttl, false) } else { 0.0 },
    )
}

/// What must hold for [`first_hits`], and whether it does.
pub fn holds(params: &Params) -> Result<(), &'static str> {
    let tier = first(params);
    let each = if tier == Tier::Cluster { params.node_room * params.nodes } else { params.room(tier) };
    match params {
        p if each < p.keys => {
            Err("Does not hold: the first tier has not room for all keys, so some leave before their time.")
        }
        p if p.tell != Tell::Nobody && p.writes > 0.0 && matches!(tier, Tier::Local | Tier::Cluster) => {
            Err("Does not hold: writes delete copies before their time.")
        }
        p if p.tell == Tell::Purge && p.writes > 0.0 => Err("Does not hold: writes delete copies before their time."),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tier_costs_its_way_there_and_back() {
        let params = Params { near: 0.01, far: 0.06, net: 0.001, load: 0.05, ..Params::default() };
        let near = |tier: Option<Tier>, want: f64| assert!((answer_s(tier, &params) - want).abs() < 1e-9, "{tier:?}");
        near(Some(Tier::Edge), 0.02);
        near(Some(Tier::Shield), 0.14);
        near(Some(Tier::Local), 0.142);
        near(Some(Tier::Cluster), 0.144);
        near(None, 0.146 + 0.05);
    }

    #[test]
    fn lives_add_up() {
        let params = Params { cdn_ttl: 30.0, local_ttl: 5.0, node_ttl: 60.0, bus: 0.2, ..Params::default() };
        let with = |tell: Tell| oldest(&Params { tell, ..params.clone() }).unwrap();
        assert_eq!([Tell::Nobody, Tell::Own, Tell::All, Tell::Purge].map(with), [95.0, 35.0, 30.2, 0.4]);
    }
}
