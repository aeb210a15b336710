//! Prepared states, each with a story. The first one opens the page.

use crate::concept::Preset;

/// The presets, in the order in which they are told.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "four-to-five",
        title: "Four become five under mod N",
        story: "Three seconds ago a fifth shard came. Under mod N four keys in five have another shard now, so four rows in five \
                are on their way along the belt, between queries. Reads ask the new shard first and, if it has nothing yet, the \
                old one: they pay twice. On [a ring](place=hash) one row in five would have moved. Let it go \
                [faster](limit=4000).",
        link: "shards=4&place=modulo&rate=40&each=20&writes=30&net=120&rows=20000&limit=400&seed=6&t=13&do=10:shards=5&speed=0.5",
        source: "",
    },
    Preset {
        id: "shards-for-86805",
        title: "18 shards for 86,805 writes a second",
        story: "A chat writes 86,805 messages a second, a shard takes 5,000: 17.4, so 18. That is right if they share evenly. They \
                do not: hashing leaves some shards with more than they can do, and their lines grow, while the mean is 96 %. Take \
                [24](shards=24). The clock is slowed 100 times.",
        link: "shards=18&rate=86805&each=5000&writes=100&key=conversation&place=modulo&slow=100&net=1&rows=1e9&limit=1e6&copy=500&seed=3&t=12&speed=0.5",
        source: "A worked example of system-design courses: 86,805 writes a second at 5,000 a shard, 18 shards",
    },
    Preset {
        id: "storage-binds",
        title: "The storage binds",
        story: "The same chat keeps five years: 91.25 PB. At 1 TB a shard that is 91,250 shards, for queries that 18 could serve. So \
                nobody keeps it all on shards: 30 days of it are [150 billion rows](rows=1.5e11), on 1,500 of them; the rest goes \
                where it is cheap. See the count of shards further down.",
        link: "shards=18&rate=86805&each=5000&writes=100&key=conversation&place=modulo&slow=100&net=1&rows=9.1249999e12&size=10&disk=1&limit=1e7&copy=5000&seed=3&t=12&speed=0.5",
        source: "The same worked example: 91.25 PB at 1 TB a shard, 91,250 shards",
    },
    Preset {
        id: "the-hot-tail",
        title: "Time as the key, the hot tail",
        story: "Rows lie in the order of time, a stretch of it on each shard. Everybody writes now and most read what is new, so one \
                shard gets all of it and the others rest, with as many rows. [Split it](split=6): half of its rows leave, and \
                now stays in one half. A [hash](place=hash) of the time passes the fire around.",
        link: "shards=6&key=time&place=range&rate=24&each=20&writes=50&net=120&rows=20000&seed=2&t=12&speed=0.5",
        source: "",
    },
    Preset {
        id: "the-fire-goes-round",
        title: "Time, hashed",
        story: "Each stretch of five seconds is one key, and its hash says where it goes. Now there is a hot shard for five seconds, \
                then another one: a partition by day does the same, for a day. On average all get the same, and nobody is served by \
                an average. Make a stretch [shorter](slot=0.2). Then a scan of an hour asks everybody.",
        link: "shards=6&key=time&place=hash&slot=5&rate=36&each=20&writes=80&net=120&rows=20000&seed=5&t=23&speed=0.5",
        source: "",
    },
    Preset {
        id: "by-country",
        title: "Country as the key",
        story: "40 countries on 8 shards, by hash. The largest has a quarter of the people, and a country is one key: it lies on one \
                shard whatever you do. Add [shards](shards=16): its own stays as hot. Cut by [user](key=user) and all is \
                even. Rows of one country are then everywhere.",
        link: "shards=8&key=country&place=hash&rate=72&each=20&net=120&rows=20000&seed=4&t=15&speed=0.5",
        source: "",
    },
    Preset {
        id: "ask-everybody",
        title: "Ask everybody, wait for the slowest",
        story: "One query in twelve does not know the shard key, so it asks all 16 and waits for the last. One part in a hundred is \
                slow, but of 16 one is slow in every seventh: 1 − 0.99¹⁶. With [4 shards](shards=4) it is one in 25, with \
                [64](shards=64) it is nearly half. More shards make each less busy and this worse.",
        link: "shards=16&rate=100&each=40&scatter=8&writes=20&net=120&seed=5&t=40&speed=0.4",
        source: "Dean, Barroso 2013, The tail at scale",
    },
    Preset {
        id: "more-does-not-help",
        title: "More shards do not help",
        story: "A third of the queries asks everybody: 20 a second, and 20 is what a shard can serve. So every shard is full with \
                just these, however many there are. 48 could serve 960 queries a second; these 60 are too many. With [half as \
                many](shards=24) it is hardly worse. Ask everybody less often: [5 %](scatter=5).",
        link: "shards=48&rate=60&each=20&scatter=34&writes=20&net=120&seed=3&t=30&speed=0.4",
        source: "",
    },
    Preset {
        id: "scans",
        title: "Neighbours together or apart",
        story: "Half of the queries scan twenty users next to each other. A hash throws neighbours apart, so a scan asks all eight \
                shards, and they are full. Cut by [ranges](place=range) it asks one, now and then two. First the rows have to \
                move, which takes a while; then look at the line.",
        link: "shards=8&place=hash&scans=50&writes=20&rate=32&each=20&net=120&rows=20000&limit=4000&window=map&seed=5&t=20&speed=0.5",
        source: "",
    },
    Preset {
        id: "no-limit",
        title: "A move without a limit",
        story: "Five seconds ago a fifth shard came, on a map of where each key is. Rows move as fast as shards can give and take \
                them, sixteen batches of each at once, and every query waits behind them. Limit them to [100 rows a \
                second](limit=100): it takes long, and nobody notices.",
        link: "shards=4&place=modulo&window=map&rate=40&each=20&net=120&rows=60000&copy=20&streams=16&limit=1e7&seed=9&t=15&do=10:shards=5&speed=0.5",
        source: "",
    },
    Preset {
        id: "a-gentle-move",
        title: "The same move, limited",
        story: "The same 80 % of the rows, at 100 a second. It takes eight minutes and p99 hardly moves. [On a ring](place=hash) \
                it would be two. The limit decides how long; the placement, how much. [No limit](limit=10000000) at all \
                shows what it is for.",
        link: "shards=4&place=modulo&window=map&rate=40&each=20&net=120&rows=60000&copy=20&streams=16&limit=100&seed=9&t=25&do=10:shards=5&speed=0.5",
        source: "",
    },
    Preset {
        id: "split-the-hot-one",
        title: "Split the hot shard",
        story: "Some users are asked for more than others, and by chance S5 has many of them. It is asked for more than it can do, and \
                the others are not. [Split it](split=5): half of its keys go to a new shard, only its rows move, and nobody \
                else notices. A sixth shard [for all](shards=6) under mod N would move nearly everything.",
        link: "shards=5&place=modulo&alpha=0.8&rate=76&each=20&net=120&rows=20000&limit=1000&window=map&seed=8&t=20&speed=0.5",
        source: "",
    },
    Preset {
        id: "a-celebrity",
        title: "A celebrity",
        story: "One user gets a quarter of all queries. His shard burns, and [splitting](split=3) it does not help: a split parts \
                keys, and he is one. By [conversation](key=conversation) it would be the same with one busy conversation. What helps \
                is to part the key itself, or to keep him in a cache.",
        link: "shards=6&rate=72&each=20&celebrity=25&net=120&rows=20000&limit=1000&window=map&seed=8&t=15&speed=0.5",
        source: "",
    },
    Preset {
        id: "a-shard-dies",
        title: "A shard dies",
        story: "One of eight is dead, so one read in eight fails. But who asks everybody needs all eight: every scatter-gather \
                fails. [Revive](revive=4) it: its rows were on its disk. With copies of each row on other shards nobody would \
                have noticed; this model has none.",
        link: "shards=8&rate=64&each=20&scatter=6&net=120&seed=7&t=22&do=15:kill=4&speed=0.5",
        source: "",
    },
    Preset {
        id: "nobody-told-them",
        title: "Reads that find nothing",
        story: "The same change from four to five, but clients go to the new shard only. Until its rows are there a read finds nothing \
                and says so: no error, no delay, an empty answer. [Read twice](window=double) and nothing is missed. [Ask a \
                map](window=map) and nobody pays twice either.",
        link: "shards=4&place=modulo&window=blind&rate=40&each=20&writes=10&net=120&rows=20000&limit=400&seed=6&t=16&do=10:shards=5&speed=0.5",
        source: "",
    },
];
