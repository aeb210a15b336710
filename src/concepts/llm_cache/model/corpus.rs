//! What is asked: questions to a shop's assistant, each in several wordings. Neighbours in the list are easy to confuse.

/// A question in its wordings.
pub type Question = [&'static str; WORDINGS];

/// Wordings of a question.
pub const WORDINGS: usize = 4;

/// The questions, those that are asked most first.
pub const QUESTIONS: &[Question] = &[
    [
        "How do I reset my password?",
        "I forgot my password, how can I reset it?",
        "password reset please",
        "How can I change a forgotten password?",
    ],
    [
        "How do I reset my router?",
        "My router hangs, how can I reset it?",
        "router reset please",
        "How can I restart my router?",
    ],
    ["How do I cancel my order?", "I want to cancel an order", "cancel order", "Can I cancel something I ordered?"],
    [
        "How do I cancel my subscription?",
        "I want to cancel a subscription",
        "cancel subscription",
        "Can I stop my subscription?",
    ],
    ["When will my parcel arrive?", "Where is my parcel?", "parcel arrival time", "How long until the parcel is here?"],
    ["When will my refund arrive?", "Where is my refund?", "refund arrival time", "How long until the refund is here?"],
    ["Do you ship to Norway?", "Can I order from Norway?", "shipping to Norway", "Is delivery to Norway possible?"],
    ["Do you ship to Sweden?", "Can I order from Sweden?", "shipping to Sweden", "Is delivery to Sweden possible?"],
    ["How much is 15 kg in pounds?", "Convert 15 kg to pounds", "15 kg in lb", "What is 15 kg in pounds?"],
    ["How much is 50 kg in pounds?", "Convert 50 kg to pounds", "50 kg in lb", "What is 50 kg in pounds?"],
    [
        "Is the blue jacket in stock?",
        "Do you have the blue jacket?",
        "blue jacket available",
        "Can I buy the blue jacket now?",
    ],
    [
        "Is the blue jacket waterproof?",
        "Does the blue jacket keep rain out?",
        "blue jacket waterproof",
        "Can I wear the blue jacket in the rain?",
    ],
    ["How do I pay by invoice?", "Can I pay later with an invoice?", "pay by invoice", "Do you send invoices?"],
    ["How do I pay by card?", "Can I pay with a credit card?", "pay by card", "Do you take credit cards?"],
    [
        "What does the warranty cover?",
        "What is covered by the warranty?",
        "warranty terms",
        "Which damage does the warranty pay?",
    ],
    [
        "What does the insurance cover?",
        "What is covered by the insurance?",
        "insurance terms",
        "Which damage does the insurance pay?",
    ],
    ["How do I wash wool?", "Can wool go in the washing machine?", "washing wool", "How warm may I wash wool?"],
    ["How do I dry wool?", "Can wool go in the dryer?", "drying wool", "How warm may I dry wool?"],
    ["Which size should I take?", "I do not know my size", "size chart", "How do I find the right size?"],
    ["Can I swap for another size?", "The size is wrong, can I swap it?", "swap size", "How do I get another size?"],
    [
        "Who can open a business account?",
        "How do I open a business account?",
        "open business account",
        "I need an account for my company",
    ],
    [
        "How do I close a business account?",
        "Please delete our business account",
        "close business account",
        "We do not need the company account any more",
    ],
    [
        "Do you give a student discount?",
        "Is there a discount for students?",
        "student discount",
        "I am a student, is it cheaper for me?",
    ],
    [
        "When does the discount end?",
        "Until when is the discount valid?",
        "discount end date",
        "How long is it cheaper?",
    ],
];
