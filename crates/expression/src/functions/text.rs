//! Text. Letters are counted as people count them, not bytes.

mod format;
mod letters;

use super::{Function, lane, source};
pub(super) use format::formatted;
use letters::{
    atof, atoi, chr, concat, digits, ends_with, find, is_alphabetic, is_digits, join, length,
    lower, matches, ord, replace, split, split_words, sprintf, starts_with, strip, titlecase,
    upper,
};
pub(crate) use letters::{text_item, text_joined, text_of, text_order, text_slice};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "atof",
        help: "The number that a text begins with; 0 if there is none.",
        examples: &[("atof(\"2.5 m\")", "2.5")],
        forms: &[lane("float atof(string text)", atof)],
    },
    Function {
        name: "atoi",
        help: "The whole number that a text begins with; 0 if there is none.",
        examples: &[("atoi(\"42nd\")", "42")],
        forms: &[lane("int atoi(string text)", atoi)],
    },
    Function {
        name: "chr",
        help: "The letter of a Unicode number.",
        examples: &[("chr(65)", "A")],
        forms: &[lane("string chr(int number)", chr)],
    },
    Function {
        name: "concat",
        help: "Texts one after another.",
        examples: &[("concat(\"a\", \"b\", \"c\")", "abc")],
        forms: &[lane("string concat(string a, b, ...)", concat)],
    },
    Function {
        name: "endswith",
        help: "Whether a text ends with another.",
        examples: &[("endswith(\"door_left\", \"left\")", "1")],
        forms: &[lane("int endswith(string text, end)", ends_with)],
    },
    Function {
        name: "find",
        help: "Where a text, or an equal item of an array, is found for the first time; -1 if \
               nowhere.",
        examples: &[("find(\"door_left\", \"_\")", "4"), ("find(array(5, 6), 6)", "1")],
        forms: &[
            lane("int find(string text, part)", find),
            lane("int find(string text, part; int from)", find),
            source("int find(E list[]; E value) { return foundat(list, value); }"),
        ],
    },
    Function {
        name: "isalpha",
        help: "Whether a text is letters only.",
        examples: &[("isalpha(\"door\")", "1")],
        forms: &[lane("int isalpha(string text)", is_alphabetic)],
    },
    Function {
        name: "isdigit",
        help: "Whether a text is digits only.",
        examples: &[("isdigit(\"12\")", "1")],
        forms: &[lane("int isdigit(string text)", is_digits)],
    },
    Function {
        name: "itoa",
        help: "A whole number as text.",
        examples: &[("\"piece\" + itoa(7)", "piece7")],
        forms: &[lane("string itoa(int number)", text_of)],
    },
    Function {
        name: "join",
        help: "The texts of an array with another between them.",
        examples: &[("join(split(\"a b c\"), \"-\")", "a-b-c")],
        forms: &[lane("string join(string list[]; string between)", join)],
    },
    Function {
        name: "lower",
        help: "The text in small letters.",
        examples: &[("lower(\"DoOr\")", "door")],
        forms: &[lane("string lower(string text)", lower)],
    },
    Function {
        name: "match",
        help: "Whether a text fits a pattern, in which * stands for any letters and ? for one.",
        examples: &[("match(\"door*\", \"door_left\")", "1")],
        forms: &[lane("int match(string pattern, text)", matches)],
    },
    Function {
        name: "opdigits",
        help: "The last whole number in a text; 0 if there is none.",
        examples: &[("opdigits(\"tower12_top\")", "12")],
        forms: &[lane("int opdigits(string text)", digits)],
    },
    Function {
        name: "ord",
        help: "The Unicode number of the first letter of a text.",
        examples: &[("ord(\"A\")", "65")],
        forms: &[lane("int ord(string text)", ord)],
    },
    Function {
        name: "replace",
        help: "A text with another in place of a part, wherever that stands.",
        examples: &[("replace(\"a_b_c\", \"_\", \"-\")", "a-b-c")],
        forms: &[lane("string replace(string text, part, with)", replace)],
    },
    Function {
        name: "split",
        help: "The words of a text, or its parts between another text, as an array.",
        examples: &[("split(\"a b c\")[1]", "b"), ("len(split(\"a,b,,c\", \",\"))", "4")],
        forms: &[
            lane("string[] split(string text)", split_words),
            lane("string[] split(string text, between)", split),
        ],
    },
    Function {
        name: "sprintf",
        help: "A text with values put in: %d for whole numbers, %g and %f for others and for \
               vectors, %s for anything, %x for base 16, %% for a percent sign. %05d fills with \
               zeros, %.2f rounds, %8s and %-8s fill with blanks.",
        examples: &[
            ("sprintf(\"%s_%03d\", \"brick\", 7)", "brick_007"),
            ("sprintf(\"%.2f %g\", 1.234, {1, 2, 3})", "1.23 {1, 2, 3}"),
        ],
        forms: &[lane("string sprintf(string format, ...)", sprintf)],
    },
    Function {
        name: "startswith",
        help: "Whether a text begins with another.",
        examples: &[("startswith(\"door_left\", \"door\")", "1")],
        forms: &[lane("int startswith(string text, start)", starts_with)],
    },
    Function {
        name: "strip",
        help: "A text without blanks at its ends.",
        examples: &[("strip(\"  a b \")", "a b")],
        forms: &[lane("string strip(string text)", strip)],
    },
    Function {
        name: "strlen",
        help: "The number of letters of a text.",
        examples: &[("strlen(\"door\")", "4")],
        forms: &[lane("int strlen(string text)", length)],
    },
    Function {
        name: "titlecase",
        help: "The text with every word beginning with a capital.",
        examples: &[("titlecase(\"front door\")", "Front Door")],
        forms: &[lane("string titlecase(string text)", titlecase)],
    },
    Function {
        name: "tolower",
        help: "The same as lower().",
        examples: &[("tolower(\"A\")", "a")],
        forms: &[lane("string tolower(string text)", lower)],
    },
    Function {
        name: "toupper",
        help: "The same as upper().",
        examples: &[("toupper(\"a\")", "A")],
        forms: &[lane("string toupper(string text)", upper)],
    },
    Function {
        name: "upper",
        help: "The text in capitals.",
        examples: &[("upper(\"door\")", "DOOR")],
        forms: &[lane("string upper(string text)", upper)],
    },
];
