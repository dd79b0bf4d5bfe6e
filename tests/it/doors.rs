//! Whatever lies in the folders that offices and schools hand in: pipes, devices, sockets, links out, links in
//! circles, files that may not be read. Each is a finding at its own name; the rest is read all the same.

use crate::clean::{SCHOOL, clean, listed};
use crate::workspace::project;
use std::io::{Read, Seek};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A command that reads a small workspace takes a second; one that waits for a pipe takes for ever.
const PATIENCE: Duration = Duration::from_mins(1);

/// The small clean workspace on disk.
fn small() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    assert_eq!(listed(&clean().check(dir.path())), Vec::<String>::new());
    dir
}

/// Runs to its end within a time.
fn run(root: &Path, args: &[&str]) -> Output {
    // Files, not pipes: nobody reads while the program writes.
    let (out, err) = (tempfile::tempfile().expect("a file"), tempfile::tempfile().expect("a file"));
    let mut child = Command::new(env!("CARGO_BIN_EXE_ita-report"))
        .args(args)
        .args(["--lang", "en"])
        .current_dir(root)
        .env("ITA_REPORT_TYPST", crate::publication::stub())
        .stdout(Stdio::from(out.try_clone().expect("a handle")))
        .stderr(Stdio::from(err.try_clone().expect("a handle")))
        .spawn()
        .expect("the program starts");
    let start = Instant::now();
    while child.try_wait().expect("a child").is_none() {
        if start.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("{args:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let all = |mut file: std::fs::File| {
        let mut bytes = Vec::new();
        file.rewind().and_then(|()| file.read_to_end(&mut bytes)).expect("what it said");
        bytes
    };
    Output { status: child.wait().expect("an end"), stdout: all(out), stderr: all(err) }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[cfg(unix)]
fn pipe(path: impl AsRef<Path>) {
    assert!(Command::new("mkfifo").arg(path.as_ref()).status().expect("mkfifo").success());
}

#[cfg(unix)]
#[test]
fn a_bad_entry_is_a_finding_at_its_name_and_the_rest_is_read() {
    use std::os::unix::fs::symlink;
    let dir = small();
    let at = |name: &str| dir.path().join("input").join(name);
    std::fs::write(dir.path().parent().expect("a parent").join("not-ours.md"), "not ours").expect("a file");
    pipe(at("2568/pipe.xlsx"));
    pipe(at("2567/answers.csv"));
    symlink("/dev/zero", at("2568/zero.xlsx")).expect("a link");
    symlink("/proc/kmsg", at("2568/kmsg.ods")).expect("a link");
    symlink("gone.xlsx", at("2568/dangling.xlsx")).expect("a link");
    symlink(".", at("2568/l1")).expect("a link");
    symlink("..", at("2568/l2")).expect("a link");
    symlink("/etc", at("2566/etc")).expect("a link");
    std::fs::create_dir(at("2568/texts")).expect("a folder");
    symlink("../../../../not-ours.md", at("2568/texts/introduction.md")).expect("a link");
    pipe(at("2568/texts/briefings.md"));
    let _socket = std::os::unix::net::UnixListener::bind(at("2568/socket.xls")).expect("a socket");
    let output = run(dir.path(), &["check", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let found = told["diagnostics"].as_array().expect("a list").iter().map(|f| {
        format!("{} {}", f["code"].as_str().unwrap_or_default(), f["file"].as_str().unwrap_or_default())
    });
    let found: Vec<String> = found.collect();
    let expected = [
        "file-link input/2566/etc",
        "file-special input/2567/answers.csv",
        "file-link input/2568/dangling.xlsx",
        "file-link input/2568/kmsg.ods",
        "file-link input/2568/l1",
        "file-link input/2568/l2",
        "file-special input/2568/pipe.xlsx",
        "file-special input/2568/socket.xls",
        "file-special input/2568/texts/briefings.md",
        "file-link input/2568/texts/introduction.md",
        "file-link input/2568/zero.xlsx",
    ];
    assert_eq!(found, expected);
    for command in [&["run"][..], &["run", "--draft"], &["status"], &["explain", "total"], &["doctor"]] {
        let output = run(dir.path(), command);
        assert!(output.status.code().is_some(), "{command:?}");
        assert!(!said(&output).contains("not ours"), "{command:?}");
    }
    let draft = dir.path().join("output/2568-h1-draft/facts.json");
    let facts = std::fs::read_to_string(draft).expect("a draft's facts");
    assert!(!facts.contains("not ours"));
    std::fs::remove_file(dir.path().parent().expect("a parent").join("not-ours.md")).expect("removing");
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_a_finding_too() {
    use std::os::unix::fs::PermissionsExt;
    let dir = small();
    let path = dir.path().join("input").join(SCHOOL);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o0)).expect("permissions");
    if std::fs::File::open(&path).is_ok() {
        eprintln!("SKIPPED: this account reads everything");
        return;
    }
    let output = run(dir.path(), &["check"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("file-unreadable"), "{}", said(&output));
}

#[cfg(unix)]
#[test]
fn settings_that_are_no_file_are_wrong_usage() {
    let dir = small();
    let settings = dir.path().join("input/agency.toml");
    std::fs::remove_file(&settings).expect("removing");
    pipe(&settings);
    let output = run(dir.path(), &["check"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("a named pipe"), "{}", said(&output));
    std::fs::remove_file(&settings).expect("removing");
    std::os::unix::fs::symlink("/etc/passwd", &settings).expect("a link");
    let output = run(dir.path(), &["run"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("out of the workspace") && !said(&output).contains("root:"));
}

#[test]
fn templates_that_are_not_there_or_lead_elsewhere_are_wrong_usage() {
    let dir = small();
    let output = run(dir.path(), &["check", "--templates", "nothing"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("--templates"), "{}", said(&output));
    #[cfg(unix)]
    {
        std::fs::create_dir_all(dir.path().join("own/typst")).expect("folders");
        std::os::unix::fs::symlink("/etc/hostname", dir.path().join("own/typst/more.typ")).expect("a link");
        let output = run(dir.path(), &["run", "--templates", "own"]);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(said(&output).contains("more.typ"), "{}", said(&output));
    }
}

/// Pictures, and what the program wrote itself, come through the same door: nothing there hangs a command.
#[cfg(unix)]
#[test]
fn pictures_templates_and_the_history_that_are_no_files_hang_nothing() {
    use std::os::unix::fs::symlink;
    let dir = small();
    let input = dir.path().join("input");
    let settings = std::fs::read_to_string(input.join("agency.toml")).expect("settings");
    std::fs::write(input.join("agency.toml"), format!("{settings}\n[look]\nlogo = \"logo.png\"\n"))
        .expect("settings");
    let (logo, meeting) = (input.join("logo.png"), input.join("2568/meeting.png"));
    let kinds = [
        ("a named pipe", None),
        ("a device", Some("/dev/zero")),
        ("out of the workspace", Some("/etc/hostname")),
        ("not there", Some("gone.png")),
    ];
    for (words, target) in kinds {
        for path in [&logo, &meeting] {
            let _ = std::fs::remove_file(path);
            match target {
                Some(target) => symlink(target, path).expect("a link"),
                None => pipe(path),
            }
        }
        let output = run(dir.path(), &["check", "--format", "json"]);
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let findings = told["diagnostics"].as_array().expect("findings");
        let why: Vec<_> = findings
            .iter()
            .filter(|f| f["code"] == "picture-missing")
            .map(|f| f["message"]["en"].as_str().or(f["message"].as_str()).unwrap_or_default())
            .collect();
        assert_eq!(why.len(), 2, "{findings:?}");
        assert!(why.iter().all(|why| why.contains(words)), "{words}: {why:?}");
    }
    for path in [&logo, &meeting] {
        std::fs::remove_file(path).expect("removing");
    }
    let own = dir.path().join("own/typst");
    std::fs::create_dir_all(&own).expect("folders");
    pipe(own.join("more.typ"));
    let output = run(dir.path(), &["run", "--draft", "--templates", "own"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("more.typ"), "{}", said(&output));
    std::fs::create_dir_all(dir.path().join("output/history")).expect("folders");
    pipe(dir.path().join("output/history/log.jsonl"));
    for command in [&["run", "--draft"][..], &["history"], &["diff"], &["status"]] {
        let output = run(dir.path(), command);
        assert!(output.status.code().is_some(), "{command:?}: {}", said(&output));
    }
}

#[test]
fn hidden_files_are_nobodys_workbook() {
    let dir = small();
    let own = dir.path().join("input").join(SCHOOL);
    let folder = own.parent().expect("a folder");
    std::fs::copy(&own, folder.join(".copy.xlsx")).expect("copying");
    std::fs::write(folder.join("._h1-school-01.xlsx"), b"\x00\x05\x16\x07").expect("a file");
    let output = run(dir.path(), &["check"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

#[test]
fn outputs_never_lie_among_the_inputs() {
    let dir = small();
    for output in ["input/2568/out", "input", "input/../input/out"] {
        let ended = run(dir.path(), &["run", "--output", output]);
        assert_eq!(ended.status.code(), Some(2), "{output}: {}", said(&ended));
        assert!(said(&ended).contains("--output"), "{}", said(&ended));
        let ended = run(dir.path(), &["check", "--output", output]);
        assert_eq!(ended.status.code(), Some(2), "{output}: {}", said(&ended));
    }
    assert!(!dir.path().join("input/2568/out").exists() && !dir.path().join("input/out").exists());
}

/// A battery that is empty, a clock of another century, files of tomorrow: refused in words, or of no consequence.
#[test]
fn clocks_and_dates_of_files_that_cannot_be_end_nothing() {
    if !crate::extras::tool("faketime") {
        return;
    }
    let dir = small();
    let at = |day: &str, args: &[&str]| {
        let output = Command::new("faketime")
            .arg(day)
            .arg(env!("CARGO_BIN_EXE_ita-report"))
            .args(args)
            .args(["--lang", "en"])
            .current_dir(dir.path())
            .env("ITA_REPORT_TYPST", crate::publication::stub())
            .output()
            .expect("faketime starts");
        (output.status.code(), said(&output))
    };
    for day in ["1969-12-30 12:00:00", "9999-12-31 12:00:00"] {
        let (code, err) = at(day, &["check"]);
        assert!(code == Some(3) && err.contains("impossible time"), "{day}: {code:?} {err}");
    }
    // Files from before the machine was made, and from a year that has not come.
    let input = dir.path().join("input");
    let years = Duration::from_hours(365 * 24);
    let touch = |file: &str, time| {
        let file = std::fs::OpenOptions::new().append(true).open(input.join(file)).expect("a file");
        file.set_modified(time).expect("a time");
    };
    touch(SCHOOL, std::time::SystemTime::UNIX_EPOCH - 5 * years);
    touch("agency.toml", std::time::SystemTime::UNIX_EPOCH + 400 * years);
    for day in ["1970-01-03 00:00:00", "2200-01-01 00:00:00"] {
        let (code, err) = at(day, &["run", "--quiet", "--force"]);
        assert_eq!(code, Some(0), "{day}: {err}");
        crate::publication::whole(&dir.path().join("output/2568-h1"));
    }
    let output = run(dir.path(), &["history"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
}

/// Time grows with the number of files, not with its square.
#[test]
fn many_files_take_linear_time() {
    let time = |count: usize| {
        let dir = small();
        let folder = dir.path().join("input/2568/junk");
        std::fs::create_dir(&folder).expect("a folder");
        for n in 0..count {
            std::fs::write(folder.join(format!("{n}.xlsx")), "x").expect("a file");
        }
        let start = Instant::now();
        let output = run(dir.path(), &["check", "--format", "json"]);
        assert_eq!(output.status.code(), Some(1));
        start.elapsed()
    };
    let (few, many) = (time(3_000), time(30_000));
    // Ten times as many: a hundred times the time if it were quadratic.
    assert!(many < few * 40 + Duration::from_secs(1), "{few:?}, then {many:?}");
    eprintln!("3,000 files {few:.1?}, 30,000 files {many:.1?}");
}

/// Nothing beside the one door opens a file: other ways of opening would have no limits.
#[test]
fn only_one_module_opens_files() {
    // Durable writing needs handles of its own; the lock is a file that is never read.
    const ELSEWHERE: [&str; 2] = ["src/platform/folders.rs", "src/files/"];
    const OPENING: [&str; 6] = [
        "fs::read(",
        "read_to_string(&",
        "read_to_string(path",
        "File::open(",
        "fs::read_to_string",
        "image::open",
    ];
    let mut wrong = Vec::new();
    let mut folders = vec![project().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(project()).expect("a source").to_string_lossy().replace('\\', "/");
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let is_test =
                name.ends_with("/tests.rs") || name.contains("/tests/") || name.ends_with("fixture.rs");
            if is_test || ELSEWHERE.iter().any(|own| name.starts_with(own)) {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("a source");
            let own = text.split("#[cfg(test)]").next().unwrap_or_default();
            for (number, line) in own.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                if OPENING.iter().any(|way| code.contains(way)) && !code.contains("files::") {
                    wrong.push(format!("{name}:{}: {}", number + 1, line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "use crate::files instead:\n{}", wrong.join("\n"));
}
