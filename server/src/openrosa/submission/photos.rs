//! The photos that a submission names.

use mobile_sync_protocol::ids::Key;

use super::{
    answers::Reader,
    parts::{NamedPhoto, Why},
    path::At,
    value::{self, words},
};
use crate::openrosa::{names, tree::Element};

impl Reader<'_> {
    /// The photo of one copy of a repeat.
    pub(super) fn copy(&mut self, path: &At<'_>, element: &Element, item: Option<&Key>) {
        for (child, path) in self.children(path, element, &[]) {
            let name = child.local();
            let is_known = [names::PHOTO, names::PHOTO_AT, names::PHOTO_FIX, names::CAPTION].contains(&name);
            if !is_known && (name != names::ITEM || item.is_some()) {
                self.aside(&path, child, Why::Unknown);
            }
        }
        self.photo(path, element, item);
    }

    /// The photo that `element` holds: an item, or a copy of a repeat. `item` is the one that it stands below. Time and
    /// place of a photo that was taken out again say nothing.
    pub(super) fn photo(&mut self, path: &At<'_>, element: &Element, item: Option<&Key>) {
        let mut leaf = |name| element.child(name).and_then(|leaf| self.leaf(&path.below(name), leaf, words));
        let (file, caption, shows) = (leaf(names::PHOTO), leaf(names::CAPTION), leaf(names::ITEM));
        let taken_at = element.child(names::PHOTO_AT).and_then(|leaf| self.time(&path.below(names::PHOTO_AT), leaf));
        let taken_at = taken_at.unwrap_or(self.parts.captured_at);
        let fix = element
            .child(names::PHOTO_FIX)
            .and_then(|leaf| self.leaf(&path.below(names::PHOTO_FIX), leaf, |text| value::place(text, taken_at)));
        let mut aside = |name: &str, value: String| {
            self.parts.put_aside(path.below(name), value, Why::Unknown);
        };
        let known = |key: &Key| self.checklist.item(key).is_some();
        let item = item.cloned().or_else(|| {
            let shows = shows?;
            let key = shows.parse().ok().filter(known);
            if key.is_none() {
                aside(names::ITEM, shows);
            }
            key
        });
        match (file, caption) {
            (Some(file), caption) => self.parts.photos.push(NamedPhoto { file, item, caption, taken_at, fix }),
            (None, Some(caption)) => aside(names::CAPTION, caption),
            (None, None) => {}
        }
    }
}
