//! A plain frame around a picture: a white border, black bars, the screen of a phone that shows it.

use super::{
    Plane,
    sums::{Window, real},
};

/// Luma by which a pixel may differ from the frame's and still belong to it: what JPEG leaves of a plain colour.
const LIKE: u8 = 16;
/// Per cent of a line of the frame that may differ: a clock, icons, a line of text.
const MARKS: usize = 15;
/// Per cent of the picture's first line that must differ. A frame ends at once; a sky ends here and there.
const EDGE: usize = 60;
/// Per cent of a side that a frame may take at one end.
const MOST: usize = 45;

/// What is within the frame; the whole picture where there is none.
pub(super) fn within(plane: Plane<'_>, width: usize, height: usize) -> Window {
    let row = |at: usize| plane.pixels.iter().skip(at * width).take(width).copied();
    let top = lines(height, row);
    let bottom = lines(height, |at| row(height - 1 - at));
    let column =
        |at: usize| plane.pixels.iter().skip(top * width + at).step_by(width).take(height - top - bottom).copied();
    let left = lines(width, column);
    let right = lines(width, |at| column(width - 1 - at));
    Window { left: real(left), top: real(top), right: real(width - right), bottom: real(height - bottom) }
}

/// How many of `count` lines belong to a frame, from the outermost on.
fn lines<I: Iterator<Item = u8>>(count: usize, line: impl Fn(usize) -> I) -> usize {
    let shade = commonest(line(0));
    let differing = |at: usize| {
        let (mut all, mut differ) = (0, 0);
        for luma in line(at) {
            all += 1;
            differ += usize::from(luma.abs_diff(shade) > LIKE);
        }
        differ * 100 / all.max(1)
    };
    let most = count * MOST / 100;
    let plain = (0..most).take_while(|at| differing(*at) <= MARKS).count();
    // The line in between may be a mixture.
    if plain > 0 && plain < most && differing(plain + 1) >= EDGE { plain } else { 0 }
}

/// The middle of the commonest range of eight shades.
fn commonest(line: impl Iterator<Item = u8>) -> u8 {
    let mut counts = [0_usize; 32];
    for luma in line {
        if let Some(count) = counts.get_mut(usize::from(luma / 8)) {
            *count += 1;
        }
    }
    (0_u8..).zip(counts).max_by_key(|(_, count)| *count).map_or(0, |(range, _)| range * 8 + 4)
}
