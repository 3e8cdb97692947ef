//! Departments: `code, name, name_en`.

use mobile_sync_protocol::ids::DepartmentId;

use super::{
    Known,
    problem::RowProblem,
    row::{Column, Columns, needed, note_doubles, optional},
    table::Table,
};

/// A department as a file gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepartmentRow {
    /// Its line.
    pub line: u32,
    /// The department that is known by this code already.
    pub existing: Option<DepartmentId>,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its name in English; empty where none is given.
    pub name_en: String,
}

const COLUMNS: &[Column] = &[
    needed("code", &["mã", "mã phòng ban"]),
    needed("name", &["name_vi", "tên", "tên phòng ban"]),
    optional("name_en", &["tên tiếng anh"]),
];

/// Reads departments from CSV or XLSX.
pub fn departments(bytes: &[u8], sheet: Option<&str>, known: &Known) -> Result<Vec<DepartmentRow>, Vec<RowProblem>> {
    let table = Table::read(bytes, sheet)?;
    let columns = Columns::of(&table, COLUMNS, None)?;
    let mut problems = columns.problems();
    let mut rows = Vec::new();
    for row in columns.rows() {
        let code = row.must("code", &mut problems).to_owned();
        rows.push(DepartmentRow {
            line: row.line,
            existing: known.department_id(&code),
            code,
            name: row.must("name", &mut problems).to_owned(),
            name_en: row.text("name_en").to_owned(),
        });
    }
    let codes = rows.iter().filter(|row| !row.code.is_empty()).map(|row| (row.line, &row.code, row.code.as_str()));
    note_doubles(codes, "code", &mut problems);
    problems.or(rows)
}
