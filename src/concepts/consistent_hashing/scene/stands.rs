//! Where the parts of a fleet stand: who sends, the directory, those who are away, and a row for each gateway.

use super::super::params::Find;
use super::{Area, Scene};
use crate::concept::Layout;
use crate::scene::{Pt, pt};

/// Where the parts stand.
pub(super) struct Place {
    pub(super) client: Pt,
    pub(super) ledger: Area,
    pub(super) away: Area,
    pub(super) rows: Area,
    /// How many of them stand side by side.
    pub(super) columns: usize,
    /// From its left end, where users stand in a row.
    pub(super) left: f32,
    pub(super) right: f32,
}

/// Rows as low as this are too low for a letter; then they stand in two columns.
pub(super) const LOW: f32 = 8.0;

impl Place {
    /// How many of `n` rows stand below each other.
    pub(super) fn per_column(&self, n: usize) -> usize {
        n.div_ceil(self.columns).max(1)
    }
    /// The area of a row.
    pub(super) fn row(&self, nth: usize, n: usize) -> Area {
        let Area { at, w, h } = self.rows;
        let (per, gap) = (self.per_column(n), 24.0);
        let w = (w - gap * (self.columns - 1) as f32) / self.columns as f32;
        let h = h / per as f32;
        Area { at: pt(at.x + (w + gap) * (nth / per) as f32, at.y + h * (nth % per) as f32), w, h }
    }
}

impl Area {
    pub(super) fn middle(&self) -> f32 {
        self.at.y + self.h / 2.0
    }
}

impl Scene<'_> {
    /// The parts in this area, with so many gateways.
    pub(super) fn place(&self, area: Area, gateways: usize) -> Place {
        let at = |x: f32, y: f32| pt(area.at.x + x, area.at.y + y);
        match self.layout {
            Layout::Mini => Place {
                client: at(12.0, 10.0),
                ledger: Area { at: at(24.0, 0.0), w: 24.0, h: 16.0 },
                away: Area { at: at(2.0, 26.0), w: 46.0, h: area.h - 30.0 },
                rows: Area { at: at(62.0, 0.0), w: area.w - 62.0, h: area.h },
                columns: 1,
                left: 12.0,
                right: 0.0,
            },
            Layout::Wide => {
                let w = (0.36 * area.w).clamp(140.0, 250.0);
                let x = w + 52.0;
                Place {
                    client: at(16.0, 14.0),
                    ledger: Area { at: at(2.0, 66.0), w, h: 58.0 },
                    away: Area { at: at(2.0, 152.0), w, h: (area.h - 156.0).max(24.0) },
                    rows: Area { at: at(x, 0.0), w: area.w - x, h: area.h },
                    columns: 1,
                    left: 46.0,
                    right: 106.0,
                }
            }
            Layout::Tall | Layout::Still => {
                // Without a directory the rows begin where it would stand.
                let top = if self.model.params().find == Find::Presence { 68.0 } else { 36.0 };
                // Those who are away stand right of the words under the figure: the rows need the height.
                let x = (0.7 * area.w).max(236.0);
                let columns = if area.h - top > LOW * gateways as f32 { 1 } else { 2 };
                Place {
                    client: at(22.0, 14.0),
                    ledger: Area { at: at(0.45 * area.w, 14.0), w: 0.55 * area.w - 2.0, h: 46.0 },
                    away: Area { at: at(x, area.h + 26.0), w: area.w - x - 2.0, h: 58.0 },
                    rows: Area { at: at(34.0, top), w: area.w - 34.0, h: area.h - top },
                    columns,
                    left: 40.0,
                    // Beside another column there is no room for the tries.
                    right: if columns == 1 { 92.0 } else { 44.0 },
                }
            }
        }
    }
}

/// Seats for those who are away: one for each who is followed, always the same.
pub(super) struct Bench {
    area: Area,
    columns: usize,
    rows: usize,
}

impl Bench {
    pub(super) fn new(area: Area, many: usize, r: f32) -> Self {
        let inner = Area {
            at: pt(area.at.x + r + 4.0, area.at.y + r + 4.0),
            w: area.w - 2.0 * r - 8.0,
            h: area.h - 2.0 * r - 8.0,
        };
        let side = (inner.w.max(1.0) * inner.h.max(1.0) / many.max(1) as f32).sqrt();
        let columns = ((inner.w / side).ceil() as usize).max(1);
        Self { area: inner, columns, rows: many.div_ceil(columns).max(1) }
    }
    pub(super) fn seat(&self, nth: usize) -> Pt {
        let (column, row) = (nth % self.columns, nth / self.columns);
        let share = |at: usize, of: usize| at as f32 / (of.max(2) - 1) as f32;
        pt(
            self.area.at.x + self.area.w * share(column, self.columns),
            self.area.at.y + self.area.h * share(row, self.rows),
        )
    }
}
