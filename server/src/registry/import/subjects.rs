//! Subjects: `code, kind, name, sub_project_code, also_codes, commune_code, village, lat, lon, site_quality,
//! site_source`, and a column `planned.<key>` for each planned figure, as CSV, XLSX or GeoJSON.
//!
//! GeoJSON has the same names as properties, and the geometry is the planned place: a point, a line or an area. A place
//! whose quality is not said counts as guessed, since nobody vouched for it. A planned day becomes its number, so that
//! rules can compare it.

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    checklist::SubjectKind,
    ids::{Key, SubProjectId, SubjectId, UnitId},
    place::check_coordinates,
    registry::{Site, SiteQuality},
    text::Text,
    time::Date,
};
use serde_json::{Value, json};

use super::{
    Known,
    known::Cell,
    problem::{Problems, RowProblem, quoted, whole_file},
    row::{Column, Columns, Row, needed, note_doubles, optional, plain_number, plain_word},
    table::{MAX_CELL, MAX_COLUMNS, MAX_ROWS, Table, too_many_rows},
};
use crate::geo::geometry::{self, Geometry};

/// A subject as a file gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct SubjectRow {
    /// Its line, or the number of its feature.
    pub line: u32,
    /// The subject that is known by this code already.
    pub existing: Option<SubjectId>,
    /// Its code in the office's lists.
    pub code: String,
    /// Its kind.
    pub kind: SubjectKind,
    /// What people call it.
    pub name: String,
    /// What pays for it.
    pub sub_project: SubProjectId,
    /// What else reaches it; households only.
    pub also: Vec<SubProjectId>,
    /// The commune that it is in.
    pub commune: UnitId,
    /// The village.
    pub village: Option<String>,
    /// Where it is planned to be.
    pub site: Option<Site>,
    /// Planned figures.
    pub planned: BTreeMap<Key, f64>,
}

const COLUMNS: &[Column] = &[
    needed("code", &["mã", "mã đối tượng"]),
    needed("kind", &["loại", "loại đối tượng"]),
    needed("name", &["tên", "tên đối tượng"]),
    needed("sub_project_code", &["mã tiểu dự án", "tiểu dự án"]),
    optional("also_codes", &["tiểu dự án khác"]),
    needed("commune_code", &["mã xã"]),
    optional("village", &["thôn", "bản", "thôn bản"]),
    optional("lat", &["vĩ độ"]),
    optional("lon", &["kinh độ", "lng"]),
    optional("site_quality", &["chất lượng vị trí"]),
    optional("site_source", &["nguồn vị trí"]),
];

/// Reads subjects; codes of communes mean what they meant `on` that day.
pub fn subjects(
    bytes: &[u8],
    sheet: Option<&str>,
    known: &Known,
    on: Date,
) -> Result<Vec<SubjectRow>, Vec<RowProblem>> {
    let plain = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let (table, mut places) = match plain.first() {
        Some(b'{') => from_features(plain)?,
        _ => (Table::read(bytes, sheet)?, BTreeMap::new()),
    };
    let columns = Columns::of(&table, COLUMNS, Some("planned."))?;
    let mut problems = columns.problems();
    let mut rows = Vec::new();
    let mut codes: Vec<(u32, &str, &str)> = Vec::new();
    for row in columns.rows() {
        let code = row.text("code");
        codes.extend(Some((row.line, code, code)).filter(|_| !code.is_empty()));
        rows.extend(one(&row, places.remove(&row.line), known, on, &mut problems));
    }
    note_doubles(codes, "code", &mut problems);
    problems.or(rows)
}

fn one(row: &Row<'_>, place: Option<Geometry>, known: &Known, on: Date, problems: &mut Problems) -> Option<SubjectRow> {
    for column in ["code", "kind", "name", "sub_project_code", "commune_code"] {
        row.must(column, problems);
    }
    let list = "công trình, mô hình, điểm nhân rộng, hộ, buổi làm việc";
    let kind = row.word("kind", list, kind, problems);
    let sub_project = Cell::of(row, "sub_project_code").and_then(|cell| known.leaf(&cell, problems));
    let commune = Cell::of(row, "commune_code").and_then(|cell| known.commune(&cell, on, problems));
    let also = row
        .parts("also_codes")
        .filter_map(|code| known.leaf(&Cell::part(row, "also_codes", code), problems))
        .collect::<Vec<_>>();
    if kind.is_some_and(|kind| kind != SubjectKind::Household) && row.parts("also_codes").next().is_some() {
        problems.add(row.line, Some("also_codes"), "chỉ dùng cho hộ", "only for households");
    }
    let site = site(row, place, problems);
    let planned = planned(row, problems);
    let code = row.text("code");
    Some(SubjectRow {
        line: row.line,
        existing: known.subject_id(code),
        code: code.to_owned(),
        kind: kind?,
        name: row.text("name").to_owned(),
        sub_project: sub_project?,
        also,
        commune: commune?.id,
        village: row.given("village").map(str::to_owned),
        site,
        planned,
    })
}

fn kind(word: &str) -> Option<SubjectKind> {
    match word {
        "công trình" | "công trình hạ tầng" => Some(SubjectKind::Work),
        "mô hình" | "mô hình hỗ trợ phát triển sản xuất" => Some(SubjectKind::Model),
        "điểm nhân rộng" | "điểm nhân rộng mô hình" | "replication point" => {
            Some(SubjectKind::ReplicationPoint)
        }
        "hộ" | "hộ thụ hưởng" | "hộ gia đình" => Some(SubjectKind::Household),
        "buổi làm việc" | "làm việc" => Some(SubjectKind::Session),
        word => SubjectKind::from_word(word),
    }
}

fn site_quality(word: &str) -> Option<SiteQuality> {
    match word {
        "ước đoán" | "phỏng đoán" => Some(SiteQuality::Guessed),
        "theo hồ sơ" | "hồ sơ" => Some(SiteQuality::Documented),
        "đo thực địa" | "đã đo" => Some(SiteQuality::Surveyed),
        word => SiteQuality::from_word(word),
    }
}

fn site(row: &Row<'_>, place: Option<Geometry>, problems: &mut Problems) -> Option<Site> {
    let list = "guessed (ước đoán), documented (theo hồ sơ), surveyed (đo thực địa)";
    let quality = row.word("site_quality", list, site_quality, problems).unwrap_or(SiteQuality::Guessed);
    let point = (row.number("lat", problems), row.number("lon", problems));
    let given = (row.given("lat").is_some(), row.given("lon").is_some());
    let geometry = match (place, given) {
        (Some(_), (true, _) | (_, true)) => {
            problems.add(row.line, Some("lat"), "đã có hình, không cần lat, lon", "the geometry says it already");
            None
        }
        (Some(place), _) => match place.place() {
            Ok(_) => Some(place.to_value()),
            Err(fault) => {
                problems.say(row.line, Some("geometry"), fault.text());
                None
            }
        },
        (None, (true, true)) => point.0.zip(point.1).and_then(|(lat, lon)| match check_coordinates(lat, lon) {
            Ok(()) => Some(json!({"type": "Point", "coordinates": [lon, lat]})),
            Err(fault) => {
                let vi = format!("vĩ độ {lat}, kinh độ {lon} không hợp lệ");
                problems.add(row.line, Some("lat"), vi, fault.to_string());
                None
            }
        }),
        (None, (true, false)) => {
            problems.add(row.line, Some("lon"), "có lat thì phải có lon", "lat without lon");
            None
        }
        (None, (false, true)) => {
            problems.add(row.line, Some("lat"), "có lon thì phải có lat", "lon without lat");
            None
        }
        (None, (false, false)) => None,
    };
    Some(Site { geometry: geometry?, quality, source: row.given("site_source").map(str::to_owned) })
}

fn planned(row: &Row<'_>, problems: &mut Problems) -> BTreeMap<Key, f64> {
    let mut planned = BTreeMap::new();
    for (name, cell) in row.free() {
        let column = format!("planned.{name}");
        let value = plain_number(cell).or_else(|| cell.parse::<Date>().ok().map(|day| f64::from(day.day_number())));
        match (name.parse::<Key>(), value) {
            (Ok(key), Some(value)) => {
                planned.insert(key, value);
            }
            (Err(fault), _) => {
                let vi = format!("{} không phải khóa: chỉ dùng a-z, 0-9 và _", quoted(name));
                problems.add(row.line, Some(&column), vi, fault.to_string());
            }
            (_, None) => {
                let shown = quoted(cell);
                let vi = format!("{shown} không phải số hoặc ngày dạng YYYY-MM-DD");
                problems.add(row.line, Some(&column), vi, format!("{shown} is no number and no day as YYYY-MM-DD"));
            }
        }
    }
    planned
}

/// Features as a table, and their geometries by number.
fn from_features(bytes: &[u8]) -> Result<(Table, BTreeMap<u32, Geometry>), Vec<RowProblem>> {
    let text = std::str::from_utf8(bytes).map_err(|_| whole_file(None, "không phải UTF-8", "not UTF-8"))?;
    let features = geometry::features(text).map_err(|fault| {
        let Text { vi, en } = fault.text();
        whole_file(None, vi, en)
    })?;
    if features.len() > MAX_ROWS {
        return Err(too_many_rows(None));
    }
    let sheet = "features";
    let mut problems = Problems::in_sheet(Some(sheet));
    let mut headers: Vec<String> = Vec::new();
    let mut read = Vec::new();
    let mut places = BTreeMap::new();
    for (number, feature) in (1_u32..).zip(features) {
        match feature {
            Err(fault) => problems.say(number, None, fault.text()),
            Ok(feature) => {
                let filled = feature.properties.into_iter().filter(|(_, value)| !value.is_null());
                let cells: Vec<(String, String)> = filled.map(|(name, value)| (name, property(&value))).collect();
                for (name, text) in &cells {
                    if text.len() > MAX_CELL || text.contains('\0') {
                        problems.add(number, Some(name), "quá dài hoặc có ký tự NUL", "too long, or holds a NUL");
                    }
                    if !headers.contains(name) {
                        headers.push(name.clone());
                    }
                }
                places.extend(feature.geometry.map(|geometry| (number, geometry.single())));
                read.push((number, cells));
            }
        }
        if headers.len() > MAX_COLUMNS {
            return Err(whole_file(Some(sheet), "quá nhiều thuộc tính", "too many properties"));
        }
    }
    let rows = read.into_iter().map(|(number, cells)| {
        let cell = |header: &String| cells.iter().find(|(name, _)| name == header).map(|(_, text)| text.clone());
        (number, headers.iter().map(|header| cell(header).unwrap_or_default()).collect())
    });
    let rows = rows.collect();
    problems.or((Table { sheet: Some(sheet.to_owned()), header_line: 0, headers, rows }, places))
}

fn property(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Array(parts) => parts.iter().map(property).collect::<Vec<_>>().join(";"),
        other => plain_word(&other.to_string()),
    }
}
