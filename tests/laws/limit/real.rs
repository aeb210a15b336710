//! The real nginx and the real HAProxy: they accept what is exported, and decide as the model says.
//!
//! Both read a clock of whole milliseconds somewhere between the moment a request is sent and the moment its answer is
//! there, and nobody outside knows which millisecond they read. So the model is run for every millisecond it may have
//! been: a set of possible pasts, of which those remain that explain the answer. The test fails when none does.
//!
//! nginx moreover reads the kernel's *coarse* monotonic clock, which stands still between two ticks of the kernel (10 ms
//! at 100 Hz, the slowest that Linux is built with), and whose milliseconds turn over at other moments than those of the
//! wall clock: its time may be up to [`COARSE_MS`] before the request was sent. HAProxy reads the fine clock,
//! but once per turn of its loop, which may begin just before. That is the whole tolerance.

use kneepoint::policies::limit::config::{Config, Whose, configs};
use kneepoint::policies::limit::{Delay, HaProxy, Kind, Limiter, Nginx, Policy, Rate, Settings};
use kneepoint::sim::{Span, Time};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The program, or a message that it is missing.
pub fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders =
        std::env::split_paths(&path).chain(["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"].map(PathBuf::from));
    let found = folders.map(|folder| folder.join(name)).find(|program| program.is_file());
    if found.is_none() {
        eprintln!(
            "SKIPPED: {name} is not installed (Debian, Ubuntu: `apt-get install {name}`); `cargo xtask test` installs it"
        );
    }
    found
}

/// A folder that is gone at the end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("kneepoint-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A running program that ends with the test.
pub struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Microseconds since 1970.
fn now_us() -> u64 {
    #[allow(clippy::disallowed_methods, reason = "the real program reads this clock")]
    let now = SystemTime::now();
    now.duration_since(UNIX_EPOCH).unwrap().as_micros() as u64
}

pub fn free_ports<const N: usize>() -> [u16; N] {
    let listeners = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}

/// A whole `nginx.conf` around what is exported.
fn nginx_conf(folder: &Path, code: &str, port: u16, backend: u16) -> String {
    let code =
        code.replace("listen 8080", &format!("listen 127.0.0.1:{port}")).replace(":9000", &format!(":{backend}"));
    let folder = folder.display();
    format!(
        "daemon off;\nmaster_process off;\nworker_processes 1;\npid {folder}/pid;\nerror_log {folder}/error.log;\n\
         events {{ worker_connections 128; }}\nhttp {{\naccess_log off;\nclient_body_temp_path {folder}/body;\n\
         proxy_temp_path {folder}/proxy;\nfastcgi_temp_path {folder}/fastcgi;\nuwsgi_temp_path {folder}/uwsgi;\n\
         scgi_temp_path {folder}/scgi;\n{code}\nserver {{ listen 127.0.0.1:{backend}; return 204; }}\n}}\n"
    )
}

fn accepts(command: &mut Command, of: &str) {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{of} is refused:\n{said}\n{}", String::from_utf8_lossy(&output.stdout));
}

/// What is exported for many rules, each text once.
fn exported(key: &str) -> Vec<Config> {
    let mut all: Vec<Config> = Vec::new();
    for rate in ["10/s", "7/3s", "10/m", "1/h", "3/d", "20000/s", "2.5/s"] {
        for burst in [1, 20] {
            let (limit, window) = Rate::read_window(rate).unwrap();
            let rate = Rate::read(rate).unwrap().0;
            let delay = if burst == 1 { Delay::None } else { Delay::Above(3) };
            let set = Settings { rate, burst, limit, window, delay, ..Settings::default() };
            let policies = Kind::ALL.iter().filter_map(|&kind| Policy::new(kind, &set).ok());
            let both =
                |policy: Policy| [Whose::Client, Whose::All].into_iter().flat_map(move |whose| configs(&policy, whose));
            all.extend(policies.flat_map(both).filter(|config| config.key == key));
        }
    }
    all.sort_by(|a, b| a.code.cmp(&b.code));
    all.dedup_by(|a, b| a.code == b.code);
    assert!(all.len() > 30, "{} configurations", all.len());
    all
}

#[test]
fn nginx_accepts_every_export() {
    let Some(nginx) = program("nginx") else { return };
    let folder = Folder::new("nginx-accepts");
    let [port, backend] = free_ports();
    for config in exported("nginx") {
        let path = folder.write("nginx.conf", &nginx_conf(&folder.0, &config.code, port, backend));
        accepts(Command::new(&nginx).args(["-t", "-q", "-p"]).arg(&folder.0).arg("-c").arg(&path), &config.code);
    }
}

#[test]
fn haproxy_accepts_every_export() {
    let Some(haproxy) = program("haproxy") else { return };
    let folder = Folder::new("haproxy-accepts");
    for config in exported("haproxy") {
        let path = folder.write("haproxy.cfg", &config.code);
        accepts(Command::new(&haproxy).args(["-c", "-q", "-f"]).arg(&path), &config.code);
    }
}

pub fn start(command: &mut Command, port: u16) -> Running {
    let running = Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    for _ in 0..500 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return running;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("nothing listens on port {port} after 5 s");
}

fn start_nginx(nginx: &Path, folder: &Folder, code: &str) -> (Running, u16) {
    let [port, backend] = free_ports();
    let path = folder.write("nginx.conf", &nginx_conf(&folder.0, code, port, backend));
    let running = start(Command::new(nginx).arg("-p").arg(&folder.0).arg("-c").arg(&path), port);
    (running, port)
}

fn request(stream: &mut TcpStream) {
    stream.write_all(b"GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n").unwrap();
}

/// True for an answer from behind the limiter, false for 429.
fn passed(stream: &mut TcpStream) -> bool {
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).unwrap();
    match &answer[9..] {
        b"204" => true,
        b"429" => false,
        other => panic!("status {}", String::from_utf8_lossy(other)),
    }
}

/// How far behind nginx's clock may be: one tick at 100 Hz, and one millisecond for the turn of the milliseconds.
const COARSE_MS: u64 = 11;

/// On a busy machine an answer takes so long that nearly everything explains it: more pasts than this tell nothing.
const PASTS_MAX: usize = 10_000;
/// So often is a list sent to a program that is started anew, until the machine is quick enough to tell something.
const TRIES: usize = 5;

/// The machine was too slow to tell anything.
struct TooSlow;

/// Tries until something can be told. That the machine is too slow every time is a failure: nothing was shown.
fn told(mut attempt: impl FnMut(usize) -> Result<(), TooSlow>) {
    let told = (0..TRIES).any(|turn| attempt(turn).is_ok());
    assert!(told, "the machine is too slow to tell anything, {TRIES} times");
}

/// A recorded list of arrivals in milliseconds: bursts, a steady stream faster than the limit, pauses, odd gaps.
fn recorded() -> Vec<u64> {
    let burst = [0; 9].into_iter();
    let steady = (1..30).map(|k| 200 + k * 37);
    let late = [1_900, 1_900, 2_000, 2_100, 2_101, 2_350, 2_350, 2_350, 2_351, 2_352];
    let odd = (0..25).map(|k| 2_900 + k * k * 3);
    burst.chain(steady).chain(late).chain(odd).collect()
}

/// Sends the recorded list, and keeps of all possible pasts of `rule` those that explain the answers. The program's clock
/// is at most `behind_ms` late and never turns back.
fn drive<L: Limiter>(rule: &L, port: u16, behind_ms: u64) -> Result<(), TooSlow> {
    let start = now_us();
    // A past: the rule's state, and the last millisecond that the program read.
    let mut pasts = vec![(rule.fresh(Time::ZERO), 0)];
    let (mut allowed, mut rejected, mut choices) = (0, 0, 0);
    let list = recorded();
    for (index, at_ms) in list.iter().enumerate() {
        let wait = (start + at_ms * 1000).saturating_sub(now_us());
        std::thread::sleep(Duration::from_micros(wait));
        // What was sent later than planned is judged by when it was sent.
        let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
        let sent = now_us() / 1000;
        request(&mut stream);
        let passed = passed(&mut stream);
        let answered = now_us() / 1000;
        let mut explained: Vec<(L::State, u64)> = Vec::new();
        for (past, last_ms) in &pasts {
            for ms in (sent - behind_ms).max(*last_ms)..=answered {
                let mut state = past.clone();
                let allowed = rule.check(&mut state, Time(ms * 1_000_000), 1).allowed;
                if allowed == passed && !explained.iter().any(|known| known.0 == state && known.1 == ms) {
                    explained.push((state, ms));
                }
            }
        }
        assert!(
            !explained.is_empty(),
            "request {index}, planned for {at_ms} ms, read between {sent} and {answered}: {} is explained by none of {} pasts: {pasts:?}",
            if passed { "allowed" } else { "rejected" },
            pasts.len()
        );
        if explained.len() >= PASTS_MAX {
            eprintln!("too slow after {index} of {} requests", list.len());
            return Err(TooSlow);
        }
        choices += answered - sent;
        pasts = explained;
        *if passed { &mut allowed } else { &mut rejected } += 1;
    }
    eprintln!(
        "{allowed} allowed, {rejected} rejected, {:.2} ms between sent and answered",
        choices as f64 / list.len() as f64
    );
    assert!(allowed >= 10 && rejected >= 10, "the list tries both: {allowed} allowed, {rejected} rejected");
    Ok(())
}

#[test]
fn the_real_nginx_decides_as_the_model() {
    let Some(nginx) = program("nginx") else { return };
    for (rate, burst) in [("10/s", 5), ("10/s", 0), ("600/m", 2), ("90/m", 3)] {
        let rule = Nginx::new(Rate::read(rate).unwrap().0, burst, Delay::None).unwrap();
        let config = configs(&rule.into(), Whose::Client).into_iter().find(|config| config.key == "nginx").unwrap();
        told(|turn| {
            let folder = Folder::new(&format!("nginx-{}-{burst}-{turn}", rate.replace('/', "-")));
            let (_running, port) = start_nginx(&nginx, &folder, &config.code);
            drive(&rule, port, COARSE_MS)
        });
    }
}

#[test]
fn a_token_bucket_exported_to_nginx_decides_as_nginx_would() {
    let Some(nginx) = program("nginx") else { return };
    let set = Settings { burst: 6, ..Settings::default() };
    let config = configs(&Policy::new(Kind::TokenBucket, &set).unwrap(), Whose::All)
        .into_iter()
        .find(|config| config.key == "nginx")
        .unwrap();
    told(|turn| {
        let folder = Folder::new(&format!("nginx-bucket-{turn}"));
        let (_running, port) = start_nginx(&nginx, &folder, &config.code);
        drive(&Nginx::new(set.rate, 5, Delay::None).unwrap(), port, COARSE_MS)
    });
}

#[test]
fn the_real_haproxy_decides_as_the_model() {
    let Some(haproxy) = program("haproxy") else { return };
    let rule = HaProxy::new(20, Span(1_000_000_000)).unwrap();
    let config = configs(&rule.into(), Whose::Client).into_iter().find(|config| config.key == "haproxy").unwrap();
    told(|turn| {
        let folder = Folder::new(&format!("haproxy-decides-{turn}"));
        let [port] = free_ports();
        let front = config.code.replace("bind :8080", &format!("bind 127.0.0.1:{port}"));
        let (front, _) = front.rsplit_once("\nbackend app\n").unwrap();
        let code = format!("global\n    nbthread 1\n{front}\nbackend app\n    http-request return status 204\n");
        let path = folder.write("haproxy.cfg", &code);
        accepts(Command::new(&haproxy).args(["-c", "-q", "-f"]).arg(&path), &code);
        let _running = start(Command::new(&haproxy).args(["-db", "-f"]).arg(&path), port);
        drive(&rule, port, 1)
    });
}

/// Twelve at once at ten per second: how many pass, and that nothing is let out too early. Late is the machine's matter.
#[test]
fn the_real_nginx_delays_as_the_model() {
    let Some(nginx) = program("nginx") else { return };
    for (burst, delay) in [(5, Delay::Above(0)), (5, Delay::Above(3)), (5, Delay::None), (0, Delay::Above(0))] {
        let folder = Folder::new(&format!("nginx-delays-{burst}-{delay:?}"));
        let rule = Nginx::new(Rate::per_second(10), burst, delay).unwrap();
        let config = configs(&rule.into(), Whose::Client).into_iter().find(|config| config.key == "nginx").unwrap();
        let (_running, port) = start_nginx(&nginx, &folder, &config.code);
        let mut streams: Vec<TcpStream> = (0..12).map(|_| TcpStream::connect(("127.0.0.1", port)).unwrap()).collect();
        let began = now_us();
        streams.iter_mut().for_each(request);
        let spread_ms = (now_us() - began) / 1000;
        let mut waits: Vec<u64> = Vec::new();
        for stream in &mut streams {
            if passed(stream) {
                waits.push((now_us() - began) / 1000);
            }
        }
        let mut state = rule.fresh(Time::ZERO);
        let decisions = (0..12).map(|_| rule.check(&mut state, Time(1_000_000), 1));
        let due: Vec<u64> =
            decisions.filter(|decision| decision.allowed).map(|decision| decision.delay.0 / 1_000_000).collect();
        // While they are sent, and until nginx has read them, the bucket leaks: one more for each 100 ms.
        let more = (spread_ms + waits.last().copied().unwrap_or(0)) as usize / 100 + 1;
        assert!(waits.len() >= due.len() && waits.len() <= due.len() + more, "{burst} {delay:?}: {waits:?}");
        for (wait, due) in waits.iter().zip(&due) {
            assert!(wait + 2 + spread_ms >= *due, "{burst} {delay:?}: {waits:?} against {due:?}");
        }
    }
}
