//! Writes XML into one text, always with the same bytes for the same calls.

use std::fmt::Write as _;

use quick_xml::escape::escape;

/// An XML document that grows by its elements.
#[derive(Debug)]
pub(super) struct Xml {
    text: String,
    open: Vec<String>,
}

impl Xml {
    /// A document that holds nothing but its declaration.
    pub(super) fn new() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), open: Vec::new() }
    }

    /// Opens an element. The attributes are written in the order given.
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> &mut Self {
        self.start(name, attributes);
        self.text.push('>');
        self.open.push(name.to_owned());
        self
    }

    /// Closes the element that was opened last.
    pub(super) fn close(&mut self) -> &mut Self {
        if let Some(name) = self.open.pop() {
            self.end(&name);
        }
        self
    }

    /// An element with nothing in it.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> &mut Self {
        self.start(name, attributes);
        self.text.push_str("/>");
        self
    }

    /// An element that holds a text.
    pub(super) fn leaf(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> &mut Self {
        self.leaf_of_markup(name, attributes, &escaped(text))
    }

    /// An element that holds markup, which is written as it stands.
    pub(super) fn leaf_of_markup(&mut self, name: &str, attributes: &[(&str, &str)], markup: &str) -> &mut Self {
        self.start(name, attributes);
        self.text.push('>');
        self.text.push_str(markup);
        self.end(name);
        self
    }

    /// Begins a new line, for whoever reads the document.
    pub(super) fn line(&mut self) -> &mut Self {
        self.text.push('\n');
        self
    }

    /// The document, with everything closed.
    pub(super) fn finish(mut self) -> Vec<u8> {
        while !self.open.is_empty() {
            self.close();
        }
        self.text.push('\n');
        self.text.into_bytes()
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let _ = write!(self.text, "<{name}");
        for (name, value) in attributes {
            let _ = write!(self.text, " {name}=\"{}\"", escaped(value).replace('\n', "&#10;"));
        }
    }

    fn end(&mut self, name: &str) {
        let _ = write!(self.text, "</{name}>");
    }
}

/// `text` as it may stand in an element or an attribute. What XML 1.0 cannot hold at all becomes a space: one bad
/// character in one title would make a client refuse the whole list.
pub(super) fn escaped(text: &str) -> String {
    let fit: String = text.chars().map(|character| if is_allowed(character) { character } else { ' ' }).collect();
    escape(fit.as_str()).into_owned()
}

/// Whether XML 1.0 can hold `character` (section 2.2, `Char`).
pub(super) fn is_allowed(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
