//! Letters in paragraphs.

use std::{
    collections::HashMap,
    fmt::Write as _,
    io::{self, Write},
};

use super::super::{document::Run, text};

/// Where links of the document lead, each address once.
#[derive(Default)]
pub(super) struct Links {
    known: HashMap<String, usize>,
}

impl Links {
    /// The relation's id of an address; nothing where it is none that a document should open.
    fn id(&mut self, url: &str) -> Option<usize> {
        let url = text::line(url);
        if !["https://", "http://", "mailto:"].iter().any(|scheme| url.starts_with(scheme)) {
            return None;
        }
        let next = self.known.len() + 1;
        Some(*self.known.entry(url).or_insert(next))
    }

    pub fn relations(&self, out: &mut impl Write) -> io::Result<()> {
        for (url, id) in &self.known {
            write!(
                out,
                concat!(
                    r#"<Relationship Id="link{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/"#,
                    r#"relationships/hyperlink" Target="{}" TargetMode="External"/>"#,
                ),
                id,
                text::escape(url)
            )?;
        }
        Ok(())
    }
}

/// Letters with the properties `also`, such as their size.
pub(super) fn runs(out: &mut String, links: &mut Links, runs: &[Run], also: &str) {
    for run in runs {
        let link = run.link.as_deref().and_then(|url| links.id(url));
        if let Some(id) = link {
            let _ = write!(out, r#"<w:hyperlink r:id="link{id}">"#);
        }
        let mut properties = String::new();
        if link.is_some() {
            properties.push_str(r#"<w:rStyle w:val="Hyperlink"/>"#);
        }
        if run.bold {
            properties.push_str("<w:b/><w:bCs/>");
        }
        if run.italic {
            properties.push_str("<w:i/><w:iCs/>");
        }
        properties.push_str(also);
        if run.to_fill {
            properties.push_str(r#"<w:highlight w:val="yellow"/>"#);
        }
        letters(out, &run.text, &properties);
        if link.is_some() {
            out.push_str("</w:hyperlink>");
        }
    }
}

/// Letters that look alike, with line ends and tabs.
pub(super) fn letters(out: &mut String, words: &str, properties: &str) {
    out.push_str("<w:r>");
    if !properties.is_empty() {
        let _ = write!(out, "<w:rPr>{properties}</w:rPr>");
    }
    for (at, line) in text::clean(words).split('\n').enumerate() {
        if at > 0 {
            out.push_str("<w:br/>");
        }
        for (at, part) in line.split('\t').enumerate() {
            if at > 0 {
                out.push_str("<w:tab/>");
            }
            if !part.is_empty() {
                let _ = write!(out, r#"<w:t xml:space="preserve">{}</w:t>"#, text::escape(part));
            }
        }
    }
    out.push_str("</w:r>");
}

/// A paragraph of one run in a style, with more properties of the paragraph and the letters.
pub(super) fn paragraph(out: &mut String, style: &str, properties: &str, words: &str, of_letters: &str) {
    out.push_str("<w:p><w:pPr>");
    if !style.is_empty() {
        let _ = write!(out, r#"<w:pStyle w:val="{style}"/>"#);
    }
    let _ = write!(out, "{properties}</w:pPr>");
    if !words.is_empty() {
        letters(out, words, of_letters);
    }
    out.push_str("</w:p>");
}
