import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

const level = "<level:F=21 E=17 W=13 I=9 D=5 D1=8 D2=7 D3=6 D4=5 D5=4>";

/** https://www.mongodb.com/docs/v4.2/reference/log-messages/: what MongoDB wrote before 4.4; later ones write JSON. */
export const mongodb: LayoutFormat = {
  name: "mongodb",
  about: "log of MongoDB 3.0 to 4.2; later ones are of the format json",
  examples: [
    "2019-05-11T12:14:22.270+0000 I NETWORK  [listener] connection accepted from 10.0.0.7:51234 #17 (3 connections now open)",
    "2019-05-11T12:14:22.275+0000 I -        [conn17] end connection 10.0.0.7:51234 (2 connections now open)",
  ],
  layouts: [layoutOf(`<time:rfc3339> ${level}  <mongodb.component:name?>  [<mongodb.context>] <message>`)],
  constants: { "db.system.name": "mongodb" },
};
