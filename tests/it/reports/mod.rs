//! Reports, minutes and tables, held by programs that others wrote: `LibreOffice` opens what is meant for offices, poppler
//! reads and draws what is meant for paper, GDAL reads what is meant for maps.

mod documents;
mod sample;
mod tables;

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// What a program says, which must not fail.
pub(super) fn run(command: &mut Command) -> String {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().unwrap_or_else(|error| panic!("{name}: {error}; `.ci/install` installs it"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{name}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// What `LibreOffice` makes of a file: one of the same name with the ending of `format`. It sees the fonts of this program
/// alone, so that a machine's own change nothing, and has a home of its own, so that tests do not wait for one another.
pub(super) fn converted(file: &Path, format: &str) -> PathBuf {
    let folder = file.parent().unwrap();
    let home = folder.join("office");
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/builtin/fonts").canonicalize().unwrap();
    let config = folder.join("fonts.conf");
    let text = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig><dir>{}</dir><cachedir>{}</cachedir>\
         <alias binding=\"same\"><family>Times New Roman</family><prefer><family>Liberation Serif</family></prefer></alias>\
         </fontconfig>",
        fonts.display(),
        folder.join("fonts").display()
    );
    std::fs::write(&config, text).unwrap();
    let mut command = Command::new("soffice");
    command.arg(format!("-env:UserInstallation=file://{}", home.display()));
    command.args(["--headless", "--convert-to", format, "--outdir"]).arg(folder).arg(file);
    command.env("FONTCONFIG_FILE", config).env("HOME", folder);
    run(&mut command);
    let made = file.with_extension(format.split(':').next().unwrap());
    assert!(made.exists(), "LibreOffice made no {}", made.display());
    made
}
