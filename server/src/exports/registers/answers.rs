//! Answers, a row each: the long form, in which every checklist has the same columns.

use mobile_sync_protocol::{answer::Value as Given, ids::Key, record::Revision};
use serde_json::Value;

use super::{BLUE, Context, Page, PagedRecord, RecordPages, Rows, words};
use crate::{
    exports::MakeError,
    reports::{
        geopackage::Style,
        sketch::Position,
        table::{Cell, Column, Kind, Row},
    },
    store::RecordFilter,
};

/// Records of one page, each with some dozens of answers.
const PAGE: i64 = 200;

/// Answers of records' heads, a row each.
#[derive(Debug)]
pub struct Answers(RecordPages);

impl Answers {
    /// Of the records under a filter.
    pub fn new(context: Context, filter: RecordFilter) -> Self {
        Self(RecordPages::new(context, filter, PAGE))
    }

    fn rows(&self, record: &PagedRecord, rows: &mut Vec<(Row, Option<Position>)>) {
        let (context, row) = (self.0.context(), &record.row);
        let head = record.head.as_ref().filter(|_| !record.masked);
        let Some(head) = head.and_then(|head| serde_json::from_slice::<Revision>(&head.canonical).ok()) else { return };
        let checklist = context.registry.checklist(&head.checklist);
        let place =
            |key: &Key| checklist.and_then(|list| list.items().enumerate().find(|(_, (_, item))| item.key == *key));
        let mut answers: Vec<_> = head.answers.iter().map(|(key, answer)| (place(key), key, answer)).collect();
        answers.sort_by_key(|(place, ..)| place.as_ref().map_or(usize::MAX, |(at, _)| *at));
        let [commune_code, commune] = context.unit(row.commune);
        for (place, key, answer) in answers {
            let (section, item) = place.map(|(_, (section, item))| (section, item)).unzip();
            let number = match &answer.value {
                Given::Number(number) => Cell::Number(*number),
                _ => Cell::Empty,
            };
            let cells = vec![
                Cell::text(row.id.to_string()),
                Cell::maybe(record.subject_code()),
                Cell::maybe(record.subject_name()),
                commune_code.clone(),
                commune.clone(),
                Cell::Date(row.captured_on),
                Cell::text(head.checklist.id.as_str()),
                Cell::count(head.checklist.version),
                Cell::maybe(section.map(|section| section.title.vi.as_str())),
                Cell::text(key.as_str()),
                Cell::maybe(item.map(|item| item.question.vi.as_str())),
                Cell::text(word(&answer.value)),
                Cell::text(words::answer(&answer.value, item)),
                number,
                Cell::maybe(answer.note.as_deref()),
            ];
            rows.push((cells.into(), None));
        }
    }
}

/// The word for an answer's type on the wire.
fn word(value: &Given) -> &'static str {
    match value {
        Given::Outcome(_) => "outcome",
        Given::Number(_) => "number",
        Given::Choice(_) => "choice",
        Given::Choices(_) => "choices",
        Given::Text(_) => "text",
        Given::Date(_) => "date",
        Given::Place(_) => "place",
    }
}

impl Rows for Answers {
    fn columns() -> Vec<Column> {
        Column::list([
            ("record", "Mã phiếu", Kind::Text, 38.0),
            ("subject_code", "Mã đối tượng", Kind::Text, 14.0),
            ("subject", "Đối tượng", Kind::Text, 34.0),
            ("commune_code", "Mã xã", Kind::Text, 9.0),
            ("commune", "Xã", Kind::Text, 18.0),
            ("inspected_on", "Ngày kiểm tra", Kind::Date, 12.0),
            ("checklist", "Bảng kiểm", Kind::Text, 26.0),
            ("checklist_version", "Phiên bản", Kind::Number { decimals: 0 }, 9.0),
            ("section", "Mục", Kind::Text, 30.0),
            ("item", "Mã tiêu chí", Kind::Text, 24.0),
            ("question", "Tiêu chí", Kind::Text, 50.0),
            ("type", "Kiểu trả lời", Kind::Text, 10.0),
            ("answer", "Trả lời", Kind::Text, 30.0),
            ("number", "Giá trị số", Kind::Number { decimals: 2 }, 10.0),
            ("note", "Ghi chú", Kind::Text, 40.0),
        ])
    }

    fn style(&self) -> Style {
        Style::One(BLUE)
    }

    async fn total(&mut self) -> Result<i64, MakeError> {
        self.0.total().await
    }

    async fn next(&mut self) -> Result<Option<Page>, MakeError> {
        let Some(records) = self.0.next().await? else { return Ok(None) };
        let mut page = Page { rows: Vec::new(), things: i64::try_from(records.len()).unwrap_or(0) };
        for record in &records {
            self.rows(record, &mut page.rows);
        }
        Ok(Some(page))
    }

    fn position(&self) -> Value {
        self.0.position()
    }

    fn go_on(&mut self, position: Value) -> Result<(), serde_json::Error> {
        self.0.go_on(position)
    }
}
