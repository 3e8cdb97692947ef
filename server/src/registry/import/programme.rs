//! A programme's tree: `code, parent_code, name, name_en, department_code, valid_from, valid_to`.
//!
//! A row without a parent is a programme, or a policy beside them. A parent is looked for in the file first, then among
//! what is known. A code stands once in a file; a known node is replaced where its code is of the same programme.

use std::collections::{HashMap, HashSet};

use mobile_sync_protocol::{
    ids::{DepartmentId, SubProjectId},
    registry::SubProject,
    time::Date,
};

use super::{
    Known, Named,
    known::Cell,
    problem::{Problems, RowProblem, quoted},
    row::{Column, Columns, needed, note_doubles, optional},
    table::Table,
};

/// A node of a programme as a file gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubProjectRow {
    /// Its line.
    pub line: u32,
    /// The node that is known by this code in this programme already.
    pub existing: Option<SubProjectId>,
    /// Its code.
    pub code: String,
    /// What it is part of.
    pub parent: Option<Named<SubProjectId>>,
    /// Its name.
    pub name: String,
    /// Its name in English; empty where none is given.
    pub name_en: String,
    /// The department that leads it.
    pub department: Option<DepartmentId>,
    /// Its first day.
    pub valid_from: Option<Date>,
    /// Its last day.
    pub valid_to: Option<Date>,
    /// Whether nothing is below it, in the file or among what is known.
    pub leaf: bool,
}

const COLUMNS: &[Column] = &[
    needed("code", &["mã", "mã dự án"]),
    needed("parent_code", &["mã cấp trên", "thuộc"]),
    needed("name", &["name_vi", "tên", "tên dự án"]),
    optional("name_en", &["tên tiếng anh"]),
    optional("department_code", &["mã phòng ban", "cơ quan chủ trì"]),
    optional("valid_from", &["từ ngày"]),
    optional("valid_to", &["đến ngày"]),
];

/// Reads programmes from CSV or XLSX; `nodes` are all that are known, `known` has the departments.
pub fn programme(
    bytes: &[u8],
    sheet: Option<&str>,
    known: &Known,
    nodes: &[SubProject],
) -> Result<Vec<SubProjectRow>, Vec<RowProblem>> {
    let table = Table::read(bytes, sheet)?;
    let columns = Columns::of(&table, COLUMNS, None)?;
    let mut problems = columns.problems();
    let mut rows = Vec::new();
    let mut parents: Vec<&str> = Vec::new();
    for row in columns.rows() {
        let code = row.must("code", &mut problems).to_owned();
        let name = row.must("name", &mut problems).to_owned();
        let department = Cell::of(&row, "department_code").and_then(|cell| known.department(&cell, &mut problems));
        let (valid_from, valid_to) = row.period("valid_from", "valid_to", &mut problems);
        parents.push(row.text("parent_code"));
        rows.push(SubProjectRow {
            line: row.line,
            existing: None,
            code,
            parent: None,
            name,
            name_en: row.text("name_en").to_owned(),
            department,
            valid_from,
            valid_to,
            leaf: true,
        });
    }
    let codes = rows.iter().filter(|row| !row.code.is_empty()).map(|row| (row.line, &row.code, row.code.as_str()));
    note_doubles(codes, "code", &mut problems);
    find_parents(&mut rows, &parents, nodes, &mut problems);
    note_circles(&rows, &mut problems);
    if problems.is_empty() {
        find_existing(&mut rows, nodes);
        find_leaves(&mut rows, nodes);
    }
    problems.or(rows)
}

fn find_parents(rows: &mut [SubProjectRow], parents: &[&str], nodes: &[SubProject], problems: &mut Problems) {
    let here: HashMap<String, usize> = rows.iter().enumerate().rev().map(|(at, row)| (row.code.clone(), at)).collect();
    for (row, parent) in rows.iter_mut().zip(parents).filter(|(_, parent)| !parent.is_empty()) {
        let mut there = nodes.iter().filter(|node| node.code == *parent);
        row.parent = match (here.get(*parent), there.next(), there.next()) {
            (Some(at), _, _) => Some(Named::Row(*at)),
            (None, Some(node), None) => Some(Named::Known(node.id)),
            (None, found, _) => {
                let shown = quoted(parent);
                let (vi, en) = match found {
                    None => (format!("không có {shown}"), format!("there is no {shown}")),
                    Some(_) => {
                        (format!("{shown} có ở nhiều chương trình"), format!("{shown} is a code of several programmes"))
                    }
                };
                problems.add(row.line, Some("parent_code"), vi, en);
                None
            }
        };
    }
}

fn note_circles(rows: &[SubProjectRow], problems: &mut Problems) {
    for (at, row) in rows.iter().enumerate() {
        let mut seen = HashSet::new();
        let mut next = row.parent;
        while let Some(Named::Row(parent)) = next.filter(|parent| seen.insert(*parent)) {
            next = rows.get(parent).and_then(|row| row.parent);
        }
        if seen.contains(&Named::Row(at)) {
            let (vi, en) = ("các cấp trên tạo thành vòng tròn", "its parents lead back to it");
            problems.add(row.line, Some("parent_code"), vi, en);
        }
    }
}

/// The code of the programme that a node is part of.
fn root_of<'a>(
    rows: &'a [SubProjectRow],
    by_id: &HashMap<SubProjectId, &'a SubProject>,
    from: Named<SubProjectId>,
) -> &'a str {
    let mut root = "";
    let mut seen = HashSet::new();
    let mut next = Some(from);
    while let Some(node) = next.filter(|node| seen.insert(*node)) {
        next = match node {
            Named::Row(at) => rows.get(at).and_then(|row| {
                root = &row.code;
                row.parent
            }),
            Named::Known(id) => by_id.get(&id).and_then(|node| {
                root = &node.code;
                node.parent.map(Named::Known)
            }),
        };
    }
    root
}

fn find_existing(rows: &mut [SubProjectRow], nodes: &[SubProject]) {
    let by_id: HashMap<SubProjectId, &SubProject> = nodes.iter().map(|node| (node.id, node)).collect();
    let known: HashMap<(&str, &str), SubProjectId> =
        nodes.iter().map(|node| ((root_of(&[], &by_id, Named::Known(node.id)), node.code.as_str()), node.id)).collect();
    let existing: Vec<_> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| known.get(&(root_of(rows, &by_id, Named::Row(at)), row.code.as_str())).copied())
        .collect();
    for (row, existing) in rows.iter_mut().zip(existing) {
        row.existing = existing;
    }
}

fn find_leaves(rows: &mut [SubProjectRow], nodes: &[SubProject]) {
    let replaced: HashSet<SubProjectId> = rows.iter().filter_map(|row| row.existing).collect();
    let above: HashSet<Named<SubProjectId>> = rows.iter().filter_map(|row| row.parent).collect();
    let still_above: HashSet<SubProjectId> =
        nodes.iter().filter(|node| !replaced.contains(&node.id)).filter_map(|node| node.parent).collect();
    for (at, row) in rows.iter_mut().enumerate() {
        let existing_above =
            row.existing.is_some_and(|id| still_above.contains(&id) || above.contains(&Named::Known(id)));
        row.leaf = !above.contains(&Named::Row(at)) && !existing_above;
    }
}
