import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const level = "<level:F=21 E=17 W=13 I=9 D=5 D1=8 D2=7 D3=6 D4=5 D5=4>";

/** https://www.mongodb.com/docs/v4.2/reference/log-messages/: what MongoDB wrote before 4.4; later ones write JSON. */
export const mongodb: LayoutFormat = {
  name: "mongodb",
  about: "log of MongoDB 3.0 to 4.2; later ones are of the format json",
  examples: [
    "2017-10-04T12:39:44.269-0400 I FTDC     [initandlisten] Initializing full-time diagnostic data capture",
    "2019-05-02T09:14:11.120+0000 W -        [conn17] no component",
  ],
  layouts: [layoutOf(`<time:rfc3339> ${level}  <mongodb.component:name?>  [<mongodb.context>] <message>`)],
  constants: { "db.system.name": "mongodb" },
};
