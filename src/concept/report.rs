//! What came out of a recording: findings, tables and charts as data, and the way of all that through a string.
//!
//! The page reads recordings in a worker; a report crosses from there as one string ([`Report::encode`]).

use super::Table;

/// A line that could not be read.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct BadLine {
    /// Its number, from 1.
    pub line: u64,
    /// Its text, cut to a reasonable length.
    pub text: String,
    /// What is wrong with it: "is not a number".
    pub wrong: String,
}

/// What came out.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Report {
    /// Lines or records read, bad ones included.
    pub lines: u64,
    /// How many were bad.
    pub bad: u64,
    /// The first bad ones.
    pub bad_lines: Vec<BadLine>,
    /// Findings, each with its label and its value in words: "Keys", "81,203".
    pub facts: Vec<(String, String)>,
    /// Tables, each with its caption.
    pub tables: Vec<Table>,
    /// Charts.
    pub plots: Vec<Plot>,
    /// What can be chosen; the recording is then read again.
    pub choices: Vec<Choice>,
    /// A piece of link that sets what was found ("capacity=400"), with the words of its button, or empty.
    pub setting: (String, String),
}

/// Something that can be chosen about a recording.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Choice {
    /// Stable key.
    pub key: String,
    /// Label: "Time column".
    pub label: String,
    /// What is chosen.
    pub value: String,
    /// What may be chosen, each with its words; empty for a number.
    pub options: Vec<(String, String)>,
    /// Unit of a number, or empty.
    pub unit: String,
}

/// A chart as data.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Plot {
    /// Title.
    pub title: String,
    /// Name of the x axis, with its unit.
    pub x: String,
    /// Name of the y axis, with its unit.
    pub y: String,
    /// Equal steps of x are equal ratios.
    pub x_log: bool,
    /// The curves.
    pub curves: Vec<Curve>,
}

/// A curve of a chart.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Curve {
    /// Label at its end.
    pub label: String,
    /// How it is drawn.
    pub look: Look,
    /// Points, x ascending.
    pub points: Vec<(f64, f64)>,
}

/// How a curve is drawn; the hue names a family, never a single one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Look {
    /// Measured, the family in focus.
    #[default]
    Work,
    /// Measured, the others.
    Quiet,
    /// Theory: dashed.
    Theory,
}

/// Between two pieces of an encoded report; it never stands in words.
const MARK: char = '\u{1f}';

impl Report {
    /// The report as one string.
    pub fn encode(&self) -> String {
        let mut out = Writer::default();
        out.put(self.lines);
        out.put(self.bad);
        out.all(&self.bad_lines, |out, bad| {
            out.put(bad.line);
            out.put(&bad.text);
            out.put(&bad.wrong);
        });
        out.all(&self.facts, |out, (label, value)| {
            out.put(label);
            out.put(value);
        });
        out.all(&self.tables, |out, table| {
            out.put(&table.caption);
            out.all(&table.head, |out, cell| out.put(cell));
            out.all(&table.rows, |out, row| out.all(row, |out, cell| out.put(cell)));
        });
        out.all(&self.plots, |out, plot| {
            out.put(&plot.title);
            out.put(&plot.x);
            out.put(&plot.y);
            out.put(plot.x_log);
            out.all(&plot.curves, |out, curve| {
                out.put(&curve.label);
                out.put(curve.look as u8);
                out.all(&curve.points, |out, (x, y)| {
                    out.put(x);
                    out.put(y);
                });
            });
        });
        out.all(&self.choices, |out, choice| {
            out.put(&choice.key);
            out.put(&choice.label);
            out.put(&choice.value);
            out.all(&choice.options, |out, (value, words)| {
                out.put(value);
                out.put(words);
            });
            out.put(&choice.unit);
        });
        out.put(&self.setting.0);
        out.put(&self.setting.1);
        out.0
    }

    /// The report in a string that [`Report::encode`] wrote; `None` for any other.
    pub fn decode(text: &str) -> Option<Self> {
        let mut from = Reader(text.split(MARK));
        Some(Self {
            lines: from.number()?,
            bad: from.number()?,
            bad_lines: from
                .all(|from| Some(BadLine { line: from.number()?, text: from.text()?, wrong: from.text()? }))?,
            facts: from.all(|from| Some((from.text()?, from.text()?)))?,
            tables: from.all(|from| {
                Some(Table {
                    caption: from.text()?,
                    head: from.all(Reader::text)?,
                    rows: from.all(|from| from.all(Reader::text))?,
                })
            })?,
            plots: from.all(|from| {
                Some(Plot {
                    title: from.text()?,
                    x: from.text()?,
                    y: from.text()?,
                    x_log: from.number()?,
                    curves: from.all(|from| {
                        Some(Curve {
                            label: from.text()?,
                            look: match from.number::<u8>()? {
                                0 => Look::Work,
                                1 => Look::Quiet,
                                _ => Look::Theory,
                            },
                            points: from.all(|from| Some((from.number()?, from.number()?)))?,
                        })
                    })?,
                })
            })?,
            choices: from.all(|from| {
                Some(Choice {
                    key: from.text()?,
                    label: from.text()?,
                    value: from.text()?,
                    options: from.all(|from| Some((from.text()?, from.text()?)))?,
                    unit: from.text()?,
                })
            })?,
            setting: (from.text()?, from.text()?),
        })
    }
}

#[derive(Default)]
struct Writer(String);

impl Writer {
    fn put(&mut self, piece: impl std::fmt::Display) {
        use std::fmt::Write as _;
        let from = self.0.len();
        // Writing to a String cannot fail.
        let _ = write!(self.0, "{piece}");
        if self.0[from..].contains(MARK) {
            let clean = self.0[from..].replace(MARK, " ");
            self.0.truncate(from);
            self.0.push_str(&clean);
        }
        self.0.push(MARK);
    }
    fn all<T>(&mut self, list: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.put(list.len());
        for one in list {
            each(self, one);
        }
    }
}

struct Reader<'a>(std::str::Split<'a, char>);

impl Reader<'_> {
    fn text(&mut self) -> Option<String> {
        self.0.next().map(ToOwned::to_owned)
    }
    fn number<T: std::str::FromStr>(&mut self) -> Option<T> {
        self.0.next()?.parse().ok()
    }
    fn all<T>(&mut self, mut each: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count: usize = self.number()?;
        (0..count).map(|_| each(self)).collect()
    }
}

/// A line of comma-separated values.
pub(super) fn csv_line(cells: &[String]) -> String {
    let cell = |cell: &String| {
        if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
    };
    cells.iter().map(cell).collect::<Vec<_>>().join(",") + "\n"
}

impl Table {
    /// The table as comma-separated values; a cell with a comma, a quote or a line break is quoted.
    pub fn csv(&self) -> String {
        std::iter::once(&self.head).chain(&self.rows).map(|row| csv_line(row)).collect()
    }
    /// The table in Markdown.
    pub fn markdown(&self) -> String {
        let line = |row: &Vec<String>| {
            format!("| {} |\n", row.iter().map(|cell| cell.replace('|', "\\|")).collect::<Vec<_>>().join(" | "))
        };
        let rule = format!("|{}\n", "---|".repeat(self.head.len()));
        line(&self.head) + &rule + &self.rows.iter().map(line).collect::<String>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        Report {
            lines: 1_000_000,
            bad: 2,
            bad_lines: vec![BadLine { line: 14, text: "3,5\u{1f}x".into(), wrong: "is not a number".into() }],
            facts: vec![("Keys".into(), "81,203".into())],
            tables: vec![Table {
                caption: "Best per size".into(),
                head: vec!["size".into(), "policy".into()],
                rows: vec![vec!["16".into(), "a|b, c".into()], vec![]],
            }],
            plots: vec![Plot {
                title: "Miss ratio".into(),
                x: "size".into(),
                y: "%".into(),
                x_log: true,
                curves: vec![Curve {
                    label: "LRU".into(),
                    look: Look::Quiet,
                    points: vec![(1.0, 0.1 + 0.2), (2.0, f64::NAN)],
                }],
            }],
            choices: vec![Choice {
                key: "time".into(),
                label: "Time column".into(),
                value: "ts".into(),
                options: vec![("ts".into(), "ts".into())],
                unit: String::new(),
            }],
            setting: ("capacity=400".into(), "Set 400".into()),
        }
    }

    #[test]
    fn a_report_survives_the_way() {
        let mut report = report();
        let text = report.encode();
        let again = Report::decode(&text).unwrap();
        report.bad_lines[0].text = "3,5 x".into();
        assert_eq!(again.encode(), text);
        assert_eq!((&again.bad_lines, &again.facts, &again.tables), (&report.bad_lines, &report.facts, &report.tables));
        assert_eq!((&again.choices, &again.setting), (&report.choices, &report.setting));
        assert_eq!(again.plots[0].curves[0].points[0], (1.0, 0.1 + 0.2));
        assert_eq!(again.plots[0].curves[0].look, Look::Quiet);
        assert_eq!(Report::decode("5"), None);
        assert_eq!(Report::decode(&Report::default().encode()), Some(Report::default()));
    }

    #[test]
    fn tables_are_copied_whole() {
        let table = &report().tables[0];
        assert_eq!(table.csv(), "size,policy\n16,\"a|b, c\"\n\n");
        assert!(table.markdown().starts_with("| size | policy |\n|---|---|\n| 16 | a\\|b, c |\n"));
    }
}
