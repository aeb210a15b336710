//! Parameters, said once.
//!
//! One declaration of a parameter (name, key, unit, range, default, scale, help) yields the slider, the link key, the
//! embed attribute, the command-line flag, the bounds check and the table in the docs. A concept declares its
//! parameters with [`param_set!`](crate::param_set), which makes a plain struct for the model and a table for
//! everybody else.

mod bad;
mod parse;
mod set;
mod value;

pub use bad::Bad;
pub use parse::{number, seconds};
pub use set::{Field, OneOf, ParamSet, unknown};
pub use value::Value;

/// How a slider maps its travel to values.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scale {
    /// Equal steps are equal differences.
    Linear,
    /// Equal steps are equal ratios; zero, if allowed, sits at the left end.
    Log,
}

/// One option of a choice.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Choice {
    /// Stable kebab-case key, used in links and flags.
    pub key: &'static str,
    /// Label on the page.
    pub label: &'static str,
    /// One sentence.
    pub help: &'static str,
}

/// What values a parameter takes, with its default.
#[allow(missing_docs, reason = "the sentence of a variant names its fields")]
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Kind {
    /// A real number from `min` to `max`.
    Real { min: f64, max: f64, default: f64, step: f64, scale: Scale },
    /// A whole number from `min` to `max`.
    Whole { min: i64, max: i64, default: i64, scale: Scale },
    /// One of a list; the default is an index.
    Choice { options: &'static [Choice], default: usize },
    /// Yes or no.
    Switch { default: bool },
    /// Up to `most` numbers, separated by commas, each from `min` to `max`.
    List { min: f64, max: f64, default: &'static [f64], most: usize },
    /// `least` to `most` different ones of a list, in the order in which they were chosen; the default holds indices.
    Set { options: &'static [Choice], default: &'static [usize], least: usize, most: usize },
}

/// A condition on other values: the choice, set or switch with this key has one of these option keys (`on` for a
/// switch; a set has each of its members).
pub type When = (&'static str, &'static [&'static str]);

/// The declaration of one parameter.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Param {
    /// Stable kebab-case key: link key, attribute and flag.
    pub key: &'static str,
    /// A second name that links, attributes and flags may use, or empty.
    pub also: &'static str,
    /// Label on the page, sentence case.
    pub label: &'static str,
    /// The field's symbol (λ, μ, ρ), or empty.
    pub symbol: &'static str,
    /// Unit of the value (`s`, `/s`, `%`, `×`), or empty.
    pub unit: &'static str,
    /// Group on the page and in the docs.
    pub group: &'static str,
    /// One or two sentences: what it does, and what its ends mean.
    pub help: &'static str,
    /// Range, default and scale.
    pub kind: Kind,
    /// It acts only while the choice or switch with this key has one of these option keys (`on` for a switch).
    pub when: Option<When>,
    /// Or while this holds.
    pub or_when: Option<When>,
    /// The kind of thing (`server`) of which a list holds one number each, or empty.
    pub per: &'static str,
    /// How the options of a long choice or set fall into families: a heading and how many options, in their order.
    pub families: &'static [(&'static str, usize)],
}

impl Param {
    const fn with(key: &'static str, label: &'static str, kind: Kind) -> Self {
        Self {
            key,
            also: "",
            label,
            symbol: "",
            unit: "",
            group: "",
            help: "",
            kind,
            when: None,
            or_when: None,
            per: "",
            families: &[],
        }
    }
    /// A real number.
    pub const fn real(key: &'static str, label: &'static str, min: f64, max: f64, default: f64) -> Self {
        Self::with(key, label, Kind::Real { min, max, default, step: 0.0, scale: Scale::Linear })
    }
    /// A whole number.
    pub const fn whole(key: &'static str, label: &'static str, min: i64, max: i64, default: i64) -> Self {
        Self::with(key, label, Kind::Whole { min, max, default, scale: Scale::Linear })
    }
    /// One of a list.
    pub const fn choice(key: &'static str, label: &'static str, options: &'static [Choice], default: usize) -> Self {
        Self::with(key, label, Kind::Choice { options, default })
    }
    /// Yes or no.
    pub const fn switch(key: &'static str, label: &'static str, default: bool) -> Self {
        Self::with(key, label, Kind::Switch { default })
    }
    /// Several of a list: at least `least`, at most `most`; the default holds indices into the options.
    pub const fn set(
        key: &'static str,
        label: &'static str,
        options: &'static [Choice],
        default: &'static [usize],
        least: usize,
        most: usize,
    ) -> Self {
        Self::with(key, label, Kind::Set { options, default, least, most })
    }
    /// Several numbers.
    pub const fn list(
        key: &'static str,
        label: &'static str,
        min: f64,
        max: f64,
        default: &'static [f64],
        most: usize,
    ) -> Self {
        Self::with(key, label, Kind::List { min, max, default, most })
    }
    /// Sets the symbol.
    pub const fn symbol(mut self, symbol: &'static str) -> Self {
        self.symbol = symbol;
        self
    }
    /// Sets the unit.
    pub const fn unit(mut self, unit: &'static str) -> Self {
        self.unit = unit;
        self
    }
    /// Sets the group.
    pub const fn group(mut self, group: &'static str) -> Self {
        self.group = group;
        self
    }
    /// Gives it a second name.
    pub const fn also(mut self, also: &'static str) -> Self {
        self.also = also;
        self
    }
    /// True for each of its names.
    pub fn is_called(&self, key: &str) -> bool {
        self.key == key || (!self.also.is_empty() && self.also == key)
    }
    /// Sets the help.
    pub const fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }
    /// Makes the scale logarithmic.
    pub const fn log(mut self) -> Self {
        match &mut self.kind {
            Kind::Real { scale, .. } | Kind::Whole { scale, .. } => *scale = Scale::Log,
            _ => {}
        }
        self
    }
    /// Sets the step of a slider over a real number.
    pub const fn step(mut self, size: f64) -> Self {
        if let Kind::Real { step, .. } = &mut self.kind {
            *step = size;
        }
        self
    }
    /// Says when the parameter acts.
    pub const fn when(mut self, key: &'static str, options: &'static [&'static str]) -> Self {
        self.when = Some((key, options));
        self
    }
    /// Says when else the parameter acts.
    pub const fn or_when(mut self, key: &'static str, options: &'static [&'static str]) -> Self {
        self.or_when = Some((key, options));
        self
    }
    /// Says that a list holds one number for each thing of a kind; the page then shows a slider for the selected one.
    pub const fn per(mut self, kind: &'static str) -> Self {
        self.per = kind;
        self
    }
    /// Groups the options of a long choice or set: headings with how many options each has, in their order.
    pub const fn families(mut self, families: &'static [(&'static str, usize)]) -> Self {
        self.families = families;
        self
    }
    /// The conditions under which it acts, one of which must hold; none if it always acts.
    pub fn conditions(&self) -> impl Iterator<Item = When> {
        self.when.into_iter().chain(self.or_when)
    }
    /// True if `value`, of this parameter, has one of the option keys.
    pub fn has_one_of(&self, value: &Value, keys: &[&str]) -> bool {
        match (self.kind, value) {
            (Kind::Set { options, .. }, Value::Set(chosen)) => {
                chosen.iter().filter_map(|i| options.get(*i)).any(|option| keys.contains(&option.key))
            }
            _ => keys.contains(&self.format(value).as_str()),
        }
    }
    /// The options under their headings: heading and range of indices. One family without a heading if there are none.
    pub fn option_families(&self) -> Vec<(&'static str, std::ops::Range<usize>)> {
        let (Kind::Choice { options, .. } | Kind::Set { options, .. }) = self.kind else { return Vec::new() };
        let mut at = 0;
        let mut out = Vec::new();
        for (heading, count) in self.families {
            let end = (at + count).min(options.len());
            out.push((*heading, at..end));
            at = end;
        }
        if at < options.len() {
            out.push(("", at..options.len()));
        }
        out
    }

    /// The default value.
    pub fn default_value(&self) -> Value {
        match self.kind {
            Kind::Real { default, .. } => Value::Real(default),
            Kind::Whole { default, .. } => Value::Whole(default),
            Kind::Choice { default, .. } => Value::Choice(default),
            Kind::Switch { default } => Value::Switch(default),
            Kind::List { default, .. } => Value::List(default.to_vec()),
            Kind::Set { default, .. } => Value::Set(default.to_vec()),
        }
    }

    /// What is allowed, in words: "0 to 100,000 /s", "one of random, round-robin".
    pub fn allowed(&self) -> String {
        let unit = if self.unit.is_empty() { String::new() } else { format!(" {}", self.unit) };
        match self.kind {
            Kind::Real { min, max, .. } => format!("a number from {min} to {max}{unit}"),
            Kind::Whole { min, max, .. } => format!("a whole number from {min} to {max}{unit}"),
            Kind::Choice { options, .. } => {
                format!("one of {}", options.iter().map(|o| o.key).collect::<Vec<_>>().join(", "))
            }
            Kind::Switch { .. } => "on or off".to_owned(),
            Kind::List { min, max, most, .. } => {
                format!("up to {most} numbers from {min} to {max}{unit}, separated by commas")
            }
            Kind::Set { options, least, most, .. } => {
                let keys = options.iter().map(|o| o.key).collect::<Vec<_>>().join(", ");
                let count = match (least, most) {
                    (0, most) => format!("up to {most}"),
                    (least, most) if least == most => least.to_string(),
                    (least, most) => format!("{least} to {most}"),
                };
                format!("{count} of {keys}, separated by commas")
            }
        }
    }

    /// The value nearest to `value` that is allowed; the kind of value must match.
    pub fn clamp(&self, value: Value) -> Value {
        match (self.kind, value) {
            (Kind::Real { min, max, default, .. }, Value::Real(x)) => {
                Value::Real(if x.is_nan() { default } else { x.clamp(min, max) })
            }
            (Kind::Whole { min, max, .. }, Value::Whole(n)) => Value::Whole(n.clamp(min, max)),
            (Kind::Choice { options, .. }, Value::Choice(i)) => Value::Choice(i.min(options.len() - 1)),
            (Kind::List { min, max, most, .. }, Value::List(list)) => {
                Value::List(list.into_iter().filter(|x| !x.is_nan()).map(|x| x.clamp(min, max)).take(most).collect())
            }
            (Kind::Set { options, default, least, most }, Value::Set(chosen)) => {
                let mut kept: Vec<usize> = Vec::new();
                for i in chosen {
                    if i < options.len() && !kept.contains(&i) && kept.len() < most {
                        kept.push(i);
                    }
                }
                Value::Set(if kept.len() < least { default.to_vec() } else { kept })
            }
            (_, value) => value,
        }
    }

    /// The value as links, flags and attributes write it.
    pub fn format(&self, value: &Value) -> String {
        match (self.kind, value) {
            (Kind::Choice { options, .. }, Value::Choice(i)) => options.get(*i).map_or("", |o| o.key).to_owned(),
            (Kind::Set { options, .. }, Value::Set(chosen)) => {
                chosen.iter().filter_map(|i| options.get(*i)).map(|o| o.key).collect::<Vec<_>>().join(",")
            }
            (_, value) => value.to_string(),
        }
    }

    /// The step of a slider over it; 0 lets the slider choose.
    pub fn step_size(&self) -> f64 {
        match self.kind {
            Kind::Real { step, .. } => step,
            Kind::Whole { .. } => 1.0,
            _ => 0.0,
        }
    }
    /// True for whole numbers.
    pub fn is_whole(&self) -> bool {
        matches!(self.kind, Kind::Whole { .. })
    }
    /// Where `value` lies on the slider, 0 to 1. Log scales put zero at the left end.
    pub fn position(&self, value: f64) -> f64 {
        let (min, max, scale) = self.span();
        position(value, min, max, scale)
    }
    /// The value at `position` (0 to 1) on the slider, before rounding to a step.
    pub fn at_position(&self, position: f64) -> f64 {
        let (min, max, scale) = self.span();
        at_position(position, min, max, scale)
    }
    /// Lower end, upper end and scale of a number; 0 to 1 for other kinds.
    pub fn span(&self) -> (f64, f64, Scale) {
        match self.kind {
            Kind::Real { min, max, scale, .. } => (min, max, scale),
            Kind::Whole { min, max, scale, .. } => (min as f64, max as f64, scale),
            Kind::List { min, max, .. } => (min, max, Scale::Linear),
            _ => (0.0, 1.0, Scale::Linear),
        }
    }
}

/// A label as it reads within a sentence: "Arrival rate" becomes "arrival rate", "IP hash" stays.
pub fn within_sentence(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if !second.is_ascii_uppercase() => {
            let mut text = label.to_owned();
            text.replace_range(..first.len_utf8(), first.to_ascii_lowercase().encode_utf8(&mut [0; 4]));
            text
        }
        _ => label.to_owned(),
    }
}

/// Decades that a logarithmic scale shows when it starts at zero.
const LOG_DECADES_FROM_ZERO: f64 = 1e-4;

/// Where `value` lies between `min` and `max` on `scale`, 0 to 1.
pub fn position(value: f64, min: f64, max: f64, scale: Scale) -> f64 {
    let at = match scale {
        Scale::Linear => (value - min) / (max - min),
        Scale::Log => {
            let low = if min > 0.0 { min } else { max * LOG_DECADES_FROM_ZERO };
            if value <= low { 0.0 } else { libm::log(value / low) / libm::log(max / low) }
        }
    };
    at.clamp(0.0, 1.0)
}

/// The value at `position` (0 to 1) between `min` and `max` on `scale`.
pub fn at_position(position: f64, min: f64, max: f64, scale: Scale) -> f64 {
    let position = position.clamp(0.0, 1.0);
    match scale {
        Scale::Linear => min + position * (max - min),
        Scale::Log => {
            let low = if min > 0.0 { min } else { max * LOG_DECADES_FROM_ZERO };
            if position == 0.0 { min } else { low * libm::pow(max / low, position) }
        }
    }
}
