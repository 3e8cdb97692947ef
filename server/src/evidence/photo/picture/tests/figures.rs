//! Brightness and sharpness.

use super::made::{jpeg, painted, png, scene, shown};

/// A mean of so many pixels on each side, across or in both directions.
fn blurred(rgb: &[u8], width: usize, reach: usize, down: bool) -> Vec<u8> {
    let (pixels, _) = rgb.as_chunks::<3>();
    let height = pixels.len() / width;
    let mean = |x: usize, y: usize| {
        let columns = x.saturating_sub(reach)..(x + reach + 1).min(width);
        let rows = if down { y.saturating_sub(reach)..(y + reach + 1).min(height) } else { y..y + 1 };
        let all: Vec<u32> = rows
            .flat_map(|row| columns.clone().map(move |column| (row, column)))
            .map(|(row, column)| u32::from(pixels[row * width + column][0]))
            .collect();
        u8::try_from(all.iter().sum::<u32>() / u32::try_from(all.len()).unwrap()).unwrap()
    };
    (0..height).flat_map(|y| (0..width).map(move |x| (x, y))).flat_map(|(x, y)| [mean(x, y); 3]).collect()
}

fn sharpness(rgb: &[u8], width: u32, height: u32) -> Option<f64> {
    shown(&jpeg(rgb, width, height)).0.picture.sharpness
}

#[test]
fn brightness_is_the_mean_luma() {
    for (color, expected) in
        [([0; 3], 0.0), ([255; 3], 1.0), ([128; 3], 0.502), ([255, 0, 0], 0.299), ([0, 255, 0], 0.587)]
    {
        let rgb = painted(40, 30, |_, _| color);
        let bytes = png(&rgb, 40, 30, png::ColorType::Rgb, png::BitDepth::Eight);
        let brightness = shown(&bytes).0.picture.brightness.unwrap();
        assert!((brightness - expected).abs() < 0.004, "{color:?}: {brightness}");
    }
}

#[test]
fn blur_in_one_direction_or_both_lowers_sharpness() {
    let (width, height) = (640, 480);
    let sharp = scene(width, height);
    let figure = |rgb: &[u8]| sharpness(rgb, width, height).unwrap();
    let whole = figure(&sharp);
    let (moved, soft) = (figure(&blurred(&sharp, 640, 6, false)), figure(&blurred(&sharp, 640, 6, true)));
    assert!(whole > 0.6 && moved < 0.4 && soft < 0.4, "{whole} {moved} {soft}");
}

#[test]
fn sharpness_depends_neither_on_the_light_nor_on_the_pixels() {
    let sharp = scene(640, 480);
    let dark: Vec<u8> = sharp.iter().map(|value| value / 4).collect();
    let (pixels, _) = sharp.as_chunks::<3>();
    let large = painted(1920, 1440, |x, y| pixels[usize::try_from(y / 3 * 640 + x / 3).unwrap()]);
    let whole = sharpness(&sharp, 640, 480).unwrap();
    assert!((whole - sharpness(&dark, 640, 480).unwrap()).abs() < 0.15);
    assert!((whole - sharpness(&large, 1920, 1440).unwrap()).abs() < 0.15);
}

#[test]
fn a_wall_without_anything_on_it_is_not_called_blurred() {
    let plain = painted(640, 480, |_, _| [150; 3]);
    let slope = painted(640, 480, |x, _| [u8::try_from(60 + x / 8).unwrap(); 3]);
    assert_eq!((sharpness(&plain, 640, 480), sharpness(&slope, 640, 480)), (None, None));
    assert_eq!(sharpness(&painted(4, 4, |x, _| [u8::try_from(x * 60).unwrap(); 3]), 4, 4), None);
}
