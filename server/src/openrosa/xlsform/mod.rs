//! Reads an `XLSForm`, the workbook in which the field writes its forms, as a checklist.
//!
//! A stated subset becomes a checklist, and everything outside it is refused with sheet, row, column and reason, all of
//! it at once: a question that was silently dropped would be missed a season later.
//!
//! | `XLSForm` | checklist |
//! | --- | --- |
//! | `begin_group` … `end_group`, not inside each other | a section; questions outside of groups make one of their own |
//! | `select_one` of a list `pass`, `fail`, `not_applicable` (or `dat`, `khong_dat`, `khong_ap_dung`) | pass/fail |
//! | `select_one`, `select_multiple` | a choice, several choices |
//! | `integer`, `decimal` (`unit`, a column of ours) | a number |
//! | `text`, `date`, `geopoint` (`capture-accuracy`) | the same |
//! | `image`; `begin_repeat` around nothing but one `image` | one photo; any number of photos |
//! | `start`, `end`, `today`, `deviceid`, `username` | passed over: every form of ours has them |
//! | `label`, `hint`, `constraint_message` in Vietnamese and English | the same |
//! | `required` yes or no | the same |
//! | `relevant`, `constraint` of comparisons, `selected`, `not`, `and`, `or`, `+`, `-`, `today()`, `date('…')` | rules |
//! | `photo` (yes, `if_fail`, no) and `finding` (F1, F2, F3), columns of ours | the same |
//!
//! The rules mean what they mean in a form: a comparison with what is not answered does not hold, and neither does
//! `selected`, so that `not(…)` of them does.

mod choices;
mod columns;
mod constraint;
mod question;
mod rule;
mod survey;
#[cfg(test)]
mod tests;

use mobile_sync_protocol::{
    checklist::{Checklist, FORMAT, SubjectKind, check},
    ids::Key,
    text::Text,
};

use self::{columns::Columns, survey::Survey};

/// A sheet as rows of trimmed, composed text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// The line of its header, from 1.
    pub header_line: u32,
    /// Its header.
    pub headers: Vec<String>,
    /// Its rows that are not blank, with their lines from 1. A row may be shorter than the header.
    pub rows: Vec<(u32, Vec<String>)>,
}

/// The sheets of an `XLSForm`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workbook {
    /// `survey`: the questions.
    pub survey: Sheet,
    /// `choices`: what can be chosen.
    pub choices: Sheet,
    /// `settings`: what the form is called.
    pub settings: Sheet,
}

/// What holds where the workbook does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsaid {
    /// The kind of subject, where `settings` has no `subject_kind`.
    pub subject_kind: Option<SubjectKind>,
    /// The version, where `settings` has none.
    pub version: u32,
}

/// One thing in a workbook that makes it no checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The sheet.
    pub sheet: String,
    /// The line, from 1; 0 for the whole sheet.
    pub row: u32,
    /// The column as its header names it.
    pub column: Option<String>,
    /// Why, and what to write instead.
    pub message: Text,
}

/// The faults of a workbook as they are found.
#[derive(Debug, Default)]
struct Faults(Vec<Fault>);

impl Faults {
    fn say(&mut self, sheet: &str, row: u32, column: Option<&str>, vi: impl Into<String>, en: impl Into<String>) {
        let column = column.map(str::to_owned);
        self.0.push(Fault { sheet: sheet.to_owned(), row, column, message: Text::new(vi, en) });
    }
}

/// Reads the checklist that a workbook describes.
///
/// # Errors
/// Everything that is outside of the subset or does not hold together, sheet by sheet from the top down.
pub fn checklist(book: &Workbook, unsaid: Unsaid) -> Result<Checklist, Vec<Fault>> {
    let mut faults = Faults::default();
    let settings = Settings::read(&book.settings, unsaid, &mut faults);
    let lists = choices::read(&book.choices, settings.english_first, &mut faults);
    let survey = Survey::read(&book.survey, &lists, settings.english_first, &mut faults);
    let checklist = Checklist {
        format: FORMAT,
        id: settings.id,
        version: settings.version,
        title: settings.title,
        subject_kind: settings.subject_kind,
        settings: std::collections::BTreeMap::new(),
        sections: survey.sections,
    };
    if faults.0.is_empty() {
        for violation in check::check(&checklist) {
            let row = survey::row_of(&survey.rows, &violation.path);
            faults.say(&book.survey.name, row, None, violation.message_vi, violation.message);
        }
    }
    if faults.0.is_empty() {
        let form = super::xform::form(&checklist);
        for flaw in
            super::check::form(&form.xml, &|list| super::lists::columns(list, &std::collections::BTreeSet::new()))
        {
            let Text { vi, en } = flaw.text();
            faults.say(&book.survey.name, 0, None, vi, en);
        }
    }
    if faults.0.is_empty() {
        return Ok(checklist);
    }
    let order =
        |sheet: &str| [&book.settings, &book.choices, &book.survey].iter().position(|known| known.name == sheet);
    faults.0.sort_by_key(|fault| (order(&fault.sheet), fault.row));
    Err(faults.0)
}

struct Settings {
    id: Key,
    version: u32,
    title: Text,
    subject_kind: SubjectKind,
    /// Whether columns that name no language are English.
    english_first: bool,
}

impl Settings {
    fn read(sheet: &Sheet, unsaid: Unsaid, faults: &mut Faults) -> Self {
        // `style` and `instance_name` are how a client shows the form, which every form of ours decides itself.
        const KNOWN: [&str; 7] =
            ["form_title", "form_id", "version", "default_language", "subject_kind", "style", "instance_name"];
        let columns = Columns::of(sheet, &KNOWN, false, faults);
        let empty = Vec::new();
        let (line, row) = sheet.rows.first().map_or((sheet.header_line, &empty), |(line, row)| (*line, row));
        if let Some((line, _)) = sheet.rows.get(1) {
            faults.say(&sheet.name, *line, None, "Chỉ có một dòng cài đặt", "There is one row of settings and no more");
        }
        let english_first =
            columns::language(columns.cell(row, "default_language")) == Some(columns::Language::English);
        let title = columns.plain_text(row, "form_title");
        let mut say = |column, vi: &str, en: &str| faults.say(&sheet.name, line, Some(column), vi, en);
        if title.vi.is_empty() {
            say("form_title", "Thiếu tên biểu mẫu", "The form's title is missing");
        }
        let id = columns.cell(row, "form_id").parse().ok();
        if id.is_none() {
            let (vi, en) = (
                "form_id gồm a-z, 0-9, _, bắt đầu bằng chữ cái, tối đa 64 ký tự",
                "form_id is made of a-z, 0-9 and _, begins with a letter, at most 64 characters",
            );
            say("form_id", vi, en);
        }
        let version = match columns.cell(row, "version") {
            "" => Some(unsaid.version),
            text => text.parse().ok().filter(|version| *version > 0),
        };
        if version.is_none() {
            say("version", "Phiên bản là số nguyên từ 1", "The version is a whole number from 1");
        }
        let kind = match columns.cell(row, "subject_kind") {
            "" => unsaid.subject_kind,
            word => SubjectKind::from_word(word),
        };
        if kind.is_none() {
            let words = SubjectKind::ALL.map(SubjectKind::as_str).join(", ");
            say("subject_kind", &format!("Ghi một trong: {words}"), &format!("Write one of: {words}"));
        }
        Self {
            id: id.unwrap_or_else(placeholder),
            version: version.unwrap_or(1),
            title,
            subject_kind: kind.unwrap_or(SubjectKind::Work),
            english_first,
        }
    }
}

/// A key for what is refused anyway, so that the rest is still looked at.
fn placeholder() -> Key {
    #[expect(clippy::expect_used, reason = "a constant that is a key")]
    "x".parse().expect("a key")
}
