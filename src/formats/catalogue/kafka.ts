import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

/** A stack trace, or what else goes on behind the first line. */
const more = "<?\n<kafka.continued:rest>?>";

/** https://github.com/apache/kafka/blob/trunk/config/log4j2.yaml: the logger stands in brackets at the end of the first line. */
export const kafka: LayoutFormat = {
  name: "kafka",
  about: "log of Kafka's brokers and tools",
  examples: [
    "[2025-04-24 19:51:57,226] INFO [SocketServer listenerType=BROKER, nodeId=0] Enabling request processing. (kafka.network.SocketServer)",
  ],
  layouts: [layoutOf(`[<time:yyyy-MM-dd HH:mm:ss,SSS>] <level> <message:most> (<logger:name>)${more}`)],
  multiline: "start:^\\[\\d{4}-\\d\\d-\\d\\d ",
};

/** A thread may have an address or a number behind it, with colons of its own. */
const sources = [
  "[<thread>/0:0:0:0:0:0:0:0:<_:int>:<logger:name>@<line>]",
  "[<thread>:<_:int>:<logger:name>@<line>]",
  "[<thread>:<logger:name>@<line>]",
  "[<thread>]",
];

/** https://github.com/apache/zookeeper/blob/master/conf/logback.xml */
export const zookeeper: LayoutFormat = {
  name: "zookeeper",
  about: "log of ZooKeeper",
  examples: [
    "2015-07-29 17:41:44,747 - INFO  [main:QuorumPeerConfig@103] - Reading configuration from: /etc/zookeeper/zoo.cfg",
    "2024-05-11 08:14:22,605 [myid:1] - WARN  [QuorumPeer[myid=1]/0.0.0.0:2181:o.a.z.s.q.FastLeaderElection@774] - Notification time out",
  ],
  layouts: sources.map((source) =>
    layoutOf(`<time:yyyy-MM-dd HH:mm:ss,SSS><? [myid:<zookeeper.server_id:any>]?> - <level>  ${source} - <message>`),
  ),
  multiline: "start:^\\d{4}-\\d\\d-\\d\\d ",
};

/** https://www.elastic.co/docs/deploy-manage/monitor/logging-configuration/elasticsearch-log4j-configuration-self-managed */
export const elasticsearch: LayoutFormat = {
  name: "elasticsearch",
  about: "plain server log of Elasticsearch and OpenSearch",
  examples: [
    "[2025-04-24T19:51:50,262][INFO ][o.o.j.JobSchedulerPlugin ] [demo-node] Loaded scheduler extension",
    "[2025-04-24T19:51:51,003][WARN ][o.e.c.r.a.DiskThresholdMonitor] high disk watermark [90%] exceeded",
  ],
  layouts: ["[<elasticsearch.node.name>] ", ""].map((node) =>
    layoutOf(`[<time:yyyy-MM-dd'T'HH:mm:ss,SSS>][<level>< >][<logger:name>< >] ${node}<message>`),
  ),
  multiline: "start:^\\[\\d{4}-\\d\\d-\\d\\dT",
};

/** https://github.com/apache/cassandra/blob/trunk/conf/logback.xml */
export const cassandra: LayoutFormat = {
  name: "cassandra",
  about: "system log of Cassandra",
  examples: [
    "INFO  [ScheduledTasks:1] 2025-08-05 18:27:04,016 TokenMetadata.java:527 - Updating topology for all endpoints that have changed",
  ],
  layouts: [layoutOf("<level>  [<thread>] <time:yyyy-MM-dd HH:mm:ss,SSS> <file:name>:<line> - <message>")],
  constants: { "db.system.name": "cassandra" },
  multiline: "start:^[A-Z]+ +\\[",
};
