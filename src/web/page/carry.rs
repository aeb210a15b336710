//! What goes along when the same page is opened in another language. The link holds the run with its lanes, stops and
//! short bookmarks; futures that were left, and all bookmarks, are handed over for the life of the tab. Where there is no
//! storage the link goes alone. No browser in here but that.

use super::Page;
use super::bookmarks;
use super::fork::{BRANCHES_MAX, Branch, Branches};
use super::session::Session;
use crate::concept::{Entry, State};
use crate::link;
use crate::sim::Time;
use crate::web::{dom, tongue};

/// The key under which it is handed over.
const HANDED: &str = "kneepoint-handed";

impl Page {
    /// Opens what stands on the screen in the other language.
    pub(super) fn turn_tongue(&self) {
        let link = self.link();
        dom::hand(HANDED, &write(&self.session, &link));
        tongue::choose(tongue::other(), &link);
    }
}

/// Takes in what the page before has handed over, if it was about this link.
pub fn take_in(session: &mut Session, fragment: &str) {
    if let Some(text) = dom::handed(HANDED) {
        read(session, fragment, &text);
    }
}

/// One line for the page and one for each branch, all as pairs of a link.
fn write(session: &Session, link: &str) -> String {
    let entry = session.entry();
    let pairs = |pairs: [(&str, &str); 4]| pairs.map(|(key, value)| format!("{key}={}", link::escape(value))).join("&");
    let shown = session.branches.shown.to_string();
    let marks = bookmarks::text(&session.bookmarks);
    let mut lines =
        vec![pairs([("concept", entry.about.id), ("of", &tongue::without(link)), ("shown", &shown), ("mark", &marks)])];
    lines.extend(session.branches.kept.iter().map(|branch| {
        let run = link::encode(&branch.run.state(), entry);
        let (at, end) = (branch.at.0.to_string(), branch.end.0.to_string());
        pairs([("at", &at), ("end", &end), ("name", &branch.name), ("run", &run)])
    }));
    lines.join("\n")
}

fn read(session: &mut Session, fragment: &str, text: &str) {
    let mut lines = text.lines();
    let page = lines.next().unwrap_or_default();
    let said = |key: &str| link::of_page(page, key).unwrap_or_default();
    if said("concept") != session.entry().about.id || said("of") != tongue::without(fragment) {
        return;
    }
    session.bookmarks = bookmarks::read(&said("mark"));
    let kept: Vec<Branch> = lines.take(BRANCHES_MAX).filter_map(|line| branch(session.entry(), line)).collect();
    let shown = said("shown").parse().unwrap_or(0).min(kept.len().saturating_sub(1));
    session.branches = Branches { kept, shown };
}

/// A branch from its line, at its start: it comes to the playhead as every ghost does.
fn branch(entry: &'static Entry, line: &str) -> Option<Branch> {
    let state = link::decode(&link::of_page(line, "run")?, entry).state;
    let run = (entry.open)(&State { at: Time::ZERO, short: 0, ..state }).ok()?;
    let moment = |key: &str| {
        let at = Time(link::of_page(line, key)?.parse().ok()?);
        Some(at).filter(|at| at.secs() <= link::T_MAX_S)
    };
    Some(Branch { run, at: moment("at")?, end: moment("end")?, name: link::of_page(line, "name")? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::concept::Act;
    use crate::concepts;

    const LINK: &str = "rate=40&servers=5&seed=3&do=20:kill=2&t=30";

    fn session(fragment: &str) -> Session {
        let entry = concepts::all()[0];
        Session::open(entry, &link::decode(fragment, entry).state, f64::MAX, || 0.0).unwrap()
    }

    /// A run that went back to 10 s and lost another server; what it left had come to 30 s.
    fn branched() -> Session {
        let mut session = session(LINK);
        session.seek(Time::from_secs(10.0), || 0.0);
        session.act(&Act { id: "kill", target: Some(4), amount: None }).unwrap();
        session.seek(Time::from_secs(15.0), || 0.0);
        assert!(session.follow(f64::MAX, &|| 0.0));
        session.bookmarks = bookmarks::read(&"9~a name that is far too long for it,".repeat(12));
        session
    }

    #[test]
    fn branches_and_long_bookmarks_come_along() {
        let before = branched();
        let link = before.link();
        let mut after = session(&link);
        read(&mut after, &format!("{link}&lang=de"), &write(&before, &format!("lang=en&{link}")));
        assert_eq!(after.bookmarks, before.bookmarks);
        assert!(bookmarks::write(&after.bookmarks).is_empty() && !after.bookmarks.is_empty());
        assert!(after.follow(f64::MAX, &|| 0.0));
        let (old, new) = (before.branches.ghost().unwrap(), after.branches.ghost().unwrap());
        assert_eq!((new.at, new.end, &new.name), (old.at, old.end, &old.name));
        assert_eq!((new.run.hash(), new.run.now()), (old.run.hash(), old.run.now()));
        // Its future is there as well, as far as it had come.
        assert_eq!(new.run.end(), Time::from_secs(30.0));
        after.return_to(0);
        after.seek(Time::from_secs(30.0), || 0.0);
        assert_eq!(after.run.hash(), session(LINK).run.hash());
    }

    #[test]
    fn what_is_of_another_page_or_broken_is_left() {
        let before = branched();
        let link = before.link();
        let text = write(&before, &link);
        for (link, text) in [
            ("rate=7", text.clone()),
            (&*link, text.replace(before.entry().about.id, concepts::all()[1].about.id)),
            ("", String::new()),
        ] {
            let mut after = session(&before.link());
            read(&mut after, link, &text);
            assert!(after.branches.kept.is_empty() && after.bookmarks.is_empty());
        }
        let mut after = session(&link);
        read(&mut after, &link, &text.replace("&end=", "&end=x"));
        assert!(after.branches.kept.is_empty() && after.follow(f64::MAX, &|| 0.0));
    }
}
