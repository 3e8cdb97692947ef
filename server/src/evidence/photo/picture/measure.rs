//! Brightness and sharpness of a picture.

use super::Luma;

/// The long side, in pixels, of the plane that sharpness is measured on. The photo is averaged down to it, so the
/// figure does not depend on the camera's pixels or their noise: it says whether what a reviewer sees on a page is
/// blurred, not whether the last pixel is.
const SIDE: u32 = 640;
/// Differences of neighbours that count: below it is what noise and JPEG leave on a smooth wall.
const NOISE: i32 = 3;
/// The share of neighbours that must differ for a direction to say something.
const MIN_SHARE: f64 = 0.002;
/// Pixels on each side of the one that the picture is blurred with to be compared.
const REACH: usize = 4;

/// Mean luma, 0 to 1.
pub(super) fn brightness(luma: &Luma) -> f64 {
    let sum: u64 = luma.pixels.iter().map(|pixel| u64::from(*pixel)).sum();
    ratio(sum, u64::try_from(luma.pixels.len()).unwrap_or(u64::MAX) * 255)
}

/// How much sharper the picture is than a blurred copy of itself, 0 to 1; `None` where too little differs in it to say.
///
/// The measure is that of Crété, Dolmiere, Ladret and Nicolas, "The blur effect" (2007), turned round: rows and columns
/// are blurred by a mean of nine, and the share is taken of the differences between neighbours that this removes. Of
/// a sharp edge nearly all is removed, of one that is blurred already hardly anything. As a share it depends neither on
/// the light nor on how much there is to see. The lower share of both directions counts: motion blurs only one.
pub(super) fn sharpness(luma: &Luma) -> Option<f64> {
    let smaller = luma.shrunk(SIDE);
    let luma = smaller.as_ref().unwrap_or(luma);
    let width = usize::try_from(luma.width).ok()?;
    let height = usize::try_from(luma.height).ok()?;
    let mut across = Sums::default();
    luma.pixels.chunks_exact(width.max(1)).for_each(|row| across.add(row));
    let mut down = Sums::default();
    let mut column = Vec::with_capacity(height);
    for x in 0..width {
        column.clear();
        column.extend(luma.pixels.iter().skip(x).step_by(width));
        down.add(&column);
    }
    let both = [across.share(), down.share()];
    both.into_iter().flatten().reduce(f64::min)
}

/// Differences between neighbours in one direction.
#[derive(Default)]
struct Sums {
    neighbours: u64,
    differing: u64,
    before: u64,
    removed: u64,
}

impl Sums {
    fn add(&mut self, line: &[u8]) {
        let window = 2 * REACH + 1;
        let size = i32::try_from(window).unwrap_or(1);
        // Pairs of neighbours; and what leaves and enters the window between them, which is by how much the sums differ.
        let pairs = line.iter().skip(REACH).zip(line.iter().skip(REACH + 1));
        let moved = line.iter().zip(line.iter().skip(window));
        for ((one, next), (left, entered)) in pairs.zip(moved) {
            let sharp = (i32::from(*next) - i32::from(*one)).abs();
            let change = i32::from(*entered) - i32::from(*left);
            self.neighbours += 1;
            if sharp >= NOISE {
                self.differing += 1;
                self.before += u64::try_from(sharp * size).unwrap_or_default();
                self.removed += u64::try_from(sharp * size - change.abs()).unwrap_or_default();
            }
        }
    }

    fn share(&self) -> Option<f64> {
        let enough = self.differing > 0 && ratio(self.differing, self.neighbours) >= MIN_SHARE;
        enough.then(|| ratio(self.removed, self.before))
    }
}

/// One count of another; zero of none.
fn ratio(part: u64, whole: u64) -> f64 {
    let number = |count: u64| {
        f64::from(u32::try_from(count >> 16).unwrap_or(u32::MAX)) * 65_536.0 + f64::from((count & 0xFFFF) as u16)
    };
    if whole == 0 { 0.0 } else { number(part) / number(whole) }
}
