//! What everybody outside a concept sees of a run of it.

use super::{Act, Entry, Export, Press, State, Strip, Sweep, TimeAxis};
use crate::param::{Bad, Kind, ParamSet, Scale, Value, within_sentence};
use crate::scene::{Picture, Pt, Seg, Shape, Target, pt};
use crate::sim::{Advance, Span, Time};

/// How a picture is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layout {
    /// Left to right.
    Wide,
    /// Top to bottom: phones.
    Tall,
    /// A miniature without words: the home page.
    Mini,
    /// Without motion: strips and small multiples.
    Still,
}

/// What a picture depends on beside the state.
#[derive(Clone, PartialEq, Debug)]
pub struct View {
    /// Width in CSS pixels.
    pub width: f32,
    /// Height in CSS pixels.
    pub height: f32,
    /// Layout.
    pub layout: Layout,
    /// Seconds of the run per second of the watcher: fades are in the watcher's time.
    pub speed: f64,
    /// What is pointed at or chosen; its "why" is drawn.
    pub focus: Option<Target>,
    /// 1 on a desk, more on a projector: type and strokes.
    pub scale: f32,
    /// The player's axis in this picture, where it shares it.
    pub time: Option<TimeAxis>,
    /// Values that the axes of a chart must hold, because something else stands beside it: x and y, times in seconds.
    pub reach: (f64, f64),
}

impl View {
    /// A view at the run's own pace with nothing in focus.
    pub const fn new(width: f32, height: f32, layout: Layout) -> Self {
        Self { width, height, layout, speed: 1.0, focus: None, scale: 1.0, time: None, reach: (0.0, 0.0) }
    }
    /// The high end of an x axis that would end at `high`.
    pub const fn right(&self, high: f64) -> f64 {
        high.max(self.reach.0)
    }
    /// The high end of a y axis that would end at `high`.
    pub const fn top(&self, high: f64) -> f64 {
        high.max(self.reach.1)
    }
}

/// The room of the player's record, for a concept that draws its own.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Record {
    /// The player's axis.
    pub axis: TimeAxis,
    /// Where the axis lies, from the top.
    pub base: f32,
    /// How high the record may rise above it.
    pub rise: f32,
    /// How far the recorded run reaches; past the playhead lies what was left by going back.
    pub end: Time,
}

impl Record {
    /// From the axis to the base line of words above a record.
    pub const ABOVE: f32 = 20.0;

    /// Where words so wide begin, their base line above or below all lines that are drawn there: the first such place
    /// from `x` on.
    pub fn clear_of_lines(&self, picture: &Picture, x: f32, width: f32) -> Option<Pt> {
        let lines = picture.shapes.iter().filter_map(|shape| match *shape {
            Shape::Path { first, len, stroke: Some(_), .. } => picture.segs.get(first as usize..)?.get(..len as usize),
            _ => None,
        });
        let points = lines.flatten().filter_map(|seg| match seg {
            Seg::Move(p) | Seg::Line(p) => Some(*p),
            _ => None,
        });
        let points: Vec<Pt> = points.collect();
        let mut left = x;
        while left + width <= self.axis.right {
            let beside = points.iter().filter(|p| p.x > left - 4.0 && p.x < left + width + 4.0);
            let (high, low) = beside.fold((self.base, 0.0f32), |(high, low), p| (high.min(p.y), low.max(p.y)));
            if high > self.base - Self::ABOVE + 3.0 {
                return Some(pt(left, self.base - Self::ABOVE));
            }
            if low < self.base - 14.0 {
                return Some(pt(left, self.base - 4.0));
            }
            left += 12.0;
        }
        None
    }
}

/// A measured value with its stable name.
#[derive(Clone, PartialEq, Debug)]
pub struct Metric {
    /// Dotted name with the unit in it.
    pub name: String,
    /// The value; `None` if there was nothing to measure.
    pub value: Option<f64>,
}

/// A line of the Was / Now table.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// Label.
    pub label: &'static str,
    /// Symbol, or empty.
    pub symbol: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// In the window before the last change.
    pub was: Option<f64>,
    /// In the window that ends now.
    pub now: Option<f64>,
}

/// The Was / Now table: two windows and what was measured in them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct WasNow {
    /// "Before and after the kill".
    pub title: String,
    /// The window before the last change, if there was one.
    pub was: Option<(Time, Time)>,
    /// The window that ends now.
    pub now: (Time, Time),
    /// Requests in the window that ends now.
    pub count: u64,
    /// The lines.
    pub rows: Vec<Row>,
}

/// What a tick of a slider is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TickKind {
    /// A short tick without a label.
    Minor,
    /// A number or a word.
    Label,
    /// A place that theory names: magenta triangle.
    Theory,
    /// Where capacity ends: from here the track is hatched.
    Full,
}

/// A tick of a slider.
#[derive(Clone, PartialEq, Debug)]
pub struct Tick {
    /// Value.
    pub at: f64,
    /// Label, or empty.
    pub label: String,
    /// Kind.
    pub kind: TickKind,
}

/// How a parameter's slider looks in this state.
#[derive(Clone, PartialEq, Debug)]
pub struct SliderView {
    /// Left end.
    pub low: f64,
    /// Right end.
    pub high: f64,
    /// Scale.
    pub scale: Scale,
    /// Ticks.
    pub ticks: Vec<Tick>,
    /// A consequence beside the value ("5 up"), or empty.
    pub consequence: String,
}

/// What a mark on the timeline is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MarkKind {
    /// A parameter was set.
    Slider,
    /// Something was broken.
    Fault,
    /// Anything else that was done.
    Deed,
}

/// A mark on the timeline.
#[derive(Clone, PartialEq, Debug)]
pub struct Mark {
    /// When.
    pub at: Time,
    /// Kind.
    pub kind: MarkKind,
    /// A few words: "rate 32 to 40", "S4 killed".
    pub words: String,
}

impl Mark {
    /// The mark of a parameter that was set: what it was before, and what it is.
    pub fn setting<P: ParamSet>(at: Time, before: &P, index: usize, to: &Value) -> Self {
        let words = P::TABLE.get(index).map_or(String::new(), |param| {
            let label = within_sentence(param.label);
            match (to, param.kind) {
                (Value::Choice(i), Kind::Choice { options, .. }) => {
                    within_sentence(options.get(*i).map_or("", |option| option.label))
                }
                (Value::Set(_) | Value::List(_), _) => format!("{label} changed"),
                (Value::Switch(on), _) => format!("{label} {}", if *on { "on" } else { "off" }),
                (to, _) => format!("{label} {} to {}", param.format(&before.get(index)), param.format(to)),
            }
        });
        Self { at, kind: MarkKind::Slider, words }
    }
}

/// One line of the event log.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// When.
    pub at: Time,
    /// One sentence.
    pub words: String,
    /// What it happened to.
    pub target: Option<Target>,
}

/// The scene in words.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Description {
    /// The moment, set apart in the caption: "66.5 s."
    pub lead: String,
    /// One or two sentences.
    pub caption: String,
    /// Everything, a sentence per thing.
    pub whole: String,
}

/// Why something happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Explanation {
    /// One or two sentences with the numbers the rule saw and the rule that fired.
    pub why: String,
    /// What would have changed it, or empty.
    pub otherwise: String,
}

/// Whether something drawn holds now, in words beside a chart.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Remark {
    /// What it is about, as it is labelled in the chart: "one shared line, M/M/5".
    pub what: String,
    /// One sentence: "Holds: Poisson arrivals, exponential service, one line."
    pub why: String,
    /// True if it holds as it stands.
    pub holds: bool,
}

/// A table of text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    /// Caption.
    pub caption: String,
    /// Column heads; the first column names the row.
    pub head: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
}

/// A run of any concept.
pub trait Run {
    /// The concept.
    fn entry(&self) -> &'static Entry;
    /// The values in force now, in the order of the table.
    fn values(&self) -> Vec<Value>;
    /// The state a link would hold.
    fn state(&self) -> State;
    /// The playhead.
    fn now(&self) -> Time;
    /// When the next event comes.
    fn next_at(&self) -> Option<Time>;
    /// How far the recorded run reaches: later than [`Run::now`] after going back.
    fn end(&self) -> Time;
    /// How many events have run.
    fn events(&self) -> u64;
    /// The hash of all occurrences so far.
    fn hash(&self) -> u64;
    /// The model's own laws.
    fn check(&self) -> Result<(), String>;

    /// Runs forward to `until`, at most `budget` steps.
    fn advance(&mut self, until: Time, budget: u64) -> Advance;
    /// Listens for these kinds of things from now on ([`Concept::kind`](super::Concept::kind)): [`Run::advance`] then stops
    /// after a step at which one happened. For none, for nothing.
    fn arm(&mut self, kinds: &[&'static str]);
    /// Takes what was heard: kinds, each with its sentence.
    fn caught(&mut self) -> Vec<(&'static str, String)>;
    /// One step forward; the time it led to.
    fn step(&mut self) -> Option<Time>;
    /// One step back; false at the start.
    fn step_back(&mut self) -> bool;
    /// Moves the playhead.
    fn seek(&mut self, at: Time);
    /// Another run with the same past.
    fn fork(&self) -> Box<dyn Run>;
    /// Forgets the statistics so far: the warm-up. The run itself is not touched.
    fn cut_warmup(&mut self);

    /// Sets the parameter at `index` of the table, now. Refuses what is out of range.
    fn set(&mut self, index: usize, value: Value) -> Result<(), Bad>;
    /// The same for a hand that drags a slider while the run goes on. A drag would leave an input for every frame, and
    /// the link holds them all: a setting that came less than `within` after the one before it in the same drag is
    /// replaced by this one, as if it had not been.
    fn drag(&mut self, index: usize, value: Value, within: Span) -> Result<(), Bad>;
    /// Does something, now.
    fn act(&mut self, act: &Act) -> Result<(), Bad>;

    /// Everything measured since the start or the warm-up.
    fn metrics(&self) -> Vec<Metric>;
    /// The two windows.
    fn was_now(&self) -> WasNow;
    /// The player's record.
    fn strip(&self) -> &Strip;
    /// What was done and when, those after the playhead included.
    fn marks(&self) -> Vec<Mark>;
    /// The latest occurrences, newest last, at most `most`.
    fn events_log(&self, most: usize) -> Vec<Event>;
    /// How the slider of the parameter at `index` looks now.
    fn slider(&self, index: usize) -> SliderView;
    /// True if the parameter at `index` acts now.
    fn active(&self, index: usize) -> bool;

    /// Draws the scene.
    fn draw(&self, view: &View, picture: &mut Picture);
    /// Draws the chart at `index` of the panels; returns what its head says on the right (window, sample size).
    fn draw_panel(&self, index: usize, view: &View, sweep: Option<&Sweep>, picture: &mut Picture) -> String;
    /// Whether the closed forms in the chart at `index` hold now.
    fn remarks(&self, index: usize) -> Vec<Remark>;
    /// The height of a panel in this state; 0 leaves it to its declaration.
    fn panel_height(&self, index: usize) -> f32;
    /// What a panel of text says, with `focus` chosen.
    fn panel_text(&self, index: usize, focus: Option<Target>) -> Table;
    /// The chart as a table.
    fn panel_table(&self, index: usize, sweep: Option<&Sweep>) -> Table;
    /// The scene in words.
    fn describe(&self) -> Description;
    /// The scene as a table.
    fn table(&self) -> Table;
    /// Why `target` is as it is.
    fn explain(&self, target: Target) -> Option<Explanation>;

    /// The numbers of the things of a kind that are there now, as people count them, ascending.
    fn targets(&self, kind: &str) -> Vec<u32>;
    /// How many the things in the scene hold.
    fn counts(&self) -> Vec<(Target, u64)>;
    /// What a thing is called: "S4".
    fn name(&self, target: Target) -> String;
    /// What a press on it does now.
    fn press(&self, target: Target) -> Press;
    /// What the player's strip shows now.
    fn strip_label(&self) -> &'static str;
    /// What a hand can do in the scene, in one or two short sentences; may be empty.
    fn hint(&self) -> String;
    /// The way out of a state in which nothing works any more: the words of its button, and what it does.
    fn rescue(&self) -> Option<(String, Act)>;
    /// What the playhead's flag says in place of the moment.
    fn flag(&self) -> Option<String>;
    /// Draws the player's record; false leaves it to the page, which draws the strip.
    fn draw_record(&self, record: &Record, picture: &mut Picture) -> bool;
    /// Which thing it was that a prediction asks for, if that has happened since `before`, an earlier fork of this run.
    fn outcome(&self, prediction: &str, before: &dyn Run) -> Option<u64>;
    /// For looking into `before` of [`Run::outcome`].
    fn as_any(&self) -> &dyn std::any::Any;
    /// The same thing in real products, for the state on the screen.
    fn exports(&self) -> Vec<Export>;
}
