//! Lines for a user's crontab.

use super::{COLLECTING_MONTHS, Job, Plan, RUN_MONTHS, Unit, joined};

pub(super) fn table(plan: &Plan) -> Unit {
    let mut text = String::from(
        "# เวลาเป็นเวลาของเครื่อง และ cron ไม่ทำงานย้อนหลังเมื่อเครื่องปิดอยู่ (systemd ทำได้)\n\
         # Times are the machine's; cron does not make up for runs that were missed (systemd does).\n",
    );
    for job in Job::ALL {
        let (day, hour) = (plan.day, plan.hour);
        let when = match job {
            Job::Run => format!("0 {hour} {day} {} *", joined(&RUN_MONTHS, false)),
            Job::Missing => format!("0 {hour} * {} 1", joined(&COLLECTING_MONTHS, false)),
        };
        let words = std::iter::once(plan.program.clone()).chain(plan.arguments(job));
        // The shell reads the line after cron has: to cron an unescaped % ends the command.
        let command = words.map(|w| quoted(&w)).collect::<Vec<_>>().join(" ").replace('%', "\\%");
        text.push_str(&format!("# {}\n{when} {command}\n", job.title()));
    }
    Unit::new(format!("{}.cron", plan.name), text)
}

/// A word as a POSIX shell reads it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-=:,+@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}
