//! Reading a whole photo: its metadata, its pixels, its smaller images and its figures.
#![no_main]

use thucdia_fuzz::photo;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok((reading, derived)) = photo::read(bytes) else { return };
    let picture = &reading.picture;
    assert!(picture.width > 0 && picture.height > 0);
    assert!(picture.fault.is_none() || picture.brightness.is_none() && picture.sharpness.is_none());
    assert!(picture.fault.is_some() || derived.is_some() && picture.brightness.is_some());
    let in_bounds = |figure: Option<f64>| figure.is_none_or(|figure| (0.0..=1.0).contains(&figure));
    assert!(in_bounds(picture.brightness) && in_bounds(picture.sharpness));
    if let Some(derived) = derived {
        let luma = &derived.luma;
        assert_eq!(u64::from(luma.width) * u64::from(luma.height), luma.pixels.len() as u64);
        assert!(luma.width.max(luma.height) <= 1280 && luma.pixels.is_empty() == picture.fault.is_some());
        assert!(derived.thumb.starts_with(&[0xFF, 0xD8]) && derived.screen.starts_with(&[0xFF, 0xD8]));
    }
});
