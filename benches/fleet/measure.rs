//! Times and their comparison.

use super::common::{median, timed};
use std::fs;

/// Seconds of ours and of the floor.
#[derive(Clone, Copy)]
pub struct Pair {
    pub ours: f64,
    pub floor: f64,
}

impl Pair {
    pub fn ratio(&self) -> f64 {
        self.ours / self.floor
    }
}

/// A measurement at a size.
pub struct Sample {
    pub size: usize,
    pub pair: Pair,
}

/// Both in turns, so that a busy machine touches both alike.
pub fn interleaved(rounds: usize, ours: &mut dyn FnMut(), floor: &mut dyn FnMut()) -> Pair {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for _ in 0..rounds.max(1) {
        a.push(timed(&mut *ours));
        b.push(timed(&mut *floor));
    }
    Pair { ours: median(a), floor: median(b) }
}

/// Processor, cores, memory, and how busy the machine was when the measurement began.
pub fn machine() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu.lines().find_map(|l| l.strip_prefix("model name")).unwrap_or("unknown processor");
    let model = model.trim_start_matches([' ', '\t', ':']);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = read("/proc/meminfo");
    let kib: u64 = memory.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0);
    let load = read("/proc/loadavg");
    let load = load.split_whitespace().next().unwrap_or("?").to_owned();
    format!("Machine: {model}, {cores} cores, {} GiB; load average when it began: {load}.", kib >> 20)
}
