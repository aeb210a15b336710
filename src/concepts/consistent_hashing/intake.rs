//! Your own keys: read from a file, one a line, with or without how often each is asked for; every strategy on them.
//!
//! Keys are placed as they are read and forgotten, so the memory does not grow with the file. Only strategies that look at
//! all keys together, and what is said about hot keys, need them all: for these the first so many are kept
//! ([`intake_whole`](super::intake_whole)).

use super::intake_whole::Worked;
use super::intake_whole::{KEPT, Whole};
use super::model::address;
use super::model::change::weight;
use super::model::lane::settings;
use super::params::Params;
use super::words::{percent, times};
use crate::concept::{Answers, Format, Intake, IntakeDecl, Lines, Report, State, Table, grouped};
use crate::param::{Bad, ParamSet as _};
use crate::policies::place::{Kind, Members, Node, NodeId, Placement as _, Settings, Strategy};

/// What is taken.
pub static INTAKE: IntakeDecl = IntakeDecl {
    title: "Your own keys",
    help: "Place your own keys under every strategy: what would move if one more node \
           joined, and how full the fullest node would be. With counts, also what would help the hottest key, and what a \
           sketch would find.",
    formats: &[
        Format { key: "keys", label: "A key a line", example: "user:42" },
        Format { key: "counts", label: "Key and how often, comma between", example: "user:42,1703" },
    ],
    most: 1 << 30,
    open,
};

/// Strategies whose answer to one key does not depend on the others.
const ALONE: [Kind; 10] = [
    Kind::Modulo,
    Kind::Ring,
    Kind::RingEnvoy,
    Kind::Ketama,
    Kind::Rendezvous,
    Kind::Jump,
    Kind::Maglev,
    Kind::Slots,
    Kind::MultiProbe,
    Kind::Shuffle,
];

fn open(state: &State, format: &str, _: &Answers) -> Result<Box<dyn Intake>, Bad> {
    let counts = match format {
        "keys" => false,
        "counts" => true,
        _ => {
            return Err(Bad {
                key: "format".to_owned(),
                value: format.to_owned(),
                wrong: "is not known".to_owned(),
                allowed: "keys or counts".to_owned(),
            });
        }
    };
    let params = Params::from_values(&state.values);
    let node = |id| Node::weighted(address(state.seed, id), weight(&params, id));
    let nodes: Vec<Node> = (0..params.nodes).map(node).collect();
    let settings = settings(&params);
    let lane = |kind| {
        let now = Strategy::new(kind, Members::new(&nodes), &settings);
        let mut more = now.clone();
        more.join(node(params.nodes));
        Lane { kind, now, more, loads: vec![0; nodes.len()], asked: vec![0; nodes.len()], moved: 0 }
    };
    let whole = Some(Whole::new(&params, state.seed, &nodes, node(params.nodes)));
    Ok(Box::new(Keys { counts, settings, lanes: ALONE.map(lane).into(), whole, ..Keys::default() }))
}

struct Lane {
    kind: Kind,
    now: Strategy,
    /// With one node more.
    more: Strategy,
    loads: Vec<u64>,
    asked: Vec<u64>,
    moved: u64,
}

#[derive(Default)]
struct Keys {
    lines: Lines,
    counts: bool,
    settings: Settings,
    lanes: Vec<Lane>,
    /// The first line has been seen.
    begun: bool,
    read: u64,
    asked: u64,
    hottest: (u64, String),
    /// What needs all keys; `None` once it is worked out.
    whole: Option<Whole>,
    /// What came of it: rows of the first table, further facts and tables.
    worked: Worked,
}

impl Keys {
    fn take(&mut self, line: &[u8]) -> Result<(), String> {
        let text = std::str::from_utf8(line).map_err(|_| "is not text".to_owned())?;
        let (key, count) = if self.counts {
            let (key, count) = text.rsplit_once([',', '\t']).ok_or("has no comma")?;
            // The names of the columns.
            let first = self.read == 0 && !std::mem::replace(&mut self.begun, true);
            if first && !count.trim().is_empty() && count.trim().bytes().all(|byte| byte.is_ascii_alphabetic()) {
                return Ok(());
            }
            (key, count.trim().parse::<u64>().map_err(|_| "does not end with a whole number".to_owned())?)
        } else {
            (text, 1)
        };
        if key.is_empty() {
            return Err("holds no key".to_owned());
        }
        self.read += 1;
        self.asked += count;
        if let Some(whole) = &mut self.whole {
            whole.take(key, count);
        }
        if count > self.hottest.0 {
            self.hottest = (count, key.to_owned());
        }
        for lane in &mut self.lanes {
            let point = lane.kind.point(key.as_bytes(), self.settings.hash);
            let owner = lane.now.owner(point);
            if let Some(id) = owner {
                lane.loads[id as usize] += 1;
                lane.asked[id as usize] += count;
            }
            lane.moved += u64::from(lane.more.owner(point) != owner);
        }
        Ok(())
    }
}

pub(super) fn fullest(loads: &[u64], sum: u64) -> f64 {
    loads.iter().max().map_or(0.0, |most| *most as f64 * loads.len() as f64 / sum.max(1) as f64)
}

impl Intake for Keys {
    fn feed(&mut self, bytes: &[u8]) {
        let mut lines = std::mem::take(&mut self.lines);
        lines.feed(bytes, |line| self.take(line));
        self.lines = lines;
    }
    fn end(&mut self) {
        let mut lines = std::mem::take(&mut self.lines);
        lines.end(|line| self.take(line));
        self.lines = lines;
        if let Some(whole) = self.whole.take().filter(|_| self.read > 0) {
            self.worked = whole.work_out(self.counts);
        }
    }
    fn report(&self) -> Report {
        let mut report = Report {
            lines: self.lines.count(),
            bad: self.lines.bad(),
            bad_lines: self.lines.bad_lines().to_vec(),
            ..Report::default()
        };
        if self.read == 0 {
            return report;
        }
        let nodes = self.lanes.first().map_or(0, |lane| lane.loads.len());
        report.facts = vec![("Keys".to_owned(), grouped(self.read)), ("Nodes".to_owned(), grouped(nodes as u64))];
        if self.counts {
            let share = percent(self.hottest.0 as f64 / self.asked.max(1) as f64);
            report.facts.push(("Requests".to_owned(), grouped(self.asked)));
            report.facts.push(("Hottest key".to_owned(), format!("{}, {share}", self.hottest.1)));
        }
        let mut head = vec!["Strategy".to_owned(), "Moved by one node more".to_owned(), "Fullest, × mean".to_owned()];
        if self.counts {
            head.push("Busiest, × mean".to_owned());
        }
        let row = |lane: &Lane| {
            let mut row = vec![
                lane.kind.option().label.to_owned(),
                percent(lane.moved as f64 / self.read as f64),
                times(fullest(&lane.loads, self.read)),
            ];
            if self.counts {
                row.push(times(fullest(&lane.asked, self.asked)));
            }
            row
        };
        report.tables.push(Table {
            caption: format!("Your keys on {nodes} nodes"),
            head,
            rows: self.lanes.iter().map(row).chain(self.worked.rows.iter().cloned()).collect(),
        });
        report.facts.extend(self.worked.facts.iter().cloned());
        report.tables.extend(self.worked.tables.iter().cloned());
        if self.read > KEPT as u64 {
            let words = format!("the first {} keys", grouped(KEPT as u64));
            report.facts.push(("Bounded loads, ranges, directory, hot keys".to_owned(), words));
        }
        let letters = (0..nodes as NodeId).map(super::model::letter);
        let head = std::iter::once("Keys".to_owned()).chain(letters).collect();
        let rows = self.lanes.iter().map(|lane| {
            let loads = lane.loads.iter().map(|load| grouped(*load));
            std::iter::once(lane.kind.option().label.to_owned()).chain(loads).collect()
        });
        report.tables.push(Table { caption: "Keys of each node".to_owned(), head, rows: rows.collect() });
        let keys = self.read.clamp(10, super::params::KEYS_MAX as u64);
        report.setting = (format!("keys={keys}"), format!("Draw {} keys", grouped(keys)));
        report
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::concept::Concept as _;

    #[test]
    fn the_names_of_the_columns_are_no_key() {
        let state = super::super::ConsistentHashing::entry().state();
        let bad = |text: &str| {
            let mut keys = open(&state, "counts", &[]).unwrap();
            keys.feed(text.as_bytes());
            keys.end();
            let report = keys.report();
            (report.lines, report.bad, report.facts[0].1.clone())
        };
        assert_eq!(bad("key,count\na,1\nb,2\n"), (3, 0, "2".to_owned()));
        // Only in the first line, and only a word.
        assert_eq!(bad("a,1\nkey,count\n"), (2, 1, "1".to_owned()));
        assert_eq!(bad("key,count\nkey,count\na,1\n"), (3, 1, "1".to_owned()));
        assert_eq!(bad("a,-1\nb,2\n"), (2, 1, "1".to_owned()));
    }

    #[test]
    fn reads_keys_and_counts() {
        let state = super::super::ConsistentHashing::entry().state();
        let mut keys = open(&state, "counts", &[]).unwrap();
        let text: String = (0..2000).fold(String::new(), |text, i| text + "user:" + &i.to_string() + ",2\n");
        keys.feed(&text.as_bytes()[..777]);
        keys.feed(&text.as_bytes()[777..]);
        keys.feed(b"celebrity,4000\nno count\n");
        keys.end();
        let report = keys.report();
        assert_eq!((report.lines, report.bad), (2002, 1));
        let ring = &report.tables[0].rows[1];
        assert_eq!(ring[0], "Ring");
        assert!(
            report.facts.contains(&("Hottest key".to_owned(), "celebrity, 50.0 %".to_owned())),
            "{:?}",
            report.facts
        );
        let moved = |row: usize| report.tables[0].rows[row][1].trim_end_matches(" %").parse::<f64>().unwrap();
        assert!((moved(0) - 80.0).abs() < 4.0 && (moved(4) - 20.0).abs() < 3.0, "{:?}", report.tables[0].rows);
        // Strategies that look at all keys stand in the same table.
        let names: Vec<&str> = report.tables[0].rows.iter().map(|row| row[0].as_str()).collect();
        assert!(
            names.ends_with(&["Multi-probe", "Shuffle sharding", "Bounded loads", "Ranges", "Directory"]),
            "{names:?}"
        );
        let cell = |name: &str, column: usize| {
            let row = report.tables[0].rows.iter().find(|row| row[0] == name).unwrap();
            row[column].trim_end_matches(['×', '%', ' ']).parse::<f64>().unwrap()
        };
        assert!(cell("Bounded loads", 2) <= 1.26 && cell("Directory", 2) < 1.01 && cell("Ranges", 1) < 20.0);
        // Half of the requests are for the celebrity: copies spread its reads, sub-keys do not.
        let remedies = report.tables.iter().find(|table| table.caption.starts_with("What would help")).unwrap();
        let busiest: Vec<f64> = remedies.rows.iter().map(|row| row[1].trim_end_matches('×').parse().unwrap()).collect();
        assert!(busiest[0] > 2.0 && busiest[1] < 1.3 && busiest[3] < 0.8, "{:?}", remedies.rows);
        let sketch = report.facts.iter().find(|(name, _)| name == "A sketch finds").unwrap();
        assert!(sketch.1.starts_with("1 heavy key"), "{sketch:?}");
        assert!(open(&state, "csv", &[]).is_err());
    }
}
