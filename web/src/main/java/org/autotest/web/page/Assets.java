package org.autotest.web.page;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/// Scripts, styles and pictures, read once from the class path. Each has a name that changes with
/// its content, so that browsers may keep it for ever.
public final class Assets {
  private static final String HTMX = "org.webjars.npm/htmx.org";

  private final Map<String, File> byUrlName = new LinkedHashMap<>();
  private final Map<String, String> urls = new LinkedHashMap<>();

  /// One of them.
  public static final class File {
    private final byte[] content;
    private final String mediaType;

    private File(byte[] content, String mediaType) {
      this.content = content;
      this.mediaType = mediaType;
    }

    public InputStream open() {
      return new ByteArrayInputStream(content);
    }

    public String mediaType() {
      return mediaType;
    }
  }

  /// Reads them all.
  ///
  /// @throws IllegalStateException when one is missing from the jar
  public static Assets load() {
    Assets assets = new Assets();
    assets.add("app.css", "/web/app.css", "text/css; charset=utf-8");
    assets.add("app.js", "/web/app.js", "text/javascript; charset=utf-8");
    assets.add("icon.svg", "/web/icon.svg", "image/svg+xml");
    assets.add(
        "htmx.js",
        "/META-INF/resources/webjars/htmx.org/%s/dist/htmx.min.js".formatted(version(HTMX)),
        "text/javascript; charset=utf-8");
    return assets;
  }

  /// Where a page finds `name`: `/assets/app.1a2b3c4d5e6f7a8b.css`.
  ///
  /// @throws IllegalArgumentException for a name that is none of ours: a bug in a template
  public String url(String name) {
    String url = urls.get(name);
    if (url == null) {
      throw new IllegalArgumentException("no asset is called " + name);
    }
    return url;
  }

  /// What is under the last part of such a URL; empty when nothing is, or not any more.
  public Optional<File> find(String urlName) {
    return Optional.ofNullable(byUrlName.get(urlName));
  }

  private void add(String name, String resource, String mediaType) {
    byte[] content = read(resource);
    int dot = name.lastIndexOf('.');
    String urlName = name.substring(0, dot) + "." + hash(content) + name.substring(dot);
    byUrlName.put(urlName, new File(content, mediaType));
    urls.put(name, "/assets/" + urlName);
  }

  private static byte[] read(String resource) {
    try (InputStream stream = Assets.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("the jar lacks " + resource);
      }
      return stream.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException("reading " + resource, unreadable);
    }
  }

  /// Web jars carry their version in the path; the version itself is the build's business.
  private static String version(String artifact) {
    Properties properties = new Properties();
    String text =
        new String(
            read("/META-INF/maven/%s/pom.properties".formatted(artifact)), StandardCharsets.UTF_8);
    try {
      properties.load(new java.io.StringReader(text));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return properties.getProperty("version", "");
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }
}
