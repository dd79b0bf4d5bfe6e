//! A publication that somebody altered is neither restored nor put into the history in silence.

use crate::publication::{NAME, Watched, said};
use std::fs;
use std::path::Path;

/// Runs without looking whether the publication in place is whole: here it is not.
fn expect(watched: &Watched, args: &[&str], code: i32) -> String {
    let output = watched.program(args).output().expect("the program starts");
    let err = said(&output);
    assert_eq!(output.status.code(), Some(code), "{args:?}\n{err}");
    err
}

/// Words that tell a damage, and how it is done to a publication's folder.
type Damage = (&'static str, fn(&Path));

/// What may happen to a publication on a shared drive.
const DAMAGES: [Damage; 5] = [
    ("missing index.html", |dir| fs::remove_file(dir.join("index.html")).expect("removed")),
    ("altered data/measures.csv", |dir| fs::write(dir.join("data/measures.csv"), "x").expect("written")),
    ("altered changes.json", |dir| fs::write(dir.join("changes.json"), "{}").expect("written")),
    ("added data/other.csv", |dir| fs::write(dir.join("data/other.csv"), "x").expect("written")),
    ("altered run.json", |dir| {
        let path = dir.join("run.json");
        let text = fs::read_to_string(&path).expect("a manifest");
        let at = text.find("\"sha256\": \"").expect("a hash") + 11;
        let other = if text[at..].starts_with('0') { "1" } else { "0" };
        fs::write(&path, format!("{}{other}{}", &text[..at], &text[at + 1..])).expect("written");
    }),
];

#[test]
fn an_altered_publication_is_not_restored() {
    let watched = Watched::new();
    for _ in 0..=DAMAGES.len() {
        expect(&watched, &["run", "--quiet"], 0);
    }
    let live = fs::read(watched.output().join(NAME).join("run.json")).expect("a manifest");
    for (number, (told, damage)) in (1..).zip(DAMAGES) {
        damage(&watched.output().join("history").join(NAME).join(format!("{number:04}")));
        let err = expect(&watched, &["history", "restore", &number.to_string()], 2);
        assert!(err.contains(told) && err.contains("is not restored"), "{told}: {err}");
    }
    assert_eq!(fs::read(watched.output().join(NAME).join("run.json")).expect("a manifest"), live);
}

#[test]
fn an_altered_publication_goes_into_the_history_with_a_warning() {
    let watched = Watched::new();
    assert!(!expect(&watched, &["run", "--quiet"], 0).contains("warning"));
    let live = watched.output().join(NAME);
    // What a file manager leaves is no part of it.
    fs::write(live.join("Thumbs.db"), "x").expect("written");
    assert!(!expect(&watched, &["run", "--quiet"], 0).contains("not as it was published"));
    fs::remove_file(live.join("index.html")).expect("removed");
    let err = expect(&watched, &["run", "--quiet"], 0);
    let told = "no. 2, which was replaced, is not as it was published (missing index.html)";
    assert!(err.contains(told), "{err}");
    assert!(live.join("index.html").is_file());
    assert!(!expect(&watched, &["run", "--quiet"], 0).contains("warning"));
}
