//! Where everything stands: a column for each tier from the users to the origin, or a row for each on a phone.

use super::super::model::Tiers;
use super::super::model::op::Spot;
use super::super::params::Tier;
use crate::scene::{Pt, pt};

/// One tier, or the users, the programs, the origin.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Column {
    /// Which, as [`Spot::rank`] counts.
    pub rank: u8,
    /// How many stand in it.
    pub count: u32,
    /// Where it stands along the way.
    pub along: f32,
}

/// Where everything stands.
#[derive(Clone, PartialEq, Debug)]
pub struct Map {
    /// The columns, the users first.
    pub columns: Vec<Column>,
    /// From top to bottom.
    pub tall: bool,
    /// The ends of a column.
    pub across: (f32, f32),
    /// Ends of the nodes' column, which leaves room for their ring.
    pub nodes: (f32, f32),
}

impl Map {
    /// Columns between two ends along the way, and across it.
    pub fn new(model: &Tiers, tall: bool, along: (f32, f32), across: (f32, f32), ring: f32) -> Self {
        let params = model.params();
        let counts = [
            (0, true, 1),
            (1, params.has(Tier::Edge), params.edges),
            (2, params.has(Tier::Shield), 1),
            (3, true, params.programs),
            (4, params.has(Tier::Cluster), params.nodes),
            (5, true, 1),
        ];
        let there: Vec<(u8, u32)> = counts.into_iter().filter(|c| c.1).map(|c| (c.0, c.2)).collect();
        let step = (along.1 - along.0) / (there.len() - 1) as f32;
        let column =
            |(at, &(rank, count)): (usize, &(u8, u32))| Column { rank, count, along: along.0 + step * at as f32 };
        let columns = there.iter().enumerate().map(column).collect();
        Self { columns, tall, across, nodes: (across.0, across.1 - ring) }
    }
    /// A column, if it is there.
    pub fn column(&self, rank: u8) -> Option<&Column> {
        self.columns.iter().find(|column| column.rank == rank)
    }
    /// The one behind it.
    pub fn next(&self, rank: u8) -> Option<&Column> {
        self.columns.iter().find(|column| column.rank > rank)
    }
    /// The place of one of a column.
    pub fn place(&self, column: &Column, at: u32) -> Pt {
        let (low, high) = if column.rank == 4 { self.nodes } else { self.across };
        let across = low + (high - low) * (at as f32 + 0.5) / column.count.max(1) as f32;
        if self.tall { pt(across, column.along) } else { pt(column.along, across) }
    }
    /// Where a spot is; of one that is there no longer, its column's middle.
    pub fn at(&self, spot: Spot) -> Pt {
        if let Some(column) = self.column(spot.rank()) {
            return self.place(column, u32::from(spot.place()).min(column.count - 1));
        }
        // A tier that was taken away while something was on its way there.
        let column = self.next(spot.rank()).copied().unwrap_or(Column { rank: 5, count: 1, along: 0.0 });
        self.place(&Column { count: 1, ..column }, 0)
    }
}
