//! Whether a revision can be taken, and what it lacks. Every problem has a path and a code.
//!
//! What cannot mean anything (a wrong type, an unknown choice, latitude 99) is refused; what is merely missing makes
//! the record incomplete and never refuses it.

use std::collections::HashSet;

use crate::{
    answer::{Answer, Outcome, Value},
    checklist::{Checklist, Item, ItemType, PhotoNeed, rule::Facts},
    ids::Key,
    place::Fix,
    problem::{Code, Violation},
    record::{Photo, Revision},
    text::Text,
};

/// Longest text answer in characters where the item names no bound.
pub const TEXT_MAX: u32 = 4_000;
/// Longest note, caption or name in characters.
pub const NOTE_MAX: usize = 2_000;
/// Most photos of one revision.
pub const PHOTOS_MAX: usize = 200;
/// Largest photo in bytes.
pub const PHOTO_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// The media types of photos.
pub const MEDIA_TYPES: [&str; 4] = ["image/jpeg", "image/png", "image/webp", "image/heic"];
/// The media types of drawn signatures: what a canvas makes in every browser.
pub const SIGNATURE_MEDIA_TYPES: [&str; 2] = ["image/png", "image/jpeg"];

/// What makes a revision impossible to take; empty where it can be taken.
pub fn refusals(revision: &Revision, checklist: &Checklist) -> Vec<Violation> {
    let mut found = Vec::new();
    if revision.subject.is_some() == revision.new_subject.is_some() {
        found.push(Violation::plain("/subject", Code::RecordSubject));
    }
    if let Some(subject) = &revision.new_subject {
        if subject.kind != checklist.subject_kind {
            found.push(Violation::plain("/new_subject/kind", Code::RecordWrongKind));
        }
        let unnamed = Text::new("Đối tượng mới phải có tên", "A new subject needs a name");
        name(&subject.name, "/new_subject/name", unnamed, &mut found);
        if let Some(village) = &subject.village {
            text(village, NOTE_MAX, "/new_subject/village", &mut found);
        }
    }
    place(revision.fix.as_ref(), "/fix", &mut found);
    for (key, answer) in &revision.answers {
        match checklist.item(key) {
            Some(item) => check_answer(item, answer, &mut found),
            None => found.push(Violation::plain(format!("/answers/{key}"), Code::RecordUnknownItem)),
        }
    }
    check_photos(&revision.photos, checklist, &mut found);
    found
}

fn place(fix: Option<&Fix>, path: &str, found: &mut Vec<Violation>) {
    if let Some(Err(why)) = fix.map(Fix::check) {
        let message = Text::new(Code::RecordPlace.title_vi(), why.to_string());
        found.push(Violation::new(path, Code::RecordPlace, message));
    }
}

fn text(value: &str, longest: usize, path: &str, found: &mut Vec<Violation>) {
    let too_long = value.len() > longest && value.chars().count() > longest;
    if too_long || value.contains('\0') {
        let message = Text::new(
            format!("Tối đa {longest} ký tự, không có ký tự NUL"),
            format!("At most {longest} characters, and no NUL"),
        );
        found.push(Violation::new(path, Code::RecordText, message));
    }
}

/// A text that must be there.
fn name(value: &str, path: &str, missing: Text, found: &mut Vec<Violation>) {
    text(value, NOTE_MAX, path, found);
    if value.trim().is_empty() {
        found.push(Violation::new(path, Code::RecordText, missing));
    }
}

fn check_answer(item: &Item, answer: &Answer, found: &mut Vec<Violation>) {
    let path = || format!("/answers/{}/value", item.key);
    if let Some(note) = &answer.note {
        text(note, NOTE_MAX, &format!("/answers/{}/note", item.key), found);
    }
    let unknown = |choice: &Key| {
        let choices = item.answer.choices().unwrap_or_default();
        !choices.iter().any(|known| known.value == *choice)
    };
    match (&item.answer, &answer.value) {
        (ItemType::Number { min, max, .. }, Value::Number(number)) => {
            if let Some(message) = out_of_range(*number, *min, *max) {
                found.push(Violation::new(path(), Code::RecordNumberRange, message));
            }
        }
        (ItemType::Choice { .. }, Value::Choice(choice)) if unknown(choice) => {
            found.push(Violation::plain(path(), Code::RecordUnknownChoice));
        }
        (ItemType::MultipleChoice { .. }, Value::Choices(choices)) if choices.iter().any(unknown) => {
            found.push(Violation::plain(path(), Code::RecordUnknownChoice));
        }
        (ItemType::PassFail, Value::Outcome(_))
        | (ItemType::Date, Value::Date(_))
        | (ItemType::Choice { .. }, Value::Choice(_))
        | (ItemType::MultipleChoice { .. }, Value::Choices(_)) => {}
        (ItemType::Text { max_length }, Value::Text(value)) => {
            text(value, max_length.unwrap_or(TEXT_MAX) as usize, &path(), found);
        }
        (ItemType::Place { .. }, Value::Place(fix)) => place(Some(fix), &path(), found),
        _ => {
            let message = Text::new(
                format!("Tiêu chí này cần câu trả lời kiểu {}", item.answer.word()),
                format!("This item takes an answer of type {}", item.answer.word()),
            );
            found.push(Violation::new(path(), Code::RecordAnswerType, message));
        }
    }
}

fn out_of_range(number: f64, min: Option<f64>, max: Option<f64>) -> Option<Text> {
    if !number.is_finite() {
        return Some(Text::new("Phải là một số hữu hạn", "The number must be finite"));
    }
    if let Some(least) = min.filter(|least| number < *least) {
        return Some(Text::new(format!("{number} nhỏ hơn {least}"), format!("{number} is less than {least}")));
    }
    let most = max.filter(|most| number > *most)?;
    Some(Text::new(format!("{number} lớn hơn {most}"), format!("{number} is more than {most}")))
}

fn check_photos(photos: &[Photo], checklist: &Checklist, found: &mut Vec<Violation>) {
    if photos.len() > PHOTOS_MAX {
        let message = Text::new("Một phiếu có tối đa 200 ảnh", "A record has at most 200 photos");
        found.push(Violation::new("/photos", Code::RecordPhoto, message));
    }
    let mut refuse = |at: usize, field: &str, vi: &str, en: &str| {
        let path = format!("/photos/{at}/{field}");
        found.push(Violation::new(path, Code::RecordPhoto, Text::new(vi, en)));
    };
    let mut seen = HashSet::new();
    for (at, photo) in photos.iter().enumerate() {
        if !seen.insert((photo.sha256, &photo.item)) {
            refuse(at, "sha256", "Ảnh này đã có ở cùng tiêu chí", "This photo is named twice for the same item");
        }
        if photo.bytes == 0 || photo.bytes > PHOTO_BYTES_MAX {
            refuse(at, "bytes", "Ảnh phải từ 1 byte đến 64 MiB", "A photo has 1 byte to 64 MiB");
        }
        let media_type = photo.media_type.as_str();
        match &photo.signed_by {
            None if !MEDIA_TYPES.contains(&media_type) => {
                refuse(at, "media_type", "Chỉ nhận JPEG, PNG, WebP, HEIC", "Only JPEG, PNG, WebP and HEIC are taken");
            }
            Some(_) if !SIGNATURE_MEDIA_TYPES.contains(&media_type) => {
                refuse(at, "media_type", "Chữ ký phải là PNG hoặc JPEG", "A signature is a PNG or a JPEG");
            }
            _ => {}
        }
        match &photo.item {
            Some(_) if photo.signed_by.is_some() => {
                refuse(at, "item", "Chữ ký không thuộc tiêu chí nào", "A signature belongs to no item");
            }
            Some(item) if checklist.item(item).is_none() => {
                refuse(at, "item", "Bảng kiểm không có tiêu chí này", "The checklist has no such item");
            }
            _ => {}
        }
    }
    for (at, photo) in photos.iter().enumerate() {
        place(photo.fix.as_ref(), &format!("/photos/{at}/fix"), found);
        if let Some(caption) = &photo.caption {
            text(caption, NOTE_MAX, &format!("/photos/{at}/caption"), found);
        }
        if let Some(signed_by) = &photo.signed_by {
            let unnamed = Text::new("Cần ghi tên người ký", "Say who signed");
            name(&signed_by.name, &format!("/photos/{at}/signed_by/name"), unnamed, found);
            if let Some(position) = &signed_by.position {
                text(position, NOTE_MAX, &format!("/photos/{at}/signed_by/position"), found);
            }
        }
    }
}

/// What a complete record would have and this one lacks; empty where it is complete.
pub fn omissions(revision: &Revision, checklist: &Checklist, facts: &Facts<'_>) -> Vec<Violation> {
    let mut found = Vec::new();
    for (section, item) in checklist.items() {
        if checklist.is_shown(section, item, facts) {
            check_item(item, revision, facts, &mut found);
        }
    }
    found
}

fn check_item(item: &Item, revision: &Revision, facts: &Facts<'_>, found: &mut Vec<Violation>) {
    let path = format!("/answers/{}", item.key);
    let answer = revision.answers.get(&item.key).filter(|answer| !answer.value.is_blank());
    let photos = revision.photos.iter().filter(|photo| photo.item.as_ref() == Some(&item.key)).count();
    if let ItemType::Photo { min, .. } = item.answer {
        if item.required && photos < min.unwrap_or(1) as usize {
            found.push(Violation::plain(path.as_str(), Code::IncompletePhoto));
        }
    } else if item.required && answer.is_none() {
        found.push(Violation::plain(path.as_str(), Code::IncompleteRequired));
    } else if let (Some(answer), 0, Some(need)) = (answer, photos, &item.photo)
        && photo_needed(item, answer, need, facts)
    {
        found.push(Violation::plain(path.as_str(), Code::IncompletePhoto));
    }
    if let Some(must) = &item.must_hold
        && must.condition.holds(facts) == Some(false)
    {
        found.push(Violation::new(path, Code::IncompleteMustHold, must.message.clone()));
    }
}

fn photo_needed(item: &Item, answer: &Answer, need: &PhotoNeed, facts: &Facts<'_>) -> bool {
    match need {
        PhotoNeed::Always => answer.value != Value::Outcome(Outcome::NotApplicable),
        PhotoNeed::IfFlagged => {
            answer.value == Value::Outcome(Outcome::Fail)
                || item.flags.iter().any(|flag| flag.when.holds(facts) == Some(true))
        }
        PhotoNeed::RequiredIf(condition) => condition.holds(facts) == Some(true),
    }
}
