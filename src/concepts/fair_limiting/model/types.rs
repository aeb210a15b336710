//! What the model is made of: classes, keys, people, reasons, occurrences, counts.

/// How many classes there are: the tiers and the attacker.
pub const CLASSES: usize = 5;
/// The attacker's class.
pub const ATTACKER: usize = 4;
/// What the classes are called.
pub const NAMES: [&str; CLASSES] = ["Anonymous", "Free", "Basic", "Premium", "Attacker"];

/// Whose count it is. People and accounts are numbered from 0; address 0 is the one that people share.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum KeyId {
    /// The address that people share.
    Shared,
    /// The own address of a person.
    Home(u16),
    /// An address of the attacker.
    Attacker(u16),
    /// A person who has signed in.
    User(u16),
    /// An account of the attacker.
    Account(u16),
    /// All who have not signed in.
    Nobody,
}

/// A count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Count {
    /// Whose.
    pub key: KeyId,
    /// True for the cap of an address.
    pub cap: bool,
    pub(super) window: u64,
    pub(super) n: u32,
}

/// A person; the attacker is the last one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Person {
    /// The class.
    pub class: usize,
    /// The person's address; the attacker has several.
    pub address: KeyId,
    /// What a count for this person alone would be, and of which window.
    pub(super) alone: (u64, u32),
}

/// What a learner can do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// Everybody behind the one address sends so many requests at once.
    Office(u32),
    /// The attacker sends so many requests at once.
    Attack(u32),
}

/// Why a request passed or not: the count that decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Why {
    /// Whose.
    pub key: KeyId,
    /// True for the cap of an address.
    pub cap: bool,
    /// What it was before.
    pub count: u32,
    /// How far it may go for this request.
    pub limit: u32,
    /// What a count for this person alone would have been.
    pub alone: u32,
    /// The tier's limit.
    pub own: u32,
}

/// What happened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Occurrence {
    /// Request `k` of `person` passed or not. `unjust` if a limiter for each person alone would have let it pass,
    /// `slipped` if it would not.
    #[allow(missing_docs, reason = "the sentence names the fields")]
    Decided { k: u64, person: u16, class: u8, shared: bool, allowed: bool, unjust: bool, slipped: bool, why: Why },
    /// All counts start again.
    Window {
        /// Its number.
        window: u64,
    },
    /// Requests were added by hand.
    Added {
        /// How many.
        n: u32,
        /// By the attacker.
        attack: bool,
    },
    /// The settings changed.
    Changed,
}

impl Occurrence {
    /// A word for the trace hash.
    pub fn word(&self) -> u64 {
        match *self {
            Self::Decided { k, person, allowed, unjust, why, .. } => {
                let flags = u64::from(allowed) << 1 | u64::from(unjust);
                1 << 60 | flags << 56 | u64::from(person) << 40 | (k ^ u64::from(why.count) << 20) & 0xff_ffff_ffff
            }
            Self::Window { window } => 2 << 60 | window,
            Self::Added { n, attack } => 3 << 60 | u64::from(attack) << 32 | u64::from(n),
            Self::Changed => 4 << 60,
        }
    }
}

/// Sums of a class, or of those who share an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sums {
    /// Requests sent.
    pub sent: u64,
    /// Let in.
    pub passed: u64,
    /// Refused although a limiter for each person alone would have let them pass.
    pub unjust: u64,
    /// Let in although it would not.
    pub slipped: u64,
}

impl Sums {
    /// Refused.
    pub fn refused(&self) -> u64 {
        self.sent - self.passed
    }
}
impl std::ops::Sub for Sums {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self {
            sent: self.sent - o.sent,
            passed: self.passed - o.passed,
            unjust: self.unjust - o.unjust,
            slipped: self.slipped - o.slipped,
        }
    }
}
impl std::ops::AddAssign for Sums {
    fn add_assign(&mut self, o: Self) {
        self.sent += o.sent;
        self.passed += o.passed;
        self.unjust += o.unjust;
        self.slipped += o.slipped;
    }
}

/// Sums of all classes, and of those who share an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct All {
    /// By class.
    pub class: [Sums; CLASSES],
    /// Of those who share an address.
    pub shared: Sums,
}

impl All {
    /// Everybody but the attacker.
    pub fn innocent(&self) -> Sums {
        let mut sums = Sums::default();
        for class in &self.class[..ATTACKER] {
            sums += *class;
        }
        sums
    }
}
impl std::ops::Sub for All {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        Self { class: std::array::from_fn(|i| self.class[i] - o.class[i]), shared: self.shared - o.shared }
    }
}
