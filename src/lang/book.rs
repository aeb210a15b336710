//! The messages of a language, ready to be looked up.

use super::pattern::{Piece, letters, pieces};
use super::po::Message;
use super::search::{Memo, Said, Search};

/// Pieces that are remembered.
const PIECES_MOST: usize = 3_000;
/// Bytes of a message's beginning by which it is found.
const HEAD: usize = 4;

/// A message with holes.
pub(super) struct Pattern {
    /// The first letters before the first hole, at most [`HEAD`] bytes.
    head: Box<[u8]>,
    /// English.
    pub from: Vec<Piece>,
    /// The other language.
    pub to: Vec<Piece>,
    /// How many letters of it stand outside the holes.
    pub letters: usize,
    /// Which of the pieces in English has the most letters: looked for first.
    longest: usize,
    /// Its pairs of letters: a text that has not all of them does not fit, and that is seen at once.
    pairs: Pairs,
}

/// Which pairs of neighbouring letters there are, each as one of 128 bits.
#[derive(Clone, Copy, Default)]
struct Pairs(u128);

impl Pairs {
    fn add(&mut self, letters: &str) {
        for pair in letters.as_bytes().windows(2) {
            self.0 |= 1 << ((usize::from(pair[0]) * 37 + usize::from(pair[1]) * 11) % 128);
        }
    }
    fn of(letters: &str) -> Self {
        let mut pairs = Self::default();
        pairs.add(letters);
        pairs
    }
    const fn has(self, wanted: Self) -> bool {
        self.0 & wanted.0 == wanted.0
    }
}

/// Messages.
#[derive(Default)]
pub struct Book {
    /// Without holes, sorted by English.
    exact: Vec<(Box<str>, Box<str>)>,
    /// With holes, sorted by their head, then the most literal first.
    patterns: Vec<Pattern>,
}

impl Book {
    /// Nothing.
    pub const fn new() -> Self {
        Self { exact: Vec::new(), patterns: Vec::new() }
    }

    /// Takes in messages. Of two for the same text the one that came first stays.
    pub fn add(&mut self, messages: Vec<Message>) {
        for message in messages {
            let from = pieces(&message.from);
            if from.iter().all(|piece| matches!(piece, Piece::Letters(_))) {
                self.exact.push((message.from.into(), message.to.into()));
                continue;
            }
            let first = match from.first() {
                Some(Piece::Letters(letters)) => letters.as_bytes(),
                _ => &[],
            };
            let head = first[..first.len().min(HEAD)].into();
            let size = |piece: &Piece| match piece {
                Piece::Letters(letters) => letters.len(),
                Piece::Hole(..) => 0,
            };
            let longest = (0..from.len()).max_by_key(|at| size(&from[*at])).unwrap_or(0);
            let mut pairs = Pairs::default();
            for piece in &from {
                if let Piece::Letters(letters) = piece {
                    pairs.add(letters);
                }
            }
            let to = pieces(&message.to);
            self.patterns.push(Pattern { head, letters: letters(&from), to, from, longest, pairs });
        }
        self.exact.sort_by(|a, b| a.0.cmp(&b.0));
        self.exact.dedup_by(|b, a| a.0 == b.0);
        self.patterns.sort_by(|a, b| a.head.cmp(&b.head).then(b.letters.cmp(&a.letters)));
    }

    /// The message that is exactly this.
    pub(super) fn exact(&self, text: &str) -> Option<&str> {
        self.exact.binary_search_by(|(from, _)| (**from).cmp(text)).ok().map(|at| &*self.exact[at].1)
    }

    /// The messages that may fit a text, the most literal first.
    pub(super) fn candidates(&self, text: &str) -> Vec<&Pattern> {
        let bytes = text.as_bytes();
        let mut found: Vec<&Pattern> = Vec::new();
        let pairs = Pairs::of(text);
        for length in 0..=HEAD.min(bytes.len()) {
            let head = &bytes[..length];
            let from = self.patterns.partition_point(|pattern| &*pattern.head < head);
            let alike = self.patterns[from..].iter().take_while(|pattern| &*pattern.head == head);
            found.extend(alike.filter(|pattern| pairs.has(pattern.pairs)));
        }
        found.retain(|pattern| pattern.may_fit(text));
        found.sort_by_key(|pattern| std::cmp::Reverse(pattern.letters));
        found
    }

    /// A text in the other language.
    pub fn say(&self, text: &str) -> Said {
        self.say_with(text, &mut Memo::new())
    }
    /// The same, with what became of pieces before.
    pub(super) fn say_with(&self, text: &str, memo: &mut Memo) -> Said {
        if memo.len() > PIECES_MOST {
            memo.clear();
        }
        Search::new(self, memo).whole(text)
    }
}

impl Pattern {
    /// A quick look: its letters are there, in their order, at the beginning and at the end.
    fn may_fit(&self, text: &str) -> bool {
        if let Some(Piece::Letters(letters)) = self.from.get(self.longest)
            && !text.contains(&**letters)
        {
            return false;
        }
        let mut rest = text;
        for (index, piece) in self.from.iter().enumerate() {
            let Piece::Letters(letters) = piece else { continue };
            match rest.find(&**letters) {
                Some(at) if index > 0 || at == 0 => rest = &rest[at + letters.len()..],
                _ => return false,
            }
        }
        match self.from.last() {
            Some(Piece::Letters(letters)) => text.ends_with(&**letters),
            _ => !rest.is_empty(),
        }
    }
}
