//! `photo.repeated`: do the very same bytes prove something else, too?

use mobile_sync_protocol::evidence::Answer;
use serde_json::{Value, json};

use super::{
    super::{
        case::{Case, PhotoCase, Twin},
        check::OTHERS,
        thresholds::Thresholds,
    },
    rule::{Ask, Rule, Verdict, none},
    words,
};

pub(super) const RULE: Rule = Rule {
    code: "photo.repeated",
    version: 1,
    weight: 95,
    title: ("Ảnh dùng lại", "The same photo again"),
    explanation: (
        "Cùng một tệp ảnh (trùng SHA-256) trong phiếu khác. Ảnh của chính đối tượng này trong cùng đợt kiểm tra là phiếu \
         lập lại; còn lại là một ảnh chứng minh hai việc.",
        "The same file (by SHA-256) in another record. Of the same subject in the same visit it is a record made twice; \
         otherwise one photo proves two things.",
    ),
    thresholds: none,
    ask: Ask::Photo(ask),
};

fn ask(case: &Case<'_>, photo: &PhotoCase<'_>, _: &Thresholds) -> Verdict {
    let same: Vec<&Twin> = photo.twins.iter().filter(|twin| twin.likeness.is_none()).collect();
    if same.is_empty() {
        return Verdict::pass("Không có phiếu nào khác dùng ảnh này", "No other record uses this photo");
    }
    let again = |twin: &&Twin| twin.subject == case.subject.subject && twin.visit == case.revision.visit;
    let verdict = if same.iter().all(again) {
        Verdict::new(
            Answer::Warn,
            format!("Ảnh này có trong {} phiếu khác của cùng đối tượng, cùng đợt kiểm tra", same.len()),
            format!("Records of the same subject and visit that use this photo too: {}", same.len()),
        )
    } else {
        Verdict::new(
            Answer::Fail,
            format!("Ảnh này có trong {} phiếu khác", same.len()),
            format!("Other records that use this photo: {}", same.len()),
        )
    };
    let others: Vec<Value> = same.iter().map(|twin| other(case, twin)).collect();
    verdict.with("records", same.len()).with(OTHERS, others)
}

/// Another photo and its record, as a figure.
pub(super) fn other(case: &Case<'_>, twin: &Twin) -> Value {
    json!({
        "bits": twin.likeness.map(|found| found.bits),
        "how": twin.likeness.map(|found| found.how),
        "record": twin.record,
        "photo": twin.photo,
        "same_subject": twin.subject == case.subject.subject,
        "same_sub_project": twin.sub_project == case.revision.sub_project,
        "same_visit": twin.visit == case.revision.visit,
        "taken_at": twin.taken_at,
    })
}

/// How far apart two photos say that they were taken.
pub(super) fn apart(photo: &PhotoCase<'_>, twin: &Twin) -> (i64, mobile_sync_protocol::text::Text) {
    let apart = photo.photo.taken_at.at.since(twin.taken_at).abs();
    (apart, words::span(apart))
}
