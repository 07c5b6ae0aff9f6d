import fc from "fast-check";
import { expect, test } from "vitest";
import { Document, isCollection, isMap, isNode, isScalar, parse, parseDocument, visit } from "yaml";
import { editSpec } from "../../src/spec/edit.ts";
import { readSpec } from "../../src/spec/read.ts";
import { schema } from "./grammar.ts";

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/).filter((text) => !["app", "shop", "constructor"].includes(text));
const duration = fc.constantFrom("1s", "500ms", "5m");
const url = fc.constantFrom("http://a", "https://b.example/x?y=1#z", "http://c:80/[d],{e}");
const text = fc.oneof(
  fc.constantFrom("", "8080", "true", "null", "# x", "a: b", "- a", "*a", "a, b]", " x ", "'", '"', "two\nlines\n", "~", "é"),
  fc.string(),
);
const env = fc.dictionary(fc.stringMatching(/^[A-Z]{1,4}$/), fc.oneof(text, fc.record({ secret: name, key: fc.constant("k.y") })), {
  maxKeys: 3,
});
const glob = fc.constantFrom("/var/log/*.log", "/a b/{c,d}", "/e: f", "/g #h");

const ship = fc.record(
  {
    pattern: fc.constant("ship"),
    watch: fc.array(glob, { minLength: 1, maxLength: 4 }),
    sink: fc.oneof(
      fc.constant({ type: "stdout" }),
      fc.record({ type: fc.constant("otlp"), url }),
      fc.record({ type: fc.constant("http"), url, retry: fc.boolean() }),
    ),
    batch: fc.record({ records: fc.integer({ min: 1, max: 1000 }), bytes: fc.constant("2MiB") }, { requiredKeys: [] }),
    gate: fc.constantFrom("none", "upstream"),
    drain: duration,
    env,
  },
  { requiredKeys: ["pattern"] },
);
const setup = fc.oneof(
  fc.record(
    {
      pattern: fc.constant("setup"),
      task: fc.constant("wait"),
      for: fc.array(fc.constantFrom("tcp://a:1", "http://b"), { minLength: 1, maxLength: 3 }),
      timeout: duration,
    },
    { requiredKeys: ["pattern", "task", "for"] },
  ),
  fc.record(
    { pattern: fc.constant("setup"), task: fc.constant("fetch"), url, unpack: fc.boolean() },
    { requiredKeys: ["pattern", "task", "url"] },
  ),
);
const companion = fc.oneof(ship, setup);

/** A document as somebody might have written it: flow or block, comments, blank lines, wide indentation, Windows line ends. */
const written = fc
  .record({
    companions: fc.dictionary(name, companion, { minKeys: 1, maxKeys: 5 }),
    rest: fc.record(
      { pod: fc.record({ labels: fc.dictionary(name, name, { maxKeys: 2 }) }), images: fc.constant({ tag: "1" }) },
      { requiredKeys: [] },
    ),
    choices: fc.array(fc.nat(9), { minLength: 8, maxLength: 60 }),
    indent: fc.constantFrom(1, 2, 3, 4, 8),
    indentSeq: fc.boolean(),
    crlf: fc.boolean(),
    ended: fc.boolean(),
  })
  .map(({ companions, rest, choices, indent, indentSeq, crlf, ended }) => {
    let asked = 0;
    const choose = () => choices[asked++ % choices.length] ?? 0;
    const document = new Document({ name: "shop", companions, ...rest }, { aliasDuplicateObjects: false });
    visit(document, {
      Pair(_, { key, value }) {
        if (isScalar(key) && choose() < 2) key.spaceBefore = true;
        if (isScalar(key) && choose() < 2) key.commentBefore = " about it\n more: about";
        if (isScalar(value) && choose() < 2) value.comment = " beside: it";
        if (isCollection(value) && key !== document.contents && choose() < 2) value.flow = true;
        if (isMap(value) && choose() < 1) value.commentBefore = " below it";
      },
    });
    let result = document.toString({ indent, indentSeq, lineWidth: 0, flowCollectionPadding: choose() < 5 });
    if (!ended) result = result.trimEnd();
    return { text: crlf ? result.replaceAll("\n", "\r\n") : result, companions };
  });

test("editing one companion changes the data of that one alone, and a second time nothing", () => {
  fc.assert(
    fc.property(written, name, companion, fc.boolean(), ({ text, companions }, fresh, fields, existing) => {
      const target = existing ? (Object.keys(companions)[0] ?? fresh) : fresh;
      const edits = [{ set: ["companions", target], to: fields }];
      const edited = editSpec(text, edits, schema);
      const { companions: after, ...rest } = parse(edited);
      const { companions: before, ...restBefore } = parse(text);
      expect(after).toEqual({ ...before, [target]: fields });
      expect(rest).toEqual(restBefore);
      expect(readSpec(edited, { file: "f" }, schema)).toMatchObject({ ok: true });
      expect(editSpec(edited, edits, schema)).toBe(edited);
    }),
    { numRuns: 60 },
  );
});

test("the lines of other companions stay the same bytes", () => {
  fc.assert(
    fc.property(written, companion, fc.boolean(), ({ text, companions }, fields, remove) => {
      const [target = "", ...others] = Object.keys(companions);
      const path = ["companions", target];
      const edited = editSpec(text, [remove ? { remove: path } : { set: path, to: fields }], schema);
      for (const other of others) expect(linesOf(edited, other)).toBe(linesOf(text, other));
    }),
    { numRuns: 60 },
  );
});

/** One companion as it is written, from its key to its last character. */
function linesOf(text: string, name: string): string {
  const { contents } = parseDocument(text);
  const all = isMap(contents) ? contents.get("companions") : undefined;
  const pair = isMap(all) ? all.items.find(({ key }) => isScalar(key) && key.value === name) : undefined;
  if (!isScalar(pair?.key) || !isNode(pair.value)) throw new Error(`no ${name}`);
  return text.slice(pair.key.range?.[0], pair.value.range?.[1]).trimEnd();
}

test("adding a companion and removing it again gives the same data back, and all the lines there were", () => {
  fc.assert(
    fc.property(written, name, companion, ({ text, companions }, fresh, fields) => {
      fc.pre(!Object.hasOwn(companions, fresh));
      const added = editSpec(text, [{ set: ["companions", fresh], to: fields }], schema);
      const removed = editSpec(added, [{ remove: ["companions", fresh] }], schema);
      expect(removed.trimEnd()).toBe(text.trimEnd());
    }),
    { numRuns: 60 },
  );
});

test("removing companions in any order leaves the others, and in the end none", () => {
  fc.assert(
    fc.property(written, fc.array(fc.nat(), { minLength: 5, maxLength: 5 }), ({ text, companions }, order) => {
      const left = { ...parse(text).companions };
      let current = text;
      for (const names = Object.keys(companions); names.length > 0; ) {
        const [gone = ""] = names.splice((order[names.length - 1] ?? 0) % names.length, 1);
        current = editSpec(current, [{ remove: ["companions", gone] }], schema);
        delete left[gone];
        expect(parse(current).companions).toEqual(left);
      }
      expect(readSpec(current, { file: "f" }, schema)).toMatchObject({ ok: true });
    }),
    { numRuns: 60 },
  );
});
