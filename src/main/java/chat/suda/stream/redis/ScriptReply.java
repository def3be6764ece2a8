package chat.suda.stream.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;

/**
 * What all of a log's scripts reply.
 *
 * @param life of the log; empty where there is none
 * @param head the newest event's position
 * @param rest what else the script says
 */
record ScriptReply(String life, long head, Object rest) {

  static ScriptReply of(List<Object> reply) {
    return new ScriptReply(
        new String((byte[]) reply.get(0), US_ASCII), (Long) reply.get(1), reply.get(2));
  }

  List<?> list() {
    return (List<?>) rest;
  }
}
