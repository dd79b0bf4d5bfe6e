//! Many agencies in one workspace: what one breaks does not stop the others, a run that was stopped goes on
//! where it ended, and shards joined are the whole.

use crate::extras::tool;
use crate::workspace::{copy, project};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

pub const HALF: &str = "2568-h1";

/// A workspace of invented agencies, and a Typst that only pretends: it notes what it was asked for.
pub struct Fleet {
    dir: tempfile::TempDir,
    /// What `init` said: names of the agencies with a fault.
    faulty: BTreeSet<String>,
}

impl Fleet {
    pub fn new(count: usize, more: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let count = count.to_string();
        let made = Command::new(env!("CARGO_BIN_EXE_ita-report"))
            .args(["init", "ws", "--fleet", &count, "--seed", "7", "--lang", "en"])
            .args(more)
            .current_dir(dir.path())
            .output()
            .expect("the program starts");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let said = String::from_utf8_lossy(&made.stdout).into_owned();
        let names =
            said.lines().find_map(|l| l.split_once("on purpose: ")).map(|(_, names)| names.to_owned());
        let faulty =
            names.unwrap_or_default().split(", ").filter(|n| !n.is_empty()).map(str::to_owned).collect();
        let fleet = Self { dir, faulty };
        fleet.write_stub();
        fleet
    }

    /// `compile` takes as long as the file `pause` says and notes the document in `asked`.
    fn write_stub(&self) {
        let here = self.dir.path().display();
        let stub = crate::workspace::project().join("tests/it/typst-stub");
        let stub = stub.display();
        let script = format!(
            "#!/bin/sh\nif [ \"$1\" = --version ]; then echo 'typst 0.15.1 (stub)'; exit 0; fi\n\
             for last; do :; done\n[ -f '{here}/pause' ] && sleep \"$(cat '{here}/pause')\"\n\
             \"{stub}\" compile \"$last\"\necho \"$last\" >> '{here}/asked'\n"
        );
        let path = self.path("typst-stub");
        fs::write(&path, script).expect("the stub");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("an executable stub");
        }
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.dir.path().join(relative)
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ita-report"));
        command.current_dir(self.dir.path()).args(["--workspace", "ws", "--lang", "en"]).args(args);
        command.env("ITA_REPORT_TYPST", self.path("typst-stub"));
        command
    }

    fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the program starts")
    }

    /// Runs with `--format json` and expects an exit code.
    pub fn json(&self, args: &[&str], code: i32) -> Value {
        let output = self.run(&[args, &["--format", "json"]].concat());
        let said = String::from_utf8_lossy(&output.stdout);
        let complained = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}\n{said}\n{complained}");
        serde_json::from_str(&said).unwrap_or_else(|e| panic!("{e}: {said}"))
    }

    pub fn published(&self) -> BTreeSet<String> {
        let output = self.path("ws/output");
        let Ok(entries) = fs::read_dir(output) else { return BTreeSet::new() };
        entries
            .map(|e| e.expect("an entry"))
            .filter(|e| e.path().join(HALF).join("run.json").exists() && e.file_name() != "rollup")
            .map(|e| e.file_name().to_string_lossy().into_owned())
            .collect()
    }

    /// Documents that Typst was asked for since the last time.
    fn asked(&self) -> usize {
        let asked = fs::read_to_string(self.path("asked")).unwrap_or_default();
        let _ = fs::remove_file(self.path("asked"));
        asked.lines().count()
    }

    fn pause(&self, seconds: &str) {
        fs::write(self.path("pause"), seconds).expect("the pause");
    }
}

/// Agencies of a run by state.
fn in_state(run: &Value, wanted: &str) -> BTreeSet<String> {
    let agencies = run["agencies"].as_array().expect("agencies");
    agencies
        .iter()
        .filter(|a| a["state"] == wanted)
        .map(|a| a["agency"].as_str().expect("an id").to_owned())
        .collect()
}

/// Every file below a folder with its bytes.
fn files(dir: &Path) -> Vec<(String, Vec<u8>)> {
    fn walk(dir: &Path, prefix: &str, found: &mut Vec<(String, Vec<u8>)>) {
        for entry in fs::read_dir(dir).expect("a folder") {
            let entry = entry.expect("an entry");
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{name}/"), found);
            } else {
                found.push((name, fs::read(entry.path()).expect("a file")));
            }
        }
    }
    let mut found = Vec::new();
    walk(dir, "", &mut found);
    found.sort();
    found
}

fn assert_same(left: &Path, right: &Path) {
    let (left, right) = (files(left), files(right));
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|(n, _)| n.clone()).collect::<Vec<_>>();
    assert_eq!(names(&left), names(&right));
    for ((name, a), (_, b)) in left.iter().zip(&right) {
        let same = if name.ends_with("run.json") { manifest(a) == manifest(b) } else { a == b };
        assert!(same, "{name} differs");
    }
}

/// A manifest without the publication's identity, which no two publications share.
fn manifest(bytes: &[u8]) -> Value {
    let mut manifest: Value = serde_json::from_slice(bytes).expect("a manifest");
    let own = manifest.as_object_mut().expect("an object").remove("publication");
    assert!(own.is_some_and(|p| p["id"].as_str().is_some_and(|id| id.len() == 32)), "an identity");
    manifest
}

#[test]
fn three_of_fifty_are_broken_and_forty_seven_are_published() {
    let fleet = Fleet::new(50, &["--faulty", "0.06"]);
    assert_eq!(fleet.faulty.len(), 3);
    let run = fleet.json(&["run"], 1);
    assert_eq!(run["published"], 47);
    assert_eq!(run["exit_code"], 1);
    assert_eq!(in_state(&run, "data_errors"), fleet.faulty);
    assert_eq!(fleet.published().len(), 47);
    assert!(fleet.published().is_disjoint(&fleet.faulty));
    for agency in run["agencies"].as_array().expect("agencies").iter().filter(|a| a["state"] == "data_errors")
    {
        let problem = &agency["problems"][0];
        let place = problem["place"].as_str().expect("a place");
        let expected = format!("input/{}/", agency["agency"].as_str().expect("an id"));
        assert!(place.starts_with(&expected), "{place}");
        assert!(!problem["message"]["th"].as_str().unwrap_or_default().is_empty());
    }
    // The roll-up ranks those that are published and names the others.
    let rollup = fleet.path("ws/output/rollup").join(HALF);
    let lines =
        |name: &str| fs::read_to_string(rollup.join("data").join(name)).expect(name).lines().count() - 1;
    assert_eq!((lines("ranking.csv"), lines("not_published.csv")), (47, 3));
    for name in ["rollup-2568-h1.pdf", "rollup-2568-h1.xlsx", "index.html", "run.json"] {
        assert!(rollup.join(name).is_file(), "{name}");
    }
    let page = fs::read_to_string(rollup.join("index.html")).expect("the page");
    assert!(page.contains("ตัวอย่าง"), "sample data says so");

    // For people: each broken one by name with its reason.
    let output = fleet.run(&["run"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    for name in &fleet.faulty {
        let line = said
            .lines()
            .position(|l| l.starts_with(name.as_str()))
            .unwrap_or_else(|| panic!("{name}: {said}"));
        assert!(said.lines().nth(line + 1).is_some_and(|l| l.contains("error[")), "{said}");
    }
    assert!(said.contains("50 agencies, 47 published (47 unchanged), 3 not published"), "{said}");
}

/// What a person who watches no screen learns of a run over many agencies.
#[cfg(unix)]
#[test]
fn hooks_and_the_log_tell_of_a_fleet() {
    let fleet = Fleet::new(4, &["--faulty", "0.25"]);
    let (hook, file) = (project().join("tests/it/hook-stub"), fleet.path("hook.txt"));
    let hook = hook.to_str().expect("a path");
    let run = |args: &[&str]| {
        let _ = fs::remove_file(&file);
        let all = [&["run", "--log", "json"], args].concat();
        let output = fleet.command(&all).env("HOOK_FILE", &file).output().expect("the program starts");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        let log: Vec<Value> =
            err.lines().map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{e}: {l}"))).collect();
        (output.status.code(), log, fs::read_to_string(&file).unwrap_or_default())
    };
    let faulty = fleet.faulty.first().expect("a faulty agency").clone();
    let (code, log, told) = run(&["--on-failure", hook, "--on-success", "no-such-program"]);
    assert_eq!(code, Some(1));
    let summary = log.last().expect("a line");
    assert_eq!((&summary["event"], &summary["result"]), (&Value::from("summary"), &Value::from("refused")));
    let counts = serde_json::json!({
        "all": 4, "published": 3, "unchanged": 0, "not_published": 1, "left": 0
    });
    assert_eq!(summary["agencies"], counts);
    assert!(summary["errors"].as_u64() > Some(0) && summary["units"].as_u64() > Some(0), "{summary}");
    assert!(summary["units_reported"].as_u64() <= summary["units"].as_u64(), "{summary}");
    let stages: Vec<_> = summary["stages_ms"].as_object().expect("stages").keys().cloned().collect();
    assert_eq!(stages, ["gather", "publish", "rollup"]);
    let states = |wanted: &str| log.iter().filter(|e| e["event"] == "agency" && e["state"] == wanted).count();
    assert_eq!((states("published"), states("data_errors")), (3, 1));
    for line in [
        "ITA_REPORT_RESULT=refused".to_owned(),
        "ITA_REPORT_EXIT_CODE=1".to_owned(),
        format!("ITA_REPORT_MESSAGE=2568-h1: 3 of 4 agencies are published; not: {faulty}"),
    ] {
        assert!(told.lines().any(|l| l == line), "{line}\n{told}");
    }

    let well = format!("agency-0[!{}]", &faulty[faulty.len() - 1..]);
    let (code, log, told) = run(&["--agency", &well, "--on-success", hook]);
    let summary = log.last().expect("a line");
    assert_eq!((code, &summary["result"]), (Some(0), &Value::from("published")), "{summary}");
    assert!(told.contains("ITA_REPORT_RESULT=published"), "{told}");

    let (code, log, told) = run(&["--typst", "/no/such", "--on-failure", hook]);
    let summary = log.last().expect("a line");
    assert_eq!((code, &summary["result"]), (Some(3), &Value::from("failed")), "{summary}");
    assert!(told.contains("ITA_REPORT_RESULT=failed"), "{told}");
}

/// Marked copies are those that each agency would get alone, whatever is written beside them.
#[test]
fn marked_copies_of_many_agencies_are_those_of_each() {
    let fleet = Fleet::new(8, &["--faulty", "0.5"]);
    let check = fleet.json(&["check"], 1);
    let returns = |agency: &str| fleet.path("ws/output").join(agency).join("returns");
    let all: Vec<_> = fleet.faulty.iter().filter(|a| returns(a).is_dir()).collect();
    let together: Vec<_> = all.iter().map(|agency| files(&returns(agency))).collect();
    // The others have warnings, for which copies are marked too.
    let agencies = fs::read_dir(fleet.path("ws/input")).expect("a folder").flatten();
    let names = agencies.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let copies = names.filter(|name| returns(name).is_dir()).map(|name| files(&returns(&name)).len());
    assert_eq!(check["marked_copies"], Value::from(copies.sum::<usize>()));
    assert!(all.len() >= 2, "several agencies have workbooks to be corrected: {all:?}");
    for (agency, together) in all.into_iter().zip(together) {
        fs::remove_dir_all(fleet.path("ws/output").join(agency)).expect("removing");
        let code = fleet.run(&["check", "--agency", agency]).status.code();
        assert_eq!(code, Some(1), "{agency}");
        assert!(files(&returns(agency)) == together, "{agency}");
    }
}

#[cfg(unix)]
#[test]
fn a_run_that_was_stopped_goes_on_with_what_is_left() {
    let fleet = Fleet::new(14, &[]);
    fleet.pause("0.15");
    // Ctrl-C: a clean end, exit code 3.
    let mut child = start(&fleet);
    until(|| fleet.published().len() >= 3, &mut child);
    signal("-INT", &child);
    let status = child.wait().expect("the run ends");
    assert_eq!(status.code(), Some(3));
    let first = fleet.published();
    assert!(first.len() < 14, "it was stopped in the middle");
    assert!(!fleet.path("ws/output/rollup").join(HALF).exists());
    // Killed: no end at all.
    let mut child = start(&fleet);
    until(|| fleet.published().len() >= first.len() + 3, &mut child);
    signal("-KILL", &child);
    child.wait().expect("the run is dead");
    std::thread::sleep(Duration::from_millis(400));
    let second = fleet.published();
    assert!(second.is_superset(&first) && second.len() < 14);
    // What is there stays as it is; only the rest is made.
    fs::remove_file(fleet.path("pause")).expect("no pause");
    fleet.asked();
    let run = fleet.json(&["run"], 0);
    let (unchanged, made) = (in_state(&run, "unchanged"), in_state(&run, "published"));
    // The publication swapped in just before the kill may lack its record and is made again.
    assert!(
        unchanged.is_subset(&second) && unchanged.len() + 2 >= second.len(),
        "{unchanged:?} of {second:?}"
    );
    assert_eq!(unchanged.len() + made.len(), 14);
    let of_one = documents_of_one(&fleet);
    // An agency that was swapped in but not noted down takes its documents over from there.
    let left = 14 - second.len();
    assert_eq!(fleet.asked(), left * of_one + 1, "documents of what was left, and the roll-up");
    // Once more: nothing at all is left to do.
    let run = fleet.json(&["run"], 0);
    assert_eq!(run["unchanged"], 14);
    assert_eq!(fleet.asked(), 0);
}

#[cfg(unix)]
fn start(fleet: &Fleet) -> Child {
    fleet
        .command(&["run", "--quiet"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the run starts")
}

#[cfg(unix)]
fn signal(which: &str, child: &Child) {
    let sent = Command::new("kill").args([which, &child.id().to_string()]).status().expect("kill");
    assert!(sent.success());
}

fn until(reached: impl Fn() -> bool, child: &mut Child) {
    let begun = Instant::now();
    while !reached() {
        assert!(child.try_wait().expect("a child").is_none(), "the run ended too early");
        assert!(begun.elapsed() < Duration::from_mins(2), "the run does not get on");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// PDFs in one agency's publication.
fn documents_of_one(fleet: &Fleet) -> usize {
    let any = fleet.published().pop_first().expect("a publication");
    let all = files(&fleet.path("ws/output").join(any).join(HALF));
    all.iter().filter(|(name, _)| Path::new(name).extension().is_some_and(|e| e == "pdf")).count()
}

#[test]
fn one_changed_cell_is_one_agency() {
    let fleet = Fleet::new(6, &[]);
    fleet.json(&["run"], 0);
    fleet.asked();
    let input = fleet.path("ws/input/agency-03/2568");
    fs::remove_file(input.join("h1-office-01.xlsx")).expect("one workbook less");
    let run = fleet.json(&["run"], 0);
    assert_eq!(in_state(&run, "published"), BTreeSet::from(["agency-03".to_owned()]));
    assert_eq!(run["unchanged"], 5);
}

#[test]
fn shards_rolled_up_are_the_unsharded_run() {
    let fleet = Fleet::new(11, &["--faulty", "0.1"]);
    let half = ["--fy", "2568", "--half", "1"];
    fleet.json(&["run"], 1);
    for shard in ["1/4", "2/4", "3/4", "4/4"] {
        let output = format!("shard-{}", &shard[..1]);
        let args = [&["run", "--shard", shard, "--output", &output][..], &half].concat();
        let code = fleet.run(&args).status.code();
        assert!(matches!(code, Some(0 | 1)), "{shard}: {code:?}");
    }
    fleet.json(&["rollup", "shard-1", "shard-2", "shard-3", "shard-4", "--output", "joined"], 0);
    assert_same(&fleet.path("ws/output/rollup").join(HALF), &fleet.path("joined/rollup").join(HALF));

    // The shards may also share one output folder.
    for shard in ["3/3", "1/3", "2/3"] {
        fleet.run(&[&["run", "--shard", shard, "--output", "shared"][..], &half].concat());
    }
    fleet.json(&["rollup", "--output", "shared"], 0);
    assert_same(&fleet.path("ws/output/rollup").join(HALF), &fleet.path("shared/rollup").join(HALF));

    // A shard that is lost does not vanish from the whole: its agencies are named, and nothing is published.
    for lost in [2, 4] {
        let folders: Vec<String> = (1..=4).filter(|n| *n != lost).map(|n| format!("shard-{n}")).collect();
        let names: Vec<&str> = folders.iter().map(String::as_str).collect();
        let told = fleet.json(&[&["rollup", "--output", "partly"], &names[..]].concat(), 1);
        let missing = told["missing"].as_array().expect("a list");
        assert!((2..=3).contains(&missing.len()), "{told}");
        assert!(!fleet.path("partly/rollup").join(HALF).exists());
    }
    // The shards know it, too, where the workspace does not lie beside.
    fs::rename(fleet.path("ws/input"), fleet.path("ws/elsewhere")).expect("renaming");
    let told = fleet.json(&["rollup", "shard-1", "shard-2", "shard-3", "--output", "partly"], 1);
    assert_eq!(told["missing"].as_array().map(Vec::len), Some(2), "{told}");
    fs::rename(fleet.path("ws/elsewhere"), fleet.path("ws/input")).expect("renaming");

    // Without the half a shard could choose another than its sisters.
    let output = fleet.run(&["run", "--shard", "1/4"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--half"));
}

#[test]
fn scores_of_a_fleet_are_those_of_its_agencies_alone() {
    let fleet = Fleet::new(5, &[]);
    fleet.json(&["run"], 0);
    for agency in fleet.published() {
        let alone = tempfile::tempdir().expect("a temporary folder");
        copy(&fleet.path("ws/input").join(&agency), &alone.path().join("input"));
        let output = Command::new(env!("CARGO_BIN_EXE_ita-report"))
            .current_dir(alone.path())
            .args(["run", "--quiet"])
            .env("ITA_REPORT_TYPST", fleet.path("typst-stub"))
            .output()
            .expect("the program starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let read = |dir: PathBuf, name: &str| {
            fs::read_to_string(dir.join(HALF).join("data").join(name)).expect(name)
        };
        for name in [
            "agency_scores.csv",
            "instrument_scores.csv",
            "indicator_scores.csv",
            "question_scores.csv",
            "oit_items.csv",
            "choice_counts.csv",
            "measures.csv",
            "progress.csv",
        ] {
            let of_fleet = read(fleet.path("ws/output").join(&agency), name);
            let of_one = read(alone.path().join("output"), name);
            assert!(of_one.lines().count() > 1, "{name} is empty");
            // Only the place of the workbooks differs.
            assert_eq!(of_fleet.replace(&format!("input/{agency}/"), "input/"), of_one, "{agency} {name}");
        }
    }
}

#[test]
fn answers_by_respondent_give_the_scores_of_their_counts() {
    let counted = Fleet::new(3, &[]);
    let answered = Fleet::new(3, &["--answers"]);
    let half = ["--fy", "2568", "--half", "1"];
    // One agency's platform exports CSV.
    let exported = Fleet::new(3, &["--answers"]);
    for agency in ["agency-01", "agency-02", "agency-03"] {
        for name in ["answers-iit", "answers-eit"] {
            to_csv(&exported.path("ws/input").join(agency).join("2567").join(format!("{name}.xlsx")));
        }
    }
    for fleet in [&counted, &answered, &exported] {
        fleet.json(&[&["run"][..], &half].concat(), 0);
    }
    let column = |fleet: &Fleet, agency: &str| -> Vec<(String, String, String)> {
        let path = fleet.path("ws/output").join(agency).join(HALF).join("data/question_scores.csv");
        let mut reader = csv::Reader::from_path(path).expect("a CSV");
        let header = reader.headers().expect("a header").clone();
        let at = |name: &str| header.iter().position(|h| h == name).expect(name);
        let (question, responses, computed) = (at("question"), at("responses"), at("score_computed"));
        reader
            .records()
            .map(|r| r.expect("a row"))
            .map(|r| (r[question].to_owned(), r[responses].to_owned(), r[computed].to_owned()))
            .collect()
    };
    for agency in counted.published() {
        let (by_count, by_answer) = (column(&counted, &agency), column(&answered, &agency));
        assert_eq!(by_count.len(), 18, "{by_count:?}");
        assert!(by_count.iter().all(|(_, n, score)| !n.is_empty() && !score.is_empty()));
        assert_eq!(by_count, by_answer, "{agency}");
        assert_eq!(by_count, column(&exported, &agency), "{agency} by CSV");
    }
}

/// The first sheet of a workbook as a CSV in its place.
fn to_csv(path: &Path) {
    use calamine::Reader;
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).expect("a workbook");
    let range = book.worksheet_range_at(0).expect("a sheet").expect("cells");
    let mut writer = csv::Writer::from_path(path.with_extension("csv")).expect("a CSV");
    for row in range.rows() {
        writer.write_record(row.iter().map(ToString::to_string)).expect("a row");
    }
    writer.flush().expect("the CSV");
    fs::remove_file(path).expect("the workbook");
}

#[test]
fn one_agency_of_many_is_chosen_and_a_wrong_one_named() {
    let fleet = Fleet::new(4, &[]);
    let file = fleet.path("ws/input/agency-02/agency.toml");
    let text = fs::read_to_string(&file).expect("agency.toml");
    fs::write(&file, text.replace("id = \"agency-02\"", "id = \"other\"")).expect("agency.toml");
    let run = fleet.json(&["run", "--agency", "agency-0[12]"], 1);
    assert_eq!(in_state(&run, "published"), BTreeSet::from(["agency-01".to_owned()]));
    assert_eq!(in_state(&run, "refused"), BTreeSet::from(["agency-02".to_owned()]));
    assert!(
        run["agencies"][1]["problems"][0]["message"]["en"].as_str().is_some_and(|m| m.contains("`other`"))
    );
    assert_eq!(run["rollup"], Value::Null);
    // `check` and `status` of one agency are those of a workspace of its own.
    let output = fleet.run(&["check", "--agency", "agency-03"]);
    assert_eq!(output.status.code(), Some(0));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.starts_with("checked ") && said.contains(" files, "), "{said}");
    let status = fleet.json(&["status", "--agency", "agency-03"], 0);
    assert!(status["units"][0]["sheets"].is_array(), "{status}");
    let status = fleet.json(&["status"], 0);
    assert_eq!(status["agencies"].as_array().map(Vec::len), Some(4));
    let check = fleet.json(&["check"], 1);
    assert_eq!(check["agencies"][1]["refused"], true);
    let output = fleet.run(&["run", "--agency", "agency-9*"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn commands_for_one_agency_serve_each_of_many() {
    let fleet = Fleet::new(3, &[]);
    let one = |args: &[&str]| fleet.run(&[args, &["--agency", "agency-02"]].concat());
    let said = |args: &[&str]| {
        let output = one(args);
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{args:?}: {told}{}",
            String::from_utf8_lossy(&output.stderr)
        );
        told
    };
    let codes = said(&["explain"]);
    assert!(codes.contains("total"), "{codes}");
    assert!(said(&["explain", "I1"]).contains("input/agency-02/"), "figures come from its own workbooks");
    let ready = one(&["ready"]);
    assert_eq!(ready.status.code(), Some(1), "much is due and missing in an invented agency");
    assert!(String::from_utf8_lossy(&ready.stdout).contains("of 22 are ready"));
    said(&["remind"]);
    assert!(fleet.path("ws/output/agency-02/remind").join(HALF).is_dir());
    assert!(said(&["run", "--dry-run"]).contains("a dry run"));
    assert!(said(&["run", "--only", "measures"]).contains("agency-02/2568-h1-measures"));
    assert!(said(&["run"]).contains("1 published"));
    // A second publication, to be compared with the first and replaced by it.
    said(&["run", "--force"]);
    let kept: Value = serde_json::from_str(&said(&["history", "--format", "json"])).expect("JSON");
    let serials = |name: &str| -> Vec<u64> {
        let kept = kept.as_array().expect("a list").iter().filter(|kept| kept["name"] == name);
        kept.map(|kept| kept["serial"].as_u64().expect("a number")).collect()
    };
    assert_eq!((serials(HALF), serials("2568-h1-measures")), (vec![1, 2], vec![1]));
    assert!(said(&["diff"]).contains("2568-h1 no. 2"));
    assert!(said(&["history", "restore", "1"]).contains("2568-h1 no. 1 is back"));
    // One without its manifest is no publication; a part made alone does not take its place.
    fs::remove_file(fleet.path("ws/output/agency-02").join(HALF).join("run.json")).expect("a manifest");
    let output = one(&["diff"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && told.contains("history restore 2568-h1/2"), "{told}");
    for args in [&["explain"][..], &["history"], &["diff"], &["remind"], &["memo"], &["ready"]] {
        for chosen in [&[][..], &["--agency", "agency-*"]] {
            let output = fleet.run(&[args, chosen].concat());
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(
                output.status.code() == Some(2) && told.contains("--agency agency-01"),
                "{args:?}: {told}"
            );
        }
    }
    let output = fleet.run(&["run", "--only", "measures"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("name its folder with --agency"));
    // Where there is no workspace, nothing can be kept.
    let elsewhere = fleet.run(&["history", "--workspace", "elsewhere"]);
    assert_eq!(elsewhere.status.code(), Some(2));
}

#[test]
fn the_roll_up_is_a_real_document() {
    let typst = std::env::var("ITA_REPORT_TYPST").unwrap_or_else(|_| "typst".to_owned());
    if !tool("pdftotext") || !tool(&typst) {
        return;
    }
    let fleet = Fleet::new(4, &["--faulty", "0.25"]);
    let output =
        fleet.command(&["run"]).env("ITA_REPORT_TYPST", &typst).output().expect("the program starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let pdf = fleet.path("ws/output/rollup").join(HALF).join("rollup-2568-h1.pdf");
    let text = Command::new("pdftotext").arg("-layout").arg(&pdf).arg("-").output().expect("pdftotext");
    let text = String::from_utf8_lossy(&text.stdout).into_owned();
    let total =
        fs::read_to_string(fleet.path("ws/output/rollup").join(HALF).join("data/ranking.csv")).expect("csv");
    let first: Vec<_> = total.lines().nth(1).expect("a row").split(',').collect();
    let score: f64 = first[3].parse().expect("a total");
    let shown = ita_report::thai::to_thai_digits(&ita_report::thai::format_number(score, 2));
    assert!(text.contains(&shown), "{shown}: {text}");
    assert!(text.contains("ไม่ใช่ข้อมูลจริงของหน่วยงาน"));
}
