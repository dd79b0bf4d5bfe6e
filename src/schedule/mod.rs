//! Units that start the program by itself: a run after each half, and a weekly check for missing
//! reports while a half's reports are being collected.
//!
//! Comes in: where the program and the workspace are. Goes out: files for systemd, cron or Windows Task
//! Scheduler, as text. Never: installs them, starts anything, looks at a clock.

mod cron;
mod systemd;
mod windows;

use crate::model::Text;

/// For which scheduler.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Target {
    /// Linux with systemd: services and timers that make up for missed runs
    Systemd,
    /// Lines for a crontab
    Cron,
    /// Windows Task Scheduler: XML files for schtasks
    Windows,
}

/// What is to be scheduled.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Name of the units.
    pub name: String,
    /// The program, an absolute path on the machine where it will run.
    pub program: String,
    /// The workspace, an absolute path on that machine.
    pub workspace: String,
    /// Further options of both commands, each an argument of its own.
    pub options: Vec<String>,
    /// Day of April and October on which the run starts, 1–28.
    pub day: u8,
    /// Hour of the day, Thai time, 0–23.
    pub hour: u8,
}

/// A file of the schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// File name.
    pub name: String,
    /// Content.
    pub text: String,
    /// Whether the file is written as UTF-16, which `schtasks` wants.
    pub utf16: bool,
}

impl Unit {
    fn new(name: String, text: String) -> Self {
        Self { name, text, utf16: false }
    }

    /// The bytes of the file.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        if self.utf16 {
            let text = self.text.replace('\n', "\r\n");
            std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
        } else {
            self.text.clone().into_bytes()
        }
    }
}

/// The job that a unit starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Job {
    /// Publishes the half that has ended.
    Run,
    /// Names the units whose workbooks are missing.
    Missing,
}

impl Job {
    const ALL: [Self; 2] = [Self::Run, Self::Missing];

    fn title(self) -> &'static str {
        match self {
            Self::Run => "ITA: จัดทำและเผยแพร่รายงานรอบ ๖ เดือน / publish the half-yearly report",
            Self::Missing => "ITA: หน่วยงานที่ยังไม่ส่งข้อมูล / units that have not submitted yet",
        }
    }
}

impl Plan {
    /// The files of a schedule.
    #[must_use]
    pub fn units(&self, target: Target) -> Vec<Unit> {
        match target {
            Target::Systemd => Job::ALL.iter().flat_map(|job| systemd::units(self, *job)).collect(),
            Target::Cron => vec![cron::table(self)],
            Target::Windows => Job::ALL.iter().map(|job| windows::task(self, *job)).collect(),
        }
    }

    /// How to install the files, one step a line.
    #[must_use]
    pub fn steps(&self, target: Target) -> Vec<Text> {
        let name = &self.name;
        let all = |text: &str| Text::new(text, text);
        match target {
            Target::Systemd => vec![
                all("sudo cp *.service *.timer /etc/systemd/system/"),
                all("sudo systemctl daemon-reload"),
                all(&format!("sudo systemctl enable --now {name}.timer {name}-missing.timer")),
            ],
            Target::Cron => vec![Text::new(
                format!("เพิ่มบรรทัดใน {name}.cron ต่อท้าย `crontab -e`"),
                format!("add the lines of {name}.cron to `crontab -e`"),
            )],
            Target::Windows => Job::ALL
                .iter()
                .map(|job| {
                    let name = self.unit_name(*job);
                    all(&format!("schtasks /create /tn \"{name}\" /xml \"{name}.xml\" /ru %USERNAME% /rp *"))
                })
                .collect(),
        }
    }

    fn unit_name(&self, job: Job) -> String {
        match job {
            Job::Run => self.name.clone(),
            Job::Missing => format!("{}-missing", self.name),
        }
    }

    /// Arguments of a job, without the program.
    fn arguments(&self, job: Job) -> Vec<String> {
        let command: &[&str] = match job {
            Job::Run => &["run", "--due"],
            Job::Missing => &["status", "--due", "--complete"],
        };
        let mut arguments: Vec<_> = command.iter().map(|a| (*a).to_owned()).collect();
        arguments.extend(["--workspace".to_owned(), self.workspace.clone()]);
        arguments.extend(self.options.iter().cloned());
        if job == Job::Run {
            arguments.extend(["--log".to_owned(), "json".to_owned()]);
        }
        arguments
    }
}

/// Months after the end of a half, in which the run starts.
const RUN_MONTHS: [u8; 2] = [4, 10];
/// Months in which reports are collected: the last of a half and the one after it.
const COLLECTING_MONTHS: [u8; 4] = [3, 4, 9, 10];

fn joined(months: &[u8], two_digits: bool) -> String {
    let shown = |m: &u8| if two_digits { format!("{m:02}") } else { m.to_string() };
    months.iter().map(shown).collect::<Vec<_>>().join(",")
}
