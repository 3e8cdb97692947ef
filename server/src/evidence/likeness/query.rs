//! What asks for a photo's likes: hashes of more of its parts than are kept.
//!
//! Kept are the whole picture and the middle of it, four fifths of each side. Two pictures of which one shows a share `c`
//! of the other's sides are alike where a part that is asked with is the same part of the scene as one that is kept:
//! asking with shares of 1, 0.95, 0.9, 0.85 and 0.8 finds `c` from 0.8 to 1.25 in steps of about 5 %, which is as much as
//! the hash forgives, and the middle is free of what is stamped on the rim.

use super::{
    Hash, How, Likeness, Plane, RADIUS, border,
    hash::Spectrum,
    sums::{Sums, Window},
};

/// The share of each side that the kept middle has.
const MIDDLE: f64 = 0.8;
/// Shares of each side that are asked with beside the whole.
const SHARES: [f64; 4] = [0.95, 0.9, 0.85, MIDDLE];
/// Shares of the height that somebody may have cut off below, with the date that is printed there.
const CUTS: [f64; 2] = [0.05, 0.1];
/// The radius for what is rare: mirrored pictures, and those cut below. At this radius a piece of the index may differ in
/// one bit, which takes a fifth of the time of two.
const NEAR: u32 = 21;

/// A photo that asks for its likes.
#[derive(Clone, Debug)]
pub struct Query {
    likeness: Likeness,
    asked: Vec<Asked>,
}

/// One hash to be searched for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) hash: Hash,
    pub(super) radius: u32,
    /// What it says of a kept whole picture that is alike.
    pub(super) how: How,
}

impl Query {
    /// Of a picture; `None` where there is nothing in it to compare (one shade, fog, a covered lens), or where the plane
    /// has no pixels, or not as many as its sides say.
    pub fn of(plane: Plane<'_>) -> Option<Self> {
        let sums = Sums::of(plane)?;
        let spectrum = |window| Spectrum::of(&sums.cells(window));
        let whole = spectrum(sums.whole())?;
        let base = border::within(plane, sums.width(), sums.height());
        let mut asked = vec![
            Asked { hash: whole.hash(), radius: RADIUS, how: How::Whole },
            Asked { hash: whole.mirrored().hash(), radius: NEAR, how: How::Mirrored },
        ];
        let mut ask = |window, radius| {
            let hash = spectrum(window)?.hash();
            if asked.iter().all(|asked| asked.hash != hash) {
                asked.push(Asked { hash, radius, how: How::Part });
            }
            Some(hash)
        };
        if base != sums.whole() {
            ask(base, RADIUS);
        }
        for share in SHARES {
            ask(base.middle(share), RADIUS);
        }
        for window in CUTS.into_iter().flat_map(|cut| cut_below(base, cut)) {
            ask(window, NEAR);
        }
        // A middle with nothing in it is kept as the whole, so that it is like nothing else.
        let middle = spectrum(base.middle(MIDDLE)).map_or(whole.hash(), |middle| middle.hash());
        Some(Self { likeness: Likeness::new(whole.hash(), middle), asked })
    }

    /// What is kept of the photo.
    pub fn likeness(&self) -> &Likeness {
        &self.likeness
    }

    /// All hashes that are searched for.
    pub fn hashes(&self) -> impl Iterator<Item = Hash> {
        self.asked.iter().map(|asked| asked.hash)
    }

    pub(super) fn asked(&self) -> &[Asked] {
        &self.asked
    }
}

/// The parts to ask with for a picture of which one of the two lacks the lowest `cut`: the part that is left where the
/// other lacks it, and where the kept middle of the other is where this one does.
fn cut_below(base: Window, cut: f64) -> [Window; 2] {
    let (width, height) = (base.right - base.left, base.bottom - base.top);
    let rim = (1.0 - MIDDLE) / 2.0;
    let part = |top: f64, bottom: f64, rim: f64| Window {
        left: base.left + width * rim,
        right: base.right - width * rim,
        top: base.top + height * top,
        bottom: base.top + height * bottom.min(1.0),
    };
    [part(0.0, 1.0 - cut, 0.0), part(rim / (1.0 - cut), (1.0 - rim) / (1.0 - cut), rim)]
}
