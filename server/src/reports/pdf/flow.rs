//! From page to page: what does not fit goes on, headings stay with what follows, no line stands alone.

use std::io::Write;

use pdf_writer::{
    Name, Rect, Ref, TextStr,
    types::{ActionType, AnnotationType},
};

use super::{
    super::{ReportError, fonts::Style, page},
    canvas::{Canvas, object_name},
    file::File,
    letters::Letters,
    lines::Line,
    paragraph::{BELOW, LINE, Paragraph, draw_line},
};

/// Where words begin, from the page's left end.
pub(super) fn left() -> f32 {
    page::points(page::LEFT)
}

/// A heading in the document's outline.
pub(super) struct Bookmark {
    pub level: u8,
    pub title: String,
    pub page: Ref,
    /// From the page's lower end.
    pub y: f32,
}

/// The pages.
pub(super) struct Flow<W: Write> {
    pub file: File<W>,
    pub letters: Letters,
    pub canvas: Canvas,
    pub landscape: bool,
    /// Where the next thing begins, from the page's upper end.
    pub y: f32,
    pub bookmarks: Vec<Bookmark>,
    pub watermark: Option<Ref>,
    /// Headings and captions that wait for what they stand above.
    waiting: Vec<Paragraph>,
    /// The number of the page in its section.
    number: u32,
    pages: Vec<Ref>,
    tree: Ref,
    page: Ref,
}

impl<W: Write> Flow<W> {
    pub fn new(mut file: File<W>, landscape: bool) -> Result<Self, ReportError> {
        let (tree, page) = (file.reserve(), file.reserve());
        let letters = Letters::new(&mut file)?;
        let canvas = Canvas::new(page::points(page::size(landscape).1));
        Ok(Self {
            file,
            letters,
            canvas,
            landscape,
            y: page::points(page::TOP),
            bookmarks: Vec::new(),
            watermark: None,
            waiting: Vec::new(),
            number: 1,
            pages: Vec::new(),
            tree,
            page,
        })
    }

    pub fn width(&self) -> f32 {
        page::points(page::text_width(self.landscape))
    }

    /// Where the page ends.
    pub fn bottom(&self) -> f32 {
        page::points(page::size(self.landscape).1 - page::BOTTOM)
    }

    /// The height of an empty page.
    pub fn whole(&self) -> f32 {
        page::points(page::text_height(self.landscape))
    }

    fn is_at_top(&self) -> bool {
        self.y <= page::points(page::TOP) + 0.1
    }

    /// Draws what lies under everything, once the page's objects are known.
    pub fn begin_page(&mut self) {
        if let Some(watermark) = self.watermark {
            self.canvas.show(watermark);
        }
        if self.number > 1 {
            let number = self.number.to_string();
            let width = self.letters.fonts.width(Style::REGULAR, &number, page::PAGE_NUMBER);
            let x = left() + (self.width() - width) / 2.0;
            let y = page::points(page::HEADER) + page::PAGE_NUMBER * (LINE - BELOW);
            self.canvas.letters(&mut self.letters, (Style::REGULAR, page::PAGE_NUMBER), (x, y), &number, 0.0);
        }
    }

    /// Writes the page and begins another.
    pub fn next_page(&mut self) -> Result<(), ReportError> {
        self.number += 1;
        self.turn(self.landscape)
    }

    /// Begins a section: its pages are numbered anew.
    pub fn section(&mut self, landscape: bool) -> Result<(), ReportError> {
        self.settle()?;
        self.number = 1;
        self.turn(landscape)
    }

    fn turn(&mut self, landscape: bool) -> Result<(), ReportError> {
        self.write_page()?;
        self.page = self.file.reserve();
        self.landscape = landscape;
        self.canvas = Canvas::new(page::points(page::size(landscape).1));
        self.y = page::points(page::TOP);
        self.begin_page();
        Ok(())
    }

    fn write_page(&mut self) -> Result<(), ReportError> {
        let (width, height) = page::size(self.landscape);
        let canvas = std::mem::replace(&mut self.canvas, Canvas::new(0.0));
        let content = self.file.reserve();
        let mut links = Vec::new();
        for (rect, url) in &canvas.links {
            let id = self.file.reserve();
            let [x1, y1, x2, y2] = *rect;
            self.file.object(id, |object| {
                let mut annotation = object.start::<pdf_writer::writers::Annotation<'_>>();
                annotation.subtype(AnnotationType::Link).rect(Rect::new(x1, y1, x2, y2)).border(0.0, 0.0, 0.0, None);
                annotation.action().action_type(ActionType::Uri).uri(pdf_writer::Str(url.as_bytes()));
            })?;
            links.push(id);
        }
        let (tree, letters) = (self.tree, &self.letters);
        self.file.object(self.page, |object| {
            let mut page = object.start::<pdf_writer::writers::Page<'_>>();
            page.media_box(Rect::new(0.0, 0.0, page::points(width), page::points(height)))
                .parent(tree)
                .contents(content);
            if !links.is_empty() {
                page.annotations(links.iter().copied());
            }
            let mut resources = page.resources();
            let mut fonts = resources.fonts();
            for (style, _) in Style::ALL.into_iter().zip(canvas.styles).filter(|(_, used)| *used) {
                if let Some(id) = letters.id(style) {
                    fonts.pair(Letters::name(style), id);
                }
            }
            drop(fonts);
            let mut objects = resources.x_objects();
            for object in &canvas.objects {
                objects.pair(Name(object_name(*object).as_bytes()), *object);
            }
        })?;
        self.file.stream(content, &canvas.content.finish(), |_| {})?;
        self.pages.push(self.page);
        Ok(())
    }

    /// Room for something that is not divided, below what waits for it; a new page where this one has none.
    pub fn room(&mut self, height: f32) -> Result<(), ReportError> {
        let waiting: f32 = self.waiting.iter().map(Paragraph::height).sum();
        if self.y + waiting + height > self.bottom() && !self.is_at_top() {
            self.next_page()?;
        }
        self.settle()
    }

    /// Writes what waits.
    pub fn settle(&mut self) -> Result<(), ReportError> {
        for paragraph in std::mem::take(&mut self.waiting) {
            self.lines(&paragraph, 0.0)?;
        }
        Ok(())
    }

    /// A paragraph that stays on the page of what follows.
    pub fn heading(&mut self, paragraph: Paragraph) {
        self.waiting.push(paragraph);
    }

    /// A paragraph. Its last lines stay on a page that has `kept` points below them.
    pub fn paragraph(&mut self, paragraph: &Paragraph, kept: f32) -> Result<(), ReportError> {
        let with = if paragraph.lines.len() <= 3 { kept } else { 0.0 };
        self.room(paragraph.begin() + with)?;
        self.lines(paragraph, kept)
    }

    #[expect(clippy::cast_precision_loss, reason = "lines of a paragraph")]
    fn lines(&mut self, paragraph: &Paragraph, kept: f32) -> Result<(), ReportError> {
        let leading = paragraph.leading();
        let height = |lines: usize| leading * lines as f32;
        if !self.is_at_top() {
            self.y += paragraph.before;
        }
        if let Some((level, title)) = &paragraph.bookmark {
            let y = page::points(page::size(self.landscape).1) - self.y;
            self.bookmarks.push(Bookmark { level: *level, title: title.clone(), page: self.page, y });
        }
        let mut done = 0;
        while done < paragraph.lines.len() {
            let left = paragraph.lines.len() - done;
            let fits =
                (1..=left).take_while(|lines| self.y + height(*lines) <= self.bottom() + 0.1).last().unwrap_or(0);
            let all = fits == left && self.y + height(left) + kept <= self.bottom() + 0.1;
            let at_top = self.is_at_top();
            let now = match (all, fits) {
                (true, _) => left,
                // What is kept together leaves two lines for the next page.
                (false, fits) if fits >= left => left.saturating_sub(2),
                (false, fits) if left - fits == 1 => fits.saturating_sub(1),
                (false, fits) => fits,
            };
            let now = if now < 2 && !all && done == 0 && !at_top { 0 } else { now };
            let now = if now == 0 && at_top { fits.max(1) } else { now };
            for line in paragraph.lines.iter().skip(done).take(now) {
                self.draw(paragraph, line, done == 0);
                done += 1;
            }
            if done < paragraph.lines.len() {
                self.next_page()?;
            }
        }
        self.y += paragraph.after;
        Ok(())
    }

    fn draw(&mut self, paragraph: &Paragraph, line: &Line, first: bool) {
        let at = (left() + paragraph.left, self.y);
        draw_line(&mut self.canvas, &mut self.letters, paragraph, line, first, at);
        self.y += paragraph.leading();
    }

    /// Ends the last page and writes what belongs to all of them.
    pub fn finish(mut self, title: &str) -> Result<W, ReportError> {
        self.settle()?;
        self.write_page()?;
        self.letters.write(&mut self.file)?;
        let outline = super::bookmarks::write(&mut self.file, &self.bookmarks)?;
        let (catalog, info) = (self.file.reserve(), self.file.reserve());
        let (tree, pages) = (self.tree, &self.pages);
        self.file.object(tree, |object| {
            let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
            object.start::<pdf_writer::writers::Pages<'_>>().kids(pages.iter().copied()).count(count);
        })?;
        self.file.object(catalog, |object| {
            let mut catalog = object.start::<pdf_writer::writers::Catalog<'_>>();
            catalog.pages(tree).lang(TextStr("vi-VN"));
            catalog.viewer_preferences().display_doc_title(true);
            if let Some(outline) = outline {
                catalog.outlines(outline);
            }
        })?;
        self.file.object(info, |object| {
            object.start::<pdf_writer::writers::DocumentInfo<'_>>().title(TextStr(title));
        })?;
        Ok(self.file.end(catalog, info)?)
    }
}
