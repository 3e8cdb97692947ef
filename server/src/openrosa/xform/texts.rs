//! The sentences of a form in both languages (`itext`). Vietnamese is the default; where a checklist has no English,
//! the Vietnamese stands in both.

use std::collections::HashSet;

use mobile_sync_protocol::text::Text;

use crate::openrosa::xml::{Xml, escaped};

/// The languages, as clients show them in their menu, the default first.
pub(super) const LANGUAGES: [&str; 2] = ["Tiếng Việt (vi)", "English (en)"];

/// The sentences in the order in which the form first needs them.
#[derive(Debug, Default)]
pub(super) struct Texts {
    known: HashSet<String>,
    /// Id, and the markup in each language.
    entries: Vec<(String, [String; 2])>,
}

impl Texts {
    /// Keeps `text` under `id`, unless something is there already, and gives the id back.
    pub(super) fn add(&mut self, id: impl Into<String>, text: &Text) -> String {
        self.add_markup(id, [escaped(&text.vi), escaped(text.english())])
    }

    /// Keeps a sentence whose end is computed on the phone.
    pub(super) fn add_computed(&mut self, id: impl Into<String>, before: &Text, expression: &str) -> String {
        let output = format!("<output value=\"{}\"/>", escaped(expression));
        let markup = [&before.vi, &before.en].map(|before| format!("{}{output}", escaped(before)));
        self.add_markup(id, markup)
    }

    fn add_markup(&mut self, id: impl Into<String>, markup: [String; 2]) -> String {
        let id = id.into();
        if self.known.insert(id.clone()) {
            self.entries.push((id.clone(), markup));
        }
        id
    }

    /// Writes the `itext` of the model.
    pub(super) fn write(&self, xml: &mut Xml) {
        xml.open("itext", &[]).line();
        for (at, language) in LANGUAGES.into_iter().enumerate() {
            let default = [("lang", language), ("default", "true()")];
            xml.open("translation", if at == 0 { &default } else { &default[..1] }).line();
            for (id, markup) in &self.entries {
                let markup = markup.get(at).map_or("", String::as_str);
                xml.open("text", &[("id", id)]).leaf_of_markup("value", &[], markup).close().line();
            }
            xml.close().line();
        }
        xml.close().line();
    }
}

/// How a form names a sentence.
pub(super) fn reference(id: &str) -> String {
    format!("jr:itext('{id}')")
}
