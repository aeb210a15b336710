//! Who sends: shares, addresses, connections and sessions of the clients.

use super::settings::Settings;
use crate::policies::balance::Server;
use crate::sim::{Keyed, product};

/// What ties a client to a server for a while: an open connection, or a session in the server's memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tie {
    /// Which server.
    pub server: Server,
    /// The server's epoch when it was tied; a later epoch has forgotten it.
    pub epoch: u32,
    /// It holds.
    pub live: bool,
}

/// The clients.
#[derive(Clone, Debug)]
pub struct Clients {
    /// Cumulative shares; empty when all clients are alike.
    shares: Vec<f64>,
    count: u32,
    /// Clients below this number share address 0.
    behind_nat: u32,
    /// Connections, by client; empty unless layer 4 pins.
    pub connections: Vec<Tie>,
    /// Sessions, by client; empty unless sessions live in servers.
    pub sessions: Vec<Tie>,
}

impl Clients {
    /// From the settings; ties of clients that remain are kept.
    pub fn new(settings: &Settings, former: Option<&Self>) -> Self {
        let p = &settings.params;
        let count = if settings.closed() { p.users } else { p.clients };
        let shares = if p.client_skew > 0.0 && !settings.closed() { zipf(count, p.client_skew) } else { Vec::new() };
        let ties = |wanted: bool, old: Option<&Vec<Tie>>| {
            let mut ties = if wanted { old.cloned().unwrap_or_default() } else { Vec::new() };
            ties.resize(if wanted { count as usize } else { 0 }, Tie::default());
            ties
        };
        use super::super::params::Sticky;
        let in_servers = matches!(p.sticky, Sticky::Cookie | Sticky::Ip);
        Self {
            shares,
            count,
            behind_nat: (p.nat * f64::from(count) + 0.5) as u32,
            connections: ties(settings.pinned, former.map(|c| &c.connections)),
            sessions: ties(in_servers, former.map(|c| &c.sessions)),
        }
    }
    /// How many there are.
    pub fn count(&self) -> u32 {
        self.count
    }
    /// Bytes held.
    pub fn heap_bytes(&self) -> usize {
        let ties = self.connections.capacity() + self.sessions.capacity();
        self.shares.capacity() * size_of::<f64>() + ties * size_of::<Tie>()
    }
    /// Who sends request `k`.
    #[inline]
    pub fn sender(&self, stream: Keyed, k: u64) -> u32 {
        if self.shares.is_empty() {
            return (product(stream.bits(k), u64::from(self.count)) >> 64) as u32;
        }
        let u = stream.unit(k);
        self.shares.partition_point(|&share| share <= u).min(self.count as usize - 1) as u32
    }
    /// The address of a client as the balancer sees it.
    #[inline]
    pub fn address(&self, client: u32) -> u64 {
        if client < self.behind_nat { 0 } else { 1 + u64::from(client) }
    }
    /// The share of requests that client `client` sends.
    pub fn share(&self, client: u32) -> f64 {
        let i = client as usize;
        match self.shares.get(i) {
            Some(share) => share - if i == 0 { 0.0 } else { self.shares[i - 1] },
            None => 1.0 / f64::from(self.count),
        }
    }
}

/// Cumulative shares of a Zipf law with exponent `s`: client i sends in proportion to 1 / (i+1)^s.
fn zipf(count: u32, s: f64) -> Vec<f64> {
    let mut sum = 0.0;
    let mut shares: Vec<f64> = (1..=count)
        .map(|i| {
            sum += libm::pow(f64::from(i), -s);
            sum
        })
        .collect();
    for share in &mut shares {
        *share /= sum;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zipf_shares_fall_as_the_law_says() {
        let shares = zipf(3, 1.0);
        let total = 1.0 + 0.5 + 1.0 / 3.0;
        assert!((shares[0] - 1.0 / total).abs() < 1e-12);
        assert!((shares[1] - 1.5 / total).abs() < 1e-12);
        assert!((shares[2] - 1.0).abs() < 1e-12);
    }
}
