//! The notice of results (thông báo kết quả kiểm tra): what was inspected, what was found, who puts what right by when.

use std::collections::BTreeMap;

use mobile_sync_protocol::problem::Code;

use super::{
    About, Gathered, findings,
    parts::{above, heading, letterhead, or_none, paragraph, recommendations, table},
    records,
};
use crate::{
    exports::{
        MakeError,
        registers::{Context, PagedRecord, words},
    },
    reports::{
        document::{Align, Block, Document, Run, Signature, Signatures, Title},
        vietnamese::{number, short_date},
    },
};

/// Collects the notice of what a visit found in a commune.
pub(in crate::exports) async fn notice(context: &Context, about: About) -> Result<Gathered, MakeError> {
    let records = records(context, about).await?;
    let found = findings(context, &records).await?;
    let Some(commune) = records.first().map(|record| record.row.commune) else {
        return Err(MakeError::Refused(Code::ExportNothing));
    };
    let commune_name = context.unit_name(commune).unwrap_or_default();
    let visit = records.iter().find_map(|record| context.visit(record.row.visit?));
    let what = visit.unwrap_or("kiểm tra");
    let document = Document {
        letterhead: letterhead(context, above(context, commune), "TB-UBND", None),
        title: Title {
            kind: "THÔNG BÁO".to_owned(),
            subject: format!("Kết quả {} tại {commune_name}", lower(what)),
            addressees: Vec::new(),
        },
        recipients: vec![format!("UBND {commune_name}"), "Thành viên đoàn kiểm tra".to_owned(), "Lưu: VT".to_owned()],
        signatures: Signatures::One(Signature {
            post: vec!["KT. CHỦ TỊCH".to_owned(), "PHÓ CHỦ TỊCH".to_owned()],
            note: None,
            name: None,
        }),
        landscape: false,
        watermark: None,
    };
    let mut blocks = vec![heading(1, "Tình hình chung"), paragraph(general(&records, &commune_name))];
    blocks.push(heading(1, "Kết quả kiểm tra"));
    blocks.push(results(context, &records));
    blocks.push(heading(1, "Nhận xét"));
    blocks.push(heading(2, "Ưu điểm"));
    blocks.push(Block::ToFill { label: "Ưu điểm".to_owned() });
    blocks.push(heading(2, "Tồn tại, hạn chế và nguyên nhân"));
    blocks.extend(or_none(!found.is_empty(), "Không nêu phát hiện nào."));
    let lines = found.iter().map(|line| {
        let said = &line.finding.words;
        let cause = said.cause.as_deref().map(|cause| format!(" Nguyên nhân: {cause}.")).unwrap_or_default();
        let head = format!("{} ({}): ", line.finding.shown_number(), said.level.vietnamese());
        vec![Run::bold(head), Run::plain(format!("{}.{cause}", said.what.trim_end_matches('.')))]
    });
    let lines: Vec<Vec<Run>> = lines.collect();
    if !lines.is_empty() {
        blocks.push(Block::Bullets(lines));
    }
    blocks.push(heading(1, "Kiến nghị"));
    blocks.extend(or_none(!found.is_empty(), "Không có."));
    if !found.is_empty() {
        blocks.push(recommendations(context, &found));
    }
    blocks.push(heading(1, "Tổ chức thực hiện"));
    blocks.push(paragraph(format!(
        "UBND {commune_name} tổ chức khắc phục, báo cáo kết quả kèm ảnh chụp trước thời hạn nêu trên."
    )));
    blocks.push(Block::ToFill { label: "Phân công theo dõi, thời gian phúc tra".to_owned() });
    Ok(Gathered { document, blocks, things: i64::try_from(records.len()).unwrap_or(0) })
}

/// A title inside a sentence begins small.
fn lower(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

/// How much was inspected, and when.
fn general(records: &[PagedRecord], commune: &str) -> String {
    let days = || records.iter().map(|record| record.row.captured_on);
    let span = match (days().min(), days().max()) {
        (Some(first), Some(last)) if first != last => {
            format!("từ ngày {} đến ngày {}", short_date(first), short_date(last))
        }
        (Some(day), _) => format!("ngày {}", short_date(day)),
        _ => String::new(),
    };
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for record in records {
        *kinds.entry(words::kind(record.row.kind)).or_default() += 1;
    }
    let kinds: Vec<String> = kinds.into_iter().map(|(kind, count)| format!("{count} {}", lower(kind))).collect();
    let count = records.len();
    format!("Tại {commune}, {span}, đoàn kiểm tra đã kiểm tra {count} đối tượng, gồm {}.", kinds.join(", "))
}

fn results(context: &Context, records: &[PagedRecord]) -> Block {
    let rows = (1..).zip(records).map(|(number_of, record): (usize, &PagedRecord)| {
        let row = &record.row;
        let node = context.registry.sub_projects.get(&row.sub_project);
        vec![
            number_of.to_string(),
            record.subject_name().unwrap_or_default().to_owned(),
            node.map(|node| node.code.clone()).unwrap_or_default(),
            short_date(row.captured_on),
            row.assessment.score.map(|score| format!("{} %", number(score * 100.0, 0))).unwrap_or_default(),
            words::verdict(row.evidence.as_ref().map(|summary| summary.answer)).to_owned(),
        ]
    });
    let columns = [
        ("STT", 7.0, Align::Centre),
        ("Đối tượng", 37.0, Align::Left),
        ("Tiểu dự án", 14.0, Align::Centre),
        ("Ngày kiểm tra", 15.0, Align::Centre),
        ("Tỷ lệ đạt", 11.0, Align::Right),
        ("Minh chứng", 18.0, Align::Left),
    ];
    table(&columns, rows.collect())
}
