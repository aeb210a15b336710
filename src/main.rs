//! One program, two doors: the page in WebAssembly, the command everywhere else.

fn main() -> std::process::ExitCode {
    #[cfg(target_arch = "wasm32")]
    {
        #[cfg(feature = "web")]
        kneepoint::web::start();
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
