//! The handlers, a file for each subject of the URLs.

pub mod device;
pub mod devices;
pub mod evaluations;
pub mod events;
pub mod evidence;
pub mod exports;
pub mod filters;
pub mod findings;
pub mod forms;
pub mod odata;
pub mod operation;
pub mod overview;
pub mod people;
pub mod photos;
pub mod quarantine;
pub mod queue;
pub mod records;
pub mod registry;
pub mod rescues;
pub mod review;
pub mod session;
pub mod sync;
pub mod uploads;
pub mod web;
