//! Other languages' messages and lessons as files that the page fetches when it is asked to speak one:
//! `messages/de.txt` names them, one line for each concept (its folder, its messages, its lesson), `-` standing for what
//! belongs to none.

use crate::boot::hash;
use kneepoint::concept::lesson;
use kneepoint::concepts;
use kneepoint::lang::{self, Lang, built_in};
use std::fmt::Write as _;
use std::path::Path;

/// Writes them; how many messages there are.
pub fn write(to: &Path) -> Result<usize, String> {
    let mut index = String::new();
    let mut count = 0;
    for &(folder, file) in built_in::GERMAN {
        let messages = lang::read(file).map_err(|(line, sentence)| format!("{folder}/de.po:{line}: {sentence}."))?;
        count += messages.len();
        let stem = if folder.is_empty() { "common" } else { folder };
        let name = put(to, stem, &lean(&messages))?;
        let _ = write!(index, "{} {name}", if folder.is_empty() { "-" } else { folder });
        let told = concepts::all().iter().find(|entry| entry.about.id.replace('-', "_") == folder);
        if let Some(german) = told.and_then(|entry| entry.lesson?.german) {
            let _ = write!(index, " {}", put(to, &format!("{folder}-lesson"), &lesson::encode(german))?);
        }
        index.push('\n');
    }
    crate::put(&to.join(format!("messages/{}.txt", Lang::German.key())), index.as_bytes())?;
    Ok(count)
}

/// The messages of what belongs to no concept.
pub fn common() -> Result<Vec<lang::Message>, String> {
    let file = built_in::GERMAN.iter().find(|(of, _)| of.is_empty()).map_or("", |(_, file)| *file);
    lang::read(file).map_err(|(line, sentence)| format!("src/lang/de.po:{line}: {sentence}."))
}

fn put(to: &Path, stem: &str, text: &str) -> Result<String, String> {
    let name = format!("{stem}-{:016x}.txt", hash(text.as_bytes()));
    crate::put(&to.join("messages").join(&name), text.as_bytes())?;
    Ok(name)
}

/// The messages without comments, in the same format.
fn lean(messages: &[lang::Message]) -> String {
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('\t', "\\t");
    let message = |one: &lang::Message| format!("msgid \"{}\"\nmsgstr \"{}\"\n", quoted(&one.from), quoted(&one.to));
    messages.iter().map(message).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lean_files_hold_the_same_messages() {
        for (folder, file) in built_in::GERMAN {
            let messages = lang::read(file).unwrap();
            let words = |messages: Vec<lang::Message>| -> Vec<_> {
                messages.into_iter().map(|one| (one.from, one.to)).collect()
            };
            assert_eq!(words(lang::read(&lean(&messages)).unwrap()), words(messages), "{folder}");
        }
    }
}
