//! Prepared states, each with a story. The first one opens the page.

use crate::concept::Preset;

/// The presets, in the order in which they are told.
pub const PRESETS: &[Preset] = &[
    Preset {
        id: "the-office",
        title: "An office behind one address",
        story: "Nine people sit behind one address, and the limiter counts addresses. None of them sends more than he may. \
                Together they do, and the count that they share is full. The rings round the crosses are refusals that \
                nobody earned. Count [users](key=user-or-address) and most of them are gone. Or send everybody \
                [home](behind=0).",
        link: "key=address&behind=9&seed=4&t=46.2&speed=0.5",
        source: "",
    },
    Preset {
        id: "many-addresses",
        title: "One attacker, many addresses",
        story: "The attacker is not signed in and sends from sixteen addresses. Each has a count of its own, so he gets \
                sixteen times what one person may. From [one address](addresses=1) he gets it once. Count \
                [by user](key=user) and all who have not signed in are one: that holds him, and locks out everybody \
                like him.",
        link: "key=user-or-address&attack=30&addresses=16&seed=2&t=45.3&speed=0.5",
        source: "",
    },
    Preset {
        id: "everybody-is-nobody",
        title: "Everybody is nobody",
        story: "Counted by user, and who has not signed in is nobody. All nobodies share one count, and the attacker fills it \
                at the start of each window. Look at the first row: hardly a request of theirs passes. Count them \
                [by address](key=user-or-address). Or let the attacker open [an account](accounts=1): he leaves \
                them, and they are still four with one count.",
        link: "key=user&attack=20&addresses=1&seed=6&t=43.4&speed=0.5",
        source: "",
    },
    Preset {
        id: "free-accounts",
        title: "Accounts cost nothing",
        story: "The attacker has opened twelve free accounts on one address. Counted by user he gets twelve times what one \
                may. [A cap for each address](key=both) holds him. Now put [nine people](behind=9) behind one address: \
                the same cap holds them, too.",
        link: "key=user-or-address&attack=40&addresses=1&accounts=12&seed=3&t=44.6&speed=0.5",
        source: "",
    },
    Preset {
        id: "a-cap-for-the-office",
        title: "A cap, and the office again",
        story: "A count for each user, and a cap of 100 for each address. The attacker with his accounts is held by it. So is \
                the office of nine. Raise the cap [for them](cap=300), and the attacker rises with it. No number is right \
                for both: an address says little about who is behind it.",
        link: "key=both&behind=9&attack=40&addresses=1&accounts=12&cap=100&seed=3&t=57.1&speed=0.5",
        source: "",
    },
    Preset {
        id: "ten-hundred-thousand",
        title: "10, 100, 1,000, 10,000 an hour",
        story: "Four tiers as they are sold: 10 requests an hour for anybody, 100 for a free account, 1,000 and 10,000 for who \
                pays. Everybody asks for three fifths of it. Three anonymous people share an address: the tenth request \
                of the hour is soon gone for all three. With [one of them](anonymous=1) there the ten are enough.",
        link: "key=user-or-address&window=3600&limit-anonymous=10&limit-free=100&limit-basic=1000&limit-premium=10000\
               &anonymous=3&behind=12&seed=5&t=2300&speed=400",
        source: "",
    },
    Preset {
        id: "greedy",
        title: "Who asks too much",
        story: "Nobody shares anything and nobody attacks. Everybody sends a third more than the tier allows, and is refused a \
                quarter of it. These refusals are just. Ask for [half](demand=0.5) and there are none, except by chance.",
        link: "key=user-or-address&demand=1.33&seed=7&t=47.5&speed=0.5",
        source: "",
    },
];
