package chat.suda.benchmark;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * The result of a part of a load run.
 *
 * @param delays of all tokens, in nanoseconds, sorted
 * @param took from the first question to the last answer's end
 * @param cpu used by the server's process meanwhile
 */
record LoadResult(long[] delays, long lost, long doubled, Duration took, Duration cpu) {

  static LoadResult of(List<TokenTally> tallies, Duration took, Duration cpu) {
    return new LoadResult(
        tallies.stream().flatMapToLong(tally -> Arrays.stream(tally.delays)).sorted().toArray(),
        tallies.stream().mapToLong(TokenTally::lost).sum(),
        tallies.stream().mapToLong(TokenTally::doubled).sum(),
        took,
        cpu);
  }

  boolean isWhole() {
    return lost == 0 && doubled == 0;
  }

  static void printHead() {
    System.out.printf(
        "%n%-24s %9s %9s %8s %8s %6s %8s %19s%n",
        "tokens sent",
        "tokens",
        "tokens/s",
        "p50 ms",
        "p99 ms",
        "lost",
        "doubled",
        "CPU ms/1000 tokens");
  }

  void printRow(String name) {
    System.out.printf(
        "%-24s %,9d %,9.0f %8.2f %8.2f %6d %8d %19.1f%n",
        name,
        delays.length,
        delays.length * 1e9 / took.toNanos(),
        millis(0.50),
        millis(0.99),
        lost,
        doubled,
        cpu.toNanos() / 1e3 / delays.length);
  }

  private double millis(double quantile) {
    return delays[(int) (quantile * (delays.length - 1))] / 1e6;
  }
}
