//! The command line: each command is a file, parses its arguments, calls a service, and prints for people, or for
//! programs with `--json`.

mod config;
mod demo;
mod serve;
mod simulate;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::{Config, Flags};

/// The server behind on-site inspections of a poverty-reduction programme.
#[derive(Parser)]
#[command(name = "thucdia", version, arg_required_else_help = true)]
struct Arguments {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve phones and browsers until interrupted.
    Serve(serve::Serve),
    /// Act as a team of phones against any server: for demos, load and faults.
    Simulate(Box<simulate::Simulate>),
    /// Fill an empty storage with a made-up district, print its accounts, and serve.
    Demo(demo::Demo),
    /// Show the settings that hold.
    Config(config::Show),
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let config = match Config::load(&arguments.flags) {
        Ok(config) => config,
        Err(error) => return failed(&format!("a setting cannot be read: {error}")),
    };
    // The TLS of the S3 client and of `simulate`; a second installation by a test in the same process changes nothing.
    drop(rustls::crypto::ring::default_provider().install_default());
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&format!("the process cannot start its threads: {error}")),
    };
    let done = runtime.block_on(async {
        match arguments.command {
            Command::Serve(command) => command.run(config).await,
            Command::Simulate(command) => command.run().await,
            Command::Demo(command) => command.run(config, arguments.flags.data.is_some()).await,
            Command::Config(command) => command.run(&config),
        }
    });
    match done {
        Ok(code) => code,
        Err(error) => failed(&format!("{error:#}")),
    }
}

fn failed(message: &str) -> ExitCode {
    eprintln!("thucdia: {message}");
    ExitCode::FAILURE
}
