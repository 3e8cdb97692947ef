//! The file: objects as they come, and at its end where each of them lies.

use std::io::{self, Write};

use pdf_writer::{Chunk, Filter, Obj, Ref};

/// Writes objects one after another. What stays in memory of one is where it lies.
pub(super) struct File<W: Write> {
    out: W,
    length: u64,
    /// Where each object lies; none of it is written yet where that is zero.
    places: Vec<u64>,
}

impl<W: Write> File<W> {
    pub fn begin(mut out: W) -> io::Result<Self> {
        // Bytes above 127, so that nobody takes the file for text.
        let begin = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n";
        out.write_all(begin)?;
        Ok(Self { out, length: u64::try_from(begin.len()).unwrap_or(0), places: Vec::new() })
    }

    /// A name for an object that is yet to be written.
    pub fn reserve(&mut self) -> Ref {
        self.places.push(0);
        Ref::new(i32::try_from(self.places.len()).unwrap_or(i32::MAX))
    }

    fn write(&mut self, id: Ref, chunk: &Chunk) -> io::Result<()> {
        let at = usize::try_from(id.get()).unwrap_or(0);
        if let Some(place) = at.checked_sub(1).and_then(|at| self.places.get_mut(at)) {
            *place = self.length;
        }
        self.out.write_all(chunk.as_bytes())?;
        self.length += u64::try_from(chunk.as_bytes().len()).unwrap_or(0);
        Ok(())
    }

    /// Writes an object.
    pub fn object(&mut self, id: Ref, write: impl FnOnce(Obj<'_>)) -> io::Result<()> {
        let mut chunk = Chunk::new();
        write(chunk.indirect(id));
        self.write(id, &chunk)
    }

    /// Writes a stream, compressed, with what `describe` says of it.
    pub fn stream(
        &mut self,
        id: Ref,
        bytes: &[u8],
        describe: impl FnOnce(&mut pdf_writer::Stream<'_>),
    ) -> io::Result<()> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes)?;
        let bytes = encoder.finish()?;
        let mut chunk = Chunk::new();
        let mut stream = chunk.stream(id, &bytes);
        stream.filter(Filter::FlateDecode);
        describe(&mut stream);
        drop(stream);
        self.write(id, &chunk)
    }

    /// Writes an object that `write` puts into an empty chunk.
    pub fn chunk(&mut self, id: Ref, write: impl FnOnce(&mut Chunk)) -> io::Result<()> {
        let mut chunk = Chunk::new();
        write(&mut chunk);
        self.write(id, &chunk)
    }

    /// Writes where everything lies, and hands back where the file was written to.
    pub fn end(mut self, catalog: Ref, info: Ref) -> io::Result<W> {
        let count = self.places.len() + 1;
        let begin = self.length;
        write!(self.out, "xref\n0 {count}\n0000000000 65535 f \n")?;
        for place in &self.places {
            let kind = if *place == 0 { "65535 f" } else { "00000 n" };
            writeln!(self.out, "{place:010} {kind} ")?;
        }
        let (catalog, info) = (catalog.get(), info.get());
        writeln!(self.out, "trailer\n<</Size {count}/Root {catalog} 0 R/Info {info} 0 R>>\nstartxref\n{begin}\n%%EOF")?;
        self.out.flush()?;
        Ok(self.out)
    }
}
