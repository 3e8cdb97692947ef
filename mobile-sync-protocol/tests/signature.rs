//! Signatures of phones and receipts of the server: what was signed holds, and nothing else does.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use mobile_sync_protocol::{
    canonical::{Json, canonical_of},
    ids::Sha256,
    receipt::{Receipt, ReceiptOf},
    signature::{Algorithm, PublicKey, Signature, SignatureBytes, SignatureError, Signer},
};
use p256::ecdsa::signature::Signer as _;

use crate::common;

fn bytes<const N: usize>(hex: &str) -> [u8; N] {
    HEXLOWER.decode(hex.as_bytes()).unwrap().try_into().unwrap()
}

fn signer(secret: u8) -> Signer {
    Signer::from_secret(common::id(1), [secret; 32])
}

/// A P-256 key as a browser would hold it.
fn browser(secret: [u8; 32]) -> (p256::ecdsa::SigningKey, PublicKey) {
    let secret = p256::ecdsa::SigningKey::from_slice(&secret).unwrap();
    let point = p256::ecdsa::VerifyingKey::from(&secret).to_sec1_point(false);
    let public = PublicKey { algorithm: Algorithm::P256, key: BASE64URL_NOPAD.encode(point.as_bytes()) };
    (secret, public)
}

fn signed_by_browser(secret: &p256::ecdsa::SigningKey, message: &[u8]) -> Signature {
    let signature: p256::ecdsa::Signature = secret.sign(message);
    Signature { key: common::id(1), algorithm: Algorithm::P256, value: SignatureBytes(signature.to_bytes().into()) }
}

#[test]
fn the_ed25519_vectors_of_rfc_8032_hold() {
    let vectors = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ];
    for (secret, public, message, expected) in vectors {
        let signer = Signer::from_secret(common::id(1), bytes(secret));
        let message = HEXLOWER.decode(message.as_bytes()).unwrap();
        assert_eq!(signer.public_key().key, BASE64URL_NOPAD.encode(&bytes::<32>(public)));
        let signature = signer.sign(&message);
        assert_eq!(signature.value, SignatureBytes(bytes(expected)));
        assert_eq!(signer.public_key().verifier().unwrap().verify(&message, &signature), Ok(()));
    }
}

/// RFC 6979, A.2.5: P-256 with SHA-256 over "sample".
#[test]
fn the_p256_vector_of_rfc_6979_holds() {
    let (secret, public) = browser(bytes("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"));
    let expected = concat!(
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716",
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
    );
    let signature =
        Signature { key: common::id(1), algorithm: Algorithm::P256, value: SignatureBytes(bytes(expected)) };
    assert_eq!(public.verifier().unwrap().verify(b"sample", &signature), Ok(()));
    assert_eq!(public.verifier().unwrap().verify(b"test", &signature), Err(SignatureError::Mismatch));
    assert_eq!(signed_by_browser(&secret, b"sample").value, signature.value);
}

#[test]
fn a_p256_key_of_a_browser_signs_a_revision() {
    let (secret, public) = browser([7; 32]);
    let message = canonical_of(&common::revision()).unwrap();
    let signature = signed_by_browser(&secret, &message);
    assert_eq!(public.verifier().unwrap().verify(&message, &signature), Ok(()));
}

#[test]
fn a_signed_revision_holds_however_it_is_written() {
    let signer = signer(1);
    let mut revision = common::revision();
    revision.signature = Some(signer.sign(&canonical_of(&revision).unwrap()));
    let text = serde_json::to_vec_pretty(&revision).unwrap();
    let message = Json::parse(&text).unwrap().without("signature").canonical();
    let signature = revision.signature.unwrap();
    assert_eq!(signer.public_key().verifier().unwrap().verify(&message, &signature), Ok(()));
}

#[test]
fn a_revision_that_was_changed_after_signing_is_refused() {
    let (secret, browser_key) = browser([7; 32]);
    let message = canonical_of(&common::revision()).unwrap();
    let signed =
        [(signer(1).public_key(), signer(1).sign(&message)), (browser_key, signed_by_browser(&secret, &message))];
    for (key, signature) in signed {
        let verifier = key.verifier().unwrap();
        for at in 0..message.len() {
            let mut changed = message.clone();
            changed[at] ^= 1;
            assert_eq!(verifier.verify(&changed, &signature), Err(SignatureError::Mismatch), "byte {at}");
        }
        for at in 0..64 {
            let mut changed = signature.clone();
            changed.value.0[at] ^= 1;
            assert_eq!(verifier.verify(&message, &changed), Err(SignatureError::Mismatch), "byte {at}");
        }
    }
}

#[test]
fn another_key_is_refused() {
    let message = b"revision";
    let signature = signer(1).sign(message);
    let other = signer(2).public_key().verifier().unwrap();
    assert_eq!(other.verify(message, &signature), Err(SignatureError::Mismatch));
    let (_, browser) = browser([7; 32]);
    assert_eq!(browser.verifier().unwrap().verify(message, &signature), Err(SignatureError::WrongAlgorithm));
}

#[test]
fn bytes_that_are_no_key_are_refused() {
    let (_, browser) = browser([7; 32]);
    let point = BASE64URL_NOPAD.decode(browser.key.as_bytes()).unwrap();
    let mut off_the_curve = point.clone();
    off_the_curve[64] ^= 1;
    let compressed = [&[2 + (point[64] & 1)], &point[1..33]].concat();
    let (ed, p256) = (Algorithm::Ed25519, Algorithm::P256);
    let keys = [
        (ed, BASE64URL_NOPAD.encode(&[0; 32])), // the small-order point that signs anything
        (ed, BASE64URL_NOPAD.encode(&[0; 31])),
        (ed, "not base64!".to_owned()),
        (ed, signer(1).public_key().key + "="),
        (ed, browser.key.clone()),
        (p256, signer(1).public_key().key),
        (p256, BASE64URL_NOPAD.encode(&off_the_curve)),
        (p256, BASE64URL_NOPAD.encode(&compressed)),
        (p256, String::new()),
    ];
    for (algorithm, key) in keys {
        let why = PublicKey { algorithm, key: key.clone() }.verifier().err();
        assert_eq!(why, Some(SignatureError::BadKey), "{algorithm:?} {key}");
    }
}

#[test]
fn a_signature_is_64_bytes_on_the_wire() {
    let signature = signer(1).sign(b"x");
    let json = serde_json::to_value(&signature).unwrap();
    assert_eq!(json["value"].as_str().unwrap().len(), 86);
    assert_eq!(serde_json::from_value::<Signature>(json.clone()).unwrap(), signature);
    for value in ["", "AAAA", &"A".repeat(88), &format!("{}=", "A".repeat(85))] {
        let mut changed = json.clone();
        changed["value"] = value.into();
        assert!(serde_json::from_value::<Signature>(changed).is_err(), "{value}");
    }
}

fn receipt() -> Receipt {
    let of = ReceiptOf::Revision { record: common::id(1), revision: common::id(2), sha256: Sha256::of(b"revision") };
    Receipt::sign(of, Some(common::id(9)), "2024-05-06T03:00:00.250Z".parse().unwrap(), &signer(5)).unwrap()
}

#[test]
fn a_receipt_holds_after_a_journey_through_json() {
    let server = signer(5).public_key().verifier().unwrap();
    let photo = ReceiptOf::Photo { sha256: Sha256::of(b"photo"), bytes: 5 };
    let without_device = Receipt::sign(photo, None, "2024-05-06T03:00:00Z".parse().unwrap(), &signer(5)).unwrap();
    for receipt in [receipt(), without_device] {
        let read: Receipt = serde_json::from_slice(&serde_json::to_vec(&receipt).unwrap()).unwrap();
        assert_eq!(read.verify(&server), Ok(()));
    }
}

#[test]
fn a_receipt_of_something_else_does_not_hold() {
    let server = signer(5).public_key().verifier().unwrap();
    let changes: [fn(&mut Receipt); 4] = [
        |it| it.device = None,
        |it| it.at = "2024-05-06T03:00:00.251Z".parse().unwrap(),
        |it| it.of = ReceiptOf::Photo { sha256: Sha256::of(b"revision"), bytes: 8 },
        |it| {
            it.of =
                ReceiptOf::Revision { record: common::id(1), revision: common::id(2), sha256: Sha256::of(b"another") };
        },
    ];
    for change in changes {
        let mut receipt = receipt();
        change(&mut receipt);
        assert_eq!(receipt.verify(&server), Err(SignatureError::Mismatch));
    }
    let stranger = signer(6).public_key().verifier().unwrap();
    assert_eq!(receipt().verify(&stranger), Err(SignatureError::Mismatch));
}

#[test]
fn a_receipt_covers_the_canonical_form_of_everything_but_its_signature() {
    let receipt = receipt();
    let text = serde_json::to_vec(&receipt).unwrap();
    let message = Json::parse(&text).unwrap().without("signature").canonical();
    assert_eq!(signer(5).sign(&message), receipt.signature);
}

#[test]
fn a_signer_never_shows_its_secret() {
    let shown = format!("{:?}", signer(5));
    assert!(shown.starts_with("Signer(") && !shown.contains("5, 5"), "{shown}");
}
