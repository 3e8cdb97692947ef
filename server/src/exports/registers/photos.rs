//! Photos of records' heads, a row each.

use mobile_sync_protocol::{ids::Sha256, record::Photo, record::Revision};
use serde_json::Value;

use super::{BLUE, Context, Page, PagedRecord, RecordPages, Rows};
use crate::{
    exports::MakeError,
    reports::{
        geopackage::Style,
        sketch::Position,
        table::{Cell, Column, Kind, Row},
    },
    search,
    store::{PhotoReading, RecordFilter},
};

/// Records of one page, each with some ten photos.
const PAGE: i64 = 100;

/// Photos of records' heads, a row each.
#[derive(Debug)]
pub struct Photos(RecordPages);

impl Photos {
    /// Of the records under a filter.
    pub fn new(context: Context, filter: RecordFilter) -> Self {
        Self(RecordPages::new(context, filter, PAGE))
    }

    fn row(
        &self,
        record: &PagedRecord,
        photo: &Photo,
        stored: bool,
        reading: Option<&PhotoReading>,
    ) -> (Row, Option<Position>) {
        let (context, row) = (self.0.context(), &record.row);
        let checklist = context.registry.checklist(&row.checklist);
        let item = photo.item.as_ref();
        let question = item.zip(checklist).and_then(|(item, list)| list.item(item)).map(|item| &item.question.vi);
        let fix = photo.fix.as_ref();
        let read = reading.and_then(|reading| reading.outcome.as_ref().ok());
        let [commune_code, commune] = context.unit(row.commune);
        let cells = vec![
            Cell::text(photo.sha256.to_string()),
            Cell::text(row.id.to_string()),
            Cell::text(photo_path(context, record, photo)),
            Cell::maybe(record.subject_code()),
            Cell::maybe(record.subject_name()),
            commune_code,
            commune,
            Cell::maybe(item.map(mobile_sync_protocol::ids::Key::as_str)),
            Cell::maybe(question.map(String::as_str)),
            Cell::maybe(photo.caption.as_deref()),
            Cell::Time(photo.taken_at),
            fix.map_or(Cell::Empty, |fix| Cell::Number(fix.lat)),
            fix.map_or(Cell::Empty, |fix| Cell::Number(fix.lon)),
            fix.map_or(Cell::Empty, |fix| Cell::Number(fix.accuracy_m)),
            Cell::text(photo.media_type.as_str()),
            Cell::count(photo.bytes),
            read.map_or(Cell::Empty, |read| Cell::count(read.picture.width)),
            read.map_or(Cell::Empty, |read| Cell::count(read.picture.height)),
            Cell::text(if stored { "có" } else { "chưa có" }),
        ];
        (cells.into(), fix.map(|fix| [fix.lon, fix.lat]))
    }
}

/// Where a photo lies in a package: by commune and subject, in the order in which photos were taken, in letters that
/// every file system takes.
pub(in crate::exports) fn photo_path(context: &Context, record: &PagedRecord, photo: &Photo) -> String {
    let plain = |text: &str| search::key(text).replace(' ', "-");
    let commune = context.registry.units.get(record.row.commune);
    let commune = commune.map_or_else(|| "khac".to_owned(), |unit| format!("{}-{}", unit.code, plain(&unit.name)));
    let record_id = record.row.id.to_string();
    let subject = record.subject_code().map(|code| {
        code.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect::<String>()
    });
    let subject = subject.unwrap_or_else(|| "ngoai-danh-sach".to_owned());
    let taken = photo.taken_at.to_string();
    let taken = taken.get(..19).unwrap_or_default().replace('T', "_").replace(':', "");
    let name = photo.sha256.to_string();
    format!(
        "{commune}/{subject}_{}/{taken}_{}.{}",
        record_id.get(24..).unwrap_or_default(),
        name.get(..12).unwrap_or_default(),
        ending(&photo.media_type)
    )
}

/// The ending of a photo's file.
pub(in crate::exports) fn ending(media_type: &str) -> &'static str {
    match media_type {
        "image/png" => "png",
        "image/webp" => "webp",
        "image/heic" | "image/heif" => "heic",
        _ => "jpg",
    }
}

impl Rows for Photos {
    fn columns() -> Vec<Column> {
        let (whole, degrees) = (Kind::Number { decimals: 0 }, Kind::Number { decimals: 6 });
        Column::list([
            ("photo", "Mã ảnh (SHA-256)", Kind::Text, 66.0),
            ("record", "Mã phiếu", Kind::Text, 38.0),
            ("file", "Tệp trong gói ảnh gốc", Kind::Text, 60.0),
            ("subject_code", "Mã đối tượng", Kind::Text, 14.0),
            ("subject", "Đối tượng", Kind::Text, 34.0),
            ("commune_code", "Mã xã", Kind::Text, 9.0),
            ("commune", "Xã", Kind::Text, 18.0),
            ("item", "Mã tiêu chí", Kind::Text, 24.0),
            ("question", "Tiêu chí", Kind::Text, 40.0),
            ("caption", "Chú thích", Kind::Text, 40.0),
            ("taken_at", "Chụp lúc", Kind::Time, 18.0),
            ("lat", "Vĩ độ", degrees, 11.0),
            ("lon", "Kinh độ", degrees, 11.0),
            ("accuracy_m", "Sai số (m)", whole, 9.0),
            ("media_type", "Định dạng", Kind::Text, 12.0),
            ("bytes", "Dung lượng (byte)", whole, 12.0),
            ("width", "Rộng (điểm ảnh)", whole, 9.0),
            ("height", "Cao (điểm ảnh)", whole, 9.0),
            ("stored", "Đã có ảnh", Kind::Text, 9.0),
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
        let named: Vec<(&PagedRecord, Photo)> =
            records.iter().flat_map(|record| photos(record).into_iter().map(move |photo| (record, photo))).collect();
        let hashes: Vec<Sha256> = named.iter().map(|(_, photo)| photo.sha256).collect();
        let mut session = self.0.context().store.read().await?;
        let stored = session.photos(&hashes).await?;
        let readings = session.readings(&hashes).await?;
        for (record, photo) in named {
            let name = photo.sha256;
            page.rows.push(self.row(record, &photo, stored.contains_key(&name), readings.get(&name)));
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

/// The photos that a record's head names; of a masked household none.
pub(in crate::exports) fn photos(record: &PagedRecord) -> Vec<Photo> {
    let head = record.head.as_ref().filter(|_| !record.masked);
    let head = head.and_then(|head| serde_json::from_slice::<Revision>(&head.canonical).ok());
    head.map(|head| head.photos).unwrap_or_default()
}
