//! Texts in sources: string literals by the tokens around them, so that what people read is told from keys and classes.

use kneepoint::cli::texts;
use kneepoint::lang::Book;
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::path::{Path, PathBuf};

/// The project's folder.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The messages of the page in German.
pub fn book() -> Book {
    let mut book = Book::new();
    book.add(texts::messages(&texts::common_file(root())).unwrap());
    book
}

/// A string literal that people may read.
pub struct Literal {
    /// Its file.
    pub file: PathBuf,
    /// Its line.
    pub line: usize,
    /// What it says.
    pub text: String,
    /// Whether it is a template of `format!` and its like.
    pub holes: bool,
}

/// Attributes of markup that nobody reads.
const ATTRIBUTES: &[&str] = &[
    "class",
    "id",
    "testid",
    "role",
    "type",
    "href",
    "key",
    "style",
    "for",
    "d",
    "viewBox",
    "fill",
    "stroke",
    "rel",
    "x",
    "y",
    "dx",
    "dy",
    "cx",
    "cy",
    "r",
    "points",
    "transform",
    "width",
    "height",
    "tabindex",
    "name",
    "rows",
    "accept",
    "target",
    "autocomplete",
    "inputmode",
    "min",
    "max",
    "step",
    "scope",
    "kind",
    "data",
    "translate",
    "lang",
    "dir",
    "download",
    "value",
    "method",
    "spellcheck",
];
/// Of those that begin with `aria-`, the ones that people hear.
const HEARD: [&str; 4] = ["aria-label", "aria-valuetext", "aria-roledescription", "aria-description"];
/// Functions and macros whose words are for the machine, or for whoever reads a panic.
const MACHINE: &[&str] = &[
    "expect",
    "classes",
    "get_attribute",
    "remove_attribute",
    "has_attribute",
    "query_selector",
    "query_selector_all",
    "closest",
    "matches",
    "matches_str",
    "create_element",
    "create_element_ns",
    "get_element_by_id",
    "strip_prefix",
    "strip_suffix",
    "split",
    "split_once",
    "rsplit",
    "rsplit_once",
    "starts_with",
    "ends_with",
    "contains",
    "find",
    "trim_matches",
    "trim_start_matches",
    "trim_end_matches",
    "split_terminator",
    "replace",
    "join",
    "from_str",
    "meta",
    "kept",
    "keep",
    "of_page",
    "panic",
    "assert",
    "assert_eq",
    "debug_assert",
    "unreachable",
    "include_str",
    "concat",
    "cfg",
    "set_type",
    "get_item",
    "set_item",
    "remove_item",
    "set_property",
    "get_context",
    "match_media",
    "set_name",
    "set_data",
];
/// Macros whose first literal has holes.
const TEMPLATES: [&str; 6] = ["format", "write", "writeln", "print", "format_args", "println"];

/// Every Rust source below a folder, tests left out.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("tests.rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The literals of a file that people may read.
pub fn literals(file: &Path) -> Vec<Literal> {
    let source = std::fs::read_to_string(file).unwrap();
    read(file, &source)
}

/// The same of a source.
pub fn read(file: &Path, source: &str) -> Vec<Literal> {
    let tokens: TokenStream = source.parse().unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut reader = Reader { file, found: Vec::new() };
    reader.stream(tokens, Place::default());
    reader.found
}

/// Where a stream stands.
#[derive(Clone, Copy, Default)]
struct Place {
    /// In the markup of `html!`.
    markup: bool,
    /// In braces of markup: what stands there is shown, a single word too.
    shown: bool,
    /// In a macro that takes a template.
    template: bool,
}

struct Reader<'a> {
    file: &'a Path,
    found: Vec<Literal>,
}

impl Reader<'_> {
    fn stream(&mut self, tokens: TokenStream, place: Place) {
        let all: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < all.len() {
            match &all[at] {
                TokenTree::Punct(mark) if mark.as_char() == '#' => {
                    let inner = matches!(all.get(at + 1), Some(TokenTree::Punct(mark)) if mark.as_char() == '!');
                    let group = at + 1 + usize::from(inner);
                    let is_test = matches!(all.get(group), Some(TokenTree::Group(group)) if group.stream().to_string().starts_with("cfg (test"));
                    at = group + 1;
                    if is_test {
                        // The item that is a test's alone.
                        while at < all.len() && !is_end(&all[at]) {
                            at += 1;
                        }
                        at += 1;
                    }
                    continue;
                }
                TokenTree::Group(group) => self.group(&all[..at], group, place),
                TokenTree::Literal(literal) => {
                    let attribute = if place.markup { attribute(&all[..at]) } else { None };
                    let read = attribute.as_deref().is_none_or(is_read);
                    // A pattern, or what is compared: a key.
                    let arm = matches!((all.get(at + 1), all.get(at + 2)), (Some(TokenTree::Punct(one)), Some(TokenTree::Punct(two))) if one.as_char() == '=' && two.as_char() == '>');
                    let compared = at >= 2
                        && matches!((&all[at - 2], &all[at - 1]), (TokenTree::Punct(one), TokenTree::Punct(two)) if "=!".contains(one.as_char()) && two.as_char() == '=');
                    if read && !arm && !compared {
                        let shown = place.shown || attribute.is_some();
                        self.literal(
                            &literal.to_string(),
                            literal.span().start().line,
                            shown,
                            place.template && at == first(&all),
                        );
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn group(&mut self, before: &[TokenTree], group: &Group, place: Place) {
        let name = called(before);
        if name.as_deref().is_some_and(|name| MACHINE.contains(&name)) {
            return;
        }
        let is_macro = matches!(before.last(), Some(TokenTree::Punct(mark)) if mark.as_char() == '!');
        if is_macro && name.as_deref() == Some("html") {
            return self.stream(group.stream(), Place { markup: true, ..Place::default() });
        }
        if place.markup {
            let attribute = attribute(before);
            if attribute.as_deref().is_some_and(|name| !is_read(name)) {
                return;
            }
            // `if …` and `for …` of markup hold markup again; other braces hold an expression that is shown.
            let markup = group.delimiter() == Delimiter::Brace && block(before);
            return self.stream(group.stream(), Place { markup, shown: !markup, template: false });
        }
        let template = is_macro && name.as_deref().is_some_and(|name| TEMPLATES.contains(&name));
        self.stream(
            group.stream(),
            Place { markup: false, shown: place.shown && group.delimiter() == Delimiter::Brace, template },
        );
    }

    fn literal(&mut self, token: &str, line: usize, shown: bool, holes: bool) {
        let Some(text) = unquoted(token) else { return };
        let words =
            text.split_whitespace().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1).count();
        let first = text.trim_start().chars().next().unwrap_or(' ');
        let sentence = first.is_uppercase() && text.chars().nth(1).is_some_and(char::is_lowercase);
        if words > 1 || (words > 0 && (shown || sentence || text.trim() != text)) {
            self.found.push(Literal { file: self.file.to_owned(), line, text, holes });
        }
    }
}

fn is_end(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(mark) => mark.as_char() == ';',
        _ => false,
    }
}

/// Where the first literal stands.
fn first(all: &[TokenTree]) -> usize {
    all.iter().position(|token| matches!(token, TokenTree::Literal(_))).unwrap_or_default()
}

/// What a group is handed to: the function or macro named before it.
fn called(before: &[TokenTree]) -> Option<String> {
    let before = match before {
        [head @ .., TokenTree::Punct(mark)] if mark.as_char() == '!' => head,
        _ => before,
    };
    match before.last() {
        Some(TokenTree::Ident(name)) => Some(name.to_string()),
        _ => None,
    }
}

/// The attribute whose value comes next: `aria-label=`.
fn attribute(before: &[TokenTree]) -> Option<String> {
    let [rest @ .., TokenTree::Punct(mark)] = before else { return None };
    if mark.as_char() != '=' {
        return None;
    }
    let mut name = String::new();
    for token in rest.iter().rev() {
        match token {
            TokenTree::Ident(part) if name.is_empty() || name.starts_with('-') => name = format!("{part}{name}"),
            TokenTree::Punct(mark) if mark.as_char() == '-' && !name.is_empty() && !name.starts_with('-') => {
                name = format!("-{name}");
            }
            _ => break,
        }
    }
    (!name.is_empty()).then_some(name)
}

fn is_read(attribute: &str) -> bool {
    if attribute.starts_with("aria-") {
        return HEARD.contains(&attribute);
    }
    !attribute.starts_with("data-") && !attribute.contains('-') && !ATTRIBUTES.contains(&attribute)
}

/// Whether a brace in markup is the body of an `if`, `else` or `match`.
fn block(before: &[TokenTree]) -> bool {
    before
        .iter()
        .rev()
        .take_while(|token| {
            !matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
                && !matches!(token, TokenTree::Punct(mark) if mark.as_char() == '<')
        })
        .any(|token| matches!(token, TokenTree::Ident(word) if word == "if" || word == "else"))
}

/// A literal without its quotes; nothing for what is no string.
fn unquoted(token: &str) -> Option<String> {
    if let Some(raw) = token.strip_prefix('r') {
        return Some(raw.trim_matches('#').trim_matches('"').to_owned());
    }
    let inner = token.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::new();
    let mut letters = inner.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('\\', Some('n')) => text.push('\n'),
            ('\\', Some('\n')) => {
                while letters.next_if(|c| c.is_whitespace()).is_some() {}
                continue;
            }
            ('\\', Some(next)) => text.push(*next),
            _ => {
                text.push(letter);
                continue;
            }
        }
        letters.next();
    }
    Some(text)
}
