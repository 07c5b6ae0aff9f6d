import { field, type LayoutFormat, literal, optional } from "../layout.ts";
import { attribute, names } from "../schema/otel.ts";

const priority = [literal("<"), field("priority", "severity"), literal(">")];
const host = [field("text", attribute(names.host)), literal(" ")];
const tag = [field("text", attribute(names.app)), optional(literal("["), field("int", attribute(names.pid)), literal("]")), literal(": ")];
const message = field("rest", "body");
/** The colon is the first character of the content (RFC 3164, section 4.1.3): it needs no blank behind it. */
const word = field("host", attribute(names.app));
const closeTag = [word, literal("["), field("int", attribute(names.pid)), literal("]:"), optional(literal(" ")), message];
const emptyTag = [word, literal(":"), optional(literal(" "), message)];
const bsd = [optional(...priority), field("bsd", "time"), literal(" "), ...host];
const rfc3339 = [optional(...priority), field("rfc3339", "time"), literal(" "), ...host];

/** https://www.rfc-editor.org/rfc/rfc3164 and what daemons write to files: with or without priority, with RFC 3339 times (rsyslog). */
export const syslog3164: LayoutFormat = {
  name: "syslog3164",
  about: "BSD syslog, as sent and as in files; times without a year get the one that fits",
  examples: [
    "<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick on /dev/pts/8",
    "Jun  9 16:53:37 my-vps sshd[3685002]: Close session: user ansible",
    "Jun  9 16:53:38 my-vps last message repeated 2 times",
  ],
  layouts: [
    [...bsd, ...tag, message],
    [...bsd, ...closeTag],
    [...bsd, ...emptyTag],
    [...bsd, message],
    [...rfc3339, ...tag, message],
    [...rfc3339, ...closeTag],
    [...rfc3339, ...emptyTag],
  ],
  begins: "(?:<\\d{1,3}>)?(?:[A-Z][a-z]{2} [ \\d]\\d |\\d{4}-\\d\\d-\\d\\dT)",
};

/** https://www.rfc-editor.org/rfc/rfc5424#section-6 */
export const syslog5424: LayoutFormat = {
  name: "syslog5424",
  about: "syslog of RFC 5424, with structured data",
  examples: [
    '<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 key="hello \\"test\\""] An application event',
    "<34>1 2003-10-11T22:14:15.003Z - su - - - 'su root' failed",
  ],
  layouts: [
    [
      literal("<"),
      field("priority", "severity"),
      literal(">1 "),
      field("rfc3339", "time", true),
      literal(" "),
      field("text", attribute(names.host), true),
      literal(" "),
      field("text", attribute(names.app), true),
      literal(" "),
      field("text", attribute(names.procid), true),
      literal(" "),
      field("text", attribute(names.msgid), true),
      literal(" "),
      field("structured", attribute(names.structured)),
      optional(literal(" "), optional(literal("\uFEFF")), message),
    ],
  ],
  begins: "<\\d{1,3}>1 ",
};
