//! The XML that OpenRosa clients are answered with.
//!
//! Collect refuses a whole list for one entry that lacks a field, so entries cannot be made without one; it wants
//! `text/xml` and the header `X-OpenRosa-Version` on every answer, which is for the edge to send.

use mobile_sync_protocol::text::Text;

use super::{xform::Form, xml::Xml};

/// The media type of every document here. Collect looks for `text/xml` in it.
pub const MEDIA_TYPE: &str = "text/xml; charset=utf-8";

/// The header without which Collect takes no answer for one of OpenRosa, and its value.
pub const VERSION_HEADER: (&str, &str) = ("x-openrosa-version", "1.0");
/// The header that says how large a post should be, on the answer to `HEAD`.
pub const SIZE_HEADER: &str = "x-openrosa-accept-content-length";
/// How large a post should be, in bytes: a hint by which clients split a submission. What was sent when a connection
/// breaks is sent again, so a few photos at a time; larger posts are taken all the same.
pub const SIZE_HINT: u64 = 4_000_000;

/// A form in the list of forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormEntry {
    /// The form's id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The hash of its XML, as [`super::hash`] gives it.
    pub hash: String,
    /// Where its XML is: an absolute URL.
    pub download_url: String,
    /// Where the list of its files is: an absolute URL.
    pub manifest_url: String,
}

/// A file of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaFile {
    /// Its name, with no folder: Collect takes the last part only.
    pub filename: String,
    /// The hash of its bytes, as [`super::hash`] gives it.
    pub hash: String,
    /// Where it is: an absolute URL.
    pub download_url: String,
    /// For a list of entities, where a client asks which of the rows that it has and the list lacks were deleted.
    pub integrity_url: Option<String>,
}

impl FormEntry {
    /// The entry of a form.
    pub fn of(form: &Form, download_url: String, manifest_url: String) -> Self {
        let Form { id, version, title, hash, .. } = form.clone();
        Self { id, name: title, version, hash, download_url, manifest_url }
    }
}

/// The list of forms (OpenRosa Form Discovery API).
pub fn form_list(forms: &[FormEntry]) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("xforms", &[("xmlns", "http://openrosa.org/xforms/xformsList")]).line();
    for form in forms {
        xml.open("xform", &[]);
        xml.leaf("formID", &[], &form.id).leaf("name", &[], &form.name).leaf("version", &[], &form.version);
        xml.leaf("hash", &[], &form.hash).leaf("downloadUrl", &[], &form.download_url);
        xml.leaf("manifestUrl", &[], &form.manifest_url).close().line();
    }
    xml.finish()
}

/// The files of one form (OpenRosa Form Manifest API).
pub fn manifest(files: &[MediaFile]) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("manifest", &[("xmlns", "http://openrosa.org/xforms/xformsManifest")]).line();
    for file in files {
        let kind = [("type", "entityList")];
        xml.open("mediaFile", if file.integrity_url.is_some() { &kind } else { &[] });
        xml.leaf("filename", &[], &file.filename).leaf("hash", &[], &file.hash);
        xml.leaf("downloadUrl", &[], &file.download_url);
        if let Some(url) = &file.integrity_url {
            xml.leaf("integrityUrl", &[], url);
        }
        xml.close().line();
    }
    xml.finish()
}

/// Which rows of a list were deleted: each id that was asked for, and whether it is gone. In no namespace, and the
/// words in lower case, or Collect does not read it.
pub fn integrity(rows: &[(String, bool)]) -> Vec<u8> {
    let mut xml = Xml::new();
    xml.open("data", &[]).open("entities", &[]);
    for (id, is_deleted) in rows {
        let word = if *is_deleted { "true" } else { "false" };
        xml.open("entity", &[("id", id)]).leaf("deleted", &[], word).close();
    }
    xml.finish()
}

/// What an answer is about (the `nature` of its message). Clients show the message and act on the status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// The submission was taken.
    Taken,
    /// It was not.
    Refused,
}

/// The answer to a submission, with the message in both languages: a client does not say which its user reads.
pub fn response(nature: Nature, message: &Text) -> Vec<u8> {
    let nature = match nature {
        Nature::Taken => "submit_success",
        Nature::Refused => "submit_error",
    };
    let both = if message.en.is_empty() { message.vi.clone() } else { format!("{}\n{}", message.vi, message.en) };
    let mut xml = Xml::new();
    xml.open("OpenRosaResponse", &[("xmlns", "http://openrosa.org/http/response")]);
    xml.leaf("message", &[("nature", nature)], &both);
    xml.finish()
}

/// What a phone is told after a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message<'a> {
    /// The record is whole.
    Whole,
    /// It is durable, and this many photos are still to come.
    Waiting(usize),
    /// It was here already, the same byte for byte.
    Known,
    /// Another content under an id that is known: kept beside it for a person to settle. Not an error, because a phone
    /// could never delete a submission that is refused.
    Conflict,
    /// It is durable, but the record cannot be taken as it stands; a person looks at it.
    KeptAside(&'a Text),
    /// There is no such form.
    UnknownForm(&'a str),
    /// There is no such version of the form.
    UnknownVersion(&'a str, &'a str),
}

impl Message<'_> {
    /// The words.
    pub fn text(&self) -> Text {
        match self {
            Self::Whole => Text::new("Đã nhận đủ phiếu và ảnh", "The record and its photos are here"),
            Self::Waiting(photos) => Text::new(
                format!("Đã nhận phiếu, còn chờ {photos} ảnh"),
                format!("The record is here, {photos} photos to come"),
            ),
            Self::Known => Text::new("Phiếu này đã nhận trước đó", "This record was here already"),
            Self::Conflict => Text::new(
                "Đã nhận; nội dung khác bản trước, cán bộ sẽ xem xét",
                "Taken; it differs from what was here, and a person will look at both",
            ),
            Self::KeptAside(why) => Text::new(
                format!("Đã nhận và giữ riêng để xem xét: {}", why.vi),
                format!("Taken and kept apart, to be looked at: {}", why.english()),
            ),
            Self::UnknownForm(form) => Text::new(
                format!("Máy chủ không có biểu mẫu {form}; hãy tải lại danh sách biểu mẫu"),
                format!("The server has no form {form}; fetch the list of forms again"),
            ),
            Self::UnknownVersion(form, version) => Text::new(
                format!("Máy chủ không có phiên bản {version:?} của biểu mẫu {form}"),
                format!("The server has no version {version:?} of form {form}"),
            ),
        }
    }

    /// The HTTP status. Clients take 201 and 202 for done, and nothing else.
    pub fn status(&self) -> u16 {
        match self {
            Self::Whole | Self::Waiting(_) => 201,
            Self::Known | Self::Conflict | Self::KeptAside(_) => 202,
            Self::UnknownForm(_) | Self::UnknownVersion(..) => 404,
        }
    }

    /// Whether the submission is durable.
    pub fn nature(&self) -> Nature {
        match self {
            Self::UnknownForm(_) | Self::UnknownVersion(..) => Nature::Refused,
            _ => Nature::Taken,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::openrosa::tree::{self, Element, Limits};

    fn read(bytes: &[u8]) -> Element {
        tree::read(bytes, Limits { bytes: 1 << 20, depth: 10, elements: 10_000 }).unwrap()
    }

    fn entry(name: &str) -> FormEntry {
        let text = |text: &str| text.to_owned();
        FormEntry {
            id: text("works"),
            name: text(name),
            version: text("2"),
            hash: super::super::hash(b"form"),
            download_url: text("https://td.example/openrosa/k/forms/works?a=1&b=2"),
            manifest_url: text("https://td.example/openrosa/k/forms/works/manifest"),
        }
    }

    #[test]
    fn each_form_has_all_that_collect_demands_whatever_its_name_holds() {
        let root = read(&form_list(&[entry("Đường <liên> \"thôn\" & cầu"), entry("with \u{1} and \u{ffff}")]));
        assert_eq!(root.attribute("xmlns"), Some("http://openrosa.org/xforms/xformsList"));
        assert_eq!(root.children.len(), 2);
        for form in &root.children {
            for field in ["formID", "name", "version", "hash", "downloadUrl", "manifestUrl"] {
                assert!(!form.child(field).unwrap().text.trim().is_empty(), "{field}");
            }
        }
        assert_eq!(root.children[0].child("name").unwrap().text, "Đường <liên> \"thôn\" & cầu");
        assert_eq!(root.children[0].child("hash").unwrap().text.len(), "md5:".len() + 32);
    }

    #[test]
    fn a_list_of_entities_says_where_to_ask_what_was_deleted() {
        let file = |integrity_url| MediaFile {
            filename: "subjects.csv".to_owned(),
            hash: super::super::hash(b""),
            download_url: "https://td.example/s".to_owned(),
            integrity_url,
        };
        let root = read(&manifest(&[file(None), file(Some("https://td.example/i".to_owned()))]));
        assert_eq!(root.attribute("xmlns"), Some("http://openrosa.org/xforms/xformsManifest"));
        assert_eq!(root.children[0].attributes, []);
        assert_eq!(root.children[1].attribute("type"), Some("entityList"));
        assert_eq!(root.children[1].child("integrityUrl").unwrap().text, "https://td.example/i");
        assert_eq!(root.children[0].child("hash").unwrap().text, "md5:d41d8cd98f00b204e9800998ecf8427e");
    }

    #[test]
    fn what_was_deleted_is_told_with_no_namespace_and_in_lower_case() {
        let bytes = integrity(&[("a".to_owned(), true), ("b".to_owned(), false)]);
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.ends_with(
            "<data><entities><entity id=\"a\"><deleted>true</deleted></entity>\
             <entity id=\"b\"><deleted>false</deleted></entity></entities></data>\n"
        ));
    }

    #[test]
    fn a_message_is_told_in_both_languages() {
        for message in [Message::Whole, Message::Waiting(3), Message::UnknownVersion("works", "9")] {
            let root = read(&response(message.nature(), &message.text()));
            let said = root.child("message").unwrap();
            assert_eq!(said.text.lines().count(), 2);
            assert!(said.attribute("nature").is_some_and(|nature| nature.starts_with("submit_")));
            assert_eq!(message.nature() == Nature::Taken, [201, 202].contains(&message.status()));
        }
    }
}
