//! Prepared states, each with a story. The first one opens the page.

use crate::concept::Preset;

/// The presets, in the order in which they are told.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "who-writes-where",
        title: "Who writes where",
        story: "The same reads and writes under three patterns. Cache-aside writes past the cache and deletes. Write-through \
                writes through it and waits. Write-behind answers at once and writes later. Follow one write in each row. \
                Then [write key 1](write), and [crash the caches](crash).",
        link: "reads=12&writes=3&keys=6&ttl=20&seed=3&t=8.42&speed=0.02",
        source: "",
    },
    Preset {
        id: "the-race",
        title: "Miss, then write",
        story: "A read misses and gets v1 from the database. Before it can set v1, somebody writes v2 and deletes. Then v1 is \
                set, and stays. It needs a slow message at the wrong moment, and with enough reads it comes. Let a delete \
                leave its [version](order=versions), or hand out [leases](order=leases). Deleting [first](order=delete-before) \
                makes it worse.",
        link: "patterns=cache-aside&reads=200&writes=20&keys=4&ttl=5&seed=5&t=20.3&speed=0.02",
        source: "Nishtala et al. 2013, Scaling memcache at Facebook: leases",
    },
    Preset {
        id: "a-number-in-the-name",
        title: "A number in the name",
        story: "The key is not called user-7 but user-7#12, and each write raises the number. Nobody deletes: the old value is there \
                and nobody asks for it. A slow set goes under the old name and does no harm. It costs a second message for each read, \
                which asks for the number first, and room for orphans until they expire. With a [plain key](order=delete-after) \
                the race is back.",
        link: "patterns=cache-aside&order=versioned-keys&reads=200&writes=20&keys=4&ttl=5&seed=5&t=20.3&speed=0.02",
        source: "memcached's wiki: namespaces by a number in the key",
    },
    Preset {
        id: "one-tag-five-keys",
        title: "One tag, five keys",
        story: "Five keys share a tag, as pages share an author. A write to one raises the tag's number, and all five are void: that is \
                right if each shows something of the others, and waste if not. Here it is waste, and the hits show it. \
                [Two keys](tagged=2) for each tag, or [twenty](tagged=20).",
        link: "patterns=cache-aside,write-around&order=tags&tagged=5&reads=200&writes=5&keys=40&ttl=20&seed=5&t=40&speed=0.03",
        source: "Symfony's and Laravel's tagged caches keep a version for each tag",
    },
    Preset {
        id: "delete-twice",
        title: "Delete twice",
        story: "A second delete, half a second later, takes away what a slow read has put there in between. It shortens the \
                damage and does not prevent it. Delete again [sooner](again=0.1): most of the slow ones are caught. \
                [Later](again=3): the old value is there for three seconds.",
        link: "patterns=cache-aside&order=double-delete&again=0.5&reads=200&writes=20&keys=4&ttl=30&seed=6&t=20.3&speed=0.02",
        source: "",
    },
    Preset {
        id: "only-time",
        title: "Only time",
        story: "Write-around tells the cache nothing. A value is right again when it expires and is read anew. How many answers \
                are old follows from the rates and the time to live alone; theory is dashed in the chart. Live \
                [longer](ttl=60): more hits, and more of them old.",
        link: "patterns=write-around,cache-aside&reads=60&writes=4&keys=20&ttl=10&seed=7&t=60&speed=0.2",
        source: "",
    },
    Preset {
        id: "acknowledged-and-gone",
        title: "Acknowledged, and gone",
        story: "Write-behind says done before the database knows. Writes are quick, and many to one key become one. A crash \
                loses what was not flushed: half a flush interval of writes, on average. [Crash](crash) it and read the \
                log. Flush [every 0.1 s](flush=0.1) and little is lost, and little is saved.",
        link: "patterns=write-behind,write-through&writes=30&flush=3&keys=50&seed=8&t=12.4&do=12:crash&speed=0.05",
        source: "",
    },
    Preset {
        id: "the-others-must-hear",
        title: "The others must hear",
        story: "Four processes, each with a cache of its own: reads cost nothing. A write must tell the three others. The \
                message takes 50 ms, and one in a hundred never comes; then that process keeps the old value until it \
                expires. Lose [none](loss=0), or [every tenth](loss=10). Only the time to live bounds the damage.",
        link: "patterns=pub-sub,cache-aside&reads=100&writes=5&keys=10&ttl=30&loss=1&seed=9&t=40&speed=0.05",
        source: "",
    },
    Preset {
        id: "asking-for-nothing",
        title: "Asking for nothing",
        story: "Four in ten reads are for keys that do not exist. A cache that keeps only values asks the database each time. \
                Negative caching keeps the absence, too. Keep it [longer](negative=60) and the database rests; a key that \
                is created meanwhile stays unseen for as long.",
        link: "patterns=cache-aside,negative&absent=40&reads=80&writes=1&seed=10&t=20&speed=0.05",
        source: "RFC 2308 (1998), negative caching of DNS queries",
    },
    Preset {
        id: "before-anybody-waits",
        title: "Before anybody waits",
        story: "Read-through makes every reader of an expired value wait for the database. Refresh-ahead loads it in the last \
                quarter of its life, behind an answer. Look at p99. Ask [seldom](reads=2), and it helps less: nobody came in \
                that quarter.",
        link: "patterns=read-through,refresh-ahead&reads=60&writes=0.5&keys=10&ttl=2&ahead=25&seed=11&t=20&speed=0.05",
        source: "",
    },
    Preset {
        id: "two-writers",
        title: "Two writers",
        story: "Setting the new value instead of deleting it saves a miss. But two writers may reach the database in one order and \
                the cache in the other: then the older value wins. [Versions](order=versions) notice. [Deleting](order=delete-after) \
                has no order to get wrong.",
        link: "patterns=cache-aside&order=set-after&reads=100&writes=60&keys=2&ttl=5&seed=12&t=15.2&speed=0.02",
        source: "",
    },
];
