use super::*;
use std::fs;

fn bounds(dir: &Path) -> Bounds {
    Bounds::of([dir])
}

fn names(entries: &[Entry]) -> Vec<(&str, bool)> {
    entries.iter().map(|e| (e.name.as_str(), e.found.is_ok())).collect()
}

#[test]
fn a_file_is_read_up_to_its_limit_and_not_a_byte_more() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a");
    fs::write(&path, b"12345").unwrap();
    assert_eq!(read(&path, &bounds(dir.path()), 5).unwrap(), b"12345");
    assert!(matches!(read(&path, &bounds(dir.path()), 4), Err(Refused::TooLarge { size: 5, limit: 4 })));
    assert!(read(&dir.path().join("b"), &bounds(dir.path()), 4).unwrap_err().is_missing());
    assert!(matches!(read(dir.path(), &Bounds::anywhere(), 4), Err(Refused::Special(Kind::Folder))));
    fs::write(&path, [0xff]).unwrap();
    assert!(matches!(read_text(&path, &bounds(dir.path()), 4), Err(Refused::NotUtf8)));
    assert!(matches!(read(&path, &Bounds::default(), 4), Err(Refused::Outside)));
}

#[test]
fn both_ends_of_a_file_are_read_and_not_its_middle() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a");
    fs::write(&path, b"0123456789").unwrap();
    assert_eq!(ends(&path, 3).unwrap(), (b"012".to_vec(), b"789".to_vec(), 10));
    assert_eq!(ends(&path, 30).unwrap(), (b"0123456789".to_vec(), b"0123456789".to_vec(), 10));
}

#[cfg(unix)]
mod unix {
    use super::*;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    #[test]
    fn pipes_devices_and_sockets_are_named_and_never_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        rustix::fs::mknodat(
            rustix::fs::CWD,
            at("pipe.xlsx"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::from_raw_mode(0o600),
            0,
        )
        .unwrap();
        let _socket = UnixListener::bind(at("socket.xlsx")).unwrap();
        symlink("/dev/zero", at("zero.png")).unwrap();
        symlink("pipe.xlsx", at("link.xlsx")).unwrap();
        let of = |name: &str| read(&at(name), &Bounds::anywhere(), 1 << 20).unwrap_err();
        assert!(matches!(of("pipe.xlsx"), Refused::Special(Kind::Pipe)));
        assert!(matches!(of("link.xlsx"), Refused::Special(Kind::Pipe)));
        assert!(matches!(of("socket.xlsx"), Refused::Special(Kind::Socket)));
        assert!(matches!(of("zero.png"), Refused::Special(Kind::Device)));
        let entries = walk(dir.path(), &bounds(dir.path())).unwrap();
        let expected = ["link.xlsx", "pipe.xlsx", "socket.xlsx", "zero.png"].map(|name| (name, false));
        assert_eq!(names(&entries), expected);
    }

    #[test]
    fn links_are_followed_inside_the_bounds_only() {
        let dir = tempfile::tempdir().unwrap();
        let (inside, outside) = (dir.path().join("in"), dir.path().join("out"));
        fs::create_dir(&inside).unwrap();
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("secret.md"), "secret").unwrap();
        fs::write(inside.join("own.md"), "own").unwrap();
        symlink("../out/secret.md", inside.join("leak.md")).unwrap();
        symlink("../out", inside.join("folder")).unwrap();
        symlink("own.md", inside.join("fine.md")).unwrap();
        symlink("nothing", inside.join("dangling.md")).unwrap();
        symlink("circle.md", inside.join("circle.md")).unwrap();
        let of = |name: &str| read(&inside.join(name), &bounds(&inside), 100);
        assert_eq!(of("fine.md").unwrap(), b"own");
        assert!(matches!(of("leak.md"), Err(Refused::Outside)));
        assert!(matches!(of("folder/secret.md"), Err(Refused::Outside)));
        assert!(matches!(of("dangling.md"), Err(Refused::Dangling)));
        assert!(matches!(of("circle.md"), Err(Refused::Circular)));
        let entries = walk(&inside, &bounds(&inside)).unwrap();
        let expected = [
            ("circle.md", false),
            ("dangling.md", false),
            ("fine.md", true),
            ("folder", false),
            ("leak.md", false),
            ("own.md", true),
        ];
        assert_eq!(names(&entries), expected);
        // The folder itself may be a link: whoever runs the program chose it.
        symlink("in", dir.path().join("chosen")).unwrap();
        let chosen = dir.path().join("chosen");
        assert_eq!(read(&chosen.join("own.md"), &bounds(&chosen), 100).unwrap(), b"own");
    }

    #[test]
    fn folders_linked_in_circles_are_walked_once() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("walked/a/b");
        fs::create_dir_all(&deep).unwrap();
        fs::create_dir_all(dir.path().join("beside/more")).unwrap();
        fs::write(deep.join("x"), "").unwrap();
        fs::write(dir.path().join("beside/more/y"), "").unwrap();
        for (to, at) in [(".", "l1"), ("..", "a/l2"), ("../..", "a/l3"), ("../../../beside", "a/b/l4")] {
            symlink(to, dir.path().join("walked").join(at)).unwrap();
        }
        symlink("../beside/more", dir.path().join("walked/l5")).unwrap();
        let entries = walk(&dir.path().join("walked"), &bounds(dir.path())).unwrap();
        let read: Vec<_> = entries.iter().filter(|e| e.found.is_ok()).map(|e| e.name.as_str()).collect();
        assert_eq!(read, ["a/b/x", "l5/y"]);
        let circles = entries.iter().filter(|e| matches!(e.found, Err(Refused::Circular))).count();
        assert_eq!(circles, 4);
    }
}
