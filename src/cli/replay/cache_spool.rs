//! A recorded trace that takes no more memory the longer it is: packed, in a temporary file as soon as it is large.
//!
//! What a replay holds then goes by its distinct keys alone, also for MIN, whose next uses are written backward into a
//! second file and read forward. Files are without a name, so that nothing stays behind, whatever ends the command.

use crate::policies::evict::trace::{Chunk, Decoder, Packed};
use crate::policies::evict::{Key, NEVER};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::sync::{Mutex, PoisonError};
use tempfile::{SpooledTempFile, spooled_tempfile};

/// Bytes that are held in memory; more go to a file.
const HELD: usize = 1 << 20;
/// Notes are made with room for at least so many keys, which is more than 32 MiB whatever is noted: so much every allocator
/// fetches from the system and gives back to it at once (glibc keeps anything smaller for later). What is not written to
/// takes no memory.
pub const ROOMY: u32 = (1 << 23) + (1 << 16);
/// Bytes of a next use.
const USE: u64 = 4;

/// Bytes that are written once and read by several threads.
struct Spool(Mutex<SpooledTempFile>);

impl Spool {
    fn new() -> Self {
        Self(Mutex::new(spooled_tempfile(HELD)))
    }
    fn write(&self, from: u64, bytes: &[u8]) -> io::Result<()> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(from))?;
        file.write_all(bytes)
    }
    fn read(&self, from: u64, bytes: &mut [u8]) -> io::Result<()> {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(from))?;
        file.read_exact(bytes)
    }
}

/// Where a chunk is, and what came before it.
struct Place {
    from: u64,
    bytes: u32,
    requests: u32,
    /// Requests before it.
    first: u64,
    /// Different keys before it.
    distinct: u32,
}

/// A trace being put away.
pub struct Writer {
    spool: Spool,
    places: Vec<Place>,
    bytes: u64,
    requests: u64,
}

impl Writer {
    /// Nothing yet.
    pub fn new() -> Self {
        Self { spool: Spool::new(), places: Vec::new(), bytes: 0, requests: 0 }
    }
    /// Puts a chunk behind those before it.
    pub fn take(&mut self, chunk: &Chunk) -> io::Result<()> {
        let (bytes, requests) = (chunk.bytes.len() as u32, chunk.requests);
        self.spool.write(self.bytes, &chunk.bytes)?;
        self.places.push(Place { from: self.bytes, bytes, requests, first: self.requests, distinct: chunk.distinct });
        self.bytes += u64::from(bytes);
        self.requests += u64::from(requests);
        Ok(())
    }
    /// The rest of it, and what is known of the whole.
    pub fn finish(mut self, mut rest: Packed) -> io::Result<Stored> {
        while let Some(chunk) = rest.take_chunk() {
            self.take(&chunk)?;
        }
        Ok(Stored {
            spool: self.spool,
            places: self.places,
            next: None,
            sized: rest.sized(),
            requests: rest.requests(),
            distinct: rest.distinct(),
            footprint: rest.footprint(),
        })
    }
}

/// A trace that was put away.
pub struct Stored {
    spool: Spool,
    places: Vec<Place>,
    /// The next use of every request, once somebody needs it.
    next: Option<Spool>,
    sized: bool,
    requests: u64,
    distinct: u32,
    footprint: u64,
}

impl Stored {
    /// True if sizes are kept.
    pub fn sized(&self) -> bool {
        self.sized
    }
    /// Requests in it.
    pub fn requests(&self) -> u64 {
        self.requests
    }
    /// Different keys.
    pub fn distinct(&self) -> u32 {
        self.distinct
    }
    /// The sum of the sizes of all different keys, each as it came first.
    pub fn footprint(&self) -> u64 {
        self.footprint
    }
    fn load(&self, place: &Place, bytes: &mut Vec<u8>) -> io::Result<()> {
        bytes.resize(place.bytes as usize, 0);
        self.spool.read(place.from, bytes)
    }
    /// Writes down the next use of every request: the trace is read backward.
    pub fn foresee(&mut self) -> io::Result<()> {
        let next = Spool::new();
        let mut ahead = Vec::with_capacity(self.distinct.max(ROOMY) as usize);
        ahead.resize(self.distinct as usize, NEVER);
        let (mut bytes, mut keys, mut uses) = (Vec::new(), Vec::<Key>::new(), Vec::new());
        for place in self.places.iter().rev() {
            self.load(place, &mut bytes)?;
            keys.clear();
            Decoder::after(place.distinct, self.sized).keys(&bytes, &mut keys);
            uses.resize(keys.len() * USE as usize, 0);
            for (at, key) in keys.iter().enumerate().rev() {
                let next = std::mem::replace(&mut ahead[*key as usize], place.first as u32 + at as u32);
                uses[at * USE as usize..][..USE as usize].copy_from_slice(&next.to_le_bytes());
            }
            next.write(place.first * USE, &uses)?;
        }
        self.next = Some(next);
        Ok(())
    }
    /// Begins to read it.
    pub fn pass(&self) -> Pass<'_> {
        let mut decoder = Decoder::after(0, self.sized);
        decoder.reserve(self.distinct.max(ROOMY));
        Pass { trace: self, at: 0, decoder, bytes: Vec::new() }
    }
}

/// Reads a trace once, chunk after chunk.
pub struct Pass<'a> {
    trace: &'a Stored,
    at: usize,
    decoder: Decoder,
    bytes: Vec<u8>,
}

impl Pass<'_> {
    fn load(&mut self) -> io::Result<bool> {
        let Some(place) = self.trace.places.get(self.at) else { return Ok(false) };
        self.trace.load(place, &mut self.bytes)?;
        self.at += 1;
        Ok(true)
    }
    /// The keys of the next chunk instead of what is there; false at the end.
    pub fn keys(&mut self, keys: &mut Vec<Key>) -> io::Result<bool> {
        keys.clear();
        let more = self.load()?;
        if more {
            self.decoder.keys(&self.bytes, keys);
        }
        Ok(more)
    }
    /// The same with sizes.
    pub fn pairs(&mut self, pairs: &mut Vec<(Key, u32)>) -> io::Result<bool> {
        pairs.clear();
        let more = self.load()?;
        if more {
            self.decoder.pairs(&self.bytes, pairs);
        }
        Ok(more)
    }
    /// The next uses of the chunk that was read last; none if nobody [foresaw](Stored::foresee) them.
    pub fn next_uses(&mut self) -> io::Result<Vec<u32>> {
        let last = self.at.checked_sub(1).and_then(|at| self.trace.places.get(at));
        let (Some(place), Some(next)) = (last, &self.trace.next) else { return Ok(Vec::new()) };
        self.bytes.resize(place.requests as usize * USE as usize, 0);
        next.read(place.first * USE, &mut self.bytes)?;
        let number = |bytes: &[u8]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        Ok(self.bytes.chunks_exact(USE as usize).map(number).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policies::evict::next_uses;
    use crate::sim::{Seed, Stream};

    #[test]
    fn what_is_put_away_comes_back_with_its_future() {
        let mut dice = Seed(9).dice(Stream::Keys, 0);
        for (sized, requests) in [(false, 100), (true, 3_000), (false, 900_000), (true, 400_000)] {
            let (mut distinct, mut packed, mut writer) = (0, Packed::new(sized), Writer::new());
            let pairs: Vec<(Key, u32)> = (0..requests)
                .map(|_| {
                    let key = dice.below((distinct + 1).min(30_000));
                    distinct = distinct.max(key + 1);
                    (key, if sized { dice.below(1 << 20) } else { 1 })
                })
                .collect();
            for &(key, size) in &pairs {
                packed.push(key, size);
                while let Some(chunk) = packed.full_chunk() {
                    writer.take(&chunk).unwrap();
                }
            }
            let mut stored = writer.finish(packed).unwrap();
            assert_eq!((stored.requests(), stored.distinct(), stored.sized()), (requests, distinct, sized));
            stored.foresee().unwrap();
            let keys: Vec<Key> = pairs.iter().map(|pair| pair.0).collect();
            let next = next_uses(&keys);
            let (mut pass, mut sizes, mut at) = (stored.pass(), stored.pass(), 0);
            let (mut got, mut with) = (Vec::new(), Vec::new());
            while pass.keys(&mut got).unwrap() {
                let to = at + got.len();
                assert_eq!(got, keys[at..to]);
                assert_eq!(pass.next_uses().unwrap(), next[at..to]);
                assert!(sizes.pairs(&mut with).unwrap());
                assert_eq!(with, pairs[at..to]);
                at = to;
            }
            assert_eq!(at as u64, requests);
        }
    }
}
