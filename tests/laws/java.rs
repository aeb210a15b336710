//! What is exported for Caffeine compiles against Caffeine. Debian has both (`libcaffeine-java` and a JDK); its version is
//! an older one, 2.6, whose part of the interface that stands in the exports has not changed since.

use kneepoint::{concepts, link};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

/// What the exports leave to the reader.
const AROUND: &str = "
interface Versioned { long version(); }
interface Store {
    byte[] load(String key);
    void store(String key, byte[] value);
    Versioned versioned(String key);
    Versioned storeVersioned(String key, byte[] value);
}
interface Bus {
    void subscribe(String channel, java.util.function.Consumer<String> hear);
    void publish(String channel, String words);
}
";

#[test]
fn java_takes_every_cache_of_caffeine() {
    let named = |name: &str, usual: &[&str]| {
        let given = std::env::var_os(format!("KNEEPOINT_{name}")).map(PathBuf::from);
        given.into_iter().chain(usual.iter().map(PathBuf::from)).find(|file| file.is_file())
    };
    let javac = named("JAVAC", &["/usr/bin/javac", "/usr/local/bin/javac"]);
    let (Some(javac), Some(jar)) = (javac, named("CAFFEINE", &["/usr/share/java/caffeine.jar"])) else {
        eprintln!("skipped: javac and Caffeine (Debian: libcaffeine-java) are not both installed");
        return;
    };
    let (mut imports, mut classes, mut seen) = (BTreeSet::new(), String::new(), BTreeSet::new());
    for (concept, settings) in [
        ("cache-eviction", vec!["size"]),
        ("cache-stampede", vec!["cures"]),
        ("cache-patterns", vec!["patterns", "order"]),
        ("cache-tiers", vec!["tell"]),
    ] {
        let entry = concepts::find(concept).unwrap();
        for setting in settings {
            for value in super::products::choices(entry, setting) {
                let value = if setting == "size" { "30" } else { value };
                let decoded = link::decode(&format!("{setting}={value}"), entry);
                let run = (entry.open)(&decoded.state).unwrap();
                let Some(export) = run.exports().into_iter().find(|export| export.key == "caffeine") else { continue };
                if !seen.insert(export.code.clone()) {
                    continue;
                }
                let (head, body): (Vec<&str>, Vec<&str>) =
                    export.code.lines().partition(|line| line.starts_with("import "));
                imports.extend(head.into_iter().map(str::to_owned));
                let given = "Store database, Store origin, Store nodes, Bus bus, byte[] update";
                let n = seen.len();
                let _ = writeln!(classes, "final class E{n} {{\nvoid run({given}) {{\n{}\n}}\n}}", body.join("\n"));
            }
        }
    }
    assert!(seen.len() > 12, "{}", seen.len());
    let folder = std::env::temp_dir().join(format!("kneepoint-java-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let imports: String = imports.into_iter().map(|line| line + "\n").collect();
    std::fs::write(folder.join("All.java"), format!("{imports}{AROUND}{classes}")).unwrap();
    let output = Command::new(javac)
        .current_dir(&folder)
        .args(["-proc:none", "-d", ".", "-cp"])
        .arg(jar)
        .arg("All.java")
        .output()
        .expect("javac starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{said}\n{}", std::fs::read_to_string(folder.join("All.java")).unwrap());
    std::fs::remove_dir_all(&folder).unwrap();
}
