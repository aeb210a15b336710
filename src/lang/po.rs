//! Message files: the part of GNU gettext's PO that ours use (comments, `msgid`, `msgstr`, strings over several lines).

/// A message: the English text, the other one, and the line on which it begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message {
    /// English, with holes.
    pub from: String,
    /// The same in another language.
    pub to: String,
    /// Line of `msgid`, from 1.
    pub line: usize,
}

/// What is wrong with a file: line from 1, and one sentence.
pub type Wrong = (usize, String);

/// Reads a file. The head (the message without English) and those without a translation are left out.
pub fn read(text: &str) -> Result<Vec<Message>, Wrong> {
    let mut out: Vec<Message> = Vec::new();
    let mut open: Option<Message> = None;
    let mut second = false;
    let mut keep =
        |message: Option<Message>| out.extend(message.filter(|one| !one.from.is_empty() && !one.to.is_empty()));
    for (index, line) in text.lines().enumerate() {
        let (at, line) = (index + 1, line.trim());
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (word, quoted) = match line.find('"') {
            Some(quote) => (line[..quote].trim_end(), &line[quote..]),
            None => return Err((at, format!("\"{line}\" is neither a comment nor a string in quotes"))),
        };
        let piece = string(quoted).map_err(|sentence| (at, sentence))?;
        match (word, &mut open) {
            ("msgid", _) => {
                keep(open.take());
                open = Some(Message { from: piece, to: String::new(), line: at });
                second = false;
            }
            ("msgstr", Some(message)) if !second => {
                message.to = piece;
                second = true;
            }
            ("", Some(message)) => {
                let end = if second { &mut message.to } else { &mut message.from };
                end.push_str(&piece);
            }
            ("msgstr" | "", _) => return Err((at, "There is no msgid before this".to_owned())),
            (word, _) => return Err((at, format!("\"{word}\" is not known; allowed: msgid, msgstr"))),
        }
    }
    keep(open);
    Ok(out)
}

/// A string in quotes.
fn string(quoted: &str) -> Result<String, String> {
    let inside = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|_| quoted.len() > 1);
    let inside = inside.ok_or("A string ends with a quote on its line")?;
    let mut out = String::with_capacity(inside.len());
    let mut letters = inside.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => out.push(match letters.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some(c @ ('"' | '\\')) => c,
                _ => return Err("After a backslash stands n, t, a quote or a backslash".to_owned()),
            }),
            '"' => return Err("A quote inside a string is written \\\"".to_owned()),
            letter => out.push(letter),
        }
    }
    Ok(out)
}
