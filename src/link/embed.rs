//! A figure in somebody else's page: the link's own keys, and those that choose what stays of the page around it.
//!
//! | key | meaning |
//! |---|---|
//! | `controls` | what can be set: keys of parameters and actions, joined by commas; `speeds:4` is the fourth of a list, `kill:4` the action on the fourth |
//! | `player` | `full` (play and timeline), `mini` (play and the moment) or `none` |
//! | `theme` | `auto`, `light`, `dark` or `projector` |
//! | `background` | `paper` or `transparent` |
//! | `lang` | `en` or `de` |
//! | `autoplay` | runs as soon as it is seen |
//! | `loop` | `from..to`: begins again at the one when it comes to the other |
//! | `stop` | where it stops by itself, as in a link: ids of the concept's stops and a formula of your own |
//! | `readonly` | nothing of the run can be changed by hand |
//! | `beat` | the run of a beat of the concept's lesson, where the link says nothing else of the run |
//! | `metrics` | numbers below the picture: names of metrics joined by commas; without a value those of the concept |
//!
//! A page of its own clamps what is out of range and goes on. A figure is written once and read by many, so whoever
//! writes it should see every mistake: one bad value and it says so in a sentence instead of showing something else.

use super::keys::OF_THE_PAGE;
use super::{decode, moment_by, pairs};
use crate::concept::{Act, Entry, MetricDecl, State};
use crate::lang::Lang;
use crate::param::{Bad, Kind};
use crate::scene::Theme;
use crate::sim::Time;

/// Most controls of one figure.
pub const CONTROLS_MAX: usize = 8;
/// Most numbers below one picture.
pub const METRICS_MAX: usize = 4;

/// What a hand can do in the figure.
#[derive(Clone, PartialEq, Debug)]
pub enum Control {
    /// A parameter, by its place in the table; of a list the number at a place counted from 1.
    Param(usize, Option<usize>),
    /// An action.
    Act(Act),
}

/// What stays of the player.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Player {
    /// Play and the timeline.
    #[default]
    Full,
    /// Play and the moment.
    Mini,
    /// Nothing.
    None,
}

/// A number below the picture.
#[derive(Clone, PartialEq, Debug)]
pub struct Shown {
    /// The metric's name, with a server's number in it where it has one.
    pub name: String,
    /// Its declaration.
    pub decl: &'static MetricDecl,
}

/// Everything a figure is told.
#[derive(Clone, PartialEq, Debug)]
pub struct Embed {
    /// What runs, and from where.
    pub state: State,
    /// What can be set.
    pub controls: Vec<Control>,
    /// What stays of the player.
    pub player: Player,
    /// The theme; none is that of the page around it.
    pub theme: Option<Theme>,
    /// Its language.
    pub lang: Lang,
    /// True if the page around it shows through.
    pub transparent: bool,
    /// True if it runs as soon as it is seen.
    pub autoplay: bool,
    /// Where it begins again, and when.
    pub again: Option<(Time, Time)>,
    /// Where it stops by itself, as a link names it; read with the run at hand.
    pub stops: String,
    /// True if nothing of the run can be changed by hand.
    pub readonly: bool,
    /// The numbers below the picture: `None` for none, an empty list for those of the concept.
    pub metrics: Option<Vec<Shown>>,
}

/// Reads a figure's keys; one complaint for everything that cannot be taken as it is written. A link that says nothing of
/// the run is that of its lesson's beat (`beat=`), else the concept's first preset. What else is the page's (`mark`, `panel`,
/// `focus`) changes nothing of a figure and is passed over, so that a link copied from the page can be pasted.
pub fn read(fragment: &str, entry: &'static Entry) -> Result<Embed, Vec<Bad>> {
    let pairs = pairs(fragment);
    let of_the_run = pairs.iter().any(|(key, _)| !OF_THE_PAGE.contains(&key.as_str()) && key != "v");
    let told = pairs.iter().find(|(key, _)| key == "beat").map(|(_, id)| run_of_beat(id, entry)).transpose();
    let (told, unknown) = told.map_or_else(|bad| (None, Some(bad)), |told| (told, None));
    let decoded = match told.or(entry.presets.first().map(|preset| preset.link)) {
        Some(link) if !of_the_run => decode(link, entry),
        _ => decode(fragment, entry),
    };
    let mut embed = Embed {
        state: decoded.state,
        controls: Vec::new(),
        player: Player::Full,
        theme: None,
        lang: Lang::English,
        transparent: false,
        autoplay: false,
        again: None,
        stops: String::new(),
        readonly: false,
        metrics: None,
    };
    let mut complaints = decoded.complaints;
    complaints.extend(unknown);
    for (key, value) in &pairs {
        complaints.extend(embed.take(key, value, entry).err());
    }
    if complaints.is_empty() {
        if let Some((from, _)) = embed.again.filter(|_| !pairs.iter().any(|(key, _)| key == "t")) {
            embed.state.at = from;
        }
        embed.state.paused |= !embed.autoplay;
        Ok(embed)
    } else {
        Err(complaints)
    }
}

/// The run of the beat with this id.
fn run_of_beat(id: &str, entry: &'static Entry) -> Result<&'static str, Bad> {
    let found = entry.lesson.and_then(|lesson| Some(lesson.run_of(lesson.beat(id)?)));
    found.ok_or_else(|| Bad {
        key: "beat".to_owned(),
        value: id.to_owned(),
        wrong: "is no beat of this lesson".to_owned(),
        allowed: entry.lesson.iter().flat_map(|lesson| lesson.beats).map(|beat| beat.id).collect::<Vec<_>>().join(", "),
    })
}

impl Embed {
    fn take(&mut self, key: &str, value: &str, entry: &'static Entry) -> Result<(), Bad> {
        let bad = |wrong: &str, allowed: String| Bad {
            key: key.to_owned(),
            value: value.to_owned(),
            wrong: wrong.to_owned(),
            allowed,
        };
        let known = |allowed: &str| bad("is not known", allowed.to_owned());
        match key {
            "controls" => self.controls = controls(value, entry).map_err(|(wrong, allowed)| bad(&wrong, allowed))?,
            "player" => {
                self.player = match value {
                    "full" | "" => Player::Full,
                    "mini" => Player::Mini,
                    "none" => Player::None,
                    _ => return Err(known("full, mini or none")),
                }
            }
            "theme" => {
                self.theme = match value {
                    "auto" | "" => None,
                    name => Some(Theme::named(name).ok_or_else(|| known("auto, light, dark or projector"))?),
                }
            }
            "background" => {
                self.transparent = match value {
                    "transparent" => true,
                    "paper" | "" => false,
                    _ => return Err(known("paper or transparent")),
                }
            }
            "lang" if !value.is_empty() => {
                let keys = || Lang::ALL.map(Lang::key).join(", ");
                self.lang =
                    Lang::find(value).ok_or_else(|| bad("is a language this figure does not speak yet", keys()))?;
            }
            "autoplay" => {
                self.autoplay = switch(value).ok_or_else(|| bad("is neither on nor off", "on or off".into()))?;
            }
            "readonly" => {
                self.readonly = switch(value).ok_or_else(|| bad("is neither on nor off", "on or off".into()))?;
            }
            "loop" => {
                let wrong =
                    || bad("is no span", format!("from..to, both in {}, the first before the second", unit(entry)));
                let (from, to) = value.split_once("..").ok_or_else(wrong)?;
                let at = |text: &str| {
                    moment_by(&entry.about.clock, text.trim())
                        .filter(|at| at.secs() <= super::T_MAX_S)
                        .ok_or_else(wrong)
                };
                let (from, to) = (at(from)?, at(to)?);
                if from >= to {
                    return Err(wrong());
                }
                self.again = Some((from, to));
            }
            "stop" => value.clone_into(&mut self.stops),
            "lanes" if !value.is_empty() => {
                return Err(bad("is a comparison", "one run; put a second figure beside it".to_owned()));
            }
            "metrics" => self.metrics = Some(metrics(value, entry).map_err(|(wrong, allowed)| bad(&wrong, allowed))?),
            _ => {}
        }
        Ok(())
    }
}

/// What the concept's player counts, as people say it.
fn unit(entry: &Entry) -> &'static str {
    let clock = &entry.about.clock;
    if clock.is_time() { "seconds" } else { clock.many }
}

/// An attribute without a value is on, as in HTML.
fn switch(value: &str) -> Option<bool> {
    match value {
        "" | "1" | "true" | "on" => Some(true),
        "0" | "false" | "off" => Some(false),
        _ => None,
    }
}

type Refusal = (String, String);

fn controls(value: &str, entry: &'static Entry) -> Result<Vec<Control>, Refusal> {
    let parts: Vec<&str> = value.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.len() > CONTROLS_MAX {
        return Err(("are too many".to_owned(), format!("{CONTROLS_MAX} at most")));
    }
    parts.into_iter().map(|part| control(part, entry)).collect()
}

fn control(part: &str, entry: &'static Entry) -> Result<Control, Refusal> {
    let (key, place) = part.split_once(':').map_or((part, None), |(key, place)| (key, Some(place)));
    if let Some(index) = entry.table.iter().position(|param| param.is_called(key)) {
        let Some(place) = place else { return Ok(Control::Param(index, None)) };
        let number = place.parse().ok().filter(|n| *n >= 1 && matches!(entry.table[index].kind, Kind::List { .. }));
        return match number {
            Some(number) => Ok(Control::Param(index, Some(number))),
            None => Err((format!("asks for {part}"), format!("{key}, or for a list {key}:NUMBER, counted from 1"))),
        };
    }
    if entry.action(key).is_some() {
        let piece = place.map_or_else(|| key.to_owned(), |place| format!("{key}={place}"));
        let act = super::parse_act(entry, &piece);
        return act.map(Control::Act).map_err(|bad| (format!("asks for {part}, which {}", bad.wrong), bad.allowed));
    }
    let keys = entry.table.iter().map(|param| param.key).chain(entry.actions.iter().map(|action| action.id));
    Err((format!("asks for {key}, which is not known"), keys.collect::<Vec<_>>().join(", ")))
}

fn metrics(value: &str, entry: &'static Entry) -> Result<Vec<Shown>, Refusal> {
    let names: Vec<&str> = value.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    if names.len() > METRICS_MAX {
        return Err(("are too many".to_owned(), format!("{METRICS_MAX} at most")));
    }
    let one = |name: &str| {
        let decl = entry.metrics.iter().find(|decl| is_named(decl.name, name));
        decl.map(|decl| Shown { name: name.to_owned(), decl }).ok_or_else(|| {
            let known = entry.metrics.iter().map(|decl| decl.name).collect::<Vec<_>>().join(", ");
            (format!("asks for {name}, which is not known"), known)
        })
    };
    names.into_iter().map(one).collect()
}

/// Whether `name` is declared as `decl`, in which a segment `N` stands for a number.
fn is_named(decl: &str, name: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mut parts = name.split('.');
    decl.split('.').all(|want| parts.next().is_some_and(|part| part == want || (want == "N" && number(part))))
        && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::concepts;

    fn entry() -> &'static Entry {
        concepts::find("load-balancing").unwrap()
    }

    fn sentence(fragment: &str) -> String {
        let bad = read(fragment, entry()).unwrap_err();
        assert_eq!(bad.len(), 1, "{fragment}: {bad:?}");
        bad[0].to_string()
    }

    #[test]
    fn nothing_said_is_the_first_preset_standing_still() {
        for entry in concepts::all() {
            let embed = read("theme=dark&stop=&controls=", entry).unwrap();
            let preset = decode(entry.presets[0].link, entry).state;
            assert_eq!(embed.state, State { paused: true, ..preset });
            assert_eq!((embed.theme, embed.player), (Some(Theme::Dark), Player::Full));
        }
    }

    #[test]
    fn what_is_the_pages_is_taken_refused_or_passed_over() {
        let entry = entry();
        let beat = entry.lesson.unwrap().beats.iter().skip(1).find(|beat| !beat.run.is_empty()).unwrap();
        let told = read(&format!("beat={}&player=mini", beat.id), entry).unwrap().state;
        assert_eq!(State { paused: false, ..told.clone() }, State { paused: false, ..decode(beat.run, entry).state });
        assert_eq!(
            read(&format!("beat={}&rate=40", beat.id), entry).unwrap().state.values,
            read("rate=40", entry).unwrap().state.values
        );
        assert!(sentence("beat=nowhere").contains("is no beat of this lesson"));
        assert!(sentence("rate=40&lanes=policy:random").contains("is a comparison; allowed: one run"));
        let bare = read("", entry).unwrap();
        assert_eq!(read("mark=4~knee&focus=server:2&panel=knee", entry).unwrap().state, bare.state);
    }

    #[test]
    fn everything_can_be_said_at_once() {
        let all = "policy=p2c&rate=40&seed=3&controls=rate,policy,speeds:4,kill:2&player=mini&theme=projector&\
                   background=transparent&lang=en&autoplay&loop=5..12.5&readonly=off&metrics=throughput&stop=fault,now:p99%20%3E%202";
        let name = entry().metrics[0].name;
        let embed = read(&all.replace("throughput", name), entry()).unwrap();
        assert_eq!(embed.controls.len(), 4);
        assert_eq!(embed.controls[3], Control::Act(Act { id: "kill", target: Some(2), amount: None }));
        assert!(matches!(embed.controls[2], Control::Param(_, Some(4))));
        assert_eq!(embed.again, Some((Time(5_000_000_000), Time(12_500_000_000))));
        assert_eq!((embed.state.at, embed.state.seed, embed.state.paused), (Time(5_000_000_000), 3, false));
        assert_eq!(embed.stops, "fault,now:p99 > 2");
        assert!(embed.transparent && embed.autoplay && !embed.readonly);
        assert_eq!(embed.metrics.unwrap()[0].name, name);
        assert_eq!(read("metrics", entry()).unwrap().metrics, Some(Vec::new()));
    }

    #[test]
    fn every_bad_value_is_one_sentence_with_key_value_and_what_is_allowed() {
        let cases = [
            ("rate=fast", "rate=fast is not a number"),
            ("rate=1e9", "rate=1e9 is out of range"),
            ("ratee=5", "ratee"),
            ("policy=best", "policy=best"),
            ("preset=none", "preset=none is not known; allowed: one of"),
            ("seed=x", "seed=x is not a seed"),
            ("controls=rate,colour", "controls=rate,colour asks for colour, which is not known; allowed: policy"),
            ("controls=rate:2", "controls=rate:2 asks for rate:2"),
            ("controls=speeds:0", "allowed: speeds, or for a list speeds:NUMBER"),
            ("controls=kill", "controls=kill asks for kill, which"),
            ("player=tiny", "player=tiny is not known; allowed: full, mini or none"),
            ("theme=sepia", "theme=sepia is not known; allowed: auto, light, dark or projector"),
            ("background=red", "background=red is not known; allowed: paper or transparent"),
            ("lang=fr", "lang=fr is a language this figure does not speak yet; allowed: en, de"),
            ("autoplay=maybe", "autoplay=maybe is neither on nor off"),
            ("readonly=2", "readonly=2 is neither on nor off"),
            ("loop=5", "loop=5 is no span; allowed: from..to, both in seconds"),
            ("loop=9..3", "loop=9..3 is no span"),
            ("metrics=luck", "metrics=luck asks for luck, which is not known; allowed: "),
        ];
        for (fragment, start) in cases {
            let sentence = sentence(fragment);
            assert!(sentence.contains(start) && sentence.contains("allowed: "), "{fragment}: {sentence}");
        }
        let many = ["rate"; CONTROLS_MAX + 1].join(",");
        assert!(sentence(&format!("controls={many}")).contains("are too many; allowed: 8 at most"));
    }

    #[test]
    fn all_mistakes_are_told_at_once() {
        assert_eq!(read("rate=fast&theme=sepia&lang=xx", entry()).unwrap_err().len(), 3);
    }

    #[test]
    fn a_number_in_a_metric_stands_for_a_thing() {
        assert!(is_named("server.N.load", "server.12.load") && is_named("mean", "mean"));
        assert!(!is_named("server.N.load", "server.x.load") && !is_named("mean", "mean.p99"));
    }
}
