//! Records, a row each.

use mobile_sync_protocol::{
    evidence::Answer,
    place::Fix,
    time::{OffsetTime, Timestamp},
};
use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

use super::{AMBER, Context, GREEN, OFFSET_S, Page, PagedRecord, RED, RecordPages, Rows, words};
use crate::{
    exports::MakeError,
    reports::{
        geopackage::{Colours, Style},
        sketch::Position,
        table::{Cell, Column, Kind, Row},
    },
    store::RecordFilter,
};

/// Records of one page.
const PAGE: i64 = 500;

/// Records, a row each.
#[derive(Debug)]
pub struct Records(RecordPages);

/// What a row says of a head. The answers are passed over, which are most of it.
#[derive(Deserialize)]
struct Glance {
    #[serde(default)]
    fix: Option<Fix>,
    #[serde(default)]
    photos: Vec<IgnoredAny>,
}

impl Records {
    /// Those under a filter.
    pub fn new(context: Context, filter: RecordFilter) -> Self {
        Self(RecordPages::new(context, filter, PAGE))
    }

    fn row(&self, record: &PagedRecord) -> (Row, Option<Position>) {
        let (context, row) = (self.0.context(), &record.row);
        let glance = record.head.as_ref().and_then(|head| serde_json::from_slice::<Glance>(&head.canonical).ok());
        let fix = glance.as_ref().and_then(|glance| glance.fix).filter(|_| !record.masked);
        let [commune_code, commune] = context.unit(row.commune);
        let [sub_project_code, sub_project] = context.sub_project(row.sub_project);
        let reasons = row.evidence.iter().flat_map(|summary| &summary.reasons);
        let mut rules: Vec<&str> = reasons.map(|reason| reason.rule.as_str()).collect();
        rules.dedup();
        let place = fix.as_ref().map(|fix| [fix.lon, fix.lat]);
        let fix = |read: fn(&Fix) -> f64| fix.as_ref().map_or(Cell::Empty, |fix| Cell::Number(read(fix)));
        let cells = vec![
            Cell::text(row.id.to_string()),
            Cell::text(words::status(row.status)),
            Cell::text(words::kind(row.kind)),
            Cell::maybe(record.subject_code()),
            Cell::maybe(record.subject_name()),
            Cell::maybe(record.subject.as_ref().and_then(|subject| subject.village.as_deref())),
            commune_code,
            commune,
            sub_project_code,
            sub_project,
            Cell::maybe(row.visit.and_then(|visit| context.visit(visit))),
            Cell::maybe(context.person(row.person)),
            Cell::Date(row.captured_on),
            Cell::Time(shown(row.captured_at)),
            Cell::text(format!("{}/{}", row.checklist.id, row.checklist.version)),
            fix(|fix| fix.lat),
            fix(|fix| fix.lon),
            fix(|fix| fix.accuracy_m),
            Cell::text(words::verdict(row.evidence.as_ref().map(|summary| summary.answer))),
            Cell::text(rules.join(", ")),
            Cell::count(row.assessment.omissions.len()),
            Cell::count(row.assessment.flags.len()),
            row.assessment.score.map_or(Cell::Empty, Cell::Number),
            glance.map_or(Cell::Empty, |glance| Cell::count(glance.photos.len())),
            Cell::count(row.photos_missing),
            Cell::count(row.conflicts),
            Cell::Time(shown(row.first_received_at)),
            Cell::Time(shown(row.changed_at)),
        ];
        (cells.into(), place)
    }
}

/// A moment as it is shown where nobody noted the offset.
pub(super) fn shown(at: Timestamp) -> OffsetTime {
    OffsetTime { at, offset_seconds: OFFSET_S }
}

impl Rows for Records {
    fn columns() -> Vec<Column> {
        let (whole, degrees) = (Kind::Number { decimals: 0 }, Kind::Number { decimals: 6 });
        Column::list([
            ("record", "Mã phiếu", Kind::Text, 38.0),
            ("status", "Trạng thái", Kind::Text, 14.0),
            ("kind", "Loại đối tượng", Kind::Text, 20.0),
            ("subject_code", "Mã đối tượng", Kind::Text, 14.0),
            ("subject", "Đối tượng", Kind::Text, 34.0),
            ("village", "Thôn", Kind::Text, 16.0),
            ("commune_code", "Mã xã", Kind::Text, 9.0),
            ("commune", "Xã", Kind::Text, 18.0),
            ("sub_project_code", "Mã tiểu dự án", Kind::Text, 12.0),
            ("sub_project", "Tiểu dự án", Kind::Text, 40.0),
            ("visit", "Đợt kiểm tra", Kind::Text, 30.0),
            ("inspector", "Người kiểm tra", Kind::Text, 22.0),
            ("inspected_on", "Ngày kiểm tra", Kind::Date, 12.0),
            ("captured_at", "Thời điểm kiểm tra", Kind::Time, 18.0),
            ("checklist", "Bảng kiểm", Kind::Text, 26.0),
            ("lat", "Vĩ độ", degrees, 11.0),
            ("lon", "Kinh độ", degrees, 11.0),
            ("accuracy_m", "Sai số (m)", whole, 9.0),
            ("evidence", "Minh chứng", Kind::Text, 20.0),
            ("reasons", "Lý do cần xem", Kind::Text, 30.0),
            ("omissions", "Số nội dung còn thiếu", whole, 10.0),
            ("flags", "Số cờ cảnh báo", whole, 10.0),
            ("score", "Tỷ lệ đạt (0 đến 1)", Kind::Number { decimals: 2 }, 10.0),
            ("photos", "Số ảnh", whole, 8.0),
            ("photos_missing", "Ảnh chưa về", whole, 8.0),
            ("conflicts", "Xung đột", whole, 8.0),
            ("received_at", "Nhận lúc", Kind::Time, 18.0),
            ("changed_at", "Cập nhật lúc", Kind::Time, 18.0),
        ])
    }

    fn style(&self) -> Style {
        let colours = [(Some(Answer::Pass), GREEN), (Some(Answer::Warn), AMBER), (Some(Answer::Fail), RED)];
        let of = colours
            .map(|(answer, colour)| (words::verdict(answer).to_owned(), words::verdict(answer).to_owned(), colour));
        Style::Each(Colours { key: "evidence".to_owned(), of: of.to_vec() })
    }

    async fn total(&mut self) -> Result<i64, MakeError> {
        self.0.total().await
    }

    async fn next(&mut self) -> Result<Option<Page>, MakeError> {
        let Some(records) = self.0.next().await? else { return Ok(None) };
        let things = i64::try_from(records.len()).unwrap_or(0);
        Ok(Some(Page { rows: records.iter().map(|record| self.row(record)).collect(), things }))
    }

    fn position(&self) -> Value {
        self.0.position()
    }

    fn go_on(&mut self, position: Value) -> Result<(), serde_json::Error> {
        self.0.go_on(position)
    }
}
