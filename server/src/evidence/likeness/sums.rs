//! A picture as sums, from which the mean of any rectangle is four look-ups.

use super::{Plane, hash::SIDE};

/// 64 × 64 means, row by row.
pub(super) type Cells = Vec<[f64; SIDE]>;

/// A part of a picture, in pixels from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Window {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Window {
    /// The middle of this window, with `share` of its width and height.
    pub(super) fn middle(self, share: f64) -> Self {
        let (x, y) = ((self.right - self.left) * (1.0 - share) / 2.0, (self.bottom - self.top) * (1.0 - share) / 2.0);
        Self { left: self.left + x, top: self.top + y, right: self.right - x, bottom: self.bottom - y }
    }
}

/// A picture as sums.
pub(super) struct Sums {
    width: usize,
    height: usize,
    /// Row by row, one more of each: the sum of all pixels above a row and left of a column.
    totals: Vec<f64>,
}

impl Sums {
    /// `None` where the plane has no pixels, or not as many as its sides say.
    pub(super) fn of(plane: Plane<'_>) -> Option<Self> {
        let (width, height) = (usize::try_from(plane.width).ok()?, usize::try_from(plane.height).ok()?);
        if width == 0 || height == 0 || width.checked_mul(height)? != plane.pixels.len() {
            return None;
        }
        let mut totals = vec![0.0; (width + 1) * (height + 1)];
        let mut above = vec![0.0; width + 1];
        for (pixels, out) in plane.pixels.chunks_exact(width).zip(totals.chunks_exact_mut(width + 1).skip(1)) {
            let mut row = 0.0;
            let pixels = std::iter::once(0).chain(pixels.iter().copied());
            for ((pixel, sum), above) in pixels.zip(out).zip(&mut above) {
                row += f64::from(pixel);
                *above += row;
                *sum = *above;
            }
        }
        Some(Self { width, height, totals })
    }

    /// Pixels of a row.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub(super) fn height(&self) -> usize {
        self.height
    }

    /// The whole picture.
    pub(super) fn whole(&self) -> Window {
        Window { left: 0.0, top: 0.0, right: real(self.width), bottom: real(self.height) }
    }

    /// A window as 64 × 64 means of exact areas: pixels that a line runs through count by their share.
    pub(super) fn cells(&self, window: Window) -> Cells {
        let columns = stops(window.left, window.right, self.width);
        let rows = stops(window.top, window.bottom, self.height);
        let area = (window.right - window.left) * (window.bottom - window.top) / real(SIDE * SIDE);
        let corners = |row: Stop| columns.map(|column| self.above_left(row, column));
        let mut rows = rows.into_iter().map(corners);
        let mut upper = rows.next().unwrap_or([0.0; SIDE + 1]);
        let between = |lower: [f64; SIDE + 1]| {
            let mut cells = [0.0; SIDE];
            let corners = upper.iter().zip(&lower).zip(upper.iter().zip(&lower).skip(1));
            for (cell, ((upper_left, lower_left), (upper_right, lower_right))) in cells.iter_mut().zip(corners) {
                *cell = (lower_right - lower_left - upper_right + upper_left) / area;
            }
            upper = lower;
            cells
        };
        rows.map(between).collect()
    }

    /// The sum of what is above and left of a point.
    fn above_left(&self, (row, down): Stop, (column, across): Stop) -> f64 {
        let at = row * (self.width + 1) + column;
        let sum = |at: usize| self.totals.get(at).copied().unwrap_or_default();
        let upper = sum(at) + (sum(at + 1) - sum(at)) * across;
        let below = at + self.width + 1;
        let lower = sum(below) + (sum(below + 1) - sum(below)) * across;
        upper + (lower - upper) * down
    }
}

/// A place between two lines of pixels: the line before it, and how far it is towards the next.
type Stop = (usize, f64);

/// The places that divide a span evenly.
fn stops(from: f64, to: f64, lines: usize) -> [Stop; SIDE + 1] {
    std::array::from_fn(|at| {
        let place = from + (to - from) * real(at) / real(SIDE);
        // The last place of a picture is the end of its last line, not the start of one that is not there.
        let line = whole(place).min(lines - 1);
        (line, place - real(line))
    })
}

/// A number of pixels as one that can be divided.
#[expect(clippy::cast_precision_loss, reason = "a number of pixels along a side")]
pub(super) fn real(number: usize) -> f64 {
    number as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast saturates, and the caller bounds it"
)]
fn whole(number: f64) -> usize {
    number as usize
}
