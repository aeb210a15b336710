//! `kneepoint replay hash`: real programs' answers, changes, and what it refuses.

use super::inside;
use serde_json::Value as Json;
use std::path::PathBuf;

/// A file of keys that goes away with the test.
struct Keys(PathBuf);

impl Keys {
    fn new(name: &str, text: &[u8]) -> Self {
        let path = std::env::temp_dir().join(format!("kneepoint-{}-{name}.txt", std::process::id()));
        std::fs::write(&path, text).expect("the keys are written");
        Self(path)
    }
    fn place(&self, args: &[&str]) -> String {
        self.try_place(args).unwrap_or_else(|failure| panic!("{args:?}: {failure}"))
    }
    fn try_place(&self, args: &[&str]) -> Result<String, String> {
        let path = self.0.to_str().expect("the path is text");
        let args = [&["replay", "hash", "--keys", path], args].concat();
        inside(&args).map_err(|failure| {
            assert_eq!(failure.code(), 2, "{args:?}");
            failure.to_string()
        })
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn answers_of_real_programs() {
    let keys = Keys::new("jump", b"1\n2\n3\n4\n5\n");
    assert_eq!(keys.place(&["--strategy", "jump", "--nodes", "100"]), "1\t55\n2\t62\n3\t8\n4\t45\n5\t59\n");
    let keys = Keys::new("wide", b"42\n18446744073709551615\n-1\n");
    let want = "42\t1603940301\n18446744073709551615\t699554662\n-1\t699554662\n";
    assert_eq!(keys.place(&["--strategy", "jump", "--nodes", "2147483647"]), want);

    let keys = Keys::new("ketama", b"key:0\nkey:1\nfoo\n");
    let servers = "10.0.1.1:11211,10.0.1.2:11211,10.0.1.3:11211,10.0.1.4:11211,10.0.1.5:11211";
    let want = "key:0\t10.0.1.1:11211\nkey:1\t10.0.1.3:11211\nfoo\t10.0.1.2:11211\n";
    assert_eq!(keys.place(&["--strategy", "ketama", "--nodes", servers]), want);

    // Points on Envoy's ring themselves, and slots of Maglev's table.
    let hosts = "127.0.0.1:90,127.0.0.1:91,127.0.0.1:92,127.0.0.1:93,127.0.0.1:94,127.0.0.1:95";
    let keys = Keys::new("envoy", b"0\n18446744073709551615\n3551244743356806947\n3551244743356806948\n");
    for size in [&["--ring-size", "12"], &["--vnodes", "2"]] {
        let args = [&["--strategy", "ring-envoy", "--nodes", hosts, "--hash", "identity"], &size[..]].concat();
        let owners = keys.place(&args);
        let ports: Vec<&str> = owners.lines().map(|line| line.rsplit(':').next().unwrap()).collect();
        assert_eq!(ports, ["94", "94", "95", "93"]);
    }
    let keys = Keys::new("maglev", b"0\n1\n2\n3\n4\n5\n6\n");
    let owners = keys.place(&["--strategy", "maglev", "--nodes", hosts, "--hash", "identity", "--table", "7"]);
    let ports: Vec<&str> = owners.lines().map(|line| line.rsplit(':').next().unwrap()).collect();
    assert_eq!(ports, ["92", "94", "90", "91", "95", "90", "93"]);

    let keys = Keys::new("slots", b"somekey\nfoo{hash_tag}\nbar{hash_tag}\n");
    let want = "somekey\t11058\nfoo{hash_tag}\t2515\nbar{hash_tag}\t2515\n";
    assert_eq!(keys.place(&["--strategy", "slots", "--nodes", "16384"]), want);
}

#[test]
fn a_change_prints_both_nodes_and_the_share_that_moved() {
    let text = (0..500).map(|i| format!("key:{i}")).collect::<Vec<_>>().join("\n");
    let keys = Keys::new("change", text.as_bytes());
    for strategy in ["ring", "rendezvous", "directory", "jump", "modulo"] {
        let printed = keys.place(&["--strategy", strategy, "--nodes", "a,b,c", "--change", "add:d"]);
        let (lines, last) = printed.trim_end().rsplit_once('\n').unwrap();
        let moved = lines.lines().filter(|line| {
            let [_, before, after] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
            assert!(strategy == "modulo" || before == after || after == "d", "{line}");
            before != after
        });
        let moved = moved.count();
        assert_eq!(last, format!("moved {:.2} % of the keys ({moved} of 500)", moved as f64 / 5.0));
        let json = keys.place(&["--strategy", strategy, "--nodes", "a,b,c", "--change", "add:d", "--json"]);
        let last: Json = serde_json::from_str(json.lines().last().unwrap()).unwrap();
        assert_eq!((&last["moved"], &last["keys"]), (&Json::from(moved), &Json::from(500)));
    }
}

#[test]
fn replicas_lie_in_different_zones() {
    let keys = Keys::new("zones", b"one\ntwo\nthree\nfour\n");
    let nodes = "a@x,b@x,c@y,d@y,e@z,f@z";
    for line in keys.place(&["--strategy", "ring", "--nodes", nodes, "--replicas", "3"]).lines() {
        let mut zones: Vec<usize> =
            line.split('\t').nth(1).unwrap().split(',').map(|node| "abcdef".find(node).unwrap() / 2).collect();
        zones.sort_unstable();
        assert_eq!(zones, [0, 1, 2], "{line}");
    }
}

#[test]
fn ranges_go_by_the_order_of_the_keys() {
    let keys = Keys::new("range", b"pear\napple\nzebra\ngrape\n");
    let args = ["--strategy", "range", "--nodes", "a,b,c", "--bounds", "g,p"];
    assert_eq!(keys.place(&args), "pear\tc\napple\ta\nzebra\tc\ngrape\tb\n");
    let numbers = Keys::new("range-numbers", b"9\n10\n100\n2\n");
    let args = ["--strategy", "range", "--nodes", "a,b", "--bounds", "10"];
    assert_eq!(numbers.place(&args), "9\ta\n10\tb\n100\tb\n2\ta\n");
}

#[test]
fn bad_input_is_one_sentence() {
    let keys = Keys::new("bad", b"a\nb\n");
    let refused: [(&[&str], &str); 15] = [
        (&["--nodes", "a,b"], "--strategy is missing"),
        (&["--strategy", "ring"], "--nodes is missing"),
        (&["--strategy", "rign", "--nodes", "a"], "strategy=rign is not known"),
        (&["--strategy", "ring", "--nodes", "a,a"], "nodes=a is there twice"),
        (&["--strategy", "ring", "--nodes", "a,,b"], "has no name"),
        (&["--strategy", "ring", "--nodes", "a=0"], "weight out of range"),
        (&["--strategy", "ring", "--nodes", "0"], "nodes=0 is out of range"),
        (&["--strategy", "ketama", "--nodes", "a=1.5"], "takes whole weights"),
        (&["--strategy", "jump", "--nodes", "a=2,b"], "jump knows none"),
        (&["--strategy", "maglev", "--nodes", "a", "--table", "10"], "is not a prime"),
        (&["--strategy", "maglev", "--nodes", "10", "--table", "7"], "fewer slots than there are nodes"),
        (&["--strategy", "ring", "--nodes", "a,b", "--change", "remove:c"], "names no node"),
        (&["--strategy", "ring", "--nodes", "a", "--change", "remove:a"], "leaves no node"),
        (&["--strategy", "range", "--nodes", "a,b,c", "--bounds", "p,g"], "is not in order"),
        (&["--strategy", "ring-envoy", "--nodes", "a", "--ring-size", "9", "--ring-max", "8"], "is above ring-max"),
    ];
    for (args, wrong) in refused {
        let said = keys.try_place(args).expect_err("it is refused");
        assert!(said.contains(wrong) && !said.contains('\n'), "{args:?}: {said}");
    }
    let args = ["--strategy", "ring", "--nodes", "a,b"];
    let said = |text: &[u8]| Keys::new("lines", text).try_place(&args).expect_err("it is refused");
    assert!(said(b"a\n\nb\n").contains("line 2 is empty"));
    assert!(said(b"a\nb\nc\td\n").contains("line 3 holds a tab"));
    assert!(said(b"a\n\xff\n").contains("line 2 is not UTF-8"));
    let missing = ["replay", "hash", "--strategy", "ring", "--nodes", "a", "--keys", "/nowhere/keys.txt"];
    assert!(inside(&missing).unwrap_err().to_string().contains("cannot be read"));
}
