//! Programs that hold one concept each: for its page with two fifths of what the whole one weighs, for its figures in other
//! pages with a quarter, and for its threads one without any page that is compiled for speed.
//!
//! The library is compiled once, and has been when this begins (Trunk made the whole program), and once more for threads;
//! each program is the same `src/main.rs` linked with one concept, which `KNEEPOINT_ONLY` names. While one is linked, the
//! one before it is made ready for browsers.

use crate::dist;
use crate::failure::Failure;
use crate::paths;
use crate::shell;
use crate::steps::Progress;
use crate::tools::WASM;
use std::fs;
use std::hash::{DefaultHasher, Hasher as _};
use std::path::PathBuf;
use std::thread;

/// Where they lie, each in a folder of its concept's id, as `pages` takes them.
pub fn folder() -> PathBuf {
    paths::target().join("programs")
}

/// Cargo's profile of what threads run.
const THREADS: &str = "web-fast";

/// What a program is for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// The concept's page.
    Page,
    /// Figures in other pages: without any page.
    Figures,
    /// Threads: it measures and does nothing else.
    Threads,
}

/// One to be linked.
#[derive(Clone, Copy)]
struct Program<'a> {
    /// The concept.
    id: &'a str,
    used: Use,
}

/// Links them all.
pub fn build(progress: &Progress) -> Result<String, Failure> {
    let mut pages = shell::command("cargo", &["run", "--quiet", "--package", "pages", "--", "--concepts"]);
    let ids = shell::run(&mut pages, progress, "Mend what it says above, then run it again.")?;
    let programs = ids.lines().flat_map(|id| [Use::Page, Use::Figures, Use::Threads].map(|used| Program { id, used }));
    let programs: Vec<Program> = programs.collect();
    thread::scope(|scope| {
        let mut ahead = None;
        for program in &programs {
            program.link(progress)?;
            end(ahead.replace(scope.spawn(|| program.ready(&Progress::silent()))))?;
        }
        end(ahead)
    })?;
    let mut total = 0;
    for program in &programs {
        total += dist::size(&program.module())?;
    }
    Ok(format!("{} of {} kB on average", programs.len(), total / 1000 / programs.len().max(1) as u64))
}

fn end(work: Option<thread::ScopedJoinHandle<'_, Result<(), Failure>>>) -> Result<(), Failure> {
    let Some(work) = work else { return Ok(()) };
    work.join().unwrap_or_else(|_| Err(Failure::new("Making a program ready broke off; run it again.")))
}

impl Program<'_> {
    /// What its files are called.
    fn name(&self) -> &'static str {
        match self.used {
            Use::Page => "kneepoint",
            Use::Figures => "figure",
            Use::Threads => "thread",
        }
    }
    fn profile(&self) -> &'static str {
        if self.used == Use::Threads { THREADS } else { dist::PROFILE }
    }
    fn file(&self, end: &str) -> PathBuf {
        folder().join(self.id).join(format!("{}{end}", self.name()))
    }
    fn module(&self) -> PathBuf {
        self.file("_bg.wasm")
    }
    fn linked(&self) -> PathBuf {
        self.file(".linked")
    }

    /// Links it, and keeps a copy of what the linker left. A name of its own keeps cargo from throwing away the others, so
    /// that what did not change is not linked again.
    fn link(&self, progress: &Progress) -> Result<(), Failure> {
        let words = ["rustc", "--locked", "--bin", "kneepoint", "--profile", self.profile(), "--target", WASM];
        let mut cargo = shell::command("cargo", &words);
        let feature = if self.used == Use::Threads { "thread" } else { "web" };
        cargo.args(["--no-default-features", "--features", feature, "--"]);
        cargo.arg(format!("-Cmetadata={}-{}", self.name(), self.id));
        cargo.env("KNEEPOINT_ONLY", self.id).env("RUSTFLAGS", dist::flags()).env_remove("KNEEPOINT_FIGURES");
        if self.used == Use::Figures {
            cargo.env("KNEEPOINT_FIGURES", "1");
        }
        shell::run(&mut cargo, progress, "Mend what the compiler says above, then run it again.")?;
        let (from, to) = (paths::target().join(WASM).join(self.profile()).join("kneepoint.wasm"), self.linked());
        let folder = folder().join(self.id);
        fs::create_dir_all(&folder).map_err(|error| dist::cannot_write(&folder, &error))?;
        fs::copy(&from, &to).map(|_| ()).map_err(|error| dist::cannot_write(&to, &error))
    }

    /// Its JavaScript, and the module as small or as fast as it goes; nothing to do where it is the one of last time.
    fn ready(&self, progress: &Progress) -> Result<(), Failure> {
        let (linked, stamp) = (self.linked(), self.file(".stamp"));
        let bytes = fs::read(&linked).map_err(|error| dist::cannot_write(&linked, &error))?;
        let mut hash = DefaultHasher::new();
        hash.write(&bytes);
        hash.write_u8(u8::from(dist::wasm_opt().is_some()));
        let hash = format!("{:016x}", hash.finish());
        if self.module().is_file() && fs::read_to_string(&stamp).is_ok_and(|kept| kept == hash) {
            return Ok(());
        }
        let mut bind = shell::command("wasm-bindgen", &["--target", "web", "--no-typescript", "--out-name"]);
        bind.arg(self.name()).arg("--out-dir").arg(folder().join(self.id)).arg(&linked);
        shell::run(&mut bind, progress, "See the message above.")?;
        let aim = if self.used == Use::Threads { dist::Aim::Speed } else { dist::Aim::Size };
        dist::improve(&self.module(), aim, progress)?;
        fs::write(&stamp, hash).map_err(|error| dist::cannot_write(&stamp, &error))
    }
}
