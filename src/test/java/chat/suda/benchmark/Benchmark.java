package chat.suda.benchmark;

/**
 * Suda's own benchmark: the core by JMH, the whole under load, how soon a stop and a logout are
 * true, and the page in Chromium, each printed as a table. Takes some three minutes and a half;
 * {@code src/docs/performance.md} tells how to read it.
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
