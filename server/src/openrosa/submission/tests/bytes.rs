//! Bytes that are no submission, and any bytes at all.

use mobile_sync_protocol::answer::Value;
use proptest::prelude::*;

use super::{INSTANCE, answer, checklist, filled, parts, received};
use crate::openrosa::{
    submission::{DEPTH_MAX, ELEMENTS_MAX, Refusal, XML_BYTES_MAX, read},
    tree::NotXml,
};

#[test]
fn what_cannot_be_read_says_why_to_the_phone() {
    let good = filled("", "<width><value>4</value></width>");
    let refused = |xml: &str| read(xml.as_bytes()).unwrap_err();
    let xml = |fault| Refusal::Xml(fault);
    assert_eq!(refused(&good.replace(">4<", ">4\0<")), xml(NotXml::Nul));
    assert_eq!(refused(&good.replace(">4<", ">&#0;<")), xml(NotXml::Nul));
    assert_eq!(refused(&good.replace(">4<", ">&#x00;<")), xml(NotXml::Nul));
    assert_eq!(refused(&good.replace(">4<", ">&nbsp;<")), xml(NotXml::UndefinedEntity("nbsp".to_owned())));
    assert_eq!(
        refused(&good.replace("id=\"works\"", "id=\"&works;\"")),
        xml(NotXml::UndefinedEntity("works".to_owned()))
    );
    assert_eq!(refused(&good.replace("</data>", "")), xml(NotXml::Unclosed("data".to_owned())));
    let mismatched = NotXml::Mismatched { open: "value".to_owned(), closed: "width".to_owned() };
    assert_eq!(refused(&good.replace("</value></width>", "</width>")), xml(mismatched));
    let bomb = format!(
        "<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>{}",
        good.trim_start_matches("<?xml version='1.0' ?>")
    );
    assert_eq!(refused(&bomb), xml(NotXml::Doctype));
    assert_eq!(refused("<!DOCTYPE d SYSTEM \"file:///etc/passwd\"><data/>"), xml(NotXml::Doctype));
    assert_eq!(refused("<!DOCTYPE d [<!ENTITY"), xml(NotXml::Doctype));
    assert_eq!(refused(&"<a>".repeat(100_000)), xml(NotXml::TooDeep(DEPTH_MAX)));
    assert_eq!(refused(&format!("<a>{}</a>", "<b/>".repeat(100_000))), xml(NotXml::TooManyElements(ELEMENTS_MAX)));
    assert_eq!(refused(&"a".repeat(XML_BYTES_MAX + 1)), xml(NotXml::TooLarge(XML_BYTES_MAX)));
    assert_eq!(refused(&format!("{good}<data/>")), xml(NotXml::Trailing));
    assert_eq!(refused(""), xml(NotXml::Empty));
    assert_eq!(read(b"<data id=\"\xff\"/>").unwrap_err(), xml(NotXml::NotUtf8));
    assert!(matches!(refused("<data\n<a/>"), Refusal::Xml(NotXml::Syntax { .. })));
    assert_eq!(refused("<html><body/></html>"), Refusal::NotASubmission("html".to_owned()));
    assert_eq!(refused("<data xml:id=\"works\"/>"), Refusal::NotASubmission("data".to_owned()));
    assert_eq!(refused("<data id=\"works\"/>"), Refusal::NoInstanceId);
    assert_eq!(refused(&good.replace(INSTANCE, &"x".repeat(250))), Refusal::NoInstanceId);
    assert_eq!(refused("<data id=\"works\" encrypted=\"yes\"/>"), Refusal::Encrypted);
    for refusal in [refused(""), refused("<html/>"), refused("<data id=\"works\"/>")] {
        let text = refusal.text();
        assert!(!text.vi.is_empty() && !text.en.is_empty());
    }
}

#[test]
fn a_submission_may_begin_with_a_byte_order_mark_and_hold_cdata() {
    let xml = filled("", "<value><value><![CDATA[a < b]]></value></value>");
    let parts = read(format!("\u{feff}{xml}").as_bytes()).unwrap().parts(&checklist(), received());
    assert_eq!(answer(&parts, "value"), Some(Value::Text("a < b".to_owned())));
}

proptest! {
    #[test]
    fn no_bytes_make_it_fail(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(instance) = read(&bytes) {
            instance.parts(&checklist(), received());
        }
    }

    #[test]
    fn a_submission_that_was_cut_or_altered_is_read_or_refused(at in 0usize..900, byte in any::<u8>(), cut in any::<bool>()) {
        let mut xml = filled("<fix>21.8 106.5 0 5</fix>", "<width><value>4</value></width><views><photos><photo>1.jpg</photo></photos></views>").into_bytes();
        let at = at % xml.len();
        if cut { xml.truncate(at) } else { xml[at] = byte }
        match read(&xml) {
            Ok(instance) => drop(instance.parts(&checklist(), received())),
            Err(refusal) => prop_assert!(!refusal.text().vi.is_empty()),
        }
        if cut { prop_assert!(read(&xml).is_err()) }
    }

    #[test]
    fn markup_made_of_pieces_never_fails(pieces in prop::collection::vec(prop::sample::select(vec![
        "<data id=\"works\">", "</data>", "<record>", "</record>", "<answers>", "</answers>", "<site>", "</site>", "<width>", "</width>",
        "<value>", "</value>", "<meta>", "</meta>", "<instanceID>", "</instanceID>", "x", "&amp;", "&#65;", "&", "<", "<!--", "-->",
        "<![CDATA[", "]]>", "<photos>", "</photos>", "<photo>", "</photo>", "<?x?>", "<a b='c'/>", "999 999", "]]>",
    ]), 0..60)) {
        if let Ok(instance) = read(pieces.concat().as_bytes()) {
            instance.parts(&checklist(), received());
        }
    }

    #[test]
    fn text_comes_back_as_it_was_written(text in "[^\\p{C}\\s]([^\\p{C}]{0,80}[^\\p{C}\\s])?") {
        use unicode_normalization::UnicodeNormalization;
        let site = format!("<value><value>{}</value></value>", crate::openrosa::xml::escaped(&text));
        let expected: String = text.trim().nfc().collect();
        prop_assert_eq!(answer(&parts("", &site), "value"), Some(Value::Text(expected)));
    }

    #[test]
    fn a_place_comes_back_as_it_was_written(lat in -90.0f64..90.0, lon in -180.0f64..180.0, altitude in -500.0f64..9_000.0, accuracy in 0.0f64..5_000.0) {
        prop_assume!(altitude != 0.0 && !(lat == 0.0 && lon == 0.0));
        let fix = parts(&format!("<fix>{lat} {lon} {altitude} {accuracy}</fix>"), "").fix.unwrap();
        prop_assert_eq!((fix.lat, fix.lon, fix.altitude_m, fix.accuracy_m), (lat, lon, Some(altitude), accuracy));
    }
}
