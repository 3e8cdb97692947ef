//! The command line: each command is a file, parses its arguments, calls a service, and prints for people, or for
//! programs with `--json`.

/// Prints a line for whoever still reads.
macro_rules! out {
    ($($text:tt)*) => { $crate::cli::print(format_args!($($text)*))? };
}

mod backup;
mod config;
mod demo;
mod doctor;
mod enrol;
mod evidence;
mod import;
mod openapi;
mod person;
mod problems;
mod progress;
mod rescue;
mod restore;
mod serve;
mod simulate;
mod verify;

use std::{io::Write, process::ExitCode};

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
    /// Look whether this machine and these settings can serve: 0 all is well, 1 something to look at, 2 it does not work.
    Doctor(doctor::Doctor),
    /// Import units, outlines, departments, programme, subjects, people, visits or a checklist.
    Import(import::Import),
    /// Add people, the first administrator among them.
    Person(person::PersonCommand),
    /// Make a code with which a person enrols a phone.
    Enrol(enrol::Enrol),
    /// Take in the file that a phone sealed because it could not send.
    Rescue(rescue::Rescue),
    /// Make a snapshot of everything, while the server serves.
    Backup(backup::Backup),
    /// Restore a snapshot into an empty store.
    Restore(restore::Restore),
    /// Look whether anything was altered since it was handed in.
    Verify(verify::Verify),
    /// Read a photo, explain what the rules say of a record, ask the rules again.
    #[command(subcommand)]
    Evidence(evidence::EvidenceCommand),
    /// Print the catalogue of problems that answers name.
    Problems(problems::Problems),
    /// Print the OpenAPI document.
    #[command(name = "openapi")]
    OpenApi,
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
            Command::Doctor(command) => command.run(&config).await,
            Command::Import(command) => command.run(config).await,
            Command::Person(command) => command.run(config).await,
            Command::Enrol(command) => command.run(config).await,
            Command::Rescue(command) => command.run(config).await,
            Command::Backup(command) => command.run(&config).await,
            Command::Restore(command) => command.run(&config).await,
            Command::Verify(command) => command.run(&config).await,
            Command::Evidence(command) => command.run(config).await,
            Command::Problems(command) => command.run(),
            Command::OpenApi => openapi::run(),
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

/// Prints a line; whoever stopped reading, as `head` does, has read enough.
fn print(text: std::fmt::Arguments<'_>) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
