//! What a concept says about itself: data, in one place.

use super::{Clock, IntakeDecl, Thing};
use crate::param::Param;

/// A verb under which concepts are grouped on the home page.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs, reason = "the variants are the words")]
pub enum Group {
    Spread,
    Limit,
    Place,
    Keep,
    Wait,
    Recover,
    Agree,
    Store,
}

impl Group {
    /// The word on the page.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Spread => "Spread",
            Self::Limit => "Limit",
            Self::Place => "Place",
            Self::Keep => "Keep",
            Self::Wait => "Wait",
            Self::Recover => "Recover",
            Self::Agree => "Agree",
            Self::Store => "Store",
        }
    }
}

/// Where something comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Source {
    /// Authors and year, or product and version.
    pub who: &'static str,
    /// Title.
    pub what: &'static str,
}

/// What a concept is.
#[derive(Debug)]
pub struct About {
    /// Stable kebab-case id; the folder in the address.
    pub id: &'static str,
    /// Title.
    pub title: &'static str,
    /// One or two short sentences under the title.
    pub lead: &'static str,
    /// One short sentence on the home page.
    pub promise: &'static str,
    /// Its group.
    pub group: Group,
    /// Ids of the concepts that come before it in a course.
    pub needs: &'static [&'static str],
    /// What the player's strip shows.
    pub strip: &'static str,
    /// The metric that counts arrivals: each is a tick for those who listen; empty if there is none.
    pub ticks: &'static str,
    /// What the player counts.
    pub clock: Clock,
    /// The kinds of things that can be chosen or reached by keyboard.
    pub things: &'static [Thing],
    /// Labels of the Was / Now rows that a phone shows under the scene, at most three.
    pub readings: &'static [&'static str],
    /// Where the Was / Now table stands.
    pub was_now: Place,
    /// What it takes of your own data, if anything.
    pub intake: Option<&'static IntakeDecl>,
    /// Papers and products the models follow.
    pub sources: &'static [Source],
    /// What the model leaves out, one sentence each.
    pub leaves_out: &'static [&'static str],
}

impl About {
    /// Width of the title in em as the pages set it, semibold and a little tight: what stands beside it then keeps its
    /// place whichever font has come.
    pub fn title_width(&self) -> f32 {
        const TIGHT: f32 = 0.015;
        let letters = self.title.chars().count() as f32;
        crate::scene::text_width(crate::scene::Type::LabelBold, 100.0, self.title) / 100.0 - TIGHT * letters
    }
}

impl About {
    /// Nothing said yet: for `..About::PLAIN` after what is said, so that a new field needs no line elsewhere.
    pub const PLAIN: Self = Self {
        id: "",
        title: "",
        lead: "",
        promise: "",
        group: Group::Spread,
        needs: &[],
        strip: "",
        ticks: "",
        clock: Clock::SECONDS,
        things: &[],
        readings: &[],
        was_now: Place::Row,
        intake: None,
        sources: &[],
        leaves_out: &[],
    };
}

/// Something a learner can do to the running system.
#[derive(Debug)]
pub struct ActionDecl {
    /// Stable kebab-case id; used in links.
    pub id: &'static str,
    /// Button: a verb.
    pub label: &'static str,
    /// One sentence.
    pub help: &'static str,
    /// Key on the keyboard while the target has the focus.
    pub key: Option<char>,
    /// The kind of thing it is done to (`server`), if any.
    pub target: Option<&'static str>,
    /// How much, if it takes an amount.
    pub amount: Option<Param>,
    /// The heading under which its button stands.
    pub group: &'static str,
    /// True if it breaks something: its mark on the timeline is a saltire.
    pub fault: bool,
}

impl ActionDecl {
    /// Nothing said yet: for `..ActionDecl::PLAIN` after what is said.
    pub const PLAIN: Self =
        Self { id: "", label: "", help: "", key: None, target: None, amount: None, group: "Break it", fault: false };
}

/// A prepared state with its story.
#[derive(Debug)]
pub struct Preset {
    /// Stable kebab-case id.
    pub id: &'static str,
    /// Title, sentence case.
    pub title: &'static str,
    /// A few short sentences: what you see, its cause, one thing to try. `[label](link)` is a chip: a piece of link
    /// (`rate=40`, `kill=4`) that is carried out when pressed.
    pub story: &'static str,
    /// The state as the part of a link after `#`.
    pub link: &'static str,
    /// Where the numbers come from, if from a real system.
    pub source: &'static str,
}

/// A metric with a stable name.
#[derive(PartialEq, Eq, Debug)]
pub struct MetricDecl {
    /// Dotted name with the unit in it; `N` stands for a server's number.
    pub name: &'static str,
    /// Label.
    pub label: &'static str,
    /// Unit.
    pub unit: &'static str,
    /// One sentence.
    pub help: &'static str,
}

/// Where a panel stands on a wide page; on a phone all panels stand below each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// Right of the scene, as high as the scene.
    Beside,
    /// Under the player, as wide as the figure, sharing the player's axis ([`View::time`](super::View::time)).
    Under,
    /// In the row below.
    Row,
    /// Further down.
    More,
}

/// A panel: a chart, or another picture of the same run.
#[derive(Clone, Copy, Debug)]
pub struct PanelDecl {
    /// Stable id.
    pub id: &'static str,
    /// Title.
    pub title: &'static str,
    /// Where it stands.
    pub place: Place,
    /// Its share of its row, next to the others'; for [`Place::Beside`] its width in pixels.
    pub share: f32,
    /// Height of its picture in pixels; 0 leaves it to the place.
    pub height: f32,
    /// True if it moves with the playhead and is drawn in every frame; else a few times a second.
    pub live: bool,
    /// True if it is set as text and not drawn: fields with their values, and a sentence about each.
    pub text: bool,
}

impl PanelDecl {
    /// A chart in the row below the player.
    pub const fn new(id: &'static str, title: &'static str) -> Self {
        Self { id, title, place: Place::Row, share: 1.0, height: 0.0, live: false, text: false }
    }
    /// Right of the scene, so many pixels wide.
    pub const fn beside(mut self, width: f32) -> Self {
        (self.place, self.share) = (Place::Beside, width);
        self
    }
    /// Under the player, sharing its axis; drawn in every frame.
    pub const fn under(mut self) -> Self {
        (self.place, self.live) = (Place::Under, true);
        self
    }
    /// Further down.
    pub const fn more(mut self) -> Self {
        self.place = Place::More;
        self
    }
    /// Sets its share of its row.
    pub const fn share(mut self, share: f32) -> Self {
        self.share = share;
        self
    }
    /// Sets the height of its picture in pixels.
    pub const fn height(mut self, height: f32) -> Self {
        self.height = height;
        self
    }
    /// Sets it as text: it shows what [`Concept::panel_text`](super::Concept::panel_text) says.
    pub const fn text(mut self) -> Self {
        self.text = true;
        self
    }
    /// Draws it in every frame.
    pub const fn live(mut self) -> Self {
        self.live = true;
        self
    }
}
