import { expect, test } from "vitest";
import { editDistance, nearest } from "../src/suggest.ts";

test.each([
  ["imaeg", ["image", "imagePullPolicy", "name"], "image"],
  ["containerport", ["containerPort", "hostPort"], "containerPort"],
  ["IMAGE", ["image"], "image"],
  ["always", ["Always", "Never", "OnFailure"], "Always"],
  ["comand", ["command", "args"], "command"],
  ["restartpolcy", ["restartPolicy", "restartPolicyRules"], "restartPolicy"],
  ["nodename", ["nodeName", "nodeSelector"], "nodeName"],
  ["memroy", ["cpu", "memory"], "memory"],
  ["replica", ["replicas"], "replicas"],
  ["enviroment", ["environment"], "environment"],
  ["foo", ["image", "name"], undefined],
  ["x", ["y"], undefined],
  ["cat", ["bat", "rat"], undefined],
  ["image", ["image"], undefined],
])("the nearest name to %s among %j is %s", (word, candidates, want) => {
  expect(nearest(word, candidates)).toBe(want);
});

test.each([
  ["", "abc", 3],
  ["imaeg", "image", 1],
  ["kitten", "sitting", 3],
  ["same", "same", 0],
])("from %j to %j takes %d edits", (a, b, want) => {
  expect(editDistance(a, b)).toBe(want);
});
