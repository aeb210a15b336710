//! Flags from parameter tables, and states from flags.

use super::failure::{Failure, bad};
use super::target;
use crate::concept::{Entry, State};
use crate::lang::{self, Lang};
use crate::link;
use crate::param::{Bad, Kind, Param, Value};
use crate::sim::Time;
use clap::{Arg, ArgAction, ArgMatches, Command};

/// The moment a run ends if nothing says otherwise, in seconds.
pub const UNTIL_DEFAULT_S: f64 = 60.0;
/// The latest end of a run: 31 years.
const UNTIL_MAX_S: f64 = 1e9;

/// An option with a value, read as text and checked here, so that every refusal has the same form.
pub fn option(name: &'static str, value: &'static str, help: impl Into<String>) -> Arg {
    Arg::new(name).long(name).value_name(value).allow_hyphen_values(true).help(help.into())
}

/// An option without a value.
pub fn switch(name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
}

/// The target and what changes its state: presets, seed, deeds.
pub fn with_state(command: Command, entry: Option<&'static Entry>) -> Command {
    let presets = entry.map_or_else(String::new, |entry| {
        let ids: Vec<_> = entry.presets.iter().map(|preset| preset.id).collect();
        format!(": {}", ids.join(", "))
    });
    let command = command
        .arg(
            Arg::new("target")
                .value_name("CONCEPT|LINK")
                .help(format!("A concept ({}) or a link copied from the page, in quotes", target::known())),
        )
        .arg(option("preset", "ID", format!("Start from a preset; everything else changes it{presets}")))
        .arg(option("seed", "N", "Seed of the run, a whole number [default: 1]"))
        .arg(option(
            "do",
            "DEEDS",
            "What is done while it runs, beside what a link does: seconds:key=value or seconds:action=target, joined by ; \
             as in '18:rate=40;42:kill=4'",
        ));
    if entry.is_some() {
        command
    } else {
        command.after_help(format!("Name a concept to see its parameters: --help after one of {}.", target::known()))
    }
}

/// The language of what is drawn and said.
pub fn with_language(command: Command) -> Command {
    command.arg(option("lang", "LANG", "The language of words: en or de [default: the link's, else en]"))
}

/// Speaks the language that was asked for, until the guard is dropped.
pub fn speak(matches: &ArgMatches, entry: &Entry) -> Result<lang::Speaking, Bad> {
    let of_link = || link::of_page(text(matches, "target")?.split_once('#')?.1, "lang");
    let key = text(matches, "lang").map(ToOwned::to_owned).or_else(of_link).unwrap_or_default();
    let lang = match key.as_str() {
        "" => Lang::English,
        key => one_of("lang", key, &Lang::ALL.map(|lang| (lang.key(), lang)))?,
    };
    if lang == Lang::German {
        lang::forget();
        let folder = entry.about.id.replace('-', "_");
        for (of, file) in lang::built_in::GERMAN.iter().filter(|(of, _)| of.is_empty() || *of == folder) {
            let wrong =
                |(line, sentence): lang::Wrong| bad("lang", &format!("{of}/de.po:{line}"), &sentence, "a message file");
            lang::learn(lang::read(file).map_err(wrong)?);
        }
    }
    Ok(lang::speaking(lang))
}

/// The end and the warm-up.
pub fn with_span(command: Command) -> Command {
    command
        .arg(option("until", "TIME", "Where the run ends: 600s, 10m, 1.5h [default: the link's moment, else 60s]"))
        .arg(option("warmup", "TIME", "Forget what was measured before this moment [default: 0s]"))
}

/// One flag for each parameter of the concept, under the headings of the table. The command's own options come first:
/// a parameter that shared a name with one could still be set in a link.
pub fn with_params(mut command: Command, entry: Option<&'static Entry>) -> Command {
    for param in entry.map_or(&[][..], |entry| entry.table) {
        if command.get_arguments().all(|arg| arg.get_long() != Some(param.key)) {
            command = command.arg(flag(param));
        }
    }
    command
}

fn flag(param: &'static Param) -> Arg {
    let arg = Arg::new(id(param)).long(param.key).help(help(param)).help_heading(heading(param.group));
    let arg = if param.also.is_empty() { arg } else { arg.visible_alias(param.also) };
    match param.kind {
        Kind::Switch { .. } => arg.value_name("on|off").num_args(0..=1).default_missing_value("on"),
        Kind::Choice { .. } => arg.value_name("KEY").allow_hyphen_values(true),
        Kind::Set { .. } => arg.value_name("KEY,KEY,…").allow_hyphen_values(true),
        Kind::List { .. } => arg.value_name("N,N,…|@FILE").allow_hyphen_values(true),
        Kind::Real { .. } | Kind::Whole { .. } => arg.value_name("N").allow_hyphen_values(true),
    }
}

fn id(param: &Param) -> String {
    format!("param:{}", param.key)
}

/// The heading of a group of parameters.
pub fn heading(group: &str) -> String {
    let mut letters = group.chars();
    match letters.next() {
        Some(first) => format!("{}{} parameters", first.to_uppercase(), letters.as_str()),
        None => "Parameters".to_owned(),
    }
}

/// The default as a flag writes it, with its unit.
pub fn default_text(param: &Param) -> String {
    let text = param.format(&param.default_value());
    match (text.is_empty(), param.unit.is_empty()) {
        (true, _) => "none".to_owned(),
        (false, true) => text,
        (false, false) => format!("{text} {}", param.unit),
    }
}

/// When the parameter acts, in words; empty if always.
pub fn when_text(param: &Param) -> String {
    let conditions = param.conditions().map(|(key, options)| format!("{key} is {}", either(options)));
    let conditions = conditions.collect::<Vec<_>>().join(", or while ");
    if conditions.is_empty() { conditions } else { format!("acts while {conditions}") }
}

/// "a", "a or b", "a, b or c".
fn either(options: &[&str]) -> String {
    match options.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => options.concat(),
    }
}

fn help(param: &Param) -> String {
    let symbol = if param.symbol.is_empty() { String::new() } else { format!(" {}", param.symbol) };
    let when = if param.conditions().next().is_some() { format!("; {}", when_text(param)) } else { String::new() };
    let (label, text) = (param.label, param.help);
    format!("{label}{symbol}: {text} [{}; default: {}{when}]", param.allowed(), default_text(param))
}

/// The text given for an option; `None` as well if the command has no such option.
pub fn text<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches.try_get_one::<String>(name).ok().flatten().map(String::as_str)
}

/// The target's concept and the state that target and flags ask for together. Whatever a link would complain about
/// is refused.
pub fn state(matches: &ArgMatches) -> Result<(&'static Entry, State), Failure> {
    let Some(target) = text(matches, "target") else {
        return Err(Failure::Said(format!(
            "a concept or a link is missing; allowed: {}, or a link copied from the page",
            target::known()
        )));
    };
    let (entry, fragment) = target::locate(target)?;
    let preset = text(matches, "preset").map_or_else(String::new, |id| format!("preset={}&", escape(id)));
    let mut state = decode(&format!("{preset}{fragment}"), entry)?;
    if let Some(seed) = text(matches, "seed") {
        state.seed = decode(&format!("seed={}", escape(seed)), entry)?.seed;
    }
    if let Some(deeds) = text(matches, "do") {
        state.deeds.extend(decode(&format!("do={}", escape(deeds)), entry)?.deeds);
        state.deeds.sort_by_key(|(at, _)| *at);
    }
    for (index, param) in entry.table.iter().enumerate() {
        if let Some(text) = text(matches, &id(param)) {
            state.values[index] = value(param, text)?;
        }
    }
    Ok((entry, state))
}

/// The state of a link, or of the part of one after `#`.
pub(super) fn decode(fragment: &str, entry: &'static Entry) -> Result<State, Bad> {
    let decoded = link::decode(fragment, entry);
    decoded.complaints.into_iter().next().map_or(Ok(decoded.state), Err)
}

/// Keeps a flag's text one value of a link.
fn escape(text: &str) -> String {
    text.replace('%', "%25").replace('&', "%26")
}

/// A parameter's value from a flag; a list may stand in a file, as `@FILE`, its numbers separated by commas or blanks.
fn value(param: &Param, text: &str) -> Result<Value, Bad> {
    match (param.kind, text.strip_prefix('@')) {
        (Kind::List { .. }, Some(path)) => {
            let numbers = std::fs::read_to_string(path)
                .map_err(|error| bad(param.key, text, &format!("cannot be read ({error})"), param.allowed()))?;
            let parts =
                |line: &str| line.split([',', ' ', '\t']).filter(|part| !part.is_empty()).map(str::to_owned).collect();
            let mut all: Vec<String> = Vec::new();
            for (index, line) in numbers.lines().enumerate() {
                let line = line.trim();
                let numbers: Vec<String> = parts(line);
                if numbers.iter().any(|part| crate::param::number(part, param.unit).is_none()) {
                    let wrong = format!("has no numbers in line {}: {line}", index + 1);
                    return Err(bad(param.key, text, &wrong, param.allowed()));
                }
                all.extend(numbers);
            }
            param.parse(&all.join(","))
        }
        _ => param.parse(text),
    }
}

/// The end of the run and the end of its warm-up.
pub fn span(matches: &ArgMatches, state: &State) -> Result<(Time, Time), Bad> {
    let until = match text(matches, "until") {
        Some(text) => moment("until", text, Time::from_secs(UNTIL_MAX_S))?,
        None if state.at > Time::ZERO => state.at,
        None => Time::from_secs(UNTIL_DEFAULT_S),
    };
    let warmup = text(matches, "warmup").map_or(Ok(Time::ZERO), |text| moment("warmup", text, until))?;
    Ok((until, warmup))
}

/// A moment up to `latest`, exact to the nanosecond.
pub fn moment(key: &str, text: &str, latest: Time) -> Result<Time, Bad> {
    let allowed = || format!("a time from 0 s to {} s", link::seconds(latest));
    let at = link::moment(text).or_else(|| crate::param::seconds(text).map(Time::from_secs));
    match at {
        None => Err(bad(key, text, "is not a moment", allowed())),
        Some(at) if at > latest => Err(bad(key, text, "is out of range", allowed())),
        Some(at) => Ok(at),
    }
}

/// A whole number from `min` to `max`.
pub fn whole(key: &str, text: &str, min: u64, max: u64) -> Result<u64, Bad> {
    let allowed = || format!("a whole number from {min} to {max}");
    let n = text.trim().parse::<u64>().map_err(|_| bad(key, text, "is not a whole number", allowed()))?;
    if (min..=max).contains(&n) { Ok(n) } else { Err(bad(key, text, "is out of range", allowed())) }
}

/// The option among `options` with this name.
pub fn one_of<T: Copy>(key: &str, text: &str, options: &[(&str, T)]) -> Result<T, Bad> {
    options.iter().find(|(name, _)| *name == text).map(|(_, option)| *option).ok_or_else(|| {
        let names: Vec<_> = options.iter().map(|(name, _)| *name).collect();
        bad(key, text, "is not known", format!("one of {}", names.join(", ")))
    })
}
