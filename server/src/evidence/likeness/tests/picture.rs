//! A picture of luma, and what people do to pictures before they hand them in again.

use super::scenes::{mix, unit};

/// Luma, row by row.
#[derive(Clone, Debug)]
pub struct Picture {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
}

impl Picture {
    pub fn blank(width: usize, height: usize) -> Self {
        Self { width, height, pixels: vec![0; width * height] }
    }

    fn drawn(width: usize, height: usize, value: impl Fn(usize, usize) -> f32) -> Self {
        let mut picture = Self::blank(width, height);
        for y in 0..height {
            for x in 0..width {
                picture.put(x, y, value(x, y));
            }
        }
        picture
    }

    pub fn put(&mut self, x: usize, y: usize, value: f32) {
        if let Some(pixel) = self.pixels.get_mut(y * self.width + x) {
            *pixel = (value + 0.5).clamp(0.0, 255.0) as u8;
        }
    }

    fn at(&self, x: usize, y: usize) -> f32 {
        let at = y.min(self.height - 1) * self.width + x.min(self.width - 1);
        f32::from(self.pixels.get(at).copied().unwrap_or_default())
    }

    /// Between four pixels.
    fn between(&self, x: f32, y: f32) -> f32 {
        let (x, y) = (x.max(0.0), y.max(0.0));
        let (left, top) = (x as usize, y as usize);
        let (fx, fy) = (x - left as f32, y - top as f32);
        let upper = self.at(left, top) * (1.0 - fx) + self.at(left + 1, top) * fx;
        let lower = self.at(left, top + 1) * (1.0 - fx) + self.at(left + 1, top + 1) * fx;
        upper * (1.0 - fy) + lower * fy
    }

    /// Smaller, each pixel the mean of those that it stands for.
    pub fn resized(&self, share: f32) -> Self {
        let (width, height) = (((self.width as f32) * share) as usize, ((self.height as f32) * share) as usize);
        let (dx, dy) = (self.width as f32 / width as f32, self.height as f32 / height as f32);
        let (across, down) = ((dx.ceil() as usize).max(1), (dy.ceil() as usize).max(1));
        Self::drawn(width, height, |x, y| {
            let mut sum = 0.0;
            for j in 0..down {
                for i in 0..across {
                    let fx = (x as f32 + (i as f32 + 0.5) / across as f32) * dx - 0.5;
                    let fy = (y as f32 + (j as f32 + 0.5) / down as f32) * dy - 0.5;
                    sum += self.between(fx, fy);
                }
            }
            sum / (across * down) as f32
        })
    }

    /// Without shares of its width and height at the left, top, right and bottom.
    pub fn cropped(&self, [left, top, right, bottom]: [f32; 4]) -> Self {
        let (from_x, from_y) = ((self.width as f32 * left) as usize, (self.height as f32 * top) as usize);
        let width = self.width - from_x - (self.width as f32 * right) as usize;
        let height = self.height - from_y - (self.height as f32 * bottom) as usize;
        Self::drawn(width, height, |x, y| self.at(x + from_x, y + from_y))
    }

    /// Lighter or darker; what exceeds the range is lost.
    pub fn lit(&self, gain: f32, more: f32) -> Self {
        Self::drawn(self.width, self.height, |x, y| self.at(x, y) * gain + more)
    }

    /// Blurred thrice by a box of `2 * radius + 1` pixels, which is nearly a Gaussian.
    pub fn blurred(&self, radius: usize) -> Self {
        let mut picture = self.clone();
        for _ in 0..3 {
            picture = picture.box_across(radius).on_its_side().box_across(radius).on_its_side();
        }
        picture
    }

    fn box_across(&self, radius: usize) -> Self {
        let size = (2 * radius + 1) as f32;
        Self::drawn(self.width, self.height, |x, y| {
            (0..=2 * radius).map(|at| self.at((x + at).saturating_sub(radius), y)).sum::<f32>() / size
        })
    }

    fn on_its_side(&self) -> Self {
        Self::drawn(self.height, self.width, |x, y| self.at(y, x))
    }

    pub fn mirrored(&self) -> Self {
        Self::drawn(self.width, self.height, |x, y| self.at(self.width - 1 - x, y))
    }

    /// Turned by some degrees about its middle; the corners that come in are black.
    pub fn rotated(&self, degrees: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let (mx, my) = (self.width as f32 / 2.0, self.height as f32 / 2.0);
        Self::drawn(self.width, self.height, |x, y| {
            let (dx, dy) = (x as f32 - mx, y as f32 - my);
            let (fx, fy) = (dx * cos - dy * sin + mx, dx * sin + dy * cos + my);
            let inside = fx >= 0.0 && fy >= 0.0 && fx < self.width as f32 && fy < self.height as f32;
            if inside { self.between(fx, fy) } else { 0.0 }
        })
    }

    /// In a frame of one shade, given in shares of the picture's longer side at left and right, and top and bottom.
    pub fn framed(&self, sides: f32, ends: f32, shade: f32) -> Self {
        let long = self.width.max(self.height) as f32;
        let (dx, dy) = ((long * sides) as usize, (long * ends) as usize);
        Self::drawn(self.width + 2 * dx, self.height + 2 * dy, |x, y| {
            let inside = x >= dx && y >= dy && x < dx + self.width && y < dy + self.height;
            if inside { self.at(x - dx, y - dy) } else { shade }
        })
    }

    /// With lines of something like letters from (`left`, `top`), in shares, on a darkened ground.
    pub fn stamped(&self, seed: u64, [left, top, right, bottom]: [f32; 4], lines: usize) -> Self {
        let (width, height) = (self.width as f32, self.height as f32);
        Self::drawn(self.width, self.height, |x, y| {
            let (u, v) = ((x as f32 / width - left) / (right - left), (y as f32 / height - top) / (bottom - top));
            let value = self.at(x, y);
            if !(0.0..1.0).contains(&u) || !(0.0..1.0).contains(&v) {
                return value;
            }
            let (row, down) = ((v * lines as f32).floor(), (v * lines as f32).fract());
            let letters = (right - left) * height * lines as f32 / ((bottom - top) * height) * 1.6;
            let (letter, along) = ((u * letters).floor(), (u * letters).fract());
            let dot = mix(seed
                ^ ((letter as u64) << 32)
                ^ ((row as u64) << 24)
                ^ (((along * 3.0) as u64) << 8)
                ^ ((down * 5.0) as u64));
            let inked = (0.2..0.8).contains(&down) && along < 0.75 && unit(dot) < 0.6;
            if inked { 245.0 } else { value * 0.55 }
        })
    }

    /// A phone's screen that shows the picture: black around it, a clock above, three marks below.
    pub fn on_a_screen(&self) -> Self {
        let (width, height) = (self.width, self.width * 2);
        let (top, bar) = ((height - self.height) / 2, height / 40);
        Self::drawn(width, height, |x, y| {
            if y >= top && y < top + self.height {
                return self.at(x, y - top);
            }
            let marked = y > bar / 4 && y < bar * 3 / 4 && x > width / 16 && x < width / 6;
            let button =
                y > height - bar && y < height - bar / 2 && x % (width / 3) > width / 6 && x % (width / 3) < width / 5;
            if marked || button { 230.0 } else { 6.0 }
        })
    }

    /// As JPEG of a quality keeps its luma: blocks of 8 × 8, quantised by the standard's table.
    pub fn encoded(&self, quality: u16) -> Self {
        let scale = if quality < 50 { 5_000 / quality } else { 200 - 2 * quality };
        let steps: Vec<f32> =
            TABLE.iter().map(|&step| f32::from(((u16::from(step) * scale + 50) / 100).clamp(1, 255))).collect();
        let wave: Block = std::array::from_fn(|k| {
            let norm = if k == 0 { 0.125_f32.sqrt() } else { 0.5 };
            std::array::from_fn(|n| norm * (std::f32::consts::PI / 16.0 * k as f32 * (2.0 * n as f32 + 1.0)).cos())
        });
        let back = turned(&wave);
        let mut out = Self::blank(self.width, self.height);
        for top in (0..self.height).step_by(8) {
            for left in (0..self.width).step_by(8) {
                let block: Block = std::array::from_fn(|y| std::array::from_fn(|x| self.at(left + x, top + y) - 128.0));
                let mut kept = twice(&block, &wave);
                for (value, step) in kept.as_flattened_mut().iter_mut().zip(&steps) {
                    *value = (*value / step).round() * step;
                }
                let shown = twice(&kept, &back);
                for (y, row) in shown.iter().enumerate().take(self.height - top) {
                    for (x, value) in row.iter().enumerate().take(self.width - left) {
                        out.put(left + x, top + y, value + 128.0);
                    }
                }
            }
        }
        out
    }
}

type Block = [[f32; 8]; 8];

fn turned(block: &Block) -> Block {
    std::array::from_fn(|x| block.map(|row| row.get(x).copied().unwrap_or_default()))
}

/// A transform along both sides of a block: each row of `waves` makes a value of a row, then of a column.
fn twice(block: &Block, waves: &Block) -> Block {
    let along = |block: &Block| {
        block.map(|row| waves.map(|wave| row.iter().zip(&wave).map(|(value, weight)| value * weight).sum()))
    };
    turned(&along(&turned(&along(block))))
}

/// The luma table of JPEG's annex K, row by row.
const TABLE: [u8; 64] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51,
    87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101,
    72, 92, 95, 98, 112, 100, 103, 99,
];
