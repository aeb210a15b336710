//! Requests in the system: a slab whose slots are used again, so that memory does not grow with the run.

use super::super::occurrence::Route;
use crate::policies::balance::Server;
use crate::sim::{Span, Time};

/// The number of a slot in the slab.
pub type Slot = u32;

/// Where a request is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// The slot is free.
    Free,
    /// On the wire from its client to the balancer.
    ToBalancer,
    /// Waiting for the balancer, or being handled by it.
    AtBalancer,
    /// On the wire to its server.
    ToServer,
    /// Waiting at its server.
    Waiting,
    /// Being served.
    InService,
    /// Its answer is on the way back to the balancer.
    Answering,
}

/// A request in the system.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Request {
    /// Its number, from 0 in order of sending.
    pub k: u64,
    /// Who sent it.
    pub client: u32,
    /// Where it is.
    pub stage: Stage,
    /// Its server; meaningful from `ToServer` on.
    pub server: Server,
    /// True if it asks for a static file.
    pub is_static: bool,
    /// True if the client has given up.
    pub abandoned: bool,
    /// True if the answer is a failure.
    pub failed: bool,
    /// True if service has begun; `left` is meaningful.
    pub begun: bool,
    /// True if the answer will reach the client after it has given up.
    pub late: bool,
    /// True if the balancer no longer counts it as in flight.
    pub counted_out: bool,
    /// Counts lives of the slot: an event for an earlier life is stale.
    pub life: u32,
    /// Identifies the pending completion: one for another stamp is stale.
    pub stamp: u32,
    /// When the client sent it.
    pub sent: Time,
    /// When it left for where it is going (wires), or when the balancer sent it.
    pub departed: Time,
    /// When the balancer sent it to its server.
    pub routed: Time,
    /// When it arrived, or will arrive, at the end of its wire.
    pub arrives: Time,
    /// When it reached its server.
    pub reached: Time,
    /// When service began.
    pub started: Time,
    /// When service will end if nothing changes; [`Time::NEVER`] while the server stands still.
    pub due: Time,
    /// Its whole work, nanoseconds at speed 1.
    pub work: Span,
    /// Work left at `since`, nanoseconds at speed 1.
    pub left: u64,
    /// When `left` was true.
    pub since: Time,
}

/// All requests in the system.
#[derive(Clone, Debug, Default)]
pub struct Requests {
    slots: Vec<Request>,
    /// How the request of each slot found its server; apart, as only pictures and words look at it.
    routes: Vec<Route>,
    free: Vec<Slot>,
}

// A slice's element is fetched in place, a vector's by a call where code is made small, and these are asked for some twenty
// times for each request.
impl Requests {
    /// Takes a slot for request `k`.
    #[inline(always)]
    pub fn add(&mut self, k: u64, client: u32, sent: Time, work: Span) -> Slot {
        let blank = |life| Request {
            k,
            client,
            stage: Stage::ToBalancer,
            server: 0,
            is_static: false,
            abandoned: false,
            failed: false,
            begun: false,
            late: false,
            counted_out: false,
            life,
            stamp: 0,
            sent,
            departed: sent,
            routed: sent,
            arrives: sent,
            reached: sent,
            started: sent,
            due: Time::NEVER,
            work,
            left: work.0,
            since: sent,
        };
        if let Some(slot) = self.free.pop() {
            let place = self.get_mut(slot);
            *place = blank(place.life);
            slot
        } else {
            self.slots.push(blank(0));
            self.routes.push(Route::Address);
            (self.slots.len() - 1) as Slot
        }
    }
    /// Gives a slot back; events that still name this life become stale.
    #[inline(always)]
    pub fn drop(&mut self, slot: Slot) {
        let request = self.get_mut(slot);
        debug_assert!(request.stage != Stage::Free);
        request.stage = Stage::Free;
        request.life = request.life.wrapping_add(1);
        self.free.push(slot);
    }
    /// The request in `slot`.
    #[inline(always)]
    pub fn get(&self, slot: Slot) -> &Request {
        &self.slots.as_slice()[slot as usize]
    }
    /// The request in `slot`, to change.
    #[inline(always)]
    pub fn get_mut(&mut self, slot: Slot) -> &mut Request {
        &mut self.slots.as_mut_slice()[slot as usize]
    }
    /// How the request in `slot` found its server; meaningful once it was routed.
    #[inline(always)]
    pub fn route(&self, slot: Slot) -> &Route {
        &self.routes.as_slice()[slot as usize]
    }
    /// The same, to change.
    #[inline(always)]
    pub fn route_mut(&mut self, slot: Slot) -> &mut Route {
        &mut self.routes.as_mut_slice()[slot as usize]
    }
    /// True if the slot still lives the life an event was made for.
    #[inline(always)]
    pub fn lives(&self, slot: Slot, life: u32) -> bool {
        let request = self.get(slot);
        request.stage != Stage::Free && request.life == life
    }
    /// Every request in the system, by slot.
    pub fn iter(&self) -> impl Iterator<Item = &Request> {
        self.slots.iter().filter(|request| request.stage != Stage::Free)
    }
    /// The same, each with how it found its server.
    pub fn with_routes(&self) -> impl Iterator<Item = (&Request, &Route)> {
        self.slots.iter().zip(&self.routes).filter(|(request, _)| request.stage != Stage::Free)
    }
    /// Bytes held.
    pub fn heap_bytes(&self) -> usize {
        self.slots.capacity() * (size_of::<Request>() + size_of::<Route>()) + self.free.capacity() * size_of::<Slot>()
    }
    /// How many there are.
    pub fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }
    /// True if there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
