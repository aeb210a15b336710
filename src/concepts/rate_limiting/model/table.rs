//! Values by key, side by side in one piece of memory, so that a copy of a hundred thousand of them is one move of bytes.
//!
//! Open addressing with linear probing (Knuth 1973, algorithms L and R) over the places of the values; the last value
//! moves into the place of one that goes.

/// Places of the index at the start.
const LEAST: usize = 16;

/// Values by key.
#[derive(Clone, Debug)]
pub struct Table<T> {
    values: Vec<(u32, T)>,
    /// The place of a value plus one, at its key's hash; 0 where there is none. A power of two, at most half full.
    index: Vec<u32>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { values: Vec::new(), index: vec![0; LEAST] }
    }
}

impl<T> Table<T> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }
    /// All keys with their values, each at its place.
    pub fn values(&self) -> &[(u32, T)] {
        &self.values
    }
    /// All values.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.values.iter_mut().map(|(_, value)| value)
    }
    /// The place of a key, if it is there.
    pub fn place(&self, key: u32) -> Option<usize> {
        let at = self.probe(key);
        self.index[at].checked_sub(1).map(|place| place as usize)
    }
    /// The value at a place.
    pub fn at_mut(&mut self, place: usize) -> &mut T {
        &mut self.values[place].1
    }
    /// Adds a key that is not there; its place.
    pub fn add(&mut self, key: u32, value: T) -> usize {
        if 2 * (self.values.len() + 1) > self.index.len() {
            self.index = vec![0; 2 * self.index.len()];
            for place in 0..self.values.len() {
                self.note(self.values[place].0, place);
            }
        }
        self.note(key, self.values.len());
        self.values.push((key, value));
        self.values.len() - 1
    }
    /// Another key takes a place.
    pub fn replace(&mut self, place: usize, key: u32, value: T) {
        self.forget(self.values[place].0);
        self.values[place] = (key, value);
        self.note(key, place);
    }
    /// Takes a place away; the last one moves there.
    pub fn remove(&mut self, place: usize) {
        self.forget(self.values[place].0);
        let last = self.values.len() - 1;
        if place < last {
            let at = self.probe(self.values[last].0);
            self.index[at] = place as u32 + 1;
        }
        self.values.swap_remove(place);
    }
    /// Keeps what `wanted` wants, in its order.
    pub fn retain(&mut self, wanted: impl FnMut(&(u32, T)) -> bool) {
        self.values.retain(wanted);
        self.index.fill(0);
        for place in 0..self.values.len() {
            self.note(self.values[place].0, place);
        }
    }
    /// Bytes that it holds.
    pub fn heap_bytes(&self) -> usize {
        self.values.capacity() * size_of::<(u32, T)>() + self.index.len() * size_of::<u32>()
    }

    fn home(&self, key: u32) -> usize {
        // A multiplication by 2^64 / φ (Knuth): runs of keys are spread over the high bits.
        let hash = u64::from(key).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (hash >> 32) as usize & (self.index.len() - 1)
    }
    /// Where a key stands in the index, or the free place where it would.
    fn probe(&self, key: u32) -> usize {
        let mut at = self.home(key);
        while let Some(place) = self.index[at].checked_sub(1)
            && self.values[place as usize].0 != key
        {
            at = (at + 1) & (self.index.len() - 1);
        }
        at
    }
    /// Notes the place of a key that the index does not hold.
    fn note(&mut self, key: u32, place: usize) {
        let mut at = self.home(key);
        while self.index[at] != 0 {
            at = (at + 1) & (self.index.len() - 1);
        }
        self.index[at] = place as u32 + 1;
    }
    /// Takes a key out of the index and moves up those that were pushed past it.
    fn forget(&mut self, key: u32) {
        let mask = self.index.len() - 1;
        let mut gap = self.probe(key);
        let mut next = (gap + 1) & mask;
        while let Some(place) = self.index[next].checked_sub(1) {
            let wanted = self.home(self.values[place as usize].0);
            // It may move to the gap unless its home lies cyclically after the gap.
            if (next.wrapping_sub(wanted) & mask) >= (next.wrapping_sub(gap) & mask) {
                self.index.swap(gap, next);
                gap = next;
            }
            next = (next + 1) & mask;
        }
        self.index[gap] = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    proptest::proptest! {
        /// It holds what a map holds that is given the same, whatever is done.
        #[test]
        fn it_is_a_map(deeds in proptest::collection::vec((0u8..5, 0u32..60, 0u32..60), 1..400)) {
            let (mut table, mut map) = (Table::default(), BTreeMap::new());
            for (n, (deed, key, other)) in deeds.into_iter().enumerate() {
                match (deed, table.place(key), table.place(other)) {
                    (0 | 1, None, _) => {
                        table.add(key, n);
                        map.insert(key, n);
                    }
                    (2, Some(place), _) => {
                        table.remove(place);
                        map.remove(&key);
                    }
                    (3, Some(place), None) => {
                        table.replace(place, other, n);
                        map.remove(&key);
                        map.insert(other, n);
                    }
                    (4, Some(_), _) if n % 7 == 0 => {
                        table.retain(|(key, _)| key % 3 > 0);
                        map.retain(|key, _| key % 3 > 0);
                    }
                    _ => {}
                }
                let mut all = table.values().to_vec();
                all.sort_unstable();
                proptest::prop_assert_eq!(all, map.iter().map(|(key, value)| (*key, *value)).collect::<Vec<_>>());
                for key in 0..60 {
                    let found = table.place(key).map(|place| table.values()[place]);
                    proptest::prop_assert_eq!(found, map.get(&key).map(|value| (key, *value)));
                }
            }
        }
    }
}
