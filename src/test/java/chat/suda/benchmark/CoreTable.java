package chat.suda.benchmark;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Time and memory of the core's steps, for one event or chunk each. */
final class CoreTable {

  private CoreTable() {}

  static void print() throws RunnerException {
    System.out.println("Core, measured for some 40 seconds ...");
    Collection<RunResult> results = new Runner(options()).run();
    System.out.printf("%n%-42s %10s %8s %8s%n", "one event or chunk", "ns/op", "+-", "B/op");
    results.forEach(CoreTable::printRow);
    System.out.println();
  }

  private static Options options() {
    return new OptionsBuilder()
        .include("^chat\\.suda\\.")
        .mode(Mode.AverageTime)
        .timeUnit(TimeUnit.NANOSECONDS)
        .forks(1)
        .warmupIterations(2)
        .warmupTime(TimeValue.seconds(1))
        .measurementIterations(6)
        .measurementTime(TimeValue.milliseconds(500))
        .addProfiler(GCProfiler.class)
        .verbosity(VerboseMode.SILENT)
        .shouldFailOnError(true)
        .build();
  }

  private static void printRow(RunResult run) {
    String[] names = run.getParams().getBenchmark().split("\\.");
    Result<?> time = run.getPrimaryResult();
    Result<?> memory = run.getSecondaryResults().get("gc.alloc.rate.norm");
    System.out.printf(
        "%-42s %10.1f %8.1f %8.0f%n",
        names[names.length - 2] + "." + names[names.length - 1],
        time.getScore(),
        time.getScoreError(),
        memory.getScore());
  }
}
