//! The same placement in real proxies, for the state on the screen, and what each does differently from the model.

use super::model::{Cluster, address};
use super::params::Params;
use crate::concept::Export;
use crate::policies::place::{Hash, Kind, Member};
use std::fmt::Write as _;

/// The configurations.
pub fn exports(params: &Params, model: &Cluster) -> Vec<Export> {
    vec![envoy(params, model), haproxy(params, model), nginx(params, model)]
}

/// The weight of a node in whole numbers: as it is where all are whole, else in tenths.
fn weight(model: &Cluster, member: &Member) -> u64 {
    let whole = model.members().iter().all(|member| member.node.weight.fract() == 0.0);
    let scaled = if whole { member.node.weight } else { member.node.weight * 10.0 };
    (libm::round(scaled) as u64).clamp(1, 256)
}

fn nodes(model: &Cluster) -> impl Iterator<Item = (u32, String, u64)> + '_ {
    model.members().iter().map(|m| (m.id + 1, address(model.seed(), m.id), weight(model, m)))
}

/// The bound in percent, as both proxies count it.
fn percent(params: &Params) -> u64 {
    libm::round(params.bound * 100.0) as u64
}

/// What the strategy is called within a sentence.
fn called(kind: Kind) -> String {
    crate::param::within_sentence(kind.option().label)
}

fn envoy(params: &Params, model: &Cluster) -> Export {
    let mut notes = Vec::new();
    let mut code = String::from("clusters:\n- name: pool\n  type: STATIC\n");
    let count = model.members().len() as u64;
    match params.strategy {
        Kind::Maglev => {
            let table = super::model::next_prime(params.table);
            let _ = write!(code, "  lb_policy: MAGLEV\n  maglev_lb_config: {{ table_size: {table} }}\n");
            notes.push("Table, offsets and look-ups are the ones drawn here.".to_owned());
        }
        strategy => {
            let size = if strategy == Kind::RingEnvoy { 1024 } else { (u64::from(params.marks) * count).max(1) };
            code.push_str("  lb_policy: RING_HASH\n");
            let _ = writeln!(
                code,
                "  ring_hash_lb_config: {{ minimum_ring_size: {size}, maximum_ring_size: {}, hash_function: XX_HASH }}",
                size.max(1024)
            );
            match strategy {
                Kind::RingEnvoy => notes.push("Marks and look-ups are the ones drawn here.".to_owned()),
                Kind::Ring | Kind::Bounded => notes.push(
                    "The size of the ring is fixed: when a node joins, every node puts down fewer marks, so more keys \
                     move than here."
                        .to_owned(),
                ),
                other => notes.push(format!("Envoy has no {}; `RING_HASH` is the nearest it has.", called(other))),
            }
            if params.hash != Hash::Xxh64 && !matches!(strategy, Kind::Ketama | Kind::Slots) {
                notes.push("Envoy hashes by xxHash64 or MurmurHash2 only.".to_owned());
            }
        }
    }
    if params.strategy == Kind::Bounded {
        let _ = write!(
            code,
            "  common_lb_config:\n    consistent_hashing_lb_config: {{ hash_balance_factor: {} }}\n",
            percent(params)
        );
        notes.push("Envoy bounds requests in flight, not keys; a full host passes them to a random one.".to_owned());
    }
    code.push_str("  load_assignment:\n    cluster_name: pool\n    endpoints:\n    - lb_endpoints:\n");
    for (_, address, weight) in nodes(model) {
        let (host, port) = address.split_once(':').unwrap_or((&address, "80"));
        let _ = write!(
            code,
            "      - endpoint: {{ address: {{ socket_address: {{ address: {host}, port_value: {port} }} }} }}\n        \
             load_balancing_weight: {weight}\n"
        );
    }
    code.push_str("# What is hashed is said on the route:\n#   hash_policy: [{ header: { header_name: x-key } }]\n");
    Export { key: "envoy", product: "Envoy", version: "1.31", code, notes }
}

fn haproxy(params: &Params, model: &Cluster) -> Export {
    let mut notes = Vec::new();
    let mut code = String::from("backend pool\n    mode http\n    balance hash req.hdr(x-key)\n");
    match params.strategy {
        Kind::Modulo => code.push_str("    hash-type map-based\n"),
        Kind::Bounded => {
            let factor = percent(params).max(101);
            let _ = write!(code, "    hash-type consistent\n    hash-balance-factor {factor}\n");
            notes.push("`hash-balance-factor` bounds requests in flight, not keys.".to_owned());
        }
        strategy => {
            code.push_str("    hash-type consistent\n");
            if strategy != Kind::Ring {
                notes.push(format!("HAProxy has no {}; the ring is the nearest it has.", called(strategy)));
            }
        }
    }
    if params.strategy != Kind::Modulo {
        notes.push(
            "A server has 16 marks for each unit of weight, hashed from its number, and a key goes to the nearer of the \
             two marks beside it."
                .to_owned(),
        );
    }
    for (number, address, weight) in nodes(model) {
        let _ = writeln!(code, "    server n{number} {address} weight {weight}");
    }
    notes.push(
        "Numbers of servers are their `id`; give them yourself, so that an order of lines means nothing.".to_owned(),
    );
    Export { key: "haproxy", product: "HAProxy", version: "2.6", code, notes }
}

fn nginx(params: &Params, model: &Cluster) -> Export {
    let mut notes = Vec::new();
    let mut code = String::from("upstream pool {\n    zone pool 64k;\n");
    if params.strategy == Kind::Modulo {
        code.push_str("    hash $http_x_key;\n");
        notes.push("The hash is CRC-32, and the weights are counted off in the order of the lines.".to_owned());
    } else {
        code.push_str("    hash $http_x_key consistent;\n");
        notes
            .push("A server has 160 marks for each unit of weight, hashed by CRC-32, whatever is set here.".to_owned());
        if !matches!(params.strategy, Kind::Ring | Kind::Ketama) {
            notes.push(format!("nginx has no {}; its ring is the nearest it has.", called(params.strategy)));
        }
    }
    for (_, address, weight) in nodes(model) {
        let _ = writeln!(code, "    server {address} weight={weight};");
    }
    code.push_str("}\nserver {\n    listen 80;\n    location / {\n        proxy_pass http://pool;\n    }\n}\n");
    Export { key: "nginx", product: "nginx", version: "1.22", code, notes }
}
