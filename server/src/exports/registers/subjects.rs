//! Subjects, a row each.

use mobile_sync_protocol::{checklist::SubjectKind, registry::Subject};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{BLUE, Context, Page, Rows, words};
use crate::{
    exports::MakeError,
    reports::{
        geopackage::Style,
        sketch::Position,
        table::{Cell, Column, Kind, Row},
    },
    store::SubjectFilter,
};

const PAGE: i64 = 500;

/// Subjects, a row each.
#[derive(Debug)]
pub struct Subjects {
    context: Context,
    filter: SubjectFilter,
    after: Uuid,
    ended: bool,
}

impl Subjects {
    /// Those that `filter` lets through.
    pub fn new(context: Context, filter: SubjectFilter) -> Self {
        Self { context, filter, after: Uuid::nil(), ended: false }
    }

    fn row(&self, subject: &Subject) -> (Row, Option<Position>) {
        let masked = subject.kind == SubjectKind::Household && !self.context.opened;
        let [commune_code, commune] = self.context.unit(subject.commune);
        let [sub_project_code, sub_project] = self.context.sub_project(subject.sub_project);
        let site = subject.site.as_ref().filter(|_| !masked);
        let point = site.and_then(|site| centre(&site.geometry));
        let planned = subject.planned.iter().map(|(key, figure)| format!("{key}: {figure}"));
        let cells = vec![
            Cell::text(subject.id.to_string()),
            Cell::maybe(subject.code.as_deref()),
            Cell::text(words::kind(Some(subject.kind))),
            if masked { Cell::maybe(subject.code.as_deref()) } else { Cell::text(subject.name.as_str()) },
            Cell::maybe(subject.village.as_deref()),
            commune_code,
            commune,
            sub_project_code,
            sub_project,
            point.map_or(Cell::Empty, |(lat, _)| Cell::Number(lat)),
            point.map_or(Cell::Empty, |(_, lon)| Cell::Number(lon)),
            Cell::maybe(site.map(|site| site.quality.as_str())),
            Cell::text(planned.collect::<Vec<_>>().join("; ")),
            if subject.unlisted { Cell::text("có") } else { Cell::Empty },
        ];
        (cells.into(), point.map(|(lat, lon)| [lon, lat]))
    }
}

/// The middle of a geometry, latitude first: of a point the point, of all else the middle of its extent.
pub(in crate::exports) fn centre(geometry: &Value) -> Option<(f64, f64)> {
    fn walk(coordinates: &Value, extent: &mut Option<[f64; 4]>) {
        let Some(parts) = coordinates.as_array() else { return };
        match (parts.first().and_then(Value::as_f64), parts.get(1).and_then(Value::as_f64)) {
            (Some(lon), Some(lat)) => {
                let [west, south, east, north] = extent.unwrap_or([lon, lat, lon, lat]);
                *extent = Some([west.min(lon), south.min(lat), east.max(lon), north.max(lat)]);
            }
            _ => parts.iter().for_each(|part| walk(part, extent)),
        }
    }
    let mut extent = None;
    walk(geometry.get("coordinates")?, &mut extent);
    extent.map(|[west, south, east, north]| (f64::midpoint(south, north), f64::midpoint(west, east)))
}

impl Rows for Subjects {
    fn columns() -> Vec<Column> {
        let degrees = Kind::Number { decimals: 6 };
        Column::list([
            ("subject", "Mã hệ thống", Kind::Text, 38.0),
            ("code", "Mã đối tượng", Kind::Text, 14.0),
            ("kind", "Loại đối tượng", Kind::Text, 20.0),
            ("name", "Tên", Kind::Text, 40.0),
            ("village", "Thôn", Kind::Text, 18.0),
            ("commune_code", "Mã xã", Kind::Text, 9.0),
            ("commune", "Xã", Kind::Text, 18.0),
            ("sub_project_code", "Mã tiểu dự án", Kind::Text, 12.0),
            ("sub_project", "Tiểu dự án", Kind::Text, 40.0),
            ("lat", "Vĩ độ", degrees, 11.0),
            ("lon", "Kinh độ", degrees, 11.0),
            ("site_quality", "Chất lượng vị trí", Kind::Text, 14.0),
            ("planned", "Kế hoạch", Kind::Text, 40.0),
            ("unlisted", "Ngoài danh sách", Kind::Text, 10.0),
        ])
    }

    fn style(&self) -> Style {
        Style::One(BLUE)
    }

    async fn total(&mut self) -> Result<i64, MakeError> {
        Ok(self.context.store.read().await?.count_subjects(&self.filter).await?)
    }

    async fn next(&mut self) -> Result<Option<Page>, MakeError> {
        if self.ended {
            return Ok(None);
        }
        let subjects = self.context.store.read().await?.subjects_in(&self.filter, self.after, PAGE).await?;
        let things = i64::try_from(subjects.len()).unwrap_or(0);
        self.ended = things < PAGE;
        let Some(last) = subjects.last() else { return Ok(None) };
        self.after = last.id.0;
        let households =
            subjects.iter().filter(|subject| self.context.opened && subject.kind == SubjectKind::Household);
        let about: Vec<String> = households.map(|subject| format!("subject:{}", subject.id)).collect();
        self.context.note("subject.opened", about.into_iter()).await?;
        Ok(Some(Page { rows: subjects.iter().map(|subject| self.row(subject)).collect(), things }))
    }

    fn position(&self) -> Value {
        json!({"after": self.after, "ended": self.ended})
    }

    fn go_on(&mut self, position: Value) -> Result<(), serde_json::Error> {
        #[derive(serde::Deserialize)]
        struct Position {
            after: Uuid,
            ended: bool,
        }
        let Position { after, ended } = serde_json::from_value(position)?;
        (self.after, self.ended) = (after, ended);
        Ok(())
    }
}
