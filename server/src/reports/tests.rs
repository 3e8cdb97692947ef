//! What holds for documents of any content, however it was typed.

use std::{
    collections::BTreeSet,
    io::{Cursor, Read},
};

use mobile_sync_protocol::ids::Sha256;
use proptest::prelude::*;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::{document::*, docx, pdf};

/// The headers of a JPEG of so many pixels; what follows is of no concern to documents.
fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let (w, h) = (width.to_be_bytes(), height.to_be_bytes());
    let frame = [0xff, 0xc0, 0, 17, 8, h[0], h[1], w[0], w[1], 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1];
    [&[0xff, 0xd8][..], &frame, &[0xff, 0xda, 0, 2, 0xff, 0xd9]].concat()
}

#[expect(clippy::unnecessary_wraps, reason = "as sources of pictures are")]
fn picture(sha256: Sha256) -> std::io::Result<Option<Vec<u8>>> {
    Ok(match sha256.0[0] {
        0 => None,
        1 => Some(b"no picture".to_vec()),
        some => Some(jpeg(u16::from(some) * 7, 480)),
    })
}

fn docx_of(document: &Document, blocks: &[Block]) -> Vec<u8> {
    let blocks = blocks.iter().cloned().map(Ok);
    docx::write(document, blocks, &mut picture, Cursor::new(Vec::new())).unwrap().into_inner()
}

fn pdf_of(document: &Document, blocks: &[Block]) -> Vec<u8> {
    pdf::write(document, blocks.iter().cloned().map(Ok), &mut picture, Vec::new()).unwrap()
}

/// Words as people, phones and other programs leave them.
fn words() -> impl Strategy<Value = String> {
    let letters = prop_oneof![
        8 => prop::char::range('a', 'z'),
        4 => prop::sample::select(vec!['ạ', 'Đ', 'ữ', ' ', ' ', ' ', '\u{302}', '\u{323}', '\u{a0}', '–']),
        1 => prop::sample::select(vec!['<', '>', '&', '"', '\'', '\n', '\r', '\t', '\u{0}', '\u{b}', '\u{ffff}', '☃', '😀', '(', '\\', ']']),
    ];
    prop::collection::vec(letters, 0..80).prop_map(|letters| letters.into_iter().collect())
}

fn runs() -> impl Strategy<Value = Vec<Run>> {
    let link = prop::option::weighted(0.2, prop_oneof![words(), Just("https://thucdia.example/?a=1&b=2".to_owned())]);
    let run = (words(), any::<bool>(), any::<bool>(), link, any::<bool>());
    let run = run.prop_map(|(text, bold, italic, link, to_fill)| Run { text, bold, italic, link, to_fill });
    prop::collection::vec(run, 0..4)
}

fn table() -> impl Strategy<Value = GridTable> {
    let header = prop::collection::vec(
        prop::collection::vec((words(), 0..4_u16, 0..4_u16), 0..4).prop_map(|cells| {
            cells.into_iter().map(|(text, columns, rows)| HeaderCell { text, columns, rows }).collect()
        }),
        0..3,
    );
    let rows = prop::collection::vec(
        prop::collection::vec((runs(), 0..3_u16), 0..5)
            .prop_map(|cells| cells.into_iter().map(|(runs, more_columns)| GridCell { runs, more_columns }).collect()),
        0..12,
    );
    let columns = prop::collection::vec(0.0_f32..9.0, 0..6);
    (prop::option::of(words()), columns, header, rows).prop_map(|(caption, widths, header, rows)| GridTable {
        caption,
        unit: None,
        columns: widths.into_iter().map(|width| GridColumn { width, align: Align::Right }).collect(),
        header,
        rows,
    })
}

fn block() -> impl Strategy<Value = Block> {
    let item = (0..5_u8, words()).prop_map(|(picture, caption)| Picture {
        sha256: Sha256([picture; 32]),
        caption,
        alt: String::new(),
    });
    let place = (-200.0..200.0_f64, -100.0..100.0_f64).prop_map(|(x, y)| [x, y]);
    let map = (words(), prop::collection::vec((place, words()), 0..5)).prop_map(|(caption, photos)| MapSketch {
        caption,
        photos: photos.into_iter().map(|(at, label)| super::sketch::Spot { at, label }).collect(),
        ..MapSketch::default()
    });
    prop_oneof![
        4 => (0..9_u8, words()).prop_map(|(level, text)| Block::Heading { level, text }),
        6 => runs().prop_map(Block::Paragraph),
        2 => prop::collection::vec(runs(), 0..3).prop_map(Block::Bullets),
        2 => table().prop_map(Block::Table),
        2 => (0..7_u8, prop::collection::vec(item, 0..6)).prop_map(|(per_row, items)| Block::Pictures { per_row, items }),
        1 => words().prop_map(|label| Block::ToFill { label }),
        1 => Just(Block::PageBreak),
        1 => (words(), words(), any::<bool>()).prop_map(|(title, of, landscape)| Block::Appendix { title, of, landscape }),
        1 => map.prop_map(Block::Map),
    ]
}

fn document() -> impl Strategy<Value = Document> {
    let signature = || {
        (prop::collection::vec(words(), 0..3), prop::option::of(words())).prop_map(|(post, name)| Signature {
            post,
            note: None,
            name,
        })
    };
    let signatures = prop_oneof![
        signature().prop_map(Signatures::One),
        prop::collection::vec(signature(), 0..4).prop_map(Signatures::Several),
    ];
    let lines = || prop::collection::vec(words(), 0..3);
    (lines(), words(), words(), lines(), signatures, any::<bool>(), prop::option::of(words())).prop_map(
        |(issuer, symbol, subject, recipients, signatures, landscape, watermark)| Document {
            letterhead: Letterhead { issuer, symbol, ..Letterhead::default() },
            title: Title { kind: "BIÊN BẢN".into(), subject, addressees: recipients.clone() },
            recipients,
            signatures,
            landscape,
            watermark,
        },
    )
}

/// The values of the attributes of this name, in all of a part.
fn attributes(xml: &str, name: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    let mut out = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => return out,
            Event::Start(tag) | Event::Empty(tag) => {
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap();
                    if attribute.key.as_ref() == name {
                        out.push(attribute.value.to_string());
                    }
                }
            }
            _ => {}
        }
    }
}

fn part(package: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> String {
    let mut text = String::new();
    package.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn check_docx(bytes: Vec<u8>) {
    let mut package = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: BTreeSet<String> = package.file_names().map(|name| name.unwrap().into_owned()).collect();
    for name in names.iter().filter(|name| name.contains(".xml")) {
        attributes(&part(&mut package, name), "none");
    }
    let words = part(&mut package, "word/document.xml");
    let relations = part(&mut package, "word/_rels/document.xml.rels");
    let ids: Vec<String> = attributes(&relations, "Id");
    let known: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(known.len(), ids.len(), "two relations have one name");
    for used in attributes(&words, "r:id").iter().chain(&attributes(&words, "r:embed")) {
        assert!(known.contains(used), "{used} leads nowhere");
    }
    for target in attributes(&relations, "Target").iter().filter(|target| !target.contains(':')) {
        assert!(names.contains(&format!("word/{target}")), "{target} is not in the package");
    }
    let numbering = part(&mut package, "word/numbering.xml");
    let lists: BTreeSet<String> = attributes(&numbering, "w:numId").into_iter().collect();
    let tables = words.matches("<w:tbl>").count();
    assert_eq!(tables, words.matches("</w:tbl>").count());
    assert!(!words.contains("</w:tc><w:tcPr>") && !words.contains("</w:tcPr></w:tc>"), "a cell without a paragraph");
    assert!(lists.contains("1") && lists.contains("2"));
}

/// What is said of each object lies where the file says.
fn check_pdf(bytes: &[u8]) {
    let tail = String::from_utf8_lossy(&bytes[bytes.len() - 40..]).into_owned();
    let begin: usize = tail.split("startxref\n").nth(1).unwrap().lines().next().unwrap().parse().unwrap();
    let table = std::str::from_utf8(&bytes[begin..]).unwrap();
    let mut lines = table.lines().skip(1);
    let count: usize = lines.next().unwrap().strip_prefix("0 ").unwrap().parse().unwrap();
    let mut seen = 0;
    for (id, line) in lines.take(count).enumerate().skip(1) {
        assert_eq!(line.len(), 19, "{line:?}");
        let place: usize = line[..10].parse().unwrap();
        if line.ends_with("n ") {
            assert!(bytes[place..].starts_with(format!("{id} 0 obj").as_bytes()), "object {id} is not at {place}");
            seen += 1;
        }
    }
    assert!(seen > 5 && table.contains("trailer"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_document_of_any_content_is_whole(document in document(), blocks in prop::collection::vec(block(), 0..12)) {
        check_docx(docx_of(&document, &blocks));
        check_pdf(&pdf_of(&document, &blocks));
    }
}

#[test]
fn a_picture_is_asked_for_once_and_kept_as_it_is() {
    let item = |picture| Picture { sha256: Sha256([picture; 32]), caption: "Ảnh".into(), alt: String::new() };
    let blocks = vec![Block::Pictures { per_row: 2, items: vec![item(9), item(9), item(0), item(8)] }; 3];
    let mut asked = Vec::new();
    let mut pictures = |sha256: Sha256| {
        asked.push(sha256.0[0]);
        picture(sha256)
    };
    let document = Document::default();
    let bytes = docx::write(&document, blocks.iter().cloned().map(Ok), &mut pictures, Cursor::new(Vec::new())).unwrap();
    let mut package = ZipArchive::new(bytes).unwrap();
    let mut file = package.by_name("word/media/1.jpeg").unwrap();
    assert_eq!(file.compression(), zip::CompressionMethod::Stored);
    let mut read = Vec::new();
    file.read_to_end(&mut read).unwrap();
    assert_eq!(read, jpeg(63, 480));
    let printed = pdf::write(&document, blocks.into_iter().map(Ok), &mut pictures, Vec::new()).unwrap();
    assert!(printed.windows(read.len()).any(|window| window == read));
    assert_eq!(asked, [9, 0, 8, 9, 0, 8], "each once in either file");
}

#[test]
fn what_fails_while_a_document_is_written_is_told() {
    let broken = || Err(std::io::Error::other("the store is gone"));
    let document = Document::default();
    let said = |error: super::ReportError| error.to_string();
    assert_eq!(
        said(docx::write(&document, [broken()], &mut (), Cursor::new(Vec::new())).unwrap_err()),
        "the store is gone"
    );
    assert_eq!(said(pdf::write(&document, [broken()], &mut (), Vec::new()).unwrap_err()), "the store is gone");
    let items = vec![Picture { sha256: Sha256([2; 32]), caption: String::new(), alt: String::new() }];
    let blocks = || [Ok(Block::Pictures { per_row: 1, items: items.clone() })];
    let mut lost = |_: Sha256| -> std::io::Result<Option<Vec<u8>>> { Err(std::io::Error::other("the disk is gone")) };
    assert_eq!(
        said(docx::write(&document, blocks(), &mut lost, Cursor::new(Vec::new())).unwrap_err()),
        "the disk is gone"
    );
    assert_eq!(said(pdf::write(&document, blocks(), &mut lost, Vec::new()).unwrap_err()), "the disk is gone");
}
