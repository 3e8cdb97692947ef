//! Findings, a row each.

use std::collections::HashMap;

use mobile_sync_protocol::{
    checklist::SubjectKind,
    ids::{DepartmentId, FindingId, RevisionId, UnitId},
    place::Fix,
    time::Timestamp,
};
use serde_json::{Value, json};

use super::{AMBER, BLUE, Context, Page, RED, Rows, records::shown, words};
use crate::{
    desk::findings::shown_subject,
    exports::MakeError,
    reports::{
        geopackage::{Colours, Style},
        sketch::Position,
        table::{Cell, Column, Kind, Row},
    },
    review::finding::{Level, day_of, is_carried_over},
    store::{FindingFilter, FindingLine, FindingMark, RevisionContent},
};

const PAGE: i64 = 500;

/// Findings, a row each.
#[derive(Debug)]
pub struct Findings {
    context: Context,
    filter: FindingFilter,
    after: Option<FindingMark>,
    ended: bool,
}

impl Findings {
    /// Those under a filter.
    pub fn new(context: Context, filter: FindingFilter) -> Self {
        Self { context, filter, after: None, ended: false }
    }

    fn row(&self, line: &FindingLine) -> Row {
        let (context, finding) = (&self.context, &line.finding);
        let (said, today) = (&finding.words, self.filter.today);
        let yes = |holds: bool| if holds { Cell::text("có") } else { Cell::Empty };
        let [commune_code, commune] = context.unit(finding.commune);
        let [sub_project_code, sub_project] = context.sub_project(finding.sub_project);
        let subject = if context.opened { line.subject_name.as_deref() } else { shown_subject(line) };
        let cells = vec![
            Cell::text(finding.shown_number()),
            Cell::count(finding.year),
            Cell::text(finding.state.vietnamese()),
            Cell::text(said.level.as_str().to_uppercase()),
            Cell::text(said.level.vietnamese()),
            Cell::text(said.category.vietnamese()),
            commune_code,
            commune,
            sub_project_code,
            sub_project,
            Cell::text(words::kind(line.subject_kind)),
            Cell::maybe(line.subject_code.as_deref()),
            Cell::maybe(subject),
            Cell::maybe(finding.item.as_ref().map(mobile_sync_protocol::ids::Key::as_str)),
            Cell::text(said.what.as_str()),
            Cell::maybe(said.cause.as_deref()),
            Cell::maybe(said.recommendation.as_deref()),
            Cell::maybe(self.responsible(said.unit, said.department)),
            said.due_on.map_or(Cell::Empty, Cell::Date),
            yes(finding.state.is_overdue(said.due_on, today)),
            yes(is_carried_over(finding.state, finding.year, today)),
            Cell::Date(day_of(finding.raised_at)),
            Cell::text(line.raised_by_name.as_str()),
            Cell::Time(shown(finding.changed_at)),
            Cell::count(finding.photos.len()),
            Cell::maybe(finding.record.map(|record| record.to_string())),
            Cell::text(finding.id.to_string()),
        ];
        cells.into()
    }

    fn responsible(&self, unit: Option<UnitId>, department: Option<DepartmentId>) -> Option<String> {
        match (unit, department) {
            (Some(unit), _) => self.context.unit_name(unit),
            (None, Some(department)) => self.context.department(department).map(str::to_owned),
            (None, None) => None,
        }
    }

    /// Where inspectors stood in the snapshots that findings are about; of households that are not opened, nowhere.
    async fn places(&self, lines: &[FindingLine]) -> Result<HashMap<RevisionId, Position>, MakeError> {
        #[derive(serde::Deserialize)]
        struct Glance {
            #[serde(default)]
            fix: Option<Fix>,
        }
        let shown = lines
            .iter()
            .filter(|line| self.context.opened || line.subject_kind.is_some_and(|kind| kind != SubjectKind::Household));
        let revisions: Vec<RevisionId> = shown.filter_map(|line| line.finding.revision).collect();
        let contents = self.context.store.read().await?.contents_by_id(&revisions).await?;
        let place = |content: &RevisionContent| {
            let fix = serde_json::from_slice::<Glance>(&content.canonical).ok()?.fix?;
            Some((content.summary.id, [fix.lon, fix.lat]))
        };
        Ok(contents.iter().filter_map(place).collect())
    }

    async fn note(&self, lines: &[FindingLine]) -> Result<(), MakeError> {
        let households =
            lines.iter().filter(|line| self.context.opened && line.subject_kind == Some(SubjectKind::Household));
        let about = households.map(|line| match line.finding.record {
            Some(record) => format!("record:{record}"),
            None => format!("subject:{}", line.finding.subject.map(|id| id.to_string()).unwrap_or_default()),
        });
        let about: Vec<String> = about.collect();
        self.context.note("record.opened", about.into_iter()).await
    }
}

impl Rows for Findings {
    fn columns() -> Vec<Column> {
        let whole = Kind::Number { decimals: 0 };
        Column::list([
            ("number", "Số", Kind::Text, 10.0),
            ("year", "Năm", whole, 7.0),
            ("state", "Trạng thái", Kind::Text, 22.0),
            ("level", "Mức", Kind::Text, 6.0),
            ("level_name", "Tên mức", Kind::Text, 22.0),
            ("category", "Loại", Kind::Text, 20.0),
            ("commune_code", "Mã xã", Kind::Text, 9.0),
            ("commune", "Xã", Kind::Text, 18.0),
            ("sub_project_code", "Mã tiểu dự án", Kind::Text, 12.0),
            ("sub_project", "Tiểu dự án", Kind::Text, 40.0),
            ("kind", "Loại đối tượng", Kind::Text, 20.0),
            ("subject_code", "Mã đối tượng", Kind::Text, 14.0),
            ("subject", "Đối tượng", Kind::Text, 34.0),
            ("item", "Mã tiêu chí", Kind::Text, 24.0),
            ("what", "Nội dung phát hiện", Kind::Text, 60.0),
            ("cause", "Nguyên nhân", Kind::Text, 40.0),
            ("recommendation", "Kiến nghị", Kind::Text, 40.0),
            ("responsible", "Chịu trách nhiệm", Kind::Text, 26.0),
            ("due_on", "Thời hạn", Kind::Date, 12.0),
            ("overdue", "Quá hạn", Kind::Text, 8.0),
            ("carried_over", "Từ năm trước", Kind::Text, 8.0),
            ("raised_on", "Ngày nêu", Kind::Date, 12.0),
            ("raised_by", "Người nêu", Kind::Text, 22.0),
            ("changed_at", "Cập nhật lúc", Kind::Time, 18.0),
            ("photos", "Số ảnh", whole, 8.0),
            ("record", "Mã phiếu", Kind::Text, 38.0),
            ("finding", "Mã phát hiện", Kind::Text, 38.0),
        ])
    }

    fn style(&self) -> Style {
        let of = [(Level::F1, BLUE), (Level::F2, AMBER), (Level::F3, RED)].map(|(level, colour)| {
            let word = level.as_str().to_uppercase();
            (word.clone(), format!("{word} {}", level.vietnamese()), colour)
        });
        Style::Each(Colours { key: "level".to_owned(), of: of.to_vec() })
    }

    async fn total(&mut self) -> Result<i64, MakeError> {
        Ok(self.context.store.read().await?.count_findings(&self.filter).await?)
    }

    async fn next(&mut self) -> Result<Option<Page>, MakeError> {
        if self.ended {
            return Ok(None);
        }
        let lines = self.context.store.read().await?.findings(&self.filter, self.after, PAGE).await?;
        let things = i64::try_from(lines.len()).unwrap_or(0);
        self.ended = things < PAGE;
        let Some(last) = lines.last() else { return Ok(None) };
        self.after = Some(last.mark());
        self.note(&lines).await?;
        let places = self.places(&lines).await?;
        let row = |line: &FindingLine| {
            let place = line.finding.revision.and_then(|revision| places.get(&revision)).copied();
            (self.row(line), place)
        };
        Ok(Some(Page { rows: lines.iter().map(row).collect(), things }))
    }

    fn position(&self) -> Value {
        json!({"after": self.after.map(|mark| (mark.raised_at.0, mark.id)), "ended": self.ended})
    }

    fn go_on(&mut self, position: Value) -> Result<(), serde_json::Error> {
        #[derive(serde::Deserialize)]
        struct Position {
            after: Option<(i64, FindingId)>,
            ended: bool,
        }
        let Position { after, ended } = serde_json::from_value(position)?;
        self.after = after.map(|(raised_at, id)| FindingMark { raised_at: Timestamp(raised_at), id });
        self.ended = ended;
        Ok(())
    }
}
