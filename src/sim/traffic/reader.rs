//! A recording in one of several formats, line by line.

use super::columns::{Columns, Csv, Offered, json};
use super::{Row, Wrong, access_log, plain, times};

crate::choices! {
    /// The formats of recordings.
    pub enum Format {
        Plain = "plain", "Seconds since the start", "Seconds, optionally a key and a cost: 12.503 alice 1";
        Times = "times", "A time on each line", "A time of any form, optionally a key and a cost: 2026-11-25T22:18:07Z alice";
        Log = "log", "Access log", "Common or combined log format: 203.0.113.7 - - [25/Nov/2026:22:18:07 +0000] \"GET / HTTP/1.1\" 200 5";
        Csv = "csv", "CSV", "Comma-separated values with a heading: time,client,cost";
        Json = "json", "JSON lines", "One object a line: {\"time\":\"2026-11-25T22:18:07Z\",\"client\":\"alice\"}";
    }
}

/// Reads the lines of a recording.
#[derive(Clone, Debug)]
pub struct Reader {
    format: Format,
    columns: Columns,
    csv: Csv,
}

impl Reader {
    /// Nothing is read yet; `columns` are of CSV and JSON.
    pub fn new(format: Format, columns: Columns) -> Self {
        Self { format, csv: Csv::new(columns.clone()), columns }
    }
    /// Reads the next line; `None` if it is blank, a comment or a heading.
    pub fn line<'a>(&mut self, line: &'a [u8]) -> Result<Option<Row<'a>>, Wrong> {
        match self.format {
            Format::Plain => plain(line),
            Format::Times => times(line),
            Format::Log => access_log(line),
            Format::Csv => self.csv.line(line),
            Format::Json => json(line, &self.columns),
        }
    }
}

impl Format {
    /// The columns that a recording offers, from its first lines; none where a format has none.
    pub fn offered(self, sample: &[u8]) -> Offered {
        let first = sample.split(|&byte| byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
        match self {
            Self::Csv => Offered::csv(first),
            Self::Json => Offered::json(first),
            Self::Plain | Self::Times | Self::Log => Offered::default(),
        }
    }
}

/// The format of a recording from its first lines: the one that reads most of them, the plainest if several do.
pub fn guess(sample: &[u8]) -> Format {
    let lines: Vec<&[u8]> =
        sample.split(|&byte| byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).take(20).collect();
    let cut = lines.len() > 1 && !sample.ends_with(b"\n");
    let whole = &lines[..lines.len() - usize::from(cut)];
    let good = |format: Format| {
        let mut reader = Reader::new(format, Columns::default());
        whole.iter().filter(|line| reader.line(line).is_ok_and(|row| row.is_some())).count()
    };
    Format::ALL.iter().rev().copied().max_by_key(|&format| good(format)).unwrap_or(Format::Plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Time;

    const AT: u64 = 1_795_645_087_000_000_000;

    fn read(format: Format, columns: Columns, text: &str) -> Vec<(u64, String, u32)> {
        let mut reader = Reader::new(format, columns);
        let rows = text.lines().filter_map(|line| {
            let row = reader.line(line.as_bytes()).unwrap_or_else(|wrong| panic!("{line}: {wrong}"))?;
            Some((row.at.0, String::from_utf8_lossy(row.key).into_owned(), row.cost))
        });
        rows.collect()
    }
    fn picked(time: &str, key: &str) -> Columns {
        Columns { time: Some(time.to_owned()), key: Some(key.to_owned()), cost: None }
    }

    #[test]
    fn every_format_reads_the_same_request() {
        let one = [(AT, "203.0.113.7".to_owned(), 1)];
        for (format, text) in [
            (Format::Times, "2026-11-25T22:18:07Z 203.0.113.7"),
            (Format::Times, "2026-11-25 22:18:07 203.0.113.7"),
            (Format::Times, "1795645087000,203.0.113.7"),
            (
                Format::Log,
                "203.0.113.7 - alice [25/Nov/2026:22:18:07 +0000] \"GET /a b HTTP/1.1\" 200 5 \"-\" \"curl\"",
            ),
            (Format::Csv, "id,Time,client\n7,2026-11-25T22:18:07Z,203.0.113.7"),
            (Format::Csv, "\u{feff}time;ip\n\"1795645087\";\"203.0.113.7\""),
            (
                Format::Json,
                r#"{"ip":"203.0.113.7","nested":{"time":"no","a":["}"]},"time":1795645087.0,"note":"a \" {"}"#,
            ),
            (Format::Json, r#" { "@timestamp" : "2026-11-25T22:18:07.000Z" , "remote_addr" : "203.0.113.7" } "#),
        ] {
            assert_eq!(read(format, Columns::default(), text), one, "{text}");
            let guessed = guess(format!("{text}\n").as_bytes());
            assert!(guessed == format, "{text}: {guessed:?}");
        }
        assert_eq!(guess(b"0.5\n1.25 alice\n2\n"), Format::Plain);
    }

    #[test]
    fn columns_can_be_picked() {
        let csv = "a,b,c\n1795645087,x,\"say \"\"hi\"\", you\"\n1795645088,y,z\n";
        assert_eq!(read(Format::Csv, picked("a", "c"), csv)[0].1, "say \"\"hi\"\", you");
        assert_eq!(read(Format::Csv, picked("1", "2"), csv).len(), 2);
        assert_eq!(read(Format::Csv, Columns::default(), "1795645087,9\n1795645088,9\n").len(), 2, "no heading");
        let json = r#"{"when":5,"who":{"id":3},"time":7}"#;
        assert_eq!(read(Format::Json, picked("when", "who"), json), [(5_000_000_000, r#"{"id":3}"#.to_owned(), 1)]);
        let mut reader = Reader::new(Format::Csv, picked("nope", "b"));
        assert!(reader.line(b"a,b").unwrap_err().0.contains("there is no column nope for the time"));
        let cost = Columns { cost: Some("n".to_owned()), ..Columns::default() };
        assert_eq!(read(Format::Json, cost, r#"{"t":1,"n":12}"#)[0].2, 12);
    }

    #[test]
    fn columns_are_offered() {
        let of = |format: Format, text: &str| {
            let Offered { columns, usual } = format.offered(text.as_bytes());
            let shown: Vec<String> = columns.iter().map(|(_, shown)| shown.clone()).collect();
            // What is offered can be picked.
            for (pick, _) in &columns {
                let all = Columns { key: Some(pick.clone()), ..Columns::default() };
                let mut reader = Reader::new(format, all);
                assert!(text.lines().all(|line| reader.line(line.as_bytes()).is_ok()), "{text}: {pick}");
            }
            (shown.join(" | "), usual.map(Option::unwrap_or_default).join(","))
        };
        assert_eq!(of(Format::Csv, "\u{feff}id;\"Time\";ip\n7;5;x\n"), ("id | Time | ip".into(), "Time,ip,".into()));
        assert_eq!(of(Format::Csv, "\nx,1795645087,2\n"), ("1: x | 2: 1795645087 | 3: 2".into(), "2,,".into()));
        let json = r#"{"a":{"b":1},"ts":3,"units":2,"user":"x"}"#;
        assert_eq!(of(Format::Json, json), ("a | ts | units | user".into(), "ts,user,units".into()));
        assert_eq!(
            Format::Json.offered(b"{\"a\":"),
            Offered { columns: vec![("a".into(), "a".into())], ..Offered::default() }
        );
        assert_eq!(Format::Log.offered(b"a b"), Offered::default());
        assert_eq!(Format::Csv.offered(b"").columns.len(), 1);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = |format, line: &str| Reader::new(format, Columns::default()).line(line.as_bytes()).unwrap_err().0;
        assert!(wrong(Format::Log, "GET / 200").contains("no time in brackets"));
        assert!(wrong(Format::Log, "a - - [yesterday] x").starts_with("yesterday is not a time"));
        assert!(wrong(Format::Json, "[1]").contains("not a JSON object"));
        assert!(wrong(Format::Json, r#"{"time":1"#).contains("not a JSON object"));
        assert!(wrong(Format::Json, r#"{"a":1}"#).contains("no field time or timestamp"));
        assert!(wrong(Format::Csv, "a,b").contains("names no column with a time"));
        assert!(wrong(Format::Times, "tomorrow").starts_with("tomorrow is not a time"));
    }

    #[test]
    fn garbage_breaks_nothing() {
        let pieces = [
            "{",
            "}",
            "\"",
            "\\",
            ":",
            ",",
            "[",
            "]",
            " ",
            "time",
            "1",
            "9999999999999999999",
            "é",
            "\u{0}",
            "/",
            "-",
            "T",
        ];
        let mut dice = 1u64;
        for _ in 0..20_000 {
            let mut line = String::new();
            for _ in 0..12 {
                dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                line.push_str(pieces[(dice >> 40) as usize % pieces.len()]);
            }
            for &format in Format::ALL {
                let mut reader = Reader::new(format, Columns::default());
                let _ = reader.line(line.as_bytes());
                let _ = reader.line(line.as_bytes());
            }
            let _ = guess(line.as_bytes());
        }
        assert_eq!(Time::ZERO, Time(0));
    }
}
