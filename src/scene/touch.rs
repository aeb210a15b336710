//! What a hand can do in a picture: places that can be pointed at, tracks that can be dragged along, rims that can be
//! turned. Pens draw none of it; the page lays native controls over it.

use super::picture::Pt;

/// What a place in the picture stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Target {
    /// Kind: `server`, `request`, `balancer`, `client`, `node`, `key`…
    pub kind: &'static str,
    /// Its number, as people count: from 1, where it has one of many.
    pub id: u64,
}

/// A place that can be pointed at.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Hit {
    /// What it stands for.
    pub target: Target,
    /// Centre.
    pub c: Pt,
    /// Radius; pens enlarge it to 22 for fingers.
    pub r: f32,
    /// How far it reaches beyond its radius to each side and up and down: a row of a table; zero for a disc.
    pub half: Pt,
}

impl Hit {
    /// How far `p` is from its edge; nothing or less within.
    pub fn distance(&self, p: Pt) -> f32 {
        let beyond = |d: f32, half: f32| (libm::fabsf(d) - half).max(0.0);
        libm::hypotf(beyond(p.x - self.c.x, self.half.x), beyond(p.y - self.c.y, self.half.y)) - self.r
    }
}

/// Half of what a finger needs, in pixels.
pub const FINGER: f32 = 22.0;

/// Half the width and half the height of the room in which a finger presses `hits[i]`: what is drawn, and more up to a
/// finger's breadth where nothing else stands in the way. Rooms of things of one size do not lie on each other.
pub fn finger_room(hits: &[&Hit], i: usize) -> Pt {
    let hit = hits[i];
    let (w, h) = (hit.half.x + hit.r, hit.half.y + hit.r);
    let mut room = Pt { x: w.max(FINGER), y: h.max(FINGER) };
    for other in hits.iter().filter(|other| other.c != hit.c) {
        let (dx, dy) = (libm::fabsf(other.c.x - hit.c.x), libm::fabsf(other.c.y - hit.c.y));
        if dx >= dy {
            room.x = room.x.min((dx / 2.0).max(w));
        } else {
            room.y = room.y.min((dy / 2.0).max(h));
        }
    }
    room
}

/// How high a picture of rows must be for a finger: `height` is its height now, `rows` are what its rows can be pressed
/// at. What stands around them keeps its room, so a picture that has grown so wants the same again. Nothing for a picture
/// without rows, or with more than anybody would press.
pub fn finger_height(rows: &[&Hit], height: f32) -> Option<f32> {
    const ROWS_MOST: usize = 16;
    let mut at: Vec<f32> = rows.iter().filter(|hit| hit.half.x > 0.0).map(|hit| hit.c.y).collect();
    at.sort_by(f32::total_cmp);
    at.dedup_by(|a, b| *a - *b < 1.0);
    let gaps = at.len().checked_sub(1).filter(|gaps| (1..ROWS_MOST).contains(gaps))? as f32;
    let more = (2.0 * FINGER - (at[at.len() - 1] - at[0]) / gaps) * (gaps + 1.0);
    // Rows that do not grow with their picture must not make it grow without end.
    Some((libm::ceilf((height + more) / 4.0) * 4.0).min((gaps + 2.0) * 3.0 * FINGER))
}

/// A straight track in a picture along which a parameter is set: the axis of a chart whose x is a setting.
#[derive(Clone, Copy, PartialEq, Default, Debug)]
pub struct Handle {
    /// Key of the parameter.
    pub key: &'static str,
    /// Where the lower end lies.
    pub a: Pt,
    /// Where the upper end lies.
    pub b: Pt,
    /// The value at the lower end.
    pub low: f64,
    /// The value at the upper end.
    pub high: f64,
    /// Equal steps are equal ratios.
    pub log: bool,
    /// Which number of a list parameter it sets, from 0; none for a parameter that is one number.
    pub item: Option<usize>,
    /// How far beside the track it can be grabbed, where tracks stand close; 0 leaves it to the page.
    pub reach: f32,
}

/// A rim that can be turned: one number of a list parameter, set by hand; a whole turn makes it [`Turn::WHOLE`] times as much.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Turn {
    /// What it belongs to; a press without a turn goes to it.
    pub target: Target,
    /// Key of the list parameter.
    pub key: &'static str,
    /// Which of its numbers, from 0.
    pub item: usize,
    /// Centre.
    pub c: Pt,
    /// Radius of the rim.
    pub r: f32,
    /// The number now.
    pub value: f64,
    /// The least it can be turned to.
    pub low: f64,
    /// The most.
    pub high: f64,
}

impl Turn {
    /// What a whole turn clockwise multiplies by.
    pub const WHOLE: f64 = 4.0;

    /// The number after a turn by `angle` radians clockwise from `value`, to two digits.
    pub fn turned(&self, angle: f64) -> f64 {
        let value = self.value * libm::pow(Self::WHOLE, angle / std::f64::consts::TAU);
        format!("{value:.1e}").parse::<f64>().unwrap_or(value).clamp(self.low, self.high)
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture::pt;
    use super::*;

    #[test]
    fn a_row_is_hit_inside_and_a_disc_around() {
        let target = Target { kind: "row", id: 1 };
        let row = Hit { target, c: pt(50.0, 10.0), r: 0.0, half: pt(40.0, 5.0) };
        assert_eq!((row.distance(pt(20.0, 12.0)), row.distance(pt(95.0, 10.0))), (0.0, 5.0));
        let disc = Hit { target, c: pt(0.0, 0.0), r: 3.0, half: Pt::default() };
        assert_eq!(disc.distance(pt(0.0, 5.0)), 2.0);
    }

    #[test]
    fn a_finger_has_room_up_to_the_next_thing() {
        let target = Target { kind: "server", id: 1 };
        let disc = |x: f32, y: f32| Hit { target, c: pt(x, y), r: 10.0, half: Pt::default() };
        let row = |y: f32| Hit { target, c: pt(50.0, y), r: 0.0, half: pt(40.0, 9.0) };
        let (alone, near, far) = (disc(0.0, 0.0), disc(30.0, 5.0), disc(30.0, 90.0));
        assert_eq!(finger_room(&[&alone], 0), pt(22.0, 22.0));
        assert_eq!(finger_room(&[&alone, &near, &far], 0), pt(15.0, 22.0));
        assert_eq!(finger_room(&[&alone, &near, &far], 2), pt(22.0, 22.0));
        assert_eq!(finger_room(&[&row(10.0), &row(28.0)], 0), pt(40.0, 9.0));
        assert_eq!(finger_room(&[&row(10.0), &row(50.0)], 0), pt(40.0, 20.0));
    }

    #[test]
    fn a_picture_of_rows_grows_for_a_finger_and_no_further() {
        let target = Target { kind: "row", id: 1 };
        let rows = |pitch: f32| -> Vec<Hit> {
            (0..5).map(|i| Hit { target, c: pt(50.0, pitch * i as f32), r: 0.0, half: pt(40.0, pitch / 2.0) }).collect()
        };
        let height = |pitch: f32, now: f32| {
            let rows = rows(pitch);
            finger_height(&rows.iter().collect::<Vec<_>>(), now)
        };
        assert_eq!(height(24.0, 160.0), Some(260.0));
        assert_eq!((height(44.0, 260.0), height(60.0, 340.0)), (Some(260.0), Some(260.0)));
        // Rows that stay 24 high.
        assert_eq!(height(24.0, 900.0), Some(396.0));
        assert_eq!(finger_height(&[], 100.0), None);
    }

    #[test]
    fn a_whole_turn_is_four_times_as_much_within_its_ends() {
        let target = Target { kind: "server", id: 1 };
        let turn = Turn { target, key: "speeds", item: 0, c: pt(0.0, 0.0), r: 9.0, value: 1.0, low: 0.1, high: 10.0 };
        let whole = std::f64::consts::TAU;
        assert_eq!((turn.turned(whole), turn.turned(-whole), turn.turned(0.0)), (4.0, 0.25, 1.0));
        assert_eq!((turn.turned(9.0 * whole), turn.turned(-9.0 * whole)), (10.0, 0.1));
    }
}
