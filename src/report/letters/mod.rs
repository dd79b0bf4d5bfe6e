//! What the coordinator sends out between two publications: reminders, the year's deadlines, the director's
//! memorandum. Their wording lies in `templates/letters/`.
//!
//! Comes in: the model. Goes out: what the templates fill in. Never: part of a publication, for they are internal.

pub mod calendar;
pub mod memo;
pub mod reminder;
mod workbook;

pub use calendar::{Event, calendar};
pub use memo::{Block, Document as Memo, Figures, document as memo, figures};
pub use reminder::{Reminder, concerns, reminders};
pub use workbook::workbook;
