//! Units: `code, name_vi, type, parent_code, valid_from, valid_to, successor_code`, a row for each unit and period.
//!
//! A parent is read on the first day of its part's period and has to stand on the last one too, under that code. A
//! successor is read on the day after the last. Both may be rows of the file or units that are known.

use std::collections::{HashMap, HashSet};

use mobile_sync_protocol::{
    ids::UnitId,
    registry::{Unit, UnitType},
    time::Date,
};

use super::{
    Named,
    problem::{Problems, RowProblem, quoted},
    row::{Column, Columns, needed, optional},
    table::Table,
};
use crate::geo::units::stands;

/// A unit as a file gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRow {
    /// Its line.
    pub line: u32,
    /// The unit that is known by this code and first day already, and that the row replaces.
    pub existing: Option<UnitId>,
    /// The statistics office's code.
    pub code: String,
    /// The name without the type.
    pub name: String,
    /// Its type.
    pub unit_type: UnitType,
    /// What it is part of.
    pub parent: Option<Named<UnitId>>,
    /// Its first day; open where unknown.
    pub valid_from: Option<Date>,
    /// Its last day; open where it still stands.
    pub valid_to: Option<Date>,
    /// What took it over.
    pub successor: Option<Named<UnitId>>,
}

const COLUMNS: &[Column] = &[
    needed("code", &["mã", "mã đơn vị"]),
    needed("name_vi", &["name", "tên", "tên đơn vị"]),
    needed("type", &["loại", "cấp", "loại đơn vị"]),
    optional("parent_code", &["mã cấp trên", "mã đơn vị cấp trên"]),
    optional("valid_from", &["từ ngày", "hiệu lực từ"]),
    optional("valid_to", &["đến ngày", "hiệu lực đến"]),
    optional("successor_code", &["mã kế tiếp", "mã đơn vị kế tiếp"]),
];

/// Reads units from CSV or XLSX.
pub fn units(bytes: &[u8], sheet: Option<&str>, known: &[Unit]) -> Result<Vec<UnitRow>, Vec<RowProblem>> {
    let table = Table::read(bytes, sheet)?;
    let columns = Columns::of(&table, COLUMNS, None)?;
    let mut problems = columns.problems();
    let existing: HashMap<(&str, Option<Date>), UnitId> =
        known.iter().map(|unit| ((unit.code.as_str(), unit.valid_from), unit.id)).collect();
    let mut rows: Vec<UnitRow> = Vec::new();
    let mut bonds: Vec<(&str, &str)> = Vec::new();
    for row in columns.rows() {
        let code = row.must("code", &mut problems);
        let name = row.must("name_vi", &mut problems);
        row.must("type", &mut problems);
        let list = "tỉnh, huyện, xã, phường, thị trấn, đặc khu";
        let unit_type = row.word("type", list, unit_type, &mut problems);
        let (valid_from, valid_to) = row.period("valid_from", "valid_to", &mut problems);
        if !row.text("successor_code").is_empty() && row.text("valid_to").is_empty() {
            let (vi, en) =
                ("đơn vị còn hiệu lực thì chưa có đơn vị kế tiếp", "a unit that still stands has no successor");
            problems.add(row.line, Some("successor_code"), vi, en);
        }
        rows.push(UnitRow {
            line: row.line,
            existing: existing.get(&(code, valid_from)).copied(),
            code: code.to_owned(),
            name: name.to_owned(),
            unit_type: unit_type.unwrap_or(UnitType::Commune),
            parent: None,
            valid_from,
            valid_to,
            successor: None,
        });
        bonds.push((row.text("parent_code"), row.text("successor_code")));
    }
    // A period that could not be read would make its neighbours' bonds look wrong.
    if problems.is_empty() {
        let standing = Standing::of(&rows, known);
        standing.note_overlaps(&rows, &mut problems);
        let bonds: Vec<_> = rows
            .iter()
            .zip(bonds)
            .map(|(row, (parent, successor))| {
                (standing.parent(row, parent, &mut problems), standing.successor(row, successor, &mut problems))
            })
            .collect();
        for (row, (parent, successor)) in rows.iter_mut().zip(bonds) {
            (row.parent, row.successor) = (parent, successor);
        }
        note_circles(&rows, known, &mut problems);
    }
    problems.or(rows)
}

fn unit_type(word: &str) -> Option<UnitType> {
    match word {
        "thành phố" | "thành phố trực thuộc trung ương" => Some(UnitType::Province),
        "quận" | "thị xã" => Some(UnitType::District),
        word => UnitType::from_word(word).or_else(|| UnitType::from_word(&word.replace(' ', "_"))),
    }
}

/// Every unit that will stand after the import: the file's rows, and the known units that none of them replaces.
struct Standing {
    by_code: HashMap<String, Vec<Period>>,
}

#[derive(Clone, Copy)]
struct Period {
    unit: Named<UnitId>,
    from: Option<Date>,
    to: Option<Date>,
}

impl Standing {
    fn of(rows: &[UnitRow], known: &[Unit]) -> Self {
        let replaced: HashSet<UnitId> = rows.iter().filter_map(|row| row.existing).collect();
        let mut by_code: HashMap<String, Vec<Period>> = HashMap::new();
        for (at, row) in rows.iter().enumerate() {
            let period = Period { unit: Named::Row(at), from: row.valid_from, to: row.valid_to };
            by_code.entry(row.code.clone()).or_default().push(period);
        }
        for unit in known.iter().filter(|unit| !replaced.contains(&unit.id)) {
            let period = Period { unit: Named::Known(unit.id), from: unit.valid_from, to: unit.valid_to };
            by_code.entry(unit.code.clone()).or_default().push(period);
        }
        Self { by_code }
    }

    fn periods(&self, code: &str) -> &[Period] {
        self.by_code.get(code).map(Vec::as_slice).unwrap_or_default()
    }

    fn at(&self, code: &str, on: Date) -> Option<Named<UnitId>> {
        self.periods(code).iter().find(|period| stands(period.from, period.to, on)).map(|period| period.unit)
    }

    /// Two rows of one code on one day; said once, of the later row.
    fn note_overlaps(&self, rows: &[UnitRow], problems: &mut Problems) {
        for (at, row) in rows.iter().enumerate() {
            let clash = self.periods(&row.code).iter().find(|other| {
                let before = match other.unit {
                    Named::Row(other) => other < at,
                    Named::Known(_) => true,
                };
                before && overlap((other.from, other.to), (row.valid_from, row.valid_to))
            });
            let Some(other) = clash else { continue };
            let whose = match other.unit {
                Named::Row(other) => rows.get(other).map(|other| other.line),
                Named::Known(_) => None,
            };
            let code = quoted(&row.code);
            let (vi, en) = match whose {
                Some(line) => {
                    (format!("{code} trùng thời gian với dòng {line}"), format!("{code} overlaps line {line}"))
                }
                None => (
                    format!("{code} trùng thời gian với đơn vị đã có"),
                    format!("{code} overlaps a unit that is there already"),
                ),
            };
            problems.add(row.line, Some("code"), vi, en);
        }
    }

    fn parent(&self, row: &UnitRow, code: &str, problems: &mut Problems) -> Option<Named<UnitId>> {
        if code.is_empty() {
            return None;
        }
        let shown = quoted(code);
        let Some(any) = self.periods(code).last() else {
            let (vi, en) = (format!("không có đơn vị cấp trên {shown}"), format!("there is no parent {shown}"));
            problems.add(row.line, Some("parent_code"), vi, en);
            return None;
        };
        let first = match (row.valid_from, row.valid_to) {
            (Some(day), _) | (None, Some(day)) => self.at(code, day),
            (None, None) => Some(any.unit),
        };
        let last = match row.valid_to {
            Some(day) => self.at(code, day).is_some(),
            None => self.periods(code).iter().any(|period| period.to.is_none()),
        };
        if first.is_none() || !last {
            let vi = format!("đơn vị cấp trên {shown} không tồn tại suốt thời gian của đơn vị này");
            problems.add(
                row.line,
                Some("parent_code"),
                vi,
                format!("the parent {shown} does not stand throughout this unit's period"),
            );
            return None;
        }
        first
    }

    fn successor(&self, row: &UnitRow, code: &str, problems: &mut Problems) -> Option<Named<UnitId>> {
        let day = row.valid_to.filter(|_| !code.is_empty())?.plus_days(1);
        let found = self.at(code, day);
        if found.is_none() {
            let shown = quoted(code);
            let (vi, en) =
                (format!("không có đơn vị kế tiếp {shown} vào ngày {day}"), format!("no successor {shown} on {day}"));
            problems.add(row.line, Some("successor_code"), vi, en);
        }
        found
    }
}

fn overlap(one: (Option<Date>, Option<Date>), other: (Option<Date>, Option<Date>)) -> bool {
    let begins_by = |from: Option<Date>, to: Option<Date>| match (from, to) {
        (Some(from), Some(to)) => from <= to,
        _ => true,
    };
    begins_by(one.0, other.1) && begins_by(other.0, one.1)
}

/// Rows whose parents lead back to themselves.
fn note_circles(rows: &[UnitRow], known: &[Unit], problems: &mut Problems) {
    let by_id: HashMap<UnitId, &Unit> = known.iter().map(|unit| (unit.id, unit)).collect();
    let replaced: HashMap<UnitId, usize> =
        rows.iter().enumerate().filter_map(|(at, row)| Some((row.existing?, at))).collect();
    let parent_of = |unit: Named<UnitId>| match unit {
        Named::Row(at) => rows.get(at)?.parent,
        Named::Known(id) => {
            let parent = by_id.get(&id)?.parent?;
            Some(replaced.get(&parent).map_or(Named::Known(parent), |at| Named::Row(*at)))
        }
    };
    for (at, row) in rows.iter().enumerate() {
        let mut seen = HashSet::new();
        let mut next = row.parent;
        while let Some(unit) = next.filter(|unit| seen.insert(*unit)) {
            next = parent_of(unit);
        }
        if seen.contains(&Named::Row(at)) {
            let (vi, en) = ("các cấp trên tạo thành vòng tròn", "its parents lead back to it");
            problems.add(row.line, Some("parent_code"), vi, en);
        }
    }
}
