//! The exported Lua scripts inside a real Redis, against the model: decision, remaining and wait, arrival by arrival.
//!
//! The line that reads the server's clock is replaced by one that takes the moment as an argument, so the comparison is
//! exact to the microsecond. Keys expire by the real clock; no script relies on that.

use super::real::{Folder, free_ports, program, start};
use kneepoint::policies::limit::config::{Whose, configs};
use kneepoint::policies::limit::{Decision, Kind, Policy, Rate, Settings, Single};
use kneepoint::sim::Time;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::process::Command;

/// Arrivals at whole microseconds that are no ties, with bursts and costs.
fn arrivals() -> Vec<(u64, u32)> {
    let mut dice = 7u64;
    let mut micros = 0;
    (0..400)
        .map(|_| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let draw = dice >> 33;
            micros += match draw % 4 {
                0 | 1 => 0,
                2 => draw % 90_001,
                _ => draw % 700_003,
            };
            (micros, if draw.is_multiple_of(11) { 4 } else { 1 })
        })
        .collect()
}

/// What a script answers: passes, remaining, microseconds.
fn eval(stream: &mut TcpStream, script: &str, cost: u32, now: u64) -> [i64; 3] {
    let words = ["EVAL", script, "1", "limit:{a}", &cost.to_string(), &now.to_string()];
    let mut message = format!("*{}\r\n", words.len()).into_bytes();
    for word in words {
        write!(message, "${}\r\n{word}\r\n", word.len()).unwrap();
    }
    stream.write_all(&message).unwrap();
    let mut lines = BufReader::new(stream).lines().map(|line| line.unwrap());
    let head = lines.next().unwrap();
    assert_eq!(head, "*3", "{script}");
    [(); 3].map(|()| lines.next().unwrap().trim_start_matches(':').parse().unwrap())
}

fn told(decision: &Decision) -> [i64; 3] {
    let wait = match decision.retry_after {
        Some(wait) => wait.0.div_ceil(1000) as i64,
        None if decision.allowed => 0,
        None => -1,
    };
    [i64::from(decision.allowed), decision.remaining as i64, wait]
}

#[test]
fn scripts_inside_redis_decide_as_the_models() {
    let Some(redis) = program("redis-server") else { return };
    let folder = Folder::new("redis");
    let [port] = free_ports();
    let mut command = Command::new(redis);
    command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir"]);
    let _running = start(command.arg(&folder.0), port);
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    for kind in [Kind::TokenBucket, Kind::Gcra, Kind::FixedWindow, Kind::SlidingLog, Kind::SlidingCounter] {
        for (rate, burst) in [("10/s", 6), ("7/3s", 3)] {
            let (limit, window) = Rate::read_window(rate).unwrap();
            let set = Settings { rate: Rate::read(rate).unwrap().0, burst, limit, window, ..Settings::default() };
            let policy = Policy::new(kind, &set).unwrap();
            let config = configs(&policy, Whose::Client).into_iter().find(|config| config.key == "redis").unwrap();
            let clock = "local time = redis.call('TIME')\nlocal now = time[1] * 1000000 + time[2]\n";
            assert!(config.code.contains(clock), "{}", config.code);
            let script = config.code.replace(clock, "local now = tonumber(ARGV[2])\n");
            stream.write_all(b"FLUSHALL\r\n").unwrap();
            BufReader::new(&stream).read_line(&mut String::new()).unwrap();
            let mut single = Single::new(policy);
            let (mut passed, mut refused) = (0, 0);
            for (index, (micros, cost)) in arrivals().into_iter().enumerate() {
                // A day of our time, so that numbers are as large as they will be.
                let now = 20_782 * 86_400_000_000 + micros;
                let decision = single.check(Time(now * 1000), cost);
                let [passes, remaining, wait] = eval(&mut stream, &script, cost, now);
                let [ours, left, due] = told(&decision);
                let of = format!("{kind:?} {rate}, arrival {index} at {micros} µs, cost {cost}: {decision:?}");
                assert_eq!(passes, ours, "{of}");
                // What is too big is told so before anything is read.
                assert!(wait < 0 || remaining == left, "{of}: {remaining} remain");
                // Rounding up may cost a microsecond; GCRA's one number is rounded to a quarter of one at every request.
                let off = if kind == Kind::Gcra { 10 } else { 1 };
                assert!((wait - due).abs() <= off && (wait < 0) == (due < 0), "{of}: {wait} µs");
                *if decision.allowed { &mut passed } else { &mut refused } += 1;
            }
            assert!(passed > 20 && refused > 20, "{kind:?}: {passed} passed, {refused} refused");
        }
    }
}
