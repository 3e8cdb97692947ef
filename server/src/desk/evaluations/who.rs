//! What somebody is to an evaluation: who writes for its body, who for the level above, who signs.

use mobile_sync_protocol::ids::{DepartmentId, UnitId};

use crate::{
    auth::{Caller, Permission, Role},
    evaluation::state::Standing,
    registry::Snapshot,
    store::{Session, StoreError},
};

/// The department that a reviewer belongs to; asked for only where it matters.
pub(super) async fn own_department(session: &mut Session, caller: &Caller) -> Result<Option<DepartmentId>, StoreError> {
    if caller.roles.iter().all(|held| held.role != Role::Reviewer) {
        return Ok(None);
    }
    Ok(session.person(caller.person).await?.and_then(|stored| stored.person.department))
}

/// What the caller is to an evaluation of `unit`, or of a department of it. A commune's officers write their commune's, a
/// reviewer those of their department (of any, where they belong to none), an evaluator all within the unit.
pub(super) fn standing(
    registry: &Snapshot,
    caller: &Caller,
    own: Option<DepartmentId>,
    unit: UnitId,
    department: Option<DepartmentId>,
) -> Standing {
    let row = registry.units.get(unit);
    let commune = row.is_some_and(|row| row.unit_type.is_commune_level());
    // A department hands in to its own unit, a unit to what it is part of.
    let next = if department.is_some() { Some(unit) } else { row.and_then(|row| row.parent) };
    let mut standing = Standing { topmost: department.is_none() && !commune, ..Standing::default() };
    for held in &caller.roles {
        let holds = |permission: Permission| permission.roles().contains(&held.role);
        let covered = registry.units.responsibility(held.unit);
        let here = covered.contains(&unit);
        let writes = match held.role {
            Role::Evaluator => true,
            Role::CommuneOfficer => department.is_none() && commune,
            Role::Reviewer => department.is_some_and(|of| own.is_none_or(|own| own == of)),
            Role::Inspector | Role::Administrator => false,
        };
        standing.writes |= here && writes && holds(Permission::WriteEvaluations);
        standing.signs |= here && holds(Permission::SignEvaluations);
        let above = held.role == Role::Evaluator && holds(Permission::WriteEvaluations);
        standing.above |= above && next.is_some_and(|next| covered.contains(&next));
    }
    standing
}
