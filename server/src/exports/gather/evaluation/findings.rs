//! Findings of an evaluation: in short where they are reported, and whole with their evidence in the appendix.

use mobile_sync_protocol::checklist::SubjectKind;

use super::Shown;
use crate::{
    desk::evaluations::AttachmentLine,
    evaluation::attach::{FindingSnapshot, SnapshotPhoto, SnapshotRecord},
    exports::{
        gather::parts::{capital, day, heading, paragraph, table},
        registers::{Context, words},
    },
    reports::{
        document::{Align, Block, Picture, Run},
        vietnamese::{moment, short_date},
    },
    review::finding::day_of,
};

/// Photos beside one another.
const PER_ROW: u8 = 2;

/// Where a finding is, and what it is about.
fn place(snapshot: &FindingSnapshot) -> String {
    let parts = [snapshot.shown_subject(), Some(snapshot.commune.name.as_str())];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The findings of a section in a table.
pub(super) fn summary(attached: &[&AttachmentLine]) -> Block {
    let rows = attached.iter().map(|line| {
        let snapshot = &line.snapshot;
        vec![
            snapshot.number.clone(),
            snapshot.level.as_str().to_uppercase(),
            format!("{}: {}", place(snapshot), snapshot.what),
            snapshot.recommendation.clone().unwrap_or_default(),
            snapshot.responsible.as_ref().map(|body| body.name.clone()).unwrap_or_default(),
            format!("{}{}", capital(snapshot.state.vietnamese()), due(snapshot)),
        ]
    });
    let columns = [
        ("Số", 11.0, Align::Centre),
        ("Mức", 8.0, Align::Centre),
        ("Tồn tại, hạn chế", 31.0, Align::Left),
        ("Kiến nghị", 22.0, Align::Left),
        ("Chịu trách nhiệm", 13.0, Align::Left),
        ("Tình trạng, thời hạn", 15.0, Align::Left),
    ];
    table(&columns, rows.collect())
}

fn due(snapshot: &FindingSnapshot) -> String {
    snapshot.due_on.map(|day| format!("; hạn {}", short_date(day))).unwrap_or_default()
}

/// One finding with what bears it out.
pub(super) fn evidence(context: &Context, line: &AttachmentLine, shown: Shown, blocks: &mut Vec<Block>) {
    let snapshot = &line.snapshot;
    blocks.push(heading(2, format!("Phát hiện {}: {}", snapshot.number, place(snapshot))));
    let raised = day(Some(day_of(snapshot.raised_at)));
    let facts = [
        Some(format!("{} ({})", snapshot.level.as_str().to_uppercase(), snapshot.level.vietnamese())),
        Some(snapshot.category.vietnamese().to_owned()),
        Some(format!("{} {}", snapshot.sub_project.code, snapshot.sub_project.name)),
        Some(format!("nêu ngày {raised}")),
        snapshot.due_on.map(|day| format!("hạn khắc phục {}", short_date(day))),
        snapshot.responsible.as_ref().map(|body| format!("chịu trách nhiệm: {}", body.name)),
        Some(format!("khi đưa vào báo cáo: {}", snapshot.state.vietnamese())),
    ];
    blocks.push(paragraph(format!("{}.", facts.into_iter().flatten().collect::<Vec<_>>().join("; "))));
    let told = [
        ("Nội dung", Some(&snapshot.what)),
        ("Nguyên nhân", snapshot.cause.as_ref()),
        ("Kiến nghị", snapshot.recommendation.as_ref()),
        ("Ghi chú", line.attachment.note.as_ref()),
    ];
    for (name, text) in told {
        if let Some(text) = text {
            blocks.push(Block::Paragraph(vec![Run::bold(format!("{name}: ")), Run::plain(text.as_str())]));
        }
    }
    if let Some(record) = &snapshot.record {
        blocks.push(Block::Paragraph(recorded(record)));
    }
    blocks.extend(steps(snapshot));
    if snapshot.photos.is_empty() {
        return;
    }
    if shown == Shown::Named {
        let name = |photo: &SnapshotPhoto| vec![Run::plain(format!("Ảnh {}", photo.sha256))];
        blocks.push(Block::Bullets(snapshot.photos.iter().map(name).collect()));
        return;
    }
    let household = snapshot.subject.as_ref().is_some_and(|subject| subject.kind == SubjectKind::Household);
    if household && !context.opened {
        let count = snapshot.photos.len();
        blocks.push(paragraph(format!("{count} ảnh của hộ gia đình không in kèm; xem tại hồ sơ trên hệ thống.")));
        return;
    }
    let items = snapshot.photos.iter().map(picture).collect();
    blocks.push(Block::Pictures { per_row: PER_ROW, items });
}

/// The record that shows it, its answer at the item, and what its evidence was worth.
fn recorded(record: &SnapshotRecord) -> Vec<Run> {
    let item = record.item.as_ref().map(|item| {
        let answer = item.answer.as_ref().map(|answer| format!(" {}", answer.vi)).unwrap_or_default();
        let note = item.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        format!("; “{}”:{answer}{note}", item.question.vi)
    });
    let evidence = record.evidence.as_ref();
    let reasons: Vec<&str> =
        evidence.into_iter().flat_map(|evidence| &evidence.checks).map(|check| check.text.vi.as_str()).collect();
    let reasons = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join("; ")) };
    let verdict = words::verdict(evidence.map(|evidence| evidence.answer)).to_lowercase();
    let text = format!(
        "{}, kiểm tra ngày {}{}; minh chứng: {verdict}{reasons}.",
        record.checklist_title.vi,
        short_date(record.captured_on),
        item.unwrap_or_default()
    );
    let mut runs = vec![Run::bold("Phiếu kiểm tra: "), Run::plain(text)];
    if let Some(sha256) = record.sha256 {
        let digits: String = sha256.to_string().chars().take(16).collect();
        runs.push(Run::italic(format!(" Mã phiếu {}, SHA-256 {digits}…", record.id)));
    }
    runs
}

/// What was done about it.
fn steps(snapshot: &FindingSnapshot) -> Option<Block> {
    let step = |step: &crate::evaluation::attach::SnapshotStep| {
        let words = step.words.as_ref().map(|words| format!(": {words}")).unwrap_or_default();
        let photos = if step.photos.is_empty() { String::new() } else { format!(" ({} ảnh)", step.photos.len()) };
        let head = format!("{}, {}, {}", short_date(day_of(step.at)), step.by, step.kind.vietnamese());
        vec![Run::plain(format!("{head}{words}{photos}"))]
    };
    let lines: Vec<Vec<Run>> = snapshot.steps.iter().map(step).collect();
    (!lines.is_empty()).then_some(Block::Bullets(lines))
}

fn picture(photo: &SnapshotPhoto) -> Picture {
    let when = photo.taken_at.map(moment);
    let place = photo.place.map(|[lat, lon]| format!("{lat:.5}, {lon:.5}"));
    let said = [photo.caption.clone(), when, place];
    let caption = said.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ");
    Picture { sha256: photo.sha256, alt: caption.clone(), caption }
}
