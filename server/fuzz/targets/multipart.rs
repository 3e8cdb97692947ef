//! Bodies of posts: the same parts in pieces of whatever length, or the same refusal.
#![no_main]

use thucdia_fuzz::multipart;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((&first, body)) = bytes.split_first() else { return };
    let whole = multipart::read(body, "b", body.len().max(1));
    assert_eq!(multipart::read(body, "b", usize::from(first % 64) + 1), whole);
    // As much came out as went in, at most.
    assert!(whole.0.iter().map(|(.., bytes)| bytes.len()).sum::<usize>() <= body.len());
    if let Some(boundary) = std::str::from_utf8(bytes).ok().and_then(multipart::boundary) {
        assert!((1..=70).contains(&boundary.len()));
    }
});
