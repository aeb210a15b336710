//! Real programs take what a concept exports. Where a program is missing its test says so and passes.

use kneepoint::concepts;
use kneepoint::link;
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Output, Stdio};

/// The program, from `KNEEPOINT_NGINX` and the like, the path, or where Debian puts it.
fn find(name: &str) -> Option<PathBuf> {
    let named = std::env::var_os(format!("KNEEPOINT_{}", name.to_uppercase())).map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let there = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]).map(|folder| folder.join(name));
    let found = named.into_iter().chain(there).find(|file| file.is_file());
    if found.is_none() {
        eprintln!("skipped: {name} is not installed, so nothing was tried with it; `cargo xtask test` installs it");
    }
    found
}

/// What the presets of the concept export for the product; in some states it has nothing to take.
fn exported(concept: &str, product: &str) -> Vec<(&'static str, String)> {
    let entry = concepts::find(concept).expect("the concept is there");
    let export = |preset: &kneepoint::concept::Preset| {
        let decoded = link::decode(preset.link, entry);
        let run = (entry.open)(&decoded.state).unwrap();
        run.exports().into_iter().find(|export| export.key == product).map(|export| (preset.id, export.code))
    };
    let all: Vec<_> = entry.presets.iter().filter_map(export).collect();
    assert!(!all.is_empty(), "{concept} exports nothing for {product}");
    all
}

/// The same for every choice of a parameter, the others at their defaults.
fn exported_for(concept: &str, product: &str, setting: &str) -> Vec<(&'static str, String)> {
    let entry = concepts::find(concept).expect("the concept is there");
    let export = |value: &&'static str| {
        let decoded = link::decode(&format!("{setting}={value}"), entry);
        let run = (entry.open)(&decoded.state).unwrap();
        run.exports().into_iter().find(|export| export.key == product).map(|export| (*value, export.code))
    };
    let all: Vec<_> = choices(entry, setting).iter().filter_map(export).collect();
    assert!(!all.is_empty(), "{concept} exports nothing for {product}");
    all
}

/// What a parameter can be set to; on or off for a switch.
pub fn choices(entry: &kneepoint::concept::Entry, key: &str) -> Vec<&'static str> {
    let param = entry.table.iter().find(|param| param.key == key).unwrap();
    match param.kind {
        kneepoint::param::Kind::Choice { options, .. } | kneepoint::param::Kind::Set { options, .. } => {
            options.iter().map(|option| option.key).collect()
        }
        _ => vec!["on", "off"],
    }
}

type Wrapped<'a> = &'a dyn Fn(&str) -> String;

fn try_all(concept: &str, product: &str, wrap: impl Fn(&str) -> String, run: impl Fn(&Path, &Path) -> Output) {
    try_these((concept, product), exported(concept, product), &wrap, run);
}
fn try_each(
    concept: &str,
    product: &str,
    setting: &str,
    wrap: impl Fn(&str) -> String,
    run: impl Fn(&Path, &Path) -> Output,
) {
    try_these((concept, product), exported_for(concept, product, setting), &wrap, run);
}
fn try_these(
    (concept, product): (&str, &str),
    all: Vec<(&'static str, String)>,
    wrap: Wrapped<'_>,
    run: impl Fn(&Path, &Path) -> Output,
) {
    let folder = std::env::temp_dir().join(format!("kneepoint-{concept}-{product}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for (preset, code) in all {
        if !seen.insert(code.clone()) {
            continue;
        }
        // Envoy tells the form of a file by its name.
        let file = folder.join(format!("{preset}.{}", if product == "envoy" { "yaml" } else { "conf" }));
        std::fs::write(&file, wrap(&code)).unwrap();
        let output = run(&file, &folder);
        let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{product} refuses {preset}:\n{said}\n{code}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn haproxy_takes_the_placement() {
    let Some(haproxy) = find("haproxy") else { return };
    let wrap = |code: &str| {
        let head = "defaults\n    mode http\n    timeout connect 1s\n    timeout client 1s\n    timeout server 1s\n";
        format!("{head}frontend in\n    bind 127.0.0.1:8080\n    default_backend pool\n{code}")
    };
    try_all("consistent-hashing", "haproxy", wrap, |file, _| {
        Command::new(&haproxy).arg("-c").arg("-f").arg(file).output().expect("haproxy starts")
    });
}

#[test]
fn nginx_takes_placement_and_caches() {
    let Some(nginx) = find("nginx") else { return };
    let wrap = |code: &str| {
        let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let temp: String = paths.map(|path| format!("{path}_temp_path temp;\n")).concat();
        format!("pid nginx.pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{temp}{code}}}\n")
    };
    let run = |file: &Path, folder: &Path| {
        // The test binds what it is told to listen on, and port 80 may be taken or not allowed.
        let text = std::fs::read_to_string(file).unwrap().replace("listen 80;", "listen unix:nginx.sock;");
        std::fs::write(file, text).unwrap();
        let mut command = Command::new(&nginx);
        command.arg("-t").arg("-p").arg(folder).arg("-c").arg(file).output().expect("nginx starts")
    };
    for concept in ["consistent-hashing", "cache-eviction", "cache-stampede", "cache-tiers"] {
        try_all(concept, "nginx", wrap, run);
    }
    try_each("cache-patterns", "nginx", "patterns", wrap, run);
    try_each("cache-tiers", "nginx", "classes", wrap, run);
}

/// A whole configuration of Envoy around what the page gives out: filters before the router, what is said on the virtual
/// host, clusters.
fn envoy_around(filters: &str, host: &str, clusters: &str) -> String {
    let indent = |text: &str, by: usize| -> String {
        let lines = text.lines().filter(|line| !line.is_empty());
        lines.flat_map(|line| [" ".repeat(by), line.to_owned(), "\n".to_owned()]).collect()
    };
    let head = "static_resources:
  listeners:
  - name: in
    address: { socket_address: { address: 127.0.0.1, port_value: 8080 } }
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          \"@type\": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: in
          route_config:
            virtual_hosts:
            - name: all
              domains: [\"*\"]
              routes:
              - match: { prefix: / }
                direct_response: { status: 200 }
";
    let router = "- name: envoy.filters.http.router
  typed_config: { \"@type\": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router }
";
    let host = indent(host, 14);
    let filters = indent(filters, 10) + &indent(router, 10);
    format!("{head}{host}          http_filters:\n{filters}{}", indent(clusters, 2))
}

#[test]
fn envoy_takes_limits_and_placement() {
    let Some(envoy) = find("envoy") else { return };
    let run = |file: &Path, _: &Path| {
        Command::new(&envoy).args(["--mode", "validate", "-c"]).arg(file).output().expect("Envoy starts")
    };
    try_all("rate-limiting", "envoy", |code| envoy_around(code, "", ""), run);
    try_all("consistent-hashing", "envoy", |code| envoy_around("", "", code), run);
    // Three parts: a filter, a line of the virtual host, and the file of the service, which is not Envoy's.
    let service = "clusters:
- name: ratelimit
  type: STATIC
  typed_extension_protocol_options:
    envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
      \"@type\": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
      explicit_http_config: { http2_protocol_options: {} }
  load_assignment:
    cluster_name: ratelimit
    endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: 8081 } } } }] }]
";
    let whole = |code: &str| {
        let mut parts = code.split("---\n");
        let (filter, host) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        envoy_around(filter, host, service)
    };
    try_all("distributed-limiting", "envoy", whole, run);
}

#[test]
fn redis_starts_with_the_cache_and_evicts_by_it() {
    let Some(redis) = find("redis-server") else { return };
    let wrap = |code: &str| format!("{code}port 0\nunixsocket redis.sock\nsave \"\"\ndaemonize no\n");
    let run = |file: &Path, folder: &Path| {
        let mut server =
            Command::new(&redis).arg(file).current_dir(folder).stdout(Stdio::null()).spawn().expect("it starts");
        let set = (0..500).find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(10));
            UnixStream::connect(folder.join("redis.sock")).ok()
        });
        let mut stream = set.expect("Redis listens within 5 s");
        // Far more than fits: each write must be taken, as something else leaves.
        let value = "x".repeat(4000);
        for key in 0..1500 {
            let words = ["SET", &format!("key:{key}"), &value];
            let message: String = words.map(|word| format!("${}\r\n{word}\r\n", word.len())).concat();
            stream.write_all(format!("*3\r\n{message}").as_bytes()).unwrap();
            let mut answer = [0; 5];
            stream.read_exact(&mut answer).unwrap();
            assert_eq!(&answer, b"+OK\r\n", "write {key}");
        }
        stream.write_all(b"*1\r\n$6\r\nDBSIZE\r\n").unwrap();
        let mut answer = [0; 32];
        let length = stream.read(&mut answer).unwrap();
        let left: u64 = String::from_utf8_lossy(&answer[1..length]).trim().parse().unwrap();
        assert!(left > 0 && left < 1400, "{left} keys are left");
        server.kill().unwrap();
        server.wait_with_output().map(|output| Output { status: ExitStatus::default(), ..output }).unwrap()
    };
    try_all("cache-eviction", "redis", wrap, run);
    try_all("cache-tiers", "redis", wrap, run);
}

/// The words after the name of a program that starts a line.
fn arguments(code: &str, program: &str) -> Vec<String> {
    let line = code.lines().find(|line| line.starts_with(program)).expect("there is a line that starts it");
    line.split_whitespace().skip(1).map(str::to_owned).collect()
}

#[test]
fn memcached_starts_with_the_cache_as_exported() {
    let Some(memcached) = find("memcached") else { return };
    try_all("cache-eviction", "memcached", str::to_owned, |file, folder| {
        let code = std::fs::read_to_string(file).unwrap();
        let socket = folder.join("memcached.sock");
        let _ = std::fs::remove_file(&socket);
        let mut server = Command::new(&memcached)
            .args(arguments(&code, "memcached"))
            // Run by root it wants to be told whom to become.
            .args(["-u", "root", "-s"])
            .arg(&socket)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let stream = (0..500).find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(10));
            UnixStream::connect(&socket).ok()
        });
        let Some(mut stream) = stream else {
            // It has said why, and ended with an error.
            let _ = server.kill();
            return server.wait_with_output().unwrap();
        };
        stream.write_all(b"stats settings\r\n").unwrap();
        let (mut said, mut answer) = (String::new(), [0; 4096]);
        while !said.contains("END\r\n") {
            let length = stream.read(&mut answer).unwrap();
            assert!(length > 0, "memcached hung up: {said}");
            said.push_str(&String::from_utf8_lossy(&answer[..length]));
        }
        server.kill().unwrap();
        server.wait().unwrap();
        let taken =
            ["lru_segmented yes", "hot_lru_pct 20", "warm_lru_pct 40", "hot_max_factor 0.20", "warm_max_factor 2.00"];
        assert!(taken.iter().all(|setting| said.contains(setting)), "it did not take what was asked for:\n{said}");
        Output { status: ExitStatus::default(), stdout: Vec::new(), stderr: Vec::new() }
    });
}

#[test]
fn varnish_takes_the_cache_and_compiles_the_grace() {
    let Some(varnishd) = find("varnishd") else { return };
    // -C compiles to C and starts nothing; parameters and storage are looked at before that.
    try_all("cache-eviction", "varnish", str::to_owned, |file, folder| {
        let code = std::fs::read_to_string(file).unwrap();
        let mut command = Command::new(&varnishd);
        command
            .arg("-C")
            .arg("-n")
            .arg(folder.join("n"))
            .args(arguments(&code, "varnishd"))
            .output()
            .expect("it starts")
    });
    let compile = |file: &Path, folder: &Path| {
        let mut command = Command::new(&varnishd);
        command.arg("-C").arg("-n").arg(folder.join("n")).arg("-f").arg(file).output().expect("it starts")
    };
    for (concept, setting) in [
        ("cache-stampede", "cures"),
        ("cache-patterns", "patterns"),
        ("cache-tiers", "tell"),
        ("cache-tiers", "classes"),
        ("cache-tiers", "join"),
    ] {
        try_each(concept, "varnish", setting, str::to_owned, compile);
    }
}

#[test]
fn redis_takes_each_command_of_patterns_and_prompts() {
    let Some(redis) = find("redis-server") else { return };
    let folder = std::env::temp_dir().join(format!("kneepoint-patterns-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut server = Command::new(&redis)
        .args(["--port", "0", "--unixsocket", "redis.sock", "--save", ""])
        .current_dir(&folder)
        .stdout(Stdio::null())
        .spawn()
        .expect("it starts");
    let found = (0..500).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(10));
        UnixStream::connect(folder.join("redis.sock")).ok()
    });
    let mut stream = found.expect("Redis listens within 5 s");
    let entry = concepts::find("cache-patterns").unwrap();
    let (mut lines, mut all) = (0, exported("llm-cache", "redis"));
    for pattern in choices(entry, "patterns") {
        for order in choices(entry, "order") {
            let decoded = link::decode(&format!("patterns={pattern}&order={order}"), entry);
            let run = (entry.open)(&decoded.state).unwrap();
            let export = run.exports().into_iter().find(|export| export.key == "redis").unwrap();
            all.push((pattern, export.code));
        }
    }
    for (name, code) in all {
        let commands = code.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        for line in std::iter::once("FLUSHALL").chain(commands) {
            stream.write_all(format!("{line}\r\n").as_bytes()).unwrap();
            // The answer ends where the next command's would begin: ask for something whose answer is known.
            stream.write_all(format!("ECHO done{lines}\r\n").as_bytes()).unwrap();
            let (mut said, mut answer) = (String::new(), [0; 1024]);
            let last = format!("done{lines}\r\n");
            let ended = |said: &str| {
                said.ends_with(&last)
                    || said.ends_with("+QUEUED\r\n+QUEUED\r\n")
                    || said.ends_with("+OK\r\n+QUEUED\r\n")
            };
            while !ended(&said) {
                let length = stream.read(&mut answer).unwrap();
                assert!(length > 0, "Redis hung up at {line}");
                said.push_str(&String::from_utf8_lossy(&answer[..length]));
            }
            assert!(!said.starts_with('-') && !said.contains("-ERR"), "{name}: {line}\n{said}");
            lines += 1;
        }
    }
    server.kill().unwrap();
    server.wait().unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(lines > 100, "{lines}");
}

#[test]
fn haproxy_takes_the_counts_of_tiers_and_of_many_gateways() {
    let Some(haproxy) = find("haproxy") else { return };
    // Where gateways tell each other, each has to know its own name.
    for concept in ["fair-limiting", "distributed-limiting"] {
        try_all(concept, "haproxy", str::to_owned, |file, _| {
            Command::new(&haproxy).args(["-c", "-L", "g1", "-f"]).arg(file).output().expect("haproxy starts")
        });
    }
}

#[test]
fn nginx_takes_the_counts_of_tiers_and_of_many_gateways() {
    let Some(nginx) = find("nginx") else { return };
    let wrap = |code: &str| {
        let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let temp: String = paths.map(|path| format!("{path}_temp_path temp;\n")).concat();
        let code = code.replace("listen 8080;", "listen unix:nginx.sock;");
        format!("pid nginx.pid;\nerror_log stderr;\nevents {{}}\nhttp {{\naccess_log off;\n{temp}{code}}}\n")
    };
    for concept in ["fair-limiting", "distributed-limiting"] {
        try_all(concept, "nginx", wrap, |file, folder| {
            let mut command = Command::new(&nginx);
            command.arg("-t").arg("-p").arg(folder).arg("-c").arg(file).output().expect("nginx starts")
        });
    }
}

#[test]
fn python_reads_the_semantic_caches() {
    let Some(python) = find("python3") else { return };
    for product in ["redisvl", "gptcache"] {
        try_all("llm-cache", product, str::to_owned, |file, _| {
            let read = "import ast, sys; ast.parse(open(sys.argv[1]).read())";
            Command::new(&python).args(["-c", read]).arg(file).output().expect("python starts")
        });
    }
}
