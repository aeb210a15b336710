//! The lesson pack of a concept (`<concept>/pack/index.html`): goals, plans of three lengths, questions with the wrong
//! answers to expect, a worksheet and its key. It is made from the lesson and the predictions, and every answer is
//! measured while the page is written.

use crate::content::escape;
use crate::leaf::Leaf;
use crate::template::Template;
use kneepoint::concept::predict::{Ask, CurveDecl, Prediction, Trial, Verdict, guesses, in_words};
use kneepoint::concept::{Entry, Lesson};
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

/// Writes the pack of a concept that has a lesson; its folder.
pub fn write(site: &Path, entry: &'static Entry, template: &Template) -> Result<Option<String>, String> {
    let Some(lesson) = entry.lesson else { return Ok(None) };
    let asked: Vec<Asked> = entry.predictions.iter().map(|decl| ask(entry, decl)).collect::<Result<_, _>>()?;
    let title = format!("Lesson pack: {}", entry.about.title);
    let leaf = Leaf {
        root: "../../",
        title: &title,
        description: &format!("Goals, plans for 10, 25 and 50 minutes, a worksheet and its key: {}", entry.about.title),
        crumbs: &[(entry.about.title, "../"), ("Lesson pack", "")],
        body: &body(entry, lesson, &asked),
    };
    let folder = folder(entry);
    crate::put(&site.join(&folder).join("index.html"), leaf.page(template).as_bytes())?;
    Ok(Some(folder))
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
        let beat_fits =
            add(&mut out, BEAT, format!("Beat {}, “{}”: let it run, then press what is offered.", at + 1, beat.title));
        // A question after every second beat, the first at once.
        if beat_fits
            && at.is_multiple_of(2)
            && let Some(asked) = questions.next()
        {
            add(
                &mut out,
                QUESTION,
                format!(
                    "“{}” Guess alone (1 min), show of hands (1 min), run it (1 min), why (2 min).",
                    asked.decl.question
                ),
            );
        }
    }
    for asked in questions {
        add(&mut out, QUESTION, format!("“{}” As before.", asked.decl.question));
    }
    if rest > 0 {
        out.push((rest, "“Try to break it”, in pairs at the sandbox.".to_owned()));
    }
    out.push((BEAT, "Each says in one sentence what was new. Collect the worksheets.".to_owned()));
    out
}

fn body(entry: &Entry, lesson: &Lesson, asked: &[Asked]) -> String {
    let about = entry.about;
    let mut out = format!(
        "<p class=\"story\">{} For whoever teaches it: nothing to install, and everything here prints.</p>\n",
        escape(about.lead)
    );
    out.push_str("<section><h2>Goals</h2><p>Afterwards everybody can show in the figure, and say why:</p><ul>");
    for beat in lesson.beats {
        let _ = write!(out, "<li><a href=\"../#beat={}\">{}</a></li>", beat.id, escape(beat.title));
    }
    out.push_str("</ul>");
    if !entry.glossary.is_empty() {
        let words: Vec<String> = entry
            .glossary
            .iter()
            .map(|term| format!("<a href=\"../../glossary/#{}\">{}</a>", term.id(), escape(term.word)))
            .collect();
        let _ = write!(out, "<p>Words: {}.</p>", words.join(", "));
    }
    out.push_str("</section>\n");
    for minutes in PLANS {
        let _ = write!(
            out,
            "<section><h2>In {minutes} minutes</h2><table><thead><tr><th scope=\"col\">min</th><th scope=\"col\">what</th></tr></thead><tbody>"
        );
        for (length, what) in plan(minutes, lesson, asked) {
            let _ = write!(out, "<tr><td class=\"num\">{length}</td><td>{}</td></tr>", escape(&what));
        }
        out.push_str("</tbody></table></section>\n");
    }
    out.push_str("<section class=\"sheet\"><h2>Worksheet</h2><p class=\"name\">Name</p><ol>");
    for asked in asked {
        let _ = write!(out, "<li><p>{}</p>", escape(asked.decl.question));
        if let Ask::Choice(answers) = &asked.decl.ask {
            out.push_str("<ul class=\"choices\">");
            for answer in *answers {
                let _ = write!(out, "<li>{}</li>", escape(answer.label));
            }
            out.push_str("</ul>");
        }
        if let Ask::Curve(curve) = &asked.decl.ask {
            out.push_str(&chart(curve, asked.decl.id, None));
        }
        out.push_str("<p class=\"line\">My guess</p><p class=\"line\">It was</p><p class=\"line\">Because</p></li>");
    }
    out.push_str("</ol></section>\n<section class=\"sheet\"><h2>Key to the worksheet</h2><p>Measured when this page was written; the same seed gives the same answer in the figure.</p><ol>");
    for Asked { decl, key, wrong } in asked {
        let from = if decl.from.is_empty() {
            String::new()
        } else {
            format!(" <a href=\"../#{}\">Its state</a>.", escape(decl.from))
        };
        let _ = write!(
            out,
            "<li><p>{}</p><p><b>{}</b>. {}{from}</p>",
            escape(decl.question),
            escape(&key.measured),
            escape(&key.because)
        );
        if let Ask::Curve(curve) = &decl.ask {
            out.push_str(&chart(curve, &format!("{}-key", decl.id), Some(&key.answer)));
        }
        if !wrong.is_empty() {
            out.push_str("<p>Wrong answers to expect:</p><ul>");
            for (guess, reply) in wrong {
                let _ = write!(out, "<li><b>{}</b>: {}</li>", escape(guess), escape(reply));
            }
            out.push_str("</ul>");
        }
        out.push_str("</li>");
    }
    out.push_str("</ol></section>\n");
    if let Some(beat) = lesson.beats.first() {
        let _ = write!(
            out,
            "<p class=\"more\">Common mistakes, what real systems do and what the model leaves out stand <a href=\"../#beat={}\">behind the lesson</a>.</p>",
            beat.id
        );
    }
    out
}

/// The chart of a curve: empty for a pen, or with what was measured.
fn chart(curve: &CurveDecl, id: &str, answer: Option<&[f64]>) -> String {
    let mut picture = Picture::new(420.0, 240.0);
    curve.draw(None, answer, &mut picture);
    let title = if answer.is_some() { "What was measured" } else { "Axes to draw the curve in" };
    Svg { theme: None, ground: Ground::OnPaper, title, id, ..Svg::default() }.write(&picture)
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
            let text = body(entry, lesson, &asked);
            for tag in ["section", "ul", "ol", "li", "p", "table", "tr"] {
                let begins = text.matches(&format!("<{tag}>")).count() + text.matches(&format!("<{tag} ")).count();
                assert_eq!(begins, text.matches(&format!("</{tag}>")).count(), "{tag}");
            }
            assert!(!text.contains('{'), "{}: a number is missing", entry.about.id);
        }
    }
}
