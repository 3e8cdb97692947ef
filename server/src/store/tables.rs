//! All that a dump carries: each table with its columns, in an order in which what is named comes before what names it.
//!
//! Left out are `web_session` and `sign_in_failure`: neither outlives a move to another store. Who was signed in signs
//! in again, so that a stolen backup opens nobody's desk; attempts to guess a password are counted anew. So are `export`s:
//! their files stay where they were made, and can be made again.

/// What a column holds, whichever way a database writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A UUID.
    Id,
    /// Text.
    Text,
    /// JSON, whose spelling a database may change.
    Json,
    /// A whole number.
    Integer,
    /// Yes or no.
    Bool,
    /// Bytes.
    Bytes,
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// One table.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns, those of the primary key first.
    pub columns: &'static [Column],
    /// How many of them make up the primary key.
    pub key: usize,
    /// Columns that name other rows of the same table: filled in when all of its rows are there.
    pub later: &'static [&'static str],
    /// Rows of one page: few where one row may be large.
    pub page: usize,
}

impl Table {
    /// The columns of the primary key.
    pub fn key_columns(&self) -> &'static [Column] {
        self.columns.get(..self.key).unwrap_or_default()
    }

    /// Where a column stands.
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known.name == column)
    }

    /// One table of [`TABLES`].
    pub fn named(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.name == name)
    }
}

/// The tables that a dump leaves out.
pub const LEFT_OUT: [&str; 3] = ["web_session", "sign_in_failure", "export"];

macro_rules! tables {
    ($($table:ident $page:literal ($($key:ident $key_kind:ident),+) ($($column:ident $kind:ident),*) [$($later:ident),*];)+) => {
        &[$(Table {
            name: stringify!($table),
            columns: &[
                $(Column { name: stringify!($key), kind: Kind::$key_kind },)+
                $(Column { name: stringify!($column), kind: Kind::$kind },)*
            ],
            key: [$(stringify!($key)),+].len(),
            later: &[$(stringify!($later)),*],
            page: $page,
        },)+]
    };
}

/// Every table of a dump, in the order in which it is restored: name, rows of a page, key, other columns, columns that
/// are filled in later.
#[rustfmt::skip]
pub static TABLES: &[Table] = tables! {
    meta 500 (name Text) (value Text) [];
    counter 500 (name Text) (value Integer) [];
    server_key 500 (id Id) (secret Bytes, created_at Integer) [];
    sealing_key 500 (id Id) (secret Bytes, created_at Integer) [];
    unit 50 (id Id) (code Text, name Text, unit_type Text, parent Id, valid_from Text, valid_to Text, successor Id,
        boundary_quality Text, boundary Json) [parent, successor];
    department 500 (id Id) (code Text, name Text, name_en Text) [];
    sub_project 500 (id Id) (parent Id, code Text, name Text, name_en Text, department Id, valid_from Text,
        valid_to Text, position Integer) [parent];
    checklist 50 (id Text, version Integer) (body Json, published_at Integer) [];
    subject 500 (id Id) (kind Text, code Text, name Text, search Text, sub_project Id, also Json, commune Id,
        village Text, site Json, planned Json, unlisted Bool, created_at Integer) [];
    person 500 (id Id) (name Text, full_name Text, password_hash Text, phone Text, department Id, active Bool,
        created_at Integer) [];
    person_role 500 (person Id, role Text, unit Id) () [];
    visit 500 (id Id) (title Text, plan Text, starts_on Text, ends_on Text) [];
    visit_commune 500 (visit Id, commune Id) (position Integer) [];
    visit_subject 500 (visit Id, subject Id) (position Integer) [];
    visit_member 500 (visit Id, person Id) (role Text, position Integer) [];
    device 500 (id Id) (person Id, label Text, key_id Id, key_algorithm Text, public_key Text, token_hash Bytes,
        enrolled_at Integer, seen_at Integer, revoked_at Integer, kind Text) [];
    app_key 500 (device Id) (key_hash Bytes, person Id, secret Bytes) [];
    enrolment 500 (code_hash Bytes) (person Id, created_by Id, created_at Integer, expires_at Integer, device Id) [];
    feed 500 (kind Text, id Text, audience Text) (seq Integer, op Text) [];
    log 500 (seq Integer) (at Integer, actor Text, action Text, subject Text, detail Text, hash Bytes) [];
    record 200 (id Id) (head Id, status Text, revisions Integer, checklist Text, checklist_version Integer, visit Id,
        subject Id, sub_project Id, commune Id, person Id, device Id, captured_at Integer, captured_on Text,
        first_received_at Integer, changed_at Integer, photos_missing Integer, held Integer, conflicts Integer,
        assessment Json, commune_link Json, subject_link Json, derived_commune Id, evidence Json,
        evidence_rank Integer, decision Text, decision_head Id, kind Text, outcomes Text) [];
    revision 100 (id Id) (record Id, number Integer, base Id, joined Id, place Text, device Id, person Id,
        received_at Integer, sha256 Bytes, signature Json, canonical Bytes) [];
    revision_photo 500 (record Id, revision Id, sha256 Bytes) () [];
    photo 500 (sha256 Bytes) (bytes Integer, media_type Text, device Id, stored_at Integer) [];
    upload 500 (id Id) (sha256 Bytes, bytes Integer, media_type Text, device Id, created_at Integer,
        expires_at Integer) [];
    photo_reading 200 (photo Bytes) (position Integer, read_at Integer, reader Integer, reading Json, trouble Text,
        thumb Bytes, screen Bytes, likeness Bytes, compared_at Integer) [];
    likeness 500 (photo Bytes, earlier Bytes) (found Json) [];
    evidence 100 (record Id, number Integer) (revision Id, checked_at Integer, cause Text, sha256 Bytes,
        checks Bytes) [];
    evidence_reason 500 (record Id, rule Text) (answer Text) [];
    decision 200 (record Id, number Integer) (action Text, at Integer, person Id, head Id, comments Json) [];
    evidence_mark 500 (record Id, rule Text, photo Bytes) (correct Bool, person Id, at Integer) [];
    saved_filter 500 (id Id) (person Id, name Text, query Text, created_at Integer) [];
    finding 200 (id Id) (year Integer, number Integer, state Text, level Text, category Text, record Id, revision Id,
        item Text, subject Id, sub_project Id, commune Id, what Text, cause Text, recommendation Text, unit Id,
        department Id, due_on Text, photos Json, raised_at Integer, raised_by Id, changed_at Integer, search Text) [];
    finding_event 200 (finding Id, number Integer) (at Integer, person Id, kind Text, words Text, photos Json) [];
    finding_photo 500 (sha256 Bytes, finding Id) () [];
    form 50 (id Text, version Integer) (body Json, published_at Integer) [];
    evaluation 200 (id Id) (form Text, form_version Integer, kind Text, year Integer, period Text, from_on Text,
        to_on Text, topic Text, title Text, unit Id, department Id, parent Id, state Text, head Json,
        created_at Integer, created_by Id, changed_at Integer, submitted_at Integer, submitted_by Id,
        signed_at Integer, signed_by Id, digest Bytes, figures Bytes) [];
    evaluation_section 100 (evaluation Id, key Text) (words Text, fields Json, changed_at Integer, changed_by Id) [];
    attachment 100 (id Id) (evaluation Id, section Text, position Integer, finding Id, source Id, note Text,
        attached_at Integer, attached_by Id, changed_at Integer, sha256 Bytes, snapshot Bytes) [];
    evaluation_event 200 (evaluation Id, number Integer) (at Integer, person Id, kind Text, section Text, words Text,
        findings Json) [];
    submission 8 (instance Text, sha256 Bytes) (number Integer, form Text, form_version Text, device Id, person Id,
        received_at Integer, changed_at Integer, state Text, record Id, commune Id, revision Id, photos Integer,
        files Integer, xml Bytes) [];
    submission_part 8 (instance Text, xml Bytes, name Text, sha256 Bytes) (bytes Integer, media_type Text,
        arrived_at Integer, content Bytes) [];
    job 500 (kind Text, id Bytes) (due_at Integer, tries Integer, round Integer, lease Id, queued_at Integer,
        trouble Text) [];
    quarantine 8 (id Id) (device Id, sha256 Bytes, person Id, received_at Integer, raw Bytes, problems Text) [];
};

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, path::Path};

    use super::*;

    type Schema = BTreeMap<String, BTreeMap<String, String>>;

    /// The tables and columns that the migrations of one folder make, with the types that they are given.
    fn schema(engine: &str) -> Schema {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations").join(engine);
        let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        let mut schema = Schema::new();
        for file in files {
            let text = std::fs::read_to_string(file).unwrap();
            let text: String =
                text.lines().map(|line| line.split("--").next().unwrap_or_default()).collect::<Vec<_>>().join("\n");
            for statement in text.split(';') {
                read(statement.trim(), &mut schema);
            }
        }
        schema
    }

    fn read(statement: &str, schema: &mut Schema) {
        let words: Vec<&str> = statement.split_whitespace().collect();
        match words.as_slice() {
            ["CREATE", "TABLE", name, ..] => {
                let body = statement.split_once('(').unwrap().1.rsplit_once(')').unwrap().0;
                let columns = parts(body).into_iter().filter_map(|part| column(&part)).collect();
                schema.insert((*name).to_owned(), columns);
            }
            ["ALTER", "TABLE", name, "ADD", "COLUMN", rest @ ..] => {
                schema.get_mut(*name).unwrap().extend(column(&rest.join(" ")));
            }
            ["ALTER" | "DROP", "TABLE", ..] => panic!("teach this test to read: {statement}"),
            _ => {}
        }
    }

    /// Splits at the commas that stand in no parentheses.
    fn parts(body: &str) -> Vec<String> {
        let (mut parts, mut depth) = (vec![String::new()], 0);
        for letter in body.chars() {
            depth += i32::from(letter == '(') - i32::from(letter == ')');
            if letter == ',' && depth == 0 {
                parts.push(String::new());
            } else {
                parts.last_mut().unwrap().push(letter);
            }
        }
        parts
    }

    fn column(part: &str) -> Option<(String, String)> {
        let mut words = part.split_whitespace();
        let name = words.next()?;
        let constraint = ["PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "CONSTRAINT"];
        let is_constraint = constraint.iter().any(|word| name.split('(').next() == Some(word));
        (!is_constraint).then(|| (name.to_owned(), words.next().unwrap_or_default().to_owned()))
    }

    fn names(schema: &Schema) -> Vec<(&str, Vec<&str>)> {
        schema.iter().map(|(table, columns)| (table.as_str(), columns.keys().map(String::as_str).collect())).collect()
    }

    #[test]
    fn both_databases_have_the_same_tables_and_columns() {
        assert_eq!(names(&schema("sqlite")), names(&schema("postgres")));
    }

    #[test]
    fn a_dump_carries_every_column_of_every_table_that_is_not_left_out() {
        let (sqlite, postgres) = (schema("sqlite"), schema("postgres"));
        for (engine, made) in [("sqlite", &sqlite), ("postgres", &postgres)] {
            let mut listed: Schema = TABLES.iter().map(|table| (table.name.to_owned(), typed(table, engine))).collect();
            for name in LEFT_OUT {
                listed.insert(name.to_owned(), made[name].clone());
            }
            assert_eq!(&listed, made, "store/tables.rs must list what migrations/{engine} make");
        }
    }

    fn typed(table: &Table, engine: &str) -> BTreeMap<String, String> {
        let word = |kind| match (engine, kind) {
            ("sqlite", Kind::Id | Kind::Bytes) => "BLOB",
            (_, Kind::Text) | ("sqlite", Kind::Json) => "TEXT",
            ("sqlite", Kind::Integer | Kind::Bool) => "INTEGER",
            (_, Kind::Id) => "UUID",
            (_, Kind::Json) => "JSONB",
            (_, Kind::Integer) => "BIGINT",
            (_, Kind::Bool) => "BOOLEAN",
            (_, Kind::Bytes) => "BYTEA",
        };
        table.columns.iter().map(|column| (column.name.to_owned(), word(column.kind).to_owned())).collect()
    }

    #[test]
    fn no_page_needs_more_parameters_than_sqlite_takes() {
        for table in TABLES {
            assert!(table.page * table.columns.len() < 32_766, "{}", table.name);
        }
    }
}
