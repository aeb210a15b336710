//! One program, two doors: the page in WebAssembly, the command everywhere else.
//!
//! The page's program holds every concept, or the one that `KNEEPOINT_ONLY` named when it was compiled: with two fifths of
//! the bytes it does for the page of that concept, and with a quarter, without any page, for its figures in other pages
//! (`KNEEPOINT_FIGURES`). The library is the same for all and is compiled once; what a program does not hold is left out
//! when it is linked. With the feature `thread` alone it is the program of threads, which only measures.

/// The concept that this program holds alone, if it does.
#[cfg(all(target_arch = "wasm32", feature = "thread"))]
static ONLY: Option<&kneepoint::concept::Entry> = match option_env!("KNEEPOINT_ONLY") {
    Some(id) => Some(kneepoint::concepts::named(id)),
    None => None,
};
/// Whether it opens no page.
#[cfg(all(target_arch = "wasm32", feature = "web"))]
const FIGURES: bool = option_env!("KNEEPOINT_FIGURES").is_some();

fn main() -> std::process::ExitCode {
    #[cfg(target_arch = "wasm32")]
    {
        #[cfg(feature = "web")]
        match &ONLY {
            Some(entry) if FIGURES => kneepoint::concepts::held::hold(entry),
            Some(entry) => kneepoint::web::start_one(entry),
            None => kneepoint::web::start(),
        }
        #[cfg(all(feature = "thread", not(feature = "web")))]
        match &ONLY {
            Some(entry) => kneepoint::concepts::held::hold(entry),
            None => kneepoint::concepts::held::hold_all(),
        }
        std::process::ExitCode::SUCCESS
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        #[cfg(feature = "cli")]
        return kneepoint::cli::main();
        #[cfg(not(feature = "cli"))]
        std::process::ExitCode::SUCCESS
    }
}
