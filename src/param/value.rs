//! The value of a parameter.

use std::fmt;

/// The value of a parameter, of the same kind as its declaration.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// A real number, in the parameter's unit.
    Real(f64),
    /// A whole number.
    Whole(i64),
    /// An index into the options.
    Choice(usize),
    /// Yes or no.
    Switch(bool),
    /// Several numbers.
    List(Vec<f64>),
    /// Indices into the options, in the order in which they were chosen.
    Set(Vec<usize>),
}

impl Value {
    /// The number of a real, whole or switch value.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Real(x) => Some(*x),
            Self::Whole(n) => Some(*n as f64),
            Self::Switch(on) => Some(f64::from(u8::from(*on))),
            Self::Choice(_) | Self::List(_) | Self::Set(_) => None,
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Real(x) => write!(f, "{x}"),
            Self::Whole(n) => write!(f, "{n}"),
            Self::Choice(i) => write!(f, "{i}"),
            Self::Switch(on) => f.write_str(if *on { "on" } else { "off" }),
            Self::List(list) => {
                for (i, x) in list.iter().enumerate() {
                    if i > 0 {
                        f.write_str(",")?;
                    }
                    write!(f, "{x}")?;
                }
                Ok(())
            }
            Self::Set(chosen) => {
                for (i, index) in chosen.iter().enumerate() {
                    if i > 0 {
                        f.write_str(",")?;
                    }
                    write!(f, "{index}")?;
                }
                Ok(())
            }
        }
    }
}
