//! The columns of a sheet: which there are, in which language, and which are outside of the subset.

use mobile_sync_protocol::text::Text;

use super::{Faults, Sheet};

/// The languages of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// Tiếng Việt.
    Vietnamese,
    /// English.
    English,
}

/// The language that a header names: `Tiếng Việt (vi)`, `vi`, `English (en)`, `English`.
pub(super) fn language(name: &str) -> Option<Language> {
    let name = name.trim().to_lowercase();
    let code = name.strip_suffix(')').and_then(|name| name.rsplit_once('(')).map_or(name.as_str(), |(_, code)| code);
    match code.trim() {
        "vi" | "tiếng việt" | "vietnamese" => Some(Language::Vietnamese),
        "en" | "english" | "tiếng anh" => Some(Language::English),
        _ => None,
    }
}

/// The columns of a sheet.
pub(super) struct Columns {
    /// Name, language, and place of each column that is known.
    known: Vec<(String, Option<Language>, usize)>,
    english_first: bool,
}

impl Columns {
    /// The columns of `sheet` whose names are in `known`. What stands in any other column is outside of the subset.
    pub(super) fn of(sheet: &Sheet, known: &[&str], english_first: bool, faults: &mut Faults) -> Self {
        let mut columns = Self { known: Vec::new(), english_first };
        for (at, header) in sheet.headers.iter().enumerate() {
            let first = sheet.rows.iter().find(|(_, row)| row.get(at).is_some_and(|cell| !cell.is_empty()));
            let Some((line, _)) = first else { continue };
            let (name, tongue) = split(header);
            let said = tongue.map(language);
            if !known.contains(&name.as_str()) {
                let (vi, en) = (
                    "Cột này nằm ngoài phần được hỗ trợ; hãy xóa nội dung của cột",
                    "This column is outside of what is taken; clear it",
                );
                faults.say(&sheet.name, *line, Some(header), vi, en);
            } else if said == Some(None) {
                let (vi, en) =
                    ("Chỉ nhận tiếng Việt (vi) và tiếng Anh (en)", "Only Vietnamese (vi) and English (en) are taken");
                faults.say(&sheet.name, sheet.header_line, Some(header), vi, en);
            } else if columns.known.iter().any(|(other, language, _)| *other == name && *language == said.flatten()) {
                faults.say(&sheet.name, sheet.header_line, Some(header), "Cột bị trùng", "This column stands twice");
            } else {
                columns.known.push((name, said.flatten(), at));
            }
        }
        columns
    }

    /// The cell of the column that names no language; empty where there is none.
    pub(super) fn cell<'r>(&self, row: &'r [String], name: &str) -> &'r str {
        self.cell_in(row, name, None)
    }

    fn cell_in<'r>(&self, row: &'r [String], name: &str, language: Option<Language>) -> &'r str {
        let column = self.known.iter().find(|(known, said, _)| known == name && *said == language);
        column.and_then(|(_, _, at)| row.get(*at)).map_or("", String::as_str)
    }

    /// A sentence in both languages. Where there is no Vietnamese, the English stands for it: somebody must be able to
    /// read the question.
    pub(super) fn text(&self, row: &[String], name: &str) -> Text {
        let plain = self.cell(row, name);
        let mut text = Text::new(
            self.cell_in(row, name, Some(Language::Vietnamese)),
            self.cell_in(row, name, Some(Language::English)),
        );
        let unsaid = if self.english_first { &mut text.en } else { &mut text.vi };
        if unsaid.is_empty() {
            plain.clone_into(unsaid);
        }
        if text.vi.is_empty() {
            text.vi = std::mem::take(&mut text.en);
        }
        text
    }

    /// A sentence of a column that is one whatever the default language is.
    pub(super) fn plain_text(&self, row: &[String], name: &str) -> Text {
        Self { known: self.known.clone(), english_first: false }.text(row, name)
    }

    /// A sentence, or none where nothing stands there.
    pub(super) fn optional_text(&self, row: &[String], name: &str) -> Option<Text> {
        Some(self.text(row, name)).filter(|text| !text.vi.is_empty())
    }
}

/// A header's name, and the language behind it: `label::English (en)`. Some programs write one colon.
fn split(header: &str) -> (String, Option<&str>) {
    let (name, language) = match header.split_once("::").or_else(|| header.split_once(':')) {
        Some((name, language)) => (name, Some(language.trim())),
        None => (header, None),
    };
    let name = name.trim().to_lowercase().replace(' ', "_");
    // Names that pyxform takes for the same column.
    let name = match name.as_str() {
        "list_name" | "list" => "list_name",
        "value" => "name",
        "relevance" => "relevant",
        "constraint_msg" => "constraint_message",
        other => other,
    };
    (name.to_owned(), language)
}
