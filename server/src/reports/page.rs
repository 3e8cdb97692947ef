//! Measures of the page by Decree 30/2020/NĐ-CP, appendix I, in millimetres and points.

/// A4.
const SHORT: f32 = 210.0;
const LONG: f32 = 297.0;

/// Margins; the decree gives 20–25 above and below, 30–35 at the left, 15–20 at the right.
pub(super) const TOP: f32 = 20.0;
pub(super) const BOTTOM: f32 = 20.0;
pub(super) const LEFT: f32 = 30.0;
pub(super) const RIGHT: f32 = 20.0;
/// From the page's upper edge to the page number's line.
pub(super) const HEADER: f32 = 10.0;

/// The share of the letterhead that the issuer takes, at the left.
pub(super) const ISSUER_SHARE: f32 = 0.41;

/// Sizes of letters in points.
pub(super) const TEXT: f32 = 14.0;
pub(super) const NATION: f32 = 12.0;
pub(super) const MOTTO: f32 = 13.0;
pub(super) const ISSUER: f32 = 12.0;
pub(super) const NUMBER: f32 = 13.0;
pub(super) const CELL: f32 = 12.0;
pub(super) const CAPTION: f32 = 11.0;
pub(super) const RECIPIENTS: f32 = 11.0;
pub(super) const RECIPIENTS_TITLE: f32 = 12.0;
pub(super) const PAGE_NUMBER: f32 = 13.0;

/// First lines of paragraphs are indented so far.
pub(super) const INDENT: f32 = 12.7;
/// Between paragraphs, in points.
pub(super) const AFTER: f32 = 6.0;
/// Above headings, besides that.
pub(super) const ABOVE_HEADING: f32 = 2.0;
/// Lines are so much higher than their letters need.
pub(super) const SPACING: f32 = 1.15;
/// Between words and border of a cell.
pub(super) const CELL_PADDING: f32 = 1.2;
/// No picture is higher, so that two rows with captions find room on a page; those that stand upright are no higher than
/// others are wide, so that rows are alike.
const PICTURE_HEIGHT: f32 = 95.0;
/// Free height for a signature between post and name, in points.
pub(super) const SIGNATURE: f32 = 68.0;

/// What committees are called before the name of their place.
const COMMITTEE: &str = "ỦY BAN NHÂN DÂN";
/// The most of the width that a picture takes, in millimetres, and one that stands alone where several could.
const PICTURE: f32 = 130.0;
const PICTURE_ALONE: f32 = 90.0;

/// The name of a body as lines: a committee's that is wider than its room is broken before its place, as people do.
pub(super) fn body_lines(name: &str, fits: bool) -> Vec<&str> {
    match name.strip_prefix(COMMITTEE).map(str::trim_start) {
        Some(place) if !fits && !place.is_empty() => vec![COMMITTEE, place],
        _ => vec![name],
    }
}

/// How many pictures stand beside one another, and how wide each may be, in millimetres.
pub(super) fn beside(per_row: u8, pictures: usize, landscape: bool) -> (usize, f32, f32) {
    let count = usize::from(per_row.clamp(1, 4)).min(pictures.max(1));
    #[expect(clippy::cast_precision_loss, reason = "at most four")]
    let width = text_width(landscape) / count as f32;
    let most = if count == 1 && per_row > 1 { PICTURE_ALONE } else { PICTURE };
    (count, width, (width - 4.0).min(most))
}

pub(super) const NATION_TEXT: &str = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";
pub(super) const MOTTO_TEXT: &str = "Độc lập - Tự do - Hạnh phúc";
pub(super) const RECIPIENTS_TEXT: &str = "Nơi nhận:";
pub(super) const NO_PICTURE_TEXT: &str = "Ảnh chưa có";
pub(super) const TO_FILL_DOTS: &str = "………………………";

/// Width and height of a page.
pub(super) fn size(landscape: bool) -> (f32, f32) {
    if landscape { (LONG, SHORT) } else { (SHORT, LONG) }
}

/// The width of what stands between the margins.
pub(super) fn text_width(landscape: bool) -> f32 {
    size(landscape).0 - LEFT - RIGHT
}

/// The height of what stands between the margins.
pub(super) fn text_height(landscape: bool) -> f32 {
    size(landscape).1 - TOP - BOTTOM
}

/// Points of so many millimetres.
pub(super) fn points(millimetres: f32) -> f32 {
    millimetres / 25.4 * 72.0
}

/// Width and height in millimetres of a picture of so many pixels that fits into `width`.
pub(super) fn fitted((pixels, lines): (u32, u32), width: f32) -> (f32, f32) {
    #[expect(clippy::cast_precision_loss, reason = "pictures are far smaller than 2²⁴ pixels")]
    let ratio = lines.max(1) as f32 / pixels.max(1) as f32;
    let height = (width * ratio).min(PICTURE_HEIGHT).min(width);
    (height / ratio, height)
}

/// A recipient's line: a hyphen before, a semicolon after, and a full stop after the last.
pub(super) fn recipient(at: usize, count: usize, text: &str) -> String {
    let text = super::text::line(text);
    let text = text.trim().trim_start_matches(['-', '–']).trim_start().trim_end_matches([';', '.']).trim_end();
    format!("- {text}{}", if at + 1 == count { '.' } else { ';' })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_keep_their_form_and_stay_within_height_and_width() {
        assert_eq!(fitted((1280, 960), 80.0), (80.0, 60.0));
        assert_eq!(fitted((960, 1280), 80.0), (60.0, 80.0));
        let (width, height) = fitted((960, 1280), 130.0);
        assert!((height - PICTURE_HEIGHT).abs() < 0.01 && (width - PICTURE_HEIGHT * 0.75).abs() < 0.01);
    }

    #[test]
    fn recipients_end_as_the_decree_says() {
        assert_eq!(recipient(0, 2, "- Sở Lao động;"), "- Sở Lao động;");
        assert_eq!(recipient(1, 2, "Lưu: VT, LĐTBXHDT"), "- Lưu: VT, LĐTBXHDT.");
    }
}
