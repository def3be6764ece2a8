package chat.suda.benchmark;

/**
 * Suda's own benchmark: the core by JMH, the whole under load, how soon a stop is true, and the
 * page in Chromium, each printed as a table. Takes about two and a half minutes; {@code
 * src/docs/performance.md} tells how to read it.
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
    PageRun.print();
    if (!whole) {
      throw new AssertionError("tokens were lost or doubled");
    }
  }
}
