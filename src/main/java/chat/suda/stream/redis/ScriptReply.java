package chat.suda.stream.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;

/**
 * The common reply of the log scripts.
 *
 * @param life incarnation of the log; empty if there is none
 * @param head the newest event's position
 * @param rest further values of the script
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
