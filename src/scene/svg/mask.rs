//! Holes on an unknown ground: each shape is masked by the punches that come after it and touch it.

use super::Num;
use crate::scene::bounds::bounds;
use crate::scene::picture::{Picture, Shape};
use std::fmt::Write as _;

/// The masks of a picture, and which shape wears which.
pub(super) struct Masks {
    /// Sets of punches, by their places among the shapes.
    sets: Vec<Vec<usize>>,
    /// For each shape its set.
    worn: Vec<Option<usize>>,
}

impl Masks {
    pub(super) fn none() -> Self {
        Self { sets: Vec::new(), worn: Vec::new() }
    }

    pub(super) fn of(picture: &Picture) -> Self {
        let punches: Vec<usize> = (0..picture.shapes.len()).filter(|&at| is_punch(&picture.shapes[at])).collect();
        let mut masks = Self { sets: Vec::new(), worn: vec![None; picture.shapes.len()] };
        let mut known: Vec<Vec<usize>> = Vec::new();
        for (at, shape) in picture.shapes.iter().enumerate() {
            let later = &punches[punches.partition_point(|&punch| punch < at)..];
            let Some(area) = bounds(picture, shape) else { continue };
            let touching: Vec<usize> = later
                .iter()
                .copied()
                .filter(|&punch| matches!(picture.shapes[punch], Shape::Punch { c, r } if area.touches(c, r)))
                .collect();
            if touching.is_empty() || is_punch(shape) {
                continue;
            }
            let number = known.iter().position(|set| *set == touching).unwrap_or_else(|| {
                known.push(touching);
                known.len() - 1
            });
            masks.worn[at] = Some(number);
        }
        masks.sets = known;
        masks
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    pub(super) fn mask(&self, shape: usize) -> Option<usize> {
        self.worn.get(shape).copied().flatten()
    }

    pub(super) fn write(&self, id: &str, picture: &Picture, out: &mut String) {
        let (w, h) = (Num(picture.width), Num(picture.height));
        for (number, set) in self.sets.iter().enumerate() {
            let _ = write!(
                out,
                r#"<mask id="{id}m{number}" maskUnits="userSpaceOnUse" x="0" y="0" width="{w}" height="{h}">"#
            );
            let _ = write!(out, r##"<rect width="{w}" height="{h}" fill="#fff"/>"##);
            for &punch in set {
                if let Shape::Punch { c, r } = picture.shapes[punch] {
                    let _ =
                        write!(out, r##"<circle cx="{}" cy="{}" r="{}" fill="#000"/>"##, Num(c.x), Num(c.y), Num(r));
                }
            }
            out.push_str("</mask>");
        }
    }
}

const fn is_punch(shape: &Shape) -> bool {
    matches!(shape, Shape::Punch { .. })
}
