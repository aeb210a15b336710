//! Laws that hold for every policy in every history: the answer is in rotation, the reason is true, the same dice give
//! the same answers.

use proptest::prelude::*;

use super::testing::Bench;
use super::*;

/// The most servers of a generated history.
const SERVERS: u16 = 8;

/// Something that happens to a balancer.
#[derive(Clone, Debug)]
enum Step {
    /// A request comes from this address with this cost, and is sent where the policy says.
    Request { address: u64, cost: u64 },
    /// A request reaches this server by another way (a sticky session).
    Sticky { server: u16 },
    /// This server answers, if it has something in flight.
    Answer { server: u16, seconds: f64 },
    /// These go into rotation, maybe none; nobody asks the policy then.
    Rotation { mask: u8 },
    /// The weight of a server changes.
    Weight { server: u16, weight: f64 },
    /// A server is added.
    Add,
    /// The settings change.
    Tune { choices: u32 },
    /// Time passes.
    Wait { seconds: f64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (0..50u64, 0..1000u64).prop_map(|(address, cost)| Step::Request { address, cost }),
        1 => (0..SERVERS).prop_map(|server| Step::Sticky { server }),
        6 => (0..SERVERS, 0.0..3.0).prop_map(|(server, seconds)| Step::Answer { server, seconds }),
        1 => prop_oneof![any::<u8>(), Just(0)].prop_map(|mask| Step::Rotation { mask }),
        1 => (0..SERVERS, 0.1..9.0).prop_map(|(server, weight)| Step::Weight { server, weight }),
        1 => Just(Step::Add),
        1 => (0..9u32).prop_map(|choices| Step::Tune { choices }),
        2 => (0.0..300.0).prop_map(|seconds| Step::Wait { seconds }),
    ]
}

fn kind() -> impl Strategy<Value = Kind> {
    proptest::sample::select(Kind::ALL)
}

/// A policy in its pool.
#[derive(Clone)]
struct World {
    bench: Bench,
    policy: Policy,
}

impl World {
    fn new(kind: Kind, servers: usize) -> Self {
        let world = Self { bench: Bench::of(&vec![0; servers]), policy: Policy::new(kind, &Settings::default()) };
        world.changed()
    }
    fn changed(mut self) -> Self {
        self.bench.changed(&mut self.policy);
        self
    }
    /// Does `step`; the choice if it was a request.
    fn go(mut self, step: &Step) -> (Self, Option<Choice>) {
        let n = self.bench.backends.len() as u16;
        match *step {
            Step::Request { .. } if self.bench.up.is_empty() => {}
            Step::Request { address, cost } => {
                self.bench.ask = Ask { address, cost, ..self.bench.ask };
                let choice = self.bench.pick(&mut self.policy);
                return (self, Some(choice));
            }
            Step::Sticky { server } => self.bench.send(server % n),
            Step::Answer { server, seconds } => {
                if self.bench.backends[(server % n) as usize].in_flight > 0 {
                    self.bench.answer(&mut self.policy, server % n, seconds);
                }
            }
            Step::Rotation { mask } => {
                self.bench.up = (0..n).filter(|server| mask >> server & 1 == 1).collect();
                return (self.changed(), None);
            }
            Step::Weight { server, weight } => {
                self.bench.backends[(server % n) as usize].weight = weight;
                return (self.changed(), None);
            }
            Step::Add if n < SERVERS => {
                self.bench.backends.push(Backend { weight: 1.0, in_flight: 0, cost: 0, at_server: 0 });
                self.bench.up.push(n);
                return (self.changed(), None);
            }
            Step::Add => {}
            Step::Tune { choices } => {
                let some = f64::from(choices) + 0.1;
                let settings = Settings { choices, alpha: some / 10.0, decay_s: some, vnodes: choices };
                self.policy.tune(&settings);
                return (self.changed(), None);
            }
            Step::Wait { seconds } => self.bench.wait(seconds),
        }
        (self, None)
    }
    /// The numbers of those in rotation by `key`.
    fn up(&self, key: impl Fn(&Backend) -> f64) -> Vec<f64> {
        self.bench.up.iter().map(|&server| key(&self.bench.backends[server as usize])).collect()
    }
}

/// `key` of the chosen is the smallest in rotation, and `tied` servers have it.
fn smallest(world: &World, choice: &Choice, tied: Option<u16>, key: impl Fn(&Backend) -> f64) -> bool {
    let all = world.up(&key);
    let chosen = key(&world.bench.backends[choice.server as usize]);
    all.iter().all(|&other| chosen <= other)
        && tied.is_none_or(|tied| usize::from(tied) == all.iter().filter(|&&other| other == chosen).count())
}

/// The reason is of the right kind, and what it says is so.
fn true_reason(world: &World, choice: &Choice) -> bool {
    let (kind, up) = (world.policy.kind(), &world.bench.up);
    let chosen = &world.bench.backends[choice.server as usize];
    let n = up.len() as u16;
    if n == 1 {
        return choice.why == Why::OnlyOne;
    }
    match (kind, choice.why) {
        (Kind::Random, Why::Drawn { of }) => of == n,
        (Kind::RoundRobin, Why::Turn { place, of }) => of == n && up[place as usize - 1] == choice.server,
        (Kind::WeightedRoundRobin, Why::HighestWeight { total, of, .. }) => {
            of == n && total == world.up(|backend| backend.weight).iter().fold(0.0, |sum, weight| sum + weight)
        }
        (Kind::LeastConnections, Why::FewestInFlight { count, tied, of }) => {
            of == n
                && count == chosen.in_flight
                && smallest(world, choice, Some(tied), |backend| f64::from(backend.in_flight))
        }
        (Kind::WeightedLeast, Why::FewestPerWeight { count, weight, tied, of }) => {
            (count, weight, of) == (chosen.in_flight, chosen.weight, n)
                && smallest(world, choice, Some(tied), |backend| f64::from(backend.in_flight) / backend.weight)
        }
        (Kind::LeastResponseTime | Kind::PeakEwma, why) => true_latency(world, choice.server, why),
        (Kind::IpHash, Why::HashModulo { hash, of }) => of == n && up[(hash % u64::from(of)) as usize] == choice.server,
        (Kind::ConsistentHash, Why::HashRing { hash, mark }) => {
            let Policy::ConsistentHash(policy) = &world.policy else { return false };
            let at_or_after = policy.marks().find(|&(mark, _)| mark >= hash);
            at_or_after.or(policy.marks().next()) == Some((mark, choice.server))
        }
        (Kind::PowerOfChoices, Why::Sampled { looks }) => true_looks(world, choice.server, &looks),
        (Kind::JoinShortestQueue, Why::ShortestQueue { count, tied, of }) => {
            (count, of) == (chosen.at_server, n)
                && smallest(world, choice, Some(tied), |backend| f64::from(backend.at_server))
        }
        (Kind::JoinIdleQueue, Why::Idle { idle }) => {
            chosen.in_flight == 0
                && usize::from(idle) >= world.up(|b| f64::from(b.in_flight)).iter().filter(|&&c| c == 0.0).count()
        }
        (Kind::JoinIdleQueue, Why::NobodyIdle { of }) => {
            of == n && world.up(|backend| f64::from(backend.in_flight)).iter().all(|&count| count > 0.0)
        }
        (Kind::LeastCost, Why::LeastCost { cost_s, tied, of }) => {
            of == n
                && cost_s == Span(chosen.cost).secs()
                && smallest(world, choice, Some(tied), |backend| backend.cost as f64)
        }
        _ => false,
    }
}

/// Untried first, then the lowest score, then whoever waits with the fewest.
fn true_latency(world: &World, server: Server, why: Why) -> bool {
    let (bench, up) = (&world.bench, &world.bench.up);
    let latency = |server: Server| match &world.policy {
        Policy::LeastResponseTime(policy) => policy.latency_s(server),
        Policy::PeakEwma(policy) => policy.latency_s(server, bench.ask.now),
        _ => None,
    };
    let in_flight = |server: Server| bench.backends[server as usize].in_flight;
    let untried = up.iter().filter(|&&other| latency(other).is_none() && in_flight(other) == 0).count() as u16;
    let score = |server: Server| latency(server).map(|latency| latency * (f64::from(in_flight(server)) + 1.0));
    match why {
        Why::Unmeasured { unmeasured, of } => {
            (unmeasured, usize::from(of)) == (untried, up.len()) && latency(server).is_none() && in_flight(server) == 0
        }
        Why::Fastest { latency_s, in_flight: count, of } => {
            let lowest = up.iter().filter_map(|&other| score(other)).fold(f64::INFINITY, f64::min);
            // Peak EWMA compares scaled numbers, which may round the other way when two are nearly equal.
            untried == 0
                && usize::from(of) == up.len()
                && (Some(latency_s), count) == (latency(server), in_flight(server))
                && score(server).is_some_and(|score| score <= lowest * (1.0 + 1e-9) + 1e-300)
        }
        Why::AllUnmeasured { count, of } => {
            untried == 0
                && usize::from(of) == up.len()
                && count == in_flight(server)
                && up.iter().all(|&other| latency(other).is_none() && in_flight(other) >= count)
        }
        _ => false,
    }
}

/// Different servers in rotation, truly seen; the chosen one is among them and has the fewest.
fn true_looks(world: &World, server: Server, looks: &Looks) -> bool {
    let seen: Vec<Look> = looks.iter().collect();
    let mut servers: Vec<Server> = seen.iter().map(|look| look.server).collect();
    servers.sort_unstable();
    servers.dedup();
    let saw = |server: Server| f64::from(world.bench.backends[server as usize].in_flight);
    let fewest = seen.iter().map(|look| look.saw).fold(f64::INFINITY, f64::min);
    servers.len() == seen.len()
        && seen.len() == LOOKS_MAX.min(looks.of as usize)
        && seen.iter().all(|look| world.bench.up.contains(&look.server) && look.saw == saw(look.server))
        && servers.contains(&server)
        && saw(server) == fewest
}

/// Who gets each of the addresses 0 to 299.
fn owners(policy: &mut Policy, bench: &mut Bench) -> Vec<Server> {
    (0..300)
        .map(|address| {
            bench.ask.address = address;
            bench.pick(policy).server
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn the_answer_is_in_rotation_and_the_reason_is_true(
        kind in kind(),
        servers in 1..6usize,
        steps in proptest::collection::vec(step(), 0..120),
    ) {
        let mut world = World::new(kind, servers);
        for step in &steps {
            let (next, choice) = world.go(step);
            world = next;
            if let Some(choice) = choice {
                prop_assert!(world.bench.up.contains(&choice.server), "{choice:?}");
                prop_assert!(true_reason(&world, &choice), "{kind:?} {choice:?} of {:?}", world.bench.backends);
                world.bench.send(choice.server);
            }
        }
    }

    #[test]
    fn a_copy_goes_on_as_the_original(kind in kind(), steps in proptest::collection::vec(step(), 0..80), cut in 0..80usize) {
        let mut world = World::new(kind, 5);
        let mut copy = None;
        let mut seen = Vec::new();
        for (i, step) in steps.iter().enumerate() {
            if i == cut {
                copy = Some(world.clone());
            }
            let (next, choice) = world.go(step);
            world = next;
            if let Some(choice) = choice {
                world.bench.send(choice.server);
                if copy.is_some() { seen.push(choice); }
            }
        }
        let mut again = Vec::new();
        let mut world = copy.unwrap_or(world);
        for step in steps.iter().skip(cut) {
            let (next, choice) = world.go(step);
            world = next;
            if let Some(choice) = choice {
                world.bench.send(choice.server);
                again.push(choice);
            }
        }
        prop_assert_eq!(seen, again);
    }

    #[test]
    fn policies_without_memory_depend_on_their_dice_alone(
        kind in proptest::sample::select(&[Kind::Random, Kind::PowerOfChoices, Kind::JoinShortestQueue, Kind::IpHash, Kind::ConsistentHash][..]),
        picks in 0..50usize,
        seed in any::<u64>(),
    ) {
        let mut fresh = World::new(kind, 6);
        let mut used = fresh.clone();
        used.bench.servers(&mut used.policy, picks);
        fresh.bench.dice = crate::sim::Seed(seed).dice(crate::sim::Stream::Policy, 0);
        used.bench.dice = fresh.bench.dice.clone();
        for _ in 0..20 {
            prop_assert_eq!(fresh.bench.pick(&mut fresh.policy), used.bench.pick(&mut used.policy));
        }
    }

    #[test]
    fn a_cycle_of_weighted_turns_honours_every_weight(weights in proptest::collection::vec(1..20u32, 2..9), cycles in 1..4u32) {
        let mut bench = Bench::weighted(&weights.iter().map(|&weight| f64::from(weight)).collect::<Vec<_>>());
        let mut policy = WeightedRoundRobin::default();
        bench.changed(&mut policy);
        for _ in 0..cycles {
            let mut counts = vec![0; weights.len()];
            for _ in 0..weights.iter().sum::<u32>() {
                counts[bench.pick(&mut policy).server as usize] += 1;
            }
            prop_assert_eq!(&counts, &weights);
            prop_assert!(policy.current().iter().all(|&current| current == 0.0));
        }
    }

    #[test]
    fn on_the_ring_only_what_must_move_moves(
        mask in any::<u8>(),
        server in 0..8u16,
        vnodes in 1..60u32,
        weight in 1.0..5.0,
    ) {
        let mut bench = Bench::weighted(&[1.0, 2.0, 0.5, 3.0, 1.0, 1.0, 4.0, 1.0]);
        let mut policy = Policy::new(Kind::ConsistentHash, &Settings { vnodes, ..Settings::default() });
        let others: Vec<Server> = (0..8).filter(|&other| other != server && mask >> other & 1 == 1).collect();
        prop_assume!(!others.is_empty());
        let mut all = others.clone();
        all.push(server);
        all.sort_unstable();

        bench.up(&mut policy, &all);
        let with = owners(&mut policy, &mut bench);
        bench.up(&mut policy, &others);
        let without = owners(&mut policy, &mut bench);
        for (before, after) in with.iter().zip(&without) {
            prop_assert!(before == after || *before == server, "when it leaves only its own move");
        }
        bench.up(&mut policy, &all);
        prop_assert_eq!(&owners(&mut policy, &mut bench), &with, "when it comes back all is as before");

        bench.backends[server as usize].weight += weight;
        bench.changed(&mut policy);
        let heavier = owners(&mut policy, &mut bench);
        for (before, after) in with.iter().zip(&heavier) {
            prop_assert!(before == after || *after == server, "a heavier server only gains");
        }
    }
}
