//! The arrows between the server's modules: who may name whom. A module that is not in the table is a failure, too.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// Each module of the server and the modules that it may name.
///
/// `store`, `auth`, `registry` and `sync` lend one another their words (a role, a link, an assessment), which are pure
/// values; what they do goes one way. See `ARCHITECTURE.md`.
const ARROWS: &[(&str, &[&str])] = &[
    // Pure
    ("clock", &[]),
    ("config", &["evidence"]),
    ("evaluation", &["review"]),
    ("evidence", &["geo"]),
    ("geo", &[]),
    ("machine", &[]),
    ("openrosa", &[]),
    ("problem", &[]),
    ("progress", &[]),
    ("reports", &[]),
    ("review", &[]),
    ("search", &[]),
    // Beside everything
    ("telemetry", &["config"]),
    // Storages
    ("blobs", &[]),
    ("store", &["auth", "evaluation", "evidence", "geo", "review", "search", "sync"]),
    // Services
    ("auth", &["clock", "registry", "store"]),
    ("server_key", &["clock", "store"]),
    ("rescue", &["app", "auth", "clock", "server_key", "store", "sync", "uploads"]),
    ("registry", &["app", "auth", "evaluation", "geo", "jobs", "openrosa", "problem", "store"]),
    ("sync", &["auth", "clock", "geo", "jobs", "problem", "registry", "review", "server_key", "store"]),
    ("submissions", &["app", "auth", "desk", "openrosa", "registry", "review", "store", "sync", "uploads"]),
    ("uploads", &["blobs", "clock", "config", "server_key", "store", "sync"]),
    (
        "desk",
        &[
            "app",
            "auth",
            "evaluation",
            "evidence",
            "geo",
            "jobs",
            "openrosa",
            "registry",
            "review",
            "search",
            "store",
            "sync",
        ],
    ),
    ("checks", &["blobs", "clock", "evidence", "geo", "jobs", "progress", "registry", "store", "sync"]),
    (
        "exports",
        &[
            "app",
            "auth",
            "blobs",
            "desk",
            "evaluation",
            "evidence",
            "geo",
            "jobs",
            "progress",
            "registry",
            "reports",
            "review",
            "search",
            "store",
            "sync",
        ],
    ),
    ("jobs", &["app", "checks", "exports", "store", "submissions"]),
    (
        "app",
        &[
            "auth",
            "blobs",
            "checks",
            "clock",
            "config",
            "jobs",
            "registry",
            "rescue",
            "server_key",
            "store",
            "sync",
            "uploads",
        ],
    ),
    ("audit", &["app", "blobs", "evaluation", "progress", "review", "store", "sync"]),
    ("backup", &["app", "blobs", "clock", "progress", "store", "sync"]),
    ("doctor", &["app", "blobs", "checks", "clock", "config", "machine", "store"]),
    // Edges
    (
        "http",
        &[
            "app",
            "auth",
            "blobs",
            "checks",
            "desk",
            "evaluation",
            "evidence",
            "exports",
            "geo",
            "jobs",
            "openrosa",
            "problem",
            "registry",
            "reports",
            "rescue",
            "review",
            "search",
            "store",
            "submissions",
            "sync",
            "telemetry",
            "uploads",
        ],
    ),
    // A client of the server by its addresses alone, as a phone is
    ("simulate", &[]),
    (
        "demo",
        &[
            "app",
            "auth",
            "clock",
            "config",
            "desk",
            "evaluation",
            "jobs",
            "registry",
            "review",
            "simulate",
            "store",
            "uploads",
        ],
    ),
    (
        "cli",
        &[
            "app",
            "audit",
            "auth",
            "backup",
            "checks",
            "clock",
            "config",
            "demo",
            "desk",
            "doctor",
            "evidence",
            "exports",
            "http",
            "jobs",
            "machine",
            "registry",
            "rescue",
            "simulate",
            "store",
            "telemetry",
        ],
    ),
];

/// The crates that one module alone may name.
const CRATES: &[(&str, &[&str])] = &[
    ("sqlx", &["store"]),
    ("aws_sdk_s3", &["blobs"]),
    ("aws_config", &["blobs"]),
    ("aws_credential_types", &["blobs"]),
    ("aws_smithy_http_client", &["blobs"]),
    ("aws_smithy_types", &["blobs"]),
    ("axum", &["http"]),
    ("axum_extra", &["http"]),
    ("tower_http", &["http"]),
    ("utoipa_axum", &["http"]),
    ("rstar", &["geo"]),
    ("rusqlite", &["reports"]),
    ("rust_xlsxwriter", &["reports"]),
    ("pdf_writer", &["reports"]),
    ("subsetter", &["reports"]),
    ("ttf_parser", &["reports"]),
    ("tiny_skia", &["reports"]),
    ("image", &["evidence"]),
    ("quick_xml", &["openrosa"]),
    ("md5", &["openrosa"]),
    ("fast_image_resize", &["evidence"]),
    ("argon2", &["auth"]),
    ("hpke", &["rescue"]),
    ("clap", &["cli", "config", "registry"]),
];

/// What only one module may call.
const CALLS: &[(&str, &str)] = &[
    ("tokio::spawn", "jobs"),
    ("tokio::task::spawn(", "jobs"),
    ("tokio::process", "checks"),
    ("SystemTime::now", "clock"),
    ("Uuid::now_v7", "clock"),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    thucdia_tests::server::files(folder)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect()
}

/// The code of a file: without comments, and without its tests, which stand at its end.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
    text.lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .fold(String::new(), |code, line| code + line + "\n")
}

/// The module that a file of the server belongs to.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("server/src")).unwrap();
    let first = inside.components().next().unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The modules that a text names by `crate::`, in paths and in `use` trees.
fn named(code: &str) -> BTreeSet<String> {
    let word =
        |text: &str| text.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect::<String>();
    let mut found = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let Some(tree) = rest.strip_prefix('{') else {
            found.insert(word(rest));
            continue;
        };
        let (mut depth, mut at_start) = (1, true);
        for (at, letter) in tree.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => at_start = true,
                letter if depth == 1 && at_start && !letter.is_whitespace() => {
                    found.insert(word(&tree[at..]));
                    at_start = false;
                }
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
    }
    found
}

/// Whether the module above says that a file is there for tests alone.
fn is_for_tests(path: &Path) -> bool {
    let name = path.file_stem().unwrap().to_str().unwrap();
    let folder = path.parent().unwrap();
    let above = [folder.join("mod.rs"), folder.join("lib.rs"), folder.with_extension("rs")];
    let says = |above: &PathBuf| {
        let text = std::fs::read_to_string(above).unwrap_or_default();
        text.contains(&format!("#[cfg(test)]\nmod {name};"))
    };
    above.iter().any(says)
}

/// The files of the server that are part of a module; the crate's root and `main` are in none.
fn files_of_modules() -> Vec<(String, PathBuf, String)> {
    let files = sources(&root().join("server/src"))
        .into_iter()
        .filter(|path| !is_for_tests(path))
        .map(|path| (module(&path), code(&path), path));
    files
        .filter(|(module, ..)| module != "lib" && module != "main")
        .map(|(module, code, path)| (module, path, code))
        .collect()
}

#[test]
fn modules_name_only_what_their_layer_may_name() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    let mut used: BTreeSet<(String, String)> = BTreeSet::new();
    for (module, path, code) in files_of_modules() {
        let Some(may) = allowed.get(module.as_str()) else {
            wrong.push(format!("{}: the module {module} is not in the table", path.display()));
            continue;
        };
        for other in named(&code).into_iter().filter(|other| *other != module && allowed.contains_key(other.as_str())) {
            if !may.contains(&other.as_str()) {
                wrong.push(format!("{}: {module} names {other}", path.display()));
            }
            used.insert((module.clone(), other));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let written = ARROWS
        .iter()
        .flat_map(|(module, others)| others.iter().map(|other| ((*module).to_owned(), (*other).to_owned())));
    let idle: Vec<_> = written.filter(|arrow| !used.contains(arrow)).collect();
    assert!(idle.is_empty(), "nothing uses these arrows, so they go out of the table: {idle:?}");
}

#[test]
fn each_of_these_crates_is_one_modules_own() {
    let mut wrong = Vec::new();
    for (module, path, code) in files_of_modules() {
        for (name, owners) in CRATES {
            let names = code.contains(&format!("{name}::")) || code.contains(&format!("use {name};"));
            if names && !owners.contains(&module.as_str()) {
                wrong.push(format!("{}: {module} names {name}", path.display()));
            }
        }
        for (call, owner) in CALLS {
            if code.contains(call) && module != *owner && !excused(&code, call) {
                wrong.push(format!("{}: {module} calls {call}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whether each call stands under an `expect` that says why.
fn excused(code: &str, call: &str) -> bool {
    let lines: Vec<&str> = code.lines().collect();
    lines
        .iter()
        .enumerate()
        .filter(|(_, line)| line.contains(call))
        .all(|(at, _)| lines[at.saturating_sub(3)..at].iter().any(|line| line.contains("clippy::disallowed_methods")))
}

#[test]
fn the_protocol_does_nothing_by_itself() {
    for path in sources(&root().join("mobile-sync-protocol/src")) {
        let code = code(&path);
        for forbidden in ["std::fs", "std::net", "std::env", "std::time", "tokio", "use rand", "::now(", "thucdia"] {
            assert!(!code.contains(forbidden), "{}: {forbidden}", path.display());
        }
    }
}

/// The tables of a set of migrations with their columns, as the text of the last file has them.
fn tables(folder: &str) -> (Vec<String>, BTreeMap<String, Vec<String>>) {
    let mut names = Vec::new();
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in thucdia_tests::server::files(&root().join("migrations").join(folder)) {
        names.push(path.file_name().unwrap().to_str().unwrap().to_owned());
        let text = std::fs::read_to_string(&path).unwrap();
        let text: String = text.lines().map(|line| line.split("--").next().unwrap().to_owned() + "\n").collect();
        for statement in text.split("CREATE TABLE ").skip(1) {
            let (table, rest) = statement.split_once('(').unwrap();
            let mut depth = 1;
            let end = rest.find(|letter| {
                depth += i32::from(letter == '(') - i32::from(letter == ')');
                depth == 0
            });
            let columns = top_level(&rest[..end.unwrap()]);
            let is_column = |line: &String| {
                !["PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "CONSTRAINT"].iter().any(|word| line.starts_with(word))
            };
            let columns = columns.into_iter().filter(is_column);
            let columns = columns.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect();
            tables.insert(table.trim().to_owned(), columns);
        }
        for statement in text.split("ALTER TABLE ").skip(1) {
            let words: Vec<&str> = statement.split_whitespace().take(5).collect();
            if let [table, "ADD", "COLUMN", column, ..] = words[..] {
                tables.get_mut(table).unwrap().push(column.to_owned());
            }
        }
    }
    (names, tables)
}

/// The parts between the commas that stand in no parentheses.
fn top_level(text: &str) -> Vec<String> {
    let mut depth = 0;
    let parts = text.split(|letter| {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        letter == ',' && depth == 0
    });
    parts.map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

#[test]
fn both_databases_have_the_same_migrations_tables_and_columns() {
    let (sqlite_names, sqlite) = tables("sqlite");
    let (postgres_names, postgres) = tables("postgres");
    assert!(sqlite.len() > 10, "{:?}", sqlite.keys());
    assert_eq!(sqlite_names, postgres_names);
    assert_eq!(sqlite, postgres);
}
