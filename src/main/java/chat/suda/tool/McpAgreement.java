package chat.suda.tool;

/**
 * What is agreed with a server when a session begins.
 *
 * @param session its id, or {@code null} where the server keeps none
 * @param protocol the version that is spoken
 */
record McpAgreement(String session, String protocol) {

  /** Before anything is. */
  static final McpAgreement NONE = new McpAgreement(null, null);
}
