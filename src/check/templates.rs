//! Own templates that nothing reads.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::error::Error;
use crate::model::Text;
use crate::templates::{FOLDER, Templates};

/// A finding for each file or folder of a name that no template has.
///
/// # Errors
/// Reading a folder of templates fails.
pub fn check(templates: &Templates) -> Result<Vec<Diagnostic>, Error> {
    let finding = |path: String| {
        Diagnostic::new(
            Code::FileIgnored,
            Place::file(format!("{FOLDER}/{path}")),
            Text::new("ไม่มีส่วนใดของโปรแกรมใช้แม่แบบชื่อนี้", "nothing reads a template of this name"),
            Text::new(
                "แก้ชื่อให้ตรงกับรายชื่อใน `ita-report templates list` หรือย้ายออก",
                "give it the name that `ita-report templates list` says, or move it away",
            ),
        )
    };
    Ok(templates.unread()?.into_iter().map(finding).collect())
}
