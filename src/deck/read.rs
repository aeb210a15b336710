//! Reads a deck, and says line by line what cannot be used.

use super::{ANSWERS_MAX, Beat, Deck, Number, Question};
use crate::concept::Entry;
use crate::link;

/// A line that cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it and what is allowed, in one sentence.
    pub sentence: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Line {}: {}", self.line, self.sentence)
    }
}

/// A beat that is being read: its first link decides which concept its other lines are about.
struct Draft {
    line: usize,
    says: String,
    entry: Option<&'static Entry>,
    /// A link stands in it, and leads nowhere.
    astray: bool,
    opens: Option<String>,
    does: Vec<(usize, String)>,
    number: Option<(usize, Number)>,
    asked: Option<(usize, String, Vec<String>)>,
    predicted: Option<(usize, String)>,
    notes: Vec<String>,
}

struct Reader {
    deck: Deck,
    faults: Vec<Fault>,
    draft: Option<Draft>,
    /// The concept on the screen before the beat.
    entry: Option<&'static Entry>,
}

/// Reads a deck; what cannot be used is left out and named. A deck without a beat is a fault.
pub fn read(text: &str) -> (Deck, Vec<Fault>) {
    let mut reader = Reader { deck: Deck::default(), faults: Vec::new(), draft: None, entry: None };
    for (at, line) in text.lines().enumerate() {
        reader.line(at + 1, line.trim());
    }
    reader.close();
    if reader.deck.beats.is_empty() && reader.faults.is_empty() {
        reader.fault(1, "There is no beat. A line that begins with ## begins one; the line after it is a link.");
    }
    reader.faults.sort_by_key(|fault| fault.line);
    (reader.deck, reader.faults)
}

impl Reader {
    fn fault(&mut self, line: usize, sentence: impl Into<String>) {
        self.faults.push(Fault { line, sentence: sentence.into() });
    }

    fn line(&mut self, at: usize, line: &str) {
        if let Some(says) = line.strip_prefix("## ") {
            self.close();
            self.draft = Some(Draft {
                line: at,
                says: says.trim().to_owned(),
                entry: None,
                astray: false,
                opens: None,
                does: Vec::new(),
                number: None,
                asked: None,
                predicted: None,
                notes: Vec::new(),
            });
        } else if let Some(title) = line.strip_prefix("# ") {
            if self.draft.is_some() || !self.deck.title.is_empty() {
                self.fault(at, "A deck has one title, before its first beat; a beat begins with ##.");
            } else {
                title.trim().clone_into(&mut self.deck.title);
            }
        } else if !line.is_empty() {
            let Some(draft) = &mut self.draft else {
                return self.fault(at, format!("\"{line}\" stands before the first beat; a beat begins with ##."));
            };
            if let Err(sentence) = draft.line(at, line) {
                self.fault(at, sentence);
            }
        }
    }

    /// Takes the beat that was read, if it can be shown.
    fn close(&mut self) {
        let Some(draft) = self.draft.take() else { return };
        let Some(entry) = draft.entry.or(self.entry) else {
            if draft.astray {
                return;
            }
            return self.fault(draft.line, format!("\"{}\" opens no figure; the first beat needs a link.", draft.says));
        };
        self.entry = Some(entry);
        let mut beat = Beat {
            says: draft.says,
            entry,
            opens: draft.opens,
            does: String::new(),
            number: None,
            question: None,
            notes: draft.notes,
        };
        if let Some(fragment) = &beat.opens {
            for bad in link::decode(fragment, entry).complaints {
                self.fault(draft.line, format!("{bad}."));
            }
        }
        for (line, piece) in draft.does {
            match link::changes(entry, &piece) {
                Ok(_) => {
                    let and = if beat.does.is_empty() { "" } else { "&" };
                    beat.does = format!("{}{and}{piece}", beat.does);
                }
                Err(bad) => self.fault(line, format!("{bad}.")),
            }
        }
        if let Some((line, number)) = draft.number {
            match unreadable(entry, &number) {
                None => beat.number = Some(number),
                Some(sentence) => self.fault(line, sentence),
            }
        }
        if let Some((_, words, answers)) = draft.asked {
            beat.question = Some(Question::Asked { words, answers });
        }
        if let Some((line, id)) = draft.predicted {
            beat.question = entry.predictions.iter().find(|decl| decl.id == id).map(Question::Predicted);
            if beat.question.is_none() {
                let known: Vec<_> = entry.predictions.iter().map(|decl| decl.id).collect();
                let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
                self.fault(line, format!("\"{id}\" is no prediction of {}; there are: {known}.", entry.about.id));
            }
        }
        self.deck.beats.push(beat);
    }
}

/// What is wrong with the formulas of a number, tried on a run that has just begun.
fn unreadable(entry: &'static Entry, number: &Number) -> Option<String> {
    let run = (entry.open)(&entry.state()).ok()?;
    let scope = crate::concept::measure::Scope::new(&*run);
    [&number.from, &number.of].into_iter().filter(|formula| !formula.is_empty()).find_map(|formula| {
        // A metric of the fifth server is not there with four: only what no run has is a fault, and a run that has
        // just begun tells names of things from names of nothing by their first part.
        let sentence = scope.value(formula).err()?;
        let counted = formula.split(['.', ' ']).any(|part| part.parse::<u32>().is_ok());
        (!counted).then_some(sentence)
    })
}

impl Draft {
    fn line(&mut self, at: usize, line: &str) -> Result<(), String> {
        if let Some(note) = line.strip_prefix('\\') {
            self.notes.push(note.to_owned());
            return Ok(());
        }
        match line.split_once(':').map(|(word, rest)| (word.trim_end(), rest.trim())) {
            Some(("do", piece)) => self.does.push((at, piece.to_owned())),
            Some(("number", text)) => {
                once(self.number.is_some(), "number")?;
                self.number = Some((at, number(text)?));
            }
            Some(("ask", words)) => {
                once(self.asked.is_some() || self.predicted.is_some(), "question")?;
                if words.is_empty() {
                    return Err("The question is missing after ask:.".to_owned());
                }
                self.asked = Some((at, words.to_owned(), Vec::new()));
            }
            Some(("predict", id)) => {
                once(self.asked.is_some() || self.predicted.is_some(), "question")?;
                self.predicted = Some((at, id.to_owned()));
            }
            _ => return self.other(line),
        }
        Ok(())
    }

    /// An answer, a link or a note.
    fn other(&mut self, line: &str) -> Result<(), String> {
        if let (Some((_, _, answers)), Some(answer)) = (&mut self.asked, line.strip_prefix("- ")) {
            if answers.len() == ANSWERS_MAX {
                return Err(format!("A question has up to {ANSWERS_MAX} answers."));
            }
            answers.push(answer.trim().to_owned());
            return Ok(());
        }
        if !is_link(line) {
            self.notes.push(line.to_owned());
            return Ok(());
        }
        once(self.opens.is_some(), "link")?;
        let located = link::locate(line);
        self.astray |= located.is_err();
        let (entry, fragment) = located.map_err(|bad| format!("{bad}."))?;
        self.entry = Some(entry);
        self.opens = Some(fragment.to_owned());
        Ok(())
    }
}

/// One word that is an address or has a `#` after the name of a concept.
fn is_link(line: &str) -> bool {
    let one_word = !line.contains(char::is_whitespace);
    let named = line.split_once('#').is_some_and(|(before, _)| !before.is_empty());
    one_word && (line.contains("://") || named || crate::concepts::find(line.trim_end_matches('/')).is_some())
}

fn once(again: bool, what: &str) -> Result<(), String> {
    if again { Err(format!("A beat has one {what}.")) } else { Ok(()) }
}

/// `was:mean -> now:mean | s | mean latency`.
fn number(text: &str) -> Result<Number, String> {
    let mut parts = text.split('|').map(str::trim);
    let formulas = parts.next().unwrap_or_default();
    let (from, of) = formulas.split_once("->").map_or(("", formulas), |(from, of)| (from.trim(), of.trim()));
    let (unit, words) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if of.is_empty() || parts.next().is_some() {
        return Err("A number is written formula | unit | words, or formula -> formula | unit | words.".to_owned());
    }
    Ok(Number { from: from.to_owned(), of: of.to_owned(), unit: unit.to_owned(), words: words.to_owned() })
}
