#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| product_footprint::fuzzing::table(data));
