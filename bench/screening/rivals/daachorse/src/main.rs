// Reads `TEXT LIST` once; then answers each line on standard input with the hits of one whole run, the sum of their terms
// and the processor time it took in nanoseconds.
use daachorse::charwise::CharwiseDoubleArrayAhoCorasick;
use std::io::{BufRead, Write};

fn cpu_ns() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

fn main() {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let text = std::fs::read_to_string(&paths[0]).expect("the text");
    let list = std::fs::read_to_string(&paths[1]).expect("the list");
    let terms: Vec<&str> = list.split('\n').collect();
    let begun = cpu_ns();
    let automaton = CharwiseDoubleArrayAhoCorasick::<u32>::new(&terms).expect("an automaton");
    let built = cpu_ns() - begun;
    println!("{{\"buildNs\":{},\"bytes\":{}}}", built, automaton.heap_bytes());
    for line in std::io::stdin().lock().lines() {
        line.expect("a line");
        let begun = cpu_ns();
        let (mut hits, mut sum) = (0u64, 0u64);
        for hit in automaton.find_overlapping_iter(&text) {
            hits += 1;
            sum += hit.value() as u64;
        }
        println!("{{\"hits\":{},\"sum\":{},\"ns\":{}}}", hits, sum & 0xffff_ffff, cpu_ns() - begun);
        std::io::stdout().flush().expect("an answer");
    }
}
