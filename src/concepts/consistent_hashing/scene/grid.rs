//! The table: a cell for a key, or for a slot where a strategy fills a table, in the texture of its owner.
//!
//! Cells whose owner changed are solid blue. Maglev's table fills in turn by turn after a change.

use super::super::model::hot::hottest;
use super::super::model::keys::{NOBODY, pick};
use super::super::model::letter;
use super::super::words;
use super::racks::lost_key;
use super::{Area, Scene, say};
use crate::concept::{Layout, grouped};
use crate::policies::place::jump::jumps;
use crate::policies::place::{NodeId, Placement as _, Strategy, maglev, slots};
use crate::scene::{Align, Fill, Ink, Picture, Pt, Seg, Stroke, Type, pt, text_width};

/// Seconds of the watcher's time that Maglev's table takes to fill.
const FILLING: f64 = 1.6;
/// The most cells.
const CELLS_MAX: u32 = 1024;

/// What a cell stands for.
enum Cells {
    /// A key each.
    Keys,
    /// A slot of the table each, or of so many neighbouring slots the first.
    Slots(u32),
}

struct Grid {
    at: Pt,
    cell: f32,
    columns: u32,
    count: u32,
}

impl Grid {
    fn fit(area: Area, most: u32, size: f32) -> Self {
        let columns = ((area.w / size) as u32).max(1);
        let rows = ((area.h / size) as u32).max(1);
        let count = (columns * rows).min(most).max(1);
        // Fewer cells than fit grow until they fill the room.
        let mut cell = size;
        while cell < 40.0 && fits(area, cell + 1.0, count) {
            cell += 1.0;
        }
        Self { at: area.at, cell, columns: ((area.w / cell) as u32).max(1), count }
    }
    fn place(&self, i: u32) -> Pt {
        let (column, row) = (i % self.columns, i / self.columns);
        pt(self.at.x + column as f32 * self.cell, self.at.y + row as f32 * self.cell)
    }
    fn bottom(&self) -> f32 {
        self.at.y + self.count.div_ceil(self.columns) as f32 * self.cell
    }
}

/// The nodes' letters over the table.
struct Legend {
    columns: usize,
    /// Rows below the title that the table gives up for it; none where it stands beside the title.
    rows: usize,
}

impl Legend {
    /// From one letter to the next beside the title, in rows of their own, and from one row to the next.
    const PITCH: f32 = 34.0;
    const CLOSE: f32 = 30.0;
    const ROW: f32 = 18.0;
    /// What it leaves of an area.
    fn below(&self, area: Area) -> Area {
        let by = Self::ROW * self.rows as f32;
        Area { at: pt(area.at.x, area.at.y + by), h: (area.h - by).max(16.0), ..area }
    }
}

fn fits(area: Area, cell: f32, count: u32) -> bool {
    let columns = (area.w / cell) as u32;
    let rows = (area.h / cell) as u32;
    columns * rows >= count
}

impl Scene<'_> {
    pub(super) fn grid(&self, picture: &mut Picture) {
        let (cells, most) = match &*self.model.own().strategy {
            Strategy::Maglev(maglev) => (Cells::Slots(maglev.table().len() as u32), maglev.table().len() as u32),
            Strategy::Slots(_) => (Cells::Slots(slots::SLOTS), slots::SLOTS),
            _ => (Cells::Keys, self.model.own().keys()),
        };
        let legend = self.legend(&cells);
        let area = legend.below(self.body(16.0));
        // As large as lets all stand there, if they can at all.
        let all = most.min(CELLS_MAX);
        let size = match self.layout {
            Layout::Mini => 9.0,
            _ => (11u8..=16).rev().map(f32::from).find(|size| fits(area, *size, all)).unwrap_or(13.0),
        };
        if self.layout == Layout::Still && self.model.change().is_some() {
            let half = (area.w - 16.0) / 2.0;
            let left = Area { w: half, ..area };
            let right = Area { at: pt(area.at.x + half + 16.0, area.at.y), ..left };
            let grid = Grid::fit(left, most.min(CELLS_MAX), size);
            self.cells(picture, &grid, &cells, true);
            let after = Grid { at: right.at, ..grid };
            self.cells(picture, &after, &cells, false);
            for (area, words) in [(left, "before"), (right, "after")] {
                picture.text(pt(area.at.x, 14.0), Type::LabelBold, Ink::Ink2, Align::Start, words);
            }
            self.names(picture, &legend);
            self.foot(picture, after.bottom(), None);
            return;
        }
        let grid = Grid::fit(area, most.min(CELLS_MAX), size);
        let told = self.cells(picture, &grid, &cells, false);
        if self.layout == Layout::Mini {
            return;
        }
        picture.text(pt(self.indent(), 14.0), Type::Label, Ink::Ink2, Align::Start, self.title(&cells, grid.count));
        self.names(picture, &legend);
        self.foot(picture, grid.bottom(), told);
    }

    /// Where each node's letter stands: beside the title if all have room there, else in rows of their own below it.
    fn legend(&self, cells: &Cells) -> Legend {
        let members = self.model.members().len();
        let w = self.w - 2.0 * self.edge();
        // The title at its longest, so that the table stands still when its numbers change.
        let title = self.indent() + text_width(Type::Label, 0.0, &self.title(cells, CELLS_MAX - 1)) + 16.0;
        let beside = ((w - title) / Legend::PITCH).max(0.0) as usize;
        // Over two tables their names stand there.
        let beside = if self.layout == Layout::Still { 0 } else { beside };
        if self.layout == Layout::Mini || members <= beside {
            return Legend { columns: members.max(1), rows: 0 };
        }
        let columns = ((w / Legend::CLOSE) as usize).max(1);
        Legend { columns, rows: members.div_ceil(columns) }
    }

    /// Each node's letter beside a cell of its own.
    fn names(&self, picture: &mut Picture, legend: &Legend) {
        let (pitch, from) = if legend.rows > 0 {
            (Legend::CLOSE, self.edge())
        } else {
            (Legend::PITCH, self.w - self.edge() + 6.0 - Legend::PITCH * legend.columns as f32)
        };
        for (i, member) in self.model.members().iter().enumerate() {
            let x = from + pitch * (i % legend.columns) as f32;
            let y = Legend::ROW * (legend.rows.min(1) + i / legend.columns) as f32;
            let edge = Stroke::new(Ink::Wire, 0.75);
            picture.rect(pt(x, y + 3.5), 12.0, 12.0, 1.5, super::fill(member.id, None), Some(edge));
            picture.text(pt(x + 16.0, y + 14.0), Type::LabelBold, Ink::Ink, Align::Start, letter(member.id));
        }
    }

    fn title(&self, cells: &Cells, shown: u32) -> String {
        let keys = u64::from(self.model.own().keys());
        let all = |n: u32| grouped(u64::from(n));
        match cells {
            Cells::Keys if u64::from(shown) == keys => format!("A cell is a key: all {}.", grouped(keys)),
            Cells::Keys => format!("A cell is a key: {} of {}.", all(shown), grouped(keys)),
            Cells::Slots(slots) if *slots == shown => format!("A cell is a slot: all {} of the table.", all(*slots)),
            Cells::Slots(slots) => format!("A cell is a slot: {} of {}, evenly picked.", all(shown), all(*slots)),
        }
    }

    /// Owner now and before of the thing in a cell, and the key it is told by.
    fn cell(&self, cells: &Cells, i: u32, count: u32) -> (u16, u16, Option<u32>) {
        let own = self.model.own();
        match cells {
            Cells::Keys => {
                let key = pick(i, own.keys(), count);
                (own.owners[key as usize], own.before[key as usize], Some(key))
            }
            Cells::Slots(all) => {
                let slot = pick(i, *all, count);
                let of = |strategy: &Strategy| strategy.owner(u64::from(slot)).map_or(NOBODY, |id| id as u16);
                (of(&own.strategy), of(&own.earlier), None)
            }
        }
    }

    fn cells(&self, picture: &mut Picture, grid: &Grid, cells: &Cells, before: bool) -> Option<u32> {
        let filled = self.filled();
        let mut told = None;
        let gap = if grid.cell > 10.0 { 1.5 } else { 0.5 };
        let side = grid.cell - gap;
        let walked = self.walked();
        let hottest = hottest(self.model.params());
        for i in 0..grid.count {
            let (is, was, key) = self.cell(cells, i, grid.count);
            let at = grid.place(i);
            let moved = was != is && was != NOBODY && self.model.change().is_some();
            let owner = if before { was } else { is };
            let edge = Stroke::new(Ink::Wire, 0.75);
            if let (Some((order, so_far)), Cells::Slots(all)) = (&filled, cells)
                && !before
                && order[pick(i, *all, grid.count) as usize] >= *so_far
            {
                picture.rect(at, side, side, 1.5, Fill::None, Some(edge));
                continue;
            }
            let fill = match NodeId::from(owner) {
                _ if owner == NOBODY => Fill::None,
                _ if moved && !before && walked >= 0.5 => Fill::Flat(Ink::Work, 1.0),
                id => super::fill(id, None),
            };
            picture.rect(at, side, side, 1.5, fill, Some(edge));
            if let Some(key) = key {
                let c = pt(at.x + side / 2.0, at.y + side / 2.0);
                if !before && self.lost(key) {
                    picture.rect(at, side, side, 1.5, Fill::Flat(Ink::Paper, 1.0), Some(edge));
                    lost_key(picture, c, 0.32 * side);
                }
                if !before && hottest == Some(key) && self.layout != Layout::Mini {
                    let ring = Stroke::new(Ink::Wait, 3.0);
                    picture.rect(pt(at.x - 1.0, at.y - 1.0), side + 2.0, side + 2.0, 2.0, Fill::None, Some(ring));
                }
                if self.layout != Layout::Mini && !before {
                    picture.hit("key", u64::from(key) + 1, c, side / 2.0);
                }
                let pointed = self.focus.is_some_and(|focus| focus.kind == "key" && focus.id == u64::from(key) + 1);
                let first = self.focus.is_none() && told.is_none() && moved;
                if (pointed || first) && !before && self.layout != Layout::Mini {
                    told = Some((key, at));
                }
            }
        }
        // A key is told by the slot it falls into.
        if let (Cells::Slots(all), None, false) = (cells, told, before || self.layout == Layout::Mini) {
            let own = self.model.own();
            let key = self.focus.filter(|focus| focus.kind == "key").map_or(0, |focus| focus.id.wrapping_sub(1) as u32);
            if let Some(point) = own.points.get(key as usize) {
                let cell = point % u64::from(*all) * u64::from(grid.count) / u64::from(*all);
                told = Some((key, grid.place(cell as u32)));
            }
        }
        if let Some((_, at)) = told {
            let ring = Stroke::new(Ink::Note, 2.0);
            picture.rect(pt(at.x - 2.5, at.y - 2.5), side + 5.0, side + 5.0, 3.0, Fill::None, Some(ring));
        }
        told.map(|(key, _)| key)
    }

    /// While Maglev's table fills: the turn of every slot, and how many are filled so far.
    fn filled(&self) -> Option<(Vec<u32>, u32)> {
        let Strategy::Maglev(table) = &*self.model.own().strategy else { return None };
        let since = self.since.filter(|since| *since < FILLING && self.layout != Layout::Still)?;
        let size = table.table().len() as u32;
        let mut order = vec![0; size as usize];
        let mut next = 0;
        maglev::fill(&table.rows(), size, |slot, _| {
            order[slot as usize] = next;
            next += 1;
        });
        Some((order, (since / FILLING * f64::from(size)) as u32))
    }

    /// The number and the words under the table.
    pub(super) fn foot(&self, picture: &mut Picture, top: f32, told: Option<u32>) {
        let counted = self.counted();
        let y = top + 32.0;
        picture.text(pt(self.edge(), y), Type::NumberL, Ink::Ink, Align::Start, &counted.number);
        let x = self.edge() + text_width(Type::NumberL, 0.0, &counted.number) + 10.0;
        picture.text(pt(x, y), Type::Caption, Ink::Ink2, Align::Start, &counted.under);
        let (style, ink, last) = counted.last();
        picture.text(pt(self.edge(), y + 22.0), style, ink, Align::Start, last);
        if let Some(hot) = self.hot_words().first().filter(|_| self.row_of_racks() == 0.0) {
            picture.text(pt(self.edge(), y + 42.0), Type::Label, Ink::WaitText, Align::Start, hot);
        } else if let Some(words) = self.modulo_words().filter(|_| self.row_of_racks() == 0.0) {
            picture.text(pt(self.edge(), y + 42.0), Type::Label, Ink::Ink3, Align::Start, words);
        }
        if self.layout != Layout::Wide {
            return;
        }
        let left = 250.0f32.min(self.w / 2.0);
        let width = self.w - left - 4.0;
        let Some(key) = told else { return };
        let drawn = self.device(picture, pt(left, top + 14.0), width, key);
        say::note(
            picture,
            pt(left, top + 26.0 + drawn),
            width,
            if drawn > 0.0 || self.row_of_racks() > 0.0 { 2 } else { 4 },
            &words::key_line(self.model, key),
        );
    }

    /// How the strategy decides on this key, drawn; returns the height it took.
    fn device(&self, picture: &mut Picture, at: Pt, width: f32, key: u32) -> f32 {
        let own = self.model.own();
        let point = own.points[key as usize];
        match &*own.strategy {
            Strategy::Rendezvous(rendezvous) => {
                let scores = rendezvous.scores(point);
                let most = scores.iter().map(|(_, score)| *score).fold(0.0, f64::max);
                let pitch = (width / scores.len().max(1) as f32).min(40.0);
                for (i, (id, score)) in scores.iter().enumerate() {
                    let tall = (30.0 * score / most.max(1e-9)) as f32;
                    let wins = *score >= most;
                    let x = at.x + i as f32 * pitch;
                    let fill = Fill::Flat(if wins { Ink::Work } else { Ink::Ink3 }, 1.0);
                    picture.rect(pt(x, at.y + 30.0 - tall), 0.5 * pitch, tall.max(1.0), 0.0, fill, None);
                    let ink = if wins { Ink::WorkText } else { Ink::Ink2 };
                    picture.text(pt(x + 0.25 * pitch, at.y + 44.0), Type::Axis, ink, Align::Middle, letter(*id));
                }
                50.0
            }
            Strategy::Jump(jump) => {
                let n = jump.members().len() as u32;
                let path = jumps(point, n);
                let pitch = (width - 12.0) / n.max(2) as f32;
                let place = |bucket: u32| pt(at.x + 6.0 + (bucket as f32 + 0.5) * pitch, at.y + 28.0);
                picture.line(pt(at.x, at.y + 28.0), pt(at.x + width, at.y + 28.0), Stroke::new(Ink::Wire, 1.25));
                for bucket in 0..n {
                    let stays = path.last() == Some(&bucket);
                    picture.disc(
                        place(bucket),
                        if stays { 5.0 } else { 2.5 },
                        if stays { Ink::Work } else { Ink::Wire },
                    );
                    if pitch > 14.0 {
                        let id = jump.members().at(bucket as usize).map_or(0, |member| member.id);
                        picture.text(
                            pt(place(bucket).x, at.y + 45.0),
                            Type::Axis,
                            Ink::Ink2,
                            Align::Middle,
                            letter(id),
                        );
                    }
                }
                for pair in path.windows(2) {
                    let (a, b) = (place(pair[0]), place(pair[1]));
                    let up = 26.0;
                    let curve = [Seg::Move(a), Seg::Cubic(pt(a.x, a.y - up), pt(b.x, b.y - up), b)];
                    picture.path(curve, Fill::None, Some(Stroke::new(Ink::Note, 1.75)));
                }
                50.0
            }
            _ => 0.0,
        }
    }
}
