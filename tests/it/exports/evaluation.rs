//! An evaluation as files: the document that is signed, its tables, and a bundle that another machine verifies.

use std::io::Read;

use mobile_sync_protocol::problem::Code;
use serde_json::{Value, json};
use thucdia::{
    exports::bundle::verify::{Report, verify},
    progress::unwatched,
};
use thucdia_tests::server::TestServer;

use super::{
    documents::{pictures_in, visited, words},
    file, rows,
};
use crate::{
    evaluations::{VAN_QUAN, begun, path as evaluation_path, read, report, section, sent, signed},
    reports::{converted, run},
};

on_both! {
    a_report_is_a_document_with_its_evidence
    its_tables_are_a_workbook_to_go_on_with
    its_bundle_is_valid_and_what_is_altered_is_named
    what_cannot_be_read_is_not_exported
}

/// A half-year report of the district with a written section, a field, and a finding of a road and one of a household.
async fn written(server: &TestServer) -> Value {
    visited(server).await;
    let reviewer = server.desk("dung").await;
    let households: Value = reviewer.get("/api/v1/records?kind=household", 200).await.json();
    let household = json!({
        "record": households["records"][0]["record"], "level": "f1", "category": "other", "what": "Hộ chưa được hướng dẫn",
    });
    reviewer.post("/api/v1/findings", &household, 201).await;
    let em = server.desk("em").await;
    let draft = begun(&em, &report(server, VAN_QUAN)).await;
    let body = json!({
        "seen": section(&draft, "progress")["changed_at"], "words": "Tiến độ bảo đảm.\n- Giải ngân đạt kế hoạch",
        "fields": {"works_started": 11, "capital_plan": {"DA1.1": 41357.5}},
    });
    sent(&em, reqwest::Method::PUT, &evaluation_path(&draft, "/sections/progress"), &body, 200).await;
    let findings: Value = em.get("/api/v1/findings", 200).await.json();
    let ids: Vec<&Value> = findings["findings"].as_array().unwrap().iter().map(|finding| &finding["id"]).collect();
    let body = json!({"section": "results", "findings": ids});
    em.post(&evaluation_path(&draft, "/attachments"), &body, 201).await;
    read(&em, &draft).await
}

fn ask(evaluation: &Value, format: &str) -> Value {
    json!({"what": "evaluation", "format": format, "evaluation": evaluation["id"]})
}

async fn a_report_is_a_document_with_its_evidence(server: TestServer) {
    let draft = written(&server).await;
    let em = server.desk("em").await;
    let docx = file(&server, &em, ask(&draft, "docx")).await;
    let text = words(&docx);
    for wanted in [
        "BÁO CÁO",
        "TỈNH LẠNG SƠN",
        "Tiến độ bảo đảm.",
        "Giải ngân đạt kế hoạch",
        "Số công trình đã khởi công: 11 công trình",
        "41.357,5",
        "Số công trình đã hoàn thành, bàn giao",
        "Đối tượng kiểm tra theo tiểu dự án",
        "Mặt đường nứt 12 m",
        "Vá lại mặt đường",
        "Biểu số 01",
        "Phát hiện và minh chứng kèm theo",
        "khi đưa vào báo cáo: chưa trả lời",
        "1 ảnh của hộ gia đình không in kèm",
    ] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
    assert!(!text.contains("Mai") && text.contains("HO-01"), "{text}");
    assert_eq!(pictures_in(&docx), 1);
    let mut opened = ask(&draft, "docx");
    opened["open_households"] = json!(true);
    assert_eq!(pictures_in(&file(&server, &em, opened).await), 2);

    // As people will open it: the same words on pages, in LibreOffice's rendering and in our own.
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("report.docx");
    std::fs::write(&place, &docx).unwrap();
    let paged = |file: &std::path::Path| {
        let text = run(std::process::Command::new("pdftotext").arg("-layout").arg(file).arg("-"));
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let theirs = paged(&converted(&place, "pdf"));
    let own = folder.path().join("own.pdf");
    std::fs::write(&own, file(&server, &em, ask(&draft, "pdf")).await).unwrap();
    let own = paged(&own);
    for wanted in ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Tiến độ bảo đảm.", "Giải ngân đạt kế hoạch", "Đường Bản Làn"]
    {
        assert!(theirs.contains(wanted), "{wanted}: {theirs}");
        assert!(own.contains(wanted), "{wanted}: {own}");
    }

    let signed = signed(&em, &draft).await;
    let text = words(&file(&server, &em, ask(&signed, "docx")).await);
    for wanted in ["58/BC-UBND", "Nông Quốc Huy", signed["digest"].as_str().unwrap()] {
        assert!(text.contains(wanted), "{wanted}: {text}");
    }
}

async fn its_tables_are_a_workbook_to_go_on_with(server: TestServer) {
    let draft = written(&server).await;
    let em = server.desk("em").await;
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("tables.xlsx");
    std::fs::write(&place, file(&server, &em, ask(&draft, "xlsx")).await).unwrap();
    let listed = run(std::process::Command::new("ogrinfo").args(["-ro", "-q"]).arg(&place));
    for sheet in ["Biểu số 01", "Biểu số 02", "Biểu số 03", "Số liệu 1", "Phát hiện"] {
        assert!(listed.contains(sheet), "{sheet}: {listed}");
    }
    let sheet = |name: &str| {
        let mut command = std::process::Command::new("ogrinfo");
        run(command.env("OGR_XLSX_HEADERS", "DISABLE").args(["-ro", "-al"]).arg(&place).arg(name))
    };
    let capital = sheet("Biểu số 01");
    assert!(capital.contains("41357.5") && capital.contains("DA1.1") && capital.contains("Cộng"), "{capital}");
    let communes = sheet("Biểu số 03");
    assert!(communes.contains("xã Điềm He"), "{communes}");
    let findings = sheet("Phát hiện");
    assert!(findings.contains("Mặt đường nứt 12 m") && !findings.contains("Mai"), "{findings}");
}

fn verified(bytes: &[u8]) -> Report {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    verify(file.path(), None, &unwatched).unwrap()
}

async fn its_bundle_is_valid_and_what_is_altered_is_named(server: TestServer) {
    let draft = written(&server).await;
    let em = server.desk("em").await;
    let signed = signed(&em, &draft).await;
    let bytes = file(&server, &em, ask(&signed, "zip")).await;
    let report = verified(&bytes);
    assert!(report.valid, "{:#?}", report.altered);
    assert_eq!((report.checked.evaluations, report.checked.attachments, report.checked.findings), (1, 2, 1));
    let holds = report.holds.unwrap();
    assert_eq!((holds.records, holds.findings), (1, 1), "a household's stay out until they are opened");

    // Whoever holds the server's key could sign another manifest; what the log says still tells.
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    let mut said = String::new();
    archive.by_name("evaluation.json").unwrap().read_to_string(&mut said).unwrap();
    assert!(said.contains("Tiến độ bảo đảm."));
    let mut document = Vec::new();
    archive.by_name("bao-cao.docx").unwrap().read_to_end(&mut document).unwrap();
    assert!(words(&document).contains("58/BC-UBND"));
    let at = archive.by_name("evaluation.json").unwrap().data_start().unwrap();
    let within = said.find("Tiến độ bảo đảm.").unwrap();
    let mut altered = bytes.clone();
    altered[usize::try_from(at).unwrap() + within] ^= 1;
    let report = verified(&altered);
    assert!(report.altered.iter().any(|one| one.id == "evaluation.json"), "{:#?}", report.altered);
}

async fn what_cannot_be_read_is_not_exported(server: TestServer) {
    let draft = written(&server).await;
    let chi = server.desk("chi").await;
    chi.post("/api/v1/exports", &ask(&draft, "docx"), 404).await.problem(Code::NotFound);
    let behind = json!({"what": "findings", "format": "csv", "filter": {"evaluation": draft["id"]}});
    chi.post("/api/v1/exports", &behind, 404).await.problem(Code::NotFound);
    let em = server.desk("em").await;
    em.post("/api/v1/exports", &ask(&draft, "csv"), 422).await.problem(Code::ExportFormat);
    // A number's list and its file hold the same.
    let figures: Value = em.get(&evaluation_path(&draft, "/figures"), 200).await.json();
    let levels = figures["figures"].as_array().unwrap().iter().find(|one| one["key"] == "findings_by_level").unwrap();
    let query = levels["total"]["raised"]["query"].as_str().unwrap();
    let list: Value = em.get(&format!("/api/v1/{query}"), 200).await.json();
    let pairs = query.split_once('?').unwrap().1.split('&').map(|pair| pair.split_once('=').unwrap());
    let filter: serde_json::Map<String, Value> = pairs
        .map(|(name, value)| (name.to_owned(), serde_json::from_str(value).unwrap_or_else(|_| json!(value))))
        .collect();
    let table = file(&server, &em, json!({"what": "findings", "format": "csv", "filter": filter})).await;
    assert_eq!(list["findings"].as_array().unwrap().len(), 2);
    assert_eq!(rows(&table).len(), 3);
}
