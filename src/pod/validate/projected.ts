import type { Field } from "./field.ts";
import { checkDownwardFile, checkKeyToPath } from "./files.ts";
import { checkSelector } from "./metadata.ts";
import { checkLocalPath, checkMode } from "./paths.ts";

const sourceKinds = ["secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate"];
const keyTypes = ["RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519"];

/** A projected volume (validateProjectionSources): several sources in one folder, each file name once. */
export function checkProjected(projected: Field): void {
  checkMode(projected.child("defaultMode"));
  const paths = new Set<string>();
  const claim = (path: Field, bad: string) => {
    if (path.text === "") return;
    if (paths.has(path.text))
      path.as(projected.path).invalid(bad, "conflicting duplicate paths", `another source writes "${path.text}" already`);
    paths.add(path.text);
  };
  for (const source of projected.child("sources").items) {
    const given = source.set(...sourceKinds);
    if (given.length > 1) source.forbidden("may not specify more than 1 volume type per source", "write one entry for each");
    for (const each of source.set("secret", "configMap")) {
      const name = each.child("name");
      if (name.text === "") name.required("", 'name the object: "name: …"');
      for (const item of each.child("items").items) {
        checkKeyToPath(item);
        claim(item.child("path"), name.text);
      }
    }
    for (const each of source.set("downwardAPI")) {
      for (const file of each.child("items").items) {
        checkDownwardFile(file, each.path);
        claim(file.child("path"), file.child("path").text);
      }
    }
    for (const each of source.set("serviceAccountToken")) checkToken(each, projected);
    for (const each of source.set("clusterTrustBundle")) {
      checkTrustBundle(each);
      claim(each.child("path"), each.child("path").text);
    }
    for (const each of source.set("podCertificate")) checkCertificate(each, claim);
  }
}

function checkToken(token: Field, projected: Field): void {
  const seconds = token.child("expirationSeconds");
  if (seconds.number !== undefined && seconds.number < 600)
    seconds.invalid(seconds.number, "may not specify a duration less than 10 minutes", "write 600 or more");
  if (seconds.number !== undefined && seconds.number > 2 ** 32)
    seconds.invalid(seconds.number, "may not specify a duration larger than 2^32 seconds", "write less");
  const path = token.child("path").as(`${projected.path}.path`);
  if (path.text === "") path.required("", 'add the file name: "path: token"');
  else checkLocalPath(path);
}

function checkTrustBundle(bundle: Field): void {
  const name = bundle.child("name");
  const signer = bundle.child("signerName");
  if (name.present && signer.present) bundle.invalidHere("only one of name and signerName may be used", "keep one of the two");
  else if (!name.present && !signer.present) bundle.required("either name or signerName must be specified", 'add "signerName:"');
  else if (name.present && bundle.child("labelSelector").present)
    bundle.child("labelSelector").invalidHere("labelSelector must be unset if name is specified", "remove it");
  checkSelector(bundle.child("labelSelector"));
  const path = bundle.child("path");
  if (path.text === "") path.required("", 'add the file name: "path: ca.pem"');
  else checkLocalPath(path);
}

function checkCertificate(certificate: Field, claim: (path: Field, bad: string) => void): void {
  if (certificate.child("signerName").text === "") certificate.child("signerName").required("", 'add "signerName: example.com/signer"');
  const keyType = certificate.child("keyType");
  if (!keyTypes.includes(keyType.text)) keyType.unsupported(keyType.text, keyTypes);
  const seconds = certificate.child("maxExpirationSeconds");
  if (seconds.number !== undefined && seconds.number < 3600)
    seconds.invalid(seconds.number, "if provided, maxExpirationSeconds must be >= 3600", "write 3600 or more");
  const paths = certificate.set("credentialBundlePath", "keyPath", "certificateChainPath").filter((path) => path.text !== "");
  for (const path of paths) {
    checkLocalPath(path);
    claim(path, path.text);
  }
  if (paths.length === 0) certificate.required("specify at least one of credentialBundlePath, keyPath, and certificateChainPath");
}
