//! `place.mocked`: does a device say that a position was not measured by itself?

use mobile_sync_protocol::{answer::Value, evidence::Answer, place::Fix};

use super::{
    super::{case::Case, thresholds::Thresholds},
    rule::{Ask, Rule, Verdict, none},
};

pub(super) const RULE: Rule = Rule {
    code: "place.mocked",
    version: 1,
    weight: 60,
    title: ("Vị trí giả lập", "Mocked location"),
    explanation: (
        "Thiết bị báo vị trí do ứng dụng khác cấp, hoặc sai số đúng bằng 0. Máy thu GNSS rời cũng có dấu hiệu này, nên đây \
         chỉ là lý do để hỏi lại.",
        "The device says that another app gave the position, or that it is exact to 0 m. External GNSS receivers look \
         like this too, so it is a reason to ask and no more.",
    ),
    thresholds: none,
    ask: Ask::Record(ask),
};

fn ask(case: &Case<'_>, _: &Thresholds) -> Verdict {
    let fixes = fixes(case);
    let mocked = fixes.iter().filter(|fix| fix.mocked == Some(true)).count();
    let exact = fixes.iter().filter(|fix| fix.mocked != Some(true) && fix.accuracy_m <= 0.0).count();
    let told = fixes.iter().filter(|fix| fix.mocked.is_some()).count();
    let verdict = match (mocked, exact, told) {
        (0, 0, 0) => Verdict::not_applicable(
            "Thiết bị không cho biết (trình duyệt không có thông tin này)",
            "The device does not say (browsers do not know)",
        ),
        (0, 0, _) => Verdict::pass("Không có dấu hiệu giả lập vị trí", "Nothing says that a position was mocked"),
        (0, exact, _) => Verdict::new(
            Answer::Warn,
            format!("{exact} vị trí có sai số đúng bằng 0, như vị trí giả lập hoặc chấm trên bản đồ"),
            format!("{exact} of the positions are exact to 0 m, as mocked or map-picked ones are"),
        ),
        (mocked, ..) => Verdict::new(
            Answer::Warn,
            format!("Thiết bị báo {mocked} vị trí do ứng dụng khác cấp (giả lập, hoặc máy thu GNSS rời)"),
            format!(
                "The device says that {mocked} of the positions came from another app (mocked, or a GNSS receiver)"
            ),
        ),
    };
    verdict.with("positions", fixes.len()).with("mocked", mocked).with("exact", exact)
}

fn fixes<'a>(case: &'a Case<'_>) -> Vec<&'a Fix> {
    let answers = case.revision.answers.values().filter_map(|answer| match &answer.value {
        Value::Place(fix) => Some(fix),
        _ => None,
    });
    let photos = case.photos.iter().filter_map(|photo| photo.photo.fix.as_ref());
    case.revision.fix.iter().chain(answers).chain(photos).collect()
}
