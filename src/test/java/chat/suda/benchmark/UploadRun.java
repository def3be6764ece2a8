package chat.suda.benchmark;

import chat.suda.browser.SudaProcess;
import chat.suda.container.RestClient;
import chat.suda.upstream.FakeUpstream;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * What twenty files of about 15 MB that come at once cost: whether {@code suda.jar} lives through
 * it with a heap of 256 MB, and how late the tokens of ten sessions come meanwhile.
 */
public final class UploadRun {

  private static final int FILES = 20;
  private static final int SESSIONS = 10;
  private static final ModelAnswer ANSWER = new ModelAnswer(1000, 40);

  private UploadRun() {}

  public static void main(String... args) throws Exception {
    Map<String, byte[]> files = files();
    files.forEach((name, file) -> System.out.printf("%s: %d MB%n", name, file.length >> 20));
    for (String heap : List.of("-Xmx256m", "-Xmx1g")) {
      try (FakeUpstream model = FakeUpstream.start().onRequest(request -> ANSWER);
          SudaProcess server =
              SudaProcess.start(
                  "openai.base-url=" + model.baseUrl(),
                  heap,
                  "suda.max-attachment-bytes-per-user=4000000000")) {
        new UploadRun().measure(server, heap, List.copyOf(files.entrySet()));
      }
    }
  }

  private void measure(SudaProcess server, String heap, List<Map.Entry<String, byte[]>> files)
      throws Exception {
    Executor threads = task -> new Thread(task, "upload-run").start();
    List<LoadClient> clients =
        IntStream.range(0, SESSIONS)
            .mapToObj(i -> LoadClient.open(server.base(), "run-" + i, threads))
            .toList();
    for (LoadClient client : clients) {
      client.ready().get(30, TimeUnit.SECONDS);
    }
    answer(server, clients);
    LoadResult.printHead();
    answer(server, clients).printRow("alone, " + heap);
    RestClient user = new RestClient(server.base());
    List<CompletableFuture<HttpResponse<String>>> uploads = new ArrayList<>();
    long began = System.nanoTime();
    for (int i = 0; i < FILES; i++) {
      Map.Entry<String, byte[]> file = files.get(i % files.size());
      uploads.add(
          CompletableFuture.supplyAsync(
              () -> user.upload("attachments", file.getKey(), file.getValue()), threads));
    }
    answer(server, clients).printRow("beside uploads, " + heap);
    Map<Integer, Integer> statuses = new TreeMap<>();
    for (CompletableFuture<HttpResponse<String>> upload : uploads) {
      statuses.merge(upload.get(120, TimeUnit.SECONDS).statusCode(), 1, Integer::sum);
    }
    System.out.printf(
        "uploads by status %s, all after %.1f s; %s%n",
        statuses, (System.nanoTime() - began) / 1e9, resident(server));
    System.out.println("still serves: " + user.call("GET", "me", null).statusCode());
  }

  private static LoadResult answer(SudaProcess server, List<LoadClient> clients) throws Exception {
    Duration cpu = server.cpu();
    long began = System.nanoTime();
    List<CompletableFuture<TokenTally>> asked =
        clients.stream().map(client -> client.ask(ANSWER.tokens())).toList();
    List<TokenTally> tallies = new ArrayList<>();
    for (CompletableFuture<TokenTally> one : asked) {
      tallies.add(one.get(120, TimeUnit.SECONDS));
    }
    return LoadResult.of(
        tallies, Duration.ofNanos(System.nanoTime() - began), server.cpu().minus(cpu));
  }

  private static String resident(SudaProcess server) throws Exception {
    Path status = Path.of("/proc", Long.toString(server.process().pid()), "status");
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .findFirst()
        .orElse("");
  }

  private static Map<String, byte[]> files() throws Exception {
    return Map.of(
        "photo.jpg", picture("jpeg", 5000, 3600),
        "picture.png", picture("png", 2600, 2000),
        "large.png", flat(7900, 7900),
        "text.txt", "A line of a long text.\n".repeat(650_000).getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] picture(String format, int width, int height) throws Exception {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(0x1000000));
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    try (MemoryCacheImageOutputStream to = new MemoryCacheImageOutputStream(out)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      if (format.equals("jpeg")) {
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(0.75f);
      }
      writer.setOutput(to);
      writer.write(null, new IIOImage(image, null, null), parameters);
    }
    return out.toByteArray();
  }

  /** As many pixels as are taken, in a small file. */
  private static byte[] flat(int width, int height) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB), "png", out);
    return out.toByteArray();
  }
}
