//! From drawings to files: in parallel, and only those that changed since the last time.

use super::SIDES;
use crate::boot::hash;
use kneepoint::png::{PEN, Pen};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// A card to be drawn: where it goes, and how its drawing is made.
pub struct Job<'a> {
    /// The file.
    pub to: PathBuf,
    /// Opens the run and draws it.
    pub draw: Box<dyn Fn() -> Result<String, String> + Send + Sync + 'a>,
}

/// What was done.
#[derive(Default, Clone, Copy)]
pub struct Count {
    /// Cards written.
    pub all: usize,
    /// Of those, drawn anew.
    pub fresh: usize,
}

/// The pen and the drawer in which cards are kept.
pub struct Press {
    pen: Pen,
    /// Of the pen and its fonts: others draw every card anew.
    seal: u64,
}

impl Press {
    /// With the fonts of the site.
    pub fn new() -> Result<Self, String> {
        let pen = Pen::new().map_err(|error| format!("The fonts of the site: {error}."))?;
        let mut seal = PEN.as_bytes().to_vec();
        for face in pen.fonts().faces() {
            pen.fonts().with_face_data(face.id, |bytes, _| seal.extend(hash(bytes).to_le_bytes()));
        }
        Ok(Self { seal: hash(&seal), pen })
    }

    /// Writes all cards, on every processor. They are kept in `kept` under the hash of their drawing; what is kept of none
    /// of them goes.
    pub fn run(&self, jobs: &[Job], kept: &Path) -> Result<Count, String> {
        fs::create_dir_all(kept).map_err(|error| format!("{} cannot be made ({error}).", kept.display()))?;
        let next = AtomicUsize::new(0);
        let done = Mutex::new((Count::default(), BTreeSet::new()));
        let work = || -> Result<(), String> {
            while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                let (file, fresh) = self.one(job, kept)?;
                if let Ok(mut done) = done.lock() {
                    done.0.all += 1;
                    done.0.fresh += usize::from(fresh);
                    done.1.insert(file);
                }
            }
            Ok(())
        };
        let threads = thread::available_parallelism().map_or(1, usize::from);
        thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            workers
                .into_iter()
                .try_for_each(|worker| worker.join().map_err(|_| "Drawing a card panicked.".to_owned())?)
        })?;
        let (count, used) = done.into_inner().map_err(|_| "Drawing a card panicked.")?;
        for entry in fs::read_dir(kept).into_iter().flatten().flatten() {
            if !used.contains(&entry.path()) {
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(count)
    }

    fn one(&self, job: &Job, kept: &Path) -> Result<(PathBuf, bool), String> {
        let svg = (job.draw)()?;
        let name = hash(svg.as_bytes()) ^ self.seal.rotate_left(17);
        let kept = kept.join(format!("{name:016x}.png"));
        let fresh = !kept.is_file();
        if fresh {
            crate::write(&kept, &self.pixels(&svg)?)?;
        }
        let folder = job.to.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|error| format!("{} cannot be made ({error}).", folder.display()))?;
        fs::copy(&kept, &job.to).map_err(|error| format!("{} cannot be written ({error}).", job.to.display()))?;
        Ok((kept, fresh))
    }

    /// A card as a PNG file.
    pub fn pixels(&self, svg: &str) -> Result<Vec<u8>, String> {
        self.draw(svg, SIDES)
    }

    /// An icon as a PNG file.
    pub fn square(&self, svg: &str, side: u32) -> Result<Vec<u8>, String> {
        self.draw(svg, (side, side))
    }

    fn draw(&self, svg: &str, sides: (u32, u32)) -> Result<Vec<u8>, String> {
        self.pen.draw(svg, sides).map_err(|error| format!("A card: {error}."))
    }

    /// Letters that no font of the site has.
    #[cfg(test)]
    pub fn missing(&self, words: &str) -> BTreeSet<char> {
        use skrifa::{FontRef, MetadataProvider as _};
        let has = |c: char| {
            self.pen.fonts().faces().any(|face| {
                let look = |bytes: &[u8], index| {
                    FontRef::from_index(bytes, index).is_ok_and(|font| font.charmap().map(c).is_some())
                };
                self.pen.fonts().with_face_data(face.id, look).unwrap_or(false)
            })
        };
        words.chars().filter(|c| !c.is_control() && !has(*c)).collect()
    }
}
