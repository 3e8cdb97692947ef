//! Forms as ODK Validate and the reference check see them.

use thucdia::openrosa::check::Flaw;
use thucdia_tests::{
    collect::Collect,
    server::{Kind, TestServer},
};

use super::{Downloaded, printed, validate};

/// The bytes are the same on either storage (`every_checklist_is_a_form…`), so on one.
#[tokio::test]
async fn every_form_of_the_list_is_valid_and_a_dead_path_in_relevant_is_found_by_the_reference_check_alone() {
    let server = TestServer::start(Kind::SqliteFolder).await;
    let given = Downloaded::with(&Collect::new(&server, "an").await).await;
    let forms = given.all();
    assert_eq!(forms.len(), 6);
    printed(&validate(&forms).await);
    for form in &forms {
        assert_eq!(given.flaws(&std::fs::read_to_string(form).unwrap()), [], "{}", form.display());
    }

    let good = std::fs::read_to_string(given.form("infrastructure_work")).unwrap();
    let (before, rest) = good.split_once("relevant=\"").unwrap();
    let (_, after) = rest.split_once('"').unwrap();
    let with = |relevant: &str| format!("{before}relevant=\"{relevant}\"{after}");
    let folder = tempfile::tempdir().unwrap();
    let [dead, wrong] = ["dead.xml", "wrong.xml"].map(|name| folder.path().join(name));
    std::fs::write(&dead, with("/data/answers/gone = 1")).unwrap();
    printed(&validate(&[dead]).await);
    let found = given.flaws(&with("/data/answers/gone = 1"));
    assert!(matches!(&found[..], [Flaw::DeadPath { path, .. }] if path == "/data/answers/gone"), "{found:?}");
    // It does refuse what it sees.
    std::fs::write(&wrong, with("no-such-function(1)")).unwrap();
    assert!(!validate(&[wrong]).await.status.success());
}
