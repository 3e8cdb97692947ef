//! Checklists as the field writes them, in Excel: `POST /api/v1/import/xlsform`.

use reqwest::Method;
use serde_json::{Value, json};
use thucdia_tests::{
    collect::{Collect, Told},
    reply::Reply,
    server::TestServer,
};

on_both! {
    a_workbook_becomes_a_checklist_and_a_form
    a_workbook_that_does_not_say_what_it_inspects_is_told_where_to_write_it
    what_is_outside_of_the_subset_is_named_by_sheet_and_row
    what_is_no_workbook_is_told_so
}

async fn a_workbook_becomes_a_checklist_and_a_form(server: TestServer) {
    let (admin, collect) = (server.desk("quantri").await, Collect::new(&server, "an").await);
    let (file, bytes) = ("nuoc_sach.xlsx", include_bytes!("samples/nuoc_sach.xlsx").to_vec());
    let before: Vec<String> = collect.get("formList", 200).await.all("formID");
    let checking = format!("/api/v1/import/xlsform?file={file}&check=true");
    let checking = admin.request(Method::POST, &checking).body(bytes.clone());
    let only_checked: Value = Reply::of(checking).await.expect(200).json();
    assert_eq!(only_checked["checked_only"], true);
    assert_eq!(collect.get("formList", 200).await.all("formID"), before);
    let done: Value = admin.import("xlsform", file, bytes.clone(), 200).await.json();
    assert_eq!((&done["added"], &done["what"]), (&json!(1), &json!("xlsform")));
    let again: Value = admin.import("xlsform", file, bytes, 200).await.json();
    assert_eq!((&again["added"], &again["updated"]), (&json!(0), &json!(1)));
    let list = collect.get("formList", 200).await;
    let forms = list.all("formID").into_iter().zip(list.all("downloadUrl"));
    let new: Vec<_> = forms.filter(|(form, _)| !before.contains(form)).collect();
    assert_eq!(new.len(), 1, "{file}");
    collect.follow(&new[0].1, 200).await;
}

async fn a_workbook_that_does_not_say_what_it_inspects_is_told_where_to_write_it(server: TestServer) {
    let admin = server.desk("quantri").await;
    let bytes = include_bytes!("samples/khong_ro_doi_tuong.xlsx").to_vec();
    let problem: Value = admin.import("xlsform", "khong_ro_doi_tuong.xlsx", bytes, 422).await.json();
    let errors = problem["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{problem}");
    assert!(errors[0]["path"].as_str().unwrap().ends_with("/subject_kind"), "{problem}");
    assert!(errors[0]["message_vi"].as_str().unwrap().contains("household"), "{problem}");
}

async fn what_is_outside_of_the_subset_is_named_by_sheet_and_row(server: TestServer) {
    let admin = server.desk("quantri").await;
    let bytes = include_bytes!("samples/ngoai_pham_vi.xlsx").to_vec();
    let problem: Value = admin.import("xlsform", "ngoai_pham_vi.xlsx", bytes, 422).await.json();
    let errors = problem["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 28);
    assert!(errors.iter().all(|error| error["path"].as_str().unwrap().starts_with("/sheets/")));
    assert!(errors.iter().all(|error| !error["message_vi"].as_str().unwrap().is_empty()));
}

async fn what_is_no_workbook_is_told_so(server: TestServer) {
    let admin = server.desk("quantri").await;
    for bytes in [&b"PK\x03\x04 and nothing else"[..], b"type,name,label\ntext,a,A\n", b""] {
        admin.import("xlsform", "x.xlsx", bytes.to_vec(), 422).await;
    }
    let collect = Collect::new(&server, "an").await;
    let refused = server.request(Method::POST, "/api/v1/import/xlsform?file=x.xlsx").body("x");
    Reply::of(refused).await.expect(401);
    Told::of(collect.request(Method::GET, "formList")).await.expect(200);
}
