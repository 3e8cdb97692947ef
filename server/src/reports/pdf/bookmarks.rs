//! The document's outline: headings that a reader shows beside the pages.

use std::io::Write;

use pdf_writer::{Ref, TextStr};

use super::{super::ReportError, file::File, flow::Bookmark};

/// Writes the outline; nothing where there is no heading.
pub(super) fn write<W: Write>(file: &mut File<W>, bookmarks: &[Bookmark]) -> Result<Option<Ref>, ReportError> {
    if bookmarks.is_empty() {
        return Ok(None);
    }
    let root = file.reserve();
    let ids: Vec<Ref> = bookmarks.iter().map(|_| file.reserve()).collect();
    let parents = parents(bookmarks);
    let children = |parent: Option<usize>| -> Vec<usize> {
        (0..bookmarks.len()).filter(|at| parents.get(*at) == Some(&parent)).collect()
    };
    let id = |at: Option<&usize>| at.and_then(|at| ids.get(*at)).copied();
    let mut families = vec![(root, children(None))];
    for (at, own) in ids.iter().enumerate() {
        families.push((*own, children(Some(at))));
    }
    for (parent, members) in &families {
        for (place, at) in members.iter().enumerate() {
            let (Some(bookmark), Some(own)) = (bookmarks.get(*at), id(Some(at))) else { continue };
            let (before, after) =
                (id(place.checked_sub(1).and_then(|place| members.get(place))), id(members.get(place + 1)));
            let below = families.get(at + 1).map(|(_, below)| below);
            file.object(own, |object| {
                let mut item = object.start::<pdf_writer::writers::OutlineItem<'_>>();
                item.title(TextStr(&bookmark.title)).parent(*parent);
                if let Some(before) = before {
                    item.prev(before);
                }
                if let Some(after) = after {
                    item.next(after);
                }
                if let Some(below) = below
                    && let (Some(first), Some(last)) = (id(below.first()), id(below.last()))
                {
                    // Closed: readers open what they want.
                    item.first(first).last(last).count(-i32::try_from(below.len()).unwrap_or(1));
                }
                item.dest().page(bookmark.page).xyz(0.0, bookmark.y, None);
            })?;
        }
    }
    let top = families.first().map(|(_, members)| members.as_slice()).unwrap_or_default();
    file.object(root, |object| {
        let mut outline = object.start::<pdf_writer::writers::Outline<'_>>();
        if let (Some(first), Some(last)) = (id(top.first()), id(top.last())) {
            outline.first(first).last(last).count(i32::try_from(top.len()).unwrap_or(1));
        }
    })?;
    Ok(Some(root))
}

/// For each heading the one that it stands under: the nearest before of a higher level.
fn parents(bookmarks: &[Bookmark]) -> Vec<Option<usize>> {
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut parents = Vec::new();
    for (at, bookmark) in bookmarks.iter().enumerate() {
        while open.last().is_some_and(|(level, _)| *level >= bookmark.level) {
            open.pop();
        }
        parents.push(open.last().map(|(_, at)| *at));
        open.push((bookmark.level, at));
    }
    parents
}
