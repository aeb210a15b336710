//! The common and the combined log format of NCSA httpd (1995), Apache and nginx: the client and the time in brackets.

use super::{Row, Wrong, clock, shown, trimmed};

/// Reads a line; `None` if it is blank.
pub fn access_log(line: &[u8]) -> Result<Option<Row<'_>>, Wrong> {
    let line = trimmed(line);
    if line.is_empty() {
        return Ok(None);
    }
    let key = line.split(|&byte| byte == b' ').next().unwrap_or_default();
    let open = line.iter().position(|&byte| byte == b'[');
    let time = open.and_then(|open| {
        let rest = &line[open + 1..];
        rest.iter().position(|&byte| byte == b']').map(|close| &rest[..close])
    });
    let time = time.ok_or_else(|| {
        Wrong(format!(
            "{} has no time in brackets; allowed: client - user [25/Nov/2026:22:18:07 +0000] \"request\" …",
            shown(line)
        ))
    })?;
    let at = clock::moment(time)
        .ok_or_else(|| Wrong(format!("{} is not a time; allowed: 25/Nov/2026:22:18:07 +0000", shown(time))))?;
    Ok(Some(Row { at, key, cost: 1 }))
}
