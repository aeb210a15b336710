//! Everything that can be set on the people, their addresses, the tiers and the attacker: one table.

use crate::param::Param;
use crate::{choices, param_set};

/// The most people of a tier.
pub const PEOPLE_MAX: i64 = 12;
/// The most addresses or accounts of the attacker.
pub const ADDRESSES_MAX: i64 = 64;
/// The tiers.
pub const TIERS: usize = 4;

choices! {
    /// Whose count a request is.
    pub enum Key {
        Address = "address", "By address", "A count for each address, whoever sends from it.";
        User = "user", "By user", "A count for each user; all who have not signed in share one.";
        Else = "user-or-address", "User, or address", "A count for each user, and for the address of who has not signed in.";
        Both = "both", "Both", "As before, and a cap for each address, whoever sends from it.";
    }
}

param_set! {
    /// Everything that can be set.
    pub struct Params {
        /// Whose count a request is.
        key: Key = Param::choice("key", "Counted", Key::OPTIONS, Key::Else as usize)
            .group("main").help("Whose count a request is."),
        /// People behind one address.
        behind: u32 = Param::whole("behind", "Behind one address", 0, TIERS as i64 * PEOPLE_MAX, 0)
            .group("main").help("People who look like one address from outside: an office, a school, a phone company. One of each tier in turn."),
        /// What people send as a share of their limit.
        demand: f64 = Param::real("demand", "Demand", 0.0, 10.0, 0.6).unit("×").step(0.05)
            .group("main").help("What each person sends on average, as a multiple of what the tier may."),
        /// The attacker's requests a second.
        attack: f64 = Param::real("attack", "Attack", 0.0, 10_000.0, 0.0).unit("/s").step(1.0)
            .group("main").help("Requests a second of one attacker."),
        /// The attacker's addresses.
        addresses: u32 = Param::whole("addresses", "Attacker's addresses", 1, ADDRESSES_MAX, 1)
            .group("main").help("Each request of the attacker comes from one of so many addresses."),
        /// The attacker's accounts.
        accounts: u32 = Param::whole("accounts", "Attacker's accounts", 0, ADDRESSES_MAX, 0)
            .group("main").help("Free accounts that the attacker has opened, used in turn at random; 0 is not signed in."),

        /// Seconds.
        window: f64 = Param::real("window", "Window", 0.5, 86_400.0, 10.0).unit("s").step(0.5)
            .group("limits").help("Length of a window. All counts start again at each full multiple of it."),
        /// Requests in a window.
        limit_anonymous: u32 = Param::whole("limit-anonymous", "Anonymous", 0, 1_000_000, 10)
            .group("limits").help("Requests in a window for who has not signed in."),
        /// Requests in a window.
        limit_free: u32 = Param::whole("limit-free", "Free", 0, 1_000_000, 20)
            .group("limits").help("Requests in a window for a free account."),
        /// Requests in a window.
        limit_basic: u32 = Param::whole("limit-basic", "Basic", 0, 1_000_000, 40)
            .group("limits").help("Requests in a window for a basic account."),
        /// Requests in a window.
        limit_premium: u32 = Param::whole("limit-premium", "Premium", 0, 1_000_000, 80)
            .group("limits").help("Requests in a window for a premium account."),
        /// Requests in a window.
        cap: u32 = Param::whole("cap", "Cap for an address", 1, 1_000_000, 100)
            .group("limits").help("Requests in a window from one address, whoever sends them.").when("key", &["both"]),

        /// People.
        anonymous: u32 = Param::whole("anonymous", "Anonymous", 0, PEOPLE_MAX, 4)
            .group("people").help("People who have not signed in."),
        /// People.
        free: u32 = Param::whole("free", "Free", 0, PEOPLE_MAX, 4)
            .group("people").help("People with a free account."),
        /// People.
        basic: u32 = Param::whole("basic", "Basic", 0, PEOPLE_MAX, 3)
            .group("people").help("People with a basic account."),
        /// People.
        premium: u32 = Param::whole("premium", "Premium", 0, PEOPLE_MAX, 2)
            .group("people").help("People with a premium account."),
    }
}

impl Params {
    /// People of each tier.
    pub fn people(&self) -> [u32; TIERS] {
        [self.anonymous, self.free, self.basic, self.premium]
    }
    /// Requests in a window for each tier.
    pub fn limits(&self) -> [u32; TIERS] {
        [self.limit_anonymous, self.limit_free, self.limit_basic, self.limit_premium]
    }
    /// Requests a second of a person of this tier.
    pub fn rate(&self, tier: usize) -> f64 {
        self.demand * f64::from(self.limits()[tier]) / self.window
    }
    /// The tier of the attacker: that of a free account, or of who has none.
    pub fn attacker_tier(&self) -> usize {
        usize::from(self.accounts > 0)
    }
}
