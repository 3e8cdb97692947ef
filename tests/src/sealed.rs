//! Rescue files, as phones seal them.

use hpke::{
    Deserializable, Kem, OpModeS, Serializable, aead::AesGcm256, kdf::HkdfSha256, kem::DhP256HkdfSha256, setup_sender,
};
use mobile_sync_protocol::ids::{DeviceId, Sha256};
use serde_json::{Value, json};

/// Bytes of plaintext in a frame.
pub const FRAME: usize = 256 * 1024;

/// The header of a file of `device`, with photos of these bytes.
pub fn header(device: DeviceId, revisions: &[Value], photos: &[&[u8]]) -> Value {
    let photo = |bytes: &&[u8]| json!({"sha256": Sha256::of(bytes), "bytes": bytes.len(), "media_type": "image/jpeg"});
    json!({
        "format": 1, "device": device, "made_at": "2024-05-06T17:00:00.000+07:00", "revisions": revisions,
        "photos": photos.iter().map(photo).collect::<Vec<_>>(),
    })
}

/// A file with this header and these photos, sealed to `key` (base64url, as phones are told).
pub fn seal(key: &str, header: &Value, photos: &[&[u8]]) -> Vec<u8> {
    let header = serde_json::to_vec(header).unwrap();
    let length = u32::try_from(header.len()).unwrap().to_be_bytes();
    frames(key, &[&length[..], &header, &photos.concat()].concat(), FRAME)
}

/// Any bytes as a file, in frames of `size`.
pub fn frames(key: &str, plaintext: &[u8], size: usize) -> Vec<u8> {
    let point = data_encoding::BASE64URL_NOPAD.decode(key.as_bytes()).unwrap();
    let key = <DhP256HkdfSha256 as Kem>::PublicKey::from_bytes(&point).unwrap();
    let begun = setup_sender::<AesGcm256, HkdfSha256, DhP256HkdfSha256>(&OpModeS::Base, &key, b"thucdia rescue 1");
    let (encapped, mut sender) = begun.unwrap();
    let encapped = encapped.to_bytes();
    let mut file = b"TDRESCU1".to_vec();
    file.extend_from_slice(&u16::try_from(encapped.len()).unwrap().to_be_bytes());
    file.extend_from_slice(&encapped);
    let count = plaintext.len().div_ceil(size).max(1);
    for at in 0..count {
        let frame = &plaintext[at * size..plaintext.len().min((at + 1) * size)];
        let sealed = sender.seal(frame, &[u8::from(at + 1 == count)]).unwrap();
        file.extend_from_slice(&u32::try_from(sealed.len()).unwrap().to_be_bytes());
        file.extend_from_slice(&sealed);
    }
    file
}

/// A key that is nobody's.
pub fn strange_key() -> String {
    let (_, public) = DhP256HkdfSha256::derive_keypair(&[77; 32]);
    data_encoding::BASE64URL_NOPAD.encode(&public.to_bytes())
}
