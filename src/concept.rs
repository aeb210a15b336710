//! What the page, the command and the tests see of any concept.
