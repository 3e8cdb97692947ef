//! Forms (mẫu báo cáo): which sections an evaluation has, what is written in each, which findings are proposed there,
//! which figures stand there, and which fields are left to be filled by hand.
//!
//! A form is data that an office writes and versions, as a checklist is, because the text of the circular's own forms
//! is not public: another form, or the next programme's, is an import. A published version never changes.

use std::collections::{BTreeMap, BTreeSet};

use mobile_sync_protocol::{
    checklist::Unit,
    ids::Key,
    problem::{Code, Violation},
    text::Text,
    time::Date,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{figures::FigureKey, table::FormTable};
use crate::review::finding::{Category, Level, words};

/// The format that this server reads and writes.
pub const FORMAT: u32 = 1;

/// Most sections, and most fields of one.
const MOST: usize = 60;

words! {
    /// The kinds of evaluation.
    EvaluationKind {
        /// Mẫu số 01: what was followed and inspected in a half-year or a year.
        Monitoring "monitoring" "báo cáo giám sát";
        /// Mẫu số 02: how the programme stands against its aims.
        Annual "annual" "báo cáo đánh giá";
        /// On one subject.
        Thematic "thematic" "báo cáo chuyên đề";
    }
}

words! {
    /// The part of a year that an evaluation is about.
    Period {
        /// January to June.
        FirstHalf "first_half" "6 tháng đầu năm";
        /// The whole year.
        Year "year" "cả năm";
        /// No part that recurs; a year all the same, for what was counted in it.
        None "none" "không theo kỳ";
    }
}

impl Period {
    /// The first and the last day of this part of `year`; `None` where the year is out of range.
    pub fn days(self, year: i64) -> Option<(Date, Date)> {
        let year = i16::try_from(year).ok()?;
        let (month, day) = if self == Self::FirstHalf { (6, 30) } else { (12, 31) };
        Some((Date::new(year, 1, 1)?, Date::new(year, month, day)?))
    }

    /// How a title says it, before the year.
    pub fn in_title(self) -> &'static str {
        match self {
            Self::FirstHalf => "6 tháng đầu năm",
            Self::Year | Self::None => "năm",
        }
    }
}

/// One version of one form. Immutable once published: evaluations name the version that they follow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// The format's version: 1.
    pub format: u32,
    /// The form's name, the same in all its versions.
    pub id: Key,
    /// Counts up from 1.
    pub version: u32,
    /// What it is a form of.
    pub kind: EvaluationKind,
    /// What people call it.
    pub title: Text,
    /// The template that it follows, such as `Mẫu số 01, Phụ lục II, Thông tư 10/2022/TT-BLĐTBXH`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// Who held it against the official text; it is not the official form where this is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked: Option<Checked>,
    /// Where it comes from, and what is unsure about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// The parts of a year that it is made for.
    pub periods: Vec<Period>,
    /// How the document that comes of it begins.
    pub document: DocumentLook,
    /// The sections in order.
    pub sections: Vec<FormSection>,
    /// The tables that go with the report.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<FormTable>,
}

/// Who held a form against the official text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Checked {
    /// Who.
    pub by: String,
    /// When.
    pub on: Date,
    /// Against which text.
    pub against: String,
}

/// How a document begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentLook {
    /// The type of document in capitals: `BÁO CÁO`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The letters of the type in a document's symbol: `BC`.
    pub symbol: String,
    /// The subject line; `{period}` and `{year}` stand for the evaluation's.
    pub subject: String,
}

/// One section.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FormSection {
    /// The section's name in data.
    pub key: Key,
    /// The heading.
    pub title: Text,
    /// What is to be written there.
    pub guidance: Text,
    /// Which findings are proposed there; none can be attached where this is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub findings: Option<FindingRule>,
    /// Figures that stand there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<FigureKey>,
    /// What inspections cannot say, to be filled by hand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
}

/// Which findings are proposed in a section. What is not said does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingRule {
    /// Of these levels.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<Level>,
    /// About these things.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Category>,
    /// Of these nodes of the programme, by code, each with all that is below it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sub_projects: Vec<String>,
    /// Whether those of earlier times belong here.
    #[serde(default, skip_serializing_if = "is_default")]
    pub carried_over: CarriedOver,
}

/// Whether findings of earlier times belong to a section.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CarriedOver {
    /// Beside those of the evaluation's own days.
    #[default]
    With,
    /// They alone.
    Only,
    /// Not they.
    Without,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl FindingRule {
    /// Whether a finding of this sort is proposed.
    pub fn takes(&self, level: Level, category: Category) -> bool {
        (self.levels.is_empty() || self.levels.contains(&level))
            && (self.categories.is_empty() || self.categories.contains(&category))
    }
}

/// What is to be filled by hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name in data, unique in the form.
    pub key: Key,
    /// What is asked.
    pub title: Text,
    /// Where it is to be found, in a smaller line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Text>,
    /// What it holds.
    pub kind: FieldKind,
    /// The unit of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// Filled once for each of these; once where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<FieldRows>,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// A number.
    Number,
    /// A line of text.
    Text,
    /// A day.
    Date,
}

/// What a field is filled once for each of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldRows {
    /// The programme's leaves that the evaluation is about, by code.
    SubProject,
}

/// One value of a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum FieldCell {
    /// A number, in the field's unit.
    Number(f64),
    /// A text, or a day as `YYYY-MM-DD`.
    Text(String),
}

/// What was filled in for a field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub enum FieldValue {
    /// Of a field that is filled once.
    One(FieldCell),
    /// Of a field that is filled by rows: by the row's code.
    Rows(BTreeMap<String, FieldCell>),
}

/// What was filled in for a section's fields.
pub type FieldValues = BTreeMap<Key, FieldValue>;

/// Longest text of a field, in characters.
pub const FIELD_MAX: usize = 2_000;

/// Something of an evaluation or a form that cannot be right.
pub fn fault(code: Code, path: impl Into<String>, vi: &str, en: &str) -> Violation {
    Violation::new(path, code, Text::new(vi, en))
}

impl Form {
    /// The section with this name.
    pub fn section(&self, key: &Key) -> Option<&FormSection> {
        self.sections.iter().find(|section| section.key == *key)
    }

    /// The figures that stand in its sections and tables, each once, in order.
    pub fn figures(&self) -> Vec<FigureKey> {
        let mut seen = BTreeSet::new();
        let in_sections = self.sections.iter().flat_map(|section| &section.figures).copied();
        let in_tables = self.tables.iter().flat_map(FormTable::figures);
        in_sections.chain(in_tables).filter(|key| seen.insert(*key)).collect()
    }

    /// The subject line of the document.
    pub fn subject(&self, period: Period, year: i64) -> String {
        self.document.subject.replace("{period}", period.in_title()).replace("{year}", &year.to_string())
    }

    /// Everything that is wrong with it; empty where nothing is.
    pub fn faults(&self) -> Vec<Violation> {
        let mut faults = Vec::new();
        let mut say = |path: String, vi: &str, en: &str| faults.push(fault(Code::Form, path, vi, en));
        if self.format != FORMAT {
            say("/format".into(), "chỉ đọc được định dạng 1", "only format 1 is known");
        }
        if self.version == 0 {
            say("/version".into(), "phiên bản đếm từ 1", "versions count from 1");
        }
        if self.periods.is_empty() {
            say("/periods".into(), "phải có ít nhất một kỳ báo cáo", "name at least one period");
        }
        if self.sections.is_empty() || self.sections.len() > MOST {
            say("/sections".into(), "phải có từ 1 đến 60 mục", "a form has 1 to 60 sections");
        }
        let texts = [
            ("/title", &self.title.vi),
            ("/document/type", &self.document.kind),
            ("/document/symbol", &self.document.symbol),
            ("/document/subject", &self.document.subject),
        ];
        for (path, text) in texts {
            if text.trim().is_empty() {
                say(path.into(), "không được để trống", "must not be empty");
            }
        }
        let (mut keys, mut fields) = (BTreeSet::new(), BTreeSet::new());
        for (at, section) in self.sections.iter().enumerate() {
            let path = format!("/sections/{at}");
            if !keys.insert(&section.key) {
                say(format!("{path}/key"), "mục này đã có", "another section has this name");
            }
            if section.title.vi.trim().is_empty() {
                say(format!("{path}/title/vi"), "không được để trống", "must not be empty");
            }
            if section.fields.len() > MOST {
                say(format!("{path}/fields"), "tối đa 60 ô", "at most 60 fields");
            }
            for (number, field) in section.fields.iter().enumerate() {
                let path = format!("{path}/fields/{number}");
                if !fields.insert(&field.key) {
                    say(format!("{path}/key"), "ô này đã có trong mẫu", "another field of the form has this name");
                }
                if field.title.vi.trim().is_empty() {
                    say(format!("{path}/title/vi"), "không được để trống", "must not be empty");
                }
                if field.unit.is_some() && field.kind != FieldKind::Number {
                    say(format!("{path}/unit"), "chỉ ô số mới có đơn vị tính", "only a number has a unit");
                }
            }
        }
        if self.tables.len() > MOST {
            say("/tables".into(), "tối đa 60 biểu", "at most 60 tables");
        }
        let mut keys = BTreeSet::new();
        for (at, table) in self.tables.iter().enumerate() {
            let path = format!("/tables/{at}");
            if !keys.insert(&table.key) {
                let text = ("biểu này đã có", "another table has this name");
                faults.push(fault(Code::Form, format!("{path}/key"), text.0, text.1));
            }
            faults.extend(table.faults(self, &path));
        }
        faults
    }
}

impl Field {
    /// What is wrong with a value, at `path`. `rows` are the codes that a field by rows may be filled for.
    pub fn faults(&self, value: &FieldValue, rows: &BTreeSet<String>, path: &str) -> Vec<Violation> {
        match (self.by, value) {
            (None, FieldValue::One(cell)) => self.cell_fault(cell, path).into_iter().collect(),
            (Some(_), FieldValue::Rows(cells)) => {
                let one = |(row, cell): (&String, &FieldCell)| {
                    let path = format!("{path}/{}", row.replace('~', "~0").replace('/', "~1"));
                    if rows.contains(row) {
                        return self.cell_fault(cell, &path);
                    }
                    Some(fault(Code::EvaluationField, path, "Không có dòng này", "There is no such row"))
                };
                cells.iter().filter_map(one).collect()
            }
            (None, FieldValue::Rows(_)) => {
                vec![fault(Code::EvaluationField, path, "Ô này chỉ có một giá trị", "The field takes one value")]
            }
            (Some(_), FieldValue::One(_)) => {
                vec![fault(Code::EvaluationField, path, "Ô này điền theo từng dòng", "The field is filled by rows")]
            }
        }
    }

    fn cell_fault(&self, cell: &FieldCell, path: &str) -> Option<Violation> {
        let wrong = |vi, en| Some(fault(Code::EvaluationField, path, vi, en));
        match (self.kind, cell) {
            (FieldKind::Number, FieldCell::Number(number)) if number.is_finite() => None,
            (FieldKind::Number, _) => wrong("Phải là số", "Give a number"),
            (FieldKind::Text, FieldCell::Text(text)) if text.chars().count() <= FIELD_MAX => None,
            (FieldKind::Text, FieldCell::Text(_)) => wrong("Quá 2000 ký tự", "More than 2000 characters"),
            (FieldKind::Date, FieldCell::Text(text)) if text.parse::<Date>().is_ok() => None,
            (FieldKind::Text, _) => wrong("Phải là văn bản", "Give a text"),
            (FieldKind::Date, _) => wrong("Phải là ngày, dạng 2024-06-30", "Give a day, as in 2024-06-30"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn form(section: &Value) -> Form {
        serde_json::from_value(json!({
            "format": 1, "id": "f", "version": 1, "kind": "monitoring", "title": {"vi": "Mẫu"}, "periods": ["year"],
            "document": {"type": "BÁO CÁO", "symbol": "BC", "subject": "Kết quả giám sát {period} {year}"},
            "sections": [section],
        }))
        .unwrap()
    }

    fn section() -> Value {
        json!({
            "key": "s", "title": {"vi": "Mục"}, "guidance": {"vi": ""}, "findings": {"levels": ["f3"], "categories": ["funds"]},
            "figures": ["visits", "measures", "visits"],
            "fields": [
                {"key": "n", "title": {"vi": "Số"}, "kind": "number"},
                {"key": "t", "title": {"vi": "Chữ"}, "kind": "text"},
                {"key": "d", "title": {"vi": "Ngày"}, "kind": "date"},
                {"key": "r", "title": {"vi": "Vốn"}, "kind": "number", "by": "sub_project"},
            ],
        })
    }

    fn paths(faults: Vec<Violation>) -> Vec<String> {
        faults.into_iter().map(|fault| fault.path).collect()
    }

    #[test]
    fn a_form_that_is_right_has_no_faults_and_names_its_figures_once() {
        let form = form(&section());
        assert_eq!(form.faults(), []);
        assert_eq!(form.figures(), [FigureKey::Visits, FigureKey::Measures]);
        assert_eq!(form.subject(Period::FirstHalf, 2024), "Kết quả giám sát 6 tháng đầu năm 2024");
        assert_eq!(form.subject(Period::Year, 2024), "Kết quả giám sát năm 2024");
        let rule = form.sections[0].findings.as_ref().unwrap();
        assert!(rule.takes(Level::F3, Category::Funds));
        assert!(!rule.takes(Level::F2, Category::Funds) && !rule.takes(Level::F3, Category::Data));
        assert!(FindingRule::default().takes(Level::F1, Category::Other));
    }

    #[test]
    fn everything_that_is_wrong_with_a_form_is_named_by_its_place() {
        let mut twice = section();
        twice["fields"][1] =
            json!({"key": "n", "title": {"vi": " "}, "kind": "text", "unit": {"key": "ha", "label": {"vi": "ha"}}});
        let mut form = form(&twice);
        form.sections.push(form.sections[0].clone());
        form.sections[1].fields.clear();
        (form.format, form.version) = (2, 0);
        form.periods.clear();
        form.document.symbol.clear();
        let expected = [
            "/format",
            "/version",
            "/periods",
            "/document/symbol",
            "/sections/0/fields/1/key",
            "/sections/0/fields/1/title/vi",
            "/sections/0/fields/1/unit",
            "/sections/1/key",
        ];
        assert_eq!(paths(form.faults()), expected);
    }

    #[test]
    fn a_field_takes_what_it_is_of() {
        let form = form(&section());
        let rows = BTreeSet::from(["DA1.1".to_owned()]);
        let faults = |at: usize, value: Value| {
            let value: FieldValue = serde_json::from_value(value).unwrap();
            paths(form.sections[0].fields[at].faults(&value, &rows, "/f"))
        };
        assert_eq!(faults(0, json!(4.5)), [""; 0]);
        assert_eq!(faults(0, json!("4.5")), ["/f"]);
        assert_eq!(faults(1, json!("chữ")), [""; 0]);
        assert_eq!(faults(1, json!("a".repeat(FIELD_MAX + 1))), ["/f"]);
        assert_eq!(faults(2, json!("2024-06-30")), [""; 0]);
        assert_eq!(faults(2, json!("30/6/2024")), ["/f"]);
        assert_eq!(faults(3, json!({"DA1.1": 3})), [""; 0]);
        assert_eq!(faults(3, json!({"DA1.1": "x", "DA9/~": 1})), ["/f/DA1.1", "/f/DA9~1~0"]);
        assert_eq!(faults(3, json!(3)), ["/f"]);
        assert_eq!(faults(0, json!({"DA1.1": 3})), ["/f"]);
    }

    #[test]
    fn a_period_is_the_days_of_its_year() {
        let days = |period: Period| period.days(2024).map(|(from, to)| format!("{from} {to}"));
        assert_eq!(days(Period::FirstHalf).as_deref(), Some("2024-01-01 2024-06-30"));
        assert_eq!(days(Period::Year).as_deref(), Some("2024-01-01 2024-12-31"));
        assert_eq!(days(Period::None), days(Period::Year));
        assert_eq!(Period::Year.days(1999), None);
    }
}
