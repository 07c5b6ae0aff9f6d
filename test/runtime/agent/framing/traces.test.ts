import { describe, expect, test } from "vitest";
import { textsOf } from "./reading.ts";
import { traces } from "./traces.ts";

const apart = ["2026-01-02 INFO before", '{"level":"error","msg":"java.lang.Error: x"}', "", "  indented", "after: all"];

describe.each(Object.entries(traces))("traces of %s", (language, samples) => {
  test.each(Object.entries(samples))("%s", (_, trace) => {
    // Ruby prints a cause as if it were the next error.
    const second = language === "ruby" ? [] : [trace];
    const want = [...apart, trace, ...apart, trace, ...second];
    const text = `${want.join("\n")}\n`;
    expect(textsOf(text, { multiline: language })).toEqual(want);
    expect(textsOf(text, { multiline: "auto" })).toEqual(want);
    expect(textsOf(text.replaceAll("\n", "\r\n"), { multiline: language })).toEqual(want.map((one) => one.replaceAll("\n", "\r\n")));
  });

  test.each(Object.entries(samples))("%s, not finished when the file ends", (_, trace) => {
    expect(textsOf(`before\n${trace}`, { multiline: language })).toEqual(["before", `[partial] ${trace}`]);
  });
});

describe("what is no trace", () => {
  const lines = ["GET /error.html 404", "ERROR failed", "a:b", "\tat the door", "   ", "goroutines: 12", "at foo (bar.js)", "} else {"];

  test.each(["java", "python", "go", "ruby", "node", "dotnet", "auto", "java+go"])("stays line by line with %s", (multiline) => {
    expect(textsOf(`${lines.join("\n")}\n`, { multiline })).toEqual(lines);
  });
});

describe("a trace whose beginning is missing is one record, and flagged", () => {
  test.each([
    [
      "java",
      "\tat com.shop.Cart.total(Cart.java:31)\n\tat com.shop.Main.main(Main.java:5)\nCaused by: java.io.IOException: x\n\t... 2 more",
    ],
    ["python", '  File "/app/a.py", line 3, in f\n    g()\nValueError: x'],
    ["go", "\t/app/main.go:12 +0x1d\nmain.main()\n\t/app/main.go:5 +0x17"],
    ["ruby", "\tfrom app.rb:6:in `bar'\n\tfrom app.rb:9:in `<main>'"],
    ["node", "    at foo (/app/index.js:3:11)\n    at node:internal/main:28:49"],
    ["dotnet", "   at Shop.Cart.Total() in /src/Cart.cs:line 31\n   at Shop.Program.Main(String[] args)"],
  ])("%s", (multiline, rest) => {
    expect(textsOf(`before\n${rest}\nafter\n`, { multiline })).toEqual(["before", `[partial] ${rest}`, "after"]);
  });
});
