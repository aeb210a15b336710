//! Join the idle queue: servers report when they become idle; the one idle longest is next; if none is, draw at random.
//!
//! Lu, Xie, Kliot, Geller, Larus, Greenberg 2011. Nothing is asked on the path of a request, and idle servers are never
//! passed over. A server is idle when nothing is in flight to it and nothing is left at it; the balancer hears of it with
//! the answer that emptied it.
//! Left out: several balancers, among which a server chooses where to report; and a server that becomes idle without an
//! answer (its last request was given up on) is heard of only after its next answer.

use std::collections::VecDeque;

use super::{Ask, Backend, Balancer, Choice, Pool, Server, Why};
use crate::sim::{Dice, Span, Time};

/// Join the idle queue.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct JoinIdleQueue {
    /// Those that reported idle, the longest ago first.
    idle: VecDeque<Server>,
    /// By server number.
    state: Vec<State>,
}

/// What the balancer knows of a server.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// Out of rotation.
    Out,
    /// In rotation, not reported idle.
    Busy,
    /// In the idle queue.
    Listed,
}

impl JoinIdleQueue {
    /// Puts `server` in the idle queue if it is in rotation, idle and not in it.
    fn report(&mut self, server: Server, backend: &Backend) {
        let state = &mut self.state[server as usize];
        if *state == State::Busy && backend.in_flight == 0 && backend.at_server == 0 {
            *state = State::Listed;
            self.idle.push_back(server);
        }
    }
    /// Takes the first of the idle queue. One that got a request by another way (a sticky session) is dropped: the
    /// balancer sent it there itself, and it will report again.
    fn next_idle(&mut self, pool: &Pool<'_>) -> Option<Server> {
        loop {
            let server = self.idle.pop_front()?;
            self.state[server as usize] = State::Busy;
            if pool.get(server).in_flight == 0 {
                return Some(server);
            }
        }
    }
}

impl Balancer for JoinIdleQueue {
    fn pick(&mut self, _ask: &Ask, pool: &Pool<'_>, dice: &mut Dice) -> Choice {
        let idle = self.next_idle(pool);
        if let Some(choice) = pool.only_one() {
            return choice;
        }
        if let Some(server) = idle {
            return Choice { server, why: Why::Idle { idle: self.idle.len() as u16 + 1 } };
        }
        let server = pool.up[dice.below(pool.up.len() as u32) as usize];
        Choice { server, why: Why::NobodyIdle { of: pool.of() } }
    }

    fn pool_changed(&mut self, pool: &Pool<'_>) {
        self.state.resize(pool.backends.len(), State::Out);
        pool.each_down(|server| self.state[server as usize] = State::Out);
        let state = &self.state;
        self.idle.retain(|&server| state[server as usize] == State::Listed);
        for &server in pool.up {
            if self.state[server as usize] == State::Out {
                self.state[server as usize] = State::Busy;
            }
            self.report(server, pool.get(server));
        }
    }

    fn answered(&mut self, server: Server, _latency: Span, _now: Time, pool: &Pool<'_>) {
        self.report(server, pool.get(server));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, Bench};
    use super::*;

    /// Picks and sends.
    fn next(bench: &mut Bench, policy: &mut JoinIdleQueue) -> Choice {
        let choice = bench.pick(policy);
        bench.send(choice.server);
        choice
    }

    #[test]
    fn the_longest_idle_is_next() {
        let mut bench = Bench::of(&[0; 3]);
        let mut policy = JoinIdleQueue::default();
        bench.changed(&mut policy);
        for server in 0..3 {
            let choice = next(&mut bench, &mut policy);
            assert_eq!(choice, Choice { server, why: Why::Idle { idle: 3 - server } });
        }
        bench.answer(&mut policy, 2, 0.1);
        bench.answer(&mut policy, 0, 0.1);
        assert_eq!(next(&mut bench, &mut policy), Choice { server: 2, why: Why::Idle { idle: 2 } });
        assert_eq!(next(&mut bench, &mut policy), Choice { server: 0, why: Why::Idle { idle: 1 } });
    }

    #[test]
    fn draws_when_nobody_is_idle() {
        let mut bench = Bench::of(&[1; 6]);
        let mut policy = JoinIdleQueue::default();
        bench.changed(&mut policy);
        let mut counts = [0u32; 6];
        for _ in 0..60_000 {
            let choice = bench.pick(&mut policy);
            assert_eq!(choice.why, Why::NobodyIdle { of: 6 });
            counts[choice.server as usize] += 1;
        }
        assert!(testing::fair(&counts), "{counts:?}");
    }

    #[test]
    fn an_answer_that_leaves_others_is_no_report() {
        let mut bench = Bench::of(&[2, 2]);
        let mut policy = JoinIdleQueue::default();
        bench.changed(&mut policy);
        bench.answer(&mut policy, 1, 0.1);
        assert_eq!(bench.pick(&mut policy).why, Why::NobodyIdle { of: 2 });
        bench.answer(&mut policy, 1, 0.1);
        assert_eq!(bench.pick(&mut policy), Choice { server: 1, why: Why::Idle { idle: 1 } });
    }

    #[test]
    fn work_that_was_given_up_on_keeps_a_server_busy() {
        let mut bench = Bench::of(&[1, 1]);
        let mut policy = JoinIdleQueue::default();
        bench.changed(&mut policy);
        bench.backends[0].at_server = 2;
        bench.answer(&mut policy, 0, 0.1);
        assert_eq!(bench.pick(&mut policy).why, Why::NobodyIdle { of: 2 });
    }

    #[test]
    fn a_lone_server_uses_up_its_report() {
        let mut bench = Bench::of(&[0, 0]);
        let mut policy = JoinIdleQueue::default();
        bench.up(&mut policy, &[1]);
        assert_eq!(next(&mut bench, &mut policy).why, Why::OnlyOne);
        bench.up(&mut policy, &[0, 1]);
        assert_eq!(next(&mut bench, &mut policy), Choice { server: 0, why: Why::Idle { idle: 1 } });
        assert_eq!(next(&mut bench, &mut policy).why, Why::NobodyIdle { of: 2 });
    }
}
