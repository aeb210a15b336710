//! The users of a fleet: who holds the connection of each, what the presence directory says of it, and the sums of both.

use super::super::keys::{NOBODY, pick};
use crate::policies::place::NodeId;
use crate::sim::Time;
use std::rc::Rc;

/// The most users whose connections are kept one by one; of more keys so many are picked evenly.
pub const USERS_MAX: u32 = 50_000;
/// How many users are followed for the picture.
pub const FOLLOWED: u32 = 200;
const PAGE: usize = 1024;

/// A user.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct User {
    /// The gateway that holds its connection; [`NOBODY`] while it is away.
    pub at: u16,
    /// The gateway that the presence directory names; [`NOBODY`] if it has no entry.
    pub entry: u16,
    /// How often it has tried to come back since it was cut.
    pub tries: u8,
    /// Its gateway will close the connection in a moment.
    pub closing: bool,
}

/// When a user's connection last changed, and where it was before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Trip {
    /// When.
    pub at: Time,
    /// The gateway before; [`NOBODY`] if it was away.
    pub from: u16,
}

/// All users, in pages that copies of the model share until one of them writes, and what they sum up to.
#[derive(Clone, Debug)]
pub struct Users {
    pages: Vec<Rc<Vec<User>>>,
    keys: u32,
    count: u32,
    /// Users by gateway.
    held: Vec<u32>,
    away: u32,
    stale: u32,
    absent: u32,
    trips: Rc<Vec<Trip>>,
}

impl Users {
    /// One for each key, or as many as there may be; each is with its owner, and the directory knows.
    pub fn new(owners: &[u16]) -> Self {
        let keys = owners.len() as u32;
        let count = keys.min(USERS_MAX);
        let user = |i: u32| {
            let at = owners[pick(i, keys, count) as usize];
            User { at, entry: at, tries: 0, closing: false }
        };
        let all: Vec<User> = (0..count).map(user).collect();
        let still = Trip { at: Time::ZERO, from: NOBODY };
        let mut users = Self {
            keys,
            count,
            held: Vec::new(),
            away: 0,
            stale: 0,
            absent: 0,
            trips: Rc::new(vec![still; FOLLOWED.min(count) as usize]),
            pages: all.chunks(PAGE).map(|page| Rc::new(page.to_vec())).collect(),
        };
        for user in all {
            users.sum(user, true);
        }
        users
    }
    /// How many there are.
    pub const fn count(&self) -> u32 {
        self.count
    }
    /// Users without a connection.
    pub const fn away(&self) -> u32 {
        self.away
    }
    /// Entries that name a gateway which does not hold the user.
    pub const fn stale(&self) -> u32 {
        self.stale
    }
    /// Users without an entry.
    pub const fn absent(&self) -> u32 {
        self.absent
    }
    /// Users that a gateway holds.
    pub fn held(&self, id: NodeId) -> u32 {
        self.held.get(id as usize).copied().unwrap_or(0)
    }
    /// The numbers of all gateways that hold anybody end before this one.
    pub fn gateways(&self) -> u32 {
        self.held.len() as u32
    }
    /// One of them.
    pub fn get(&self, user: u32) -> User {
        self.pages[user as usize / PAGE][user as usize % PAGE]
    }
    /// The key that a user is.
    pub const fn key(&self, user: u32) -> u32 {
        pick(user, self.keys, self.count)
    }
    /// The user that a key stands for.
    pub const fn of(&self, key: u32) -> u32 {
        (key as u64 * self.count as u64 / self.keys as u64) as u32
    }
    /// The users that are followed, each with the last change of its connection.
    pub fn followed(&self) -> impl Iterator<Item = (u32, Trip)> + '_ {
        let many = self.trips.len() as u32;
        (0..many).map(move |i| (pick(i, self.count, many), self.trips[i as usize]))
    }
    /// Changes a user.
    pub fn edit(&mut self, user: u32, now: Time, change: impl FnOnce(&mut User)) {
        let place = &mut Rc::make_mut(&mut self.pages[user as usize / PAGE])[user as usize % PAGE];
        let was = *place;
        change(place);
        let is = *place;
        self.sum(was, false);
        self.sum(is, true);
        if was.at != is.at
            && let Some(i) = self.nth_followed(user)
        {
            Rc::make_mut(&mut self.trips)[i] = Trip { at: now, from: was.at };
        }
    }
    fn nth_followed(&self, user: u32) -> Option<usize> {
        let many = self.trips.len() as u64;
        let i = (u64::from(user) * many).div_ceil(u64::from(self.count));
        (i < many && pick(i as u32, self.count, many as u32) == user).then_some(i as usize)
    }
    fn sum(&mut self, user: User, more: bool) {
        let add = |sum: &mut u32, is: bool| *sum = if more { *sum + u32::from(is) } else { *sum - u32::from(is) };
        add(&mut self.away, user.at == NOBODY);
        add(&mut self.absent, user.entry == NOBODY);
        add(&mut self.stale, user.entry != NOBODY && user.entry != user.at);
        if user.at != NOBODY {
            let id = usize::from(user.at);
            if id >= self.held.len() {
                self.held.resize(id + 1, 0);
            }
            add(&mut self.held[id], true);
        }
    }
    /// Bytes they take.
    pub fn bytes(&self) -> usize {
        size_of::<User>() * self.count as usize
    }
    /// True if the sums are those of the users one by one.
    pub fn adds_up(&self) -> bool {
        let all = || (0..self.count).map(|user| self.get(user));
        let count = |test: &dyn Fn(User) -> bool| all().filter(|user| test(*user)).count() as u32;
        self.away == count(&|user| user.at == NOBODY)
            && self.absent == count(&|user| user.entry == NOBODY)
            && self.stale == count(&|user| user.entry != NOBODY && user.entry != user.at)
            && self.away + self.held.iter().sum::<u32>() == self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_follow_the_users_and_trips_those_that_are_followed() {
        let owners: Vec<u16> = (0..1000).map(|i| i % 4).collect();
        let mut users = Users::new(&owners);
        assert!(users.adds_up() && users.held(3) == 250 && users.away() == 0);
        let now = Time::from_secs(2.0);
        let followed: Vec<u32> = users.followed().map(|(user, _)| user).collect();
        assert_eq!((followed.len(), followed[1]), (200, 5));
        for user in 0..10 {
            users.edit(user, now, |user| user.at = NOBODY);
        }
        assert!(users.adds_up() && (users.away(), users.stale()) == (10, 10));
        let gone: Vec<u32> = users.followed().filter(|(_, trip)| trip.at == now).map(|(user, _)| user).collect();
        assert_eq!(gone, [0, 5]);
        users.edit(0, now, |user| user.entry = NOBODY);
        assert!(users.adds_up() && (users.stale(), users.absent()) == (9, 1));
    }

    #[test]
    fn of_many_keys_some_are_picked() {
        let users = Users::new(&vec![1; 200_000]);
        assert_eq!((users.count(), users.key(1), users.of(4), users.of(3)), (USERS_MAX, 4, 1, 0));
        for user in [0, 1, 777, USERS_MAX - 1] {
            assert_eq!(users.of(users.key(user)), user);
        }
    }
}
