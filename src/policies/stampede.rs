//! What a request does about a value that is missing, has expired, or soon will: cures for the cache stampede.
//!
//! Nothing: every request that finds no fresh value loads it. One flight in each process: Go's `singleflight` (2013). A lock
//! for all processes, waiting or answering with the old value: nginx's `proxy_cache_lock` (2012) and `proxy_cache_use_stale
//! updating`, the leases of memcache at Facebook (Nishtala et al. 2013), `stale-while-revalidate` (RFC 5861, 2010). XFetch:
//! Vattani, Chierichetti, Lowenstein 2015 ("Optimal probabilistic cache stampede prevention"), figure 3. Refresh ahead:
//! Caffeine's `refreshAfterWrite` (2015). A timer renews values whether they are asked for or not. Jitter spreads what was
//! stored together; to one key it does nothing.

use crate::sim::Span;
use crate::sim::rng::mix;

/// A cure.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Cure {
    /// None: who finds nothing fresh loads.
    None,
    /// One load at a time for each key in each process; others wait for it.
    Flight,
    /// One load at a time for each key; others wait for it.
    Lock,
    /// One load at a time for each key; others get the old value while there is one.
    Stale,
    /// Each request may load early, by chance, the likelier the nearer the end is.
    XFetch,
    /// The first request in the last part of the life starts a load in the background.
    Ahead,
    /// A timer starts a load before the end.
    Timer,
    /// Each value lives a little longer than set, by chance.
    Jitter,
}

/// What a request finds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Found {
    /// Nanoseconds until the value expires, negative since it has; `None` if there is no value.
    pub left: Option<i64>,
    /// How long the last load of it took.
    pub delta: Span,
    /// A load that this request may wait for is under way: of its process for [`Cure::Flight`], else of anybody.
    pub loading: bool,
}

/// What the cures are set to.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Settings {
    /// XFetch's β: above 1 it loads earlier.
    pub beta: f64,
    /// How long before its end a value is loaded ahead.
    pub ahead: Span,
    /// How long after its end a value may still be the answer.
    pub stale: Span,
    /// The one who loads gets the old value, too.
    pub behind: bool,
}

/// What is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// The value is fresh: it is the answer.
    Hit,
    /// The value is fresh, and a load begins behind the answer.
    HitAndLoad,
    /// The value is fresh, and this request loads it all the same and waits.
    Early,
    /// The old value is the answer.
    Stale,
    /// The old value is the answer, and a load begins behind it.
    StaleAndLoad,
    /// This request loads and waits.
    Load,
    /// This request waits for a load that is under way.
    Wait,
}

/// How long before the end XFetch acts for a draw `u` from (0, 1): −δ β ln u.
pub fn xfetch_lead(delta: Span, beta: f64, u: f64) -> Span {
    Span::from_secs(-delta.secs() * beta * libm::log(u))
}

/// Decides about one request; `u` is its draw from (0, 1).
pub fn decide(cure: Cure, found: &Found, set: &Settings, u: f64) -> Decision {
    let fresh = found.left.filter(|&left| left > 0);
    if let Some(left) = fresh {
        let left = Span(left as u64);
        return match cure {
            Cure::XFetch if xfetch_lead(found.delta, set.beta, u) >= left => Decision::Early,
            Cure::Ahead if left <= set.ahead && !found.loading => Decision::HitAndLoad,
            _ => Decision::Hit,
        };
    }
    let usable = found.left.is_some_and(|left| left.unsigned_abs() <= set.stale.0);
    match cure {
        Cure::None | Cure::XFetch | Cure::Jitter => Decision::Load,
        Cure::Stale if usable && found.loading => Decision::Stale,
        Cure::Stale if usable && set.behind => Decision::StaleAndLoad,
        _ if found.loading => Decision::Wait,
        _ => Decision::Load,
    }
}

/// The life of a value that is stored: `ttl`, and up to `share` of it more for jitter, by the draw `u` from (0, 1).
pub fn life(cure: Cure, ttl: Span, share: f64, u: f64) -> Span {
    if cure == Cure::Jitter { Span::from_secs(ttl.secs() * (1.0 + share * u)) } else { ttl }
}

/// Mixes numbers to a draw's place, so that the draw belongs to them and not to an order.
pub const fn place(a: u64, b: u64) -> u64 {
    mix(a ^ mix(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SET: Settings = Settings { beta: 1.0, ahead: Span(20), stale: Span(50), behind: false };

    fn found(left: Option<i64>, loading: bool) -> Found {
        Found { left, delta: Span(1_000_000_000), loading }
    }

    #[test]
    fn xfetch_is_the_papers_line() {
        // now − δ β ln(rand()) ≥ expiry
        for (u, beta, left, early) in [
            (0.5, 1.0, 0.69, true),
            (0.5, 1.0, 0.70, false),
            (0.5, 2.0, 1.38, true),
            (0.5, 2.0, 1.39, false),
            (0.999, 1.0, 0.01, false),
        ] {
            let set = Settings { beta, ..SET };
            let left = (left * 1e9) as i64;
            let expected = if early { Decision::Early } else { Decision::Hit };
            assert_eq!(decide(Cure::XFetch, &found(Some(left), true), &set, u), expected, "{u} {beta} {left}");
        }
        assert_eq!(decide(Cure::XFetch, &found(Some(0), true), &SET, 0.999), Decision::Load);
    }

    #[test]
    fn each_cure_does_what_it_says() {
        use Decision::*;
        // Fresh, late in its life, expired a little, expired long ago, nothing; each without and with a load under way.
        let cases = [Some(100), Some(20), Some(-50), Some(-51), None];
        let table = [
            (Cure::None, [Hit, Hit, Hit, Hit, Load, Load, Load, Load, Load, Load]),
            (Cure::Flight, [Hit, Hit, Hit, Hit, Load, Wait, Load, Wait, Load, Wait]),
            (Cure::Lock, [Hit, Hit, Hit, Hit, Load, Wait, Load, Wait, Load, Wait]),
            (Cure::Stale, [Hit, Hit, Hit, Hit, Load, Stale, Load, Wait, Load, Wait]),
            (Cure::Ahead, [Hit, Hit, HitAndLoad, Hit, Load, Wait, Load, Wait, Load, Wait]),
            (Cure::Timer, [Hit, Hit, Hit, Hit, Load, Wait, Load, Wait, Load, Wait]),
            (Cure::Jitter, [Hit, Hit, Hit, Hit, Load, Load, Load, Load, Load, Load]),
        ];
        for (cure, expected) in table {
            let got = cases.map(|left| [false, true].map(|loading| decide(cure, &found(left, loading), &SET, 0.5)));
            assert_eq!(got.concat(), expected, "{cure:?}");
        }
        let behind = Settings { behind: true, ..SET };
        assert_eq!(decide(Cure::Stale, &found(Some(-50), false), &behind, 0.5), StaleAndLoad);
        assert_eq!(decide(Cure::Stale, &found(None, false), &behind, 0.5), Load);
    }

    #[test]
    fn jitter_only_adds_and_only_for_jitter() {
        assert_eq!(life(Cure::Jitter, Span(1000), 0.1, 0.5), Span(1050));
        assert_eq!(life(Cure::Lock, Span(1000), 0.1, 0.5), Span(1000));
    }
}
