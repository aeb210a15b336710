//! What can happen to the page.

use super::bookmarks::Book;
use super::compare::Lanes;
use super::intake::Recording;
use super::predict;
use super::slider::Change;
use super::stops::Stop;
use super::targets::Surface;
use crate::concept::{Act, Sweep};
use crate::scene::Target;
use crate::web::worker::News;
use std::rc::Rc;
use web_sys::{KeyboardEvent, PointerEvent};

/// What can happen to the page.
pub enum Msg {
    /// An animation frame, with its time in milliseconds.
    Frame(f64),
    /// The layout may have changed.
    Resized,
    /// Theme or fonts changed.
    Redraw,
    /// The page is to have its next stage.
    Grow,
    /// A group of controls was opened or closed.
    Group(&'static str, bool),
    /// The scene came into sight or left it, or the tab did.
    Seen(Option<bool>),
    /// The address changed under the page.
    Address,
    /// Play or pause.
    Play,
    /// One event forward.
    Step,
    /// One event back.
    Back,
    /// To the start.
    Restart,
    /// The playhead was taken, moved or let go.
    Scrub(Scrub),
    /// To this moment, in what the clock counts.
    Seek(f64),
    /// Another stop of the speed slider.
    Speed(usize),
    /// A control was used.
    Change(Change),
    /// Something is done to the running system.
    Act(Act),
    /// An action's button was pressed: it is done to the selected thing of its kind.
    Do(&'static str),
    /// How much an action does was typed.
    Amount(&'static str, String),
    /// A chip of the story was pressed.
    Chip(String),
    /// A preset is opened.
    Preset(usize),
    /// A beat of the lesson is opened.
    Beat(usize),
    /// So many beats on.
    Turn(isize),
    /// Something was done with the prediction.
    Guess(predict::Guess),
    /// A prepared moment of the lesson is opened.
    Moment(&'static str),
    /// Another seed; `None` draws one.
    Seed(Option<u64>),
    /// The pointer moved over a picture or was pressed on it.
    Pointer(Surface, PointerEvent, bool),
    /// The pointer was let go on the scene.
    LetGo,
    /// A place in a picture was chosen.
    Press(Target),
    /// A thing of a kind was chosen for the actions.
    Select(&'static str, u32),
    /// Esc, or a click beside everything.
    Dismiss,
    /// The link is to be copied.
    Share,
    /// It was copied, or could not be.
    Shared(bool),
    /// Films, numbers and words are asked for.
    Export,
    /// It was copied a while ago.
    ShareOver,
    /// To the page for lectures.
    Lecture,
    /// Something was done with the places where the player stops.
    Stop(Stop),
    /// The sound is turned on or off.
    Sound,
    /// Something was done with bookmarks.
    Book(Book),
    /// Something was done with lanes.
    Lanes(Lanes),
    /// Back to a branch that was left.
    Branch(usize),
    /// A branch is forgotten.
    DropBranch(usize),
    /// The next theme.
    Theme,
    /// The other language.
    Tongue,
    /// All tables, or the one of a panel (`None`: all).
    Tables(Option<usize>),
    /// The list of keys.
    Help,
    /// A tab of the phone's sheet.
    Tab(Tab),
    /// The sheet is raised or lowered.
    Sheet,
    /// A key.
    Key(KeyboardEvent),
    /// What is read aloud is due.
    Speak,
    /// The address is to say what there is.
    Write,
    /// The page is about to be printed.
    Print,
    /// The sweep has more points.
    Sweep(Rc<Sweep>),
    /// A file or a text is to be read in a format.
    Read(Recording),
    /// How the reading goes.
    News(News),
    /// The reading ends, or what came out is taken away.
    ReadOver,
}

/// What the hand does to the playhead.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Scrub {
    /// Taken or moved to this moment, in what the clock counts.
    To(f64),
    /// Let go.
    Free,
}

/// The tabs of the phone's sheet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tab {
    /// Controls.
    Controls,
    /// Charts.
    Charts,
    /// Lesson.
    Lesson,
    /// Predict.
    Predict,
}
