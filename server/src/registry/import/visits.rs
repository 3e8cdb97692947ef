//! Visits: `title, plan, starts_on, ends_on, commune_codes, subject_codes, team`.
//!
//! Lists are parted by semicolons; the team is `login:role`, the role `head`, `secretary`, `member` or its Vietnamese
//! word, a member where none is written. Communes are those that stood on the first day.

use std::collections::HashSet;

use mobile_sync_protocol::{
    ids::{SubjectId, UnitId},
    registry::{TeamMember, TeamRole},
    time::Date,
};

use super::{
    Known,
    known::Cell,
    problem::{Problems, RowProblem, quoted},
    row::{Column, Columns, Row, needed, note_doubles, optional, plain_word},
    table::Table,
};

/// A visit as a file gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitRow {
    /// Its line.
    pub line: u32,
    /// What people call it.
    pub title: String,
    /// Number and date of the plan or decision behind it.
    pub plan: Option<String>,
    /// Its first day.
    pub starts_on: Date,
    /// Its last day.
    pub ends_on: Date,
    /// The communes that it goes to.
    pub communes: Vec<UnitId>,
    /// What it looks at.
    pub subjects: Vec<SubjectId>,
    /// Who goes.
    pub team: Vec<TeamMember>,
}

const COLUMNS: &[Column] = &[
    needed("title", &["tên đợt", "tên đợt kiểm tra"]),
    optional("plan", &["kế hoạch", "căn cứ"]),
    needed("starts_on", &["từ ngày", "ngày bắt đầu"]),
    needed("ends_on", &["đến ngày", "ngày kết thúc"]),
    needed("commune_codes", &["mã xã", "các xã"]),
    optional("subject_codes", &["mã đối tượng", "các đối tượng"]),
    needed("team", &["đoàn", "đoàn kiểm tra"]),
];

/// Reads visits from CSV or XLSX.
pub fn visits(bytes: &[u8], sheet: Option<&str>, known: &Known) -> Result<Vec<VisitRow>, Vec<RowProblem>> {
    let table = Table::read(bytes, sheet)?;
    let columns = Columns::of(&table, COLUMNS, None)?;
    let mut problems = columns.problems();
    let mut rows = Vec::new();
    let mut keys = Vec::new();
    for row in columns.rows() {
        let (title, starts_on) = (row.text("title"), row.text("starts_on"));
        keys.extend(Some((row.line, (title, starts_on), title)).filter(|_| !title.is_empty()));
        rows.extend(one(&row, known, &mut problems));
    }
    note_doubles(keys, "title", &mut problems);
    problems.or(rows)
}

fn one(row: &Row<'_>, known: &Known, problems: &mut Problems) -> Option<VisitRow> {
    for column in ["title", "starts_on", "ends_on", "commune_codes", "team"] {
        row.must(column, problems);
    }
    let (starts_on, ends_on) = row.period("starts_on", "ends_on", problems);
    let communes = starts_on
        .map(|on| listed(row, "commune_codes", problems, |cell, problems| Some(known.commune(cell, on, problems)?.id)));
    let subjects = listed(row, "subject_codes", problems, |cell, problems| known.subject(cell, problems));
    let team = team(row, known, problems);
    Some(VisitRow {
        line: row.line,
        title: row.text("title").to_owned(),
        plan: row.given("plan").map(str::to_owned),
        starts_on: starts_on?,
        ends_on: ends_on?,
        communes: communes?,
        subjects,
        team,
    })
}

/// The things that a cell lists, each once.
fn listed<T>(
    row: &Row<'_>,
    column: &str,
    problems: &mut Problems,
    find: impl Fn(&Cell<'_>, &mut Problems) -> Option<T>,
) -> Vec<T> {
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    for code in row.parts(column) {
        if !seen.insert(code) {
            note_twice(row, column, code, problems);
        }
        found.extend(find(&Cell::part(row, column, code), problems));
    }
    found
}

fn note_twice(row: &Row<'_>, column: &str, code: &str, problems: &mut Problems) {
    let code = quoted(code);
    problems.add(row.line, Some(column), format!("{code} có hai lần"), format!("{code} is there twice"));
}

fn team(row: &Row<'_>, known: &Known, problems: &mut Problems) -> Vec<TeamMember> {
    let mut seen = HashSet::new();
    let mut team = Vec::new();
    for part in row.parts("team") {
        let (login, role) = part.split_once(':').map_or((part, "member"), |(login, role)| (login.trim(), role.trim()));
        if !seen.insert(login) {
            note_twice(row, "team", login, problems);
        }
        let person = known.person(&Cell::part(row, "team", login), problems);
        let role_read = team_role(&plain_word(role));
        if role_read.is_none() {
            let role = quoted(role);
            let (vi, en) = (
                format!("{role} không hợp lệ; dùng head (trưởng đoàn), secretary (thư ký), member (thành viên)"),
                format!("{role} is not one of head, secretary, member"),
            );
            problems.add(row.line, Some("team"), vi, en);
        }
        team.extend(person.zip(role_read).map(|(person, role)| TeamMember { person, role }));
    }
    if team.iter().filter(|member| member.role == TeamRole::Head).count() > 1 {
        problems.add(row.line, Some("team"), "chỉ có một trưởng đoàn", "a team has one head");
    }
    team
}

fn team_role(word: &str) -> Option<TeamRole> {
    match word {
        "trưởng đoàn" => Some(TeamRole::Head),
        "thư ký" => Some(TeamRole::Secretary),
        "thành viên" => Some(TeamRole::Member),
        word => TeamRole::from_word(word),
    }
}
