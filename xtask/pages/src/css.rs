//! Style sheets go into the page: the first paint then waits for one file only.
//!
//! What is taken out is what a browser does not read: comments, line ends, and spaces that separate nothing.

/// The style sheet without comments and idle spaces.
pub fn shrink(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut space = false;
    while let Some(c) = chars.next() {
        if c == '/' && chars.peek() == Some(&'*') {
            let mut last = ' ';
            // The star that opens a comment does not close it.
            chars.next();
            for c in chars.by_ref() {
                if last == '*' && c == '/' {
                    break;
                }
                last = c;
            }
            space = true;
        } else if c.is_whitespace() {
            space = true;
        } else {
            // A space before a colon tells `a :hover` from `a:hover`, one around + and - is part of calc().
            let tight = |c: char| matches!(c, '{' | '}' | ';' | ',' | '>');
            let before = out.chars().next_back();
            if space && !tight(c) && before.is_some_and(|c| !tight(c) && c != ':') {
                out.push(' ');
            }
            space = false;
            if c == '}' && before == Some(';') {
                out.pop();
            }
            out.push(c);
            if c == '"' || c == '\'' {
                quoted(c, &mut chars, &mut out);
            }
        }
    }
    out
}

/// Copies up to the closing quote.
fn quoted(quote: char, chars: &mut impl Iterator<Item = char>, out: &mut String) {
    let mut escaped = false;
    for c in chars {
        out.push(c);
        if c == quote && !escaped {
            return;
        }
        escaped = c == '\\' && !escaped;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_separates_stays_and_the_rest_goes() {
        let css = "/* a */\n.a, .b > i :hover {\n  width: calc(100% - 2px);\n  margin: 0 auto;\n}\n/**/ @media (min-width: 1px) { b { c: d; } }\n";
        assert_eq!(shrink(css), ".a,.b>i :hover{width:calc(100% - 2px);margin:0 auto}@media (min-width:1px){b{c:d}}");
    }

    #[test]
    fn quoted_text_is_left_alone() {
        assert_eq!(shrink("a::after { content: \" /* \\\" ; \" ; }"), "a::after{content:\" /* \\\" ; \"}");
    }

    #[test]
    fn an_open_comment_or_quote_ends_with_the_text() {
        assert_eq!(shrink("a{b:c}/* "), "a{b:c}");
        assert_eq!(shrink("a{b:\"c"), "a{b:\"c");
    }
}
