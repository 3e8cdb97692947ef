//! Pictures beside one another, with captions.

use std::{collections::HashMap, io::Write};

use mobile_sync_protocol::ids::Sha256;
use pdf_writer::{Filter, Ref};

use super::{
    super::{
        ReportError,
        document::{Picture, Pictures, Run},
        jpeg, page,
    },
    Writer, flow, lines,
    paragraph::{Paragraph, Stand, draw_line},
};

/// A picture in the file: the object, and pixels across and down.
type Placed = (Ref, (u32, u32));

/// What is known of the pictures that were asked for.
#[derive(Default)]
pub(super) struct Known(HashMap<Sha256, Option<Placed>>);

/// Between picture and caption, and below captions, in points.
const GAP: f32 = 3.0;
/// The frame for a picture that is not there, in millimetres.
const EMPTY: f32 = 24.0;

impl<W: Write> Writer<'_, W> {
    /// Writes a picture, if it is not there; nothing where there is none.
    fn picture(&mut self, sha256: Sha256, pictures: &mut dyn Pictures) -> Result<Option<Placed>, ReportError> {
        if let Some(known) = self.known.0.get(&sha256) {
            return Ok(*known);
        }
        let bytes = pictures.jpeg(sha256)?;
        let placed = match bytes.as_deref().and_then(|bytes| Some((jpeg::shape(bytes)?, bytes))) {
            None => None,
            Some((shape, bytes)) => {
                let id = self.flow.file.reserve();
                let across = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
                self.flow.file.chunk(id, |chunk| {
                    let mut image = chunk.image_xobject(id, bytes);
                    image.filter(Filter::DctDecode);
                    image.width(across(shape.width)).height(across(shape.height)).bits_per_component(8);
                    match shape.components {
                        1 => image.color_space().device_gray(),
                        3 => image.color_space().device_rgb(),
                        // Inks in a JPEG are written inverted, as Adobe began it.
                        _ => {
                            image.color_space().device_cmyk();
                            image.decode([1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0]);
                        }
                    }
                })?;
                Some((id, (shape.width, shape.height)))
            }
        };
        self.known.0.insert(sha256, placed);
        Ok(placed)
    }

    pub(super) fn pictures(
        &mut self,
        per_row: u8,
        items: &[Picture],
        pictures: &mut dyn Pictures,
    ) -> Result<(), ReportError> {
        let (per_row, width, inner) = page::beside(per_row, items.len(), self.flow.landscape);
        for row in items.chunks(per_row) {
            let mut placed = Vec::new();
            for item in row {
                let picture = self.picture(item.sha256, pictures)?;
                let (wide, high) = picture.map_or((inner.min(60.0), EMPTY), |(_, pixels)| page::fitted(pixels, inner));
                let size = (page::points(wide), page::points(high));
                placed.push((picture.map(|(id, _)| id), size, self.caption(&item.caption, page::points(width))));
            }
            self.picture_row(&placed, page::points(width))?;
        }
        self.flow.y += 4.0;
        Ok(())
    }

    fn caption(&self, words: &str, width: f32) -> Paragraph {
        let width = width - page::points(4.0);
        Paragraph {
            lines: lines::broken(&self.flow.letters.fonts, &[Run::italic(words)], page::CAPTION, (width, width)),
            size: page::CAPTION,
            spacing: 1.0,
            left: 0.0,
            width,
            indent: 0.0,
            stand: Stand::Centre,
            before: GAP,
            after: GAP + 1.0,
            bookmark: None,
        }
    }

    /// Pictures whose lower ends are in line, with their captions, on one page.
    fn picture_row(&mut self, row: &[(Option<Ref>, (f32, f32), Paragraph)], width: f32) -> Result<(), ReportError> {
        let high = row.iter().map(|(_, size, _)| size.1).fold(0.0, f32::max);
        let captions = row.iter().map(|(.., caption)| caption.height()).fold(0.0, f32::max);
        self.flow.room(high + captions + GAP)?;
        self.flow.y += GAP;
        let flow = &mut self.flow;
        let mut left = flow::left();
        for (picture, size, caption) in row {
            let at = (left + (width - size.0) / 2.0, flow.y + high - size.1);
            if let Some(picture) = picture {
                flow.canvas.picture(*picture, at, *size);
            } else {
                flow.canvas.frame(at, *size, 0.5, 0.5);
                let words = [Run::italic(page::NO_PICTURE_TEXT)];
                let mut none = caption.clone();
                none.lines = lines::broken(&flow.letters.fonts, &words, page::CAPTION, (size.0, size.0));
                none.width = size.0;
                let middle = (at.0, at.1 + (size.1 - none.leading()) / 2.0);
                for line in &none.lines {
                    draw_line(&mut flow.canvas, &mut flow.letters, &none, line, true, middle);
                }
            }
            let mut y = flow.y + high + caption.before;
            for (at, line) in caption.lines.iter().enumerate() {
                let place = (left + page::points(2.0), y);
                draw_line(&mut flow.canvas, &mut flow.letters, caption, line, at == 0, place);
                y += caption.leading();
            }
            left += width;
        }
        flow.y += high + captions;
        Ok(())
    }
}
