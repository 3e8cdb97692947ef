//! `/v1`: what scripts read that were written for ODK Central.

use std::path::{Path, PathBuf};

use mobile_sync_protocol::ids::Sha256;
use reqwest::Method;
use serde_json::{Value, json};
use thucdia::registry::apply::What;
use thucdia_tests::{
    builders::{self, photo},
    collect::Collect,
    server::TestServer,
};
use tokio::process::Command;

use super::Filled;
use crate::clients;

on_both! {
    a_script_reads_submissions_and_their_files
    a_script_sees_what_its_person_may_see
    a_script_of_pyodk_reads_as_its_documentation_shows
    a_table_is_filtered_as_central_filters_it
}

/// What a script of somebody at the desk is answered.
async fn asked(server: &TestServer, token: &str, path: &str, status: u16) -> Value {
    let response = server.request(Method::GET, &format!("/v1/{path}")).bearer_auth(token).send().await.unwrap();
    assert_eq!(response.status().as_u16(), status, "{path}");
    response.json().await.unwrap()
}

async fn a_script_reads_submissions_and_their_files(server: TestServer) {
    let (collect, token) = (Collect::new(&server, "an").await, server.desk("dung").await.token);
    let (filled, bytes) = (Filled::new(&server, "CT-01").await.with_photo("1.jpg"), photo(1, 5_000));
    collect.submit(&filled.xml(), &[("1.jpg", &bytes), ("audit.csv", b"event\n")], 201).await;
    let me = asked(&server, &token, "users/current", 200).await;
    assert_eq!(me["email"], "dung");
    assert_eq!(asked(&server, &token, "projects", 200).await[0]["id"], 1);
    asked(&server, &token, "projects/2/forms", 404).await;
    assert_eq!(asked(&server, &token, "projects/1/forms", 200).await.as_array().unwrap().len(), 6);
    let form = "projects/1/forms/infrastructure_work";
    assert_eq!(asked(&server, &token, form, 200).await["version"], "1");
    let list = asked(&server, &token, &format!("{form}/submissions"), 200).await;
    assert_eq!(list[0]["instanceId"], filled.instance);
    assert!(list[0]["submitterId"].is_u64());
    let id = filled.instance.replace(':', "%3A");
    let one = asked(&server, &token, &format!("{form}/submissions/{id}"), 200).await;
    assert_eq!(one["instanceId"], filled.instance);
    let files = asked(&server, &token, &format!("{form}/submissions/{id}/attachments"), 200).await;
    assert_eq!(files, json!([{"name": "1.jpg", "exists": true}, {"name": "audit.csv", "exists": true}]));
    for (name, expected) in [("1.jpg", &bytes[..]), ("audit.csv", &b"event\n"[..])] {
        let path = format!("/v1/{form}/submissions/{id}/attachments/{name}");
        let response = server.request(Method::GET, &path).bearer_auth(&token).send().await.unwrap();
        assert_eq!(response.bytes().await.unwrap(), expected, "{name}");
    }
    let page = asked(&server, &token, &format!("{form}.svc/Submissions?$count=true"), 200).await;
    assert_eq!((&page["@odata.count"], &page["value"][0]["__id"]), (&json!(1), &json!(filled.instance)));
    assert_eq!(page["value"][0]["__system"]["attachmentsPresent"], 2);
    assert!(page["value"][0]["answers"]["site"]["site_board"]["value"].is_object());
    // What was edited is counted once, as it stands, whichever of the two came first.
    server.clock.advance(60_000);
    let edited = filled.edited("fail").with_photo("1.jpg");
    collect.submit(&edited.xml(), &[("1.jpg", &bytes)], 201).await;
    let original = Filled::new(&server, "CT-02").await;
    collect.submit(&original.edited("fail").xml(), &[], 201).await;
    server.clock.advance(60_000);
    collect.submit(&original.xml(), &[], 201).await;
    let list = asked(&server, &token, &format!("{form}/submissions"), 200).await;
    let told: Vec<_> = list.as_array().unwrap().iter().map(|one| one["instanceId"].as_str().unwrap()).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.contains(&edited.instance.as_str()) && !told.contains(&original.instance.as_str()), "{told:?}");
}

async fn a_script_sees_what_its_person_may_see(server: TestServer) {
    let (collect, token) = (Collect::new(&server, "an").await, server.desk("lam").await.token);
    let filled = Filled::new(&server, "CT-01").await;
    collect.submit(&filled.xml(), &[], 201).await;
    let form = "projects/1/forms/infrastructure_work";
    assert_eq!(asked(&server, &token, &format!("{form}/submissions"), 200).await, json!([]));
    let id = filled.instance.replace(':', "%3A");
    let refused = asked(&server, &token, &format!("{form}/submissions/{id}"), 404).await;
    assert!(refused["code"].is_string() && refused["message"].is_string());
    asked(&server, "no-such-token", "users/current", 401).await;
}

/// Where `central.py` is told who asks, and where.
fn config(server: &TestServer, folder: &Path) -> PathBuf {
    let path = folder.join("pyodk.toml");
    let url = &server.url;
    let text = format!(
        "[central]\nbase_url = \"{url}\"\nusername = \"hoa\"\npassword = \"một mật khẩu dài\"\ndefault_project_id = 1\n"
    );
    std::fs::write(&path, text).unwrap();
    path
}

async fn a_script_of_pyodk_reads_as_its_documentation_shows(server: TestServer) {
    let people = "name,full_name,role,unit_code,password\nhoa,Hoàng Thị Hoa,reviewer,184,một mật khẩu dài\n";
    builders::take(&server.app, What::People, people.into()).await;
    let collect = Collect::new(&server, "an").await;
    let (first, second) =
        (Filled::new(&server, "CT-01").await.with_photo("ảnh 1.jpg"), Filled::new(&server, "CT-02").await);
    let bytes = photo(1, 5_000);
    collect.submit(&first.xml(), &[("ảnh 1.jpg", &bytes), ("audit.csv", b"event\n")], 201).await;
    server.clock.advance(3_600_000);
    collect.submit(&second.xml(), &[], 201).await;
    let folder = tempfile::tempdir().unwrap();
    let mut script = Command::new(clients::python());
    script.arg(clients::folder().join("openrosa/central.py")).arg(config(&server, folder.path()));
    script.arg(folder.path().join("cache.toml")).args(["infrastructure_work", "2024-05-06T01:30:00Z"]);
    let done = script.env("PYTHONDONTWRITEBYTECODE", "1").kill_on_drop(true).output().await.unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let read: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!((&read["projects"], &read["project"]), (&json!(["Thực Địa"]), &json!("Thực Địa")));
    assert_eq!((read["forms"].as_array().unwrap().len(), &read["version"]), (6, &json!("1")));
    let xml = thucdia::openrosa::xform::form(
        server.app.registry.current().checklists().iter().find(|one| one.id.as_str() == "infrastructure_work").unwrap(),
    );
    assert_eq!(read["form_xml"], json!(Sha256::of(&xml.xml)));
    assert_eq!(read["submissions"], json!([second.instance, first.instance]));
    assert_eq!((&read["table"], &read["count"]), (&json!([second.instance, first.instance]), &json!(2)));
    assert_eq!((&read["pages"], &read["since"]), (&read["table"], &json!([second.instance])));
    assert_eq!(read["system"]["submitterName"], "Hoàng Văn An");
    let file = |bytes: &[u8]| json!(Sha256::of(bytes));
    assert_eq!(read["attachments"][&first.instance], json!({"ảnh 1.jpg": file(&bytes), "audit.csv": file(b"event\n")}));
    assert_eq!((&read["xml"][&first.instance], &read["comments"]), (&file(first.xml().as_bytes()), &json!([])));
    assert_eq!((&read["created"], &read["wrong"]), (&json!("2024-05-06T02:00:00+00:00"), &json!(404)));
}

async fn a_table_is_filtered_as_central_filters_it(server: TestServer) {
    let (collect, token) = (Collect::new(&server, "an").await, server.desk("dung").await.token);
    let (first, second) = (Filled::new(&server, "CT-01").await, Filled::new(&server, "CT-02").await);
    collect.submit(&first.xml(), &[], 201).await;
    server.clock.advance(3_600_000);
    collect.submit(&second.xml(), &[], 201).await;
    let table = "projects/1/forms/infrastructure_work.svc/Submissions";
    let me =
        asked(&server, &token, "projects/1/forms/infrastructure_work/submissions", 200).await[0]["submitterId"].clone();
    for (filter, expected) in [
        ("__system/submissionDate lt 2024-05-06T08:30:00%2B07:00", vec![&first]),
        ("$root/Submissions/__system/submissionDate ge 2024-05-06T01:30:00Z", vec![&second]),
        (&format!("__system/submitterId eq {me}"), vec![&second, &first]),
        ("__system/reviewState ne 'rejected' and __system/updatedAt eq null", vec![&second, &first]),
        ("__system/reviewState eq 'approved'", vec![]),
        (&format!("__id eq '{}'", first.instance), vec![&first]),
    ] {
        let page = asked(&server, &token, &format!("{table}?$filter={filter}&$count=true&$top=1&$expand=*"), 200).await;
        assert_eq!(page["@odata.count"], expected.len(), "{filter}");
        assert_eq!(page["value"][0]["__id"].as_str(), expected.first().map(|one| one.instance.as_str()), "{filter}");
        let next = page.get("@odata.nextLink").map(|link| link.as_str().unwrap().split_once("/v1/").unwrap().1);
        assert_eq!(next.is_some(), expected.len() > 1, "{filter}");
        if let Some(next) = next {
            let page = asked(&server, &token, next, 200).await;
            assert_eq!(page["value"][0]["__id"], expected[1].instance, "{next}");
            assert!(page.get("@odata.nextLink").is_none());
        }
    }
    // What would change the rows is not passed over.
    for (query, status) in
        [("$filter=day(__system/submissionDate) eq 6", 501), ("$select=__id", 501), ("$wkt=true", 501)]
    {
        let told = asked(&server, &token, &format!("{table}?{query}"), status).await;
        assert!(told["message"].is_string(), "{query}");
    }
    asked(&server, &token, &format!("{table}?$filter=no_such eq 1"), 400).await;
}
