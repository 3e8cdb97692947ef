//! What the machine allows this process: open files, room on the disk.

use std::{io, path::Path};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// How many files, sockets included, a process may hold open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenFiles {
    /// What holds now; `None` for any number.
    pub soft: Option<u64>,
    /// What the process may ask for; `None` for any number.
    pub hard: Option<u64>,
}

/// How many files this process may hold open.
pub fn open_files() -> OpenFiles {
    let limit = getrlimit(Resource::Nofile);
    OpenFiles { soft: limit.current, hard: limit.maximum }
}

/// Asks for as many open files as the process may have. A thousand uploads at once take about two thousand.
///
/// # Errors
/// Where the machine refuses.
pub fn raise_open_files() -> io::Result<OpenFiles> {
    let limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum })?;
    }
    Ok(open_files())
}

/// Bytes on the disk of `path` that this process may still write, and the disk's size.
///
/// # Errors
/// Where the path is not there.
pub fn room(path: &Path) -> io::Result<(u64, u64)> {
    let disk = rustix::fs::statvfs(path)?;
    Ok((disk.f_bavail.saturating_mul(disk.f_frsize), disk.f_blocks.saturating_mul(disk.f_frsize)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_of_open_files_can_be_raised_to_the_hard_one() {
        let raised = raise_open_files().unwrap();
        assert_eq!(raised.soft, raised.hard);
        assert_eq!(raise_open_files().unwrap(), raised);
    }

    #[test]
    fn a_disk_has_room_and_a_missing_folder_has_no_disk() {
        let (free, size) = room(Path::new("/")).unwrap();
        assert!(free <= size && size > 0);
        assert!(room(Path::new("/no/such/folder")).is_err());
    }
}
