//! The lines of the formats of libCacheSim (Yang 2020) and of access logs (NCSA 1995): what they are and what is in them.

use super::{Columns, Format};

pub(super) fn trim(line: &[u8]) -> &[u8] {
    line.trim_ascii()
}

pub(super) fn split_last(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = line.iter().rposition(|&byte| byte == b',')?;
    Some((trim(&line[..at]), trim(&line[at + 1..])))
}

pub(super) fn whole(text: &[u8]) -> Option<u64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// What format a first line has.
pub(super) fn guess_line(line: &[u8]) -> Format {
    if log_line(line).is_some() {
        return Format::Log;
    }
    let cells: Vec<&[u8]> = line.split(|&byte| byte == b',').map(trim).collect();
    let numbers = cells.iter().filter(|cell| whole(cell).is_some()).count();
    match cells.len() {
        1 => Format::Keys,
        _ if names(line).is_some() || line.starts_with(b"#") => Format::Csv,
        2 if whole(cells[1]).is_some() => Format::Sized,
        n if n > 2 && whole(cells[2]).is_some() && numbers >= 2 => Format::Csv,
        _ => Format::Keys,
    }
}

/// The columns that a line of names gives.
pub(super) fn names(line: &[u8]) -> Option<Columns> {
    const KEY: [&str; 11] =
        ["key", "obj_id", "object_id", "obj-id", "id", "object", "obj", "url", "lbn", "block", "cache_key"];
    const SIZE: [&str; 8] = ["size", "obj_size", "object_size", "obj-size", "bytes", "value_size", "len", "length"];
    let text = std::str::from_utf8(line).ok()?.to_ascii_lowercase();
    let cells: Vec<&str> = text.split(',').map(|cell| cell.trim().trim_matches(['"', '#', ' '])).collect();
    let find = |names: &[&str]| cells.iter().position(|cell| names.contains(cell)).map(|at| at + 1);
    let key = find(&KEY)?;
    Some(Columns { key, size: find(&SIZE).unwrap_or(0) })
}

/// URL and bytes of a line of an access log.
pub(super) fn log_line(line: &[u8]) -> Option<(&[u8], u64)> {
    let from = line.iter().position(|&byte| byte == b'"')? + 1;
    let request = &line[from..];
    let to = request.iter().position(|&byte| byte == b'"')?;
    let (request, rest) = (&request[..to], &request[to + 1..]);
    // Before the request the common log format has the time in brackets.
    if !line[..from].contains(&b'[') {
        return None;
    }
    let mut words = request.split(|&byte| byte == b' ').filter(|word| !word.is_empty());
    let first = words.next()?;
    let url = words.next().unwrap_or(first);
    let bytes = rest.split(|&byte| byte == b' ').filter(|word| !word.is_empty()).nth(1);
    Some((url, bytes.and_then(whole).unwrap_or(0)))
}
