//! The resident keys as a dense array, from which one can be drawn at random in constant time (Bentley 1986's "swap with
//! the last"). The ground under random and sampled policies.

use super::Key;

const ABSENT: u32 = u32::MAX;

/// Resident keys, in no particular order.
#[derive(Clone, Debug, Default)]
pub struct Residents {
    keys: Vec<Key>,
    sizes: Vec<u32>,
    /// Where a key stands in `keys`.
    places: Vec<u32>,
    size: u64,
}

impl Residents {
    /// Makes room for the keys below `keys`, of which at most `resident` are there at once.
    pub fn reserve(&mut self, keys: u32, resident: usize) {
        self.keys.reserve_exact(resident.saturating_sub(self.keys.len()));
        self.sizes.reserve_exact(resident.saturating_sub(self.sizes.len()));
        self.places.reserve_exact((keys as usize).saturating_sub(self.places.len()));
    }
    pub fn heap_bytes(&self) -> usize {
        (self.keys.capacity() + self.sizes.capacity() + self.places.capacity()) * size_of::<u32>()
    }
    #[inline(always)]
    pub fn holds(&self, key: Key) -> bool {
        self.places.get(key as usize).is_some_and(|&place| place != ABSENT)
    }
    /// Where a key stands, if it is resident: what a policy notes about residents can stand in the same order.
    #[inline(always)]
    pub fn place(&self, key: Key) -> Option<usize> {
        let place = *self.places.as_slice().get(key as usize)?;
        (place != ABSENT).then_some(place as usize)
    }
    #[inline]
    pub fn size(&self) -> u64 {
        self.size
    }
    #[inline]
    pub fn len(&self) -> u32 {
        self.keys.len() as u32
    }
    #[inline(always)]
    pub fn at(&self, place: u32) -> Key {
        self.keys[place as usize]
    }
    #[inline]
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }
    /// Adds a key that is not resident.
    #[inline]
    pub fn insert(&mut self, key: Key, size: u32) {
        if key as usize >= self.places.len() {
            self.places.resize(key as usize + 1, ABSENT);
        }
        self.places[key as usize] = self.keys.len() as u32;
        self.keys.push(key);
        self.sizes.push(size);
        self.size += u64::from(size);
    }
    /// Removes a key that is resident; the place that it had, where the last one stands now.
    #[inline]
    pub fn remove(&mut self, key: Key) -> usize {
        let place = std::mem::replace(&mut self.places[key as usize], ABSENT) as usize;
        self.keys.swap_remove(place);
        self.size -= u64::from(self.sizes.swap_remove(place));
        if let Some(&moved) = self.keys.get(place) {
            self.places[moved as usize] = place as u32;
        }
        place
    }
}
