//! A static web server for 127.0.0.1: files, folders with an index page, and a counter that tells pages to reload.

use crate::failure::Failure;
use crate::reload::Version;
use std::fs;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::thread;
use std::time::Duration;

/// Ports tried one after the other.
const PORTS_TRIED: u16 = 50;

/// A browser opens connections ahead of need; one that asks nothing for so long is closed.
const PATIENCE: Duration = Duration::from_secs(10);

/// Longest request line or header line, in bytes.
const LINE_MAX: u64 = 16 * 1024;

/// What is served.
#[derive(Clone)]
pub struct Site {
    /// The folder.
    pub folder: PathBuf,
    /// Ready-made Brotli files beside it, sent to browsers that take them.
    pub brotli: Option<PathBuf>,
    /// A path (with slashes at both ends) below which the site appears as well as at the root.
    pub at: Option<String>,
    /// If given, pages watch this counter and reload when it rises.
    pub version: Option<Version>,
}

/// Binds the first free port from `first` on.
pub fn bind(first: u16) -> Result<(TcpListener, u16), Failure> {
    for port in first..=first.saturating_add(PORTS_TRIED) {
        if let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            return Ok((listener, port));
        }
    }
    Err(Failure::new(format!(
        "No port from {first} to {} is free; end what holds them, or choose another with --port.",
        first.saturating_add(PORTS_TRIED)
    )))
}

/// Serves until the program ends.
pub fn serve(listener: &TcpListener, site: &Site) {
    for stream in listener.incoming().flatten() {
        let site = site.clone();
        // A browser that goes away mid-answer is its own business.
        thread::spawn(move || answer(&stream, &site).unwrap_or_default());
    }
}

/// The head of a request, as far as it matters here.
struct Request {
    method: String,
    path: String,
    brotli: bool,
    /// The connection stays open for the next request.
    stays: bool,
}

/// An answer.
struct Reply {
    status: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

/// Answers one request after the other, as long as the browser keeps the connection.
fn answer(stream: &TcpStream, site: &Site) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    // Head and body are two writes; neither should wait for the other's receipt.
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    while let Some(mut request) = read_request(&mut reader)? {
        let reply = match request.method.as_str() {
            "GET" | "HEAD" => reply(&request, site),
            _ => {
                // What it sends along is not read, so nothing can follow it.
                request.stays = false;
                text("405 Method Not Allowed", "Only GET and HEAD are answered here.")
            }
        };
        write_reply(stream, &reply, &request)?;
        if !request.stays {
            break;
        }
    }
    Ok(())
}

fn read_request(reader: &mut BufReader<&TcpStream>) -> io::Result<Option<Request>> {
    let mut line = String::new();
    io::Read::take(&mut *reader, LINE_MAX).read_line(&mut line)?;
    let mut words = line.split_whitespace();
    let (Some(method), Some(path)) = (words.next(), words.next()) else { return Ok(None) };
    let stays = words.next() == Some("HTTP/1.1");
    let mut request = Request { method: method.to_owned(), path: path.to_owned(), brotli: false, stays };
    loop {
        let mut header = String::new();
        let read = io::Read::take(&mut *reader, LINE_MAX).read_line(&mut header)?;
        let header = header.trim();
        if read == 0 || header.is_empty() {
            return Ok(Some(request));
        }
        if let Some((name, value)) = header.split_once(':') {
            let is = |wanted| name.eq_ignore_ascii_case(wanted);
            request.brotli |= is("accept-encoding") && value.split(',').any(|v| v.trim() == "br");
            request.stays &= !(is("connection") && value.trim().eq_ignore_ascii_case("close"));
        }
    }
}

fn write_reply(mut stream: &TcpStream, reply: &Reply, request: &Request) -> io::Result<()> {
    let then = if request.stays { "keep-alive" } else { "close" };
    let mut head =
        format!("HTTP/1.1 {}\r\nContent-Length: {}\r\nConnection: {then}\r\n", reply.status, reply.body.len());
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes())?;
    if request.method != "HEAD" {
        stream.write_all(&reply.body)?;
    }
    stream.flush()
}

fn reply(request: &Request, site: &Site) -> Reply {
    let path = request.path.split(['?', '#']).next().unwrap_or("/");
    if let Some(version) = &site.version
        && let Some(reply) = version.reply(path)
    {
        return Reply { status: "200 OK", headers: vec![content_type(reply.name), no_store()], body: reply.body };
    }
    let path = match &site.at {
        Some(at) if path.starts_with(at.as_str()) => &path[at.len() - 1..],
        _ => path,
    };
    match locate(&site.folder, path) {
        Found::File(file) => send(&file, request.brotli, site),
        Found::FolderWithoutSlash => {
            let target = format!("{}/", request.path.split(['?', '#']).next().unwrap_or_default());
            Reply { status: "301 Moved Permanently", headers: vec![("Location", target)], body: Vec::new() }
        }
        Found::Nothing => text("404 Not Found", "There is no such page here."),
    }
}

fn send(file: &Path, takes_brotli: bool, site: &Site) -> Reply {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    // Figures stand in pages of other origins, and in frames that have none.
    let mut headers = vec![content_type(&name), ("Access-Control-Allow-Origin", "*".into())];
    // The script that other pages name keeps its name for ever.
    if site.version.is_some() || name.ends_with(".html") || name == "embed.js" {
        headers.push(no_store());
    } else if is_sealed(&name) {
        headers.push(("Cache-Control", "public, max-age=31536000, immutable".into()));
    } else {
        headers.push(("Cache-Control", "no-cache".into()));
    }
    if takes_brotli
        && let Some(packed) = packed(file, site)
        && let Ok(body) = fs::read(packed)
    {
        headers.push(("Content-Encoding", "br".into()));
        return Reply { status: "200 OK", headers, body };
    }
    let Ok(body) = fs::read(file) else { return text("404 Not Found", "The file went away.") };
    match &site.version {
        Some(version) if name.ends_with(".html") => Reply { status: "200 OK", headers, body: version.inject(&body) },
        _ => Reply { status: "200 OK", headers, body },
    }
}

/// Whether a name says what is in the file, by a hash of 16 digits; fonts change with their name too.
fn is_sealed(name: &str) -> bool {
    let sealed = |part: &str| part.len() == 16 && part.bytes().all(|b| b.is_ascii_hexdigit());
    name.ends_with(".woff2") || name.split(['-', '.', '_']).any(sealed)
}

fn packed(file: &Path, site: &Site) -> Option<PathBuf> {
    let inside = file.strip_prefix(&site.folder).ok()?;
    let mut packed = site.brotli.as_ref()?.join(inside).into_os_string();
    packed.push(".br");
    Some(packed.into())
}

#[derive(Debug, PartialEq)]
enum Found {
    File(PathBuf),
    FolderWithoutSlash,
    Nothing,
}

/// The file that a path of an address names; never one outside the folder.
fn locate(folder: &Path, path: &str) -> Found {
    let Some(decoded) = decode(path) else { return Found::Nothing };
    let inside = Path::new(decoded.trim_start_matches('/'));
    if !inside.components().all(|part| matches!(part, Component::Normal(_))) {
        return Found::Nothing;
    }
    let file = folder.join(inside);
    if file.is_file() {
        Found::File(file)
    } else if !file.join("index.html").is_file() {
        Found::Nothing
    } else if decoded.ends_with('/') {
        Found::File(file.join("index.html"))
    } else {
        Found::FolderWithoutSlash
    }
}

/// Undoes `%20` and the like.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        if first == b'%' {
            let digits = std::str::from_utf8(tail.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &tail[2..];
        } else {
            bytes.push(first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

fn text(status: &'static str, sentence: &str) -> Reply {
    Reply { status, headers: vec![content_type("a.txt"), no_store()], body: sentence.as_bytes().to_vec() }
}

fn no_store() -> (&'static str, String) {
    ("Cache-Control", "no-store".into())
}

fn content_type(name: &str) -> (&'static str, String) {
    let kind = match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    };
    ("Content-Type", kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(path: &str, brotli: bool) -> Request {
        Request { method: "GET".into(), path: path.into(), brotli, stays: true }
    }

    /// A small site in a folder of its own, removed at the end.
    struct Sample(PathBuf);

    impl Sample {
        fn new(name: &str) -> Self {
            let folder = std::env::temp_dir().join(format!("kneepoint-server-{name}-{}", std::process::id()));
            fs::create_dir_all(folder.join("load-balancing")).unwrap();
            fs::write(folder.join("index.html"), "<html><head></head>home</html>").unwrap();
            fs::write(folder.join("load-balancing/index.html"), "concept").unwrap();
            fs::write(folder.join("a b.css"), "css").unwrap();
            Self(folder)
        }

        fn site(&self) -> Site {
            Site { folder: self.0.clone(), brotli: None, at: Some("/some/where/".into()), version: None }
        }

        fn get(&self, path: &str) -> Reply {
            reply(&get(path, true), &self.site())
        }
    }

    impl Drop for Sample {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn files_folders_and_sub_paths_are_found() {
        let sample = Sample::new("found");
        assert_eq!(sample.get("/load-balancing/?lambda=4#x").body, b"concept");
        assert_eq!(sample.get("/some/where/load-balancing/").body, b"concept");
        assert_eq!(sample.get("/a%20b.css").body, b"css");
        assert!(sample.get("/").body.ends_with(b"home</html>"));
    }

    #[test]
    fn a_folder_without_its_slash_moves_to_the_slash() {
        let sample = Sample::new("slash");
        let reply = sample.get("/some/where/load-balancing?x=1");
        assert_eq!(reply.status, "301 Moved Permanently");
        assert_eq!(reply.headers[0].1, "/some/where/load-balancing/");
    }

    #[test]
    fn only_what_is_named_by_its_content_is_kept_for_ever() {
        for name in ["kneepoint-884a1dd26e9b5319_bg.wasm", "boot-5ab9cb617ea2a85a.js", "national-park.woff2"] {
            assert!(is_sealed(name), "{name}");
        }
        for name in ["sw.js", "worker.js", "card.png", "oembed.json", "manifest.webmanifest"] {
            assert!(!is_sealed(name), "{name}");
        }
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let sample = Sample::new("outside");
        for path in ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "/load-balancing/../../x", "//etc/passwd", "/%ff", "/%2"] {
            assert_eq!(sample.get(path).status, "404 Not Found", "{path}");
        }
    }

    #[test]
    fn ready_made_brotli_is_sent_to_those_who_take_it() {
        let sample = Sample::new("brotli");
        fs::create_dir_all(sample.0.join("br")).unwrap();
        fs::write(sample.0.join("br/a b.css.br"), "packed").unwrap();
        let site = Site { brotli: Some(sample.0.join("br")), ..sample.site() };
        let ask = |brotli| reply(&get("/a%20b.css", brotli), &site);
        assert_eq!(ask(true).body, b"packed");
        assert_eq!(ask(false).body, b"css");
    }

    #[test]
    fn a_real_connection_is_answered_until_it_is_closed() {
        let sample = Sample::new("socket");
        let (listener, port) = bind(18080).unwrap();
        let site = sample.site();
        thread::spawn(move || serve(&listener, &site));
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        stream.write_all(b"HEAD / HTTP/1.1\r\n\r\nGET /load-balancing/ HTTP/1.1\r\nConnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        io::Read::read_to_string(&mut stream, &mut text).unwrap();
        assert_eq!(text.matches("HTTP/1.1 200 OK\r\n").count(), 2);
        assert!(text.contains("keep-alive\r\n") && text.ends_with("\r\n\r\nconcept"));
    }
}
