//! The lesson pack of a concept (`<concept>/pack/index.html`): goals, plans of three lengths, questions with the wrong
//! answers to expect, a worksheet and its key. It is made from the lesson and the predictions, and every answer is
//! measured while the page is written.

use crate::address::Address;
use crate::content::escape;
use crate::leaf::Leaf;
use crate::template::Template;
use crate::tongue;
use kneepoint::concept::predict::{Ask, CurveDecl, Prediction, Trial, Verdict, guesses, in_words};
use kneepoint::concept::{Entry, Lesson};
use kneepoint::lang::{Lang, say};
use kneepoint::link;
use kneepoint::scene::Picture;
use kneepoint::scene::svg::{Ground, Svg};
use std::fmt::Write as _;
use std::path::Path;

/// Minutes of a beat and of a question.
const BEAT: usize = 2;
const QUESTION: usize = 5;
/// Lengths of the plans, in minutes.
const PLANS: [usize; 3] = [10, 25, 50];

/// A question, carried out.
struct Asked {
    decl: &'static Prediction,
    /// The right answer and what is said about it.
    key: Verdict,
    /// Wrong guesses, each with what is said to it.
    wrong: Vec<(String, String)>,
}

/// The folder of a concept's pack below the root.
pub fn folder(entry: &Entry) -> String {
    format!("{}/pack", entry.about.id)
}

/// Writes the pack of a concept that has a lesson, in each language; their folders.
pub fn write(
    site: &Path,
    entry: &'static Entry,
    template: &Template,
    address: &Address,
) -> Result<Vec<String>, String> {
    let Some(lesson) = entry.lesson else { return Ok(Vec::new()) };
    let asked: Vec<Asked> = entry.predictions.iter().map(|decl| ask(entry, decl)).collect::<Result<_, _>>()?;
    let one = |lang| {
        tongue::with(lang, Some(entry), || {
            let name = say(entry.about.title);
            let title = say("Lesson pack");
            let plans = say("Goals, plans for 10, 25 and 50 minutes, a worksheet and its key");
            let leaf = Leaf {
                folder: &folder(entry),
                title: &format!("{title}: {name}"),
                description: &format!("{plans}: {name}"),
                crumbs: &[(&name, "../"), (&title, "")],
                body: &body(entry, lesson.spoken(), &asked),
            };
            leaf.write(site, template, address)
        })
    };
    Lang::ALL.into_iter().map(one).collect()
}

fn ask(entry: &'static Entry, decl: &'static Prediction) -> Result<Asked, String> {
    let from = if decl.from.is_empty() { entry.presets.first().map_or("", |preset| preset.link) } else { decl.from };
    let failed = |what: &str| format!("{}: {}: {what}.", entry.about.id, decl.id);
    let mut run = (entry.open)(&link::decode(from, entry).state).map_err(|bad| failed(&bad.to_string()))?;
    let tried = guesses(decl, &*run);
    let trial = Trial::begin(decl, &mut *run).map_err(|bad| failed(&bad.to_string()))?;
    run.advance(trial.until, u64::MAX);
    let answer = trial.answer(&*run).ok_or_else(|| failed("nothing was measured"))?;
    let key = trial.judge(&answer, &*run).ok_or_else(|| failed("nothing was judged"))?;
    let mut wrong: Vec<(String, String)> = Vec::new();
    for guess in tried {
        let Some(verdict) = trial.judge(&guess, &*run).filter(|verdict| !verdict.right) else { continue };
        if !verdict.reply.is_empty() && wrong.iter().all(|(_, reply)| *reply != verdict.reply) {
            wrong.push((in_words(decl, &*run, &guess), verdict.reply));
        }
    }
    Ok(Asked { decl, key, wrong })
}

/// A plan: minutes and what is done in them. The minutes are as many as were asked for.
fn plan(minutes: usize, lesson: &Lesson, asked: &[Asked]) -> Vec<(usize, String)> {
    let mut rest = minutes - BEAT;
    let mut out = Vec::new();
    let mut add = |out: &mut Vec<(usize, String)>, length: usize, what: String| {
        let fits = length <= rest;
        if fits {
            rest -= length;
            out.push((length, what));
        }
        fits
    };
    let mut questions = asked.iter();
    for (at, beat) in lesson.beats.iter().enumerate() {
        // Its title is in the lesson's language already.
        let words = format!("Beat {}, “…”: let it run, then press what is offered.", at + 1);
        let beat_fits = add(&mut out, BEAT, naming(&words, beat.title));
        // A question after every second beat, the first at once.
        if beat_fits
            && at.is_multiple_of(2)
            && let Some(asked) = questions.next()
        {
            add(
                &mut out,
                QUESTION,
                naming(
                    "“…” Guess alone (1 min), show of hands (1 min), run it (1 min), why (2 min).",
                    &say(asked.decl.question),
                ),
            );
        }
    }
    for asked in questions {
        add(&mut out, QUESTION, naming("“…” As before.", &say(asked.decl.question)));
    }
    if rest > 0 {
        out.push((rest, say("“Try to break it”, in pairs at the sandbox.").into_owned()));
    }
    out.push((BEAT, say("Each says in one sentence what was new. Collect the worksheets.").into_owned()));
    out
}

/// A sentence with `…` for a name, which may be sentences itself.
fn naming(sentence: &str, name: &str) -> String {
    say(sentence).replacen('…', name, 1)
}

fn body(entry: &Entry, lesson: &Lesson, asked: &[Asked]) -> String {
    let about = entry.about;
    let mut out = format!(
        "<p class=\"story\">{} {}</p>\n",
        escape(&say(about.lead)),
        said("For whoever teaches it: nothing to install, and everything here prints.")
    );
    let (goals, why) = (said("Goals"), said("Afterwards everybody can show in the figure, and say why:"));
    let _ = write!(out, "<section><h2>{goals}</h2><p>{why}</p><ul>");
    for beat in lesson.beats {
        let _ = write!(out, "<li><a href=\"../#beat={}\">{}</a></li>", beat.id, escape(beat.title));
    }
    out.push_str("</ul>");
    if !entry.glossary.is_empty() {
        let words: Vec<String> = entry
            .glossary
            .iter()
            .map(|term| format!("<a href=\"../../glossary/#{}\">{}</a>", term.id(), said(term.word)))
            .collect();
        let _ = write!(out, "<p>{}: {}.</p>", said("Words"), words.join(", "));
    }
    out.push_str("</section>\n");
    for minutes in PLANS {
        let (title, min, what) = (said(&format!("In {minutes} minutes")), said("min"), said("what"));
        let _ = write!(
            out,
            "<section><h2>{title}</h2><table><thead><tr><th scope=\"col\">{min}</th><th scope=\"col\">{what}</th></tr></thead><tbody>"
        );
        for (length, what) in plan(minutes, lesson, asked) {
            let _ = write!(out, "<tr><td class=\"num\">{length}</td><td>{}</td></tr>", escape(&what));
        }
        out.push_str("</tbody></table></section>\n");
    }
    let _ = write!(
        out,
        "<section class=\"sheet\"><h2>{}</h2><p class=\"name\">{}</p><ol>",
        said("Worksheet"),
        said("Name")
    );
    for asked in asked {
        let _ = write!(out, "<li><p>{}</p>", said(asked.decl.question));
        if let Ask::Choice(answers) = &asked.decl.ask {
            out.push_str("<ul class=\"choices\">");
            for answer in *answers {
                let _ = write!(out, "<li>{}</li>", said(answer.label));
            }
            out.push_str("</ul>");
        }
        if let Ask::Curve(curve) = &asked.decl.ask {
            out.push_str(&chart(curve, asked.decl.id, None));
        }
        for line in ["My guess", "It was", "Because"] {
            let _ = write!(out, "<p class=\"line\">{}</p>", said(line));
        }
        out.push_str("</li>");
    }
    let (title, lead) = (
        said("Key to the worksheet"),
        said("Measured when this page was written; the same seed gives the same answer in the figure."),
    );
    let _ = write!(out, "</ol></section>\n<section class=\"sheet\"><h2>{title}</h2><p>{lead}</p><ol>");
    for Asked { decl, key, wrong } in asked {
        let from = if decl.from.is_empty() {
            String::new()
        } else {
            format!(" <a href=\"../#{}\">{}</a>.", escape(decl.from), said("Its state"))
        };
        let _ = write!(
            out,
            "<li><p>{}</p><p><b>{}</b>. {}{from}</p>",
            said(decl.question),
            said(&key.measured),
            said(&key.because)
        );
        if let Ask::Curve(curve) = &decl.ask {
            out.push_str(&chart(curve, &format!("{}-key", decl.id), Some(&key.answer)));
        }
        if !wrong.is_empty() {
            let _ = write!(out, "<p>{}</p><ul>", said("Wrong answers to expect:"));
            for (guess, reply) in wrong {
                let _ = write!(out, "<li><b>{}</b>: {}</li>", said(guess), said(reply));
            }
            out.push_str("</ul>");
        }
        out.push_str("</li>");
    }
    out.push_str("</ol></section>\n");
    if let Some(beat) = lesson.beats.first() {
        let _ = write!(
            out,
            "<p class=\"more\">{} <a href=\"../#beat={}\">{}</a>.</p>",
            said("Common mistakes, what real systems do and what the model leaves out stand"),
            beat.id,
            said("behind the lesson")
        );
    }
    out
}

/// A text in the language that is spoken, as markup.
fn said(text: &str) -> String {
    escape(&say(text))
}

/// The chart of a curve: empty for a pen, or with what was measured.
fn chart(curve: &CurveDecl, id: &str, answer: Option<&[f64]>) -> String {
    let mut picture = Picture::new(420.0, 240.0);
    curve.draw(None, answer, &mut picture);
    let title = if answer.is_some() { "What was measured" } else { "Axes to draw the curve in" };
    let title = say(title);
    Svg { theme: None, ground: Ground::OnPaper, title: &title, id, ..Svg::default() }.write(&picture)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kneepoint::concepts;

    #[test]
    fn plans_take_as_long_as_they_say_and_keys_are_measured() {
        for entry in concepts::all() {
            let Some(lesson) = entry.lesson else { continue };
            let asked: Vec<Asked> = entry.predictions.iter().map(|decl| ask(entry, decl).unwrap()).collect();
            for minutes in PLANS {
                let plan = plan(minutes, lesson, &asked);
                assert_eq!(plan.iter().map(|(length, _)| length).sum::<usize>(), minutes, "{}", entry.about.id);
                assert!(plan.len() >= 3);
            }
            for one in &asked {
                assert!(one.key.right && !one.key.measured.is_empty(), "{}", one.decl.id);
            }
            // A reply may be to a guess between two of those that are tried; most are not.
            let expected = asked.iter().filter(|one| !one.wrong.is_empty()).count();
            assert!(
                asked.is_empty() || 2 * expected > asked.len(),
                "{} expects {expected} wrong answers",
                entry.about.id
            );
            for lang in Lang::ALL {
                tongue::with(lang, Some(entry), || whole(entry, lesson.spoken(), &asked));
            }
        }
    }

    fn whole(entry: &'static Entry, lesson: &Lesson, asked: &[Asked]) {
        let text = body(entry, lesson, asked);
        for tag in ["section", "ul", "ol", "li", "p", "table", "tr"] {
            let begins = text.matches(&format!("<{tag}>")).count() + text.matches(&format!("<{tag} ")).count();
            assert_eq!(begins, text.matches(&format!("</{tag}>")).count(), "{tag}");
        }
        assert!(!text.contains('{'), "{}: a number is missing", entry.about.id);
    }
}
