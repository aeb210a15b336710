//! The limiter in focus in real products. What they are told, and what they do differently, stands in
//! [`crate::policies::limit::config`], which is checked against the real nginx and HAProxy.

use super::model::limiter::policy;
use super::params::{Key, Params};
use crate::concept::Export;
use crate::policies::limit::config::{Whose, configs};

/// The configurations.
pub fn exports(params: &Params) -> Vec<Export> {
    let whose = match params.key {
        Key::All => Whose::All,
        Key::Client => Whose::Client,
    };
    let configs = configs(&policy(params.limiter, params), whose);
    configs
        .into_iter()
        .map(|config| Export {
            key: config.key,
            product: config.product,
            version: config.version,
            code: config.code,
            notes: config.notes,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::params::Kind;
    use super::*;

    fn of(params: &Params, key: &str) -> Export {
        exports(params).into_iter().find(|export| export.key == key).unwrap()
    }

    #[test]
    fn a_bucket_of_ten_is_a_burst_of_nine() {
        let nginx = of(&Params::default(), "nginx");
        assert!(nginx.code.contains("rate=5r/s;"), "{}", nginx.code);
        assert!(nginx.code.contains("limit_req zone=all_clients burst=9 nodelay;"), "{}", nginx.code);
        let queue = of(&Params { limiter: Kind::LeakyQueue, key: Key::Client, ..Params::default() }, "nginx");
        assert!(queue.code.contains("limit_req zone=per_client burst=9;"), "{}", queue.code);
        let minute = of(&Params { rate: 90.0 / 60.0, ..Params::default() }, "nginx");
        assert!(minute.code.contains("rate=90r/m;"), "{}", minute.code);
    }

    #[test]
    fn every_limiter_has_nginx_haproxy_and_envoy() {
        for &limiter in Kind::ALL {
            for &key in Key::ALL {
                let params = Params { limiter, key, rate: 0.7, ..Params::default() };
                let keys: Vec<_> = exports(&params).iter().map(|export| export.key).collect();
                assert_eq!(keys[..3], ["nginx", "haproxy", "envoy"], "{}", limiter.key());
            }
        }
    }

    #[test]
    fn products_get_their_own_numbers() {
        let params = Params { limiter: Kind::RedisBucket, rate: 10.0, burst: 20, ..Params::default() };
        let spring = of(&params, "spring-cloud-gateway");
        assert!(spring.code.contains("replenishRate: 10\n") && spring.code.contains("burstCapacity: 20\n"));
        let envoy = of(&Params { limiter: Kind::Envoy, ..Params::default() }, "envoy");
        assert!(
            envoy.code.contains("max_tokens: 10\n") && envoy.code.contains("tokens_per_fill: 5\n"),
            "{}",
            envoy.code
        );
        let haproxy = of(&Params { limiter: Kind::HaProxy, rate: 2.0, window: 10.0, ..Params::default() }, "haproxy");
        assert!(haproxy.code.contains("http_req_rate(10000ms)") && haproxy.code.contains("sc_http_req_rate(0) gt 20"));
    }
}
