//! What was submitted, as it goes along with a record's evidence.

use mobile_sync_protocol::ids::Sha256;
use serde_json::json;
use thucdia::{
    exports::bundle::verify::{Report, verify},
    progress::unwatched,
};
use thucdia_tests::{collect::Collect, server::TestServer};

use super::Filled;
use crate::exports::file;

on_both! {
    a_bundle_holds_the_xml_that_the_log_says_was_received
}

fn verified(bytes: &[u8]) -> Report {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    verify(file.path(), None, &unwatched).unwrap()
}

async fn a_bundle_holds_the_xml_that_the_log_says_was_received(server: TestServer) {
    let (collect, reviewer) = (Collect::new(&server, "an").await, server.desk("dung").await);
    let filled = Filled::new(&server, "CT-01").await;
    let xml = filled.xml();
    collect.submit(&xml, &[], 201).await;
    let whole = file(&server, &reviewer, json!({"what": "bundle", "filter": {}})).await;
    let report = verified(&whole);
    assert!(report.valid, "{:#?}", report.altered);
    let name = format!("records/{}/submissions/{}.xml", filled.record(), Sha256::of(xml.as_bytes()));
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&whole)).unwrap();
    let at = usize::try_from(archive.by_name(&name).unwrap().data_start().unwrap()).unwrap();
    assert!(whole[at..at + xml.len()] == *xml.as_bytes(), "byte for byte");
    for place in [at, at + xml.len() / 2, at + xml.len() - 1] {
        let mut flipped = whole.clone();
        flipped[place] ^= 1;
        let altered = verified(&flipped).altered;
        assert!(altered.iter().any(|altered| altered.id == name), "{altered:#?}");
    }
}
