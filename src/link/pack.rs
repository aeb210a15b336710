//! Long drags in few letters: `18:rate=40~b3kM2…`.
//!
//! A slider that is dragged while the run goes on leaves some ten settings a second, each of about twenty letters. In a
//! long `do`, further settings of the same parameter follow the first one behind a `~`: one digit that says how they are
//! counted, then for each setting how long after the one before it came and by how much it differed, as numbers to the
//! base 32. The text that was packed comes back letter by letter, whatever it is: what does not fit stays as it was.
//!
//! 200 settings of a drag are 3,800 letters as written by hand, 1,740 deflated and in base 64, and 1,110 so.

use super::seconds;
use crate::sim::Time;

/// A `do` up to this many letters stays as people write it.
const PLAIN_MAX: usize = 400;
/// The digits; a link and a messenger leave them alone. The upper half says that more digits follow.
const DIGITS: &[u8; 64] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
/// The most digits behind the point of a value that is packed.
const DECIMALS_MAX: usize = 9;
/// Values are whole numbers below this once they are scaled, so that differences are exact.
const SCALED_MAX: i64 = 1 << 60;
/// Added to the digit that says how the numbers are counted, if times are whole microseconds.
const MICROS: u64 = 10;
/// Fewer further settings than this are not worth the trouble.
const LEAST: usize = 2;

/// A setting as numbers.
#[derive(Clone, Copy)]
struct Setting<'a> {
    at: u64,
    key: &'a str,
    /// The value without its point, and how many digits stood behind the point.
    digits: i64,
    decimals: usize,
}

impl<'a> Setting<'a> {
    /// Reads `18.5:rate=40.1`; `None` for anything that would not come back as it is written.
    fn read(item: &'a str) -> Option<Self> {
        let (at, set) = item.split_once(':')?;
        let (key, value) = set.split_once('=')?;
        let at = super::moment(at)?.0;
        let (whole, part) = value.split_once('.').unwrap_or((value, ""));
        if part.len() > DECIMALS_MAX {
            return None;
        }
        let digits = format!("{whole}{part}").parse().ok()?;
        let setting = Self { at, key, digits, decimals: part.len() };
        (setting.written(part.len(), digits) == item).then_some(setting)
    }

    fn written(&self, decimals: usize, scaled: i64) -> String {
        format!("{}:{}={}", seconds(Time(self.at)), self.key, decimal(scaled, decimals))
    }

    /// The value in units of the `decimals`-th digit behind the point.
    fn scaled(&self, decimals: usize) -> Option<i64> {
        let factor = 10_i64.checked_pow(u32::try_from(decimals.checked_sub(self.decimals)?).ok()?)?;
        self.digits.checked_mul(factor).filter(|scaled| (-SCALED_MAX..=SCALED_MAX).contains(scaled))
    }
}

/// A scaled number in decimal, without useless zeros.
fn decimal(scaled: i64, decimals: usize) -> String {
    let sign = if scaled < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", scaled.unsigned_abs(), width = decimals + 1);
    let (whole, part) = digits.split_at(digits.len() - decimals);
    let part = part.trim_end_matches('0');
    format!("{sign}{whole}{}{part}", if part.is_empty() { "" } else { "." })
}

/// Packs what is long; the rest stays as it is.
pub(super) fn pack(text: String) -> String {
    if text.len() <= PLAIN_MAX {
        return text;
    }
    let items: Vec<&str> = text.split(';').collect();
    let mut out = String::with_capacity(text.len());
    let mut next = 0;
    while let Some(item) = items.get(next) {
        if next > 0 {
            out.push(';');
        }
        out.push_str(item);
        let run = run(&items[next..]);
        if run.len() > LEAST {
            write_run(&run, &mut out);
            next += run.len();
        } else {
            next += 1;
        }
    }
    out
}

/// The settings of one parameter that `items` begin with, each no earlier than the one before.
fn run<'a>(items: &[&'a str]) -> Vec<Setting<'a>> {
    let mut run: Vec<Setting> = Vec::new();
    let mut decimals = 0;
    for setting in items.iter().map_while(|item| Setting::read(item)) {
        let most = decimals.max(setting.decimals);
        let follows = run.last().is_none_or(|last| last.key == setting.key && last.at <= setting.at);
        // A value with more digits must not make those before it too large.
        let fits = run.iter().chain([&setting]).all(|one| one.scaled(most).is_some());
        if !follows || !fits {
            break;
        }
        decimals = most;
        run.push(setting);
    }
    run
}

fn write_run(run: &[Setting], out: &mut String) {
    let decimals = run.iter().map(|setting| setting.decimals).max().unwrap_or(0);
    let gaps = || run.windows(2).map(|pair| pair[1].at - pair[0].at);
    let micros = gaps().all(|gap| gap % 1000 == 0);
    out.push('~');
    put(decimals as u64 + if micros { MICROS } else { 0 }, out);
    for (gap, pair) in gaps().zip(run.windows(2)) {
        put(if micros { gap / 1000 } else { gap }, out);
        // Both exist: `run` saw to it.
        let scaled = |setting: &Setting| setting.scaled(decimals).unwrap_or(0);
        let change = scaled(&pair[1]) - scaled(&pair[0]);
        put(((change << 1) ^ (change >> 63)).cast_unsigned(), out);
    }
}

fn put(mut number: u64, out: &mut String) {
    while number >= 32 {
        out.push(char::from(DIGITS[(number % 32 + 32) as usize]));
        number /= 32;
    }
    out.push(char::from(DIGITS[number as usize]));
}

/// The settings of one item as people write them, joined by `;`; `None` if it is packed and cannot be read.
pub(super) fn unpack(item: &str) -> Option<String> {
    let Some((first, packed)) = item.split_once('~') else { return Some(item.to_owned()) };
    let mut setting = Setting::read(first)?;
    let mut digits = packed.bytes();
    let counted = take(&mut digits)?;
    let (decimals, unit) = if counted < MICROS { (counted, 1) } else { (counted - MICROS, 1000) };
    let decimals = usize::try_from(decimals).ok().filter(|decimals| *decimals <= DECIMALS_MAX)?;
    let mut scaled = setting.scaled(decimals)?;
    let mut out = first.to_owned();
    while digits.len() > 0 {
        let gap = take(&mut digits)?.checked_mul(unit)?;
        setting.at = setting.at.checked_add(gap)?;
        let change = take(&mut digits)?;
        let change = (change >> 1).cast_signed() ^ -(change & 1).cast_signed();
        scaled = scaled.checked_add(change).filter(|scaled| (-SCALED_MAX..=SCALED_MAX).contains(scaled))?;
        out.push(';');
        out.push_str(&setting.written(decimals, scaled));
    }
    Some(out)
}

fn take(digits: &mut std::str::Bytes) -> Option<u64> {
    let (mut number, mut place) = (0_u64, 1_u64);
    loop {
        let byte = digits.next()?;
        let digit = DIGITS.iter().position(|known| *known == byte)? as u64;
        number = number.checked_add((digit % 32).checked_mul(place)?)?;
        if digit < 32 {
            return Some(number);
        }
        place = place.checked_mul(32)?;
    }
}

#[cfg(test)]
mod tests;
