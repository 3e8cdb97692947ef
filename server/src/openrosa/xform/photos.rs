//! The photos that a form asks for.

use mobile_sync_protocol::{
    checklist::{Checklist, Item},
    text::Text,
    validate::NOTE_MAX,
};

use super::{
    MAX_PIXELS, add_bound,
    answers::Writer,
    bounded,
    node::{Action, Bind, Choices, Control, Group, Node, Part},
    texts::Texts,
};
use crate::openrosa::names;

/// More copies of a repeat at first than this would only be scrolled past.
const MOST_STARTS: u32 = 20;

/// The photos of the whole record, and any further ones of an item, each with a caption.
pub(super) fn photos_of_the_whole(checklist: &Checklist, texts: &mut Texts) -> Node {
    let heading = texts.add("photos", &Text::new("Ảnh khác của phiếu", "Further photos"));
    let label = texts.add("photos:photo", &Text::new("Ảnh", "Photo"));
    let item = texts.add("photos:item", &Text::new("Ảnh cho thấy tiêu chí nào", "Which item it shows"));
    let above = format!("/{}/{}", names::ROOT, names::PHOTOS);
    let mut children = vec![photo(&above, label, None, Bind::default())];
    children.extend(photo_facts());
    let choices = checklist.items().map(|(_, item)| (item.key.to_string(), format!("item:{}", item.key))).collect();
    let control = Control {
        tag: "select1",
        label: item,
        appearance: Some("minimal"),
        choices: Choices::Listed(choices),
        ..Control::default()
    };
    children.push(Node {
        name: names::ITEM.to_owned(),
        bind: Bind { kind: Some("string"), ..Bind::default() },
        part: Part::Question(Box::new(control)),
    });
    children.push(caption(texts));
    let group = Group { label: Some(heading), appearance: Some("field-list"), children };
    Node { name: names::PHOTOS.to_owned(), bind: Bind::default(), part: Part::Repeat(group, 0) }
}

impl Writer<'_, '_> {
    /// The photos of an item that takes nothing else. As many are there at first as the item needs, and each of those
    /// must be taken; one too many is refused by its place in the row.
    pub(super) fn photo_item(
        &mut self,
        item: &Item,
        mut above: String,
        asked: Control,
        min: u32,
        max: Option<u32>,
    ) -> Group {
        let starts = min.clamp(1, MOST_STARTS);
        let mut bind = Bind::default();
        if item.required {
            bind.required = Some(if max == Some(1) { "true()".to_owned() } else { format!("position(..) <= {min}") });
        }
        let most = max.filter(|max| *max > 1).map(|max| {
            let message = Text::new(format!("Tối đa {max} ảnh"), format!("At most {max} photos"));
            (format!("position(..) <= {max}"), message)
        });
        self.constrain(item, most, &mut bind);
        if max != Some(1) {
            above = format!("{above}/{}", names::PHOTOS);
        }
        let question = asked.label.clone();
        let mut shot = photo(&above, asked.label, Some("new"), bind);
        if let Part::Question(control) = &mut shot.part {
            control.hint = asked.hint;
        }
        let mut children = vec![shot];
        children.extend(photo_facts());
        children.push(caption(self.texts));
        if max == Some(1) {
            return Group { label: None, appearance: Some("field-list"), children };
        }
        let group = Group { label: Some(question), appearance: Some("field-list"), children };
        let repeat = Node { name: names::PHOTOS.to_owned(), bind: Bind::default(), part: Part::Repeat(group, starts) };
        Group { children: vec![repeat], ..Group::default() }
    }
}

/// A photo. `new` lets Collect open only the camera: what is chosen from the gallery shows no site.
/// `above` is the path of what holds the photo.
pub(super) fn photo(above: &str, label: String, appearance: Option<&'static str>, bind: Bind) -> Node {
    let control = Control {
        tag: "upload",
        label,
        appearance,
        attributes: vec![("mediatype", "image/*".to_owned())],
        on_change: vec![
            Action::Time(format!("{above}/{}", names::PHOTO_AT)),
            Action::Place(format!("{above}/{}", names::PHOTO_FIX)),
        ],
        ..Control::default()
    };
    let bind = Bind { kind: Some("binary"), max_pixels: Some(MAX_PIXELS), ..bind };
    Node { name: names::PHOTO.to_owned(), bind, part: Part::Question(Box::new(control)) }
}

/// What a client writes beside a photo.
pub(super) fn photo_facts() -> [Node; 2] {
    [Node::hidden(names::PHOTO_AT, "dateTime"), Node::hidden(names::PHOTO_FIX, "geopoint")]
}

fn caption(texts: &mut Texts) -> Node {
    let label = texts.add("caption", &Text::new("Chú thích ảnh", "Caption"));
    add_bound(NOTE_MAX, texts);
    let bind = bounded(Bind { kind: Some("string"), ..Bind::default() }, NOTE_MAX);
    let control = Control { tag: "input", label, ..Control::default() };
    Node { name: names::CAPTION.to_owned(), bind, part: Part::Question(Box::new(control)) }
}
