//! Documents as files: what was gathered, written beside the event loop with pictures read one by one.

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Write},
};

use futures_util::TryStreamExt;
use mobile_sync_protocol::ids::Sha256;

use super::{
    MakeError,
    ask::Format,
    gather::Gathered,
    run::Making,
    sheets::{folder, take},
    sink::Finished,
};
use crate::{
    blobs::Blobs,
    jobs::compute,
    reports::{
        ReportError,
        document::{Block, Pictures},
        docx, pdf,
    },
};

/// Pictures of photos: the larger of the images that were made of each, upright and without metadata.
struct Images {
    blobs: Blobs,
    names: HashMap<Sha256, Sha256>,
    runtime: tokio::runtime::Handle,
}

impl Pictures for Images {
    fn jpeg(&mut self, sha256: Sha256) -> io::Result<Option<Vec<u8>>> {
        let Some(name) = self.names.get(&sha256) else { return Ok(None) };
        let read = async {
            let Some(blob) = self.blobs.get(*name, None).await? else { return Ok(None) };
            let chunks: Vec<bytes::Bytes> = blob.body.try_collect().await?;
            Ok::<_, crate::blobs::BlobError>(Some(chunks.concat()))
        };
        self.runtime.block_on(read).map_err(io::Error::other)
    }
}

/// Writes a document.
pub(super) async fn write(making: &Making<'_>, gathered: Gathered) -> Result<Finished, MakeError> {
    let mut sink = making.sink(|_| {}).await?;
    let Gathered { document, blocks, things } = gathered;
    sink.total = things;
    let names: Vec<Sha256> = blocks
        .iter()
        .flat_map(|block| match block {
            Block::Pictures { items, .. } => items.as_slice(),
            _ => &[],
        })
        .map(|picture| picture.sha256)
        .collect();
    let readings = making.context.store.read().await?.readings(&names).await?;
    let names = readings.into_iter().filter_map(|(photo, reading)| Some((photo, reading.images?.1))).collect();
    let runtime = tokio::runtime::Handle::current();
    let mut images = Images { blobs: making.app.blobs.clone(), names, runtime };
    let folder = folder(making)?;
    let path = folder.path().join("document");
    let (place, format) = (path.clone(), making.ask.format());
    let written = compute(true, move || {
        let file = io::BufWriter::new(File::create(place)?);
        let blocks = blocks.into_iter().map(Ok);
        match format {
            Format::Pdf => pdf::write(&document, blocks, &mut images, file)?.flush()?,
            _ => docx::write(&document, blocks, &mut images, file)?.flush()?,
        }
        Ok::<_, ReportError>(())
    });
    sink.meanwhile(written).await??;
    sink.done = things;
    take(sink, &path).await
}
