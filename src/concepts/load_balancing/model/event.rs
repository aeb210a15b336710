//! What the calendar holds.

/// What is to happen, without whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The next request arrives from outside; stale if the stamp is old.
    Arrive,
    /// A user of the closed loop has thought.
    UserReady,
    /// The request reaches the balancer.
    AtBalancer,
    /// The balancer has handled the request.
    Handled,
    /// The request reaches its server.
    AtServer,
    /// A worker is done with the request.
    Served,
    /// The next request of a shared server is done.
    SharedServed,
    /// The answer reaches the balancer.
    Answered,
    /// The client gives up.
    GiveUp,
    /// A probe is due.
    Probe,
    /// The good outcome of a probe reaches the balancer.
    ProbeGood,
    /// The bad outcome of a probe reaches the balancer.
    ProbeBad,
    /// An ejected server's time is over.
    EjectionOver,
    /// A flapping server changes sides.
    Flap,
    /// A server in slow start takes the next step.
    Warmer,
}

/// An event. Three plain numbers and not an enum with fields: they are copied in registers, one by one.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// What.
    pub kind: Kind,
    /// Whom it happens to: slot of a request, user, or server.
    pub of: u32,
    /// An event with another stamp than its owner's, or for another life of its slot, is stale.
    pub stamp: u32,
}

impl Event {
    /// An event.
    #[inline]
    pub fn new(kind: Kind, of: impl Into<u32>, stamp: u32) -> Self {
        Self { kind, of: of.into(), stamp }
    }
}
