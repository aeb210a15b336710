//! What is due beside the scene. While playing one thing is done per frame, so that no frame carries them all.

/// What is due beside the scene, one bit each: timeline, words, panels. While playing one is done per frame, so that no
/// frame carries them all.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Jobs {
    due: u64,
    panels: usize,
}

/// One thing that is due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Job {
    /// Words, tables and controls.
    Words,
    /// The player's timeline; it shows the windows that the words are about.
    Timeline,
    /// A chart.
    Panel(usize),
}

impl Jobs {
    /// Everything is due.
    pub fn all(panels: usize) -> Self {
        Self { due: (1 << (2 + panels.min(60))) - 1, panels }
    }
    /// Makes everything due.
    pub fn again(&mut self) {
        *self = Self::all(self.panels);
    }
    /// Makes one thing due.
    pub fn add(&mut self, job: Job) {
        self.due |= match job {
            Job::Words => 1,
            Job::Timeline => 2,
            Job::Panel(i) => 1 << (2 + i.min(60)),
        };
    }
    /// One thing is not due any more; true if it was.
    pub fn forget(&mut self, job: Job) -> bool {
        let mut only = Self { due: 0, panels: self.panels };
        only.add(job);
        let was = self.due & only.due != 0;
        self.due &= !only.due;
        was
    }
    /// True if something is due.
    pub fn any(&self) -> bool {
        self.due != 0
    }
    /// Takes the next one.
    pub fn take(&mut self) -> Option<Job> {
        let bit = (self.due != 0).then(|| self.due.trailing_zeros())?;
        self.due &= self.due - 1;
        Some(match bit {
            0 => Job::Words,
            1 => Job::Timeline,
            n => Job::Panel(n as usize - 2),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_are_each_done_once() {
        let mut jobs = Jobs::all(2);
        let done: Vec<Job> = std::iter::from_fn(|| jobs.take()).collect();
        assert_eq!(done, vec![Job::Words, Job::Timeline, Job::Panel(0), Job::Panel(1)]);
        jobs.add(Job::Panel(1));
        assert_eq!((jobs.take(), jobs.any()), (Some(Job::Panel(1)), false));
    }
}
