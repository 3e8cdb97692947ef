//! Writes a checklist as an XForm that Collect, Enketo and ODK's web engine fill (ODK XForms specification 1.0.0).
//!
//! The form depends on the checklist's version alone: what differs between callers (subjects, visits, findings) comes
//! in [`super::lists`]. Each item is one screen: the question, its photo where one may be needed, a remark. Photos of a
//! photo item repeat; so do those of the whole record at the end, each of which may name the item that it shows.

mod answers;
mod expression;
mod node;
mod photos;
mod record;
mod texts;

#[cfg(test)]
pub(in crate::openrosa) mod tests;

use mobile_sync_protocol::{checklist::Checklist, text::Text};

pub(super) use self::{answers::OUTCOMES, record::standing_place};
use self::{
    node::{Bind, Group, Node},
    texts::Texts,
};
use super::{hash, lists, names, xml::Xml};

/// The longest side in pixels to which a client makes photos smaller before it sends them (`orx:max-pixels`): twice what
/// the largest image on the desk has, so that a measuring tape can be read, and small enough for the networks there.
pub const MAX_PIXELS: u32 = 2_560;

/// A form as it is given out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// The form's id: that of the checklist.
    pub id: String,
    /// The form's version: that of the checklist.
    pub version: String,
    /// The title in Vietnamese.
    pub title: String,
    /// The XML, UTF-8.
    pub xml: Vec<u8>,
    /// `md5:` and the hash of the XML. A client fetches the form again only where this differs.
    pub hash: String,
}

/// Writes `checklist` as a form: the same checklist gives the same bytes. [`super::check::form`] says whether a client
/// can open it; a checklist whose items wait for each other in a circle, for one, becomes a form that none can.
pub fn form(checklist: &Checklist) -> Form {
    let mut texts = Texts::default();
    let (id, version) = (checklist.id.to_string(), checklist.version.to_string());
    let root = root(checklist, &mut texts);
    let mut xml = Xml::new();
    xml.open(
        "h:html",
        &[
            ("xmlns", "http://www.w3.org/2002/xforms"),
            ("xmlns:h", "http://www.w3.org/1999/xhtml"),
            ("xmlns:jr", "http://openrosa.org/javarosa"),
            ("xmlns:odk", "http://www.opendatakit.org/xforms"),
            ("xmlns:orx", "http://openrosa.org/xforms"),
        ],
    );
    xml.line().open("h:head", &[]).leaf("h:title", &[], &checklist.title.vi).line();
    xml.open("model", &[("odk:xforms-version", "1.0.0")]).line();
    texts.write(&mut xml);
    xml.open("instance", &[]).line();
    root.write_instance(&[("id", &id), ("version", &version)], &mut xml);
    xml.close().line();
    for list in lists::ALL {
        xml.empty("instance", &[("id", list), ("src", &format!("jr://file-csv/{list}.csv"))]).line();
    }
    root.write_binds("", &mut xml);
    for action in record::at_first() {
        action.write("odk-instance-first-load", &mut xml);
        xml.line();
    }
    xml.close().close().line().open("h:body", &[]).line();
    for child in root.children() {
        child.write_body(&format!("/{}", names::ROOT), &mut xml);
    }
    let xml = xml.finish();
    Form { id, version, title: checklist.title.vi.clone(), hash: hash(&xml), xml }
}

fn root(checklist: &Checklist, texts: &mut Texts) -> Node {
    let preloaded = names::PRELOADED.into_iter().map(|(name, preload, parameter, kind)| {
        let mut node = Node::hidden(name, kind);
        node.bind.preload = Some((preload, parameter));
        node
    });
    let mut children: Vec<Node> = preloaded.collect();
    children.push(record::record(checklist, texts));
    children.push(answers::answers(checklist, texts));
    children.push(photos::photos_of_the_whole(checklist, texts));
    children.push(meta());
    Node::group(names::ROOT, Group { children, ..Group::default() })
}

fn meta() -> Node {
    let mut id = Node::hidden(names::INSTANCE_ID, "string");
    id.bind = Bind { is_read_only: true, preload: Some(("uid", "")), ..id.bind };
    let mut name = Node::hidden(names::INSTANCE_NAME, "string");
    let (subject, new) = (
        expression::record_path(names::SUBJECT),
        expression::record_path(&format!("{}/{}", names::NEW_SUBJECT, names::NAME)),
    );
    name.bind.calculate = Some(format!(
        "if(string-length({new}) > 0, {new}, instance('{}')/root/item[name = {subject}]/label)",
        lists::SUBJECTS
    ));
    Node::group(names::META, Group { children: vec![id, name], ..Group::default() })
}

/// A binding whose text has at most `longest` characters; its message is that of [`add_bound`].
fn bounded(bind: Bind, longest: usize) -> Bind {
    let bound = format!("string-length(.) <= {longest}");
    let constraint = bind.constraint.map_or_else(|| bound.clone(), |other| format!("({other}) and {bound}"));
    let constraint_message = bind.constraint_message.or_else(|| Some(format!("longest:{longest}")));
    Bind { constraint: Some(constraint), constraint_message, ..bind }
}

/// Keeps the message of a bound on a text's length.
fn add_bound(longest: usize, texts: &mut Texts) {
    let message = Text::new(format!("Tối đa {longest} ký tự"), format!("At most {longest} characters"));
    texts.add(format!("longest:{longest}"), &message);
}
