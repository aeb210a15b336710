//! Prepared states, each with a story. The first one opens the page.

use crate::concept::Preset;

/// The presets, in the order in which they are told.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "one-node-more",
        title: "One node more",
        story: "E has joined four nodes. Every blue key moved to E, and to no one else. Now try \
                [Modulo N](strategy=modulo). Four keys in five change place, and most of them move between nodes that \
                were there all along. Then [let E die](kill=5) and see who gets its keys.",
        link: "strategy=ring&nodes=4&marks=16&keys=10000&seed=234&t=4&do=2:nodes=5&speed=1",
        source: "",
    },
    Preset {
        id: "three-to-four",
        title: "Three nodes, then four",
        story: "Three nodes become four, placed by hash modulo N. Three keys in four find a new owner. Each of them is \
                asked from the database once more: look at the strip. The [ring](strategy=ring) moves one in four. \
                [Rendezvous](strategy=rendezvous) does the same without marks.",
        link: "strategy=modulo&nodes=3&keys=2000&rate=800&seed=3&t=3.2&do=2:add&speed=0.5",
        source: "",
    },
    Preset {
        id: "one-mark-each",
        title: "Ten nodes, one mark each",
        story: "One mark a node is the ring as it was first drawn. The arcs are as uneven as chance makes them: the \
                fullest of ten holds nearly three times its due. Try [10 marks](marks=10), [100](marks=100) and \
                [1,000](marks=1000), and follow the dot on the chart.",
        link: "strategy=ring&nodes=10&marks=1&keys=10000&seed=7&t=2&speed=1",
        source: "",
    },
    Preset {
        id: "no-node-too-full",
        title: "No node too full",
        story: "With 16 marks one node has far more than its due. Bounded loads puts a cap on it: 1.25 times the mean. \
                A key whose node is full walks on. Tighten the cap to [1.05](bound=1.05) and see how many keys a new \
                node then moves: [add one](add).",
        link: "strategy=bounded&nodes=5&marks=16&keys=10000&bound=1.25&seed=226&t=4&do=2:add&speed=1",
        source: "Mirrokni, Thorup, Zadimoghaddam 2016; HAProxy's hash-balance-factor 125",
    },
    Preset {
        id: "a-node-dies",
        title: "A node dies, the database feels it",
        story: "B died at 2 seconds. Its keys went to the others, and each of them is a miss once: the database answers. \
                Under [modulo](strategy=modulo) the same death moves nearly all keys. Go back to 1.9 s, choose it there, \
                and compare the strips. A node that [leaves](leave=3) in good order hands over what it holds.",
        link: "strategy=ring&nodes=6&marks=100&keys=5000&rate=2000&seed=11&t=3&do=2:kill=2&speed=0.5",
        source: "",
    },
    Preset {
        id: "maglevs-table",
        title: "Maglev fills its table",
        story: "The nodes take turns, and each puts its name into the first free slot of an order of its own. Shares are \
                even to a slot. A new node takes its share, and a few slots between the others change too: a little \
                above 1/N moves. Try a larger [table](table=65537).",
        link: "strategy=maglev&nodes=4&table=1009&keys=10000&seed=226&t=4&do=2:add&speed=1",
        source: "Eisenbud et al. 2016; Envoy's table has 65,537 slots",
    },
    Preset {
        id: "redis-slots",
        title: "Redis Cluster reshards",
        story: "16,384 slots, CRC-16 of the key. Three nodes hold a third each. D joins, and 4,096 slots move to it, the \
                lowest of each node first. Slots are moved whole, so a hot slot stays hot. Give a node [twice the \
                weight](weigh=4x2).",
        link: "strategy=slots&nodes=3&keys=20000&seed=5&t=4&do=2:add&speed=1",
        source: "Redis Cluster specification; redis-cli --cluster rebalance",
    },
    Preset {
        id: "ketama",
        title: "Memcached and ketama",
        story: "Ketama is the ring of memcached clients: 40 digests of MD5 make 160 marks a server. A server dies and its \
                keys go to all others. Compare it with a ring of [160 marks](strategy=ring) hashed by xxHash64. What \
                differs is where the marks lie, not how even they are.",
        link: "strategy=ketama&nodes=5&marks=160&keys=10000&seed=16&t=4&do=2:kill=3&speed=1",
        source: "libketama: 40 hashes, 4 points each",
    },
    Preset {
        id: "envoys-ring",
        title: "Envoy's ring grows and shrinks",
        story: "Envoy wants 1,024 marks in all, so a fifth host makes every host put down fewer of them: 205 instead of \
                256. Keys move that need not. A [ring](strategy=ring) with a fixed number of marks moves its fifth. So \
                does [Maglev](strategy=maglev), nearly.",
        link: "strategy=ring-envoy&nodes=4&marks=256&keys=10000&seed=20&t=4&do=2:add&speed=1",
        source: "Envoy ring_hash: minimum_ring_size 1024",
    },
    Preset {
        id: "envoys-maglev",
        title: "Envoy's Maglev, 65,537 slots",
        story: "The same hosts with Envoy's other table. 65,537 slots, filled in turns: shares are even to a thousandth, and a \
                fifth host moves hardly more than its fifth. With [1,009 slots](table=1009) more slots change between the \
                old hosts. The table must be a prime, and be much larger than the number of hosts.",
        link: "strategy=maglev&nodes=4&table=65537&keys=10000&seed=20&t=4&do=2:add&speed=1",
        source: "Envoy maglev: table_size 65537 by default",
    },
    Preset {
        id: "one-shard-more",
        title: "Four shards, then five",
        story: "Four shards by hash modulo N become five. Four rows in five change their shard. A [ring](strategy=ring) moves \
                a fifth or so, [jump](strategy=jump) a fifth, and a [directory](strategy=directory) exactly a fifth: it \
                may choose which.",
        link: "strategy=modulo&nodes=4&keys=10000&rate=1000&seed=45&t=3.2&do=2:add&speed=0.5",
        source: "",
    },
    Preset {
        id: "cassandras-tokens",
        title: "Cassandra's tokens",
        story: "Cassandra gave each node 256 tokens, and gives 16 today. Fewer tokens mean fewer neighbours to copy from \
                when a node dies, and a load less even. Try [256](marks=256). The hash is MurmurHash3.",
        link: "strategy=ring&nodes=6&marks=16&hash=murmur3&keys=10000&seed=40&t=4&do=2:kill=3&speed=1",
        source: "Cassandra 4.0: num_tokens 16, before 256; Murmur3Partitioner",
    },
    Preset {
        id: "eighteen-shards",
        title: "Eighteen shards, then nineteen",
        story: "86,805 writes a second at 5,000 a shard need 18 shards. With modulo the nineteenth moves 18 keys in 19. \
                With [jump](strategy=jump) it moves one in 19, and without any table. Jump only grows at its end: it \
                cannot lose a shard in the middle.",
        link: "strategy=modulo&nodes=18&keys=20000&rate=2000&seed=18&t=3.2&do=2:add&speed=0.5",
        source: "",
    },
    Preset {
        id: "one-celebrity",
        title: "One celebrity",
        story: "One key in ten thousand gets a fifth of all requests. Keys are spread evenly; requests are not. No \
                placement can split a key: try [any](strategy=rendezvous) of them, or cap the keys with \
                [bounded loads](strategy=bounded). The node that owns it stays the busiest. Give the key \
                [four copies](copies=4).",
        link: "strategy=ring&nodes=5&marks=100&keys=10000&popularity=hot&hot=0.2&seed=9&t=3&speed=1",
        source: "",
    },
    Preset {
        id: "what-helps-the-hot",
        title: "What helps a hot key",
        story: "One key gets a fifth of all requests, the others follow Zipf, and one request in ten writes. At 2 seconds \
                the key got four copies: a read asks one of them, a write all. Take [one copy](copies=1) again and \
                [eight sub-keys](salt=8): a write goes to one, and every read must ask all eight, which is too dear here. \
                Or keep the key [in front](front=10), and some of what is read is old. Or let full nodes \
                [pass requests on](spill=on).",
        link: "strategy=ring&nodes=5&marks=100&keys=10000&popularity=celebrity&hot=0.2&skew=0.9&writes=0.1&rate=1000&seed=9&t=4&do=2:copies=4&speed=1",
        source: "",
    },
    Preset {
        id: "who-is-hot",
        title: "Who is hot? Ask a sketch",
        story: "Nobody knows the hot keys beforehand. A count-min sketch of four rows with 512 counters holds every key for \
                heavy that has five times the median, and those get copies. With [64 counters](sketch=64) keys fall \
                together: look how its median rises, and how many heavy keys it misses. With \
                [4,096](sketch=4096) it is nearly the truth.",
        link: "strategy=ring&nodes=5&marks=100&keys=10000&popularity=celebrity&hot=0.2&skew=0.9&rate=2000&copies=4&treat=found&sketch=512&window=5000&seed=9&t=6&speed=1",
        source: "Cormode, Muthukrishnan 2005",
    },
    Preset {
        id: "a-gateway-dies",
        title: "A gateway dies, its users come back",
        story: "Ten gateways hold 20,000 users, each with one long connection, and the ring says where. C died at 2 seconds. \
                Only its users must connect again, about one in ten. The table says what other rules make of the same \
                death: mod N sends away nine in ten, for messages now look for them elsewhere. Let [another](kill=4) die, \
                or [one more](add) come.",
        link: "tier=gateways&strategy=ring&nodes=10&marks=100&keys=20000&rate=1000&seed=10&t=2.8&do=2:kill=3&speed=0.5",
        source: "",
    },
    Preset {
        id: "all-at-one-moment",
        title: "All at the same moment",
        story: "Mod N, and nobody draws the wait at random: 18,000 users come in the same moment, and again 2 and 4 seconds \
                later. Each time a gateway takes as many as it can and refuses the rest. Take [full jitter](jitter=1) and let \
                [D die](kill=4): as many come, and the peak is lower.",
        link: "tier=gateways&strategy=modulo&nodes=10&keys=20000&rate=1000&jitter=0&accepts=500&seed=10&t=4.5&do=2:kill=3&speed=1",
        source: "",
    },
    Preset {
        id: "ask-who-is-where",
        title: "Ask who is where",
        story: "A presence directory names the gateway of every user, and is asked before every message. K joined at 2 \
                seconds: nobody moved, and K is empty. Let [C die](kill=3): only its users come back, whatever the \
                strategy. Until each has a new entry, messages go to a gateway that is gone. With \
                [entries two seconds late](lag=2) that takes longer. Now break the [directory](outage=on).",
        link: "tier=gateways&find=presence&strategy=modulo&nodes=10&keys=20000&rate=1000&seed=10&t=3&do=2:add&speed=0.5",
        source: "",
    },
    Preset {
        id: "what-the-dead-leave",
        title: "What the dead leave behind",
        story: "C died at 2 seconds, and its users take their time: up to 20 seconds. The directory still names C for them, \
                and messages go to a gateway that is gone. A lease of 6 seconds, renewed by a heartbeat every 2, ends that: \
                then nobody knows where they are, which a sender can be told at once. Take a lease of [30](ttl=30), or \
                [none](ttl=0).",
        link: "tier=gateways&find=presence&strategy=ring&nodes=10&marks=100&keys=20000&rate=1000&backoff=20&ttl=6&seed=10&t=5&do=2:kill=3&speed=1",
        source: "etcd leases, Consul sessions: keep-alive within the time to live",
    },
    Preset {
        id: "drain-before-you-stop",
        title: "Drain before you stop",
        story: "C is to be stopped, and closes its connections one after the other over ten seconds. The others make a few \
                handshakes more. Messages ask the directory, so they find who is still at C. Send them \
                [by the placement](find=placement) and let [D leave](leave=4): they miss everybody who has not moved yet.",
        link: "tier=gateways&find=presence&strategy=rendezvous&nodes=10&keys=20000&rate=1000&drain=10&seed=10&t=7&do=2:leave=3&speed=1",
        source: "",
    },
    Preset {
        id: "ids-that-grow",
        title: "Ids that grow, in ranges",
        story: "Ranges keep neighbours together, so a scan touches one node. Ids that grow all land on the last range, \
                and new ones are what people ask for. Look at the last node's share of the requests. \
                [Hash them](strategy=ring) and the load is even, and a scan asks everybody.",
        link: "strategy=range&nodes=4&keys=10000&popularity=newest&skew=0.9&seed=12&t=4&do=2:add&speed=1",
        source: "",
    },
    Preset {
        id: "ask-the-directory",
        title: "Ask the directory",
        story: "A directory names the owner of every key. Every client asks it first and remembers the answer. E has \
                joined: what clients remembered of the keys that moved is wrong once. Now let the directory \
                [fail](outage=on): only what is remembered is found. With [no memory](client-cache=0) nothing is.",
        link: "strategy=directory&nodes=4&keys=5000&client-cache=2000&rate=1000&popularity=zipf&seed=21&t=4&do=3:add&speed=1",
        source: "As the Google File System's master, Ghemawat et al. 2003",
    },
    Preset {
        id: "a-bad-hash",
        title: "A hash that is not one",
        story: "Java's hashCode gives neighbours to names that differ in their last letter. Marks and keys lie in clumps, \
                and a hundred marks a node do not help. Take [xxHash64](hash=xxh64). Then try [FNV-1a](hash=fnv1a).",
        link: "strategy=ring&nodes=5&marks=100&hash=bad&keys=10000&seed=14&t=2&speed=1",
        source: "",
    },
    Preset {
        id: "a-rack-dies",
        title: "A rack dies",
        story: "Twelve nodes in four racks, two copies of each key. Rack 2 died, three nodes at once. Each key had its second \
                copy in another rack, so none is lost. Go back and set [one rack](racks=1) before: then let \
                [three nodes](several=3) die at once and see which keys lose both copies. With [one copy](replicas=1) a \
                dead rack takes a quarter of the keys.",
        link: "strategy=ring&nodes=12&marks=32&keys=10000&replicas=2&racks=4&seed=12&t=3&do=2:rack=2&speed=1",
        source: "",
    },
    Preset {
        id: "three-at-once",
        title: "Three at once",
        story: "Twenty-four nodes in [four racks](racks=4), three copies of each key. One death loses nothing. Look at \
                what [three at once](several=3) do. Copies on random nodes use nearly every set of three, so nearly every three \
                deaths lose a key. A ring with few [marks](marks=4) uses few sets. Copysets use fewest. On average all \
                lose the same: who loses rarely loses much.",
        link: "strategy=ring&nodes=24&marks=16&keys=20000&replicas=3&racks=4&seed=24&t=1&speed=1",
        source: "Cidon et al. 2013, Copysets, USENIX ATC",
    },
];
