//! Short names between the module and its JavaScript.
//!
//! wasm-bindgen gives each function that crosses over a name with 16 hexadecimal digits, which no packer makes small.
//! Both sides get `$0`, `$1`, … instead. Only such names are touched: they occur nowhere else.

use std::collections::BTreeMap;

const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;

/// The module and its JavaScript with short names.
pub fn shorten(module: &[u8], glue: &str) -> Result<(Vec<u8>, String), String> {
    let mut names = BTreeMap::new();
    let mut out = module.get(..8).ok_or_else(broken)?.to_vec();
    let mut at = Reader { bytes: module, at: 8 };
    while at.at < module.len() {
        let id = at.byte()?;
        let size = at.number()? as usize;
        let body = at.take(size)?;
        let body = match id {
            IMPORTS => imports(body, &mut names)?,
            EXPORTS => exports(body, &mut names)?,
            _ => body.to_vec(),
        };
        out.push(id);
        put_number(body.len() as u64, &mut out);
        out.extend(body);
    }
    Ok((out, replace_words(glue, &names)))
}

/// Whether wasm-bindgen made this name unique: it ends in 16 hexadecimal digits, perhaps after an `h`.
fn is_long(name: &str) -> bool {
    let (_, end) = name.rsplit_once('_').unwrap_or(("", name));
    let end = end.strip_prefix('h').unwrap_or(end);
    end.len() == 16 && end.bytes().all(|b| b.is_ascii_hexdigit())
}

fn short(name: &str, names: &mut BTreeMap<String, String>) -> String {
    if !is_long(name) {
        return name.to_owned();
    }
    let next = format!("${}", names.len());
    names.entry(name.to_owned()).or_insert(next).clone()
}

fn imports(body: &[u8], names: &mut BTreeMap<String, String>) -> Result<Vec<u8>, String> {
    let mut from = Reader { bytes: body, at: 0 };
    let mut out = Vec::with_capacity(body.len());
    let count = from.number()?;
    put_number(count, &mut out);
    for _ in 0..count {
        put_name(from.name()?, &mut out);
        put_name(&short(from.name()?, names), &mut out);
        let start = from.at;
        match from.byte()? {
            0 => drop(from.number()?),
            1 => {
                from.byte()?;
                from.limits()?;
            }
            2 => from.limits()?,
            3 => drop(from.take(2)?),
            4 => {
                from.byte()?;
                from.number()?;
            }
            _ => return Err(broken()),
        }
        out.extend(&body[start..from.at]);
    }
    Ok(out)
}

fn exports(body: &[u8], names: &mut BTreeMap<String, String>) -> Result<Vec<u8>, String> {
    let mut from = Reader { bytes: body, at: 0 };
    let mut out = Vec::with_capacity(body.len());
    let count = from.number()?;
    put_number(count, &mut out);
    for _ in 0..count {
        put_name(&short(from.name()?, names), &mut out);
        out.push(from.byte()?);
        put_number(from.number()?, &mut out);
    }
    Ok(out)
}

/// The text with whole words replaced.
fn replace_words(text: &str, names: &BTreeMap<String, String>) -> String {
    let in_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '$';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(in_word) {
        let (before, from) = rest.split_at(start);
        let (word, after) = from.split_at(from.find(|c| !in_word(c)).unwrap_or(from.len()));
        out.push_str(before);
        out.push_str(names.get(word).map_or(word, String::as_str));
        rest = after;
    }
    out + rest
}

fn broken() -> String {
    "The module is cut off or holds what this does not know; build it again.".to_owned()
}

/// A place in a module.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], String> {
        let end = self.at.checked_add(count).ok_or_else(broken)?;
        let taken = self.bytes.get(self.at..end).ok_or_else(broken)?;
        self.at = end;
        Ok(taken)
    }
    fn byte(&mut self) -> Result<u8, String> {
        Ok(self.take(1)?[0])
    }
    /// A LEB128 number.
    fn number(&mut self) -> Result<u64, String> {
        let mut value = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(broken())
    }
    fn name(&mut self) -> Result<&'a str, String> {
        let length = self.number()? as usize;
        std::str::from_utf8(self.take(length)?).map_err(|_| broken())
    }
    fn limits(&mut self) -> Result<(), String> {
        let has_most = self.byte()? & 1 == 1;
        self.number()?;
        if has_most {
            self.number()?;
        }
        Ok(())
    }
}

fn put_number(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn put_name(name: &str, out: &mut Vec<u8>) {
    put_number(name.len() as u64, out);
    out.extend(name.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module of an import section, an export section and a section of another kind.
    fn module(import: &str, export: &str) -> Vec<u8> {
        let mut out = b"\0asm\x01\0\0\0".to_vec();
        let mut section = |id, body: Vec<u8>| {
            out.push(id);
            put_number(body.len() as u64, &mut out);
            out.extend(body);
        };
        let mut body = vec![2];
        put_name("./x.js", &mut body);
        put_name(import, &mut body);
        body.extend([0, 0x85, 0x01]);
        put_name("./x.js", &mut body);
        put_name("memory", &mut body);
        body.extend([2, 1, 17, 33]);
        section(IMPORTS, body);
        let mut body = vec![1];
        put_name(export, &mut body);
        body.extend([0, 3]);
        section(EXPORTS, body);
        section(10, vec![1, 2, 3]);
        out
    }

    #[test]
    fn both_sides_get_the_same_short_names() {
        let (long, other) = ("__wbg_call_0123456789abcdef", "invoke__hfedcba9876543210");
        let glue = format!("{{{long}: f, {long}a: g}}; wasm.{other}(1); wasm.memory");
        let (made, said) = shorten(&module(long, other), &glue).unwrap();
        assert_eq!(made, module("$0", "$1"));
        assert_eq!(said, format!("{{$0: f, {long}a: g}}; wasm.$1(1); wasm.memory"));
    }

    #[test]
    fn names_that_somebody_chose_stay() {
        for name in ["measure", "sweep_begin", "__wbindgen_start", "x_0123456789abcde", "memory"] {
            assert!(!is_long(name), "{name}");
        }
    }

    #[test]
    fn a_module_that_is_cut_off_is_refused() {
        let whole = module("a", "b");
        for end in [0, 7, 9, 12, 30, whole.len() - 1] {
            assert!(shorten(&whole[..end], "").is_err(), "{end}");
        }
    }
}
