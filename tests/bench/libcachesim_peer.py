"""libCacheSim for `cargo bench --bench evict`: runs a policy over a trace and says how many nanoseconds of the processor it took.

Started by the benchmark with a trace in libCacheSim's oracleGeneral format and a cache size in objects; reads a policy's
name a line and answers with nanoseconds and misses. Needs the package `libcachesim` (PyPI).
"""

import sys
import time

import libcachesim as lcs

# The names of the benchmark, and libCacheSim's.
POLICIES = {
    "fifo": "FIFO",
    "lru": "LRU",
    "clock": "Clock",
    "sieve": "Sieve",
    "s3-fifo": "S3FIFO",
    "arc": "ARC",
    "2q": "TwoQ",
    "slru": "SLRU",
    "lirs": "LIRS",
    "lfu": "LFU",
    "lru-2": "LRU_K" if hasattr(lcs, "LRU_K") else "LRUK",
    "w-tinylfu": "WTinyLFU",
    "belady": "Belady",
}


def main():
    trace, size = sys.argv[1], int(sys.argv[2])
    params = lcs.ReaderInitParam(ignore_obj_size=True)
    print("ready", flush=True)
    for line in sys.stdin:
        kind = getattr(lcs, POLICIES.get(line.strip(), ""), None)
        if kind is None:
            print("none", flush=True)
            continue
        reader = lcs.TraceReader(trace, trace_type=lcs.TraceType.ORACLE_GENERAL_TRACE, reader_init_params=params)
        # A table of 2^16 places, as 10,000 objects need; its usual 2^24 misses the processor's caches at every request
        # and makes it four times slower.
        cache = kind(cache_size=size, hashpower=16)
        start = time.process_time_ns()
        missed = cache.process_trace(reader)[0]
        took = time.process_time_ns() - start
        print(took, round(missed * reader.get_num_of_req()), flush=True)


main()
