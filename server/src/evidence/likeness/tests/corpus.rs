//! Pictures and their copies, from which the rates in the README are measured: by the tests, and by the bench.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "sides and shades of small pictures"
)]

#[path = "picture.rs"]
mod picture;
#[path = "scenes.rs"]
mod scenes;

pub use self::{
    picture::Picture,
    scenes::{KINDS, View, mix, scene},
};

/// What somebody did to a picture.
pub struct Copied {
    /// In the table of the README.
    pub name: &'static str,
    pub make: fn(&Picture) -> Picture,
}

/// All kinds of copies.
pub const COPIES: &[Copied] = &[
    Copied { name: "re-encoded, quality 60", make: |p| p.encoded(60) },
    Copied { name: "re-encoded, quality 30", make: |p| p.encoded(30) },
    Copied { name: "half the size, quality 60", make: |p| p.resized(0.5).encoded(60) },
    Copied { name: "a quarter of the size", make: |p| p.resized(0.25) },
    Copied { name: "brighter", make: |p| p.lit(1.3, 12.0) },
    Copied { name: "darker", make: |p| p.lit(0.65, -8.0) },
    Copied { name: "blurred", make: |p| p.blurred((p.width / 160).max(1)) },
    Copied { name: "2 % cropped off each side, quality 60", make: |p| p.cropped([0.02; 4]).encoded(60) },
    Copied { name: "2.5 % cropped off each side, quality 60", make: |p| p.cropped([0.025; 4]).encoded(60) },
    Copied { name: "3.5 % cropped off each side, quality 60", make: |p| p.cropped([0.035; 4]).encoded(60) },
    Copied { name: "5 % cropped off each side, quality 60", make: |p| p.cropped([0.05; 4]).encoded(60) },
    Copied { name: "8 % cropped off each side, quality 60", make: |p| p.cropped([0.08; 4]).encoded(60) },
    Copied { name: "10 % cropped off each side, quality 60", make: |p| p.cropped([0.1; 4]).encoded(60) },
    Copied { name: "5 % cropped off below, quality 60", make: |p| p.cropped([0.0, 0.0, 0.0, 0.05]).encoded(60) },
    Copied { name: "7 % cropped off below, quality 60", make: |p| p.cropped([0.0, 0.0, 0.0, 0.07]).encoded(60) },
    Copied { name: "10 % cropped off below, quality 60", make: |p| p.cropped([0.0, 0.0, 0.0, 0.1]).encoded(60) },
    Copied { name: "5 % cropped off one corner", make: |p| p.cropped([0.05, 0.0, 0.0, 0.05]) },
    Copied { name: "one line of text stamped below", make: |p| p.stamped(1, [0.03, 0.92, 0.6, 0.97], 1) },
    Copied { name: "a strip of text stamped below", make: |p| p.stamped(2, [0.0, 0.92, 1.0, 1.0], 1) },
    Copied { name: "four lines stamped in a corner", make: |p| p.stamped(3, [0.02, 0.78, 0.45, 0.98], 4) },
    Copied { name: "text stamped over the lower fifth", make: |p| p.stamped(4, [0.0, 0.8, 1.0, 1.0], 4) },
    Copied { name: "a white border of 2 %", make: |p| p.framed(0.02, 0.02, 255.0) },
    Copied { name: "a white border of 5 %", make: |p| p.framed(0.05, 0.05, 255.0) },
    Copied { name: "black bars above and below", make: |p| p.framed(0.0, 0.2, 0.0) },
    Copied { name: "a screenshot of a phone, quality 60", make: |p| p.on_a_screen().encoded(60) },
    Copied { name: "mirrored, quality 60", make: |p| p.mirrored().encoded(60) },
    Copied { name: "turned by 1°", make: |p| p.rotated(1.0) },
    Copied { name: "turned by 2°", make: |p| p.rotated(2.0) },
    Copied { name: "half cut off", make: |p| p.cropped([0.5, 0.0, 0.0, 0.0]) },
];

/// What is no copy: another photo of the same place.
pub const ANEW: &[(&str, View)] = &[
    ("half a step to the side", View { step: 0.05, closer: 0.02, built: 0, shot: 5 }),
    ("a step to the side", View { step: 0.12, closer: 0.05, built: 0, shot: 6 }),
    ("two things built since, from a place nearby", View { step: 0.04, closer: 0.03, built: 2, shot: 8 }),
    ("two things built since, from the very same place", View { step: 0.0, closer: 0.0, built: 2, shot: 7 }),
];
