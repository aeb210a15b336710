//! Everything that can be set on the gateways and their store: one table.

use crate::param::Param;
use crate::{choices, param_set};

/// The most gateways.
pub const GATEWAYS_MAX: i64 = 12;

choices! {
    /// How gateways keep one limit together.
    pub enum Scheme {
        Central = "central", "Ask a store", "One counter in a store; every request is a round trip.";
        Split = "split", "Split the quota", "Every gateway has its share of the limit and asks nobody.";
        Local = "local", "Nobody tells", "Every gateway counts alone and lets the whole limit pass.";
        Sync = "sync", "Tell now and then", "Every gateway counts alone and tells the store at an interval.";
        Lease = "lease", "Lease in batches", "A gateway fetches a handful of permits and spends them alone.";
        Gossip = "gossip", "Gossip", "No store: every gateway tells a random other one what it knows.";
    }
}
choices! {
    /// What a gateway does without the store.
    pub enum Fallback {
        Open = "open", "Let all pass", "Fail open: everybody passes while the store is away.";
        Closed = "closed", "Let none pass", "Fail closed: nobody passes while the store is away.";
        Local = "local", "Use its share", "Each gateway counts alone, up to its share: all together keep the limit.";
        Whole = "whole", "Use the whole limit", "Each gateway counts alone, up to the whole limit: N gateways let N times as many pass.";
    }
}

param_set! {
    /// Everything that can be set.
    pub struct Params {
        /// How the limit is kept.
        scheme: Scheme = Param::choice("scheme", "Scheme", Scheme::OPTIONS, Scheme::Central as usize)
            .group("main").help("How the gateways keep one limit together."),
        /// Schemes beside it.
        beside: Vec<Scheme> = Param::set("beside", "Compare on the same requests", Scheme::OPTIONS, &[], 0, 3)
            .group("compare").help("Other schemes that decide about the same requests, under the same clock."),
        /// Requests in a window.
        limit: u32 = Param::whole("limit", "Limit", 1, 100_000, 100)
            .group("main").help("Requests that may pass in each window, through all gateways together."),
        /// Gateways.
        gateways: u32 = Param::whole("gateways", "Gateways", 1, GATEWAYS_MAX, 4)
            .group("main").help("How many gateways decide."),
        /// Seconds.
        window: f64 = Param::real("window", "Window", 0.1, 3600.0, 2.0).unit("s").step(0.5)
            .group("main").help("Length of a window. The count starts again at each full multiple of it."),
        /// Mean arrivals per second.
        load: f64 = Param::real("load", "Arrival rate", 0.0, 10_000.0, 75.0).symbol("λ").unit("/s").step(1.0)
            .group("main").help("Requests a second at all gateways together."),
        /// Share of the first gateway beyond an even one.
        skew: f64 = Param::real("skew", "Uneven traffic", 0.0, 1.0, 0.0).step(0.05)
            .group("traffic").help("0 spreads requests evenly; 1 sends all of them to the first gateway."),

        /// Round trip to the store, milliseconds.
        rtt: f64 = Param::real("rtt", "Round trip", 0.0, 1000.0, 20.0).unit("ms").step(1.0)
            .group("network").help("Time from a gateway to the store, or to another gateway, and back."),
        /// The store counts in one step.
        atomic: bool = Param::switch("atomic", "Atomic", true)
            .group("network").help("The store checks and counts in one step. Without, a gateway reads, decides and writes: others come in between.").when("scheme", &["central"]),
        /// Seconds between two syncs or rumours.
        every: f64 = Param::real("every", "Interval", 0.01, 60.0, 0.5).unit("s").log()
            .group("network").help("Time between two syncs of a gateway; between two rumours of a gateway, on average.").when("scheme", &["sync", "gossip"]),
        /// Permits per lease.
        batch: u32 = Param::whole("batch", "Batch", 1, 10_000, 10)
            .group("network").help("Permits that a gateway leases at once.").when("scheme", &["lease"]),
        /// What a gateway does without the store.
        fallback: Fallback = Param::choice("fallback", "Without the store", Fallback::OPTIONS, Fallback::Open as usize)
            .group("network").help("What a gateway does when the store does not answer in time.").when("scheme", &["central", "lease"]),
        /// Milliseconds a gateway waits for the store.
        patience: f64 = Param::real("patience", "Patience", 1.0, 10_000.0, 100.0).unit("ms").log()
            .group("network").help("How long a gateway waits for the store before it falls back.").when("scheme", &["central", "lease"]),
        /// Clock skew, milliseconds.
        clock_skew: f64 = Param::real("clock-skew", "Clocks apart", 0.0, 10_000.0, 0.0).unit("ms").step(10.0)
            .group("clocks").help("How far the clocks of the first and the last gateway are apart; the others lie between. A gateway begins a window by its own clock."),
        /// Milliseconds that each clock is ahead, beside that.
        clocks: Vec<f64> = Param::list("clocks", "Clock ahead", -10_000.0, 10_000.0, &[0.0], GATEWAYS_MAX as usize).unit("ms")
            .per("gateway").group("clocks").help("How far the clock of each gateway is ahead of the true one, beside the spread; the last number holds for the rest."),
    }
}
