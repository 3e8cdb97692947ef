//! Reads XML into a tree of bounded size. What a phone can be told is told by [`NotXml`]; nothing that is declared in
//! the document itself (entities, external files) is ever followed.

use mobile_sync_protocol::text::Text;
use quick_xml::{
    Reader, XmlVersion,
    errors::{Error, IllFormedError},
    events::{BytesStart, Event},
};

/// How large a document may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Most bytes.
    pub bytes: usize,
    /// Most elements inside each other.
    pub depth: usize,
    /// Most elements.
    pub elements: usize,
}

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// Its name as it is written, with its prefix.
    pub name: String,
    /// Its attributes as they are written, with their prefixes.
    pub attributes: Vec<(String, String)>,
    /// The text that stands directly in it.
    pub text: String,
    /// The elements in it.
    pub children: Vec<Element>,
}

/// Why bytes are no document that is read here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotXml {
    /// More bytes than this.
    #[error("larger than {0} bytes")]
    TooLarge(usize),
    /// Bytes that are no UTF-8.
    #[error("not UTF-8 text")]
    NotUtf8,
    /// A NUL character, as such or as a reference.
    #[error("holds a NUL character")]
    Nul,
    /// A document type, with which entities could be declared.
    #[error("declares a document type")]
    Doctype,
    /// A reference to an entity that XML itself does not know.
    #[error("refers to &{0};, which is not defined")]
    UndefinedEntity(String),
    /// An element that is not closed.
    #[error("<{0}> is not closed")]
    Unclosed(String),
    /// An element that is closed as another.
    #[error("<{open}> is closed as </{closed}>")]
    Mismatched {
        /// What was open.
        open: String,
        /// What closes it.
        closed: String,
    },
    /// Something beside the one root element.
    #[error("holds more than one root element")]
    Trailing,
    /// No element at all.
    #[error("holds no element")]
    Empty,
    /// More elements inside each other than this.
    #[error("more than {0} elements inside each other")]
    TooDeep(usize),
    /// More elements than this.
    #[error("more than {0} elements")]
    TooManyElements(usize),
    /// A name of more bytes than this.
    #[error("a name of more than {0} bytes")]
    LongName(usize),
    /// Anything else, with the line.
    #[error("line {line}: {what}")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// What the reader says.
        what: String,
    },
}

impl NotXml {
    /// The same for a phone's screen.
    pub fn text(&self) -> Text {
        let vi = match self {
            Self::TooLarge(most) => format!("lớn hơn {most} byte"),
            Self::NotUtf8 => "không phải văn bản UTF-8".to_owned(),
            Self::Nul => "có ký tự NUL".to_owned(),
            Self::Doctype => "có khai báo DOCTYPE".to_owned(),
            Self::UndefinedEntity(name) => format!("dùng &{name}; chưa được định nghĩa"),
            Self::Unclosed(name) => format!("thẻ <{name}> chưa đóng"),
            Self::Mismatched { open, closed } => format!("thẻ <{open}> bị đóng bằng </{closed}>"),
            Self::Trailing => "có nhiều hơn một phần tử gốc".to_owned(),
            Self::Empty => "không có phần tử nào".to_owned(),
            Self::TooDeep(most) => format!("quá {most} phần tử lồng nhau"),
            Self::TooManyElements(most) => format!("quá {most} phần tử"),
            Self::LongName(most) => format!("tên dài hơn {most} byte"),
            Self::Syntax { line, .. } => format!("sai cú pháp XML ở dòng {line}"),
        };
        Text::new(vi, self.to_string())
    }
}

impl Element {
    /// The name without its prefix.
    pub(super) fn local(&self) -> &str {
        local(&self.name)
    }

    /// The value of the attribute whose name, without prefix, is `name`.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| local(known) == name).map(|(_, value)| value.as_str())
    }

    /// The value of the attribute that is written `name`, prefix and all.
    pub(super) fn written(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The first child of that name, whatever its prefix.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.local() == name)
    }
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Reads a document.
///
/// # Errors
/// The first thing that makes it unreadable.
pub(super) fn read(bytes: &[u8], limits: Limits) -> Result<Element, NotXml> {
    if bytes.len() > limits.bytes {
        return Err(NotXml::TooLarge(limits.bytes));
    }
    if bytes.contains(&0) {
        return Err(NotXml::Nul);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| NotXml::NotUtf8)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader::from_str(text);
    let mut builder = Builder { limits, open: Vec::new(), root: None, elements: 0 };
    loop {
        let event = reader.read_event().map_err(|error| fault(&error, text, reader.error_position()))?;
        let taken = match event {
            Event::Start(tag) => builder.start(&tag),
            Event::Empty(tag) => builder.start(&tag).and_then(|()| builder.end()),
            Event::End(_) => builder.end(),
            Event::Text(piece) => builder.text(&piece.xml10_content()),
            Event::CData(piece) => builder.text(&piece.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(Some).and_then(|found| found.ok_or(None));
                match character {
                    Ok(character) => builder.text(character.encode_utf8(&mut [0; 4])),
                    Err(_) => entity(&reference.xml10_content()).and_then(|piece| builder.text(piece)),
                }
            }
            Event::DocType(_) => Err(NotXml::Doctype),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => Ok(()),
            Event::Eof => break,
        };
        taken.map_err(|fault| match fault {
            NotXml::Syntax { what, .. } => syntax(what, text, reader.buffer_position()),
            other => other,
        })?;
    }
    match (builder.open.pop(), builder.root) {
        (Some(open), _) => Err(NotXml::Unclosed(open.name)),
        (None, root) => root.ok_or(NotXml::Empty),
    }
}

/// Longest name of an element, in bytes: a path is made of them.
const NAME_MAX: usize = 256;

struct Builder {
    limits: Limits,
    open: Vec<Element>,
    root: Option<Element>,
    elements: usize,
}

impl Builder {
    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), NotXml> {
        if self.open.is_empty() && self.root.is_some() {
            return Err(NotXml::Trailing);
        }
        self.elements += 1;
        if self.elements > self.limits.elements {
            return Err(NotXml::TooManyElements(self.limits.elements));
        }
        if self.open.len() >= self.limits.depth {
            return Err(NotXml::TooDeep(self.limits.depth));
        }
        if tag.name().0.len() > NAME_MAX {
            return Err(NotXml::LongName(NAME_MAX));
        }
        let mut attributes = Vec::new();
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|error| said(error.to_string()))?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| match error {
                Error::Escape(escape) => escaped_wrong(&attribute.value, &escape.to_string()),
                other => said(other.to_string()),
            })?;
            attributes.push((attribute.key.0.to_owned(), value.into_owned()));
        }
        self.open.push(Element { name: tag.name().0.to_owned(), attributes, ..Element::default() });
        Ok(())
    }

    fn end(&mut self) -> Result<(), NotXml> {
        let done = self.open.pop().ok_or(NotXml::Trailing)?;
        match self.open.last_mut() {
            Some(above) => above.children.push(done),
            None => self.root = Some(done),
        }
        Ok(())
    }

    fn text(&mut self, piece: &str) -> Result<(), NotXml> {
        match self.open.last_mut() {
            Some(open) => open.text.push_str(piece),
            None if piece.trim().is_empty() => {}
            None => return Err(said("text stands outside of the root element".to_owned())),
        }
        Ok(())
    }
}

/// What a reference stands for that is no readable number.
fn entity(name: &str) -> Result<&'static str, NotXml> {
    if let Some(number) = name.strip_prefix('#') {
        let digits = number.trim_start_matches(['x', 'X']);
        let is_nul = !digits.is_empty() && digits.bytes().all(|digit| digit == b'0');
        return Err(if is_nul { NotXml::Nul } else { said(format!("&{name}; is no character")) });
    }
    quick_xml::escape::resolve_predefined_entity(name).ok_or_else(|| NotXml::UndefinedEntity(short(name)))
}

/// The fault of an attribute's value that holds a wrong reference.
fn escaped_wrong(value: &str, what: &str) -> NotXml {
    let names = value.split('&').skip(1).filter_map(|rest| rest.split_once(';')).map(|(name, _)| name);
    for name in names {
        if let Err(fault @ (NotXml::UndefinedEntity(_) | NotXml::Nul)) = entity(name) {
            return fault;
        }
    }
    said(what.to_owned())
}

fn fault(error: &Error, text: &str, position: u64) -> NotXml {
    match error {
        Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
            NotXml::Mismatched { open: short(expected), closed: short(found) }
        }
        Error::IllFormed(IllFormedError::MissingEndTag(name)) => NotXml::Unclosed(short(name)),
        Error::Syntax(what) => match what {
            quick_xml::errors::SyntaxError::UnclosedDoctype => NotXml::Doctype,
            other => syntax(other.to_string(), text, position),
        },
        other => syntax(other.to_string(), text, position),
    }
}

fn said(what: String) -> NotXml {
    NotXml::Syntax { line: 0, what }
}

fn syntax(what: String, text: &str, position: u64) -> NotXml {
    let before = usize::try_from(position).unwrap_or(usize::MAX).min(text.len());
    let line = 1 + text.as_bytes().iter().take(before).filter(|byte| **byte == b'\n').count();
    NotXml::Syntax { line, what }
}

fn short(name: &str) -> String {
    name.chars().take(60).collect()
}
