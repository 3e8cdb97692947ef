//! What stands around the files of a package, held against what must stand there.

use std::io;

use super::{Altered, Report, archive::Archive};

/// From so many altered records on a package was packed anew.
const PACKED_ANEW: usize = 8;

/// What stands around files, held against what must stand there.
pub(super) struct Around<'a> {
    archive: &'a Archive,
    found: Vec<Altered>,
    cut_off: bool,
}

impl<'a> Around<'a> {
    pub fn new(archive: &'a Archive) -> Self {
        Self { archive, found: Vec::new(), cut_off: false }
    }

    /// Holds one record against what must stand there. What follows from an altered file is passed over.
    pub fn hold(
        &mut self,
        at: u64,
        expected: &[u8],
        passed_over: Option<std::ops::Range<usize>>,
        what: &str,
    ) -> io::Result<()> {
        if self.cut_off {
            return Ok(());
        }
        let until = at + expected.len() as u64;
        let mut there = self.archive.bytes(at.min(self.archive.len), until)?;
        if let Some(range) = passed_over
            && let (Some(theirs), Some(ours)) = (there.get_mut(range.clone()), expected.get(range))
        {
            theirs.copy_from_slice(ours);
        }
        if there.len() < expected.len() {
            self.cut_off = true;
            self.add("missing", what, (at, until), "the package is cut off here");
            return Ok(());
        }
        let mut differs = there.iter().zip(expected).enumerate().filter(|(_, (theirs, ours))| theirs != ours);
        let first = differs.next().map(|(at, _)| at as u64);
        if let Some(first) = first {
            let last = differs.next_back().map_or(first, |(at, _)| at as u64);
            self.add("package", what, (at + first, at + last + 1), "the package's own record was altered");
        }
        Ok(())
    }

    fn add(&mut self, kind: &'static str, what: &str, bytes: (u64, u64), said: &str) {
        self.found.push(Altered { kind, id: what.to_owned(), bytes: Some(bytes), what: said.to_owned() });
    }

    /// Names what was found; where nearly all is another, that another program packed the files.
    pub fn tell(self, report: &mut Report) {
        if self.found.len() > PACKED_ANEW && !self.cut_off {
            let what = "was packed anew by another program: what stands around its files is not what was written";
            return report.at("package", "", (0, self.archive.len), what);
        }
        self.found.into_iter().for_each(|altered| report.name(altered));
    }
}
