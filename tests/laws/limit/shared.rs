//! Exports of the limit that many gateways share, run by the real programs: two HAProxies that tell each other, and
//! scripts inside a Redis that two connections use.

use super::real::{Folder, free_ports, program, start};
use kneepoint::{concepts, link};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// What is exported for a state.
fn export(state: &str, product: &str) -> String {
    let entry = concepts::find("distributed-limiting").expect("the concept is there");
    let run = (entry.open)(&link::decode(state, entry).state).unwrap();
    run.exports().into_iter().find(|export| export.key == product).expect("it is exported").code
}

fn command(stream: &mut TcpStream, words: &[&str]) -> Vec<String> {
    let mut message = format!("*{}\r\n", words.len()).into_bytes();
    for word in words {
        write!(message, "${}\r\n{word}\r\n", word.len()).unwrap();
    }
    stream.write_all(&message).unwrap();
    let mut lines = BufReader::new(stream).lines().map(|line| line.unwrap());
    let head = lines.next().unwrap();
    match head.split_at(1) {
        ("*", n) => (0..n.parse().unwrap()).map(|_| lines.next().unwrap().trim_start_matches(':').to_owned()).collect(),
        ("$", _) => vec![lines.next().unwrap()],
        ("-", wrong) => panic!("{wrong}: {words:?}"),
        (_, rest) => vec![rest.to_owned()],
    }
}

/// The script with the moment as an argument, microseconds.
fn with_moment(script: &str) -> String {
    let clock = "local time = redis.call('TIME')\nlocal now = time[1] * 1000000 + time[2]\n";
    assert!(script.contains(clock), "{script}");
    script.replace(clock, "local now = tonumber(ARGV[2])\n")
}

#[test]
fn scripts_keep_one_limit_for_two_connections() {
    let Some(redis) = program("redis-server") else {
        return;
    };
    let folder = Folder::new("redis-shared");
    let [port] = free_ports();
    let mut server = Command::new(redis);
    server.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir"]);
    let _running = start(server.arg(&folder.0), port);
    let mut gateways = [(); 2].map(|()| TcpStream::connect(("127.0.0.1", port)).unwrap());
    // A whole number of windows since 1970.
    let start_us = 20_782 * 86_400_000_000u64;
    let mut eval = |gateway: usize, script: &str, amount: u32, at: u64| -> Vec<i64> {
        let words = ["EVAL", script, "1", "limit:{all}", &amount.to_string(), &(start_us + at).to_string()];
        command(&mut gateways[gateway], &words).iter().map(|word| word.parse().unwrap()).collect()
    };

    let count = with_moment(&export("scheme=central&limit=25&window=2", "redis"));
    let passed = (0..40).filter(|k| eval(k % 2, &count, 1, 40_000 * *k as u64)[0] == 1).count();
    assert_eq!(passed, 25, "one count for both");
    assert_eq!(eval(0, &count, 1, 2_000_000)[0], 1, "and a new window");

    let lease = with_moment(&export("scheme=lease&limit=25&batch=10&window=2", "redis"));
    let granted = [0, 1, 0, 1].map(|gateway| eval(gateway, &lease, 10, 5_500_000));
    assert_eq!(granted, [[10, 500_000], [10, 500_000], [5, 500_000], [0, 500_000]], "batches, and then what is left");
    assert_eq!(eval(1, &lease, 10, 6_000_000), [10, 2_000_000]);

    let tell = with_moment(&export("scheme=sync&limit=25&window=2", "redis"));
    assert_eq!(eval(0, &tell, 7, 9_000_000), [7, 1_000_000]);
    assert_eq!(eval(1, &tell, 20, 9_250_000), [27, 750_000], "all that both have told");

    // Read, decide, write: both have read before either writes.
    let steps = export("preset=ninety-nine-and-then", "redis-two-steps");
    let steps: Vec<Vec<&str>> =
        steps.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(' ').collect()).collect();
    let [read, write] = &steps[..] else { panic!("{steps:?}") };
    command(&mut gateways[0], &["SET", "limit:all", "99"]);
    let seen = [0, 1].map(|gateway| command(&mut gateways[gateway], read));
    assert_eq!(seen, [["99"], ["99"]], "each finds room for one more");
    for gateway in &mut gateways {
        assert_eq!(command(gateway, write), ["OK"]);
    }
    assert_eq!(command(&mut gateways[0], read), ["100"], "101 passed, and 100 are counted");
}

/// True for an answer from behind the limiter, false for 429.
fn passes(port: u16) -> bool {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    match &answer[9..] {
        b"204" => true,
        b"429" => false,
        other => panic!("status {}", String::from_utf8_lossy(other)),
    }
}

/// Waits until a HAProxy knows of so many requests in this table.
fn wait_until_known(socket: &Path, table: &str, requests: u32) {
    let mut said = String::new();
    for _ in 0..1200 {
        let mut stream = UnixStream::connect(socket).unwrap();
        stream.write_all(format!("show table {table}\n").as_bytes()).unwrap();
        said.clear();
        stream.read_to_string(&mut said).unwrap();
        if said.trim_end().ends_with(&format!("={requests}")) {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{table} is not known to hold {requests} after a minute: {said}");
}

#[test]
fn two_real_haproxies_keep_one_limit_together() {
    let Some(haproxy) = program("haproxy") else {
        return;
    };
    let folder = Folder::new("haproxy-shared");
    let [a, b, peer_a, peer_b] = free_ports();
    // An hour, so that nothing is forgotten however slow the machine is.
    let code = export("scheme=sync&gateways=2&limit=10&window=3600", "haproxy")
        .replace("10.0.0.1:10000", &format!("127.0.0.1:{peer_a}"))
        .replace("10.0.0.2:10000", &format!("127.0.0.1:{peer_b}"))
        .replace("server app1 127.0.0.1:9000", "http-request return status 204");
    let socket = |name: &str| folder.0.join(format!("{name}.sock"));
    let run = |name: &str, port: u16| {
        let head = format!("global\n    nbthread 1\n    stats socket {} level admin\n", socket(name).display());
        let path = folder.0.join(format!("{name}.cfg"));
        std::fs::write(&path, head + &code.replace("bind :8080", &format!("bind 127.0.0.1:{port}"))).unwrap();
        start(Command::new(&haproxy).args(["-db", "-L", name, "-f"]).arg(&path), port)
    };
    let _running = [run("g1", a), run("g2", b)];
    assert_eq!([(); 6].map(|()| passes(a)), [true; 6]);
    wait_until_known(&socket("g2"), "count_g1", 6);
    assert_eq!([(); 5].map(|()| passes(b)), [true, true, true, true, false], "six and four are ten");
    wait_until_known(&socket("g1"), "count_g2", 5);
    assert!(!passes(a), "what one let pass the other one knows");
}
