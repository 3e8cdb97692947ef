//! Outlines of units: a GeoJSON `FeatureCollection`, plain or gzipped, with the properties `code`, `name`, `valid_from`,
//! `valid_to` and `geometry_quality`.
//!
//! Where a feature says what its unit is (`full_name`, `type`, `province_code` or `district_code`), the row says it too,
//! so that a first set-up can take the units of the whole country from their outlines. Other properties are passed over:
//! map programs add their own.

use std::io::Read;

use mobile_sync_protocol::{
    ids::UnitId,
    registry::{BoundaryQuality, UnitType},
    text::Text,
    time::Date,
};
use serde_json::{Map, Value};

use super::{
    problem::{Problems, RowProblem, quoted, whole_file},
    row::{note_doubles, plain_word},
};
use crate::geo::{
    geometry::{self, Feature, Shape},
    units::UnitTree,
};

/// The most bytes that a packed file may unpack to.
const MAX_UNPACKED: u64 = 256 << 20;

/// What holds for features that do not say.
#[derive(Clone, Copy, Debug)]
pub struct Unsaid {
    /// The quality of the outlines.
    pub quality: BoundaryQuality,
    /// The first day of the units.
    pub valid_from: Option<Date>,
    /// The last day of the units.
    pub valid_to: Option<Date>,
}

/// An outline as a file gives it.
#[derive(Clone, Debug)]
pub struct BoundaryRow {
    /// The number of its feature.
    pub feature: u32,
    /// The unit, where units were passed in.
    pub unit: Option<UnitId>,
    /// The unit's code.
    pub code: String,
    /// The unit's name without its type.
    pub name: String,
    /// The unit's type, where the feature says it.
    pub unit_type: Option<UnitType>,
    /// The code of what the unit is part of, where the feature says it: the district, else the province.
    pub parent_code: Option<String>,
    /// The name of the province, where the feature says it.
    pub province: Option<String>,
    /// The first day of the unit.
    pub valid_from: Option<Date>,
    /// The last day of the unit.
    pub valid_to: Option<Date>,
    /// How far the outline can be trusted.
    pub quality: BoundaryQuality,
    /// The outline as GeoJSON, to be kept.
    pub geometry: Value,
    /// The outline, checked, to be asked.
    pub shape: Shape,
}

/// Reads outlines. With `units`, each is matched to the unit that its code meant on its first (else last) day.
pub fn boundaries(bytes: &[u8], unsaid: Unsaid, units: Option<&UnitTree>) -> Result<Vec<BoundaryRow>, Vec<RowProblem>> {
    let text = unpacked(bytes)?;
    let mut problems = Problems::in_sheet(Some("features"));
    let features = geometry::features(&text).map_err(|fault| {
        let Text { vi, en } = fault.text();
        whole_file(None, vi, en)
    })?;
    let mut rows = Vec::with_capacity(features.len());
    for (number, feature) in (1_u32..).zip(features) {
        match feature {
            Ok(feature) => rows.extend(one(number, &feature, unsaid, units, &mut problems)),
            Err(fault) => problems.say(number, None, fault.text()),
        }
    }
    let keys = rows.iter().map(|row| (row.feature, (&row.code, row.valid_from), row.code.as_str()));
    note_doubles(keys, "code", &mut problems);
    problems.or(rows)
}

fn unpacked(bytes: &[u8]) -> Result<String, Vec<RowProblem>> {
    let mut text = String::new();
    let read = if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::MultiGzDecoder::new(bytes).take(MAX_UNPACKED + 1).read_to_string(&mut text)
    } else {
        bytes.take(MAX_UNPACKED + 1).read_to_string(&mut text)
    };
    match read {
        Ok(size) if u64::try_from(size).is_ok_and(|size| size <= MAX_UNPACKED) => Ok(text),
        Ok(_) => Err(whole_file(None, "tệp quá lớn khi giải nén", "the file unpacks to too much")),
        Err(error) => {
            Err(whole_file(None, format!("không đọc được tệp: {error}"), format!("the file cannot be read: {error}")))
        }
    }
}

fn one(
    number: u32,
    feature: &Feature,
    unsaid: Unsaid,
    units: Option<&UnitTree>,
    problems: &mut Problems,
) -> Option<BoundaryRow> {
    let before = problems.count();
    let said = Said { number, of: &feature.properties };
    let code = said.must("code", problems);
    let name = said.must("name", problems);
    let valid_from = said.date("valid_from", problems).or(unsaid.valid_from);
    let valid_to = said.date("valid_to", problems).or(unsaid.valid_to);
    if valid_from.zip(valid_to).is_some_and(|(from, to)| to < from) {
        problems.add(number, Some("valid_to"), "kết thúc trước khi bắt đầu", "ends before it begins");
    }
    let quality = said.text("geometry_quality").map_or(Some(unsaid.quality), |word| {
        let quality = BoundaryQuality::from_word(&word);
        if quality.is_none() {
            let (vi, en) = ("dùng approximate, reference-map, official", "use approximate, reference-map, official");
            problems.add(number, Some("geometry_quality"), vi, en);
        }
        quality
    });
    let shape = match feature.geometry.as_ref().map(geometry::Geometry::shape) {
        Some(Ok(shape)) => Some(shape),
        Some(Err(fault)) => {
            problems.say(number, Some("geometry"), fault.text());
            None
        }
        None => {
            problems.add(number, Some("geometry"), "không có hình", "has no geometry");
            None
        }
    };
    let unit = units.and_then(|units| said.unit(&code, valid_from.or(valid_to), units, problems));
    let geometry = feature.geometry.as_ref()?.to_value();
    let row = BoundaryRow {
        feature: number,
        unit,
        unit_type: said.unit_type(&name),
        code,
        name,
        parent_code: said.text("district_code").or_else(|| said.text("province_code")),
        province: said.text("province"),
        valid_from,
        valid_to,
        quality: quality?,
        geometry,
        shape: shape?,
    };
    (problems.count() == before).then_some(row)
}

/// The properties of one feature.
struct Said<'a> {
    number: u32,
    of: &'a Map<String, Value>,
}

impl Said<'_> {
    fn text(&self, name: &str) -> Option<String> {
        match self.of.get(name)? {
            Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    fn must(&self, name: &str, problems: &mut Problems) -> String {
        self.text(name).unwrap_or_else(|| {
            problems.add(self.number, Some(name), "không được để trống", "must not be empty");
            String::new()
        })
    }

    fn date(&self, name: &str, problems: &mut Problems) -> Option<Date> {
        let text = self.text(name)?;
        let date = text.parse();
        if date.is_err() {
            let cell = quoted(&text);
            let (vi, en) =
                (format!("{cell} không phải ngày dạng YYYY-MM-DD"), format!("{cell} is no day as YYYY-MM-DD"));
            problems.add(self.number, Some(name), vi, en);
        }
        date.ok()
    }

    /// The type by its own property, else by what stands before the name in the full name.
    fn unit_type(&self, name: &str) -> Option<UnitType> {
        let word = self.text("type").or_else(|| {
            let full = self.text("full_name")?;
            full.strip_suffix(name).map(str::to_owned)
        })?;
        UnitType::from_word(&plain_word(&word))
    }

    fn unit(&self, code: &str, on: Option<Date>, units: &UnitTree, problems: &mut Problems) -> Option<UnitId> {
        let unit = on.and_then(|on| units.at(code, on));
        if unit.is_none() && !code.is_empty() {
            let code = quoted(code);
            let (vi, en) = match on {
                Some(on) => (format!("không có đơn vị {code} vào ngày {on}"), format!("no unit {code} on {on}")),
                None => {
                    (format!("không rõ {code} vào ngày nào"), format!("no day is given to tell which {code} is meant"))
                }
            };
            problems.add(self.number, Some("code"), vi, en);
        }
        unit.map(|unit| unit.id)
    }
}
