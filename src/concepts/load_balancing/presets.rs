//! Prepared states, each with a story. The first one opens the page.

use crate::concept::Preset;

/// The presets, in the order in which they are told.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "the-slow-one",
        title: "The slow one",
        story: "Look at S6. It runs at [half speed](slow=6x0.5), yet its line is only a little longer than the others. \
                Two choices counts requests. It does not count seconds. Now try [Round robin](policy=round-robin). \
                At [λ 40](rate=40) each of the five servers gets 8 requests a second. S6 can serve 4.",
        link: "policy=p2c&rate=32&mean=0.1&speeds=1.2,1.2,1,1,0.8,0.8&net=100&health=instant&seed=8&t=66.5\
               &do=0:slow=6x0.5;18:rate=40;42:kill=4&speed=0.1",
        source: "",
    },
    Preset {
        id: "half-full",
        title: "Half full, and still a line",
        story: "Six equal servers, half of their time used. Lines come and go all the same, because requests come in \
                bunches. Try [Random](policy=random), then [Least requests](policy=least-connections). Then push the \
                [rate to 54](rate=54) and watch the same six servers bend.",
        link: "policy=round-robin&rate=30&mean=0.1&net=60&health=instant&seed=3&t=20&speed=0.25",
        source: "",
    },
    Preset {
        id: "one-two-three",
        title: "Servers of 100, 200 and 300",
        story: "Three servers can serve 100, 200 and 300 requests a second: 600 together. Round robin gives each a \
                third. S1 is full at 300 in total, while the other two have room. Give them weights 1, 2 and 3: \
                [Weighted](policy=weighted-round-robin). Then try [590 /s](rate=590).",
        link: "policy=round-robin&rate=310&mean=0.01&servers=3&speeds=1,2,3&weights=1,2,3&net=15&health=instant&seed=5&t=12&speed=0.05",
        source: "",
    },
    Preset {
        id: "one-and-thirty-seconds",
        title: "Requests of 1 s and of 30 s",
        story: "Nine in ten requests take 1 second. One in ten takes 30. Round robin does not look: short ones line up \
                behind long ones while other servers are free. Try [Least requests](policy=least-connections). Then \
                [Idle first](policy=jiq).",
        link: "policy=round-robin&rate=1.6&service=bimodal&mean=3.9&cv=2.2308&long-share=0.1&servers=10&net=500\
               &health=instant&seed=11&t=240&speed=5",
        source: "",
    },
    Preset {
        id: "nobody-removes-it",
        title: "The slow server nobody removes",
        story: "At 20 s S3 drops to a tenth of its speed. Every probe still succeeds: it answers, late. Round robin \
                keeps sending it a sixth of everything. Health checks do not find slow servers. A policy that counts \
                does: try [Least requests](policy=least-connections).",
        link: "policy=round-robin&rate=36&mean=0.1&net=60&health=active&interval=2&seed=7&t=40&do=20:slow=3x0.1&speed=0.5",
        source: "",
    },
    Preset {
        id: "probes-every-2-s",
        title: "A death, probes every 2 s",
        story: "S2 dies at 20 s. The balancer does not know. It sends on until three probes in a row have failed: 4 to \
                6 seconds. Count the crosses. Then look at the [next story](interval=30) with probes every 30 seconds.",
        link: "policy=round-robin&rate=36&mean=0.1&net=60&health=active&interval=2&fall=3&rise=2&seed=2&t=21&do=20:kill=2&speed=0.5",
        source: "HAProxy configuration manual, server options inter, fall, rise: 2000 ms, 3 and 2 if unspecified",
    },
    Preset {
        id: "probes-every-30-s",
        title: "A death, probes every 30 s",
        story: "The same death, probes every 30 seconds, three failures: 60 to 90 seconds of sending requests to a dead \
                server. A sixth of all requests is lost meanwhile. [Count failures too](health=both): five lost \
                requests in a row are enough then.",
        link: "policy=round-robin&rate=36&mean=0.1&net=60&health=active&interval=30&probe-timeout=5&fall=3&rise=2\
               &seed=2&t=30&do=20:kill=2&speed=4",
        source: "",
    },
    Preset {
        id: "everybody-behind-one-address",
        title: "An office behind one address",
        story: "Half of the clients sit behind one address. IP hash sees one client and sends it all to one server. \
                The rest of the servers have room. Try [Two choices](policy=p2c), or let the office \
                [keep its own addresses](nat=0).",
        link: "policy=ip-hash&rate=36&mean=0.1&net=60&clients=200&nat=0.5&health=instant&seed=4&t=25&speed=0.5",
        source: "",
    },
    Preset {
        id: "hot-standby",
        title: "The hot standby that was not",
        story: "Two servers share 14 requests a second. Each can serve 10. It looks like a spare. At 20 s one dies and \
                the other gets 14. Nothing is broken about it, and its line grows by 4 a second. A spare is a spare \
                only below [10 /s](rate=9).",
        link: "policy=least-connections&rate=14&mean=0.1&servers=2&net=60&health=instant&seed=6&t=45&do=20:kill=1&speed=1",
        source: "",
    },
    Preset {
        id: "connections-stay",
        title: "Connections stay, requests do not",
        story: "Layer 4 balances connections. These last for thousands of requests. At 30 s you add three \
                servers, and they get nothing: nobody reconnects. [Layer 7](layer=l7) balances every request.",
        link: "policy=least-connections&rate=50&mean=0.1&servers=6&layer=l4&conn=5000&clients=60&net=60&health=instant\
               &seed=8&t=45&do=30:add;30:add;30:add&speed=0.5",
        source: "",
    },
    Preset {
        id: "long-and-short-prompts",
        title: "Prompts, long and short",
        story: "Language-model servers read prompts. One in eight is twenty times as long. Counting requests calls two \
                servers equal when one holds a novel and the other a question. [Least cost](policy=least-cost) counts \
                the tokens. Compare with [Least requests](policy=least-connections).",
        link: "policy=least-connections&rate=2.6&service=bimodal&mean=1.6&cv=1.8&long-share=0.125&servers=6&net=300\
               &health=instant&seed=9&t=120&speed=2",
        source: "",
    },
];
