//! Task Scheduler XML, version 1.2. `StartWhenAvailable` makes up for a run that was missed while the
//! computer was off.

use super::{COLLECTING_MONTHS, Job, Plan, RUN_MONTHS, Unit};
use crate::thai;

pub(super) fn task(plan: &Plan, job: Job) -> Unit {
    let (day, hour) = (plan.day, plan.hour);
    let schedule = match job {
        Job::Run => format!(
            "      <ScheduleByMonth>\n        <DaysOfMonth>\n          <Day>{day}</Day>\n        </DaysOfMonth>\n\
             {}      </ScheduleByMonth>\n",
            months(&RUN_MONTHS)
        ),
        Job::Missing => format!(
            "      <ScheduleByMonthDayOfWeek>\n        <Weeks>\n{}        </Weeks>\n\
             \x20       <DaysOfWeek>\n          <Monday />\n        </DaysOfWeek>\n\
             {}      </ScheduleByMonthDayOfWeek>\n",
            ["1", "2", "3", "4", "Last"].map(|w| format!("          <Week>{w}</Week>\n")).concat(),
            months(&COLLECTING_MONTHS)
        ),
    };
    let mut arguments = plan.arguments(job);
    // In the workspace, where the task starts: the scheduler throws away what a task says.
    if !arguments.iter().any(|argument| argument == "--log-file") {
        arguments.extend(["--log-file".to_owned(), format!("{}.log", plan.name)]);
    }
    let arguments = arguments.iter().map(|a| quoted(a)).collect::<Vec<_>>().join(" ");
    let [title, program, arguments, workspace] =
        [job.title(), &plan.program, &arguments, &plan.workspace].map(escaped);
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n\
<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">
  <RegistrationInfo>
    <Description>{title}</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>
      <StartBoundary>2024-10-01T{hour:02}:00:00+07:00</StartBoundary>
{schedule}    </CalendarTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT1H</ExecutionTimeLimit>
  </Settings>
  <Actions>
    <Exec>
      <Command>{program}</Command>
      <Arguments>{arguments}</Arguments>
      <WorkingDirectory>{workspace}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"
    );
    Unit { name: format!("{}.xml", plan.unit_name(job)), text, utf16: true }
}

fn months(months: &[u8]) -> String {
    let named = months.iter().filter_map(|month| thai::english_month_name(*month));
    let elements = named.map(|name| format!("          <{name} />\n")).collect::<Vec<_>>().concat();
    format!("        <Months>\n{elements}        </Months>\n")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// An argument as Windows programs take their command line apart: backslashes count double only before
/// a quotation mark.
fn quoted(argument: &str) -> String {
    if !argument.is_empty() && !argument.contains([' ', '\t', '"']) {
        return argument.to_owned();
    }
    let mut text = String::from("\"");
    let mut backslashes = 0;
    for c in argument.chars() {
        match c {
            '\\' => backslashes += 1,
            '"' => {
                text.push_str(&"\\".repeat(backslashes + 1));
                backslashes = 0;
            }
            _ => backslashes = 0,
        }
        text.push(c);
    }
    // Those at the end stand before the closing mark.
    text.push_str(&"\\".repeat(backslashes));
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn arguments_come_apart_again_on_windows() {
        assert_eq!(quoted("--due"), "--due");
        assert_eq!(quoted(r"D:\งาน ITA\2568"), r#""D:\งาน ITA\2568""#);
        assert_eq!(quoted(r"D:\งาน ITA\"), r#""D:\งาน ITA\\""#);
        assert_eq!(quoted(r#"a "b""#), r#""a \"b\"""#);
        assert_eq!(quoted(""), r#""""#);
    }
}
