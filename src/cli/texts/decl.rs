//! What a concept declares, said text by text as the page shows it.

use super::tell;
use crate::concept::predict::Ask;
use crate::concept::{ActionDecl, Entry, IntakeDecl, Prediction, StopDecl};
use crate::param::{Choice, Kind, Param, within_sentence};

/// Says everything that stands still.
pub fn say_all(entry: &'static Entry) {
    let about = entry.about;
    for text in
        [about.title, about.lead, about.promise, about.group.label(), about.strip, about.clock.one, about.clock.many]
    {
        tell([text]);
    }
    for text in about.leaves_out.iter().chain(about.readings) {
        tell([text]);
    }
    about.things.iter().for_each(|thing| tell([thing.label]));
    about.intake.iter().for_each(|intake| say_intake(intake));
    entry.table.iter().for_each(say_param);
    entry.actions.iter().for_each(say_action);
    for preset in entry.presets {
        tell([preset.title, preset.story, preset.source]);
    }
    for metric in entry.metrics {
        tell([metric.label, metric.unit, metric.help]);
    }
    entry.panels.iter().for_each(|panel| tell([panel.title]));
    entry.predictions.iter().for_each(say_prediction);
    for term in entry.glossary {
        tell([term.word, term.says]);
    }
    entry.stops.iter().for_each(|StopDecl { label, .. }| tell([label]));
}

fn say_param(param: &Param) {
    tell([param.label, &within_sentence(param.label), param.group, param.unit, param.help]);
    param.families.iter().for_each(|(heading, _)| tell([heading]));
    if let Kind::Choice { options, .. } | Kind::Set { options, .. } = param.kind {
        for Choice { label, help, .. } in options {
            tell([label, help]);
        }
    }
}

fn say_action(action: &ActionDecl) {
    tell([action.label, action.help, action.group]);
    action.amount.iter().for_each(say_param);
}

fn say_intake(intake: &IntakeDecl) {
    tell([intake.title, intake.help]);
    intake.formats.iter().for_each(|format| tell([format.label]));
}

/// Its reason and replies are said with their numbers in them, when they are carried out.
fn say_prediction(prediction: &Prediction) {
    tell([prediction.question]);
    match &prediction.ask {
        Ask::Scale(scale) | Ask::When { scale, .. } => tell([scale.unit]),
        Ask::Curve(curve) => tell([curve.of.unit]),
        Ask::Choice(answers) => answers.iter().for_each(|answer| tell([answer.label])),
        Ask::Next { .. } => {}
    }
}
