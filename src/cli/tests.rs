//! What must hold of the command line of every concept.

use super::*;
use crate::concepts;

const COMMANDS: &[&str] = &["run", "sweep", "draw", "replay"];

#[test]
fn every_command_line_is_well_formed() {
    command("", None).debug_assert();
    for entry in concepts::all() {
        for name in COMMANDS {
            command(name, Some(entry)).debug_assert();
        }
    }
}

#[test]
fn every_parameter_is_a_flag_of_every_command() {
    for entry in concepts::all() {
        for name in COMMANDS {
            let command = command(name, Some(entry));
            let sub = command.find_subcommand(name).expect("the command exists");
            for param in entry.table {
                let flag = sub.get_arguments().find(|arg| arg.get_long() == Some(param.key));
                let id = flag.map(|flag| flag.get_id().as_str().to_owned());
                assert_eq!(id, Some(format!("param:{}", param.key)), "--{} of {name} {}", param.key, entry.about.id);
            }
        }
    }
}
