//! The engines that phones fill forms with, held against the server's forms and lists as they are given out: JavaRosa
//! (inside of ODK Collect, bundled by ODK Validate, which pyxform brings) and `@getodk/xforms-engine` (ODK's web forms).
//! Their scripts are in `tests/clients/openrosa`.

mod filled;
mod rules;
mod valid;
mod workbooks;

use std::{
    path::{Path, PathBuf},
    process::{Output, Stdio},
    sync::LazyLock,
};

use serde_json::Value;
use tempfile::TempDir;
use thucdia::openrosa::{check, check::Flaw};
use thucdia_tests::collect::Collect;
use tokio::process::Command;

use crate::clients;

/// ODK Validate has a window, too, which a server's Java cannot open.
const HEADLESS: &str = "-Djava.awt.headless=true";
/// ODK Validate, where pyxform brings it.
static VALIDATE: LazyLock<PathBuf> = LazyLock::new(|| {
    let python = clients::python();
    let packages = thucdia_tests::server::files(&python.parent().unwrap().with_file_name("lib"));
    let found = packages.into_iter().find(|path| path.ends_with("ODK_Validate.jar"));
    found.unwrap_or_else(|| panic!("pyxform is missing: run .ci/install-clients, or `make test`"))
});

fn script(name: &str) -> PathBuf {
    clients::folder().join("openrosa").join(name)
}

async fn run(program: impl AsRef<std::ffi::OsStr>, arguments: &[&Path]) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).env("PYTHONDONTWRITEBYTECODE", "1").kill_on_drop(true);
    command.output().await.unwrap()
}

/// What a program printed, which must have ended well.
#[track_caller]
fn printed(done: &Output) -> String {
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout.clone()).unwrap()
}

/// What a script of the web engine printed: a value on each line.
async fn node(name: &str, arguments: &[&Path]) -> Vec<Value> {
    let script = script(name);
    let all: Vec<&Path> = [&*script].into_iter().chain(arguments.iter().copied()).collect();
    printed(&run("node", &all).await).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What JavaRosa printed.
async fn javarosa(arguments: &[&Path]) -> String {
    let script = script("Javarosa.java");
    let all = [Path::new(HEADLESS), Path::new("-cp"), &VALIDATE, &script]
        .into_iter()
        .chain(arguments.iter().copied())
        .collect::<Vec<_>>();
    printed(&run("java", &all).await)
}

/// What ODK Validate says of forms.
async fn validate(forms: &[PathBuf]) -> Output {
    let all = [Path::new(HEADLESS), Path::new("-jar"), &VALIDATE]
        .into_iter()
        .chain(forms.iter().map(PathBuf::as_path))
        .collect::<Vec<_>>();
    run("java", &all).await
}

/// What a client has downloaded.
struct Downloaded {
    folder: TempDir,
}

impl Downloaded {
    /// Every form of the list with the lists of its manifest.
    async fn with(collect: &Collect) -> Self {
        let downloaded = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(downloaded.forms()).unwrap();
        std::fs::create_dir(downloaded.lists()).unwrap();
        let list = collect.get("formList", 200).await;
        for (form, url) in list.all("formID").iter().zip(list.all("downloadUrl")) {
            std::fs::write(downloaded.form(form), collect.follow(&url, 200).await.body).unwrap();
        }
        for url in list.all("manifestUrl") {
            let manifest = collect.follow(&url, 200).await;
            for (file, url) in manifest.all("filename").iter().zip(manifest.all("downloadUrl")) {
                let path = downloaded.lists().join(file);
                if !path.exists() {
                    std::fs::write(path, collect.follow(&url, 200).await.body).unwrap();
                }
            }
        }
        downloaded
    }

    fn forms(&self) -> PathBuf {
        self.folder.path().join("forms")
    }

    fn lists(&self) -> PathBuf {
        self.folder.path().join("lists")
    }

    fn form(&self, id: &str) -> PathBuf {
        self.forms().join(format!("{id}.xml"))
    }

    fn all(&self) -> Vec<PathBuf> {
        thucdia_tests::server::files(&self.forms())
    }

    /// What the reference check finds in a form, with the columns that the lists have.
    fn flaws(&self, xml: &str) -> Vec<Flaw> {
        check::form(xml.as_bytes(), &|list| {
            let text = std::fs::read_to_string(self.lists().join(format!("{list}.csv"))).ok()?;
            Some(text.lines().next()?.split(',').map(str::to_owned).collect())
        })
    }
}
