import type { LayoutFormat } from "../layout.ts";
import { layoutOf } from "../pattern.ts";

/** A stack trace, or what else goes on behind the first line. */
const more = "<?\n<kafka.continued:rest>?>";

/** https://github.com/apache/kafka/blob/trunk/config/log4j2.yaml: the logger stands in brackets at the end of the first line. */
export const kafka: LayoutFormat = {
  name: "kafka",
  about: "log of Kafka's brokers and tools",
  examples: [
    "[2024-05-11 08:14:22,228] WARN [Producer clientId=shop-1] Connection to node -1 (localhost/127.0.0.1:9092) could not be established. (org.apache.kafka.clients.NetworkClient)",
  ],
  layouts: [layoutOf(`[<time:yyyy-MM-dd HH:mm:ss,SSS>] <level> <message:most> (<logger:name>)${more}`)],
  multiline: "start:^\\[\\d{4}-\\d\\d-\\d\\d ",
};

/** A thread's name may have colons of its own, of an address and a port: the logger is behind the last. */
const sources = ["[<thread:most~@>:<logger:name>@<line>]", "[<thread>]"];

/** https://github.com/apache/zookeeper/blob/master/conf/logback.xml */
export const zookeeper: LayoutFormat = {
  name: "zookeeper",
  about: "log of ZooKeeper",
  examples: [
    "2024-05-11 08:14:22,747 - INFO  [main:QuorumPeerConfig@103] - Reading configuration from: /etc/zookeeper/zoo.cfg",
    "2024-05-11 08:14:22,605 [myid:1] - WARN  [QuorumPeer[myid=1]/0.0.0.0:2181:o.a.z.s.q.FastLeaderElection@774] - Notification time out: 3200",
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
    "[2024-05-11T08:14:22,263][WARN ][o.e.m.j.JvmGcMonitorService] [node-1] [gc][17] overhead, spent [1.2s] collecting in the last [1.5s]",
    "[2024-05-11T08:14:22,270][INFO ][o.e.e.NodeEnvironment    ] using [1] data paths",
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
  examples: ["INFO  [GossipStage:1] 2024-05-11 08:14:22,023 Gossiper.java:1105 - Node /10.0.0.2 is now part of the cluster"],
  layouts: [layoutOf("<level>  [<thread>] <time:yyyy-MM-dd HH:mm:ss,SSS> <file:name>:<line> - <message>")],
  constants: { "db.system.name": "cassandra" },
  multiline: "start:^[A-Z]+ +\\[",
};
