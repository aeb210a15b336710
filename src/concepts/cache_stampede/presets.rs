//! Prepared states, each with a story. The first one opens the page.

use crate::concept::Preset;

/// The presets, in the order in which they are told.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "everybody-asks",
        title: "Everybody asks",
        story: "One key, 40 requests a second, half a second for a load. The value has just expired. Without a cure every \
                request of that half second asks the origin: rate × load time, and one. Single flight asks once in each \
                process. A lock asks once. XFetch asked before the end. Now try [400 a second](rate=400).",
        link: "seed=3&t=5.52&speed=0.2",
        source: "",
    },
    Preset {
        id: "the-draw",
        title: "The nearer, the likelier",
        story: "XFetch lets each request draw. A draw u says load −δβ ln u before the end; δ is what the last load took. Most \
                draws say far too late, but somewhere before the end one says now. On average e loads, 2.7, for each \
                expiry, with no lock at all. A [larger β](beta=3) acts earlier: fewer ask together. A [smaller](beta=0.3) \
                one comes too late.",
        link: "cures=xfetch,none&rate=60&ttl=6&seed=5&t=11.3&speed=0.2",
        source: "Vattani, Chierichetti, Lowenstein 2015, figure 3: β = 1",
    },
    Preset {
        id: "filled-together",
        title: "Filled together",
        story: "200 keys were stored at the same moment, so they expire at the same moment. Jitter lets each live a little \
                longer, by chance, and the loads spread out. Try [50 %](jitter=50). A lock for each key does not help \
                here: it is the keys that are many. Watch how they stay together without jitter.",
        link: "cures=none,jitter,lock&keys=200&rate=300&load=0.4&ttl=20&jitter=20&seed=2&t=20.6&speed=0.5",
        source: "",
    },
    Preset {
        id: "one-hot-key",
        title: "Jitter and one hot key",
        story: "The same jitter, and one key. It expires at another moment, and then everybody asks all the same. Jitter moves \
                a stampede; it does not make it smaller. Add a [lock](cures=none,jitter,lock).",
        link: "cures=none,jitter&keys=1&rate=300&load=0.4&ttl=10&jitter=20&seed=2&t=10.3&speed=0.3",
        source: "",
    },
    Preset {
        id: "nginx",
        title: "nginx: lock, and use stale",
        story: "proxy_cache_lock lets one request through. The others look every half second whether the value has come: a load \
                of 0.1 s costs them 0.5 s. With use_stale updating they get the old value at once. Let the one who loads \
                have it, too: [background update](behind=on). Without waiting for a look it would be [this](poll=0).",
        link: "cures=lock,stale,none&rate=80&load=0.1&poll=0.5&ttl=4&seed=4&t=8.3&speed=0.2",
        source: "nginx 1.22: proxy_cache_lock, proxy_cache_use_stale updating, proxy_cache_background_update; it looks every 500 ms",
    },
    Preset {
        id: "single-flight",
        title: "Single flight, many processes",
        story: "Go's singleflight joins the requests of one process. With [one process](processes=1) one load is enough. With 32 \
                up to 32 ask. It needs no lock, no network, and is often good enough. The stampede then grows with your \
                servers, not with your users.",
        link: "cures=single-flight,none,lock&processes=32&rate=200&ttl=5&seed=6&t=5.4&speed=0.2",
        source: "golang.org/x/sync/singleflight, 2013",
    },
    Preset {
        id: "a-small-origin",
        title: "A small origin",
        story: "The origin works on four loads at once. The stampede waits in line there, so each load takes longer, so more \
                requests find nothing, so the line grows. One request would have been enough. Give it [no \
                limit](workers=0), or [take the lock](cures=lock,none).",
        link: "cures=none,single-flight,stale&workers=4&rate=60&load=0.5&ttl=5&seed=7&t=7.6&speed=0.3",
        source: "",
    },
    Preset {
        id: "ahead-and-timer",
        title: "Before it ends",
        story: "Refresh ahead begins a load when a value is asked for late in its life: nobody waits. A timer does it without \
                being asked, and goes on loading what nobody wants. Ask [once in two seconds](rate=0.5) and refresh ahead \
                comes too late now and then; the timer never does.",
        link: "cures=refresh-ahead,timer,lock&rate=30&ttl=5&ahead=20&seed=8&t=9.4&speed=0.3",
        source: "Caffeine 3.1, refreshAfterWrite",
    },
    Preset {
        id: "ninety-percent",
        title: "90 %, 1 ms, 100 ms",
        story: "Nine in ten answers come out of the cache in 1 ms, one takes 100 ms: the mean is 10.9 ms, and nobody ever waits \
                10.9 ms. Look at p50 and p95. The origin gets a tenth of the requests. Let values live [longer](ttl=60) and \
                the mean falls; p99 stays at 100 ms until more than 99 in 100 hit.",
        link: "cures=none&rate=2.1&load=0.1&hit=0.001&ttl=4&seed=9&t=120&speed=4",
        source: "",
    },
    Preset {
        id: "the-holder-dies",
        title: "Who holds the lock dies",
        story: "One load in five dies before it can store the value, and its lock stays. Everybody waits for what never comes, \
                until the lock ends after two seconds; then the first who waits loads. With the old value at hand \
                nobody notices. Let locks end [sooner than a load takes](lock-ttl=0.3): then two load at once. Let them [never \
                end](lock-ttl=0).",
        link: "cures=stale,lock,none&die=20&lock-ttl=2&rate=40&load=0.5&ttl=5&seed=5&t=6.6&speed=0.3",
        source: "nginx's proxy_cache_lock_age, 5 s by default, lets one more request through; Redis locks are set with PX for the same reason",
    },
    Preset {
        id: "cold-start",
        title: "Cold start",
        story: "The caches were emptied: a restart. There is no old value, so stale cannot help and XFetch has nothing to be \
                early for. Only waiting for one another does. [Empty them](empty) again, or only [expire](expire) them: \
                then the old values are still there.",
        link: "cures=none,single-flight,stale,xfetch&rate=120&keys=20&ttl=30&seed=10&t=10.35&do=10:empty&speed=0.2",
        source: "",
    },
];
