//! The pieces of a paragraph: words, emphasis, code, links, chips, live numbers.

/// A piece.
#[derive(Clone, PartialEq, Debug)]
pub enum Piece {
    /// Words.
    Text(String),
    /// `*emphasis*`
    Em(String),
    /// `` `code` ``
    Code(String),
    /// `[label](https://…)`
    Link(String, String),
    /// `[label](set:rate=40)`
    Chip(String, String),
    /// `[label](run:preset=x&t=30)`
    Moment(String, String),
    /// `{now:p99|s}`
    Live(String, String),
    /// `[words](until:waiting > 50)`
    Until(String, String),
}

impl Piece {
    /// What it says as prose: its numbers must be shown.
    pub fn prose(&self) -> &str {
        match self {
            Self::Text(text) | Self::Em(text) | Self::Until(text, _) => text,
            Self::Code(_) | Self::Link(..) | Self::Chip(..) | Self::Moment(..) | Self::Live(..) => "",
        }
    }
    /// What it says at all: its numbers may be shown.
    pub fn says(&self) -> &str {
        match self {
            Self::Chip(label, _) | Self::Moment(label, _) | Self::Link(label, _) => label,
            Self::Code(text) => text,
            _ => self.prose(),
        }
    }
}

/// Cuts a paragraph into its pieces.
pub fn pieces(text: &str) -> Result<Vec<Piece>, String> {
    let mut out = Vec::new();
    let mut words = String::new();
    let mut rest = text;
    while let Some(mark) = rest.chars().next() {
        let Some((piece, after)) = piece(rest, mark)? else {
            words.push(mark);
            rest = &rest[mark.len_utf8()..];
            continue;
        };
        if !words.is_empty() {
            out.push(Piece::Text(std::mem::take(&mut words)));
        }
        out.push(piece);
        rest = after;
    }
    if !words.is_empty() {
        out.push(Piece::Text(words));
    }
    Ok(out)
}

/// The piece that begins here, and what follows it; none if this is a word like any other.
fn piece(text: &str, mark: char) -> Result<Option<(Piece, &str)>, String> {
    let inside = |close: char| -> Result<(&str, &str), String> {
        let rest = &text[mark.len_utf8()..];
        rest.split_once(close).filter(|(inside, _)| !inside.is_empty()).ok_or_else(|| {
            let start: String = text.chars().take(20).collect();
            format!("What begins with \"{start}\" has no {close} at its end.")
        })
    };
    Ok(Some(match mark {
        '*' => {
            let (inside, after) = inside('*')?;
            (Piece::Em(inside.to_owned()), after)
        }
        '`' => {
            let (inside, after) = inside('`')?;
            (Piece::Code(inside.to_owned()), after)
        }
        '{' => {
            let (inside, after) = inside('}')?;
            let (what, unit) = inside.split_once('|').unwrap_or((inside, ""));
            (Piece::Live(what.trim().to_owned(), unit.trim().to_owned()), after)
        }
        '[' => {
            let (label, after) = inside(']')?;
            let target = after.strip_prefix('(').and_then(|after| after.split_once(')'));
            let Some((target, after)) = target else {
                return Err(format!("[{label}] is not followed by what it does, in parentheses."));
            };
            (linked(label, target.trim())?, after)
        }
        _ => return Ok(None),
    }))
}

fn linked(label: &str, target: &str) -> Result<Piece, String> {
    let label = label.to_owned();
    if target.starts_with("https://") {
        return Ok(Piece::Link(label, target.to_owned()));
    }
    let what = |rest: &str| rest.trim().to_owned();
    match target.split_once(':') {
        Some(("set", rest)) if !rest.is_empty() => Ok(Piece::Chip(label, what(rest))),
        Some(("run", rest)) if !rest.is_empty() => Ok(Piece::Moment(label, what(rest))),
        Some(("until", rest)) if !rest.is_empty() => Ok(Piece::Until(label, what(rest))),
        _ => Err(format!("[{label}]({target}) leads nowhere; allowed: set:…, run:…, until:…, https://….")),
    }
}
