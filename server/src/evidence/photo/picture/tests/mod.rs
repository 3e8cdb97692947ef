//! Tests over pictures that they make themselves.

mod figures;
mod formats;
mod hostile;
mod limits;
mod made;
mod metadata;
mod turned;
