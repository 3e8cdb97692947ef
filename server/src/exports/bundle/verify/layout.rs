//! Whether every byte of a package is where the manifest says, and what the manifest says.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    io::{self, Read},
};

use mobile_sync_protocol::ids::Sha256;
use sha2::Digest;

use super::{
    super::manifest::{FileLine, MANIFEST, Manifest},
    Report,
    archive::{Archive, Listed},
    around::Around,
};
use crate::{
    exports::package::{Entry, Stamp, end},
    progress::Progress,
};

/// What is read and hashed at once.
const BLOCK: usize = 256 * 1024;
/// The most bytes of a manifest: some ten million files.
const MANIFEST_MAX: u64 = 2 << 30;

/// The manifest as it stands in the package.
pub(super) struct Found {
    /// Where its bytes are.
    pub range: (u64, u64),
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Where a file's bytes are that have the right hash: from, to, and whether they are deflated.
pub(super) type Files = HashMap<String, (u64, u64, bool)>;

/// Finds the manifest: by the directory, and where that is wrong, by what stands before it. Whichever can be read
/// counts; where none can, the first.
pub(super) fn manifest(archive: &Archive) -> io::Result<Option<Found>> {
    let mut first = None;
    let listed = archive.listing.iter().find(|listed| listed.name == MANIFEST);
    let by_directory = match listed {
        Some(listed) => archive.content(listed)?,
        None => None,
    };
    if let (Some(listed), Some((from, to))) = (listed, by_directory) {
        let bytes = unpacked(archive, (from, to, listed.method == 8))?.unwrap_or_default();
        let found = Found { range: (from, to), bytes };
        if Manifest::read(&found.bytes).is_ok() {
            return Ok(Some(found));
        }
        first = Some(found);
    }
    // Before the name stand the rest of a record, in front of it the first file. The directory names it once more.
    let mut before = archive.len;
    for _ in 0..3 {
        let Some(name) = archive.last(MANIFEST.as_bytes(), before)? else { break };
        before = name;
        let from = name + MANIFEST.len() as u64;
        let rest = archive.bytes(from, from.saturating_add(MANIFEST_MAX))?;
        if let Some(length) = object(&rest) {
            let bytes = rest.get(..length).unwrap_or_default().to_vec();
            let found = Found { range: (from, from + length as u64), bytes };
            if Manifest::read(&found.bytes).is_ok() {
                return Ok(Some(found));
            }
            first = first.or(Some(found));
        } else if rest.first() == Some(&b'{') && first.is_none() {
            first = Some(Found { range: (from, archive.len), bytes: Vec::new() });
        }
    }
    // Where even the name before it was altered, the directory knows where it begins.
    if let Some(listed) = listed {
        let from = listed.offset.saturating_add(30 + MANIFEST.len() as u64);
        let rest = archive.bytes(from.min(archive.len), from.saturating_add(listed.packed))?;
        if Manifest::read(&rest).is_ok() {
            return Ok(Some(Found { range: (from, from + rest.len() as u64), bytes: rest }));
        }
    }
    Ok(first)
}

/// The bytes of a file as the package itself tells of it.
pub(super) fn listed(archive: &Archive, name: &str) -> io::Result<Option<Vec<u8>>> {
    let Some(listed) = archive.listing.iter().find(|listed| listed.name == name) else { return Ok(None) };
    match archive.content(listed)? {
        Some((from, to)) => unpacked(archive, (from, to, listed.method == 8)),
        None => Ok(None),
    }
}

/// How long the JSON object is that a text begins with.
fn object(text: &[u8]) -> Option<usize> {
    if text.first() != Some(&b'{') {
        return None;
    }
    let mut values = serde_json::Deserializer::from_slice(text).into_iter::<serde::de::IgnoredAny>();
    values.next()?.ok()?;
    Some(values.byte_offset())
}

/// Checks all files and all that stands around them. Gives where those are that can be relied on.
pub(super) fn check(
    archive: &Archive,
    manifest: &Manifest,
    (from, to): (u64, u64),
    progress: Progress<'_>,
    report: &mut Report,
) -> io::Result<Files> {
    let plain = |line: &FileLine| Entry { name: line.path.clone(), bytes: line.bytes, crc: 0 };
    let before: u64 = manifest.files.iter().map(|line| plain(line).local_len() + line.bytes).sum();
    let own = Entry { name: MANIFEST.to_owned(), bytes: to - from, crc: 0 };
    if before + own.local_len() == from {
        as_written(archive, manifest, (from, to), progress, report)
    } else {
        let what = "is not laid out as it was written: it was packed anew, or bytes were cut or put in. Its files are \
                    looked up by name";
        report.at("package", "", (0, archive.len), what);
        by_name(archive, manifest, progress, report)
    }
}

/// Every file is where it was written: holds all bytes against what must be there.
fn as_written(
    archive: &Archive,
    manifest: &Manifest,
    (from, to): (u64, u64),
    progress: Progress<'_>,
    report: &mut Report,
) -> io::Result<Files> {
    let stamp = Stamp::of(manifest.made_at);
    let (mut files, mut entries) = (Files::new(), Vec::with_capacity(manifest.files.len() + 1));
    let mut around = Around::new(archive);
    let mut at = 0;
    for line in &manifest.files {
        let mut entry = Entry { name: line.path.clone(), bytes: line.bytes, crc: 0 };
        let begins = at + entry.local_len();
        let ends = begins + line.bytes;
        let (sha256, crc) = hashed(archive.reader(begins, ends))?;
        entry.crc = crc;
        let right = sha256 == line.sha256;
        if right {
            report.checked.files += 1;
            files.insert(line.path.clone(), (begins, ends, false));
        } else {
            report.at("file", &line.path, (begins, ends), format!("was altered: its SHA-256 is {sha256}"));
        }
        around.hold(at, &entry.local(stamp), (!right).then_some(14..18), &line.path)?;
        at = ends;
        entries.push((entry, right));
        (progress)("files", entries.len() as u64, manifest.files.len() as u64);
    }
    let (_, crc) = hashed(archive.reader(from, to))?;
    let own = Entry { name: MANIFEST.to_owned(), bytes: to - from, crc };
    around.hold(at, &own.local(stamp), None, MANIFEST)?;
    entries.push((own, true));
    let directory = to;
    let (mut at, mut offset) = (directory, 0);
    for (entry, right) in &entries {
        let expected = entry.central(offset, stamp);
        around.hold(at, &expected, (!right).then_some(16..20), &format!("{} in the directory", entry.name))?;
        at += expected.len() as u64;
        offset += entry.local_len() + entry.bytes;
    }
    let expected = end(entries.len() as u64, at - directory, directory);
    around.hold(at, &expected, None, "the end of the directory")?;
    let end = at + expected.len() as u64;
    around.tell(report);
    if archive.len > end && !added(archive, manifest, report) {
        report.at("added", "", (end, archive.len), "bytes follow the end of the package");
    }
    Ok(files)
}

/// Names the files of the package that the manifest does not know; false where there are none.
fn added(archive: &Archive, manifest: &Manifest, report: &mut Report) -> bool {
    let known: HashSet<&str> = manifest.files.iter().map(|line| line.path.as_str()).chain([MANIFEST]).collect();
    let listed: BTreeSet<&str> = archive.listing.iter().map(|listed| listed.name.as_str()).collect();
    let mut any = false;
    for name in listed.into_iter().filter(|name| !known.contains(name) && !name.ends_with('/')) {
        report.add("added", name, "is in the package and not in the manifest");
        any = true;
    }
    any
}

/// Looks files up by name.
pub(super) fn by_name(
    archive: &Archive,
    manifest: &Manifest,
    progress: Progress<'_>,
    report: &mut Report,
) -> io::Result<Files> {
    let mut files = Files::new();
    let mut listed: HashMap<&str, Vec<&Listed>> = HashMap::new();
    for one in &archive.listing {
        listed.entry(&one.name).or_default().push(one);
    }
    for (done, line) in manifest.files.iter().enumerate() {
        (progress)("files", done as u64 + 1, manifest.files.len() as u64);
        let Some(all) = listed.remove(line.path.as_str()) else {
            report.add("missing", &line.path, "is in the manifest and not in the package");
            continue;
        };
        if all.len() > 1 {
            report.add("added", &line.path, "is in the package more than once");
        }
        let Some(one) = all.last() else { continue };
        let content = archive.content(one)?;
        let Some((from, to)) = content else {
            report.at("file", &line.path, (one.offset, one.offset), "is not where the package says");
            continue;
        };
        let deflated = one.method == 8;
        let sha256 = if deflated {
            hashed(flate2::read::DeflateDecoder::new(archive.reader(from, to)).take(line.bytes + 1)).ok()
        } else {
            Some(hashed(archive.reader(from, to))?)
        };
        if sha256.is_some_and(|(sha256, _)| sha256 == line.sha256) {
            report.checked.files += 1;
            files.insert(line.path.clone(), (from, to, deflated));
        } else {
            report.at("file", &line.path, (from, to), "was altered: its SHA-256 is another");
        }
    }
    added(archive, manifest, report);
    Ok(files)
}

/// The bytes of a file; none where they cannot be unpacked.
pub(super) fn unpacked(archive: &Archive, (from, to, deflated): (u64, u64, bool)) -> io::Result<Option<Vec<u8>>> {
    if !deflated {
        return archive.bytes(from, to).map(Some);
    }
    let mut bytes = Vec::new();
    let mut reader = flate2::read::DeflateDecoder::new(archive.reader(from, to)).take(MANIFEST_MAX);
    Ok(reader.read_to_end(&mut bytes).is_ok().then_some(bytes))
}

/// SHA-256 and CRC-32 of what is read.
fn hashed(mut reader: impl Read) -> io::Result<(Sha256, u32)> {
    let (mut sha256, mut crc) = (sha2::Sha256::new(), crc32fast::Hasher::new());
    let mut block = vec![0; BLOCK];
    loop {
        let read = reader.read(&mut block)?;
        let Some(bytes) = block.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        sha256.update(bytes);
        crc.update(bytes);
    }
    Ok((Sha256(sha256.finalize().into()), crc.finalize()))
}
