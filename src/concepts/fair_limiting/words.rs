//! From reasons to sentences, the scene in words, and the marks of what was done.

use super::metrics::share;
use super::model::{ATTACKER, Crowd, KeyId, NAMES, Occurrence, Sums, Why};
use super::params::{Key, Params};
use super::recorder::{Mark, Recorder};
use crate::concept::{Act, Deed, Description, Event, Explanation, Mark as TimeMark, MarkKind, Table};
use crate::scene::Target;
use crate::scene::glyph::thousands;
use crate::sim::{Model as _, Time};
use std::fmt::Write as _;

/// A share in per cent.
pub fn percent(share: f64) -> String {
    let cent = 100.0 * share;
    match cent {
        c if c > 0.0 && c < 0.95 => format!("{c:.2} %"),
        c if c > 0.0 && c < 9.95 => format!("{c:.1} %"),
        c => format!("{c:.0} %"),
    }
}

/// Whose count, in words.
fn whose(why: &Why) -> &'static str {
    match (why.key, why.cap) {
        (KeyId::Shared, false) => "the count of the shared address",
        (KeyId::Shared, true) => "the cap of the shared address",
        (KeyId::Home(_) | KeyId::Attacker(_), false) => "the count of the address",
        (KeyId::Home(_) | KeyId::Attacker(_), true) => "the cap of the address",
        (KeyId::Account(_), _) => "the count of this account",
        (KeyId::User(_), _) => "the count of the user",
        (KeyId::Nobody, _) => "the one count of all who are not signed in",
    }
}

/// Why request `k` passed or not.
pub fn why(k: u64, class: u8, allowed: bool, unjust: bool, slipped: bool, why: &Why) -> String {
    let name = NAMES[usize::from(class).min(ATTACKER)].to_lowercase();
    let then = match (allowed, unjust, slipped) {
        (true, _, false) => "Passed.".to_owned(),
        (true, ..) => format!("Passed, beyond the {} that one person may have.", why.own),
        (false, true, _) => format!("Refused, and this person had {} of his {}.", why.alone, why.own),
        (false, ..) => "Refused.".to_owned(),
    };
    format!("Request {}, {name}: {} stood at {} of {}. {then}", k + 1, whose(why), why.count, why.limit)
}

/// One sentence for an occurrence.
pub fn occurrence(what: &Occurrence) -> String {
    match *what {
        Occurrence::Decided { k, class, allowed, unjust, slipped, why: ref reason, .. } => {
            why(k, class, allowed, unjust, slipped, reason)
        }
        Occurrence::Window { window } => format!("Window {} begins. All counts start again.", window + 1),
        Occurrence::Added { n, attack: true } => format!("The attacker sends {n} requests at once."),
        Occurrence::Added { n, .. } => format!("Everybody behind the one address sends {n} at once."),
        Occurrence::Changed => "The settings change.".to_owned(),
    }
}

/// The log: the latest news, newest last.
pub fn log(recorder: &Recorder, most: usize) -> Vec<Event> {
    let target = |what: &Occurrence| match *what {
        Occurrence::Decided { k, .. } => Some(Target { kind: "request", id: k + 1 }),
        _ => None,
    };
    let newest = recorder.log.newest_first().take(most);
    let mut events: Vec<Event> =
        newest.map(|(at, what)| Event { at: *at, words: occurrence(what), target: target(what) }).collect();
    events.reverse();
    events
}

/// The rule in three short sentences.
pub fn rule(p: &Params) -> [String; 3] {
    let window = if p.window.fract() == 0.0 { format!("{:.0} s", p.window) } else { format!("{:.1} s", p.window) };
    let each = format!("A window lasts {window}; each tier has its limit.");
    match p.key {
        Key::Address => [each, "There is a count for each address,".to_owned(), "whoever sends from it.".to_owned()],
        Key::User => [each, "There is a count for each user,".to_owned(), "and one for all who are nobody.".to_owned()],
        Key::Else => [
            each,
            "There is a count for each user, and for the".to_owned(),
            "address of who is not signed in.".to_owned(),
        ],
        Key::Both => {
            let cap = thousands(u64::from(p.cap));
            [each, "There is a count for each user,".to_owned(), format!("and a cap of {cap} for each address.")]
        }
    }
}

/// The scene in words.
pub fn describe(model: &Crowd) -> Description {
    let (all, _) = model.since_cut();
    let innocent = all.innocent();
    let attacker = all.class[ATTACKER];
    let unjust = match share(innocent.unjust, &innocent) {
        Some(share) if innocent.unjust > 0 => format!("{} of the requests were refused unjustly.", percent(share)),
        _ => "Nobody was refused unjustly.".to_owned(),
    };
    let attack = if attacker.sent > 0 {
        let (passed, sent) = (thousands(attacker.passed), thousands(attacker.sent));
        format!(" The attacker got {passed} of {sent} through.")
    } else {
        String::new()
    };
    let caption = format!("{unjust}{attack}");
    let mut whole = format!("{caption} {}", rule(model.params()).join(" "));
    for (name, sums) in NAMES.iter().zip(&all.class) {
        let Sums { sent, passed, unjust, .. } = *sums;
        let refused = sums.refused();
        let _ = write!(whole, " {name}: {sent} sent, {passed} passed, {refused} refused, {unjust} of these unjustly.");
    }
    let _ = write!(whole, " Behind one address: {} sent, {} refused.", all.shared.sent, all.shared.refused());
    Description { lead: format!("{:.1} s.", model.now().secs()), caption, whole }
}

/// A row for each class.
pub fn table(model: &Crowd) -> Table {
    let (all, _) = model.since_cut();
    let row = |name: &str, sums: &Sums| {
        let cells = [sums.sent, sums.passed, sums.refused(), sums.unjust, sums.slipped];
        let share = share(sums.refused(), sums).map_or(String::new(), percent);
        let mut row = vec![name.to_owned()];
        row.extend(cells.map(thousands));
        row.push(share);
        row
    };
    let mut rows: Vec<Vec<String>> = NAMES.iter().zip(&all.class).map(|(name, sums)| row(name, sums)).collect();
    rows.push(row("Behind one address", &all.shared));
    Table {
        caption: format!("Refused by class, at {:.1} s.", model.now().secs()),
        head: ["Class", "Sent", "Passed", "Refused", "Unjustly", "Slipped through", "Refused, share"]
            .map(str::to_owned)
            .to_vec(),
        rows,
    }
}

/// Why `target` is as it is.
pub fn explain(model: &Crowd, recorder: &Recorder, target: Target) -> Option<Explanation> {
    let index = usize::try_from(target.id).ok()?.checked_sub(1)?;
    match target.kind {
        "request" => {
            let mark: &Mark = recorder.marks.newest_first().find(|mark| mark.k == index as u64)?;
            let otherwise = if mark.unjust {
                "A limiter for each person alone would have let it pass."
            } else if mark.slipped {
                "A limiter for each person alone would have refused it."
            } else if !mark.allowed {
                "A limiter for each person alone would have refused it too: only the next window has room."
            } else {
                ""
            };
            let why = why(mark.k, mark.class, mark.allowed, mark.unjust, mark.slipped, &mark.why);
            Some(Explanation { why, otherwise: otherwise.to_owned() })
        }
        "class" => {
            let (name, sums) = (NAMES.get(index)?, model.sums().class.get(index).copied()?);
            let why = format!(
                "{name}: {} of {} requests refused, {} of them unjustly.",
                thousands(sums.refused()),
                thousands(sums.sent),
                thousands(sums.unjust)
            );
            Some(Explanation { why, otherwise: String::new() })
        }
        "count" => {
            let count = model.counts().get(index)?;
            let stands = model.count(count.key, count.cap);
            let whom = match (count.key, count.cap) {
                (KeyId::Shared, _) => "Everybody behind the one address is counted here",
                (KeyId::Nobody, _) => "All who have not signed in are counted here",
                (KeyId::Attacker(_) | KeyId::Account(_), _) => "The attacker is counted here",
                (KeyId::Home(_) | KeyId::User(_), _) => "One person is counted here",
            };
            let what = if count.cap { " It is the cap of an address." } else { "" };
            Some(Explanation { why: format!("{whom}: {stands} in this window.{what}"), otherwise: String::new() })
        }
        _ => None,
    }
}

/// The mark of a deed on the timeline.
pub fn mark(deed: &Deed, at: Time, before: &Params) -> TimeMark {
    match deed {
        Deed::Set(index, value) => TimeMark::setting(at, before, *index, value),
        Deed::Act(act) => TimeMark { at, kind: MarkKind::Deed, words: act_words(act) },
    }
}

fn act_words(act: &Act) -> String {
    let n = act.amount.unwrap_or(1.0);
    match act.id {
        "office-now" => format!("the office sends {n} each"),
        _ => format!("{n} of the attacker"),
    }
}
