//! `kneepoint draw`: the scene or a chart of a link, as SVG, and as pixels.

use super::drive::{drive, rehearse};
use super::failure::{Failure, bad};
use super::flags::{self, one_of, text};
use super::progress::Progress;
use super::sweep;
use crate::concept::beside::{self, Beside};
use crate::concept::{Entry, Layout, PanelDecl, Run, State, View, data};
use crate::lang::say;
use crate::param::{Bad, number, within_sentence};
use crate::png::{PIXELS_MAX, Pen, SIDE_MAX};
use crate::scene::png_text::{Words, with_words};
use crate::scene::{Picture, Svg, Theme};
use crate::sim::Time;
use clap::{ArgMatches, Command};
use std::io::Write;

/// Sides a picture may have, in pixels.
const SIDES: (f64, f64) = (16.0, 16_384.0);
const WIDTH: f64 = 1040.0;
const HEIGHT: f64 = 420.0;
/// Type and strokes of the projector theme against a desk.
const PROJECTOR_SCALE: f32 = 1.5;

/// Pixels of a PNG for each of the picture's own, as the page offers them.
const SCALES: &[(&str, u32)] = &[("1", 1), ("2", 2), ("4", 4)];

const LAYOUTS: &[(&str, Layout)] =
    &[("wide", Layout::Wide), ("tall", Layout::Tall), ("still", Layout::Still), ("mini", Layout::Mini)];

/// The command line of `draw`, with the flags of `entry`.
pub fn command(entry: Option<&'static Entry>) -> Command {
    let command = Command::new("draw").about("Draws the scene or a chart of a link as SVG or PNG");
    let panels = entry.map_or_else(String::new, |entry| {
        format!(": {}", drawn(entry).map(|panel| panel.id).collect::<Vec<_>>().join(", "))
    });
    let command = flags::with_state(command, entry)
        .arg(flags::option("at", "TIME", "The moment [default: the link's, else 60s]"))
        .arg(flags::option("svg", "FILE", "Where to write; - is the output [default: -, without --png]"))
        .arg(flags::option("png", "FILE", "Where to write it in pixels; - is the output"))
        .arg(flags::option("scale", "N", "Pixels of the PNG for each of the picture's own: 1, 2 or 4 [default: 1]"))
        .arg(flags::option("width", "PX", format!("Width in pixels [default: {WIDTH}]")))
        .arg(flags::option("height", "PX", format!("Height in pixels [default: {HEIGHT}]")))
        .arg(flags::option("theme", "THEME", "light, dark or projector [default: light]"))
        .arg(flags::option("layout", "LAYOUT", "wide, tall, still or mini [default: wide]"))
        .arg(flags::option("panel", "ID", format!("Draw this chart in place of the scene{panels}")))
        .arg(flags::switch(
            "alt",
            "Print what the picture shows in words, for the alt attribute, in place of drawing it",
        ))
        .arg(flags::option("ghost", "LINK", "Lay another run of this concept beside it, as a future that was left"))
        .arg(flags::switch("sweep", "Measure the what-if sweep first, for the charts that show it"));
    flags::with_params(flags::with_language(command), entry)
}

/// Runs to the moment and draws.
pub fn draw(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let (entry, state) = flags::state(matches)?;
    let at = match text(matches, "at") {
        Some(text) => flags::moment("at", text, Time::from_secs(crate::link::T_MAX_S))?,
        None if state.at > Time::ZERO => state.at,
        None => Time::from_secs(flags::UNTIL_DEFAULT_S),
    };
    let _tongue = flags::speak(matches, entry)?;
    let themes = Theme::ALL.map(|theme| (theme.name(), theme));
    let theme = text(matches, "theme").map_or(Ok(Theme::Light), |name| one_of("theme", name, &themes))?;
    let view = view(matches, &state, theme)?;
    let sides = pixels(matches, &view)?;
    let panel = text(matches, "panel").map(|id| panel(entry, id)).transpose()?;
    rehearse(entry, &state, at)?;
    let run = drive(entry, &state, at, Time::ZERO, &Progress::new(1))?;
    if matches.get_flag("alt") {
        return Ok(writeln!(out, "{}", data::alt_text(run.as_ref()))?);
    }
    let other = match text(matches, "ghost") {
        Some(link) => {
            let other = flags::decode(link.rsplit('#').next().unwrap_or_default(), entry)?;
            rehearse(entry, &other, at)?;
            Some((drive(entry, &other, at, Time::ZERO, &Progress::new(1))?, other))
        }
        None => None,
    };
    let name = other.as_ref().map_or_else(String::new, |(run, other)| differs(run.as_ref(), &state, other));
    let beside = other.as_ref().map(|(run, _)| Beside { run: run.as_ref(), name: &name });
    let Drawn { svg, title, desc } =
        svg((run.as_ref(), beside), &state, matches.get_flag("sweep"), panel, &view, theme)?;
    if let (Some(path), Some(sides)) = (text(matches, "png"), sides) {
        let drawn = Pen::new().and_then(|pen| pen.draw(&svg, sides));
        let png = drawn.map_err(|error| bad("png", path, &format!("cannot be drawn ({error})"), "another picture"))?;
        let desc = if panel.is_some() { desc } else { data::alt_text(run.as_ref()) };
        write("png", path, &with_words(&png, &Words { title: &title, description: &desc, link: "" }), out)?;
    }
    match text(matches, "svg") {
        Some(path) => write("svg", path, svg.as_bytes(), out)?,
        None if sides.is_none() => out.write_all(svg.as_bytes())?,
        None => {}
    }
    Ok(())
}

/// Into a file, or to the output.
fn write(name: &str, path: &str, bytes: &[u8], out: &mut dyn Write) -> Result<(), Failure> {
    if path == "-" {
        return Ok(out.write_all(bytes)?);
    }
    std::fs::write(path, bytes).map_err(|error| {
        bad(name, path, &format!("cannot be written ({error})"), "a file in a folder that exists, or -").into()
    })
}

/// How many pixels the PNG will have, if one is asked for.
fn pixels(matches: &ArgMatches, view: &View) -> Result<Option<(u32, u32)>, Bad> {
    let scale = text(matches, "scale");
    if text(matches, "png").is_none() {
        return match scale {
            Some(scale) => Err(bad("scale", scale, "is for pixels", "with --png FILE")),
            None => Ok(None),
        };
    }
    if text(matches, "png") == Some("-") && text(matches, "svg") == Some("-") {
        return Err(bad("svg", "-", "is the output, where the PNG goes already", "a file for one of the two"));
    }
    let times = scale.map_or(Ok(1), |scale| one_of("scale", scale, SCALES))?;
    let side = |px: f32| (px * times as f32).round() as u32;
    let (width, height) = (side(view.width), side(view.height));
    if width.max(height) > SIDE_MAX || u64::from(width) * u64::from(height) > PIXELS_MAX {
        let allowed = format!("sides up to {SIDE_MAX} and {} million pixels in all", PIXELS_MAX / 1_000_000);
        return Err(bad("png", &format!("{width} × {height} pixels"), "is too large", allowed));
    }
    Ok(Some((width, height)))
}

fn view(matches: &ArgMatches, state: &State, theme: Theme) -> Result<View, Bad> {
    let layout = text(matches, "layout").map_or(Ok(Layout::Wide), |name| one_of("layout", name, LAYOUTS))?;
    let side = |name: &str, default: f64| {
        let Some(text) = text(matches, name) else { return Ok(default as f32) };
        let allowed = || format!("a number from {} to {} px", SIDES.0, SIDES.1);
        let px = number(text.trim(), "px").ok_or_else(|| bad(name, text, "is not a number", allowed()))?;
        if (SIDES.0..=SIDES.1).contains(&px) {
            Ok(px as f32)
        } else {
            Err(bad(name, text, "is out of range", allowed()))
        }
    };
    Ok(View {
        width: side("width", WIDTH)?,
        height: side("height", HEIGHT)?,
        layout,
        speed: state.speed,
        scale: if theme == Theme::Projector { PROJECTOR_SCALE } else { 1.0 },
        ..View::new(0.0, 0.0, layout)
    })
}

/// What sets another run apart: what is done in it alone, else its first parameter that differs.
fn differs(run: &dyn Run, here: &State, there: &State) -> String {
    let entry = run.entry();
    let other = run.marks().into_iter().zip(&there.deeds).find(|(_, deed)| !here.deeds.contains(deed));
    if let Some((mark, _)) = other {
        return mark.words;
    }
    let index = (0..entry.table.len()).find(|at| here.values.get(*at) != there.values.get(*at));
    index.map_or_else(
        || "as it was".to_owned(),
        |at| format!("{} {}", within_sentence(entry.table[at].label), entry.table[at].format(&there.values[at])),
    )
}

/// The panels that are drawn, and not set as text.
fn drawn(entry: &Entry) -> impl Iterator<Item = &PanelDecl> {
    entry.panels.iter().filter(|panel| !panel.text)
}

fn panel(entry: &Entry, id: &str) -> Result<usize, Bad> {
    entry.panels.iter().position(|panel| panel.id == id && !panel.text).ok_or_else(|| {
        let known: Vec<_> = drawn(entry).map(|panel| panel.id).collect();
        bad("panel", id, "is not known", format!("one of {}", known.join(", ")))
    })
}

/// A picture, and what it says of itself.
struct Drawn {
    svg: String,
    title: String,
    desc: String,
}

fn svg(
    (run, beside): (&dyn Run, Option<Beside>),
    state: &State,
    measure: bool,
    panel: Option<usize>,
    view: &View,
    theme: Theme,
) -> Result<Drawn, Failure> {
    let mut picture = Picture::new(view.width, view.height);
    let entry = run.entry();
    let (title, desc) = if let Some(index) = panel {
        let sweep = if measure { Some(sweep::measured(entry, state)?) } else { None };
        let side = beside::draw_panel(run, beside, index, view, sweep.as_ref(), &mut picture);
        (format!("{}: {}", entry.about.title, entry.panels[index].title), say(&side).into_owned())
    } else {
        beside::draw_scene(run, beside, view, &mut picture);
        let words = run.describe();
        (entry.about.title.to_owned(), format!("{} {}", say(&words.lead), say(&words.whole)).trim().to_owned())
    };
    let title = say(&title).into_owned();
    let svg = Svg { theme: Some(theme), title: &title, desc: &desc, ..Svg::default() }.write(&picture);
    Ok(Drawn { svg, title, desc })
}
