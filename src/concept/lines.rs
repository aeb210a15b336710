//! Lines from pieces of a file: a line may be cut anywhere, ends with `\n` or `\r\n`, and is counted from 1.

use super::BadLine;

/// A longer line is taken as bad rather than kept.
const LONGEST: usize = 64 * 1024;
/// Bad lines that are kept.
const KEPT: usize = 20;
/// Letters of a bad line that are kept.
const SHOWN: usize = 80;

/// Cuts pieces into lines and collects the bad ones.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    /// The beginning of a line whose end has not come yet.
    rest: Vec<u8>,
    /// The rest of an endless line is being skipped.
    skipping: bool,
    count: u64,
    bad: u64,
    kept: Vec<BadLine>,
}

impl Lines {
    /// Takes the next piece. `line` gets each line that is complete, without its end; an error says what is wrong with it.
    /// Blank lines are counted and passed over.
    pub fn feed(&mut self, bytes: &[u8], mut line: impl FnMut(&[u8]) -> Result<(), String>) {
        let mut from = 0;
        while let Some(length) = bytes[from..].iter().position(|byte| *byte == b'\n') {
            let piece = &bytes[from..from + length];
            from += length + 1;
            if self.rest.is_empty() && !self.skipping {
                self.take(piece, &mut line);
            } else {
                let mut whole = std::mem::take(&mut self.rest);
                whole.extend_from_slice(&piece[..piece.len().min(LONGEST)]);
                self.take(&whole, &mut line);
                whole.clear();
                self.rest = whole;
            }
        }
        let tail = &bytes[from..];
        if self.rest.len() + tail.len() > LONGEST {
            self.skipping = true;
            let room = SHOWN.saturating_sub(self.rest.len()).min(tail.len());
            self.rest.extend_from_slice(&tail[..room]);
        } else if !self.skipping {
            self.rest.extend_from_slice(tail);
        }
    }

    /// Nothing follows: the last line may have no end.
    pub fn end(&mut self, mut line: impl FnMut(&[u8]) -> Result<(), String>) {
        let rest = std::mem::take(&mut self.rest);
        if !rest.is_empty() || self.skipping {
            self.take(&rest, &mut line);
        }
    }

    fn take(&mut self, bytes: &[u8], line: &mut impl FnMut(&[u8]) -> Result<(), String>) {
        self.count += 1;
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        if std::mem::take(&mut self.skipping) || bytes.len() > LONGEST {
            return self.complain(bytes, format!("is longer than {LONGEST} bytes"));
        }
        if !bytes.trim_ascii().is_empty()
            && let Err(wrong) = line(bytes)
        {
            self.complain(bytes, wrong);
        }
    }

    fn complain(&mut self, bytes: &[u8], wrong: String) {
        self.bad += 1;
        if self.kept.len() < KEPT {
            let text = String::from_utf8_lossy(&bytes[..bytes.len().min(4 * SHOWN)]).chars().take(SHOWN).collect();
            self.kept.push(BadLine { line: self.count, text, wrong });
        }
    }

    /// Lines so far, blank and bad ones included.
    pub fn count(&self) -> u64 {
        self.count
    }
    /// How many were bad.
    pub fn bad(&self) -> u64 {
        self.bad
    }
    /// The first bad ones.
    pub fn bad_lines(&self) -> &[BadLine] {
        &self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(pieces: &[&[u8]]) -> (Vec<String>, Lines) {
        let mut lines = Lines::default();
        let mut got = Vec::new();
        let mut take = |line: &[u8]| {
            let text = String::from_utf8_lossy(line).into_owned();
            if text.contains('!') {
                return Err("has a mark".to_owned());
            }
            got.push(text);
            Ok(())
        };
        for piece in pieces {
            lines.feed(piece, &mut take);
        }
        lines.end(&mut take);
        (got, lines)
    }

    #[test]
    fn bad_lines_have_their_number_and_their_text() {
        let (got, lines) = read(&[b"a\r\n\n!b\nc!", b"d\n", b"last"]);
        assert_eq!(got, ["a", "last"]);
        assert_eq!((lines.count(), lines.bad()), (5, 2));
        assert_eq!(lines.bad_lines()[1], BadLine { line: 4, text: "c!d".into(), wrong: "has a mark".into() });
    }

    #[test]
    fn an_endless_line_is_one_bad_line() {
        let long = vec![b'x'; LONGEST];
        let (got, lines) = read(&[b"a\n", &long, &long, &long, b"\nb\n"]);
        assert_eq!((got, lines.count(), lines.bad()), (vec!["a".to_owned(), "b".to_owned()], 3, 1));
        assert!(lines.bad_lines()[0].text.starts_with("xxx") && lines.bad_lines()[0].line == 2);
    }

    proptest! {
        #[test]
        fn where_pieces_are_cut_changes_nothing(text in "[ab!\r\n]{0,60}", cuts in proptest::collection::vec(0usize..60, 0..8)) {
            let bytes = text.as_bytes();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
            let ((whole, a), (cut, b)) = (read(&[bytes]), read(&pieces));
            prop_assert_eq!(whole, cut);
            prop_assert_eq!((a.count(), a.bad(), a.bad_lines()), (b.count(), b.bad(), b.bad_lines()));
        }
    }
}
