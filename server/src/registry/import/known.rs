//! What the server has already, by the codes that people write.

use std::collections::HashMap;

use mobile_sync_protocol::{
    ids::{DepartmentId, PersonId, SubProjectId, SubjectId},
    registry::{SubProject, Unit},
    time::Date,
};

use super::{
    problem::{Problems, quoted},
    row::Row,
};
use crate::geo::units::UnitTree;

/// Codes and what they stand for.
#[derive(Clone, Debug, Default)]
pub struct Known {
    units: UnitTree,
    sub_projects: HashMap<String, Vec<(SubProjectId, bool)>>,
    departments: HashMap<String, DepartmentId>,
    subjects: HashMap<String, SubjectId>,
    people: HashMap<String, PersonId>,
}

impl Known {
    /// With these units, of all times.
    #[must_use]
    pub fn with_units(mut self, units: impl IntoIterator<Item = Unit>) -> Self {
        self.units = UnitTree::new(units);
        self
    }

    /// With these programmes and their parts.
    #[must_use]
    pub fn with_sub_projects<'a>(mut self, nodes: impl IntoIterator<Item = &'a SubProject>) -> Self {
        for node in nodes {
            self.sub_projects.entry(node.code.clone()).or_default().push((node.id, node.leaf));
        }
        self
    }

    /// With these departments.
    #[must_use]
    pub fn with_departments(mut self, departments: impl IntoIterator<Item = (String, DepartmentId)>) -> Self {
        self.departments.extend(departments);
        self
    }

    /// With these subjects, by their codes.
    #[must_use]
    pub fn with_subjects(mut self, subjects: impl IntoIterator<Item = (String, SubjectId)>) -> Self {
        self.subjects.extend(subjects);
        self
    }

    /// With these people, by their sign-in names.
    #[must_use]
    pub fn with_people(mut self, people: impl IntoIterator<Item = (String, PersonId)>) -> Self {
        self.people.extend(people);
        self
    }

    pub(super) fn unit(&self, cell: &Cell<'_>, on: Date, problems: &mut Problems) -> Option<&Unit> {
        let unit = self.units.at(cell.code, on);
        if unit.is_none() {
            let padded = format!("{:0>5}", cell.code);
            let hint = Some(padded).filter(|code| code != cell.code).and_then(|code| self.units.at(&code, on));
            let (mut vi, mut en) = (format!("không có đơn vị này vào ngày {on}"), format!("no such unit on {on}"));
            if let Some(meant) = hint {
                vi = format!("{vi}; có phải {} ({}) không? Hãy để cột mã ở dạng văn bản", meant.code, meant.name);
                en = format!("{en}; did you mean {} ({})? Keep codes as text", meant.code, meant.name);
            }
            cell.unknown(&vi, &en, problems);
        }
        unit
    }

    pub(super) fn commune(&self, cell: &Cell<'_>, on: Date, problems: &mut Problems) -> Option<&Unit> {
        let unit = self.unit(cell, on, problems)?;
        if !unit.unit_type.is_commune_level() {
            let word = unit.unit_type.vietnamese();
            cell.unknown(&format!("là cấp {word}, cần cấp xã"), &format!("is a {word}, not a commune"), problems);
            return None;
        }
        Some(unit)
    }

    pub(super) fn leaf(&self, cell: &Cell<'_>, problems: &mut Problems) -> Option<SubProjectId> {
        match self.sub_projects.get(cell.code).map(Vec::as_slice) {
            Some([(id, true)]) => return Some(*id),
            Some([(_, false)]) => {
                cell.unknown(
                    "còn có các phần bên dưới, hãy chọn phần cuối",
                    "has parts of its own; name one",
                    problems,
                );
            }
            Some([_, _, ..]) => {
                cell.unknown("có ở nhiều chương trình", "is a code of several programmes", problems);
            }
            _ => cell.unknown("không có tiểu dự án này", "no such sub-project", problems),
        }
        None
    }

    pub(super) fn department(&self, cell: &Cell<'_>, problems: &mut Problems) -> Option<DepartmentId> {
        let found = self.departments.get(cell.code).copied();
        if found.is_none() {
            cell.unknown("không có phòng, ban này", "no such department", problems);
        }
        found
    }

    pub(super) fn department_id(&self, code: &str) -> Option<DepartmentId> {
        self.departments.get(code).copied()
    }

    pub(super) fn subject(&self, cell: &Cell<'_>, problems: &mut Problems) -> Option<SubjectId> {
        let found = self.subject_id(cell.code);
        if found.is_none() {
            cell.unknown("không có đối tượng này", "no such subject", problems);
        }
        found
    }

    pub(super) fn subject_id(&self, code: &str) -> Option<SubjectId> {
        self.subjects.get(code).copied()
    }

    pub(super) fn person(&self, cell: &Cell<'_>, problems: &mut Problems) -> Option<PersonId> {
        let found = self.person_id(cell.code);
        if found.is_none() {
            cell.unknown("không có người này", "no such person", problems);
        }
        found
    }

    pub(super) fn person_id(&self, login: &str) -> Option<PersonId> {
        self.people.get(login).copied()
    }
}

/// A code and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell<'a> {
    line: u32,
    column: &'a str,
    /// The code.
    pub(super) code: &'a str,
}

impl<'a> Cell<'a> {
    /// One of the codes of a cell.
    pub(super) fn part(row: &Row<'a>, column: &'a str, code: &'a str) -> Self {
        Self { line: row.line, column, code }
    }

    /// The code of a cell, if it has one.
    pub(super) fn of(row: &Row<'a>, column: &'a str) -> Option<Self> {
        Some(Self::part(row, column, row.given(column)?))
    }

    fn unknown(&self, vi: &str, en: &str, problems: &mut Problems) {
        let code = quoted(self.code);
        problems.add(self.line, Some(self.column), format!("{code}: {vi}"), format!("{code}: {en}"));
    }
}
