//! The page of one record.

use std::fmt::Write;

use mobile_sync_protocol::record::Revision;

use super::{
    super::record::{DecisionLine, RecordFile, Whole},
    html::{cells, escaped, facts, figure, head, moment, named, shown},
};
use crate::{evidence::check::Check, exports::registers::words};

/// The page of one record.
pub(in crate::exports::bundle) fn record(whole: &Whole<'_>, file: &RecordFile, decisions: &[DecisionLine]) -> String {
    let title = named(file.subject.code.as_deref(), file.subject.name.as_deref());
    let mut out = head(&title);
    let score = file.assessment.score.map(|score| format!("{:.0} %", score * 100.0)).unwrap_or_default();
    let sub_project = named(file.sub_project.code.as_deref(), file.sub_project.name.as_deref());
    facts(
        &mut out,
        &[
            ("Mã phiếu", &file.record.to_string()),
            ("Loại đối tượng", words::kind(whole.record.row.kind)),
            ("Thôn", file.village.as_deref().unwrap_or_default()),
            ("Xã", file.commune.name.as_deref().unwrap_or_default()),
            ("Tiểu dự án", &sub_project),
            ("Đợt kiểm tra", file.visit.as_ref().and_then(|visit| visit.name.as_deref()).unwrap_or_default()),
            ("Người kiểm tra", file.inspector.name.as_deref().unwrap_or_default()),
            ("Kiểm tra lúc", &shown(file.captured_at)),
            ("Nhận lúc", &shown(file.first_received_at)),
            ("Trạng thái", words::status(file.status)),
            ("Minh chứng", words::verdict(file.evidence.as_ref().map(|summary| summary.answer))),
            ("Tỷ lệ đạt", &score),
        ],
    );
    let head = whole.record.head.as_ref();
    if let Some(revision) = head.and_then(|head| serde_json::from_slice::<Revision>(&head.canonical).ok()) {
        answers(&mut out, whole, &revision);
    }
    photos(&mut out, whole);
    checks(&mut out, whole);
    if !decisions.is_empty() {
        out.push_str("<h2>Rà soát</h2><table><tr><th>Lúc</th><th>Ai</th><th>Quyết định</th><th>Nội dung</th></tr>");
        for decision in decisions {
            let said: Vec<&str> = decision.comments.iter().map(|comment| comment.text.as_str()).collect();
            let name = decision.person_name.as_deref().unwrap_or_default();
            cells(&mut out, &[&shown(decision.at), name, words::action(decision.action), &said.join("\n")]);
        }
        out.push_str("</table>");
    }
    out.push_str(
        "<h2>Bản ghi và chữ ký</h2><table><tr><th>Số</th><th>Nhận lúc</th><th>SHA-256</th><th>Ký bởi</th></tr>",
    );
    for (line, content) in file.revisions.iter().zip(&whole.revisions) {
        let key = content.signature.as_ref().map(|signature| format!("khóa {} của điện thoại", signature.key));
        let key = key.unwrap_or_else(|| "máy chủ ghép từ hai bản".to_owned());
        let number = line.number.to_string();
        cells(&mut out, &[&number, &shown(line.received_at), &line.sha256.to_string(), &key]);
    }
    out.push_str("</table><p><a href=\"../../index.html\">Về mục lục</a></p></body></html>\n");
    out
}

fn answers(out: &mut String, whole: &Whole<'_>, revision: &Revision) {
    let Some(checklist) = whole.context.registry.checklist(&revision.checklist) else { return };
    _ = write!(out, "<h2>{}</h2>", escaped(&checklist.title.vi));
    out.push_str("<table><tr><th>Tiêu chí</th><th>Trả lời</th><th>Ghi chú</th></tr>");
    for (_, item) in checklist.items() {
        if let Some(answer) = revision.answers.get(&item.key) {
            let text = words::answer(&answer.value, Some(item));
            cells(out, &[&item.question.vi, &text, answer.note.as_deref().unwrap_or_default()]);
        }
    }
    out.push_str("</table>");
}

fn photos(out: &mut String, whole: &Whole<'_>) {
    if whole.photos.is_empty() {
        return;
    }
    out.push_str("<h2>Ảnh</h2>");
    for (photo, line) in &whole.photos {
        let place = photo.fix.map(|fix| format!("{:.5}, {:.5} (±{:.0} m)", fix.lat, fix.lon, fix.accuracy_m));
        let caption = photo.caption.as_deref().unwrap_or_default();
        let said = [caption, &moment(photo.taken_at), place.as_deref().unwrap_or_default(), &photo.sha256.to_string()];
        let said: Vec<&str> = said.into_iter().filter(|part| !part.is_empty()).collect();
        let said = said.join(" · ");
        match &line.file {
            Some(file) => figure(out, &format!("../../{file}"), &said),
            None => _ = write!(out, "<p class=warn>Ảnh chưa có: {}</p>", escaped(&said)),
        }
    }
}

fn checks(out: &mut String, whole: &Whole<'_>) {
    let Some(newest) = whole.checks.last() else { return };
    let said: Vec<Check> = serde_json::from_slice(&newest.checks).unwrap_or_default();
    _ = write!(out, "<h2>Kiểm tra minh chứng</h2><p class=note>Lần {}, lúc ", newest.number);
    _ = write!(out, "{}</p><table><tr><th>Quy tắc</th><th>Kết quả</th><th>Căn cứ</th></tr>", shown(newest.checked_at));
    for check in said {
        cells(out, &[&check.rule, words::verdict(Some(check.answer)), &check.text.vi]);
    }
    out.push_str("</table>");
}
