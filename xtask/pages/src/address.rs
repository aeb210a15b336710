//! The address at which the site will stand. Pages are relative and need none; what speaks to other sites does.

/// `https://example.org/some/where/`, or nothing if it was not said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Address(Option<String>);

impl Address {
    /// From what was asked for; ends with a slash afterwards.
    pub fn new(text: Option<&str>) -> Result<Self, String> {
        let Some(text) = text else { return Ok(Self(None)) };
        let host = text.strip_prefix("https://").or(text.strip_prefix("http://")).unwrap_or_default();
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/[]%".contains(c);
        if host.is_empty() || host.starts_with('/') || !host.chars().all(plain) {
            return Err(format!(
                "`{text}` is no address of a site; it begins with https:// and holds no question mark and no #, such as \
                 https://example.org/kneepoint/."
            ));
        }
        Ok(Self(Some(format!("{}/", text.trim_end_matches('/')))))
    }

    /// The whole address of something below the root, if the root's is known.
    pub fn of(&self, path: &str) -> Option<String> {
        self.0.as_ref().map(|root| format!("{root}{path}"))
    }

    /// Whether it is known.
    pub const fn known(&self) -> bool {
        self.0.is_some()
    }

    /// Whether the site has its host for itself.
    pub fn is_host(&self) -> bool {
        self.0.as_ref().is_some_and(|root| root.matches('/').count() == 3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_with_one_slash() {
        for text in ["https://a.b/c", "https://a.b/c/", "https://a.b/c//"] {
            let address = Address::new(Some(text)).unwrap();
            assert_eq!(address.of("x/").unwrap(), "https://a.b/c/x/");
            assert!(!address.is_host());
        }
        assert!(Address::new(Some("http://127.0.0.1:8080")).unwrap().is_host());
        assert_eq!(Address::new(None).unwrap().of("x"), None);
    }

    #[test]
    fn what_is_no_address_is_refused_with_a_sentence() {
        for text in [
            "",
            "a.b",
            "ftp://a.b",
            "https://",
            "https:///x",
            "https://a b",
            "https://a.b/?c",
            "https://a.b/\"",
            "https://a.b/#c",
        ] {
            let sentence = Address::new(Some(text)).unwrap_err();
            assert!(sentence.contains(&format!("`{text}`")) && sentence.ends_with('.'), "{sentence}");
        }
    }
}
