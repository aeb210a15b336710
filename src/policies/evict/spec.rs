//! The policies by name, with their parameters: `lru`, `clock:bits=2`, `s3-fifo:small=20:reading=lcs` (the names are
//! those of the papers and of libCacheSim, 2024).

use std::fmt;
use std::str::FromStr;

/// A policy's name.
#[allow(missing_docs, reason = "the files say what each is")]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    Fifo,
    Lifo,
    Random,
    Lru,
    Mru,
    Lfu,
    LfuDa,
    Clock,
    SecondChance,
    Slru,
    TwoQ,
    LruK,
    Arc,
    Lirs,
    Sieve,
    S3Fifo,
    TinyLfu,
    WTinyLfu,
    Hyperbolic,
    RedisLru,
    RedisLfu,
    Ttl,
    Belady,
}

/// What a parameter may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Range {
    /// A whole number between two, both included.
    Whole(u32, u32),
    /// A percentage from 0 up to a bound, both in 1/10,000; at most two decimals.
    Share(u32),
    /// One of some words; the value is its place.
    Word(&'static [&'static str]),
}

/// A parameter of a policy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Knob {
    /// Its key.
    pub key: &'static str,
    /// The paper's value, in the form of [`Spec::values`].
    pub default: u32,
    /// What is allowed.
    pub range: Range,
    /// What it does.
    pub help: &'static str,
}

/// The most parameters of a policy.
pub const KNOBS_MAX: usize = 5;

const fn knob(key: &'static str, default: u32, range: Range, help: &'static str) -> Knob {
    Knob { key, default, range, help }
}

const SEED: Knob = knob("seed", 1, Range::Whole(0, u32::MAX), "decides the draws");
const COUNTS: Knob = knob("counts", 0, Range::Word(&["sketch", "exact"]), "how requests are counted");
const DOORKEEPER: Knob =
    knob("doorkeeper", 0, Range::Word(&["off", "on"]), "keeps what is asked for once out of the sketch");

/// Every policy with its key, its name, who described it, and its parameters.
pub const KINDS: &[(Kind, &str, &str, &str, &[Knob])] = &[
    (Kind::Fifo, "fifo", "FIFO", "Belady 1966", &[]),
    (Kind::Lifo, "lifo", "LIFO", "Mattson et al. 1970", &[]),
    (Kind::Random, "random", "Random", "Belady 1966", &[SEED]),
    (Kind::Lru, "lru", "LRU", "Mattson et al. 1970", &[]),
    (Kind::Mru, "mru", "MRU", "Chou, DeWitt 1985", &[]),
    (Kind::Lfu, "lfu", "LFU", "Coffman, Denning 1973", &[]),
    (Kind::LfuDa, "lfu-da", "LFU-DA", "Arlitt et al. 2000", &[]),
    (
        Kind::Clock,
        "clock",
        "CLOCK",
        "Corbató 1968",
        &[knob("bits", 1, Range::Whole(1, 8), "counters go up to 2^bits − 1")],
    ),
    (Kind::SecondChance, "second-chance", "Second chance", "Corbató 1968", &[]),
    (
        Kind::Slru,
        "slru",
        "SLRU",
        "Karedla, Love, Wherry 1994",
        &[knob("protected", 8000, Range::Share(10_000), "share of the protected")],
    ),
    (
        Kind::TwoQ,
        "2q",
        "2Q",
        "Johnson, Shasha 1994",
        &[
            knob("kin", 2500, Range::Share(10_000), "share of the newcomers"),
            knob("kout", 5000, Range::Share(100_000), "names remembered, as a share of the cache"),
        ],
    ),
    (
        Kind::LruK,
        "lru-2",
        "LRU-2",
        "O'Neil, O'Neil, Weikum 1993",
        &[knob("k", 2, Range::Whole(1, 8), "the request counted back from the last that decides")],
    ),
    (
        Kind::Arc,
        "arc",
        "ARC",
        "Megiddo, Modha 2003",
        &[knob("p", 0, Range::Word(&["real", "whole"]), "how the target moves")],
    ),
    (
        Kind::Lirs,
        "lirs",
        "LIRS",
        "Jiang, Zhang 2002",
        &[
            knob("hir", 100, Range::Share(10_000), "share of resident keys with large gaps"),
            knob("names", 20_000, Range::Share(100_000), "names remembered, as a share of the cache"),
        ],
    ),
    (Kind::Sieve, "sieve", "SIEVE", "Zhang et al. 2024", &[]),
    (
        Kind::S3Fifo,
        "s3-fifo",
        "S3-FIFO",
        "Yang et al. 2023",
        &[
            knob("small", 1000, Range::Share(10_000), "share of the small queue"),
            knob("ghost", 9000, Range::Share(100_000), "names remembered, as a share of the cache"),
            knob("threshold", 2, Range::Whole(1, 3), "hits in the small queue that move a key on"),
            knob("reading", 0, Range::Word(&["paper", "lcs"]), "algorithm 1 as printed, or as libCacheSim does it"),
        ],
    ),
    (Kind::TinyLfu, "tinylfu", "TinyLFU", "Einziger, Friedman, Manes 2017", &[COUNTS, DOORKEEPER]),
    (
        Kind::WTinyLfu,
        "w-tinylfu",
        "W-TinyLFU",
        "Einziger, Friedman, Manes 2017",
        &[
            knob("window", 100, Range::Share(10_000), "share of the window"),
            knob("protected", 8000, Range::Share(10_000), "share of the protected in the rest"),
            COUNTS,
            DOORKEEPER,
        ],
    ),
    (
        Kind::Hyperbolic,
        "hyperbolic",
        "Hyperbolic",
        "Blankstein, Sen, Freedman 2017",
        &[knob("samples", 64, Range::Whole(1, 1024), "keys looked at for each eviction"), SEED],
    ),
    (
        Kind::RedisLru,
        "redis-lru",
        "Redis LRU",
        "Redis 3.0, 2015",
        &[knob("samples", 5, Range::Whole(1, 1024), "maxmemory-samples"), SEED],
    ),
    (
        Kind::RedisLfu,
        "redis-lfu",
        "Redis LFU",
        "Redis 4.0, 2017",
        &[
            knob("samples", 5, Range::Whole(1, 1024), "maxmemory-samples"),
            knob("factor", 10, Range::Whole(0, 1000), "lfu-log-factor"),
            knob("decay", 60_000, Range::Whole(0, u32::MAX), "requests for which a counter loses one; 0 never"),
            SEED,
        ],
    ),
    (
        Kind::Ttl,
        "ttl",
        "TTL",
        "RFC 9111, 2022",
        &[
            knob("span", 10_000, Range::Whole(1, u32::MAX), "time to live in requests"),
            knob("span2", 0, Range::Whole(0, u32::MAX), "the same for a second class of keys; 0 for no such class"),
            knob("span3", 0, Range::Whole(0, u32::MAX), "the same for a third class"),
            knob("kind", 0, Range::Word(&["fixed", "sliding"]), "whether a request starts the span again"),
            knob("expiry", 0, Range::Word(&["lazy", "active"]), "when dead keys are dropped"),
        ],
    ),
    (Kind::Belady, "belady", "MIN", "Belady 1966", &[]),
];

/// Other names for policies, and for readings of their papers.
const ALIASES: &[(&str, &str)] = &[
    ("2-q", "2q"),
    ("twoq", "2q"),
    ("lru-k", "lru-2"),
    ("lru2", "lru-2"),
    ("lru-3", "lru-2:k=3"),
    ("lfuda", "lfu-da"),
    ("clock1", "clock"),
    ("clock2", "clock:bits=2"),
    ("slru80", "slru"),
    ("arc-int", "arc:p=whole"),
    ("s3fifo", "s3-fifo"),
    ("s3fifo-paper", "s3-fifo"),
    ("s3fifo-lcs", "s3-fifo:reading=lcs"),
    ("s3-fifo-lcs", "s3-fifo:reading=lcs"),
    ("tiny-lfu", "tinylfu"),
    ("wtinylfu", "w-tinylfu"),
    ("w-tiny-lfu", "w-tinylfu"),
    ("wtlfu-exact", "w-tinylfu:counts=exact"),
    ("w-tinylfu-exact", "w-tinylfu:counts=exact"),
    ("min", "belady"),
    ("opt", "belady"),
];

impl Kind {
    fn row(self) -> &'static (Kind, &'static str, &'static str, &'static str, &'static [Knob]) {
        // The table has a row for every kind, in order; a test checks it.
        &KINDS[self as usize]
    }
    /// The key: `s3-fifo`.
    pub fn key(self) -> &'static str {
        self.row().1
    }
    /// The name as it is written: S3-FIFO.
    pub fn name(self) -> &'static str {
        self.row().2
    }
    /// Who described it, and when.
    pub fn source(self) -> &'static str {
        self.row().3
    }
    /// Its parameters.
    pub fn knobs(self) -> &'static [Knob] {
        self.row().4
    }
}

/// A policy with its parameters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spec {
    /// Which policy.
    pub kind: Kind,
    /// The values of its knobs in their order: numbers, 1/10,000, places of words.
    pub values: [u32; KNOBS_MAX],
}

impl From<Kind> for Spec {
    fn from(kind: Kind) -> Self {
        let mut values = [0; KNOBS_MAX];
        for (value, knob) in values.iter_mut().zip(kind.knobs()) {
            *value = knob.default;
        }
        Self { kind, values }
    }
}

impl Spec {
    /// Every policy with the parameters of its paper.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().map(|row| row.0.into())
    }
    /// Reads a list as in `lru,clock:bits=2,s3-fifo:small=20,threshold=1`; `all` stands for every policy. A part with an
    /// equals sign and no colon belongs to the policy before it. The error is one sentence.
    pub fn list(text: &str) -> Result<Vec<Self>, String> {
        let mut parts: Vec<String> = Vec::new();
        for part in text.split(',') {
            match parts.last_mut() {
                Some(last) if part.contains('=') && !part.contains(':') => {
                    last.push(':');
                    last.push_str(part);
                }
                _ => parts.push(part.to_owned()),
            }
        }
        let mut specs = Vec::new();
        for part in parts {
            if part.trim() == "all" { specs.extend(Self::all()) } else { specs.push(part.parse()?) }
        }
        Ok(specs)
    }
    /// Sets one knob from text.
    fn set(&mut self, text: &str) -> Result<(), String> {
        let (key, value) = text.split_once('=').unwrap_or((text, ""));
        let (key, value) = (key.trim(), value.trim());
        let knobs = self.kind.knobs();
        let Some(at) = knobs.iter().position(|knob| knob.key == key) else {
            let known: Vec<&str> = knobs.iter().map(|knob| knob.key).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(format!("{} has no parameter {key}; allowed: {known}", self.kind.key()));
        };
        let range = knobs[at].range;
        self.values[at] = range
            .parse(value)
            .ok_or_else(|| format!("{}:{key}={value} cannot be used; allowed: {}", self.kind.key(), range.allowed()))?;
        Ok(())
    }
}

impl Range {
    fn parse(self, text: &str) -> Option<u32> {
        match self {
            Self::Whole(min, max) => text.parse().ok().filter(|n| (min..=max).contains(n)),
            Self::Word(words) => words.iter().position(|word| *word == text).map(|at| at as u32),
            Self::Share(max) => {
                let text = text.strip_suffix('%').unwrap_or(text).trim();
                let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
                let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
                if !digits(whole) || !digits(decimals) || decimals.len() > 2 {
                    return None;
                }
                let hundredths: u32 = format!("{decimals:0<2}").parse().ok()?;
                let share = whole.parse::<u32>().ok()?.checked_mul(100)?.checked_add(hundredths)?;
                Some(share).filter(|&share| share <= max)
            }
        }
    }
    fn allowed(self) -> String {
        match self {
            Self::Whole(min, max) => format!("a whole number from {min} to {max}"),
            Self::Share(max) => format!("0 to {} %, at most two decimals", max / 100),
            Self::Word(words) => words.join(", "),
        }
    }
    /// A value as it is written.
    pub fn text(self, value: u32) -> String {
        match self {
            Self::Whole(..) => value.to_string(),
            Self::Word(words) => words.get(value as usize).copied().unwrap_or_default().to_owned(),
            Self::Share(_) => {
                let text = format!("{}.{:02}", value / 100, value % 100);
                text.trim_end_matches('0').trim_end_matches('.').to_owned()
            }
        }
    }
}

impl FromStr for Spec {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let (name, rest) = text.split_once(':').map_or((text, None), |(name, rest)| (name, Some(rest)));
        let plain = name.to_ascii_lowercase().replace('_', "-");
        let aliased = ALIASES.iter().find(|(alias, _)| *alias == plain).map_or(plain.as_str(), |(_, is)| is);
        let (key, preset) = aliased.split_once(':').map_or((aliased, None), |(key, preset)| (key, Some(preset)));
        let Some(row) = KINDS.iter().find(|row| row.1 == key) else {
            let known: Vec<&str> = KINDS.iter().map(|row| row.1).collect();
            return Err(format!("the policy {name} is not known; allowed: {}, all", known.join(", ")));
        };
        let mut spec = Self::from(row.0);
        for part in preset.into_iter().chain(rest).flat_map(|part| part.split([':', ','])) {
            spec.set(part)?;
        }
        Ok(spec)
    }
}

impl fmt::Display for Spec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.key())?;
        for (knob, &value) in self.kind.knobs().iter().zip(&self.values) {
            if value != knob.default {
                write!(f, ":{}={}", knob.key, knob.range.text(value))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_a_row_for_every_kind_in_order() {
        for (at, row) in KINDS.iter().enumerate() {
            assert_eq!(row.0 as usize, at, "{}", row.1);
            assert!(row.4.len() <= KNOBS_MAX);
            assert_eq!(row.1.parse(), Ok(Spec::from(row.0)));
        }
        for (alias, is) in ALIASES {
            assert_eq!(alias.parse::<Spec>(), is.parse::<Spec>(), "{alias}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for text in ["lru", "clock:bits=2", "s3-fifo:small=12.5:reading=lcs", "2q:kin=0.05", "ttl:span=7:kind=sliding"]
        {
            assert_eq!(text.parse::<Spec>().unwrap().to_string(), text);
        }
        let list = Spec::list("lru, s3-fifo:small=20,threshold=1,clock:bits=3").unwrap();
        let list: Vec<String> = list.iter().map(Spec::to_string).collect();
        assert_eq!(list, ["lru", "s3-fifo:small=20:threshold=1", "clock:bits=3"]);
        assert_eq!(Spec::list("all").unwrap().len(), KINDS.len());
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (text, part) in [
            ("lruu", "lruu is not known"),
            ("lru:x=1", "no parameter x; allowed: none"),
            ("clock:bits=9", "1 to 8"),
            ("slru:protected=101", "0 to 100 %"),
            ("slru:protected=0.001", "two decimals"),
            ("arc:p", "real, whole"),
            ("", "is not known"),
        ] {
            let error = Spec::list(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
