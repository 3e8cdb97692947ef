//! `thucdia demo`: a filled district, its accounts, and a server to look at it with.

use std::{io::Write, net::SocketAddr, path::Path, process::ExitCode};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use super::serve::{listen, until_interrupted};
use crate::{
    app::App,
    clock::Clock,
    config::Config,
    demo::{self, Filled, Pictures},
    telemetry,
};

/// The folder of everything that is kept, where no other is named: apart from what `serve` keeps.
const FOLDER: &str = "data/demo";

#[derive(Args)]
pub struct Demo {
    /// Fill the storage and end without serving.
    #[arg(long)]
    fill_only: bool,
}

impl Demo {
    pub async fn run(self, mut config: Config, folder_is_named: bool) -> anyhow::Result<ExitCode> {
        if !folder_is_named && config.data == Path::new("data") {
            config.data = FOLDER.into();
        }
        telemetry::start(&config);
        let listener = if self.fill_only { None } else { Some(listen(&config).await?) };
        let bar = ProgressBar::new(0);
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let filled = demo::fill(&config, Pictures::Whole, &bar).await?;
        bar.finish_and_clear();
        let mut out = std::io::stdout().lock();
        tell(&mut out, &config, &filled, listener.as_ref().map(tokio::net::TcpListener::local_addr).transpose()?)?;
        drop(out);
        if let Some(listener) = listener {
            until_interrupted(App::start(config, Clock::system()).await?, listener).await?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Says what there is and how to get in, in both languages.
fn tell(out: &mut impl Write, config: &Config, filled: &Filled, address: Option<SocketAddr>) -> std::io::Result<()> {
    let counts = &filled.counts;
    writeln!(out, "\nThực Địa: dữ liệu trình diễn / demonstration data ({})", config.data.display())?;
    let news = if filled.fresh { "vừa nạp xong / just filled" } else { "đã có sẵn / was there already" };
    writeln!(out, "  {news}")?;
    writeln!(
        out,
        "  {} phiếu / records · {} ảnh / photos · {} phiếu chờ ảnh / waiting · {} bị cách ly / quarantined",
        counts.records, counts.photos, counts.waiting, counts.quarantined
    )?;
    if let Some(address) = address {
        let base = if config.public_url.is_empty() { format!("http://{address}") } else { config.public_url() };
        writeln!(out, "\n  Trang chủ       Home              {base}/")?;
        writeln!(out, "  Tài liệu API    API documents     {base}/api/docs/")?;
        writeln!(out, "  Trạng thái      Health, metrics   {base}/readyz   {base}/metrics")?;
    }
    writeln!(out, "\n  {:<13}{:<22}{:<22}Vai trò / Role", "Tên / Name", "Mật khẩu / Password", "Họ tên / Full name")?;
    for account in demo::accounts() {
        let (name, password, full_name) = (account.name, account.password, account.full_name);
        writeln!(out, "  {name:<13}{password:<22}{full_name:<22}{}", account.role)?;
    }
    writeln!(out, "\n  Mật khẩu trên là công khai, chỉ dùng để trình diễn.")?;
    writeln!(out, "  These passwords are public and only for demonstrations.")?;
    if address.is_some_and(|address| !address.ip().is_loopback()) {
        writeln!(out, "  CHÚ Ý: máy khác truy cập được máy chủ này. / NOTE: other machines can reach this server.")?;
    }
    if address.is_some() {
        writeln!(out, "\n  Ctrl+C để dừng / to stop")?;
    }
    out.flush()
}
