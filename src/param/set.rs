//! From a table of declarations to a plain struct and back.

use super::{Bad, Param, Value};

/// A Rust type that a parameter's value maps to.
pub trait Field: Sized {
    /// From a value of the right kind.
    fn from_value(value: &Value) -> Option<Self>;
    /// To a value.
    fn to_value(&self) -> Value;
}

impl Field for f64 {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Real(x) = value { Some(*x) } else { None }
    }
    fn to_value(&self) -> Value {
        Value::Real(*self)
    }
}

macro_rules! whole_field {
    ($($t:ty),*) => { $(impl Field for $t {
        fn from_value(value: &Value) -> Option<Self> {
            if let Value::Whole(n) = value { Self::try_from(*n).ok() } else { None }
        }
        fn to_value(&self) -> Value {
            Value::Whole(i64::from(*self))
        }
    })* };
}
whole_field!(u16, u32, i64);

impl Field for bool {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::Switch(on) = value { Some(*on) } else { None }
    }
    fn to_value(&self) -> Value {
        Value::Switch(*self)
    }
}

impl Field for Vec<f64> {
    fn from_value(value: &Value) -> Option<Self> {
        if let Value::List(list) = value { Some(list.clone()) } else { None }
    }
    fn to_value(&self) -> Value {
        Value::List(self.clone())
    }
}

/// An enum whose variants are options, in their order. [`choices!`](crate::choices) makes it; a `Vec` of it is the
/// field of a [`Kind::Set`](super::Kind::Set).
pub trait OneOf: Copy + PartialEq + 'static {
    /// Every variant, in the order of the options.
    const VARIANTS: &'static [Self];
}

impl<T: OneOf> Field for Vec<T> {
    fn from_value(value: &Value) -> Option<Self> {
        let Value::Set(chosen) = value else { return None };
        chosen.iter().map(|i| T::VARIANTS.get(*i).copied()).collect()
    }
    fn to_value(&self) -> Value {
        Value::Set(self.iter().filter_map(|one| T::VARIANTS.iter().position(|other| other == one)).collect())
    }
}

/// A struct of parameters with its table. Made by [`param_set!`](crate::param_set).
pub trait ParamSet: Clone + PartialEq + Default {
    /// The declarations, in the order of the fields.
    const TABLE: &'static [Param];
    /// The value of the field at `index` of the table.
    fn get(&self, index: usize) -> Value;
    /// Sets the field at `index`; false if the value is of the wrong kind.
    fn put(&mut self, index: usize, value: &Value) -> bool;

    /// The index of `key` in the table.
    fn index(key: &str) -> Option<usize> {
        Self::TABLE.iter().position(|param| param.key == key)
    }
    /// Sets `key` from text; out of range or unparsable is refused.
    fn put_text(&mut self, key: &str, text: &str) -> Result<(), Bad> {
        let index = Self::index(key).ok_or_else(|| unknown(Self::TABLE, key, text))?;
        let value = Self::TABLE[index].parse(text)?;
        self.put(index, &value);
        Ok(())
    }
    /// All values in the order of the table.
    fn values(&self) -> Vec<Value> {
        (0..Self::TABLE.len()).map(|index| self.get(index)).collect()
    }
    /// From values in the order of the table; a value of the wrong kind leaves the default.
    fn from_values(values: &[Value]) -> Self {
        let mut params = Self::default();
        for (index, value) in values.iter().enumerate().take(Self::TABLE.len()) {
            params.put(index, value);
        }
        params
    }
    /// True if the parameter at `index` acts under these values.
    ///
    /// One of its conditions must hold, and the parameter that the condition is about must act itself.
    fn active(&self, index: usize) -> bool {
        // A condition on a condition on a condition is as deep as it gets; the bound ends a circle.
        const DEEP: usize = 8;
        fn acts<P: ParamSet>(params: &P, index: usize, deep: usize) -> bool {
            let param = &P::TABLE[index];
            let holds = |(key, options): super::When| {
                P::TABLE.iter().position(|other| other.key == key).is_some_and(|i| {
                    P::TABLE[i].has_one_of(&params.get(i), options) && (deep == 0 || acts(params, i, deep - 1))
                })
            };
            param.conditions().next().is_none() || param.conditions().any(holds)
        }
        acts(self, index, DEEP)
    }
}

/// The refusal of a key that no table has: it names the nearest one, or says how many there are.
pub fn unknown(table: &[Param], key: &str, text: &str) -> Bad {
    const NEAR: usize = 2;
    let nearest = table.iter().map(|param| (distance(param.key, key), param.key)).min();
    let allowed = match nearest {
        Some((far, name)) if far <= NEAR && far < key.len() => name.to_owned(),
        _ => {
            let first: Vec<&str> = table.iter().take(3).map(|param| param.key).collect();
            format!("one of {} names such as {}", table.len(), first.join(", "))
        }
    };
    Bad { key: key.to_owned(), value: text.to_owned(), wrong: "has an unknown name".to_owned(), allowed }
}

/// How many letters must be changed, added or left out to make one name of the other (Levenshtein 1965).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut corner = i;
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let swapped = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = swapped.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// Declares a struct of parameters: fields with their types, each with its [`Param`].
///
/// ```
/// kneepoint::param_set! {
///     /// What can be set.
///     pub struct Params {
///         /// Mean arrivals per second.
///         rate: f64 = kneepoint::param::Param::real("rate", "Arrival rate", 0.0, 100.0, 10.0).unit("/s"),
///     }
/// }
/// use kneepoint::param::ParamSet as _;
/// let mut params = Params::default();
/// params.put_text("rate", "12/s").unwrap();
/// assert_eq!(params.rate, 12.0);
/// assert!(params.put_text("rate", "101").is_err());
/// ```
#[macro_export]
macro_rules! param_set {
    ($(#[$outer:meta])* pub struct $name:ident { $($(#[$inner:meta])* $field:ident : $type:ty = $param:expr),* $(,)? }) => {
        $(#[$outer])*
        #[derive(Clone, PartialEq, Debug)]
        pub struct $name { $($(#[$inner])* pub $field: $type),* }
        impl Default for $name {
            fn default() -> Self {
                let mut table = <Self as $crate::param::ParamSet>::TABLE.iter();
                Self { $($field: {
                    let param = table.next().expect("one declaration per field");
                    <$type as $crate::param::Field>::from_value(&param.default_value())
                        .expect("the default has the field's kind")
                }),* }
            }
        }
        impl $crate::param::ParamSet for $name {
            const TABLE: &'static [$crate::param::Param] = &[$($param),*];
            fn get(&self, index: usize) -> $crate::param::Value {
                let mut i = 0usize;
                $(if i == index { return $crate::param::Field::to_value(&self.$field); } i += 1;)*
                let _ = i;
                unreachable!("index is within the table")
            }
            fn put(&mut self, index: usize, value: &$crate::param::Value) -> bool {
                let mut i = 0usize;
                $(if i == index {
                    let Some(x) = <$type as $crate::param::Field>::from_value(value) else { return false };
                    self.$field = x;
                    return true;
                } i += 1;)*
                let _ = i;
                false
            }
        }
    };
}

/// Declares an enum whose variants are the options of a choice: variant, key, label, help.
#[macro_export]
macro_rules! choices {
    ($(#[$outer:meta])* pub enum $name:ident { $($variant:ident = $key:literal, $label:literal, $help:literal;)* }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum $name { $(#[doc = $help] $variant),* }
        impl $name {
            /// Every variant, in the order of the options.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The options.
            pub const OPTIONS: &'static [$crate::param::Choice] =
                &[$($crate::param::Choice { key: $key, label: $label, help: $help }),*];
            /// The option of this variant.
            pub const fn option(self) -> &'static $crate::param::Choice {
                &Self::OPTIONS[self as usize]
            }
            /// The stable key of this variant.
            pub const fn key(self) -> &'static str {
                self.option().key
            }
        }
        impl $crate::param::OneOf for $name {
            const VARIANTS: &'static [Self] = Self::ALL;
        }
        impl $crate::param::Field for $name {
            fn from_value(value: &$crate::param::Value) -> Option<Self> {
                if let $crate::param::Value::Choice(i) = value { Self::ALL.get(*i).copied() } else { None }
            }
            fn to_value(&self) -> $crate::param::Value {
                $crate::param::Value::Choice(*self as usize)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::choices! {
        /// Letters.
        pub enum Letter {
            A = "a", "A", "The first.";
            B = "b", "B", "The second.";
        }
    }
    crate::param_set! {
        /// A set, and what acts with it.
        pub struct Compared {
            /// Which.
            lanes: Vec<Letter> = Param::set("lanes", "Lanes", Letter::OPTIONS, &[1, 0], 1, 2).help("Which."),
            /// Acts with b.
            of_b: f64 = Param::real("of-b", "Of b", 0.0, 1.0, 0.5).when("lanes", &["b"]),
            /// A switch that acts with b.
            turn: bool = Param::switch("turn", "Turn", true).when("lanes", &["b"]),
            /// Acts with a, or with the switch.
            of_a: f64 = Param::real("of-a", "Of a", 0.0, 1.0, 0.5).when("turn", &["on"]).or_when("lanes", &["a"]),
        }
    }

    #[test]
    fn a_set_is_a_field_and_a_condition() {
        let mut lanes = Compared::default();
        assert_eq!(lanes.lanes, vec![Letter::B, Letter::A]);
        let active = |lanes: &Compared| [1, 2, 3].map(|index| lanes.active(index));
        assert_eq!(active(&lanes), [true; 3]);
        lanes.put_text("lanes", "a").unwrap();
        assert_eq!((lanes.lanes.clone(), active(&lanes)), (vec![Letter::A], [false, false, true]));
        lanes.put_text("lanes", "b").unwrap();
        assert_eq!(active(&lanes), [true; 3]);
        lanes.put_text("turn", "off").unwrap();
        assert_eq!(active(&lanes), [true, true, false]);
        assert_eq!((lanes.get(0), Letter::B.key()), (Value::Set(vec![1]), "b"));
    }

    #[test]
    fn an_unknown_name_is_met_with_the_nearest() {
        let table = [Param::switch("rate", "Rate", false), Param::switch("servers", "Servers", false)];
        assert_eq!(unknown(&table, "sevrers", "1").allowed, "servers");
        assert_eq!(unknown(&table, "fog", "1").allowed, "one of 2 names such as rate, servers");
        assert_eq!((distance("", "ab"), distance("kitten", "sitting"), distance("ab", "ab")), (2, 3, 0));
    }
}
