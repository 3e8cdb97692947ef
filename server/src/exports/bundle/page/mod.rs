//! What a bundle holds, for people: pages in Vietnamese that any browser shows from a disk, with no script.

mod html;
mod record;

use std::fmt::Write;

use mobile_sync_protocol::{
    ids::{RecordId, Sha256},
    time::Timestamp,
};

use self::html::{cells, escaped, facts, figure, head, named, row, shown};
pub(super) use self::record::record;
use super::{manifest::Manifest, record::RecordFile};
use crate::{
    exports::registers::{Context, words},
    store::{FindingEvent, FindingLine},
};

/// A line of the index for a record.
pub(super) struct RecordLink {
    record: RecordId,
    subject: String,
    commune: String,
    inspector: String,
    captured_at: Timestamp,
    status: &'static str,
    evidence: &'static str,
    photos: usize,
}

impl RecordLink {
    pub(super) fn of(file: &RecordFile) -> Self {
        Self {
            record: file.record,
            subject: named(file.subject.code.as_deref(), file.subject.name.as_deref()),
            commune: file.commune.name.clone().unwrap_or_default(),
            inspector: file.inspector.name.clone().unwrap_or_default(),
            captured_at: file.captured_at,
            status: words::status(file.status),
            evidence: words::verdict(file.evidence.as_ref().map(|summary| summary.answer)),
            photos: file.photos.iter().filter(|photo| photo.file.is_some()).count(),
        }
    }
}

/// A part of the index for a finding.
pub(super) struct FindingRow(String);

impl FindingRow {
    pub(super) fn of(
        context: &Context,
        line: &FindingLine,
        events: &[(FindingEvent, String)],
        photo: impl Fn(Sha256) -> Option<String>,
    ) -> Self {
        let (finding, said) = (&line.finding, &line.finding.words);
        let mut out = String::new();
        let title = format!("{} – {}", finding.shown_number(), said.what);
        row(&mut out, &[("h3", &title)]);
        let due = said.due_on.map(|day| day.to_string()).unwrap_or_default();
        let commune = context.unit_name(finding.commune).unwrap_or_default();
        facts(
            &mut out,
            &[
                ("Mức", said.level.vietnamese()),
                ("Loại", said.category.vietnamese()),
                ("Trạng thái", finding.state.vietnamese()),
                ("Xã", &commune),
                ("Đối tượng", line.subject_name.as_deref().unwrap_or_default()),
                ("Nguyên nhân", said.cause.as_deref().unwrap_or_default()),
                ("Kiến nghị", said.recommendation.as_deref().unwrap_or_default()),
                ("Thời hạn", &due),
                ("Người nêu", &line.raised_by_name),
            ],
        );
        out.push_str("<table><tr><th>Lúc</th><th>Ai</th><th>Việc</th><th>Nội dung</th></tr>");
        for (event, name) in events {
            let text = event.words.as_deref().unwrap_or_default();
            cells(&mut out, &[&shown(event.at), name, event.kind.vietnamese(), text]);
        }
        out.push_str("</table>");
        let answers = events.iter().flat_map(|(event, _)| &event.photos);
        for name in finding.photos.iter().chain(answers) {
            if let Some(file) = photo(*name) {
                figure(&mut out, &file, "");
            }
        }
        Self(out)
    }
}

/// The index of a bundle.
pub(super) fn index(manifest: &Manifest, records: &[RecordLink], findings: &[FindingRow], fingerprint: &str) -> String {
    let mut out = head("Gói minh chứng");
    let counts = &manifest.counts;
    let made = format!("{} bởi {}", shown(manifest.made_at), manifest.made_by.name);
    let log = format!("{} (mã băm {})", manifest.log.seq, manifest.log.hash);
    let amounts = format!(
        "{} phiếu kiểm tra, {} bản ghi có chữ ký, {} ảnh, {} lần kiểm tra minh chứng, {} phát hiện, {} dòng nhật ký",
        counts.records, counts.revisions, counts.photos, counts.checks, counts.findings, counts.log
    );
    let asked = manifest.ask.to_string();
    facts(
        &mut out,
        &[
            ("Lập lúc", &made),
            ("Gồm", &amounts),
            ("Điều kiện chọn", &asked),
            ("Dấu vân tay khóa máy chủ", fingerprint),
            ("Nhật ký tại thời điểm lập", &log),
        ],
    );
    if manifest.households_left_out > 0 {
        let left = manifest.households_left_out;
        _ = write!(
            out,
            "<p class=note>Không gồm {left} phiếu của hộ gia đình, vì người lập không mở các phiếu này.</p>"
        );
    }
    if !manifest.photos_missing.is_empty() {
        let missing = manifest.photos_missing.len();
        _ = write!(out, "<p class=warn>Thiếu {missing} ảnh; danh sách ở manifest.json.</p>");
    }
    out.push_str(
        "<p>Kiểm tra gói này trên máy khác, không cần máy chủ: <code>thucdia verify TỆP.zip</code>. Lệnh đó đối chiếu \
         từng tệp với bản kê có chữ ký của máy chủ, chữ ký của từng điện thoại, biên nhận và nhật ký. So dấu vân tay \
         trên với dấu vân tay mà cơ quan vận hành công bố.</p>",
    );
    out.push_str(
        "<p class=note>Ảnh trong gói là ảnh gốc, còn nguyên những gì máy ảnh ghi vào, kể cả nơi chụp: đừng chuyển tiếp \
         cho người không có nhiệm vụ.</p>",
    );
    _ = write!(out, "<h2>Phiếu kiểm tra ({})</h2><table><tr>", records.len());
    for title in ["Ngày", "Đối tượng", "Xã", "Người kiểm tra", "Trạng thái", "Minh chứng", "Ảnh"] {
        _ = write!(out, "<th>{title}</th>");
    }
    out.push_str("</tr>");
    for link in records {
        _ = write!(
            out,
            "<tr><td>{}</td><td><a href=\"records/{}/index.html\">{}</a></td>",
            shown(link.captured_at),
            link.record,
            escaped(&link.subject)
        );
        let photos = link.photos.to_string();
        for cell in [&link.commune, &link.inspector, link.status, link.evidence, &photos] {
            _ = write!(out, "<td>{}</td>", escaped(cell));
        }
        out.push_str("</tr>");
    }
    out.push_str("</table>");
    if !findings.is_empty() {
        _ = write!(out, "<h2>Phát hiện ({})</h2>", findings.len());
        for finding in findings {
            out.push_str(&finding.0);
        }
    }
    out.push_str("</body></html>\n");
    out
}
