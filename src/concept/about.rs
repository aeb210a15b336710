//! What a concept says about itself: data, in one place.

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
    /// What the player's strip shows.
    pub strip: &'static str,
    /// Papers and products the models follow.
    pub sources: &'static [Source],
    /// What the model leaves out, one sentence each.
    pub leaves_out: &'static [&'static str],
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
#[derive(Debug)]
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

/// A chart.
#[derive(Debug)]
pub struct PanelDecl {
    /// Stable id.
    pub id: &'static str,
    /// Title.
    pub title: &'static str,
}
