//! Workbooks as the field writes them: what pyxform makes of them, and what the checklist asks that the server imports.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use thucdia::openrosa::check;
use thucdia_tests::{
    collect::Collect,
    server::{Kind, TestServer},
};

use super::{Downloaded, node, printed, run, script, validate};
use crate::clients::python;

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("it/openrosa/samples").join(name)
}

/// What pyxform makes of a workbook, which the reference check finds nothing wrong with.
async fn converted(workbook: &str, folder: &Path) -> PathBuf {
    let out = folder.join(workbook).with_extension("xml");
    printed(&run(python(), &[&script("convert.py"), &sample(workbook), &out]).await);
    assert_eq!(check::form(&std::fs::read(&out).unwrap(), &|_| None), [], "{workbook}");
    out
}

/// Both forms side by side, filled with the same random answers.
async fn compared(ours: &Path, theirs: &Path, lists: &Path) -> Value {
    node("same.js", &[ours, theirs, lists, Path::new("60")]).await.remove(0)
}

/// The bytes of forms are the same on either storage, so on one.
#[tokio::test]
async fn an_imported_workbook_asks_what_pyxforms_form_of_it_asks() {
    let server = TestServer::start(Kind::SqliteFolder).await;
    let (admin, collect) = (server.desk("quantri").await, Collect::new(&server, "an").await);
    let folder = tempfile::tempdir().unwrap();
    for (workbook, hidden, refused) in [
        ("nuoc_sach.xlsx", &["bo_phan_hong", "hong_khac", "ngay_hong"][..], &["ho_thiet_ke", "ngay_hong"][..]),
        ("don_gian.xlsx", &["so_con"], &[]),
    ] {
        admin.import("xlsform", workbook, std::fs::read(sample(workbook)).unwrap(), 200).await;
        let given = Downloaded::with(&collect).await;
        let ours = given.form(workbook.trim_end_matches(".xlsx"));
        let theirs = converted(workbook, folder.path()).await;
        let found = compared(&ours, &theirs, &given.lists()).await;
        assert_eq!(found["differences"], json!([]), "{workbook}");
        assert!(found["compared"].as_u64().unwrap() > 2_000, "{found}");
        for (what, names) in [("hidden", hidden), ("refused", refused)] {
            let seen = found[what].as_array().unwrap();
            assert!(names.iter().all(|name| seen.contains(&json!(name))), "{workbook}: {what}: {found}");
        }
        printed(&validate(&[ours.clone(), theirs.clone()]).await);
        if workbook == "nuoc_sach.xlsx" {
            // One figure in one rule is enough to be seen.
            let text = std::fs::read_to_string(&theirs).unwrap();
            let other = text.replace("&lt; 5000", "&lt; 4999");
            assert_ne!(text, other);
            std::fs::write(&theirs, other).unwrap();
            let found = compared(&ours, &theirs, &given.lists()).await;
            assert_ne!(found["differences"], json!([]));
        }
    }
}

#[tokio::test]
async fn the_reference_check_finds_nothing_in_a_form_with_all_that_pyxform_makes() {
    let folder = tempfile::tempdir().unwrap();
    let form = converted("rich.md", folder.path()).await;
    printed(&validate(&[form]).await);
}
