package chat.suda.benchmark;

/**
 * Suda's benchmark: the core by JMH, the server under load, the delay of a stop and of a logout,
 * and the page in Chromium, each printed as a table. Takes about three and a half minutes; {@code
 * src/docs/performance.md} explains the results.
 */
public final class Benchmark {

  private Benchmark() {}

  /**
   * @param args how many sessions the load run opens at once
   */
  public static void main(String... args) throws Exception {
    CoreTable.print();
    boolean whole = LoadRun.print(Integer.parseInt(args[0]));
    StopRun.print();
    LogoutRun.print();
    PageRun.print();
    if (!whole) {
      throw new AssertionError("tokens were lost or doubled");
    }
  }
}
