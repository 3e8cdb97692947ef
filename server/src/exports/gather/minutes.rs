//! Minutes (biên bản kiểm tra): who was there, what was found at each subject with photos and what the evidence is
//! worth, findings with their days, and room for the other side's words and both signatures.

use mobile_sync_protocol::{
    problem::Code,
    record::Revision,
    registry::{TeamRole, Visit},
    time::OffsetTime,
};

use super::{
    About, Gathered, findings,
    parts::{above, heading, letterhead, or_none, paragraph, polygons, recommendations, table},
    records,
};
use crate::{
    exports::{
        MakeError,
        registers::{Context, OFFSET_S, PagedRecord, centre, words},
    },
    reports::{
        document::{Align, Block, Document, Picture, Run, Signature, Signatures, Title},
        sketch::{MapSketch, Planned, Spot},
        vietnamese::{moment, short_date},
    },
    store::FindingLine,
};

/// Photos beside one another.
const PER_ROW: u8 = 2;

/// Collects the minutes of a visit in a commune, or of one record.
pub(in crate::exports) async fn minutes(context: &Context, about: About) -> Result<Gathered, MakeError> {
    let records = records(context, about).await?;
    let found = findings(context, &records).await?;
    let visit = visit(context, &records).await?;
    let (Some(first), Some(last)) = (records.first(), records.last()) else {
        return Err(MakeError::Refused(Code::ExportNothing));
    };
    let commune = first.row.commune;
    let commune_name = context.unit_name(commune).unwrap_or_default();
    let day = records.iter().map(|record| record.row.captured_on).max();
    let mut head = letterhead(context, above(context, commune), "", day);
    head.issuer.push("ĐOÀN KIỂM TRA".to_owned());
    let subject = match (&visit, about) {
        (Some(visit), About::Visit(..)) => format!("{} tại {commune_name}", visit.title),
        _ => format!("Kiểm tra {} tại {commune_name}", first.subject_name().unwrap_or_default()),
    };
    let document = Document {
        letterhead: head,
        title: Title { kind: "BIÊN BẢN".to_owned(), subject, addressees: Vec::new() },
        recipients: Vec::new(),
        signatures: Signatures::Several(
            ["THƯ KÝ", "ĐẠI DIỆN ĐƠN VỊ ĐƯỢC KIỂM TRA", "TRƯỞNG ĐOÀN KIỂM TRA"]
                .map(|post| Signature {
                    post: vec![post.to_owned()],
                    note: Some("(Ký, ghi rõ họ tên)".to_owned()),
                    name: None,
                })
                .to_vec(),
        ),
        landscape: false,
        watermark: None,
    };
    let mut blocks = Vec::new();
    if let Some(plan) = visit.as_ref().and_then(|visit| visit.plan.as_ref()) {
        blocks.push(Block::Paragraph(vec![Run::italic(format!("Căn cứ {plan};"))]));
    }
    let shown = |record: &PagedRecord| moment(OffsetTime { at: record.row.captured_at, offset_seconds: OFFSET_S });
    blocks.push(paragraph(format!(
        "Từ {} đến {}, tại {commune_name}, đoàn kiểm tra đã làm việc và lập biên bản này.",
        shown(first),
        shown(last)
    )));
    blocks.push(heading(1, "Thành phần"));
    blocks.extend(team(context, visit.as_ref(), &records));
    blocks.push(Block::ToFill {
        label: format!("Đại diện UBND {commune_name} và người cùng dự (họ tên, chức vụ)")
    });
    blocks.push(heading(1, "Kết quả kiểm tra"));
    blocks.extend(map(context, &records).await?);
    for (number, record) in (1..).zip(&records) {
        one(context, number, record, &found, &mut blocks);
    }
    blocks.push(heading(1, "Tồn tại, hạn chế và kiến nghị"));
    blocks.extend(or_none(!found.is_empty(), "Không nêu phát hiện nào tính đến khi lập biên bản."));
    if !found.is_empty() {
        blocks.push(recommendations(context, &found));
    }
    blocks.push(heading(1, "Ý kiến của đơn vị được kiểm tra"));
    blocks.push(Block::ToFill { label: "Ý kiến của đơn vị được kiểm tra".to_owned() });
    blocks.push(Block::ToFill {
        label: "Giờ kết thúc, số trang, số bản; biên bản đã được đọc cho các bên cùng nghe".to_owned(),
    });
    Ok(Gathered { document, blocks, things: i64::try_from(records.len()).unwrap_or(0) })
}

async fn visit(context: &Context, records: &[PagedRecord]) -> Result<Option<Visit>, MakeError> {
    let Some(visit) = records.iter().find_map(|record| record.row.visit) else { return Ok(None) };
    Ok(context.store.read().await?.visits(Some(&[visit])).await?.pop())
}

/// The team as the visit names it, or those who captured the records.
fn team(context: &Context, visit: Option<&Visit>, records: &[PagedRecord]) -> Vec<Block> {
    let role = |role: TeamRole| match role {
        TeamRole::Head => "trưởng đoàn",
        TeamRole::Secretary => "thư ký",
        TeamRole::Member => "thành viên",
    };
    let mut lines: Vec<String> = visit
        .into_iter()
        .flat_map(|visit| &visit.team)
        .map(|member| format!("{}, {}", context.person(member.person).unwrap_or_default(), role(member.role)))
        .collect();
    if lines.is_empty() {
        let mut people: Vec<&str> = records.iter().filter_map(|record| context.person(record.row.person)).collect();
        people.sort_unstable();
        people.dedup();
        lines = people.into_iter().map(|name| format!("{name}, người kiểm tra")).collect();
    }
    vec![
        paragraph("Đoàn kiểm tra gồm:"),
        Block::Bullets(lines.into_iter().map(|line| vec![Run::plain(line)]).collect()),
    ]
}

/// What a head says, where it may be told.
fn head(record: &PagedRecord) -> Option<Revision> {
    let head = record.head.as_ref().filter(|_| !record.masked)?;
    serde_json::from_slice(&head.canonical).ok()
}

/// The commune with where inspectors stood, numbered as the parts below are.
async fn map(context: &Context, records: &[PagedRecord]) -> Result<Vec<Block>, MakeError> {
    let Some(commune) = records.first().map(|record| record.row.commune) else { return Ok(Vec::new()) };
    let units = context.store.read().await?.units().await?;
    let outline = units.into_iter().find(|unit| unit.id == commune).and_then(|unit| unit.boundary);
    let area = outline.as_ref().map(polygons).unwrap_or_default();
    let mut photos = Vec::new();
    for (number, record) in (1..).zip(records) {
        if let Some(fix) = head(record).and_then(|head| head.fix) {
            photos.push(Spot { at: [fix.lon, fix.lat], label: format!("{number}") });
        }
    }
    if area.is_empty() && photos.is_empty() {
        return Ok(Vec::new());
    }
    let alone = if let [record] = records { record.subject.as_ref().filter(|_| !record.masked) } else { None };
    let site = alone.and_then(|subject| subject.site.as_ref());
    let planned =
        site.and_then(|site| centre(&site.geometry)).map(|(lat, lon)| Planned { at: [lon, lat], tolerance_m: None });
    let area_name = context.unit_name(commune).unwrap_or_default();
    let caption = "Vị trí nơi kiểm tra; số là số thứ tự dưới đây".to_owned();
    Ok(vec![Block::Map(MapSketch { caption, area_name, area, planned, photos })])
}

/// What was found at one subject.
fn one(context: &Context, number: usize, record: &PagedRecord, found: &[FindingLine], blocks: &mut Vec<Block>) {
    let row = &record.row;
    let name = record.subject_name().unwrap_or("Không có tên");
    blocks.push(heading(2, name));
    let node = context.registry.sub_projects.get(&row.sub_project);
    let village = record.subject.as_ref().and_then(|subject| subject.village.as_deref());
    let facts = [
        Some(words::kind(row.kind).to_owned()),
        village.map(|village| format!("thôn {village}")),
        node.map(|node| format!("{} {}", node.code, node.name)),
        Some(format!("kiểm tra ngày {}", short_date(row.captured_on))),
        context.person(row.person).map(|person| format!("người kiểm tra: {person}")),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().filter(|fact| !fact.is_empty()).collect();
    blocks.push(paragraph(format!("({number}) {}.", facts.join("; "))));
    let Some(head) = head(record) else {
        if record.masked {
            blocks.push(paragraph("Phiếu của hộ gia đình; nội dung chỉ có trong bản do người mở phiếu lập."));
        }
        return;
    };
    let answers = answers(context, &head);
    if !answers.is_empty() {
        let columns = [("Tiêu chí", 52.0, Align::Left), ("Kết quả", 22.0, Align::Left), ("Ghi chú", 26.0, Align::Left)];
        blocks.push(table(&columns, answers));
    }
    let evidence = row.evidence.as_ref();
    let verdict = words::verdict(evidence.map(|summary| summary.answer));
    let reasons: Vec<&str> =
        evidence.into_iter().flat_map(|summary| &summary.reasons).map(|reason| reason.text.vi.as_str()).collect();
    let reasons = if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join("; ")) };
    blocks.push(paragraph(format!("Minh chứng: {verdict}{reasons}.")));
    for line in found.iter().filter(|line| line.finding.record == Some(row.id)) {
        let said = &line.finding.words;
        let text = format!(
            "Phát hiện {} ({}): {}",
            line.finding.shown_number(),
            said.level.as_str().to_uppercase(),
            said.what
        );
        blocks.push(Block::Paragraph(vec![Run::bold(text)]));
    }
    let items: Vec<Picture> = head.photos.iter().map(|photo| picture(context, &head, photo)).collect();
    if !items.is_empty() {
        blocks.push(Block::Pictures { per_row: PER_ROW, items });
    }
}

/// Answers in the order of the checklist.
fn answers(context: &Context, head: &Revision) -> Vec<Vec<String>> {
    let Some(checklist) = context.registry.checklist(&head.checklist) else { return Vec::new() };
    let answered = checklist.items().filter_map(|(_, item)| Some((item, head.answers.get(&item.key)?)));
    answered
        .filter(|(_, answer)| !answer.value.is_blank())
        .map(|(item, answer)| {
            let note = answer.note.clone().unwrap_or_default();
            vec![item.question.vi.clone(), words::answer(&answer.value, Some(item)), note]
        })
        .collect()
}

fn picture(context: &Context, head: &Revision, photo: &mobile_sync_protocol::record::Photo) -> Picture {
    let checklist = context.registry.checklist(&head.checklist);
    let question =
        photo.item.as_ref().zip(checklist).and_then(|(key, list)| list.item(key)).map(|item| item.question.vi.clone());
    let said = [photo.caption.clone().or(question), Some(moment(photo.taken_at))];
    let caption = said.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    Picture { sha256: photo.sha256, alt: caption.clone(), caption }
}
