//! Prepared states, each with a story. The first one opens the page.

use crate::concept::Preset;

/// The presets, in the order in which they are told.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "the-windows-edge",
        title: "The window's edge",
        story: "Two bursts of 10 land on either side of the edge at 4 s. Fixed window lets all 20 through. Its rule says \
                10 in 2 s, and each window did see only 10. Look at it from [inside](limiter=fixed-window). Then at the \
                [sliding log](limiter=sliding-log), which never lets more than 10 pass.",
        link: "limiter=token-bucket&rate=5&burst=10&window=2&beside=leaky-queue,fixed-window,sliding-log\
               &arrivals=edge-burst&load=4&surge=10&seed=127237&t=6.09&speed=0.25",
        source: "",
    },
    Preset {
        id: "one-hundred-in-the-bank",
        title: "One hundred in the bank",
        story: "The bucket holds 100 and gets 10 a second. 20 a second come. For ten seconds all of them pass, on what \
                was saved. Then half of them pass. The average is held, the burst was let through. Try a [bucket of \
                20](burst=20). The long run does not change.",
        link: "limiter=token-bucket&rate=10&burst=100&window=1&arrivals=steady&load=20&seed=2&t=11.4&speed=0.5",
        source: "",
    },
    Preset {
        id: "the-price-of-evenness",
        title: "The price of evenness",
        story: "30 requests come at once. The token bucket lets 30 pass in that moment. The queue lets them out one by \
                one, 10 a second. Nothing behind it ever feels a burst, and the last one waits 3 seconds. Send \
                [another burst](surge-now=30). Then make the queue [shorter](burst=10): less waiting, more refusals.",
        link: "limiter=leaky-queue&rate=10&burst=30&window=1&beside=token-bucket&arrivals=random&load=2&seed=3&t=5.6\
               &do=4:surge-now=30&speed=0.25",
        source: "",
    },
    Preset {
        id: "three-of-a-kind",
        title: "Three of a kind",
        story: "A bucket that empties, a bucket that fills, and a clock that runs ahead. They look different, and they \
                decide alike: there is no line of first difference, however long you wait. Look at the \
                [meter](limiter=leaky-meter), then at [GCRA](limiter=gcra). GCRA keeps one number.",
        link: "limiter=token-bucket&rate=5&burst=8&window=2&beside=leaky-meter,gcra&arrivals=bursty&load=6\
               &burst-ratio=4&burst-len=1&seed=7&t=4.02&speed=0.25",
        source: "",
    },
    Preset {
        id: "a-minute-before-and-after",
        title: "100 at 0:59, 100 at 1:01",
        story: "The rule says 100 a minute. 100 come at 0:59 and 100 at 1:01. All 200 pass within two seconds, because \
                they fall into two minutes. [The sliding log](limiter=sliding-log) lets 100 pass. So does the [sliding \
                counter](limiter=sliding-counter), with two numbers in place of a hundred.",
        link: "limiter=fixed-window&rate=1.6666666666666667&burst=100&window=60&beside=sliding-log,sliding-counter\
               &arrivals=random&load=0&seed=5&t=63&do=40:attack&speed=4",
        source: "",
    },
    Preset {
        id: "two-windows-and-a-weight",
        title: "Two windows and a weight",
        story: "80 passed in the last minute, 30 in this one, and half of it is over. The sliding counter takes 80 × 0.5 \
                + 30 = 70 of 100. It believes that the 80 were spread evenly. They were here. Send a \
                [burst](surge-now=40) and watch how it misjudges.",
        link: "limiter=sliding-counter&rate=1.6666666666666667&burst=100&window=60&beside=sliding-log&arrivals=steady\
               &load=1.34&seed=1&t=90&do=60:load=1&speed=8",
        source: "Cloudflare 2017: How we built rate limiting capable of scaling to millions of domains",
    },
    Preset {
        id: "the-herd-at-reset",
        title: "The herd at Reset",
        story: "Everybody who is refused reads Retry-After and obeys. So all of them come back at the same moment, the \
                edge of the window, and most are refused again. Obeying is not enough: clients have to spread out. Try [backoff](react=backoff) \
                with [full jitter](jitter=full).",
        link: "limiter=fixed-window&rate=5&burst=10&window=2&arrivals=random&load=9&react=obey&tries=5&seed=9&t=13.6\
               &speed=0.5",
        source: "RFC 9110 (2022): Retry-After as a date",
    },
    Preset {
        id: "double-and-collide",
        title: "Doubling is not spreading",
        story: "Thirty requests come at 4 s and fifteen are refused. Each client doubles its wait, and all of them double \
                alike: they collide again and again. [Full jitter](jitter=full) draws the wait at random. Compare it \
                with [equal](jitter=equal) and [decorrelated](jitter=decorrelated).",
        link: "limiter=token-bucket&rate=3&burst=15&window=5&arrivals=random&load=1&react=backoff&jitter=none\
               &retry-base=0.25&tries=8&seed=6&t=6.4&do=4:surge-now=30&speed=0.25",
        source: "Brooker 2015: Exponential backoff and jitter",
    },
    Preset {
        id: "the-one-that-reads",
        title: "The client that reads",
        story: "These clients read Remaining. When nothing remains they wait for Reset without asking. Hardly anybody is \
                refused, and as many pass. Let them [ignore](react=ignore) what they are told: the same number passes, \
                with many times the attempts.",
        link: "limiter=fixed-window&rate=5&burst=10&window=2&arrivals=random&load=8&clients=4&react=pace&tries=8&seed=8\
               &t=12.5&speed=0.5",
        source: "IETF draft 11 (2026): RateLimit header fields for HTTP",
    },
    Preset {
        id: "who-hammers-stays-out",
        title: "Who hammers stays out",
        story: "This log writes down refused requests as well. The clients ignore the 429 and try again at once, so the \
                log never empties and nobody gets in. Turn it [off](count-refused=off) and the limit's worth passes. \
                It is a choice: a shield against hammering, or a trap for a client with a bug.",
        link: "limiter=sliding-log&rate=5&burst=10&window=2&count-refused=on&arrivals=random&load=9&react=ignore\
               &retry-base=0.25&tries=20&seed=3&t=12&speed=0.5",
        source: "",
    },
    Preset {
        id: "one-for-everybody",
        title: "One limiter for everybody",
        story: "One client sends seven of ten requests. There is one limiter for all, so it takes the tokens that the \
                other nineteen need. Give [each client](key=client) a limiter of its own: the hot one is held to its \
                rate, and nobody else notices.",
        link: "limiter=token-bucket&rate=5&burst=10&window=2&arrivals=one-hot&load=9&hot=0.7&clients=20&seed=5&t=12\
               &speed=0.5",
        source: "",
    },
    Preset {
        id: "one-key-too-many",
        title: "One key too many",
        story: "60 clients come, and there is memory for 20. Whoever is nearest to a full bucket is forgotten, and meets a \
                fresh one the next time: every one of those is a burst given away. [Refuse](when-full=refuse) newcomers and \
                nothing is given away, and most never get in. Let them [share](when-full=share) one bucket. Then give it \
                room for [60](room=60).",
        link: "limiter=token-bucket&rate=0.2&burst=3&window=15&key=client&clients=60&room=20&arrivals=one-hot&hot=0.07&load=12\
               &seed=4&t=20&speed=0.5",
        source: "nginx 1.22, limit_req_zone: 10 MB hold about 80,000 addresses, then the one not seen for longest goes",
    },
    Preset {
        id: "key-number-one-million",
        title: "Key number one million",
        story: "A million clients, and memory for 1,000 keys. Each request is most likely of a client that never came before, so keys \
                are forgotten all the time, and nobody notices: 5 s after its request a bucket is as good as a new one. 150 \
                come in a second, so some 750 keys are worth remembering, however many clients there are. With room for \
                [500](room=500) keys go that still matter. It does harm only where somebody comes back: let there be [a \
                thousand](clients=1000) clients, and look at what is let in too many.",
        link: "limiter=token-bucket&rate=0.2&burst=3&window=15&key=client&clients=1000000&room=1000&arrivals=one-hot&hot=0.01\
               &load=150&seed=4&t=30&speed=0.1",
        source: "Little 1961: as many are there as come in a second, times how long each stays",
    },
    Preset {
        id: "a-million-in-turn",
        title: "A million, one after another",
        story: "Clients come in turn, 20,000 a second, so the one with number 1,000,000 comes at 50 s. The memory holds \
                8,000 keys and is full after 0.4 s. From then on a newcomer gets the place of somebody else: the memory \
                looks at up to 16 keys and forgets the one nearest to a full bucket. It is full 0.25 s after its request, so \
                nobody notices, and the newcomer gets a fresh bucket as anybody would. At a rate of [2](rate=2) it \
                takes twice as long, and most go too early. That costs something when they come back: let [9,000](clients=9000) \
                take turns for ten seconds, and look at what is let in too many.",
        link: "limiter=token-bucket&rate=4&burst=2&window=1&key=client&clients=1000000&come=in-turn&room=8000\
               &arrivals=one-hot&hot=0.001&load=20000&seed=4&t=1&speed=0.1",
        source: "nginx 1.22, limit_req_zone: 1 MB keeps about 8,000 states of 128 bytes; Redis: maxmemory-samples",
    },
    Preset {
        id: "as-many-as-it-can-bear",
        title: "As many as it can bear",
        story: "Eight workers take half a second for a request, and nobody says how many are too many. This limit finds \
                out: it opens a slot after each good answer and closes a tenth of them after a late one. Make the work \
                [slower](work=1) and watch it breathe. [Gradient](limiter=gradient) watches how long answers take.",
        link: "limiter=aimd&slots=8&rate=16&burst=16&window=1&work=0.5&workers=8&timeout=1&arrivals=random&load=24\
               &seed=2&t=20&speed=0.5",
        source: "Netflix concurrency-limits (2018): AIMDLimit, Gradient2Limit",
    },
    Preset {
        id: "borrowed-from-the-next",
        title: "Borrowed from the next window",
        story: "The limit is 20 in 4 s. A window may take 4 more, and the next one pays them back. A burst gets through \
                in full, the average is kept. [Elastic](limiter=elastic) lets nobody borrow again before the debt is \
                paid. A [hard](limiter=fixed-window) limit refuses at 20.",
        link: "limiter=soft&rate=5&burst=20&window=4&over=0.2&beside=fixed-window,elastic&arrivals=bursty&load=5\
               &burst-ratio=3&burst-len=2&seed=11&t=13.8&speed=0.5",
        source: "",
    },
    Preset {
        id: "thresholds-that-swing",
        title: "Thresholds that swing",
        story: "Above 80 % processor the limit is halved, below 50 % it is raised by half. Halving lets the processor \
                rest, resting raises the limit, raising overloads it: the limit swings for ever, and nothing outside \
                has changed. [Hold](holds=on) the last limit in between.",
        link: "limiter=dynamic&rate=12&burst=12&window=1&work=0.5&workers=8&cpu-above=0.8&cpu-below=0.5&arrivals=random\
               &load=24&seed=4&t=20&speed=0.5",
        source: "",
    },
    Preset {
        id: "nginx-limit-req",
        title: "nginx limit_req",
        story: "rate=5r/s, burst=9, nodelay. nginx lets one request pass before it counts the burst, so a bucket of 10 is \
                burst=9. It counts thousandths of a request on a clock of milliseconds, and still decides as the token \
                bucket beside it. Without [nodelay](nodelay=off) the burst waits. With [delay=3](delay=3) only part of \
                it does.",
        link: "limiter=nginx&rate=5&burst=9&window=2&nodelay=on&beside=token-bucket&arrivals=edge-burst&load=4&surge=10\
               &seed=127237&t=6.09&speed=0.25",
        source: "nginx 1.22 (2022), ngx_http_limit_req_module",
    },
    Preset {
        id: "envoy-local-rate-limit",
        title: "Envoy local rate limit",
        story: "Ten tokens, five more every second, all five at once. Right after the second there is plenty, right before \
                it there is none. The token bucket beside it has the same rate and no steps. Fill more [often](fill=0.2) \
                and they come closer.",
        link: "limiter=envoy&rate=5&burst=10&window=2&fill=1&beside=token-bucket&arrivals=random&load=8&seed=6&t=9.3\
               &speed=0.25",
        source: "Envoy 1.30: envoy.extensions.filters.http.local_ratelimit.v3 (from 1.31 on it refills evenly by default)",
    },
    Preset {
        id: "haproxy-stick-table",
        title: "HAProxy stick table",
        story: "deny if { sc_http_req_rate(0) gt 20 } over 10 s. HAProxy counts first and asks then, so refused requests \
                count too. More comes than may, and who is refused tries again: the count never falls to 20, and after \
                the first twenty nobody gets in. The sliding counter beside it counts only what it let in. Let the \
                refused [go away](react=drop) and send [1.5 a second](load=1.5): two windows later the door opens.",
        link: "limiter=haproxy&rate=2&burst=20&window=10&beside=sliding-counter&arrivals=random&load=4&react=ignore\
               &retry-base=0.5&tries=6&seed=3&t=34&speed=2",
        source: "HAProxy 2.6: stick-table type ip store http_req_rate(10s), freq_ctr.c",
    },
    Preset {
        id: "redis-token-bucket",
        title: "Redis token bucket script",
        story: "Two keys in Redis, the tokens and the second they were counted in, and one script, so that nothing slips in between. \
                It is told the time in whole seconds, so all five tokens of a second come at its start, and ten pass around \
                one: the same ten as in the [fixed window](limiter=fixed-window). The even \
                [bucket](limiter=token-bucket) lets eight pass. The script that is given further down reads the \
                clock of Redis instead, in microseconds.",
        link: "limiter=redis-bucket&rate=5&burst=5&window=1&beside=token-bucket,fixed-window&arrivals=edge-burst&load=3&surge=5&surge-every=4\
               &seed=7&t=6.6&speed=0.25",
        source: "Stripe 2017: Scaling your API with rate limiters, request_rate_limiter.lua",
    },
    Preset {
        id: "spring-cloud-gateway",
        title: "Spring Cloud Gateway",
        story: "replenishRate 10, burstCapacity 20. The Redis script runs on whole seconds: all ten tokens come at the \
                second's start. Up to 30 pass around one tick. The even [bucket](limiter=token-bucket) lets 20 pass, and \
                then ten a second.",
        link: "limiter=redis-bucket&rate=10&burst=20&window=1&beside=token-bucket&arrivals=random&load=16&seed=2&t=6.4\
               &speed=0.25",
        source: "Spring Cloud Gateway 4.1: request_rate_limiter.lua",
    },
    Preset {
        id: "guava-smooth-bursty",
        title: "Guava SmoothBursty",
        story: "RateLimiter.create(5). It keeps one second of permits, and the next caller pays for this one: after a rest \
                six pass at once, five from the store and one on credit. Then one every 0.2 s. Keep [three \
                seconds](kept=3) and a burst of sixteen passes.",
        link: "limiter=guava-bursty&rate=5&burst=5&window=1&kept=1&beside=token-bucket&arrivals=bursty&load=4\
               &burst-ratio=5&burst-len=1&seed=8&t=9.22&speed=0.25",
        source: "Guava 31.1 (2022): RateLimiter, SmoothBursty",
    },
    Preset {
        id: "guava-smooth-warming-up",
        title: "Guava SmoothWarmingUp",
        story: "RateLimiter.create(5, 4 s). After a rest it is cold: permits cost three times as long at first, and less \
                and less until it is warm. It is meant for caches that have to be filled first. Beside it the \
                [bursty](limiter=guava-bursty) one, which does the opposite.",
        link: "limiter=guava-warming-up&rate=5&burst=5&window=1&warm-up=4&beside=guava-bursty&arrivals=spike&load=0.3\
               &load-to=9&change-at=8&lasts=12&seed=5&t=12&speed=0.25",
        source: "Guava 31.1 (2022): RateLimiter, SmoothWarmingUp, coldFactor 3",
    },
    Preset {
        id: "aws-api-gateway",
        title: "AWS API Gateway",
        story: "10,000 a second with a burst of 5,000. 10,000 spread over a second all pass. Here 10,000 come in a tenth of \
                a second: 5,000 pass from the bucket and 1,000 that drip in meanwhile, and 4,000 are refused. Send a \
                thousand more [at once](surge-now=1000).",
        link: "limiter=token-bucket&rate=10000&burst=5000&window=0.01&arrivals=spike&load=1000&load-to=100000\
               &change-at=0.1&lasts=0.1&seed=1&t=0.17&speed=0.002",
        source: "AWS API Gateway developer guide: account-level throttling, 10,000 /s and burst 5,000",
    },
    Preset {
        id: "github-quota",
        title: "GitHub's hourly quota",
        story: "5,000 an hour, counted from the first request. A user whose two machines send two a second has used it up \
                after 42 minutes and stands outside for 18. Send [1.3 /s](load=1.3) and it never hits the wall. A quota is a \
                fixed window: it says nothing about the next minute.",
        link: "limiter=fixed-window&rate=1.3888888888888888&burst=5000&window=3600&anchor=first&arrivals=steady&load=2\
               &clients=2&seed=1&t=2560&speed=100",
        source: "GitHub REST API: primary rate limit, 5,000 requests per hour",
    },
    Preset {
        id: "stripe-style",
        title: "Stripe's bucket",
        story: "100 a second, and a bucket for bursts. Stripe runs a token bucket per user, and next to it a limit on \
                requests in flight, for those that are few and slow. Look at the [concurrency \
                limit](limiter=concurrency) on the same arrivals.",
        link: "limiter=token-bucket&rate=100&burst=100&window=1&slots=20&work=0.2&workers=40&beside=concurrency\
               &arrivals=bursty&load=110&burst-ratio=3&burst-len=0.5&seed=2&t=3.09&speed=0.03",
        source: "Stripe 2017: Scaling your API with rate limiters",
    },
];
