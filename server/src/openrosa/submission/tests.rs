//! Submissions as phones write them.

mod bytes;

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    answer::Value, checklist::Checklist, ids::Sha256, place::NotAPlace, time::OffsetTime, validate,
};

use super::{Arrived, Parts, Why, read};

pub(super) const INSTANCE: &str = "uuid:0f1c3a52-7a44-4ce5-8c0e-2f7f6a2f3b11";

pub(super) fn checklist() -> Checklist {
    serde_json::from_value(serde_json::json!({
        "format": 1, "id": "works", "version": 3, "title": {"vi": "Công trình"}, "subject_kind": "work",
        "sections": [{"key": "site", "title": {"vi": "Hiện trường"}, "items": [
            {"key": "where", "question": {"vi": "Ở đâu"}, "answer": {"type": "place"}, "photo": "always"},
            {"key": "board", "question": {"vi": "Biển báo"}, "answer": {"type": "pass_fail"}},
            {"key": "width", "question": {"vi": "Bề rộng"}, "answer": {"type": "number", "unit": {"key": "m", "label": {"vi": "m"}}}},
            {"key": "kind", "question": {"vi": "Loại"}, "answer": {"type": "choice", "choices": [{"value": "a", "label": {"vi": "A"}}, {"value": "b", "label": {"vi": "B"}}]}},
            {"key": "faults", "question": {"vi": "Lỗi"}, "answer": {"type": "multiple_choice", "choices": [{"value": "a", "label": {"vi": "A"}}, {"value": "b", "label": {"vi": "B"}}]}},
            {"key": "value", "question": {"vi": "Ghi"}, "answer": {"type": "text"}},
            {"key": "due", "question": {"vi": "Hạn"}, "answer": {"type": "date"}},
            {"key": "views", "question": {"vi": "Ảnh"}, "answer": {"type": "photo"}}
        ]}]
    }))
    .unwrap()
}

pub(super) fn received() -> OffsetTime {
    "2024-05-06T20:00:00+07:00".parse().unwrap()
}

/// A submission with `record` among its own fields and `site` among its answers.
pub(super) fn filled(record: &str, site: &str) -> String {
    format!(
        "<?xml version='1.0' ?><data id=\"works\" version=\"3\" xmlns:orx=\"http://openrosa.org/xforms\">\
         <start>2024-05-06T08:00:00.000+07:00</start><end>2024-05-06T09:30:00.000+07</end><deviceid>c:1</deviceid>\
         <record>{record}</record><answers><site>{site}</site></answers>\
         <orx:meta><orx:instanceID>{INSTANCE}</orx:instanceID></orx:meta></data>"
    )
}

pub(super) fn parts(record: &str, site: &str) -> Parts {
    read(filled(record, site).as_bytes()).unwrap().parts(&checklist(), received())
}

pub(super) fn answer(parts: &Parts, item: &str) -> Option<Value> {
    parts.answers.get(&item.parse().unwrap()).map(|answer| answer.value.clone())
}

fn arrived(names: &[&str]) -> BTreeMap<String, Arrived> {
    let file =
        |name: &str| Arrived { sha256: Sha256::of(name.as_bytes()), bytes: 9, media_type: "image/jpeg".to_owned() };
    names.iter().map(|&name| (name.to_owned(), file(name))).collect()
}

fn id(number: u8) -> String {
    format!("0190aaaa-0000-7000-8000-0000000000{number:02x}")
}

#[test]
fn every_part_of_a_record_is_found() {
    let record = format!(
        "<id>{}</id><captured_at>2024-05-06T08:15:30.5+07:00</captured_at><visit>{}</visit><commune>{}</commune>\
         <subject_is>listed</subject_is><subject>{}</subject><sub_project>{}</sub_project><earlier/>",
        id(1),
        id(2),
        id(3),
        id(4),
        id(5)
    );
    let site = "<where><value>21.86 106.56 312.5 4.8</value><value_at>2024-05-06T08:15:30+07:00</value_at>\
                <photo>1.jpg</photo><photo_at>2024-05-06T08:16:00+07:00</photo_at><photo_fix>21.861 106.561 0 9</photo_fix><note/></where>\
                <board><value>not_applicable</value><note>Ga\u{302}\u{300}n \u{111}e\u{300}o</note></board><width><value>1.0E7</value></width>\
                <kind><value>b</value></kind><faults><value>a b a</value></faults><value><value>x &lt; y &amp; z\r\n2</value></value>\
                <due><value>2024-06-30</value></due>\
                <views><photos><photo>2.jpg</photo><caption>Trước</caption></photos><photos><photo/></photos><photos><photo>3.jpg</photo></photos></views>";
    let parts = parts(&record, site);
    assert_eq!(parts.aside, []);
    assert_eq!(parts.record.to_string(), id(1));
    assert_eq!(format!("uuid:{}", parts.revision), INSTANCE);
    assert_eq!(parts.visit.unwrap().to_string(), id(2));
    assert_eq!(parts.commune.unwrap().to_string(), id(3));
    assert_eq!(parts.subject.unwrap().to_string(), id(4));
    assert_eq!(parts.sub_project.unwrap().to_string(), id(5));
    assert_eq!(parts.captured_at.to_string(), "2024-05-06T08:15:30.500+07:00");
    assert_eq!(parts.filled.end.unwrap().to_string(), "2024-05-06T09:30:00.000+07:00");
    assert_eq!(parts.filled.device.as_deref(), Some("c:1"));
    assert_eq!(answer(&parts, "width"), Some(Value::Number(1e7)));
    assert_eq!(answer(&parts, "faults"), Some(Value::Choices(vec!["a".parse().unwrap(), "b".parse().unwrap()])));
    assert_eq!(answer(&parts, "value"), Some(Value::Text("x < y & z\n2".to_owned())), "an item may be called value");
    assert_eq!(parts.answers[&"board".parse().unwrap()].note.as_deref(), Some("G\u{1ea7}n \u{111}\u{e8}o"), "composed");
    let fix = parts.fix.unwrap();
    assert_eq!((fix.lat, fix.accuracy_m, fix.altitude_m), (21.86, 4.8, Some(312.5)));
    assert_eq!(fix.at.to_string(), "2024-05-06T08:15:30.000+07:00");
    let files: Vec<&str> = parts.photos.iter().map(|photo| photo.file.as_str()).collect();
    assert_eq!(files, ["1.jpg", "2.jpg", "3.jpg"]);
    assert_eq!(parts.photos[0].taken_at.to_string(), "2024-05-06T08:16:00.000+07:00");
    assert_eq!(parts.photos[0].fix.unwrap().altitude_m, None, "an altitude of exactly 0 was not measured");
    assert_eq!(parts.photos[1].caption.as_deref(), Some("Trước"));
    let made = parts.revision(parts.sub_project.unwrap(), parts.commune.unwrap(), &arrived(&files));
    assert_eq!(validate::refusals(&made.revision, &checklist()), []);
    assert_eq!(made.revision.revision, parts.revision);
}

#[test]
fn what_is_no_place_is_none_and_is_seen() {
    use NotAPlace::{Accuracy, Latitude, Longitude, NullIsland};
    for (text, why) in [
        ("999 999", Latitude),
        ("999 999 0 0", Latitude),
        ("21.8 181 0 5", Longitude),
        ("NaN 106 0 5", Latitude),
        ("0 0 0 0", NullIsland),
        ("0.0 0.0 0.0 0.0", NullIsland),
        ("21.8 106.5 0 -1", Accuracy),
    ] {
        let parts = parts("", &format!("<where><value>{text}</value></where>"));
        assert_eq!((parts.fix, answer(&parts, "where")), (None, None), "{text}");
        assert_eq!(parts.aside.len(), 1);
        assert_eq!((parts.aside[0].why, parts.aside[0].value.as_str()), (Why::NoPlace(why), text));
        assert_eq!(parts.aside[0].path, "/data/answers/site/where/value");
    }
    let exact = parts("<fix>21.8 106.5 20000 0.0</fix>", "").fix.unwrap();
    assert_eq!((exact.accuracy_m, exact.altitude_m, exact.mocked), (0.0, None, None), "mocked, or picked on a map");
    assert_eq!(parts("<fix>21.8</fix>", "").aside[0].why, Why::NotOfItsType);
}

#[test]
fn times_are_read_however_a_client_writes_the_offset() {
    for text in
        ["2024-05-06T08:00:00.000+07:00", "2024-05-06T08:00:00+0700", "2024-05-06T08:00:00.0+07", "2024-05-06T08:00:00"]
    {
        let captured = parts(&format!("<captured_at>{text}</captured_at>"), "").captured_at;
        assert_eq!(captured.to_string(), "2024-05-06T08:00:00.000+07:00", "{text}");
    }
    assert_eq!(parts("<captured_at>2024-05-06T08:00:00-09:30</captured_at>", "").captured_at.offset_seconds, -34_200);
    assert_eq!(parts("<captured_at>2024-05-06T01:00:00Z</captured_at>", "").captured_at.offset_seconds, 0);
}

#[test]
fn a_phone_whose_clock_was_never_set_is_not_stuck() {
    let parts = parts("<captured_at>1970-01-01T07:00:12.000+07:00</captured_at>", "");
    assert_eq!(parts.captured_at.to_string(), "2024-05-06T09:30:00.000+07:00", "the end of the filling");
    assert_eq!(parts.aside[0].why, Why::NotATime);
}

#[test]
fn nothing_is_dropped_silently() {
    let site = "<width><value>hẹp</value><note>đo lại</note><old>4</old></width><gone><value>1</value></gone>\
                <board><value>tốt</value></board><kind><value>Không</value></kind><due><value>30/06/2024</value></due>\
                <board><value>pass</value></board><where><value>21.8 106.5<x>1</x></value></where>";
    let parts = parts("lời<strange a=\"1\">a<b>c</b></strange><visit>x</visit>", site);
    let mut aside: Vec<(&str, &str, Why)> =
        parts.aside.iter().map(|aside| (aside.path.as_str(), aside.value.as_str(), aside.why)).collect();
    aside.sort_by_key(|(path, ..)| *path);
    assert_eq!(
        aside,
        [
            ("/data/answers/site/board/value", "tốt", Why::NotOfItsType),
            ("/data/answers/site/board[2]/value", "pass", Why::Twice),
            ("/data/answers/site/due/value", "30/06/2024", Why::NotOfItsType),
            ("/data/answers/site/gone/value", "1", Why::Unknown),
            ("/data/answers/site/kind/value", "Không", Why::NotOfItsType),
            ("/data/answers/site/where/value/x", "1", Why::Unknown),
            ("/data/answers/site/width/note", "đo lại", Why::NoAnswer),
            ("/data/answers/site/width/old", "4", Why::Unknown),
            ("/data/answers/site/width/value", "hẹp", Why::NotOfItsType),
            ("/data/record", "lời", Why::Unknown),
            ("/data/record/strange", "a", Why::Unknown),
            ("/data/record/strange/b", "c", Why::Unknown),
            ("/data/record/visit", "x", Why::NotOfItsType),
        ]
    );
}

#[test]
fn an_edit_is_of_the_same_record_whichever_comes_first() {
    let record = format!("<id>{}</id>", id(9));
    let first = filled(&record, "");
    let edit = first
        .replace(INSTANCE, "uuid:11111111-2222-4333-8444-555555555555")
        .replace("</orx:instanceID>", &format!("</orx:instanceID><orx:deprecatedID>{INSTANCE}</orx:deprecatedID>"));
    let read = |xml: &str| read(xml.as_bytes()).unwrap().parts(&checklist(), received());
    assert_eq!(read(&first).record, read(&edit).record);
    assert_eq!(read(&edit).base, Some(read(&first).revision));
    assert_eq!(read(&first).base, None);
    assert_ne!(read(&edit).revision, read(&first).revision);
}

#[test]
fn two_ids_are_never_the_same_uuid() {
    let revision = |id: &str| {
        read(filled("", "").replace(INSTANCE, id).as_bytes()).unwrap().parts(&checklist(), received()).revision
    };
    let plain = INSTANCE.strip_prefix("uuid:").unwrap();
    let others = [
        plain.to_owned(),
        INSTANCE.to_uppercase().replace("UUID:", "uuid:"),
        format!("uuid:{{{plain}}}"),
        format!("UUID:{plain}"),
    ];
    let mut all: Vec<_> = others.iter().map(|id| revision(id)).chain([revision(INSTANCE)]).collect();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 5);
}

#[test]
fn a_submission_that_edits_itself_is_a_first_one() {
    let xml = filled("", "")
        .replace("</orx:instanceID>", &format!("</orx:instanceID><orx:deprecatedID>{INSTANCE}</orx:deprecatedID>"));
    assert_eq!(read(xml.as_bytes()).unwrap().deprecated, None);
}

#[test]
fn an_id_that_is_no_uuid_always_gives_the_same_one() {
    let xml = filled("", "").replace(INSTANCE, "phiếu 12");
    let one = read(xml.as_bytes()).unwrap().parts(&checklist(), received());
    let again = read(xml.as_bytes()).unwrap().parts(&checklist(), received());
    assert_eq!((one.revision, one.record), (again.revision, again.record));
    assert_ne!(one.revision.0, one.record.0);
}

#[test]
fn a_subject_on_no_list_becomes_a_new_one() {
    let new = format!(
        "<subject_is>unlisted</subject_is><new_subject><id>{}</id><name>Cầu treo Nà Pò</name><village>Nà Pò</village>\
         <sub_project>{}</sub_project></new_subject>",
        id(7),
        id(8)
    );
    let told = parts(&new, "");
    let subject = told.new_subject.unwrap();
    assert_eq!(
        (subject.id.to_string(), subject.name.as_str(), subject.village.as_deref()),
        (id(7), "Cầu treo Nà Pò", Some("Nà Pò"))
    );
    assert_eq!(told.sub_project.unwrap().to_string(), id(8));
    assert_eq!(parts("<new_subject><id/></new_subject>", "").new_subject, None);
    let both = self::parts(&format!("<subject>{}</subject><new_subject><name>Cầu</name></new_subject>", id(4)), "");
    assert_eq!((both.new_subject, both.subject.unwrap().to_string()), (None, id(4)));
    assert_eq!((both.aside[0].value.as_str(), both.aside[0].path.as_str()), ("Cầu", "/data/record/new_subject/name"));
}

#[test]
fn a_record_is_whole_once_every_photo_that_it_names_has_come() {
    let site = "<views><photos><photo>a.jpg</photo></photos><photos><photo>ảnh b.jpg</photo></photos><photos><photo>a.jpg</photo></photos></views>";
    let parts = parts("", site);
    let (unit, sub_project) = (uuid::Uuid::nil().into(), uuid::Uuid::nil().into());
    let make = |names: &[&str]| parts.revision(sub_project, unit, &arrived(names));
    let (none, one, all) = (make(&[]), make(&["a.jpg"]), make(&["a.jpg", "ảnh b.jpg"]));
    assert_eq!(none.missing, ["a.jpg", "ảnh b.jpg"]);
    assert_eq!(one.missing, ["ảnh b.jpg"]);
    assert_eq!((all.missing.len(), all.revision.photos.len(), all.revision.revision), (0, 2, parts.revision));
    let ids = [none.revision.revision, one.revision.revision, all.revision.revision];
    assert!(ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2]);
    assert_eq!(one.revision, make(&["a.jpg"]).revision, "the same again is the same revision");
}

#[test]
fn a_photo_that_the_xml_does_not_name_is_shown_and_a_file_that_is_none_is_kept_beside() {
    let parts = parts("", "<views><photos><photo>a.jpg</photo></photos></views>");
    let mut files = arrived(&["a.jpg", "stray.jpg"]);
    let audit = Arrived { sha256: Sha256::of(b"x"), bytes: 4, media_type: "text/csv".to_owned() };
    files.insert("audit.csv".to_owned(), audit);
    let made = parts.revision(uuid::Uuid::nil().into(), uuid::Uuid::nil().into(), &files);
    assert_eq!(made.beside, ["audit.csv"]);
    let items: Vec<_> = made.revision.photos.iter().map(|photo| photo.item.as_ref().map(ToString::to_string)).collect();
    assert_eq!(items, [Some("views".to_owned()), None]);
}
