//! Writes a package into the parts of an export.

use bytes::Bytes;
use mobile_sync_protocol::problem::Code;

use super::{Entry, Stamp, Walker, end};
use crate::exports::{
    MakeError,
    run::Making,
    sink::{Finished, Sink},
};

/// Files of the directory that are written at once.
const SOME: usize = 1_000;

/// A package on its way. It remembers some hundred bytes of each file.
pub struct Package<'a> {
    /// Where its bytes go.
    pub sink: Sink<'a>,
    /// Its files so far.
    pub entries: Vec<Entry>,
    stamp: Stamp,
    at: u64,
}

impl<'a> Package<'a> {
    /// Begins a package, or goes on with one that was broken off after a whole file.
    ///
    /// # Errors
    /// Where what was kept cannot be read.
    pub async fn open(making: &'a Making<'_>) -> Result<Self, MakeError> {
        let mut walker = Walker::default();
        let sink = making.sink(|bytes| walker.feed(bytes)).await?;
        if !walker.is_whole() {
            return Err(MakeError::Refused(Code::ExportFailed));
        }
        let stamp = Stamp::of(making.export.created_at);
        Ok(Self { at: sink.len(), sink, entries: walker.entries, stamp })
    }

    /// Adds a file whose checksum is known.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub async fn add(&mut self, entry: Entry, bytes: Bytes) -> Result<(), MakeError> {
        self.sink.write(entry.local(self.stamp)).await?;
        self.sink.write(bytes).await?;
        self.at += entry.local_len() + entry.bytes;
        self.entries.push(entry);
        Ok(())
    }

    /// Adds a file.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub async fn add_bytes(&mut self, name: impl Into<String>, bytes: Vec<u8>) -> Result<(), MakeError> {
        let entry = Entry::of(name, &bytes);
        self.add(entry, bytes.into()).await
    }

    /// Writes the directory and the end.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub async fn finish(mut self) -> Result<Finished, MakeError> {
        let (mut offset, mut length) = (0, 0);
        for some in self.entries.chunks(SOME) {
            let mut directory = Vec::new();
            for entry in some {
                directory.extend_from_slice(&entry.central(offset, self.stamp));
                offset += entry.local_len() + entry.bytes;
            }
            length += directory.len() as u64;
            self.sink.write(directory).await?;
        }
        self.sink.write(end(self.entries.len() as u64, length, self.at)).await?;
        self.sink.finish().await
    }
}
