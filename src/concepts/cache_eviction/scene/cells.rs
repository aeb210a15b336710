//! Keys as tiles in rows: a cache's slots, with what the policy notes at each.

use super::super::words::label;
use crate::policies::evict::Key;
use crate::scene::{Align, Dash, Fill, Ink, Picture, Pt, Seg, Stroke, Type, pt, text_width};

/// What the policy notes at a key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mark {
    /// Nothing.
    None,
    /// A bit.
    Bit(bool),
    /// A small counter, with the most it goes up to.
    Count(u8, u8),
    /// A number.
    Number(u64),
    /// It also stands in the queue behind, where it is held; here only for its place.
    Queued,
    /// So many names in a row whose keys are gone.
    Gone(u32),
}

impl Mark {
    /// The slot is the key's own, and not only its place in an order.
    pub const fn held(self) -> bool {
        !matches!(self, Self::Queued | Self::Gone(_))
    }
}

/// A slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Cell {
    /// The key.
    pub key: Key,
    /// What is noted at it.
    pub mark: Mark,
}

/// A queue, a list or a part of one.
#[derive(Clone, PartialEq, Debug)]
pub struct Section {
    /// What stands above it.
    pub label: String,
    /// What stands there where the label is too wide: what matters most.
    pub brief: Option<String>,
    /// Its slots in their order.
    pub cells: Vec<Cell>,
    /// Only names: the keys themselves are gone.
    pub names: bool,
}

/// How large slots are drawn.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Measure {
    /// From one slot to the next.
    pub pitch: f32,
    /// Width of a slot.
    pub w: f32,
    /// Height of a slot.
    pub h: f32,
    /// From one row to the next.
    pub row: f32,
}

/// The slots of one section.
struct Slots {
    w: f32,
    h: f32,
    row: f32,
    /// The least width that a section beside another one wants.
    wanted: f32,
    /// Width of its words.
    label: f32,
}

/// Height of the words above a section.
const LABEL: f32 = 15.0;
/// Between two sections in a row.
const GAP: f32 = 12.0;

impl Measure {
    /// The largest slots with which the sections fit into `width` and `height`, their keys whole and a row of names each,
    /// and how high that is; `None` if not even the smallest do. `room` slots more will fill the last section of keys;
    /// `marked` leaves room for notes, `under` for what walks below each row.
    pub fn fitting(
        sections: &[Section],
        room: usize,
        (width, height): (f32, f32),
        marked: bool,
        under: f32,
    ) -> Option<(Self, f32)> {
        let foot = if marked { 6.0 } else { 0.0 };
        let sizes = [
            (22.2, 20.4, 27.0 + foot, 7.0),
            (20.4, 18.6, 24.0 + foot, 5.0),
            (18.4, 16.6, 21.0 + foot, 4.0),
            (18.4, 16.6, 20.0 + foot, 2.6),
            (13.0, 11.6, 14.0, 3.0),
            (9.2, 7.8, 9.0, 2.4),
        ];
        let measured = |(pitch, w, h, gap): (f32, f32, f32, f32)| {
            let measure = Self { pitch, w, h, row: h + gap + under };
            (measure, measure.extent(sections, room, width) + under)
        };
        sizes.into_iter().map(measured).find(|(_, extent)| *extent <= height)
    }
    /// As [`fitting`](Self::fitting), and slots as small as can be seen where those are too large as well.
    pub fn any(sections: &[Section], room: usize, (width, height): (f32, f32), marked: bool) -> (Self, f32) {
        let smallest = Self { pitch: 6.2, w: 5.2, h: 6.0, row: 7.4 };
        let fitting = Self::fitting(sections, room, (width, height), marked, 0.0);
        fitting.unwrap_or_else(|| (smallest, smallest.extent(sections, room, width)))
    }
    /// How high [`flow`] draws sections, of names one row each.
    fn extent(&self, sections: &[Section], room: usize, width: f32) -> f32 {
        let last = sections.iter().rposition(|section| !section.names);
        let (mut x, mut y, mut bottom, mut labelled) = (0.0f32, 0.0f32, 0.0f32, false);
        for (index, section) in sections.iter().enumerate() {
            let Slots { w, h, row, wanted, label } = self.slots(section);
            if labelled && x > 0.0 && x + GAP + wanted <= width && !section.names {
                x += GAP;
            } else {
                if x > 0.0 {
                    y = bottom + if section.names { 2.0 } else { 5.0 };
                }
                x = 0.0;
                y += LABEL;
                labelled = true;
            }
            let label_end = x + label;
            let more = if Some(index) == last { room } else { 0 };
            let most = if section.names { self.per_row(width) } else { usize::MAX };
            for _ in 0..(section.cells.len() + more).clamp(1, most) {
                if x + w > width + 0.5 {
                    (x, y, labelled) = (0.0, y + row, false);
                }
                x += self.pitch;
                bottom = bottom.max(y + h);
            }
            x = if labelled { x.max(label_end) } else { x };
        }
        bottom
    }
    /// How the slots of a section are drawn.
    fn slots(&self, section: &Section) -> Slots {
        let label = text_width(Type::Axis, 0.0, &section.label);
        let wanted = label.max((self.pitch * section.cells.len().min(2) as f32).max(self.pitch));
        let (w, h) = if section.names { (self.w, (self.h * 0.62).min(17.0)) } else { (self.w, self.h) };
        Slots { w, h, row: if section.names { h + 2.5 } else { self.row }, wanted, label }
    }
    /// Slots have room for the numbers of their keys.
    pub fn numbered(&self) -> bool {
        self.w >= NUMBERED
    }
    /// How many slots stand in a row.
    pub fn per_row(&self, width: f32) -> usize {
        (((width + self.pitch - self.w) / self.pitch) as usize).max(1)
    }
}

/// How a slot looks beside its key.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Look {
    /// Among the hottest.
    pub hot: bool,
    /// Only a name.
    pub name: bool,
    /// A ring of this ink around it.
    pub ring: Option<Ink>,
}

/// Slots narrower than this have no room for a number.
const NUMBERED: f32 = 16.0;
/// Slots lower than this have no room for two numbers.
const LOW: f32 = 24.0;

/// Draws a slot whose upper left corner is at `at`.
pub fn cell(picture: &mut Picture, at: Pt, w: f32, h: f32, cell: &Cell, look: Look) {
    let edge = Stroke::new(Ink::Wire, 1.1);
    let name = look.name || matches!(cell.mark, Mark::Gone(_));
    let (fill, stroke, ink) = match (name, look.hot) {
        _ if cell.mark == Mark::Queued => (Fill::None, Stroke::new(Ink::Ink, 1.1), Ink::Ink2),
        (true, _) => (Fill::None, edge.dash(Dash::Past).flat(), Ink::Ink3),
        (_, true) => (Fill::Flat(Ink::Ink, 1.0), Stroke::new(Ink::Ink, 1.1), Ink::Paper),
        _ => (Fill::Flat(Ink::Tint, 1.0), edge, Ink::Ink2),
    };
    picture.rect(at, w, h, if w < 10.0 { 1.0 } else { 2.5 }, fill, Some(stroke));
    let number = label(cell.key);
    let middle = at.x + w / 2.0;
    if let Mark::Gone(n) = cell.mark {
        if w >= NUMBERED {
            picture.text_sized(pt(middle, at.y + h / 2.0 + 4.2), Type::Axis, 10.4, ink, Align::Middle, format!("{n}×"));
        }
        return;
    }
    // A number below the key needs more room than dots do.
    let least = if matches!(cell.mark, Mark::Number(_)) { LOW } else { 20.0 };
    let noted = cell.mark != Mark::None && cell.mark != Mark::Queued && h > least;
    if w >= NUMBERED {
        let size = match number {
            0..100 => 12.0f32,
            100..1000 => 10.4,
            _ => 8.2,
        };
        // Three digits of this size are as wide as the narrowest slot that has a number.
        let size = (size * (w / 21.0).min(1.0)).max(if number < 1000 { 9.0 } else { 0.0 });
        let style = if look.hot && !name && cell.mark.held() { Type::Tile } else { Type::Axis };
        // The tops of the digits stay below the upper edge, however low the slot.
        let y = at.y + if noted { (h - 19.0).max(11.5) } else { h / 2.0 + 4.2 };
        picture.text_sized(pt(middle, y), style, size, ink, Align::Middle, number);
    }
    if noted {
        let foot = if h < LOW { 4.5 } else { 6.5 };
        mark(picture, pt(middle, at.y + h - foot), cell.mark, look.hot && !look.name, w);
    }
    if let Some(ring) = look.ring {
        let out = if w < 10.0 { 1.6 } else { 3.0 };
        picture.rect(
            pt(at.x - out, at.y - out),
            w + 2.0 * out,
            h + 2.0 * out,
            4.5,
            Fill::None,
            Some(Stroke::new(ring, 2.2)),
        );
    }
    picture.hit_rect("key", u64::from(number), at, w, h);
}

fn mark(picture: &mut Picture, c: Pt, mark: Mark, hot: bool, w: f32) {
    let on = if hot { Ink::Paper } else { Ink::Ink };
    let off = if hot { Ink::Ink3 } else { Ink::Wire };
    match mark {
        Mark::None | Mark::Queued | Mark::Gone(_) => {}
        Mark::Bit(true) => picture.disc(c, 2.6, on),
        Mark::Bit(false) => picture.circle(c, 2.1, Fill::None, Some(Stroke::new(off, 1.0))),
        Mark::Count(count, most) => {
            let step = (w / (f32::from(most) + 1.2)).min(4.4);
            for at in 0..most {
                let x = c.x + (f32::from(at) - (f32::from(most) - 1.0) / 2.0) * step - step * 0.36;
                let fill = if at < count { Fill::Flat(on, 1.0) } else { Fill::None };
                picture.rect(pt(x, c.y - 2.0), step * 0.72, 4.0, 0.0, fill, Some(Stroke::new(off, 0.8)));
            }
        }
        Mark::Number(n) => {
            let words = if n < 1000 { n.to_string() } else { format!("{}k", n / 1000) };
            picture.text_sized(
                pt(c.x, c.y + 3.0),
                Type::Axis,
                9.0,
                if hot { Ink::Paper } else { Ink::Ink3 },
                Align::Middle,
                words,
            );
        }
    }
}

/// Draws sections one after another, in rows from `at` on, `width` wide. `look` says how a key looks. A single list of
/// several rows turns at their ends. Returns where the last row ends, and where each key stands.
pub fn flow(
    picture: &mut Picture,
    at: Pt,
    width: f32,
    sections: &[Section],
    measure: Measure,
    look: impl Fn(Key, bool) -> Look,
) -> (f32, Vec<(Key, Pt)>) {
    let mut places = Vec::new();
    let (mut x, mut y) = (0.0f32, at.y);
    let mut labelled = false;
    let snake = sections.iter().filter(|section| !section.names).count() == 1 && measure.numbered();
    let mut bottom = at.y;
    for section in sections {
        let Slots { w, h, row, wanted, label: label_width } = measure.slots(section);
        let beside = labelled && x > 0.0 && x + GAP + wanted <= width && !section.names;
        if beside {
            x += GAP;
        } else {
            if x > 0.0 {
                y = bottom + if section.names { 2.0 } else { 5.0 };
            }
            x = 0.0;
            y += LABEL;
            labelled = true;
        }
        picture.text(pt(at.x + x, y - 5.0), Type::Axis, Ink::Ink3, Align::Start, &section.label);
        let label_end = x + label_width;
        if section.cells.is_empty() {
            picture.rect(pt(at.x + x + 0.5, y), w, h, 2.5, Fill::None, Some(Stroke::new(Ink::Rule, 1.0)));
            x += measure.pitch;
            bottom = bottom.max(y + h);
        }
        let per_row = measure.per_row(width);
        let mut turned = false;
        for (index, one) in section.cells.iter().enumerate() {
            if x + w > width + 0.5 {
                if snake && !section.names {
                    let from_right = !turned;
                    let side = at.x
                        + if from_right { per_row as f32 * measure.pitch - (measure.pitch - w) + 1.0 } else { -0.0 };
                    turn(picture, side, y + h / 2.0, row, from_right);
                    turned = !turned;
                }
                x = 0.0;
                y += row;
                labelled = false;
            }
            let shown = if snake && turned && !section.names { (per_row as f32 - 1.0) * measure.pitch - x } else { x };
            let corner = pt(at.x + shown + 0.5, y);
            cell(picture, corner, w, h, one, look(one.key, section.names));
            places.push((one.key, pt(corner.x + w / 2.0, corner.y)));
            x += measure.pitch;
            bottom = bottom.max(y + h);
            let _ = index;
        }
        x = x.max(if beside || labelled { label_end } else { x });
    }
    (bottom, places)
}

/// The bend by which a list goes on in its next row.
fn turn(picture: &mut Picture, x: f32, y: f32, row: f32, right: bool) {
    let out = if right { 7.0 } else { -7.0 };
    let bend = [
        Seg::Move(pt(x, y)),
        Seg::Cubic(pt(x + out, y), pt(x + out, y), pt(x + out, y + row / 2.0)),
        Seg::Cubic(pt(x + out, y + row), pt(x + out, y + row), pt(x, y + row)),
    ];
    picture.path(bend, Fill::None, Some(Stroke::new(Ink::Wire, 1.2)));
}
