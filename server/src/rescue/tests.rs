//! A file that the field app's own code sealed, `server/web/src/protocol/sealed.ts`: two frames, to the key that follows
//! from 32 bytes of 9.

use bytes::{Buf, Bytes};
use futures_util::{Stream, stream};
use mobile_sync_protocol::ids::{KeyId, Sha256};
use uuid::Uuid;

use super::{
    SealingKeys,
    header::{Header, Names},
    sealed::{Sealed, SealedError},
};

const FILE: &[u8] = include_bytes!("tests/typescript.tdrescue");

fn keys(secrets: &[[u8; 32]]) -> SealingKeys {
    let named: Vec<(KeyId, [u8; 32])> = secrets.iter().map(|secret| (KeyId(Uuid::nil()), *secret)).collect();
    SealingKeys::from_secrets(&named).unwrap()
}

/// The file as a body of pieces that have nothing to do with its frames.
fn body(file: &'static [u8]) -> impl Stream<Item = Result<Bytes, std::convert::Infallible>> + Unpin {
    stream::iter(file.chunks(1_000).map(|piece| Ok(Bytes::from_static(piece))))
}

#[test]
fn the_public_half_is_what_rfc_9180_derives() {
    let expected = "BLX6G3KToibJuO0iSRm91MTHL00WdA_ie08mxJNizsW6-aIhtH-uyTZO0VdstMzqn8OWaDB5tGj4kL9lJHSXOhY";
    assert_eq!(keys(&[[9; 32]]).public().point, expected);
}

#[tokio::test]
async fn what_the_field_app_seals_is_opened_with_a_key_that_was_replaced_since() {
    let mut sealed = Sealed::begin(body(FILE), &keys(&[[7; 32], [9; 32]])).await.unwrap();
    let length = usize::try_from(sealed.take_exactly(4).await.unwrap().get_u32()).unwrap();
    let header = Header::read(&sealed.take_exactly(length).await.unwrap()).unwrap();
    assert_eq!(header.device.to_string(), "01900000-0000-7000-8000-000000000003");
    assert_eq!(header.made_at.to_string(), "2024-05-06T17:00:00.000+07:00");
    let [revision] = &header.revisions[..] else { panic!("{header:?}") };
    assert!(String::from_utf8_lossy(revision).contains("Phiếu của Hoàng Văn Páo"));
    assert_eq!(Names::of(revision).revision.unwrap().to_string(), "01900000-0000-7000-8000-000000000002");
    assert_eq!(header.photos.iter().map(|photo| photo.bytes).collect::<Vec<_>>(), [1_000, 262_144]);
    for photo in &header.photos {
        let bytes = sealed.take_exactly(usize::try_from(photo.bytes).unwrap()).await.unwrap();
        assert_eq!(Sha256::of(&bytes), photo.sha256);
    }
    sealed.end().await.unwrap();
}

#[tokio::test]
async fn another_servers_keys_do_not_open_it() {
    let opened = Sealed::begin(body(FILE), &keys(&[[7; 32], [8; 32]])).await;
    assert_eq!(opened.err(), Some(SealedError::Foreign));
}
