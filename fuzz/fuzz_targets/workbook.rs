//! `product_footprint::fuzzing::workbook`: a panic of the reader of workbooks is caught by the library and refused as
//! E120; any other ends the run.
#![no_main]

use std::sync::Once;

use libfuzzer_sys::fuzz_target;

static HOOK: Once = Once::new();

fuzz_target!(|data: &[u8]| {
    HOOK.call_once(|| {
        let fatal = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let caught = |file: &str| file.contains("calamine") || file.contains("/rustc/");
            if !panic.location().is_some_and(|place| caught(place.file())) {
                fatal(panic);
            }
        }));
    });
    product_footprint::fuzzing::workbook(data);
});
