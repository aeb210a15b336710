//! Prepared states, each with a story. The first one opens the page.

use crate::concept::Preset;

/// The presets, in the order in which they are told.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "four-times-the-limit",
        title: "Four times the limit",
        story: "Four gateways, and each counts alone. The rule says 40 in 2 s. Every gateway keeps to it, and 160 could pass \
                through all of them. Give each a [quarter](scheme=split) of the limit. [Ask a store](scheme=central) \
                about every request. Or send a client always to [the same gateway](skew=1): then its count is whole.",
        link: "scheme=local&gateways=4&limit=40&window=2&load=100&rtt=200&patience=1000&seed=3&t=7.7&speed=0.25",
        source: "",
    },
    Preset {
        id: "ninety-nine-and-then",
        title: "99, 99, and then 101",
        story: "Two gateways have read 99. Both values are on their way back. Step: each decides that one more may pass, and \
                each writes 100. The counter says 100, and 101 passed. The round trip is a thousandth of a second; such a \
                moment comes by itself. Go back, and let the store check and count [in one step](atomic=on).",
        link: "scheme=central&atomic=off&gateways=2&limit=100&window=2&load=60&rtt=1&seed=5317&t=1.5974&speed=0.001",
        source: "Redis documentation: INCR, Lua scripts are atomic",
    },
    Preset {
        id: "one-and-a-round-trip",
        title: "The farther the store",
        story: "Reading, deciding and writing takes a round trip of a tenth of a second. Everybody who comes meanwhile reads \
                the same count. So for each that is counted one passes, and all those of a round trip: 1 + 90 × 0.1, or \
                whatever comes. Bring the store [nearer](rtt=5). Or count [in one step](atomic=on): then the distance costs \
                only time.",
        link: "scheme=central&atomic=off&gateways=4&limit=40&window=4&load=90&rtt=100&patience=1000&seed=5&t=9.4&speed=0.1",
        source: "",
    },
    Preset {
        id: "a-quarter-each",
        title: "A quarter each, and nobody shares",
        story: "Each gateway has a quarter of the limit, and most of the traffic comes to G1. It refuses while three others \
                have room: the rings round the crosses are refusals that one count for all would not have made. Spread \
                the traffic [evenly](skew=0). Or let them [lease](scheme=lease) what they need.",
        link: "scheme=split&gateways=4&limit=80&window=2&load=38&skew=0.6&rtt=100&patience=1000&seed=4&t=5.4&speed=0.25",
        source: "",
    },
    Preset {
        id: "four-ways-at-once",
        title: "Four ways at once",
        story: "The same requests at the same gateways, four times under one clock. The store is right, and every request waits \
                for it. The split refuses falsely: one gateway has more to do than the others. Syncs let too many pass. Leases \
                ask seldom and waste what is left over. The line marks the first request on which they differ. Let \
                [rumours](beside=split,gossip,lease) take the place of the syncs.",
        link: "scheme=central&beside=split,sync,lease&gateways=4&limit=60&window=2&load=50&skew=0.3&rtt=60&patience=1000&every=0.5\
               &batch=10&seed=12&t=13.7&speed=0.25",
        source: "",
    },
    Preset {
        id: "half-a-second-behind",
        title: "Half a second behind",
        story: "Gateways tell the store every half second. In between they do not know of each other, so more passes than \
                the limit: about what comes in one interval. Tell it [more often](every=0.1) and pay with messages. \
                Tell it [less often](every=1.5).",
        link: "scheme=sync&every=0.5&gateways=6&limit=60&window=2&load=90&rtt=60&seed=6&t=5.2&speed=0.25",
        source: "",
    },
    Preset {
        id: "ten-permits-at-a-time",
        title: "Ten permits at a time",
        story: "A gateway fetches ten permits and spends them without asking. One message in ten requests, and never more \
                than the limit. What a gateway has left when the window ends is lost. Fetch [one](batch=1) and it is the \
                store again. Fetch [forty](batch=40) and one gateway has them all.",
        link: "scheme=lease&batch=10&gateways=5&limit=100&window=2&load=60&rtt=120&patience=1000&seed=7&t=4.9&speed=0.25",
        source: "",
    },
    Preset {
        id: "the-store-is-down",
        title: "The store is down",
        story: "The store died at 4 s. Every request now waits a tenth of a second for an answer that does not come, and then \
                it passes: fail open. The limit of 24 is gone and the service lives. [Fail closed](fallback=closed) keeps the \
                limit and takes the service down. [A share for each](fallback=local) keeps both, as long as traffic is even. \
                [The whole limit for each](fallback=whole) lets nearly four times the limit pass.",
        link: "scheme=central&gateways=4&limit=24&window=2&load=60&rtt=40&patience=100&fallback=open&seed=8&t=5.7\
               &do=4:kill=1&speed=0.25",
        source: "",
    },
    Preset {
        id: "the-store-is-slow",
        title: "The store is slow",
        story: "At 4 s the store's answers begin to take thirty times as long. Nobody waits that long: after 250 ms a \
                gateway counts alone, up to its share. The limit holds, and every request pays a quarter of a second. \
                Wait [less](patience=50). Or [lease](scheme=lease): permits that are there need no answer.",
        link: "scheme=central&gateways=4&limit=60&window=2&load=40&rtt=40&patience=250&fallback=local&seed=8&t=5.6\
               &do=4:slow=1x30&speed=0.25",
        source: "",
    },
    Preset {
        id: "rumours",
        title: "Rumours",
        story: "No store. Every gateway tells a random other one what it has heard of everybody. News needs a few rounds to \
                reach all, and the limit gives way meanwhile. Let them talk [more often](every=0.1). With \
                [two gateways](gateways=2) there is one to tell.",
        link: "scheme=gossip&every=0.4&gateways=6&limit=60&window=2&load=80&rtt=120&seed=9&t=5.3&speed=0.25",
        source: "Demers et al. 1987: Epidemic algorithms for replicated database maintenance",
    },
    Preset {
        id: "clocks-apart",
        title: "Clocks that disagree",
        story: "The gateways' clocks are up to 600 ms apart. When one already counts for the next window, another still fills \
                the last one. In the true window more passes than the limit, though every counter is right. Set the \
                clocks [alike](clock-skew=0).",
        link: "scheme=central&gateways=5&limit=60&window=2&load=70&rtt=40&clock-skew=600&seed=2&t=8.1&speed=0.25",
        source: "",
    },
];
