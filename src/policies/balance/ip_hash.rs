//! IP hash: the hash of the source address, modulo the number of servers in rotation.
//!
//! "Modulo-N hash" in RFC 2991 (Thaler, Hopps 2000); nginx `ip_hash`. A client keeps its server as long as the rotation
//! does not change; when it changes from *n* to *n* + 1 all but 1/(*n* + 1) of the addresses move.
//! Left out: weights; nginx hashes only the first three bytes of an IPv4 address.

use super::hash::hash;
use super::{Ask, Balancer, Choice, Pool, Why};
use crate::sim::Dice;

/// IP hash.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct IpHash;

impl Balancer for IpHash {
    fn pick(&mut self, ask: &Ask, pool: &Pool<'_>, _dice: &mut Dice) -> Choice {
        let hash = hash(ask.address);
        let server = pool.up[(hash % pool.up.len() as u64) as usize];
        pool.only_one().unwrap_or(Choice { server, why: Why::HashModulo { hash, of: pool.of() } })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, Bench};
    use super::*;

    fn owner(bench: &mut Bench, address: u64) -> u16 {
        bench.ask.address = address;
        bench.pick(&mut IpHash).server
    }

    #[test]
    fn an_address_keeps_its_server_and_addresses_spread() {
        let mut bench = Bench::of(&[0; 6]);
        let mut counts = [0u32; 6];
        for address in 0..60_000 {
            let server = owner(&mut bench, address);
            assert_eq!(owner(&mut bench, address), server);
            counts[server as usize] += 1;
        }
        assert!(testing::fair(&counts), "{counts:?}");
    }

    #[test]
    fn one_server_more_moves_nearly_all() {
        let mut four = Bench::of(&[0; 4]);
        let mut five = Bench::of(&[0; 5]);
        let moved = (0..10_000).filter(|&address| owner(&mut four, address) != owner(&mut five, address)).count();
        // Binomial with share 0.8: mean 8000, standard deviation 40.
        assert!(moved.abs_diff(8000) <= 200, "{moved}");
    }
}
