//! Formats of traces, read in pieces: a line may be cut anywhere.
//!
//! One key a line; key and size; an access log (common or combined log format of the NCSA server, 1995) with the URL as
//! key; comma-separated columns and the binary oracleGeneral format of libCacheSim (Yang 2020): 24 bytes a request,
//! little endian: u32 time, u64 key, u32 size, i64 next access.

use super::super::Key;
use super::line::{guess_line, log_line, names, split_last, trim, whole};
use super::{Chunk, Interner, Packed};

/// A format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// One key a line, whatever it is.
    Keys,
    /// Key, comma, size.
    Sized,
    /// An access log.
    Log,
    /// Columns separated by commas, with or without a line of names.
    Csv,
    /// libCacheSim's oracleGeneral.
    Oracle,
}

impl Format {
    /// Names and formats, in the order of the documentation.
    pub const NAMES: &'static [(&'static str, Self)] = &[
        ("keys", Self::Keys),
        ("sized", Self::Sized),
        ("log", Self::Log),
        ("csv", Self::Csv),
        ("oracle", Self::Oracle),
    ];
}

/// Where the columns of a [`Format::Csv`] are, counted from 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Columns {
    /// The key.
    pub key: usize,
    /// The size; 0 for none.
    pub size: usize,
}

/// libCacheSim's order: time, key, size.
impl Default for Columns {
    fn default() -> Self {
        Self { key: 2, size: 3 }
    }
}

/// A line that cannot be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Broken {
    /// Its number, from 1; of a binary trace the number of the request.
    pub line: u64,
    /// What is wrong with it: "has no size".
    pub wrong: String,
    /// Its text, cut to a reasonable length; empty where there is none to show.
    pub text: String,
}

/// "line 14 has no size: b".
impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {} {}", self.line, self.wrong)?;
        if self.text.is_empty() { Ok(()) } else { write!(f, ": {}", self.text) }
    }
}

/// What a reader does with a line that it cannot read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LeftOut {
    /// How many were left out.
    pub count: u64,
    /// The first of them.
    pub first: Vec<Broken>,
}

/// A line longer than this is no line.
const LINE_MAX: usize = 1 << 16;
const RECORD: usize = 24;
/// What is shown of a line.
const SHOWN: usize = 60;
/// Lines left out that are kept.
const KEPT: usize = 20;

/// Reads a trace.
#[derive(Clone, Debug)]
pub struct Reader {
    format: Option<Format>,
    columns: Columns,
    /// Columns were given, so a line of names does not move them.
    fixed: bool,
    rest: Vec<u8>,
    /// The rest of a line that is too long is being passed over.
    skipping: bool,
    line: u64,
    interner: Interner,
    trace: Packed,
    /// What was left out, for a reader that goes on after a broken line.
    left_out: Option<LeftOut>,
    /// The most requests that are kept.
    most: u64,
}

impl Reader {
    /// A reader for a format, which is guessed from the data if it is `None`; with `sized` it keeps sizes.
    pub fn new(format: Option<Format>, columns: Option<Columns>, sized: bool) -> Self {
        Self {
            format,
            columns: columns.unwrap_or_default(),
            fixed: columns.is_some(),
            rest: Vec::new(),
            skipping: false,
            line: 0,
            interner: Interner::default(),
            trace: Packed::new(sized),
            left_out: None,
            most: u64::MAX,
        }
    }
    /// The same reader, which leaves broken lines out and goes on, and keeps the first `most` requests.
    pub fn lenient(self, most: u64) -> Self {
        Self { left_out: Some(LeftOut::default()), most, ..self }
    }
    /// Lines or records so far.
    pub fn lines(&self) -> u64 {
        self.line
    }
    /// What was left out so far.
    pub fn left_out(&self) -> Option<&LeftOut> {
        self.left_out.as_ref()
    }
    /// True if there were more requests than are kept.
    pub fn cut(&self) -> bool {
        self.trace.requests() >= self.most && self.line > self.most
    }
    /// The format, once it is known.
    pub fn format(&self) -> Option<Format> {
        self.format
    }
    /// Requests so far.
    pub fn requests(&self) -> u64 {
        self.trace.requests()
    }
    /// Takes the next bytes.
    pub fn feed(&mut self, mut bytes: &[u8]) -> Result<(), Broken> {
        if self.format.is_none() {
            // Enough to guess from: the first line, or the first binary record.
            self.rest.extend_from_slice(bytes);
            let binary = self.rest.len() >= RECORD && self.rest[..RECORD].contains(&0);
            let line = self.rest.trim_ascii_start().contains(&b'\n');
            if !binary && !line && self.rest.len() <= LINE_MAX {
                return Ok(());
            }
            self.guess();
            let held = std::mem::take(&mut self.rest);
            return self.feed(&held);
        }
        if self.format == Some(Format::Oracle) {
            return self.records(bytes);
        }
        if !self.rest.is_empty() || self.skipping {
            let Some(end) = bytes.iter().position(|&byte| byte == b'\n') else { return self.hold(bytes) };
            self.hold(&bytes[..end])?;
            let line = std::mem::take(&mut self.rest);
            self.text(&line)?;
            self.rest = line;
            self.rest.clear();
            bytes = &bytes[end + 1..];
        }
        while let Some(end) = bytes.iter().position(|&byte| byte == b'\n') {
            self.text(&bytes[..end])?;
            bytes = &bytes[end + 1..];
        }
        self.hold(bytes)
    }
    /// What was read first, if it is whole: who takes it out need not hold the trace in memory.
    pub fn full_chunk(&mut self) -> Option<Chunk> {
        self.trace.full_chunk()
    }
    /// Nothing follows: the trace.
    pub fn end(mut self) -> Result<Packed, Broken> {
        self.finish()?;
        Ok(self.trace)
    }
    /// Nothing follows: reads what is held back.
    pub fn finish(&mut self) -> Result<(), Broken> {
        if self.format.is_none() {
            self.guess();
        }
        let line = std::mem::take(&mut self.rest);
        match self.format {
            Some(Format::Oracle) if !line.is_empty() && line.len() < RECORD => {
                let wrong = format!("ends after {} of {RECORD} bytes", line.len());
                self.line += 1;
                self.complain(Broken { line: self.line, wrong, text: String::new() })
            }
            Some(Format::Oracle) => self.records(&line),
            _ if line.is_empty() && !self.skipping => Ok(()),
            _ => self.text(&line),
        }
    }
    /// What came out, once it is [finished](Self::finish).
    pub fn into_trace(self) -> Packed {
        self.trace
    }
    /// Leaves a line out, if that is what is wanted.
    fn complain(&mut self, broken: Broken) -> Result<(), Broken> {
        let Some(left_out) = &mut self.left_out else { return Err(broken) };
        left_out.count += 1;
        if left_out.first.len() < KEPT {
            left_out.first.push(broken);
        }
        Ok(())
    }
    fn hold(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        if self.skipping {
            return Ok(());
        }
        if self.rest.len() + bytes.len() > LINE_MAX {
            // The rest of it is passed over by a reader that goes on.
            self.skipping = true;
            let room = SHOWN.saturating_sub(self.rest.len()).min(bytes.len());
            self.rest.extend_from_slice(&bytes[..room]);
            let broken =
                Broken { line: self.line + 1, ..self.broken(&self.rest, &format!("has more than {LINE_MAX} bytes")) };
            self.rest.clear();
            return self.complain(broken);
        }
        self.rest.extend_from_slice(bytes);
        Ok(())
    }
    fn guess(&mut self) {
        let head = &self.rest;
        self.format = Some(if head.iter().take(RECORD).any(|&byte| byte == 0) {
            Format::Oracle
        } else {
            let line = head.split(|&byte| byte == b'\n').find(|line| !trim(line).is_empty()).unwrap_or_default();
            guess_line(trim(line))
        });
    }
    fn records(&mut self, bytes: &[u8]) -> Result<(), Broken> {
        let mut held = std::mem::take(&mut self.rest);
        held.extend_from_slice(bytes);
        let whole = held.chunks_exact(RECORD);
        self.rest = whole.remainder().to_vec();
        for record in whole {
            self.line += 1;
            if self.trace.requests() >= self.most {
                continue;
            }
            let number = |from: usize, to: usize| {
                record[from..to].iter().rev().fold(0u64, |number, &byte| number << 8 | u64::from(byte))
            };
            let key = self.interner.number(number(4, 12));
            self.push(key, number(12, 16))?;
        }
        Ok(())
    }
    fn push(&mut self, key: Key, size: u64) -> Result<(), Broken> {
        let Ok(size) = u32::try_from(size) else {
            let wrong = format!("has a size above {}", u32::MAX);
            return Err(Broken { line: self.line, wrong, text: size.to_string() });
        };
        self.trace.push(key, size);
        Ok(())
    }
    fn broken(&self, line: &[u8], wrong: &str) -> Broken {
        let text = String::from_utf8_lossy(line);
        let mut shown: String = text.chars().take(SHOWN).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        Broken { line: self.line, wrong: wrong.to_owned(), text: shown }
    }
    fn text(&mut self, line: &[u8]) -> Result<(), Broken> {
        self.line += 1;
        let line = trim(line);
        if std::mem::take(&mut self.skipping) || line.is_empty() || self.trace.requests() >= self.most {
            return Ok(());
        }
        if line.len() > LINE_MAX {
            return self.complain(self.broken(line, &format!("has more than {LINE_MAX} bytes")));
        }
        match self.request(line) {
            Ok(()) => Ok(()),
            Err(broken) => self.complain(broken),
        }
    }
    fn request(&mut self, line: &[u8]) -> Result<(), Broken> {
        match self.format {
            Some(Format::Sized) => {
                let (key, size) = split_last(line).ok_or_else(|| self.broken(line, "has no size"))?;
                let size = whole(size).ok_or_else(|| self.broken(line, "has a size that is not a whole number"))?;
                if key.is_empty() {
                    return Err(self.broken(line, "has no key"));
                }
                let key = self.interner.text(key);
                self.push(key, size)
            }
            Some(Format::Log) => {
                let (url, size) = log_line(line).ok_or_else(|| self.broken(line, "is not a line of an access log"))?;
                let key = self.interner.text(url);
                self.push(key, size)
            }
            Some(Format::Csv) => self.csv(line),
            _ => {
                let key = self.interner.text(line);
                self.push(key, 1)
            }
        }
    }
    fn csv(&mut self, line: &[u8]) -> Result<(), Broken> {
        if line.starts_with(b"#") {
            return Ok(());
        }
        if self.trace.requests() == 0
            && let Some(named) = names(line)
        {
            if !self.fixed {
                self.columns = named;
            }
            return Ok(());
        }
        let Columns { key, size } = self.columns;
        let cell = |column: usize| line.split(|&byte| byte == b',').nth(column - 1).map(trim);
        let name = cell(key.max(1)).filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| self.broken(line, &format!("has no key in column {key}")))?;
        let size = match size {
            0 => 1,
            column => cell(column)
                .and_then(whole)
                .ok_or_else(|| self.broken(line, &format!("has no whole number as size in column {column}")))?,
        };
        let key = self.interner.text(name);
        self.push(key, size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads in pieces of some bytes.
    fn read(text: &[u8], piece: usize) -> Result<(Format, Vec<(Key, u32)>), Broken> {
        let mut reader = Reader::new(None, None, true);
        for piece in text.chunks(piece) {
            reader.feed(piece)?;
        }
        let format = {
            let mut copy = reader.clone();
            if copy.format.is_none() {
                copy.guess();
            }
            copy.format
        };
        Ok((format.unwrap_or(Format::Keys), reader.end()?.unpack().collect()))
    }

    #[test]
    fn every_format_is_guessed_and_read_whatever_the_pieces() {
        let mut oracle = Vec::new();
        for (time, key, size) in [(1u32, 500u64, 10u32), (2, 7, 20), (3, 500, 10)] {
            oracle.extend(time.to_le_bytes());
            oracle.extend(key.to_le_bytes());
            oracle.extend(size.to_le_bytes());
            oracle.extend((-1i64).to_le_bytes());
        }
        let sized = vec![(0, 10), (1, 20), (0, 10)];
        let plain = vec![(0, 1), (1, 1), (0, 1)];
        let log = b"1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] \"GET /a?b=1,2 HTTP/1.0\" 200 10\n\
            1.2.3.4 - - [10/Oct/2000:13:55:37 -0700] \"GET /c HTTP/1.0\" 200 20 \"-\" \"curl/8\"\n\
            ::1 - bob [10/Oct/2000:13:55:38 -0700] \"GET /a?b=1,2 HTTP/1.0\" 200 10\n";
        type Case<'a> = (&'a [u8], Format, &'a [(Key, u32)]);
        let cases: [Case<'_>; 8] = [
            (b"5\n6\n5", Format::Keys, &plain),
            (b"/a,b\r\n/c\r\n\r\n/a,b\r\n", Format::Keys, &plain),
            (b"x,10\ny,20\nx,10\n", Format::Sized, &sized),
            (log, Format::Log, &sized),
            (b"1,500,10,0\n2,7,20,0\n3,500,10,0\n", Format::Csv, &sized),
            (b"ts,size,obj_id\n1,10,a\n2,20,b\n3,10,a\n", Format::Csv, &sized),
            (&oracle, Format::Oracle, &sized),
            (b"", Format::Keys, &[]),
        ];
        for (text, format, requests) in cases {
            for piece in [1, 2, 7, 1000] {
                let got = read(text, piece).unwrap();
                assert_eq!((got.0, got.1.as_slice()), (format, requests), "{}", String::from_utf8_lossy(text));
            }
        }
    }

    #[test]
    fn a_broken_line_is_named() {
        for (text, line, part) in [
            (&b"a,1\nb\n"[..], 2, "has no size: b"),
            (b"a,1\nb,x\n", 2, "not a whole number: b,x"),
            (b"a,1\n,4", 2, "has no key"),
            (b"a,1\nb,99999999999\n", 2, "above"),
            (b"1,2,3\n4,5\n", 2, "column 3: 4,5"),
            (b"i - - [d] \"GET /a H\" 200 1\nnothing\n", 2, "access log: nothing"),
            (&[0; 30], 2, "after 6 of 24 bytes"),
        ] {
            let broken = read(text, 5).unwrap_err();
            assert_eq!(broken.line, line);
            assert!(broken.to_string().contains(part), "{broken:?}");
        }
        let long = vec![b'a'; LINE_MAX + 2];
        assert!(read(&long, 4096).unwrap_err().wrong.contains("more than"));
    }

    #[test]
    fn a_lenient_reader_leaves_broken_lines_out_and_stops_at_its_most() {
        let long = "x".repeat(3 * LINE_MAX);
        let text = format!("a,1\nb\n{long}\na,2\nc,3\nd,4\n");
        for piece in [1, 5, 1000, 1 << 20] {
            let mut reader = Reader::new(Some(Format::Sized), None, true).lenient(3);
            for piece in text.as_bytes().chunks(piece) {
                reader.feed(piece).unwrap();
            }
            reader.finish().unwrap();
            let left_out = reader.left_out().unwrap();
            let said: Vec<String> = left_out.first.iter().map(Broken::to_string).collect();
            assert_eq!((left_out.count, said[0].as_str()), (2, "line 2 has no size: b"), "{piece}");
            assert!(said[1].starts_with("line 3 has more than 65536 bytes: xxx"), "{said:?}");
            assert_eq!((reader.lines(), reader.cut()), (6, true));
            assert_eq!(reader.into_trace().unpack().collect::<Vec<_>>(), [(0, 1), (0, 2), (1, 3)]);
        }
    }
}
