//! What a file is called: what it is, of whom, and of when, so that two of one day are told apart.

use mobile_sync_protocol::{ids::UnitId, registry::Unit, time::Date};

use super::ask::{Ask, Format};
use crate::{
    app::App,
    auth::Caller,
    desk::{choice::ChoiceError, evaluations},
    evaluation::form::Period,
};

/// Longest name without its ending, in characters.
const NAME_MAX: usize = 120;

/// What the file is called that is asked for on `today`.
///
/// # Errors
/// Where an evaluation cannot be read, or the store fails.
pub(super) async fn file_name(app: &App, caller: &Caller, ask: &Ask, today: Date) -> Result<String, ChoiceError> {
    let unit = |unit: UnitId| app.registry.current().units.get(unit).map(Unit::full_name);
    let what = ask.title();
    let name = match ask {
        Ask::Evaluation { evaluation, .. } => {
            // Without its findings: a name needs none of them.
            let view = evaluations::find_attachments(app, *evaluation, caller, &[]).await?;
            let it = &view.line.evaluation;
            let period = match it.period {
                Period::FirstHalf => "6 tháng đầu năm ",
                Period::Year | Period::None => "năm ",
            };
            format!("{what} {period}{} {}", it.year, view.line.body_name())
        }
        Ask::Minutes { visit: Some(visit), commune: Some(commune), .. } | Ask::Notice { visit, commune, .. } => {
            let visits =
                app.store.read().await.map_err(evaluations::EvaluationError::from)?.visits(Some(&[*visit])).await;
            let visit = visits.map_err(evaluations::EvaluationError::from)?.pop();
            // A title such as "Đợt 5: các xã Tri Lễ, Hữu Lễ" is told by what stands before the colon.
            let title = visit.and_then(|visit| visit.title.split(':').next().map(str::to_owned));
            let parts = [Some(what.to_owned()), unit(*commune), title];
            parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        _ => match ask.commune().and_then(unit) {
            Some(commune) => format!("{what} {commune} {today}"),
            None => format!("{what} {today}"),
        },
    };
    let plain: String = name.chars().map(|letter| if r#"\/:*?"<>|"#.contains(letter) { ' ' } else { letter }).collect();
    let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain: String = plain.chars().take(NAME_MAX).collect();
    Ok(format!("{}.{}", plain.trim_end(), ask.format().ending()))
}

impl Ask {
    /// What people call what is asked for.
    fn title(&self) -> &'static str {
        match self {
            Self::Records { .. } => "Phiếu kiểm tra",
            Self::Answers { .. } => "Trả lời bảng kiểm",
            Self::Photos { format: Format::Zip, .. } => "Ảnh kiểm tra",
            Self::Photos { .. } => "Danh sách ảnh",
            Self::Findings { .. } => "Phát hiện",
            Self::Subjects { .. } => "Đối tượng kiểm tra",
            Self::Bundle { .. } => "Gói minh chứng",
            Self::Minutes { .. } => "Biên bản kiểm tra",
            Self::Notice { .. } => "Thông báo kết quả kiểm tra",
            Self::Evaluation { format: Format::Xlsx, .. } => "Biểu kèm báo cáo",
            Self::Evaluation { format: Format::Zip, .. } => "Gói minh chứng báo cáo",
            Self::Evaluation { .. } => "Báo cáo",
            Self::FollowUp { .. } => "Báo cáo khắc phục",
        }
    }
}
