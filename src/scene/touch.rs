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
    fn a_whole_turn_is_four_times_as_much_within_its_ends() {
        let target = Target { kind: "server", id: 1 };
        let turn = Turn { target, key: "speeds", item: 0, c: pt(0.0, 0.0), r: 9.0, value: 1.0, low: 0.1, high: 10.0 };
        let whole = std::f64::consts::TAU;
        assert_eq!((turn.turned(whole), turn.turned(-whole), turn.turned(0.0)), (4.0, 0.25, 1.0));
        assert_eq!((turn.turned(9.0 * whole), turn.turned(-9.0 * whole)), (10.0, 0.1));
    }
}
