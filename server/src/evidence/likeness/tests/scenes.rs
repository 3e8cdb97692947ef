//! Photo-like pictures of like scenes, drawn from numbers: what a team would take in one district in a week.
//!
//! Eight kinds of places share their composition (sky above a horizon, a road that runs to it, a wall that fills the
//! picture), so that two pictures of one kind are as alike as photos of like works are. A [`View`] of the same place
//! from a step further, or after something was built, shifts what is near more than what is far.

use super::picture::Picture;

/// Kinds of places.
pub const KINDS: u64 = 8;

/// From where, and when, a place is seen.
#[derive(Clone, Copy, Debug, Default)]
pub struct View {
    /// To the side, in widths of the picture, for what is near.
    pub step: f32,
    /// Closer, as a share.
    pub closer: f32,
    /// Things that were built since.
    pub built: u64,
    /// Decides the grain of the camera's sensor and the light.
    pub shot: u64,
}

/// Draws place `number` as seen from `view`.
pub fn scene(number: u64, view: View, width: usize, height: usize) -> Picture {
    let place = Place::new(number, view);
    let mut picture = Picture::blank(width, height);
    let aspect = width as f32 / height as f32;
    let light = 1.0 + 0.12 * (unit(mix(view.shot ^ 0x11)) - 0.5) * f32::from(u8::from(view.shot != 0));
    let mut grain = mix(number ^ view.shot.rotate_left(32) ^ 0x9e37);
    for y in 0..height {
        for x in 0..width {
            let (u, v) = (x as f32 / width as f32 - 0.5, y as f32 / height as f32 - 0.5);
            let zoom = 1.0 - view.closer;
            let value = place.at(u * zoom * aspect, v * zoom);
            grain = mix(grain);
            picture.put(x, y, value * light * 255.0 + (unit(grain) - 0.5) * 9.0);
        }
    }
    picture
}

struct Thing {
    kind: u64,
    x: f32,
    y: f32,
    wide: f32,
    tall: f32,
    shade: f32,
    seed: u64,
}

struct Place {
    kind: u64,
    seed: u64,
    horizon: f32,
    sky: f32,
    ground: f32,
    vanish: f32,
    rough: f32,
    step: f32,
    things: Vec<Thing>,
}

impl Place {
    fn new(number: u64, view: View) -> Self {
        let seed = mix(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5eed);
        let draw = |what: u64, from: f32, to: f32| from + (to - from) * unit(mix(seed ^ (what << 8)));
        let kind = number % KINDS;
        let horizon = draw(1, -0.22, 0.08);
        let mut things: Vec<Thing> =
            (0..3 + mix(seed ^ 0x4d) % 8).map(|at| thing(mix(seed ^ (at << 40)), horizon)).collect();
        things.extend((0..view.built).map(|at| {
            let built = thing(mix(seed ^ (at << 20) ^ 0xb111), horizon);
            Thing { kind: 0, wide: built.wide * 1.6, tall: built.tall * 1.6, ..built }
        }));
        things.sort_by(|one, other| one.y.total_cmp(&other.y));
        Self {
            kind,
            seed,
            horizon,
            sky: draw(2, 0.62, 0.95),
            ground: draw(3, 0.25, 0.55),
            vanish: draw(4, -0.35, 0.35),
            rough: draw(5, 0.25, 0.8),
            step: view.step,
            things,
        }
    }

    /// Light from 0 to 1 at a place of the picture, whose middle is (0, 0) and whose height is 1.
    fn at(&self, u: f32, v: f32) -> f32 {
        let mut value = match self.kind {
            2 => self.wall(u + self.step, v),
            5 => self.canopy(u + self.step * 0.7, v),
            _ if v < self.skyline(u + self.step * 0.1) => self.sky(u, v),
            _ if v < self.horizon => {
                0.42 + 0.25 * (fbm(self.seed ^ 3, (u + self.step * 0.1) * 14.0, v * 14.0, 3) - 0.5)
            }
            _ => self.ground(u, v),
        };
        for thing in &self.things {
            if let Some(shade) = thing.at(u, v, self) {
                value = shade;
            }
        }
        value
    }

    fn sky(&self, u: f32, v: f32) -> f32 {
        let clouds = fbm(self.seed ^ 1, u * 2.5, v * 6.0, 4) - 0.5;
        self.sky + (v + 0.5) * 0.15 + clouds * 0.35 * self.rough
    }

    fn skyline(&self, u: f32) -> f32 {
        self.horizon - 0.03 - 0.16 * fbm(self.seed ^ 2, u * 3.0, 0.5, 4)
    }

    /// The ground in perspective: rows of crops, a road, water, a yard.
    fn ground(&self, u: f32, v: f32) -> f32 {
        let depth = (v - self.horizon).max(0.004);
        let (across, along) = ((u - self.vanish) / depth + self.step * 4.0, 0.35 / depth);
        let soil = fbm(self.seed ^ 4, across * 2.0, along * 3.0, 4) - 0.5;
        let base = self.ground + soil * self.rough * 0.7;
        match self.kind {
            0 => base + 0.12 * (across * 9.0).sin().signum() * (0.3 + depth),
            1 | 7 if across.abs() < 0.9 => 0.55 + 0.2 * soil + if across.abs() > 0.8 { 0.2 } else { 0.0 },
            4 if across.abs() < 1.1 => 0.35 + 0.1 * soil - if across.abs() > 0.9 { 0.15 } else { 0.0 },
            6 => self.sky * 0.7 + 0.3 * (fbm(self.seed ^ 5, across * 0.7, along * 9.0, 3) - 0.5),
            _ => base,
        }
    }

    fn wall(&self, u: f32, v: f32) -> f32 {
        let plaster = fbm(self.seed ^ 6, u * 5.0, v * 5.0, 5) - 0.5;
        let (row, size) = ((v * 16.0).floor(), 0.16);
        let along = (u / size + row * 0.5).rem_euclid(1.0);
        let joint = along < 0.06 || (v * 16.0).rem_euclid(1.0) < 0.12;
        let brick =
            unit(mix(self.seed ^ (((u / size + row * 0.5).floor() as i64) as u64) << 16 ^ ((row as i64) as u64)));
        let bricks = 0.45 + 0.12 * (brick - 0.5) + if joint { 0.18 } else { 0.0 };
        let covered = fbm(self.seed ^ 7, u * 1.6, v * 1.6, 3) > 0.5 - 0.2 * (self.rough - 0.5);
        let value = if covered { self.sky - 0.15 } else { bricks };
        value + plaster * 0.4 * self.rough
    }

    fn canopy(&self, u: f32, v: f32) -> f32 {
        let leaves = fbm(self.seed ^ 8, u * 6.0, v * 6.0, 5);
        let gaps = fbm(self.seed ^ 9, u * 2.0, v * 2.0, 3);
        if gaps > 0.6 && v < self.horizon + 0.2 { self.sky } else { 0.1 + leaves * 0.7 * (0.5 + gaps) }
    }
}

fn thing(seed: u64, horizon: f32) -> Thing {
    let draw = |what: u64, from: f32, to: f32| from + (to - from) * unit(mix(seed ^ (what << 16)));
    let y = draw(1, horizon + 0.02, 0.5);
    let near = 0.25 + (y - horizon);
    Thing {
        kind: mix(seed ^ 5) % 4,
        x: draw(2, -0.62, 0.62),
        y,
        wide: draw(3, 0.08, 0.42) * near,
        tall: draw(4, 0.15, 0.55) * near,
        shade: draw(6, 0.1, 0.9),
        seed,
    }
}

impl Thing {
    fn at(&self, u: f32, v: f32, place: &Place) -> Option<f32> {
        let near = 0.2 + (self.y - place.horizon).max(0.0) * 1.6;
        let x = (u - self.x + place.step * near) / self.wide;
        let y = (self.y - v) / self.tall;
        if x.abs() > 0.75 || !(-0.15..1.4).contains(&y) {
            return None;
        }
        let texture = (fbm(self.seed, u * 12.0 + place.step * near * 12.0, v * 12.0, 3) - 0.5) * 0.3;
        match self.kind {
            // A house: wall, openings, a roof.
            0 if (0.0..0.7).contains(&y) && x.abs() < 0.5 => {
                let opening = (x * 3.0 + 0.2).rem_euclid(1.0) < 0.35 && (0.2..0.55).contains(&y);
                Some(if opening { 0.12 } else { self.shade + texture })
            }
            0 if (0.7..1.2).contains(&y) && x.abs() < 0.62 - (y - 0.7) => Some(0.35 + texture),
            // A tree: trunk and crown.
            1 if (0.0..0.5).contains(&y) && x.abs() < 0.06 => Some(0.15),
            1 if x * x * 2.5 + (y - 0.85) * (y - 0.85) * 4.0 < 0.6 + texture * 2.0 => Some(0.22 + texture * 1.5),
            // A heap of sand or stones.
            2 if (0.0..0.5).contains(&y) && x.abs() < 0.6 - y => Some(self.shade * 0.6 + 0.3 + texture * 2.0),
            // A board or a box.
            3 if (0.0..0.8).contains(&y) && x.abs() < 0.35 => Some(self.shade + texture * 0.6),
            _ => None,
        }
    }
}

/// Noise in octaves, from 0 to 1.
fn fbm(seed: u64, x: f32, y: f32, octaves: u64) -> f32 {
    let (mut sum, mut weight, mut total, mut scale) = (0.0, 1.0, 0.0, 1.0);
    for octave in 0..octaves {
        sum += weight * lattice(seed ^ (octave << 56), x * scale, y * scale);
        total += weight;
        (weight, scale) = (weight * 0.55, scale * 2.03);
    }
    sum / total
}

fn lattice(seed: u64, x: f32, y: f32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let (fx, fy) = (ease(x - left), ease(y - top));
    let (column, row) = (left as i32, top as i32);
    let at = |dx: i32, dy: i32| {
        let (column, row) = (column.wrapping_add(dx).cast_unsigned(), row.wrapping_add(dy).cast_unsigned());
        unit(mix(seed ^ (u64::from(column) << 32 | u64::from(row))))
    };
    let (upper, lower) = (at(0, 0) + (at(1, 0) - at(0, 0)) * fx, at(0, 1) + (at(1, 1) - at(0, 1)) * fx);
    upper + (lower - upper) * fy
}

fn ease(x: f32) -> f32 {
    x * x * (3.0 - 2.0 * x)
}

/// Scrambles a number (the finaliser of `SplitMix64`).
pub fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// From 0 to 1.
pub fn unit(bits: u64) -> f32 {
    (bits >> 40) as f32 / 16_777_216.0
}
