//! Findings as a table for a spreadsheet: UTF-8 with a byte order mark, by which Excel knows it, under Vietnamese
//! headings. A page at a time, so that memory stays the same whatever the length.

use std::{collections::HashMap, sync::Arc};

use bytes::Bytes;
use futures_util::{Stream, stream};
use mobile_sync_protocol::{
    ids::{DepartmentId, UnitId},
    registry::Unit,
    time::Date,
};

use super::shown_subject;
use crate::{
    app::App,
    auth::Caller,
    registry::Snapshot,
    review::finding::{day_of, is_carried_over},
    store::{Entry, FindingFilter, FindingLine, FindingMark, Store, StoreError},
};

const PAGE: i64 = 500;

const HEADINGS: [&str; 20] = [
    "Số",
    "Năm",
    "Trạng thái",
    "Mức",
    "Loại",
    "Mã xã",
    "Xã",
    "Mã tiểu dự án",
    "Đối tượng",
    "Tiêu chí",
    "Nội dung phát hiện",
    "Nguyên nhân",
    "Kiến nghị",
    "Chịu trách nhiệm",
    "Thời hạn",
    "Quá hạn",
    "Từ năm trước",
    "Ngày nêu",
    "Người nêu",
    "Ngày cập nhật",
];

struct Sheet {
    store: Store,
    registry: Arc<Snapshot>,
    departments: HashMap<DepartmentId, String>,
    filter: FindingFilter,
    after: Option<FindingMark>,
    begun: bool,
    ended: bool,
}

/// The findings that `filter` lets through, newest first. Taking them along is noted in the log.
///
/// # Errors
/// Where the store fails; afterwards the stream says so.
pub async fn sheet(
    app: &App,
    caller: &Caller,
    filter: FindingFilter,
) -> Result<impl Stream<Item = Result<Bytes, StoreError>> + Send + use<>, StoreError> {
    let mut writer = app.store.write().await?;
    let departments = writer.departments().await?;
    let entry = Entry::new(app.clock.now(), caller.actor(), "finding.exported", format!("person:{}", caller.person));
    writer.commit(&[entry]).await?;
    let sheet = Sheet {
        store: app.store.clone(),
        registry: app.registry.refresh().await?,
        departments: departments.into_iter().map(|department| (department.id, department.name)).collect(),
        filter,
        after: None,
        begun: false,
        ended: false,
    };
    Ok(stream::try_unfold(sheet, |mut sheet| async move {
        if sheet.ended {
            return Ok(None);
        }
        let part = sheet.part().await?;
        Ok(Some((part, sheet)))
    }))
}

impl Sheet {
    /// The next part: the headings and a page.
    async fn part(&mut self) -> Result<Bytes, StoreError> {
        let page = self.store.read().await?.findings(&self.filter, self.after, PAGE).await?;
        self.ended = i64::try_from(page.len()).is_ok_and(|length| length < PAGE);
        self.after = page.last().map(FindingLine::mark);
        let head = if self.begun { &[][..] } else { "\u{feff}".as_bytes() };
        let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(head.to_vec());
        let mut rows = Vec::with_capacity(page.len() + 1);
        if !std::mem::replace(&mut self.begun, true) {
            rows.push(HEADINGS.map(str::to_owned));
        }
        rows.extend(page.iter().map(|line| self.row(line)));
        for row in rows {
            table.write_record(row.iter().map(|cell| plain(cell).into_owned())).map_err(unwritable)?;
        }
        table.into_inner().map(Bytes::from).map_err(unwritable)
    }

    fn row(&self, line: &FindingLine) -> [String; 20] {
        let finding = &line.finding;
        let (words, today) = (&finding.words, self.filter.today);
        let yes = |holds: bool| if holds { "có".to_owned() } else { String::new() };
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let commune = self.registry.units.get(finding.commune);
        let node = self.registry.sub_projects.get(&finding.sub_project);
        [
            finding.shown_number(),
            finding.year.to_string(),
            finding.state.vietnamese().to_owned(),
            format!("{} {}", words.level.as_str().to_uppercase(), words.level.vietnamese()),
            words.category.vietnamese().to_owned(),
            text(commune.map(|unit| unit.code.as_str())),
            self.unit(finding.commune),
            text(node.map(|node| node.code.as_str())),
            text(shown_subject(line)),
            text(finding.item.as_ref().map(mobile_sync_protocol::ids::Key::as_str)),
            words.what.clone(),
            text(words.cause.as_deref()),
            text(words.recommendation.as_deref()),
            self.responsible(words.unit, words.department),
            day(words.due_on),
            yes(finding.state.is_overdue(words.due_on, today)),
            yes(is_carried_over(finding.state, finding.year, today)),
            day(Some(day_of(finding.raised_at))),
            line.raised_by_name.clone(),
            day(Some(day_of(finding.changed_at))),
        ]
    }

    fn unit(&self, unit: UnitId) -> String {
        self.registry.units.get(unit).map(Unit::full_name).unwrap_or_default()
    }

    fn responsible(&self, unit: Option<UnitId>, department: Option<DepartmentId>) -> String {
        match (unit, department) {
            (Some(unit), _) => self.unit(unit),
            (None, Some(department)) => self.departments.get(&department).cloned().unwrap_or_default(),
            (None, None) => String::new(),
        }
    }
}

/// A cell that a spreadsheet takes for text: what it would take for a formula gets an apostrophe before it.
fn plain(cell: &str) -> std::borrow::Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}").into() } else { cell.into() }
}

fn unwritable(why: impl std::fmt::Display) -> StoreError {
    StoreError::inconsistent("finding", "", why)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn what_a_spreadsheet_would_run_is_made_text() {
        for cell in ["=1+1", "+84 912", "-5", "@SUM(A1)", "\t=1"] {
            assert_eq!(plain(cell), format!("'{cell}"));
        }
        for cell in ["", "Nứt 12 m", "a=b", "'x"] {
            assert_eq!(plain(cell), cell);
        }
    }
}
