package chat.suda.benchmark;

/** The results of one {@link ModelAnswer}'s tokens. Written by one thread. */
final class TokenTally {

  /** From the model's sending to the client's reading of each token, in nanoseconds. */
  final long[] delays;

  private int next;
  private long lost;
  private long doubled;

  TokenTally(int tokens) {
    delays = new long[tokens];
  }

  /** Reads the tokens of a piece of text, from there to the quotation mark that ends it. */
  void read(String line, int from, long now) {
    int at = from;
    while (line.charAt(at) != '"') {
      int colon = line.indexOf(':', at);
      int space = line.indexOf(' ', colon);
      token(
          Integer.parseInt(line, at, colon, 10), now - Long.parseLong(line, colon + 1, space, 10));
      at = space + 1;
    }
  }

  private void token(int number, long delay) {
    if (number < next) {
      doubled++;
      return;
    }
    lost += number - next;
    delays[number] = delay;
    next = number + 1;
  }

  long lost() {
    return lost + delays.length - next;
  }

  long doubled() {
    return doubled;
  }
}
