package chat.suda.provider.openai;

import chat.suda.provider.ToolCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Joins the pieces in which servers send calls: by index, by id, or by neither; several calls at
 * once, of one index even where their ids or names tell them apart.
 */
final class ToolCallPieces {

  /** The index of a {@code function_call}. */
  static final int LEGACY = -1;

  /** How long all names and arguments of an answer may be, in UTF-16 code units. */
  private static final int MAX_CHARS = 400_000;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

  /**
   * What one delta says of a call.
   *
   * @param index, id, name {@code null} where it does not say
   * @param arguments what continues them
   * @param extra what the server wants back, or {@code null}
   */
  record Piece(Integer index, String id, String name, String arguments, String extra) {

    /** How long its texts are, in UTF-16 code units. */
    private int length() {
      return arguments.length()
          + (name == null ? 0 : name.length())
          + (extra == null ? 0 : extra.length());
    }
  }

  private static final class Call {
    Integer index;
    String id;
    String name;
    String extra;
    final StringBuilder arguments = new StringBuilder();
  }

  private final List<Piece> pending = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();
  private int marked;
  private int chars;

  /**
   * Takes a piece, which counts once it is {@linkplain #join joined}.
   *
   * @param whole whether it may repeat what came before
   */
  void add(Piece piece, boolean whole) {
    if (!whole || calls.isEmpty()) {
      pending.add(piece);
    }
  }

  int pending() {
    return pending.size();
  }

  void mark() {
    marked = pending.size();
  }

  void rollback() {
    pending.subList(Math.min(marked, pending.size()), pending.size()).clear();
  }

  /**
   * The pieces of a chunk count.
   *
   * @throws IOException if they become too long
   */
  void join() throws IOException {
    for (Piece piece : pending) {
      chars += piece.length();
      if (chars > MAX_CHARS) {
        throw new MalformedStreamException("calls of tools are too long");
      }
      join(piece);
    }
    pending.clear();
  }

  private void join(Piece piece) {
    Call call = find(piece);
    if (call == null) {
      call = new Call();
      call.index = piece.index;
      calls.add(call);
    }
    call.id = call.id == null ? piece.id : call.id;
    call.name = call.name == null ? piece.name : call.name;
    call.extra = call.extra == null ? piece.extra : call.extra;
    call.arguments.append(piece.arguments);
  }

  /** The call that a piece continues, or {@code null} where it begins one. */
  private Call find(Piece piece) {
    for (int i = calls.size() - 1; i >= 0; i--) {
      Call call = calls.get(i);
      if (piece.index == null && piece.id != null && call.id != null) {
        if (piece.id.equals(call.id)) {
          return call;
        }
      } else if (piece.index == null ? i == calls.size() - 1 : piece.index.equals(call.index)) {
        return begins(piece, call) ? null : call;
      }
    }
    return null;
  }

  private static boolean begins(Piece piece, Call before) {
    if (piece.name == null || before.name == null) {
      return false;
    }
    return piece.id != null && before.id != null && !piece.id.equals(before.id)
        || !piece.name.equals(before.name)
        || (piece.index == null || !piece.arguments.isEmpty())
            && piece.id == null
            && Json.isObject(before.arguments.toString());
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  /** All calls that have a name, in their order, each with an id of its own. */
  List<ToolCall> calls() {
    Set<String> ids = new HashSet<>();
    List<ToolCall> all = new ArrayList<>();
    for (Call call : calls) {
      if (call.name != null) {
        boolean fit = call.id != null && ID.matcher(call.id).matches() && ids.add(call.id);
        all.add(
            new ToolCall(
                fit ? call.id : ToolCall.newId(),
                call.name,
                call.arguments.toString(),
                call.extra));
      }
    }
    return all;
  }
}
