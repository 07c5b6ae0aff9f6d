import { expect, test } from "vitest";
import { readSpec } from "../../src/spec/read.ts";
import type { Rule } from "../../src/spec/rules.ts";
import { schema } from "./grammar.ts";

function issuesOf(text: string, rules: readonly Rule[] = []): string[] {
  const result = readSpec(text, { file: "f", rules }, schema);
  return result.ok
    ? []
    : result.issues.map(({ message, where, hint }) => `${where?.line}:${where?.column} ${message}${hint ? ` (${hint})` : ""}`);
}

const rows: [title: string, given: string, want: string[]][] = [
  [
    "a companion cannot be called like the pod, whose name the app's container has",
    "name: shop\ncompanions:\n  shop: {pattern: ship}\n",
    ['3:9 companions.shop: "shop" is the app\'s own container (give it another name, such as shop-agent)'],
  ],
  [
    "a companion cannot be called app",
    "name: shop\ncompanions:\n  app:\n    pattern: ship\n",
    ['3:3 companions.app: "app" stands for the app itself (give it another name, such as app-agent)'],
  ],
  [
    "a companion's folder cannot be the app's",
    "name: shop\nout: ./pods\napp: {folder: pods/web/}\ncompanions:\n  web: {pattern: ship}\n",
    ["5:8 companions.web: its folder pods/web is the app's (give the companion another name, or set app.folder)"],
  ],
  [
    "containers of a pod cannot share a port, and the free one offered is free",
    "name: shop\napp:\n  ports: [8080, {name: admin, port: 8081}]\ncompanions:\n  a:\n    pattern: ship\n    port: 8080\n",
    ["7:11 companions.a.port: port 8080 is used by the app already (give a another port, such as 8082)"],
  ],
  [
    "one container cannot list a port twice",
    "name: shop\napp:\n  ports: [80, {name: web, port: 80}]\n",
    ["3:33 app.ports[1].port: port 80 is used by the app already (give the app another port, such as 81)"],
  ],
  [
    "port names are service names, each used once",
    'name: shop\napp:\n  ports:\n    - {name: a-very-long-name-indeed, port: 1}\n    - {name: "80", port: 2}\n    - {name: web, port: 3}\n    - {name: web, port: 4}\n',
    [
      "4:14 app.ports[0].name: expected at most 15 characters; got 23",
      '5:14 app.ports[1].name: expected at least one letter (write "p-80")',
      '7:14 app.ports[3].name: the name "web" is used by another port',
    ],
  ],
  [
    "only a Deployment has replicas",
    "name: shop\npod: {replicas: 2}\n",
    ["2:17 pod.replicas: only a Deployment has replicas (add kind: Deployment)"],
  ],
  ["a Deployment has replicas", "name: shop\npod: {kind: Deployment, replicas: 2}\n", []],
  [
    "environments are folders beside base, each once",
    "name: shop\npod: {environments: [dev, base, dev]}\n",
    [
      '2:27 pod.environments[1]: "base" is the folder the overlays build on (give it another name)',
      '2:33 pod.environments[2]: "dev" is listed twice (remove one of the two)',
    ],
  ],
  [
    "rules see a document that has mistakes elsewhere",
    "name: shop\napp:\n  imaeg: x\n  ports: [80, 80]\npod: {replicas: 2}\ncompanions:\n  a: {pattern: setup, task: wait}\n",
    [
      '3:3 app.imaeg: unknown key (did you mean "image"?)',
      "4:15 app.ports[1]: port 80 is used by the app already (give the app another port, such as 81)",
      "5:17 pod.replicas: only a Deployment has replicas (add kind: Deployment)",
      '7:3 companions.a.for: missing; expected a list (add "for: [tcp://db:5432]")',
    ],
  ],
  [
    "a rule is silent where a mistake beside it may be the cause",
    "name: shop\npod: {replicas: 2, kind: Stateful}\n",
    ['2:26 pod.kind: expected one of Pod, Deployment; got "Stateful"'],
  ],
  [
    "a misspelt kind is read as what it means, so its replicas are fine",
    "name: shop\npod: {replicas: 2, kind: Deploymnt}\n",
    ['2:26 pod.kind: expected one of Pod, Deployment; got "Deploymnt" (did you mean "Deployment"?)'],
  ],
];

test.each(rows)("%s", (_, given, want) => {
  expect(issuesOf(given)).toEqual(want);
});

test("patterns bring rules of their own, which see the defaults", () => {
  const rule: Rule = ({ companions }, report) => {
    for (const [name, { gate }] of Object.entries(companions))
      if (gate === "none") report(["companions", name, "gate"], "has no gate", "add gate: upstream");
  };
  expect(issuesOf("name: shop\ncompanions:\n  a: {pattern: ship}\n  b: {pattern: ship, gate: upstream}\n", [rule])).toEqual([
    "3:3 companions.a.gate: has no gate (add gate: upstream)",
  ]);
});
