//! `thucdia enrol NAME`: a code with which one person enrols one phone, also as a picture to scan.

use std::{
    io::{IsTerminal, stdout},
    process::ExitCode,
};

use anyhow::Context;
use clap::Args;
use qrcode::{QrCode, render::unicode::Dense1x2};
use serde_json::json;

use crate::{app::App, clock::Clock, config::Config, desk::devices};

#[derive(Args)]
pub struct Enrol {
    /// The name that the person signs in with.
    name: String,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Enrol {
    pub async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let app = App::start(config, Clock::system()).await?;
        let known = app.store.read().await?.person_by_name(&self.name).await?;
        let known = known.with_context(|| {
            format!("nobody is called {:?}: add them with `thucdia person add` or `thucdia import people`", self.name)
        })?;
        let invitation = devices::invite(&app, known.person.id, None).await?;
        app.store.close().await;
        if self.json {
            let told = json!({
                "person": known.person.id, "name": known.person.name, "code": invitation.code, "url": invitation.url,
                "expires_at": invitation.expires_at,
            });
            out!("{}", serde_json::to_string_pretty(&told)?);
        } else {
            out!("{}", picture(&invitation.url, stdout().is_terminal())?);
            out!("phone of    {} ({})", known.person.full_name, known.person.name);
            out!("code        {}", invitation.code);
            out!("address     {}", invitation.url);
            out!("valid until {}, for one phone", invitation.expires_at);
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The address as a QR code in text, black on white where a terminal shows it: cameras do not read it the other way.
fn picture(url: &str, coloured: bool) -> anyhow::Result<String> {
    let code = QrCode::new(url.as_bytes())?.render::<Dense1x2>().quiet_zone(true).build();
    if !coloured {
        return Ok(code);
    }
    Ok(code.lines().map(|line| format!("\u{1b}[30;107m{line}\u{1b}[0m")).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_becomes_a_square_picture_with_a_margin() {
        let picture = picture("https://thucdia.example.vn/field/?enrol=ABCD-EFGH", false).unwrap();
        let widths: Vec<usize> = picture.lines().map(|line| line.chars().count()).collect();
        assert!(widths.iter().all(|width| *width == widths[0]));
        assert_eq!(widths.len(), widths[0].div_ceil(2));
        assert!(picture.lines().next().unwrap().trim().is_empty());
    }
}
