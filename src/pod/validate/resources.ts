import { nearest } from "../../suggest.ts";
import type { Field } from "./field.ts";
import { checkName, dnsLabel, qualifiedName } from "./format.ts";
import { isWhole, type Nano, parseQuantity } from "./quantity.ts";

const containerResources = ["cpu", "memory", "ephemeral-storage"];
/** Known to quotas and nodes, though not to containers: the server then words its complaint differently. */
const quotaResources =
  "requests.cpu requests.memory requests.ephemeral-storage limits.cpu limits.memory limits.ephemeral-storage pods resourcequotas services replicationcontrollers secrets configmaps persistentvolumeclaims storage requests.storage services.nodeports services.loadbalancers".split(
    " ",
  );
/** Counted, never in fractions. */
const countedResources =
  "pods resourcequotas services replicationcontrollers secrets configmaps persistentvolumeclaims services.nodeports services.loadbalancers".split(
    " ",
  );

const isHugePages = (name: string) => name.startsWith("hugepages-");
const isNative = (name: string) => !name.includes("/") || name.includes("kubernetes.io/");

/** resources of a container (ValidateContainerResourceRequirements). `claims`: the names in spec.resourceClaims. */
export function checkResources(resources: Field, claims: readonly string[], nameRule = checkContainerResource): void {
  const limits = resources.child("limits");
  const requests = resources.child("requests");
  for (const [name, amount] of limits.entries) checkAmount(name, amount, nameRule);
  const limitOf = new Map(limits.entries);
  for (const [name, amount] of requests.entries) {
    checkAmount(name, amount, nameRule);
    checkAgainstLimit(name, amount, limitOf.get(name), requests, limits);
  }
  const names = [...limits.entries, ...requests.entries].map(([name]) => name);
  if (names.some(isHugePages) && !names.includes("cpu") && !names.includes("memory"))
    resources.forbidden("HugePages require cpu or memory", "add a limit for memory or cpu");
  checkClaims(resources.child("claims"), claims);
}

function nanoOf(field: Field): Nano | undefined {
  const parsed = parseQuantity(field.text);
  return parsed.ok ? parsed.nano : undefined;
}

function checkAmount(name: string, amount: Field, nameRule: typeof checkContainerResource): void {
  nameRule(name, amount);
  const value = nanoOf(amount);
  if (value === undefined) return;
  if (value < 0n) amount.invalid(amount.text, "must be greater than or equal to 0", "write 0 or more");
  const counted = countedResources.includes(name) || !isNative(name);
  if (counted && !isWhole(value)) amount.invalid(amount.text, "must be an integer", "write a whole number");
  if (!isHugePages(name)) return;
  const page = parseQuantity(name.slice("hugepages-".length));
  if (!page.ok || page.nano <= 0n || value % page.nano !== 0n)
    amount.invalid(amount.text, `${amount.text} is not positive integer multiple of ${name}`, "write a multiple of the page size");
}

/** The bad name stands in the path: `limits[memroy]`. */
function checkContainerResource(name: string, amount: Field): void {
  const hint = nearest(name, containerResources);
  const say = (detail: string) =>
    amount.invalid(
      name,
      detail,
      hint ? `did you mean "${hint}"?` : `use ${containerResources.join(", ")}, hugepages-<size> or a name such as example.com/gpu`,
    );
  for (const error of qualifiedName(name)) say(error);
  if (!name.includes("/")) {
    const standard = containerResources.includes(name) || isHugePages(name);
    // Of a name that is no resource at all the server says both; one is enough.
    if (!standard && qualifiedName(name).length === 0)
      say(
        quotaResources.includes(name)
          ? "must be a standard resource for containers"
          : "must be a standard resource type or fully qualified",
      );
  } else if (!isNative(name) && (name.startsWith("requests.") || qualifiedName(`requests.${name}`).length > 0)) {
    say("doesn't follow extended resource name standard");
  }
}

function checkAgainstLimit(name: string, request: Field, limit: Field | undefined, requests: Field, limits: Field): void {
  const value = nanoOf(request);
  const most = limit && nanoOf(limit);
  const overcommit = isNative(name) && !isHugePages(name);
  if (value === undefined) return;
  // The server names the map, the place is the entry's.
  const at = request.as(requests.path);
  if (limit && most !== undefined) {
    if (!overcommit && value !== most)
      at.invalid(request.text, `must be equal to ${name} limit of ${limit.text}`, `write ${limit.text}, as in limits`);
    else if (value > most)
      at.invalid(
        request.text,
        `must be less than or equal to ${name} limit of ${limit.text}`,
        `lower the request, or raise limits.${name} to ${request.text}`,
      );
  } else if (!limit && !overcommit) {
    request.as(limits.path).required("Limit must be set for non overcommitable resources", `add ${name}: ${request.text} under limits`);
  }
}

function checkClaims(list: Field, known: readonly string[]): void {
  const seen = new Map<string, Field>();
  for (const claim of list.items) {
    const name = claim.child("name").text;
    const request = claim.child("request");
    if (name === "") {
      claim.required("", 'add "name:" of a claim in spec.resourceClaims');
      continue;
    }
    const key = request.text === "" ? name : `${name}/${request.text}`;
    const first = seen.get(key) ?? seen.get(name);
    if (first) claim.duplicate(key, first);
    seen.set(key, claim);
    if (request.text !== "") checkName(request, dnsLabel);
    if (!known.includes(name))
      claim.notFound(name, known, `declare it under spec.resourceClaims${known.length > 0 ? `, or use ${known.join(", ")}` : ""}`);
  }
}

/** spec.overhead, which the server reads as limits, and so it names them (validateOverhead). */
export function checkOverhead(overhead: Field): void {
  const amounts = overhead.entries;
  for (const [name, amount] of amounts) checkAmount(name, amount.as(`${overhead.path}.limits[${name}]`), checkContainerResource);
  const names = amounts.map(([name]) => name);
  if (names.some(isHugePages) && !names.includes("cpu") && !names.includes("memory"))
    overhead.forbidden("HugePages require cpu or memory", "add cpu or memory");
}

/** spec.resources, for the pod as a whole (KEP-2837). */
export function checkPodResources(spec: Field): void {
  const resources = spec.child("resources");
  if (!resources.present) return;
  if (spec.child("os").child("name").text === "windows") {
    resources.forbidden("may not be set for a windows pod");
    return;
  }
  if (resources.child("claims").present)
    resources.child("claims").forbidden("claims may not be set for Resources at pod-level", "move them to a container's resources");
  checkResources(resources, [], (name, amount) => {
    if (name !== "cpu" && name !== "memory" && !isHugePages(name)) amount.unsupported(name, ["cpu", "memory"]);
  });
  for (const [index, container] of spec.child("containers").items.entries()) {
    for (const [name, limit] of container.child("resources").child("limits").entries) {
      const pod = resources.child("limits").child(name);
      const [own, most] = [nanoOf(limit), nanoOf(pod)];
      if (own === undefined || most === undefined || own <= most) continue;
      limit
        .as(`${resources.path}.containers[${index}][${name}].limits`)
        .invalid(limit.text, `must be less than or equal to pod limits of ${pod.text}`, `lower it, or raise spec.resources.limits.${name}`);
    }
  }
  checkPodRequests(spec, resources.child("requests"));
}

/** The pod must ask for at least what its containers ask for together. Init containers and sidecars are left to the server. */
function checkPodRequests(spec: Field, requests: Field): void {
  for (const [name, request] of requests.entries) {
    const asked = nanoOf(request);
    let sum = 0n;
    for (const container of spec.child("containers").items) {
      const own = container.child("resources");
      const amount = own.child("requests").child(name);
      sum += nanoOf(amount.present ? amount : own.child("limits").child(name)) ?? 0n;
    }
    if (asked !== undefined && sum > asked) {
      request.invalid(
        request.text,
        `must be greater than or equal to aggregate container requests of ${display(sum)}`,
        "raise it, or lower the containers' requests",
      );
    }
  }
}

function display(nano: Nano): string {
  const units = nano / 1_000_000_000n;
  if (!isWhole(nano)) return `${nano / 1_000_000n}m`;
  for (const [suffix, size] of [
    ["Gi", 1n << 30n],
    ["Mi", 1n << 20n],
    ["Ki", 1n << 10n],
  ] as const)
    if (units >= size && units % size === 0n) return `${units / size}${suffix}`;
  return String(units);
}
