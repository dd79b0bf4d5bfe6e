use super::*;

fn show(code: &str, value: f64) -> Option<String> {
    NumberFormat::new(code).show(value)
}

#[test]
fn dates_and_numbers_are_told_apart() {
    let kinds = [
        ("General", Shows::General),
        ("0.00", Shows::Number),
        ("#,##0.00 \"ล้านบาท\"", Shows::Number),
        ("t#,##0.00", Shows::Number),
        ("t0%", Shows::Percent),
        ("\"%\"0", Shows::Number),
        ("d/m/bbbb", Shows::Date),
        ("[$-107041E]d mmmm yyyy;@", Shows::Date),
        ("ว/ด/ปปปป", Shows::Date),
        ("\"day \"0", Shows::Number),
        ("[Red]0", Shows::Number),
        ("[h]:mm", Shows::Elapsed),
        ("h:mm AM/PM", Shows::Date),
        ("@", Shows::Text),
        ("# ?/?", Shows::Number),
        ("0.00E+00", Shows::Number),
        ("_-* #,##0.00_-;-* #,##0.00_-;_-* \"-\"??_-;_-@_-", Shows::Number),
        ("[$฿-41E]#,##0.00", Shows::Number),
    ];
    for (code, kind) in kinds {
        assert_eq!(NumberFormat::new(code).shows(), kind, "{code}");
    }
    for id in 0..=81 {
        let Some(format) = NumberFormat::built_in(id) else { continue };
        let date = matches!(id, 14..=22 | 27..=36 | 45 | 47 | 50..=58 | 71..=78 | 80 | 81);
        assert_eq!(format.shows() == Shows::Date, date, "{id}");
        assert_eq!(format.shows() == Shows::Elapsed, matches!(id, 46 | 79), "{id}");
        assert_eq!(format.shows() == Shows::Percent, matches!(id, 9 | 10 | 67 | 68), "{id}");
    }
}

#[test]
fn numbers_are_shown_with_their_zeros_and_signs() {
    let cases = [
        ("0000", 7.0, "0007"),
        ("0.00", 1.1, "1.10"),
        ("000-000-0000", 812_345_678.0, "081-234-5678"),
        ("0-0000-00000-00-0", 1_103_700_123_456.0, "1-1037-00123-45-6"),
        ("\"M1-\"00", 2.0, "M1-02"),
        ("#,##0.00", 1_234_567.5, "1,234,567.50"),
        ("#,##0", 999.0, "999"),
        ("0", 12.5, "13"),
        ("t0000", 7.0, "๐๐๐๗"),
        ("0.0;(0.0)", -2.5, "(2.5)"),
        ("0", -3.0, "-3"),
        ("0\"/2568\"", 15.0, "15/2568"),
        ("#", 0.0, ""),
        ("0%", 0.955, "96%"),
        ("0.0\\%", 95.5, "95.5%"),
        ("0;0", -5.0, "5"),
        ("General\" ราย\"", 5.0, "5 ราย"),
        ("General\" ราย\"", 100.0 / 3.0, "33.33333333 ราย"),
    ];
    for (code, value, text) in cases {
        assert_eq!(show(code, value).as_deref(), Some(text), "{code} {value}");
    }
    for code in ["0.00E+00", "# ?/?", "0,", "[>100]0", ";;;"] {
        assert_eq!(show(code, 5.0), None, "{code}");
    }
}

#[test]
fn days_and_times_are_shown_as_written() {
    // 15 March 2025.
    let day = 45_731.0;
    let cases = [
        ("d/m/bbbb", day, "15/3/2568"),
        ("dd/mm/yy", day, "15/03/25"),
        ("d mmmm bbbb", day, "15 มีนาคม 2568"),
        ("d-mmm-bb", day, "15-มี.ค.-68"),
        ("mmm-yy", day, "มี.ค.-25"),
        ("h:mm", 0.354_166_666, "8:30"),
        ("hh:mm", 0.354_166_666, "08:30"),
        ("h:mm AM/PM", 0.604_166_666, "2:30 PM"),
        ("[$-D07041E]d/m/yyyy", day, "๑๕/๓/๒๕๖๘"),
    ];
    for (code, value, text) in cases {
        assert_eq!(show(code, value).as_deref(), Some(text), "{code} {value}");
    }
    assert_eq!(show("d/m/yyyy", -5.0), None);
    assert_eq!(show("h:mm:ss", 0.5), None, "seconds are not worked out");
}

#[test]
fn what_stands_beside_a_number_is_found() {
    let beside = |code: &str, value: f64| NumberFormat::new(code).beside(value);
    let words = |code: &str| beside(code, 1.0).map(|b| (b.words.trim().to_owned(), b.thousands, b.hidden));
    assert_eq!(words("0.00 \"ล้านบาท\""), Some(("ล้านบาท".into(), 0, false)));
    assert_eq!(words("#,##0,\\ \"พันบาท\""), Some(("พันบาท".into(), 1, false)));
    assert_eq!(words("0.0,,"), Some((String::new(), 2, false)));
    assert_eq!(words("0,.0"), Some((String::new(), 1, false)));
    assert_eq!(words("[$฿-41E]#,##0"), Some(("฿".into(), 0, false)));
    assert_eq!(words(";;;"), Some((String::new(), 0, true)));
    assert_eq!(words("[>=1000]0,\"k\";0"), None);
    assert_eq!(beside("#,##0;-#,##0;\"-\"", 0.0).map(|b| b.words), Some("-".into()));
}

#[test]
fn no_code_is_too_strange() {
    for code in [
        "",
        ";",
        ";;;;;;",
        "\"",
        "\\",
        "_",
        "*",
        "[",
        "[$",
        "[$-",
        "[$-FFFFFFFFF]",
        "0.0.0.0",
        "%%",
        "eE",
        "tttt",
        "ก",
    ] {
        let format = NumberFormat::new(code);
        for value in [0.0, -1.5, 1e300, f64::NAN, f64::INFINITY, 0.25] {
            let _ = (format.shows(), format.show(value), format.beside(value));
        }
    }
    let long = "0".repeat(5_000);
    assert!(NumberFormat::new(&long).show(1.0).is_some());
}

#[test]
fn a_number_is_seen_as_exactly_as_its_format_says() {
    for (code, number, seen) in [
        ("#,##0", 1_500.4, Some(1_500.0)),
        ("#,##0.0", 12.34, Some(12.3)),
        ("0.00E+00", 123_456.0, Some(123_000.0)),
        ("##0.0E+0", 123_456.0, Some(123_500.0)),
        ("0E+00", 0.0, Some(0.0)),
        ("# ?/?", 12.3, Some(12.0 + 2.0 / 7.0)),
        ("# ??/??", 0.3, Some(0.3)),
        ("# ?/8", 12.3, Some(12.25)),
        ("#,##0,", 1_500.0, None),
        ("General", 1.5, None),
        ("[>100]0", 150.5, None),
    ] {
        let shown = NumberFormat::new(code).precision(number).map(|precision| precision.seen(number));
        let is_same = match (shown, seen) {
            (Some(shown), Some(seen)) => (shown - seen).abs() < 1e-9,
            (shown, seen) => shown.is_none() && seen.is_none(),
        };
        assert!(is_same, "{code} {number}: {shown:?}, not {seen:?}");
    }
}
