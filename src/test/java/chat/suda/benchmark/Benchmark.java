package chat.suda.benchmark;

/**
 * Suda's own benchmark: the core by JMH, then the whole under load, each printed as a table. Takes
 * about 75 seconds; {@code src/docs/performance.md} tells how to read it.
 */
public final class Benchmark {

  private Benchmark() {}

  /**
   * @param args how many sessions the load run opens at once
   */
  public static void main(String... args) throws Exception {
    CoreTable.print();
    if (!LoadRun.print(Integer.parseInt(args[0]))) {
      throw new AssertionError("tokens were lost or doubled");
    }
  }
}
