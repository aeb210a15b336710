//! `kneepoint list`: every concept with everything that can be set, done and measured.
//!
//! The JSON is one object; scripts may rely on these keys (new ones may be added):
//! `program{name, version}` and `concepts[]`, each with `id`, `title`, `lead`, `promise`, `group`, `sources[{who, what}]`,
//! `leaves_out[]`, `params[]`, `actions[{id, label, help, key, target, amount}]`, `presets[{id, title, story, link,
//! source}]`, `metrics[{name, label, unit, help}]`, `panels[{id, title}]`.
//!
//! A param has `key`, `label`, `symbol`, `unit`, `group`, `help`, `kind` (`real`, `whole`, `choice`, `switch`, `list`,
//! `set`), `default`, `when` (`null`, or `{key, is[]}`: it acts only while the parameter `key` has one of these values),
//! `or_when` (the same: it acts then as well), and by kind `min`, `max`, `step`, `scale` (`linear`, `log`),
//! `options[{key, label, help}]`, `least`, `most`. An amount is a param or `null`.

use super::failure::{Failure, bad};
use super::flags;
use super::target;
use super::text::table;
use crate::concept::{ActionDecl, Entry};
use crate::concepts;
use crate::param::{Choice, Kind, Param, Scale, Value, When};
use clap::{Arg, ArgMatches, Command};
use serde_json::{Map, Value as Json, json};
use std::io::{self, Write};

/// The command line of `list`.
pub fn command() -> Command {
    Command::new("list")
        .about("Lists every concept with its parameters, actions, presets and metrics")
        .arg(Arg::new("concept").value_name("CONCEPT").help(format!("Only this one: {}", target::known())))
        .arg(flags::switch("json", "One JSON object for scripts"))
}

/// Prints the tables of one concept or all.
pub fn list(matches: &ArgMatches, out: &mut dyn Write) -> Result<(), Failure> {
    let entries: Vec<&Entry> = match flags::text(matches, "concept") {
        None => concepts::all().to_vec(),
        Some(id) => match concepts::find(id) {
            Some(entry) => vec![entry],
            None => return Err(bad("concept", id, "is not known", target::known()).into()),
        },
    };
    if matches.get_flag("json") {
        let concepts: Vec<_> = entries.into_iter().map(concept).collect();
        let program = json!({ "name": "kneepoint", "version": env!("CARGO_PKG_VERSION") });
        serde_json::to_writer_pretty(&mut *out, &json!({ "program": program, "concepts": concepts }))?;
        writeln!(out)?;
        return Ok(());
    }
    for (i, entry) in entries.into_iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        for_people(entry, out)?;
    }
    Ok(())
}

fn concept(entry: &Entry) -> Json {
    let about = entry.about;
    json!({
        "id": about.id,
        "title": about.title,
        "lead": about.lead,
        "promise": about.promise,
        "group": about.group.label(),
        "sources": about.sources.iter().map(|s| json!({ "who": s.who, "what": s.what })).collect::<Vec<_>>(),
        "leaves_out": about.leaves_out,
        "params": entry.table.iter().map(param).collect::<Vec<_>>(),
        "actions": entry.actions.iter().map(action).collect::<Vec<_>>(),
        "presets": entry.presets.iter().map(|p| json!({
            "id": p.id, "title": p.title, "story": p.story, "link": format!("{}/#{}", about.id, p.link), "source": p.source,
        })).collect::<Vec<_>>(),
        "metrics": entry.metrics.iter().map(|m| json!({
            "name": m.name, "label": m.label, "unit": m.unit, "help": m.help,
        })).collect::<Vec<_>>(),
        "panels": entry.panels.iter().map(|p| json!({ "id": p.id, "title": p.title })).collect::<Vec<_>>(),
    })
}

fn action(action: &ActionDecl) -> Json {
    json!({
        "id": action.id,
        "label": action.label,
        "help": action.help,
        "key": action.key,
        "target": action.target,
        "amount": action.amount.as_ref().map(param),
    })
}

fn param(param: &Param) -> Json {
    let mut object = Map::new();
    let mut put = |key: &str, value: Json| object.insert(key.to_owned(), value);
    for (key, text) in [
        ("key", param.key),
        ("label", param.label),
        ("symbol", param.symbol),
        ("unit", param.unit),
        ("group", param.group),
        ("help", param.help),
        ("kind", kind(param.kind)),
    ] {
        put(key, text.into());
    }
    put("default", value(param, &param.default_value()));
    let condition = |when: Option<When>| when.map_or(Json::Null, |(key, options)| json!({ "key": key, "is": options }));
    put("when", condition(param.when));
    put("or_when", condition(param.or_when));
    match param.kind {
        Kind::Real { min, max, step, scale, .. } => {
            put("min", min.into());
            put("max", max.into());
            put("step", if step > 0.0 { step.into() } else { Json::Null });
            put("scale", word(scale).into());
        }
        Kind::Whole { min, max, scale, .. } => {
            put("min", min.into());
            put("max", max.into());
            put("scale", word(scale).into());
        }
        Kind::Choice { options, .. } => {
            put("options", choices(options));
        }
        Kind::Switch { .. } => {}
        Kind::List { min, max, most, .. } => {
            put("min", min.into());
            put("max", max.into());
            put("most", most.into());
        }
        Kind::Set { options, least, most, .. } => {
            put("options", choices(options));
            put("least", least.into());
            put("most", most.into());
        }
    }
    Json::Object(object)
}

fn choices(options: &[Choice]) -> Json {
    options.iter().map(|o| json!({ "key": o.key, "label": o.label, "help": o.help })).collect()
}

const fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Real { .. } => "real",
        Kind::Whole { .. } => "whole",
        Kind::Choice { .. } => "choice",
        Kind::Switch { .. } => "switch",
        Kind::List { .. } => "list",
        Kind::Set { .. } => "set",
    }
}

const fn word(scale: Scale) -> &'static str {
    match scale {
        Scale::Linear => "linear",
        Scale::Log => "log",
    }
}

/// A value as JSON: numbers as numbers, choices as keys, lists as arrays.
pub fn value(param: &Param, value: &Value) -> Json {
    match value {
        Value::Real(x) => (*x).into(),
        Value::Whole(n) => (*n).into(),
        Value::Switch(on) => (*on).into(),
        Value::Choice(_) => param.format(value).into(),
        Value::List(list) => list.clone().into(),
        Value::Set(_) => param.format(value).split(',').filter(|key| !key.is_empty()).collect(),
    }
}

fn for_people(entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
    let about = entry.about;
    writeln!(out, "{}: {}\n{}\n", about.id, about.title, about.lead)?;
    let mut groups: Vec<&str> = Vec::new();
    for param in entry.table {
        if !groups.contains(&param.group) {
            groups.push(param.group);
        }
    }
    for group in groups {
        writeln!(out, "{}", flags::heading(group))?;
        let rows: Vec<_> = entry.table.iter().filter(|param| param.group == group).map(row).collect();
        table(out, 2, &rows)?;
        writeln!(out)?;
    }
    let rows = entry.actions.iter().map(|action| vec![usage(action), action.label.to_owned(), action_help(action)]);
    section("Actions", &rows.collect::<Vec<_>>(), out)?;
    let rows = entry.presets.iter().map(|preset| vec![preset.id.to_owned(), preset.title.to_owned()]);
    section("Presets", &rows.collect::<Vec<_>>(), out)?;
    let rows = entry.metrics.iter().map(|m| [m.name, m.unit, m.help].map(str::to_owned).to_vec());
    section("Metrics", &rows.collect::<Vec<_>>(), out)?;
    let rows = entry.panels.iter().map(|panel| vec![panel.id.to_owned(), panel.title.to_owned()]);
    section("Charts", &rows.collect::<Vec<_>>(), out)
}

fn section(title: &str, rows: &[Vec<String>], out: &mut dyn Write) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    writeln!(out, "{title}")?;
    table(out, 2, rows)?;
    writeln!(out)
}

/// The longest cell stands last, so that it pushes nothing aside.
fn row(param: &Param) -> Vec<String> {
    let default = flags::default_text(param);
    let when =
        if param.conditions().next().is_some() { format!("; {}", flags::when_text(param)) } else { String::new() };
    let cells = [param.key, param.symbol, &default, param.label, &format!("{}{when}", param.allowed())];
    cells.map(str::to_owned).to_vec()
}

/// What an action does, and which amounts it takes.
pub fn action_help(action: &ActionDecl) -> String {
    let amount = action.amount.map_or_else(String::new, |param| {
        format!(" Amount: {}, {} if left out.", param.allowed(), flags::default_text(&param))
    });
    format!("{}{amount}", action.help)
}

/// How an action is written in `--do` and links.
pub fn usage(action: &ActionDecl) -> String {
    let target = action.target.map_or_else(String::new, |kind| format!("={}", kind.to_uppercase()));
    let sign = if action.target.is_some() { "x" } else { "=" };
    let amount = action.amount.map_or_else(String::new, |_| format!("{sign}AMOUNT"));
    format!("{}{target}{amount}", action.id)
}
