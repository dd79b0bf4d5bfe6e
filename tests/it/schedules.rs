//! The units that `schedule` prints are checked by the programs that read them.

use crate::extras::{python, tool};
use crate::workspace::Workspace;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A name with everything that must be quoted somewhere.
const FOLDER: &str = "งาน ITA 100% $HOME 'ก' & ข";

/// Units of a target, for a workspace with that name.
fn written(workspace: &Workspace, target: &str) -> PathBuf {
    let root = workspace.path(FOLDER);
    std::fs::create_dir_all(&root).expect("a folder");
    let dir = workspace.path("units");
    let program = root.join("ita report");
    std::fs::copy("/bin/true", &program).expect("a program");
    let [root, program, dir_text] = [&root, &program, &dir].map(|p| p.to_str().expect("a path"));
    let place = ["--write", dir_text, "--workspace", root, "--program", program, "--typst", "typst"];
    workspace.expect(&[&["schedule", "--target", target], &place[..]].concat(), 0);
    dir
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn systemd_takes_the_units() {
    let workspace = Workspace::empty();
    let dir = written(&workspace, "systemd");
    let timer = text(&dir.join("ita-report.timer"));
    assert!(timer.contains("OnCalendar=*-04,10-01 06:00:00 Asia/Bangkok\nPersistent=true\n"), "{timer}");
    if !tool("systemd-analyze") {
        return;
    }
    let units = ["ita-report", "ita-report-missing"]
        .iter()
        .flat_map(|name| ["service", "timer"].map(|end| dir.join(format!("{name}.{end}"))));
    let verified = Command::new("systemd-analyze").arg("verify").args(units).output().expect("systemd");
    let said = String::from_utf8_lossy(&verified.stderr).into_owned();
    assert!(verified.status.success() && !said.contains("ita-report"), "{said}");
    let next = |expression: &str| {
        let base = ["calendar", "--base-time", "2025-01-15 00:00:00 UTC", "--iterations", "3", expression];
        let output = Command::new("systemd-analyze").args(base).env("TZ", "UTC").output().expect("systemd");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let runs = next("*-04,10-01 06:00:00 Asia/Bangkok");
    for at in ["2025-03-31 23:00:00 UTC", "2025-09-30 23:00:00 UTC", "2026-03-31 23:00:00 UTC"] {
        assert!(runs.contains(at), "{at} is six in the morning of the first in Thailand\n{runs}");
    }
    let weekly = next("Mon *-03,04,09,10-* 06:00:00 Asia/Bangkok");
    assert!(weekly.contains("2025-03-02 23:00:00 UTC") && weekly.contains("2025-03-09"), "{weekly}");
}

#[test]
fn systemd_and_the_shell_get_the_words_back_as_they_were() {
    let workspace = Workspace::empty();
    let service = text(&written(&workspace, "systemd").join("ita-report.service"));
    let root = workspace.path(FOLDER);
    let root = root.to_str().expect("a path");
    let escaped = root.replace('%', "%%");
    assert!(service.contains(&format!("WorkingDirectory={escaped}\n")), "{service}");
    // systemd takes no program with a quotation mark in its path: `env` starts it.
    let argument = escaped.replace('$', "$$");
    let command = format!(
        "ExecStart=/usr/bin/env \"{argument}/ita report\" run --due --workspace \"{argument}\" --typst typst --log json"
    );
    assert!(service.contains(&command), "{service}");

    let table = text(&written(&workspace, "cron").join("ita-report.cron"));
    let line = table.lines().find(|l| l.starts_with("0 6 1 4,10 * ")).expect("the run's line");
    let command = line.strip_prefix("0 6 1 4,10 * ").expect("a command");
    // What cron hands to the shell: `\%` is a percent sign.
    let echo = format!("printf '%s\\n' {}", command.replace("\\%", "%"));
    let words = Command::new("sh").args(["-c", &echo]).output().expect("sh");
    let words = String::from_utf8_lossy(&words.stdout).into_owned();
    let program = format!("{root}/ita report");
    let expected = [&program, "run", "--due", "--workspace", root, "--typst", "typst", "--log", "json"];
    assert_eq!(words.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn cron_takes_the_table() {
    let workspace = Workspace::empty();
    let dir = written(&workspace, "cron");
    let table = dir.join("ita-report.cron");
    if tool("crontab") {
        let checked = Command::new("crontab").arg("-n").arg(&table).output().expect("crontab");
        let said = String::from_utf8_lossy(&checked.stderr).into_owned();
        assert!(checked.status.success(), "{said}");
    }
    if let Some(python) = python("croniter") {
        let program = "import sys, datetime as d, croniter\n\
            for line in open(sys.argv[1], encoding='utf-8'):\n\
            \x20   if line[0] != '#':\n\
            \x20       at = croniter.croniter(' '.join(line.split()[:5]), d.datetime(2025, 1, 15))\n\
            \x20       print(*[at.get_next(d.datetime).isoformat() for _ in range(3)])";
        let output = Command::new(python).args(["-c", program]).arg(&table).output().expect("python3");
        let times = String::from_utf8_lossy(&output.stdout).into_owned();
        let times: Vec<_> = times.lines().collect();
        assert_eq!(
            times,
            [
                "2025-04-01T06:00:00 2025-10-01T06:00:00 2026-04-01T06:00:00",
                "2025-03-03T06:00:00 2025-03-10T06:00:00 2025-03-17T06:00:00"
            ]
        );
    }
}

#[test]
fn the_task_is_xml_in_utf_16_with_the_schedulers_elements() {
    let Some(python) = python("xmlschema") else { return };
    let workspace = Workspace::empty();
    let dir = written(&workspace, "windows");
    let schema = crate::workspace::project().join("tests/it/task.xsd");
    for name in ["ita-report", "ita-report-missing"] {
        let path = dir.join(format!("{name}.xml"));
        let bytes = std::fs::read(&path).expect("the task");
        assert_eq!(&bytes[..2], [0xFF, 0xFE], "little-endian UTF-16");
        let program = "import sys, xmlschema, xml.etree.ElementTree as tree\n\
            task = tree.parse(sys.argv[2])\n\
            xmlschema.XMLSchema(sys.argv[1]).validate(task)\n\
            space = '{http://schemas.microsoft.com/windows/2004/02/mit/task}'\n\
            for name in ('Command', 'Arguments', 'WorkingDirectory', 'StartWhenAvailable'):\n\
            \x20   print(next(task.iter(space + name)).text)";
        let output = Command::new(&python)
            .args(["-c", program])
            .arg(&schema)
            .arg(&path)
            .env("PYTHONIOENCODING", "utf-8")
            .output()
            .expect("python3");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let read = String::from_utf8_lossy(&output.stdout).into_owned();
        let root = workspace.path(FOLDER);
        let root = root.to_str().expect("a path");
        let arguments = match name {
            "ita-report" => {
                format!("run --due --workspace \"{root}\" --typst typst --log json --log-file ita-report.log")
            }
            _ => format!(
                "status --due --complete --workspace \"{root}\" --typst typst --log-file ita-report.log"
            ),
        };
        let expected = [&format!("{root}/ita report"), &arguments, root, "true"];
        assert_eq!(read.lines().collect::<Vec<_>>(), expected);
    }
}

#[test]
fn a_path_of_windows_stays_as_it_is_and_control_characters_are_refused() {
    let workspace = Workspace::empty();
    let windows = |root: &str, code| {
        let args =
            ["schedule", "--target", "windows", "--workspace", root, "--program", r"C:\ITA\ita-report.exe"];
        workspace.expect(&args, code)
    };
    let (out, _) = windows(r"D:\งาน ITA", 0);
    assert!(out.contains(r"<Command>C:\ITA\ita-report.exe</Command>"), "{out}");
    assert!(out.contains(r"--workspace &quot;D:\งาน ITA&quot;"), "{out}");
    // Where `D:` stands is known to nobody else.
    let (_, err) = windows("D:งาน", 2);
    assert!(err.contains("รากของไดรฟ์"), "{err}");
    let (_, err) = windows("a\nb", 2);
    assert!(err.contains("อักขระควบคุม"), "{err}");
}

#[test]
fn what_changes_a_publication_is_passed_on_and_what_names_one_day_is_refused() {
    let workspace = Workspace::empty();
    let log = workspace.path("logs/ita.log");
    let log = log.to_str().expect("a path");
    for target in ["systemd", "cron", "windows"] {
        let args = ["schedule", "--target", target, "--digits", "arabic", "--typst-limit", "77", "--quiet"];
        let more = ["--agency", "bang-*", "--shard", "2/3", "--log-file", log];
        let (out, _) = workspace.expect(&[&args[..], &more].concat(), 0);
        for said in ["--digits arabic", "--typst-limit 77", "bang-*", "--shard 2/3", "--quiet"] {
            assert!(out.matches(said).count() >= 2, "{target}, {said}: {out}");
        }
        assert_eq!(out.matches("--log-file").count(), 2, "{target}: {out}");
        assert!(out.contains(&format!("--log-file {log}")), "{target}: {out}");
        assert!(!std::path::Path::new(log).exists(), "the file is the scheduled command's");
    }
    for (option, value) in [("--as-of", "2025-03-31"), ("--fy", "2568"), ("--half", "1")] {
        let (_, err) = workspace.expect(&["schedule", option, value], 2);
        assert!(err.contains(option) && err.contains("schedule"), "{err}");
    }
}
