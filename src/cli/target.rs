//! Which concept the arguments are about, before they are parsed: its table makes the flags.

use super::failure::{Failure, bad};
use crate::concept::Entry;
use crate::{concepts, link};

/// The concept of the target among `args`, which follow the command's name; `None` if there is no target.
///
/// The target is the first argument. If a flag comes first, it is the first argument that names a concept, as a value
/// of a flag cannot be told from a target without the table.
pub fn peek(args: &[String]) -> Result<Option<&'static Entry>, Failure> {
    match args.first() {
        None => Ok(None),
        Some(first) if !first.starts_with('-') => locate(first).map(|(entry, _)| Some(entry)),
        Some(_) => Ok(args
            .iter()
            .filter(|arg| !arg.starts_with('-'))
            .find_map(|arg| link::locate(arg).ok())
            .map(|(entry, _)| entry)),
    }
}

/// The concept and the fragment of a target. A link whose values stand behind `?` would be read as all defaults, so
/// it is refused.
pub fn locate(target: &str) -> Result<(&'static Entry, &str), Failure> {
    let (entry, fragment) = link::locate(target)?;
    let query = target.split('#').next().unwrap_or("").split_once('?').map_or("", |(_, query)| query);
    for part in query.split('&') {
        let key = part.split('=').next().unwrap_or("");
        if link::RESERVED.contains(&key) || entry.table.iter().any(|param| param.is_called(key)) {
            return Err(bad(
                "link",
                target,
                "has its values behind ?",
                format!("{}/#key=value&key=value", entry.about.id),
            )
            .into());
        }
    }
    Ok((entry, fragment))
}

/// The ids of all concepts, for messages and help.
pub fn known() -> String {
    concepts::all().iter().map(|entry| entry.about.id).collect::<Vec<_>>().join(", ")
}
