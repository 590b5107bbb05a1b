package org.autotest.autoserv.install;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes a tar stream in which nothing but names, contents and executability matters: owners are
/// root, times are 1970.
final class TarWriter {
  private static final int BLOCK = 512;
  private static final int NAME_BYTES_MAX = 100;

  private final OutputStream out;

  TarWriter(OutputStream out) {
    this.out = out;
  }

  void directory(String name) throws IOException {
    header(name + "/", '5', 0, "", 0755);
  }

  void link(String name, String target) throws IOException {
    header(name, '2', 0, target, 0777);
  }

  /// A file of at most 8 GiB.
  void file(String name, Path content, boolean executable) throws IOException {
    long size = Files.size(content);
    header(name, '0', size, "", executable ? 0755 : 0644);
    try (InputStream in = Files.newInputStream(content)) {
      byte[] buffer = new byte[64 * 1024];
      long missing = size;
      while (missing > 0) {
        int n = in.read(buffer, 0, (int) Math.min(buffer.length, missing));
        if (n < 0) {
          throw new EOFException(content + " became shorter while it was read");
        }
        out.write(buffer, 0, n);
        missing -= n;
      }
    }
    pad(size);
  }

  /// Two empty blocks close the archive.
  void end() throws IOException {
    out.write(new byte[2 * BLOCK]);
  }

  private void header(String name, char type, long size, String link, int mode) throws IOException {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    byte[] linkBytes = link.getBytes(StandardCharsets.UTF_8);
    if (nameBytes.length > NAME_BYTES_MAX) {
      extension('L', nameBytes);
    }
    if (linkBytes.length > NAME_BYTES_MAX) {
      extension('K', linkBytes);
    }
    block(nameBytes, type, size, linkBytes, mode);
  }

  /// The GNU form of a long name, which every tar reads.
  private void extension(char type, byte[] value) throws IOException {
    block(
        "././@LongLink".getBytes(StandardCharsets.UTF_8), type, value.length + 1L, new byte[0], 0);
    out.write(value);
    out.write(0);
    pad(value.length + 1L);
  }

  private void block(byte[] name, char type, long size, byte[] link, int mode) throws IOException {
    byte[] block = new byte[BLOCK];
    System.arraycopy(name, 0, block, 0, Math.min(name.length, NAME_BYTES_MAX));
    octal(block, 100, 8, mode);
    octal(block, 108, 8, 0);
    octal(block, 116, 8, 0);
    octal(block, 124, 12, size);
    octal(block, 136, 12, 0);
    block[156] = (byte) type;
    System.arraycopy(link, 0, block, 157, Math.min(link.length, NAME_BYTES_MAX));
    put(block, 257, "ustar  ");
    put(block, 148, " ".repeat(8));
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    put(block, 148, "%06o".formatted(sum));
    block[154] = 0;
    out.write(block);
  }

  private static void octal(byte[] block, int offset, int length, long value) {
    put(block, offset, ("%0" + (length - 1) + "o").formatted(value));
  }

  private static void put(byte[] block, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, block, offset, bytes.length);
  }

  private void pad(long size) throws IOException {
    out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
  }
}
