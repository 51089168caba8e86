// Run by TestScriptsGradeAlone, which puts this file beside the theme's
// scripts. CASES is a file of answers and of what Go says of them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { fill, grade, keyOf, tally } from "./practice.js";

test("grade", async (t) => {
  for (const [name, picks, key, want] of [
    ["nothing picked", [], "first=b", "missing"],
    ["nothing chosen in a list", [["steps.1", ""]], "steps.1=a", "missing"],
    ["the one right choice", [["first", "b"]], "first=b", "right"],
    ["another choice", [["first", "a"]], "first=b", "wrong"],
    ["all right choices in any order", [["q", "d"], ["q", "a"]], "q=a&q=d", "right"],
    ["the same choice twice", [["q", "a"], ["q", "a"], ["q", "d"]], "q=a&q=d", "right"],
    ["one of two right choices", [["q", "a"]], "q=a&q=d", "more"],
    ["a wrong choice beside all right ones", [["q", "a"], ["q", "b"], ["q", "d"]], "q=a&q=d", "wrong"],
    ["steps in another order", [["s.1", "b"], ["s.2", "a"]], "s.1=a&s.2=b", "wrong"],
    ["a slot left open", [["s.1", "a"], ["s.2", ""]], "s.1=a&s.2=b", "more"],
    ["a question without a key", [["q", "a"]], "", "wrong"],
  ]) {
    await t.test(name, () => assert.equal(grade(picks, key), want));
  }
});

test("keyOf has the picks of one field", () => {
  assert.equal(keyOf("s.1=a&s.10=b&t=a", "s.1"), "s.1=a");
  assert.equal(keyOf("s.1=a", "s.2"), "");
});

test("tally counts what was checked", () => {
  assert.deepEqual(tally(["right", "wrong", "more", "missing", ""]), { checked: 3, right: 1, total: 5 });
  assert.deepEqual(tally([]), { checked: 0, right: 0, total: 0 });
});

test("fill puts the numbers in", () => {
  assert.equal(fill("Right: {n} of {total}", 2, 6), "Right: 2 of 6");
});

test("grade agrees with the server", () => {
  const cases = JSON.parse(readFileSync(process.env.CASES, "utf8"));
  assert.ok(cases.length > 1000);
  for (const { key, picks, right } of cases) {
    assert.equal(grade([...new URLSearchParams(picks)], key) === "right", right, `${picks} for ${key}`);
  }
});
