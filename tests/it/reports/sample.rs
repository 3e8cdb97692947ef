//! A report with all that one has.

use std::io::Cursor;

use image::{ExtendedColorType, codecs::jpeg::JpegEncoder};
use mobile_sync_protocol::{ids::Sha256, time::Date};
use thucdia::reports::{
    document::{
        Align, Block, Document, GridCell, GridColumn, GridTable, HeaderCell, Letterhead, MapSketch, Picture, Run,
        Signature, Signatures, Title,
    },
    sketch::{Planned, Spot},
};

/// A picture of its own for each number.
pub fn jpeg(number: u8) -> Vec<u8> {
    let (width, height) = if number.is_multiple_of(2) { (640, 480) } else { (480, 640) };
    let pixels: Vec<u8> = (0..width * height)
        .flat_map(|at: u32| [at % width / 3, at / width / 3, u32::from(number) * 40].map(|part| part.to_le_bytes()[0]))
        .collect();
    let mut out = Cursor::new(Vec::new());
    JpegEncoder::new_with_quality(&mut out, 80).encode(&pixels, width, height, ExtendedColorType::Rgb8).unwrap();
    out.into_inner()
}

/// Pictures 1 to 4 are there.
#[expect(clippy::unnecessary_wraps, reason = "as sources of pictures are")]
pub fn picture(sha256: Sha256) -> std::io::Result<Option<Vec<u8>>> {
    Ok((1..=4).contains(&sha256.0[0]).then(|| jpeg(sha256.0[0])))
}

pub fn document() -> Document {
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    Document {
        letterhead: Letterhead {
            superior: None,
            issuer: lines(&["ỦY BAN NHÂN DÂN", "HUYỆN VĂN QUAN"]),
            number: Some("9".into()),
            symbol: "BC-UBND".into(),
            place: "Văn Quan".into(),
            date: Date::new(2024, 2, 5),
        },
        title: Title {
            kind: "BÁO CÁO".into(),
            subject: "Kết quả kiểm tra, giám sát Chương trình năm 2024".into(),
            addressees: lines(&["Ủy ban nhân dân tỉnh Lạng Sơn"]),
        },
        recipients: lines(&["Như trên", "Các phòng, ban", "Lưu: VT, LĐTBXHDT"]),
        signatures: Signatures::One(Signature {
            post: lines(&["KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]),
            note: None,
            name: Some("Triệu Đức Dũng".into()),
        }),
        landscape: false,
        watermark: None,
    }
}

/// What each finding says, with its number.
pub fn words(number: usize) -> String {
    format!(
        "Phát hiện {number}: mặt đường đoạn từ Km0+120 đến Km0+180 bong tróc; chiều dày lớp bê tông đo tại hai vị trí là \
         14 cm và 15 cm, thấp hơn thiết kế (16 cm); Ủy ban nhân dân xã chưa yêu cầu nhà thầu sửa chữa."
    )
}

pub fn headings() -> Vec<String> {
    (1..=12).map(|number| format!("Đường bê tông thôn số {number}")).collect()
}

/// Sections, findings with pictures, a table over several pages, an appendix on its side and one with a map.
pub fn blocks() -> Vec<Block> {
    let heading = |level, text: &str| Block::Heading { level, text: text.into() };
    let mut blocks = vec![
        heading(1, "KẾT QUẢ KIỂM TRA"),
        Block::Paragraph(vec![
            Run::plain("Báo cáo này "),
            Run::bold("in đậm"),
            Run::plain(", có "),
            Run::link("một liên kết", "https://thucdia.example/1?a=b&c=d"),
            Run::plain(" và tiếng Việt gõ tổ hợp: Nghe\u{302}\u{323} An."),
        ]),
        Block::ToFill { label: "Số văn bản đã ban hành".into() },
        heading(2, "Phát hiện qua kiểm tra"),
    ];
    for (at, name) in headings().iter().enumerate() {
        blocks.push(heading(3, name));
        blocks.push(Block::Paragraph(vec![Run::plain(words(at + 1))]));
        if at % 4 == 0 {
            let item = |number: u8| Picture {
                sha256: Sha256([number; 32]),
                caption: format!("Ảnh số {number}"),
                alt: String::new(),
            };
            blocks.push(Block::Pictures { per_row: 2, items: (1..=5).map(item).collect() });
        }
    }
    blocks.push(Block::Paragraph(vec![Run::plain("Trên đây là báo cáo của Ủy ban nhân dân huyện Văn Quan./.")]));
    let of = "(Kèm theo Báo cáo số 09/BC-UBND)".to_owned();
    blocks.push(Block::Appendix { title: "TỔNG HỢP".into(), of: of.clone(), landscape: true });
    blocks.push(Block::Table(table()));
    blocks.push(Block::Appendix { title: "SƠ ĐỒ".into(), of, landscape: false });
    blocks.push(heading(1, "Xã Điềm He"));
    let ring = vec![[106.55, 21.87], [106.62, 21.87], [106.60, 21.97], [106.55, 21.87]];
    let photo = |at, label: &str| Spot { at, label: label.into() };
    blocks.push(Block::Map(MapSketch {
        caption: "Sơ đồ vị trí".into(),
        area_name: "Xã Điềm He".into(),
        area: vec![vec![ring]],
        planned: Some(Planned { at: [106.59, 21.9], tolerance_m: Some(200.0) }),
        photos: vec![photo([106.5903, 21.9002], "1"), photo([106.591, 21.8995], "2")],
    }));
    blocks
}

fn table() -> GridTable {
    let column = |width, align| GridColumn { width, align };
    let wide = |text: &str, columns, rows| HeaderCell { text: text.into(), columns, rows };
    GridTable {
        caption: Some("Bảng 1. Đối tượng đã kiểm tra".into()),
        unit: Some("Đơn vị tính: đối tượng".into()),
        columns: vec![
            column(1.0, Align::Centre),
            column(6.0, Align::Left),
            column(2.0, Align::Right),
            column(2.0, Align::Right),
        ],
        header: vec![
            vec![wide("TT", 1, 2), wide("Tên công trình", 1, 2), wide("Số lượng", 2, 1)],
            vec![HeaderCell::one("Kế hoạch"), HeaderCell::one("Đã kiểm tra")],
        ],
        rows: (1..=40)
            .map(|row| {
                let number = format!("{row}");
                vec![
                    GridCell::plain(number.clone()),
                    GridCell::plain(format!("Công trình số {row}")),
                    GridCell::plain(number),
                    GridCell::to_fill(),
                ]
            })
            .collect(),
    }
}
