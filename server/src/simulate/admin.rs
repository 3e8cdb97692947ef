//! The administrator's part: units to work in, people, enrolment codes.

use std::{collections::BTreeMap, time::Duration};

use http::{Method, StatusCode};
use mobile_sync_protocol::{
    ids::{PersonId, UnitId},
    registry::UnitType,
    time::Date,
};
use reqwest::{Client, Url};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    Error,
    faults::Patience,
    rng::Dice,
    wire::{self, Answer, Call, Trouble},
};

/// A signed-in administrator.
#[derive(Debug)]
pub struct Admin {
    client: Client,
    base: Url,
    name: String,
    password: String,
    patience: Duration,
}

#[derive(Deserialize)]
struct Units {
    units: Vec<Listed>,
}

/// A unit as far as the choice of one needs it.
#[derive(Clone, Debug, Deserialize)]
pub struct Listed {
    /// Its id.
    pub id: UnitId,
    /// Its code.
    pub code: String,
    /// Its type.
    pub unit_type: UnitType,
    /// The unit that it is part of.
    #[serde(default)]
    pub parent: Option<UnitId>,
    /// The first day on which it stood so.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// The last day on which it stood so.
    #[serde(default)]
    pub valid_to: Option<Date>,
}

#[derive(Deserialize)]
struct People {
    people: Vec<Person>,
}

#[derive(Deserialize)]
struct Person {
    id: PersonId,
    name: String,
    #[serde(default)]
    roles: Vec<Role>,
    #[serde(default = "yes")]
    active: bool,
}

#[derive(Deserialize)]
struct Role {
    role: String,
    #[serde(default)]
    unit: Option<UnitId>,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
struct Created {
    id: PersonId,
}

#[derive(Deserialize)]
struct Enrolment {
    code: String,
}

/// What a server counts of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Counts {
    /// Records.
    pub records: i64,
    /// Records that something is missing of.
    #[serde(default)]
    pub waiting: i64,
    /// Records that are whole.
    #[serde(default)]
    pub received: i64,
    /// Revisions.
    #[serde(default)]
    pub revisions: i64,
    /// Photos.
    #[serde(default)]
    pub photos: i64,
}

impl Listed {
    /// Whether it stood on that day.
    pub fn stands_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

impl Admin {
    /// Signs in.
    ///
    /// # Errors
    /// Where the server cannot be reached for as long as `patience`, or name and password are wrong.
    pub async fn sign_in(server: &str, name: &str, password: &str, patience: Duration) -> Result<Self, Error> {
        let (client, base) = wire::client(server, true)?;
        let admin = Self { client, base, name: name.to_owned(), password: password.to_owned(), patience };
        admin.session().await?;
        Ok(admin)
    }

    async fn session(&self) -> Result<(), Error> {
        let body = json!({"name": self.name, "password": self.password});
        let call = Call::new(Method::POST, "/api/v1/session").json(&body)?;
        Ok(self.patiently(call).await?.good()?)
    }

    /// Sends until there is an answer.
    async fn patiently(&self, call: Call) -> Result<Answer, Error> {
        let mut patience = Patience::new(self.patience);
        let mut dice = Dice::new(super::rng::fresh_seed(), "admin", 0);
        loop {
            let trouble = match wire::exchange(&self.client, &self.base, None, call.clone(), None, Duration::ZERO).await
            {
                Ok(answer) => return Ok(answer),
                Err(trouble) => trouble,
            };
            pause(&trouble, &mut patience, self.patience, &mut dice).await?;
        }
    }

    /// Sends, and signs in again where the session has ended.
    ///
    /// # Errors
    /// Where the server stays away or refuses.
    pub async fn send(&self, call: Call) -> Result<Answer, Error> {
        let answer = self.patiently(call.clone()).await?;
        if answer.status != StatusCode::UNAUTHORIZED {
            return Ok(answer);
        }
        self.session().await?;
        self.patiently(call).await
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, Error> {
        Ok(self.send(Call::new(Method::GET, path)).await?.read()?)
    }

    async fn post<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, Error> {
        Ok(self.send(Call::new(Method::POST, path).json(body)?).await?.read()?)
    }

    /// What the server counts.
    ///
    /// # Errors
    /// As [`Admin::send`].
    pub async fn counts(&self) -> Result<Counts, Error> {
        self.get("/api/v1/records/count").await
    }

    /// The unit that the team works in: the one with `code`, else the first district, else the first province,
    /// that has communes standing on `day`.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn unit(&self, code: Option<&str>, day: Date) -> Result<Listed, Error> {
        let all: Units = self.get("/api/v1/units").await?;
        choose_unit(&all.units, code, day).cloned().ok_or_else(|| {
            let which = code.map_or_else(|| "a district or province".to_owned(), |code| format!("the unit {code}"));
            Error::Nothing(format!("the server has no communes in {which} on {day}; import units first"))
        })
    }

    /// Finds or creates `count` inspectors of `unit`, named `sim-001` and so on.
    ///
    /// # Errors
    /// As [`Admin::send`].
    pub async fn inspectors(&self, count: usize, unit: UnitId) -> Result<Vec<(String, PersonId)>, Error> {
        let known: People = self.get("/api/v1/people").await?;
        let known: BTreeMap<&str, &Person> = known.people.iter().map(|person| (person.name.as_str(), person)).collect();
        let mut team = Vec::with_capacity(count);
        let mut number = 0;
        while team.len() < count {
            number += 1;
            let name = format!("sim-{number:03}");
            match known.get(name.as_str()) {
                Some(person) if inspects(person, unit) => team.push((name, person.id)),
                // The name is taken by somebody who works elsewhere.
                Some(_) => {}
                None => {
                    let body = json!({
                        "name": name,
                        "full_name": format!("Cán bộ mô phỏng {number}"),
                        "roles": [{"role": "inspector", "unit": unit}],
                    });
                    let created: Created = self.post("/api/v1/people", &body).await?;
                    team.push((name, created.id));
                }
            }
        }
        Ok(team)
    }

    /// A code that enrols one phone of `person`.
    ///
    /// # Errors
    /// As [`Admin::send`].
    pub async fn enrolment(&self, person: PersonId) -> Result<String, Error> {
        let enrolment: Enrolment = self.post("/api/v1/enrolments", &json!({"person": person})).await?;
        Ok(enrolment.code)
    }
}

fn inspects(person: &Person, unit: UnitId) -> bool {
    person.active && person.roles.iter().any(|role| role.role == "inspector" && role.unit == Some(unit))
}

fn choose_unit<'a>(units: &'a [Listed], code: Option<&str>, day: Date) -> Option<&'a Listed> {
    let standing: Vec<&Listed> = units.iter().filter(|unit| unit.stands_on(day)).collect();
    if let Some(code) = code {
        return standing.into_iter().find(|unit| unit.code == code);
    }
    let parent_of = |id: UnitId| standing.iter().find(|unit| unit.id == id).and_then(|unit| unit.parent);
    let mut homes = std::collections::BTreeSet::new();
    for commune in standing.iter().filter(|unit| unit.unit_type.is_commune_level()) {
        // Up the tree, a few levels at most.
        let mut above = commune.parent;
        for _ in 0..4 {
            let Some(id) = above else { break };
            above = if homes.insert(id) { parent_of(id) } else { None };
        }
    }
    let first = |kind| standing.iter().copied().find(|unit| unit.unit_type == kind && homes.contains(&unit.id));
    first(UnitType::District).or_else(|| first(UnitType::Province))
}

/// Waits as the trouble and the phone's patience say.
///
/// # Errors
/// The trouble, where no attempt helps; [`Error::GaveUp`] where patience has ended.
pub(super) async fn pause(
    trouble: &Trouble,
    patience: &mut Patience,
    bound: Duration,
    dice: &mut Dice,
) -> Result<(), Error> {
    let Some(mut wait) = patience.wait(dice) else {
        return Err(Error::GaveUp { seconds: bound.as_secs(), last: trouble.to_string() });
    };
    match trouble {
        Trouble::Refused { what, status, why } => {
            return Err(Trouble::Refused { what: what.clone(), status: *status, why: why.clone() }.into());
        }
        Trouble::Wrong(why) => return Err(Trouble::Wrong(why.clone()).into()),
        Trouble::Later(asked) => wait = wait.max(*asked),
        Trouble::Cut | Trouble::Away(_) | Trouble::Again(_) => {}
    }
    tokio::time::sleep(wait).await;
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn unit(id: u128, kind: UnitType, parent: Option<u128>, until: Option<&str>) -> Listed {
        Listed {
            id: Uuid::from_u128(id).into(),
            code: format!("{id:03}"),
            unit_type: kind,
            parent: parent.map(|id| Uuid::from_u128(id).into()),
            valid_from: None,
            valid_to: until.map(|day| day.parse().unwrap()),
        }
    }

    #[test]
    fn a_team_works_in_a_district_while_there_are_any_and_then_in_a_province() {
        let units = [
            unit(1, UnitType::Province, None, None),
            unit(2, UnitType::District, Some(1), Some("2025-06-30")),
            unit(3, UnitType::District, Some(1), Some("2025-06-30")),
            unit(4, UnitType::Commune, Some(3), Some("2025-06-30")),
            unit(5, UnitType::Commune, Some(1), None),
        ];
        let chosen = |code, day: &str| choose_unit(&units, code, day.parse().unwrap()).map(|unit| unit.code.as_str());
        assert_eq!(chosen(None, "2024-05-06"), Some("003"));
        assert_eq!(chosen(None, "2025-07-01"), Some("001"));
        assert_eq!(chosen(Some("002"), "2024-05-06"), Some("002"));
        assert_eq!(chosen(Some("002"), "2025-07-01"), None);
    }
}
