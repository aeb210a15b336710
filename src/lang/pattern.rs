//! A message with holes, and how a text fills them.

use super::number;

/// A piece of a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// Letters as they stand.
    Letters(Box<str>),
    /// A hole with its name.
    Hole(Box<str>, Holds),
}

/// What a hole holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holds {
    /// `{a}`: a text, which is said in the other language too.
    Text,
    /// `{#n}`: a number.
    Number,
    /// `{=a}`: keys of a link, with commas between them, which stay as they are.
    Kept,
}

/// A brace with more in it than a lesson's or a question's formula is none.
const FORMULA_MOST: usize = 120;

/// True for what a live number holds (`{now:p99|s}`): a formula in place of a name.
fn is_formula(inside: &str) -> bool {
    inside.len() <= FORMULA_MOST
        && inside.starts_with(|c: char| c.is_ascii_lowercase() || "(@".contains(c))
        && inside.contains(['|', ':', '.', '_', '@', '-', '/', '*'])
        && !inside.contains([';', '"', '{', '\n'])
        && !inside.contains(": ")
}

/// Splits a message at its holes: `{a}`, `{#n}`, `{=a}`, and `{now:p99|s}` where a question's words have a formula, which is a
/// number in the finished text. Any other brace is a letter.
pub fn pieces(message: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(open) = message[at..].find('{').map(|i| at + i) {
        let inside = message[open + 1..].find('}').map(|i| &message[open + 1..open + 1 + i]);
        let Some(name) = inside else { break };
        let bare = name.strip_prefix(['#', '=']).unwrap_or(name);
        let fits = bare.starts_with(|c: char| c.is_ascii_lowercase())
            && bare.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        let formula = !fits && is_formula(name);
        if !fits && !formula {
            at = open + 1;
            continue;
        }
        if open > from {
            out.push(Piece::Letters(message[from..open].into()));
        }
        let holds = match name.as_bytes().first() {
            Some(b'=') => Holds::Kept,
            Some(b'#') => Holds::Number,
            _ if formula => Holds::Number,
            _ => Holds::Text,
        };
        out.push(Piece::Hole(bare.into(), holds));
        at = open + 2 + name.len();
        from = at;
    }
    if from < message.len() {
        out.push(Piece::Letters(message[from..].into()));
    }
    out
}

/// How many letters stand outside the holes.
pub fn letters(pieces: &[Piece]) -> usize {
    let count = |piece: &Piece| match piece {
        Piece::Letters(letters) => letters.chars().filter(|c| !c.is_whitespace()).count(),
        Piece::Hole(..) => 0,
    };
    pieces.iter().map(count).sum()
}

/// What a text put into the holes: name, what, and what the hole holds.
pub type Filled<'p, 't> = Vec<(&'p str, &'t str, Holds)>;

/// Goes through the ways in which `text` fills the holes of `pieces`, text holes as short as they can be, until `take`
/// says true. `steps` bounds the work.
pub fn fill<'p, 't>(
    pieces: &'p [Piece],
    text: &'t str,
    filled: &mut Filled<'p, 't>,
    steps: &mut u32,
    take: &mut dyn FnMut(&Filled<'p, 't>) -> bool,
) -> bool {
    if *steps == 0 {
        return false;
    }
    *steps -= 1;
    let Some((piece, rest)) = pieces.split_first() else { return text.is_empty() && take(filled) };
    match piece {
        Piece::Letters(letters) => {
            text.strip_prefix(&**letters).is_some_and(|text| fill(rest, text, filled, steps, take))
        }
        Piece::Hole(name, Holds::Number) => {
            let ends = number::ends(text);
            ends.into_iter().flatten().any(|end| put(name, text, end, Holds::Number, rest, filled, steps, take))
        }
        Piece::Hole(name, holds) => match rest.first() {
            None => !text.is_empty() && put(name, text, text.len(), *holds, rest, filled, steps, take),
            Some(Piece::Letters(letters)) => {
                let found = text.match_indices(&**letters).map(|(at, _)| at).filter(|at| *at > 0);
                let found: Vec<usize> = found.take_while(|at| *at <= sentence(text)).collect();
                found.into_iter().any(|end| put(name, text, end, *holds, rest, filled, steps, take))
            }
            Some(Piece::Hole(..)) => {
                let ends = text.char_indices().map(|(at, _)| at).skip(1);
                let ends: Vec<usize> = ends.take_while(|at| *at <= sentence(text)).collect();
                ends.into_iter().any(|end| put(name, text, end, *holds, rest, filled, steps, take))
            }
        },
    }
}

/// Where the first sentence of a text ends: only the last hole of a message holds more.
fn sentence(text: &str) -> usize {
    [". ", "? ", "! "].iter().filter_map(|mark| text.find(mark)).min().map_or(text.len(), |at| at + 1)
}

/// True for a word as links write it.
fn is_key(word: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b);
    !word.is_empty() && word.bytes().all(plain)
}

#[allow(clippy::too_many_arguments, reason = "one turn of the recursion above")]
fn put<'p, 't>(
    name: &'p str,
    text: &'t str,
    end: usize,
    holds: Holds,
    rest: &'p [Piece],
    filled: &mut Filled<'p, 't>,
    steps: &mut u32,
    take: &mut dyn FnMut(&Filled<'p, 't>) -> bool,
) -> bool {
    let (inside, after) = text.split_at(end);
    // A hole that comes twice holds the same thing.
    if filled.iter().any(|(other, value, _)| *other == name && *value != inside)
        || (holds == Holds::Kept && !inside.split(", ").all(is_key))
    {
        return false;
    }
    filled.push((name, inside, holds));
    let done = fill(rest, after, filled, steps, take);
    filled.pop();
    done
}
