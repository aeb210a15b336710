//! The list of shapes and the small vocabulary they use.

/// A colour by its meaning. What it looks like is the theme's business; see `assets/tokens.css`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Ink {
    /// Structure, text, controls.
    Ink,
    /// Prose captions, secondary text.
    Ink2,
    /// Axis numbers, tertiary text.
    Ink3,
    /// Wires, tracks, outlines, ghosts.
    Wire,
    /// Separators only.
    Rule,
    /// The ground.
    Paper,
    /// A lifted ground.
    Tint,
    /// Moving, being served, measured.
    Work,
    /// The text version of [`Ink::Work`].
    WorkText,
    /// Waiting, slow, over a limit.
    Wait,
    /// The text version of [`Ink::Wait`].
    WaitText,
    /// Finished, allowed.
    Done,
    /// The text version of [`Ink::Done`].
    DoneText,
    /// Rejected, timed out, down.
    Lost,
    /// The text version of [`Ink::Lost`].
    LostText,
    /// Theory, the knee, why. Never anything measured.
    Note,
    /// The text version of [`Ink::Note`].
    NoteText,
}

/// A point in CSS pixels.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Pt {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// Short for a [`Pt`].
pub const fn pt(x: f32, y: f32) -> Pt {
    Pt { x, y }
}

/// How a line is broken.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Dash {
    /// Not at all.
    Solid,
    /// Theory: 5 4.
    Theory,
    /// A second theory: 1.5 4, round.
    Theory2,
    /// A link that is cut, a refused path: 1 5, round.
    Dots,
    /// A broken rim: 4 3.
    Broken,
    /// A moment on an axis, the outline of the past: 2 2.
    Past,
}

impl Dash {
    /// The lengths on and off in pixels, at scale 1; empty means unbroken.
    pub const fn pattern(self) -> &'static [f32] {
        match self {
            Self::Solid => &[],
            Self::Theory => &[5.0, 4.0],
            Self::Theory2 => &[1.5, 4.0],
            Self::Dots => &[1.0, 5.0],
            Self::Broken => &[4.0, 3.0],
            Self::Past => &[2.0, 2.0],
        }
    }
}

/// How a line ends and turns.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Join {
    /// Round caps and joins: almost everything.
    Round,
    /// Butt caps, mitred joins: the service rim and bars.
    Flat,
}

/// A line's look.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stroke {
    /// Colour.
    pub ink: Ink,
    /// Width in pixels.
    pub width: f32,
    /// Dashes.
    pub dash: Dash,
    /// Caps and joins.
    pub join: Join,
    /// 0 to 1.
    pub opacity: f32,
}

impl Stroke {
    /// A solid round line.
    pub const fn new(ink: Ink, width: f32) -> Self {
        Self { ink, width, dash: Dash::Solid, join: Join::Round, opacity: 1.0 }
    }
    /// With dashes.
    pub const fn dash(mut self, dash: Dash) -> Self {
        self.dash = dash;
        self
    }
    /// With flat ends.
    pub const fn flat(mut self) -> Self {
        self.join = Join::Flat;
        self
    }
    /// With opacity.
    pub const fn opacity(mut self, opacity: f32) -> Self {
        self.opacity = opacity;
        self
    }
}

/// A texture in ink that names a category.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Texture {
    /// 45° hatch, line 2 every 5.
    Hatch,
    /// Dots of 1.25 every 4.6.
    Dots,
    /// −45° hatch.
    BackHatch,
    /// Both.
    CrossHatch,
    /// Horizontal lines.
    Horizontal,
    /// Vertical lines.
    Vertical,
    /// 45° hatch with pitch 9 and thin lines: places no policy can reach, past full.
    Sparse,
}

/// What an area is filled with.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Fill {
    /// Nothing.
    None,
    /// One ink, with opacity 0 to 1.
    Flat(Ink, f32),
    /// A texture in one ink, on nothing.
    Textured(Texture, Ink, f32),
}

/// A piece of a path.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Seg {
    /// Lift the pen and go there.
    Move(Pt),
    /// Straight line.
    Line(Pt),
    /// Cubic curve: two handles and the end.
    Cubic(Pt, Pt, Pt),
    /// Back to the last `Move`.
    Close,
}

/// Type styles. Sizes are the token's at scale 1; see the visual language.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// 13.5 / 400.
    Body,
    /// 13.5 / 600: names in a scene.
    Name,
    /// 12.5 / 400: chart labels, units.
    Label,
    /// 12.5 / 600.
    LabelBold,
    /// 11.5 / 400: axis numbers.
    Axis,
    /// 15 serif italic: why, theory.
    Note,
    /// 15 serif: captions.
    Caption,
    /// 16 / 600: values.
    Value,
    /// 25 / 600: readings in a scene.
    NumberL,
    /// 54 / 600: the one number in a figure.
    NumberXl,
    /// 10.5 / 600: numerals in tiles and small circles.
    Tile,
    /// 15 / 600: panel letters.
    Panel,
}

/// Where text stands relative to its point.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Align {
    /// Begins there.
    Start,
    /// Centred there.
    Middle,
    /// Ends there.
    End,
}

/// One shape. Paths and texts refer into the picture's pools, so a frame allocates nothing once they have grown.
#[allow(missing_docs, reason = "the sentence of a variant names its fields")]
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Shape {
    /// A circle with centre and radius.
    Circle { c: Pt, r: f32, fill: Fill, stroke: Option<Stroke> },
    /// A circular arc from angle `from` to `to`, radians clockwise from 12 o'clock.
    Arc { c: Pt, r: f32, from: f32, to: f32, stroke: Stroke },
    /// The part of a disc below the horizontal at height `level` (0 empty, 1 full): a dial's hatch.
    Cap { c: Pt, r: f32, level: f32, fill: Fill },
    /// A rectangle with corner radius.
    Rect { at: Pt, w: f32, h: f32, radius: f32, fill: Fill, stroke: Option<Stroke> },
    /// A straight line.
    Line { a: Pt, b: Pt, stroke: Stroke },
    /// A path: `len` segments from `first` in [`Picture::segs`].
    Path { first: u32, len: u32, fill: Fill, stroke: Option<Stroke> },
    /// Text: `len` bytes from `first` in [`Picture::letters`], baseline at `at`. `size` 0 means the style's own size.
    /// `halo` paints 4 px of paper behind it.
    Text { first: u32, len: u32, at: Pt, style: Type, size: f32, ink: Ink, align: Align, halo: bool, opacity: f32 },
    /// Cuts what is already drawn back to the ground, transparent grounds included.
    Punch { c: Pt, r: f32 },
}

pub use super::touch::{Handle, Hit, Target, Turn};

/// A picture: shapes in painting order, and the places that can be pointed at (later ones lie on top).
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Picture {
    /// Width in pixels.
    pub width: f32,
    /// Height in pixels.
    pub height: f32,
    /// Shapes in painting order.
    pub shapes: Vec<Shape>,
    /// Path segments.
    pub segs: Vec<Seg>,
    /// Text.
    pub letters: String,
    /// Places that can be pointed at.
    pub hits: Vec<Hit>,
    /// Tracks along which parameters are set.
    pub handles: Vec<Handle>,
    /// Rims that can be turned.
    pub turns: Vec<Turn>,
    /// What charts drew, in values, while somebody asks for it ([`Picture::trace`]).
    pub traces: Option<Vec<super::trace::Trace>>,
}

impl Picture {
    /// An empty picture of this size.
    pub fn new(width: f32, height: f32) -> Self {
        Self { width, height, ..Self::default() }
    }
    /// Empties it and keeps its memory.
    pub fn clear(&mut self, width: f32, height: f32) {
        self.width = width;
        self.height = height;
        self.shapes.clear();
        self.segs.clear();
        self.letters.clear();
        self.hits.clear();
        self.handles.clear();
        self.turns.clear();
        self.traces.iter_mut().for_each(Vec::clear);
    }
    /// Adds a circle.
    pub fn circle(&mut self, c: Pt, r: f32, fill: Fill, stroke: Option<Stroke>) {
        self.shapes.push(Shape::Circle { c, r, fill, stroke });
    }
    /// Adds a filled disc.
    pub fn disc(&mut self, c: Pt, r: f32, ink: Ink) {
        self.circle(c, r, Fill::Flat(ink, 1.0), None);
    }
    /// Adds a straight line.
    pub fn line(&mut self, a: Pt, b: Pt, stroke: Stroke) {
        self.shapes.push(Shape::Line { a, b, stroke });
    }
    /// Adds an arc; angles in radians clockwise from 12 o'clock.
    pub fn arc(&mut self, c: Pt, r: f32, from: f32, to: f32, stroke: Stroke) {
        self.shapes.push(Shape::Arc { c, r, from, to, stroke });
    }
    /// Adds a rectangle.
    pub fn rect(&mut self, at: Pt, w: f32, h: f32, radius: f32, fill: Fill, stroke: Option<Stroke>) {
        self.shapes.push(Shape::Rect { at, w, h, radius, fill, stroke });
    }
    /// Adds a path.
    pub fn path(&mut self, segs: impl IntoIterator<Item = Seg>, fill: Fill, stroke: Option<Stroke>) {
        let first = self.segs.len() as u32;
        self.segs.extend(segs);
        let len = self.segs.len() as u32 - first;
        self.shapes.push(Shape::Path { first, len, fill, stroke });
    }
    /// Adds text, in the language that is spoken now.
    pub fn text(&mut self, at: Pt, style: Type, ink: Ink, align: Align, text: impl std::fmt::Display) {
        self.text_sized(at, style, 0.0, ink, align, text);
    }
    /// Adds text of another size.
    pub fn text_sized(&mut self, at: Pt, style: Type, size: f32, ink: Ink, align: Align, text: impl std::fmt::Display) {
        use crate::lang::{Lang, current, say};
        use std::fmt::Write as _;
        let first = self.letters.len();
        // Writing to a String cannot fail.
        let _ = write!(self.letters, "{text}");
        if current() != Lang::English {
            let said = say(&self.letters[first..]).into_owned();
            self.letters.truncate(first);
            self.letters.push_str(&said);
        }
        self.lettered(first, at, style, size, ink, align);
    }
    /// Adds text that was said before: a line of a sentence.
    pub fn said(&mut self, at: Pt, style: Type, size: f32, ink: Ink, align: Align, text: &str) {
        let first = self.letters.len();
        self.letters.push_str(text);
        self.lettered(first, at, style, size, ink, align);
    }
    fn lettered(&mut self, first: usize, at: Pt, style: Type, size: f32, ink: Ink, align: Align) {
        let (first, len) = (first as u32, (self.letters.len() - first) as u32);
        self.shapes.push(Shape::Text { first, len, at, style, size, ink, align, halo: false, opacity: 1.0 });
    }
    /// Gives the last text a halo of paper.
    pub fn halo(&mut self) {
        if let Some(Shape::Text { halo, .. }) = self.shapes.last_mut() {
            *halo = true;
        }
    }
    /// Fades the last text.
    pub fn fade(&mut self, share: f32) {
        if let Some(Shape::Text { opacity, .. }) = self.shapes.last_mut() {
            *opacity = share;
        }
    }
    /// Cuts what is already drawn back to the ground.
    pub fn punch(&mut self, c: Pt, r: f32) {
        self.shapes.push(Shape::Punch { c, r });
    }
    /// Marks a place that can be pointed at.
    pub fn hit(&mut self, kind: &'static str, id: u64, c: Pt, r: f32) {
        self.hits.push(Hit { target: Target { kind, id }, c, r, half: Pt::default() });
    }
    /// Marks a rectangle that can be pointed at.
    pub fn hit_rect(&mut self, kind: &'static str, id: u64, at: Pt, w: f32, h: f32) {
        let half = pt(w / 2.0, h / 2.0);
        self.hits.push(Hit { target: Target { kind, id }, c: pt(at.x + half.x, at.y + half.y), r: 0.0, half });
    }
    /// Marks a track along which a parameter is set.
    pub fn handle(&mut self, handle: Handle) {
        self.handles.push(handle);
    }
    /// Marks a rim that can be turned.
    pub fn turn(&mut self, turn: Turn) {
        self.turns.push(turn);
    }
    /// The rim at `p`, if one passes within `reach`.
    pub fn turn_at(&self, p: Pt, reach: f32) -> Option<Turn> {
        let off = |turn: &Turn| libm::fabsf(libm::hypotf(turn.c.x - p.x, turn.c.y - p.y) - turn.r);
        let near = self.turns.iter().filter(|turn| off(turn) <= reach);
        near.min_by(|a, b| off(a).total_cmp(&off(b))).copied()
    }
    /// The words of a text shape.
    pub fn words(&self, first: u32, len: u32) -> &str {
        &self.letters[first as usize..(first + len) as usize]
    }
    /// The segments of a path shape.
    pub fn segments(&self, first: u32, len: u32) -> &[Seg] {
        &self.segs[first as usize..(first + len) as usize]
    }
    /// What lies at `p`: the nearest hit whose radius, enlarged to at least `reach`, covers it.
    pub fn at(&self, p: Pt, reach: f32) -> Option<Target> {
        self.at_of(p, reach, None)
    }
    /// The same among hits of one kind.
    pub fn at_of(&self, p: Pt, reach: f32, kind: Option<&str>) -> Option<Target> {
        self.hits
            .iter()
            .rev()
            .filter(|hit| kind.is_none_or(|kind| hit.target.kind == kind))
            .filter(|hit| hit.distance(p) <= (reach - hit.r).max(0.0))
            .min_by(|a, b| a.distance(p).total_cmp(&b.distance(p)))
            .map(|hit| hit.target)
    }
}
