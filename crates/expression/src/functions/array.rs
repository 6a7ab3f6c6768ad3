//! Arrays. Indices from the end are negative; an item that is not there is zero or empty.

mod items;

use super::{Function, Special, lane, source, special};
pub(super) use items::range_of;
use items::{
    append, extend, index_of, insert, is_valid, order, pop, pop_at, range, resize, reverse, sort,
    unique,
};
pub(crate) use items::{array_item, array_length, array_of, array_set, array_slice, empty_array};

pub(super) const FUNCTIONS: &[Function] = &[
    Function {
        name: "append",
        help: "Puts a value, or all of another array, at the end of an array.",
        examples: &[("int a[] = {1, 2}; append(a, 7); return a[-1];", "7")],
        forms: &[
            lane("void append(E &array[]; E value)", append),
            lane("void append(E &array[]; E more[])", extend),
        ],
    },
    Function {
        name: "array",
        help: "An array of these values.",
        examples: &[("len(array(5, 6, 7))", "3")],
        forms: &[special("E array(E value, ...)", Special::Array)],
    },
    Function {
        name: "foundat",
        help: "The index of the first item of an array that is equal to a value; -1 if none is.",
        examples: &[("foundat(array(5, 6, 7), 6)", "1")],
        forms: &[lane("int foundat(E array[]; E value)", index_of)],
    },
    Function {
        name: "insert",
        help: "Puts a value into an array before the item at an index.",
        examples: &[("int a[] = {1, 3}; insert(a, 1, 2); return a[1];", "2")],
        forms: &[lane("void insert(E &array[]; int index; E value)", insert)],
    },
    Function {
        name: "isvalidindex",
        help: "Whether an array has an item at an index.",
        examples: &[("isvalidindex(array(1, 2), 2)", "0")],
        forms: &[lane("int isvalidindex(E array[]; int index)", is_valid)],
    },
    Function {
        name: "len",
        help: "The number of items of an array, or of letters of a text.",
        examples: &[("len(array(1, 2, 3))", "3"), ("len(\"door\")", "4")],
        forms: &[
            lane("int len(E array[])", array_length),
            source("int len(string text) { return strlen(text); }"),
        ],
    },
    Function {
        name: "pop",
        help: "Takes the last item out of an array, or the one at an index, and gives it.",
        examples: &[("int a[] = {1, 2, 3}; int b = pop(a); return b * 10 + len(a);", "32")],
        forms: &[lane("E pop(E &array[])", pop), lane("E pop(E &array[]; int index)", pop_at)],
    },
    Function {
        name: "push",
        help: "The same as append().",
        examples: &[("float a[]; push(a, 2.5); return a[0];", "2.5")],
        forms: &[
            lane("void push(E &array[]; E value)", append),
            lane("void push(E &array[]; E more[])", extend),
        ],
    },
    Function {
        name: "removeindex",
        help: "Takes the item at an index out of an array, and gives it.",
        examples: &[("int a[] = {4, 5, 6}; return removeindex(a, 0);", "4")],
        forms: &[lane("E removeindex(E &array[]; int index)", pop_at)],
    },
    Function {
        name: "removevalue",
        help: "Takes the first item that is equal to a value out of an array; gives whether there \
               was one.",
        examples: &[("int a[] = {4, 5, 6}; return removevalue(a, 5) + len(a);", "3")],
        forms: &[source(
            "int removevalue(E &array[]; E value) {
                int at = foundat(array, value);
                if (at >= 0) removeindex(array, at);
                return at >= 0; }",
        )],
    },
    Function {
        name: "resize",
        help: "Makes an array longer, with zeros or empty text, or shorter.",
        examples: &[("int a[] = {1, 2}; resize(a, 5); return len(a);", "5")],
        forms: &[lane("void resize(E &array[]; int length)", resize)],
    },
    Function {
        name: "reverse",
        help: "The items in the opposite order.",
        examples: &[("int a[] = {1, 2, 3}; return reverse(a)[0];", "3")],
        forms: &[lane("E[] reverse(E array[])", reverse)],
    },
    Function {
        name: "slice",
        help: "The items from one index up to, but not with, another, as array[from:to].",
        examples: &[("int a[] = {1, 2, 3, 4}; return len(slice(a, 1, 3));", "2")],
        forms: &[lane("E[] slice(E array[]; int from, to)", array_slice)],
    },
    Function {
        name: "sort",
        help: "The items in rising order; text by its letters.",
        examples: &[("int a[] = {3, 1, 2}; return sort(a)[0];", "1")],
        forms: &[lane("E[] sort(E array[])", sort)],
    },
    Function {
        name: "argsort",
        help: "The indices of the items in rising order of the items.",
        examples: &[("float a[] = {3, 1, 2}; return argsort(a)[0];", "1")],
        forms: &[lane("int[] argsort(E array[])", order)],
    },
    Function {
        name: "sum",
        help: "The sum of the items of an array, or of the components of a vector.",
        examples: &[("sum({1, 2, 3})", "6"), ("sum(array(1, 2, 3))", "6")],
        forms: &[
            source("float sum(vector v) { return v.x + v.y + v.z; }"),
            source("int sum(int list[]) { int s = 0; foreach (int x; list) s += x; return s; }"),
            source(
                "float sum(float list[]) { float s = 0; foreach (float x; list) s += x; return s; }",
            ),
            source(
                "vector sum(vector list[]) {
                    vector s = 0; foreach (vector x; list) s += x; return s; }",
            ),
        ],
    },
    Function {
        name: "range",
        help: "The whole numbers from one up to, but not with, another, in steps.",
        examples: &[("sum(range(1, 4))", "6"), ("len(range(0, 10, 3))", "4")],
        forms: &[
            source("int[] range(int to) { return range(0, to, 1); }"),
            source("int[] range(int from, to) { return range(from, to, 1); }"),
            lane("int[] range(int from, to, by)", range),
        ],
    },
    Function {
        name: "uniq",
        help: "The items of a sorted array without repetitions that follow each other.",
        examples: &[("int a[] = {1, 1, 2}; return len(uniq(a));", "2")],
        forms: &[lane("E[] uniq(E array[])", unique)],
    },
];
