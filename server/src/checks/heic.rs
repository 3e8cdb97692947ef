//! HEIC: its pixels are decoded by libheif's own program, in a process of its own within bounds.
//!
//! The decoders in Rust take gigabytes on hostile files, and libheif is C++: neither runs in the server's memory. The
//! program gets a private folder and nothing else: no environment, no input, no more memory, time or disk than below.
//! What it writes is foreign, too, and is read by the bounded decoder of JPEG.
//!
//! JPEG and not PNG: the planes are written as they are decoded, which takes a third of PNG's time and less memory, and
//! at this quality nothing is lost that 1280 pixels could show.

#[cfg(test)]
mod tests;

use std::{
    fs::File,
    io,
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{io::AsyncReadExt, sync::Semaphore};

/// The program's names, the newer one first.
const NAMES: [&str; 2] = ["heif-dec", "heif-convert"];
/// Bytes of private writable memory, so of what can be resident beside the program's code. libheif 1.15 takes 48
/// megapixels in 192 tiles, turned, within 295 MiB (287 resident), and 12 within 82 (77 resident).
const MEMORY: u64 = 300 << 20;
/// Bytes of addresses: libraries and whatever else is mapped, too. 48 megapixels take 322 MiB, and newer versions load
/// more libraries.
const ADDRESSES: u64 = 768 << 20;
/// Bytes of a thread's stack; each counts as memory from its start.
const STACK: u64 = 1 << 20;
/// Seconds of a core: 48 megapixels take 4. A program that goes on is killed five later.
const CPU_S: u64 = 20;
/// How long it may take altogether on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
/// Bytes of one file that it writes: 48 megapixels of noise have 28 MB.
const MAX_FILE: u64 = 64 << 20;
/// Quality of the JPEG.
const QUALITY: &str = "92";
/// Decoders that run at the same time, whoever asks: the worker, and whoever wants to see a photo before its turn.
const AT_ONCE: usize = 2;
/// Bytes that are read of what it complains about.
const MAX_SAID: u64 = 4096;

/// The names of files in the private folder.
const PHOTO: &str = "photo.heic";
const UPRIGHT: &str = "upright.jpg";
/// Where it writes the first of several pictures.
const FIRST: &str = "upright-1.jpg";
const SAID: &str = "said.txt";

/// Signals by which whoever ends the server ends the program, too.
const SIGHUP: i32 = 1;
const SIGINT: i32 = 2;
const SIGQUIT: i32 = 3;
const SIGTERM: i32 = 15;
/// Signals of the bounds.
const SIGXCPU: i32 = 24;
const SIGXFSZ: i32 = 25;

/// A picture of 16 x 16, to try it out.
const SAMPLE: &[u8] = include_bytes!("../evidence/photo/samples/plain.heic");

/// Decodes HEIC. A clone shares its turns.
#[derive(Clone, Debug)]
pub struct Decoder {
    program: PathBuf,
    prlimit: PathBuf,
    nice: PathBuf,
    /// Where the private folders are made.
    temp: PathBuf,
    patience: Duration,
    turns: Arc<Semaphore>,
}

/// Why there is no decoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Absent {
    /// A setting says so.
    #[error("pixels of HEIC are not decoded: worker.heic is off")]
    Off,
    /// A program is missing.
    #[error("pixels of HEIC are not decoded: install heif-dec (Debian: libheif-examples) and start the server again")]
    Missing,
}

/// A JPEG of the picture, upright; or why there is none.
pub type Decoded = Result<Vec<u8>, String>;

impl Decoder {
    /// Looks for the programs, where `on` says that HEIC is to be decoded.
    ///
    /// # Errors
    /// [`Absent`] says why there is no decoder.
    pub fn find(on: bool) -> Result<Self, Absent> {
        if !on {
            return Err(Absent::Off);
        }
        let program = NAMES.into_iter().find_map(on_path);
        let programs = program.zip(on_path("prlimit")).zip(on_path("nice"));
        let ((program, prlimit), nice) = programs.ok_or(Absent::Missing)?;
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        Ok(Self { program, prlimit, nice, temp: std::env::temp_dir(), patience: PATIENCE, turns })
    }

    /// The program that decodes.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Decodes the one picture of a file and turns it upright. What the program does not manage within its bounds is
    /// the file's fault and says why.
    ///
    /// # Errors
    /// Where the machine is to blame: no room for the files, no process to be had, or somebody ended it.
    pub async fn decode(&self, heic: &[u8]) -> io::Result<Decoded> {
        let _turn = self.turns.acquire().await.map_err(io::Error::other)?;
        // Closed to other users. It is removed after the process is gone: what is declared last is dropped first.
        let folder = tempfile::Builder::new().prefix("thucdia-heic-").tempdir_in(&self.temp)?;
        let at = |name: &str| folder.path().join(name);
        tokio::fs::write(at(PHOTO), heic).await?;
        let mut process = self.command(folder.path(), File::create(at(SAID))?).spawn()?;
        let Ok(status) = tokio::time::timeout(self.patience, process.wait()).await else {
            process.kill().await?;
            return Ok(Err("HEIC: takes too long to decode".to_owned()));
        };
        let status = status?;
        if !status.success() {
            return self.why(status, &at(SAID)).await;
        }
        let written = tokio::fs::symlink_metadata(at(UPRIGHT)).await;
        if written.is_ok_and(|file| file.is_file() && file.len() <= MAX_FILE) {
            return tokio::fs::read(at(UPRIGHT)).await.map(Ok);
        }
        let several = tokio::fs::try_exists(at(FIRST)).await?;
        let why = if several { "HEIC: several pictures in one file" } else { "HEIC: no picture came of it" };
        Ok(Err(why.to_owned()))
    }

    /// Decodes a sample, and says how long it took.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn try_out(&self) -> Result<Duration, String> {
        let begun = Instant::now();
        match self.decode(SAMPLE).await {
            Ok(Ok(_)) => Ok(begun.elapsed()),
            Ok(Err(why)) => Err(why),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Each program becomes the next one, so that the last is the process that is killed. The number of processes is not
    /// bounded: all threads of the user would count, the server's too.
    fn command(&self, folder: &Path, said: File) -> tokio::process::Command {
        let mut command = tokio::process::Command::new(&self.nice);
        command.args(["-n", "10"]).arg(&self.prlimit).args([
            format!("--data={MEMORY}"),
            format!("--as={ADDRESSES}"),
            format!("--stack={STACK}"),
            format!("--cpu={CPU_S}:{}", CPU_S + 5),
            format!("--fsize={MAX_FILE}"),
            "--core=0".to_owned(),
            "--".to_owned(),
        ]);
        command.arg(&self.program).args(["-q", QUALITY, PHOTO, UPRIGHT]);
        command.current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(said).kill_on_drop(true);
        // Each arena of malloc's takes addresses for itself, and there would be one for each thread.
        command.env_clear().env("LC_ALL", "C").env("MALLOC_ARENA_MAX", "1");
        command
    }

    /// What a program says or shows that ended otherwise than it should.
    async fn why(&self, status: ExitStatus, said: &Path) -> io::Result<Decoded> {
        let why = match status.signal() {
            // The server is being ended, and the photo is read when it serves again.
            Some(SIGHUP | SIGINT | SIGQUIT | SIGTERM) => {
                return Err(io::Error::new(io::ErrorKind::Interrupted, "the decoder of HEIC was ended"));
            }
            Some(SIGXCPU) => "HEIC: takes too long to decode".to_owned(),
            Some(SIGXFSZ) => "HEIC: too much comes of it".to_owned(),
            Some(signal) => format!("HEIC: damaged, or takes too much memory to decode (signal {signal})"),
            None => {
                let mut text = Vec::new();
                tokio::fs::File::open(said).await?.take(MAX_SAID).read_to_end(&mut text).await?;
                let text = String::from_utf8_lossy(&text);
                let last = text.lines().map(str::trim).rfind(|line| !line.is_empty()).unwrap_or("no reason is given");
                let shown: String = last.chars().filter(|letter| !letter.is_control()).take(120).collect();
                format!("HEIC: {shown}")
            }
        };
        Ok(Err(why))
    }
}

/// A program in one of the folders of PATH.
fn on_path(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|file| file.is_absolute() && file.is_file())
}
