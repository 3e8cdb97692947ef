//! `thucdia person add NAME`: a person with a role in a unit, the first administrator among them.

use std::process::ExitCode;

use anyhow::Context;
use clap::{
    Args, Subcommand,
    builder::{PossibleValuesParser, TypedValueParser},
};
use mobile_sync_protocol::time::Date;

use crate::{
    app::App,
    auth::Role,
    clock::Clock,
    config::Config,
    desk::people::{self, NewPerson},
    store::{Actor, PersonRole},
};

/// Hours east of UTC where the programme works.
const OFFSET_S: i32 = 7 * 3600;

#[derive(Args)]
pub struct PersonCommand {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Add a person with one role in one unit.
    Add(Add),
}

#[derive(Args)]
struct Add {
    /// The name to sign in with: a-z, 0-9, '.', '-' and '_'.
    name: String,
    /// The name that people read.
    #[arg(long)]
    full_name: String,
    /// What the person is.
    #[arg(long, value_parser = PossibleValuesParser::new(Role::ALL.map(Role::as_str)).try_map(|word| Role::from_word(&word).ok_or(word)))]
    role: Role,
    /// The code of the unit in which, and in whose parts, the role holds.
    #[arg(long, value_name = "CODE")]
    unit: String,
    /// The day on which the unit has that code; today where none is given.
    #[arg(long, value_name = "YYYY-MM-DD")]
    on: Option<Date>,
    /// Read a password from the first line of standard input; without one the person can only be enrolled on a phone.
    #[arg(long)]
    password_stdin: bool,
    /// A number to call.
    #[arg(long)]
    phone: Option<String>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl PersonCommand {
    pub async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        match self.what {
            What::Add(add) => add.run(config).await,
        }
    }
}

impl Add {
    async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let password = if self.password_stdin {
            let mut line = String::new();
            std::io::stdin().read_line(&mut line).context("cannot read a password from standard input")?;
            Some(line.trim_end_matches(['\n', '\r']).to_owned())
        } else {
            None
        };
        let app = App::start(config, Clock::system()).await?;
        let on = self.on.unwrap_or_else(|| app.clock.now().date_at(OFFSET_S));
        let unit = app.registry.current().units.at(&self.unit, on).map(|unit| unit.id);
        let unit = unit.with_context(|| {
            let code = &self.unit;
            format!("no unit has the code {code} on {on}: import units first, or name another day with --on")
        })?;
        let new = NewPerson {
            name: self.name,
            full_name: self.full_name,
            password,
            phone: self.phone,
            department: None,
            roles: vec![PersonRole { role: self.role, unit }],
        };
        let person = people::add(&app, new, Actor::System).await?;
        app.store.close().await;
        if self.json {
            out!("{}", serde_json::to_string_pretty(&person)?);
        } else {
            out!("{} ({}) is {} in {}", person.full_name, person.name, self.role.as_str(), self.unit);
        }
        Ok(ExitCode::SUCCESS)
    }
}
