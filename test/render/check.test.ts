import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { templateIssues } from "../../src/render/check.ts";
import { packagedTemplates, render, renderWith } from "../../src/render/template.ts";
import { packageRoot } from "../../src/version.ts";

const view = {
  name: "log-agent",
  sink: "otlp",
  batch: { maxRecords: 1 },
  sinkOptions: undefined,
  settings: [
    { env: "A", about: "a" },
    { env: "B", about: "b", note: "only here" },
  ],
  empty: [],
};

/** `1:3 message (hint)`, one for each mistake. */
function mistakes(text: string): string[] {
  return templateIssues({ file: "t.hbs", text }, view).map(
    ({ message, where, hint }) => `${where?.line}:${where?.column} ${message} (${hint})`,
  );
}

test.each([
  ["a field, an encoder, a nested field", "{{name}} {{json sink}} {{batch.maxRecords}}"],
  ["a condition on a field that is there and undefined", "{{#if sinkOptions}}{{literal sinkOptions}}{{/if}}"],
  ["what only some items of a list have", "{{#each settings}}{{env}}{{#if note}}{{note}}{{/if}}{{/each}}"],
  ["the way out of a loop, and its index", "{{#each settings}}{{@index}}{{../name}}{{@root.sink}}{{/each}}"],
  ["named items", "{{#each settings as |row|}}{{row.env}}{{/each}}"],
  ["a mapping", "{{#with batch}}{{maxRecords}}{{/with}}"],
  ["comments and else", "{{!-- why --}}{{#unless name}}x{{else}}{{name}}{{/unless}}"],
  ["anything in a loop over nothing: its items are not known", "{{#each empty}}{{whatever}}{{/each}}"],
])("%s is no mistake", (_, text) => {
  expect(mistakes(text)).toEqual([]);
});

test.each([
  ["a field", "a\n{{nam}}", '2:3 unknown field "nam" (did you mean "name"?)'],
  ["a field in a condition", "{{#if nmae}}x{{/if}}", '1:7 unknown field "nmae" (did you mean "name"?)'],
  ["a field in a loop", "{{#each settings}}{{evn}}{{/each}}", '1:21 unknown field "evn" (did you mean "env"?)'],
  [
    "a field of the view in a loop, without ../",
    "{{#each settings}}{{sink}}{{/each}}",
    '1:21 unknown field "sink" (fields are env, about, note)',
  ],
  ["a field in a mapping", "{{#with batch}}{{maxRecord}}{{/with}}", '1:18 unknown field "maxRecord" (did you mean "maxRecords"?)'],
  ["a nested field", "{{json batch.bytes}}", '1:8 unknown field "bytes" (fields are maxRecords)'],
  [
    "what every object inherits",
    "{{constructor}}",
    '1:3 unknown field "constructor" (fields are name, sink, batch, sinkOptions, settings, empty)',
  ],
  ["a helper", "{{jsn name}}", '1:3 unknown helper "jsn" (did you mean "json"?)'],
  ["a block", "{{#when name}}{{/when}}", '1:4 unknown block "when" (blocks are #if, #unless, #each, #with, each with one field)'],
  ["a partial", "{{> header}}", "1:1 partials and decorators do not exist here (write the text out)"],
  ["too many ../", "{{../name}}", "1:3 ../name leads out of the view (leave out a ../)"],
  ["a variable", "{{@indx}}", "1:3 unknown variable @indx (variables are @root, @index, @key, @first, @last)"],
])("%s that does not exist is found with its place", (_, text, want) => {
  expect(mistakes(text)).toEqual([want]);
});

test("text that is no template is found by line", () => {
  expect(mistakes("a\nb {{#if name}}\nc")[0]).toMatch(/^\d:1 not a template: /);
  expect(mistakes("a\n{{name")[0]).toMatch(/^2:1 not a template: /);
});

test("without a view the fields are not looked at, everything else is", () => {
  expect(
    templateIssues({ file: "t", text: "{{anything}}{{#each x}}{{y}}{{/each}}{{jsn x}}" }, undefined).map(({ message }) => message),
  ).toEqual(['unknown helper "jsn"']);
});

test("every packaged template passes its own check", () => {
  for (const path of packagedTemplates()) {
    const text = readFileSync(new URL(`templates/${path}`, packageRoot), "utf8");
    expect(templateIssues({ file: path, text }, undefined), path).toEqual([]);
  }
});

test("an override takes the place of the packaged template, inside renderWith and nowhere else", () => {
  const packaged = render("package/gitignore.hbs", {});
  const overrides = new Map([["package/gitignore.hbs", { file: "mine/gitignore.hbs", text: "mine {{name}}\n" }]]);
  expect(renderWith(overrides, () => render("package/gitignore.hbs", { name: "x" }))).toBe("mine x\n");
  expect(render("package/gitignore.hbs", {})).toBe(packaged);
});

test("all mistakes of all templates come at once, each once, those of templates that nothing rendered too", () => {
  const overrides = new Map([
    ["package/gitignore.hbs", { file: "mine/gitignore.hbs", text: "{{nam}} {{naem}}" }],
    ["init/wait/README.md.hbs", { file: "mine/README.md.hbs", text: "{{lien about}}" }],
  ]);
  const work = () => [1, 2].map(() => render("package/gitignore.hbs", { name: "x" }));
  expect(() => renderWith(overrides, work)).toThrow('unknown field "nam"\nunknown field "naem"\nunknown helper "lien"');
});
