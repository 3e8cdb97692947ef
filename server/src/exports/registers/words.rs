//! What people call states, verdicts, kinds and answers.

use mobile_sync_protocol::{
    answer::{Outcome, Value},
    checklist::{Item, SubjectKind},
    evidence::Answer,
    sync::RecordStatus,
};

use crate::review::record::Action;

/// A record's state.
pub(in crate::exports) fn status(status: RecordStatus) -> &'static str {
    match status {
        RecordStatus::Waiting => "Chờ ảnh",
        RecordStatus::Received => "Chờ rà soát",
        RecordStatus::Accepted => "Đã chấp nhận",
        RecordStatus::Returned => "Đã trả lại",
    }
}

/// What the evidence comes to.
pub(in crate::exports) fn verdict(answer: Option<Answer>) -> &'static str {
    match answer {
        Some(Answer::Pass) => "Minh chứng phù hợp",
        Some(Answer::Warn) => "Cần xem",
        Some(Answer::Fail) => "Cần xem kỹ",
        Some(Answer::NotApplicable) => "Không có gì để đo",
        None => "Chưa kiểm tra",
    }
}

/// The kind of a subject.
pub(in crate::exports) fn kind(kind: Option<SubjectKind>) -> &'static str {
    match kind {
        Some(SubjectKind::Work) => "Công trình hạ tầng",
        Some(SubjectKind::Model) => "Mô hình sản xuất",
        Some(SubjectKind::ReplicationPoint) => "Điểm nhân rộng mô hình",
        Some(SubjectKind::Household) => "Hộ thụ hưởng",
        Some(SubjectKind::Session) => "Làm việc với xã",
        None => "",
    }
}

/// The outcome of a pass/fail item.
pub(in crate::exports) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "Đạt",
        Outcome::Fail => "Không đạt",
        Outcome::NotApplicable => "Không áp dụng",
    }
}

/// An answer as people read it, with the labels of its item's choices.
pub(in crate::exports) fn answer(value: &Value, item: Option<&Item>) -> String {
    let label = |choice: &mobile_sync_protocol::ids::Key| {
        let choices = item.and_then(|item| item.answer.choices()).unwrap_or_default();
        let known = choices.iter().find(|known| known.value == *choice);
        known.map_or_else(|| choice.to_string(), |known| known.label.vi.clone())
    };
    match value {
        Value::Outcome(given) => outcome(*given).to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Choice(choice) => label(choice),
        Value::Choices(choices) => choices.iter().map(label).collect::<Vec<_>>().join("; "),
        Value::Text(text) => text.clone(),
        Value::Date(day) => day.to_string(),
        Value::Place(fix) => format!("{}, {}", fix.lat, fix.lon),
    }
}

/// What was decided.
pub(in crate::exports) fn action(action: Action) -> &'static str {
    match action {
        Action::Accept => "Chấp nhận",
        Action::Return => "Trả lại",
        Action::Reopen => "Mở lại",
    }
}
