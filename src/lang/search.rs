//! How a finished text becomes another language's: a message, or its sentences, or its parts.

use super::book::{Book, Pattern};
use super::number::put_down;
use super::pattern::{Filled, Holds, Piece, fill};
use super::plain::is_plain;
use std::collections::BTreeMap;

/// Holes within holes.
const DEEP: u32 = 6;
/// Steps of filling holes for one message.
const STEPS: u32 = 600;
/// Steps of all for one text.
const WORK: u32 = 40_000;
/// Ways of filling one message's holes that are looked at.
const WAYS: u32 = 8;
/// Pieces that are tried together.
const TOGETHER: usize = 6;

/// Where a text is cut, coarse to fine: the marks that end a piece. The first letter stays with the piece before it.
const CUTS: [&[&str]; 3] = [
    &[". ", "? ", "! ", "\n"],
    &["; ", ": "],
    &[" · ", " / ", ", ", " – ", " — ", " → ", " = ", " + ", " | ", " (", ") "],
];

/// What may stand around a text, and around the other.
const BRACKETS: [(char, char, char, char); 2] = [('(', ')', '(', ')'), ('“', '”', '„', '“')];

/// A text in the other language.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Said {
    /// The text.
    pub text: String,
    /// The pieces of it that have no message.
    pub missing: Vec<String>,
    /// True if some of it has one.
    pub found: bool,
}

impl Said {
    fn known(text: String) -> Self {
        Self { text, missing: Vec::new(), found: true }
    }
    fn unknown(text: &str) -> Self {
        Self { text: text.to_owned(), missing: vec![text.to_owned()], found: false }
    }
    /// How many letters have no message.
    fn lack(&self) -> usize {
        self.missing.iter().map(String::len).sum()
    }
}

/// What became of pieces so far, each at how deep at most.
pub(super) type Memo = BTreeMap<String, (u32, Said)>;

/// One text being looked up.
pub(super) struct Search<'b> {
    book: &'b Book,
    memo: &'b mut Memo,
    work: u32,
}

impl<'b> Search<'b> {
    pub fn new(book: &'b Book, memo: &'b mut Memo) -> Self {
        Self { book, memo, work: WORK }
    }

    /// A whole text; the space around it stays.
    pub fn whole(&mut self, text: &str) -> Said {
        self.piece(text, 0)
    }

    fn piece(&mut self, text: &str, depth: u32) -> Said {
        let bare = text.trim();
        if bare.is_empty() {
            return Said::known(text.to_owned());
        }
        // What was known deeper down is known here.
        let kept = self.memo.get(bare).filter(|(at, said)| *at <= depth || said.missing.is_empty());
        let mut said = if let Some((_, said)) = kept {
            said.clone()
        } else {
            let said = self.look(bare, depth);
            self.memo.insert(bare.to_owned(), (depth, said.clone()));
            said
        };
        if bare.len() < text.len() {
            let from = text.len() - text.trim_start().len();
            said.text = format!("{}{}{}", &text[..from], said.text, &text[from + bare.len()..]);
        }
        said
    }

    fn look(&mut self, text: &str, depth: u32) -> Said {
        let mut best = match self.one(text, depth) {
            Some(said) if said.missing.is_empty() => return said,
            said => said.unwrap_or_else(|| Said::unknown(text)),
        };
        for (level, marks) in CUTS.iter().enumerate() {
            if let Some(said) = self.cut(text, marks, depth, level == 0) {
                if said.missing.is_empty() {
                    return said;
                }
                // A sentence without a message is one missing text, and not several.
                if said.lack() < best.lack() && (level == 0 || said.found) {
                    best = said;
                }
            }
        }
        best
    }

    /// By one message.
    fn one(&mut self, text: &str, depth: u32) -> Option<Said> {
        if let Some(to) = self.exact(text) {
            return Some(Said::known(to));
        }
        if is_plain(text) {
            return Some(Said { found: false, ..Said::known(put_down(text)) });
        }
        let mut best: Option<Said> = None;
        if depth < DEEP {
            let book = self.book;
            for pattern in book.candidates(text) {
                match self.filled(pattern, text, depth) {
                    Some(said) if said.missing.is_empty() => return Some(said),
                    Some(said) if best.as_ref().is_none_or(|best| said.lack() < best.lack()) => best = Some(said),
                    _ => {}
                }
            }
        }
        for (open, close, opens, closes) in BRACKETS {
            let inside = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
            if let Some(inside) = inside.filter(|inside| !inside.contains([open, close]) && depth < DEEP) {
                let said = self.piece(inside, depth + 1);
                if best.as_ref().is_none_or(|best| said.lack() < best.lack()) {
                    best = Some(Said { text: format!("{opens}{}{closes}", said.text), ..said });
                }
            }
        }
        // The mark at the end may be missing in the message.
        let end = text.chars().next_back().filter(|c| ".:;?!…,".contains(*c));
        if let Some(end) = end
            && let Some(mut said) = self.one(&text[..text.len() - end.len_utf8()], depth)
            && best.as_ref().is_none_or(|best| said.lack() < best.lack())
        {
            said.text.push(end);
            best = Some(said);
        }
        best
    }

    /// A message without holes; a label within a sentence may have lost its capital, or won one.
    fn exact(&self, text: &str) -> Option<String> {
        if let Some(to) = self.book.exact(text) {
            return Some(to.to_owned());
        }
        let first = text.chars().next()?;
        if first.is_lowercase() {
            return self.book.exact(&capital(text)).map(ToOwned::to_owned);
        }
        let mut small = text.to_owned();
        small.get_mut(..1)?.make_ascii_lowercase();
        self.book.exact(&small).map(capital)
    }

    /// By a message with holes, all ways of filling them.
    fn filled(&mut self, pattern: &Pattern, text: &str, depth: u32) -> Option<Said> {
        let mut best: Option<Said> = None;
        let (mut steps, mut ways) = (STEPS.min(self.work), WAYS);
        let before = steps;
        let mut take = |holes: &Filled<'_, '_>| {
            let said = self.written(&pattern.to, holes, depth);
            ways -= 1;
            let done = said.missing.is_empty();
            if done || best.as_ref().is_none_or(|best| said.lack() < best.lack()) {
                best = Some(said);
            }
            done || ways == 0
        };
        fill(&pattern.from, text, &mut Vec::new(), &mut steps, &mut take);
        self.work = self.work.saturating_sub(before - steps);
        best
    }

    fn written(&mut self, to: &[Piece], holes: &Filled<'_, '_>, depth: u32) -> Said {
        let mut out = Said::default();
        for piece in to {
            match piece {
                Piece::Letters(letters) => {
                    out.text.push_str(letters);
                    out.found = true;
                }
                Piece::Hole(name, _) => match holes.iter().find(|(other, ..)| **other == **name) {
                    Some((_, inside, Holds::Number)) => out.text.push_str(&put_down(inside)),
                    Some((_, inside, Holds::Kept)) => out.text.push_str(inside),
                    Some((_, inside, Holds::Text)) => {
                        let said = self.piece(inside, depth + 1);
                        out.text.push_str(&said.text);
                        out.missing.extend(said.missing);
                    }
                    None => {}
                },
            }
        }
        out
    }

    /// Piece by piece, each as long as it can be, sentences as short as they can be; none if there is nothing to cut.
    ///
    /// A sentence that has a message is done: what follows is not tried together with it, and has its own steps, so that
    /// the end of a long description is looked up like its beginning.
    fn cut(&mut self, text: &str, marks: &[&str], depth: u32, sentences: bool) -> Option<Said> {
        let mut ends: Vec<(usize, usize)> = Vec::new();
        for mark in marks {
            // A mark of sentences belongs to what it ends; brackets belong to what is between them.
            let keep = usize::from(!mark.starts_with(' ') && !matches!(*mark, ", " | "\n"));
            let gone = if *mark == " (" { 1 } else { mark.len() };
            ends.extend(text.match_indices(mark).map(|(at, _)| (at + keep, at + gone)));
        }
        if ends.is_empty() || depth >= DEEP {
            return None;
        }
        ends.sort_unstable();
        ends.push((text.len(), text.len()));
        let mut out = Said::default();
        let mut from = 0;
        while from < text.len() {
            let here: Vec<(usize, usize)> = ends.iter().copied().filter(|(end, _)| *end > from).collect();
            let whole = here.len();
            let mut found = None;
            if sentences && depth == 0 {
                self.work = WORK;
            }
            let mut tried: Vec<&(usize, usize)> = here.iter().take(TOGETHER).collect();
            if !sentences {
                tried.reverse();
            }
            for (end, next) in tried {
                // The whole was looked at before.
                if from == 0 && *end == text.len() {
                    continue;
                }
                let said = self.one(text[from..*end].trim(), depth + 1).filter(|said| said.missing.is_empty());
                if let Some(said) = said {
                    found = Some((said, *end, *next));
                    break;
                }
            }
            let (said, end, next) = found.unwrap_or_else(|| {
                let (end, next) = here[0];
                let said =
                    if whole == 1 && from == 0 { Said::unknown(text) } else { self.piece(&text[from..end], depth + 1) };
                (said, end, next)
            });
            out.text.push_str(&said.text);
            out.text.push_str(&text[end..next]);
            out.missing.extend(said.missing);
            out.found |= said.found;
            from = next;
        }
        Some(out)
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
