//! `photo.alike`: does another record's photo show the same picture?
//!
//! Two photos of one site, before, during and after, may look alike and be as they should; so may two of a burst. What
//! is looked for is one picture that proves two things, and an old picture that is shown as new.

use mobile_sync_protocol::evidence::Answer;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    super::{
        case::{Case, PhotoCase, Twin},
        check::OTHERS,
        thresholds::Thresholds,
    },
    photo_repeated::{apart, other},
    rule::{Ask, Rule, Verdict, figures},
};

/// What `photo.alike` holds a photo against: bits of 256 in which the hashes differ; the fewer, the more alike.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotoAlike {
    /// Up to this many bits another record's photo is a reason to look.
    pub warn_within_bits: u16,
    /// Up to this many it is the same picture.
    pub fail_within_bits: u16,
    /// Photos of one subject taken within this many seconds are of one burst.
    pub burst_s: i64,
}

pub(super) const RULE: Rule = Rule {
    code: "photo.alike",
    version: 1,
    weight: 90,
    title: ("Ảnh giống ảnh khác", "A photo that looks like another"),
    explanation: (
        "So với mọi ảnh đã nhận bằng mã băm hình ảnh 256 bit: càng ít bit khác nhau càng giống. Tìm được bản nén lại, thu \
         nhỏ, chỉnh sáng, lật gương, cắt hay thêm viền đều; không tìm được ảnh chụp lại từ màn hình, xoay nghiêng, cắt \
         lệch hay cắt nhiều. Ảnh chụp đúng một chỗ trước và sau khi thi công cũng có thể rất giống nhau.",
        "Held against every photo ever received by a perceptual hash of 256 bits: the fewer differ, the more alike. \
         Finds copies that were re-encoded, made smaller, lit otherwise, mirrored, trimmed or framed evenly; not photos \
         of screens, tilted ones, those cropped on one side or heavily. Photos of the very same spot before and after \
         work can look alike too.",
    ),
    thresholds: |all| figures(&all.photo_alike),
    ask: Ask::Photo(ask),
};

fn ask(case: &Case<'_>, photo: &PhotoCase<'_>, all: &Thresholds) -> Verdict {
    let limits = all.photo_alike;
    let mut doubts: Vec<(Answer, u16, &Twin)> = Vec::new();
    for twin in &photo.twins {
        let Some(found) = twin.likeness else { continue };
        let answer = judge(case, photo, twin, found.bits, limits);
        if answer > Answer::Pass {
            doubts.push((answer, found.bits, twin));
        }
    }
    doubts.sort_by_key(|(answer, bits, twin)| (std::cmp::Reverse(*answer), *bits, twin.record));
    let Some((answer, bits, nearest)) = doubts.first().copied() else {
        return nothing_alike(photo);
    };
    let (_, span) = apart(photo, nearest);
    let (what_vi, what_en) = if nearest.subject == case.subject.subject {
        ("cùng đối tượng", "the same subject")
    } else {
        ("đối tượng khác", "another subject")
    };
    let others: Vec<Value> = doubts.iter().map(|(.., twin)| other(case, twin)).collect();
    Verdict::new(
        answer,
        format!("Giống ảnh của {what_vi} (khác {bits}/256 bit), chụp cách nhau {}", span.vi),
        format!("Looks like a photo of {what_en} ({bits} of 256 bits differ), taken {} apart", span.en),
    )
    .with("bits", bits)
    .with(OTHERS, others)
}

fn nothing_alike(photo: &PhotoCase<'_>) -> Verdict {
    match photo.reading {
        Ok(_) => Verdict::pass("Không giống ảnh nào của phiếu khác", "It looks like no other record's photo"),
        Err(_) => Verdict::not_applicable("Không đọc được ảnh", "The photo could not be read"),
    }
}

fn judge(case: &Case<'_>, photo: &PhotoCase<'_>, twin: &Twin, bits: u16, limits: PhotoAlike) -> Answer {
    if bits > limits.warn_within_bits {
        return Answer::Pass;
    }
    if twin.subject == case.subject.subject {
        // Near-identical pictures of one site are a burst, or an old picture that is shown again: time tells which.
        let burst = apart(photo, twin).0 <= limits.burst_s.saturating_mul(1_000);
        return if burst || bits > limits.fail_within_bits { Answer::Pass } else { Answer::Warn };
    }
    if bits <= limits.fail_within_bits { Answer::Fail } else { Answer::Warn }
}
