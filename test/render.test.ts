import { describe, expect, test } from "vitest";
import { encoders } from "../src/render/encoders.ts";
import { render } from "../src/render/template.ts";

const nasty = ['"', "\\", "\n", "`${x}`", "*/", "</script>", "\u2028", "'; rm -rf /; '", "{{x}}", "日本", "\u0000"];

describe("encoders", () => {
  test.each(nasty)("json and literal turn %j into source that evaluates to it", (text) => {
    for (const encode of [encoders.json, encoders.literal]) {
      expect(new Function(`return ${encode(text)}`)()).toBe(text);
      expect(new Function(`return ${encode({ [text]: [text] })}`)()).toEqual({ [text]: [text] });
    }
  });

  test.each(nasty)("line keeps %j on one line and inside its comment", (text) => {
    expect(encoders.line(text)).not.toMatch(/[\n\u2028]|\*\//);
  });

  test.each(nasty.filter((text) => !text.includes("\u0000")))("shell makes one word of %j", async (text) => {
    const { execFileSync } = await import("node:child_process");
    expect(execFileSync("/bin/sh", ["-c", `printf %s ${encoders.shell(text)}`], { encoding: "utf8" })).toBe(text);
  });

  test("literal reads like source that a person wrote", () => {
    expect(encoders.literal({ url: "http://x", "content-type": ["a"], n: 1, none: {} })).toBe(
      '{ url: "http://x", "content-type": ["a"], n: 1, none: {} }',
    );
  });
});

test("a field that the view lacks is an error that names the template", () => {
  expect(() => render("sidecar/src/main.ts.hbs", { name: "x" })).toThrow(/^templates\/sidecar\/src\/main\.ts\.hbs: /);
});
