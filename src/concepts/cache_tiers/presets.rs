//! Prepared states, each with a story. The first one opens the page.

use crate::concept::Preset;

/// The presets, in the order in which they are told.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "from-edge-to-origin",
        title: "From the edge to the origin",
        story: "A request asks the nearest edge, then the shield, then a program, which looks into its own memory and asks \
                one node. Whoever has it answers, and all on the way back keep a copy. Each tier sees only what those \
                before it missed. [Write key 1](write), and see which copies hear of it.",
        link: "cdn-ttl=2&local-ttl=20&local-room=60&node-ttl=120&writes=2&workers=4&seed=3&t=40&speed=0.03",
        source: "",
    },
    Preset {
        id: "four-memories",
        title: "Four memories, four truths",
        story: "Four programs keep copies of their own. A write deletes the writer's copy and the node's; the other three \
                go on with what they have until it expires, and two requests in a row may get v8 and then v7. Tell \
                [all programs](tell=all), or let copies live [half a second](local-ttl=0.5).",
        link: "tiers=local,cluster&rate=200&writes=4&keys=50&local-room=50&local-ttl=10&far=0.02&seed=4&t=30&speed=0.03",
        source: "",
    },
    Preset {
        id: "lives-add-up",
        title: "Lives add up",
        story: "A copy is made of a copy. The node's was a minute old when the program took it, the program's five seconds \
                when the edge did. Where nobody deletes, an answer can be as old as all lives together: 95 s. Let the \
                writer [delete](tell=own), tell [all programs](tell=all), [purge](tell=purge) the CDN, too.",
        link: "tell=nobody&writes=4&seed=5&t=200&speed=0.5",
        source: "RFC 9111 (2022), 4.2.3: an answer's age counts from where it was made",
    },
    Preset {
        id: "a-node-lost",
        title: "One node of four",
        story: "Node 2 is lost at 30 s. Its keys go to the other three, each of which has some of them to load: the origin \
                gets more for a while. On a ring the other keys stay. With [modulo](place=modulo) nearly all of them move \
                to another node, and it is as if all were lost. [Bring it back](back=2): it is empty.",
        link: "tiers=cluster&rate=200&keys=300&node-room=150&node-ttl=300&workers=4&writes=0&seed=6&t=31&do=30:lose=2&speed=0.2",
        source: "",
    },
    Preset {
        id: "modulo-a-node-lost",
        title: "The same with modulo",
        story: "The same loss at the same moment, but the node is the hash modulo the number of nodes. Three of four keys are \
                now looked for where they are not. Their copies are still there, and useless. Compare the line at the \
                origin with the [ring](place=ring).",
        link: "tiers=cluster&rate=200&keys=300&node-room=150&node-ttl=300&workers=4&writes=0&place=modulo&seed=6&t=31&do=30:lose=2&speed=0.2",
        source: "",
    },
    Preset {
        id: "the-tier-is-down",
        title: "The tier is down",
        story: "The nodes answered most of what the programs asked, so the origin was sized for the rest: 4 loads at once, 80 a \
                second. At 30 s no node can be reached. Now it gets nearly everything, and its line grows without end. Give \
                the programs a [memory of their own](tiers=local,cluster), or bring the nodes [back](up).",
        link: "tiers=cluster&rate=200&keys=300&node-room=150&node-ttl=300&workers=4&writes=0&seed=6&t=33&do=30:down&speed=0.2",
        source: "",
    },
    Preset {
        id: "cold",
        title: "Cold start",
        story: "Everything is restarted at 20 s, and every first request for a key goes to the origin. It can do 40 a second \
                and gets 150: who comes now waits for seconds, also for keys that would be there by now. The line is \
                gone only when enough is cached. Warm the nodes [first](warm), in the next preset.",
        link: "tiers=local,cluster&rate=150&keys=400&alpha=0.8&node-room=120&node-ttl=600&workers=2&writes=0&seed=7&t=22&do=20:empty&speed=0.2",
        source: "",
    },
    Preset {
        id: "warmed",
        title: "Warmed before the crowd",
        story: "The same caches, emptied while few requests come. Then the hundred most popular keys are loaded, two at a time, \
                and at 25 s the crowd returns. It finds most of what it wants. Warm [all 400](warm-keys=400) and [again](warm): \
                the unpopular ones cost as many loads as the popular ones and save few.",
        link: "tiers=local,cluster&rate=5&keys=400&alpha=0.8&node-room=120&node-ttl=600&workers=2&writes=0&seed=7&t=27&do=20:empty;20:warm;25:rate=150&speed=0.2",
        source: "",
    },
    Preset {
        id: "with-a-shield",
        title: "Six edges and a shield",
        story: "Six edges miss the same key six times. With a shield five of these misses end there, and with one fetch for each \
                key those that come at the same moment, too. Take the [shield](tiers=edge) away and look at the origin. The \
                price is one more stop for what all have missed.",
        link: "tiers=edge,shield&edges=6&edge-room=400&shield-room=400&cdn-ttl=10&rate=300&join=on&workers=16&writes=0&seed=8&t=40&speed=0.1",
        source: "nginx proxy_cache_lock, Varnish, Fastly and CloudFront call one fetch for many request collapsing or coalescing",
    },
    Preset {
        id: "lives-by-class",
        title: "A life for each class",
        story: "Static files carry a hash in their name: a new version has a new name, so a year is right. Images live a day, \
                pages a minute, the API a second. The CDN answers nearly all of the first and little of the last. Give \
                pages [an hour](ttl-page=3600): more hits, and what is out of date stays so for an hour. A [purge](tell=purge) \
                ends that.",
        link: "tiers=edge,shield&classes=on&edge-room=400&shield-room=400&rate=200&writes=0.5&workers=16&seed=9&t=120&speed=0.2",
        source: "RFC 9111 (2022) max-age and s-maxage; RFC 8246 (2017) immutable; the lives are common choices, not a standard",
    },
    Preset {
        id: "one-life-for-all",
        title: "One life for all",
        story: "CloudFront keeps what comes without a header for a day, whatever it is. Hits are as good as they get, and what is \
                written stays out of date for a day. Give each class its own [life](classes=on), or [purge](tell=purge).",
        link: "tiers=edge,shield&cdn-ttl=86400&edge-room=400&shield-room=400&rate=200&writes=0.5&workers=16&seed=9&t=120&speed=0.2",
        source: "Amazon CloudFront, default TTL 86,400 s",
    },
];
