//! The link: a whole state in one line of text.
