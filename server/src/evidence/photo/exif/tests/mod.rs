//! Tests over photos that they make themselves, held against ExifTool.

mod agreement;
mod editors;
mod files;
mod forms;
mod hostile;
mod items;
mod local_time;
mod oracle;
mod tiff_writer;
