//! The scene in words and as a table.

use super::super::model::{Cluster, Illness, SPEED_ONE, ServerState};
use super::super::recorder::Recorder;
use super::events::occurrence;
use super::numbers::{digits, name, seconds, thousands, whole};
use crate::concept::{Description, Table};
use crate::policies::balance::Server;
use crate::sim::Model as _;

/// The scene in words.
pub fn describe(model: &Cluster, recorder: &Recorder) -> Description {
    let present: Vec<_> = model.servers().iter().enumerate().filter(|(_, server)| server.present).collect();
    let up = present.iter().filter(|(_, server)| server.illness == Illness::Well).count();
    let (inside, serving): (u64, u64) = present
        .iter()
        .map(|(_, server)| (u64::from(server.inside()), u64::from(server.busy())))
        .fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    let servers = if up == present.len() {
        match up {
            1 => "One server is up.".to_owned(),
            n => format!("All {} servers are up.", spelled(n)),
        }
    } else if up == 0 {
        "No server is up.".to_owned()
    } else {
        format!(
            "{} of {} servers {} up.",
            capitalised(&spelled(up)),
            spelled(present.len()),
            if up == 1 { "is" } else { "are" }
        )
    };
    let longest = present.iter().max_by_key(|(_, server)| server.waiting()).filter(|(_, server)| server.waiting() > 20);
    let requests = match (inside, longest) {
        (_, Some((index, server))) => long_line(model, *index, server.waiting()),
        (0, _) => "No request is inside.".to_owned(),
        (1, _) => format!("1 request is inside, {}.", if serving == 1 { "being served" } else { "waiting" }),
        (n, _) => {
            let (wait, are) = (n - serving, if serving == 1 { "is" } else { "are" });
            let waits = if wait == 1 { "waits" } else { "wait" };
            format!(
                "{} requests are inside: {} {waits}, {} {are} being served.",
                thousands(n),
                thousands(wait),
                thousands(serving)
            )
        }
    };
    let turned = if model.nobody_up() && model.rate_now().is_some() {
        format!(" All {} requests a second are turned away.", digits(model.rate_now().unwrap_or(0.0)))
    } else {
        String::new()
    };
    let caption = format!("{servers}{turned} {requests}");
    let mut all = caption.clone();
    for (index, server) in &present {
        all.push(' ');
        all.push_str(&server_sentence(model, *index, server));
    }
    if let Some((_, what)) = recorder.log.newest_first().next() {
        all.push_str(" Last: ");
        all.push_str(&occurrence(what));
    }
    Description { lead: format!("{:.1} s.", model.now().secs()), caption, whole: all }
}

/// "10,000 wait at S6. At 4 a second the last one waits 42 minutes."
fn long_line(model: &Cluster, index: usize, waiting: u32) -> String {
    let rate = model.service_rate(index);
    let up = model.servers()[index].illness == Illness::Well;
    let wait = if up && rate > 0.0 {
        format!(" At {} a second the last one waits {}.", whole(rate), seconds(f64::from(waiting) / rate))
    } else {
        " Nobody serves them.".to_owned()
    };
    format!("{} wait at {}.{wait}", thousands(waiting.into()), name(index as Server))
}

pub(super) fn server_sentence(model: &Cluster, index: usize, server: &ServerState) -> String {
    let state = server_state(server);
    let rate = digits(model.service_rate(index));
    format!(
        "{} is {state}, serves {rate} a second at most; {} waits, {} in service, {} on the wire.",
        name(index as Server),
        server.waiting(),
        server.busy(),
        model.backends()[index].in_flight.saturating_sub(server.inside())
    )
}

/// One word for the state of a server.
pub fn server_state(server: &ServerState) -> &'static str {
    match server.illness {
        Illness::Dead if server.watch.healthy => "down, not yet noticed",
        Illness::Dead => "down",
        Illness::Hung => "hung",
        Illness::Well if !server.watch.healthy => "up, out of rotation",
        Illness::Well if server.leaving || server.draining => "draining",
        Illness::Well if server.slow < SPEED_ONE => "slow",
        Illness::Well if server.inside() == 0 => "idle",
        Illness::Well => "up",
    }
}

fn spelled(n: usize) -> String {
    const WORDS: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

fn capitalised(word: &str) -> String {
    let mut text = word.to_owned();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// The scene as a table: a row per server.
pub fn table(model: &Cluster) -> Table {
    let head = ["Server", "State", "At most", "Waiting", "In service", "In flight", "Done", "Lost"];
    let rows = model.servers().iter().enumerate().filter(|(_, server)| server.present).map(|(index, server)| {
        vec![
            name(index as Server),
            server_state(server).to_owned(),
            format!("{} /s", digits(model.service_rate(index))),
            thousands(server.waiting().into()),
            thousands(server.busy().into()),
            thousands(model.backends()[index].in_flight.into()),
            thousands(server.counts.done),
            thousands(server.counts.lost + server.counts.refused),
        ]
    });
    Table {
        caption: format!("Servers at {:.3} s", model.now().secs()),
        head: head.iter().map(|h| (*h).to_owned()).collect(),
        rows: rows.collect(),
    }
}
