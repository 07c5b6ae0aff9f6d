import { moments, print } from "../clock.ts";
import type { Program } from "../program.ts";
import { chance, whole } from "../random.ts";
import { ipv4, message, user } from "../words.ts";

const ticking = {
  sample: ["2026-03-02T01:00:00Z", "2026-03-02T14:00:00Z"],
  other: ["2026-06-06T12:00:00Z", "2026-06-14T10:00:00Z"],
  digits: 6,
  zone: "America/Anchorage",
} as const;

const messages = {
  sample: [
    "TLS: Initial packet from [AF_INET]{ip}:{port}, sid={hex} {hex}",
    "VERIFY OK: depth=1, CN=Example CA",
    "Control Channel: TLSv1.3, cipher TLSv1.3 TLS_AES_256_GCM_SHA384, peer certificate: 2048 bit RSA",
    "MULTI: Learn: {ip} -> {user}/{ip}:{port}",
    "SENT CONTROL [{user}]: 'PUSH_REPLY,route {ip} 255.255.255.0,ping {n}' (status=1)",
    "WARNING: 'link-mtu' is used inconsistently, local='link-mtu {n}', remote='link-mtu {n}'",
    "peer info: IV_VER=2.6.{n}",
  ],
  other: [
    "TLS Error: TLS handshake failed",
    "read TCPv4_SERVER []: Connection reset by peer (code={n})",
    "Connection reset, restarting [{n}]",
    "event_wait : Interrupted system call (fd=-1,code={n})",
    "AUTH_PENDING: {word}",
    "SIGUSR1[soft,ping-restart] received, client-instance restarting",
  ],
};

export const program: Program = {
  name: "tunnel-peers",
  about:
    "OpenVPN: a weekday in front and the year behind the time, its microseconds as us=n, a peer as address or name/address where one is concerned; no level, though messages begin with words like it.",
  tz: "America/Anchorage",
  lines: (random, count, set) =>
    moments(random, count, set, ticking).map((moment) => {
      const address = `${ipv4(random, set)}:${whole(random, 1024, 65_535)}`;
      const peer = chance(random, 0.8) ? (chance(random, 0.6) ? `${user(random, set)}/${address}` : address) : undefined;
      const said = message(random, set, messages);
      const micros = String((moment.nanos % 1_000_000_000n) / 1000n);
      const words = [`us=${micros}`, ...(peer === undefined ? [] : [peer]), said];
      const rests = words.map((_, index) => words.slice(index).join(" "));
      return {
        text: `${print(moment, "EEE MMM _d HH:mm:ss yyyy")} ${words.join(" ")}`,
        expected: {
          timeUnixNano: [String(moment.nanos), String((moment.nanos / 1_000_000_000n) * 1_000_000_000n)],
          severityNumber: 0,
          body: undefined,
          // As columns, or as a message that begins at any of them; the microseconds may have become part of the time.
          values: words.slice(1).map((word, index) => [word, ...rests.slice(0, index + 2)]),
        },
      };
    }),
};
