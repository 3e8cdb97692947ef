//! Pictures in the package: each once, as the JPEG that it is.

use std::{
    collections::HashMap,
    fmt::Write as _,
    io::{self, Seek, Write},
};

use mobile_sync_protocol::ids::Sha256;
use zip::{CompressionMethod, write::SimpleFileOptions};

use super::{
    super::{ReportError, document::Pictures, jpeg, text},
    Writer, emu,
};

/// What is known of the pictures that were asked for.
#[derive(Default)]
pub(super) struct Media {
    known: HashMap<Sha256, Option<Placed>>,
    /// Extensions of the files, whose names are their places.
    files: Vec<&'static str>,
}

/// A picture in the package.
#[derive(Clone, Copy)]
pub(super) struct Placed {
    /// From 1.
    pub file: usize,
    /// Pixels of a line, and lines.
    pub pixels: (u32, u32),
}

impl Media {
    pub fn relations(&self, out: &mut impl Write) -> io::Result<()> {
        for (at, extension) in self.files.iter().enumerate() {
            let file = at + 1;
            write!(
                out,
                concat!(
                    r#"<Relationship Id="picture{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/"#,
                    r#"relationships/image" Target="media/{}.{}"/>"#,
                ),
                file, file, extension
            )?;
        }
        Ok(())
    }
}

impl<W: Write + Seek> Writer<'_, W> {
    /// Puts a picture into the package, if it is not there; nothing where there is none.
    pub(super) fn picture(
        &mut self,
        sha256: Sha256,
        pictures: &mut dyn Pictures,
    ) -> Result<Option<Placed>, ReportError> {
        if let Some(known) = self.media.known.get(&sha256) {
            return Ok(*known);
        }
        let bytes = pictures.jpeg(sha256)?;
        let shape = bytes.as_deref().and_then(|bytes| Some((jpeg::shape(bytes)?, bytes)));
        let placed = match shape {
            None => None,
            Some((shape, bytes)) => Some(self.file("jpeg", bytes, (shape.width, shape.height))?),
        };
        self.media.known.insert(sha256, placed);
        Ok(placed)
    }

    /// Puts the bytes of a picture into the package as they are: they are compressed already.
    pub(super) fn file(
        &mut self,
        extension: &'static str,
        bytes: &[u8],
        pixels: (u32, u32),
    ) -> Result<Placed, ReportError> {
        self.media.files.push(extension);
        let file = self.media.files.len();
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.package.start_file(format!("word/media/{file}.{extension}"), stored)?;
        self.package.write_all(bytes)?;
        Ok(Placed { file, pixels })
    }

    /// A picture in a line of text, so many millimetres wide and high.
    pub(super) fn drawing(&mut self, placed: Placed, (width, height): (f32, f32), alt: &str) {
        let id = self.next_id();
        let (width, height) = (emu(width), emu(height));
        let _ = write!(
            self.xml,
            concat!(
                r#"<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>"#,
                r#"<wp:docPr id="{id}" name="Ảnh {id}" descr="{alt}"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/>"#,
                r#"</wp:cNvGraphicFramePr><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">"#,
                r#"<pic:pic><pic:nvPicPr><pic:cNvPr id="{id}" name="Ảnh {id}"/><pic:cNvPicPr/></pic:nvPicPr>"#,
                r#"<pic:blipFill><a:blip r:embed="picture{file}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>"#,
                r#"<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>"#,
                r#"<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>"#,
                r#"</wp:inline></w:drawing></w:r>"#,
            ),
            width = width,
            height = height,
            id = id,
            alt = text::escape(&text::line(alt)),
            file = placed.file,
        );
    }
}
