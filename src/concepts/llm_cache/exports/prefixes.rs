//! Where a model keeps what it computed for the first tokens: vLLM by blocks, Anthropic up to a mark, OpenAI by itself.

use super::super::params::Params;
use super::whole;
use crate::concept::Export;

/// Sizes of a block that vLLM's kernels take, in tokens.
const BLOCKS: [u32; 5] = [16, 32, 64, 128, 256];
/// OpenAI keeps nothing shorter, and Anthropic of most models neither.
const LEAST: u32 = 1024;
/// OpenAI keeps more in steps of so many tokens.
const STEP: u32 = 128;

/// What a program sends first.
fn instructions(params: &Params) -> &'static str {
    if params.stamp { "It is 14:03:07. YOUR INSTRUCTIONS" } else { "YOUR INSTRUCTIONS" }
}

/// The time at the top leaves nothing to keep.
fn stamped(params: &Params, notes: &mut Vec<String>) {
    if params.stamp {
        notes.push("With the time before the instructions nothing is found again; put it last.".to_owned());
    }
}

/// What of the instructions is too short to be kept.
fn short(params: &Params, notes: &mut Vec<String>) {
    if params.system < LEAST {
        notes.push(format!(
            "Instructions of {} tokens are too short for most of its models, which keep nothing below {LEAST}; nothing says so.",
            params.system
        ));
    }
}

/// The command that starts it.
pub fn vllm(params: &Params, on: bool) -> Export {
    if !on {
        return Export {
            key: "vllm",
            product: "vLLM",
            version: "0.33",
            code: "vllm serve YOUR_MODEL \\\n    --no-enable-prefix-caching\n".to_owned(),
            notes: vec!["Left out, it keeps prefixes.".to_owned()],
        };
    }
    let near = |block: &u32| libm::log2(f64::from(*block) / f64::from(params.block)).abs();
    let block = BLOCKS.into_iter().min_by(|a, b| near(a).total_cmp(&near(b))).unwrap_or(16);
    let code = format!("vllm serve YOUR_MODEL \\\n    --enable-prefix-caching \\\n    --block-size {block}\n");
    let mut notes = Vec::new();
    if block != params.block {
        notes.push(format!("Its kernels take no blocks of {} tokens; {block} is the nearest.", params.block));
    }
    notes.push(format!(
        "A prefix has no time to live of {} s and no number of places: blocks stay until the card's memory is wanted, the least recently used go first.",
        whole(params.prefix_ttl)
    ));
    notes.push(
        "It keeps answers by their tokens, too, so the next turn of a conversation finds the last one.".to_owned(),
    );
    notes.push("The attention kernel decides which blocks it takes; 16 tokens are the default.".to_owned());
    stamped(params, &mut notes);
    Export { key: "vllm", product: "vLLM", version: "0.33", code, notes }
}

/// The body of a request to `/v1/messages`.
pub fn anthropic(params: &Params) -> Export {
    let hour = params.prefix_ttl > 300.0;
    let ttl = if hour { ", \"ttl\": \"1h\"" } else { "" };
    let code = format!(
        "{{\n  \"model\": \"YOUR_MODEL\",\n  \"max_tokens\": {},\n  \"system\": [\n    {{\n      \"type\": \"text\",\n      \"text\": \
         \"{}\",\n      \"cache_control\": {{ \"type\": \"ephemeral\"{ttl} }}\n    }}\n  ],\n  \"messages\": [\n    {{ \"role\": \"user\", \
         \"content\": \"YOUR QUESTION\" }}\n  ]\n}}\n",
        params.output,
        instructions(params)
    );
    let mut notes = Vec::new();
    let life = whole(params.prefix_ttl);
    if !matches!(life, 300.0 | 3600.0) {
        let kept = if hour { "an hour" } else { "five minutes" };
        notes.push(format!("It has lives of five minutes and of an hour: {kept} stands for {life} s."));
    }
    notes.push("It keeps all up to the mark and not whole blocks; each use begins its life anew.".to_owned());
    let price = if hour { "twice" } else { "1.25 times" };
    notes.push(format!("Keeping a token costs {price} what reading it costs, and reading a kept one a tenth; the model counts both as one."));
    notes.push("`cache_creation_input_tokens` and `cache_read_input_tokens` of the answer say what was kept and what was there.".to_owned());
    short(params, &mut notes);
    stamped(params, &mut notes);
    Export { key: "anthropic", product: "Anthropic", version: "2023-06-01", code, notes }
}

/// The body of a request to `/v1/responses`.
pub fn openai(params: &Params) -> Export {
    let long = params.prefix_ttl > 600.0;
    let retention = if long { ",\n  \"prompt_cache_retention\": \"24h\"" } else { "" };
    let code = format!(
        "{{\n  \"model\": \"YOUR_MODEL\",\n  \"instructions\": \"{}\",\n  \"input\": \"YOUR QUESTION\",\n  \"max_output_tokens\": \
         {},\n  \"prompt_cache_key\": \"YOUR PROGRAM\"{retention}\n}}\n",
        instructions(params),
        // It takes no fewer.
        params.output.max(16)
    );
    let mut notes = vec![
        format!("It keeps prefixes by itself, from {LEAST} tokens on and in steps of {STEP}; nothing is marked."),
        "`prompt_cache_key` brings prompts with the same beginning to the same machine, which each keep their own."
            .to_owned(),
        if long {
            "Kept for up to 24 hours where the model allows it.".to_owned()
        } else {
            "Kept until five to ten minutes have passed without a use, an hour at most.".to_owned()
        },
    ];
    notes.push("`cached_tokens` of the answer says what was there.".to_owned());
    short(params, &mut notes);
    stamped(params, &mut notes);
    Export { key: "openai", product: "OpenAI", version: "v1", code, notes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_json_and_say_what_is_set() {
        for (prefix_ttl, stamp) in [(300.0, false), (301.0, true), (3600.0, false), (1.0, true)] {
            let params = Params { prefix_ttl, stamp, output: 40, ..Params::default() };
            let body = |export: Export| serde_json::from_str::<serde_json::Value>(&export.code).unwrap();
            let (ours, theirs) = (body(anthropic(&params)), body(openai(&params)));
            let ttl = &ours["system"][0]["cache_control"]["ttl"];
            assert_eq!(ttl.as_str(), (prefix_ttl > 300.0).then_some("1h"));
            assert_eq!((&ours["max_tokens"], &theirs["max_output_tokens"]), (&40.into(), &40.into()));
            assert_eq!(theirs["prompt_cache_retention"].as_str(), (prefix_ttl > 600.0).then_some("24h"));
            assert_eq!(ours["system"][0]["text"], theirs["instructions"]);
            assert_eq!(theirs["instructions"].as_str().unwrap().starts_with("It is 14:03:07"), stamp);
        }
    }

    #[test]
    fn the_nearest_block_is_taken_and_said() {
        for (block, taken) in [(1, 16), (16, 16), (20, 16), (24, 32), (100, 128), (256, 256)] {
            let export = vllm(&Params { block, ..Params::default() }, true);
            assert!(export.code.ends_with(&format!("--block-size {taken}\n")), "{block}: {}", export.code);
            assert_eq!(export.notes[0].contains("take no blocks of"), block != taken);
        }
    }
}
