use super::*;
use crate::report::progress::fixture::Case;

#[test]
fn every_file_is_listed_once_with_size_and_hash() {
    let case = Case::new();
    let paths = [
        "measures-2568.pdf",
        "data/measures.csv",
        "data/datapackage.json",
        "diagnostics.json",
        "extra/x.txt",
    ];
    let files: Vec<_> = paths.iter().map(|path| File { path, bytes: 1_234_567, sha256: "ab" }).collect();
    let page = page(&case.model(), &files);
    assert!(page.contents.iter().all(|entry| entry.id != "scores"), "no link to scores that are not there");
    let links: Vec<_> = page.downloads.iter().flat_map(|g| &g.entries).flat_map(|d| &d.files).collect();
    let mut found: Vec<_> = links.iter().map(|l| l.href.as_str()).collect();
    found.sort_unstable();
    let mut wanted: Vec<_> =
        paths.iter().copied().chain(["changes.json", "changes.xlsx", "run.json"]).collect();
    wanted.sort_unstable();
    assert_eq!(found, wanted);
    assert!(links.iter().filter(|l| l.size != "–").all(|l| l.size == "1.2 MB" && l.sha256 == "ab"));
}
