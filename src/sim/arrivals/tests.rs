use super::*;
use crate::sim::Digest;
use proptest::prelude::*;

fn dice(seed: u64) -> Dice {
    Seed(seed).dice(Stream::Arrivals, 0)
}

fn poisson(rate: f64) -> Pattern {
    Pattern::Poisson { rate }
}

/// All arrivals before `until` seconds.
fn run(pattern: &Pattern, seed: u64, until: f64) -> Vec<f64> {
    let mut source = Arrivals::new(pattern.clone(), dice(seed));
    let mut moments = Vec::new();
    let mut now = Time::ZERO;
    while let Some(at) = source.next(now).filter(|at| at.secs() < until) {
        assert!(at >= now);
        moments.push(at.secs());
        now = at;
    }
    moments
}

fn varied() -> Vec<Pattern> {
    vec![
        poisson(100.0),
        Pattern::Even { rate: 100.0 },
        Pattern::Bursty { rate: 100.0, peak: 5.0, burst_s: 0.2 },
        Pattern::Ramp { from: 20.0, to: 180.0, start_s: 100.0, end_s: 900.0 },
        Pattern::Step { before: 50.0, after: 200.0, at_s: 600.0 },
        Pattern::Spike { base: 60.0, peak: 600.0, at_s: 200.0, length_s: 50.0 },
        Pattern::Wave { mean: 100.0, swing: 0.9, period_s: 400.0 },
    ]
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let digests: Vec<u64> = varied()
        .into_iter()
        .map(|pattern| {
            let mut digest = Digest::default();
            let mut source = Arrivals::new(pattern, dice(7));
            let mut now = Time::ZERO;
            for _ in 0..100_000 {
                now = source.next(now).expect("every pattern goes on");
                digest.word(now.0);
            }
            digest.value()
        })
        .collect();
    let frozen: [u64; 7] = [
        10326696762523499699,
        18440041618568841528,
        1518635033309603498,
        14832391456804005716,
        12538352555465432847,
        12020221297681206328,
        12475156090817693717,
    ];
    assert_eq!(digests, frozen);
}

/// Counts in windows of a Poisson process have the integral of the rate as mean and as variance.
#[test]
fn counts_follow_the_rate_within_four_standard_errors() {
    for pattern in varied() {
        if matches!(pattern, Pattern::Bursty { .. } | Pattern::Even { .. }) {
            continue;
        }
        let (windows, width, seeds) = (40, 25.0, 30u64);
        let mut counts = vec![0u64; windows];
        for seed in 0..seeds {
            for at in run(&pattern, seed, width * windows as f64) {
                counts[(at / width) as usize] += 1;
            }
        }
        let mut chi = 0.0;
        for (window, &count) in counts.iter().enumerate() {
            let expected: f64 = (0..2500)
                .map(|i| pattern.rate_at(Time::from_secs((window as f64 + (f64::from(i) + 0.5) / 2500.0) * width)))
                .sum::<f64>()
                * width
                / 2500.0
                * seeds as f64;
            let z = (count as f64 - expected) / expected.sqrt();
            assert!(z.abs() < 4.0, "{pattern:?} window {window}: {count}, expected {expected}");
            chi += z * z;
        }
        // Chi-squared with 40 degrees of freedom: mean 40, standard deviation 8.9.
        assert!((chi - 40.0).abs() < 4.0 * 8.95, "{pattern:?}: chi-squared {chi}");
    }
}

#[test]
fn poisson_gaps_are_exponential() {
    let moments = run(&poisson(50.0), 3, 4000.0);
    let mut gaps: Vec<f64> = moments.windows(2).map(|pair| pair[1] - pair[0]).collect();
    gaps.sort_by(f64::total_cmp);
    let n = gaps.len() as f64;
    // Kolmogorov and Smirnov: the largest distance stays below 1.95 / sqrt(n) with probability 0.999.
    let distance = gaps
        .iter()
        .enumerate()
        .map(|(i, gap)| ((i as f64 + 0.5) / n + libm::expm1(-50.0 * gap)).abs())
        .fold(0.0, f64::max);
    assert!(distance < 1.95 / n.sqrt(), "{distance}");
}

#[test]
fn bursts_meet_their_rate_and_their_index_of_dispersion() {
    let (rate, peak, burst_s) = (100.0, 5.0, 0.2);
    let pattern = Pattern::Bursty { rate, peak, burst_s };
    let (windows, width) = (4000usize, 50.0);
    let mut counts = vec![0.0; windows];
    for at in run(&pattern, 5, width * windows as f64) {
        counts[(at / width) as usize] += 1.0;
    }
    let mean = counts.iter().sum::<f64>() / windows as f64;
    let variance = counts.iter().map(|c| (c - mean) * (c - mean)).sum::<f64>() / windows as f64;
    // For an on-off process with relaxation rate r = 1/on + 1/off, the index of dispersion of counts in t is
    // 1 + 2 (v/m) (1 - (1 - e^-rt)/(rt)) / r with m the mean rate and v the variance of the rate.
    let r = 1.0 / burst_s + 1.0 / (burst_s * (peak - 1.0));
    let v = rate * rate * (peak - 1.0);
    let expected = 1.0 + 2.0 * v / rate / r * (1.0 - (1.0 - libm::exp(-r * width)) / (r * width));
    let se_mean = (expected * rate * width / windows as f64).sqrt();
    assert!((mean - rate * width).abs() < 4.0 * se_mean, "mean {mean}");
    let se_ratio = (2.0 / windows as f64).sqrt();
    assert!((variance / mean / expected - 1.0).abs() < 4.0 * se_ratio, "{} against {expected}", variance / mean);
}

#[test]
fn even_arrivals_do_not_drift() {
    let moments = run(&Pattern::Even { rate: 3.0 }, 1, 10_000.5);
    assert_eq!(moments.len(), 30_001);
    for (i, at) in moments.iter().enumerate() {
        assert!((at - (i + 1) as f64 / 3.0).abs() < 2e-9, "{i}: {at}");
    }
}

#[test]
fn no_rate_no_arrivals() {
    let still = [
        poisson(0.0),
        poisson(-1.0),
        poisson(f64::NAN),
        Pattern::Even { rate: 0.0 },
        Pattern::Bursty { rate: 0.0, peak: 4.0, burst_s: 1.0 },
        Pattern::Wave { mean: 0.0, swing: 1.0, period_s: 10.0 },
        Pattern::Saw { mean: 0.0, period_s: 10.0 },
        Pattern::Ramp { from: 0.0, to: 0.0, start_s: 0.0, end_s: 1.0 },
        Pattern::Closed,
        Pattern::Recorded([].into()),
    ];
    for pattern in still {
        let mut source = Arrivals::new(pattern, dice(1));
        assert_eq!(source.next(Time::ZERO), None);
        source.set(poisson(10.0), Time(5));
        assert!(source.next(Time(5)).is_some_and(|at| at > Time(5)));
    }
    let ends = run(&Pattern::Step { before: 100.0, after: 0.0, at_s: 10.0 }, 1, 1e6);
    assert!(ends.len() > 800 && ends.iter().all(|&at| at <= 10.0));
}

#[test]
fn the_rate_is_told_as_it_is() {
    let at = |pattern: Pattern, seconds: f64| pattern.rate_at(Time::from_secs(seconds));
    let wave = |period_s| Pattern::Wave { mean: 10.0, swing: 0.5, period_s };
    let close = |got: f64, expected: f64| assert!((got - expected).abs() < 1e-9, "{got}, not {expected}");
    close(at(wave(8.0), 0.0), 5.0);
    close(at(wave(8.0), 4.0), 15.0);
    close(at(wave(8.0), 10.0), 10.0);
    close(at(wave(0.0), 3.0), 10.0);
    let ramp = Pattern::Ramp { from: 10.0, to: 20.0, start_s: 10.0, end_s: 20.0 };
    close(at(ramp.clone(), 5.0), 10.0);
    close(at(ramp.clone(), 12.5), 12.5);
    close(at(ramp, 25.0), 20.0);
    let spike = Pattern::Spike { base: 1.0, peak: 9.0, at_s: 10.0, length_s: 2.0 };
    close(at(spike.clone(), 10.0), 9.0);
    close(at(spike, 12.0), 1.0);
    close(at(Pattern::Step { before: 1.0, after: -2.0, at_s: 3.0 }, 4.0), 0.0);
    close(at(Pattern::Closed, 4.0), 0.0);
}

#[test]
fn recorded_moments_come_as_they_are() {
    let list: std::rc::Rc<[Time]> = [1, 1, 4, 9].map(Time).into();
    let mut source = Arrivals::new(Pattern::Recorded(list.clone()), dice(1));
    let mut now = Time::ZERO;
    let mut got = Vec::new();
    while let Some(at) = source.next(now) {
        got.push(at.0);
        source.set(Pattern::Recorded(list.clone()), at.back(crate::sim::Span(1)));
        now = at;
    }
    assert_eq!(got, [1, 1, 4, 9]);
    let mut late = Arrivals::new(poisson(1.0), dice(1));
    late.next(Time::ZERO);
    late.set(Pattern::Recorded(list), Time(2));
    assert_eq!((late.next(Time(2)), late.next(Time(4)), late.next(Time(9))), (Some(Time(4)), Some(Time(9)), None));
    assert!(
        (Arrivals::new(Pattern::Recorded([Time(1), Time(2_000_000_000)].into()), dice(1)).mean_rate() - 1.0).abs()
            < 1e-12
    );
}

#[test]
fn a_changed_rate_stretches_the_same_sequence() {
    // Twice the rate from 100 s on: what would have come 2 d later comes d later.
    let plain = run(&poisson(10.0), 4, 300.0);
    let mut source = Arrivals::new(poisson(10.0), dice(4));
    let (mut now, mut moments) = (Time::ZERO, Vec::new());
    let change = Time::from_secs(100.0);
    let mut at = source.next(now);
    while let Some(due) = at.filter(|at| *at < Time::from_secs(200.0)) {
        if now < change && due >= change {
            source.set(poisson(20.0), change);
            now = change;
        } else {
            moments.push(due.secs());
            now = due;
        }
        at = source.next(now);
    }
    assert_eq!(moments.len(), plain.iter().filter(|at| **at < 300.0).count());
    for (got, base) in moments.iter().zip(&plain) {
        let expected = if *base < 100.0 { *base } else { 100.0 + (base - 100.0) / 2.0 };
        assert!((got - expected).abs() < 1e-5, "{got} {expected}");
    }
}

fn patterns() -> impl Strategy<Value = Pattern> {
    let rate = || prop_oneof![Just(0.0), 0.01..1e4f64];
    prop_oneof![
        rate().prop_map(|rate| Pattern::Poisson { rate }),
        rate().prop_map(|rate| Pattern::Even { rate }),
        (rate(), 0.5..50.0f64, 0.0..10.0f64).prop_map(|(rate, peak, burst_s)| Pattern::Bursty { rate, peak, burst_s }),
        (rate(), rate(), 0.0..5.0f64, 0.0..9.0f64).prop_map(|(from, to, start_s, end_s)| Pattern::Ramp {
            from,
            to,
            start_s,
            end_s
        }),
        (rate(), rate(), 0.0..5.0f64).prop_map(|(before, after, at_s)| Pattern::Step { before, after, at_s }),
        (rate(), rate(), 0.0..5.0f64, 0.0..5.0f64).prop_map(|(base, peak, at_s, length_s)| Pattern::Spike {
            base,
            peak,
            at_s,
            length_s
        }),
        (rate(), 0.0..9.0f64).prop_map(|(mean, period_s)| Pattern::Saw { mean, period_s }),
        (rate(), 0.0..1.5f64, 0.0..9.0f64).prop_map(|(mean, swing, period_s)| Pattern::Wave { mean, swing, period_s }),
        Just(Pattern::Closed),
        proptest::collection::vec(0..20_000_000_000u64, 0..50).prop_map(|mut list| {
            list.sort_unstable();
            Pattern::Recorded(list.into_iter().map(Time).collect())
        }),
    ]
}

proptest! {
    #[test]
    fn setting_the_same_pattern_changes_nothing(pattern in patterns(), seed: u64, ask_again: bool, share in 0.0..1.0f64) {
        let mut plain = Arrivals::new(pattern.clone(), dice(seed));
        let mut disturbed = plain.clone();
        let mut now = Time::ZERO;
        for _ in 0..100 {
            let due = plain.next(now);
            prop_assert_eq!(disturbed.next(now), due);
            let Some(due) = due else { break };
            let between = Time(now.0 + (due.0.saturating_sub(now.0) as f64 * share) as u64);
            disturbed.set(pattern.clone(), between);
            if ask_again {
                prop_assert_eq!(disturbed.next(between), Some(due));
            }
            now = due;
            if due <= between { break }
        }
    }

    #[test]
    fn time_never_runs_backwards_whatever_is_set(list in proptest::collection::vec((patterns(), 1..30u32), 1..8), seed: u64) {
        let mut source = Arrivals::new(list[0].0.clone(), dice(seed));
        let mut now = Time::ZERO;
        for (pattern, count) in list {
            source.set(pattern, now);
            for _ in 0..count {
                let Some(at) = source.next(now) else { break };
                prop_assert!(at >= now);
                now = at;
            }
            now = Time(now.0 + 1_000_000);
        }
    }

    #[test]
    fn the_wave_s_inverse_undoes_its_integral(
        mean in 0.01..1e4f64, swing in 0.0..1.0f64, period in 0.01..1e5f64, from in 0.0..1e5f64, area in 1e-3..40.0f64
    ) {
        let wave = Wave::new(mean, swing, period);
        let from = Time::from_secs(from);
        let span = wave.span(from, area).expect("the rate is not zero");
        // A thousandth of a nanosecond at the highest rate, and the rounding of the sum.
        let slack = 1e-2 * mean * 2e-9 + 1e-9 * area + 1e-12 * mean * period;
        prop_assert!((wave.area(from, span) - area).abs() < slack, "{} {}", wave.area(from, span), area);
    }
}
