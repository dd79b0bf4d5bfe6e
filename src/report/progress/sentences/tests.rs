use super::*;
use crate::report::data_sets::Sum;
use crate::report::progress::Edition;
use crate::report::progress::fixture::Case;

/// What the texts say in the documents of a small agency.
fn with<T>(told: impl FnOnce(&Scene<'_>) -> T) -> T {
    let case = Case::new();
    told(&Scene::new(&case.model(), Edition::Public))
}

fn tally(finished: usize, late: usize, under_way: usize, overdue: usize, missing: usize) -> Tally {
    let times = |standing, count| std::iter::repeat_n(standing, count);
    Tally::of(
        times(Standing::Finished, finished)
            .chain(times(Standing::FinishedLate, late))
            .chain(times(Standing::UnderWay, under_way))
            .chain(times(Standing::Overdue, overdue))
            .chain(times(Standing::NotReported, missing)),
    )
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|n| (*n).to_owned()).collect()
}

fn sums(current: Option<f64>, previous: Option<f64>) -> Comparison {
    Comparison {
        current: Sum { value: current, absent: 0 },
        previous: Sum { value: previous, absent: 0 },
        paired: None,
    }
}

#[test]
fn lists_read_as_thai_lists() {
    assert_eq!(with(|s| s.joined(&[])), "");
    assert_eq!(with(|s| s.joined(&names(&["ฝ่ายโยธา"]))), "ฝ่ายโยธา");
    assert_eq!(with(|s| s.joined(&names(&["ฝ่ายโยธา", "ฝ่ายรายได้"]))), "ฝ่ายโยธา และฝ่ายรายได้");
    assert_eq!(with(|s| s.joined(&names(&["M1-01", "M1-02", "M1-03"]))), "M1-01 M1-02 และ M1-03");
    assert_eq!(with(|s| some(s, &names(&["ก", "ข", "ค", "ง"]), s.unit_noun())), "ก ข ค และง");
    assert_eq!(
        with(|s| some(s, &names(&["ก", "ข", "ค", "ง", "จ", "ฉ", "ช"]), s.unit_noun())),
        "ก ข ค ง จ ฉ และช"
    );
    let many: Vec<_> = (1..=12).map(|n| format!("ฝ่าย{n}")).collect();
    assert!(with(|s| some(s, &many, s.unit_noun())).ends_with("ฝ่าย10 และอีก ๒ ส่วนราชการ"));
}

#[test]
fn standings_nobody_has_are_not_told() {
    assert_eq!(
        with(|s| standings(s, &tally(1, 1, 2, 0, 0))),
        "แล้วเสร็จ ๒ มาตรการ (ร้อยละ ๕๐.๐๐ เป็นการแล้วเสร็จหลังกำหนด ๑ มาตรการ) และอยู่ระหว่างดำเนินการ ๒ มาตรการ"
    );
    assert_eq!(
        with(|s| standings(s, &tally(0, 1, 1, 0, 0))),
        "แล้วเสร็จ ๑ มาตรการ (ร้อยละ ๕๐.๐๐ เป็นการแล้วเสร็จหลังกำหนดทั้งหมด) และอยู่ระหว่างดำเนินการ ๑ มาตรการ"
    );
    assert_eq!(with(|s| standings(s, &tally(3, 0, 0, 0, 0))), "แล้วเสร็จทุกมาตรการ");
    assert_eq!(
        with(|s| standings(s, &tally(2, 1, 0, 0, 0))),
        "แล้วเสร็จทุกมาตรการ (เป็นการแล้วเสร็จหลังกำหนด ๑ มาตรการ)"
    );
    assert_eq!(with(|s| standings(s, &tally(0, 0, 0, 0, 2))), "ไม่มีส่วนราชการใดรายงานผล ๒ มาตรการ");
    assert_eq!(with(|s| standings(s, &tally(0, 0, 2, 0, 0))), "อยู่ระหว่างดำเนินการทุกมาตรการ");
    assert_eq!(with(|s| standings(s, &tally(1, 0, 0, 0, 0))), "แล้วเสร็จ ๑ มาตรการ (ร้อยละ ๑๐๐.๐๐)");
    assert_eq!(with(|s| standings(s, &Tally::default())), "");
}

#[test]
fn a_share_rises_falls_or_stays() {
    let half = tally(1, 0, 1, 0, 0);
    let all = tally(2, 0, 0, 0, 0);
    let told = |now: &Tally, before: &Tally| with(|s| finished_change(s, now, before).unwrap());
    assert_eq!(
        told(&all, &half),
        "สัดส่วนมาตรการที่แล้วเสร็จ (รวมที่แล้วเสร็จหลังกำหนด) เพิ่มขึ้นจากร้อยละ ๕๐.๐๐ เป็นร้อยละ ๑๐๐.๐๐"
    );
    assert_eq!(
        told(&half, &all),
        "สัดส่วนมาตรการที่แล้วเสร็จ (รวมที่แล้วเสร็จหลังกำหนด) ลดลงจากร้อยละ ๑๐๐.๐๐ เป็นร้อยละ ๕๐.๐๐"
    );
    assert_eq!(told(&half, &half), "สัดส่วนมาตรการที่แล้วเสร็จ (รวมที่แล้วเสร็จหลังกำหนด) คงเดิมที่ร้อยละ ๕๐.๐๐");
    // As many of more are no worse.
    let of_four = tally(1, 0, 3, 0, 0);
    assert_eq!(
        told(&of_four, &half),
        "มาตรการที่แล้วเสร็จมี ๑ มาตรการ เท่าเดิม แต่สัดส่วนลดลงจากร้อยละ ๕๐.๐๐ เป็นร้อยละ ๒๕.๐๐ เพราะมีมาตรการมากขึ้น"
    );
    assert_eq!(
        told(&half, &of_four),
        "มาตรการที่แล้วเสร็จมี ๑ มาตรการ เท่าเดิม แต่สัดส่วนเพิ่มขึ้นจากร้อยละ ๒๕.๐๐ เป็นร้อยละ ๕๐.๐๐ เพราะมีมาตรการน้อยลง"
    );
    assert_eq!(with(|s| finished_change(s, &half, &Tally::default())), None);
}

#[test]
fn a_change_of_a_share_has_a_sign_or_a_word_or_no_baseline() {
    let up = with(|s| share_change(s.w, Some(50.0), Some(37.5)));
    assert_eq!((up.direction, up.points.as_deref(), up.word.as_str()), (Direction::Up, Some("+๑๒.๕๐"), ""));
    let down = with(|s| share_change(s.w, Some(10.0), Some(12.0)));
    assert_eq!((down.direction, down.points.as_deref()), (Direction::Down, Some("−๒.๐๐")));
    let same = with(|s| share_change(s.w, Some(10.001), Some(10.0)));
    assert_eq!((same.direction, same.word.as_str()), (Direction::Same, "เท่าเดิม"));
    let none = with(|s| share_change(s.w, Some(10.0), None));
    assert_eq!((none.direction, none.points), (Direction::Unknown, None));
}

#[test]
fn counts_change_in_every_way() {
    let told = |now, before| with(|s| count_change(s, "มาตรการที่เกินกำหนด", |n| s.measures(n), [now, before]));
    assert_eq!(told(0, 0), "มาตรการที่เกินกำหนดไม่มีทั้งสองปี");
    assert_eq!(told(3, 3), "มาตรการที่เกินกำหนดคงเดิม ๓ มาตรการ");
    assert_eq!(told(0, 4), "ไม่มีมาตรการที่เกินกำหนด จากเดิม ๔ มาตรการ");
    assert_eq!(told(2, 5), "มาตรการที่เกินกำหนดลดลงจาก ๕ เป็น ๒ มาตรการ");
    assert_eq!(told(5, 2), "มาตรการที่เกินกำหนดเพิ่มขึ้นจาก ๒ เป็น ๕ มาตรการ");
    assert_eq!(told(2, 0), "มาตรการที่เกินกำหนดมี ๒ มาตรการ จากเดิมที่ไม่มี");
}

#[test]
fn a_total_is_told_with_what_it_can_be_compared_with() {
    let told = |now, before, has| {
        let earlier = Earlier { has_previous: has, is_below: false };
        with(|s| total(s, sums(now, before), 2, "บาท", earlier))
    };
    assert_eq!(
        told(Some(1_250.5), Some(1_000.0), true),
        "รวม ๑,๒๕๐.๕๐ บาท เพิ่มขึ้น ๒๕๐.๕๐ บาท (ร้อยละ ๒๕.๐๕) จาก ๑,๐๐๐.๐๐ บาท ในรอบเดียวกันของ พ.ศ. ๒๕๖๗"
    );
    assert_eq!(
        told(Some(750.0), Some(1_000.0), true),
        "รวม ๗๕๐.๐๐ บาท ลดลง ๒๕๐.๐๐ บาท (ร้อยละ ๒๕.๐๐) จาก ๑,๐๐๐.๐๐ บาท ในรอบเดียวกันของ พ.ศ. ๒๕๖๗"
    );
    assert_eq!(told(Some(5.0), Some(5.0), true), "รวม ๕.๐๐ บาท เท่ากับรอบเดียวกันของ พ.ศ. ๒๕๖๗");
    assert_eq!(told(Some(0.0), Some(0.0), true), "ไม่มี เช่นเดียวกับรอบเดียวกันของ พ.ศ. ๒๕๖๗");
    // No percentage of zero.
    assert_eq!(
        told(Some(5.0), Some(0.0), true),
        "รวม ๕.๐๐ บาท เพิ่มขึ้น ๕.๐๐ บาท จาก ๐.๐๐ บาท ในรอบเดียวกันของ พ.ศ. ๒๕๖๗"
    );
    assert_eq!(told(Some(5.0), None, false), "รวม ๕.๐๐ บาท ไม่มีข้อมูลรอบเดียวกันของ พ.ศ. ๒๕๖๗ ให้เปรียบเทียบ");
    assert_eq!(told(None, Some(5.0), true), "ไม่มีข้อมูลในรอบนี้");
    // The paragraph above says of what year, the table below from what amount.
    assert_eq!(
        with(|s| total(
            s,
            sums(Some(6.0), Some(5.0)),
            0,
            "บาท",
            Earlier { has_previous: true, is_below: true }
        )),
        "รวม ๖ บาท เพิ่มขึ้น ๑ บาท (ร้อยละ ๒๐.๐๐)"
    );
    let partial =
        Comparison { current: Sum { value: Some(5.0), absent: 2 }, previous: Sum::default(), paired: None };
    assert_eq!(
        with(|s| total(s, partial, 2, "บาท", Earlier { has_previous: true, is_below: true })),
        "รวม ๕.๐๐ บาท โดยยังขาดข้อมูล ๒ รายการ จึงไม่เปรียบเทียบกับรอบเดียวกันของ พ.ศ. ๒๕๖๗"
    );
    let before = Comparison {
        current: Sum { value: Some(5.0), absent: 0 },
        previous: Sum { value: Some(1.0), absent: 1 },
        paired: None,
    };
    assert_eq!(
        with(|s| total(s, before, 0, "", Earlier { has_previous: true, is_below: true })),
        "รวม ๕ ข้อมูลรอบเดียวกันของ พ.ศ. ๒๕๖๗ ไม่ครบ จึงไม่เปรียบเทียบ"
    );
}

#[test]
fn a_sum_changes_without_being_better_or_worse() {
    let told = |now, before| {
        let change = with(|s| sum_change(s, sums(now, before), 0));
        (change.direction, change.points.unwrap_or_default(), change.word)
    };
    let is = |direction, points: &str, word: &str| (direction, points.to_owned(), word.to_owned());
    assert_eq!(told(Some(12.0), Some(10.0)), is(Direction::UpPlain, "+๒", "เพิ่มขึ้น"));
    assert_eq!(told(Some(3.0), Some(10.0)), is(Direction::DownPlain, "−๗", "ลดลง"));
    assert_eq!(told(Some(3.0), Some(3.0)), is(Direction::Same, "๐", "เท่าเดิม"));
    assert_eq!(told(Some(3.0), None), is(Direction::Unknown, "", "ไม่มีข้อมูลเปรียบเทียบ"));
    let partial =
        Comparison { current: Sum { value: Some(5.0), absent: 1 }, previous: Sum::default(), paired: None };
    assert_eq!(with(|s| sum_change(s, partial, 0)).word, "ข้อมูลไม่ครบ");
}
