//! People: `name, full_name, role, unit_code, phone, department_code, password`, a row for each role.
//!
//! `name` is what they sign in with. Somebody with two roles has two rows; what is said of the person may stand in the
//! first alone, and must not differ. Every role but the administrator's is held in a unit, which bounds what it sees, so
//! a row without one is a problem and never a person who sees everything.

use std::{collections::HashMap, fmt};

use mobile_sync_protocol::{
    ids::{DepartmentId, PersonId, UnitId},
    time::Date,
};

use super::{
    Known,
    known::Cell,
    problem::{Problems, RowProblem, quoted},
    row::{Column, Columns, Row, needed, optional},
    table::Table,
};
use crate::auth::Role;

/// What people write for a role, beside its word on the wire.
const ROLE_NAMES: [(Role, &[&str]); 5] = [
    (Role::Inspector, &["thành viên đoàn kiểm tra", "người kiểm tra"]),
    (Role::CommuneOfficer, &["commune officer", "cán bộ xã"]),
    (Role::Reviewer, &["người rà soát"]),
    (Role::Evaluator, &["người đánh giá"]),
    (Role::Administrator, &["quản trị", "người quản trị", "quản trị viên"]),
];

/// Reads a role by its word, or by what people write in its place.
pub(super) fn role_from(word: &str) -> Option<Role> {
    let by_name = ROLE_NAMES.into_iter().find_map(|(role, names)| names.contains(&word).then_some(role));
    Role::from_word(word).or(by_name)
}

/// A text that logs do not show.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("…")
    }
}

/// A role that somebody holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleRow {
    /// The role.
    pub role: Role,
    /// The unit in which it is held; nothing only for administrators.
    pub unit: Option<UnitId>,
}

/// A person as a file gives them, all their rows together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonRow {
    /// The line of their first row.
    pub line: u32,
    /// The person who is known by this name already.
    pub existing: Option<PersonId>,
    /// What they sign in with.
    pub login: String,
    /// What they are called.
    pub full_name: String,
    /// Their telephone.
    pub phone: Option<String>,
    /// Their department.
    pub department: Option<DepartmentId>,
    /// The password to begin with.
    pub password: Option<Secret>,
    /// What they may do.
    pub roles: Vec<RoleRow>,
}

const COLUMNS: &[Column] = &[
    needed("name", &["login", "tên đăng nhập"]),
    needed("full_name", &["họ tên", "họ và tên"]),
    needed("role", &["vai trò"]),
    optional("unit_code", &["mã đơn vị"]),
    optional("phone", &["điện thoại", "số điện thoại"]),
    optional("department_code", &["mã phòng ban"]),
    optional("password", &["mật khẩu"]),
];

/// Reads people; codes of units mean what they meant `on` that day.
pub fn people(bytes: &[u8], sheet: Option<&str>, known: &Known, on: Date) -> Result<Vec<PersonRow>, Vec<RowProblem>> {
    let table = Table::read(bytes, sheet)?;
    let columns = Columns::of(&table, COLUMNS, None)?;
    let mut problems = columns.problems();
    let mut people: Vec<PersonRow> = Vec::new();
    let mut by_login: HashMap<String, usize> = HashMap::new();
    for row in columns.rows() {
        let role = role(&row, known, on, &mut problems);
        let Some(person) = person(&row, known, &mut problems) else { continue };
        if let Some(first) = by_login.get(&person.login).and_then(|at| people.get_mut(*at)) {
            join(first, person, &row, &mut problems);
        } else {
            row.must("full_name", &mut problems);
            by_login.insert(person.login.clone(), people.len());
            people.push(person);
        }
        let holder = by_login.get(row.text("name")).and_then(|at| people.get_mut(*at));
        let Some((role, holder)) = role.zip(holder) else { continue };
        if holder.roles.contains(&role) {
            problems.add(row.line, Some("role"), "vai trò này đã có ở dòng trên", "this role stands in a line above");
        } else {
            holder.roles.push(role);
        }
    }
    problems.or(people)
}

fn role(row: &Row<'_>, known: &Known, on: Date, problems: &mut Problems) -> Option<RoleRow> {
    row.must("role", problems);
    let list = "inspector, commune_officer, reviewer, evaluator, administrator";
    let role = row.word("role", list, role_from, problems);
    let cell = Cell::of(row, "unit_code");
    if cell.is_none() && role.is_some_and(|role| role != Role::Administrator) {
        problems.add(row.line, Some("unit_code"), "vai trò này phải thuộc một đơn vị", "this role is held in a unit");
        return None;
    }
    let unit = cell.map(|cell| match role {
        Some(Role::CommuneOfficer) => known.commune(&cell, on, problems),
        _ => known.unit(&cell, on, problems),
    });
    let unit = match unit {
        None => None,
        Some(found) => Some(found?.id),
    };
    Some(RoleRow { role: role?, unit })
}

fn person(row: &Row<'_>, known: &Known, problems: &mut Problems) -> Option<PersonRow> {
    let login = row.must("name", problems);
    let department = Cell::of(row, "department_code").and_then(|cell| known.department(&cell, problems));
    let phone = row.given("phone");
    let dialled = |letter: char| letter.is_ascii_digit() || matches!(letter, '+' | ' ' | '.' | '-' | '(' | ')');
    if let Some(phone) = phone.filter(|phone| phone.len() > 30 || !phone.chars().all(dialled)) {
        let phone = quoted(phone);
        let (vi, en) = (format!("{phone} không phải số điện thoại"), format!("{phone} is no telephone number"));
        problems.add(row.line, Some("phone"), vi, en);
    }
    if login.is_empty() {
        return None;
    }
    let mut letters = login.chars();
    let good = login.len() <= 64
        && letters.next().is_some_and(|first| first.is_ascii_lowercase())
        && letters
            .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '.' | '_' | '-'));
    if !good {
        let login = quoted(login);
        problems.add(
            row.line,
            Some("name"),
            format!("{login}: dùng a-z, 0-9, dấu chấm, _ hoặc -, bắt đầu bằng chữ, nhiều nhất 64 ký tự"),
            format!("{login}: use a-z, 0-9, point, _ or -, begin with a letter, at most 64 characters"),
        );
        return None;
    }
    Some(PersonRow {
        line: row.line,
        existing: known.person_id(login),
        login: login.to_owned(),
        full_name: row.text("full_name").to_owned(),
        phone: phone.map(str::to_owned),
        department,
        password: row.given("password").map(|text| Secret(text.to_owned())),
        roles: Vec::new(),
    })
}

/// Holds a further row of somebody against their first, which it may repeat and complete.
fn join(first: &mut PersonRow, again: PersonRow, row: &Row<'_>, problems: &mut Problems) {
    let line = first.line;
    let mut differs = |column: &str| {
        let (vi, en) =
            (format!("khác với dòng {line} của cùng người"), format!("differs from line {line}, the same person"));
        problems.add(row.line, Some(column), vi, en);
    };
    if !again.full_name.is_empty() && again.full_name != first.full_name {
        differs("full_name");
    }
    if first.phone.is_some() && again.phone.is_some() && again.phone != first.phone {
        differs("phone");
    }
    if first.department.is_some() && again.department.is_some() && again.department != first.department {
        differs("department_code");
    }
    if first.password.is_some() && again.password.is_some() && again.password != first.password {
        differs("password");
    }
    first.phone = first.phone.take().or(again.phone);
    first.department = first.department.or(again.department);
    first.password = first.password.take().or(again.password);
}
