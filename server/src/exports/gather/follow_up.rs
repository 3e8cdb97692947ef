//! The report on what was put right (báo cáo kết quả khắc phục): findings under a filter, what was done about each, and
//! what is left.

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    ids::{FindingId, UnitId},
    problem::Code,
};

use super::{
    FINDINGS_MAX, Gathered,
    parts::{above, day, heading, letterhead, paragraph, responsible, subject, table},
};
use crate::{
    desk::choice::FindingChoice,
    exports::{MakeError, registers::Context},
    reports::document::{Align, Block, Document, Signature, Signatures, Title},
    review::finding::{State, Step, day_of},
    store::{FindingEvent, FindingLine},
};

/// Collects the report on findings under a filter.
pub(in crate::exports) async fn follow_up(context: &Context, choice: &FindingChoice) -> Result<Gathered, MakeError> {
    let filter = context.findings(choice).await?;
    let mut session = context.store.read().await?;
    let mut lines = session.findings(&filter, None, FINDINGS_MAX).await?;
    lines.retain(|line| line.finding.state != State::Withdrawn);
    lines.sort_by_key(|line| (line.finding.year, line.finding.number));
    let ids: Vec<FindingId> = lines.iter().map(|line| line.finding.id).collect();
    let mut events: BTreeMap<FindingId, Vec<FindingEvent>> = BTreeMap::new();
    for (event, _) in session.finding_events(&ids).await? {
        events.entry(event.finding).or_default().push(event);
    }
    drop(session);
    let Some(first) = lines.first() else {
        return Err(MakeError::Refused(Code::ExportNothing));
    };
    let unit = choice.commune.unwrap_or_else(|| above(context, first.finding.commune));
    let place = context.unit_name(unit).unwrap_or_default();
    let document = Document {
        letterhead: letterhead(context, unit, "BC-UBND", None),
        title: Title {
            kind: "BÁO CÁO".to_owned(),
            subject: format!("Kết quả khắc phục tồn tại, hạn chế sau kiểm tra tại {place}"),
            addressees: addressees(context, unit, choice.commune.is_some()),
        },
        recipients: vec!["Như trên".to_owned(), "Lưu: VT".to_owned()],
        signatures: Signatures::One(Signature {
            post: vec!["TM. ỦY BAN NHÂN DÂN".to_owned(), "CHỦ TỊCH".to_owned()],
            note: None,
            name: None,
        }),
        landscape: false,
        watermark: None,
    };
    let (closed, open): (Vec<&FindingLine>, Vec<&FindingLine>) =
        lines.iter().partition(|line| line.finding.state == State::Resolved);
    let late =
        open.iter().filter(|line| line.finding.state.is_overdue(line.finding.words.due_on, context.today)).count();
    let mut blocks = vec![
        heading(1, "Tổng hợp"),
        paragraph(format!(
            "Tính đến ngày {}, có {} phát hiện: {} đã khắc phục, {} chưa khắc phục xong, trong đó {late} quá thời hạn.",
            day(Some(context.today)),
            lines.len(),
            closed.len(),
            open.len(),
        )),
        heading(1, "Đã khắc phục"),
        part(context, &closed, &events),
        heading(1, "Chưa khắc phục xong"),
        part(context, &open, &events),
    ];
    if !open.is_empty() {
        blocks.push(heading(1, "Nguyên nhân chậm và việc làm tiếp"));
        blocks.push(Block::ToFill { label: "Nguyên nhân chậm, biện pháp và thời hạn mới".to_owned() });
    }
    Ok(Gathered { document, blocks, things: i64::try_from(lines.len()).unwrap_or(0) })
}

/// A commune reports to whoever inspects it.
fn addressees(context: &Context, unit: UnitId, of_commune: bool) -> Vec<String> {
    let to = context.unit_name(above(context, unit)).filter(|_| of_commune);
    to.map(|name| format!("Ủy ban nhân dân {name}")).into_iter().collect()
}

fn part(context: &Context, lines: &[&FindingLine], events: &BTreeMap<FindingId, Vec<FindingEvent>>) -> Block {
    if lines.is_empty() {
        return paragraph("Không có.");
    }
    let rows = lines.iter().map(|line| {
        let finding = &line.finding;
        let steps = events.get(&finding.id).map(Vec::as_slice).unwrap_or_default();
        let answer = steps.iter().rfind(|event| event.kind == Step::Answered);
        let done = answer.map_or_else(String::new, |event| {
            let photos =
                if event.photos.is_empty() { String::new() } else { format!(" ({} ảnh)", event.photos.len()) };
            format!("{}: {}{photos}", day(Some(day_of(event.at))), event.words.as_deref().unwrap_or_default())
        });
        vec![
            finding.shown_number(),
            format!("{}: {}", subject(context, line), finding.words.what),
            responsible(context, line),
            day(finding.words.due_on),
            done,
            finding.state.vietnamese().to_owned(),
        ]
    });
    let columns = [
        ("Số", 11.0, Align::Centre),
        ("Tồn tại, hạn chế", 27.0, Align::Left),
        ("Chịu trách nhiệm", 14.0, Align::Left),
        ("Thời hạn", 14.0, Align::Centre),
        ("Việc đã làm", 21.0, Align::Left),
        ("Tình trạng", 13.0, Align::Left),
    ];
    table(&columns, rows.collect())
}
