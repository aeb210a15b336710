//! From drawings to files: in parallel, and only those that changed since the last time.

use super::{SIDES, fonts};
use crate::boot::hash;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// Of the pen itself: a newer one draws every card anew.
const PEN: &str = "resvg 0.49";

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
    fonts: Arc<fontdb::Database>,
    seal: u64,
}

impl Press {
    /// With the fonts in a folder.
    pub fn new(fonts: &Path) -> Result<Self, String> {
        let fonts = fonts::load(fonts)?;
        let mut seal = PEN.as_bytes().to_vec();
        for face in fonts.faces() {
            fonts.with_face_data(face.id, |bytes, _| seal.extend(hash(bytes).to_le_bytes()));
        }
        Ok(Self { fonts: Arc::new(fonts), seal: hash(&seal) })
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

    fn draw(&self, svg: &str, (width, height): (u32, u32)) -> Result<Vec<u8>, String> {
        let options = Options { fontdb: self.fonts.clone(), ..Options::default() };
        let tree = Tree::from_str(svg, &options).map_err(|error| format!("A card is no SVG ({error})."))?;
        let mut pixels = Pixmap::new(width, height).ok_or("A card has no room.")?;
        let size = tree.size();
        let scale = Transform::from_scale(width as f32 / size.width(), height as f32 / size.height());
        resvg::render(&tree, scale, &mut pixels.as_mut());
        pixels.encode_png().map_err(|error| format!("A card cannot be packed ({error})."))
    }

    /// Letters that no font of the site has.
    #[cfg(test)]
    pub fn missing(&self, words: &str) -> BTreeSet<char> {
        use skrifa::{FontRef, MetadataProvider as _};
        let has = |c: char| {
            self.fonts.faces().any(|face| {
                let look = |bytes: &[u8], index| {
                    FontRef::from_index(bytes, index).is_ok_and(|font| font.charmap().map(c).is_some())
                };
                self.fonts.with_face_data(face.id, look).unwrap_or(false)
            })
        };
        words.chars().filter(|c| !c.is_control() && !has(*c)).collect()
    }
}
