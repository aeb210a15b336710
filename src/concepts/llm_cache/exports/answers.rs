//! Where a program keeps answers: Redis by the letters of a prompt, RedisVL and GPTCache by how near prompts are.

use super::super::params::Params;
use super::whole;
use crate::concept::Export;

/// Four digits behind the point and no zeros at the end.
fn short(x: f64) -> String {
    let text = format!("{x:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The commands that a program sends for the same letters.
pub fn redis(params: &Params) -> Export {
    let life = whole(params.ttl);
    let code = format!(
        "CONFIG SET maxmemory 64mb\nCONFIG SET maxmemory-policy allkeys-lru\n# The key: program and SHA-256 of the whole prompt, letter \
         by letter.\nGET answer:support:9f86d081884c7d65\n# Nothing there: ask the model, then\nSET \
         answer:support:9f86d081884c7d65 \"the answer\" EX {life}\n"
    );
    let mut notes = vec![
        format!("It counts bytes and not {} answers: `maxmemory` says how many.", params.room),
        "Which answer goes is sampled, five at a time, and not the least recently used of all.".to_owned(),
        "Who asks the same at the same time asks the model twice; the stampede's cures help here as well.".to_owned(),
    ];
    if params.stamp {
        notes.push("With the time in it no prompt has the letters of another: leave it out of the key.".to_owned());
    }
    Export { key: "redis", product: "Redis", version: "7.0", code, notes }
}

/// RedisVL's semantic cache, in Python.
pub fn redisvl(params: &Params) -> Export {
    let code = format!(
        "from redisvl.extensions.cache.llm import SemanticCache\nfrom redisvl.query.filter import Tag\n\ncache = \
         SemanticCache(\n    name=\"answers\",\n    redis_url=\"redis://localhost:6379\",\n    distance_threshold={},\n    \
         ttl={},\n    filterable_fields=[{{\"name\": \"program\", \"type\": \"tag\"}}],\n)\n\n\ndef answer(program, prompt):\n    near = \
         cache.check(prompt=prompt, filter_expression=Tag(\"program\") == program)\n    if near:\n        return \
         near[0][\"response\"]\n    response = ask_the_model(program, prompt)\n    cache.store(prompt=prompt, \
         response=response, filters={{\"program\": program}})\n    return response\n",
        short(1.0 - params.threshold),
        whole(params.ttl)
    );
    let mut notes = vec![
        format!(
            "Its threshold is a distance, 1 − cosine: {} here for a likeness of {}.",
            short(1.0 - params.threshold),
            short(params.threshold)
        ),
        "Its embedding is trained, so the same number lets other prompts through: measure yours.".to_owned(),
        "A hit begins the life of its answer anew; the model does not.".to_owned(),
        format!("Nothing bounds it at {} answers but Redis's `maxmemory` with `allkeys-lru`.", params.room),
        "It needs Redis with its query engine: 8, or the Redis Stack before.".to_owned(),
    ];
    whose(params, &mut notes);
    Export { key: "redisvl", product: "RedisVL", version: "0.28", code, notes }
}

/// GPTCache's, in Python.
pub fn gptcache(params: &Params) -> Export {
    let code = format!(
        "from gptcache import Config, cache\nfrom gptcache.embedding import Onnx\nfrom gptcache.manager import CacheBase, VectorBase, \
         get_data_manager\nfrom gptcache.similarity_evaluation.distance import SearchDistanceEvaluation\n\nembed = \
         Onnx()\ncache.init(\n    embedding_func=embed.to_embeddings,\n    data_manager=get_data_manager(\n        \
         CacheBase(\"sqlite\"),\n        VectorBase(\"faiss\", dimension=embed.dimension),\n        max_size={},\n        \
         eviction=\"LRU\",\n    ),\n    similarity_evaluation=SearchDistanceEvaluation(),\n    \
         config=Config(similarity_threshold={}),\n)\n",
        params.room,
        short(f64::midpoint(1.0, params.threshold))
    );
    let mut notes = vec![
        format!(
            "Its threshold is (1 + cosine) / 2, as it goes by the square of the distance: {} here for a likeness of {}.",
            short(f64::midpoint(1.0, params.threshold)),
            short(params.threshold)
        ),
        format!("It knows no time to live: an answer is not dropped after {} s.", whole(params.ttl)),
        "When it is full a fifth of the answers goes at once, the least recently used.".to_owned(),
        "It has one cache for all programs: give each a `Cache` of its own.".to_owned(),
        "Another evaluation can ask a second model whether two prompts mean the same.".to_owned(),
    ];
    whose(params, &mut notes);
    Export { key: "gptcache", product: "GPTCache", version: "0.1.44", code, notes }
}

/// Prompts about one's own order.
fn whose(params: &Params, notes: &mut Vec<String>) {
    if params.personal > 0.0 {
        notes.push(
            "Prompts that name an order must not be looked up at all: no distance parts one order from another."
                .to_owned(),
        );
    }
}
