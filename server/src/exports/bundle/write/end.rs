//! What speaks of all that went before: keys, the log's entries, the index, the manifest.

use mobile_sync_protocol::{canonical::canonical_of, ids::Sha256};

use super::{
    super::{
        log::{FILE, LogLine, vouches},
        manifest::{
            DeviceKeyLine, FORMAT, KEYS, Keys, LogHead, MANIFEST, MadeBy, Manifest, ServerKeyLine, fingerprint,
        },
        page,
    },
    Bundle,
};
use crate::{
    exports::{Ask, MakeError, sink::Finished},
    store::Device,
};

/// Entries of the log that are read at once.
const ENTRIES: i64 = 1_000;

impl Bundle<'_> {
    /// Writes what speaks of all that went before.
    pub(super) async fn end(mut self) -> Result<Finished, MakeError> {
        let making = self.making;
        let (app, context) = (making.app, &making.context);
        let keys = self.keys().await?;
        self.add_json(KEYS.to_owned(), &keys).await?;
        let head = self.log().await?;
        let store = app.store.read().await?.meta(crate::sync::pull::EPOCH).await?.unwrap_or_default();
        let mut manifest = Manifest {
            format: FORMAT.to_owned(),
            export: making.export.id,
            made_at: making.export.created_at,
            made_by: MadeBy {
                person: making.export.person,
                name: context.person(making.export.person).unwrap_or_default().to_owned(),
            },
            ask: making.export.ask.clone(),
            store,
            log: head,
            counts: self.counts,
            households_left_out: self.left_out,
            photos_missing: std::mem::take(&mut self.missing),
            files: Vec::new(),
            signature: None,
        };
        let fingerprint = fingerprint(&app.key.signer.public_key());
        let html = page::index(&manifest, &self.records, &self.findings, &fingerprint);
        self.add("index.html".to_owned(), html.into_bytes()).await?;
        manifest.files = std::mem::take(&mut self.files);
        let bytes = manifest.signed(&app.key.signer)?;
        self.package.add_bytes(MANIFEST, bytes).await?;
        self.package.finish().await
    }

    async fn keys(&mut self) -> Result<Keys, MakeError> {
        let app = self.making.app;
        let mut devices = app.store.read().await?.devices().await?;
        devices.retain(|device| self.devices.contains(&device.id));
        for device in &devices {
            self.about.add(format!("device:{}", device.id));
        }
        let server = app.key.public.iter().map(|(key, public)| ServerKeyLine { key: *key, public_key: public.clone() });
        let device =
            |device: Device| DeviceKeyLine { device: device.id, key: device.key, public_key: device.public_key };
        Ok(Keys { server: server.collect(), devices: devices.into_iter().map(device).collect() })
    }

    /// Writes the entries that vouch for what is here, and gives where the log stands.
    async fn log(&mut self) -> Result<LogHead, MakeError> {
        let store = &self.making.context.store;
        let (newest, hash) = store.read().await?.log_newest().await?;
        let subjects = self.about.all();
        let whole = matches!(self.making.ask, Ask::Bundle { whole_log: true, .. });
        let mut lines = Vec::new();
        let (mut first, mut file) = (i64::MAX, Vec::new());
        for some in subjects.chunks(500) {
            let found = store.read().await?.log_links(some, newest).await?;
            for link in found.into_iter().filter(|link| vouches(&link.row)) {
                first = first.min(link.row.seq);
                if !whole {
                    lines.push(LogLine::of(link));
                }
            }
            self.log_lines(&mut lines, &mut file, FILE).await?;
        }
        let mut after = first.saturating_sub(1);
        while whole && after < newest {
            let found = store.read().await?.log_chain(after, newest, ENTRIES).await?;
            let Some(last) = found.last() else { break };
            after = last.row.seq;
            lines.extend(found.into_iter().map(LogLine::of));
            self.log_lines(&mut lines, &mut file, FILE).await?;
        }
        self.log_lines(&mut lines, &mut file, 0).await?;
        Ok(LogHead { seq: newest, hash: Sha256(hash.try_into().unwrap_or_default()) })
    }

    /// Moves lines to the file at hand, and adds it where it has more than so many bytes.
    async fn log_lines(&mut self, lines: &mut Vec<LogLine>, file: &mut Vec<u8>, most: usize) -> Result<(), MakeError> {
        for line in lines.drain(..) {
            self.counts.log += 1;
            file.extend_from_slice(&canonical_of(&line)?);
            file.push(b'\n');
        }
        if file.len() > most {
            let number = self.files.iter().filter(|file| file.path.starts_with("log/")).count() + 1;
            self.add(format!("log/{number:04}.ndjson"), std::mem::take(file)).await?;
        }
        Ok(())
    }
}
