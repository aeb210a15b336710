//! Prepared states, each with a story. The first one opens the page.

use crate::concept::Preset;

/// The presets, in the order in which they are told.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "the-scan",
        title: "The scan",
        story: "Filled tiles are the 16 hottest keys. A scan of 60 cold keys has just passed through all five caches. LRU \
                trusts whatever is new, so it holds a few of them only. SIEVE waits to be asked twice. Step on and watch \
                who gets them back. Then make the scan [shorter than the cache](scan=8), or send [another one](send-scan).",
        link: "seed=4&t=39.716&speed=0.002",
        source: "",
    },
    Preset {
        id: "no-scan",
        title: "Zipf alone",
        story: "No scan, and still LRU misses more than LFU: it makes room for every key that is asked for once. Push the \
                [skew to 1.4](alpha=1.4) and all of them do well. At [0](alpha=0) nothing helps.",
        link: "requests=zipf&policies=fifo,lru,lfu,sieve,s3-fifo&size=32&seed=2&t=20.5&speed=0.003",
        source: "",
    },
    Preset {
        id: "a-loop",
        title: "One key too many",
        story: "A loop of 17 keys over room for 16. LRU always evicts the key that comes next: no hit at all. MRU and LIRS \
                keep 15. Take [one key away](loop-length=16) and everybody hits. Then try [40](loop-length=40).",
        link: "requests=loop&loop-length=17&policies=lru,clock,mru,lirs,w-tinylfu&seed=1&t=3.205&speed=0.003",
        source: "",
    },
    Preset {
        id: "fame-fades",
        title: "Fame fades",
        story: "Every 600 requests other keys are popular. LFU holds on to what was popular once and never lets the new \
                ones grow. LRU does not care. LFU-DA lets old fame fade. Let the fashion last [longer](shift-every=5000), \
                or [shorter](shift-every=100).",
        link: "requests=shifting&shift-every=600&shift-by=40&keys=200&policies=lfu,lru,lfu-da,w-tinylfu,arc&seed=3&t=9.3&speed=0.003",
        source: "",
    },
    Preset {
        id: "once-and-never-again",
        title: "Once and never again",
        story: "Four in ten requests are for keys nobody asks for again. S3-FIFO lets them fall out of a small queue; 2Q and \
                SLRU do the same with a larger one. LRU carries each through the whole list. Try [90 %](wonders=90).",
        link: "requests=wonders&wonders=40&policies=lru,slru,2q,s3-fifo,sieve&size=24&seed=5&t=12.4&speed=0.003",
        source: "",
    },
    Preset {
        id: "redis-samples",
        title: "Redis looks at five keys",
        story: "Redis keeps no list. It looks at a few keys and evicts the longest idle of them. With [1](samples=1) it is \
                random, with 5 it is close to LRU, with [10](samples=10) you will hardly find a difference. Its LFU needs \
                8 bits a key: [let it forget](decay=200).",
        link: "requests=shifting&shift-every=2000&shift-by=10&policies=lru,redis-lru,redis-lfu,random&size=48&seed=6&t=15&speed=0.005",
        source: "Redis 7.2 documentation, key eviction: maxmemory-samples 5 by default",
    },
    Preset {
        id: "names-without-data",
        title: "Names without data",
        story: "ARC and S3-FIFO remember the names of what they forgot. ARC learns from a request for such a name: it moves \
                the border between its two lists. Watch the border during a [scan](send-scan), and after it.",
        link: "policies=arc,s3-fifo,2q,lirs&size=20&scan=40&every=200&seed=7&t=8.1&speed=0.002",
        source: "",
    },
    Preset {
        id: "cold-start",
        title: "Cold start",
        story: "All caches are empty after a restart. The origin gets every request until they are warm. Count how many \
                requests it takes at [this size](size=64), and at [four times the size](size=256).",
        link: "requests=zipf&alpha=0.9&size=64&policies=lru,sieve,w-tinylfu&seed=8&t=6.09&do=6:empty&speed=0.02",
        source: "",
    },
    Preset {
        id: "memcached-segments",
        title: "memcached's segments",
        story: "memcached keeps newcomers, keys that were asked for twice, and the rest apart, and evicts from the rest. SLRU \
                with [40 %](protected=40) protected is near to it. The scan goes through probation and the protected \
                stay. Protect [80 %](protected=80), or [nothing](protected=0): then it is LRU.",
        link: "policies=slru,lru,2q&protected=40&size=24&scan=60&every=150&seed=9&t=14.2&speed=0.003",
        source: "memcached 1.6, doc/new_lru.txt: hot 20 %, warm 40 %, the rest cold",
    },
    Preset {
        id: "caffeine-defaults",
        title: "Caffeine's defaults",
        story: "Window 1 %, main 99 %, of that 80 % protected. A newcomer leaves the window and duels with the last on \
                probation: the one that was asked for more often stays. Widen the [window](window=40) and it trusts \
                newcomers like LRU. Then [send a scan](send-scan).",
        link: "policies=w-tinylfu,lru,arc,s3-fifo&size=32&seed=10&t=16.6&speed=0.003",
        source: "Caffeine 3.1 and Einziger, Friedman, Manes 2017: window 1 %, protected 80 % of the main space",
    },
    Preset {
        id: "allkeys-lfu",
        title: "Redis counts in 8 bits",
        story: "allkeys-lfu keeps one small counter for each key. It grows by chance, ever more rarely, and loses one now and \
                then. Without [decay](decay=0) what was popular once stays; with a [short](decay=100) one it forgets too \
                soon. Compare it with LFU, which never forgets.",
        link: "requests=shifting&shift-every=1500&shift-by=25&policies=redis-lfu,redis-lru,lfu,lfu-da&decay=2000&size=40&seed=11&t=18&speed=0.004",
        source: "Redis 7.0 documentation, key eviction: lfu-log-factor 10, lfu-decay-time 1",
    },
    Preset {
        id: "a-celebrity",
        title: "A celebrity",
        story: "At a skew of 1.5 one key gets every third request. Every policy keeps it, even Random most of the time: a \
                celebrity needs no clever eviction. What it needs is a server that can take a third of all requests. Lower \
                the [skew](alpha=0.8) and policies differ again.",
        link: "requests=zipf&alpha=1.5&policies=lru,random,fifo,w-tinylfu&size=8&seed=12&t=7.7&speed=0.003",
        source: "",
    },
    Preset {
        id: "eighty-twenty",
        title: "80/20, at one skew",
        story: "A fifth of the keys, 80 of 400, gets four fifths of the requests. That is so at a skew of 1.08 and at no other: at \
                [0.8](alpha=0.8) it gets 63 %, at [1.4](alpha=1.4) 93 %. The slider says it. And a cache of that size hits \
                as much only if it holds exactly those keys: LFU comes near, LRU does not.",
        link: "requests=zipf&alpha=1.08&policies=lfu,w-tinylfu,sieve,lru&size=80&seed=13&t=30&speed=0.003",
        source: "Zipf's law over 400 keys; with 100,000 keys the rule holds at 0.91",
    },
    Preset {
        id: "a-tenth-of-the-working-set",
        title: "A tenth of the working set",
        story: "“Take 10 to 20 % of the working set.” With 40 of 400 keys and a skew of 1 LRU hits half, LFU six in ten. At \
                a skew of [0.5](alpha=0.5) the same tenth is worth little, and on a [loop of 100](requests=loop) nothing at all. \
                Look at the curve of your own trace, and at where it bends.",
        link: "requests=zipf&alpha=1&loop-length=100&policies=lru,lfu,sieve&size=40&seed=14&t=30&speed=0.003",
        source: "",
    },
];
